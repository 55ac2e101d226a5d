//! Proving later that a run is still what was written.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use portcullis_model::Outcome;
use serde::Serialize;

use crate::{
    audit::{self, Bytes, End, Entry, Genesis, Stretch},
    files,
    output::OUTCOME_COLUMN,
    summary::{self, OutcomeCounts},
};

/// Why a folder could not be verified at all. What is wrong *with* a run is a [`Finding`] instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no such folder, or it cannot be read.
    #[error("{}: cannot be read as a run: {source}", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The folder holds none of the files of a run.
    #[error("{}: holds no run (none of {})", path.display(), files::of_run(false).collect::<Vec<_>>().join(", "))]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
}

/// Something of a run that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file of the run.
    pub file: String,
    /// First line concerned, one-based, where one can be named.
    pub line: Option<u64>,
    /// Last line concerned.
    pub last_line: Option<u64>,
    /// What is wrong.
    pub problem: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        match (self.line, self.last_line) {
            (Some(first), Some(last)) if last > first => write!(f, ":{first}-{last}")?,
            (Some(line), _) => write!(f, ":{line}")?,
            _ => {}
        }
        write!(f, ": {}", self.problem)
    }
}

/// What verifying a run showed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// What is wrong; empty when the run is intact. At most [`FINDINGS_MAX`], then a last one counts the rest.
    pub findings: Vec<Finding>,
    /// Lines of the audit log that were checked.
    pub audit_lines: u64,
    /// Records in the inputs, as the audit log says.
    pub records: u64,
    /// Rows counted in `decisions.csv`.
    pub decided: u64,
    /// Rows counted in `rejects.csv`.
    pub rejected: u64,
    /// Records that are decided as the old lists decided them, as the audit log of a delta run says. They have no rows.
    pub unchanged: u64,
    /// Rows counted by outcome.
    pub outcomes: OutcomeCounts,
    /// Hash of the last line of the audit log. Compare it with the head noted when the run was made: only that
    /// shows a run that was replaced by another whole run.
    pub head: Option<String>,
}

/// Findings that a [`Verification`] lists.
pub const FINDINGS_MAX: usize = 100;

/// Lines longer than this are not read into memory; no run writes an audit line that long.
const LINE_BYTES_MAX: u64 = 16 << 20;

impl Verification {
    /// Whether nothing was changed, cut, reordered or taken away.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Recomputes the audit chain, every digest and every count of a run.
///
/// Reads each file once, front to back, in constant memory.
///
/// # Errors
/// [`VerifyError`] when there is no run to verify or the disk fails. A run that is not intact is no error: see
/// [`Verification::findings`].
pub fn verify(folder: &Path) -> Result<Verification, VerifyError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| VerifyError::Folder { path, source }
    };
    std::fs::read_dir(folder).map_err(unreadable(folder))?;
    let mut present: Vec<&str> = files::of_run(false)
        .filter(|name| folder.join(name).exists())
        .collect();
    if present.is_empty() {
        return Err(VerifyError::NotARun {
            path: folder.to_owned(),
        });
    }
    let mut findings = Findings::default();
    let mut seen = Verification::default();
    let mut log = Log::default();
    if present.contains(&files::AUDIT) {
        let path = folder.join(files::AUDIT);
        log = read_log(&path, &mut findings).map_err(unreadable(&path))?;
    }
    let of_delta = log
        .end
        .as_ref()
        .is_some_and(|end| end.files.contains_key(files::ENDED));
    let ended_is_there = folder.join(files::ENDED).exists();
    if ended_is_there {
        present.push(files::ENDED);
    }
    for name in files::of_run(of_delta) {
        if !present.contains(&name) {
            findings.add(name, None, "is missing; a complete run has it");
        }
    }
    for name in files::of_records(true).map(|file| file.name) {
        if present.contains(&name) {
            let path = folder.join(name);
            let lines = check_stream(name, &path, &log, &mut findings).map_err(unreadable(&path))?;
            check_lines(name, lines, &log, &mut findings);
        }
    }
    if present.contains(&files::DECISIONS) {
        let path = folder.join(files::DECISIONS);
        count_decisions(&path, &mut seen, &mut findings).map_err(unreadable(&path))?;
    }
    if present.contains(&files::REJECTS) {
        let path = folder.join(files::REJECTS);
        seen.rejected = count_rows(&path, files::REJECTS, &mut findings).map_err(unreadable(&path))?;
    }
    check_counts(&log, &seen, &mut findings);
    if present.contains(&files::SUMMARY) {
        let path = folder.join(files::SUMMARY);
        let bytes = std::fs::read(&path).map_err(unreadable(&path))?;
        check_summary(&bytes, &log, &mut findings);
    }
    seen.audit_lines = log.lines;
    seen.records = log.end.as_ref().map_or(0, |end| end.records);
    seen.unchanged = log.end.as_ref().map_or(0, |end| end.unchanged);
    seen.head = log.end.is_some().then_some(log.head);
    seen.findings = findings.finish();
    Ok(seen)
}

