//! A hit with the designation that it hit.

use portcullis_model::{Designation, Hit};

/// A hit together with the designation that it hit.
#[derive(Debug, Clone, Copy)]
pub struct HitOf<'a> {
    /// The hit.
    pub hit: &'a Hit,
    /// The designation with the hit's ordinal.
    pub designation: &'a Designation,
}

/// Published text on one line: reasons are cells of a CSV and lines for people.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
