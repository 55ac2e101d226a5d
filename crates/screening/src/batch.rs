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

use std::{
    cell::OnceCell,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};
use portcullis_payments::{BatchFile, Chunk, ChunkStart};
use portcullis_sys::failpoint;
use serde::{Deserialize, Serialize};

use crate::{
    Progress, ScreenError,
    attested::{Digest, Hashed, Recheck, ToRecheck},
    audit::InputDigest,
    checkpoint::{Plan, bytes_to_next},
    columns::FilledColumns,
    control::FileTotals,
    duplicates::{DuplicateCounter, Duplicates},
    reread::Reread,
    worker::{Job, Judge, Piece, Spares, Worker},
    writer::{Settle, Writer},
};

/// A chunk that the writer is to wait for.
struct Ticket<P> {
    file: usize,
    chunk: Chunk,
    /// What the file holds up to the end of the chunk.
    hashed: Hashed,
    pieces: Receiver<Result<Piece<P>, ScreenError>>,
}

/// Chunks in flight for each worker: enough that one slow chunk does not stop the others.
const CHUNKS_PER_WORKER: usize = 4;

/// What the caller hears of a run while it goes on.
pub(crate) type OnProgress<'p> = Option<&'p mut dyn FnMut(&Progress)>;

/// What a payments file held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FileContent {
    pub(crate) columns: FilledColumns,
    /// Its value only where the batch is held to a control file.
    pub(crate) totals: FileTotals,
}

impl FileContent {
    fn add<P>(&mut self, piece: &mut Piece<P>) {
        self.columns.add(&piece.columns);
        self.totals.records += piece.steps.len() as u64;
        self.totals.value.take_from(&mut piece.value);
    }
}

/// How far the writer is in the inputs, and what it counted of them. The part of a checkpoint that is about inputs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reached {
    /// The file that is read.
    file: usize,
    /// The last of its chunks that is settled.
    last: Option<ChunkStart>,
    /// Of each file that was begun, what was read of it.
    /// `None`: it has no record, and no chunk.
    hashed: Vec<Option<Hashed>>,
    /// What each file held so far.
    held: Vec<FileContent>,
    /// Bytes of payments that are settled, of all files.
    bytes: u64,
}

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
            reached: Reached {
                held: inputs.iter().map(|_| FileContent::default()).collect(),
                ..Reached::default()
            },
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

