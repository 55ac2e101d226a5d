//! The payment, as alerts and releases tell it.

use std::{borrow::Cow, fmt};

use portcullis_model::{CountryCode, CurrencyCode, Date, Decimal, Field, Party, Payment, Purpose, TextKind};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

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
    /// The parties and banks that it names, by role: `debtor`, `creditor_agent`, of a second one `creditor_2`. The debtor and
    /// the creditor stand there also where it says nothing of them.
    #[serde(flatten)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeMap<String, PartyFacts<'static>>")
    )]
    pub parties: PartiesFacts<'a>,
    /// The purpose code, as written.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub purpose_code: Cow<'a, str>,
    /// What the purpose code means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// What the payment is for, in the sender's words.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub remittance_information: Cow<'a, str>,
    /// What else is written in it: instructions, reports to authorities, elements that are not known; a line each.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub other_text: Cow<'a, str>,
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
            parties: PartiesFacts::of(payment),
            purpose_code: payment.purpose_code.as_ref().into(),
            purpose: payment.purpose,
            remittance_information: payment.remittance(),
            other_text: payment.text_of(TextKind::Other),
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

/// The parties and banks of a payment, in the order in which its money goes, and each once.
#[derive(Debug, Default)]
pub struct PartiesFacts<'a>(pub Vec<(Field, PartyFacts<'a>)>);

impl<'a> PartiesFacts<'a> {
    fn of(payment: &'a Payment<'_>) -> PartiesFacts<'a> {
        let named = payment
            .everyone()
            .map(|party| (Field::Party(party.role, party.nth), PartyFacts::of(party)));
        let mut all: Vec<_> = named.collect();
        for needed in [Field::DEBTOR, Field::CREDITOR] {
            if payment.party_at(needed).is_none() {
                all.push((needed, PartyFacts::default()));
            }
        }
        // A table has its columns in this order; a message has its elements in any.
        all.sort_by_key(|(field, _)| *field);
        PartiesFacts(all)
    }

    /// What the payment says of the party that a field belongs to; `None` for text, and where it says nothing.
    #[must_use]
    pub fn at(&self, field: Field) -> Option<&PartyFacts<'a>> {
        let party = field.party()?;
        let mut all = self.0.iter();
        all.find(|(other, _)| other.party() == Some(party))
            .map(|(_, facts)| facts)
    }
}

impl Serialize for PartiesFacts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, facts)| (field, facts)))
    }
}

impl<'de> Deserialize<'de> for PartiesFacts<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<'a>(PartiesFacts<'a>);
        impl<'de, 'a> Visitor<'de> for Members<'a> {
            type Value = PartiesFacts<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the parties of a payment, by role")
            }

            fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<Self::Value, M::Error> {
                while let Some(word) = map.next_key::<String>()? {
                    match word.parse() {
                        Ok(field @ Field::Party(..)) => self.0.0.push((field, map.next_value()?)),
                        // A member of a later version.
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(self.0)
            }
        }
        deserializer.deserialize_map(Members(PartiesFacts::default()))
    }
}

/// A party or bank of a payment.
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
    /// Where it stood in the message.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub path: Cow<'a, str>,
}

impl<'a> PartyFacts<'a> {
    fn of(party: &'a Party<'_>) -> PartyFacts<'a> {
        PartyFacts {
            name: party.name.as_ref().into(),
            account: party.account.as_ref().into(),
            country: party.country,
            address: party.address.as_ref().into(),
            birth_date: party.birth_date,
            bic: party.bic.as_ref().into(),
            lei: party.lei().into(),
            id: party.ids.as_ref().into(),
            path: party.path.as_ref().into(),
        }
    }

    /// Whether the payment says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
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

    /// Everything but its name, in words, what tells it from others first.
    pub(crate) fn details(&self) -> Vec<Cow<'_, str>> {
        let labeled = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label} {text}").into());
        let details = [
            self.birth_date.map(|date| format!("born {date}").into()),
            labeled("account", &self.account),
            labeled("BIC", &self.bic),
            labeled("LEI", &self.lei),
            labeled("id", &self.id),
            (!self.address.is_empty()).then_some(Cow::Borrowed(&*self.address)),
            self.country.map(|code| code.to_string().into()),
        ];
        details.into_iter().flatten().collect()
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
            r#"{"as_of":"2023-05-02","debtor":{"name":"A \"B\""},"creditor_agent":{"name":"","bic":"CMSYSYDA"},"creditor":{"name":""}}"#
        );
    }

    #[test]
    fn every_party_is_told_and_read_back_whatever_its_role() {
        let payment = Payment::default()
            .with(Party::named(Role::Creditor, "A"))
            .with(Party::named(Role::Creditor, "B"))
            .with(Party::named(Role::Invoicer, "C"))
            .with(Party::named(Role::InstructingAgent, "D"));
        let facts = PaymentFacts::of(&payment, Date::constant(2023, 5, 2));
        let read: PaymentFacts<'_> = serde_json::from_value(serde_json::to_value(&facts).unwrap()).unwrap();
        let named = read
            .parties
            .0
            .iter()
            .map(|(field, party)| format!("{field} {}", party.name));
        let mut named: Vec<String> = named.collect();
        named.sort();
        assert_eq!(
            named,
            [
                "creditor A",
                "creditor_2 B",
                "debtor ",
                "instructing_agent D",
                "invoicer C"
            ]
        );
        assert_eq!(
            read.parties.at(Field::Address(Role::Creditor, 2)).unwrap().name,
            "B"
        );
        assert!(read.parties.at(Field::Remittance).is_none());
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
