//! The ordered writer: settles what has hits, writes every file of the run, keeps the audit chain and the counts.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use std::sync::Arc;

use portcullis_exemptions::{Assessment, CapLedger, Decision, Rulebook};
use portcullis_model::{Amount, Field, Outcome};
use rustc_hash::FxHashMap;

use crate::{
    ScreenError,
    audit::{self, Bytes, Chain, End, FileDigest, Genesis, InputDigest, Record, Stretch},
    changes::{Changes, Fate},
    files,
    finder::Listed,
    folder::StagedFolder,
    lines::{self, Place},
    summary::{EndedBy, OutcomeCounts, Released, Summary, TopDesignation, ValueSums},
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

/// What a delta run counts beside the rest.
#[derive(Debug, Default)]
pub(crate) struct DeltaTally {
    /// Payments that the change of the lists does not touch.
    pub(crate) untouched: u64,
    /// Payments that were screened with both lists, to the same result.
    pub(crate) compared_same: u64,
    pub(crate) alerts_new: u64,
    pub(crate) alerts_changed: u64,
    pub(crate) ended_by: BTreeMap<EndedBy, u64>,
}

impl DeltaTally {
    /// Payments without a row.
    pub(crate) fn unchanged(&self) -> u64 {
        self.untouched + self.compared_same
    }
}

/// Counts and sums of a run so far.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    /// What a delta run counts beside; all zero in another.
    pub(crate) delta: DeltaTally,
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
    /// Rows of `decisions.csv`.
    pub(crate) fn decided(&self) -> u64 {
        self.records - self.rejected - self.delta.unchanged()
    }

    fn top_designations(&self) -> Vec<TopDesignation> {
        let mut top: Vec<&TopDesignation> = self.alerts_by_designation.values().collect();
        top.sort_by(|a, b| b.alerts.cmp(&a.alerts).then_with(|| a.id.cmp(&b.id)));
        top.into_iter().take(TOP_DESIGNATIONS).cloned().collect()
    }
}

/// The decision of a payment that was assessed, as it is written down.
fn decide(rulebook: &Rulebook, assessment: Assessment, caps: &mut CapLedger) -> Decision {
    let mut decision = rulebook.settle(assessment, caps);
    for obligation in &mut decision.obligations {
        obligation.keep_nearest(FAILED_LICENSES_MAX);
    }
    decision
}

/// Whether a payment that needs no person has a line in `released.jsonl`.
fn is_release(decision: &Decision) -> bool {
    decision.outcome == Outcome::Licensed || !decision.good_guys.is_empty()
}

/// All that a run writes of one payment.
struct Told {
    decision: Decision,
    row: Vec<u8>,
    alerts: Vec<ToldAlert>,
    release: Option<Vec<u8>>,
}

struct ToldAlert {
    line: Vec<u8>,
    listed: Arc<Listed>,
    field: Field,
}

impl ToldAlert {
    /// Whether both are of one hit, and so have one id.
    fn is_of(&self, other: &ToldAlert) -> bool {
        self.field == other.field && self.listed.designation.id == other.listed.designation.id
    }
}

impl Told {
    /// Runs with what spends a cap are refused when they ask for a comparison, so each payment is decided by itself.
    fn of(rulebook: &Rulebook, payment: Pending, file: &str) -> Result<Told, ScreenError> {
        let decision = decide(rulebook, payment.assessment, &mut CapLedger::default());
        let place = Place {
            payment_id: &payment.payment_id,
            file,
            line: payment.line,
        };
        let mut row = Vec::new();
        lines::row(&mut row, &place, &decision, &payment.hits);
        let (mut alerts, mut release) = (Vec::new(), None);
        if decision.outcome.needs_person() {
            for hit in lines::alerting(&decision, &payment.hits) {
                let mut line = Vec::new();
                lines::alert(&mut line, &place, &decision, hit, &payment.facts)?;
                alerts.push(ToldAlert {
                    line,
                    listed: Arc::clone(&hit.listed),
                    field: hit.field,
                });
            }
        } else if is_release(&decision) {
            let mut line = Vec::new();
            lines::release(&mut line, &place, &decision, &payment.hits, &payment.facts)?;
            release = Some(line);
        }
        Ok(Told {
            decision,
            row,
            alerts,
            release,
        })
    }

