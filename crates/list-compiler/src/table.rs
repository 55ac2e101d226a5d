//! Delimited text as rows that know their line and their own text.

use std::path::Path;

use csv::StringRecord;

use crate::CompileError;
use crate::error::shown;
use crate::spreadsheet;
use crate::text::unescaped;

/// One row.
#[derive(Debug)]
pub(crate) struct Row<'t> {
    /// One-based line on which it starts; in a spreadsheet, its number.
    pub line: u64,
    /// The row as it stands in the file, without its line end.
    pub raw: &'t str,
    /// Its fields, unquoted, as published.
    pub fields: StringRecord,
    /// The sheet of a spreadsheet.
    pub sheet: Option<&'t str>,
}

impl Row<'_> {
    /// A field without its outer white space; empty when the row is too short.
    pub fn get(&self, index: usize) -> &str {
        self.fields.get(index).unwrap_or("").trim()
    }

    /// What is wrong with the row, or with one of its cells.
    pub fn error(&self, path: &Path, column: Option<usize>, reason: impl AsRef<str>) -> CompileError {
        match self.sheet {
            None => CompileError::format(path, self.line, reason),
            Some(sheet) => {
                let column = spreadsheet::column_letters(column.unwrap_or(0));
                let at = format!("{sheet}!{column}{}", self.line);
                CompileError::spreadsheet(path, Some(&at), reason)
            }
        }
    }
}

/// How the fields of a table are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// Field separator.
    pub delimiter: u8,
}

/// Whether a row ends inside a quoted field. Quotes are taken as the reader takes them: inside a quoted field one that
/// neither ends it nor is doubled makes the rest of it plain text, as OFAC's unescaped quotes do.
pub(crate) fn ends_in_quotes(raw: &[u8], delimiter: u8) -> bool {
    #[derive(PartialEq)]
    enum At {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let mut at = At::FieldStart;
    for &byte in raw {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::QuoteInQuoted,
            (At::FieldStart | At::QuoteInQuoted, b'"') | (At::Quoted, _) => At::Quoted,
            (_, byte) if byte == delimiter => At::FieldStart,
            _ => At::Plain,
        };
    }
    at == At::Quoted
}

/// Reads every row. Quoted fields, embedded line ends, CRLF and a missing last line end are all read; empty lines
/// are not rows. A quote that never closes is a file that was cut.
pub(crate) fn rows<'t>(path: &Path, text: &'t str, dialect: Dialect) -> Result<Vec<Row<'t>>, CompileError> {
    // Some publishers close their files with the CP/M end-of-file mark 0x1A.
    let text = text.trim_end_matches(['\u{1a}', '\r', '\n', ' ', '\u{feff}']);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row<'t>> = Vec::new();
    let (mut counted_to, mut line) = (0_usize, 1_u64);
    loop {
        let start = offset(reader.position());
        let mut fields = StringRecord::new();
        let more = reader
            .read_record(&mut fields)
            .map_err(|error| CompileError::format(path, line, format!("not a readable table: {error}")))?;
        if !more {
            // An open quote takes in everything up to the end, so only the last row can have one.
            return match rows.last() {
                Some(row) if ends_in_quotes(row.raw.as_bytes(), dialect.delimiter) => {
                    Err(CompileError::format(
                        path,
                        row.line,
                        "a quote opens in this row and never closes: the file was cut; download it again",
                    ))
                }
                _ => Ok(rows),
            };
        }
        let end = offset(reader.position()).min(text.len());
        let slice = text.get(start.min(end)..end).unwrap_or("");
        let lead = slice.len() - slice.trim_start_matches(['\r', '\n']).len();
        let raw = slice.trim_matches(['\r', '\n']);
        // The reader's own count is one behind after CRLF, so lines are counted here.
        let begin = (start + lead).min(text.len());
        line += text.as_bytes()[counted_to..begin]
            .iter()
            .filter(|b| **b == b'\n')
            .count() as u64;
        counted_to = begin;
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let mut raw = raw;
        if !rows.is_empty() {
            fields = without_mark(fields);
            raw = MARKS
                .iter()
                .find_map(|mark| raw.strip_prefix(mark))
                .unwrap_or(raw);
        }
        rows.push(Row {
            line,
            raw,
            fields: unescaped_fields(fields),
            sheet: None,
        });
    }
}

