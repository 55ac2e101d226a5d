//! A run, from open inputs to published results.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use portcullis_exemptions::{CapLedger, LedgerFile, Rulebook};
use portcullis_index::Index;
use portcullis_payments::{BatchFile, open_batch};
use portcullis_sys::failpoint;
use serde::de::DeserializeOwned;

use crate::{
    BatchConfig, Policy, ScreenError, Summary, Umask,
    attested::Recheck,
    audit::InputDigest,
    batch::{self, Begin, How, OnProgress},
    checkpoint::{self, Asked, CHECKPOINT, FINISHED, Finished, Kept, LEDGER, LedgerStep, PLAN, Plan},
    columns,
    config::{Configuration, program},
    control::Control,
    duplicates::{DuplicateCounter, Duplicates, HELD_MAX},
    files,
    folder::StagedFolder,
    list_age::ListAge,
    replay::read_summary,
    summary::{Run, WordsSummary},
    tally::{Counted, Tally},
    worker::Judge,
    writer::{Complete, Settle, Writer},
};

/// What is screened against, as the run states it.
pub(crate) struct Source {
    pub(crate) index_digest: String,
    pub(crate) manifest: serde_json::Value,
    pub(crate) index_path: PathBuf,
    /// Every index that is searched.
    pub(crate) indexes: Vec<Arc<Index>>,
    /// BLAKE3 of the index that a delta run compares with.
    pub(crate) compared_with: Option<String>,
    /// Authorities that the institution's file names and of which the index has no list.
    pub(crate) missing_lists: Vec<String>,
}

/// A run from open inputs to published results: `judge` is what workers do, `settle` what the writer does, given what was
/// spent of caps before.
pub(crate) fn screen<J: Judge, S: Settle<Pending = J::Pending>>(
    judge: &J,
    settle: impl FnOnce(CapLedger) -> S,
    rulebook: &Rulebook,
    policy: &Policy,
    source: &Source,
    batch: &BatchConfig,
    progress: OnProgress<'_>,
) -> Result<Summary, ScreenError> {
    let control = batch.control.as_deref().map(Control::open).transpose()?;
    let inputs = open_inputs(batch)?;
    let Ledger {
        file: mut ledger,
        caps,
        digest: ledger_digest,
    } = Ledger::open(batch.ledger.as_deref())?;
    check_ledger(batch, &caps, rulebook)?;
    check_outputs(batch, source)?;
    let configuration = Configuration::new(
        policy,
        batch,
        rulebook,
        ledger_digest.clone(),
        source.compared_with.clone(),
    );
    let configuration_digest = configuration.digest();
    let plan = Plan::new(&Asked {
        batch,
        configuration: &configuration,
        index_digest: &source.index_digest,
        run_date: policy.run_date,
        inputs: &inputs,
        control_digest: control.as_ref().map(|control| control.digest.as_str()),
        started_at: Timestamp::now(),
    });
    let Opened { folder, plan, kept } = open_folder(batch, plan)?;
    let resumed_at = batch.resume.then(|| clock(Timestamp::now()));
    let took_before = kept.as_ref().map_or(Duration::ZERO, |kept| {
        Duration::try_from_secs_f64(kept.seconds).unwrap_or_default()
    });
    let (mut writer, begin) = match kept {
        Some(kept) => {
            // Before anything is cut: what was read is still there, or most likely so and will be read again.
            let mut later = Vec::new();
            let digests = kept.reached.go_on(&inputs, &plan, &mut later)?;
            let (writer, reached, duplicates) = Writer::resume(folder, settle(caps), kept, &mut later)?;
            let recheck = Recheck::begin(later)?;
            let begin = Begin::at_checkpoint(&inputs, (reached, digests), duplicates, recheck);
            (writer, begin)
        }
        None => {
            let duplicates = DuplicateCounter::new(folder.staging(), HELD_MAX);
            let writer = Writer::begin(folder, settle(caps), &configuration_digest, &source.index_digest)?;
            (writer, Begin::at_first(&inputs, duplicates))
        }
    };
    let how = How {
        threads: threads(batch.threads),
        chunk_bytes: plan.chunk_bytes,
        checkpoint_bytes: batch.checkpoint_bytes,
        sums_value: control.is_some(),
        stop: batch.stop.as_deref(),
        took_before,
    };
    let done = batch::run(judge, begin, &how, &mut writer, progress);
    let batch::WhatWasRead {
        digests,
        held,
        duplicates,
        took,
    } = done.map_err(|error| interrupted(&batch.out, error))?;
    // What was found is published only if all of it was read from the files.
    for index in &source.indexes {
        index.check_whole()?;
    }
    let run = |records: u64| Run {
        resumed_at: resumed_at.clone(),
        ..run_of(&plan, batch, source, how.threads, took, records)
    };
    let complete = writer.finish(
        digests,
        rulebook.words(),
        batch.signer.as_deref(),
        |tally, counted, digests| Summary {
            words: WordsSummary::new(rulebook.words(), &tally.words),
            columns: columns::count(&inputs, held.iter().map(|held| &held.columns)),
            duplicates,
            control: control.map(|control| {
                let totals = held.iter().map(|held| &held.totals);
                control.hold(&batch.payments, &digests, totals)
            }),
            ..summarize(
                tally,
                counted,
                digests,
                source,
                configuration,
                configuration_digest,
                run(tally.records),
            )
        },
    );
    let complete = complete.map_err(|error| interrupted(&batch.out, error))?;
    keep(batch, &complete.folder).map_err(|error| interrupted(&batch.out, error))?;
    let step = match (&batch.ledger, ledger_digest) {
        (Some(path), Some(before)) => Some(ledger_step(path, before, &complete)?),
        _ => None,
    };
    let published = complete.publish(step, |text| match &mut ledger {
        Some(file) => Ok(file.replace(text)?),
        None => Ok(()),
    });
    published.map_err(|error| interrupted(&batch.out, error))
}

