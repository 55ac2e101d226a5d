//! `rejects.csv`: a row a record that could not be read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    csv_row::{push_field, push_joined, push_u64},
    files,
    output::{
        Record,
        decision::{join, split},
    },
};

/// A record that could not be read: a row of `rejects.csv`.
#[derive(Debug, Serialize, Deserialize)]
pub struct RejectRow<'a> {
    /// The payments file, as named.
    pub file: Cow<'a, str>,
    /// The record's line there.
    pub line: u64,
    /// The payment, as far as its id could be read.
    pub payment_id: Cow<'a, str>,
    /// What is wrong.
    pub error: Cow<'a, str>,
    /// The designations that its names and identifiers touch, strongest first, joined by `;`.
    #[serde(default, serialize_with = "join", deserialize_with = "split")]
    pub touched: Cow<'a, [String]>,
}

impl RejectRow<'_> {
    /// Appends the row. It cannot fail.
    pub(crate) fn push_to(&self, row: &mut Vec<u8>) {
        push_field(row, &self.file);
        row.push(b',');
        push_u64(row, self.line);
        row.push(b',');
        push_field(row, &self.payment_id);
        row.push(b',');
        push_field(row, &self.error);
        row.push(b',');
        push_joined(row, &self.touched);
        row.push(b'\n');
    }
}

impl Record for RejectRow<'_> {
    const FILE: &'static str = files::REJECTS;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        self.push_to(line);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::RejectRow;
    use crate::files;

    #[test]
    fn header_and_row_are_those_of_the_struct() {
        let row = RejectRow {
            file: "a,b.csv".into(),
            line: 7,
            payment_id: "P \"1\"".into(),
            error: "value_date: no such day".into(),
            touched: vec!["un-1".to_owned(), "ofac-2".to_owned()].into(),
        };
        let mut expected = csv::Writer::from_writer(Vec::new());
        expected.serialize(&row).unwrap();
        let mut written = files::REJECTS_HEADER.as_bytes().to_vec();
        row.push_to(&mut written);
        assert_eq!(
            String::from_utf8(written).unwrap(),
            String::from_utf8(expected.into_inner().unwrap()).unwrap()
        );
    }
}
