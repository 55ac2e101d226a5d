//! A payment as a JSON object: what `payments show` prints, and what other languages hand over (`docs/contract.md`,
//! sections 2 and 6).

use std::borrow::Cow;

use portcullis_model::{
    CountryCode, CurrencyCode, Date, Decimal, Party, Payment, Purpose, StatedIdentifier, Text, TextKind,
};
use serde::Serialize;

use crate::reject::Reject;

/// A record of a payments file, read.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum RecordObject<'p> {
    /// A payment.
    Payment(Box<PaymentObject<'p>>),
    /// A record that is none.
    Reject(RejectObject<'p>),
}

impl<'p> RecordObject<'p> {
    /// A record: `file` is the file's name as the caller gave it, `position` the record's place in the file, from 1.
    #[must_use]
    pub fn of(file: &'p str, position: u64, record: &'p Result<&'p Payment<'p>, Reject>) -> RecordObject<'p> {
        match record {
            Ok(payment) => RecordObject::Payment(Box::new(PaymentObject::of(file, position, payment))),
            Err(reject) => RecordObject::Reject(RejectObject {
                file,
                position: Some(position),
                line: Some(reject.line),
                payment_id: &reject.payment_id,
                error: Cow::Borrowed(&reject.error),
            }),
        }
    }
}

/// A record that could not be read as a payment, or a file that could not be read at all.
#[derive(Debug, Serialize)]
pub struct RejectObject<'p> {
    /// The file.
    pub file: &'p str,
    /// Place of the record in the file, from 1. `None`: it is the file that cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// The line on which the record begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Its id, as far as it could be read.
    pub payment_id: &'p str,
    /// Why it is no payment.
    pub error: Cow<'p, str>,
}

/// A payment. What it does not say is left out.
#[derive(Debug, Serialize)]
pub struct PaymentObject<'p> {
    /// The sender's id.
    pub payment_id: &'p str,
    /// The file that it is from.
    pub file: &'p str,
    /// Its place in the file, from 1.
    pub position: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The value date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_date: Option<Date>,
    /// The amount, in units of the currency: digits and at most one point, as many of them as were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// Its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<CurrencyCode>,
    /// Who pays and is paid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyObject<'p>>,
    /// The banks on its way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<PartyObject<'p>>,
    /// Texts that belong to no party.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextObject<'p>>,
    /// Of a cover payment, the payment that it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub underlying: Option<UnderlyingObject<'p>>,
    /// ISO 20022 external purpose code.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub purpose_code: &'p str,
    /// The purpose, in a word of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The license that it quotes.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub license_reference: &'p str,
    /// Kind of financial instrument.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub instrument: &'p str,
    /// Tenor of new debt, in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_tenor_days: Option<u32>,
    /// The day on which the debt was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_issued_on: Option<Date>,
    /// What of it was not understood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl<'p> PaymentObject<'p> {
    fn of(file: &'p str, position: u64, payment: &'p Payment<'p>) -> PaymentObject<'p> {
        let everyone = |side: &'p [Party<'p>]| {
            side.iter()
                .map(|party| PartyObject::of(party, party.nth))
                .collect()
        };
        let amount = payment.amount;
        PaymentObject {
            payment_id: &payment.payment_id,
            file,
            position,
            line: payment.line,
            value_date: payment.value_date,
            amount: amount.map(|amount| amount.value),
            currency: amount.and_then(|amount| amount.currency),
            parties: everyone(&payment.parties),
            agents: everyone(&payment.agents),
            texts: payment.texts.iter().map(TextObject::of).collect(),
            underlying: payment.underlying.as_ref().map(|below| UnderlyingObject {
                parties: numbered_anew(&below.parties),
                agents: numbered_anew(&below.agents),
                texts: below.texts.iter().map(TextObject::of).collect(),
            }),
            purpose_code: &payment.purpose_code,
            purpose: payment.purpose,
            license_reference: &payment.license_reference,
            instrument: &payment.instrument,
            debt_tenor_days: payment.debt_tenor_days,
            debt_issued_on: payment.debt_issued_on,
            notes: payment.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The customer's payment that a cover payment covers.
#[derive(Debug, Serialize)]
pub struct UnderlyingObject<'p> {
    /// Its parties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyObject<'p>>,
    /// Its agents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<PartyObject<'p>>,
    /// Its texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextObject<'p>>,
}

/// A party or agent. What the payment does not say of it is left out.
#[derive(Debug, Serialize)]
pub struct PartyObject<'p> {
    /// Its role; of the second one `creditor_2`.
    pub role: Cow<'static, str>,
    /// Its name.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'p str,
    /// The lines of its name, where it had several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub lines: &'p [Cow<'p, str>],
    /// Its account.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub account: &'p str,
    /// Its BIC.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub bic: &'p str,
    /// Its legal entity identifier.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub lei: &'p str,
    /// Its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// Its date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Its place of birth.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub birth_place: &'p str,
    /// The lines and parts of its address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<&'p str>,
    /// Its other identifiers, each `KIND:VALUE`, `KIND:VALUE@CC`, or as written where no kind is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Where it stood in the message.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub path: &'p str,
}

