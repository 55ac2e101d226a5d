//! Designations that a thread decoded lately: a batch hits the same few again and again, and to decode one takes longer than
//! to find it.

use portcullis_index::Index;
use portcullis_model::Designation;
use rustc_hash::FxHashMap;

/// How many are kept, some megabytes at most.
const KEPT_MAX: usize = 256;

/// Designations by ordinal; `None` for a record that cannot be read.
#[derive(Default)]
pub(crate) struct Decoded {
    known: FxHashMap<u32, Option<Designation>>,
}

impl Decoded {
    /// What is said of a designation; `None` when its record cannot be read.
    pub fn get(&mut self, index: &Index, ordinal: u32) -> Option<&Designation> {
        if self.known.len() >= KEPT_MAX && !self.known.contains_key(&ordinal) {
            self.known.clear();
        }
        let known = self.known.entry(ordinal);
        known.or_insert_with(|| index.designation(ordinal).ok()).as_ref()
    }
}
