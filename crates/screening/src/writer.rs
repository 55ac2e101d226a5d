//! The ordered writer: takes what workers hand over, in input order, writes every file of the run and keeps the audit chain.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    time::Duration,
};

use portcullis_exemptions::{CapLedger, ReviewWords};
use portcullis_model::Payment;
use portcullis_sys::failpoint;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    ScreenError,
    attested::ToRecheck,
    audit::{self, Chain, End, Entry, Genesis, InputDigest, Stretch},
    batch::Reached,
    case::CaseBook,
    checkpoint::{self, CASES_JOURNAL, Checkpoint, Finished, InTheMaking, Kept, Unsynced},
    covers::Side,
    duplicates::{DuplicateCounter, HELD_MAX},
    files::{self, RunFile},
    folder::StagedFolder,
    output::{Alert, Record, WordRow},
    reread::Reread,
    resubmission::Glance,
    settle::Decided,
    signature::RunSigner,
    stream::{BUFFER_BYTES, Stream},
    summary::Summary,
    tally::{Counted, LinesWritten, Tally},
    worker::{Piece, Step},
};

/// What a kind of run does with a payment that workers leave to the writer, in input order.
pub(crate) trait Settle {
    /// What workers leave.
    type Pending;
    /// What it remembers from one payment to the next.
    type Memory: Serialize + DeserializeOwned;

    /// Whether the run has the files of a delta run.
    const IS_DELTA: bool;

    /// Decides a payment and writes what comes of it. `file` is the payments file it comes from, as named; `record` lends the
    /// payment again.
    fn settle(
        &mut self,
        pending: Self::Pending,
        file: &str,
        record: &mut Reread<'_, '_>,
        results: &mut Results,
    ) -> Result<(), ScreenError>;

    /// What it remembers, for a checkpoint.
    fn memory(&self) -> &Self::Memory;

    /// Goes on with what it remembered at a checkpoint.
    fn resume(&mut self, memory: Self::Memory);

    /// Whether a clear payment is to be looked at once more.
    fn is_in_question(&self, _payment: &Glance) -> bool {
        false
    }

    /// Looks at such a payment, and writes what comes of it; `false`: it is clear, and nothing was written.
    fn reconsider(
        &mut self,
        _payment: &Payment<'_>,
        _file: &str,
        _results: &mut Results,
    ) -> Result<bool, ScreenError> {
        Ok(false)
    }

    /// Holds a message against those before it, and writes what differs between a payment and its cover.
    fn hold_cover(
        &mut self,
        _side: &Side<'_>,
        _file: &str,
        _results: &mut Results,
    ) -> Result<(), ScreenError> {
        Ok(())
    }

    /// Adds to the summary what only this kind of run knows.
    fn complete(&self, _summary: &mut Summary) {}

    /// What has been spent of the caps of licenses.
    fn spent(self) -> CapLedger;
}

/// The files that records flow into, and what is counted of them.
pub(crate) struct Results {
    streams: Vec<Stream>,
    pub(crate) tally: Tally,
    cases: CaseBook,
    line: Vec<u8>,
}

impl Results {
    fn create(folder: &StagedFolder, is_delta: bool) -> Result<Results, ScreenError> {
        let streams = files::of_records(is_delta).map(|file| Stream::create(folder, file));
        Ok(Results {
            streams: streams.collect::<Result<_, _>>()?,
            tally: Tally::default(),
            cases: CaseBook::default(),
            line: Vec::new(),
        })
    }

    /// Goes on with the files as they were at a checkpoint.
    fn resume(
        folder: &StagedFolder,
        is_delta: bool,
        states: &BTreeMap<String, checkpoint::StreamState>,
        tally: Tally,
        cases: CaseBook,
        later: &mut Vec<ToRecheck>,
    ) -> Result<Results, ScreenError> {
        let streams = files::of_records(is_delta).map(|file| resume_stream(folder, file, states, later));
        Ok(Results {
            streams: streams.collect::<Result<_, _>>()?,
            tally,
            cases,
            line: Vec::new(),
        })
    }

    fn stream(&mut self, name: &str) -> Result<&mut Stream, ScreenError> {
        let stream = self.streams.iter_mut().find(|stream| stream.name == name);
        stream.ok_or_else(|| ScreenError::internal(format!("this kind of run has no {name}")))
    }