/// Findings, counted beyond a limit instead of kept.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    more: u64,
}

impl Findings {
    fn add(&mut self, file: &str, line: Option<u64>, problem: impl Into<String>) {
        self.add_lines(file, line, line, problem);
    }

    fn add_lines(
        &mut self,
        file: &str,
        line: Option<u64>,
        last_line: Option<u64>,
        problem: impl Into<String>,
    ) {
        if self.list.len() < FINDINGS_MAX {
            self.list.push(Finding {
                file: file.to_owned(),
                line,
                last_line,
                problem: problem.into(),
            });
        } else {
            self.more += 1;
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        if self.more > 0 {
            let problem = format!("{} more findings are not listed", self.more);
            self.list.push(Finding {
                file: files::AUDIT.to_owned(),
                line: None,
                last_line: None,
                problem,
            });
        }
        self.list
    }
}

/// What the audit log says.
#[derive(Default)]
struct Log {
    lines: u64,
    genesis: Option<Genesis>,
    stretches: Vec<Expected>,
    end: Option<End>,
    head: String,
}

/// The bytes that a stretch of records wrote to one file.
struct Expected {
    /// The file.
    file: &'static str,
    bytes: Bytes,
    first_record: u64,
    last_record: u64,
}

fn read_log(path: &Path, findings: &mut Findings) -> io::Result<Log> {
    let mut log = Log {
        head: audit::NO_HASH.to_owned(),
        ..Log::default()
    };
    let mut reader = BufReader::new(File::open(path)?);
    let mut buffer = Vec::new();
    let mut records = 0;
    let (mut decided, mut rejected, mut unchanged) = (0u64, 0u64, 0u64);
    loop {
        buffer.clear();
        reader
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut buffer)?;
        if buffer.is_empty() {
            break;
        }
        log.lines += 1;
        let at = Some(log.lines);
        if log.end.is_some() {
            findings.add(files::AUDIT, at, "stands after the end of the run");
            break;
        }
        if buffer.pop_if(|b| *b == b'\n').is_none() {
            findings.add(files::AUDIT, at, "is cut: the line does not end");
            if buffer.len() as u64 >= LINE_BYTES_MAX {
                break;
            }
        }
        let opened = match std::str::from_utf8(&buffer)
            .map_err(|e| format!("is not UTF-8: {e}"))
            .and_then(audit::open)
        {
            Ok(opened) => opened,
            Err(problem) => {
                findings.add(files::AUDIT, at, problem);
                continue;
            }
        };
        if !opened.hash_holds {
            findings.add(
                files::AUDIT,
                at,
                "was changed: it does not have the hash that it carries",
            );
        }
        if opened.line.previous != log.head || opened.line.sequence + 1 != log.lines {
            findings.add(
                files::AUDIT,
                at,
                format!(
                    "does not follow the line before (it is number {}): lines were cut, added or reordered",
                    opened.line.sequence
                ),
            );
        }
        log.head = opened.hash;
        match opened.line.entry {
            Entry::Genesis(genesis) => {
                if log.lines != 1 {
                    findings.add(files::AUDIT, at, "a run begins here, inside another");
                }
                if genesis.version != audit::VERSION {
                    findings.add(
                        files::AUDIT,
                        at,
                        format!(
                            "has version {}; this program verifies {}",
                            genesis.version,
                            audit::VERSION
                        ),
                    );
                }
                log.genesis = Some(*genesis);
            }
            Entry::Records(stretch) => {
                let Stretch {
                    first_record,
                    last_record,
                    decided: d,
                    rejected: r,
                    unchanged: u,
                    wrote,
                } = *stretch;
                if first_record != records + 1
                    || last_record
                        .checked_sub(records)
                        .is_none_or(|n| Some(n) != d.checked_add(r).and_then(|n| n.checked_add(u)))
                {
                    findings.add(
                        files::AUDIT,
                        at,
                        format!(
                            "covers records {first_record} to {last_record}, but {records} came before it"
                        ),
                    );
                }
                records = last_record;
                decided = decided.saturating_add(d);
                rejected = rejected.saturating_add(r);
                unchanged = unchanged.saturating_add(u);
                for (name, bytes) in wrote {
                    match files::of_records(true).find(|file| file.name == name) {
                        Some(file) => {
                            log.stretches.push(Expected {
                                file: file.name,
                                bytes,
                                first_record,
                                last_record,
                            });
                        }
                        None => findings.add(files::AUDIT, at, format!("names an unknown file `{name}`")),
                    }
                }
            }
            Entry::End(end) => {
                if (end.records, end.decided, end.rejected, end.unchanged)
                    != (records, decided, rejected, unchanged)
                {
                    findings.add(
                        files::AUDIT,
                        at,
                        format!(
                            "says {}, but its lines say {}",
                            counts(end.records, end.decided, end.rejected, end.unchanged),
                            counts(records, decided, rejected, unchanged)
                        ),
                    );
                }
                log.end = Some(*end);
            }
        }
    }
    if log.genesis.is_none() {
        findings.add(files::AUDIT, Some(1), "the first record is missing");
    }
    if log.end.is_none() {
        findings.add(
            files::AUDIT,
            None,
            "is cut: the last record, which closes the run, is missing",
        );
    }
    Ok(log)
}

