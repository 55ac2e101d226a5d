//! A row of the list, read by the names of its columns.

use std::path::Path;

use super::columns as column;
use super::entry::{day, kind};
use super::items::values;
use crate::table::{self, Columns, Row};
use crate::{CompileError, country};

/// One row in so many without its last name is no slip of the publisher's.
const WITHOUT_LAST_NAME_IN: usize = 20;

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

    /// Refuses rows whose columns hold something else than their header says.
    pub fn refuse_exchanged(
        &self,
        path: &Path,
        header: &Row<'_>,
        rows: &[Row<'_>],
    ) -> Result<(), CompileError> {
        let is_day = |text: &str| day(text).is_some();
        let is_country = |text: &str| !country::codes_in(text).is_empty();
        let is_kind = |text: &str| kind(text).is_some();
        let said: [(&[&str], &str, table::IsOne<'_>); 7] = [
            (column::LISTED, "days", &is_day),
            (column::UPDATED, "days", &is_day),
            (column::COUNTRY, "countries", &is_country),
            (column::BIRTH_COUNTRY, "countries", &is_country),
            (column::NATIONALITY, "countries", &is_country),
            (column::KIND, "kinds of party", &is_kind),
            (column::GENDER, "genders", &|text| {
                text.to_ascii_lowercase().ends_with("male")
            }),
        ];
        let places: Vec<_> = said
            .into_iter()
            .filter_map(|(names, what, is_one)| Some((self.find(names)?, what, is_one)))
            .collect();
        table::refuse_exchanged(path, (header, rows), &places)?;
        // An entity's whole name and the family name of a person stand in the last; of 37,238 rows of 2014 to 2025 each has one.
        let Some(last) = self.find(column::NAMES[5]) else {
            return Ok(());
        };
        let others: Vec<usize> = column::NAMES[..5]
            .iter()
            .filter_map(|names| self.find(names))
            .collect();
        let has_none = |row: &&Row<'_>| {
            row.get(last).is_empty() && others.iter().any(|other| !row.get(*other).is_empty())
        };
        match rows.iter().find(has_none) {
            Some(row) if rows.iter().filter(has_none).count() * WITHOUT_LAST_NAME_IN > rows.len() => {
                let reason = "one of twenty rows and more has nothing in `name 6`, where every family name and every entity's name stands: columns are exchanged; download it again";
                Err(row.error(path, Some(last), reason))
            }
            _ => Ok(()),
        }
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.find(name))
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
