//! The ordered writer: settles what has hits, writes every file of the run, keeps the audit chain and the counts.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use portcullis_exemptions::{CapLedger, Rulebook};
use portcullis_model::Outcome;
use rustc_hash::FxHashMap;

use crate::{
    ScreenError,
    audit::{self, Bytes, Chain, End, FileDigest, Genesis, InputDigest, Record, Stretch},
    csv_row::{push_field, push_joined, push_u64},
    files,
    folder::StagedFolder,
    lines::{self, Place},
    summary::{OutcomeCounts, Released, Summary, TopDesignation, ValueSums},
    worker::{Pending, Piece, Step},
};

/// One of the files that records flow into, hashed as it is written.
struct Stream {
    name: &'static str,
    /// Where it will be; for messages.
    path: PathBuf,
    file: BufWriter<File>,
    whole: blake3::Hasher,
    stretch: blake3::Hasher,
    bytes: u64,
    stretch_from: u64,
    rows: u64,
}

/// Large enough that the disk sees few writes, small enough to forget.
const BUFFER_BYTES: usize = 256 << 10;

impl Stream {
    fn create(folder: &StagedFolder, name: &'static str) -> Result<Stream, ScreenError> {
        Ok(Stream {
            name,
            path: folder.path_of(name),
            file: BufWriter::with_capacity(BUFFER_BYTES, folder.create(name)?),
            whole: blake3::Hasher::new(),
            stretch: blake3::Hasher::new(),
            bytes: 0,
            stretch_from: 0,
            rows: 0,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ScreenError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(bytes).map_err(|source| ScreenError::Output {
            path: self.path.clone(),
            source,
        })?;
        self.whole.update(bytes);
        self.stretch.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// The bytes since the last call, if there are any.
    fn cut(&mut self) -> Option<Bytes> {
        if self.bytes == self.stretch_from {
            return None;
        }
        let bytes = Bytes {
            from: self.stretch_from,
            to: self.bytes,
            blake3: self.stretch.finalize().to_hex().to_string(),
        };
        self.stretch.reset();
        self.stretch_from = self.bytes;
        Some(bytes)
    }

    /// Writes what is buffered through to the disk.
    fn finish(self) -> Result<(&'static str, FileDigest), ScreenError> {
        let Stream {
            name,
            path,
            file,
            whole,
            bytes,
            ..
        } = self;
        sync(file, &path)?;
        Ok((
            name,
            FileDigest {
                bytes,
                blake3: whole.finalize().to_hex().to_string(),
            },
        ))
    }
}

fn sync(file: BufWriter<File>, path: &std::path::Path) -> Result<(), ScreenError> {
    let fail = |source| ScreenError::Output {
        path: path.to_owned(),
        source,
    };
    file.into_inner()
        .map_err(|e| fail(e.into_error()))?
        .sync_all()
        .map_err(fail)
}

/// Counts and sums of a run so far.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    pub(crate) outcomes: OutcomeCounts,
    pub(crate) hits: u64,
    pub(crate) payments_with_hits: u64,
    pub(crate) good_guy_hits: u64,
    pub(crate) good_guy_payments: u64,
    not_utf8: u64,
    value: BTreeMap<Outcome, ValueSums>,
    alerts_by_list: BTreeMap<String, u64>,
    alerts_by_program: BTreeMap<String, u64>,
    alerts_by_designation: FxHashMap<u32, TopDesignation>,
    released_by_license: BTreeMap<String, (u64, ValueSums)>,
}

/// Licenses that fail and are written down of each obligation, the nearest first; `explain --payment` shows all.
const FAILED_LICENSES_MAX: usize = 3;

/// Designations that the summary names.
const TOP_DESIGNATIONS: usize = 20;

impl Tally {
    fn top_designations(&self) -> Vec<TopDesignation> {
        let mut top: Vec<&TopDesignation> = self.alerts_by_designation.values().collect();
        top.sort_by(|a, b| b.alerts.cmp(&a.alerts).then_with(|| a.id.cmp(&b.id)));
        top.into_iter().take(TOP_DESIGNATIONS).cloned().collect()
    }
}

/// Writes a run.
pub(crate) struct Writer<'a> {
    folder: StagedFolder,
    rulebook: &'a Rulebook,
    caps: CapLedger,
    decisions: Stream,
    alerts: Stream,
    released: Stream,
    rejects: Stream,
    audit: BufWriter<File>,
    chain: Chain,
    pub(crate) tally: Tally,
    /// Records and rejects before the stretch that is being written.
    stretch_records: u64,
    stretch_rejected: u64,
    row: Vec<u8>,
}

impl<'a> Writer<'a> {
    /// Creates the files of a run in a staged folder and begins the audit chain.
    pub(crate) fn begin(
        folder: StagedFolder,
        rulebook: &'a Rulebook,
        caps: CapLedger,
        configuration_digest: &str,
        index_digest: &str,
    ) -> Result<Writer<'a>, ScreenError> {
        let audit = BufWriter::with_capacity(BUFFER_BYTES, folder.create(files::AUDIT)?);
        let mut writer = Writer {
            decisions: Stream::create(&folder, files::DECISIONS)?,
            alerts: Stream::create(&folder, files::ALERTS)?,
            released: Stream::create(&folder, files::RELEASED)?,
            rejects: Stream::create(&folder, files::REJECTS)?,
            audit,
            folder,
            rulebook,
            caps,
            chain: Chain::new(),
            tally: Tally::default(),
            stretch_records: 0,
            stretch_rejected: 0,
            row: Vec::new(),
        };
        writer.log(Record::Genesis(Box::new(Genesis {
            version: audit::VERSION,
            program: crate::config::program(),
            configuration_digest: configuration_digest.to_owned(),
            index_digest: index_digest.to_owned(),
        })))?;
        writer.decisions.write(files::DECISIONS_HEADER.as_bytes())?;
        writer.rejects.write(files::REJECTS_HEADER.as_bytes())?;
        Ok(writer)
    }

