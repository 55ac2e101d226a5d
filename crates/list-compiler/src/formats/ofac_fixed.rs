//! Rows whose fields begin at fixed places: OFAC's `.ff` files.

use std::path::Path;

use csv::StringRecord;

use crate::CompileError;
use crate::table::Row;

/// Reads every row. `widths` are those of its fields, in characters; the last field is all that is left. A row that ends
/// before its last field has fewer fields.
pub(super) fn rows<'t>(path: &Path, text: &'t str, widths: &[usize]) -> Result<Vec<Row<'t>>, CompileError> {
    let text = text.trim_end_matches(['\u{1a}', '\r', '\n']);
    let mut rows = Vec::new();
    for (n, raw) in text.split('\n').enumerate() {
        let raw = raw.trim_end_matches('\r');
        if raw.trim().is_empty() {
            continue;
        }
        let line = n as u64 + 1;
        if raw.contains('\0') {
            return Err(CompileError::format(
                path,
                line,
                "a row has bytes that are no text; the file is damaged: download it again",
            ));
        }
        let mut fields = StringRecord::new();
        let mut rest = raw;
        for (i, width) in widths.iter().enumerate() {
            if i > 0 && rest.is_empty() {
                break;
            }
            let end = if i + 1 == widths.len() {
                rest.len()
            } else {
                rest.char_indices().nth(*width).map_or(rest.len(), |(at, _)| at)
            };
            let field = &rest[..end];
            // Text that fills the field goes on in another file, and one space at its end may be text, too.
            let is_full = field.trim_end().chars().count() + 1 == *width && field.chars().count() == *width;
            fields.push_field(if is_full { field.trim_start() } else { field.trim() });
            rest = &rest[end..];
        }
        rows.push(Row {
            line,
            raw,
            fields,
            sheet: None,
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::rows;

    fn read(text: &str) -> Vec<Vec<String>> {
        let rows = rows(Path::new("x"), text, &[4, 6, 3]).unwrap();
        let fields = |row: &crate::table::Row<'_>| row.fields.iter().map(str::to_owned).collect();
        rows.iter().map(fields).collect()
    }

    #[test]
    fn fields_begin_at_fixed_places_and_the_last_is_what_is_left() {
        assert_eq!(
            read("  12José  -0- and more\r\n   3A     B\r\n\u{1a}"),
            [["12", "José", "-0- and more"], ["3", "A", "B"]]
        );
    }

    #[test]
    fn a_space_at_the_end_of_a_full_field_is_text() {
        assert_eq!(read("  12José  ab "), [["12", "José", "ab "]]);
        assert_eq!(read("  12José  a  "), [["12", "José", "a"]]);
    }

    #[test]
    fn a_row_that_was_cut_has_fewer_fields() {
        assert_eq!(read("  12Jos"), [vec!["12".to_owned(), "Jos".to_owned()]]);
    }
}
