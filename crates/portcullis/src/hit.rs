use std::sync::Arc;

use portcullis_exemptions::WordReport;
use portcullis_index::Index;
use portcullis_model::{Designation, Evidence, Field, HitBasis, NameKind, Score};
use serde::Serialize;

/// A designation that a payment or a name comes near to, and why.
///
/// It names the designation by its id, which stays the same when the lists are compiled again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// The id of the designation: `ofac-7921`, `un-QDi.111`.
    pub designation_id: String,
    /// Where in the payment it was found; [`Field::Query`] of a [`NameQuery`](crate::NameQuery).
    pub field: Field,
    /// What made the hit: a name, an identifier, or a place by which law binds (its id is then `place:IR`).
    pub basis: HitBasis,
    /// How strong it is, 0 to 1. An identifier is 1, and so is a place.
    pub score: Score,
    /// An exact identifier, or a place that a field states. Only such a hit blocks a payment without a person.
    pub certain: bool,
    /// The listed name, or identifier, that matched, as published.
    pub matched_name: String,
    /// What kind of name matched; `None` for an identifier.
    pub name_kind: Option<NameKind>,
    /// What was compared, word by word and fact by fact.
    pub evidence: Vec<Evidence>,
    /// Everything that its publisher says of the designation. `None` only if its record is damaged: the payment is then
    /// in review, and says so.
    pub designation: Option<Arc<Designation>>,
}

/// A match of names that is no hit only because of facts: the name alone would have alerted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Discounted {
    /// What it would have been; its score, which the facts lowered, is below the threshold.
    #[serde(flatten)]
    pub hit: Hit,
    /// What the facts multiplied the score with.
    pub factor: f32,
}

/// A hit of a check that a reviewer's word lets pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Suppressed {
    /// What it would have been.
    #[serde(flatten)]
    pub hit: Hit,
    /// The word.
    pub word: WordReport,
}

/// A designation that came near and is no hit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NearMiss {
    /// What it would have been.
    #[serde(flatten)]
    pub hit: Hit,
    /// What facts multiplied the score of the name with; 1 where they say nothing, or agree.
    pub factor: f32,
}

impl NearMiss {
    pub(crate) fn of(miss: portcullis_matcher::NearMiss, index: &Index) -> NearMiss {
        NearMiss {
            hit: Hit::of(miss.hit, index),
            factor: miss.factor,
        }
    }
}

impl Discounted {
    pub(crate) fn of(discounted: portcullis_model::Discounted, index: &Index) -> Discounted {
        Discounted {
            hit: Hit::of(discounted.hit, index),
            factor: discounted.factor,
        }
    }
}

impl Hit {
    pub(crate) fn of(hit: portcullis_model::Hit, index: &Index) -> Hit {
        Hit {
            designation_id: index.designation_id(hit.designation).to_owned(),
            designation: index.designation(hit.designation).ok().map(Arc::new),
            field: hit.field,
            basis: hit.basis,
            score: hit.score,
            certain: hit.certain,
            matched_name: hit.matched,
            name_kind: hit.name_kind,
            evidence: hit.evidence,
        }
    }
}