    fn log(&mut self, record: Record) -> Result<(), ScreenError> {
        let line = self.chain.seal(record)?;
        self.audit
            .write_all(line.as_bytes())
            .map_err(|source| ScreenError::Output {
                path: self.folder.path_of(files::AUDIT),
                source,
            })
    }

    /// Writes a piece. `file` is the payments file it comes from, as named.
    pub(crate) fn accept(&mut self, mut piece: Piece, file: &str) -> Result<(), ScreenError> {
        let mut pending = std::mem::take(&mut piece.pending).into_iter();
        // Runs of rows that are only copied: what is written, and what is ready.
        let (mut clear, mut rejected) = (Run::default(), Run::default());
        let mut cleared = 0;
        for &step in &piece.steps {
            self.tally.records += 1;
            match step {
                Step::Clear(end) => {
                    clear.ready = end as usize;
                    cleared += 1;
                }
                Step::Rejected(end) => {
                    rejected.ready = end as usize;
                    self.tally.rejected += 1;
                }
                Step::Pending => {
                    self.decisions.write(clear.take(&piece.clear_rows))?;
                    let payment = pending.next().ok_or_else(|| {
                        ScreenError::internal("a payment with hits is missing from its chunk")
                    })?;
                    self.settle(payment, file)?;
                }
            }
            if self.tally.records - self.stretch_records == audit::RECORDS_PER_LINE {
                self.decisions.write(clear.take(&piece.clear_rows))?;
                self.rejects.write(rejected.take(&piece.reject_rows))?;
                self.end_stretch()?;
            }
        }
        self.decisions.write(clear.take(&piece.clear_rows))?;
        self.rejects.write(rejected.take(&piece.reject_rows))?;
        self.tally.outcomes.add(Outcome::Clear, cleared);
        self.tally
            .value
            .entry(Outcome::Clear)
            .or_default()
            .take_from(&mut piece.clear_value);
        self.tally.not_utf8 += piece.not_utf8;
        Ok(())
    }