    /// Writes a record into its file.
    pub(crate) fn write<R: Record>(&mut self, record: &R) -> Result<(), ScreenError> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        record.append_to(&mut line)?;
        let stream = self.stream(R::FILE)?;
        stream.records += 1;
        stream.write(&line)?;
        self.line = line;
        Ok(())
    }

    /// Writes the alert of a hit of a payment, and counts it in its case. `alert` is what [`Decided::alert`] gives, as the
    /// run tells it.
    pub(crate) fn alert(
        &mut self,
        decided: &Decided,
        hit: usize,
        alert: &Alert<'_>,
    ) -> Result<(), ScreenError> {
        self.write(alert)?;
        self.tally.count_alert(&decided.hits[hit].listed);
        let record = self.tally.records;
        self.cases.add(&decided.case_alert(hit, &alert.case_id, record));
        Ok(())
    }

    /// Writes the cases of all alerts. To be called once, at the end.
    fn write_cases(&mut self) -> Result<(), ScreenError> {
        let cases = std::mem::take(&mut self.cases);
        for case in cases.rows() {
            self.write(&case)?;
        }
        Ok(())
    }

    /// Copies rows that are finished.
    fn copy(&mut self, name: &str, rows: &[u8]) -> Result<(), ScreenError> {
        self.stream(name)?.write(rows)
    }

    /// Records of a file that were written one by one.
    fn records(&self, name: &str) -> u64 {
        let stream = self.streams.iter().find(|stream| stream.name == name);
        stream.map_or(0, |stream| stream.records)
    }
}

/// Records that the audit log covers so far.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Covered {
    records: u64,
    rejected: u64,
    unchanged: u64,
}

/// Writes a run.
pub(crate) struct Writer<S> {
    /// The last checkpoint. Before the folder, which must not go away while somebody writes there.
    in_the_making: InTheMaking,
    folder: StagedFolder,
    settle: S,
    results: Results,
    audit: Stream,
    chain: Chain,
    covered: Covered,
    /// Made at the first checkpoint at which there is a case.
    cases_journal: Option<BufWriter<File>>,
    cases_bytes: u64,
}

/// Goes on with a file as it was at a checkpoint.
fn resume_stream(
    folder: &StagedFolder,
    file: &RunFile,
    states: &BTreeMap<String, checkpoint::StreamState>,
    later: &mut Vec<ToRecheck>,
) -> Result<Stream, ScreenError> {
    let state = states.get(file.name).ok_or_else(|| ScreenError::CannotResume {
        path: folder.target().to_owned(),
        reasons: vec![format!("its checkpoint says nothing of {}", file.name)],
    })?;
    Stream::resume(folder, file, state, later)
}

impl<S: Settle> Writer<S> {
    /// Creates the files of a run in a staged folder and begins the audit chain.
    pub(crate) fn begin(
        folder: StagedFolder,
        settle: S,
        configuration_digest: &str,
        index_digest: &str,
    ) -> Result<Writer<S>, ScreenError> {
        let mut writer = Writer {
            in_the_making: InTheMaking::default(),
            audit: Stream::create(&folder, &files::AUDIT_FILE)?,
            results: Results::create(&folder, S::IS_DELTA)?,
            folder,
            settle,
            chain: Chain::new(),
            covered: Covered::default(),
            cases_journal: None,
            cases_bytes: 0,
        };
        writer.log(Entry::Genesis(Box::new(Genesis {
            version: audit::VERSION,
            program: crate::config::program(),
            configuration_digest: configuration_digest.to_owned(),
            index_digest: index_digest.to_owned(),
        })))?;
        Ok(writer)
    }

    /// Goes on with a run where a checkpoint was made. What is to be read again of the files is added to `later`.
    pub(crate) fn resume(
        folder: StagedFolder,
        mut settle: S,
        kept: Kept<S::Memory>,
        later: &mut Vec<ToRecheck>,
    ) -> Result<(Writer<S>, Reached, DuplicateCounter), ScreenError> {
        let Checkpoint {
            reached,
            payment_ids,
            contents,
            streams,
            chain,
            covered,
            tally,
            memory,
            cases_bytes,
            ..
        } = kept;
        let (cases, cases_journal) = resume_cases(&folder, cases_bytes)?;
        let states = checkpoint::by_name(streams);
        settle.resume(memory);
        let repeats = (payment_ids, contents);
        let duplicates = DuplicateCounter::resume(folder.staging(), HELD_MAX, repeats)?;
        let writer = Writer {
            in_the_making: InTheMaking::default(),
            audit: resume_stream(&folder, &files::AUDIT_FILE, &states, later)?,
            results: Results::resume(&folder, S::IS_DELTA, &states, tally, cases, later)?,
            folder,
            settle,
            chain,
            covered,
            cases_journal,
            cases_bytes,
        };
        Ok((writer, reached, duplicates))
    }

