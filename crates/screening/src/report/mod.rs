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

use portcullis_model::{Designation, Evidence, Outcome, Score};
use serde::Deserialize;

use crate::{
    files,
    output::{Alert, Ended, EndedAlert, PaymentFacts, Prepared, RejectRow, Release, SameParty, Unbound},
    summary,
    verify::verify,
};

/// Alerts that the page shows: the strictest and strongest of the run.
pub const ALERTS_SHOWN_MAX: usize = 500;
/// Released and unbound payments and rejects that the page shows: the first of each.
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
        .file
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
        // Older runs have no such file.
        unbound: if summary.unbound > 0 {
            first_unbound(&folder.join(files::UNBOUND))?
        } else {
            Vec::new()
        },
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
    pub(crate) alerts: Vec<Vec<ShownAlert>>,
    /// Of a delta run.
    pub(crate) ended: Vec<ShownEnd>,
    pub(crate) released: Vec<ShownRelease>,
    pub(crate) unbound: Vec<ShownUnbound>,
    pub(crate) rejects: Vec<RejectRow<'static>>,
}

/// An alert, read back whole.
#[derive(Debug)]
pub(crate) struct ShownAlert {
    pub(crate) alert: Alert<'static>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) designation: Designation,
    pub(crate) same_party: Vec<SameParty<'static>>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// An alert that ended, and why.
#[derive(Debug)]
pub(crate) struct ShownEnd {
    pub(crate) alert: Alert<'static>,
    pub(crate) ended: Ended<'static>,
}

/// A released payment, read back whole.
#[derive(Debug)]
pub(crate) struct ShownRelease {
    pub(crate) release: Release<'static>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// A payment of whose hits nothing binds, read back whole.
#[derive(Debug)]
pub(crate) struct ShownUnbound {
    pub(crate) unbound: Unbound<'static>,
    pub(crate) payment: PaymentFacts<'static>,
}

impl ShownAlert {
    fn read(text: &str) -> serde_json::Result<ShownAlert> {
        let alert: Alert<'static> = serde_json::from_str(text)?;
        let same_party = alert.same_party.as_ref().map(Prepared::read).transpose()?;
        Ok(ShownAlert {
            evidence: alert.evidence.read()?,
            designation: alert.designation.read()?,
            same_party: same_party.unwrap_or_default(),
            payment: alert.payment.read()?,
            alert,
        })
    }
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
fn strongest_alerts(path: &Path) -> Result<Vec<ShownAlert>, ReportError> {
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
            ShownAlert::read(&text).map_err(|e| ReportError::Content {
                path: path.to_owned(),
                line: Some(line),
                reason: format!("is not an alert: {e}"),
            })
        })
        .collect()
}

/// Puts the alerts of one field of a payment together that are on one party, as far as that is nearly proven. A group
/// stands where its first alert stood.
fn by_party(alerts: Vec<ShownAlert>) -> Vec<Vec<ShownAlert>> {
    fn is_same_party(a: &ShownAlert, b: &ShownAlert) -> bool {
        let (x, y) = (&a.alert, &b.alert);
        (&x.payment_id, &x.file, x.line, x.field) == (&y.payment_id, &y.file, y.line, y.field)
            && (a.designation.same_as.contains(&b.designation.id)
                || b.designation.same_as.contains(&a.designation.id))
    }
    let mut groups: Vec<Vec<ShownAlert>> = Vec::new();
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

fn first_ended(path: &Path) -> Result<Vec<ShownEnd>, ReportError> {
    let mut rows = Vec::new();
    each_line(path, |_, text| {
        let EndedAlert(mut alert) =
            serde_json::from_str(text).map_err(|e| format!("is not an ended alert: {e}"))?;
        let ended = alert.ended.take();
        rows.push(ShownEnd {
            ended: ended.ok_or("is not an ended alert: it does not say why it ended")?,
            alert,
        });
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(rows)
}

fn first_released(path: &Path) -> Result<Vec<ShownRelease>, ReportError> {
    let mut rows = Vec::new();
    each_line(path, |_, text| {
        let not_one = |e| format!("is not a released payment: {e}");
        let release: Release<'static> = serde_json::from_str(text).map_err(not_one)?;
        rows.push(ShownRelease {
            payment: release.payment.read().map_err(not_one)?,
            release,
        });
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(rows)
}

fn first_unbound(path: &Path) -> Result<Vec<ShownUnbound>, ReportError> {
    let mut rows = Vec::new();
    each_line(path, |_, text| {
        let not_one = |e| format!("is not a payment that nothing binds: {e}");
        let unbound: Unbound<'static> = serde_json::from_str(text).map_err(not_one)?;
        rows.push(ShownUnbound {
            payment: unbound.payment.read().map_err(not_one)?,
            unbound,
        });
        Ok(rows.len() < ROWS_SHOWN_MAX)
    })?;
    Ok(rows)
}

fn first_rejects(path: &Path) -> Result<Vec<RejectRow<'static>>, ReportError> {
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
        let alert = |payment: &str, id: &str, same_as: &str| {
            let mut designation =
                portcullis_model::Designation::new(id, "L", "UN", portcullis_model::Schema::Person);
            designation.same_as = same_as.split_whitespace().map(str::to_owned).collect();
            let line = serde_json::json!({
                "alert_id": "", "designation_id": id, "list": "L", "programs": [], "certain": false,
                "payment_id": payment, "file": "p.csv", "line": 2, "outcome": "review", "reason": "", "field": "creditor",
                "party": "A", "basis": "name", "score": 0.9, "matched_name": "A", "name_kind": "primary", "evidence": [],
                "obligations": [], "designation": designation,
                "payment": {"as_of": "2026-01-02", "debtor": {"name": ""}, "creditor": {"name": "A"}},
            });
            super::ShownAlert::read(&line.to_string()).unwrap()
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
                    .map(|a| format!("{} {}", a.alert.payment_id, a.designation.id))
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