impl<'p> PartyObject<'p> {
    fn of(party: &'p Party<'p>, nth: u8) -> PartyObject<'p> {
        let details = party.details.as_deref();
        PartyObject {
            role: match nth {
                0 | 1 => party.role.as_str().into(),
                nth => format!("{}_{nth}", party.role).into(),
            },
            name: &party.name,
            lines: details.map_or(&[], |details| &details.name_lines),
            account: &party.account,
            bic: &party.bic,
            lei: party.lei(),
            country: party.country,
            birth_date: party.birth_date,
            birth_place: details.map_or("", |details| &details.birth_place),
            address: match details {
                Some(details) if !details.address_lines.is_empty() => {
                    details.address_lines.iter().map(AsRef::as_ref).collect()
                }
                _ => party.address.lines().filter(|line| !line.is_empty()).collect(),
            },
            ids: StatedIdentifier::all_in(&party.ids)
                .map(|id| written(&id))
                .collect(),
            path: &party.path,
        }
    }
}

/// Parties of an underlying payment, which has roles of its own: the first debtor of it is `debtor`.
fn numbered_anew<'p>(side: &'p [Party<'p>]) -> Vec<PartyObject<'p>> {
    let numbered = side.iter().enumerate().map(|(at, party)| {
        let before = side[..at].iter().filter(|other| other.role == party.role).count();
        PartyObject::of(party, u8::try_from(before + 1).unwrap_or(u8::MAX))
    });
    numbered.collect()
}

fn written(id: &StatedIdentifier<'_>) -> String {
    let mut text = match id.kind {
        Some(kind) => format!("{kind}:{}", id.value),
        None => id.value.to_owned(),
    };
    if let Some(country) = id.country {
        text.push('@');
        text.push_str(country.as_str());
    }
    text
}

/// A text that belongs to no party.
#[derive(Debug, Serialize)]
pub struct TextObject<'p> {
    /// Where it stood: in a message its element or field, in a table its column.
    pub path: &'p str,
    /// The text.
    pub text: &'p str,
}

impl<'p> TextObject<'p> {
    fn of(text: &'p Text<'p>) -> TextObject<'p> {
        TextObject {
            path: match (&*text.path, text.kind) {
                ("", TextKind::Remittance) => "remittance_information",
                (path, _) => path,
            },
            text: &text.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Amount, CurrencyCode, Party, PartyDetails, Payment, Role};

    use super::RecordObject;
    use crate::Reject;

    #[test]
    fn a_payment_is_told_without_what_it_does_not_say() {
        let mut payment = Payment::new("P1").with_remittance("rent");
        payment.line = 7;
        payment.amount = Some(Amount {
            value: "10.50".parse().unwrap(),
            currency: CurrencyCode::new("EUR"),
        });
        for ids in ["passport:A1@IR;123", ""] {
            payment.push(Party {
                ids: ids.into(),
                address: "1 High St\nOslo".into(),
                details: Some(Box::new(PartyDetails {
                    name_lines: vec!["Ann".into(), "Lee".into()],
                    ..PartyDetails::default()
                })),
                ..Party::named(Role::ThirdParty, "Ann Lee")
            });
        }
        let read = Ok(&payment);
        assert_eq!(
            serde_json::to_string(&RecordObject::of("p.csv", 3, &read)).unwrap(),
            r#"{"payment_id":"P1","file":"p.csv","position":3,"line":7,"amount":"10.50","currency":"EUR","parties":[{"role":"third_party","name":"Ann Lee","lines":["Ann","Lee"],"address":["1 High St","Oslo"],"ids":["passport:A1@IR","123"]},{"role":"third_party_2","name":"Ann Lee","lines":["Ann","Lee"],"address":["1 High St","Oslo"]}],"texts":[{"path":"remittance_information","text":"rent"}]}"#
        );
    }

    #[test]
    fn a_reject_says_where_it_stands_and_why() {
        let reject = Err(Reject {
            line: 2,
            payment_id: "P".to_owned(),
            error: "no".to_owned(),
        });
        assert_eq!(
            serde_json::to_string(&RecordObject::of("p.csv", 1, &reject)).unwrap(),
            r#"{"file":"p.csv","position":1,"line":2,"payment_id":"P","error":"no"}"#
        );
    }
}
