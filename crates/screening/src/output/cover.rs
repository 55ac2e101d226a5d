//! `covers.csv`: a row a difference between a payment and the transfer that covers it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{ScreenError, csv_row::CsvRow, files, output::Record};

/// What a payment and its cover say differently: a row of `covers.csv`. Rows stand where the later of both stands in the input.
#[derive(Debug, Serialize, Deserialize)]
pub struct CoverRow<'a> {
    /// The customer's payment.
    pub payment_id: Cow<'a, str>,
    /// Its payments file, as named.
    pub file: Cow<'a, str>,
    /// Its line there.
    pub line: u64,
    /// The transfer that covers it.
    pub cover_id: Cow<'a, str>,
    /// The payments file of the cover, as named.
    pub cover_file: Cow<'a, str>,
    /// Its line there.
    pub cover_line: u64,
    /// By what they are of one payment: `uetr` or `reference`.
    pub joined_by: Cow<'a, str>,
    /// What differs: a field of the customer's payment, or its account (`creditor_account`).
    pub field: Cow<'a, str>,
    /// How: `missing-in-cover`, `missing-in-payment`, `shortened-in-cover`, `shortened-in-payment` or `changed`.
    pub problem: Cow<'a, str>,
    /// What the payment says; empty where it says nothing.
    pub in_payment: Cow<'a, str>,
    /// What the cover says.
    pub in_cover: Cow<'a, str>,
}

impl Record for CoverRow<'_> {
    const FILE: &'static str = files::COVERS;

    fn append_to(&self, row: &mut Vec<u8>) -> Result<(), ScreenError> {
        CsvRow::behind(row)
            .text(&self.payment_id)
            .text(&self.file)
            .number(self.line)
            .text(&self.cover_id)
            .text(&self.cover_file)
            .number(self.cover_line)
            .text(&self.joined_by)
            .text(&self.field)
            .text(&self.problem)
            .text(&self.in_payment)
            .text(&self.in_cover)
            .end();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::CoverRow;
    use crate::{files, testing::header_and_row};

    #[test]
    fn header_and_row_are_those_of_the_struct() {
        let row = CoverRow {
            payment_id: "P,1".into(),
            file: "a.fin".into(),
            line: 1,
            cover_id: "C1".into(),
            cover_file: "b \"x\".fin".into(),
            cover_line: 20,
            joined_by: "uetr".into(),
            field: "creditor".into(),
            problem: "changed".into(),
            in_payment: "ACME, LTD".into(),
            in_cover: "".into(),
        };
        header_and_row(files::COVERS_HEADER, &row);
    }
}
