//! The columns of a table, and how often each held something.

use crate::csv::column::Column;

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumn {
    /// Its header, as the file spells it.
    pub header: String,
    /// What it is; `None`: it is not read.
    pub column: Option<Column>,
}

impl FileColumn {
    /// What it goes by: our name, or the file's for a column that is not read.
    #[must_use]
    pub fn name(&self) -> &str {
        match self.column {
            Some(column) => column.as_str(),
            None => &self.header,
        }
    }

    /// Whether what stands in it is held against the lists.
    #[must_use]
    pub fn is_screened(&self) -> bool {
        self.column.is_some_and(Column::is_screened)
    }
}

/// How often each column held something in some records of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled<'a> {
    /// The records whose fields could be told apart.
    pub records: u64,
    /// Of these, how many held something, by place of the column.
    pub by_place: &'a [u64],
}