/// The byte-order mark, as UTF-8 and as Windows-1252 reads it.
const MARKS: [&str; 2] = ["\u{feff}", "\u{ef}\u{bb}\u{bf}"];

/// A row without the byte-order mark that stands before it where two files were put together.
fn without_mark(fields: StringRecord) -> StringRecord {
    let first = fields.get(0).unwrap_or("");
    let Some(rest) = MARKS.iter().find_map(|mark| first.strip_prefix(mark)) else {
        return fields;
    };
    // Behind the mark, quotes are no quotes to the reader.
    let first = rest
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(rest);
    std::iter::once(first).chain(fields.iter().skip(1)).collect()
}

/// Refuses rows that have not as many fields as the header, and a header among the rows. A spreadsheet leaves out cells that say nothing.
pub(crate) fn refuse_uneven(path: &Path, header: &Row<'_>, rows: &[Row<'_>]) -> Result<(), CompileError> {
    let columns = Columns::new(header);
    for row in rows {
        if row.sheet.is_none() && row.fields.len() != header.fields.len() {
            let reason = format!(
                "expected {} columns as in the header and found {}; the file is cut or damaged: download it again",
                header.fields.len(),
                row.fields.len()
            );
            return Err(row.error(path, None, reason));
        }
        let is_header = || columns.names == Columns::new(row).names;
        if row.get(0).eq_ignore_ascii_case(header.get(0)) && is_header() {
            let reason = "the header stands again among the rows: the file was put together from two; download it again";
            return Err(row.error(path, None, reason));
        }
    }
    Ok(())
}

/// Whether a value is what its column is said to hold.
pub(crate) type IsOne<'c> = &'c dyn Fn(&str) -> bool;

/// What a column is said to hold: where it stands, what that is in words, and whether a value is one.
pub(crate) type Said<'c> = (usize, &'c str, IsOne<'c>);

/// Fewer values say nothing of their column.
const VALUES_MIN: usize = 20;

/// Refuses a table where less than half of what stands in a column is what its header says: columns were exchanged, or dates are written
/// another way. Counted over the real files of the UK, the US, the EU, Australia and BIS of 2014 to 2026, the least share of a column is 0.991.
pub(crate) fn refuse_exchanged<'r>(
    path: &Path,
    (header, rows): (&Row<'_>, &'r [Row<'_>]),
    columns: &[Said<'_>],
) -> Result<(), CompileError> {
    for (column, what, is_one) in columns {
        // A spreadsheet keeps a value as text by an apostrophe before it.
        let value = |row: &'r Row<'_>| row.get(*column).trim_start_matches('\'');
        let values = || rows.iter().map(value).filter(|value| !value.is_empty());
        let (all, fit) = (values().count(), values().filter(|value| is_one(value)).count());
        if all >= VALUES_MIN && fit * 2 < all {
            let other = values().find(|value| !is_one(value)).unwrap_or("");
            let reason = format!(
                "of {all} values of the column {} only {fit} are {what} (`{}` is none): columns are exchanged or it is written another way; download it again",
                header.get(*column).trim_start_matches('\u{feff}'),
                shown(other)
            );
            return Err(header.error(path, Some(*column), reason));
        }
    }
    Ok(())
}

/// Fields without the character references of web pages.
pub(crate) fn unescaped_fields(fields: StringRecord) -> StringRecord {
    if !fields.as_slice().contains('&') {
        return fields;
    }
    fields.iter().map(unescaped).collect::<Vec<_>>().into()
}

/// A modern CSV file, which must be UTF-8 (with or without a byte-order mark).
pub(crate) fn utf8<'t>(path: &Path, bytes: &'t [u8]) -> Result<&'t str, CompileError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count() as u64;
        CompileError::format(
            path,
            line,
            "expected UTF-8 and found other bytes; save the file as UTF-8 and compile again",
        )
    })
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// The columns of a table with a header, by name.
#[derive(Debug)]
pub(crate) struct Columns {
    names: Vec<String>,
}