    /// Notes where the run is: who goes on later begins here. Returns how many bytes the note has. It is brought to the disk while
    /// the run goes on, see [`Writer::finish_checkpoint`].
    pub(crate) fn checkpoint(
        &mut self,
        reached: &Reached,
        duplicates: &mut DuplicateCounter,
        took: Duration,
    ) -> Result<u64, ScreenError> {
        self.finish_checkpoint()?;
        failpoint("checkpoint: about to be made");
        let mut unsynced = Vec::new();
        self.write_cases_journal(&mut unsynced)?;
        let (payment_ids, contents) = duplicates.checkpoint(&mut unsynced)?;
        let mut streams = Vec::with_capacity(self.results.streams.len() + 1);
        for stream in self.results.streams.iter_mut().chain([&mut self.audit]) {
            streams.push(stream.checkpoint(&mut unsynced)?);
        }
        let record_bytes;
        (self.in_the_making, record_bytes) = InTheMaking::begin(
            &self.folder,
            &Checkpoint {
                reached,
                payment_ids,
                contents,
                streams,
                chain: self.chain.clone(),
                covered: self.covered,
                tally: &self.results.tally,
                memory: self.settle.memory(),
                cases_bytes: self.cases_bytes,
                seconds: took.as_secs_f64(),
            },
            unsynced,
        )?;
        Ok(record_bytes)
    }

    /// Waits until the last checkpoint is on the disk.
    pub(crate) fn finish_checkpoint(&mut self) -> Result<(), ScreenError> {
        self.in_the_making.finish()
    }

    fn write_cases_journal(&mut self, unsynced: &mut Vec<Unsynced>) -> Result<(), ScreenError> {
        let path = self.folder.staging().join(CASES_JOURNAL);
        let mut write = || {
            let journal = match &mut self.cases_journal {
                Some(journal) => journal,
                none => none.insert(BufWriter::with_capacity(BUFFER_BYTES, File::create(&path)?)),
            };
            self.results.cases.write_changed(journal)?;
            journal.flush()?;
            unsynced.push(Unsynced::of(journal.get_ref(), &path)?);
            journal.get_ref().metadata().map(|metadata| metadata.len())
        };
        self.cases_bytes = write().map_err(|source| ScreenError::Output {
            path: path.clone(),
            source,
        })?;
        Ok(())
    }

    /// The folder that the files are written into before they appear.
    pub(crate) fn folder(&self) -> &StagedFolder {
        &self.folder
    }

    /// What was counted so far.
    pub(crate) fn tally(&self) -> &Tally {
        &self.results.tally
    }

    fn log(&mut self, entry: Entry) -> Result<(), ScreenError> {
        let line = self.chain.seal(entry)?;
        self.audit.write(line.as_bytes())
    }

