//! A run as one HTML page for a compliance officer.
//!
//! The page is self-contained: no script, no font, no image, nothing fetched; its content security policy forbids
//! all of that, so text that a sender put into a payment can only ever be text.

mod html;

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use portcullis_model::{Outcome, Score};
use serde::Deserialize;

use crate::{files, summary, verify::verify};

/// Alerts that the page shows: the strictest and strongest of the run.
pub const ALERTS_SHOWN_MAX: usize = 500;
/// Released payments and rejects that the page shows: the first of each.
pub const ROWS_SHOWN_MAX: usize = 200;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no run.
    #[error(transparent)]
    NotARun(#[from] crate::VerifyError),
    /// A file of the run cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file of the run says something that no run writes.
    #[error("{}{}: {reason}; run `portcullis verify` on the folder", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, one-based.
        line: Option<u64>,
        /// What is wrong with it.
        reason: String,
    },
}

/// Renders the run in `folder` as one HTML page.
///
/// The run is verified first, and the page begins with what that showed. Its size is bounded: at most
/// [`ALERTS_SHOWN_MAX`] alerts and [`ROWS_SHOWN_MAX`] rows of each other kind are shown, and the page says how many
/// are left out. Memory is bounded likewise, whatever the size of the run.
///
/// # Errors
/// [`ReportError`] when the folder holds no run, or a file of it cannot be read or understood.
pub fn report(folder: &Path) -> Result<String, ReportError> {
    let verification = verify(folder)?;
    let path = folder.join(files::SUMMARY);
    let text = std::fs::read_to_string(&path).map_err(|source| ReportError::Read {
        path: path.clone(),
        source,
    })?;
    let summary = summary::open(&text)
        .map_err(|reason| ReportError::Content {
            path,
            line: None,
            reason,
        })?
        .summary;
    let page = Page {
        verification,
        alerts: by_party(strongest_alerts(&folder.join(files::ALERTS))?),
        ended: if summary.delta.is_some() {
            first_ended(&folder.join(files::ENDED))?
        } else {
            Vec::new()
        },
        released: first_released(&folder.join(files::RELEASED))?,
        rejects: first_rejects(&folder.join(files::REJECTS))?,
        summary,
    };
    Ok(html::render(&page))
}

/// Everything that the page shows.
pub(crate) struct Page {
    pub(crate) summary: summary::Summary,
    pub(crate) verification: crate::Verification,
    /// Each with one alert or more: those of one payment's field on what is nearly proven to be one party.
    pub(crate) alerts: Vec<Vec<Alert>>,
    /// Of a delta run.
    pub(crate) ended: Vec<EndedRow>,
    pub(crate) released: Vec<ReleasedRow>,
    pub(crate) rejects: Vec<[String; 4]>,
}

/// What the page needs of a line of `alerts.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Alert {
    pub(crate) payment_id: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) outcome: Outcome,
    pub(crate) reason: String,
    pub(crate) field: String,
    pub(crate) party: String,
    pub(crate) basis: String,
    pub(crate) score: f64,
    pub(crate) matched_name: String,
    pub(crate) name_kind: Option<String>,
    pub(crate) evidence: Vec<portcullis_model::Evidence>,
    pub(crate) obligations: Vec<Obligation>,
    pub(crate) designation: portcullis_model::Designation,
    /// What other authorities list the same party as.
    #[serde(default)]
    pub(crate) same_party: Vec<SameParty>,
    pub(crate) payment: AlertPayment,
    /// Of a delta run: `new` or `changed`.
    pub(crate) delta: Option<String>,
}

/// What the page needs of another designation of the same party.
#[derive(Debug, Deserialize)]
pub(crate) struct SameParty {
    pub(crate) designation_id: String,
    pub(crate) list: String,
    pub(crate) programs: Vec<String>,
    pub(crate) delisted_on: Option<String>,
}

/// What the page needs of a line of `ended.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct EndedRow {
    pub(crate) payment_id: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) party: String,
    pub(crate) designation_id: String,
    pub(crate) matched_name: String,
    pub(crate) ended: Ended,
}

/// Why an alert is no more.
#[derive(Debug, Deserialize)]
pub(crate) struct Ended {
    pub(crate) reason: String,
    pub(crate) outcome_now: Outcome,
}

/// What the page needs of an obligation.
#[derive(Debug, Deserialize)]
pub(crate) struct Obligation {
    pub(crate) authority: String,
    pub(crate) program: String,
    pub(crate) measure: String,
    pub(crate) phase: Phase,
    /// Licenses that reach it and fail, the nearest first.
    #[serde(default)]
    pub(crate) failed: Vec<License>,
}

/// Since when and by what act an obligation is in force.
#[derive(Debug, Deserialize)]
pub(crate) struct Phase {
    pub(crate) standing: String,
    pub(crate) since: Option<String>,
    pub(crate) basis: Option<String>,
}

