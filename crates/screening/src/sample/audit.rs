//! What came back of a sample: a second person's word on each release, counted.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use portcullis_model::Outcome;
use serde::Serialize;

use crate::files;
use crate::output::Release;
use crate::report::{ReportError, each_record};
use crate::sample::COLUMNS;

/// Why an audit cannot be counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The run cannot be read.
    #[error(transparent)]
    Run(#[from] ReportError),
    /// The file of the audit says something that it must not.
    #[error("{}{}: {reason}", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, one-based.
        line: Option<u64>,
        /// What is wrong with it.
        reason: String,
    },
}

/// A second person's word on a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditVerdict {
    /// The license covers the payment.
    Right,
    /// It does not: the payment should not have passed.
    Wrong,
    /// It cannot be told from what is on record.
    Unclear,
}

/// How many releases were found to be what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AuditCount {
    /// Payments of the audit.
    pub sampled: u64,
    /// Found right.
    pub right: u64,
    /// Found wrong.
    pub wrong: u64,
    /// Looked at without a result.
    pub unclear: u64,
    /// Not looked at: no verdict stands there.
    pub open: u64,
}

/// An audit of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// Payments that licenses released.
    pub releases: u64,
    /// All of the audit.
    #[serde(flatten)]
    pub count: AuditCount,
    /// The share of wrong ones among those found right or wrong; `None` where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong_share: Option<f64>,
    /// What the share of wrong ones among all releases is at most, with 95 percent confidence (Wilson's bound).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong_share_max: Option<f64>,
    /// By license; a payment under two licenses counts for both.
    pub by_license: BTreeMap<String, AuditCount>,
    /// The payments that were found wrong or unclear, with what the second person wrote.
    pub found: Vec<AuditFound>,
}

/// A release that was not found right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFound {
    /// The payment.
    pub payment_id: String,
    /// The licenses that released it.
    pub license_ids: Vec<String>,
    /// What was found.
    pub verdict: AuditVerdict,
    /// By whom.
    pub auditor: String,
    /// In which words.
    pub note: String,
}

impl AuditCount {
    fn add(&mut self, verdict: Option<AuditVerdict>) {
        self.sampled += 1;
        *match verdict {
            Some(AuditVerdict::Right) => &mut self.right,
            Some(AuditVerdict::Wrong) => &mut self.wrong,
            Some(AuditVerdict::Unclear) => &mut self.unclear,
            None => &mut self.open,
        } += 1;
    }
}

/// The columns that must come back.
const NEEDED: [&str; 6] = ["payment_id", "file", "line", "verdict", "auditor", "note"];

impl Audit {
    /// Counts an audit of a run: the CSV of a sample, with a verdict in each row that somebody looked at (`right`, `wrong` or
    /// `unclear`), and the name of who did.
    ///
    /// # Errors
    /// The run cannot be read, or a row of the audit is no release of it, is there twice, or says no such word.
    pub fn read(folder: &Path, path: &Path) -> Result<Audit, AuditError> {
        let mut licenses: HashMap<(String, u64), (String, Vec<String>)> = HashMap::new();
        each_record(
            &folder.join(files::RELEASED),
            "a released payment",
            |_, release: Release<'static>| {
                if release.outcome == Outcome::Licensed {
                    let of = (release.payment_id.to_string(), release.license_ids.to_vec());
                    licenses.insert((release.file.to_string(), release.line), of);
                }
                Ok(true)
            },
        )?;
        let mut audit = Audit {
            releases: licenses.len() as u64,
            count: AuditCount::default(),
            wrong_share: None,
            wrong_share_max: None,
            by_license: BTreeMap::new(),
            found: Vec::new(),
        };
        for row in rows(path)? {
            let refuse = |reason: String| AuditError::Content {
                path: path.to_owned(),
                line: Some(row.at),
                reason,
            };
            let line: u64 = row
                .line
                .parse()
                .map_err(|_| refuse(format!("line: `{}` is no line of a payments file", row.line)))?;
            let (payment_id, license_ids) = licenses
                .remove(&(row.file.clone(), line))
                .filter(|(payment_id, _)| *payment_id == row.payment_id)
                .ok_or_else(|| {
                    refuse(format!(
                        "payment_id: {} in line {line} of {} was not released by a license in this run, or is there twice",
                        row.payment_id, row.file
                    ))
                })?;
            let verdict = verdict(&row).map_err(refuse)?;
            audit.count.add(verdict);
            for license in &license_ids {
                audit.by_license.entry(license.clone()).or_default().add(verdict);
            }
            if let Some(verdict @ (AuditVerdict::Wrong | AuditVerdict::Unclear)) = verdict {
                audit.found.push(AuditFound {
                    payment_id,
                    license_ids,
                    verdict,
                    auditor: row.auditor,
                    note: row.note,
                });
            }
        }
        (audit.wrong_share, audit.wrong_share_max) = shares(&audit.count);
        Ok(audit)
    }
}