    /// One line of the audit log for the records since the last.
    fn end_stretch(&mut self) -> Result<(), ScreenError> {
        if self.tally.records == self.stretch_records {
            return Ok(());
        }
        let rejected = self.tally.rejected - self.stretch_rejected;
        let mut wrote = BTreeMap::new();
        for stream in [
            &mut self.decisions,
            &mut self.alerts,
            &mut self.released,
            &mut self.rejects,
        ] {
            if let Some(bytes) = stream.cut() {
                wrote.insert(stream.name.to_owned(), bytes);
            }
        }
        let stretch = Stretch {
            first_record: self.stretch_records + 1,
            last_record: self.tally.records,
            decided: self.tally.records - self.stretch_records - rejected,
            rejected,
            wrote,
        };
        self.stretch_records = self.tally.records;
        self.stretch_rejected = self.tally.rejected;
        self.log(Record::Records(Box::new(stretch)))
    }

    /// Decides a payment with hits and writes it, its alerts or its release.
    fn settle(&mut self, payment: Pending, file: &str) -> Result<(), ScreenError> {
        let Pending {
            payment_id,
            line,
            amount,
            assessment,
            hits,
            facts,
        } = payment;
        let mut decision = self.rulebook.settle(assessment, &mut self.caps);
        for obligation in &mut decision.obligations {
            obligation.keep_nearest(FAILED_LICENSES_MAX);
        }
        let outcome = decision.outcome;
        self.tally.outcomes.add(outcome, 1);
        self.tally.hits += hits.len() as u64;
        self.tally.payments_with_hits += 1;
        self.tally.good_guy_hits += decision.good_guys.len() as u64;
        if let Some(amount) = amount {
            self.tally
                .value
                .entry(outcome)
                .or_default()
                .add(amount.currency, amount.value);
        }

        let row = &mut self.row;
        row.clear();
        push_field(row, &payment_id);
        row.push(b',');
        push_u64(row, line);
        row.push(b',');
        row.extend_from_slice(outcome.as_str().as_bytes());
        row.push(b',');
        push_field(row, &decision.reason);
        for values in [&decision.authorities, &decision.programs, &decision.license_ids] {
            row.push(b',');
            push_joined(row, values);
        }
        row.push(b',');
        if let Some(top) = hits.first() {
            push_field(row, &top.listed.designation.id);
            row.push(b',');
            // Writing to a vector cannot fail.
            let _ = write!(row, "{}", top.score);
        } else {
            row.push(b',');
        }
        row.push(b',');
        push_u64(row, hits.len() as u64);
        row.push(b'\n');
        self.decisions.write(row)?;

        let place = Place {
            payment_id: &payment_id,
            file,
            line,
        };
        if outcome.needs_person() {
            for hit in lines::alerting(&decision, &hits) {
                lines::alert(&mut self.row, &place, &decision, hit, &facts)?;
                self.alerts.write(&self.row)?;
                self.alerts.rows += 1;
                self.count_alert(&hit.listed);
            }
        } else if outcome == Outcome::Licensed || !decision.good_guys.is_empty() {
            lines::release(&mut self.row, &place, &decision, &hits, &facts)?;
            self.released.write(&self.row)?;
            self.released.rows += 1;
            self.tally.good_guy_payments += u64::from(outcome == Outcome::Clear);
            for license in &decision.license_ids {
                let (payments, value) = self.tally.released_by_license.entry(license.clone()).or_default();
                *payments += 1;
                if let Some(amount) = amount {
                    value.add(amount.currency, amount.value);
                }
            }
        }
        Ok(())
    }

