//! What went wrong last, for each thread.

use std::{
    cell::RefCell,
    ffi::{CStr, CString, c_char},
};

thread_local! {
    static LAST: RefCell<CString> = RefCell::default();
}

/// Notes what went wrong.
pub(crate) fn set(message: &str) {
    let text = CString::new(message.replace('\0', "?")).unwrap_or_default();
    // A thread that is ending has nobody to tell.
    let _ = LAST.try_with(|last| last.replace(text));
}

/// What went wrong last in this thread; empty where nothing did.
pub(crate) fn get() -> *const c_char {
    const NOTHING: &CStr = c"";
    LAST.try_with(|last| last.borrow().as_ptr())
        .unwrap_or(NOTHING.as_ptr())
}
