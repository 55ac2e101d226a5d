//! Proving later that a run is still what was written.

mod counts;
mod locate;
mod log;
mod stream;
#[cfg(test)]
mod tests;

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use self::{
    counts::{check_counts, check_summary, count_decisions, count_rows},
    log::{Log, read_log},
    stream::{check_lines, check_stream},
};
use crate::{files, summary::OutcomeCounts};

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
    /// What is wrong, the first difference first; empty when the run is intact. At most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many there are, with those that are not listed.
    pub differences: u64,
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
    let present: Vec<&str> = files::of_run(true)
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
    for name in log.files() {
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
    seen.differences = findings.count;
    seen.findings = findings.list;
    Ok(seen)
}

/// Findings, counted beyond a limit instead of kept.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    count: u64,
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
        self.count += 1;
        if self.list.len() < FINDINGS_MAX {
            self.list.push(Finding {
                file: file.to_owned(),
                line,
                last_line,
                problem: problem.into(),
            });
        }
    }
}
