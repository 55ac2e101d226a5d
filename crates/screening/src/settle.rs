//! Decides payments with hits and writes what comes of them.

use portcullis_exemptions::{CapLedger, Decision, Rulebook, WordReport};
use portcullis_model::{Amount, Outcome, Payment};
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    case::{CaseAlert, leads, not_stopped},
    config::Policy,
    covers::{CoverMemory, Side},
    discount::mention,
    hit_source::{Listed, Records},
    output::{
        Alert, DecisionRow, Discount, PaymentFacts, PaymentRef, Prepared, PreparedHit, Release, Suppressed,
        Unbound,
    },
    reread::Reread,
    resubmission::{Glance, Memory, Resubmissions},
    worker::{Pending, PendingDiscount, PendingHit},
    writer::{Results, Settle},
};

/// Licenses that fail and are written down of each obligation, the nearest first; `explain --payment` shows all.
const FAILED_LICENSES_MAX: usize = 3;

/// A payment that was decided, for the records that tell of it.
pub(crate) struct Decided {
    payment_id: String,
    line: u64,
    pub(crate) amount: Option<Amount>,
    pub(crate) decision: Decision,
    /// Strongest first.
    pub(crate) hits: Vec<PendingHit>,
    /// What facts alone keep from being a hit, strongest first.
    pub(crate) discounted: Vec<PendingDiscount>,
    facts: Prepared<'static, PaymentFacts<'static>>,
    /// Positions of the hits that alert.
    alerting: Vec<usize>,
    /// Of each hit, the position of the one that leads its case.
    leads: Vec<usize>,
    /// Why nothing is done about it, where it has hits and is clear by nobody's word.
    not_stopped: Option<String>,
    /// Whether it resembles a payment that was stopped.
    pub(crate) resembles: bool,
}

impl Decided {
    /// Decides a payment and spends caps.
    pub(crate) fn new(rulebook: &Rulebook, payment: Pending, caps: &mut CapLedger) -> Decided {
        let mut decision = rulebook.settle(payment.assessment, caps);
        for obligation in &mut decision.obligations {
            obligation.keep_nearest(FAILED_LICENSES_MAX);
        }
        let discounted = payment.discounted.iter();
        let discounted = discounted.map(|d| (d.listed.designation.id.as_str(), d.conflict.as_str()));
        if discounted.len() > 0 {
            decision.reason.to_mut().push_str(&mention(discounted));
        }
        if let Some(resembles) = &payment.resembles {
            decision.reason.to_mut().push_str(&format!("; {resembles}"));
        }
        let alerting = alerting(&decision, &payment.hits);
        let leads = leads(&payment.hits, &alerting);
        note_repeats(&mut decision, &payment.hits, &alerting, &leads, rulebook);
        let is_unbound = decision.outcome == Outcome::Clear && decision.good_guys.is_empty();
        let mut unsuppressed = payment.hits.iter().filter(|hit| !is_suppressed(&decision, hit));
        let top = unsuppressed.next().filter(|_| is_unbound);
        Decided {
            leads,
            not_stopped: top.map(|top| not_stopped(top, &decision, &missing_lists(rulebook))),
            alerting,
            resembles: payment.resembles.is_some(),
            payment_id: payment.payment_id,
            line: payment.line,
            amount: payment.amount,
            decision,
            hits: payment.hits,
            discounted: payment.discounted,
            facts: payment.facts,
        }
    }

    fn payment_ref<'a>(&'a self, file: &'a str) -> PaymentRef<'a> {
        PaymentRef {
            payment_id: &self.payment_id,
            file,
            line: self.line,
        }
    }

    /// The row of `decisions.csv`.
    pub(crate) fn row<'a>(&'a self, file: &'a str) -> DecisionRow<'a> {
        let hits = &self.hits;
        let top = hits.first();
        let top = top.map(|hit| (hit.listed.designation.id.as_str(), hit.score));
        DecisionRow::new(self.payment_ref(file), &self.decision, top, hits.len())
    }

    /// Positions of the hits that alert: none when nobody needs to look at the payment, else one at least.
    pub(crate) fn alerting(&self) -> &[usize] {
        &self.alerting
    }

    /// The hit that leads the case of a hit.
    fn leader(&self, hit: usize) -> &PendingHit {
        &self.hits[self.leads[hit]]
    }

    /// An alert as its case counts it. `record` is the number of the payment in the run.
    pub(crate) fn case_alert<'a>(&'a self, hit: usize, case_id: &'a str, record: u64) -> CaseAlert<'a> {
        CaseAlert {
            case_id,
            hit: &self.hits[hit],
            leader: &self.leader(hit).listed,
            decision: &self.decision,
            payment_id: &self.payment_id,
            record,
            amount: self.amount,
            repeats: self
                .decision
                .repeats
                .iter()
                .find(|word| is_of(word, &self.hits[hit])),
        }
    }