/// The hidden folder of a run, and what there is in it.
struct Opened<M> {
    folder: StagedFolder,
    plan: Plan,
    /// Where to go on; `None`: with the first record.
    kept: Option<Kept<M>>,
}

/// Makes the hidden folder, or takes over that of the unfinished run that is to go on.
fn open_folder<M: DeserializeOwned>(batch: &BatchConfig, plan: Plan) -> Result<Opened<M>, ScreenError> {
    if !batch.resume {
        let folder = StagedFolder::prepare(&batch.out, batch.force, batch.umask)?;
        checkpoint::write(&folder, PLAN, &plan)?;
        failpoint("plan");
        return Ok(Opened {
            folder,
            plan,
            kept: None,
        });
    }
    let folder = StagedFolder::reopen(&batch.out, batch.umask)?;
    let began =
        checkpoint::read::<Plan>(folder.staging(), PLAN)?.ok_or_else(|| ScreenError::NothingToResume {
            path: batch.out.clone(),
        })?;
    let reasons = plan.changes(&began);
    if !reasons.is_empty() {
        return Err(ScreenError::CannotResume {
            path: batch.out.clone(),
            reasons,
        });
    }
    let kept = checkpoint::read(folder.staging(), CHECKPOINT)?;
    match kept {
        None => folder.clear()?,
        // Made after the checkpoint, by a run that died before it was noted that all is complete.
        Some(_) => folder.discard(files::SUMMARY)?,
    }
    Ok(Opened {
        folder,
        plan: began,
        kept,
    })
}

/// What a failure comes to: where a checkpoint was made, what was done is kept.
fn interrupted(out: &Path, error: ScreenError) -> ScreenError {
    // Going on again would find the same change.
    if matches!(
        error,
        ScreenError::Interrupted { .. } | ScreenError::CannotResume { .. }
    ) {
        return error;
    }
    match checkpoint::unfinished(out) {
        Ok(Some(kept)) if kept.records > 0 || kept.is_finished => ScreenError::Interrupted {
            path: out.to_owned(),
            records: kept.records,
            cause: Some(Box::new(error)),
        },
        _ => error,
    }
}

/// Copies what is to be kept into the run, with the ledger of caps as it was before.
fn keep(batch: &BatchConfig, folder: &StagedFolder) -> Result<(), ScreenError> {
    let ledger = batch.ledger.iter().filter(|path| path.exists());
    let ledger = ledger.map(|path| (path.clone(), PathBuf::from(LEDGER)));
    let files: Vec<(PathBuf, PathBuf)> = batch.keep.iter().cloned().chain(ledger).collect();
    if files.is_empty() {
        return Ok(());
    }
    let kept = folder.make_kept()?;
    for (from, name) in files {
        folder.copy_into(&kept, &from, &name)?;
    }
    Ok(())
}

