//! Files of the checkout that inputs begin with.

use std::path::{Path, PathBuf};

/// A file or folder of the checkout.
pub fn checkout(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

/// The first so many bytes of a file of the checkout, to the end of a line.
pub fn beginning(path: &str, bytes: usize) -> Vec<u8> {
    let file = checkout(path);
    let mut text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    if text.len() > bytes {
        text.truncate(bytes);
        let line_end = text.iter().rposition(|&byte| byte == b'\n');
        text.truncate(line_end.map_or(bytes, |at| at + 1));
    }
    text
}
