//! One list over its snapshots: who stood on it when, and what it said of them.
//!
//! Snapshots are added by day. Each shows who stood on the list on that day, and nothing shows what happened between two of
//! them:
//!
//! - **Validity is a list of intervals.** Whoever a snapshot lacks has left by its day, and is back on the day of the snapshot
//!   that has it again. A listing date that its publisher states counts instead, where it lies between the two. Whoever the
//!   first snapshot has was listed before anything is known; whoever a later one adds, and of whom no listing date is
//!   stated, was listed on its day.
//! - **A record holds until a snapshot says something else.** The newest is the designation; each older one that said
//!   something else is a [`Former`] of it, with the day on which the next one held. Records that are equal are held once,
//!   so that three hundred snapshots take little more room than one.
//! - **Two snapshots of one day**: the later counts, and what only the earlier says held on no day.
//! - **Where only a month is known**, a record is taken to hold from the first of its days and the one before it until the
//!   last: on the days between both hold, as one record.
//!
//! What is found of a designation with former records depends on the day. The index files its names and identifiers in all
//! records; names that not all of them have are marked, so that they hide no other name of it; and the matcher leaves out,
//! of hits alone, what the record of the day is without. An index of one day has no such designation and pays nothing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use portcullis_model::{Date, Designation, Former, Interval};

use crate::CompileError;
use crate::known_rows::KnownRows;
use crate::located::Located;
use crate::report::SourceReport;
use crate::snapshot::Day;
use crate::unite::unite;

/// A list over its snapshots.
#[derive(Default)]
pub(crate) struct Timeline {
    days: Vec<Day>,
    tracked: Vec<Tracked>,
    by_id: HashMap<String, usize>,
    /// The rows of the newest snapshot, where each is a record by itself.
    pub rows: KnownRows,
}

/// A designation over the snapshots.
struct Tracked {
    /// The newest record.
    located: Located,
    /// The first day on which it held; `None` where nothing older is known.
    since: Option<Date>,
    former: Vec<Former>,
    /// When it was listed: the last interval is open as long as the newest snapshot has it.
    listed: Vec<Interval>,
    /// The last snapshot that has it.
    last_seen: usize,
    /// Its row in the newest snapshot, where it is a record by itself.
    row: Option<Arc<[u8]>>,
}

/// What a snapshot is found to have changed, until it is complete.
#[derive(Default)]
pub(crate) struct Changes {
    added: u64,
    returned: u64,
    changed: u64,
    /// Added ones that state a listing date from before the snapshot that lacks them.
    earlier: u64,
}

impl Timeline {
    /// Begins the snapshot of a day, which is not older than the one before.
    pub fn begin(&mut self, day: Day) -> Changes {
        self.days.push(day);
        Changes::default()
    }

    /// The place of the newest snapshot.
    fn newest(&self) -> usize {
        self.days.len().saturating_sub(1)
    }

    /// Notes that the newest snapshot has the row of a designation as the one before had it; `false` when it had it already.
    pub fn has_row(&mut self, at: usize) -> bool {
        let newest = self.newest();
        match self.tracked.get_mut(at) {
            Some(known) if known.last_seen != newest => {
                known.last_seen = newest;
                true
            }
            _ => false,
        }
    }

    /// Adds a record of the newest snapshot, with its row where that is a record by itself.
    ///
    /// # Errors
    /// The snapshot has two records with one id.
    pub fn add(
        &mut self,
        located: Located,
        row: Option<Arc<[u8]>>,
        changes: &mut Changes,
    ) -> Result<(), CompileError> {
        let newest = self.newest();
        let Some(day) = self.days.last().copied() else {
            return Ok(());
        };
        let at = match self.by_id.entry(located.designation.id.clone()) {
            Entry::Vacant(entry) => {
                let at = self.tracked.len();
                entry.insert(at);
                let since = (newest > 0).then_some(day.from);
                if newest > 0 {
                    changes.added += 1;
                    let listed = located.designation.listed_on;
                    let before = self.days[newest - 1].from;
                    changes.earlier += u64::from(listed.is_some_and(|listed| listed < before));
                }
                self.tracked.push(Tracked::new(located, since, newest));
                at
            }
            Entry::Occupied(entry) => {
                let at = *entry.get();
                let known = &mut self.tracked[at];
                if known.last_seen == newest {
                    return Err(CompileError::Duplicate {
                        id: located.designation.id,
                        first: format!("{}:{}", known.located.path.display(), known.located.line),
                        second: format!("{}:{}", located.path.display(), located.line),
                        todo: "the snapshot holds one record twice; download it again",
                    });
                }
                if known.last_seen + 1 == newest {
                    changes.changed += u64::from(differ(&known.located.designation, &located.designation));
                } else {
                    changes.added += 1;
                    changes.returned += 1;
                    known.return_on(day.from);
                }
                known.last_seen = newest;
                known.says(located, day);
                at
            }
        };
        let known = &mut self.tracked[at];
        self.rows.replace(known.row.take(), row.clone(), at);
        known.row = row;
        Ok(())
    }

    /// Completes the newest snapshot: whoever it lacks has left.
    pub fn end(&mut self, changes: &Changes, report: &mut SourceReport) {
        let newest = self.newest();
        (report.added, report.returned, report.changed) = (changes.added, changes.returned, changes.changed);
        if newest == 0 {
            return;
        }
        let gone = self.days[newest].to;
        let left = self
            .tracked
            .iter_mut()
            .enumerate()
            .filter(|(_, known)| known.last_seen + 1 == newest);
        for (at, known) in left {
            report.removed += 1;
            if let Some(listed) = known.listed.last_mut() {
                listed.until = Some(gone);
            }
            self.rows.replace(known.row.take(), None, at);
        }
        if changes.earlier > 0 {
            report.warn(format!(
                "{}: {} designations are not in the snapshot before although they state an earlier listing date, which counts (measures that came back keep their old dates: say so with a program's phases)",
                report.path.display(),
                changes.earlier
            ));
        }
    }

