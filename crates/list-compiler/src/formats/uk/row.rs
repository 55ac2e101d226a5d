//! A row of the list, read by the names of its columns.

use std::path::Path;

use super::columns as column;
use super::items::values;
use crate::CompileError;
use crate::table::{Columns, Row};

/// Which of the two lists it is.
pub(super) struct Layout {
    pub columns: Columns,
    pub id: &'static [&'static str],
    pub list: &'static str,
}

impl Layout {
    pub fn of(path: &Path, header: &Row<'_>, columns: Columns) -> Result<Layout, CompileError> {
        let has = |names: &[&str]| names.iter().any(|name| columns.find(name).is_some());
        let (id, list) = if has(column::ID) {
            (column::ID, "UK Sanctions List")
        } else {
            (column::GROUP, "UK OFSI Consolidated List")
        };
        // An excerpt may have one or two of the six columns of a name; with one of the others it has all of them.
        let [_, inner @ .., last] = column::NAMES;
        let parts: &[_] = if inner.iter().any(|names| has(names)) {
            &column::NAMES
        } else {
            &[last]
        };
        for names in [id, column::REGIME, column::KIND].iter().chain(parts) {
            if !has(names) {
                let reason = format!(
                    "there is no column `{}`; expected the header of the UK Sanctions List or of the OFSI Consolidated List: download it again",
                    names[0]
                );
                return Err(CompileError::format(path, header.line, reason));
            }
        }
        Ok(Layout { columns, id, list })
    }
}

/// A row whose fields are read by any of a column's names.
pub(super) struct RowReader<'a> {
    pub row: &'a Row<'a>,
    pub layout: &'a Layout,
}

impl RowReader<'_> {
    /// A field without outer white space, and without the apostrophe by which a spreadsheet keeps a number as text
    /// (`'00/00/1975`); a name may begin with one.
    pub fn text(&self, names: &[&str]) -> &str {
        let at = names.iter().find_map(|name| self.layout.columns.find(name));
        let text = at.map_or("", |i| self.row.get(i));
        match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || c == '+') => rest,
            _ => text,
        }
    }

    /// Whether the layout has the column.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.layout.columns.find(name).is_some())
    }

    /// The values of a field that say something; see [`values`].
    pub fn values(&self, names: &[&str]) -> Vec<String> {
        values(self.text(names))
    }
}