    /// The lines of `suppressed.jsonl`: the hits that reviewers' words let pass.
    pub(crate) fn suppressed<'a>(&'a self, file: &'a str) -> impl Iterator<Item = Suppressed<'a>> {
        let hits = 0..self.hits.len();
        let passed = hits.filter(|&hit| is_suppressed(&self.decision, &self.hits[hit]));
        passed.map(move |hit| Suppressed(self.alert(hit, file)))
    }

    /// The alert of the hit at a position.
    pub(crate) fn alert<'a>(&'a self, hit: usize, file: &'a str) -> Alert<'a> {
        let case_id = self.hits[hit].case.case_id(&self.leader(hit).listed);
        let hit = &self.hits[hit];
        Alert::new(
            self.payment_ref(file),
            &self.decision,
            &hit.listed,
            &hit.told,
            case_id,
            &self.facts,
        )
    }

    /// The line of `discounted.jsonl` of a match.
    pub(crate) fn discount<'a>(&'a self, discounted: &'a PendingDiscount, file: &'a str) -> Discount<'a> {
        let PendingDiscount {
            listed,
            told,
            case,
            factor,
            ..
        } = discounted;
        let case_id = case.case_id(listed);
        let alert = Alert::new(
            self.payment_ref(file),
            &self.decision,
            listed,
            told,
            case_id,
            &self.facts,
        );
        Discount(Alert {
            factor: Some(*factor),
            ..alert
        })
    }

    /// The line of `released.jsonl`, where the payment has one.
    pub(crate) fn release<'a>(&'a self, file: &'a str) -> Option<Release<'a>> {
        let decision = &self.decision;
        let passes = decision.outcome == Outcome::Licensed
            || decision.outcome == Outcome::Clear && !decision.good_guys.is_empty();
        passes.then(|| Release::new(self.payment_ref(file), decision, self.told_hits(), &self.facts))
    }

    /// The line of `unbound.jsonl`, where the payment has one: it has hits, and is clear by nobody's word.
    pub(crate) fn unbound<'a>(&'a self, file: &'a str) -> Option<Unbound<'a>> {
        let why = self.not_stopped.clone()?;
        Some(Unbound::new(
            self.payment_ref(file),
            &self.decision,
            why,
            self.unsuppressed_hits(),
            &self.facts,
        ))
    }

    fn unsuppressed_hits(&self) -> impl Iterator<Item = (&Listed, &PreparedHit)> {
        let hits = self.hits.iter().filter(|hit| !is_suppressed(&self.decision, hit));
        hits.map(|hit| (hit.listed.as_ref(), &hit.told))
    }

    fn told_hits(&self) -> impl Iterator<Item = (&Listed, &PreparedHit)> {
        self.hits.iter().map(|hit| (hit.listed.as_ref(), &hit.told))
    }
}

/// The authorities that the institution's file names and of which there is no list, each once.
pub(crate) fn missing_lists(rulebook: &Rulebook) -> Vec<String> {
    let mut authorities: Vec<String> = Vec::new();
    for missing in rulebook.missing_lists() {
        if !authorities.contains(&missing.authority) {
            authorities.push(missing.authority.clone());
        }
    }
    authorities
}

/// Positions of the hits that alert.
///
/// Where no obligation stands against a hit itself (nothing in force, or covered), its alert would only distract from
/// the hits that hold the payment up. Should all be so, all alert.
fn alerting(decision: &Decision, hits: &[PendingHit]) -> Vec<usize> {
    if !decision.outcome.needs_person() {
        return Vec::new();
    }
    let all = 0..hits.len();
    let of_concern: Vec<usize> = all
        .clone()
        .filter(|&hit| is_held_up_by(decision, &hits[hit]))
        .collect();
    if of_concern.is_empty() {
        all.filter(|&hit| !is_suppressed(decision, &hits[hit])).collect()
    } else {
        of_concern
    }
}

/// Whether a word is about a hit.
fn is_of(word: &WordReport, hit: &PendingHit) -> bool {
    word.designation_id == hit.listed.designation.id && word.field == hit.field
}

/// Whether a reviewer's word lets a hit pass.
fn is_suppressed(decision: &Decision, hit: &PendingHit) -> bool {
    decision.suppressed.iter().any(|word| is_of(word, hit))
}

