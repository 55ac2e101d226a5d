//! The payment, as alerts and releases tell it.

use std::borrow::Cow;

use portcullis_model::{
    CountryCode, CurrencyCode, Date, Decimal, Field, Party, Payment, Purpose, Role, TextKind,
};
use serde::{Deserialize, Serialize};

use crate::output::Prepared;

/// The payment, in the words of its columns. What it does not say is left out.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentFacts<'a> {
    /// The value date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<Date>,
    /// The day whose law decided.
    pub as_of: Date,
    /// The amount, in units of the currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<CurrencyCode>,
    /// Who asks for the payment, where that is not the debtor.
    #[serde(default, skip_serializing_if = "PartyFacts::is_empty")]
    pub initiating_party: PartyFacts<'a>,
    /// Who owes.
    pub debtor: PartyFacts<'a>,
    /// For whom the debtor pays.
    #[serde(default, skip_serializing_if = "PartyFacts::is_empty")]
    pub ultimate_debtor: PartyFacts<'a>,
    /// The debtor's bank.
    #[serde(default, skip_serializing_if = "AgentFacts::is_empty")]
    pub debtor_agent: AgentFacts<'a>,
    /// A bank between.
    #[serde(default, skip_serializing_if = "AgentFacts::is_empty")]
    pub intermediary_agent: AgentFacts<'a>,
    /// A second bank between.
    #[serde(default, skip_serializing_if = "AgentFacts::is_empty")]
    pub intermediary_agent_2: AgentFacts<'a>,
    /// The creditor's bank.
    #[serde(default, skip_serializing_if = "AgentFacts::is_empty")]
    pub creditor_agent: AgentFacts<'a>,
    /// Who is owed.
    pub creditor: PartyFacts<'a>,
    /// For whom the creditor is paid.
    #[serde(default, skip_serializing_if = "PartyFacts::is_empty")]
    pub ultimate_creditor: PartyFacts<'a>,
    /// Who fits no other role.
    #[serde(default, skip_serializing_if = "PartyFacts::is_empty")]
    pub third_party: PartyFacts<'a>,
    /// The purpose code, as written.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub purpose_code: Cow<'a, str>,
    /// What the purpose code means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// What the payment is for, in the sender's words.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub remittance_information: Cow<'a, str>,
    /// The license that the sender names.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub license_reference: Cow<'a, str>,
    /// The kind of transaction.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub instrument: Cow<'a, str>,
    /// The term of the debt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt_tenor_days: Option<u32>,
    /// The day on which the debt was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt_issued_on: Option<Date>,
    /// What of it was not understood, and is evidence for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Some text was not UTF-8 and was read as Windows-1252.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_utf8: bool,
}

impl<'a> PaymentFacts<'a> {
    pub(crate) fn of(payment: &'a Payment<'_>, as_of: Date) -> PaymentFacts<'a> {
        PaymentFacts {
            value_date: payment.value_date,
            as_of,
            amount: payment.amount.map(|amount| amount.value),
            currency: payment.amount.and_then(|amount| amount.currency),
            initiating_party: PartyFacts::of(payment.party(Role::InitiatingParty)),
            debtor: PartyFacts::of(payment.debtor()),
            ultimate_debtor: PartyFacts::of(payment.party(Role::UltimateDebtor)),
            debtor_agent: AgentFacts::of(payment.party(Role::DebtorAgent)),
            intermediary_agent: AgentFacts::of(payment.party_at(Field::INTERMEDIARY_AGENT)),
            intermediary_agent_2: AgentFacts::of(payment.party_at(Field::Party(Role::IntermediaryAgent, 2))),
            creditor_agent: AgentFacts::of(payment.party(Role::CreditorAgent)),
            creditor: PartyFacts::of(payment.creditor()),
            ultimate_creditor: PartyFacts::of(payment.party(Role::UltimateCreditor)),
            third_party: PartyFacts::of(payment.party(Role::ThirdParty)),
            purpose_code: payment.purpose_code.as_ref().into(),
            purpose: payment.purpose,
            remittance_information: payment.remittance(),
            license_reference: payment.license_reference.as_ref().into(),
            instrument: payment.instrument.as_ref().into(),
            debt_tenor_days: payment.debt_tenor_days,
            debt_issued_on: payment.debt_issued_on,
            notes: payment.notes.iter().map(ToString::to_string).collect(),
            not_utf8: payment.flags.not_utf8,
        }
    }

    /// The same as JSON, for the writer.
    pub(crate) fn prepare(&self) -> serde_json::Result<Prepared<'static, PaymentFacts<'static>>> {
        Prepared::of_type(self)
    }
}

/// A party of a payment.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyFacts<'a> {
    /// Its name; empty when the payment says none.
    pub name: Cow<'a, str>,
    /// Its account.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub account: Cow<'a, str>,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// Its address.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub address: Cow<'a, str>,
    /// Its date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Its BIC.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub bic: Cow<'a, str>,
    /// Its legal entity identifier.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub lei: Cow<'a, str>,
    /// Its identifiers, as written.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub id: Cow<'a, str>,
}

impl<'a> PartyFacts<'a> {
    fn of(party: Option<&'a Party<'_>>) -> PartyFacts<'a> {
        party.map_or_else(PartyFacts::default, |party| PartyFacts {
            name: party.name.as_ref().into(),
            account: party.account.as_ref().into(),
            country: party.country,
            address: party.address.as_ref().into(),
            birth_date: party.birth_date,
            bic: party.bic.as_ref().into(),
            lei: party.lei().into(),
            id: party.ids.as_ref().into(),
        })
    }

    fn is_empty(&self) -> bool {
        [
            &self.name,
            &self.account,
            &self.address,
            &self.bic,
            &self.lei,
            &self.id,
        ]
        .iter()
        .all(|text| text.is_empty())
            && self.country.is_none()
            && self.birth_date.is_none()
    }
}

/// A bank of a payment.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentFacts<'a> {
    /// Its BIC.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub bic: Cow<'a, str>,
    /// Its name.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub name: Cow<'a, str>,
}

impl<'a> AgentFacts<'a> {
    fn of(agent: Option<&'a Party<'_>>) -> AgentFacts<'a> {
        agent.map_or_else(AgentFacts::default, |agent| AgentFacts {
            bic: agent.bic.as_ref().into(),
            name: agent.name.as_ref().into(),
        })
    }

    fn is_empty(&self) -> bool {
        self.bic.is_empty() && self.name.is_empty()
    }
}

/// What stands in a field of a payment, for a person to read.
pub(crate) fn party_text(payment: &Payment<'_>, field: Field) -> String {
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
        let texts = [
            &*party.name,
            &party.account,
            &party.bic,
            party.lei(),
            &party.ids,
            &party.address,
        ];
        return first(&texts).to_owned();
    }
    match (party.name.is_empty(), party.bic.is_empty()) {
        (false, false) => format!("{} ({})", party.name, party.bic),
        _ => first(&[&party.name, &party.bic]).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Date, Field, Party, Payment, Role};

    use super::{PaymentFacts, party_text};

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
}
