//! The Ukrainian list of sanctions (decrees of the President on decisions of the National Security and Defense Council), as the
//! spreadsheet of 2021: a sheet of natural persons and one of legal entities, told apart by their columns.

mod entry;
mod restrictions;

use std::path::Path;
use std::sync::Arc;

use self::entry::Positions;
use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::CompileError;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::spreadsheet;

/// The Ukrainian list.
const UKRAINE: List = List {
    word: "ua",
    name: "Ukraine Sanctions",
    id_prefix: "ua",
    ..List::OFFICIAL
};

/// The spreadsheet.
pub(super) struct UaSpreadsheet;

impl ListFormat for UaSpreadsheet {
    fn lists(&self) -> &'static [&'static List] {
        &[&UKRAINE]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xlsx"])
    }

    fn shape(&self) -> Shape {
        Shape::Sheets("№ указу")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.is_spreadsheet() && head.has_column("№ указу")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/ua.xlsx")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let sheets = spreadsheet::sheets(&path, &input.primary.bytes)?;
    let mut located = Vec::new();
    for sheet in &sheets {
        let rows = sheet.rows();
        let Some((header, rows)) = rows.split_first() else {
            continue;
        };
        let at = Positions::of(&path, header, report)?;
        for row in rows {
            located.push(Located {
                designation: entry::designation(&path, row, &at, UKRAINE.name, report)?,
                path: Arc::clone(&path),
                line: row.line,
            });
        }
    }
    Ok(located)
}
