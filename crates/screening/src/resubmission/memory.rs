//! The payments of a batch that were stopped, as far back as is kept, found by their amounts.

use std::collections::VecDeque;

use portcullis_model::{Field, HitBasis, NameKind, Outcome, Role, Score};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::settle::Decided;

use super::{
    altered::is_left_of,
    glance::{Asked, Glance},
    likeness::{AmountKey, Customer, Likeness, customer_field},
};

/// Stopped payments that are kept: some 30 MB.
const STOPPED_MAX: usize = 1 << 16;

/// Stopped payments of one amount that are looked at, the newest.
const OF_AMOUNT_MAX: usize = 256;

/// Hits of a stopped payment that are kept, the strongest.
const HITS_MAX: usize = 4;

/// A hit that stopped a payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoppedBy {
    /// Ordinal in the index.
    pub(crate) designation: u32,
    pub(crate) field: Field,
    pub(crate) basis: HitBasis,
    pub(crate) score: Score,
    pub(crate) matched: String,
    pub(crate) name_kind: Option<NameKind>,
}

/// A payment that was stopped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stopped {
    pub(crate) likeness: Likeness,
    /// The file, as named.
    pub(crate) file: String,
    pub(crate) outcome: Outcome,
    /// Strongest first.
    pub(crate) by: Vec<StoppedBy>,
}

/// What a payment shares with one that was stopped, and what differs.
#[derive(Debug)]
pub(super) struct Resemblance<'m> {
    pub(super) stopped: &'m Stopped,
    pub(super) by: &'m StoppedBy,
    /// Where that is in the payment that resembles it.
    pub(super) field: Field,
    /// The name that is there instead; `None` where it is not a name that was altered, or there is none.
    pub(super) instead: Option<String>,
    /// What shows that it is of the same money.
    pub(super) shared: Shared,
}

/// What shows that a payment is of the same money as one that was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    /// The party with the altered name has the same account.
    Account,
    /// Both have one reference: a payment and its cover, or a payment that is passed on.
    Reference,
    /// The other customers are the same.
    Customers,
}

/// The payments that were stopped so far.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "VecDeque<Stopped>")]
pub(crate) struct Memory {
    stopped: VecDeque<Stopped>,
    /// How many were forgotten.
    forgotten: u64,
    /// By amount, those that have it, oldest first.
    by_amount: FxHashMap<AmountKey, VecDeque<OfAmount>>,
}

/// A stopped payment among those of its amount.
#[derive(Debug)]
struct OfAmount {
    number: u64,
    /// What another one must share with it. Here, so that nothing else is looked at where it does not.
    asked: Asked,
}

impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.stopped.serialize(serializer)
    }
}

impl From<VecDeque<Stopped>> for Memory {
    fn from(all: VecDeque<Stopped>) -> Memory {
        let mut memory = Memory::default();
        for stopped in all {
            memory.add(stopped);
        }
        memory
    }
}

impl Memory {
    /// Whether a clear payment may resemble one that was stopped: the one question that is asked of every payment. `false` is
    /// certain.
    pub(crate) fn may_have(&self, payment: &Glance) -> bool {
        if self.stopped.is_empty() {
            return false;
        }
        let of_amount = payment.amount().and_then(|key| self.by_amount.get(&key));
        let mut newest = of_amount.into_iter().flat_map(newest);
        newest.any(|stopped| stopped.asked.may_be_of(payment))
    }

    /// Whether a payment of an amount was stopped.
    pub(crate) fn has(&self, key: Option<AmountKey>) -> bool {
        !self.stopped.is_empty() && key.is_some_and(|key| self.by_amount.contains_key(&key))
    }

    /// Keeps a payment that needs a person, with what stopped it. `file` is the payments file it comes from, as named.
    pub(crate) fn keep(&mut self, decided: &Decided, likeness: Likeness, file: &str) {
        if !decided.decision.outcome.needs_person() {
            return;
        }
        let by: Vec<StoppedBy> = decided
            .alerting()
            .iter()
            .map(|&hit| &decided.hits[hit])
            // What resembles is found by what it resembles.
            .filter(|hit| hit.told.basis != HitBasis::Resubmission)
            .map(|hit| StoppedBy {
                designation: hit.listed.ordinal,
                field: hit.field,
                basis: hit.told.basis,
                score: hit.score,
                matched: hit.told.matched_name.clone(),
                name_kind: hit.told.name_kind,
            })
            .collect();
        if !by.is_empty() {
            self.add(Stopped {
                likeness,
                file: file.to_owned(),
                outcome: decided.decision.outcome,
                by,
            });
        }
    }

    /// Adds a payment that was stopped, and forgets the oldest where there are too many.
    fn add(&mut self, mut stopped: Stopped) {
        let Some(key) = stopped.likeness.key() else { return };
        if self.stopped.len() >= STOPPED_MAX {
            self.forget_oldest();
        }
        stopped.by.truncate(HITS_MAX);
        let number = self.forgotten + self.stopped.len() as u64;
        let asked = Asked::of(&stopped.likeness, &stopped.by);
        let of_amount = self.by_amount.entry(key).or_default();
        of_amount.push_back(OfAmount { number, asked });
        self.stopped.push_back(stopped);
    }

