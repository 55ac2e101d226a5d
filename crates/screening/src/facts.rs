//! The shapes of `alerts.jsonl` and `released.jsonl`: what a person needs to judge a hit, and nothing else.

use portcullis_model::{
    CountryCode, Date, Decimal, Evidence, Field, Hit, HitBasis, NameKind, Party, Payment, Purpose, Role,
    Score, TextKind,
};
use serde::Serialize;

fn is_empty(text: &&str) -> bool {
    text.is_empty()
}

/// The payment, in the words of its columns.
#[derive(Serialize)]
pub(crate) struct PaymentFacts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value_date: Option<Date>,
    /// The day whose law decided.
    as_of: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<portcullis_model::CurrencyCode>,
    debtor: PartyFacts<'a>,
    #[serde(skip_serializing_if = "PartyFacts::is_empty")]
    ultimate_debtor: PartyFacts<'a>,
    #[serde(skip_serializing_if = "AgentFacts::is_empty")]
    debtor_agent: AgentFacts<'a>,
    #[serde(skip_serializing_if = "AgentFacts::is_empty")]
    intermediary_agent: AgentFacts<'a>,
    #[serde(skip_serializing_if = "AgentFacts::is_empty")]
    creditor_agent: AgentFacts<'a>,
    creditor: PartyFacts<'a>,
    #[serde(skip_serializing_if = "PartyFacts::is_empty")]
    ultimate_creditor: PartyFacts<'a>,
    #[serde(skip_serializing_if = "is_empty")]
    purpose_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    #[serde(skip_serializing_if = "str::is_empty")]
    remittance_information: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "is_empty")]
    license_reference: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    instrument: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    debt_tenor_days: Option<u32>,
    /// Some text was not UTF-8 and was read as Windows-1252.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    not_utf8: bool,
}

impl<'a> PaymentFacts<'a> {
    pub(crate) fn of(payment: &'a Payment<'_>, as_of: Date) -> PaymentFacts<'a> {
        PaymentFacts {
            value_date: payment.value_date,
            as_of,
            amount: payment.amount.map(|amount| amount.value),
            currency: payment.amount.and_then(|amount| amount.currency),
            debtor: PartyFacts::of(payment.debtor()),
            ultimate_debtor: PartyFacts::of(payment.party(Role::UltimateDebtor)),
            debtor_agent: AgentFacts::of(payment.party(Role::DebtorAgent)),
            intermediary_agent: AgentFacts::of(payment.party(Role::IntermediaryAgent)),
            creditor_agent: AgentFacts::of(payment.party(Role::CreditorAgent)),
            creditor: PartyFacts::of(payment.creditor()),
            ultimate_creditor: PartyFacts::of(payment.party(Role::UltimateCreditor)),
            purpose_code: &payment.purpose_code,
            purpose: payment.purpose,
            remittance_information: payment.remittance(),
            license_reference: &payment.license_reference,
            instrument: &payment.instrument,
            debt_tenor_days: payment.debt_tenor_days,
            not_utf8: payment.flags.not_utf8,
        }
    }
}

#[derive(Default, Serialize)]
struct PartyFacts<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<CountryCode>,
    #[serde(skip_serializing_if = "is_empty")]
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<Date>,
    #[serde(skip_serializing_if = "is_empty")]
    id: &'a str,
}

impl<'a> PartyFacts<'a> {
    fn of(party: Option<&'a Party<'_>>) -> PartyFacts<'a> {
        party.map_or_else(PartyFacts::default, |party| PartyFacts {
            name: &party.name,
            account: &party.account,
            country: party.country,
            address: &party.address,
            birth_date: party.birth_date,
            id: &party.ids,
        })
    }

    fn is_empty(&self) -> bool {
        [self.name, self.account, self.address, self.id]
            .iter()
            .all(|text| text.is_empty())
            && self.country.is_none()
            && self.birth_date.is_none()
    }
}

#[derive(Default, Serialize)]
struct AgentFacts<'a> {
    #[serde(skip_serializing_if = "is_empty")]
    bic: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    name: &'a str,
}

