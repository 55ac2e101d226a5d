//! Tables of payments in memory, as Arrow has them: rows in, decisions out (`docs/linkage.md`).

use std::{ops::Range, sync::Arc};

pub use arrow_array;
use arrow_array::{
    Array, Int64Array, RecordBatch, RecordBatchReader, StringArray,
    builder::{Float64Builder, Int64Builder, StringBuilder},
    cast::AsArray,
};
pub use arrow_schema;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use portcullis_exemptions::Decision;
use portcullis_model::Payment;
pub use portcullis_payments::ColumnMap;
use portcullis_payments::{HeldRows, TableColumns};
use portcullis_screening::{AmountId, Earlier, Found, PaymentRecords, Screener as Lists};
use rayon::prelude::*;

use crate::{
    Error, Screener,
    screener::{run_date, whole},
};

/// Rows that one thread decides together.
const PART_ROWS: usize = 1024;

/// What the columns of a table are.
#[derive(Debug, Clone, Default)]
pub struct TableLayout {
    /// Where the fields of a payment stand.
    pub columns: ColumnMap,
    /// The column with the line of each row (64-bit integers, from 1), where the rows are not those of one file in its order.
    pub line: Option<String>,
    /// The column with the file of each row (text).
    pub file: Option<String>,
}

impl From<ColumnMap> for TableLayout {
    fn from(columns: ColumnMap) -> TableLayout {
        TableLayout {
            columns,
            ..TableLayout::default()
        }
    }
}

/// What stands in the column `outcome` of a row that is no payment.
pub const REJECTED: &str = "rejected";

/// The columns of decisions: those of `decisions.csv`; `alerts` and `discounted`, each a JSON array of the lines that
/// `alerts.jsonl` and `discounted.jsonl` have; `touched`, which `rejects.csv` has; `released` and `unbound`, the line of
/// `released.jsonl` and of `unbound.jsonl`, null where there is none; `suppressed`, as `alerts`, of `suppressed.jsonl`.
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
        Field::new("released", DataType::Utf8, true),
        Field::new("unbound", DataType::Utf8, true),
        text("suppressed"),
    ]))
}

impl Screener {
    /// Decides a table of payments: a row of [`decisions_schema`] for each row, in the same order. The columns are those of the
    /// CSV form, found by their headers and by `mapping`; a row that is no payment is [`REJECTED`], with the reason, and with
    /// the designations that its names hit (`touched`).
    ///
    /// Rows are decided on the threads of rayon's pool. What rests on the rows before is settled in their order, as in a run:
    /// caps of licenses are spent, and a payment that resembles one of the table that was stopped has its hit.
    ///
    /// # Errors
    /// A column is missing or cannot be read ([`Error::Table`]), or the index is damaged.
    pub fn screen_arrow(&self, payments: &RecordBatch, mapping: &ColumnMap) -> Result<RecordBatch, Error> {
        let table = Table::of(&payments.schema(), &mapping.clone().into())?;
        self.screen_rows(&table, payments, 1, &mut Earlier::default())
    }

    /// Whether a decision may rest on what was decided before: a license has a cap.
    #[must_use]
    pub fn has_caps(&self) -> bool {
        self.lists().has_caps()
    }

    /// Decides a stream of tables of one schema as one table, a batch of decisions for each of its batches. The first row of the
    /// stream is line 1. A reload takes effect between two batches.
    ///
    /// # Errors
    /// A column is missing or cannot be read. What is wrong later ends the stream.
    pub fn screen_arrow_stream<R>(&self, payments: R, mapping: &ColumnMap) -> Result<Decisions<R>, Error>
    where
        R: RecordBatchReader,
    {
        self.screen_arrow_rows(payments, &mapping.clone().into())
    }

    /// Does as [`Screener::screen_arrow_stream`] with rows of which the table itself may say where they stand: those of many files,
    /// or a part of one.
    ///
    /// # Errors
    /// As there; or the column of lines or files is missing or of another type.
    pub fn screen_arrow_rows<R>(&self, payments: R, layout: &TableLayout) -> Result<Decisions<R>, Error>
    where
        R: RecordBatchReader,
    {
        Ok(Decisions {
            screener: self.clone(),
            table: Table::of(&payments.schema(), layout)?,
            payments,
            next_row: 1,
            earlier: Earlier::default(),
            has_failed: false,
        })
    }