    fn forget_oldest(&mut self) {
        self.forgotten += 1;
        let Some(key) = self.stopped.pop_front().and_then(|oldest| oldest.likeness.key()) else {
            return;
        };
        if let Some(numbers) = self.by_amount.get_mut(&key) {
            numbers.pop_front();
            if numbers.is_empty() {
                self.by_amount.remove(&key);
            }
        }
    }

    /// The newest stopped payment that a payment resembles, where what stopped it is missing or altered. `is_found` says whether
    /// a designation was found in the payment itself, which then was decided with it in sight. Where a glance of it is there, only
    /// those are compared that it may resemble.
    pub(super) fn resembled(
        &self,
        payment: &Likeness,
        glance: Option<&Glance>,
        is_found: impl Fn(u32) -> bool,
    ) -> Option<Resemblance<'_>> {
        let numbers = self.by_amount.get(&payment.key()?)?;
        newest(numbers)
            .filter(|of| glance.is_none_or(|glance| of.asked.may_be_of(glance)))
            .filter_map(|of| {
                self.stopped
                    .get(usize::try_from(of.number - self.forgotten).ok()?)
            })
            .filter(|stopped| {
                payment.has_amount_of(&stopped.likeness) && payment.is_of_days_of(&stopped.likeness)
            })
            .find_map(|stopped| {
                if stopped.by.iter().any(|by| is_found(by.designation)) {
                    return None;
                }
                stopped.by.iter().find_map(|by| resemblance(payment, stopped, by))
            })
    }
}

/// Those that are looked at.
fn newest(of_amount: &VecDeque<OfAmount>) -> impl Iterator<Item = &OfAmount> {
    of_amount.iter().rev().take(OF_AMOUNT_MAX)
}

/// Whether a payment is one that was stopped without what stopped it. [`Asked`] says the least that this takes.
fn resemblance<'m>(payment: &Likeness, stopped: &'m Stopped, by: &'m StoppedBy) -> Option<Resemblance<'m>> {
    let earlier = &stopped.likeness;
    let found = |field, instead, shared| Resemblance {
        stopped,
        by,
        field,
        instead,
        shared,
    };
    let has_reference = payment.is_payment_of(earlier);
    let shares = |role| payment.shares(role, earlier);
    if by.basis == HitBasis::Name
        && let Some((role, nth)) = customer_field(by.field)
    {
        let before = earlier.at(role, nth)?;
        let others_are_same = match side(role) {
            Some(side) => shares(opposite(side)),
            None => shares(Role::Debtor) && shares(Role::Creditor),
        };
        let now: Vec<&Customer> = payment.in_role(role).collect();
        let told = |customer: &Customer, shared| {
            found(
                Field::Party(role, customer.nth),
                Some(customer.name.clone()),
                shared,
            )
        };
        if let Some(same) = now.iter().find(|customer| customer.has_account_of(before)) {
            return Some(told(same, Shared::Account));
        }
        if has_reference {
            // It is the same payment: whoever is named there now is there in place of the one who stopped it.
            return Some(match now.iter().find(|customer| !customer.words.is_empty()) {
                Some(named) => told(named, Shared::Reference),
                None => found(Field::Party(role, 1), None, Shared::Reference),
            });
        }
        if !others_are_same {
            return None;
        }
        // One who stands behind a customer, and is not named any more, is missed only where the customers are the same.
        let is_behind = !matches!(role, Role::Debtor | Role::Creditor);
        let is_same_payment =
            || shares(Role::Debtor) && shares(Role::Creditor) && payment.is_tied_to(earlier);
        if is_behind && now.is_empty() && !is_same_payment() {
            return None;
        }
        // A customer without a name is anybody, but not one with another account.
        let nameless = now.iter().find(|customer| customer.words.is_empty());
        if now.is_empty() || nameless.is_some_and(|customer| !customer.has_other_account(before)) {
            let nth = nameless.map_or(1, |customer| customer.nth);
            return Some(found(Field::Party(role, nth), None, Shared::Customers));
        }
        let left = now
            .iter()
            .find(|customer| is_left_of(&customer.words, &before.words));
        return left.map(|customer| told(customer, Shared::Customers));
    }
    // Two customers do much business with each other; their names alone do not make two payments one.
    let is_same_business = shares(Role::Debtor) && shares(Role::Creditor) && payment.is_tied_to(earlier);
    let is_text = by.field.party().is_none();
    if has_reference {
        return Some(found(by.field, None, Shared::Reference));
    }
    (is_same_business && (!is_text || payment.has_texts_left_of(earlier)))
        .then(|| found(by.field, None, Shared::Customers))
}

/// Whose side of the payment a customer is on.
pub(super) fn side(role: Role) -> Option<Role> {
    match role {
        Role::InitiatingParty | Role::Debtor | Role::UltimateDebtor | Role::Invoicee => Some(Role::Debtor),
        Role::Creditor | Role::UltimateCreditor | Role::Invoicer => Some(Role::Creditor),
        _ => None,
    }
}

pub(super) fn opposite(side: Role) -> Role {
    if side == Role::Debtor {
        Role::Creditor
    } else {
        Role::Debtor
    }
}
