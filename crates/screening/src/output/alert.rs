//! `alerts.jsonl`: a line a hit that needs a person.

use std::borrow::Cow;

use portcullis_exemptions::{Decision, GoodGuyReport, ObligationReport, Suggestion, WordReport};
use portcullis_model::{Date, Designation, Evidence, Field, HitBasis, NameKind, Outcome, Score};
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    hit_source::Listed,
    output::{Change, Ended, PaymentFacts, PaymentRef, Prepared, PreparedHit, Record, append_json},
};

/// A hit that needs a person: a line of `alerts.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alert<'a> {
    /// Stays the same when the same payment is screened again: what a reviewer's word is kept under.
    pub alert_id: Cow<'a, str>,
    /// The case that it is decided with: a row of `cases.csv`. A line of `discounted.jsonl` may name one that has no row.
    #[serde(default)]
    pub case_id: Cow<'a, str>,
    /// The case of which a reviewer said something before, of the same party and listed party, where that lets nothing pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_of: Option<Cow<'a, str>>,
    /// The payment.
    pub payment_id: Cow<'a, str>,
    /// The payments file, as named.
    pub file: Cow<'a, str>,
    /// Its line there.
    pub line: u64,
    /// What is decided of the payment.
    pub outcome: Outcome,
    /// Why, in one line.
    pub reason: Cow<'a, str>,
    /// The designation that was hit.
    pub designation_id: Cow<'a, str>,
    /// Its list.
    pub list: Cow<'a, str>,
    /// Its programs.
    pub programs: Cow<'a, [String]>,
    /// The obligations of this hit.
    pub obligations: Vec<Cow<'a, ObligationReport>>,
    /// Other hits of the payment, on namesakes that a reviewer knows.
    #[serde(default, skip_serializing_if = "<[GoodGuyReport]>::is_empty")]
    pub good_guys: Cow<'a, [GoodGuyReport]>,
    /// What the reviewer said: in `suppressed.jsonl` the word that lets the hit pass, in an alert that repeats a case the last
    /// word on that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Cow<'a, WordReport>>,
    /// Licenses that the remittance information makes a reviewer think of.
    #[serde(default, skip_serializing_if = "<[Suggestion]>::is_empty")]
    pub suggestions: Cow<'a, [Suggestion]>,
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
    /// What the list says of the designation.
    pub designation: Prepared<'a, Designation>,
    /// What other authorities list the same party as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_party: Option<Prepared<'a, Vec<SameParty<'static>>>>,
    /// The payment, in the words of its columns.
    pub payment: Prepared<'a, PaymentFacts<'static>>,
    /// In `discounted.jsonl`: what the facts of the party multiplied the score with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f32>,
    /// In a delta run: how it differs from the run before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<AlertChange>,
    /// Of a changed one: what a person decides on and that was something else before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// In `ended.jsonl`: why it is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended<'a>>,
}

/// How an alert of a delta run differs from the run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlertChange {
    /// There was none of this id.
    New,
    /// The one of this id said something else of what a person decides on.
    Changed,
}

impl AlertChange {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            AlertChange::New => "new",
            AlertChange::Changed => "changed",
        }
    }
}

/// A designation of another authority that is nearly proven to be the same party: enough to see that it is one person,
/// under all of these programs. Its own alerts say the rest.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SameParty<'a> {
    /// Its id.
    pub designation_id: Cow<'a, str>,
    /// Its primary name.
    pub name: Cow<'a, str>,
    /// Its list.
    pub list: Cow<'a, str>,
    /// Whose list that is.
    pub authority: Cow<'a, str>,
    /// Its programs.
    pub programs: Cow<'a, [String]>,
    /// Since when it is no longer listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delisted_on: Option<Date>,
}

impl SameParty<'_> {
    pub(crate) fn of(other: &Designation) -> SameParty<'_> {
        SameParty {
            designation_id: other.id.as_str().into(),
            name: other.primary_name().into(),
            list: other.list.as_str().into(),
            authority: other.authority.as_str().into(),
            programs: other.programs.as_slice().into(),
            delisted_on: other.delisted_on,
        }
    }
}

impl<'a> Alert<'a> {
    pub(crate) fn new(
        payment: PaymentRef<'a>,
        decision: &'a Decision,
        listed: &'a Listed,
        hit: &'a PreparedHit,
        case_id: String,
        facts: &'a Prepared<'static, PaymentFacts<'static>>,
    ) -> Alert<'a> {
        let designation = &listed.designation;
        let of_this_hit = decision
            .obligations
            .iter()
            .filter(|o| o.designation_id == designation.id && o.field == hit.field);
        let is_of = |word: &&WordReport| word.designation_id == designation.id && word.field == hit.field;
        let repeats = decision.repeats.iter().find(is_of);
        let word = repeats.or_else(|| decision.suppressed.iter().find(is_of));
        Alert {
            alert_id: alert_id(payment.payment_id, &designation.id, hit.field).into(),
            case_id: case_id.into(),
            repeat_of: repeats.map(|word| word.case_id.as_str().into()),
            payment_id: payment.payment_id.into(),
            file: payment.file.into(),
            line: payment.line,
            outcome: decision.outcome,
            reason: decision.reason.as_ref().into(),
            designation_id: designation.id.as_str().into(),
            list: designation.list.as_str().into(),
            programs: designation.programs.as_slice().into(),
            obligations: of_this_hit.map(Cow::Borrowed).collect(),
            good_guys: decision.good_guys.as_slice().into(),
            word: word.map(Cow::Borrowed),
            suggestions: decision.suggestions.as_slice().into(),
            field: hit.field,
            path: hit.path.as_str().into(),
            party: hit.party.as_str().into(),
            basis: hit.basis,
            score: hit.score,
            certain: hit.certain,
            matched_name: hit.matched_name.as_str().into(),
            name_kind: hit.name_kind,
            evidence: hit.evidence.share(),
            designation: listed.record.share(),
            same_party: listed.same_party.as_ref().map(Prepared::share),
            payment: facts.share(),
            factor: None,
            delta: None,
            changes: Vec::new(),
            ended: None,
        }
    }
}

impl Record for Alert<'_> {
    const FILE: &'static str = files::ALERTS;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}

/// An id of an alert that stays the same when the same payment is screened again.
fn alert_id(payment_id: &str, designation_id: &str, field: Field) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [payment_id, designation_id, &field.to_string()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut id = hasher.finalize().to_hex().to_string();
    id.truncate(16);
    id
}

#[cfg(test)]
mod tests {
    use portcullis_model::Field;

    use super::alert_id;

    #[test]
    fn an_alert_has_one_id_a_payment_a_designation_and_a_field() {
        let id = alert_id("P1", "un-1", Field::CREDITOR);
        assert_eq!(id.len(), 16);
        assert_eq!(id, alert_id("P1", "un-1", Field::CREDITOR));
        assert_ne!(id, alert_id("P1", "un-1", Field::DEBTOR));
        assert_ne!(id, alert_id("P1u", "n-1", Field::CREDITOR));
    }
}
