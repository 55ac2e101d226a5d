//! Spreadsheets (`.xlsx`, `.ods`) as the rows of their sheets.
//!
//! A cell is text, as a person reads it: a date is `2026-03-31`, or `2026-03` where the sheet shows month and year, a
//! number has no `.0`, and an apostrophe before a value stays. What is calculated is what was saved. A hidden sheet or
//! row is read like any other.

mod container;

use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, DataRef, Ods, Reader, SheetType, Style, Xlsx};
use csv::StringRecord;

use self::container::{CELLS_MAX, Kind};
use crate::CompileError;
use crate::report::SourceReport;
use crate::table::{self, Row};

/// The first bytes of every zip archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// A list has no more columns.
const COLUMNS_MAX: usize = 512;

/// All texts of a workbook together.
const TEXT_BYTES_MAX: usize = 256 << 20;

/// How much of a workbook's texts is looked at to recognize it.
const HEAD_BYTES: u64 = 64 << 10;

/// A sheet with everything in it.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Its name, as the tab says it.
    pub name: String,
    /// The rows' own texts, one after the other.
    text: String,
    rows: Vec<SheetRow>,
}

/// A row that says something.
#[derive(Debug)]
struct SheetRow {
    number: u64,
    raw: Range<usize>,
    cells: StringRecord,
}

impl Sheet {
    /// The rows that say something. The number of a row is its line; its own text is its cells with tabs between them.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let rows = self.rows.iter().map(|row| Row {
            line: row.number,
            raw: self.text.get(row.raw.clone()).unwrap_or(""),
            fields: row.cells.clone(),
            sheet: Some(&self.name),
        });
        rows.collect()
    }
}

/// Whether the bytes may be a spreadsheet: a zip archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP)
}

/// The first sheet, which is the list; others that say something are counted as not understood. `None`: there is no sheet.
pub(crate) fn first_sheet(
    path: &Path,
    bytes: &[u8],
    report: &mut SourceReport,
) -> Result<Option<Sheet>, CompileError> {
    let mut sheets = sheets(path, bytes)?.into_iter();
    let first = sheets.next();
    for other in sheets.filter(|sheet| !sheet.rows().is_empty()) {
        report.miss(format!("sheet: {}", other.name));
    }
    Ok(first)
}

/// The first texts of a spreadsheet, the header among them, by which its list is recognized.
pub(crate) fn first_texts(bytes: &[u8]) -> Vec<String> {
    container::first_texts(bytes, HEAD_BYTES)
}

/// The letters of a column: `A` of 0, `AA` of 26.
pub(crate) fn column_letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match (column / 26).checked_sub(1) {
            Some(next) => column = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// Reads every sheet, in the order of the workbook.
///
/// # Errors
///
/// [`CompileError::Spreadsheet`]: the file is no whole spreadsheet, unpacks to more than any list, or has a cell that
/// cannot be read.
pub(crate) fn sheets(path: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, CompileError> {
    // A file of no bytes is what a failed download leaves: an empty list.
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let whole = |reason: String| CompileError::spreadsheet(path, None, reason);
    let kind = container::check(bytes).map_err(whole)?;
    // The container was checked, but the reader of its content is not ours: what it did not think of is a file that
    // cannot be read, and no fault of this program.
    let read = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Excel => excel(path, bytes),
        Kind::OpenDocument => open_document(path, bytes),
    }));
    read.unwrap_or_else(|_| {
        let reason = "not a spreadsheet that can be read; download it again";
        Err(CompileError::spreadsheet(path, None, reason))
    })
}

fn excel(path: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, CompileError> {
    let whole = |error: &dyn std::fmt::Display| unreadable(path, None, error);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| whole(&error))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Sheets::new(path);
    for name in names {
        sheets.begin(&name);
        let mut cells = workbook
            .worksheet_cells_reader(&name)
            .map_err(|error| unreadable(path, Some(&name), &error))?;
        let shown: Vec<Shown> = cells.styles().iter().map(Shown::of).collect();
        loop {
            let cell = cells
                .next_cell_with_style_id()
                .map_err(|error| sheets.unreadable(&error))?;
            let Some((cell, style)) = cell else { break };
            let (row, column) = cell.get_position();
            let shown = shown.get(style).copied().unwrap_or(Shown::Day);
            sheets.cell(row, column as usize, &text(cell.get_value(), shown))?;
        }
        sheets.end_row();
    }
    Ok(sheets.done)
}

fn open_document(path: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, CompileError> {
    let mut workbook: Ods<_> =
        Ods::new(Cursor::new(bytes)).map_err(|error| unreadable(path, None, &error))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Sheets::new(path);
    for name in names {
        let range = workbook
            .worksheet_range(&name)
            .map_err(|error| unreadable(path, Some(&name), &error))?;
        sheets.begin(&name);
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let row = first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
            sheets.cell(row, first_column as usize + column, &text_of(value, Shown::Day))?;
        }
        sheets.end_row();
    }
    Ok(sheets.done)
}

