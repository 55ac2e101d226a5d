//! What every call has in common: arguments that are not trusted, problems as codes, and no panic that leaves.

use std::{
    any::Any,
    ffi::{CStr, CString, c_char, c_int},
    panic::{AssertUnwindSafe, catch_unwind},
};

use portcullis::Error;

use crate::{PCL_ERROR_ARGUMENT, PCL_ERROR_INPUT, PCL_ERROR_INTERNAL, PCL_OK, last_error, pcl_screener};

/// Why a call fails.
#[derive(Debug)]
pub(crate) struct Problem {
    /// One of the codes of the header.
    pub(crate) code: c_int,
    /// One line.
    pub(crate) message: String,
}

impl Problem {
    /// The calling program is wrong.
    pub(crate) fn argument(message: impl Into<String>) -> Problem {
        Problem {
            code: PCL_ERROR_ARGUMENT,
            message: message.into(),
        }
    }

    fn internal(message: String) -> Problem {
        Problem {
            code: PCL_ERROR_INTERNAL,
            message,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let code = match error {
            Error::Answer(_) => PCL_ERROR_INTERNAL,
            _ => PCL_ERROR_INPUT,
        };
        Problem {
            code,
            message: error.to_string(),
        }
    }
}

/// Runs a call. A panic ends in it, since C has no way to go on with one, and is an error as any other.
pub(crate) fn checked(call: impl FnOnce() -> Result<(), Problem>) -> c_int {
    // A screener is whole after a panic: what one leaves behind in its buffers is not used again.
    let done = catch_unwind(AssertUnwindSafe(call));
    let problem = match done {
        Ok(Ok(())) => return PCL_OK,
        Ok(Err(problem)) => problem,
        Err(panic) => Problem::internal(format!("Portcullis panicked: {}", message_of(&*panic))),
    };
    last_error::set(&problem.message);
    problem.code
}

pub(crate) fn message_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// The place where a result goes, with what stands there where there is none.
///
/// # Safety
/// `out` is NULL or may be written.
#[allow(unsafe_code)]
pub(crate) unsafe fn give<'a, T>(out: *mut T, nothing: T, name: &str) -> Result<&'a mut T, Problem> {
    if out.is_null() {
        return Err(Problem::argument(format!("`{name}` is NULL")));
    }
    // SAFETY: it is not NULL, so that it may be written; written first, because it may not be set.
    unsafe {
        out.write(nothing);
        Ok(&mut *out)
    }
}

/// An open screener.
///
/// # Safety
/// `screener` is NULL or open.
#[allow(unsafe_code)]
pub(crate) unsafe fn screener_of<'a>(screener: *mut pcl_screener) -> Result<&'a pcl_screener, Problem> {
    // SAFETY: it is NULL or open, and shared: a screener may be used by many threads.
    unsafe { screener.as_ref() }.ok_or_else(|| Problem::argument("the screener is NULL"))
}

/// A text that ends with NUL.
///
/// # Safety
/// `text` is NULL or ends with NUL.
#[allow(unsafe_code)]
pub(crate) unsafe fn text_of<'a>(text: *const c_char, name: &str) -> Result<&'a [u8], Problem> {
    if text.is_null() {
        return Err(Problem::argument(format!("`{name}` is NULL")));
    }
    // SAFETY: it is not NULL, so that it ends with NUL.
    utf8(unsafe { CStr::from_ptr(text) }.to_bytes(), name)
}

/// A text of so many bytes.
///
/// # Safety
/// `text` is NULL or `len` bytes long.
#[allow(unsafe_code)]
pub(crate) unsafe fn bytes_of<'a>(text: *const c_char, len: usize, name: &str) -> Result<&'a [u8], Problem> {
    if text.is_null() {
        return Err(Problem::argument(format!("`{name}` is NULL")));
    }
    if isize::try_from(len).is_err() {
        return Err(Problem::argument(format!(
            "`len` of `{name}` is too large: {len}"
        )));
    }
    // SAFETY: it is not NULL, so that it is `len` bytes long, and no object of memory is longer.
    utf8(
        unsafe { std::slice::from_raw_parts(text.cast::<u8>(), len) },
        name,
    )
}

fn utf8<'a>(bytes: &'a [u8], name: &str) -> Result<&'a [u8], Problem> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Problem::argument(format!("`{name}` is not UTF-8: {error}"))),
    }
}

/// An answer for C to keep.
pub(crate) fn into_c(answer: String) -> Result<*mut c_char, Problem> {
    // JSON writes a NUL as `\u0000`.
    CString::new(answer)
        .map(CString::into_raw)
        .map_err(|error| Problem::internal(error.to_string()))
}
