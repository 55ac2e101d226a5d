//! Counts and sums of a run.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_exemptions::{Decision, Lapse};
use portcullis_model::{Amount, Outcome};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    hit_source::Listed,
    summary::{CoversSummary, OutcomeCounts, Released, TopDesignation, Value, ValueSums},
};

/// Counts and sums of a run so far.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    /// Records that are decided as they were before, and so have no row; in a delta run only.
    pub(crate) unchanged: u64,
    pub(crate) outcomes: OutcomeCounts,
    pub(crate) hits: u64,
    pub(crate) payments_with_hits: u64,
    /// Payments that resemble one that was stopped.
    pub(crate) resubmitted: u64,
    pub(crate) covers: CoversSummary,
    pub(crate) good_guy_hits: u64,
    pub(crate) good_guy_payments: u64,
    /// What came of reviewers' words.
    #[serde(default)]
    pub(crate) words: WordTally,
    pub(crate) not_utf8: u64,
    /// Values that were not understood, by column.
    pub(crate) notes: BTreeMap<String, u64>,
    pub(crate) rejects_touched: u64,
    value: BTreeMap<Outcome, ValueSums>,
    alerts_by_list: BTreeMap<String, u64>,
    alerts_by_program: BTreeMap<String, u64>,
    #[serde(with = "crate::checkpoint::pairs")]
    alerts_by_designation: FxHashMap<u32, TopDesignation>,
    released_by_license: BTreeMap<String, (u64, ValueSums)>,
    unbound_by_authority: BTreeMap<String, BTreeMap<String, u64>>,
}

/// What came of reviewers' words, by the cases that they were said of.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WordTally {
    /// Cases of which a word let something pass.
    pub(crate) applied: BTreeSet<String>,
    /// Payments that are clear because of words.
    pub(crate) payments: u64,
    /// Cases of which a false positive let something not pass, by the reason.
    pub(crate) lapsed: BTreeMap<Lapse, BTreeSet<String>>,
}

impl WordTally {
    /// Counts what words let pass of a payment, and what comes again.
    pub(crate) fn count(&mut self, decision: &Decision) {
        for word in &decision.suppressed {
            if !self.applied.contains(&word.case_id) {
                self.applied.insert(word.case_id.clone());
            }
        }
        self.payments += u64::from(decision.outcome == Outcome::Clear && !decision.suppressed.is_empty());
        for word in &decision.repeats {
            if let Some(lapse) = word.lapsed {
                self.lapsed.entry(lapse).or_default().insert(word.case_id.clone());
            }
        }
    }
}

/// Designations that the summary names.
const TOP_DESIGNATIONS: usize = 20;

impl Tally {
    /// Rows of `decisions.csv`.
    pub(crate) fn decided(&self) -> u64 {
        self.records - self.rejected - self.unchanged
    }

    fn top_designations(&self) -> Vec<TopDesignation> {
        let mut top: Vec<&TopDesignation> = self.alerts_by_designation.values().collect();
        top.sort_by(|a, b| b.alerts.cmp(&a.alerts).then_with(|| a.id.cmp(&b.id)));
        top.into_iter().take(TOP_DESIGNATIONS).cloned().collect()
    }

    /// Counts clear payments, whose rows a worker wrote. Empties `value`.
    pub(crate) fn count_clear(&mut self, payments: u64, value: &mut ValueSums) {
        self.outcomes.add(Outcome::Clear, payments);
        self.value.entry(Outcome::Clear).or_default().take_from(value);
    }

    /// Counts a decision that is written.
    pub(crate) fn count(&mut self, decision: &Decision, hits: usize, amount: Option<Amount>) {
        self.outcomes.add(decision.outcome, 1);
        self.hits += hits as u64;
        self.payments_with_hits += u64::from(hits > 0);
        self.good_guy_hits += decision.good_guys.len() as u64;
        self.words.count(decision);
        if let Some(amount) = amount {
            self.value
                .entry(decision.outcome)
                .or_default()
                .add(amount.currency, amount.value);
        }
    }

