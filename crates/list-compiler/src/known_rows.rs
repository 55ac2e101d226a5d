//! Rows that the snapshot before has too, so that of three hundred versions of a list only what changed is read.

use std::collections::HashMap;
use std::sync::Arc;

use crate::table::{Dialect, ends_in_quotes};

/// The rows of a snapshot, each with the place of its designation.
#[derive(Default)]
pub(crate) struct KnownRows(HashMap<Arc<[u8]>, usize>);

/// The rows of a file that are not known, by the line that each stands on.
pub(crate) type NewRows = HashMap<u64, Arc<[u8]>>;

impl KnownRows {
    /// The place of the designation whose row is this one.
    pub fn get(&self, row: &[u8]) -> Option<usize> {
        self.0.get(row).copied()
    }

    /// Replaces the row of a designation.
    pub fn replace(&mut self, old: Option<Arc<[u8]>>, new: Option<Arc<[u8]>>, at: usize) {
        if let Some(old) = old {
            self.0.remove(&old);
        }
        if let Some(new) = new {
            self.0.insert(new, at);
        }
    }
}

/// Empties the lines of a table that `is_known` tells to be rows of the snapshot before, so that the others keep their
/// line numbers, and returns those that are rows by themselves.
///
/// A line is compared only where a row begins: a row that goes on in the next line ends the comparison, and all that follows
/// is read.
pub(crate) fn leave_out_known(
    bytes: &mut Vec<u8>,
    dialect: Dialect,
    mut is_known: impl FnMut(&[u8]) -> bool,
) -> NewRows {
    let mut left = Vec::new();
    let mut new = NewRows::new();
    let mut compares = true;
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        if compares && line.ends_with(b"\n") {
            if is_known(line) {
                left.push(b'\n');
                continue;
            }
            if ends_in_quotes(line.trim_ascii_end(), dialect.delimiter) {
                compares = false;
            } else {
                new.insert(number, Arc::from(line));
            }
        }
        left.extend_from_slice(line);
    }
    *bytes = left;
    new
}

#[cfg(test)]
mod tests {
    use super::leave_out_known;
    use crate::table::Dialect;

    fn left(text: &str, known: &[&str]) -> (String, Vec<u64>) {
        let mut bytes = text.as_bytes().to_vec();
        let dialect = Dialect { delimiter: b',' };
        let new = leave_out_known(&mut bytes, dialect, |row| {
            known.iter().any(|known| known.as_bytes() == row)
        });
        let mut lines: Vec<u64> = new.into_keys().collect();
        lines.sort_unstable();
        (String::from_utf8(bytes).unwrap(), lines)
    }

    #[test]
    fn known_rows_are_left_out_and_the_others_keep_their_lines() {
        let (text, new) = left("1,A\r\n2,B\r\n3,C\r\n", &["1,A\r\n", "3,C\r\n"]);
        assert_eq!((text.as_str(), &new[..]), ("\n2,B\r\n\n", &[2][..]));
    }

    #[test]
    fn nothing_is_left_out_behind_a_row_that_goes_on_in_the_next_line() {
        let (text, new) = left("1,\"A\n2,B\n\"\n2,B\n", &["2,B\n"]);
        assert_eq!((text.as_str(), &new[..]), ("1,\"A\n2,B\n\"\n2,B\n", &[][..]));
    }

    #[test]
    fn a_last_line_without_its_end_is_read() {
        assert_eq!(left("1,A\n2,B", &["2,B"]).0, "1,A\n2,B");
    }
}
