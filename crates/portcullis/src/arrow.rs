//! Tables of payments in memory, as Arrow has them: rows in, decisions out (`docs/linkage.md`).

use std::{ops::Range, sync::Arc};

pub use arrow_array;
use arrow_array::{
    RecordBatch, RecordBatchReader,
    builder::{Float64Builder, Int64Builder, StringBuilder},
};
pub use arrow_schema;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use portcullis_exemptions::Decision;
use portcullis_model::Payment;
pub use portcullis_payments::ColumnMap;
use portcullis_payments::TableColumns;
use portcullis_screening::{PaymentRecords, Screener as Lists};
use rayon::prelude::*;

use crate::{Error, Screener, screener::run_date};

/// Rows that one thread decides together.
const PART_ROWS: usize = 1024;

/// What stands in the column `outcome` of a row that is no payment.
pub const REJECTED: &str = "rejected";

/// The columns of decisions: those of `decisions.csv`, then `alerts` and `discounted`, each a JSON array of the lines that
/// `alerts.jsonl` and `discounted.jsonl` would have, and `touched`, which `rejects.csv` has.
#[must_use]
pub fn decisions_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("payment_id"),
        Field::new("line", DataType::Int64, false),
        text("outcome"),
        text("reason"),
        text("authorities"),
        text("programs"),
        text("license_ids"),
        text("top_designation_id"),
        Field::new("top_score", DataType::Float64, true),
        Field::new("hits", DataType::Int64, false),
        text("file"),
        text("alerts"),
        text("discounted"),
        text("touched"),
    ]))
}

impl Screener {
    /// Decides a table of payments: a row of [`decisions_schema`] for each row, in the same order. The columns are those of the
    /// CSV form, found by their headers and by `mapping`; a row that is no payment is [`REJECTED`], with the reason, and with
    /// the designations that its names hit (`touched`).
    ///
    /// Rows are decided on the threads of rayon's pool. Caps of licenses are spent in the order of the rows.
    ///
    /// # Errors
    /// A column is missing or cannot be read ([`Error::Table`]), or the index is damaged.
    pub fn screen_arrow(&self, payments: &RecordBatch, mapping: &ColumnMap) -> Result<RecordBatch, Error> {
        let columns = TableColumns::of("table", &payments.schema(), mapping)?;
        self.screen_rows(&columns, payments, 1)
    }

    /// Decides a stream of tables of one schema, a batch of decisions for each of its batches. The first row of the stream is
    /// line 1. A reload takes effect between two batches.
    ///
    /// # Errors
    /// A column is missing or cannot be read. What is wrong later ends the stream.
    pub fn screen_arrow_stream<R>(&self, payments: R, mapping: &ColumnMap) -> Result<Decisions<R>, Error>
    where
        R: RecordBatchReader,
    {
        let columns = TableColumns::of("table", &payments.schema(), mapping)?;
        Ok(Decisions {
            screener: self.clone(),
            columns,
            payments,
            next_row: 1,
            has_failed: false,
        })
    }

    /// Decides the rows of a batch, of which the first is a one-based row of its table.
    fn screen_rows(
        &self,
        columns: &TableColumns,
        payments: &RecordBatch,
        first_row: u64,
    ) -> Result<RecordBatch, Error> {
        let lists = self.lists();
        let rows = payments.num_rows();
        let parts: Vec<Range<usize>> = (0..rows)
            .step_by(PART_ROWS)
            .map(|start| start..rows.min(start + PART_ROWS))
            .collect();
        let parts: Result<Vec<Part>, Error> = parts
            .into_par_iter()
            .map(|rows| Part::decided(&lists, columns, payments, rows, first_row))
            .collect();
        let mut table = Builders::with_capacity(rows);
        for part in parts? {
            part.append_to(&mut table, &lists, columns, payments)?;
        }
        Ok(table.finish())
    }
}

/// A stream of decisions: see [`Screener::screen_arrow_stream`].
#[derive(Debug)]
pub struct Decisions<R> {
    screener: Screener,
    columns: TableColumns,
    payments: R,
    next_row: u64,
    has_failed: bool,
}

