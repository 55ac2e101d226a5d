//! The columns of a table, and the rows of a batch of it.

use std::{ops::Range, path::Path};

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::{
    cells::Cells,
    panic_is_error,
    schema::{self, Leaf},
};
use crate::{
    column_count::FileColumn,
    csv::{
        column::ColumnMap,
        header::{COLUMNS_MAX, places},
        layout::Layout,
        rows::RowWriter,
    },
    error::{BatchError, BatchProblem},
    held::{Held, Spares},
    reader::Records,
};

/// The columns of a table in memory, of which it is known what each is: headers are read as those of a CSV file.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// # use portcullis_payments::{ColumnMap, TableColumns};
/// let column = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
/// let table = RecordBatch::try_from_iter([("payment_id", column("P-1")), ("Creditor Name", column("Ann Lee"))])?;
/// let columns = TableColumns::of("table", &table.schema(), &ColumnMap::default())?;
/// let held = columns.hold(&table, 0..table.num_rows(), 1);
/// let mut records = held.records();
/// assert_eq!(records.next().unwrap().unwrap().payment_id, "P-1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TableColumns {
    pub(super) layout: Layout,
    pub(super) columns: Vec<FileColumn>,
    pub(super) leaves: Vec<Leaf>,
    /// What held rows before.
    pub(super) spares: Spares,
}

impl TableColumns {
    /// What the columns of a schema are. `name` is what errors call the table.
    ///
    /// # Errors
    /// As for the header of a file: [`BatchError`] says which column is missing, there twice, or may hold parties that would not
    /// be screened; and [`BatchProblem::ColumnType`] which one is of a type that says nothing of a payment.
    pub fn of(
        name: impl AsRef<Path>,
        schema: &Schema,
        mapping: &ColumnMap,
    ) -> Result<TableColumns, BatchError> {
        let path = name.as_ref();
        let mut leaves = schema::leaves(schema);
        let names: Vec<String> = leaves.iter().map(|leaf| leaf.header.trim().to_owned()).collect();
        if names.len() > COLUMNS_MAX {
            return Err(BatchProblem::Header {
                reason: format!(
                    "{} columns, more than {COLUMNS_MAX}; is this the right table?",
                    names.len()
                ),
            }
            .on_line(path, 1));
        }
        let places = places(path, 1, &names, mapping)?;
        for (leaf, place) in leaves.iter_mut().zip(&places) {
            leaf.column = *place;
            leaf.decimal = mapping.dialect().decimal;
            if let (Some(column), Some(problem)) = (*place, leaf.unreadable()) {
                return Err(BatchProblem::ColumnType {
                    header: leaf.header.clone(),
                    column,
                    problem,
                }
                .of(path));
            }
        }
        let columns = names.into_iter().zip(&places);
        Ok(TableColumns {
            columns: columns
                .map(|(header, column)| FileColumn {
                    header,
                    column: *column,
                })
                .collect(),
            layout: Layout::new(places, b',', mapping.dialect()),
            leaves,
            spares: Spares::default(),
        })
    }

    /// The columns, in the order of the schema.
    #[must_use]
    pub fn columns(&self) -> &[FileColumn] {
        &self.columns
    }

    /// Makes ready rows of a batch of this schema; the first of them is a one-based row of the table. Rows that the batch does
    /// not have are left out, and what it holds in another schema is one reject.
    #[must_use]
    pub fn hold(&self, batch: &RecordBatch, rows: Range<usize>, first_row: u64) -> HeldRows<'_> {
        let mut writer = RowWriter::new(&self.spares);
        let end = rows.end.min(batch.num_rows());
        let begin = rows.start.min(end);
        let written = panic_is_error(|| {
            self.write(
                &batch.slice(begin, end - begin),
                end - begin,
                first_row,
                &mut writer,
            );
            Ok(())
        });
        if let Err(reason) = written {
            writer.unreadable(first_row, &format!("the rows cannot be read: {reason}"));
        }
        HeldRows {
            layout: &self.layout,
            held: writer.finish(),
        }
    }

    /// Writes the first rows of a batch.
    pub(super) fn write(&self, batch: &RecordBatch, count: usize, first_row: u64, writer: &mut RowWriter) {
        // Columns of which the batch has nothing are passed over: each cell has how many of these come before it.
        let mut cells: Vec<(usize, Cells<'_>)> = Vec::with_capacity(self.leaves.len());
        let mut empty = 0;
        for leaf in &self.leaves {
            let column = Cells::of(batch.columns(), leaf);
            if column.has_nothing() {
                empty += 1;
            } else {
                cells.push((std::mem::take(&mut empty), column));
            }
        }
        for row in 0..count {
            for (empty, cells) in &cells {
                writer.skip(*empty);
                cells.put(row, writer);
            }
            writer.skip(empty);
            writer.end(first_row + row as u64);
        }
    }
}

/// Rows of a table, ready to be read.
#[derive(Debug)]
pub struct HeldRows<'a> {
    layout: &'a Layout,
    held: Held,
}

impl HeldRows<'_> {
    /// The records, in order, each a payment or a reject, with its row as line.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records::of_rows(self.layout, &self.held)
    }
}