impl Reached {
    /// Goes on with the inputs behind what was read of them, and holds that to what it was: now, or what is added to `later` beside the run.
    ///
    /// # Errors
    /// A file is not what it was, and what changed.
    pub(crate) fn go_on<'i>(
        &self,
        inputs: &'i [BatchFile],
        plan: &Plan,
        later: &mut Vec<ToRecheck>,
    ) -> Result<Vec<Digest<'i>>, ScreenError> {
        let begun = inputs.iter().zip(plan.identities()).zip(&self.hashed);
        begun
            .map(|((input, planned), hashed)| match hashed {
                Some(hashed) => Digest::go_on(input, hashed, planned, later),
                None => Digest::begin(input),
            })
            .collect()
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
                read(
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

/// Cuts the inputs into chunks and digests what they hold. Ends early, without error, when nobody listens.
///
/// It begins with a file, behind a chunk of it; `begun` are the digests of the files up to there.
fn read<P>(
    inputs: &[BatchFile],
    begun: Vec<Digest<'_>>,
    (first, last): (usize, Option<ChunkStart>),
    chunk_bytes: usize,
    jobs: &Sender<Job<P>>,
    tickets: &Sender<Ticket<P>>,
) -> Result<Vec<InputDigest>, ScreenError> {
    let mut digests = Vec::with_capacity(inputs.len());
    let mut begun = begun.into_iter();
    for (file, input) in inputs.iter().enumerate() {
        let mut digest = match begun.next() {
            Some(digest) => digest,
            None => Digest::begin(input)?,
        };
        if file >= first {
            let (chunks, settled) = match last.filter(|_| file == first) {
                Some(last) => (input.chunks_from(last, chunk_bytes), 1),
                None => (input.chunks(chunk_bytes), 0),
            };
            for chunk in chunks.skip(settled) {
                digest.up_to(&chunk)?;
                let (pieces, receiver) = bounded(1);
                let ticket = Ticket {
                    file,
                    chunk,
                    hashed: digest.hashed(),
                    pieces: receiver,
                };
                if tickets.send(ticket).is_err() || jobs.send(Job { file, chunk, pieces }).is_err() {
                    return Ok(digests);
                }
            }
        }
        digests.push(digest.finish()?);
    }
    Ok(digests)
}

/// What the writer's thread does besides writing.
struct Settling<'a, 'p> {
    inputs: &'a [BatchFile],
    how: &'a How<'a>,
    reached: Reached,
    duplicates: DuplicateCounter,
    recheck: &'a Recheck,
    /// Bytes of payments that are settled since the last checkpoint.
    since_checkpoint: u64,
    /// How many make the next one due.
    to_checkpoint: u64,
    began: Instant,
    progress: OnProgress<'p>,
}

impl Settling<'_, '_> {
    /// Takes the tickets in order and writes what comes with each.
    fn settle<S: Settle>(
        &mut self,
        tickets: Receiver<Ticket<S::Pending>>,
        writer: &mut Writer<S>,
        spares: &Spares<S::Pending>,
    ) -> Result<(), ScreenError> {
        let inputs = self.inputs;
        let names: Vec<String> = inputs
            .iter()
            .map(|input| input.path().to_string_lossy().into_owned())
            .collect();
        let bytes_total = inputs.iter().map(BatchFile::len_bytes).sum();
        for ticket in tickets {
            let mut bytes = 0;
            let held_chunk = OnceCell::new();
            let mut records = Reread::new(&inputs[ticket.file], ticket.chunk, &held_chunk);
            for piece in ticket.pieces {
                let mut piece = piece?;
                bytes += piece.bytes;
                let settled = piece.steps.len();
                self.reached.held[ticket.file].add(&mut piece);
                self.duplicates.add(&piece.hashes)?;
                writer.accept(&mut piece, &names[ticket.file], &mut records)?;
                records.turn_behind(settled);
                spares.put(piece);
            }
            if bytes != ticket.chunk.len_bytes() as u64 {
                return Err(ScreenError::internal(
                    "a worker was lost before its chunk was done",
                ));
            }
            // Before anything else is decided of this file: what was read of it was there.
            inputs[ticket.file].check_whole()?;
            // What is decided is not read again: memory stays flat however long the batch is.
            inputs[ticket.file].release(ticket.chunk);
            self.reached
                .advance(&ticket.chunk, ticket.file, ticket.hashed, bytes);
            self.since_checkpoint += bytes;
            failpoint("chunk");
            if self.recheck.has_failed() {
                return Err(ScreenError::internal("what was read before has changed"));
            }
            self.checkpoint_if_due(writer)?;
            if let Some(report) = &mut self.progress {
                report(&Progress {
                    bytes_done: self.reached.bytes,
                    bytes_total,
                    records: writer.tally().records,
                    need_person: writer.tally().outcomes.need_person(),
                    elapsed: self.how.took_before + self.began.elapsed(),
                });
            }
        }
        Ok(())
    }

    /// Makes a checkpoint when it is time, and one to end with where somebody wants that.
    fn checkpoint_if_due<S: Settle>(&mut self, writer: &mut Writer<S>) -> Result<(), ScreenError> {
        let stops = self.how.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        if !stops && self.since_checkpoint < self.to_checkpoint {
            return Ok(());
        }
        self.since_checkpoint = 0;
        let took = self.how.took_before + self.began.elapsed();
        let record_bytes = writer.checkpoint(&self.reached, &mut self.duplicates, took)?;
        self.to_checkpoint = bytes_to_next(self.how.checkpoint_bytes, record_bytes);
        if stops {
            writer.finish_checkpoint()?;
            return Err(ScreenError::Interrupted {
                path: writer.folder().target().to_owned(),
                records: writer.tally().records,
                cause: None,
            });
        }
        Ok(())
    }
}

impl Reached {
    /// A chunk is settled.
    fn advance(&mut self, chunk: &Chunk, file: usize, hashed: Hashed, bytes: u64) {
        (self.file, self.last) = (file, Some(chunk.start()));
        self.hashed.resize(file + 1, None);
        self.hashed[file] = Some(hashed);
        self.bytes += bytes;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use portcullis_model::Outcome;
    use proptest::prelude::*;

    use crate::{
        BatchConfig, ScreenError, files,
        testing::{World, mixed_batch, read_run},
        verify,
    };

    #[test]
    fn the_files_are_the_same_bytes_at_any_thread_count_and_chunk_size() {
        let world = World::licensed();
        let payments = vec![
            world.payments("a.csv", &mixed_batch(3_000)),
            world.payments("b.csv", &mixed_batch(500)),
        ];
        let mut first = None;
        for (n, (threads, chunk_bytes)) in [(1, 1 << 20), (2, 4_096), (5, 4_096), (5, 1), (3, 777)]
            .into_iter()
            .enumerate()
        {
            let mut batch = BatchConfig::new(payments.clone(), world.path(&format!("run-{n}")));
            (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
            let summary = world.screen(&batch).unwrap();
            assert_eq!(summary.records, 3_500);
            let mut run = read_run(&batch.out);
            run.remove(files::SUMMARY);
            let first = first.get_or_insert_with(|| run.clone());
            assert!(run == *first, "{threads} threads, chunks of {chunk_bytes}");
        }
    }

    #[test]
    fn license_caps_are_spent_in_input_order_whoever_finishes_first() {
        let world = World::licensed();
        // The first payment takes longest; chunks of one record let the others overtake it.
        let mut text = "payment_id,value_date,amount,currency,creditor_name,purpose\n".to_owned();
        for (id, creditor) in [
            ("P1", "SLOW ACME"),
            ("P2", "ACME"),
            ("P3", "ACME"),
            ("P4", "ACME"),
        ] {
            text.push_str(&format!("{id},2026-01-02,100.00,USD,{creditor},food\n"));
        }
        text.push_str("P5,2026-02-01,100.00,USD,ACME,food\n");
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
        (batch.threads, batch.chunk_bytes) = (4, 1);
        let summary = world.screen(&batch).unwrap();
        let decisions = fs::read_to_string(batch.out.join(files::DECISIONS)).unwrap();
        let outcomes: Vec<&str> = decisions
            .lines()
            .skip(1)
            .map(|row| row.split(',').nth(2).unwrap())
            .collect();
        assert_eq!(outcomes, ["licensed", "licensed", "review", "review", "licensed"]);
        assert_eq!((summary.released, summary.alerts), (3, 2));
        assert_eq!(
            summary.released_by_license["un-capped"].value["USD"].amount,
            "300.00"
        );
    }

    #[test]
    fn every_output_says_what_the_contract_says() {
        let world = World::licensed();
        let text = "payment_id,value_date,amount,currency,creditor_name,purpose\n\
                    \"a,\"\"b\",2026-01-02,1,EUR,Plain,\n\
                    P2,2026-01-02,100.00,USD,ACME,food\n\
                    P3,2026-01-02,5,EUR,ZEDBANK ACME,food\n\
                    P4,2026-02-30,5,EUR,ACME,food\n";
        let file = world.payments("p.csv", text);
        let batch = BatchConfig::new(vec![file.clone()], world.path("run"));
        let summary = world.screen(&batch).unwrap();
        let run = read_run(&batch.out);
        let text = |name| String::from_utf8(run[name].clone()).unwrap();

        let decisions = text(files::DECISIONS);
        let rows: Vec<&str> = decisions.lines().collect();
        assert_eq!(format!("{}\n", rows[0]), files::DECISIONS_HEADER);
        let named = file.display();
        assert_eq!(rows[1], format!("\"a,\"\"b\",2,clear,no hit,,,,,,0,{named}"));
        assert!(rows[2].starts_with("P2,3,licensed,"), "{}", rows[2]);
        assert!(
            rows[2].ends_with(&format!(",UN,UN-A,un-capped,un-0,0.9300,1,{named}")),
            "{}",
            rows[2]
        );
        assert!(rows[3].starts_with("P3,4,block,"), "{}", rows[3]);
        assert!(
            rows[3].ends_with(&format!(",UN,UN-A;UN-B,,un-1,1.0000,2,{named}")),
            "{}",
            rows[3]
        );
        assert_eq!(rows.len(), 4);

        let alerts: Vec<serde_json::Value> = text(files::ALERTS)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(alerts.len(), 2);
        assert_eq!(alerts[0]["payment_id"], "P3");
        assert_eq!(alerts[0]["outcome"], "block");
        assert_eq!(alerts[0]["field"], "creditor_agent");
        assert_eq!(alerts[0]["evidence"][0]["value"], "ACME");
        assert_eq!(alerts[0]["designation"]["id"], "un-1");
        assert_eq!(alerts[0]["payment"]["creditor"]["name"], "ZEDBANK ACME");
        assert_eq!(alerts[0]["obligations"][0]["program"], "UN-B");
        assert_eq!(alerts[1]["designation_id"], "un-0");
        assert_eq!(
            alerts[1]["obligations"][0]["failed"][0]["license_id"],
            "un-capped"
        );

        let released: serde_json::Value = serde_json::from_str(text(files::RELEASED).trim_end()).unwrap();
        assert_eq!(released["license_ids"][0], "un-capped");
        assert_eq!(
            released["obligations"][0]["covered_by"]["license_id"],
            "un-capped"
        );
        assert_eq!(released["hits"][0]["designation_id"], "un-0");

        let rejects = text(files::REJECTS);
        let reject = rejects.lines().nth(1).unwrap();
        assert!(
            reject.starts_with(&format!("{named},5,P4,")) && reject.ends_with(",un-0"),
            "{reject}"
        );
        assert_eq!(summary.rejects_touched, 1);

        assert_eq!(
            (summary.records, summary.decided, summary.rejected, summary.hits),
            (4, 3, 1, 3)
        );
        assert_eq!(summary.value["clear"]["EUR"].amount, "1.00");
        assert_eq!(summary.value["block"]["EUR"].payments, 1);
        assert_eq!(summary.top_designations[0].alerts, 1);
        let written: crate::Summary = serde_json::from_str(&text(files::SUMMARY)).unwrap();
        assert_eq!(written, summary);
    }

    #[test]
    fn what_is_not_understood_and_what_each_column_held_is_counted_however_the_batch_is_cut() {
        let world = World::new();
        let text = "payment_id,amount,creditor_name,creditor_country,Branch\n\
                    P1,1.00,Plain,SE,\nP2,2.00,ACME,Sweden,7\nP3,1.00,,C1,\nP4,x,ACME,SE,7\nP5,1\n";
        let file = world.payments("p.csv", text);
        for chunk_bytes in [1, 1 << 20] {
            let mut batch = BatchConfig::new(vec![file.clone()], world.path(&format!("run-{chunk_bytes}")));
            batch.chunk_bytes = chunk_bytes;
            let summary = world.screen(&batch).unwrap();
            assert_eq!(summary.notes, [("creditor_country".to_owned(), 2)].into());
            let columns: Vec<_> = summary
                .columns
                .iter()
                .map(|(name, held)| (name.as_str(), held.filled, held.empty, held.screened))
                .collect();
            assert_eq!(
                columns,
                [
                    ("Branch", 2, 2, 0),
                    ("amount", 4, 0, 0),
                    ("creditor_country", 4, 0, 0),
                    ("creditor_name", 3, 1, 3),
                    ("payment_id", 4, 0, 0),
                ]
            );
            let alerts = fs::read_to_string(batch.out.join(files::ALERTS)).unwrap();
            let note = "creditor_country `Sweden` is not a country code";
            assert!(alerts.contains(note), "{alerts}");
        }
    }

    #[test]
    fn what_facts_discount_is_told_in_its_row_and_file_and_in_no_other_count() {
        let world = World::new();
        let file = world.payments(
            "p.csv",
            "payment_id,creditor_name\nP1,YOUNG\nP2,YOUNG ZEDBANK\nP3,Plain\n",
        );
        let named = file.display().to_string();
        let batch = BatchConfig::new(vec![file], world.path("run"));
        let summary = world.screen(&batch).unwrap();
        let run = read_run(&batch.out);
        let text = |name| String::from_utf8(run[name].clone()).unwrap();
        let decisions = text(files::DECISIONS);
        let rows: Vec<&str> = decisions.lines().collect();
        let discounted = "discounted: un-0 (born 1964-08-11, not 1990-05-05)";
        assert_eq!(
            rows[1],
            format!("P1,2,clear,\"no hit; {discounted}\",,,,,,0,{named}")
        );
        assert!(
            rows[2].contains(discounted) && rows[2].ends_with(&format!("un-1,1.0000,1,{named}")),
            "{}",
            rows[2]
        );
        let lines: Vec<crate::output::Discount<'_>> = text(files::DISCOUNTED)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let told = lines
            .iter()
            .map(|line| (&*line.0.payment_id, line.0.factor, line.0.obligations.len()));
        assert!(told.eq([("P1", Some(0.8), 0), ("P2", Some(0.8), 0)]));
        assert_eq!(
            (
                summary.discounted,
                summary.hits,
                summary.payments_with_hits,
                summary.alerts
            ),
            (2, 1, 1, 1)
        );
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    fn a_batch_in_which_everything_hits_is_handed_over_in_pieces() {
        let world = World::new();
        let mut text = "payment_id,creditor_name\n".to_owned();
        for n in 0..300 {
            text.push_str(&format!("P{n},MANY\n"));
        }
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
        batch.threads = 2;
        let summary = world.screen(&batch).unwrap();
        assert_eq!((summary.decided, summary.alerts), (300, 12_000));
        assert_eq!(verify(&batch.out).unwrap().findings, []);
    }

    #[test]
    fn a_header_without_payments_is_a_complete_run_of_none() {
        let world = World::new();
        let batch = BatchConfig::new(vec![world.payments("p.csv", "payment_id\n")], world.path("run"));
        let summary = world.screen(&batch).unwrap();
        assert_eq!((summary.records, summary.inputs[0].bytes), (0, 11));
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    fn a_panic_while_screening_names_the_payment_and_leaves_no_run() {
        let world = World::new();
        let mut text = "payment_id,creditor_name\n".to_owned();
        for n in 0..200 {
            text.push_str(&format!("P{n},{}\n", if n == 150 { "PANIC" } else { "Plain" }));
        }
        let file = world.payments("p.csv", &text);
        for (threads, chunk_bytes) in [(1, 1 << 20), (3, 16)] {
            let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
            (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
            let error = world.screen(&batch).unwrap_err();
            assert!(matches!(error, ScreenError::Internal { .. }), "{error}");
            let text = error.to_string();
            assert!(
                text.contains("p.csv:152") && text.contains("a matcher gone wrong"),
                "{text}"
            );
            let left: Vec<_> = fs::read_dir(world.folder.path())
                .unwrap()
                .map(|e| e.unwrap().file_name())
                .collect();
            assert_eq!(left, ["p.csv"]);
        }
    }

    #[test]
    fn a_run_that_is_killed_leaves_nothing_that_looks_complete() {
        let world = World::new();
        let file = world.payments("p.csv", &mixed_batch(5_000));
        let mut batch = BatchConfig::new(vec![file], world.path("run"));
        batch.chunk_bytes = 4_096;
        // What a kill in the middle leaves: a copy of the folder, taken while the run goes on.
        let killed = world.path("killed");
        let mut taken = false;
        let mut progress = |progress: &crate::Progress| {
            if !taken && progress.bytes_done * 2 > progress.bytes_total {
                taken = true;
                assert!(!world.path("run").exists());
                let staging = fs::read_dir(world.folder.path())
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .find(|path| {
                        path.file_name()
                            .unwrap()
                            .to_string_lossy()
                            .starts_with(crate::STAGING_PREFIX)
                    })
                    .unwrap();
                fs::create_dir(&killed).unwrap();
                for entry in fs::read_dir(staging.join("results")).unwrap() {
                    let entry = entry.unwrap();
                    fs::copy(entry.path(), killed.join(entry.file_name())).unwrap();
                }
            }
        };
        world.screen_with(&batch, Some(&mut progress)).unwrap();
        assert!(verify(&batch.out).unwrap().is_intact());
        let findings = verify(&killed).unwrap().findings;
        assert!(
            findings
                .iter()
                .any(|f| f.file == files::SUMMARY && f.problem.contains("missing")),
            "{findings:?}"
        );
        assert!(
            findings
                .iter()
                .any(|f| f.file == files::AUDIT && f.problem.contains("cut")),
            "{findings:?}"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_shrinks_while_it_is_screened_is_named_and_leaves_no_run() {
        for chunk_bytes in [4_096, 1 << 20] {
            let world = World::new();
            let file = world.payments("p.csv", &mixed_batch(20_000));
            let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
            (batch.threads, batch.chunk_bytes) = (1, chunk_bytes);
            let writer = fs::OpenOptions::new().write(true).open(&file).unwrap();
            // After the first chunk, with others in flight.
            let mut cut = |_: &crate::Progress| writer.set_len(10_000).unwrap();
            let error = world.screen_with(&batch, Some(&mut cut)).unwrap_err();
            assert!(matches!(error, ScreenError::Batch(_)), "{error}");
            let text = error.to_string();
            assert!(text.contains("p.csv: the file shrank"), "{text}");
            let left: Vec<_> = fs::read_dir(world.folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            assert_eq!(left, ["p.csv"]);
        }
    }

    #[test]
    fn the_log_attests_the_file_that_was_screened_and_not_one_that_took_its_place() {
        let world = World::new();
        let text = mixed_batch(20_000);
        let file = world.payments("p.csv", &text);
        let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
        (batch.threads, batch.chunk_bytes) = (1, 4_096);
        let mut replace = |_: &crate::Progress| {
            let other = world.payments("other.csv", "payment_id\nP1\n");
            fs::rename(other, &file).unwrap();
        };
        let summary = world.screen_with(&batch, Some(&mut replace)).unwrap();
        assert_eq!(summary.records, 20_000);
        assert_eq!(
            summary.inputs[0].blake3,
            blake3::hash(text.as_bytes()).to_hex().to_string()
        );
    }

    #[test]
    fn an_input_that_cannot_be_used_is_named_before_anything_is_written() {
        let world = World::new();
        let good = world.payments("good.csv", "payment_id\nP1\n");
        for bad in [
            world.path("absent.csv"),
            world.payments("page.csv", "<html>no</html>"),
        ] {
            let batch = BatchConfig::new(vec![good.clone(), bad.clone()], world.path("run"));
            let error = world.screen(&batch).unwrap_err();
            assert!(matches!(error, ScreenError::Batch(_)), "{error}");
            assert!(error.to_string().contains(&*bad.to_string_lossy()), "{error}");
            assert!(!batch.out.exists());
        }
        let batch = BatchConfig::new(Vec::new(), world.path("run"));
        assert!(matches!(world.screen(&batch), Err(ScreenError::NoInput)));
    }

    #[test]
    fn a_run_is_not_written_over_another_unless_told_to() {
        let world = World::new();
        let mut batch = BatchConfig::new(
            vec![world.payments("p.csv", "payment_id\nP1\n")],
            world.path("run"),
        );
        world.screen(&batch).unwrap();
        let error = world.screen(&batch).unwrap_err();
        assert!(matches!(error, ScreenError::OutputNotEmpty { .. }), "{error}");
        fs::write(&batch.payments[0], "payment_id\nP1\nP2\n").unwrap();
        batch.force = true;
        world.screen(&batch).unwrap();
        assert_eq!(verify(&batch.out).unwrap().decided, 2);
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    fn progress_ends_with_everything_done() {
        let world = World::new();
        let mut batch = BatchConfig::new(
            vec![world.payments("p.csv", &mixed_batch(100))],
            world.path("run"),
        );
        batch.chunk_bytes = 256;
        let mut seen = Vec::new();
        world
            .screen_with(&batch, Some(&mut |progress| seen.push(*progress)))
            .unwrap();
        let last = seen.last().unwrap();
        assert!(seen.len() > 5 && seen.is_sorted_by_key(|progress| progress.bytes_done));
        assert_eq!(last.records, 100);
        // The header is in no chunk.
        assert_eq!(
            last.bytes_total - last.bytes_done,
            "payment_id,value_date,amount,currency,creditor_name,purpose\n".len() as u64
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_record_is_decided_or_rejected(
            records in prop::collection::vec(prop::sample::select(vec![
                // Each is one record, whatever becomes of it.
                "P1,2026-01-02,5,EUR,Plain",
                "P2,2026-13-02,5,EUR,ACME",
                "P3,2026-01-02,five,EUR,ACME",
                "P4,2026-01-02",
                ",2026-01-02,5,EUR,Plain",
                "P5,2026-01-02,5,EUR,ACME ZEDBANK",
                "\"P6\nx\",2026-01-02,5,EUR,\"ACME, \"\"Ltd\"\"\"",
                "P7,2026-01-02,5,EUR,ACME,too,many",
                "P8,2026-01-02,5,EURO,Plain",
                "P9,,,,MANY",
            ]), 0..60),
            threads in 1usize..4, chunk_bytes in 1usize..400,
        ) {
            let world = World::new();
            let text = format!("payment_id,value_date,amount,currency,creditor_name\n{}\n", records.join("\n"));
            let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
            (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
            let summary = world.screen(&batch).unwrap();
            prop_assert_eq!(summary.records, records.len() as u64);
            prop_assert_eq!(summary.decided + summary.rejected, summary.records);
            prop_assert_eq!(summary.outcomes.total(), summary.decided);
            let verification = verify(&batch.out).unwrap();
            prop_assert_eq!(verification.findings, vec![]);
            prop_assert_eq!(verification.decided, summary.decided);
            prop_assert_eq!(verification.rejected, summary.rejected);
            let stopped = summary.outcomes.of(Outcome::Review) + summary.outcomes.of(Outcome::Block);
            prop_assert_eq!(stopped, summary.need_person);
        }
    }
}
