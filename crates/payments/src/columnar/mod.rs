//! Tables by columns: Apache Parquet, and Arrow IPC files and streams, with the columns of the CSV form.
//!
//! A table is read in blocks of rows. Of each block the columns are decoded, put together row by row as text ([`RowWriter`]),
//! and read by what reads a record of CSV: one mapping of headers, one meaning of a field. `schema.rs` says which columns there
//! are, `cells.rs` what their values are as text, `parquet.rs` and `ipc.rs` what the files are made of.

mod cells;
mod columns;
mod cursor;
mod ipc;
mod parquet;
mod schema;

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::Schema;

pub use self::columns::{HeldRows, TableColumns};
use self::{cells::Cells, schema::Leaf};
use crate::{
    column_count::FileColumn,
    contract::{Mark, MessageReader},
    csv::{
        column::ColumnMap,
        rows::{RowDecoder, RowWriter},
    },
    error::{BatchError, BatchProblem},
    held::{FieldFault, Held},
    source::Source,
};

/// Rows of a block, at most: few enough that several threads have some of a small file.
const BLOCK_ROWS_MAX: usize = 1 << 12;
/// Bytes that the rows of a block unpack to, about, as far as the file says.
const BLOCK_BYTES: u64 = 1 << 20;
/// Rows of a chunk, at most: what is put together of them is read again before the processor has forgotten it.
const CHUNK_ROWS_MAX: usize = 1 << 13;
/// Rows that are rejected together where a part of a block cannot be read.
const PART_ROWS_MIN: usize = 256;

/// Rows of a file that are read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    /// Where it counts as standing in the file: blocks share the bytes of the file by their rows.
    at: usize,
    /// One-based row of the file.
    first_row: u64,
    rows: Rows,
}

/// Rows of a group of rows: of a row group in Parquet, of a record batch in Arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rows {
    group: usize,
    skip: usize,
    count: usize,
}

/// A group of rows.
#[derive(Debug, Clone, Copy)]
struct Group {
    rows: usize,
    /// What it unpacks to, as far as the file says.
    bytes: u64,
}

/// What a file format is to its reader.
trait Table: std::fmt::Debug + Send + Sync {
    /// The rows of a part of a group, in batches; of all columns or of one.
    fn read(
        &self,
        rows: Rows,
        column: Option<usize>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), String>;

    /// The same of all columns, for whoever reads a group part after part: what was unpacked for the rows before is not unpacked again.
    fn read_on(&self, rows: Rows, each: &mut dyn FnMut(&RecordBatch)) -> Result<(), String> {
        self.read(rows, None, each)
    }

    /// Whether a part of a group may be read although the group cannot.
    fn is_read_in_parts(&self) -> bool;

    /// Why what comes after the last group cannot be read, where that is so.
    fn fault(&self) -> Option<&str> {
        None
    }
}

/// A table by columns, its schema understood.
#[derive(Debug)]
pub(crate) struct ColumnarFile {
    columns: TableColumns,
    /// In order; the last may be of no rows, and stands for the fault of the table.
    blocks: Vec<Block>,
    len: usize,
    table: Box<dyn Table>,
    /// Of no records.
    nothing: Held,
}

/// Opens a Parquet file.
pub(crate) fn open_parquet(
    path: &Path,
    source: &Source,
    mapping: &ColumnMap,
) -> Result<ColumnarFile, BatchError> {
    let failed = |reason| unreadable(path, "Parquet", reason);
    let (table, schema, groups) = panic_is_error(|| parquet::open(source.shared())).map_err(failed)?;
    ColumnarFile::new(path, source.len(), &schema, &groups, Box::new(table), mapping)
}

/// Opens an Arrow file or stream.
pub(crate) fn open_arrow(
    path: &Path,
    source: &Source,
    mapping: &ColumnMap,
) -> Result<ColumnarFile, BatchError> {
    let failed = |reason| unreadable(path, "Arrow", reason);
    let (table, schema, groups) = panic_is_error(|| ipc::open(source.shared())).map_err(failed)?;
    ColumnarFile::new(path, source.len(), &schema, &groups, Box::new(table), mapping)
}

fn unreadable(path: &Path, format: &'static str, reason: String) -> BatchError {
    BatchProblem::Table { format, reason }.of(path)
}

impl ColumnarFile {
    fn new(
        path: &Path,
        len: usize,
        schema: &Schema,
        groups: &[Group],
        table: Box<dyn Table>,
        mapping: &ColumnMap,
    ) -> Result<ColumnarFile, BatchError> {
        let columns = TableColumns::of(path, schema, mapping)?;
        let blocks = blocks(len, groups, table.fault().is_some()).ok_or_else(|| {
            BatchProblem::Table {
                format: "columnar",
                reason: "it states more rows than a file of its size can hold".to_owned(),
            }
            .of(path)
        })?;
        Ok(ColumnarFile {
            columns,
            blocks,
            len,
            table,
            nothing: Held::default(),
        })
    }

