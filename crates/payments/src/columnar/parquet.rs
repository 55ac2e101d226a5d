//! Apache Parquet: groups of rows, each column of a group in pages of its own.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
};

use super::{Group, Rows, Table, one_line};

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 1024;

/// An open file.
#[derive(Debug)]
pub(super) struct ParquetTable {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
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
    Ok((ParquetTable { bytes, metadata }, schema, groups))
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

impl Table for ParquetTable {
    fn read(
        &self,
        rows: Rows,
        column: Option<usize>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), String> {
        let failed = |error: &dyn std::fmt::Display| one_line(&error.to_string());
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
        for batch in builder.build().map_err(|error| failed(&error))? {
            each(&batch.map_err(|error| failed(&error))?);
        }
        Ok(())
    }

    fn is_read_in_parts(&self) -> bool {
        true
    }
}