    /// Decides the rows of a batch, of which the first is a one-based row of its table.
    fn screen_rows(
        &self,
        table: &Table,
        payments: &RecordBatch,
        first_row: u64,
        earlier: &mut Earlier,
    ) -> Result<RecordBatch, Error> {
        let input = Rows {
            columns: &table.columns,
            payments,
            first_row,
            lines: table.line.map(|line| payments.column(line).as_primitive()),
            files: table.file.map(|file| payments.column(file).as_string()),
        };
        let lists = self.lists();
        whole(&lists, || {
            Self::rows_of(&lists, &input, payments.num_rows(), earlier)
        })
    }

    /// The decisions of some rows, in their order.
    fn rows_of(
        lists: &Lists,
        input: &Rows<'_>,
        rows: usize,
        earlier: &mut Earlier,
    ) -> Result<RecordBatch, Error> {
        let parts: Vec<Range<usize>> = (0..rows)
            .step_by(PART_ROWS)
            .map(|start| start..rows.min(start + PART_ROWS))
            .collect();
        let parts: Result<Vec<Part>, Error> = parts
            .into_par_iter()
            .map(|rows| Part::decided(lists, input, rows))
            .collect();
        let mut decisions = Builders::with_capacity(rows);
        for part in parts? {
            part.append_to(&mut decisions, lists, input, earlier)?;
        }
        Ok(decisions.finish())
    }
}

/// A stream of decisions: see [`Screener::screen_arrow_stream`].
#[derive(Debug)]
pub struct Decisions<R> {
    screener: Screener,
    table: Table,
    payments: R,
    next_row: u64,
    earlier: Earlier,
    has_failed: bool,
}

impl<R: RecordBatchReader> Iterator for Decisions<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let decided = self.payments.next()?.and_then(|batch| {
            let decided = self
                .screener
                .screen_rows(&self.table, &batch, self.next_row, &mut self.earlier);
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

/// A table that is screened.
#[derive(Debug)]
struct Table {
    columns: TableColumns,
    /// Positions of the columns of [`TableLayout`].
    line: Option<usize>,
    file: Option<usize>,
}

impl Table {
    fn of(schema: &Schema, layout: &TableLayout) -> Result<Table, Error> {
        let place = |name: &Option<String>, what: &str, kind: DataType| {
            let Some(name) = name else { return Ok(None) };
            let problem = |problem: String| Error::TablePlace {
                column: name.clone(),
                problem,
            };
            match schema.column_with_name(name) {
                None => Err(problem(format!(
                    "is missing; it should hold the {what} of each row"
                ))),
                Some((at, field)) if *field.data_type() == kind => Ok(Some(at)),
                Some((_, field)) => Err(problem(format!(
                    "holds {}; the {what} of a row is {kind}",
                    field.data_type()
                ))),
            }
        };
        Ok(Table {
            columns: TableColumns::of("table", schema, &layout.columns)?,
            line: place(&layout.line, "line", DataType::Int64)?,
            file: place(&layout.file, "file", DataType::Utf8)?,
        })
    }
}

/// The rows of a batch.
struct Rows<'a> {
    columns: &'a TableColumns,
    payments: &'a RecordBatch,
    /// The place of the first in its stream, from one.
    first_row: u64,
    lines: Option<&'a Int64Array>,
    files: Option<&'a StringArray>,
}

impl<'a> Rows<'a> {
    /// The line of a row: as the table says, or else its place in the stream.
    fn line(&self, row: usize) -> u64 {
        let told = self.lines.filter(|lines| lines.is_valid(row));
        told.and_then(|lines| u64::try_from(lines.value(row)).ok())
            .unwrap_or(self.first_row + row as u64)
    }

    /// The file of a row; empty where the table does not say.
    fn file(&self, row: usize) -> &'a str {
        let told = self.files.filter(|files| files.is_valid(row));
        told.map_or("", |files| files.value(row))
    }

    /// Holds a row, to read it again.
    fn hold(&self, row: usize) -> HeldRows<'_> {
        self.columns.hold(self.payments, row..row + 1, self.line(row))
    }
}