/// What becomes of the ledger, and its new text.
fn ledger_step(
    path: &Path,
    before: String,
    complete: &Complete,
) -> Result<(LedgerStep, Vec<u8>), ScreenError> {
    let text = LedgerFile::text(&complete.caps)?;
    let step = LedgerStep {
        path: path.to_owned(),
        before,
        after: blake3::hash(&text).to_hex().to_string(),
    };
    Ok((step, text))
}

/// Publishes an unfinished run of which every output is complete ([`Unfinished::is_finished`](crate::Unfinished::is_finished)):
/// stores the ledger of caps, where that is not done yet, and makes the run visible. Paths are read against the folder in
/// which the run was asked for.
///
/// # Errors
/// There is no such run, what was kept is damaged, another run spent of the ledger since, or the disk fails.
pub fn finish(out: &Path, umask: Umask) -> Result<Summary, ScreenError> {
    let folder = StagedFolder::reopen(out, umask)?;
    let nothing = || ScreenError::NothingToResume { path: out.to_owned() };
    let finished: Finished = checkpoint::read(folder.staging(), FINISHED)?.ok_or_else(nothing)?;
    if let Some(step) = &finished.ledger {
        let text = std::fs::read(folder.staging().join(LEDGER)).map_err(|source| ScreenError::Input {
            path: folder.staging().join(LEDGER),
            source,
        })?;
        let Ledger { file, digest, .. } = Ledger::open(Some(&step.path))?;
        if digest.as_deref() == Some(&step.before) {
            if let Some(mut file) = file {
                file.replace(&text)?;
            }
        } else if digest.as_deref() != Some(&step.after) {
            return Err(ScreenError::CannotResume {
                path: out.to_owned(),
                reasons: vec![format!(
                    "the ledger of caps {} changed: another run spent of it, or it was edited",
                    step.path.display()
                )],
            });
        }
    }
    folder.publish()?;
    read_summary(out)
}

/// When, where and how fast a run was.
fn run_of(
    plan: &Plan,
    batch: &BatchConfig,
    source: &Source,
    threads: usize,
    took: Duration,
    records: u64,
) -> Run {
    Run {
        started_at: clock(plan.started_at),
        finished_at: clock(Timestamp::now()),
        resumed_at: None,
        // To the microsecond, and whole records: figures so short read back from JSON as what they were.
        seconds: (took.as_secs_f64() * 1e6).round() / 1e6,
        #[allow(clippy::cast_precision_loss)]
        records_per_second: (records as f64 / took.as_secs_f64().max(1e-9)).round(),
        operator: batch.operator.clone(),
        command: plan.command.clone(),
        directory: plan.directory.to_string_lossy().into_owned(),
        signed_by: batch.signer.as_ref().map(|signer| signer.public_key()),
        host: portcullis_sys::host_name(),
        threads,
        index_path: source.index_path.to_string_lossy().into_owned(),
        replaced: plan.replaced.clone(),
        delta_path: String::new(),
        payments_paths: batch
            .payments
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect(),
        warnings: batch.warnings.clone(),
        // The first index is the one that decides; a delta run has the index before after it.
        lists: source.indexes.first().map_or_else(Vec::new, |index| {
            ListAge::of(&index.manifest().sources, plan.started_at)
        }),
    }
}

fn summarize(
    tally: &Tally,
    counted: Counted,
    inputs: Vec<InputDigest>,
    source: &Source,
    configuration: Configuration,
    configuration_digest: String,
    run: Run,
) -> Summary {
    Summary {
        program: program(),
        records: tally.records,
        decided: tally.decided(),
        rejected: tally.rejected,
        rejects_touched: tally.rejects_touched,
        files_refused: inputs.iter().filter(|input| input.refused.is_some()).count() as u64,
        outcomes: tally.outcomes,
        need_person: tally.outcomes.need_person(),
        hits: tally.hits,
        payments_with_hits: tally.payments_with_hits,
        resubmitted: tally.resubmitted,
        covers: tally.covers,
        alerts: counted.alerts,
        cases: counted.cases,
        alerts_by_list: counted.alerts_by_list,
        alerts_by_program: counted.alerts_by_program,
        top_designations: counted.top_designations,
        released: counted.released,
        suppressed: counted.suppressed,
        words: WordsSummary::default(),
        discounted: counted.discounted,
        unbound: counted.unbound,
        unbound_by_authority: counted.unbound_by_authority,
        missing_lists: source.missing_lists.clone(),
        good_guy_hits: tally.good_guy_hits,
        good_guy_payments: tally.good_guy_payments,
        released_by_license: counted.released_by_license,
        value: counted.value,
        not_utf8: counted.not_utf8,
        notes: tally.notes.clone(),
        columns: BTreeMap::new(),
        duplicates: Duplicates::default(),
        control: None,
        delta: None,
        inputs,
        configuration,
        configuration_digest,
        index_digest: source.index_digest.clone(),
        index: source.manifest.clone(),
        run,
        audit_head: String::new(),
    }
}