    /// Counts a line of `released.jsonl`.
    pub(crate) fn count_release(&mut self, decision: &Decision, amount: Option<Amount>) {
        self.good_guy_payments += u64::from(decision.outcome == Outcome::Clear);
        for license in &decision.license_ids {
            let (payments, value) = self.released_by_license.entry(license.clone()).or_default();
            *payments += 1;
            if let Some(amount) = amount {
                value.add(amount.currency, amount.value);
            }
        }
    }

    /// Counts a line of `unbound.jsonl`.
    pub(crate) fn count_unbound(&mut self, decision: &Decision) {
        let why = decision.dormant.iter().map(|d| (d.authority.as_str(), d.reason));
        for (authority, reason) in why.collect::<BTreeSet<_>>() {
            let authority = if authority.is_empty() { "none" } else { authority };
            let reasons = self.unbound_by_authority.entry(authority.to_owned()).or_default();
            *reasons.entry(reason.to_string()).or_default() += 1;
        }
    }

    /// Counts a line of `alerts.jsonl`.
    pub(crate) fn count_alert(&mut self, listed: &Listed) {
        let designation = &listed.designation;
        *self.alerts_by_list.entry(designation.list.clone()).or_default() += 1;
        for program in &designation.programs {
            *self.alerts_by_program.entry(program.clone()).or_default() += 1;
        }
        self.alerts_by_designation
            .entry(listed.ordinal)
            .or_insert_with(|| TopDesignation {
                id: designation.id.clone(),
                name: designation.primary_name().to_owned(),
                list: designation.list.clone(),
                alerts: 0,
            })
            .alerts += 1;
    }

    /// What the summary says beside the plain counts. `written` are lines of the files.
    pub(crate) fn counted(&self, written: LinesWritten) -> Counted {
        let LinesWritten {
            alerts,
            cases,
            released,
            suppressed,
            discounted,
            unbound,
        } = written;
        Counted {
            alerts,
            cases,
            released,
            suppressed,
            discounted,
            unbound,
            unbound_by_authority: self.unbound_by_authority.clone(),
            alerts_by_list: self.alerts_by_list.clone(),
            alerts_by_program: self.alerts_by_program.clone(),
            top_designations: self.top_designations(),
            value: self
                .value
                .iter()
                .map(|(outcome, sums)| (outcome.to_string(), sums.report()))
                .collect(),
            released_by_license: self
                .released_by_license
                .iter()
                .map(|(license, (payments, value))| {
                    let released = Released {
                        payments: *payments,
                        value: value.report(),
                    };
                    (license.clone(), released)
                })
                .collect(),
            not_utf8: self.not_utf8,
        }
    }
}

/// Lines written to the files of records.
#[derive(Clone, Copy)]
pub(crate) struct LinesWritten {
    pub(crate) alerts: u64,
    pub(crate) cases: u64,
    pub(crate) released: u64,
    pub(crate) suppressed: u64,
    pub(crate) discounted: u64,
    pub(crate) unbound: u64,
}

/// What the summary needs beside the plain counts.
pub(crate) struct Counted {
    pub(crate) alerts: u64,
    pub(crate) cases: u64,
    pub(crate) released: u64,
    pub(crate) suppressed: u64,
    pub(crate) discounted: u64,
    pub(crate) unbound: u64,
    pub(crate) unbound_by_authority: BTreeMap<String, BTreeMap<String, u64>>,
    pub(crate) alerts_by_list: BTreeMap<String, u64>,
    pub(crate) alerts_by_program: BTreeMap<String, u64>,
    pub(crate) top_designations: Vec<TopDesignation>,
    pub(crate) value: BTreeMap<String, BTreeMap<String, Value>>,
    pub(crate) released_by_license: BTreeMap<String, Released>,
    pub(crate) not_utf8: u64,
}
