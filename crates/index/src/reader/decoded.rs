//! Records that were decoded lately: a batch hits the same few again and again, and to decode one takes longer than to find it.

use std::sync::{Arc, Mutex};

use portcullis_model::Designation;
use portcullis_sys::threads::unless_in_use;
use rustc_hash::FxHashMap;

use super::Index;
use crate::RecordError;

/// How many are kept, some five megabytes at most.
const KEPT_MAX: usize = 2_048;

/// Designations by ordinal. Nobody waits: who finds it in use decodes the record by itself.
pub(super) type Decoded = Mutex<FxHashMap<u32, Arc<Designation>>>;

impl Index {
    /// What [`Index::designation`] decodes, without the record as it was printed, remembered for who asks for it again, from
    /// whatever thread.
    ///
    /// # Errors
    /// As [`Index::designation`].
    pub fn designation_again(&self, ordinal: u32) -> Result<Arc<Designation>, RecordError> {
        let known = unless_in_use(&self.decoded).and_then(|known| known.get(&ordinal).cloned());
        if let Some(known) = known {
            return Ok(known);
        }
        let mut designation = self.designation(ordinal)?;
        // Half of what it takes, and for people to read.
        designation.source_record = String::new();
        for former in &mut designation.former {
            former.record.source_record = String::new();
        }
        let designation = Arc::new(designation);
        if let Some(mut known) = unless_in_use(&self.decoded) {
            if known.len() >= KEPT_MAX {
                known.clear();
            }
            known.insert(ordinal, Arc::clone(&designation));
        }
        Ok(designation)
    }
}
