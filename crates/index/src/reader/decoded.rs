//! Records that were decoded lately: a batch hits the same few again and again, and to decode one takes longer than to find it.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use portcullis_model::Designation;
use rustc_hash::FxHashMap;

use super::Index;
use crate::RecordError;

/// How many are kept, some five megabytes at most.
const KEPT_MAX: usize = 2_048;

/// Designations by ordinal. Nobody waits: who finds it in use decodes the record by itself.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    known: Mutex<FxHashMap<u32, Arc<Designation>>>,
}

impl Decoded {
    fn unless_in_use(&self) -> Option<MutexGuard<'_, FxHashMap<u32, Arc<Designation>>>> {
        match self.known.try_lock() {
            Ok(known) => Some(known),
            // What a panic left is whole: a record is added in one step.
            Err(TryLockError::Poisoned(known)) => Some(known.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

impl Index {
    /// What [`Index::designation`] decodes, without the record as it was printed, remembered for who asks for it again, from
    /// whatever thread.
    ///
    /// # Errors
    /// As [`Index::designation`].
    pub fn designation_again(&self, ordinal: u32) -> Result<Arc<Designation>, RecordError> {
        let known = self
            .decoded
            .unless_in_use()
            .and_then(|known| known.get(&ordinal).cloned());
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
        if let Some(mut known) = self.decoded.unless_in_use() {
            if known.len() >= KEPT_MAX {
                known.clear();
            }
            known.insert(ordinal, Arc::clone(&designation));
        }
        Ok(designation)
    }
}
