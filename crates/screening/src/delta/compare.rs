//! Compares what two full runs would write of a payment.

use std::{collections::BTreeMap, path::Path};

use portcullis_exemptions::{CapLedger, Decision, Rulebook};

use crate::{
    ScreenError, Summary,
    delta::{
        Both, DeltaSummary,
        changes::{Changes, Fate},
    },
    output::{Alert, AlertChange, Ended, EndedAlert, EndedBy, Record},
    settle::Decided,
    worker::{Pending, PendingHit},
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
        let old = Written::of(self.rulebook, old, file)?;
        let new = Written::of(self.rulebook, new, file)?;
        let passes_as_before =
            old.release == new.release && old.unbound == new.unbound && old.discounts == new.discounts;
        if old.row == new.row && passes_as_before && old.has_same_alerts(&new) {
            results.tally.unchanged += 1;
            return Ok(());
        }
        let now = &new.decided;
        results.tally.count(&now.decision, now.hits.len(), now.amount);
        results.write(&now.row(file))?;
        for alert in &new.alerts {
            let before = old.alerts.iter().find(|before| before.is_of(alert, &old, &new));
            let change = match before {
                Some(before) if before.line == alert.line => continue,
                Some(_) => AlertChange::Changed,
                None => AlertChange::New,
            };
            match change {
                AlertChange::New => self.alerts_new += 1,
                AlertChange::Changed => self.alerts_changed += 1,
            }
            let told = Alert {
                delta: Some(change),
                ..now.alert(alert.hit, file)
            };
            results.alert(now, alert.hit, &told)?;
        }
        for (discounted, line) in now.discounted.iter().zip(&new.discounts) {
            if !old.discounts.contains(line) {
                results.write(&now.discount(discounted, file))?;
            }
        }
        if old.release != new.release
            && let Some(release) = now.release(file)
        {
            results.write(&release)?;
            results.tally.count_release(&now.decision, now.amount);
        }
        if old.unbound != new.unbound
            && let Some(unbound) = now.unbound(file)
        {
            results.write(&unbound)?;
            results.tally.count_unbound(&now.decision);
        }
        for alert in &old.alerts {
            if !new.alerts.iter().any(|now| alert.is_of(now, &old, &new)) {
                self.end(alert, &old, &new, file, results)?;
            }
        }
        Ok(())
    }

    /// Writes that the alert of a hit is no more.
    fn end(
        &mut self,
        alert: &WrittenAlert,
        old: &Written,
        new: &Written,
        file: &str,
        results: &mut Results,
    ) -> Result<(), ScreenError> {
        let hit = alert.hit(old);
        let id = &hit.listed.designation.id;
        let now = &new.decided;
        let mut hits = now.hits.iter();
        let still_found = hits.any(|other| other.listed.designation.id == *id && other.field == hit.field);
        let (cause, reason) = why_ended(id, &self.changes.fate(id), still_found, &now.decision);
        *self.ended_by.entry(cause).or_default() += 1;
        let ended = Ended {
            cause,
            reason: reason.into(),
            outcome_now: now.decision.outcome,
            reason_now: now.decision.reason.as_ref().into(),
        };
        results.write(&EndedAlert(Alert {
            ended: Some(ended),
            ..old.decided.alert(alert.hit, file)
        }))
    }
}

impl Settle for DeltaRun<'_> {
    type Pending = Both;

    const IS_DELTA: bool = true;

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
    decided: Decided,
    row: Vec<u8>,
    alerts: Vec<WrittenAlert>,
    /// Lines of `discounted.jsonl`.
    discounts: Vec<Vec<u8>>,
    release: Option<Vec<u8>>,
    unbound: Option<Vec<u8>>,
}

struct WrittenAlert {
    line: Vec<u8>,
    /// Of which of the hits.
    hit: usize,
}

impl WrittenAlert {
    fn hit<'w>(&self, of: &'w Written) -> &'w PendingHit {
        &of.decided.hits[self.hit]
    }

    /// Whether this one, of `mine`, and another are of one hit, and so have one id.
    fn is_of(&self, other: &WrittenAlert, mine: &Written, others: &Written) -> bool {
        let (a, b) = (self.hit(mine), other.hit(others));
        a.field == b.field && a.listed.designation.id == b.listed.designation.id
    }
}

impl Written {
    /// Delta runs have no caps to spend, so each payment is decided by itself.
    fn of(rulebook: &Rulebook, payment: Pending, file: &str) -> Result<Written, ScreenError> {
        let decided = Decided::new(rulebook, payment, &mut CapLedger::default());
        let mut alerts = Vec::new();
        for &hit in decided.alerting() {
            alerts.push(WrittenAlert {
                line: line_of(&decided.alert(hit, file))?,
                hit,
            });
        }
        let mut discounts = Vec::new();
        for discounted in &decided.discounted {
            discounts.push(line_of(&decided.discount(discounted, file))?);
        }
        Ok(Written {
            row: line_of(&decided.row(file))?,
            alerts,
            discounts,
            release: decided.release(file).as_ref().map(line_of).transpose()?,
            unbound: decided.unbound(file).as_ref().map(line_of).transpose()?,
            decided,
        })
    }

    fn has_same_alerts(&self, other: &Written) -> bool {
        let lines = self.alerts.iter().map(|alert| &alert.line);
        lines.eq(other.alerts.iter().map(|alert| &alert.line))
    }
}

fn line_of(record: &impl Record) -> Result<Vec<u8>, ScreenError> {
    let mut line = Vec::new();
    record.append_to(&mut line)?;
    Ok(line)
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
