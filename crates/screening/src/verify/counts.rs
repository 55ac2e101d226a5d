//! Counts rows, and holds them and the summary against what the audit log closed with.

use std::{collections::BTreeMap, io, path::Path};

use portcullis_model::Outcome;

use super::{
    Findings, Verification,
    log::{Log, counts},
};
use crate::{
    files,
    output::OUTCOME_COLUMN,
    summary::{self, OutcomeCounts},
};

/// Counts the rows of `decisions.csv` by outcome.
pub(super) fn count_decisions(
    path: &Path,
    seen: &mut Verification,
    findings: &mut Findings,
) -> io::Result<()> {
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(io_error)?;
    let mut row = csv::ByteRecord::new();
    loop {
        let line = rows.position().line();
        match rows.read_byte_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(e) => return Err(io_error(e)),
        }
        seen.decided += 1;
        let outcome = row
            .get(OUTCOME_COLUMN)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .and_then(|word| word.parse::<Outcome>().ok());
        match outcome {
            Some(outcome) => seen.outcomes.add(outcome, 1),
            None => findings.add(files::DECISIONS, Some(line), "has no known outcome"),
        }
    }
}

/// Counts the rows of a CSV file with a header.
pub(super) fn count_rows(path: &Path, name: &str, findings: &mut Findings) -> io::Result<u64> {
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(io_error)?;
    // As many fields as when the run was written.
    let fields = rows.byte_headers().map_err(io_error)?.len();
    let mut row = csv::ByteRecord::new();
    let mut count = 0;
    while rows.read_byte_record(&mut row).map_err(io_error)? {
        count += 1;
        if row.len() != fields {
            findings.add(
                name,
                row.position().map(csv::Position::line),
                "does not have as many fields as the header",
            );
        }
    }
    Ok(count)
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Holds what was counted against what the audit log closed with.
pub(super) fn check_counts(log: &Log, seen: &Verification, findings: &mut Findings) {
    let Some(end) = &log.end else { return };
    let at = Some(log.lines);
    let accounted = end
        .decided
        .saturating_add(end.rejected)
        .saturating_add(end.unchanged);
    if end.records != accounted {
        findings.add(
            files::AUDIT,
            at,
            format!(
                "{} do not add up: records were lost",
                counts(end.records, end.decided, end.rejected, end.unchanged)
            ),
        );
    }
    if seen.decided != end.decided || seen.outcomes != end.outcomes {
        findings.add(
            files::DECISIONS,
            None,
            format!(
                "holds {} decisions ({}), the audit log says {} ({})",
                seen.decided,
                words(seen.outcomes),
                end.decided,
                words(end.outcomes)
            ),
        );
    }
    if seen.rejected != end.rejected {
        findings.add(
            files::REJECTS,
            None,
            format!(
                "holds {} rejects, the audit log says {}",
                seen.rejected, end.rejected
            ),
        );
    }
}

fn words(outcomes: OutcomeCounts) -> String {
    let counts: BTreeMap<Outcome, u64> = Outcome::ALL
        .iter()
        .map(|outcome| (*outcome, outcomes.of(*outcome)))
        .collect();
    counts
        .iter()
        .map(|(outcome, n)| format!("{outcome} {n}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Holds the summary against its seal and against the audit log.
pub(super) fn check_summary(bytes: &[u8], log: &Log, findings: &mut Findings) {
    let name = files::SUMMARY;
    let opened = match std::str::from_utf8(bytes)
        .map_err(|e| format!("is not UTF-8: {e}"))
        .and_then(summary::open)
    {
        Ok(opened) => opened,
        Err(problem) => return findings.add(name, None, problem),
    };
    if !opened.seal_holds {
        findings.add(
            name,
            None,
            "was changed: it does not have the digest that it is sealed with",
        );
    }
    let summary = &opened.file.summary;
    if summary.configuration_digest != summary.configuration.digest() {
        findings.add(
            name,
            None,
            "does not have the configuration that its digest names",
        );
    }
    if let Some(genesis) = &log.genesis
        && (&genesis.configuration_digest, &genesis.index_digest)
            != (&summary.configuration_digest, &summary.index_digest)
    {
        findings.add(
            name,
            None,
            "names another configuration or index than the audit log",
        );
    }
    let Some(end) = &log.end else { return };
    if opened.file.audit_head != log.head {
        findings.add(
            name,
            None,
            "belongs to another audit log: the head that it names is not the chain's",
        );
    }
    match end.files.get(name) {
        Some(whole) if *whole == opened.reproducible => {}
        Some(_) => findings.add(name, None, "is not the file that the audit log closed with"),
        None => findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}")),
    }
    let said = (
        summary.records,
        summary.decided,
        summary.rejected,
        summary.outcomes,
    );
    let ended = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    let lines = [
        (files::ALERTS, summary.alerts),
        (files::RELEASED, summary.released),
        (files::DISCOUNTED, summary.discounted),
        (files::UNBOUND, summary.unbound),
        (files::ENDED, ended),
    ];
    let lines_agree = lines
        .iter()
        .all(|(file, lines)| log.lines_of(file).is_none_or(|said| said == *lines));
    if said != (end.records, end.decided, end.rejected, end.outcomes) || !lines_agree {
        findings.add(name, None, "counts other than the audit log does");
    }
}