/// Checks a file against every stretch of it that the audit log knows, then as a whole. Returns its lines.
fn check_stream(name: &str, path: &Path, log: &Log, findings: &mut Findings) -> io::Result<u64> {
    let mut reader = Digesting::open(path)?;
    let mut intact = true;
    for expected in log.stretches.iter().filter(|e| e.file == name) {
        let Bytes { from, to, blake3 } = &expected.bytes;
        if *from != reader.at || to < from {
            // The log itself is out of order, which was already found; there is nothing to compare with.
            intact = false;
            break;
        }
        let first_line = reader.line();
        let digest = reader.digest(to - from)?;
        let last_line = reader.last_line();
        if reader.at < *to {
            findings.add(
                name,
                Some(reader.line()),
                format!(
                    "is cut: {} bytes are missing, in records {} to {} or after them",
                    log.end
                        .as_ref()
                        .and_then(|end| end.files.get(name))
                        .map_or(*to, |whole| whole.bytes)
                        .saturating_sub(reader.at),
                    expected.first_record,
                    expected.last_record
                ),
            );
            intact = false;
            break;
        }
        if digest != *blake3 {
            findings.add_lines(
                name,
                Some(first_line),
                Some(last_line),
                format!(
                    "was changed, in records {} to {}",
                    expected.first_record, expected.last_record
                ),
            );
            intact = false;
        }
    }
    let line = reader.line();
    reader.digest(u64::MAX)?;
    let Some(end) = &log.end else {
        return Ok(reader.newlines);
    };
    let Some(whole) = end.files.get(name) else {
        findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}"));
        return Ok(reader.newlines);
    };
    if intact && reader.at > whole.bytes {
        findings.add(
            name,
            Some(line),
            format!("has {} bytes too many", reader.at - whole.bytes),
        );
    } else if intact && (reader.at, reader.whole()) != (whole.bytes, whole.blake3.clone()) {
        findings.add(name, None, "is not the file that the audit log closed with");
    }
    Ok(reader.newlines)
}

/// Holds the lines of the JSON lines files against what the audit log closed with.
fn check_lines(name: &str, lines: u64, log: &Log, findings: &mut Findings) {
    let Some(end) = &log.end else { return };
    let said = match name {
        files::ALERTS => end.alerts,
        files::RELEASED => end.released,
        files::ENDED => end.ended,
        _ => return,
    };
    if lines != said {
        findings.add(
            name,
            None,
            format!("holds {lines} lines, the audit log says {said}"),
        );
    }
}

/// Reads a file front to back, hashing and counting lines.
struct Digesting {
    reader: BufReader<File>,
    at: u64,
    newlines: u64,
    ends_with_newline: bool,
    whole: blake3::Hasher,
}

impl Digesting {
    fn open(path: &Path) -> io::Result<Digesting> {
        Ok(Digesting {
            reader: BufReader::with_capacity(256 << 10, File::open(path)?),
            at: 0,
            newlines: 0,
            ends_with_newline: true,
            whole: blake3::Hasher::new(),
        })
    }

    /// Line of the next byte.
    fn line(&self) -> u64 {
        self.newlines + 1
    }