impl<R: RecordBatchReader> Iterator for Decisions<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let decided = self.payments.next()?.and_then(|batch| {
            let decided = self.screener.screen_rows(&self.columns, &batch, self.next_row);
            self.next_row += batch.num_rows() as u64;
            decided.map_err(|error| ArrowError::ExternalError(Box::new(error)))
        });
        self.has_failed = decided.is_err();
        Some(decided)
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Decisions<R> {
    fn schema(&self) -> SchemaRef {
        decisions_schema()
    }
}

/// What came of some rows.
struct Part {
    rows: Range<usize>,
    first_row: u64,
    /// The ids of all payments, one after the other.
    ids: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// What is not clear without a hit, by its place among the rows, in order.
    others: Vec<(usize, Other)>,
}

/// What came of a row that is not clear without a hit.
enum Other {
    Answer(Box<Answer>),
    /// Something is found, and what is decided of it may rest on the rows before it.
    Waits,
}

/// What is said of a row.
#[derive(Default)]
struct Answer {
    outcome: &'static str,
    reason: String,
    authorities: String,
    programs: String,
    license_ids: String,
    top_designation_id: String,
    top_score: Option<f64>,
    hits: i64,
    alerts: String,
    discounted: String,
    touched: String,
}

/// No hits, as JSON.
const NONE: &str = "[]";

impl Part {
    fn decided(
        lists: &Lists,
        columns: &TableColumns,
        payments: &RecordBatch,
        rows: Range<usize>,
        first_row: u64,
    ) -> Result<Part, Error> {
        let first_row = first_row + rows.start as u64;
        let held = columns.hold(payments, rows.clone(), first_row);
        let mut part = Part {
            ends: Vec::with_capacity(rows.len()),
            rows,
            first_row,
            ids: String::new(),
            others: Vec::new(),
        };
        let mut records = held.records();
        while let Some(record) = records.next() {
            let other = match record {
                Ok(payment) => {
                    part.ids.push_str(&payment.payment_id);
                    if !lists.finds(run_date(lists, payment), payment) {
                        None
                    } else if lists.has_caps() {
                        Some(Other::Waits)
                    } else {
                        Some(Other::Answer(Box::new(Answer::of(lists, payment)?)))
                    }
                }
                Err(reject) => {
                    part.ids.push_str(&reject.payment_id);
                    let payment = records.last();
                    Some(Other::Answer(Box::new(Answer {
                        outcome: REJECTED,
                        reason: reject.error,
                        touched: lists.touched(run_date(lists, payment), payment)?.join(";"),
                        ..Answer::none()
                    })))
                }
            };
            if let Some(other) = other {
                part.others.push((part.ends.len(), other));
            }
            part.ends.push(part.ids.len());
        }
        Ok(part)
    }

    /// Adds the decisions, and makes those that wait.
    fn append_to(
        self,
        table: &mut Builders,
        lists: &Lists,
        columns: &TableColumns,
        payments: &RecordBatch,
    ) -> Result<(), Error> {
        let clear = Decision::clear();
        let mut others = self.others.into_iter().peekable();
        let mut begin = 0;
        for (row, end) in self.ends.into_iter().enumerate() {
            let (id, line) = (&self.ids[begin..end], self.first_row + row as u64);
            begin = end;
            let answer = match others.next_if(|(place, _)| *place == row) {
                None => {
                    table.append_clear(id, line, &clear);
                    continue;
                }
                Some((_, Other::Answer(answer))) => *answer,
                Some((_, Other::Waits)) => {
                    let at = self.rows.start + row;
                    let held = columns.hold(payments, at..at + 1, line);
                    match held.records().next() {
                        Some(Ok(payment)) => Answer::of(lists, payment)?,
                        // It was one before.
                        Some(Err(_)) | None => continue,
                    }
                }
            };
            table.append(id, line, &answer);
        }
        Ok(())
    }
}

impl Answer {
    fn none() -> Answer {
        Answer {
            alerts: NONE.to_owned(),
            discounted: NONE.to_owned(),
            ..Answer::default()
        }
    }

    /// Decides a payment in which something is found.
    fn of(lists: &Lists, payment: &Payment<'_>) -> Result<Answer, Error> {
        lists
            .records_of(run_date(lists, payment), payment, "", |records| {
                Answer::told(records)
            })?
            .map_err(Error::Answer)
    }

