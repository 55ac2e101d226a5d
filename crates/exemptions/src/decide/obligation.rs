//! An obligation, and why a hit triggers none.

use portcullis_model::{Field, HitBasis, Measure, Outcome, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::hit::HitOf;
use crate::program::regime::PhaseReport;
use crate::words::words;

/// An obligation that a hit triggers, if the hit is true.
#[derive(Debug, Clone)]
pub(crate) struct Obligation<'a> {
    pub(crate) of: HitOf<'a>,
    pub(crate) authority: &'a str,
    /// The canonical id: an alias is already resolved.
    pub(crate) program: &'a str,
    pub(crate) measure: Measure,
    /// The step of the ladder that the program stands on.
    pub(crate) step: Option<&'a str>,
    pub(crate) phase: PhaseReport,
    /// Why it reaches this payment, where that is not plain.
    pub(crate) because: Option<String>,
    /// The payment does not say enough to know: at most a person must look.
    pub(crate) doubtful: bool,
}

impl Obligation<'_> {
    /// The place by which it binds; `None` where it binds by a designated party.
    pub(crate) fn place(&self) -> Option<PlaceCode> {
        let by_place = self.of.hit.basis == HitBasis::Place;
        by_place.then(|| PlaceCode::from_id(&self.of.designation.id))?
    }
}

/// What an obligation brings that nothing covers, by whether its hit is certain and its reach beyond doubt.
pub(crate) fn brings(certain: bool, doubtful: bool, measure: Measure) -> Outcome {
    if !certain || doubtful {
        Outcome::Review
    } else if measure == Measure::AssetFreeze {
        Outcome::Block
    } else {
        Outcome::Reject
    }
}

/// Why a hit's program, or one of its measures, triggers nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DormantReport {
    /// The designation.
    pub designation_id: String,
    /// Its primary name.
    pub designation_name: String,
    /// Where it stands in the payment.
    pub field: Field,
    /// Whose it is; empty where the list does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub authority: String,
    /// What kind of reason `why` is.
    pub reason: DormantReason,
    /// The program; empty where the designation as a whole is not listed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub program: String,
    /// Why nothing of it binds.
    pub why: String,
}

words! {
    /// What kind of reason it is that something of a hit triggers nothing.
    pub enum DormantReason ("reason that nothing binds") {
        /// The designation is not listed on the day.
        NotListed = "not-listed",
        /// The authority does not bind the institution in this payment.
        NoJurisdiction = "no-jurisdiction",
        /// The program has no measure in force on the day, or does not bind the entry yet.
        NotInForce = "not-in-force",
        /// A measure is in force, and does not reach this payment or this designation.
        NotReached = "not-reached",
    }
}
