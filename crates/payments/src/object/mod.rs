//! A payment as a JSON object: what `payments show` prints, and what other languages hand over (`docs/contract.md`,
//! sections 2 and 6). One set of structs is both written and read.

mod read;
mod stated;

use std::borrow::Cow;

use portcullis_model::{
    CountryCode, CurrencyCode, Date, Decimal, Field, Party, Payment, Purpose, StatedIdentifier, Text,
    TextKind,
};
use serde::{Deserialize, Serialize};

pub use read::ObjectError;
pub use stated::{Line, Stated};
use stated::{object, objects};

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

/// A payment. What it does not say is left out; a member that is not known is refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentObject<'p> {
    /// The sender's id.
    #[serde(borrow)]
    pub payment_id: Cow<'p, str>,
    /// The file that it is from; empty where it is from none.
    #[serde(borrow, default)]
    pub file: Cow<'p, str>,
    /// Its place in the file, from 1; 0 where it is from none.
    #[serde(default)]
    pub position: u64,
    /// The line on which it begins, from 1; 0 where it is from no file.
    #[serde(default)]
    pub line: u64,
    /// The value date.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<Stated<'p, Date>>,
    /// The amount, in units of the currency: digits and at most one point, as many of them as were written.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Stated<'p, Decimal>>,
    /// Its currency.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Stated<'p, CurrencyCode>>,
    /// The unique end-to-end transaction reference.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub uetr: Cow<'p, str>,
    /// The sender's reference, where it is not the id.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub reference: Cow<'p, str>,
    /// Of a transfer between banks, the reference of the payment that it may cover.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub related_reference: Cow<'p, str>,
    /// Who pays and is paid.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub parties: Vec<PartyObject<'p>>,
    /// The banks on its way.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub agents: Vec<PartyObject<'p>>,
    /// Texts that belong to no party.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub texts: Vec<TextObject<'p>>,
    /// Of a cover payment, the payment that it covers.
    #[serde(
        borrow,
        default,
        deserialize_with = "object",
        skip_serializing_if = "Option::is_none"
    )]
    pub underlying: Option<UnderlyingObject<'p>>,
    /// ISO 20022 external purpose code.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub purpose_code: Cow<'p, str>,
    /// The purpose, in a word of the contract.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Stated<'p, Purpose>>,
    /// The license that it quotes.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub license_reference: Cow<'p, str>,
    /// Kind of financial instrument.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub instrument: Cow<'p, str>,
    /// Tenor of new debt, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt_tenor_days: Option<u32>,
    /// The day on which the debt was issued.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub debt_issued_on: Option<Stated<'p, Date>>,
    /// What of it was not understood.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Line<'p>>,
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
            payment_id: Cow::Borrowed(&payment.payment_id),
            file: Cow::Borrowed(file),
            position,
            line: payment.line,
            value_date: payment.value_date.map(Stated::Value),
            amount: amount.map(|amount| Stated::Value(amount.value)),
            currency: amount.and_then(|amount| amount.currency).map(Stated::Value),
            uetr: Cow::Borrowed(&payment.references.uetr),
            reference: Cow::Borrowed(if payment.references.own == payment.payment_id {
                ""
            } else {
                &payment.references.own
            }),
            related_reference: Cow::Borrowed(&payment.references.related),
            parties: everyone(&payment.parties),
            agents: everyone(&payment.agents),
            texts: payment.texts.iter().map(TextObject::of).collect(),
            underlying: payment.underlying.as_ref().map(|below| UnderlyingObject {
                parties: numbered_anew(&below.parties),
                agents: numbered_anew(&below.agents),
                texts: below.texts.iter().map(TextObject::of).collect(),
            }),
            purpose_code: Cow::Borrowed(&payment.purpose_code),
            purpose: payment.purpose.map(Stated::Value),
            license_reference: Cow::Borrowed(&payment.license_reference),
            instrument: Cow::Borrowed(&payment.instrument),
            debt_tenor_days: payment.debt_tenor_days,
            debt_issued_on: payment.debt_issued_on.map(Stated::Value),
            notes: payment
                .notes
                .iter()
                .map(|note| Line::from(note.to_string()))
                .collect(),
        }
    }
}

/// The customer's payment that a cover payment covers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderlyingObject<'p> {
    /// Its parties.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub parties: Vec<PartyObject<'p>>,
    /// Its agents.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub agents: Vec<PartyObject<'p>>,
    /// Its texts.
    #[serde(
        borrow,
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub texts: Vec<TextObject<'p>>,
}

