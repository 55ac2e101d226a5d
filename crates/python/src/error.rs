//! What goes wrong, as exceptions of Python.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use portcullis::Error;
use pyo3::{exceptions::PyRuntimeError, prelude::*, sync::PyOnceLock};

/// `portcullis.Error`, which is written in Python, so that it can be pickled.
static ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// A `portcullis.Error`.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let message = error.to_string();
    let names_a_file = matches!(error, Error::Index(_) | Error::Rules(_) | Error::NoRules(_));
    match message.split_once(": ").filter(|_| names_a_file) {
        Some((file, reason)) => new(py, reason, Some(file)),
        None => new(py, &message, None),
    }
}

/// A `portcullis.Error` about a file, or about none.
pub(crate) fn new(py: Python<'_>, reason: &str, file: Option<&str>) -> PyErr {
    let class = ERROR.get_or_try_init(py, || {
        let module = py.import("portcullis._error")?;
        PyResult::Ok(module.getattr("Error")?.unbind())
    });
    let made = class.and_then(|class| class.bind(py).call1((reason, file)));
    made.map_or_else(|broken| broken, PyErr::from_value)
}

/// Works without the interpreter's lock. A panic is a `RuntimeError`, since whoever calls must be able to go on.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    // A screener is whole after a panic: what one leaves behind in its buffers is not used again.
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(done) => done.map_err(|error| raised(py, &error)),
        Err(panic) => Err(panicked(&*panic)),
    }
}

pub(crate) fn panicked(panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    PyRuntimeError::new_err(format!("Portcullis panicked: {}", text.unwrap_or("no message")))
}
