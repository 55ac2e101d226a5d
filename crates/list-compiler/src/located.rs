//! A designation while it is put together.

use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Address, Designation, Name, NameKind};

/// A designation and where it stands, so that an error about it can say so.
#[derive(Debug)]
pub(crate) struct Located {
    /// What was read.
    pub designation: Designation,
    /// The file.
    pub path: Arc<Path>,
    /// One-based line.
    pub line: u64,
}

/// Adds a name unless it is empty or already there; the first kind a text is met with is kept.
pub(crate) fn add_name(designation: &mut Designation, text: &str, kind: NameKind) {
    let text = text.trim();
    if !text.is_empty() && !designation.names.iter().any(|name| name.text == text) {
        designation.names.push(Name::new(text, kind));
    }
}

/// Adds an address unless it says nothing or is already there.
pub(crate) fn add_address(designation: &mut Designation, address: Address) {
    if !(address.text.is_empty() && address.country_name.is_empty()) {
        add_once(&mut designation.addresses, address);
    }
}

/// Adds a value unless it is already there.
pub(crate) fn add_once<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}
