//! A table of decisions, as a stream of Arrow.

use portcullis::arrow::{
    arrow_array::{RecordBatch, RecordBatchIterator, ffi_stream::FFI_ArrowArrayStream},
    decisions_schema,
};
use pyo3::{prelude::*, types::PyCapsule};

/// The name that the Arrow PyCapsule interface gives to a stream.
pub(crate) const STREAM: &std::ffi::CStr = c"arrow_array_stream";

/// Decisions that are made. Whoever reads them shares their memory.
#[pyclass(frozen, module = "portcullis._native")]
pub(crate) struct Decisions {
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl Decisions {
    /// The stream, to be read by anything that reads Arrow; each call gives all of it.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish, which the interface lets be passed over.
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        let stream =
            FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, decisions_schema())));
        // Who takes the stream over leaves a released one behind; else it is released with the capsule.
        PyCapsule::new_with_value(py, stream, STREAM)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}
