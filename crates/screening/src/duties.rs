//! What must be done because of a run: reports of blocked property and rejected transactions, and what licenses ask.

use std::path::Path;

use portcullis_exemptions::ObligationReport;
use portcullis_model::{CurrencyCode, Date, Decimal, Field, Outcome, Role};
use serde::Serialize;

use crate::csv_row::CsvRow;
use crate::files;
use crate::output::{Alert, PaymentFacts, Release};
use crate::report::{ReportError, each_record};

/// A duty of one payment: a row of what `duties` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyRow {
    /// The payment.
    pub payment_id: String,
    /// What was decided of it.
    pub outcome: Outcome,
    /// What is to be done.
    pub duty: String,
    /// To whom.
    pub to: String,
    /// The last day for it, or `promptly`.
    pub due: String,
    /// The legal text; empty where the rules name none.
    pub citation: String,
    /// The party of the payment that was hit, by name, else BIC or account; empty where the hit is in a text.
    pub party: String,
    /// The designation that it is.
    pub designation_id: String,
    /// The programs under which it is to be done, joined by `;`.
    pub programs: String,
    /// The amount, in units of the currency.
    pub amount: Option<Decimal>,
    /// The currency.
    pub currency: Option<CurrencyCode>,
    /// The value date.
    pub value_date: Option<Date>,
    /// The party's account.
    pub account: String,
    /// The BIC of the bank that keeps it, or of the party where it is a bank.
    pub bank: String,
}

/// The duties of a run: of payments with alerts in the order of the input, then of those that a license released. Each once,
/// however many obligations bring it about.
///
/// # Errors
/// [`ReportError`] when a file of the run cannot be read or understood.
pub fn duties(folder: &Path) -> Result<Vec<DutyRow>, ReportError> {
    let mut rows = Rows::default();
    each_record(
        &folder.join(files::ALERTS),
        "an alert",
        |_, alert: Alert<'static>| {
            let payment = alert.payment.read()?;
            let obligations = alert.obligations.iter().map(AsRef::as_ref);
            let place = (alert.file.as_ref(), alert.line);
            rows.add(place, &alert.payment_id, alert.outcome, obligations, &payment);
            Ok(true)
        },
    )?;
    each_record(
        &folder.join(files::RELEASED),
        "a released payment",
        |_, release: Release<'static>| {
            let payment = release.payment.read()?;
            let place = (release.file.as_ref(), release.line);
            let obligations = release.obligations.iter();
            rows.add(place, &release.payment_id, release.outcome, obligations, &payment);
            Ok(true)
        },
    )?;
    Ok(rows.list)
}

#[derive(Default)]
struct Rows {
    list: Vec<DutyRow>,
    /// Where the rows of the last payment begin, and its file and line.
    last: (usize, String, u64),
}

impl Rows {
    fn add<'o>(
        &mut self,
        (file, line): (&str, u64),
        payment_id: &str,
        outcome: Outcome,
        obligations: impl Iterator<Item = &'o ObligationReport>,
        payment: &PaymentFacts<'_>,
    ) {
        if (self.last.1.as_str(), self.last.2) != (file, line) {
            self.last = (self.list.len(), file.to_owned(), line);
        }
        for obligation in obligations {
            for duty in &obligation.duties {
                let due = duty
                    .due
                    .map_or_else(|| "promptly".to_owned(), |due| due.to_string());
                let known = self.list[self.last.0..].iter_mut().find(|row| {
                    row.duty == duty.what
                        && row.to == duty.to
                        && row.designation_id == obligation.designation_id
                });
                if let Some(row) = known {
                    if !row
                        .programs
                        .split(';')
                        .any(|program| program == obligation.program)
                    {
                        row.programs.push(';');
                        row.programs.push_str(&obligation.program);
                    }
                    continue;
                }
                let party = payment.parties.at(obligation.field);
                self.list.push(DutyRow {
                    payment_id: payment_id.to_owned(),
                    outcome,
                    duty: duty.what.clone(),
                    to: duty.to.clone(),
                    due,
                    citation: duty.citation.clone().unwrap_or_default(),
                    party: party.map_or_else(String::new, |party| {
                        let named = [&party.name, &party.bic, &party.account];
                        named
                            .into_iter()
                            .find(|text| !text.is_empty())
                            .map_or_else(String::new, ToString::to_string)
                    }),
                    designation_id: obligation.designation_id.clone(),
                    programs: obligation.program.clone(),
                    amount: payment.amount,
                    currency: payment.currency,
                    value_date: payment.value_date,
                    account: party.map_or_else(String::new, |party| party.account.to_string()),
                    bank: bank_of(obligation.field, payment),
                });
            }
        }
    }
}

/// The BIC of the bank of the party in a field; of a bank, its own.
fn bank_of(field: Field, payment: &PaymentFacts<'_>) -> String {
    let bank = match field.role() {
        Some(role) if role.is_agent() => Some(field),
        Some(Role::Debtor | Role::UltimateDebtor | Role::InitiatingParty) => Some(Field::DEBTOR_AGENT),
        Some(Role::Creditor | Role::UltimateCreditor) => Some(Field::CREDITOR_AGENT),
        _ => None,
    };
    let bank = bank.and_then(|field| payment.parties.at(field));
    bank.map_or_else(String::new, |bank| bank.bic.to_string())
}

/// The rows as CSV with a header.
#[must_use]
pub fn duties_csv(rows: &[DutyRow]) -> String {
    let mut bytes = COLUMNS.join(",").into_bytes();
    bytes.push(b'\n');
    for row in rows {
        let text = |value: Option<String>| value.unwrap_or_default();
        let fields = [
            &row.payment_id,
            row.outcome.as_str(),
            &row.duty,
            &row.to,
            &row.due,
            &row.citation,
            &row.party,
            &row.designation_id,
            &row.programs,
            &text(row.amount.map(|amount| amount.to_string())),
            &text(row.currency.map(|currency| currency.to_string())),
            &text(row.value_date.map(|date| date.to_string())),
            &row.account,
            &row.bank,
        ];
        CsvRow::behind(&mut bytes).texts(fields).end();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

const COLUMNS: [&str; 14] = [
    "payment_id",
    "outcome",
    "duty",
    "to",
    "due",
    "citation",
    "party",
    "designation_id",
    "programs",
    "amount",
    "currency",
    "value_date",
    "account",
    "bank",
];
