//! Tables of payments in, tables of decisions out, through the Arrow C stream interface.

use std::panic::{AssertUnwindSafe, catch_unwind};

use portcullis::{
    Screener,
    arrow::{
        ColumnMap,
        arrow_array::{
            RecordBatch, RecordBatchReader,
            ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
        },
        arrow_schema::{ArrowError, SchemaRef},
    },
};

use crate::{
    PCL_ERROR_INPUT,
    call::{Problem, message_of},
};

/// Takes a stream over and puts the stream of its decisions in place.
///
/// # Safety
/// `input` is a stream, and `output` may be written.
#[allow(unsafe_code)]
pub(crate) unsafe fn screen(
    screener: &Screener,
    input: *mut FFI_ArrowArrayStream,
    output: *mut FFI_ArrowArrayStream,
) -> Result<(), Problem> {
    // SAFETY: `input` is a stream; it is moved out of its place, where a released one is left.
    let payments = unsafe { RecordBatchStreamReader::from_raw(input) }.map_err(|error| Problem {
        code: PCL_ERROR_INPUT,
        message: format!("the stream of payments cannot be read: {error}"),
    })?;
    let decisions = screener.screen_arrow_stream(payments, &ColumnMap::default())?;
    let decisions = FFI_ArrowArrayStream::new(Box::new(WithoutPanics {
        decisions: Some(decisions),
    }));
    // SAFETY: `output` may be written; what stands there may not be set, so it is not dropped.
    unsafe { output.write(decisions) };
    Ok(())
}

/// A reader whose panics are errors: C, which calls it, has no way to go on with one.
struct WithoutPanics<R> {
    /// Gone after a panic, and then the stream has ended.
    decisions: Option<R>,
}

impl<R: RecordBatchReader> Iterator for WithoutPanics<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let decisions = self.decisions.as_mut()?;
        match catch_unwind(AssertUnwindSafe(|| decisions.next())) {
            Ok(next) => next,
            Err(panic) => {
                self.decisions = None;
                let message = format!("Portcullis panicked: {}", message_of(&*panic));
                Some(Err(ArrowError::ComputeError(message)))
            }
        }
    }
}

impl<R: RecordBatchReader> RecordBatchReader for WithoutPanics<R> {
    fn schema(&self) -> SchemaRef {
        portcullis::arrow::decisions_schema()
    }
}
