//! `unbound.jsonl`: a line a payment with hits that is clear because no authority binds or nothing of them is in force.

use std::borrow::Cow;

use portcullis_exemptions::{Decision, DormantReport};
use portcullis_model::Outcome;
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    hit_source::Listed,
    output::{PassedHit, PaymentFacts, PaymentRef, Prepared, PreparedHit, Record, append_json},
};

/// A payment with hits of which nothing binds: a line of `unbound.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unbound<'a> {
    /// The payment.
    pub payment_id: Cow<'a, str>,
    /// The payments file, as named.
    pub file: Cow<'a, str>,
    /// Its line there.
    pub line: u64,
    /// Always `clear`.
    pub outcome: Outcome,
    /// Why, in one line.
    pub reason: Cow<'a, str>,
    /// The same as a sentence, of the strongest hit: who resembles whom, and why it was not stopped.
    #[serde(default)]
    pub why: Cow<'a, str>,
    /// Of each hit, each program and measure: why it binds nothing, and whose it is.
    pub dormant: Cow<'a, [DormantReport]>,
    /// The hits, strongest first.
    pub hits: Vec<PassedHit<'a>>,
    /// The payment, in the words of its columns.
    pub payment: Prepared<'a, PaymentFacts<'static>>,
}

impl<'a> Unbound<'a> {
    pub(crate) fn new(
        payment: PaymentRef<'a>,
        decision: &'a Decision,
        why: String,
        hits: impl Iterator<Item = (&'a Listed, &'a PreparedHit)>,
        facts: &'a Prepared<'static, PaymentFacts<'static>>,
    ) -> Unbound<'a> {
        Unbound {
            payment_id: payment.payment_id.into(),
            file: payment.file.into(),
            line: payment.line,
            outcome: decision.outcome,
            reason: decision.reason.as_ref().into(),
            why: why.into(),
            dormant: decision.dormant.as_slice().into(),
            hits: hits.map(|(listed, hit)| PassedHit::new(listed, hit)).collect(),
            payment: facts.share(),
        }
    }
}

impl Record for Unbound<'_> {
    const FILE: &'static str = files::UNBOUND;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}
