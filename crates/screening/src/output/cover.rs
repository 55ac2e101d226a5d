//! `covers.csv`: a row a difference between a payment and the transfer that covers it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    csv_row::{push_field, push_u64},
    files,
    output::Record,
};

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
        push_field(row, &self.payment_id);
        row.push(b',');
        push_field(row, &self.file);
        row.push(b',');
        push_u64(row, self.line);
        row.push(b',');
        push_field(row, &self.cover_id);
        row.push(b',');
        push_field(row, &self.cover_file);
        row.push(b',');
        push_u64(row, self.cover_line);
        for text in [
            &self.joined_by,
            &self.field,
            &self.problem,
            &self.in_payment,
            &self.in_cover,
        ] {
            row.push(b',');
            push_field(row, text);
        }
        row.push(b'\n');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::CoverRow;
    use crate::{files, output::Record};

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
        let mut expected = csv::Writer::from_writer(Vec::new());
        expected.serialize(&row).unwrap();
        let mut written = files::COVERS_HEADER.as_bytes().to_vec();
        row.append_to(&mut written).unwrap();
        assert_eq!(
            String::from_utf8(written).unwrap(),
            String::from_utf8(expected.into_inner().unwrap()).unwrap()
        );
    }
}