/// A party or agent. What the payment does not say of it is left out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyObject<'p> {
    /// Its role; of the second one `creditor_2`.
    #[serde(borrow)]
    pub role: Cow<'p, str>,
    /// Its name.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub name: Cow<'p, str>,
    /// The lines of its name, where it had several.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line<'p>>,
    /// How many characters the field of the name has room for, where the format says so and that is not 35: a name that fills
    /// it may have been cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_room: Option<u8>,
    /// Its account.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub account: Cow<'p, str>,
    /// Its BIC.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub bic: Cow<'p, str>,
    /// Its legal entity identifier.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub lei: Cow<'p, str>,
    /// Its country.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Stated<'p, CountryCode>>,
    /// Its date of birth.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Stated<'p, Date>>,
    /// Its place of birth.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub birth_place: Cow<'p, str>,
    /// The lines and parts of its address.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<Line<'p>>,
    /// Its other identifiers, each `KIND:VALUE`, `KIND:VALUE@CC`, or as written where no kind is known.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Line<'p>>,
    /// Where it stood in the message.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub path: Cow<'p, str>,
}

impl<'p> PartyObject<'p> {
    fn of(party: &'p Party<'p>, nth: u8) -> PartyObject<'p> {
        let details = party.details.as_deref();
        PartyObject {
            role: match nth {
                0 | 1 => party.role.as_str().into(),
                nth => format!("{}_{nth}", party.role).into(),
            },
            name: Cow::Borrowed(&party.name),
            lines: party
                .name_lines()
                .iter()
                .map(|line| Line::from(&**line))
                .collect(),
            name_room: party.name_room,
            account: Cow::Borrowed(&party.account),
            bic: Cow::Borrowed(&party.bic),
            lei: Cow::Borrowed(party.lei()),
            country: party.country.map(Stated::Value),
            birth_date: party.birth_date.map(Stated::Value),
            birth_place: Cow::Borrowed(details.map_or("", |details| &details.birth_place)),
            address: match details {
                Some(details) if !details.address_lines.is_empty() => {
                    let lines = details.address_lines.iter();
                    lines.map(|line| Line::from(&**line)).collect()
                }
                _ => {
                    let lines = party.address.lines().filter(|line| !line.is_empty());
                    lines.map(Line::from).collect()
                }
            },
            ids: StatedIdentifier::all_in(&party.ids)
                .map(|id| Line::from(written(&id)))
                .collect(),
            path: Cow::Borrowed(&party.path),
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

/// What the path of a text is where it has none: its column.
const REMITTANCE_PATH: &str = "remittance_information";

/// A text that belongs to no party.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextObject<'p> {
    /// Where it stood: in a message its element or field, in a table its column.
    #[serde(borrow, default)]
    pub path: Cow<'p, str>,
    /// The field of a hit in it, `remittance_information` or `other_text`, where the path is not enough to tell: a text without
    /// path, or of the path `remittance_information`, is remittance information, and any other is other text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The text.
    #[serde(borrow)]
    pub text: Cow<'p, str>,
}

impl<'p> TextObject<'p> {
    fn of(text: &'p Text<'p>) -> TextObject<'p> {
        let path = match (&*text.path, text.kind) {
            ("", TextKind::Remittance) => REMITTANCE_PATH,
            (path, _) => path,
        };
        TextObject {
            path: Cow::Borrowed(path),
            field: (kind_by_path(path) != text.kind).then(|| text.field()),
            text: Cow::Borrowed(&text.text),
        }
    }
}

/// What kind of text a path tells of.
fn kind_by_path(path: &str) -> TextKind {
    match path {
        "" | REMITTANCE_PATH => TextKind::Remittance,
        _ => TextKind::Other,
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
    fn the_room_of_a_name_goes_with_it_so_that_a_cut_one_is_known_again() {
        let payment = Payment::new("P1").with(Party {
            name_room: Some(22),
            ..Party::named(Role::Creditor, "VIKTOR ANATOLIJEVITCH ")
        });
        let json = serde_json::to_vec(&RecordObject::of("", 0, &Ok(&payment))).unwrap();
        let read = super::PaymentObject::from_json(&json)
            .unwrap()
            .into_payment()
            .unwrap();
        assert_eq!(read.parties, payment.parties);
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
