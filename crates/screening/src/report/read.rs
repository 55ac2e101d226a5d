//! The files of a run, read back as far as the page shows them.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use portcullis_model::{Agreement, Evidence};
use serde::de::DeserializeOwned;

use super::{ROWS_SHOWN_MAX, ReportError, ShownAlert, ShownEnd, ShownRelease, ShownUnbound};
use crate::{
    files,
    output::{Alert, EndedAlert, RejectRow, Release, Unbound},
    summary::{self, Summary},
};

/// The first records of a file, and what was counted over all of them.
#[derive(Debug)]
pub(crate) struct Shown<T> {
    pub(crate) rows: Vec<T>,
    /// Records by reason, where the summary of the run does not count them so.
    pub(crate) by_reason: BTreeMap<String, u64>,
}

impl<T> Default for Shown<T> {
    fn default() -> Shown<T> {
        Shown::of(Vec::new())
    }
}

impl<T> Shown<T> {
    fn of(rows: Vec<T>) -> Shown<T> {
        Shown {
            rows,
            by_reason: BTreeMap::new(),
        }
    }
}

/// The summary of a run.
pub(crate) fn summary(folder: &Path) -> Result<Summary, ReportError> {
    let path = folder.join(files::SUMMARY);
    let text = std::fs::read_to_string(&path).map_err(|source| ReportError::Read {
        path: path.clone(),
        source,
    })?;
    let opened = summary::open(&text).map_err(|reason| ReportError::Content {
        path,
        line: None,
        reason,
    })?;
    Ok(opened.file.summary)
}

/// Calls `each` with every record of a JSON lines file and its one-based line, until it says to stop. `is_not`: what a line is
/// not that cannot be read.
pub(crate) fn each_record<T: DeserializeOwned>(
    path: &Path,
    is_not: &str,
    mut each: impl FnMut(u64, T) -> serde_json::Result<bool>,
) -> Result<(), ReportError> {
    let read = |source| ReportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut reader = BufReader::with_capacity(256 << 10, File::open(path).map_err(read)?);
    let mut text = String::new();
    for line in 1.. {
        text.clear();
        if reader.read_line(&mut text).map_err(read)? == 0 {
            break;
        }
        let goes_on = serde_json::from_str(&text).and_then(|record| each(line, record));
        match goes_on {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(ReportError::Content {
                    path: path.to_owned(),
                    line: Some(line),
                    reason: format!("is not {is_not}: {error}"),
                });
            }
        }
    }
    Ok(())
}

/// The first records of a JSON lines file.
fn first<R: DeserializeOwned, T>(
    path: &Path,
    is_not: &str,
    show: impl Fn(R) -> serde_json::Result<T>,
) -> Result<Shown<T>, ReportError> {
    let mut rows = Vec::new();
    each_record(path, is_not, |_, record| {
        rows.push(show(record)?);
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(Shown::of(rows))
}

/// Alerts of a delta run that ended.
pub(super) fn ended(path: &Path) -> Result<Shown<ShownEnd>, ReportError> {
    first(path, "an ended alert", |EndedAlert(mut alert)| {
        let ended = alert.ended.take();
        let silent = || serde::de::Error::custom("it does not say why it ended");
        Ok(ShownEnd {
            ended: ended.ok_or_else(silent)?,
            payment: alert.payment.read()?,
            alert,
        })
    })
}

pub(super) fn released(path: &Path) -> Result<Shown<ShownRelease>, ReportError> {
    first(path, "a released payment", |release: Release<'static>| {
        Ok(ShownRelease {
            payment: release.payment.read()?,
            release,
        })
    })
}

pub(super) fn unbound(path: &Path) -> Result<Shown<ShownUnbound>, ReportError> {
    first(
        path,
        "a payment that nothing binds",
        |unbound: Unbound<'static>| {
            Ok(ShownUnbound {
                payment: unbound.payment.read()?,
                unbound,
            })
        },
    )
}

/// Hits that reviewers' words let pass.
pub(super) fn suppressed(path: &Path) -> Result<Shown<ShownAlert>, ReportError> {
    first(path, "a hit that a word lets pass", ShownAlert::read)
}

/// What facts alone keep from being a hit; all of it counted by these facts.
pub(super) fn discounted(path: &Path) -> Result<Shown<ShownAlert>, ReportError> {
    let mut shown = Shown::default();
    each_record(path, "a discounted match", |_, alert: Alert<'static>| {
        let facts = conflicts(&alert.evidence.read()?);
        *shown.by_reason.entry(facts).or_default() += 1;
        if shown.rows.len() < ROWS_SHOWN_MAX {
            shown.rows.push(ShownAlert::read(alert)?);
        }
        Ok(true)
    })?;
    Ok(shown)
}

/// Which facts of the payment are another's: `birth date, gender`.
fn conflicts(evidence: &[Evidence]) -> String {
    let mut facts: Vec<String> = evidence
        .iter()
        .filter_map(|piece| match piece {
            Evidence::Corroboration {
                fact,
                agreement: Agreement::Conflicts,
                ..
            } => Some(fact.to_string().replace('-', " ")),
            _ => None,
        })
        .collect();
    facts.sort();
    facts.dedup();
    facts.join(", ")
}

pub(super) fn rejects(path: &Path) -> Result<Shown<RejectRow<'static>>, ReportError> {
    csv_rows(path)?
        .take(ROWS_SHOWN_MAX)
        .collect::<Result<Vec<_>, _>>()
        .map(Shown::of)
}

/// The rows of a CSV file of the run.
pub(super) fn csv_rows<T: DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, ReportError>>, ReportError> {
    let content = |error: csv::Error| ReportError::Content {
        path: path.to_owned(),
        line: error.position().map(csv::Position::line),
        reason: error.to_string(),
    };
    let reader = csv::Reader::from_path(path).map_err(content)?;
    Ok(reader.into_deserialize().map(move |row| row.map_err(content)))
}
