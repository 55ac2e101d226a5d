//! Where hits come from: the one seam between the driver and the lists.

use std::sync::Arc;

use portcullis_index::{Index, RecordError};
use portcullis_matcher::{Matcher, Scratch, Touch, TouchScratch};
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

    /// In a delta run, appends the hits that the payment had before. To be asked before [`Finder::find`].
    fn find_before(
        &self,
        _payment: &Payment<'_>,
        _scratch: &mut Self::Scratch,
        _hits: &mut Vec<Hit>,
    ) -> Before {
        Before::NoDelta
    }

    /// What the publisher said before of a designation that was hit before.
    ///
    /// # Errors
    /// As [`Finder::designation`].
    fn designation_before(&self, ordinal: u32) -> Result<Designation, RecordError> {
        self.designation(ordinal)
    }
}

/// What [`Finder::find_before`] can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// There is nothing to compare with: this is no delta run.
    NoDelta,
    /// The change of the lists does not touch the payment: its hits are what they were. They were not looked for.
    Untouched,
    /// The hits before were looked for; those now are to be.
    Found,
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

/// The lists of a delta run: those of an index and those of the index before it.
pub(crate) struct DeltaLists<'a> {
    pub(crate) new: &'a Lists,
    pub(crate) old: Lists,
    /// What keeps most payments from being screened twice. `None`: all are (`--exhaustive`).
    pub(crate) touch: Option<Touch>,
}

/// Working memory for both sides.
pub(crate) struct DeltaScratch {
    new: Scratch,
    old: Scratch,
    touch: Option<TouchScratch>,
}

impl Finder for DeltaLists<'_> {
    type Scratch = DeltaScratch;

    fn scratch(&self) -> DeltaScratch {
        DeltaScratch {
            new: self.new.scratch(),
            old: self.old.scratch(),
            touch: self.touch.as_ref().map(Touch::scratch),
        }
    }

    fn find(&self, payment: &Payment<'_>, scratch: &mut DeltaScratch, hits: &mut Vec<Hit>) {
        self.new.find(payment, &mut scratch.new, hits);
    }

    fn designation(&self, ordinal: u32) -> Result<Designation, RecordError> {
        self.new.designation(ordinal)
    }

    fn find_before(&self, payment: &Payment<'_>, scratch: &mut DeltaScratch, hits: &mut Vec<Hit>) -> Before {
        let DeltaScratch { new, old, touch } = scratch;
        if let (Some(by), Some(touch)) = (&self.touch, touch)
            && !by.touches(payment, old, new, touch)
        {
            return Before::Untouched;
        }
        self.old.find(payment, old, hits);
        Before::Found
    }

    fn designation_before(&self, ordinal: u32) -> Result<Designation, RecordError> {
        self.old.designation(ordinal)
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
    /// A designation, decoded; `designation` reads it.
    ///
    /// # Errors
    /// See [`Finder::designation`].
    pub(crate) fn get(
        &mut self,
        ordinal: u32,
        designation: impl FnOnce(u32) -> Result<Designation, RecordError>,
    ) -> Result<Arc<Listed>, RecordError> {
        if let Some(listed) = self.listed.get(&ordinal) {
            return Ok(Arc::clone(listed));
        }
        let mut designation = designation(ordinal)?;
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