/// A row of the audit.
struct Row {
    at: u64,
    payment_id: String,
    file: String,
    line: String,
    verdict: String,
    auditor: String,
    note: String,
}

/// What stands in the verdict of a row; `None` where nobody looked at it.
fn verdict(row: &Row) -> Result<Option<AuditVerdict>, String> {
    let verdict = match row.verdict.to_ascii_lowercase().as_str() {
        "" => return Ok(None),
        "right" => AuditVerdict::Right,
        "wrong" => AuditVerdict::Wrong,
        "unclear" => AuditVerdict::Unclear,
        _ => {
            return Err(format!(
                "verdict: `{}` is none; write right, wrong or unclear, or leave it empty",
                row.verdict
            ));
        }
    };
    if row.auditor.is_empty() {
        return Err("auditor: is empty; say who looked at it".to_owned());
    }
    Ok(Some(verdict))
}

fn rows(path: &Path) -> Result<Vec<Row>, AuditError> {
    let refuse = |line: Option<u64>, reason: String| AuditError::Content {
        path: path.to_owned(),
        line,
        reason,
    };
    let broken = |error: csv::Error| refuse(error.position().map(csv::Position::line), error.to_string());
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(broken)?;
    let header = reader.headers().map_err(broken)?.clone();
    if let Some(unknown) = header.iter().find(|title| !COLUMNS.contains(title)) {
        let reason =
            format!("`{unknown}` is no column of a sample; give back the file that `licenses sample` wrote");
        return Err(refuse(Some(1), reason));
    }
    let mut places = [0; NEEDED.len()];
    for (place, needed) in places.iter_mut().zip(NEEDED) {
        *place = header.iter().position(|title| title == needed).ok_or_else(|| {
            refuse(
                Some(1),
                format!("the column `{needed}` is missing from the header"),
            )
        })?;
    }
    let mut rows = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(broken)?;
        let cell = |at: usize| record.get(at).unwrap_or("").to_owned();
        let [payment_id, file, line, verdict, auditor, note] = places.map(cell);
        rows.push(Row {
            at: record.position().map_or(1, csv::Position::line),
            payment_id,
            file,
            line,
            verdict,
            auditor,
            note,
        });
    }
    Ok(rows)
}

/// The share of wrong ones, and its upper bound.
#[allow(clippy::cast_precision_loss, reason = "counts of what people looked at")]
fn shares(count: &AuditCount) -> (Option<f64>, Option<f64>) {
    /// Of the standard normal distribution, one-sided 95 percent.
    const Z: f64 = 1.644_854;
    let decided = count.right + count.wrong;
    if decided == 0 {
        return (None, None);
    }
    let n = decided as f64;
    let share = count.wrong as f64 / n;
    let z2 = Z * Z;
    let spread = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let most = (share + z2 / (2.0 * n) + spread) / (1.0 + z2 / n);
    (Some(share), Some(most.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::{AuditCount, shares};

    #[test]
    fn the_bound_falls_with_what_was_looked_at() {
        let most = |right: u64, wrong: u64| {
            let count = AuditCount {
                right,
                wrong,
                ..AuditCount::default()
            };
            shares(&count).1.map(|most| (most * 1_000.0).round())
        };
        assert_eq!(most(0, 0), None);
        // Wilson's one-sided bound with z = 1.645: z²/(n + z²) where none is wrong.
        assert_eq!(most(100, 0), Some(26.0));
        assert_eq!(most(1_000, 0), Some(3.0));
        assert!(most(99, 1) > most(100, 0));
    }
}
