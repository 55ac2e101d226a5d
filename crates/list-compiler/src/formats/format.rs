//! What a list format is.

use std::path::Path;

use portcullis_model::{Date, Designation};

use super::head::Head;
use super::ofac_fixed;
use super::ownership::OwnershipRule;
use crate::CompileError;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{self, Dialect, Row};

/// A format in which lists are published: one file or folder of this module, and one row of its table.
pub(crate) trait ListFormat: Sync {
    /// The lists that are published in it; the first format that names a list is the one that is expected of it.
    fn lists(&self) -> &'static [&'static List];

    /// Which files of a folder are the list.
    fn files(&self, list: &List) -> Files;

    /// How its records and fields stand in it: for what is refused before it is read, and for `compile --coverage`, which
    /// reads the files once more and without the reader.
    fn shape(&self) -> Shape;

    /// Whether a file is in this format, by the bytes it begins with. Only the formats of the list that was asked for
    /// are asked, and a file that none recognizes is read, and refused, by the one that is expected.
    fn recognizes(&self, head: &Head) -> bool;

    /// How a file in this format begins. A test holds every format to recognizing its own sample and no other.
    #[cfg(test)]
    fn sample(&self) -> &'static [u8];

    /// How the rows of a list are told apart of which each is a record by itself, whatever stands in the others. Of a version of
    /// such a list, rows that the version before has too need not be read again.
    fn rows_alone(&self, _: &Input) -> Option<Dialect> {
        None
    }

    /// Ties records to each other, where only all of a list together tell how.
    fn link(&self, _: &mut [Located]) {}

    /// Reads the files. Sets [`SourceReport::published`] where the publisher says the day; counts there what it does not
    /// understand.
    ///
    /// # Errors
    ///
    /// [`CompileError`] with file and line for what is not as the format says.
    fn read(
        &self,
        input: &Input,
        others: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError>;
}

/// The files of a format.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Files {
    /// A file of that name, in any case, and companions that stand beside it.
    Family(&'static str, &'static [&'static str]),
    /// One file with one of the extensions.
    One(&'static [&'static str]),
    /// Every file with the extension, by name.
    All(&'static str),
}

impl Files {
    /// The extensions that its list may have; empty where names decide.
    pub fn extensions(&self) -> &[&'static str] {
        match self {
            Files::Family(..) => &[],
            Files::One(extensions) => extensions,
            Files::All(extension) => std::slice::from_ref(extension),
        }
    }
}

/// How a format is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One XML document.
    Xml,
    /// Delimited text.
    Table,
    /// An Office Open XML or OpenDocument spreadsheet.
    Spreadsheet,
    /// One JSON object a line.
    JsonLines,
    /// One JSON document.
    Json,
}

impl Form {
    /// In words, for messages.
    pub fn words(self) -> &'static str {
        match self {
            Form::Xml => "XML",
            Form::Table => "CSV text",
            Form::Spreadsheet => "a spreadsheet",
            Form::JsonLines => "JSON, one entity a line",
            Form::Json => "JSON",
        }
    }
}

/// How records and fields stand in a file, whatever they mean.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// XML, with the names of the elements that are records.
    Xml(&'static [&'static str]),
    /// Delimited text with a header row: the separator, and a column by which the header is known.
    Header(u8, &'static str),
    /// Sheets with a header row, and a column by which it is known.
    Sheets(&'static str),
    /// Text files without a header, the main one first: the separator (`None`: fields at fixed places), and the columns.
    Files(Option<u8>, &'static [TextFile]),
    /// FollowTheMoney entities.
    Entities,
    /// JSON objects in an array: the array alone, or the member of the document that is it.
    Objects(&'static str),
}

impl Shape {
    /// How such a file is written.
    pub fn form(self) -> Form {
        match self {
            Shape::Xml(_) => Form::Xml,
            Shape::Header(..) | Shape::Files(..) => Form::Table,
            Shape::Sheets(_) => Form::Spreadsheet,
            Shape::Entities => Form::JsonLines,
            Shape::Objects(_) => Form::Json,
        }
    }
}

/// The fields of a text file without a header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextFile {
    /// What the columns are called. Those called `remarks` hold clauses with labels.
    pub columns: &'static [&'static str],
    /// How wide they are, in characters, where they stand at fixed places.
    pub widths: &'static [usize],
}

impl TextFile {
    /// The rows of such a file.
    pub fn rows<'t>(
        &self,
        path: &Path,
        text: &'t str,
        delimiter: Option<u8>,
    ) -> Result<Vec<Row<'t>>, CompileError> {
        match delimiter {
            Some(delimiter) => table::rows(path, text, Dialect { delimiter }),
            None => ofac_fixed::rows(path, text, self.widths),
        }
    }
}

/// What a derived list is read against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Others<'a> {
    /// The designations of the other lists; empty for a list that is not derived.
    pub listed: &'a [Designation],
    /// The day whose state of affairs is compiled.
    pub as_of: Option<Date>,
    /// What programs say of ownership, beside what ships.
    pub ownership: &'a [OwnershipRule],
}