/// A license that fails, and where.
#[derive(Debug, Deserialize)]
pub(crate) struct License {
    pub(crate) license_id: String,
    pub(crate) clauses: Vec<Clause>,
}

/// A term of a license.
#[derive(Debug, Deserialize)]
pub(crate) struct Clause {
    pub(crate) clause: String,
    pub(crate) held: bool,
    pub(crate) evidence: String,
}

/// What the page needs of the payment of an alert.
#[derive(Debug, Deserialize)]
pub(crate) struct AlertPayment {
    pub(crate) amount: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) value_date: Option<String>,
    pub(crate) purpose: Option<String>,
}

/// What the page needs of a line of `released.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct ReleasedRow {
    pub(crate) payment_id: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) reason: String,
    pub(crate) license_ids: Vec<String>,
    pub(crate) payment: AlertPayment,
}

/// Calls `each` with every line of a JSON lines file and its one-based number, until it says to stop.
fn each_line(
    path: &Path,
    mut each: impl FnMut(u64, &str) -> Result<bool, String>,
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
        match each(line, text.trim_end()) {
            Ok(true) => {}
            Ok(false) => break,
            Err(reason) => {
                return Err(ReportError::Content {
                    path: path.to_owned(),
                    line: Some(line),
                    reason,
                });
            }
        }
    }
    Ok(())
}

/// An alert by rank: outcome, score, line, and the text of the line.
type Ranked = (Outcome, Score, Reverse<u64>, String);

/// The alerts a person should see first: strictest outcome, then highest score, then input order.
fn strongest_alerts(path: &Path) -> Result<Vec<Alert>, ReportError> {
    /// Enough of an alert to rank it.
    #[derive(Deserialize)]
    struct Rank {
        outcome: Outcome,
        score: Score,
    }
    // The weakest kept alert is on top, to be thrown out first.
    let mut kept: BinaryHeap<Reverse<Ranked>> = BinaryHeap::new();
    each_line(path, |line, text| {
        let rank: Rank = serde_json::from_str(text).map_err(|e| format!("is not an alert: {e}"))?;
        let strong_enough = kept.len() < ALERTS_SHOWN_MAX
            || kept
                .peek()
                .is_some_and(|Reverse((outcome, score, ..))| (rank.outcome, rank.score) > (*outcome, *score));
        if strong_enough {
            if kept.len() == ALERTS_SHOWN_MAX {
                kept.pop();
            }
            kept.push(Reverse((
                rank.outcome,
                rank.score,
                Reverse(line),
                text.to_owned(),
            )));
        }
        Ok(true)
    })?;
    kept.into_sorted_vec()
        .into_iter()
        .map(|Reverse((.., Reverse(line), text))| {
            serde_json::from_str(&text).map_err(|e| ReportError::Content {
                path: path.to_owned(),
                line: Some(line),
                reason: format!("is not an alert: {e}"),
            })
        })
        .collect()
}

/// Puts the alerts of one field of a payment together that are on one party, as far as that is nearly proven. A group
/// stands where its first alert stood.
fn by_party(alerts: Vec<Alert>) -> Vec<Vec<Alert>> {
    fn is_same_party(a: &Alert, b: &Alert) -> bool {
        (&a.payment_id, &a.file, a.line, &a.field) == (&b.payment_id, &b.file, b.line, &b.field)
            && (a.designation.same_as.contains(&b.designation.id)
                || b.designation.same_as.contains(&a.designation.id))
    }
    let mut groups: Vec<Vec<Alert>> = Vec::new();
    for alert in alerts {
        let group = groups
            .iter_mut()
            .find(|group| group.iter().any(|other| is_same_party(other, &alert)));
        match group {
            Some(group) => group.push(alert),
            None => groups.push(vec![alert]),
        }
    }
    groups
}