    /// The designations of the newest snapshot.
    pub fn current(&self) -> impl Iterator<Item = &Designation> {
        let newest = self.newest();
        let current = self.tracked.iter().filter(move |known| known.last_seen == newest);
        current.map(|known| &known.located.designation)
    }

    /// Every designation that stood on the list on some day, with when it did and its former records. `link` ties those of one
    /// snapshot to each other.
    pub fn finish(self, link: impl Fn(&mut [Located])) -> Vec<Located> {
        let newest = self.newest();
        let mut all: Vec<(bool, usize, Located)> = Vec::new();
        for (at, known) in self.tracked.into_iter().enumerate() {
            let is_gone = known.last_seen != newest;
            all.extend(known.finish().map(|located| (is_gone, at, located)));
        }
        // What stands on the newest snapshot is tied as if it had been read alone, and who is gone to whoever ever was there.
        all.sort_by_key(|(is_gone, at, _)| (*is_gone, *at));
        let current = all.iter().filter(|(is_gone, ..)| !is_gone).count();
        let (places, mut located): (Vec<usize>, Vec<Located>) =
            all.into_iter().map(|(_, at, located)| (at, located)).unzip();
        link(&mut located);
        link(&mut located[..current]);
        let mut all: Vec<(usize, Located)> = places.into_iter().zip(located).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter()
            .map(|(_, mut located)| {
                tie_former(&mut located.designation);
                located
            })
            .collect()
    }
}

impl Tracked {
    fn new(located: Located, since: Option<Date>, seen: usize) -> Tracked {
        Tracked {
            located,
            since,
            former: Vec::new(),
            listed: vec![Interval {
                from: since,
                until: None,
            }],
            last_seen: seen,
            row: None,
        }
    }

    /// It is back on a day. Whoever left on that same day was never gone.
    fn return_on(&mut self, day: Date) {
        match self.listed.last_mut() {
            Some(listed) if listed.until == Some(day) => listed.until = None,
            _ => self.listed.push(Interval {
                from: Some(day),
                until: None,
            }),
        }
    }

    /// Takes what the snapshot of a day says of it.
    fn says(&mut self, now: Located, day: Day) {
        if !differ(&self.located.designation, &now.designation) {
            self.located = now;
            return;
        }
        let old = std::mem::replace(&mut self.located, now).designation;
        let mut between = None;
        if day.from < day.to {
            let mut both = self.located.designation.clone();
            unite(&mut both, old.clone());
            between = Some(both);
        }
        if self.since.is_none_or(|since| since < day.from) {
            self.former.push(Former {
                until: day.from,
                record: old,
            });
        }
        self.since = Some(day.to);
        if let Some(record) = between {
            self.former.push(Former {
                until: day.to,
                record,
            });
        } else if let Some(last) = self.former.last()
            && last.until == day.from
            && !differ(&last.record, &self.located.designation)
        {
            // What an earlier snapshot of the day said held on no day.
            self.former.pop();
            self.since = self.former.last().map(|former| former.until);
        }
    }

    /// The designation, unless it was listed on no day.
    fn finish(self) -> Option<Located> {
        let Tracked {
            mut located,
            former,
            mut listed,
            ..
        } = self;
        listed.retain(|interval| !interval.is_empty());
        let oldest = former
            .first()
            .map_or(&located.designation, |former| &former.record);
        let stated_first = oldest.listed_on;
        let newest = &mut located.designation;
        if let [.., before, last] = listed.as_mut_slice()
            && let Some(stated) = newest.listed_on
            && before.until.is_some_and(|until| until <= stated)
            && last.from.is_some_and(|from| stated <= from)
        {
            last.from = Some(stated);
        }
        let first = listed.first_mut()?;
        if let Some(stated) = stated_first
            && first.until.is_none_or(|until| stated < until)
        {
            first.from = Some(stated);
        }
        let since = first.from;
        let last = listed.last_mut()?;
        last.until = match (newest.delisted_on, last.until) {
            (Some(stated), Some(gone)) => Some(stated.min(gone)),
            (stated, gone) => stated.or(gone),
        };
        newest.delisted_on = last.until;
        newest.listed_on = newest.listed_on.or(since);
        if listed.len() > 1 {
            newest.listed_during = listed;
        }
        newest.former = former;
        for Former { record, .. } in &mut newest.former {
            record.listed_during.clone_from(&newest.listed_during);
            record.listed_on = record.listed_on.or(since);
            record.delisted_on = match (record.delisted_on, newest.delisted_on) {
                (Some(stated), Some(gone)) => Some(stated.min(gone)),
                (stated, gone) => stated.or(gone),
            };
        }
        Some(located)
    }
}

/// Whether two records say different things, their own text and who they are tied to aside.
fn differ(before: &Designation, now: &Designation) -> bool {
    let (mut before, mut now) = (before.clone(), now.clone());
    for record in [&mut before, &mut now] {
        record.source_record.clear();
        for relation in &mut record.relations {
            relation.to_id = None;
        }
    }
    before != now
}

/// Former records name others by the ids that the newest record knows.
fn tie_former(designation: &mut Designation) {
    let Designation {
        relations, former, ..
    } = designation;
    let of_former = former.iter_mut().flat_map(|former| &mut former.record.relations);
    for relation in of_former {
        let known = relations
            .iter()
            .find(|known| (known.kind, &known.to) == (relation.kind, &relation.to));
        if let Some(known) = known {
            relation.to_id.clone_from(&known.to_id);
        }
    }
}
