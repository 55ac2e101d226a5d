//! Where hits come from: the one seam between the driver and the lists.

use std::sync::Arc;

use portcullis_exemptions::{HitOf, Rulebook};
use portcullis_index::{Index, RecordError};
use portcullis_matcher::{Findings, Matcher, Scratch};
use portcullis_model::{Date, Designation, Former, Hit, Payment, PlaceCode};
use rustc_hash::FxHashMap;

use crate::{
    config::Policy,
    output::{Prepared, SameParty},
};

/// What publishers say of designations that were hit.
pub(crate) trait Records: Sync {
    /// Everything that is said of a designation.
    ///
    /// # Errors
    /// The record cannot be read: the index is damaged, and was opened without checking.
    fn designation(&self, ordinal: u32) -> Result<Designation, RecordError>;

    /// The ordinal of a designation, by its id.
    fn ordinal_of(&self, id: &str) -> Option<u32>;

    /// Whether a listed name bears a word, as it is folded.
    fn bears(&self, word: &str) -> bool;
}

/// Finds designations in payments. The driver is generic over it, so that its tests can hand it hits, slowness and
/// panics that no list would give; programs always run it over [`Lists`].
pub(crate) trait HitSource: Records {
    /// Buffers of one worker.
    type Scratch: Send;

    /// Fresh buffers.
    fn scratch(&self) -> Self::Scratch;

    /// Puts what is found in a payment into `findings`, strongest first: by the names and identifiers that the lists had on
    /// the day it is judged as of.
    fn find(&self, as_of: Date, payment: &Payment<'_>, scratch: &mut Self::Scratch, findings: &mut Findings);
}

/// The lists of an index.
pub(crate) struct Lists {
    pub(crate) index: Arc<Index>,
    pub(crate) matcher: Matcher,
    /// The programs that bind by each place: no list says them.
    place_programs: FxHashMap<PlaceCode, Vec<String>>,
}

impl Lists {
    /// The lists of an index, and the places by which any of some rules bind.
    pub(crate) fn new(index: Arc<Index>, policy: &Policy, rules: &[&Rulebook]) -> Lists {
        let is_asked = |place| rules.iter().any(|rules| rules.binds_by(place));
        let matcher = Matcher::new(Arc::clone(&index), policy.matching).with_places(&is_asked);
        let mut place_programs: FxHashMap<PlaceCode, Vec<String>> = FxHashMap::default();
        for place in (0..PlaceCode::COUNT).filter_map(PlaceCode::nth) {
            for program in rules.iter().flat_map(|rules| rules.programs_of_place(place)) {
                let programs = place_programs.entry(place).or_default();
                if !programs.contains(&program.id) {
                    programs.push(program.id.clone());
                }
            }
        }
        Lists {
            index,
            matcher,
            place_programs,
        }
    }
}

impl Records for Lists {
    fn designation(&self, ordinal: u32) -> Result<Designation, RecordError> {
        let mut designation = Designation::clone(&*self.index.designation_again(ordinal)?);
        let programs = self
            .index
            .place_at(ordinal)
            .and_then(|place| self.place_programs.get(&place));
        if let Some(programs) = programs {
            designation.programs.clone_from(programs);
        }
        Ok(designation)
    }

    fn ordinal_of(&self, id: &str) -> Option<u32> {
        self.index.find(id)
    }

    fn bears(&self, word: &str) -> bool {
        self.index.token(word).is_some()
    }
}

impl HitSource for Lists {
    type Scratch = Scratch;

    fn scratch(&self) -> Scratch {
        self.matcher.scratch()
    }

    fn find(&self, as_of: Date, payment: &Payment<'_>, scratch: &mut Scratch, findings: &mut Findings) {
        self.matcher.screen_payment_on(as_of, payment, scratch, findings);
    }
}

/// A designation that was hit, with what alerts say of it.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) ordinal: u32,
    pub(crate) designation: Designation,
    pub(crate) record: Prepared<'static, Designation>,
    /// What other authorities list the same party as; `None` when none does.
    pub(crate) same_party: Option<Prepared<'static, Vec<SameParty<'static>>>>,
    /// The same for every designation of one listed party: the smallest of their ids.
    pub(crate) party_id: String,
}