    /// The block that begins at a place, or the first behind it.
    fn block_at(&self, at: usize) -> usize {
        self.blocks.partition_point(|block| block.at < at)
    }

    /// Writes the rows of neighboring blocks of a group, if all of them can be read; writes nothing and gives `false` if not.
    fn write_together(&self, blocks: &[Block], writer: &mut RowWriter) -> bool {
        let (before, first) = (writer.position(), &blocks[0]);
        let count = blocks.iter().map(|block| block.rows.count).sum();
        let mut done = 0;
        let read = panic_is_error(|| {
            self.table.read_on(Rows { count, ..first.rows }, &mut |batch| {
                let rows = batch.num_rows().min(count - done);
                self.columns
                    .write(batch, rows, first.first_row + done as u64, writer);
                done += rows;
            })
        });
        let is_read = read.is_ok() && done == count;
        if !is_read {
            writer.go_back(before);
        }
        is_read
    }

    /// Writes rows of a group, whose first is a one-based row of the file. What cannot be read is parted until it is known
    /// which rows of which columns that are.
    fn write(&self, rows: Rows, first_row: u64, writer: &mut RowWriter) {
        let mut done = 0;
        let read = panic_is_error(|| {
            self.table.read(rows, None, &mut |batch| {
                let count = batch.num_rows().min(rows.count - done);
                self.columns.write(batch, count, first_row + done as u64, writer);
                done += count;
            })
        });
        let reason = match read {
            Ok(()) if done == rows.count => return,
            Ok(()) => "it ends before its last row".to_owned(),
            Err(reason) => reason,
        };
        let left = Rows {
            skip: rows.skip + done,
            count: rows.count - done,
            ..rows
        };
        let first_row = first_row + done as u64;
        if left.count > PART_ROWS_MIN && self.table.is_read_in_parts() {
            let half = left.count / 2;
            let (first, second) = (
                Rows { count: half, ..left },
                Rows {
                    skip: left.skip + half,
                    count: left.count - half,
                    ..left
                },
            );
            self.write(first, first_row, writer);
            self.write(second, first_row + half as u64, writer);
        } else {
            self.write_by_column(left, first_row, &reason, writer);
        }
    }

    /// Writes rows of which some columns cannot be read: the others are.
    fn write_by_column(&self, rows: Rows, first_row: u64, reason: &str, writer: &mut RowWriter) {
        let roots = self
            .columns
            .leaves
            .iter()
            .map(|leaf| leaf.path[0] + 1)
            .max()
            .unwrap_or_default();
        let read: Vec<Result<Vec<ArrayRef>, String>> =
            (0..roots).map(|root| self.read_column(rows, root)).collect();
        if read.iter().all(Result::is_err) {
            let last = first_row + rows.count as u64 - 1;
            writer.unreadable(
                first_row,
                &format!("rows {first_row} to {last} cannot be read: {reason}"),
            );
            return;
        }
        let rows_of: Vec<Vec<Result<Cells<'_>, &str>>> = self
            .columns
            .leaves
            .iter()
            .map(|leaf| match &read[leaf.path[0]] {
                Ok(arrays) => arrays
                    .iter()
                    .map(|array| Ok(Cells::of_column(array, leaf)))
                    .collect(),
                Err(reason) => vec![Err(reason.as_str())],
            })
            .collect();
        for row in 0..rows.count {
            for (leaf, parts) in self.columns.leaves.iter().zip(&rows_of) {
                writer.field(|text| write_part(parts, leaf, row, text));
            }
            writer.end(first_row + row as u64);
        }
    }

    /// All rows of a part of one column of the schema.
    fn read_column(&self, rows: Rows, root: usize) -> Result<Vec<ArrayRef>, String> {
        let mut arrays: Vec<ArrayRef> = Vec::new();
        panic_is_error(|| {
            self.table.read(rows, Some(root), &mut |batch| {
                arrays.extend(batch.columns().first().cloned());
            })
        })?;
        let count: usize = arrays.iter().map(|array| array.len()).sum();
        if count < rows.count {
            return Err("the column ends before its last row".to_owned());
        }
        Ok(arrays)
    }
}