    /// Writes a piece. `file` is the payments file it comes from, as named.
    /// `records` has turned to it.
    pub(crate) fn accept(
        &mut self,
        piece: &mut Piece<S::Pending>,
        file: &str,
        records: &mut Reread<'_, '_>,
    ) -> Result<(), ScreenError> {
        let glances = std::mem::take(&mut piece.clear_glances);
        let mut of_clear = glances.iter();
        let mut pending = std::mem::take(&mut piece.pending).into_iter();
        let covers = std::mem::take(&mut piece.covers);
        let mut sides = covers.sides().peekable();
        let (mut clear, mut rejected) = (Copied::default(), Copied::default());
        let mut cleared = 0;
        for (nth, &step) in piece.steps.iter().enumerate() {
            self.results.tally.records += 1;
            if let Some(side) = sides.next_if(|side| side.nth == nth) {
                self.settle.hold_cover(&side, file, &mut self.results)?;
            }
            match step {
                Step::Clear(end) => {
                    let mut passes = true;
                    if of_clear
                        .next()
                        .is_some_and(|glance| self.settle.is_in_question(glance))
                    {
                        self.results
                            .copy(files::DECISIONS, clear.take(&piece.clear_rows))?;
                        records.turn_to(nth, piece.places.get(nth));
                        if let Some(payment) = records.payment()
                            && self.settle.reconsider(payment, file, &mut self.results)?
                        {
                            piece.clear_value.take_back(payment.amount);
                            clear.done = end as usize;
                            passes = false;
                        }
                    }
                    clear.ready = end as usize;
                    cleared += u64::from(passes);
                }
                Step::Rejected(end) => {
                    rejected.ready = end as usize;
                    self.results.tally.rejected += 1;
                }
                Step::Pending => {
                    self.results
                        .copy(files::DECISIONS, clear.take(&piece.clear_rows))?;
                    let payment = pending.next().ok_or_else(|| {
                        ScreenError::internal("a payment with hits is missing from its chunk")
                    })?;
                    records.turn_to(nth, piece.places.get(nth));
                    self.settle.settle(payment, file, records, &mut self.results)?;
                }
            }
            if self.results.tally.records - self.covered.records == audit::RECORDS_PER_LINE {
                self.copy_rows(piece, &mut clear, &mut rejected)?;
                self.log_records()?;
            }
        }
        self.copy_rows(piece, &mut clear, &mut rejected)?;
        let tally = &mut self.results.tally;
        tally.count_clear(cleared, &mut piece.clear_value);
        tally.not_utf8 += piece.not_utf8;
        tally.rejects_touched += piece.rejects_touched;
        for (column, notes) in std::mem::take(&mut piece.notes) {
            *tally.notes.entry(column).or_default() += notes;
        }
        piece.clear_glances = glances;
        Ok(())
    }

    fn copy_rows(
        &mut self,
        piece: &Piece<S::Pending>,
        clear: &mut Copied,
        rejected: &mut Copied,
    ) -> Result<(), ScreenError> {
        self.results
            .copy(files::DECISIONS, clear.take(&piece.clear_rows))?;
        self.results
            .copy(files::REJECTS, rejected.take(&piece.reject_rows))
    }

    /// One line of the audit log for the records since the last.
    fn log_records(&mut self) -> Result<(), ScreenError> {
        let tally = &self.results.tally;
        if tally.records == self.covered.records {
            return Ok(());
        }
        let now = Covered {
            records: tally.records,
            rejected: tally.rejected,
            unchanged: tally.unchanged,
        };
        let rejected = now.rejected - self.covered.rejected;
        let unchanged = now.unchanged - self.covered.unchanged;
        let mut wrote = BTreeMap::new();
        for stream in &mut self.results.streams {
            if let Some(bytes) = stream.cut() {
                wrote.insert(stream.name.to_owned(), bytes);
            }
        }
        let stretch = Stretch {
            first_record: self.covered.records + 1,
            last_record: now.records,
            decided: now.records - self.covered.records - rejected - unchanged,
            rejected,
            unchanged,
            wrote,
        };
        self.covered = now;
        self.log(Entry::Records(Box::new(stretch)))
    }

