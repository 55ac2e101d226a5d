//! The parties of a payment, in the order in which its money goes.

use std::borrow::Cow;

use portcullis_model::{CountryCode, Date, Field, Role};

use crate::output::{AgentFacts, PartyFacts, PaymentFacts};

/// What a payment says of a party or a bank. What it does not say is empty.
#[derive(Debug, Default)]
pub(crate) struct Stated<'p> {
    pub(crate) name: &'p str,
    pub(crate) account: &'p str,
    pub(crate) bic: &'p str,
    pub(crate) lei: &'p str,
    pub(crate) id: &'p str,
    pub(crate) address: &'p str,
    pub(crate) country: Option<CountryCode>,
    pub(crate) birth_date: Option<Date>,
}

impl<'p> Stated<'p> {
    fn party(party: &'p PartyFacts<'_>) -> Stated<'p> {
        Stated {
            name: &party.name,
            account: &party.account,
            bic: &party.bic,
            lei: &party.lei,
            id: &party.id,
            address: &party.address,
            country: party.country,
            birth_date: party.birth_date,
        }
    }

    fn agent(agent: &'p AgentFacts<'_>) -> Stated<'p> {
        Stated {
            name: &agent.name,
            bic: &agent.bic,
            ..Stated::default()
        }
    }

    fn is_empty(&self) -> bool {
        [self.name, self.account, self.bic, self.lei, self.id, self.address]
            .iter()
            .all(|text| text.is_empty())
            && self.country.is_none()
            && self.birth_date.is_none()
    }

    /// Everything but its name, in words, what tells it from others first.
    pub(crate) fn details(&self) -> Vec<Cow<'p, str>> {
        let labeled =
            |label: &str, text: &'p str| (!text.is_empty()).then(|| format!("{label} {text}").into());
        let details = [
            self.birth_date.map(|date| format!("born {date}").into()),
            labeled("account", self.account),
            labeled("BIC", self.bic),
            labeled("LEI", self.lei),
            labeled("id", self.id),
            (!self.address.is_empty()).then_some(self.address.into()),
            self.country.map(|code| code.to_string().into()),
        ];
        details.into_iter().flatten().collect()
    }
}

/// The parties and banks that a payment names, from who pays to who is paid; then who stands beside them.
pub(crate) fn parties<'p>(payment: &'p PaymentFacts<'_>) -> Vec<(Field, Stated<'p>)> {
    let all = [
        (Field::DEBTOR, Stated::party(&payment.debtor)),
        (Field::ULTIMATE_DEBTOR, Stated::party(&payment.ultimate_debtor)),
        (Field::DEBTOR_AGENT, Stated::agent(&payment.debtor_agent)),
        (
            Field::INTERMEDIARY_AGENT,
            Stated::agent(&payment.intermediary_agent),
        ),
        (
            Field::Party(Role::IntermediaryAgent, 2),
            Stated::agent(&payment.intermediary_agent_2),
        ),
        (Field::CREDITOR_AGENT, Stated::agent(&payment.creditor_agent)),
        (Field::CREDITOR, Stated::party(&payment.creditor)),
        (
            Field::ULTIMATE_CREDITOR,
            Stated::party(&payment.ultimate_creditor),
        ),
        (
            Field::of(Role::InitiatingParty),
            Stated::party(&payment.initiating_party),
        ),
        (Field::of(Role::ThirdParty), Stated::party(&payment.third_party)),
    ];
    all.into_iter().filter(|(_, stated)| !stated.is_empty()).collect()
}

/// What a payment says of the party that a hit stands in; nothing, for a hit in a text.
pub(crate) fn party_of<'p>(payment: &'p PaymentFacts<'_>, field: Field) -> Stated<'p> {
    let of_field = |other: &Field| field.party().is_some() && other.party() == field.party();
    parties(payment)
        .into_iter()
        .find(|(other, _)| of_field(other))
        .map(|(_, stated)| stated)
        .unwrap_or_default()
}
