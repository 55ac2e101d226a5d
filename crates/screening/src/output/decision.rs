//! `decisions.csv`: a row a payment, in input order.

use std::borrow::Cow;

use portcullis_exemptions::Decision;
use portcullis_model::{Outcome, Score};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    ScreenError,
    csv_row::{CsvRow, push_field, push_u64},
    files,
    output::{PaymentRef, Record},
};

/// What is decided of a payment: a row of `decisions.csv`.
#[derive(Debug, Serialize, Deserialize)]
pub struct DecisionRow<'a> {
    /// The payment.
    pub payment_id: Cow<'a, str>,
    /// Its line in the payments file.
    pub line: u64,
    /// What is decided.
    pub outcome: Outcome,
    /// Why, in one line.
    pub reason: Cow<'a, str>,
    /// Authorities of the obligations, joined by `;`.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub authorities: Cow<'a, [String]>,
    /// Programs of the obligations, joined by `;`.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub programs: Cow<'a, [String]>,
    /// Licenses that release the payment, joined by `;`.
    #[serde(serialize_with = "join", deserialize_with = "split")]
    pub license_ids: Cow<'a, [String]>,
    /// The designation of the strongest hit; empty where there is none.
    pub top_designation_id: Cow<'a, str>,
    /// Its score, with four decimals.
    #[serde(serialize_with = "decimals")]
    pub top_score: Option<Score>,
    /// How many hits there are.
    pub hits: u64,
    /// The payments file, as named.
    #[serde(default)]
    pub file: Cow<'a, str>,
}

/// Where [`DecisionRow::outcome`] stands in a row.
pub(crate) const OUTCOME_COLUMN: usize = 2;

/// The rows of the payments of a file that have no hits: those of [`Decision::clear`]. Nearly all payments are such, so what
/// is the same in all of them is written once.
#[derive(Debug, Clone)]
pub(crate) struct ClearRow {
    /// What follows payment id and line.
    tail: Vec<u8>,
}

impl ClearRow {
    /// `file` is the payments file, as named.
    pub(crate) fn of(file: &str) -> ClearRow {
        let mut tail = b",clear,no hit,,,,,,0,".to_vec();
        push_field(&mut tail, file);
        tail.push(b'\n');
        ClearRow { tail }
    }

    /// Appends the row of a payment.
    pub(crate) fn push_to(&self, row: &mut Vec<u8>, payment_id: &str, line: u64) {
        push_field(row, payment_id);
        row.push(b',');
        push_u64(row, line);
        row.extend_from_slice(&self.tail);
    }
}

impl<'a> DecisionRow<'a> {
    /// `top` is the strongest of the hits: designation and score.
    pub(crate) fn new(
        payment: PaymentRef<'a>,
        decision: &'a Decision,
        top: Option<(&'a str, Score)>,
        hits: usize,
    ) -> DecisionRow<'a> {
        DecisionRow {
            payment_id: payment.payment_id.into(),
            line: payment.line,
            outcome: decision.outcome,
            reason: decision.reason.as_ref().into(),
            authorities: decision.authorities.as_slice().into(),
            programs: decision.programs.as_slice().into(),
            license_ids: decision.license_ids.as_slice().into(),
            top_designation_id: top.map_or("", |(id, _)| id).into(),
            top_score: top.map(|(_, score)| score),
            hits: hits as u64,
            file: payment.file.into(),
        }
    }
}

impl Record for DecisionRow<'_> {
    const FILE: &'static str = files::DECISIONS;

    fn append_to(&self, row: &mut Vec<u8>) -> Result<(), ScreenError> {
        CsvRow::behind(row)
            .text(&self.payment_id)
            .number(self.line)
            .text(self.outcome.as_str())
            .text(&self.reason)
            .joined(&self.authorities)
            .joined(&self.programs)
            .joined(&self.license_ids)
            .text(&self.top_designation_id)
            .shown(self.top_score)
            .number(self.hits)
            .text(&self.file)
            .end();
        Ok(())
    }
}

pub(super) fn join<S: Serializer>(values: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&values.join(";"))
}

pub(super) fn split<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, [String]>, D::Error> {
    let joined = String::deserialize(deserializer)?;
    let values = joined.split(';').filter(|value| !value.is_empty());
    Ok(values.map(str::to_owned).collect())
}

#[allow(clippy::ref_option)] // The shape that serde asks for.
pub(super) fn decimals<S: Serializer>(score: &Option<Score>, serializer: S) -> Result<S::Ok, S::Error> {
    match score {
        Some(score) => serializer.collect_str(score),
        None => serializer.serialize_str(""),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_exemptions::Decision;
    use portcullis_model::{Outcome, Score};

    use super::{ClearRow, DecisionRow, OUTCOME_COLUMN};
    use crate::{
        files,
        output::{PaymentRef, Record},
        testing::header_and_row,
    };

    const PAYMENT: PaymentRef<'static> = PaymentRef {
        payment_id: "P \"1\", first",
        file: "p, 1.csv",
        line: 7,
    };

    #[test]
    fn header_and_row_are_those_of_the_struct() {
        let decision = Decision {
            outcome: Outcome::Review,
            programs: vec!["UN-A".to_owned(), "UN-B".to_owned()],
            ..Decision::clear()
        };
        let row = DecisionRow::new(PAYMENT, &decision, Some(("un-1", Score::from_fraction(0.9))), 2);
        let written = header_and_row(files::DECISIONS_HEADER, &row);

        let column = files::DECISIONS_HEADER.split(',').nth(OUTCOME_COLUMN);
        assert_eq!(column, Some("outcome"));
        let back: DecisionRow<'_> = csv::Reader::from_reader(written.as_bytes())
            .deserialize()
            .next()
            .unwrap()
            .unwrap();
        assert_eq!((back.outcome, back.programs.len()), (Outcome::Review, 2));
        assert_eq!(back.top_score, row.top_score);
    }

    #[test]
    fn the_row_of_a_clear_payment_is_the_one_that_its_decision_gives() {
        let (mut quick, mut full) = (Vec::new(), Vec::new());
        ClearRow::of(PAYMENT.file).push_to(&mut quick, PAYMENT.payment_id, PAYMENT.line);
        let decision = Decision::clear();
        DecisionRow::new(PAYMENT, &decision, None, 0)
            .append_to(&mut full)
            .unwrap();
        assert_eq!(quick, full);
    }
}