    fn has_same_alerts(&self, other: &Told) -> bool {
        let lines = self.alerts.iter().map(|alert| &alert.line);
        lines.eq(other.alerts.iter().map(|alert| &alert.line))
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
    /// In a delta run only.
    ended: Option<Stream>,
    changes: Option<&'a Changes>,
    audit: BufWriter<File>,
    chain: Chain,
    pub(crate) tally: Tally,
    /// Records and rejects before the stretch that is being written.
    stretch_records: u64,
    stretch_rejected: u64,
    stretch_unchanged: u64,
    row: Vec<u8>,
}

impl<'a> Writer<'a> {
    /// Creates the files of a run in a staged folder and begins the audit chain. `changes` are what a delta run screens
    /// against.
    pub(crate) fn begin(
        folder: StagedFolder,
        rulebook: &'a Rulebook,
        caps: CapLedger,
        changes: Option<&'a Changes>,
        configuration_digest: &str,
        index_digest: &str,
    ) -> Result<Writer<'a>, ScreenError> {
        let audit = BufWriter::with_capacity(BUFFER_BYTES, folder.create(files::AUDIT)?);
        let mut writer = Writer {
            decisions: Stream::create(&folder, files::DECISIONS)?,
            alerts: Stream::create(&folder, files::ALERTS)?,
            released: Stream::create(&folder, files::RELEASED)?,
            rejects: Stream::create(&folder, files::REJECTS)?,
            ended: changes
                .map(|_| Stream::create(&folder, files::ENDED))
                .transpose()?,
            changes,
            audit,
            folder,
            rulebook,
            caps,
            chain: Chain::new(),
            tally: Tally::default(),
            stretch_records: 0,
            stretch_rejected: 0,
            stretch_unchanged: 0,
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
                Step::Untouched => self.tally.delta.untouched += 1,
                Step::Unchanged => self.tally.delta.compared_same += 1,
                Step::Compared => {
                    let (Some(old), Some(new)) = (pending.next(), pending.next()) else {
                        return Err(ScreenError::internal(
                            "a payment that was screened twice is missing from its chunk",
                        ));
                    };
                    self.compare(old, new, file)?;
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
        let unchanged = self.tally.delta.unchanged() - self.stretch_unchanged;
        let mut wrote = BTreeMap::new();
        for stream in [
            &mut self.decisions,
            &mut self.alerts,
            &mut self.released,
            &mut self.rejects,
        ]
        .into_iter()
        .chain(&mut self.ended)
        {
            if let Some(bytes) = stream.cut() {
                wrote.insert(stream.name.to_owned(), bytes);
            }
        }
        let stretch = Stretch {
            first_record: self.stretch_records + 1,
            last_record: self.tally.records,
            decided: self.tally.records - self.stretch_records - rejected - unchanged,
            rejected,
            unchanged,
            wrote,
        };
        self.stretch_records = self.tally.records;
        self.stretch_rejected = self.tally.rejected;
        self.stretch_unchanged = self.tally.delta.unchanged();
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
        let decision = decide(self.rulebook, assessment, &mut self.caps);
        self.count(&decision, hits.len(), amount);
        let place = Place {
            payment_id: &payment_id,
            file,
            line,
        };
        lines::row(&mut self.row, &place, &decision, &hits);
        self.decisions.write(&self.row)?;
        if decision.outcome.needs_person() {
            for hit in lines::alerting(&decision, &hits) {
                lines::alert(&mut self.row, &place, &decision, hit, &facts)?;
                self.alerts.write(&self.row)?;
                self.alerts.rows += 1;
                self.count_alert(&hit.listed);
            }
        } else if is_release(&decision) {
            lines::release(&mut self.row, &place, &decision, &hits, &facts)?;
            self.released.write(&self.row)?;
            self.released.rows += 1;
            self.count_release(&decision, amount);
        }
        Ok(())
    }

    /// Decides a payment as the old lists have it and as the new ones do, and writes what differs.
    fn compare(&mut self, old: Pending, new: Pending, file: &str) -> Result<(), ScreenError> {
        let (amount, hits) = (new.amount, new.hits.len());
        let found: Vec<(String, Field)> = new
            .hits
            .iter()
            .map(|hit| (hit.listed.designation.id.clone(), hit.field))
            .collect();
        let old = Told::of(self.rulebook, old, file)?;
        let new = Told::of(self.rulebook, new, file)?;
        if old.row == new.row && old.release == new.release && old.has_same_alerts(&new) {
            self.tally.delta.compared_same += 1;
            return Ok(());
        }
        self.count(&new.decision, hits, amount);
        self.decisions.write(&new.row)?;
        for alert in &new.alerts {
            let before = old.alerts.iter().find(|before| before.is_of(alert));
            let delta: &[u8] = match before {
                Some(before) if before.line == alert.line => continue,
                Some(_) => b"\"changed\"",
                None => b"\"new\"",
            };
            self.tally.delta.alerts_new += u64::from(before.is_none());
            self.tally.delta.alerts_changed += u64::from(before.is_some());
            lines::extend(&mut self.row, &alert.line, "delta", delta);
            self.alerts.write(&self.row)?;
            self.alerts.rows += 1;
            self.count_alert(&alert.listed);
        }
        if let Some(release) = &new.release
            && old.release.as_ref() != Some(release)
        {
            self.released.write(release)?;
            self.released.rows += 1;
            self.count_release(&new.decision, amount);
        }
        for alert in &old.alerts {
            if new.alerts.iter().any(|now| now.is_of(alert)) {
                continue;
            }
            let id = &alert.listed.designation.id;
            let still_found = found
                .iter()
                .any(|(hit, field)| hit == id && *field == alert.field);
            let fate = self.changes.map_or(Fate::Same, |changes| changes.fate(id));
            let (cause, reason) = lines::why_ended(id, &fate, still_found, &new.decision);
            lines::ended(&mut self.row, &alert.line, cause, &reason, &new.decision)?;
            *self.tally.delta.ended_by.entry(cause).or_default() += 1;
            if let Some(ended) = &mut self.ended {
                ended.write(&self.row)?;
                ended.rows += 1;
            }
        }
        Ok(())
    }

    /// Counts a decision that is written.
    fn count(&mut self, decision: &Decision, hits: usize, amount: Option<Amount>) {
        self.tally.outcomes.add(decision.outcome, 1);
        self.tally.hits += hits as u64;
        self.tally.payments_with_hits += u64::from(hits > 0);
        self.tally.good_guy_hits += decision.good_guys.len() as u64;
        if let Some(amount) = amount {
            self.tally
                .value
                .entry(decision.outcome)
                .or_default()
                .add(amount.currency, amount.value);
        }
    }

    fn count_release(&mut self, decision: &Decision, amount: Option<Amount>) {
        self.tally.good_guy_payments += u64::from(decision.outcome == Outcome::Clear);
        for license in &decision.license_ids {
            let (payments, value) = self.tally.released_by_license.entry(license.clone()).or_default();
            *payments += 1;
            if let Some(amount) = amount {
                value.add(amount.currency, amount.value);
            }
        }
    }

    fn count_alert(&mut self, listed: &Listed) {
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
            ended,
            mut audit,
            mut chain,
            tally,
            ..
        } = self;
        let mut digests = BTreeMap::new();
        let ended_count = ended.as_ref().map_or(0, |stream| stream.rows);
        for stream in [decisions, alerts, released, rejects].into_iter().chain(ended) {
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
            decided: tally.decided(),
            rejected: tally.rejected,
            unchanged: tally.delta.unchanged(),
            outcomes: tally.outcomes,
            alerts: alerts_count,
            released: released_count,
            ended: ended_count,
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