    fn told(records: &PaymentRecords<'_>) -> Result<Answer, serde_json::Error> {
        let row = &records.decision;
        Ok(Answer {
            outcome: row.outcome.as_str(),
            reason: row.reason.to_string(),
            authorities: row.authorities.join(";"),
            programs: row.programs.join(";"),
            license_ids: row.license_ids.join(";"),
            top_designation_id: row.top_designation_id.to_string(),
            // With four decimals, as it is written.
            top_score: row.top_score.and_then(|score| score.to_string().parse().ok()),
            hits: i64::try_from(row.hits).unwrap_or(i64::MAX),
            alerts: serde_json::to_string(&records.hits)?,
            discounted: serde_json::to_string(&records.discounted)?,
            touched: String::new(),
        })
    }
}

/// A table of decisions that is being made.
struct Builders {
    payment_id: StringBuilder,
    line: Int64Builder,
    outcome: StringBuilder,
    reason: StringBuilder,
    authorities: StringBuilder,
    programs: StringBuilder,
    license_ids: StringBuilder,
    top_designation_id: StringBuilder,
    top_score: Float64Builder,
    hits: Int64Builder,
    file: StringBuilder,
    alerts: StringBuilder,
    discounted: StringBuilder,
    touched: StringBuilder,
}

impl Builders {
    fn with_capacity(rows: usize) -> Builders {
        let text = |bytes: usize| StringBuilder::with_capacity(rows, rows * bytes);
        Builders {
            payment_id: text(16),
            line: Int64Builder::with_capacity(rows),
            outcome: text(5),
            reason: text(6),
            authorities: text(0),
            programs: text(0),
            license_ids: text(0),
            top_designation_id: text(0),
            top_score: Float64Builder::with_capacity(rows),
            hits: Int64Builder::with_capacity(rows),
            file: text(0),
            alerts: text(2),
            discounted: text(2),
            touched: text(0),
        }
    }

    fn append_clear(&mut self, id: &str, line: u64, clear: &Decision) {
        self.begin(id, line, clear.outcome.as_str(), &clear.reason);
        for empty in [
            &mut self.authorities,
            &mut self.programs,
            &mut self.license_ids,
            &mut self.top_designation_id,
            &mut self.touched,
        ] {
            empty.append_value("");
        }
        self.top_score.append_null();
        self.hits.append_value(0);
        self.alerts.append_value(NONE);
        self.discounted.append_value(NONE);
    }

    fn append(&mut self, id: &str, line: u64, answer: &Answer) {
        self.begin(id, line, answer.outcome, &answer.reason);
        self.authorities.append_value(&answer.authorities);
        self.programs.append_value(&answer.programs);
        self.license_ids.append_value(&answer.license_ids);
        self.top_designation_id.append_value(&answer.top_designation_id);
        self.top_score.append_option(answer.top_score);
        self.hits.append_value(answer.hits);
        self.alerts.append_value(&answer.alerts);
        self.discounted.append_value(&answer.discounted);
        self.touched.append_value(&answer.touched);
    }

    /// What every row has.
    fn begin(&mut self, id: &str, line: u64, outcome: &str, reason: &str) {
        self.payment_id.append_value(id);
        self.line.append_value(i64::try_from(line).unwrap_or(i64::MAX));
        self.outcome.append_value(outcome);
        self.reason.append_value(reason);
        self.file.append_value("");
    }

    fn finish(mut self) -> RecordBatch {
        let columns: Vec<arrow_array::ArrayRef> = vec![
            Arc::new(self.payment_id.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.outcome.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.authorities.finish()),
            Arc::new(self.programs.finish()),
            Arc::new(self.license_ids.finish()),
            Arc::new(self.top_designation_id.finish()),
            Arc::new(self.top_score.finish()),
            Arc::new(self.hits.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.alerts.finish()),
            Arc::new(self.discounted.finish()),
            Arc::new(self.touched.finish()),
        ];
        RecordBatch::try_new(decisions_schema(), columns)
            .expect("the columns are those of the schema, each of all rows")
    }
}
