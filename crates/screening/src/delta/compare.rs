//! Compares what two full runs would write of a payment.

use std::{collections::BTreeMap, path::Path};

use portcullis_exemptions::{CapLedger, Decision, Rulebook};
use portcullis_model::Outcome;
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, Summary,
    delta::{
        Both, DeltaSummary,
        changes::{Changes, Fate},
        decided_on::{changes_of_alert, changes_of_decision, changes_of_release, dormant, hits},
    },
    output::{Alert, AlertChange, Change, Ended, EndedAlert, EndedBy, Record, Release},
    reread::Reread,
    resubmission::{Memory, Resubmissions},
    settle::Decided,
    worker::{Pending, PendingHit},
    writer::{Results, Settle},
};

/// A delta run: writes what differs.
pub(super) struct DeltaRun<'a> {
    rulebook: &'a Rulebook,
    /// By the old lists and by the new ones.
    resubmissions: (Resubmissions<'a>, Resubmissions<'a>),
    changes: &'a Changes,
    old_path: &'a Path,
    old_digest: String,
    old_manifest: serde_json::Value,
    memory: DeltaMemory,
}

/// What a delta run remembers from one payment to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct DeltaMemory {
    /// What was stopped by the old lists, and what by the new ones.
    stopped: (Memory, Memory),
    evidence_only: u64,
    outcomes: BTreeMap<Outcome, BTreeMap<Outcome, u64>>,
    alerts_new: u64,
    alerts_changed: u64,
    alerts_evidence_only: u64,
    ended_by: BTreeMap<EndedBy, u64>,
}

impl<'a> DeltaRun<'a> {
    /// `resubmissions` are looked for with the old lists and with the new ones; `old_path` is the file that the index before was
    /// opened from.
    pub(super) fn new(
        rulebook: &'a Rulebook,
        resubmissions: (Resubmissions<'a>, Resubmissions<'a>),
        changes: &'a Changes,
        old_path: &'a Path,
        old_digest: &str,
        old_manifest: serde_json::Value,
    ) -> DeltaRun<'a> {
        DeltaRun {
            rulebook,
            resubmissions,
            changes,
            old_path,
            old_digest: old_digest.to_owned(),
            old_manifest,
            memory: DeltaMemory::default(),
        }
    }

    /// Decides a payment as the old lists have it and as the new ones do, and writes what differs.
    fn compare(
        &mut self,
        mut old: Pending,
        mut new: Pending,
        file: &str,
        results: &mut Results,
    ) -> Result<(), ScreenError> {
        let likeness = std::mem::take(&mut old.likeness);
        let old = Written::of(self.rulebook, old, file)?;
        self.memory.stopped.0.keep(&old.decided, likeness, file);
        let likeness = std::mem::take(&mut new.likeness);
        let new = Written::of(self.rulebook, new, file)?;
        self.memory.stopped.1.keep(&new.decided, likeness, file);
        if old.is_written_as(&new) {
            results.tally.unchanged += 1;
            return Ok(());
        }
        write_what_passes(&old, &new, file, results)?;
        let alerts = self.differing_alerts(&old, &new)?;
        let ended: Vec<&WrittenAlert> = old
            .alerts
            .iter()
            .filter(|alert| !new.alerts.iter().any(|now| alert.is_of(now, &old, &new)))
            .collect();
        let release = differing_release(&old, &new)?;
        let decided = changes_of_decision(&old.decided.decision, &new.decided.decision)?;
        if alerts.is_empty() && ended.is_empty() && release.is_none() && decided.is_empty() {
            results.tally.unchanged += 1;
            self.memory.evidence_only += 1;
            return Ok(());
        }
        let now = &new.decided;
        let (before, outcome) = (old.decided.decision.outcome, now.decision.outcome);
        *self
            .memory
            .outcomes
            .entry(before)
            .or_default()
            .entry(outcome)
            .or_default() += 1;
        results.tally.count(&now.decision, now.hits.len(), now.amount);
        results.tally.resubmitted += u64::from(now.resembles);
        results.write(&now.row(file))?;
        for (hit, change, changes) in alerts {
            match change {
                AlertChange::New => self.memory.alerts_new += 1,
                AlertChange::Changed => self.memory.alerts_changed += 1,
            }
            let told = Alert {
                delta: Some(change),
                changes,
                ..now.alert(hit, file)
            };
            results.alert(now, hit, &told)?;
        }
        if let Some(changes) = release
            && let Some(release) = now.release(file)
        {
            results.write(&Release { changes, ..release })?;
            results.tally.count_release(&now.decision, now.amount);
        }
        for alert in ended {
            self.end(alert, &old, &new, file, results)?;
        }
        Ok(())
    }

    /// The hits whose alerts are new, or of which something that a person decides on differs, and what.
    fn differing_alerts(
        &mut self,
        old: &Written,
        new: &Written,
    ) -> Result<Vec<(usize, AlertChange, Vec<Change>)>, ScreenError> {
        let mut differing = Vec::new();
        for alert in &new.alerts {
            let Some(before) = old.alerts.iter().find(|before| before.is_of(alert, old, new)) else {
                differing.push((alert.hit, AlertChange::New, Vec::new()));
                continue;
            };
            if before.line == alert.line {
                continue;
            }
            let changes = changes_of_alert((&old.decided, before.hit(old)), (&new.decided, alert.hit(new)))?;
            if changes.is_empty() {
                self.memory.alerts_evidence_only += 1;
            } else {
                differing.push((alert.hit, AlertChange::Changed, changes));
            }
        }
        Ok(differing)
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
        *self.memory.ended_by.entry(cause).or_default() += 1;
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
    type Memory = DeltaMemory;

    const IS_DELTA: bool = true;

    fn memory(&self) -> &DeltaMemory {
        &self.memory
    }

    fn resume(&mut self, memory: DeltaMemory) {
        self.memory = memory;
    }

    fn settle(
        &mut self,
        both: Both,
        file: &str,
        record: &mut Reread<'_, '_>,
        results: &mut Results,
    ) -> Result<(), ScreenError> {
        let (of_old, of_new) = &mut self.resubmissions;
        let (before, now) = &self.memory.stopped;
        let (old, new) = match both.found {
            Some(both) => {
                let (mut old, mut new) = *both;
                of_old.look_at(before, &mut old, record)?;
                of_new.look_at(now, &mut new, record)?;
                (old, new)
            }
            None => {
                let is_in_question = before.may_have(&both.glance) || now.may_have(&both.glance);
                let payment = if is_in_question { record.payment() } else { None };
                let Some(payment) = payment else {
                    results.tally.unchanged += 1;
                    return Ok(());
                };
                let old = of_old.of_clear(before, payment)?;
                let new = of_new.of_clear(now, payment)?;
                if old.is_none() && new.is_none() {
                    results.tally.unchanged += 1;
                    return Ok(());
                }
                let old = old.map_or_else(|| of_old.of_nothing(payment), Ok)?;
                let new = new.map_or_else(|| of_new.of_nothing(payment), Ok)?;
                (old, new)
            }
        };
        self.compare(old, new, file, results)
    }

    fn complete(&self, summary: &mut Summary) {
        summary.run.delta_path = self.old_path.to_string_lossy().into_owned();
        summary.delta = Some(DeltaSummary {
            old_index_digest: self.old_digest.clone(),
            old_index: self.old_manifest.clone(),
            designations: self.changes.counts,
            unchanged: summary.records - summary.rejected - summary.decided,
            evidence_only: self.memory.evidence_only,
            differing: summary.decided,
            outcomes: self.memory.outcomes.clone(),
            alerts_new: self.memory.alerts_new,
            alerts_changed: self.memory.alerts_changed,
            alerts_evidence_only: self.memory.alerts_evidence_only,
            alerts_ended: self.memory.ended_by.values().sum(),
            ended_by: self.memory.ended_by.clone(),
        });
    }

    fn spent(self) -> CapLedger {
        CapLedger::default()
    }
}