    fn count_alert(&mut self, listed: &crate::finder::Listed) {
        let designation = &listed.designation;
        *self
            .tally
            .alerts_by_list
            .entry(designation.list.clone())
            .or_default() += 1;
        for program in &designation.programs {
            *self.tally.alerts_by_program.entry(program.clone()).or_default() += 1;
        }
        self.tally
            .alerts_by_designation
            .entry(listed.ordinal)
            .or_insert_with(|| TopDesignation {
                id: designation.id.clone(),
                name: designation.primary_name().to_owned(),
                list: designation.list.clone(),
                alerts: 0,
            })
            .alerts += 1;
    }

    /// Closes the audit chain, writes the summary, spends the caps and makes the run visible.
    ///
    /// `summary` makes the summary out of the counts; `spend` stores the ledger of caps. The ledger is stored before the
    /// run appears: should the machine die in between, an allowance is spent for nothing, but never twice.
    pub(crate) fn publish(
        mut self,
        inputs: Vec<InputDigest>,
        summary: impl FnOnce(&Tally, Counted, Vec<InputDigest>) -> Summary,
        spend: impl FnOnce(CapLedger) -> Result<(), ScreenError>,
    ) -> Result<Summary, ScreenError> {
        self.end_stretch()?;
        let counted = Counted {
            alerts: self.alerts.rows,
            released: self.released.rows,
            alerts_by_list: std::mem::take(&mut self.tally.alerts_by_list),
            alerts_by_program: std::mem::take(&mut self.tally.alerts_by_program),
            top_designations: self.tally.top_designations(),
            value: self
                .tally
                .value
                .iter()
                .map(|(outcome, sums)| (outcome.to_string(), sums.report()))
                .collect(),
            released_by_license: self
                .tally
                .released_by_license
                .iter()
                .map(|(license, (payments, value))| {
                    (
                        license.clone(),
                        Released {
                            payments: *payments,
                            value: value.report(),
                        },
                    )
                })
                .collect(),
            not_utf8: self.tally.not_utf8,
        };
        let (alerts_count, released_count) = (counted.alerts, counted.released);
        let summary = summary(&self.tally, counted, inputs.clone());
        let body = summary.reproducible()?;
        let Writer {
            folder,
            caps,
            decisions,
            alerts,
            released,
            rejects,
            mut audit,
            mut chain,
            tally,
            ..
        } = self;
        let mut digests = BTreeMap::new();
        for stream in [decisions, alerts, released, rejects] {
            let (name, digest) = stream.finish()?;
            digests.insert(name.to_owned(), digest);
        }
        digests.insert(
            files::SUMMARY.to_owned(),
            FileDigest {
                bytes: body.len() as u64,
                blake3: blake3::hash(body.as_bytes()).to_hex().to_string(),
            },
        );
        let end = chain.seal(Record::End(Box::new(End {
            records: tally.records,
            decided: tally.records - tally.rejected,
            rejected: tally.rejected,
            outcomes: tally.outcomes,
            alerts: alerts_count,
            released: released_count,
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
        file.write_all(summary.sealed(chain.head())?.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|e| fail(files::SUMMARY, e))?;
        drop(file);
        spend(caps)?;
        folder.publish()?;
        Ok(summary)
    }
}

/// What the summary needs beside the plain counts.
pub(crate) struct Counted {
    pub(crate) alerts: u64,
    pub(crate) released: u64,
    pub(crate) alerts_by_list: BTreeMap<String, u64>,
    pub(crate) alerts_by_program: BTreeMap<String, u64>,
    pub(crate) top_designations: Vec<TopDesignation>,
    pub(crate) value: BTreeMap<String, BTreeMap<String, crate::summary::Value>>,
    pub(crate) released_by_license: BTreeMap<String, Released>,
    pub(crate) not_utf8: u64,
}

/// Rows that are only copied, of which a part was copied already.
#[derive(Default)]
struct Run {
    written: usize,
    ready: usize,
}

impl Run {
    fn take<'b>(&mut self, rows: &'b [u8]) -> &'b [u8] {
        let bytes = rows.get(self.written..self.ready).unwrap_or_default();
        self.written = self.ready;
        bytes
    }
}
