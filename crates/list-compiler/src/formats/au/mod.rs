//! The Australian consolidated list (Department of Foreign Affairs and Trade), as the spreadsheet that is published and
//! as CSV with the same columns.
//!
//! A row is a name. The rows of one party have one reference, `4` for the first and `4a`, `4b` for its other names, and
//! repeat everything that is said of the party.

mod entry;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::error::shown;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::spreadsheet;
use crate::table::{self, Columns, Dialect, Row};
use crate::text::{program_id, squeeze};
use crate::{CompileError, formats::au::entry::Positions};

/// The Australian consolidated list.
const AUSTRALIA: List = List {
    word: "au",
    name: "Australia Consolidated",
    id_prefix: "au",
    ..List::OFFICIAL
};

/// The spreadsheet.
pub(super) struct AuSpreadsheet;

impl ListFormat for AuSpreadsheet {
    fn lists(&self) -> &'static [&'static List] {
        &[&AUSTRALIA]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xlsx"])
    }

    fn shape(&self) -> Shape {
        Shape::Sheets("Reference")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.is_spreadsheet() && head.has_column("name of individual or entity")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/au.xlsx")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let path: Arc<Path> = Arc::from(input.primary.path.as_path());
        let sheet = spreadsheet::first_sheet(&path, &input.primary.bytes, report)?;
        sheet.map_or_else(|| Ok(Vec::new()), |sheet| read(&path, &sheet.rows(), report))
    }
}

/// The same columns as text.
pub(super) struct AuCsv;

impl ListFormat for AuCsv {
    fn lists(&self) -> &'static [&'static List] {
        &[&AUSTRALIA]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b',', "Reference")
    }

    fn recognizes(&self, head: &Head) -> bool {
        !head.is_spreadsheet() && head.has_column("name of individual or entity")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"Reference,Name of Individual or Entity,Type,Name Type,Date of Birth\n"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let (path, text) = input.primary.text()?;
        let rows = table::rows(&path, text, Dialect { delimiter: b',' })?;
        read(&path, &rows, report)
    }
}

/// Reads the rows of the list, the header first.
fn read(path: &Arc<Path>, rows: &[Row<'_>], report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let Some((header, rows)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    let at = Positions::of(path, header, &columns, report)?;
    table::refuse_uneven(path, header, rows)?;
    table::refuse_exchanged(path, (header, rows), &at.said())?;
    let mut entries: Vec<(&str, Vec<&Row<'_>>)> = Vec::new();
    let mut by_reference: HashMap<&str, usize> = HashMap::new();
    let (mut last, mut apart) = ("", 0_u64);
    for row in rows {
        let reference = row.get(at.reference);
        if reference.is_empty() && row.get(at.name).is_empty() {
            report.miss("row with neither a reference nor a name");
            continue;
        }
        let number = number_of(reference).ok_or_else(|| {
            let reason = format!(
                "`{}` is no reference (a number, and letters for a further name); download the list again",
                shown(reference)
            );
            row.error(path, Some(at.reference), reason)
        })?;
        let index = *by_reference.entry(number).or_insert(entries.len());
        if index == entries.len() {
            entries.push((number, Vec::new()));
        } else if last != number {
            apart += 1;
        }
        last = number;
        if let Some((_, rows)) = entries.get_mut(index) {
            rows.push(row);
        }
    }
    if apart > 0 {
        report.warn(format!(
            "{}: {apart} times rows of a reference stand apart from its others; they are read as names of one party: look whether the number was used twice",
            path.display()
        ));
    }
    let mut designations = Vec::with_capacity(entries.len());
    for (number, rows) in entries {
        designations.push(Located {
            designation: entry::designation(path, number, &rows, &at, AUSTRALIA.name, report)?,
            path: Arc::clone(path),
            line: rows.first().map_or(1, |row| row.line),
        });
    }
    Ok(designations)
}

/// The reference without what counts the names: `4` of `4ab`, and of `4c1`, as the issues of before 2025 have it for the spellings
/// that stand beside a name. `None` for what is none.
fn number_of(reference: &str) -> Option<&str> {
    let letters = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    let counted = if letters.ends_with(|c: char| c.is_ascii_alphabetic()) {
        letters
    } else {
        reference
    };
    let number = counted
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .trim_end();
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(number)
}

/// `AU-` and the committee or regime: `1267 (ISIL (Da'esh) and Al-Qaida)` is `AU-1267`, since what stands behind a number is
/// only its name and is spelled in several ways; `Autonomous (Thematic – Corruption)` is `AU-Autonomous-Thematic-Corruption`.
fn program(committee: &str) -> Option<String> {
    let committee = squeeze(committee);
    let digits: String = committee.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() >= 3 {
        return Some(format!("AU-{digits}"));
    }
    program_id("AU", &committee)
}

#[cfg(test)]
mod tests {
    use super::{number_of, program};

    #[test]
    fn a_reference_is_a_number_with_letters_for_further_names() {
        assert_eq!(
            [
                number_of("4"),
                number_of("4a"),
                number_of("4ab"),
                number_of("4c1")
            ],
            [Some("4"); 4]
        );
        assert_eq!(
            [number_of("a"), number_of(""), number_of("4-2"), number_of("a1")],
            [None; 4]
        );
    }

    #[test]
    fn committees_and_regimes_are_programs() {
        let id = |committee: &str| program(committee).unwrap();
        assert_eq!(id("1267 (ISIL (Da'esh) and Al-Qaida)"), "AU-1267");
        assert_eq!(
            id("1533 (Democratic People\u{2019}s Republic of the Congo)"),
            "AU-1533"
        );
        assert_eq!(id("1373 (2001)"), "AU-1373");
        assert_eq!(id("Autonomous (Russia)"), "AU-Autonomous-Russia");
        assert_eq!(
            id("Autonomous (Thematic - Human Rights)"),
            "AU-Autonomous-Thematic-Human-Rights"
        );
        assert_eq!(
            id("Autonomous (Thematic \u{2013} Corruption)"),
            "AU-Autonomous-Thematic-Corruption"
        );
        assert_eq!(program(" "), None);
    }
}
