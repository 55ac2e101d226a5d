//! What a record tells of a hit.

use std::borrow::Cow;

use portcullis_model::{Evidence, Field, Hit, HitBasis, NameKind, Payment, Score};
use serde::{Deserialize, Serialize};

use crate::{
    hit_source::Listed,
    output::{Prepared, path::path_of, payment::party_text},
};

/// What a record tells of a hit, ready to be written.
#[derive(Debug)]
pub(crate) struct PreparedHit {
    pub(crate) field: Field,
    /// Where in its message it stands; empty where that is not told.
    pub(crate) path: String,
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
            path: path_of(payment, &hit),
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
        size_of::<PreparedHit>()
            + self.path.len()
            + self.party.len()
            + self.matched_name.len()
            + self.evidence.json().len()
    }
}

/// A hit of a payment that is let pass.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PassedHit<'a> {
    /// The designation that was hit.
    pub designation_id: Cow<'a, str>,
    /// Its primary name.
    pub name: Cow<'a, str>,
    /// Its list.
    pub list: Cow<'a, str>,
    /// Where the hit stands in the payment.
    pub field: Field,
    /// Where in its message it stands (`CdtTrfTxInf[3]/Cdtr/Nm`), where the payment is no row of a table.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub path: Cow<'a, str>,
    /// The text of the field.
    pub party: Cow<'a, str>,
    /// What made the hit.
    pub basis: HitBasis,
    /// How strong it is.
    pub score: Score,
    /// Whether it is exact or confirmed.
    pub certain: bool,
    /// The listed name or identifier that matched best.
    pub matched_name: Cow<'a, str>,
    /// What kind of name it is; `null` for an identifier.
    pub name_kind: Option<NameKind>,
    /// Why it is a hit.
    pub evidence: Prepared<'a, Vec<Evidence>>,
}

impl<'a> PassedHit<'a> {
    pub(super) fn new(listed: &'a Listed, hit: &'a PreparedHit) -> PassedHit<'a> {
        let designation = &listed.designation;
        PassedHit {
            designation_id: designation.id.as_str().into(),
            name: designation.primary_name().into(),
            list: designation.list.as_str().into(),
            field: hit.field,
            path: hit.path.as_str().into(),
            party: hit.party.as_str().into(),
            basis: hit.basis,
            score: hit.score,
            certain: hit.certain,
            matched_name: hit.matched_name.as_str().into(),
            name_kind: hit.name_kind,
            evidence: hit.evidence.share(),
        }
    }
}
