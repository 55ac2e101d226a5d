//! A stream of tables in pieces: so that an interrupt is noticed and progress is told between two of them.

use portcullis::arrow::{
    arrow_array::{RecordBatch, RecordBatchReader},
    arrow_schema::{ArrowError, SchemaRef},
};

/// Hands on the rows of a reader, a bounded number at once, without copying any.
pub(crate) struct Slices<R> {
    reader: R,
    rest: Option<RecordBatch>,
    rows_max: usize,
}

impl<R> Slices<R> {
    pub(crate) const fn of(reader: R, rows_max: usize) -> Slices<R> {
        Slices {
            reader,
            rest: None,
            rows_max,
        }
    }
}

impl<R: RecordBatchReader> Iterator for Slices<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => match self.reader.next()? {
                Ok(batch) => batch,
                Err(error) => return Some(Err(error)),
            },
        };
        let rows = batch.num_rows();
        if rows <= self.rows_max {
            return Some(Ok(batch));
        }
        self.rest = Some(batch.slice(self.rows_max, rows - self.rows_max));
        Some(Ok(batch.slice(0, self.rows_max)))
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Slices<R> {
    fn schema(&self) -> SchemaRef {
        self.reader.schema()
    }
}