/// What came of some rows.
struct Part {
    rows: Range<usize>,
    /// The ids of all payments, one after the other.
    ids: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The amount of each.
    amounts: Vec<AmountId>,
    /// What is not clear by itself, by its place among the rows, in order.
    others: Vec<(usize, Other)>,
}

/// What came of a row that is not clear by itself.
enum Other {
    Rejected(Box<Answer>),
    /// Something is found, and what is decided of it may rest on the rows before it.
    Found(Found),
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
    released: Option<String>,
    unbound: Option<String>,
    suppressed: String,
}

/// No hits, as JSON.
const NONE: &str = "[]";

impl Part {
    fn decided(lists: &Lists, input: &Rows<'_>, rows: Range<usize>) -> Result<Part, Error> {
        let first_line = input.first_row + rows.start as u64;
        let held = input.columns.hold(input.payments, rows.clone(), first_line);
        let mut part = Part {
            ends: Vec::with_capacity(rows.len()),
            amounts: Vec::with_capacity(rows.len()),
            rows,
            ids: String::new(),
            others: Vec::new(),
        };
        let mut records = held.records();
        while let Some(record) = records.next() {
            let (amount, other) = match record {
                Ok(payment) => {
                    part.ids.push_str(&payment.payment_id);
                    let found = lists.found(run_date(lists, payment), payment)?;
                    let row = part.rows.start + part.ends.len();
                    let found = found.map(|found| Other::Found(found.on_line(input.line(row))));
                    (AmountId::of(payment.amount), found)
                }
                Err(reject) => {
                    part.ids.push_str(&reject.payment_id);
                    let payment = records.last();
                    let answer = Answer {
                        outcome: REJECTED,
                        reason: reject.error,
                        touched: lists.touched(run_date(lists, payment), payment)?.join(";"),
                        ..Answer::none()
                    };
                    (AmountId::default(), Some(Other::Rejected(Box::new(answer))))
                }
            };
            if let Some(other) = other {
                part.others.push((part.ends.len(), other));
            }
            part.amounts.push(amount);
            part.ends.push(part.ids.len());
        }
        Ok(part)
    }

    /// Adds the decisions, after those of all rows before.
    fn append_to(
        self,
        table: &mut Builders,
        lists: &Lists,
        input: &Rows<'_>,
        earlier: &mut Earlier,
    ) -> Result<(), Error> {
        let mut others = self.others.into_iter().peekable();
        let mut begin = 0;
        for (nth, end) in self.ends.into_iter().enumerate() {
            let row = self.rows.start + nth;
            let at = At {
                id: &self.ids[begin..end],
                line: input.line(row),
                file: input.file(row),
            };
            begin = end;
            let answer = match others.next_if(|(place, _)| *place == nth) {
                None if earlier.may_come_again(self.amounts[nth]) => Answer::reconsidered(
                    lists,
                    at.file,
                    input.hold(row).records().next().and_then(Result::ok),
                    earlier,
                )?,
                None => None,
                Some((_, Other::Rejected(answer))) => Some(*answer),
                Some((_, Other::Found(found))) if found.may_come_again(earlier) => Some(Answer::settled(
                    lists,
                    at.file,
                    found,
                    input.hold(row).records().next().and_then(Result::ok),
                    earlier,
                )?),
                Some((_, Other::Found(found))) => {
                    Some(Answer::settled(lists, at.file, found, None, earlier)?)
                }
            };
            match answer {
                None => table.append_clear(&at),
                Some(answer) => table.append(&at, &answer),
            }
        }
        Ok(())
    }
}

/// Which row is decided.
struct At<'a> {
    id: &'a str,
    line: u64,
    file: &'a str,
}

impl Answer {
    fn none() -> Answer {
        Answer {
            alerts: NONE.to_owned(),
            discounted: NONE.to_owned(),
            suppressed: NONE.to_owned(),
            ..Answer::default()
        }
    }

