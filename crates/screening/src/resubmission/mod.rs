//! Payments that were stopped and come again in the same batch without what stopped them.
//!
//! A payment that passes is held against those of its amount that were stopped before it, in input order. It resembles one where
//! the amount is equal and either the account of the party that stopped it, or the other side of the payment; and the name
//! that stopped it is missing, shortened or altered. It then has that hit, too, on the basis `resubmission`, which is never certain: a
//! person looks. `docs/runs.md` says exactly when. What is altered is in `altered`, what is compared in `likeness`, what is kept in
//! `memory`; and in `glance`, what tells of nearly every payment that it need not be compared.

mod altered;
mod glance;
mod likeness;
mod memory;

use portcullis_exemptions::{Rulebook, one_line};
use portcullis_matcher::Findings;
use portcullis_model::{Evidence, Field, Hit, HitBasis, Payment, Role};

pub(crate) use altered::is_left_of;
pub(crate) use glance::Glance;
pub(crate) use likeness::{AmountKey, Likeness, amount_key};
pub(crate) use memory::Memory;
use memory::{Resemblance, Shared};

use crate::{
    ScreenError,
    config::Policy,
    hit_source::{ListedCache, Records},
    reread::Reread,
    worker::{Pending, assess},
};

/// Looks for payments that resemble one that was stopped.
pub(crate) struct Resubmissions<'a> {
    rulebook: &'a Rulebook,
    policy: &'a Policy,
    records: &'a dyn Records,
    cache: ListedCache,
}

impl<'a> Resubmissions<'a> {
    pub(crate) fn new(
        rulebook: &'a Rulebook,
        policy: &'a Policy,
        records: &'a dyn Records,
    ) -> Resubmissions<'a> {
        Resubmissions {
            rulebook,
            policy,
            records,
            cache: ListedCache::default(),
        }
    }

    /// A payment in which nothing was found, with the hit of the stopped one that it resembles; `None`: it resembles none.
    pub(crate) fn of_clear(
        &mut self,
        memory: &Memory,
        payment: &Payment<'_>,
    ) -> Result<Option<Pending>, ScreenError> {
        let glance = Glance::of(payment);
        let resembled = |likeness: &Likeness| {
            memory
                .resembled(likeness, Some(&glance), |_| false)
                .as_ref()
                .map(hit)
        };
        // Nearly every payment resembles none, whatever its texts say.
        if resembled(&Likeness::without_texts(payment)).is_none() {
            return Ok(None);
        }
        let Some(hit) = resembled(&Likeness::of(payment)) else {
            return Ok(None);
        };
        self.assess(payment, hit).map(Some)
    }

    /// Adds to a payment that passes although something was found in it the hit of the stopped one that it resembles. `record`
    /// lends it again.
    pub(crate) fn look_at(
        &mut self,
        memory: &Memory,
        pending: &mut Pending,
        record: &mut Reread<'_, '_>,
    ) -> Result<(), ScreenError> {
        let Some(hit) = hit_beside(memory, pending) else {
            return Ok(());
        };
        let Some(payment) = record.payment() else {
            return Ok(());
        };
        self.join(payment, hit, pending)
    }

    /// Does as [`Resubmissions::look_at`] with a payment that is at hand.
    pub(crate) fn look_at_payment(
        &mut self,
        memory: &Memory,
        pending: &mut Pending,
        payment: &Payment<'_>,
    ) -> Result<(), ScreenError> {
        match hit_beside(memory, pending) {
            Some(hit) => self.join(payment, hit, pending),
            None => Ok(()),
        }
    }

    fn join(
        &mut self,
        payment: &Payment<'_>,
        hit: (Hit, String),
        pending: &mut Pending,
    ) -> Result<(), ScreenError> {
        let more = self.assess(payment, hit)?;
        pending.assessment.join(more.assessment);
        pending.hits.extend(more.hits);
        pending.hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        pending.resembles = more.resembles;
        Ok(())
    }

    /// A payment in which nothing was found, and that resembles none.
    pub(crate) fn of_nothing(&mut self, payment: &Payment<'_>) -> Result<Pending, ScreenError> {
        self.assess_hits(payment, &mut Findings::default())
    }

    fn assess(&mut self, payment: &Payment<'_>, (hit, told): (Hit, String)) -> Result<Pending, ScreenError> {
        let mut findings = Findings::default();
        findings.hits.push(hit);
        let pending = self.assess_hits(payment, &mut findings)?;
        Ok(Pending {
            resembles: Some(told),
            ..pending
        })
    }

    fn assess_hits(
        &mut self,
        payment: &Payment<'_>,
        findings: &mut Findings,
    ) -> Result<Pending, ScreenError> {
        assess(
            self.rulebook,
            self.policy,
            payment,
            findings,
            &mut self.cache,
            self.records,
        )
    }
}