/// Opens the payments files. One of which nothing can be read is a reject among the records of the others; where that is so of all,
/// there is no run.
fn open_inputs(batch: &BatchConfig) -> Result<Vec<BatchFile>, ScreenError> {
    if batch.payments.is_empty() {
        return Err(ScreenError::NoInput);
    }
    let read_from = batch.read_from.iter().map(Some).chain(std::iter::repeat(None));
    let files = batch.payments.iter().zip(read_from);
    let files = files.map(|(named, from)| (from.unwrap_or(named).as_path(), named.as_path()));
    Ok(open_batch(files, batch.format, &batch.mapping)?)
}

fn threads(asked: usize) -> usize {
    match asked {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        asked => asked,
    }
}

/// The ledger of caps, locked for this run.
struct Ledger {
    /// `None`: the batch keeps its own account and forgets it.
    file: Option<LedgerFile>,
    /// What was spent before.
    caps: CapLedger,
    /// BLAKE3 of the file before the run.
    digest: Option<String>,
}

impl Ledger {
    fn open(path: Option<&Path>) -> Result<Ledger, ScreenError> {
        let Some(path) = path else {
            return Ok(Ledger {
                file: None,
                caps: CapLedger::default(),
                digest: None,
            });
        };
        let (file, caps) = LedgerFile::open(path)?;
        // Locked by now. A ledger that is not there yet is an empty one.
        let bytes = match std::fs::read(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(source) => {
                return Err(ScreenError::Output {
                    path: path.to_owned(),
                    source,
                });
            }
            Ok(bytes) => bytes,
        };
        Ok(Ledger {
            file: Some(file),
            caps,
            digest: Some(blake3::hash(&bytes).to_hex().to_string()),
        })
    }
}

/// Refuses a ledger of which no license is one of the rules: it is another's, and every cap would start from nothing.
/// Where some are, the others have ended.
fn check_ledger(batch: &BatchConfig, caps: &CapLedger, rulebook: &Rulebook) -> Result<(), ScreenError> {
    const SHOWN: usize = 3;
    let Some(path) = &batch.ledger else {
        return Ok(());
    };
    let spent: Vec<&str> = caps.licenses().collect();
    let is_known = |id: &&str| rulebook.licenses().iter().any(|license| license.id == *id);
    if spent.is_empty() || spent.iter().any(is_known) {
        return Ok(());
    }
    let mut licenses = spent
        .iter()
        .take(SHOWN)
        .map(|id| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if spent.len() > SHOWN {
        licenses.push_str(", …");
    }
    Err(ScreenError::OtherLedger {
        path: path.clone(),
        licenses,
    })
}

/// Refuses to replace a file that this run reads, which a run that is replaced may hold.
fn check_outputs(batch: &BatchConfig, source: &Source) -> Result<(), ScreenError> {
    let Ok(folder) = batch.out.canonicalize() else {
        return Ok(());
    };
    let reads = batch.payments.iter().chain(&batch.ledger).chain(&batch.control);
    for path in reads.chain(std::iter::once(&source.index_path)) {
        let is_output = path.canonicalize().is_ok_and(|read| {
            let name = read.file_name().and_then(|name| name.to_str());
            read.parent() == Some(folder.as_path())
                && name.is_some_and(|name| files::FILES.iter().any(|file| file.name == name))
        });
        if is_output {
            return Err(ScreenError::OutputIsInput { path: path.clone() });
        }
    }
    Ok(())
}

/// The clock, for `summary.json` alone.
fn clock(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
