//! Counts rows, and holds them and the summary against what the audit log closed with.

use std::{collections::BTreeMap, io, path::Path};

use portcullis_model::Outcome;

use super::{
    Findings, Verification,
    log::{Log, counts},
};
use crate::{
    audit::End,
    files,
    output::OUTCOME_COLUMN,
    summary::{self, OutcomeCounts, Summary},
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
    let mut unknown = Odd::default();
    loop {
        let line = rows.position().line();
        if !rows.read_byte_record(&mut row).map_err(io_error)? {
            break;
        }
        seen.decided += 1;
        let outcome = row
            .get(OUTCOME_COLUMN)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .and_then(|word| word.parse::<Outcome>().ok());
        match outcome {
            Some(outcome) => seen.outcomes.add(outcome, 1),
            None => unknown.add(line),
        }
    }
    unknown.tell(files::DECISIONS, "no known outcome", findings);
    Ok(())
}

/// Rows of which the same is wrong: the first and how many there are, since a file that is damaged all over has as many as
/// lines.
#[derive(Default)]
struct Odd {
    first: Option<u64>,
    rows: u64,
}

impl Odd {
    fn add(&mut self, line: u64) {
        self.first.get_or_insert(line);
        self.rows += 1;
    }

    /// Adds one finding where there is any such row.
    fn tell(&self, name: &str, has: &str, findings: &mut Findings) {
        match self.rows {
            0 => {}
            1 => findings.add(name, self.first, format!("has {has}")),
            rows => findings.add(
                name,
                self.first,
                format!("has {has}, and {} rows after it too", rows - 1),
            ),
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
    let mut other = Odd::default();
    while rows.read_byte_record(&mut row).map_err(io_error)? {
        count += 1;
        if row.len() != fields {
            other.add(row.position().map_or(0, csv::Position::line));
        }
    }
    other.tell(name, "not as many fields as the header", findings);
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

/// Holds the summary against the audit log and against its seal.
pub(super) fn check_summary(bytes: &[u8], log: &Log, findings: &mut Findings) {
    let name = files::SUMMARY;
    let opened = std::str::from_utf8(bytes)
        .map_err(|e| format!("is not UTF-8: {e}"))
        .and_then(|text| Ok((text, summary::open(text)?)));
    let (text, opened) = match opened {
        Ok(opened) => opened,
        Err(problem) => return findings.add(name, None, problem),
    };
    let summary = &opened.file.summary;
    if let Some(end) = &log.end {
        check_members(text, summary, end, log, findings);
    }
    if summary.configuration_digest != summary.configuration.digest() {
        findings.add(
            name,
            line_of(text, "configuration"),
            "does not have the configuration that its digest names",
        );
    }
    if let Some(genesis) = &log.genesis
        && (&genesis.configuration_digest, &genesis.index_digest)
            != (&summary.configuration_digest, &summary.index_digest)
    {
        findings.add(
            name,
            line_of(text, "configuration_digest"),
            "names another configuration or index than the audit log",
        );
    }
    if let Some(end) = &log.end {
        if opened.file.audit_head != log.head {
            findings.add(
                name,
                line_of(text, "audit_head"),
                format!(
                    "belongs to another audit log: it names the head {}, and the chain's is {}",
                    opened.file.audit_head, log.head
                ),
            );
        }
        match end.files.get(name) {
            Some(whole) if *whole == opened.reproducible => {}
            Some(whole) => findings.add(
                name,
                None,
                format!(
                    "is not the file that the audit log closed with: its part before `run` has {} bytes, and {} \
                     were expected, of another digest",
                    opened.reproducible.bytes, whole.bytes
                ),
            ),
            None => findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}")),
        }
    }
    if !opened.seal_holds {
        findings.add(
            name,
            line_of(text, "seal"),
            "was changed: it does not have the digest that it is sealed with",
        );
    }
}

/// Holds what the summary counts to what the audit log closed with, member by member.
fn check_members(text: &str, summary: &Summary, end: &End, log: &Log, findings: &mut Findings) {
    let ended = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    let counts = [
        ("records", summary.records, Some(end.records)),
        ("decided", summary.decided, Some(end.decided)),
        ("rejected", summary.rejected, Some(end.rejected)),
        ("alerts", summary.alerts, log.lines_of(files::ALERTS)),
        ("released", summary.released, log.lines_of(files::RELEASED)),
        ("suppressed", summary.suppressed, log.lines_of(files::SUPPRESSED)),
        ("discounted", summary.discounted, log.lines_of(files::DISCOUNTED)),
        ("unbound", summary.unbound, log.lines_of(files::UNBOUND)),
        ("delta", ended, log.lines_of(files::ENDED)),
    ];
    for (member, said, logged) in counts {
        if let Some(logged) = logged.filter(|logged| *logged != said) {
            let counted = if member == "delta" {
                "delta.alerts_ended"
            } else {
                member
            };
            findings.add(
                files::SUMMARY,
                line_of(text, member),
                format!("says {counted} {said}, and the audit log {logged}"),
            );
        }
    }
    if summary.outcomes != end.outcomes {
        findings.add(
            files::SUMMARY,
            line_of(text, "outcomes"),
            format!(
                "says outcomes {}, and the audit log {}",
                words(summary.outcomes),
                words(end.outcomes)
            ),
        );
    }
}

/// The line of a member of the summary, one-based.
fn line_of(text: &str, member: &str) -> Option<u64> {
    let begins = format!("  \"{member}\":");
    let at = text.lines().position(|line| line.starts_with(&begins))?;
    Some(at as u64 + 1)
}