/// Whether a payment in which something was found may resemble a stopped one: one of its amount was stopped, and it passes.
pub(crate) fn is_in_question(memory: &Memory, pending: &Pending) -> bool {
    memory.has(pending.likeness.key()) && pending.assessment.is_clear()
}

/// The hit of the stopped payment that one with hits of its own resembles.
fn hit_beside(memory: &Memory, pending: &Pending) -> Option<(Hit, String)> {
    if !is_in_question(memory, pending) {
        return None;
    }
    let is_found = |designation| {
        let hits = pending.hits.iter().map(|hit| &hit.listed);
        let mut all = hits.chain(pending.discounted.iter().map(|discounted| &discounted.listed));
        all.any(|listed| listed.ordinal == designation)
    };
    memory
        .resembled(&pending.likeness, None, is_found)
        .as_ref()
        .map(hit)
}

/// The hit of a payment that resembles a stopped one, and what is said of it.
fn hit(resemblance: &Resemblance<'_>) -> (Hit, String) {
    let told = tell(resemblance);
    let by = resemblance.by;
    let hit = Hit {
        basis: HitBasis::Resubmission,
        matched: by.matched.clone(),
        name_kind: by.name_kind,
        evidence: vec![Evidence::Text { note: told.clone() }],
        ..Hit::by_name(by.designation, resemblance.field, by.score)
    };
    (hit, told)
}

/// `resembles payment P1 on line 3, which was stopped (block): creditor "VIKTOR BOUT" there, "V. BOUT" here; amount and debtor are
/// equal`.
fn tell(resemblance: &Resemblance<'_>) -> String {
    let Resemblance {
        stopped,
        by,
        field,
        instead,
        shared,
    } = resemblance;
    let earlier = &stopped.likeness;
    let name_there = by
        .field
        .party()
        .filter(|_| by.basis == HitBasis::Name && !by.field.is_text())
        .and_then(|(role, nth)| earlier.at(role, nth))
        .map(|customer| one_line(&customer.name));
    let (there, here) = match (&name_there, instead) {
        (Some(name), Some(instead)) => (
            format!("{} \"{name}\"", by.field),
            format!("\"{}\"", one_line(instead)),
        ),
        (Some(name), None) => (format!("{} \"{name}\"", by.field), "no name".to_owned()),
        (None, _) => (
            format!("{} with {}", by.field, one_line(&by.matched)),
            "without".to_owned(),
        ),
    };
    let same = match field {
        _ if *shared == Shared::Reference => "amount and reference are equal".to_owned(),
        Field::Party(..) if *shared == Shared::Account => "amount and account are equal".to_owned(),
        Field::Party(role, _) if name_there.is_some() => match memory::side(*role) {
            Some(side) => format!("amount and {} are equal", memory::opposite(side)),
            None => format!("amount, {} and {} are equal", Role::Debtor, Role::Creditor),
        },
        _ => format!("amount, {} and {} are equal", Role::Debtor, Role::Creditor),
    };
    // A table in memory has no name.
    let of_file = match stopped.file.as_str() {
        "" => String::new(),
        file => format!(" of {}", one_line(file)),
    };
    format!(
        "resembles payment {} on line {}{of_file}, which was stopped ({}): {there} there, {here} here; {same}",
        one_line(&earlier.payment_id),
        earlier.line,
        stopped.outcome
    )
}