    /// Decides a payment in which something is found.
    fn settled(
        lists: &Lists,
        file: &str,
        found: Found,
        payment: Option<&Payment<'_>>,
        earlier: &mut Earlier,
    ) -> Result<Answer, Error> {
        let day = payment.map_or(lists.policy().run_date, |payment| run_date(lists, payment));
        lists
            .settle(earlier, day, found, payment, file, Answer::told)?
            .map_err(Error::Answer)
    }

    /// Decides a payment in which nothing is found, and that may come again; `None`: it is clear.
    fn reconsidered(
        lists: &Lists,
        file: &str,
        payment: Option<&Payment<'_>>,
        earlier: &mut Earlier,
    ) -> Result<Option<Answer>, Error> {
        let Some(payment) = payment else { return Ok(None) };
        lists
            .reconsider(earlier, run_date(lists, payment), payment, file, Answer::told)?
            .transpose()
            .map_err(Error::Answer)
    }

    fn told(records: &PaymentRecords<'_>) -> Result<Answer, serde_json::Error> {
        let row = &records.decision;
        let alerts: Vec<_> = records.alerting.iter().map(|&hit| &records.hits[hit]).collect();
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
            alerts: serde_json::to_string(&alerts)?,
            discounted: serde_json::to_string(&records.discounted)?,
            touched: String::new(),
            released: records.released.as_ref().map(serde_json::to_string).transpose()?,
            unbound: records.unbound.as_ref().map(serde_json::to_string).transpose()?,
            suppressed: serde_json::to_string(&records.suppressed)?,
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
    released: StringBuilder,
    unbound: StringBuilder,
    suppressed: StringBuilder,
    /// Clear rows since the last other one.
    clear_run: usize,
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
            released: text(0),
            unbound: text(0),
            suppressed: text(2),
            clear_run: 0,
        }
    }

    /// Adds a clear row, of which most columns wait for the end of its run: they are the same in all.
    fn append_clear(&mut self, at: &At<'_>) {
        self.begin(at);
        self.clear_run += 1;
    }

    fn append(&mut self, at: &At<'_>, answer: &Answer) {
        self.end_run();
        self.begin(at);
        self.outcome.append_value(answer.outcome);
        self.reason.append_value(&answer.reason);
        self.authorities.append_value(&answer.authorities);
        self.programs.append_value(&answer.programs);
        self.license_ids.append_value(&answer.license_ids);
        self.top_designation_id.append_value(&answer.top_designation_id);
        self.top_score.append_option(answer.top_score);
        self.hits.append_value(answer.hits);
        self.alerts.append_value(&answer.alerts);
        self.discounted.append_value(&answer.discounted);
        self.touched.append_value(&answer.touched);
        self.released.append_option(answer.released.as_ref());
        self.unbound.append_option(answer.unbound.as_ref());
        self.suppressed.append_value(&answer.suppressed);
    }

    /// What every row has for itself.
    fn begin(&mut self, at: &At<'_>) {
        self.payment_id.append_value(at.id);
        self.line.append_value(i64::try_from(at.line).unwrap_or(i64::MAX));
        self.file.append_value(at.file);
    }

    /// Adds what the clear rows since the last other one have in common.
    fn end_run(&mut self) {
        let rows = std::mem::take(&mut self.clear_run);
        if rows == 0 {
            return;
        }
        let clear = Decision::clear();
        self.outcome.append_value_n(clear.outcome.as_str(), rows);
        self.reason.append_value_n(&clear.reason, rows);
        for empty in [
            &mut self.authorities,
            &mut self.programs,
            &mut self.license_ids,
            &mut self.top_designation_id,
            &mut self.touched,
        ] {
            empty.append_value_n("", rows);
        }
        self.top_score.append_nulls(rows);
        self.hits.append_value_n(0, rows);
        self.alerts.append_value_n(NONE, rows);
        self.discounted.append_value_n(NONE, rows);
        self.released.append_nulls(rows);
        self.unbound.append_nulls(rows);
        self.suppressed.append_value_n(NONE, rows);
    }

    fn finish(mut self) -> RecordBatch {
        self.end_run();
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
            Arc::new(self.released.finish()),
            Arc::new(self.unbound.finish()),
            Arc::new(self.suppressed.finish()),
        ];
        RecordBatch::try_new(decisions_schema(), columns)
            .expect("the columns are those of the schema, each of all rows")
    }
}
