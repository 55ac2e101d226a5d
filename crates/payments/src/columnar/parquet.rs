//! Apache Parquet: groups of rows, each column of a group in pages of its own.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{
        ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    },
};

use super::{
    Group, Rows, Table,
    cursor::{Cursor, Cursors},
    one_line,
};

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 1024;

/// An open file.
#[derive(Debug)]
pub(super) struct ParquetTable {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
    cursors: Cursors,
}

/// Reads what stands at the end of a file: its schema and its groups of rows.
pub(super) fn open(bytes: Bytes) -> Result<(ParquetTable, SchemaRef, Vec<Group>), String> {
    let options = ArrowReaderOptions::new();
    let plain =
        ArrowReaderMetadata::load(&bytes, options.clone()).map_err(|error| one_line(&error.to_string()))?;
    // Text is lent from the pages where it can be.
    let lending = options.with_schema(lending(plain.schema()));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), lending).unwrap_or(plain);
    let groups = metadata.metadata().row_groups().iter().map(|group| {
        Ok(Group {
            rows: usize::try_from(group.num_rows()).map_err(|_| "it states fewer than no rows".to_owned())?,
            bytes: u64::try_from(group.total_byte_size()).unwrap_or_default(),
        })
    });
    let groups = groups.collect::<Result<_, String>>()?;
    let schema = Arc::clone(metadata.schema());
    let table = ParquetTable {
        bytes,
        metadata,
        cursors: Cursors::default(),
    };
    Ok((table, schema, groups))
}

/// A schema with text as views of where it stands.
fn lending(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| {
        let data_type = match field.data_type() {
            DataType::Dictionary(_, values) => values,
            data_type => data_type,
        };
        let data_type = match data_type {
            DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
            DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
            _ => return Arc::clone(field),
        };
        Arc::new(
            Field::new(field.name(), data_type, field.is_nullable()).with_metadata(field.metadata().clone()),
        )
    });
    Arc::new(Schema::new_with_metadata(
        fields.collect::<Vec<_>>(),
        schema.metadata().clone(),
    ))
}

impl ParquetTable {
    /// A reader of a part of a group.
    fn open(&self, rows: Rows, column: Option<usize>) -> Result<ParquetRecordBatchReader, String> {
        let mut builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes.clone(), self.metadata.clone())
                .with_row_groups(vec![rows.group])
                .with_offset(rows.skip)
                .with_limit(rows.count)
                .with_batch_size(BATCH_ROWS.min(rows.count));
        if let Some(column) = column {
            let mask = ProjectionMask::roots(builder.parquet_schema(), [column]);
            builder = builder.with_projection(mask);
        }
        builder.build().map_err(|error| one_line(&error.to_string()))
    }

    /// How many rows a group has.
    fn rows_of(&self, group: usize) -> usize {
        let group = self.metadata.metadata().row_groups().get(group);
        group.map_or(0, |group| usize::try_from(group.num_rows()).unwrap_or(0))
    }
}

impl Table for ParquetTable {
    fn read(
        &self,
        rows: Rows,
        column: Option<usize>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), String> {
        for batch in self.open(rows, column)? {
            each(&batch.map_err(|error| one_line(&error.to_string()))?);
        }
        Ok(())
    }

    fn read_on(&self, rows: Rows, each: &mut dyn FnMut(&RecordBatch)) -> Result<(), String> {
        let all = self.rows_of(rows.group);
        let (turn, cursor) = self.cursors.turn(rows);
        let mut cursor = match cursor {
            Some(cursor) => cursor,
            None => {
                let to_the_end = Rows {
                    count: all.saturating_sub(rows.skip),
                    ..rows
                };
                Cursor::new(self.open(to_the_end, None)?)
            }
        };
        cursor.read(rows.count, each)?;
        if rows.skip + rows.count < all {
            turn.leave(cursor);
        }
        Ok(())
    }

    fn is_read_in_parts(&self) -> bool {
        true
    }
}
