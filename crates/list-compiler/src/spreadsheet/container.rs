//! The zip archive that a spreadsheet is, held to bounds before anything is read of it.
//!
//! The reader of spreadsheets trusts a file: it makes room for as many texts as a part announces, repeats a cell as
//! often as it is told, and waits for the end of a table that never comes. So every part is unpacked and looked at
//! here first: how large it is, whether it is well-formed, and how much it would become.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::error::shown;

/// All parts of a spreadsheet together, unpacked. The largest list is a tenth of it.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;

/// Parts of an archive. A spreadsheet of a list has about a dozen.
const PARTS_MAX: usize = 1_000;

/// Deeper than any spreadsheet nests.
const DEPTH_MAX: usize = 128;

/// Different texts of a workbook.
const TEXTS_MAX: u64 = 4_000_000;

/// Cells of all sheets, empty ones between others included.
pub(super) const CELLS_MAX: u64 = 20_000_000;

/// What kind of spreadsheet an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML (`.xlsx`).
    Excel,
    /// OpenDocument (`.ods`).
    OpenDocument,
}

/// Looks at every part.
///
/// # Errors
///
/// Why it is no spreadsheet, or none that is read, in words.
pub(super) fn check(bytes: &[u8]) -> Result<Kind, String> {
    let cut = |error: &dyn std::fmt::Display| {
        format!("not a whole spreadsheet ({error}): the download was cut or damaged; download it again")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| cut(&error))?;
    if archive.len() > PARTS_MAX {
        return Err(format!(
            "an archive of {} files, and no spreadsheet",
            archive.len()
        ));
    }
    let kind = kind(&archive).ok_or("an archive without a spreadsheet in it; unpack it first")?;
    let mut left = UNPACKED_BYTES_MAX;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|error| cut(&error))?;
        let name = part.name().map_err(|error| cut(&error))?.into_owned();
        let is_xml = has_extension(&name, "xml") || has_extension(&name, "rels");
        let mut bounded = BufReader::new(part.take(left + 1));
        let checked = if is_xml { check_xml(&mut bounded) } else { Ok(()) };
        // What a reader of XML leaves behind still counts, and its checksum shows whether the part is whole.
        let rest = std::io::copy(&mut bounded, &mut std::io::sink());
        let taken = left + 1 - bounded.get_ref().limit();
        if taken > left {
            return Err(format!(
                "its parts unpack to more than {UNPACKED_BYTES_MAX} bytes, which no list does; is it the right file?"
            ));
        }
        left -= taken;
        rest.map_err(|error| cut(&format!("{name}: {error}")))?;
        checked.map_err(|reason| {
            format!("its part {name} is not what a spreadsheet has ({reason}); download it again")
        })?;
    }
    Ok(kind)
}

