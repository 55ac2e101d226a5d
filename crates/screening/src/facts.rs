//! The shapes of `alerts.jsonl` and `released.jsonl`: what a person needs to judge a hit, and nothing else.

use portcullis_model::{
    Agent, CountryCode, Date, Decimal, Evidence, Field, Hit, HitBasis, NameKind, Party, Payment, Purpose,
    Score,
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
    #[serde(skip_serializing_if = "is_empty")]
    remittance_information: &'a str,
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
            debtor: PartyFacts::of(&payment.debtor),
            ultimate_debtor: PartyFacts::of(&payment.ultimate_debtor),
            debtor_agent: AgentFacts::of(&payment.debtor_agent),
            intermediary_agent: AgentFacts::of(&payment.intermediary_agent),
            creditor_agent: AgentFacts::of(&payment.creditor_agent),
            creditor: PartyFacts::of(&payment.creditor),
            ultimate_creditor: PartyFacts::of(&payment.ultimate_creditor),
            purpose_code: &payment.purpose_code,
            purpose: payment.purpose,
            remittance_information: &payment.remittance_information,
            license_reference: &payment.license_reference,
            instrument: &payment.instrument,
            debt_tenor_days: payment.debt_tenor_days,
            not_utf8: payment.flags.not_utf8,
        }
    }
}

#[derive(Serialize)]
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
    fn of(party: &'a Party<'_>) -> PartyFacts<'a> {
        PartyFacts {
            name: &party.name,
            account: &party.account,
            country: party.country,
            address: &party.address,
            birth_date: party.birth_date,
            id: &party.id,
        }
    }

    fn is_empty(&self) -> bool {
        [self.name, self.account, self.address, self.id]
            .iter()
            .all(|text| text.is_empty())
            && self.country.is_none()
            && self.birth_date.is_none()
    }
}

#[derive(Serialize)]
struct AgentFacts<'a> {
    #[serde(skip_serializing_if = "is_empty")]
    bic: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    name: &'a str,
}

impl<'a> AgentFacts<'a> {
    fn of(agent: &'a Agent<'_>) -> AgentFacts<'a> {
        AgentFacts {
            bic: &agent.bic,
            name: &agent.name,
        }
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
    let party =
        |party: &Party<'_>| first(&[&party.name, &party.account, &party.id, &party.address]).to_owned();
    let agent = |agent: &Agent<'_>| match (agent.name.is_empty(), agent.bic.is_empty()) {
        (false, false) => format!("{} ({})", agent.name, agent.bic),
        _ => first(&[&agent.name, &agent.bic]).to_owned(),
    };
    match field {
        Field::Debtor => party(&payment.debtor),
        Field::UltimateDebtor => party(&payment.ultimate_debtor),
        Field::DebtorAgent => agent(&payment.debtor_agent),
        Field::IntermediaryAgent => agent(&payment.intermediary_agent),
        Field::CreditorAgent => agent(&payment.creditor_agent),
        Field::Creditor => party(&payment.creditor),
        Field::UltimateCreditor => party(&payment.ultimate_creditor),
        Field::Remittance => payment.remittance_information.clone().into_owned(),
        // Payments have no such field.
        Field::Query => String::new(),
    }
}

/// An id of an alert that stays the same when the same payment is screened again: what a reviewer's word is kept under.
pub(crate) fn alert_id(payment_id: &str, designation_id: &str, field: Field) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [payment_id, designation_id, field.as_str()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut id = hasher.finalize().to_hex().to_string();
    id.truncate(16);
    id
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Agent, Date, Field, Party, Payment};

    use super::{PaymentFacts, alert_id, party_text};

    #[test]
    fn a_payment_is_told_without_the_fields_it_does_not_have() {
        let payment = Payment {
            payment_id: "P".into(),
            debtor: Party {
                name: "A \"B\"".into(),
                ..Party::default()
            },
            creditor_agent: Agent {
                bic: "CMSYSYDA".into(),
                name: "".into(),
            },
            ..Payment::default()
        };
        let facts = PaymentFacts::of(&payment, Date::constant(2023, 5, 2));
        assert_eq!(
            serde_json::to_string(&facts).unwrap(),
            r#"{"as_of":"2023-05-02","debtor":{"name":"A \"B\""},"creditor_agent":{"bic":"CMSYSYDA"},"creditor":{"name":""}}"#
        );
    }

    #[test]
    fn the_text_of_an_agent_is_its_name_and_its_bic() {
        let mut payment = Payment {
            creditor_agent: Agent {
                bic: "CMSYSYDA".into(),
                name: "Bank".into(),
            },
            ..Payment::default()
        };
        assert_eq!(party_text(&payment, Field::CreditorAgent), "Bank (CMSYSYDA)");
        payment.creditor_agent.name = "".into();
        assert_eq!(party_text(&payment, Field::CreditorAgent), "CMSYSYDA");
        assert_eq!(party_text(&payment, Field::Debtor), "");
    }

    #[test]
    fn an_alert_has_one_id_a_payment_a_designation_and_a_field() {
        let id = alert_id("P1", "un-1", Field::Creditor);
        assert_eq!(id.len(), 16);
        assert_eq!(id, alert_id("P1", "un-1", Field::Creditor));
        assert_ne!(id, alert_id("P1", "un-1", Field::Debtor));
        assert_ne!(id, alert_id("P1u", "n-1", Field::Creditor));
    }
}