/// Writes a row of a column that was read in parts, or not.
fn write_part(
    parts: &[Result<Cells<'_>, &str>],
    leaf: &Leaf,
    mut row: usize,
    text: &mut Vec<u8>,
) -> Option<FieldFault> {
    for part in parts {
        match part {
            Ok(cells) if row < cells.len() => return cells.write(row, text),
            Ok(cells) => row -= cells.len(),
            // What is not used may be what it wants.
            Err(_) if leaf.column.is_none() => return None,
            Err(reason) => {
                return Some(FieldFault {
                    rejects: true,
                    reason: format!("cannot be read: {reason}"),
                });
            }
        }
    }
    None
}

impl MessageReader for ColumnarFile {
    type Decoder<'a> = RowDecoder<'a>;

    fn first_record(&self) -> Mark {
        Mark::new(self.blocks.first().map_or(self.len, |block| block.at), 1)
    }

    fn cut(&self, _: &[u8], from: Mark, target_bytes: usize) -> Mark {
        let goal = from.at.saturating_add(target_bytes);
        let mut next = self.block_at(from.at);
        let mut rows = 0;
        while let Some(block) = self.blocks.get(next) {
            if rows > 0 && (block.at >= goal || rows + block.rows.count > CHUNK_ROWS_MAX) {
                return Mark::new(block.at, block.first_row);
            }
            rows += block.rows.count.max(1);
            next += 1;
        }
        Mark::new(self.len, from.line + rows as u64)
    }

    fn held(&self, _: &[u8], from: Mark, end: usize) -> Option<Held> {
        let mut writer = RowWriter::new(&self.columns.spares);
        let blocks = &self.blocks[self.block_at(from.at)..self.block_at(end)];
        // A page holds rows of several blocks, and is unpacked once for those that are read together.
        for together in blocks.chunk_by(|block, next| block.rows.group == next.rows.group) {
            let first = &together[0];
            match self.table.fault() {
                Some(fault) if first.rows.count == 0 => writer.unreadable(first.first_row, fault),
                _ if self.write_together(together, &mut writer) => {}
                // What is rejected together does not depend on where the file is cut.
                _ => {
                    for block in together {
                        self.write(block.rows, block.first_row, &mut writer);
                    }
                }
            }
        }
        Some(writer.finish())
    }

    /// No bytes of the file are records as they stand.
    fn decode<'a>(&'a self, _: &'a [u8], from: Mark, _: usize) -> RowDecoder<'a> {
        RowDecoder::new(&self.columns.layout, &self.nothing, from)
    }

    fn decode_held<'a>(&'a self, held: &'a Held, from: Mark) -> RowDecoder<'a> {
        RowDecoder::new(&self.columns.layout, held, from)
    }

    fn columns(&self) -> &[FileColumn] {
        self.columns.columns()
    }
}

/// The blocks of a file; `None`: they cannot be as many.
fn blocks(len: usize, groups: &[Group], has_fault: bool) -> Option<Vec<Block>> {
    let total = groups
        .iter()
        .try_fold(0u64, |sum, group| sum.checked_add(group.rows as u64))?;
    if total / BLOCK_ROWS_MAX as u64 > len as u64 {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut first_row = 1;
    for (number, group) in groups.iter().enumerate() {
        let row_bytes = (group.bytes / (group.rows as u64).max(1)).max(1);
        let fitting = usize::try_from(BLOCK_BYTES / row_bytes).unwrap_or(usize::MAX);
        let rows = fitting.clamp(1, BLOCK_ROWS_MAX);
        if (group.rows / rows) as u64 > len as u64 {
            return None;
        }
        for skip in (0..group.rows).step_by(rows) {
            let count = rows.min(group.rows - skip);
            blocks.push(Block {
                at: 0,
                first_row,
                rows: Rows {
                    group: number,
                    skip,
                    count,
                },
            });
            first_row += count as u64;
        }
    }
    if has_fault {
        let rows = Rows {
            group: groups.len(),
            skip: 0,
            count: 0,
        };
        blocks.push(Block {
            at: 0,
            first_row,
            rows,
        });
    }
    let count = blocks.len();
    if count > len {
        return None;
    }
    let mut before = None;
    for (place, block) in blocks.iter_mut().enumerate() {
        let share = u128::from(block.first_row - 1) * len as u128 / u128::from(total.max(1));
        // Of the bytes behind it each block that follows has one.
        let share = usize::try_from(share).unwrap_or(len).min(len - (count - place));
        block.at = share.max(before.map_or(0, |at| at + 1));
        before = Some(block.at);
    }
    Some(blocks)
}

/// What comes of reading bytes that may be anything: what the readers of the formats panic at is an error.
fn panic_is_error<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| Err(one_line(&panic_text(&*panic))))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not hold together".to_owned())
}

/// A message of a library as one short line.
fn one_line(message: &str) -> String {
    const CHARS_MAX: usize = 200;
    message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(CHARS_MAX)
        .collect()
}