fn kind(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<Kind> {
    if archive.index_for_name("_rels/.rels").is_some() {
        Some(Kind::Excel)
    } else if archive.index_for_name("content.xml").is_some() {
        Some(Kind::OpenDocument)
    } else {
        None
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    let own = std::path::Path::new(name).extension();
    own.is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

/// The first texts of a workbook, by which its list is recognized: nearly every writer numbers texts as it meets
/// them, and meets the header first. Empty where there are none in sight.
pub(super) fn first_texts(bytes: &[u8], bytes_max: u64) -> Vec<String> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let parts = ["xl/sharedStrings.xml", "content.xml", "xl/worksheets/sheet1.xml"];
    for part in parts {
        let Ok(part) = archive.by_name(part) else { continue };
        let mut start = Vec::new();
        // Of a damaged part, what came out before.
        let _ = part.take(bytes_max).read_to_end(&mut start);
        let texts = texts(&String::from_utf8_lossy(&start));
        if !texts.is_empty() {
            return texts;
        }
    }
    Vec::new()
}

/// The texts between the tags of the beginning of a document.
fn texts(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut texts = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Text(text) => {
                let text = String::from_utf8_lossy(&text).trim().to_owned();
                if !text.is_empty() {
                    texts.push(text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    texts
}

/// Holds a part to being a whole XML document that does not grow.
fn check_xml(part: &mut impl BufRead) -> Result<(), String> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut growth = Growth::default();
    loop {
        buffer.clear();
        match reader
            .read_event_into(&mut buffer)
            .map_err(|error| error.to_string())?
        {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err("elements nested deeper than any spreadsheet".to_owned());
                }
                growth.open(&tag)?;
            }
            Event::Empty(tag) => {
                growth.open(&tag)?;
                growth.close(tag.name().as_ref())?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                growth.close(tag.name().as_ref())?;
            }
            Event::Text(text) => growth.text(text.len()),
            Event::CData(text) => growth.text(text.len()),
            Event::DocType(_) => return Err("a document type declaration".to_owned()),
            Event::Eof if depth > 0 => return Err("the end of the part inside an element".to_owned()),
            Event::Eof => return Ok(()),
            Event::GeneralRef(_) => growth.text(1),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// How much a part would become: the texts that it announces, the cells and rows that it repeats.
#[derive(Debug, Default)]
struct Growth {
    /// How often the row and the cell that are open are repeated.
    rows: u64,
    columns: u64,
    /// Cells of the row so far, and of them those up to the last that says something.
    row_cells: u64,
    row_cells_used: u64,
    /// Bytes of the text and attributes of the cell.
    cell_bytes: u64,
    /// Bytes of the repeated texts of the row.
    row_bytes: u64,
    /// Rows so far, up to the last with a cell that says something, and the widest of them.
    rows_all: u64,
    rows_used: u64,
    columns_used: u64,
    /// Bytes of all repeated texts.
    bytes: u64,
}

impl Growth {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        match tag.name().as_ref() {
            name if name == b"sst" || name.ends_with(b":sst") => {
                let texts = number(tag, b"uniqueCount")?.unwrap_or(0);
                if texts > TEXTS_MAX {
                    return Err(format!("{texts} different texts, which no list has"));
                }
            }
            // The reader reckons with more letters and digits until the number runs over, and then puts the cell elsewhere.
            b"c" | b"row" => {
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    if attribute.key.as_ref() == b"r" && !is_reference(&attribute.value) {
                        return Err(format!(
                            "the cell reference `{}`",
                            shown(&String::from_utf8_lossy(&attribute.value))
                        ));
                    }
                }
            }
            b"table:table" => {
                let bytes = self.bytes;
                *self = Growth::default();
                self.bytes = bytes;
            }
            b"table:table-row" => {
                self.rows = number(tag, b"table:number-rows-repeated")?.unwrap_or(1);
                (self.row_cells, self.row_cells_used, self.row_bytes) = (0, 0, 0);
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                self.columns = number(tag, b"table:number-columns-repeated")?.unwrap_or(1);
                let says = tag
                    .attributes()
                    .flatten()
                    .any(|a| a.key.as_ref().starts_with(b"office:") || a.key.as_ref() == b"table:formula");
                self.cell_bytes = if says { tag.len() as u64 } else { 0 };
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, bytes: usize) {
        self.cell_bytes = self.cell_bytes.saturating_add(bytes as u64);
    }

    fn close(&mut self, name: &[u8]) -> Result<(), String> {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" => {
                self.row_cells = self.row_cells.saturating_add(self.columns);
                if self.cell_bytes > 0 {
                    self.row_cells_used = self.row_cells;
                    let bytes = self.cell_bytes.saturating_mul(self.columns);
                    self.row_bytes = self.row_bytes.saturating_add(bytes);
                }
            }
            b"table:table-row" => {
                self.rows_all = self.rows_all.saturating_add(self.rows);
                if self.row_cells_used > 0 {
                    self.rows_used = self.rows_all;
                    self.columns_used = self.columns_used.max(self.row_cells_used);
                    let bytes = self.row_bytes.saturating_mul(self.rows);
                    self.bytes = self.bytes.saturating_add(bytes);
                }
                let cells = self.rows_used.saturating_mul(self.columns_used);
                if cells > CELLS_MAX || self.bytes > UNPACKED_BYTES_MAX {
                    return Err("rows or cells that are repeated more often than in any list".to_owned());
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a reference is one that a sheet can have: `XFD1048576`, or a row's number alone.
fn is_reference(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = text.len() - letters;
    letters <= 3 && (1..=7).contains(&digits) && text[letters..].iter().all(u8::is_ascii_digit)
}

/// An attribute that is a count.
fn number(tag: &BytesStart<'_>, name: &[u8]) -> Result<Option<u64>, String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == name {
            let value = attribute.unescape_value().map_err(|error| error.to_string())?;
            let reason = || format!("{} is no number", String::from_utf8_lossy(name));
            return value.trim().parse().map(Some).map_err(|_| reason());
        }
    }
    Ok(None)
}
