//! The batch driver: one reader, as many workers as asked for, one ordered writer.
//!
//! ```text
//!  reader ──jobs──► worker ─┐ pieces, one small channel a chunk
//!    │              worker ─┼──────────────► writer ──► files, audit chain
//!    │              worker ─┘                  ▲
//!    └──────────────tickets, in input order────┘
//! ```
//!
//! The reader cuts the files into chunks. For each it makes a channel, hands the sending end to whichever worker is free
//! (jobs) and the receiving end to the writer (tickets). The writer takes the tickets in order and empties each before
//! the next, so results come out in input order whoever finishes first. All channels are bounded: a slow disk stops the
//! writer, full piece channels stop the workers, full job channels stop the reader, and memory stays where it is.
//!
//! That cannot lock up: jobs are taken in the order of their tickets, so the chunk the writer waits for is always in
//! the hands of a worker that waits for nobody but the writer.
mod reached;
mod reader;
mod settling;
#[cfg(test)]
mod tests;

use std::{
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use crossbeam_channel::bounded;
use portcullis_payments::BatchFile;

pub(crate) use self::reached::{FileContent, Reached};
use self::{reader::Ticket, settling::Settling};
use crate::{
    Progress, ScreenError,
    attested::{Digest, Recheck},
    audit::InputDigest,
    duplicates::{DuplicateCounter, Duplicates},
    worker::{Job, Judge, Spares, Worker},
    writer::{Settle, Writer},
};

/// Chunks in flight for each worker: enough that one slow chunk does not stop the others.
const CHUNKS_PER_WORKER: usize = 4;

/// What the caller hears of a run while it goes on.
pub(crate) type OnProgress<'p> = Option<&'p mut dyn FnMut(&Progress)>;

/// How a batch is worked on. No result depends on it.
pub(crate) struct How<'h> {
    pub(crate) threads: usize,
    pub(crate) chunk_bytes: usize,
    pub(crate) checkpoint_bytes: u64,
    /// Whether the value of all records is summed.
    pub(crate) sums_value: bool,
    pub(crate) stop: Option<&'h AtomicBool>,
    /// What the run had taken before it was interrupted.
    pub(crate) took_before: Duration,
}

/// What was read in a run.
pub(crate) struct WhatWasRead {
    pub(crate) digests: Vec<InputDigest>,
    /// What each file held.
    pub(crate) held: Vec<FileContent>,
    pub(crate) duplicates: Duplicates,
    pub(crate) took: Duration,
}

/// Where a run begins or goes on: the inputs, read up to there.
pub(crate) struct Begin<'i> {
    inputs: &'i [BatchFile],
    reached: Reached,
    duplicates: DuplicateCounter,
    /// Of the files that were begun.
    digests: Vec<Digest<'i>>,
    /// What is read again of what was read and written before.
    recheck: Recheck,
}

impl<'i> Begin<'i> {
    /// At the first record.
    pub(crate) fn at_first(inputs: &'i [BatchFile], duplicates: DuplicateCounter) -> Begin<'i> {
        Begin {
            inputs,
            reached: Reached::at_first(inputs.len()),
            duplicates,
            digests: Vec::new(),
            recheck: Recheck::default(),
        }
    }

    /// Where a checkpoint was made.
    pub(crate) fn at_checkpoint(
        inputs: &'i [BatchFile],
        (reached, digests): (Reached, Vec<Digest<'i>>),
        duplicates: DuplicateCounter,
        recheck: Recheck,
    ) -> Begin<'i> {
        Begin {
            inputs,
            reached,
            duplicates,
            digests,
            recheck,
        }
    }
}

/// Screens the inputs in order and writes everything to `writer`. Returns what was read and how long it took.
pub(crate) fn run<J: Judge, S: Settle<Pending = J::Pending>>(
    judge: &J,
    begin: Begin<'_>,
    how: &How<'_>,
    writer: &mut Writer<S>,
    progress: OnProgress<'_>,
) -> Result<WhatWasRead, ScreenError> {
    let began = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(how.threads)
        .thread_name(|n| format!("screen-{n}"))
        .build()
        .map_err(|e| ScreenError::Threads {
            reason: e.to_string(),
        })?;
    let in_flight = CHUNKS_PER_WORKER * pool.current_num_threads();
    let (job_sender, jobs) = bounded::<Job<J::Pending>>(in_flight);
    let (ticket_sender, tickets) = bounded::<Ticket<J::Pending>>(in_flight);
    let Begin {
        inputs,
        reached,
        duplicates,
        digests,
        mut recheck,
    } = begin;
    let from = (reached.file, reached.last);
    let spares = Spares::new(in_flight);
    let mut settling = Settling {
        inputs,
        how,
        reached,
        duplicates,
        recheck: &recheck,
        since_checkpoint: 0,
        to_checkpoint: how.checkpoint_bytes,
        began,
        progress,
    };
    let outcome = std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .name("screen-reader".to_owned())
            .spawn_scoped(scope, move || {
                reader::read(
                    inputs,
                    digests,
                    from,
                    how.chunk_bytes,
                    &job_sender,
                    &ticket_sender,
                )
            })
            .map_err(|e| ScreenError::Threads {
                reason: e.to_string(),
            })?;
        let written = pool.in_place_scope(|workers| {
            workers.spawn_broadcast(|_, _| {
                let mut worker = Worker::new(judge, &spares, how.sums_value);
                while let Ok(job) = jobs.recv() {
                    worker.work(inputs, &job);
                }
            });
            // Dropping the tickets on an error ends the reader, and with it the workers.
            settling.settle(tickets, writer, &spares)
        });
        let read = reader
            .join()
            .unwrap_or_else(|_| Err(ScreenError::internal("the reader panicked")));
        // An error of the reader explains why the writer got less; one of the writer, why the reader stopped.
        written.and(read)
    });
    // A file that shrank explains whatever else went wrong.
    for input in inputs {
        input.check_whole()?;
    }
    let Settling {
        duplicates, reached, ..
    } = settling;
    // And so does what was read before and is others now.
    if outcome.is_ok() || recheck.has_failed() {
        recheck.finish()?;
    }
    let digests = outcome?;
    Ok(WhatWasRead {
        duplicates: duplicates.count(&digests)?,
        digests,
        held: reached.held,
        took: how.took_before + began.elapsed(),
    })
}
