//! A row of the list, read by the names of its columns.

use std::path::Path;

use super::columns as column;
use crate::CompileError;
use crate::table::{Columns, Row};
use crate::text::squeeze;

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
        for names in [id, column::NAMES[5], column::REGIME, column::KIND] {
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
    pub fn text(&self, names: &[&str]) -> &str {
        names
            .iter()
            .find_map(|name| self.layout.columns.find(name))
            .map_or("", |i| self.row.get(i))
    }

    /// The values of a field: numbered `(1) … (2) …`, or joined by `|`.
    pub fn values(&self, names: &[&str]) -> Vec<String> {
        values(self.text(names))
    }
}

pub(super) fn values(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    if text.trim_start().starts_with("(1)") {
        let mut rest = text.trim_start();
        let mut n = 1;
        while let Some(body) = rest.strip_prefix(&format!("({n})")) {
            n += 1;
            let end = body.find(&format!("({n})")).unwrap_or(body.len());
            out.push(squeeze(&body[..end]));
            rest = &body[end..];
        }
    } else {
        out.extend(text.split('|').map(squeeze));
    }
    for value in &mut out {
        value.truncate(value.trim_end_matches(['.', ',', ';', ' ']).len());
    }
    out.retain(|value| !value.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn several_values_in_a_field_are_split() {
        assert_eq!(values("(1) Russia (2) Ukraine."), ["Russia", "Ukraine"]);
        assert_eq!(values("Asset freeze|Travel Ban"), ["Asset freeze", "Travel Ban"]);
        assert_eq!(values("00/00/1975"), ["00/00/1975"]);
        assert_eq!(values(" "), Vec::<String>::new());
    }
}
