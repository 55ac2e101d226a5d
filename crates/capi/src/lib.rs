#![doc = include_str!("../README.md")]

#[cfg(feature = "arrow")]
mod arrow;
mod call;
mod last_error;
#[cfg(test)]
mod tests;

use std::ffi::{CStr, c_char, c_int};

use portcullis::{Builder, Screener};

use crate::call::{Problem, bytes_of, checked, give, screener_of, text_of};

/// Done.
pub const PCL_OK: c_int = 0;
/// An argument is NULL, or a text is not UTF-8: the calling program is wrong.
pub const PCL_ERROR_ARGUMENT: c_int = 2;
/// Options, a payment, a name, the index or a rule file cannot be used; nothing is decided.
pub const PCL_ERROR_INPUT: c_int = 3;
/// An error of Portcullis itself; nothing is decided.
pub const PCL_ERROR_INTERNAL: c_int = 4;
/// This library was built without what is asked for.
pub const PCL_ERROR_UNSUPPORTED: c_int = 5;

/// Lists and rules, ready to screen. Any number of threads may use one at once.
#[allow(non_camel_case_types)] // as C names it
pub struct pcl_screener(Screener);

/// A stream of the Arrow C data interface.
#[repr(C)]
pub struct ArrowArrayStream {
    _members: [*mut std::ffi::c_void; 5],
}

/// Opens lists and rules. `options_json` is an object in UTF-8 that ends with NUL:
/// {"index":"lists.pcx","rules":"data","sensitivity":"balanced"}; all but `index` may be left out.
/// `*out` is a screener to be closed by pcl_close, or NULL where this fails.
///
/// # Safety
/// `options_json` is NULL or a text that ends with NUL; `out` is NULL or may be written.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_open(options_json: *const c_char, out: *mut *mut pcl_screener) -> c_int {
    checked(|| {
        // SAFETY: the caller's word, above.
        let out = unsafe { give(out, std::ptr::null_mut(), "out") }?;
        // SAFETY: the caller's word, above.
        let options = unsafe { text_of(options_json, "options_json") }?;
        let screener = Builder::from_json(options)?.build()?;
        *out = Box::into_raw(Box::new(pcl_screener(screener)));
        Ok(())
    })
}

/// Decides a payment. `payment` is an object as `portcullis payments show` prints them, `len` bytes of UTF-8.
/// `*out` is {"decision":{...},"hits":[...],"discounted":[...]}, ends with NUL and is to be freed by pcl_free; it is NULL where
/// this fails.
///
/// # Safety
/// `screener` is NULL or open; `payment` is NULL or `len` bytes long; `out` is NULL or may be written.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_screen_json(
    screener: *mut pcl_screener,
    payment: *const c_char,
    len: usize,
    out: *mut *mut c_char,
) -> c_int {
    checked(|| {
        // SAFETY: the caller's word, above.
        let out = unsafe { give(out, std::ptr::null_mut(), "out") }?;
        // SAFETY: the caller's word, above.
        let (screener, payment) = unsafe { (screener_of(screener)?, bytes_of(payment, len, "payment")?) };
        *out = call::into_c(screener.0.screen_json(payment)?)?;
        Ok(())
    })
}

/// Checks a name, or identifiers, outside a payment. `query` is {"name","schema","birth_date","country","gender","ids":[...]},
/// `len` bytes of UTF-8; all but a name or an identifier may be left out.
/// `*out` is {"query","threshold","hits":[...],"discounted":[...]}, ends with NUL and is to be freed by pcl_free; it is NULL
/// where this fails.
///
/// # Safety
/// `screener` is NULL or open; `query` is NULL or `len` bytes long; `out` is NULL or may be written.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_check_json(
    screener: *mut pcl_screener,
    query: *const c_char,
    len: usize,
    out: *mut *mut c_char,
) -> c_int {
    checked(|| {
        // SAFETY: the caller's word, above.
        let out = unsafe { give(out, std::ptr::null_mut(), "out") }?;
        // SAFETY: the caller's word, above.
        let (screener, query) = unsafe { (screener_of(screener)?, bytes_of(query, len, "query")?) };
        *out = call::into_c(screener.0.check_json(query)?)?;
        Ok(())
    })
}

/// Decides the payments of a stream of Arrow record batches, whose columns are those of a payments file. `in` is taken over, also
/// where this fails later than for NULL. `*out` is a stream of decisions, a row for each row, to be released by who reads it;
/// it reads `in` as it is read, and may be read after the screener is closed. What is wrong with a later batch is an error of
/// the stream. PCL_ERROR_UNSUPPORTED where the library was built without Arrow; `in` and `out` are then left as they are.
///
/// # Safety
/// `screener` is NULL or open; `in` is NULL or a stream; `out` is NULL or may be written.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_screen_arrow(
    screener: *mut pcl_screener,
    r#in: *mut ArrowArrayStream,
    out: *mut ArrowArrayStream,
) -> c_int {
    checked(|| {
        // SAFETY: the caller's word, above.
        let screener = unsafe { screener_of(screener) }?;
        if r#in.is_null() || out.is_null() {
            return Err(Problem::argument("`in` or `out` is NULL"));
        }
        // SAFETY: neither is NULL, so that they are a stream and a place for one.
        #[cfg(feature = "arrow")]
        return unsafe { arrow::screen(&screener.0, r#in.cast(), out.cast()) };
        #[cfg(not(feature = "arrow"))]
        {
            let _ = screener;
            Err(Problem {
                code: PCL_ERROR_UNSUPPORTED,
                message: "this library was built without Arrow: build it with `--features arrow`, or screen payments one by one \
                          with pcl_screen_json"
                    .to_owned(),
            })
        }
    })
}

/// Opens the index and the rules again, from where they were. Calls that are under way end on the old ones. Where this fails,
/// the screener goes on with what it has.
///
/// # Safety
/// `screener` is NULL or open.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_reload(screener: *mut pcl_screener) -> c_int {
    checked(|| {
        // SAFETY: the caller's word, above.
        let screener = unsafe { screener_of(screener) }?;
        Ok(screener.0.reload()?)
    })
}

/// Closes a screener, which nobody may use any more: no call on it may be under way. NULL is let be.
///
/// # Safety
/// `screener` is NULL or open, and was given by pcl_open.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_close(screener: *mut pcl_screener) {
    checked(|| {
        if !screener.is_null() {
            // SAFETY: pcl_open made it of a box, and the caller closes it once.
            drop(unsafe { Box::from_raw(screener) });
        }
        Ok(())
    });
}

/// Frees an answer. NULL is let be.
///
/// # Safety
/// `answer` is NULL or was given by pcl_screen_json or pcl_check_json, and is freed once.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
pub unsafe extern "C" fn pcl_free(answer: *mut c_char) {
    if !answer.is_null() {
        // SAFETY: `into_c` made it of a CString, nobody changed its length, and the caller frees it once.
        drop(unsafe { std::ffi::CString::from_raw(answer) });
    }
}

/// What went wrong in the last call of this thread that did not return PCL_OK, in UTF-8; empty where none did. It stands until
/// the next call of this thread that fails, and must not be freed.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // of the attribute: the name must be free in the whole program
pub extern "C" fn pcl_last_error() -> *const c_char {
    last_error::get()
}

/// The version of the library: "0.1.0".
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // of the attribute: the name must be free in the whole program
pub extern "C" fn pcl_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => panic!("a version holds no NUL"),
        };
    VERSION.as_ptr()
}
