//! `rejects.csv`: a row a record that could not be read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    csv_row::CsvRow,
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
        CsvRow::behind(row)
            .text(&self.file)
            .number(self.line)
            .text(&self.payment_id)
            .text(&self.error)
            .joined(&self.touched)
            .end();
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
    use crate::{files, testing::header_and_row};

    #[test]
    fn header_and_row_are_those_of_the_struct() {
        let row = RejectRow {
            file: "a,b.csv".into(),
            line: 7,
            payment_id: "P \"1\"".into(),
            error: "value_date: no such day".into(),
            touched: vec!["un-1".to_owned(), "ofac-2".to_owned()].into(),
        };
        header_and_row(files::REJECTS_HEADER, &row);
    }
}