impl<'a> AgentFacts<'a> {
    fn of(agent: Option<&'a Party<'_>>) -> AgentFacts<'a> {
        agent.map_or_else(AgentFacts::default, |agent| AgentFacts {
            bic: &agent.bic,
            name: &agent.name,
        })
    }

    fn is_empty(&self) -> bool {
        self.bic.is_empty() && self.name.is_empty()
    }
}

/// What was found, and why.
#[derive(Serialize)]
pub(crate) struct HitFacts<'a> {
    field: Field,
    /// The text of the field.
    party: String,
    basis: HitBasis,
    score: Score,
    certain: bool,
    matched_name: &'a str,
    name_kind: Option<NameKind>,
    evidence: &'a [Evidence],
}

impl<'a> HitFacts<'a> {
    pub(crate) fn of(hit: &'a Hit, payment: &Payment<'_>) -> HitFacts<'a> {
        HitFacts {
            field: hit.field,
            party: party_text(payment, hit.field),
            basis: hit.basis,
            score: hit.score,
            certain: hit.certain,
            matched_name: &hit.matched,
            name_kind: hit.name_kind,
            evidence: &hit.evidence,
        }
    }
}

/// What stands in a field of a payment, for a person to read.
fn party_text(payment: &Payment<'_>, field: Field) -> String {
    fn first<'t>(texts: &[&'t str]) -> &'t str {
        texts.iter().copied().find(|text| !text.is_empty()).unwrap_or("")
    }
    let Some(party) = payment.party_at(field) else {
        return match field {
            Field::Remittance => payment.text_of(TextKind::Remittance).into_owned(),
            Field::OtherText => payment.text_of(TextKind::Other).into_owned(),
            _ => String::new(),
        };
    };
    if let Field::Address(..) = field {
        return party.address.clone().into_owned();
    }
    if !party.role.is_agent() {
        return first(&[&party.name, &party.account, &party.ids, &party.address]).to_owned();
    }
    match (party.name.is_empty(), party.bic.is_empty()) {
        (false, false) => format!("{} ({})", party.name, party.bic),
        _ => first(&[&party.name, &party.bic]).to_owned(),
    }
}

/// An id of an alert that stays the same when the same payment is screened again: what a reviewer's word is kept under.
pub(crate) fn alert_id(payment_id: &str, designation_id: &str, field: Field) -> String {
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
    use portcullis_model::{Date, Field, Party, Payment, Role};

    use super::{PaymentFacts, alert_id, party_text};

    #[test]
    fn a_payment_is_told_without_the_fields_it_does_not_have() {
        let payment = Payment::default()
            .with(Party::named(Role::Debtor, "A \"B\""))
            .with(Party {
                bic: "CMSYSYDA".into(),
                ..Party::new(Role::CreditorAgent)
            });
        let facts = PaymentFacts::of(&payment, Date::constant(2023, 5, 2));
        assert_eq!(
            serde_json::to_string(&facts).unwrap(),
            r#"{"as_of":"2023-05-02","debtor":{"name":"A \"B\""},"creditor_agent":{"bic":"CMSYSYDA"},"creditor":{"name":""}}"#
        );
    }

    #[test]
    fn the_text_of_an_agent_is_its_name_and_its_bic() {
        let mut payment = Payment::default().with(Party {
            bic: "CMSYSYDA".into(),
            ..Party::named(Role::CreditorAgent, "Bank")
        });
        assert_eq!(party_text(&payment, Field::CREDITOR_AGENT), "Bank (CMSYSYDA)");
        payment.entry(Role::CreditorAgent).name = "".into();
        assert_eq!(party_text(&payment, Field::CREDITOR_AGENT), "CMSYSYDA");
        assert_eq!(party_text(&payment, Field::DEBTOR), "");
    }

    #[test]
    fn an_alert_has_one_id_a_payment_a_designation_and_a_field() {
        let id = alert_id("P1", "un-1", Field::CREDITOR);
        assert_eq!(id.len(), 16);
        assert_eq!(id, alert_id("P1", "un-1", Field::CREDITOR));
        assert_ne!(id, alert_id("P1", "un-1", Field::DEBTOR));
        assert_ne!(id, alert_id("P1u", "n-1", Field::CREDITOR));
    }
}
