//! The ordered writer: takes what workers hand over, in input order, writes every file of the run and keeps the audit chain.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use portcullis_exemptions::CapLedger;

use crate::{
    ScreenError,
    audit::{self, Chain, End, Entry, Genesis, InputDigest, Stretch},
    case::CaseBook,
    files,
    folder::StagedFolder,
    output::{Alert, Record},
    settle::Decided,
    stream::{BUFFER_BYTES, Stream, sync},
    summary::Summary,
    tally::{Counted, LinesWritten, Tally},
    worker::{Piece, Step},
};

/// What a kind of run does with a payment that workers leave to the writer, in input order.
pub(crate) trait Settle {
    /// What workers leave.
    type Pending;

    /// Whether the run has the files of a delta run.
    const IS_DELTA: bool;

    /// Decides a payment and writes what comes of it. `file` is the payments file it comes from, as named.
    fn settle(
        &mut self,
        pending: Self::Pending,
        file: &str,
        results: &mut Results,
    ) -> Result<(), ScreenError>;

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
#[derive(Default)]
struct Covered {
    records: u64,
    rejected: u64,
    unchanged: u64,
}

/// Writes a run.
pub(crate) struct Writer<S> {
    folder: StagedFolder,
    settle: S,
    results: Results,
    audit: BufWriter<File>,
    chain: Chain,
    covered: Covered,
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
            audit: BufWriter::with_capacity(BUFFER_BYTES, folder.create(files::AUDIT)?),
            results: Results::create(&folder, S::IS_DELTA)?,
            folder,
            settle,
            chain: Chain::new(),
            covered: Covered::default(),
        };
        writer.log(Entry::Genesis(Box::new(Genesis {
            version: audit::VERSION,
            program: crate::config::program(),
            configuration_digest: configuration_digest.to_owned(),
            index_digest: index_digest.to_owned(),
        })))?;
        Ok(writer)
    }

    /// The folder that the files are written into before they appear.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.staging()
    }

    /// What was counted so far.
    pub(crate) fn tally(&self) -> &Tally {
        &self.results.tally
    }

    fn log(&mut self, entry: Entry) -> Result<(), ScreenError> {
        let line = self.chain.seal(entry)?;
        self.audit
            .write_all(line.as_bytes())
            .map_err(|source| ScreenError::Output {
                path: self.folder.path_of(files::AUDIT),
                source,
            })
    }

    /// Writes a piece. `file` is the payments file it comes from, as named.
    pub(crate) fn accept(&mut self, mut piece: Piece<S::Pending>, file: &str) -> Result<(), ScreenError> {
        let mut pending = std::mem::take(&mut piece.pending).into_iter();
        let (mut clear, mut rejected) = (Copied::default(), Copied::default());
        let mut cleared = 0;
        for &step in &piece.steps {
            self.results.tally.records += 1;
            match step {
                Step::Clear(end) => {
                    clear.ready = end as usize;
                    cleared += 1;
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
                    self.settle.settle(payment, file, &mut self.results)?;
                }
            }
            if self.results.tally.records - self.covered.records == audit::RECORDS_PER_LINE {
                self.copy_rows(&piece, &mut clear, &mut rejected)?;
                self.log_records()?;
            }
        }
        self.copy_rows(&piece, &mut clear, &mut rejected)?;
        let tally = &mut self.results.tally;
        tally.count_clear(cleared, &mut piece.clear_value);
        tally.not_utf8 += piece.not_utf8;
        tally.rejects_touched += piece.rejects_touched;
        for (column, notes) in piece.notes {
            *tally.notes.entry(column).or_default() += notes;
        }
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

    /// Closes the audit chain, writes the summary, spends the caps and makes the run visible.
    ///
    /// `summarize` makes the summary out of the counts; `spend` stores the ledger of caps. The ledger is stored before the
    /// run appears: should the machine die in between, an allowance is spent for nothing, but never twice.
    pub(crate) fn publish(
        mut self,
        inputs: Vec<InputDigest>,
        summarize: impl FnOnce(&Tally, Counted, Vec<InputDigest>) -> Summary,
        spend: impl FnOnce(CapLedger) -> Result<(), ScreenError>,
    ) -> Result<Summary, ScreenError> {
        self.log_records()?;
        self.results.write_cases()?;
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
        let fail = |name: &str, source| ScreenError::Output {
            path: folder.path_of(name),
            source,
        };
        audit
            .write_all(end.as_bytes())
            .map_err(|e| fail(files::AUDIT, e))?;
        sync(audit, &folder.path_of(files::AUDIT))?;
        let mut file = folder.create(files::SUMMARY)?;
        chain.head().clone_into(&mut summary.audit_head);
        file.write_all(summary.sealed(chain.head())?.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|e| fail(files::SUMMARY, e))?;
        drop(file);
        spend(settle.spent())?;
        folder.publish()?;
        Ok(summary)
    }
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