fn first_ended(path: &Path) -> Result<Vec<EndedRow>, ReportError> {
    let mut rows = Vec::new();
    each_line(path, |_, text| {
        rows.push(serde_json::from_str(text).map_err(|e| format!("is not an ended alert: {e}"))?);
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(rows)
}

fn first_released(path: &Path) -> Result<Vec<ReleasedRow>, ReportError> {
    let mut rows = Vec::new();
    each_line(path, |_, text| {
        rows.push(serde_json::from_str(text).map_err(|e| format!("is not a released payment: {e}"))?);
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(rows)
}

fn first_rejects(path: &Path) -> Result<Vec<[String; 4]>, ReportError> {
    let content = |line, reason| ReportError::Content {
        path: path.to_owned(),
        line,
        reason,
    };
    let mut reader = csv::Reader::from_path(path).map_err(|e| content(None, e.to_string()))?;
    let mut rows = Vec::new();
    for row in reader.deserialize().take(ROWS_SHOWN_MAX) {
        rows.push(row.map_err(|e| content(e.position().map(csv::Position::line), e.to_string()))?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{ALERTS_SHOWN_MAX, ReportError, report};
    use crate::{
        BatchConfig, files,
        testing::{World, mixed_batch},
    };

    fn page_of(world: &World, text: &str) -> String {
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", text)], world.path("run"));
        batch.force = true;
        world.screen(&batch).unwrap();
        report(&batch.out).unwrap()
    }

    #[test]
    fn the_page_tells_of_every_kind_of_result_and_fetches_nothing() {
        let page = page_of(&World::licensed(), &mixed_batch(120));
        for text in [
            "Run intact.",
            "class=\"card review\"",
            "11.055",
            "<span class=\"tag block\">block</span>",
            "the same bic: <code>ACME</code>",
            "Nearest license <b>un-capped</b> fails: ",
            "Records that could not be read",
            "each payment&#39;s value date, or 2026-02-16 where it has none",
        ] {
            assert!(page.contains(text), "{text}");
        }
        for text in [
            "<script", "<img", "<link", "http://", "https://", "url(", "@import",
        ] {
            assert!(!page.contains(text), "{text}");
        }
    }

    #[test]
    fn what_is_one_party_stands_together_and_hides_nothing() {
        let alert = |payment: &str, id: &str, same_as: &str| -> super::Alert {
            let mut designation =
                portcullis_model::Designation::new(id, "L", "UN", portcullis_model::Schema::Person);
            designation.same_as = same_as.split_whitespace().map(str::to_owned).collect();
            serde_json::from_value(serde_json::json!({
                "payment_id": payment, "file": "p.csv", "line": 2, "outcome": "review", "reason": "", "field": "creditor",
                "party": "A", "basis": "name", "score": 0.9, "matched_name": "A", "name_kind": "primary", "evidence": [],
                "obligations": [], "designation": designation, "payment": {},
            }))
            .unwrap()
        };
        let groups = super::by_party(vec![
            alert("P1", "ofac-1", "un-1"),
            alert("P1", "ofac-2", ""),
            alert("P2", "ofac-1", "un-1"),
            alert("P1", "un-1", "ofac-1"),
            alert("P1", "eu-1", "un-1"),
        ]);
        let told: Vec<Vec<String>> = groups
            .iter()
            .map(|group| {
                group
                    .iter()
                    .map(|a| format!("{} {}", a.payment_id, a.designation.id))
                    .collect()
            })
            .collect();
        assert_eq!(
            told,
            [
                vec!["P1 ofac-1", "P1 un-1", "P1 eu-1"],
                vec!["P1 ofac-2"],
                vec!["P2 ofac-1"]
            ]
        );
    }

    #[test]
    fn what_a_sender_or_a_list_writes_stays_text() {
        let page = page_of(
            &World::new(),
            "payment_id,creditor_name\n<b>P1</b>,ACME <script>alert(1)</script>\nP2,\"ACME \u{202e}gnp.exe\"\n",
        );
        assert!(page.contains("&lt;b&gt;P1&lt;/b&gt;"));
        assert!(page.contains("ACME &lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("ACME &amp; &lt;Sons&gt; 0"));
        assert!(page.contains("ACME \u{fffd}gnp.exe"));
    }

    #[test]
    fn a_large_run_shows_the_strictest_and_says_how_many_are_left_out() {
        let world = World::new();
        let mut text = "payment_id,creditor_name\n".to_owned();
        for n in 0..ALERTS_SHOWN_MAX + 20 {
            text.push_str(&format!("P{n},ACME\n"));
        }
        text.push_str("LAST,ZEDBANK\n");
        let page = page_of(&world, &text);
        assert_eq!(page.matches("<div class=\"alert\">").count(), ALERTS_SHOWN_MAX);
        assert!(page.contains("21 more alerts, which stand in alerts.jsonl, are not shown here."));
        let (last, first) = (page.find("<b>LAST</b>").unwrap(), page.find("<b>P0</b>").unwrap());
        assert!(last < first);
    }

    #[test]
    fn a_run_that_was_changed_says_so_at_the_top() {
        let world = World::new();
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", &mixed_batch(50))], world.path("run"));
        batch.force = true;
        world.screen(&batch).unwrap();
        let path = batch.out.join(files::DECISIONS);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(",block,", ",clear,")).unwrap();
        let page = report(&batch.out).unwrap();
        assert!(
            page.contains("not as it was written") && page.contains("decisions.csv:1-"),
            "{page}"
        );
        fs::remove_file(batch.out.join(files::SUMMARY)).unwrap();
        assert!(
            matches!(report(&batch.out), Err(ReportError::Read { path, .. }) if path.ends_with(files::SUMMARY))
        );
        assert!(matches!(
            report(&world.path("absent")),
            Err(ReportError::NotARun(_))
        ));
    }
}
