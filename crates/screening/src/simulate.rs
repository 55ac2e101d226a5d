//! A batch decided by the rules as they are and by other rules beside each other: what would change.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portcullis_exemptions::{Assessment, CapLedger, Flow, HitOf, Impact, ImpactReport, Rulebook};
use portcullis_index::Index;
use portcullis_matcher::{Findings, Matcher, Scratch};
use portcullis_model::Designation;
use portcullis_payments::{BatchFile, Chunk};

use crate::config::{CHUNK_BYTES, Policy};
use crate::error::ScreenError;
use crate::hit_source::Lists;

/// Chunks a thread between two turns of spending: what is in memory, and how long the threads wait for the slowest.
const CHUNKS_PER_THREAD: usize = 8;

/// Decides every payment of a batch by the rules as they are and by others, and counts what each of these changes. Names are
/// matched once, however many rulebooks there are. Nothing is written.
pub struct Simulation {
    matcher: Matcher,
    before: Rulebook,
    others: Vec<Other>,
    policy: Policy,
    /// Each way of deciding spends its own allowances.
    caps: CapLedger,
    rejected: u64,
}

/// Other rules, and what they change.
struct Other {
    rules: Rulebook,
    caps: CapLedger,
    impact: Impact,
}

/// A payment under every rulebook, before allowances are spent.
struct Assessed {
    flow: Flow,
    before: Assessment,
    /// In the order of the other rulebooks.
    after: Vec<Assessment>,
}

/// What a chunk of payments comes to, in input order.
#[derive(Default)]
struct AssessedChunk {
    payments: Vec<Assessed>,
    /// Records that could not be read.
    rejected: u64,
}

/// What a thread works with: it remembers names and designations that it met, and batches repeat both.
struct Worker {
    scratch: Scratch,
    listed: HashMap<u32, Arc<Designation>>,
}

impl Simulation {
    /// Compares other rulebooks with one over the lists of an index.
    #[must_use]
    pub fn new(index: Arc<Index>, before: Rulebook, others: Vec<Rulebook>, policy: Policy) -> Simulation {
        let all: Vec<&Rulebook> = std::iter::once(&before).chain(&others).collect();
        Simulation {
            matcher: Lists::new(index, &policy, &all).matcher,
            before,
            others: others
                .into_iter()
                .map(|rules| Other {
                    rules,
                    caps: CapLedger::new(),
                    impact: Impact::new(),
                })
                .collect(),
            policy,
            caps: CapLedger::new(),
            rejected: 0,
        }
    }

    /// Decides the payments of a file. They are assessed on all processors and settled in input order, so the result is
    /// the same on any machine.
    ///
    /// # Errors
    /// A designation that was hit cannot be read: the index is damaged, and was opened without its checksum. Or the file
    /// shrank while it was read.
    pub fn read(&mut self, file: &BatchFile) -> Result<(), ScreenError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut workers: Vec<Worker> = (0..threads)
            .map(|_| Worker {
                scratch: self.matcher.scratch(),
                listed: HashMap::new(),
            })
            .collect();
        let chunks: Vec<Chunk> = file.chunks(CHUNK_BYTES).collect();
        for turn in chunks.chunks(threads * CHUNKS_PER_THREAD) {
            for chunk in self.assess_all(file, turn, &mut workers)? {
                self.rejected += chunk.rejected;
                for Assessed { flow, before, after } in chunk.payments {
                    let before = self.before.settle(before, &mut self.caps);
                    for (other, after) in self.others.iter_mut().zip(after) {
                        let after = other.rules.settle(after, &mut other.caps);
                        other.impact.record(&flow, &before, &after);
                    }
                }
            }
        }
        Ok(file.check_whole()?)
    }

    /// Records that could not be read, and are in no figure of the report.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// What each of the other rulebooks changes so far, with at most `top` rows of corridors, remedies and parties each.
    #[must_use]
    pub fn reports(&self, top: usize) -> Vec<ImpactReport> {
        let others = self.others.iter();
        others.map(|other| other.impact.report(top)).collect()
    }

    /// Assesses chunks, a thread a worker; the results are in the order of the chunks.
    fn assess_all(
        &self,
        file: &BatchFile,
        chunks: &[Chunk],
        workers: &mut [Worker],
    ) -> Result<Vec<AssessedChunk>, ScreenError> {
        let next = AtomicUsize::new(0);
        let work = |worker: &mut Worker| {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(chunk) = chunks.get(at) else {
                    return Ok(done);
                };
                done.push((at, self.assess(file, *chunk, worker)?));
            }
        };
        let mut done: Vec<(usize, AssessedChunk)> = std::thread::scope(|scope| {
            let threads: Vec<_> = workers
                .iter_mut()
                .map(|worker| scope.spawn(|| work(worker)))
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect::<Result<Vec<Vec<_>>, ScreenError>>()
        })?
        .into_iter()
        .flatten()
        .collect();
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, chunk)| chunk).collect())
    }

    /// Assesses the payments of a chunk under every rulebook.
    fn assess(
        &self,
        file: &BatchFile,
        chunk: Chunk,
        worker: &mut Worker,
    ) -> Result<AssessedChunk, ScreenError> {
        let mut assessed = AssessedChunk::default();
        let mut found = Findings::default();
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            let Ok(payment) = record else {
                assessed.rejected += 1;
                continue;
            };
            let as_of = self.policy.as_of(payment.value_date);
            self.matcher
                .screen_payment_on(as_of, payment, &mut worker.scratch, &mut found);
            let designations = found
                .hits
                .iter()
                .map(|hit| self.designation(hit.designation, &mut worker.listed))
                .collect::<Result<Vec<_>, _>>()?;
            let hits: Vec<HitOf<'_>> = found
                .hits
                .iter()
                .zip(&designations)
                .map(|(hit, designation)| HitOf {
                    hit,
                    designation: designation.record_on(as_of),
                })
                .collect();
            assessed.payments.push(Assessed {
                flow: self.before.flow(payment, as_of),
                before: self.before.assess(payment, as_of, &hits),
                after: self
                    .others
                    .iter()
                    .map(|other| other.rules.assess(payment, as_of, &hits))
                    .collect(),
            });
        }
        Ok(assessed)
    }

    /// A designation that was hit, decoded once a worker.
    fn designation(
        &self,
        ordinal: u32,
        listed: &mut HashMap<u32, Arc<Designation>>,
    ) -> Result<Arc<Designation>, ScreenError> {
        match listed.entry(ordinal) {
            Entry::Occupied(known) => Ok(Arc::clone(known.get())),
            Entry::Vacant(new) => {
                let index = self.matcher.index();
                let designation = index
                    .designation(ordinal)
                    .map_err(|error| ScreenError::DamagedRecord {
                        reason: format!("{}: {error}", index.designation_id(ordinal)),
                    })?;
                Ok(Arc::clone(new.insert(Arc::new(designation))))
            }
        }
    }
}