/// Notes which alerts are of a case of which somebody said something, where that is told by nothing but the id of the case: a
/// name in a text has no identifiers.
fn note_repeats(
    decision: &mut Decision,
    hits: &[PendingHit],
    alerting: &[usize],
    leads: &[usize],
    rulebook: &Rulebook,
) {
    if rulebook.words().is_empty() {
        return;
    }
    for &at in alerting {
        let hit = &hits[at];
        if decision.repeats.iter().any(|word| is_of(word, hit)) {
            continue;
        }
        let case_id = hit.case.case_id(&hits[leads[at]].listed);
        let word = rulebook
            .words()
            .of_case(&case_id, &hit.listed.designation, hit.field);
        decision.repeats.extend(word);
    }
}

/// Whether something of a hit binds that no license covers.
fn is_held_up_by(decision: &Decision, hit: &PendingHit) -> bool {
    decision
        .obligations
        .iter()
        .any(|o| o.designation_id == hit.listed.designation.id && o.field == hit.field && o.keeps())
}

/// A full run: caps of licenses are spent in input order.
pub(crate) struct FullRun<'a> {
    rulebook: &'a Rulebook,
    resubmissions: Resubmissions<'a>,
    memory: FullMemory,
}

/// What a full run remembers from one payment to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FullMemory {
    caps: CapLedger,
    stopped: Memory,
    covers: CoverMemory,
}

impl<'a> FullRun<'a> {
    /// `records` are those of the lists that workers search; `caps` is what was spent before.
    pub(crate) fn new(
        rulebook: &'a Rulebook,
        policy: &'a Policy,
        records: &'a dyn Records,
        caps: CapLedger,
    ) -> FullRun<'a> {
        FullRun {
            rulebook,
            resubmissions: Resubmissions::new(rulebook, policy, records),
            memory: FullMemory {
                caps,
                stopped: Memory::default(),
                covers: CoverMemory::default(),
            },
        }
    }

    /// Decides a payment and writes what comes of it.
    fn decide(&mut self, mut payment: Pending, file: &str, results: &mut Results) -> Result<(), ScreenError> {
        let likeness = std::mem::take(&mut payment.likeness);
        let decided = Decided::new(self.rulebook, payment, &mut self.memory.caps);
        let decision = &decided.decision;
        results.tally.count(decision, decided.hits.len(), decided.amount);
        results.tally.resubmitted += u64::from(decided.resembles);
        results.write(&decided.row(file))?;
        for &hit in decided.alerting() {
            results.alert(&decided, hit, &decided.alert(hit, file))?;
        }
        for discounted in &decided.discounted {
            results.write(&decided.discount(discounted, file))?;
        }
        for suppressed in decided.suppressed(file) {
            results.write(&suppressed)?;
        }
        if let Some(release) = decided.release(file) {
            results.write(&release)?;
            results.tally.count_release(decision, decided.amount);
        }
        if let Some(unbound) = decided.unbound(file) {
            results.write(&unbound)?;
            results.tally.count_unbound(decision);
        }
        self.memory.stopped.keep(&decided, likeness, file);
        Ok(())
    }
}

impl Settle for FullRun<'_> {
    type Pending = Pending;
    type Memory = FullMemory;

    const IS_DELTA: bool = false;

    fn memory(&self) -> &FullMemory {
        &self.memory
    }

    fn resume(&mut self, memory: FullMemory) {
        self.memory = memory;
    }

    fn settle(
        &mut self,
        mut payment: Pending,
        file: &str,
        record: &mut Reread<'_, '_>,
        results: &mut Results,
    ) -> Result<(), ScreenError> {
        let stopped = &self.memory.stopped;
        self.resubmissions.look_at(stopped, &mut payment, record)?;
        self.decide(payment, file, results)
    }

    fn is_in_question(&self, payment: &Glance) -> bool {
        self.memory.stopped.may_have(payment)
    }

    fn reconsider(
        &mut self,
        payment: &Payment<'_>,
        file: &str,
        results: &mut Results,
    ) -> Result<bool, ScreenError> {
        let Some(pending) = self.resubmissions.of_clear(&self.memory.stopped, payment)? else {
            return Ok(false);
        };
        self.decide(pending, file, results)?;
        Ok(true)
    }

    fn hold_cover(&mut self, side: &Side<'_>, file: &str, results: &mut Results) -> Result<(), ScreenError> {
        let mut written = Ok(());
        self.memory.covers.meet(side, file, |row| {
            if written.is_ok() {
                written = results.write(&row);
            }
        });
        results.tally.covers = self.memory.covers.counts();
        written
    }

    fn spent(self) -> CapLedger {
        self.memory.caps
    }
}