    /// Closes the audit chain and writes the summary: all outputs are complete then, and nothing of them is visible.
    ///
    /// `summarize` makes the summary out of the counts.
    pub(crate) fn finish(
        mut self,
        inputs: Vec<InputDigest>,
        words: &ReviewWords,
        signer: Option<&RunSigner>,
        summarize: impl FnOnce(&Tally, Counted, Vec<InputDigest>) -> Summary,
    ) -> Result<Complete, ScreenError> {
        self.finish_checkpoint()?;
        self.log_records()?;
        self.results.write_cases()?;
        for word in words.rows() {
            self.results.write(&WordRow(word))?;
        }
        let Writer {
            folder,
            settle,
            results,
            mut audit,
            mut chain,
            ..
        } = self;
        let written = LinesWritten {
            alerts: results.records(files::ALERTS),
            cases: results.records(files::CASES),
            released: results.records(files::RELEASED),
            suppressed: results.records(files::SUPPRESSED),
            discounted: results.records(files::DISCOUNTED),
            unbound: results.records(files::UNBOUND),
        };
        let Results { streams, tally, .. } = results;
        let mut summary = summarize(&tally, tally.counted(written), inputs.clone());
        settle.complete(&mut summary);
        let mut digests = BTreeMap::new();
        for stream in streams {
            let (name, digest) = stream.finish()?;
            digests.insert(name.to_owned(), digest);
        }
        digests.insert(files::SUMMARY.to_owned(), summary.reproducible()?);
        let end = chain.seal(Entry::End(Box::new(End {
            records: tally.records,
            decided: tally.decided(),
            rejected: tally.rejected,
            unchanged: tally.unchanged,
            outcomes: tally.outcomes,
            inputs,
            files: digests,
        })))?;
        audit.write(end.as_bytes())?;
        audit.finish()?;
        failpoint("rename: the audit log is closed");
        if let Some(signer) = signer {
            sign(&folder, signer, &end)?;
        }
        let mut file = folder.create(files::SUMMARY)?;
        chain.head().clone_into(&mut summary.audit_head);
        file.write_all(summary.sealed(chain.head())?.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|source| ScreenError::Output {
                path: folder.path_of(files::SUMMARY),
                source,
            })?;
        Ok(Complete {
            folder,
            summary,
            caps: settle.spent(),
        })
    }
}

/// Writes the signature of the last line of the audit log.
fn sign(folder: &StagedFolder, signer: &RunSigner, end: &str) -> Result<(), ScreenError> {
    // One that a run left which died after it.
    folder.discard(files::SIGNATURE)?;
    let mut file = folder.create(files::SIGNATURE)?;
    file.write_all(&signer.sign(end))
        .and_then(|()| file.sync_all())
        .map_err(|source| ScreenError::Output {
            path: folder.path_of(files::SIGNATURE),
            source,
        })
}

/// A run of which every output is written, and nothing is visible.
pub(crate) struct Complete {
    pub(crate) folder: StagedFolder,
    pub(crate) summary: Summary,
    /// What has been spent of the caps of licenses.
    pub(crate) caps: CapLedger,
}

impl Complete {
    /// Stores the ledger of caps and makes the run visible.
    ///
    /// First it is noted that only this is left: whoever dies in between does the rest when the run goes on. The ledger is
    /// stored before the run appears: should nobody go on, an allowance is spent for nothing, but never twice.
    pub(crate) fn publish(
        self,
        ledger: Option<(checkpoint::LedgerStep, Vec<u8>)>,
        spend: impl FnOnce(&[u8]) -> Result<(), ScreenError>,
    ) -> Result<Summary, ScreenError> {
        let (step, text) = ledger.unzip();
        if let Some(text) = &text {
            let path = self.folder.staging().join(checkpoint::LEDGER);
            portcullis_sys::write_atomically_private(&path, text)
                .map_err(|source| ScreenError::Output { path, source })?;
        }
        let finished = Finished {
            head: self.summary.audit_head.clone(),
            ledger: step,
        };
        checkpoint::write(&self.folder, checkpoint::FINISHED, &finished)?;
        self.folder.keep();
        failpoint("ledger: everything else is complete");
        if let Some(text) = &text {
            spend(text)?;
        }
        self.folder.publish()?;
        Ok(self.summary)
    }
}

/// The cases at a checkpoint, and their journal, ready for more.
fn resume_cases(
    folder: &StagedFolder,
    bytes: u64,
) -> Result<(CaseBook, Option<BufWriter<File>>), ScreenError> {
    let path = folder.staging().join(CASES_JOURNAL);
    let open = || {
        let mut file = File::options().read(true).write(true).open(&path)?;
        file.set_len(bytes)?;
        let cases = CaseBook::read(BufReader::new(Read::by_ref(&mut file).take(bytes)))?;
        Ok((cases, Some(BufWriter::with_capacity(BUFFER_BYTES, file))))
    };
    open().map_err(|source| ScreenError::Output {
        path: path.clone(),
        source,
    })
}

/// Rows that are only copied, of which a part was copied already.
#[derive(Default)]
struct Copied {
    done: usize,
    ready: usize,
}

impl Copied {
    fn take<'b>(&mut self, rows: &'b [u8]) -> &'b [u8] {
        let bytes = rows.get(self.done..self.ready).unwrap_or_default();
        self.done = self.ready;
        bytes
    }
}