impl Columns {
    /// Takes the header's names, without a byte-order mark, outer white space or case.
    pub fn new(header: &Row<'_>) -> Columns {
        Columns {
            names: header.fields.iter().map(fold).collect(),
        }
    }

    /// Where a column stands, by its name in any case.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n.eq_ignore_ascii_case(name))
    }

    /// Where all columns of a name stand.
    pub fn find_all(&self, name: &str) -> Vec<usize> {
        let names = self.names.iter().enumerate();
        names
            .filter(|(_, own)| own.eq_ignore_ascii_case(name))
            .map(|(at, _)| at)
            .collect()
    }

    /// The folded names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// A header cell for comparison: publishers vary case, spaces and punctuation between releases.
fn fold(name: &str) -> String {
    name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Columns, Dialect, rows};

    const COMMA: Dialect = Dialect { delimiter: b',' };

    #[test]
    fn rows_know_their_line_and_text_across_crlf_and_embedded_line_ends() {
        let text = "1,\"a\r\nb\",-0- \r\n\r\n2,c,-0- \r\n3,d,e\r\n\u{1a}";
        let rows = rows(Path::new("x"), text, COMMA).unwrap();
        let seen: Vec<(u64, &str, usize)> = rows.iter().map(|r| (r.line, r.raw, r.fields.len())).collect();
        assert_eq!(
            seen,
            [(1, "1,\"a\r\nb\",-0- ", 3), (4, "2,c,-0- ", 3), (5, "3,d,e", 3)]
        );
        assert_eq!(rows[1].get(2), "-0-");
    }

    #[test]
    fn a_byte_order_mark_between_rows_is_no_part_of_them() {
        let rows = rows(
            Path::new("x"),
            "a,b\n\u{feff}\"c\",d\n\u{ef}\u{bb}\u{bf}e,f\n",
            COMMA,
        )
        .unwrap();
        let seen: Vec<(&str, &str)> = rows.iter().map(|row| (row.raw, row.get(0))).collect();
        assert_eq!(seen, [("a,b", "a"), ("\"c\",d", "c"), ("e,f", "e")]);
    }

    #[test]
    fn a_quote_that_never_closes_is_a_file_that_was_cut() {
        let error = |text: &str| rows(Path::new("x"), text, COMMA).unwrap_err().to_string();
        let expected = "x:2: a quote opens in this row and never closes: the file was cut; download it again";
        assert_eq!(error("1,a\r\n2,\"b"), expected);
        assert_eq!(error("1,a\r\n2,\"b\r\n3,c\r\n"), expected);
        assert_eq!(error("1,a\n2,\"b \"\" c"), expected);
        // OFAC does not always double the quotes inside a field, and a name may hold one.
        for text in [
            "1,\"a \"b\" c.\"",
            "1,a \"b",
            "1,\"a\"\"\"",
            "1,\"a\r\nb\"",
            "1,\"\"",
        ] {
            assert_eq!(rows(Path::new("x"), text, COMMA).unwrap().len(), 1, "{text}");
        }
    }

    #[test]
    fn columns_are_found_by_name_in_any_case_and_after_a_byte_order_mark() {
        let rows = rows(Path::new("x"), "\u{feff}Name, Type\nA,b\n", COMMA).unwrap();
        let columns = Columns::new(&rows[0]);
        assert_eq!(
            (columns.find("name"), columns.find("TYPE"), columns.find("x")),
            (Some(0), Some(1), None)
        );
    }
}
