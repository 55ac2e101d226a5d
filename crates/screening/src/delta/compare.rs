//! Compares what two full runs would write of a payment.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use portcullis_exemptions::{CapLedger, Decision, Rulebook};
use portcullis_model::Field;

use crate::{
    ScreenError, Summary,
    delta::{
        Both, DeltaSummary, EndedBy,
        changes::{Changes, Fate},
    },
    files,
    finder::Listed,
    lines::{self, Place},
    settle::{decide, is_release},
    worker::Pending,
    writer::{Results, Settle},
};

/// A delta run: writes what differs.
pub(super) struct DeltaRun<'a> {
    rulebook: &'a Rulebook,
    changes: &'a Changes,
    old_path: &'a Path,
    old_digest: String,
    old_manifest: serde_json::Value,
    alerts_new: u64,
    alerts_changed: u64,
    ended_by: BTreeMap<EndedBy, u64>,
    line: Vec<u8>,
}

impl<'a> DeltaRun<'a> {
    /// `old_path` is the file that the index before was opened from.
    pub(super) fn new(
        rulebook: &'a Rulebook,
        changes: &'a Changes,
        old_path: &'a Path,
        old_digest: &str,
        old_manifest: serde_json::Value,
    ) -> DeltaRun<'a> {
        DeltaRun {
            rulebook,
            changes,
            old_path,
            old_digest: old_digest.to_owned(),
            old_manifest,
            alerts_new: 0,
            alerts_changed: 0,
            ended_by: BTreeMap::new(),
            line: Vec::new(),
        }
    }

    /// Decides a payment as the old lists have it and as the new ones do, and writes what differs.
    fn compare(
        &mut self,
        old: Pending,
        new: Pending,
        file: &str,
        results: &mut Results,
    ) -> Result<(), ScreenError> {
        let (amount, hits) = (new.amount, new.hits.len());
        let found: Vec<(String, Field)> = new
            .hits
            .iter()
            .map(|hit| (hit.listed.designation.id.clone(), hit.field))
            .collect();
        let old = Written::of(self.rulebook, old, file)?;
        let new = Written::of(self.rulebook, new, file)?;
        if old.row == new.row && old.release == new.release && old.has_same_alerts(&new) {
            results.tally.unchanged += 1;
            return Ok(());
        }
        results.tally.count(&new.decision, hits, amount);
        results.write(files::DECISIONS, &new.row)?;
        for alert in &new.alerts {
            let before = old.alerts.iter().find(|before| before.is_of(alert));
            let delta: &[u8] = match before {
                Some(before) if before.line == alert.line => continue,
                Some(_) => b"\"changed\"",
                None => b"\"new\"",
            };
            self.alerts_new += u64::from(before.is_none());
            self.alerts_changed += u64::from(before.is_some());
            lines::extend(&mut self.line, &alert.line, "delta", delta);
            results.write(files::ALERTS, &self.line)?;
            results.tally.count_alert(&alert.listed);
        }
        if let Some(release) = &new.release
            && old.release.as_ref() != Some(release)
        {
            results.write(files::RELEASED, release)?;
            results.tally.count_release(&new.decision, amount);
        }
        for alert in &old.alerts {
            if new.alerts.iter().any(|now| now.is_of(alert)) {
                continue;
            }
            let id = &alert.listed.designation.id;
            let still_found = found
                .iter()
                .any(|(hit, field)| hit == id && *field == alert.field);
            let fate = self.changes.fate(id);
            let (cause, reason) = why_ended(id, &fate, still_found, &new.decision);
            lines::ended(&mut self.line, &alert.line, cause, &reason, &new.decision)?;
            *self.ended_by.entry(cause).or_default() += 1;
            results.write(files::ENDED, &self.line)?;
        }
        Ok(())
    }
}

impl Settle for DeltaRun<'_> {
    type Pending = Both;

    const STREAMS: &'static [&'static str] = &files::DELTA_STREAMS;

    fn settle(&mut self, both: Both, file: &str, results: &mut Results) -> Result<(), ScreenError> {
        let Some(both) = both else {
            results.tally.unchanged += 1;
            return Ok(());
        };
        let (old, new) = *both;
        self.compare(old, new, file, results)
    }

    fn complete(&self, summary: &mut Summary) {
        summary.run.delta_path = self.old_path.to_string_lossy().into_owned();
        summary.delta = Some(DeltaSummary {
            old_index_digest: self.old_digest.clone(),
            old_index: self.old_manifest.clone(),
            designations: self.changes.counts,
            unchanged: summary.records - summary.rejected - summary.decided,
            differing: summary.decided,
            alerts_new: self.alerts_new,
            alerts_changed: self.alerts_changed,
            alerts_ended: self.ended_by.values().sum(),
            ended_by: self.ended_by.clone(),
        });
    }

    fn spent(self) -> CapLedger {
        CapLedger::default()
    }
}

/// All that a full run writes of one payment.
struct Written {
    decision: Decision,
    row: Vec<u8>,
    alerts: Vec<WrittenAlert>,
    release: Option<Vec<u8>>,
}

struct WrittenAlert {
    line: Vec<u8>,
    listed: Arc<Listed>,
    field: Field,
}

impl WrittenAlert {
    /// Whether both are of one hit, and so have one id.
    fn is_of(&self, other: &WrittenAlert) -> bool {
        self.field == other.field && self.listed.designation.id == other.listed.designation.id
    }
}

impl Written {
    /// Delta runs have no caps to spend, so each payment is decided by itself.
    fn of(rulebook: &Rulebook, payment: Pending, file: &str) -> Result<Written, ScreenError> {
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
                alerts.push(WrittenAlert {
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
        Ok(Written {
            decision,
            row,
            alerts,
            release,
        })
    }

    fn has_same_alerts(&self, other: &Written) -> bool {
        let lines = self.alerts.iter().map(|alert| &alert.line);
        lines.eq(other.alerts.iter().map(|alert| &alert.line))
    }
}

/// Why an alert that the old lists raised is none of the new ones'.
fn why_ended(id: &str, fate: &Fate<'_>, still_found: bool, now: &Decision) -> (EndedBy, String) {
    match fate {
        _ if still_found => (
            EndedBy::Decision,
            format!("found as before, and now: {}", now.reason),
        ),
        Fate::Removed => (EndedBy::Removed, format!("{id} is no longer on the lists")),
        Fate::Changed(members) => (
            EndedBy::Changed,
            format!(
                "the record of {id} changed ({}), and it is no longer found",
                members.join(", ")
            ),
        ),
        Fate::Same => (
            EndedBy::Weight,
            format!("words of the name weigh something else on the new lists, and {id} is no longer found"),
        ),
    }
}
