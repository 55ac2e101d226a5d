//! Tables by columns: Parquet, and Arrow files.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{Date32Builder, Decimal128Builder, StringBuilder, UInt32Builder},
};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use jiff::civil::Date;
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use portcullis_payments::Column;

use super::{super::record::COLUMNS, Record, Writer};

/// Rows that are written together.
const BATCH_ROWS: usize = 8192;
/// Rows of a group of rows of Parquet: an eighth of what pandas makes, so that memory stays small, and tasks can share a file.
const GROUP_ROWS: usize = 1 << 17;

/// Digits of amounts, and decimals: as many as any currency has.
const DIGITS: u8 = 20;
const DECIMALS: i8 = 3;

/// Where a file is written to: what stands there is taken out now and then.
#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take_into(&self, out: &mut Vec<u8>) {
        out.append(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What makes a file of batches.
enum File {
    Parquet(Box<ArrowWriter<Shared>>),
    Arrow(Box<FileWriter<Shared>>),
}

/// Writes payments as rows of a table.
pub(super) struct Table {
    open: fn(Shared, SchemaRef) -> File,
    file: Option<File>,
    written: Shared,
    schema: SchemaRef,
    columns: Vec<Values>,
    rows: usize,
}

/// The values of a column that are not written yet.
enum Values {
    Text(StringBuilder),
    Date(Date32Builder),
    Amount(Decimal128Builder),
    Days(UInt32Builder),
}

impl Values {
    fn of(column: Column) -> Values {
        match column {
            Column::ValueDate | Column::DebtorBirthDate | Column::CreditorBirthDate => {
                Values::Date(Date32Builder::new())
            }
            Column::Amount => Values::Amount(Decimal128Builder::new().with_data_type(amount_type())),
            Column::DebtTenorDays => Values::Days(UInt32Builder::new()),
            _ => Values::Text(StringBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Values::Text(_) => DataType::Utf8,
            Values::Date(_) => DataType::Date32,
            Values::Amount(_) => amount_type(),
            Values::Days(_) => DataType::UInt32,
        }
    }

    fn append(&mut self, text: &str) {
        match self {
            Values::Text(texts) => texts.append_option((!text.is_empty()).then_some(text)),
            Values::Date(days) => days.append_option(days_of(text)),
            Values::Amount(amounts) => amounts.append_option(thousandths(text)),
            Values::Days(days) => days.append_option(text.parse().ok()),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Values::Text(texts) => Arc::new(texts.finish()),
            Values::Date(days) => Arc::new(days.finish()),
            Values::Amount(amounts) => Arc::new(amounts.finish()),
            Values::Days(days) => Arc::new(days.finish()),
        }
    }
}

const fn amount_type() -> DataType {
    DataType::Decimal128(DIGITS, DECIMALS)
}

/// The days from 1970-01-01 to a date.
fn days_of(text: &str) -> Option<i32> {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    let date: Date = text.parse().ok()?;
    Some(EPOCH.until(date).ok()?.get_days())
}

/// The thousandths of an amount that has at most three decimals.
fn thousandths(text: &str) -> Option<i128> {
    if text.is_empty() {
        return None;
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{decimals:0<3}").parse().ok()
}

impl Table {
    /// A Parquet file, compressed as most programs do.
    pub(super) fn parquet() -> Table {
        Table::new(|written, schema| {
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_max_row_group_row_count(Some(GROUP_ROWS))
                .build();
            let writer = ArrowWriter::try_new(written, schema, Some(properties));
            File::Parquet(Box::new(
                writer.expect("every column is of a type that Parquet has"),
            ))
        })
    }

    /// An Arrow file.
    pub(super) fn arrow() -> Table {
        Table::new(|written, schema| {
            let writer = FileWriter::try_new(written, &schema);
            File::Arrow(Box::new(writer.expect("writing to memory does not fail")))
        })
    }

    fn new(open: fn(Shared, SchemaRef) -> File) -> Table {
        let columns: Vec<Values> = COLUMNS.into_iter().map(Values::of).collect();
        let fields = COLUMNS.iter().zip(&columns);
        let fields: Vec<Field> = fields
            .map(|(column, values)| Field::new(column.as_str(), values.data_type(), true))
            .collect();
        Table {
            open,
            file: None,
            written: Shared::default(),
            schema: Arc::new(Schema::new(fields)),
            columns,
            rows: 0,
        }
    }

    /// Writes the rows that are there.
    fn flush(&mut self, out: &mut Vec<u8>) {
        let arrays = self.columns.iter_mut().map(Values::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        let batch = batch.expect("the columns are those of the schema, each of all rows");
        self.rows = 0;
        let written = match &mut self.file {
            Some(File::Parquet(file)) => file.write(&batch).map_err(|error| error.to_string()),
            Some(File::Arrow(file)) => file.write(&batch).map_err(|error| error.to_string()),
            None => Ok(()),
        };
        written.expect("writing to memory does not fail");
        self.written.take_into(out);
    }
}

impl Writer for Table {
    fn begin(&mut self, out: &mut Vec<u8>) {
        self.file = Some((self.open)(self.written.clone(), Arc::clone(&self.schema)));
        self.written.take_into(out);
    }

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        for (column, values) in COLUMNS.iter().zip(&mut self.columns) {
            values.append(record.get(*column));
        }
        self.rows += 1;
        if self.rows == BATCH_ROWS {
            self.flush(out);
        }
        out.len()
    }

    fn has_rows(&self) -> bool {
        true
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.flush(out);
        let ended = match self.file.take() {
            Some(File::Parquet(file)) => file.close().map(drop).map_err(|error| error.to_string()),
            Some(File::Arrow(mut file)) => file.finish().map_err(|error| error.to_string()),
            None => Ok(()),
        };
        ended.expect("writing to memory does not fail");
        self.written.take_into(out);
    }
}

#[cfg(test)]
mod tests {
    use super::{days_of, thousandths};

    #[test]
    fn amounts_are_exact_and_days_are_counted() {
        assert_eq!(thousandths("420.05"), Some(420_050));
        assert_eq!(thousandths("7"), Some(7_000));
        assert_eq!(thousandths("0.001"), Some(1));
        assert_eq!(thousandths(""), None);
        assert_eq!(days_of("1970-01-02"), Some(1));
        assert_eq!(days_of("1969-12-31"), Some(-1));
        assert_eq!(days_of("2024-02-29"), Some(19_782));
        assert_eq!(days_of(""), None);
    }
}
