//! `released.jsonl`: a line a payment that passes although it has a hit, under a license or because of good-guy entries.

use std::borrow::Cow;

use portcullis_exemptions::{Decision, DormantReport, GoodGuyReport, ObligationReport};
use portcullis_model::Outcome;
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    hit_source::Listed,
    output::{Change, PassedHit, PaymentFacts, PaymentRef, Prepared, PreparedHit, Record, append_json},
};

/// A payment that is let pass although it has a hit: a line of `released.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Release<'a> {
    /// The payment.
    pub payment_id: Cow<'a, str>,
    /// The payments file, as named.
    pub file: Cow<'a, str>,
    /// Its line there.
    pub line: u64,
    /// `licensed`, or `clear` because of good-guy entries.
    pub outcome: Outcome,
    /// Why, in one line.
    pub reason: Cow<'a, str>,
    /// The licenses that release it.
    pub license_ids: Cow<'a, [String]>,
    /// Every obligation with the license that covers it.
    pub obligations: Cow<'a, [ObligationReport]>,
    /// Hits on namesakes that a reviewer knows, with the entry that says so.
    #[serde(default, skip_serializing_if = "<[GoodGuyReport]>::is_empty")]
    pub good_guys: Cow<'a, [GoodGuyReport]>,
    /// What of the hits binds nothing, and why.
    #[serde(default, skip_serializing_if = "<[DormantReport]>::is_empty")]
    pub dormant: Cow<'a, [DormantReport]>,
    /// The hits, strongest first.
    pub hits: Vec<PassedHit<'a>>,
    /// The payment, in the words of its columns.
    pub payment: Prepared<'a, PaymentFacts<'static>>,
    /// In a delta run, where the run before released the payment too: what of that was something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

impl<'a> Release<'a> {
    pub(crate) fn new(
        payment: PaymentRef<'a>,
        decision: &'a Decision,
        hits: impl Iterator<Item = (&'a Listed, &'a PreparedHit)>,
        facts: &'a Prepared<'static, PaymentFacts<'static>>,
    ) -> Release<'a> {
        Release {
            payment_id: payment.payment_id.into(),
            file: payment.file.into(),
            line: payment.line,
            outcome: decision.outcome,
            reason: decision.reason.as_ref().into(),
            license_ids: decision.license_ids.as_slice().into(),
            obligations: decision.obligations.as_slice().into(),
            good_guys: decision.good_guys.as_slice().into(),
            dormant: decision.dormant.as_slice().into(),
            hits: hits.map(|(listed, hit)| PassedHit::new(listed, hit)).collect(),
            payment: facts.share(),
            changes: Vec::new(),
        }
    }
}

impl Record for Release<'_> {
    const FILE: &'static str = files::RELEASED;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}