/// Writes what passes by nobody's word, and did not so before: matches that are discounted now, and what nothing binds. It
/// needs nobody, so it makes no row; but nothing is let go without a word.
fn write_what_passes(
    old: &Written,
    new: &Written,
    file: &str,
    results: &mut Results,
) -> Result<(), ScreenError> {
    let now = &new.decided;
    for discounted in &now.discounted {
        let mut before = old.decided.discounted.iter();
        let is_new = !before.any(|d| {
            d.told.field == discounted.told.field
                && d.listed.designation.id == discounted.listed.designation.id
        });
        if is_new {
            results.write(&now.discount(discounted, file))?;
        }
    }
    for suppressed in now.suppressed(file) {
        let mut before = old.decided.suppressed(file);
        let is_new = !before
            .any(|b| b.0.field == suppressed.0.field && b.0.designation_id == suppressed.0.designation_id);
        if is_new {
            results.write(&suppressed)?;
        }
    }
    let was_so =
        old.unbound.is_some() && hits(&old.decided) == hits(now) && dormant(&old.decided) == dormant(now);
    if !was_so && let Some(unbound) = now.unbound(file) {
        results.write(&unbound)?;
        results.tally.count_unbound(&now.decision);
    }
    Ok(())
}

/// What differs of a release that is written today: nothing where it is new, `None` where it is as before or there is none.
fn differing_release(old: &Written, new: &Written) -> Result<Option<Vec<Change>>, ScreenError> {
    if new.release.is_none() || old.release == new.release {
        return Ok(None);
    }
    if old.release.is_none() {
        return Ok(Some(Vec::new()));
    }
    let changes = changes_of_release(&old.decided, &new.decided)?;
    Ok((!changes.is_empty()).then_some(changes))
}

/// All that a full run writes of one payment.
struct Written {
    decided: Decided,
    row: Vec<u8>,
    alerts: Vec<WrittenAlert>,
    /// Lines of `discounted.jsonl`.
    discounts: Vec<Vec<u8>>,
    /// Lines of `suppressed.jsonl`.
    suppressed: Vec<Vec<u8>>,
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
            suppressed: decided
                .suppressed(file)
                .map(|suppressed| line_of(&suppressed))
                .collect::<Result<_, _>>()?,
            release: decided.release(file).as_ref().map(line_of).transpose()?,
            unbound: decided.unbound(file).as_ref().map(line_of).transpose()?,
            decided,
        })
    }

    /// Whether every byte is the same.
    fn is_written_as(&self, other: &Written) -> bool {
        let alerts = self.alerts.iter().map(|alert| &alert.line);
        self.row == other.row
            && self.release == other.release
            && self.unbound == other.unbound
            && self.discounts == other.discounts
            && self.suppressed == other.suppressed
            && alerts.eq(other.alerts.iter().map(|alert| &alert.line))
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