    /// Line of the last byte read.
    fn last_line(&self) -> u64 {
        (self.newlines + u64::from(!self.ends_with_newline)).max(1)
    }

    /// Digest of the next bytes, as many as there are up to `wanted`.
    fn digest(&mut self, wanted: u64) -> io::Result<String> {
        let mut hasher = blake3::Hasher::new();
        let mut left = wanted;
        while left > 0 {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let bytes = &buffer[..take];
            hasher.update(bytes);
            self.whole.update(bytes);
            self.newlines += bytes.iter().filter(|b| **b == b'\n').count() as u64;
            self.ends_with_newline = bytes.last() == Some(&b'\n');
            self.reader.consume(take);
            self.at += take as u64;
            left -= take as u64;
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    fn whole(&self) -> String {
        self.whole.finalize().to_hex().to_string()
    }
}

/// Counts the rows of `decisions.csv` by outcome.
fn count_decisions(path: &Path, seen: &mut Verification, findings: &mut Findings) -> io::Result<()> {
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
fn count_rows(path: &Path, name: &str, findings: &mut Findings) -> io::Result<u64> {
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(io_error)?;
    let mut row = csv::ByteRecord::new();
    let mut count = 0;
    while rows.read_byte_record(&mut row).map_err(io_error)? {
        count += 1;
        if row.len() != 4 {
            findings.add(
                name,
                row.position().map(csv::Position::line),
                "does not have four fields",
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
fn check_counts(log: &Log, seen: &Verification, findings: &mut Findings) {
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

fn counts(records: u64, decided: u64, rejected: u64, unchanged: u64) -> String {
    let rest = if unchanged == 0 {
        String::new()
    } else {
        format!(" and {unchanged} unchanged")
    };
    format!("{records} records, {decided} decided and {rejected} rejected{rest}")
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

fn check_summary(bytes: &[u8], log: &Log, findings: &mut Findings) {
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
    let summary = &opened.summary;
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
    if opened.audit_head != log.head {
        findings.add(
            name,
            None,
            "belongs to another audit log: the head that it names is not the chain's",
        );
    }
    match end.files.get(name) {
        Some(whole) if (&whole.blake3, whole.bytes) == (&opened.reproducible.0, opened.reproducible.1) => {}
        Some(_) => findings.add(name, None, "is not the file that the audit log closed with"),
        None => findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}")),
    }
    let said = (
        summary.records,
        summary.decided,
        summary.rejected,
        summary.outcomes,
    );
    if said != (end.records, end.decided, end.rejected, end.outcomes)
        || (summary.alerts, summary.released) != (end.alerts, end.released)
    {
        findings.add(name, None, "counts other than the audit log does");
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, sync::OnceLock};

    use proptest::prelude::*;

    use super::{Verification, VerifyError, verify};
    use crate::{
        BatchConfig, files,
        testing::{World, mixed_batch, read_run},
    };

    type RunFiles = BTreeMap<&'static str, Vec<u8>>;

    /// A run of 2,300 records, made once.
    fn run() -> &'static RunFiles {
        static RUN: OnceLock<RunFiles> = OnceLock::new();
        RUN.get_or_init(|| made_of(2_300))
    }

    fn made_of(records: u64) -> RunFiles {
        let world = World::licensed();
        let batch = BatchConfig::new(
            vec![world.payments("p.csv", &mixed_batch(records))],
            world.path("run"),
        );
        world.screen(&batch).unwrap();
        read_run(&batch.out)
    }

    fn check(run: &RunFiles) -> Verification {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in run {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        verify(folder.path()).unwrap()
    }

    #[test]
    fn a_run_as_it_was_written_is_intact_and_its_counts_are_told() {
        let verification = check(run());
        assert_eq!(verification.findings, []);
        assert_eq!(verification.records, 2_300);
        assert_eq!(verification.decided + verification.rejected, 2_300);
        // Genesis, three stretches, end.
        assert_eq!(verification.audit_lines, 5);
        assert_eq!(verification.head.unwrap().len(), 64);
    }

    #[test]
    fn a_changed_row_is_found_with_its_file_and_lines() {
        let mut run = run().clone();
        let decisions = String::from_utf8(run[files::DECISIONS].clone()).unwrap();
        // Record 1234 stands in the second thousand.
        let row = decisions.lines().find(|row| row.starts_with("P-1236,")).unwrap();
        let changed = decisions.replace(row, &row.replace("clear", "block"));
        assert_ne!(changed, decisions);
        run.insert(files::DECISIONS, changed.into_bytes());
        let findings = check(&run).findings;
        let first = &findings[0];
        assert_eq!(first.file, files::DECISIONS);
        assert!(first.problem.contains("records 1001 to 2000"), "{first}");
        let line = decisions.lines().position(|other| other == row).unwrap() as u64 + 1;
        assert!(
            first.line.unwrap() <= line && line <= first.last_line.unwrap(),
            "{first} {line}"
        );
        // The counts do not fit any more either.
        assert!(
            findings.iter().any(|f| f.problem.contains("block 2")),
            "{findings:?}"
        );
    }

    #[test]
    fn a_missing_file_is_found() {
        for name in files::of_run(false) {
            let mut run = run().clone();
            run.remove(name);
            let findings = check(&run).findings;
            assert!(
                findings
                    .iter()
                    .any(|f| f.file == name && f.problem.contains("missing")),
                "{name}"
            );
        }
    }

    #[test]
    fn files_of_another_run_are_found() {
        let other = made_of(2_299);
        for name in files::of_run(false) {
            let mut run = run().clone();
            run.insert(name, other[name].clone());
            let same = run[name] == self::run()[name];
            assert_eq!(check(&run).is_intact(), same, "{name}");
        }
    }

    #[test]
    fn reordered_and_repeated_and_deleted_lines_are_found() {
        for name in files::of_run(false) {
            let text = String::from_utf8(run()[name].clone()).unwrap();
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let last = lines.len() - 1;
            let mut swapped = lines.clone();
            swapped.swap(0, last);
            let mut repeated = lines.clone();
            repeated.insert(last, lines[last]);
            let mut deleted = lines.clone();
            deleted.remove(last / 2);
            for changed in [swapped, repeated, deleted] {
                let mut run = run().clone();
                run.insert(name, changed.concat().into_bytes());
                let verification = check(&run);
                assert!(
                    verification.findings.iter().any(|f| f.file == name),
                    "{name}: {verification:?}"
                );
            }
        }
    }

    #[test]
    fn a_chain_that_was_cut_and_closed_again_does_not_fit_the_files() {
        // Someone drops the second thousand from the log and recomputes every hash after it.
        let mut run = run().clone();
        let text = String::from_utf8(run[files::AUDIT].clone()).unwrap();
        let mut chain = crate::audit::Chain::new();
        let mut forged = String::new();
        for (n, line) in text.lines().enumerate() {
            let record = crate::audit::open(line).unwrap().line.entry;
            if n != 2 {
                forged.push_str(&chain.seal(record).unwrap());
            }
        }
        run.insert(files::AUDIT, forged.into_bytes());
        let findings = check(&run).findings;
        assert!(
            findings.iter().any(|f| f.problem.contains("covers records 2001")),
            "{findings:?}"
        );
        assert!(findings.iter().any(|f| f.file == files::SUMMARY), "{findings:?}");
    }

    #[test]
    fn a_folder_without_a_run_is_no_finding_but_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(verify(folder.path()), Err(VerifyError::NotARun { .. })));
        let absent = verify(&folder.path().join("absent")).unwrap_err();
        assert!(
            absent.to_string().contains("absent") && absent.to_string().contains("cannot be read as a run"),
            "{absent}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn one_changed_bit_anywhere_is_found(
            file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), at: prop::sample::Index, bit in 0u8..8,
        ) {
            let mut run = run().clone();
            let bytes = run.get_mut(file).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(!check(&run).is_intact(), "byte {} of {}", at, file);
        }

        #[test]
        fn a_cut_anywhere_is_found(file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), at: prop::sample::Index) {
            let mut run = run().clone();
            let bytes = run.get_mut(file).unwrap();
            let at = at.index(bytes.len());
            bytes.truncate(at);
            let verification = check(&run);
            prop_assert!(verification.findings.iter().any(|f| f.file == file), "{}: {:?}", file, verification);
        }

        #[test]
        fn added_bytes_anywhere_are_found(
            file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), at: prop::sample::Index, byte: u8,
        ) {
            let mut run = run().clone();
            let bytes = run.get_mut(file).unwrap();
            let at = at.index(bytes.len() + 1);
            bytes.insert(at, byte);
            prop_assert!(!check(&run).is_intact());
        }

        #[test]
        fn no_content_makes_the_verifier_panic(
            file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), content in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let mut run = run().clone();
            run.insert(file, content);
            prop_assert!(!check(&run).is_intact());
        }
    }
}
