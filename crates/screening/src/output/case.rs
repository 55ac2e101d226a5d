//! `cases.csv`: a row a case, those to look at first on top.

use std::borrow::Cow;

use portcullis_model::{CountryCode, Outcome, Score};
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    csv_row::CsvRow,
    files,
    output::{
        Record,
        decision::{decimals, join, split},
    },
};

/// All alerts of a run that one person decides at once: a row of `cases.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRow<'a> {
    /// What its alerts name it by; the same in every run.
    pub case_id: Cow<'a, str>,
    /// The gravest outcome of its payments.
    pub outcome: Outcome,
    /// How soon it should be looked at, 0 to 100.
    pub priority: u8,
    /// The party of the payments, as the first of them writes it.
    pub party: Cow<'a, str>,
    /// Its country, where a payment says one.
    pub party_country: Option<CountryCode>,
    /// The designation that leads the case: its primary name, and its id in parentheses.
    pub listed: Cow<'a, str>,
    /// The lists of the designations that alert, joined by `;`.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub lists: Cow<'a, [String]>,
    /// Their programs, joined by `;`.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub programs: Cow<'a, [String]>,
    /// The best score, with four decimals.
    #[serde(serialize_with = "decimals")]
    pub score: Option<Score>,
    /// Its payments.
    pub payments: u64,
    /// The exact sums of their amounts, `EUR:5.00;USD:100.00`; `none` for amounts without currency.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub amounts: Cow<'a, [String]>,
    /// Who resembles whom, what is equal, what differs, what is missing, what to do.
    pub why: Cow<'a, str>,
    /// The first of its payments, in input order.
    pub first_payment_id: Cow<'a, str>,
    /// The case of which a reviewer said something before; empty where nobody did.
    #[serde(default)]
    pub repeat_of: Cow<'a, str>,
}

impl Record for CaseRow<'_> {
    const FILE: &'static str = files::CASES;

    fn append_to(&self, row: &mut Vec<u8>) -> Result<(), ScreenError> {
        CsvRow::behind(row)
            .text(&self.case_id)
            .text(self.outcome.as_str())
            .number(self.priority.into())
            .text(&self.party)
            .shown(self.party_country)
            .text(&self.listed)
            .joined(&self.lists)
            .joined(&self.programs)
            .shown(self.score)
            .number(self.payments)
            .joined(&self.amounts)
            .text(&self.why)
            .text(&self.first_payment_id)
            .text(&self.repeat_of)
            .end();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{CountryCode, Outcome, Score};

    use super::CaseRow;
    use crate::{files, testing::header_and_row};

    #[test]
    fn header_and_row_are_those_of_the_struct() {
        let row = CaseRow {
            case_id: "0123456789abcdef".into(),
            outcome: Outcome::Review,
            priority: 7,
            party: "Alpha, \"Ltd\"".into(),
            party_country: CountryCode::new("PH"),
            listed: "ALFA (un-IQe.206)".into(),
            lists: vec!["UK OFSI".to_owned(), "UN Consolidated".to_owned()].into(),
            programs: vec!["UN-Iraq".to_owned()].into(),
            score: Some(Score::from_fraction(0.9586)),
            payments: 14,
            amounts: vec!["EUR:5.00".to_owned(), "USD:100.00".to_owned()].into(),
            why: "It resembles it. Confirm.".into(),
            first_payment_id: "P 1".into(),
            repeat_of: "fedcba9876543210".into(),
        };
        let written = header_and_row(files::CASES_HEADER, &row);
        let back: CaseRow<'_> = csv::Reader::from_reader(written.as_bytes())
            .deserialize()
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(back, row);
    }
}
