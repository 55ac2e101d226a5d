//! The impact assessment as rows.

use std::cmp::Reverse;

use portcullis_model::Outcome;
use serde::Serialize;

use crate::simulate::volume::Volume;

/// The volume that becomes stricter and the one that becomes freer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// Payments whose outcome becomes stricter.
    pub stricter: Volume,
    /// Payments whose outcome becomes freer.
    pub freer: Volume,
}

/// What becomes of the humanitarian flows that change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Humanitarian {
    /// Flowed before, and would need a person or be stopped.
    pub caught: Volume,
    /// Were clear, and would flow under a license.
    pub licensed: Volume,
    /// Needed a person or were stopped, and would flow.
    pub freed: Volume,
    /// Needed a person or were stopped, and still would, in another way.
    pub other: Volume,
}

/// The impact assessment: rows are sorted by number of payments, most first, then by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImpactReport {
    /// Payments that were decided both ways.
    pub payments: u64,
    /// Payments whose outcome changes.
    pub changed: u64,
    /// Payments whose outcome becomes stricter.
    pub stricter: Volume,
    /// Parties whom they name as debtor or creditor, each name once. Above 100,000 names on a side the rest count as one.
    pub people: u64,
    /// Countries that they touch besides those in which the designated parties stand.
    pub third_countries: Vec<PartyRow>,
    /// Every outcome, before and after, in order of strictness.
    pub outcomes: Vec<OutcomeRow>,
    /// Which outcome turns into which.
    pub moves: Vec<MoveRow>,
    /// Debtor country to creditor country, of the payments that change.
    pub corridors: Vec<ShiftRow>,
    /// Purposes of the payments that change.
    pub purposes: Vec<ShiftRow>,
    /// Humanitarian flows that change.
    pub humanitarian: Humanitarian,
    /// For the humanitarian flows that would be caught: the license that would free the caught and what they lack for it.
    pub remedies: Vec<RemedyRow>,
    /// Designations that catch them.
    pub designations: Vec<PartyRow>,
    /// Debtors whose payments become stricter.
    pub debtors: Vec<PartyRow>,
    /// Creditors who are to be paid by payments that become stricter.
    pub creditors: Vec<PartyRow>,
}

impl ImpactReport {
    /// What speaks against a step, the gravest first: humanitarian payments caught, payments that become stricter, people
    /// and third countries touched. The lesser of two does less harm.
    #[must_use]
    pub fn harm(&self) -> (u64, u64, u64, usize) {
        (
            self.humanitarian.caught.payments,
            self.stricter.payments,
            self.people,
            self.third_countries.len(),
        )
    }

    /// The sectors whose payments become stricter, by the purpose that they state, most payments first.
    pub fn sectors(&self) -> impl Iterator<Item = &ShiftRow> {
        self.purposes.iter().filter(|row| row.shift.stricter.payments > 0)
    }
}

/// An outcome before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeRow {
    /// Which.
    pub outcome: Outcome,
    /// Under the rules as they are.
    pub before: Volume,
    /// Under the hypothesis.
    pub after: Volume,
}

/// Payments that go from one outcome to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveRow {
    /// Under the rules as they are.
    pub from: Outcome,
    /// Under the hypothesis.
    pub to: Outcome,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

/// A corridor or a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShiftRow {
    /// `NO>IR`, `food`; `?` where the payment does not say.
    pub name: String,
    /// What changes in it.
    #[serde(flatten)]
    pub shift: Shift,
}

/// A license that would free humanitarian payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemedyRow {
    /// The license; empty where none reaches the program.
    pub license_id: String,
    /// The clauses that the payments lack, or the program that no license reaches.
    pub lacking: String,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

/// A party or designation and the payments that it is affected by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyRow {
    /// Designation id; empty for parties of payments.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

/// Most payments first; equal ones keep the order of their names.
pub(super) fn by_payments<T>(
    rows: impl Iterator<Item = T>,
    payments: impl Fn(&T) -> u64,
    top: usize,
) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    rows.sort_by_key(|row| Reverse(payments(row)));
    rows.truncate(top);
    rows
}
