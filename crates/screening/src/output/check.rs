//! What is said of a party that is checked by itself: no file of a run, and the same for all who ask.

use portcullis_exemptions::WordReport;
use portcullis_index::{Index, RecordError};
use portcullis_model::{Designation, Evidence, Hit, NameKind, Score};
use serde::Serialize;

/// The answer to a check (`docs/contract.md`, section 6): what `check --json` prints.
#[derive(Debug, Serialize)]
pub struct CheckRecords<'a> {
    /// The name that was asked for.
    pub query: &'a str,
    /// A hit scores this or more.
    pub threshold: Score,
    /// Best first.
    pub hits: Vec<CheckedHit<'a>>,
    /// What facts alone keep from being a hit, best first.
    pub discounted: Vec<CheckedDiscount<'a>>,
    /// What a reviewer's word lets pass, best first; absent where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<CheckedHit<'a>>,
}

/// A hit of a check.
#[derive(Debug, Serialize)]
pub struct CheckedHit<'a> {
    /// The designation.
    pub designation_id: &'a str,
    /// How strong it is.
    pub score: Score,
    /// The listed name; for an identifier, its value.
    pub matched_name: &'a str,
    /// Null for an identifier.
    pub name_kind: Option<NameKind>,
    /// Its list.
    pub list: &'a str,
    /// Its programs.
    pub programs: &'a [String],
    /// Designations of other authorities that are nearly proven to be the same party; absent where there are none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub same_as: &'a [String],
    /// Why it is a hit.
    pub evidence: &'a [Evidence],
    /// What a reviewer said of it: the word that lets it pass, or the one of the case that it repeats. Absent where nobody said anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<&'a WordReport>,
}

impl<'a> CheckedHit<'a> {
    /// Of a hit and what its list says of the designation.
    #[must_use]
    pub fn of(hit: &'a Hit, designation: &'a Designation) -> CheckedHit<'a> {
        CheckedHit {
            designation_id: &designation.id,
            score: hit.score,
            matched_name: &hit.matched,
            name_kind: hit.name_kind,
            list: &designation.list,
            programs: &designation.programs,
            same_as: &designation.same_as,
            evidence: &hit.evidence,
            word: None,
        }
    }

    /// The same, with what a reviewer said of it.
    #[must_use]
    pub fn with_word(self, word: Option<&'a WordReport>) -> CheckedHit<'a> {
        CheckedHit { word, ..self }
    }
}

/// What facts alone keep from being a hit of a check.
#[derive(Debug, Serialize)]
pub struct CheckedDiscount<'a> {
    /// What it would have been.
    #[serde(flatten)]
    pub hit: CheckedHit<'a>,
    /// What the facts multiplied the score with.
    pub factor: f32,
}

/// What the lists say of each designation that was found.
///
/// # Errors
/// A record cannot be read: the index is damaged.
pub(crate) fn designations<'h>(
    index: &Index,
    hits: impl Iterator<Item = &'h Hit>,
) -> Result<Vec<Designation>, RecordError> {
    hits.map(|hit| index.designation(hit.designation)).collect()
}