/// Hits with the designations that they hit, as the rules for exemptions take them.
pub(crate) fn hits_of<'a>(hits: &'a [Hit], listed: &'a [Arc<Listed>]) -> Vec<HitOf<'a>> {
    let pairs = hits.iter().zip(listed);
    pairs
        .map(|(hit, listed)| HitOf {
            hit,
            designation: &listed.designation,
        })
        .collect()
}

/// Designations that were decoded lately: batches hit the same few again and again.
#[derive(Debug, Default)]
pub(crate) struct ListedCache {
    listed: FxHashMap<u32, RecordsOf>,
}

/// The records of a designation.
#[derive(Debug)]
struct RecordsOf {
    /// The former ones, the oldest first, each with the first day on which the next one held.
    former: Vec<(Date, Arc<Listed>)>,
    newest: Arc<Listed>,
}

impl RecordsOf {
    fn on(&self, day: Date) -> &Arc<Listed> {
        let former = self.former.iter().find(|(until, _)| day < *until);
        former.map_or(&self.newest, |(_, listed)| listed)
    }
}

/// Designations that a worker keeps decoded, some ten megabytes at most.
const CACHED_MAX: usize = 1024;

impl ListedCache {
    /// A designation as its list had it on a day, decoded.
    ///
    /// # Errors
    /// See [`Records::designation`].
    pub(crate) fn get(
        &mut self,
        records: &dyn Records,
        ordinal: u32,
        day: Date,
    ) -> Result<Arc<Listed>, RecordError> {
        if let Some(known) = self.listed.get(&ordinal) {
            return Ok(Arc::clone(known.on(day)));
        }
        let mut newest = records.designation(ordinal)?;
        let former = std::mem::take(&mut newest.former);
        // Who else it is was told from the newest record.
        let same_as = newest.same_as.clone();
        let of = RecordsOf {
            newest: listed(records, ordinal, newest)?,
            former: former
                .into_iter()
                .map(|Former { until, mut record }| {
                    record.same_as.clone_from(&same_as);
                    Ok((until, listed(records, ordinal, record)?))
                })
                .collect::<Result<_, RecordError>>()?,
        };
        let wanted = Arc::clone(of.on(day));
        if self.listed.len() >= CACHED_MAX {
            self.listed.clear();
        }
        self.listed.insert(ordinal, of);
        Ok(wanted)
    }
}

/// One record of a designation, with what alerts say of it.
fn listed(
    records: &dyn Records,
    ordinal: u32,
    mut designation: Designation,
) -> Result<Arc<Listed>, RecordError> {
    // The printed record is for `lists show`; an alert repeats what was understood of it.
    designation.source_record = String::new();
    Ok(Arc::new(Listed {
        ordinal,
        same_party: same_party(records, &designation)?,
        party_id: party_id(records, &designation)?,
        record: Prepared::new(&designation)?,
        designation,
    }))
}

fn same_party(
    records: &dyn Records,
    designation: &Designation,
) -> Result<Option<Prepared<'static, Vec<SameParty<'static>>>>, RecordError> {
    let others: Vec<Designation> = designation
        .same_as
        .iter()
        .filter_map(|id| records.ordinal_of(id))
        .map(|ordinal| records.designation(ordinal))
        .collect::<Result<_, _>>()?;
    if others.is_empty() {
        return Ok(None);
    }
    let same: Vec<SameParty<'_>> = others.iter().map(SameParty::of).collect();
    Ok(Some(Prepared::of_type(&same)?))
}

/// Links between designations that are followed; a party is on no more lists than this.
const LINKED_MAX: usize = 64;

/// The smallest id of a designation and of all that are linked to it, be it through others.
fn party_id(records: &dyn Records, designation: &Designation) -> Result<String, RecordError> {
    let mut linked: Vec<String> = vec![designation.id.clone()];
    linked.extend(designation.same_as.iter().cloned());
    let mut at = 1;
    while at < linked.len().min(LINKED_MAX) {
        if let Some(ordinal) = records.ordinal_of(&linked[at]) {
            for id in records.designation(ordinal)?.same_as {
                if !linked.contains(&id) {
                    linked.push(id);
                }
            }
        }
        at += 1;
    }
    Ok(linked.into_iter().min().unwrap_or_default())
}
