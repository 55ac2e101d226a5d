//! What a record tells of a hit.

use portcullis_model::{Evidence, Field, Hit, HitBasis, NameKind, Payment, Score};

use crate::output::{Prepared, payment::party_text};

/// What a record tells of a hit, ready to be written.
#[derive(Debug)]
pub(crate) struct PreparedHit {
    pub(crate) field: Field,
    /// The text of the field.
    pub(crate) party: String,
    pub(crate) basis: HitBasis,
    pub(crate) score: Score,
    pub(crate) certain: bool,
    pub(crate) matched_name: String,
    pub(crate) name_kind: Option<NameKind>,
    pub(crate) evidence: Prepared<'static, Vec<Evidence>>,
}

impl PreparedHit {
    pub(crate) fn of(hit: Hit, payment: &Payment<'_>) -> serde_json::Result<PreparedHit> {
        Ok(PreparedHit {
            field: hit.field,
            party: party_text(payment, hit.field),
            basis: hit.basis,
            score: hit.score,
            certain: hit.certain,
            matched_name: hit.matched,
            name_kind: hit.name_kind,
            evidence: Prepared::new(&hit.evidence)?,
        })
    }

    /// Bytes that it holds, about.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<PreparedHit>() + self.party.len() + self.matched_name.len() + self.evidence.json().len()
    }
}