fn unreadable(path: &Path, at: Option<&str>, error: &dyn std::fmt::Display) -> CompileError {
    let reason = format!("not a spreadsheet that can be read ({error}); download it again");
    CompileError::spreadsheet(path, at, reason)
}

/// Sheets as they are read, cell by cell.
struct Sheets<'p> {
    path: &'p Path,
    done: Vec<Sheet>,
    /// The row that is open, from 0, and its cells.
    row: u32,
    cells: Vec<String>,
    cells_left: u64,
    text_left: usize,
}

impl<'p> Sheets<'p> {
    fn new(path: &'p Path) -> Sheets<'p> {
        Sheets {
            path,
            done: Vec::new(),
            row: 0,
            cells: Vec::new(),
            cells_left: CELLS_MAX,
            text_left: TEXT_BYTES_MAX,
        }
    }

    fn begin(&mut self, name: &str) {
        (self.row, self.cells) = (0, Vec::new());
        self.done.push(Sheet {
            name: name.to_owned(),
            text: String::new(),
            rows: Vec::new(),
        });
    }

    /// What is said of a cell that cannot be read: only the one before it is known.
    fn unreadable(&self, error: &dyn std::fmt::Display) -> CompileError {
        let sheet = self.done.last().map(|sheet| sheet.name.as_str());
        if self.cells.is_empty() {
            return unreadable(self.path, sheet, error);
        }
        let reason = format!("the cell after it cannot be read ({error}); download the list again");
        CompileError::spreadsheet(self.path, Some(&self.at()), reason)
    }

    /// The last cell that was read.
    fn at(&self) -> String {
        let sheet = self.done.last().map_or("", |sheet| sheet.name.as_str());
        format!(
            "{sheet}!{}{}",
            column_letters(self.cells.len().saturating_sub(1)),
            self.row + 1
        )
    }

    fn cell(&mut self, row: u32, column: usize, value: &str) -> Result<(), CompileError> {
        if value.is_empty() {
            return Ok(());
        }
        if row < self.row || (row == self.row && column < self.cells.len()) {
            let reason =
                "the cells are not in order, or one stands twice: the file is damaged; download it again";
            return Err(CompileError::spreadsheet(self.path, Some(&self.at()), reason));
        }
        if row > self.row {
            self.end_row();
            self.row = row;
        }
        let added = (column + 1).saturating_sub(self.cells.len()) as u64;
        let is_too_much = column >= COLUMNS_MAX || added > self.cells_left || value.len() > self.text_left;
        if is_too_much {
            let at = format!("{}{}", column_letters(column), row.saturating_add(1));
            let sheet = self.done.last().map_or("", |sheet| sheet.name.as_str());
            let reason = format!(
                "more than a list has (at most {COLUMNS_MAX} columns, {CELLS_MAX} cells and {TEXT_BYTES_MAX} bytes of text); is it the right file?"
            );
            return Err(CompileError::spreadsheet(
                self.path,
                Some(&format!("{sheet}!{at}")),
                reason,
            ));
        }
        self.cells_left -= added;
        self.text_left -= value.len();
        self.cells.resize(column, String::new());
        self.cells.push(value.to_owned());
        Ok(())
    }

    /// Closes the row that is open; one without any text is none.
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let Some(sheet) = self.done.last_mut() else { return };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let start = sheet.text.len();
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                sheet.text.push('\t');
            }
            sheet.text.push_str(cell);
        }
        sheet.rows.push(SheetRow {
            number: u64::from(self.row) + 1,
            raw: start..sheet.text.len(),
            cells: table::unescaped_fields(StringRecord::from(cells)),
        });
    }
}

/// How much of a date a sheet shows: a date of birth of which only the month is known is a first of that month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Day,
    Month,
    Year,
}

impl Shown {
    /// By the letters of the number format (ECMA-376 part 1, 18.8.31); those in quotes and brackets are no part of it.
    fn of(style: &Style) -> Shown {
        let code = style
            .number_format
            .as_ref()
            .map_or("", |format| &format.format_code);
        let (mut letters, mut closing) = (String::new(), None);
        for c in code.chars() {
            match closing {
                Some(end) if c == end => closing = None,
                Some(_) => {}
                None if c == '"' => closing = Some('"'),
                None if c == '[' => closing = Some(']'),
                None => letters.push(c.to_ascii_lowercase()),
            }
        }
        match (letters.contains('y'), letters.contains(['d', 'h', 's'])) {
            (true, false) if letters.contains('m') => Shown::Month,
            (true, false) => Shown::Year,
            _ => Shown::Day,
        }
    }
}

/// A cell as text.
fn text(value: &DataRef<'_>, shown: Shown) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) => text.clone(),
        other => text_of(&Data::from(other.clone()), shown),
    }
}

fn text_of(value: &Data, shown: Shown) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DurationIso(text) => text.clone(),
        // A whole number is written without a fraction.
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(is_true) => if *is_true { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        Data::DateTime(date) if date.is_duration() => date.as_f64().to_string(),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            match shown {
                Shown::Year => format!("{year:04}"),
                Shown::Month => format!("{year:04}-{month:02}"),
                Shown::Day if (hour, minute, second) == (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                Shown::Day => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
