//! Where hits come from: the one seam between the driver and the lists.

use std::sync::Arc;

use portcullis_index::{Index, RecordError};
use portcullis_matcher::{Matcher, Scratch};
use portcullis_model::{Designation, Hit, Payment};
use rustc_hash::FxHashMap;

/// Finds designations in payments. The driver is generic over it, so that its tests can hand it hits, slowness and
/// panics that no list would give; programs always run it over [`Lists`].
pub(crate) trait Finder: Sync {
    /// Buffers of one worker.
    type Scratch: Send;

    /// Fresh buffers.
    fn scratch(&self) -> Self::Scratch;

    /// Appends the hits of a payment, strongest first.
    fn find(&self, payment: &Payment<'_>, scratch: &mut Self::Scratch, hits: &mut Vec<Hit>);

    /// What the publisher says of a designation that was hit.
    ///
    /// # Errors
    /// The record cannot be read: the index is damaged, and was opened without checking.
    fn designation(&self, ordinal: u32) -> Result<Designation, RecordError>;
}

/// The lists of an index.
pub(crate) struct Lists {
    pub(crate) index: Arc<Index>,
    pub(crate) matcher: Matcher,
}

impl Finder for Lists {
    type Scratch = Scratch;

    fn scratch(&self) -> Scratch {
        self.matcher.scratch()
    }

    fn find(&self, payment: &Payment<'_>, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        self.matcher.screen_payment(payment, scratch, hits);
    }

    fn designation(&self, ordinal: u32) -> Result<Designation, RecordError> {
        self.index.designation(ordinal)
    }
}

/// A designation that was hit, with its JSON for alerts.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) ordinal: u32,
    pub(crate) designation: Designation,
    pub(crate) json: String,
}

/// Designations that were decoded lately: batches hit the same few again and again.
#[derive(Debug, Default)]
pub(crate) struct ListedCache {
    listed: FxHashMap<u32, Arc<Listed>>,
}

/// Designations that a worker keeps decoded, some ten megabytes at most.
const CACHED_MAX: usize = 1024;

impl ListedCache {
    /// A designation, decoded.
    ///
    /// # Errors
    /// See [`Finder::designation`].
    pub(crate) fn get<F: Finder>(&mut self, finder: &F, ordinal: u32) -> Result<Arc<Listed>, RecordError> {
        if let Some(listed) = self.listed.get(&ordinal) {
            return Ok(Arc::clone(listed));
        }
        let mut designation = finder.designation(ordinal)?;
        // The printed record is for `lists show`; an alert repeats what was understood of it.
        designation.source_record = String::new();
        let json = serde_json::to_string(&designation)?;
        let listed = Arc::new(Listed {
            ordinal,
            designation,
            json,
        });
        if self.listed.len() >= CACHED_MAX {
            self.listed.clear();
        }
        self.listed.insert(ordinal, Arc::clone(&listed));
        Ok(listed)
    }
}
