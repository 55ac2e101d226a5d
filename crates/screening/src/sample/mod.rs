//! Releases for a second person to look at: a sample that a seed repeats, and what came back of it.

mod audit;
mod share;

use std::collections::HashSet;
use std::path::Path;

use portcullis_exemptions::ObligationReport;
use portcullis_model::{CurrencyCode, Date, Decimal, Field, Outcome, Purpose};
use serde::Serialize;

pub use self::audit::{Audit, AuditCount, AuditError, AuditVerdict};
pub use self::share::Share;
use crate::csv_row::push_field;
use crate::files;
use crate::output::{PaymentFacts, Release};
use crate::report::{ReportError, each_record};

/// The columns of a sample. The last three are for the second person to fill in.
pub(crate) const COLUMNS: [&str; 16] = [
    "payment_id",
    "file",
    "line",
    "value_date",
    "amount",
    "currency",
    "debtor",
    "creditor",
    "purpose",
    "parties",
    "license_ids",
    "reason",
    "evidence",
    "verdict",
    "auditor",
    "note",
];

/// A released payment with all that its release rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleRow {
    /// The payment.
    pub payment_id: String,
    /// The payments file, as the run names it.
    pub file: String,
    /// Its line there.
    pub line: u64,
    /// The value date.
    pub value_date: Option<Date>,
    /// The amount, in units of the currency.
    pub amount: Option<Decimal>,
    /// The currency.
    pub currency: Option<CurrencyCode>,
    /// Who pays.
    pub debtor: String,
    /// Who is paid.
    pub creditor: String,
    /// The purpose that it states.
    pub purpose: Option<Purpose>,
    /// Every party and bank with all that is known of it.
    pub parties: String,
    /// The licenses that release it.
    pub license_ids: Vec<String>,
    /// Why, in one line.
    pub reason: String,
    /// Every obligation with the license that covers it, clause by clause.
    pub evidence: String,
}

/// A sample of the releases of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Payments that licenses released.
    pub releases: u64,
    /// Those that were drawn, in the order of the run.
    pub rows: Vec<SampleRow>,
}

/// Draws a share of the payments that licenses released, rounded up. Equal runs, shares and seeds draw the same ones, and a
/// larger share draws those of a smaller one and more.
///
/// # Errors
/// [`ReportError`] when the run cannot be read.
pub fn sample(folder: &Path, share: Share, seed: u64) -> Result<Sample, ReportError> {
    let path = folder.join(files::RELEASED);
    let mut drawn: Vec<(u64, u64)> = Vec::new();
    each_record(&path, "a released payment", |line, release: Release<'static>| {
        if release.outcome == Outcome::Licensed {
            drawn.push((lot(seed, &release), line));
        }
        Ok(true)
    })?;
    let releases = drawn.len() as u64;
    drawn.sort_unstable();
    drawn.truncate(usize::try_from(share.of(releases)).unwrap_or(usize::MAX));
    let drawn: HashSet<u64> = drawn.into_iter().map(|(_, line)| line).collect();
    let mut rows = Vec::with_capacity(drawn.len());
    each_record(&path, "a released payment", |line, release: Release<'static>| {
        if drawn.contains(&line) {
            rows.push(row(&release)?);
        }
        Ok(true)
    })?;
    Ok(Sample { releases, rows })
}

/// The lot of a release under a seed: where the payment stands decides it, and not how many others there are.
fn lot(seed: u64, release: &Release<'_>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(release.file.as_bytes());
    hasher.update(&release.line.to_le_bytes());
    hasher.update(release.payment_id.as_bytes());
    let mut lot = [0; 8];
    hasher.finalize_xof().fill(&mut lot);
    u64::from_le_bytes(lot)
}

fn row(release: &Release<'_>) -> serde_json::Result<SampleRow> {
    let payment = release.payment.read()?;
    let name = |field| {
        let party = payment.parties.at(field);
        party.map_or_else(String::new, |party| party.name.to_string())
    };
    Ok(SampleRow {
        payment_id: release.payment_id.to_string(),
        file: release.file.to_string(),
        line: release.line,
        value_date: payment.value_date,
        amount: payment.amount,
        currency: payment.currency,
        debtor: name(Field::DEBTOR),
        creditor: name(Field::CREDITOR),
        purpose: payment.purpose,
        parties: parties(&payment),
        license_ids: release.license_ids.to_vec(),
        reason: release.reason.to_string(),
        evidence: evidence(&release.obligations),
    })
}

fn parties(payment: &PaymentFacts<'_>) -> String {
    let parties = payment.parties.0.iter().map(|(field, party)| {
        let details = party.details().join(", ");
        let named = [&*party.name, &details];
        let known: Vec<&str> = named.into_iter().filter(|text| !text.is_empty()).collect();
        format!("{field}: {}", known.join(", "))
    });
    parties.collect::<Vec<_>>().join(" | ")
}

fn evidence(obligations: &[ObligationReport]) -> String {
    let obligations = obligations.iter().map(|o| {
        let mut text = format!(
            "{} {} ({}) on {} {} as {}",
            o.program, o.measure, o.authority, o.designation_id, o.designation_name, o.field
        );
        if let Some(license) = &o.covered_by {
            text.push_str(&format!(" covered by {}", license.license_id));
            if let Some(citation) = &license.citation {
                text.push_str(&format!(", {citation}"));
            }
            if let Some(confidence) = license.confidence {
                text.push_str(&format!(" (confidence: {confidence})"));
            }
            for clause in &license.clauses {
                text.push_str(&format!("; {}: {}", clause.clause, clause.evidence));
            }
        }
        if let Some(bearer) = &o.taken_for {
            text.push_str(&format!(" taken for {bearer}, whose whole name it is"));
        }
        text
    });
    obligations.collect::<Vec<_>>().join(" | ")
}

/// A sample as CSV with a header; the columns `verdict`, `auditor` and `note` are empty.
#[must_use]
pub fn sample_csv(sample: &Sample) -> String {
    let mut bytes = COLUMNS.join(",").into_bytes();
    bytes.push(b'\n');
    for row in &sample.rows {
        let text = |value: Option<String>| value.unwrap_or_default();
        let fields = [
            &row.payment_id,
            &row.file,
            &row.line.to_string(),
            &text(row.value_date.map(|date| date.to_string())),
            &text(row.amount.map(|amount| amount.to_string())),
            &text(row.currency.map(|currency| currency.to_string())),
            &row.debtor,
            &row.creditor,
            &text(row.purpose.map(|purpose| purpose.to_string())),
            &row.parties,
            &row.license_ids.join(";"),
            &row.reason,
            &row.evidence,
        ];
        for field in fields {
            push_field(&mut bytes, field);
            bytes.push(b',');
        }
        // The verdict stands before the comma that is there; auditor and note follow.
        bytes.extend_from_slice(b",,\n");
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
