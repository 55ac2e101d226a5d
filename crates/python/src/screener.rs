//! The facade, with bytes of JSON and streams of Arrow.

use std::panic::{AssertUnwindSafe, catch_unwind};

use portcullis::{
    Builder,
    arrow::{
        ColumnMap, TableLayout, arrow_array::ffi_stream::RecordBatchStreamReader, arrow_schema::ArrowError,
    },
};
use pyo3::{prelude::*, types::PyCapsule};

use crate::{
    decisions::{Decisions, STREAM},
    error::{detached, new, panicked, raised},
    slices::Slices,
    threads::pool,
};

/// Rows after which progress is told and an interrupt is noticed: some hundredths of a second.
const ROWS_AT_ONCE: usize = 32_768;

/// Lists and rules, ready to screen. Any number of threads may use one at once.
#[pyclass(frozen, module = "portcullis._native")]
pub(crate) struct Screener(portcullis::Screener);

#[pymethods]
impl Screener {
    /// `options`: JSON, as docs/linkage.md says.
    #[new]
    fn open(py: Python<'_>, options: &[u8]) -> PyResult<Screener> {
        detached(py, || Builder::from_json(options)?.build()).map(Screener)
    }

    /// A payment as JSON to an answer as JSON.
    fn screen(&self, py: Python<'_>, payment: &[u8]) -> PyResult<String> {
        detached(py, || self.0.screen_json(payment))
    }

    /// A query as JSON to an answer as JSON.
    fn check(&self, py: Python<'_>, query: &[u8]) -> PyResult<String> {
        detached(py, || self.0.check_json(query))
    }

    /// Opens index and rules again.
    fn reload(&self, py: Python<'_>) -> PyResult<()> {
        detached(py, || self.0.reload())
    }

    /// Whether a decision may rest on what was decided before: a license has a cap.
    fn has_caps(&self) -> bool {
        self.0.has_caps()
    }

    /// Decides a stream of payments, on so many threads (zero: one for each core). `columns` is a map of columns as TOML; `line` and
    /// `file` name the columns that say where a row stands. `progress` is called with the number of rows that are decided, as
    /// they are.
    #[allow(clippy::too_many_arguments)] // a call from Python, which passes them by place
    fn screen_stream(
        &self,
        py: Python<'_>,
        payments: &Bound<'_, PyCapsule>,
        columns: &str,
        line: Option<String>,
        file: Option<String>,
        threads: usize,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Decisions> {
        let columns = ColumnMap::from_toml(columns)
            .map_err(|(_, reason)| new(py, &format!("the map of columns: {reason}"), None))?;
        let pool =
            pool(threads).map_err(|error| new(py, &format!("no threads can be started: {error}"), None))?;
        let reader = Slices::of(reader(py, payments)?, ROWS_AT_ONCE);
        let layout = TableLayout { columns, line, file };
        let mut stream = detached(py, || self.0.screen_arrow_rows(reader, &layout))?;
        let mut decisions = Decisions { batches: Vec::new() };
        let mut rows = 0;
        loop {
            let next = py.detach(|| catch_unwind(AssertUnwindSafe(|| pool.install(|| stream.next()))));
            let batch = match next.map_err(|panic| panicked(&*panic))? {
                None => return Ok(decisions),
                Some(batch) => batch.map_err(|error| broken(py, &error))?,
            };
            py.check_signals()?;
            rows += batch.num_rows();
            decisions.batches.push(batch);
            if let Some(progress) = progress {
                progress.call1((rows,))?;
            }
        }
    }
}

/// Takes the stream of a capsule over.
#[allow(unsafe_code)]
fn reader(py: Python<'_>, payments: &Bound<'_, PyCapsule>) -> PyResult<RecordBatchStreamReader> {
    let stream = payments.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds a stream of the C interface. It is moved out of its place, where a released one is
    // left, as the interface says.
    unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr().cast()) }.map_err(|error| broken(py, &error))
}

/// What ends a stream: an error of ours, or one of who hands us the rows.
fn broken(py: Python<'_>, error: &ArrowError) -> PyErr {
    if let ArrowError::ExternalError(source) = error
        && let Some(ours) = source.downcast_ref::<portcullis::Error>()
    {
        return raised(py, ours);
    }
    new(py, &format!("the payments cannot be read: {error}"), None)
}
