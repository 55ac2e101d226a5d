//! Writing CSV fields straight into a byte buffer.
//!
//! **Fields are written as they are.** RFC 4180 quoting, nothing else: a payment id that starts with `=`, `+`, `-`
//! or `@` is not given an apostrophe, because `decisions.csv` is joined back to the payments by that id, and an id that
//! comes back changed is a payment that is lost. A spreadsheet may take such a field for a formula: import the
//! columns as text, or read the HTML report, in which nothing is ever executed.

use std::{fmt::Display, io::Write};

/// A row in the making: fields go behind each other, with commas between them, until it ends.
pub(crate) struct CsvRow<'r> {
    bytes: &'r mut Vec<u8>,
    has_fields: bool,
}

impl<'r> CsvRow<'r> {
    /// A row behind what was written before.
    pub(crate) fn behind(bytes: &'r mut Vec<u8>) -> CsvRow<'r> {
        CsvRow {
            bytes,
            has_fields: false,
        }
    }

    /// Where the next field goes.
    fn next(&mut self) -> &mut Vec<u8> {
        if self.has_fields {
            self.bytes.push(b',');
        }
        self.has_fields = true;
        self.bytes
    }

    pub(crate) fn text(mut self, field: &str) -> CsvRow<'r> {
        push_field(self.next(), field);
        self
    }

    pub(crate) fn texts<'t>(self, fields: impl IntoIterator<Item = &'t str>) -> CsvRow<'r> {
        fields.into_iter().fold(self, CsvRow::text)
    }

    pub(crate) fn number(mut self, number: u64) -> CsvRow<'r> {
        push_u64(self.next(), number);
        self
    }

    /// Several values in one field, joined by `;`.
    pub(crate) fn joined<S: AsRef<str>>(mut self, values: &[S]) -> CsvRow<'r> {
        push_joined(self.next(), values);
        self
    }

    /// A value that is written without a comma, quote or line end; none is an empty field.
    pub(crate) fn shown(mut self, value: Option<impl Display>) -> CsvRow<'r> {
        let bytes = self.next();
        if let Some(value) = value {
            // Writing to a vector cannot fail.
            let _ = write!(bytes, "{value}");
        }
        self
    }

    pub(crate) fn end(self) {
        self.bytes.push(b'\n');
    }
}

/// Appends a field, quoted where it must be.
pub(crate) fn push_field(row: &mut Vec<u8>, field: &str) {
    let bytes = field.as_bytes();
    if bytes.iter().any(|&b| matches!(b, b'"' | b',' | b'\n' | b'\r')) {
        row.push(b'"');
        for &b in bytes {
            if b == b'"' {
                row.push(b'"');
            }
            row.push(b);
        }
        row.push(b'"');
    } else {
        row.extend_from_slice(bytes);
    }
}

/// Appends several values as one field, joined by `;`. A `;` inside a value becomes `,`: ids of lists, programs and
/// licenses are words, so this is only a guard.
fn push_joined<S: AsRef<str>>(row: &mut Vec<u8>, values: &[S]) {
    match values {
        [] => {}
        [one] if !one.as_ref().contains(';') => push_field(row, one.as_ref()),
        _ => {
            let mut joined = String::new();
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    joined.push(';');
                }
                joined.extend(value.as_ref().chars().map(|c| if c == ';' { ',' } else { c }));
            }
            push_field(row, &joined);
        }
    }
}

/// Appends a number in decimal digits.
pub(crate) fn push_u64(row: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        // A digit is below ten.
        #[allow(clippy::cast_possible_truncation)]
        {
            digits[at] = b'0' + (number % 10) as u8;
        }
        number /= 10;
        if number == 0 {
            break;
        }
    }
    row.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CsvRow, push_field, push_joined, push_u64};

    fn row(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn only_fields_that_need_quotes_get_them_and_formulas_are_left_alone() {
        assert_eq!(row(|r| push_field(r, "P-1")), "P-1");
        assert_eq!(row(|r| push_field(r, "a,b")), "\"a,b\"");
        assert_eq!(row(|r| push_field(r, "a \"b\"\nc")), "\"a \"\"b\"\"\nc\"");
        assert_eq!(row(|r| push_field(r, "=1+1")), "=1+1");
    }

    #[test]
    fn several_values_are_joined_by_semicolons() {
        assert_eq!(row(|r| push_joined::<&str>(r, &[])), "");
        assert_eq!(row(|r| push_joined(r, &["UN", "US"])), "UN;US");
        assert_eq!(row(|r| push_joined(r, &["a;b", "c"])), "\"a,b;c\"");
        assert_eq!(row(|r| push_joined(r, &["a;b"])), "\"a,b\"");
    }

    #[test]
    fn a_row_has_commas_between_its_fields_and_ends() {
        let written = row(|r| {
            CsvRow::behind(r)
                .text("a,b")
                .number(7)
                .shown(None::<u8>)
                .shown(Some(0.5))
                .joined(&["UN", "US"])
                .texts(["", "z"])
                .end();
            CsvRow::behind(r).text("").number(0).end();
        });
        assert_eq!(written, "\"a,b\",7,,0.5,UN;US,,z\n,0\n");
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_standard_library_writes_them(number: u64) {
            prop_assert_eq!(row(|r| push_u64(r, number)), number.to_string());
        }

        #[test]
        fn any_fields_come_back_from_a_csv_reader_as_they_went_in(fields in prop::collection::vec(".*", 1..5)) {
            let mut bytes = b"x".to_vec();
            for field in &fields {
                bytes.push(b',');
                push_field(&mut bytes, field);
            }
            bytes.push(b'\n');
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let record = reader.records().next().unwrap().unwrap();
            let back: Vec<&str> = record.iter().skip(1).collect();
            prop_assert_eq!(back, fields);
        }
    }
}
