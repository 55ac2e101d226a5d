//! Objects to payments: what is not understood is treated as in a column of a table.

use std::borrow::Cow;

use portcullis_model::{
    Amount, CountryCode, Date, Field, Instrument, Note, Party, PartyDetails, Payment, References, Role,
    StatedIdentifier, Text, TextKind, Underlying,
};

use super::{
    Line, PartyObject, PaymentObject, Stated, TextObject, UnderlyingObject, kind_by_path, stated::Object,
};
use crate::csv::{
    dialect::{DateOrder, DecimalMark},
    value,
};

/// Why JSON is no payment. The message names the member, and the line and column where the JSON itself is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ObjectError(String);

impl<'p> PaymentObject<'p> {
    /// Reads an object of `payments show`. Members may be left out, all but `payment_id`; one that is not known is refused.
    ///
    /// # Errors
    /// It is not JSON in UTF-8, or no such object.
    pub fn from_json(json: &'p [u8]) -> Result<PaymentObject<'p>, ObjectError> {
        match serde_json::from_slice(json) {
            Ok(Object(object)) => Ok(object),
            Err(error) => Err(ObjectError(format!("no payment object: {error}"))),
        }
    }

    /// The payment that it tells of.
    ///
    /// A country, date of birth, purpose or instrument that is not understood is evidence for nothing: its text is kept among
    /// the texts, with a note, as that of a column of a table is.
    ///
    /// # Errors
    /// It cannot be decided: it has no id, a date or amount that cannot be read, or a role that is none, that is given twice or
    /// on the wrong side.
    pub fn into_payment(self) -> Result<Payment<'p>, ObjectError> {
        if self.payment_id.trim().is_empty() {
            return Err(ObjectError(
                "`payment_id` is empty; every payment needs an id".to_owned(),
            ));
        }
        let date = |text: &str| value::value_date(text, DateOrder::Iso);
        let currency = needed("currency", self.currency, value::currency)?;
        let amount = needed("amount", self.amount, |text| {
            value::amount(text, DecimalMark::Point)
        })?;
        if currency.is_some() && amount.is_none() {
            return Err(ObjectError(
                "`currency` is given and `amount` is not; give both, or leave out both".to_owned(),
            ));
        }
        let mut payment = Payment {
            payment_id: self.payment_id,
            references: References {
                uetr: self.uetr,
                own: self.reference,
                related: self.related_reference,
            },
            position: self.position,
            line: self.line,
            value_date: needed("value_date", self.value_date, date)?,
            amount: amount.map(|value| Amount { value, currency }),
            purpose_code: self.purpose_code,
            license_reference: self.license_reference,
            instrument: self.instrument,
            debt_tenor_days: self.debt_tenor_days,
            debt_issued_on: needed("debt_issued_on", self.debt_issued_on, date)?,
            notes: self.notes.into_iter().map(note).collect(),
            texts: texts(self.texts),
            ..Payment::default()
        };
        payment.purpose = understood(&mut payment, "purpose", self.purpose, value::purpose);
        if Instrument::read(&payment.instrument) == Instrument::Unknown {
            let text = payment.instrument.clone();
            let problem = value::unknown_instrument(&text);
            keep(&mut payment, "instrument", text, problem);
        }
        let above = Side::default();
        for (objects, are_agents) in [(self.parties, false), (self.agents, true)] {
            let read = parties(&mut payment, objects, are_agents, &above)?;
            let side = if are_agents {
                &mut payment.agents
            } else {
                &mut payment.parties
            };
            *side = read;
        }
        if let Some(below) = self.underlying {
            let below = underlying(&mut payment, below)?;
            payment.underlying = Some(Box::new(below));
        }
        Ok(payment)
    }
}

/// The highest number of each role of a payment, after which those of an underlying payment are numbered.
#[derive(Default)]
struct Side([u8; Role::ALL.len()]);

fn underlying<'p>(
    payment: &mut Payment<'p>,
    object: UnderlyingObject<'p>,
) -> Result<Underlying<'p>, ObjectError> {
    let mut above = Side::default();
    for party in payment.everyone() {
        let highest = &mut above.0[party.role as usize];
        *highest = party.nth.max(*highest);
    }
    Ok(Underlying {
        parties: parties(payment, object.parties, false, &above)?,
        agents: parties(payment, object.agents, true, &above)?,
        texts: texts(object.texts),
    })
}

fn parties<'p>(
    payment: &mut Payment<'p>,
    objects: Vec<PartyObject<'p>>,
    are_agents: bool,
    above: &Side,
) -> Result<Vec<Party<'p>>, ObjectError> {
    let mut read: Vec<Party<'p>> = Vec::with_capacity(objects.len());
    for object in objects {
        let (role, nth) = role(&object.role, are_agents)?;
        let nth = nth.saturating_add(above.0[role as usize]);
        // The last number is that of all who come after it, too.
        if nth < u8::MAX && read.iter().any(|other| (other.role, other.nth) == (role, nth)) {
            return Err(ObjectError(format!(
                "the role `{}` is given twice; the second of a role is `{role}_2`, the third `{role}_3`",
                object.role
            )));
        }
        read.push(party(payment, object, role, nth));
    }
    Ok(read)
}

/// A role and the number of its party.
fn role(word: &str, are_agents: bool) -> Result<(Role, u8), ObjectError> {
    let Ok(Field::Party(role, nth)) = word.parse::<Field>() else {
        let roles = Role::ALL.iter().filter(|role| role.is_agent() == are_agents);
        let roles: Vec<&str> = roles.map(|role| role.as_str()).collect();
        return Err(ObjectError(format!(
            "{} is not a role; known under `{}` are {}, and of the second one `{}_2`",
            value::excerpt(word),
            side_name(are_agents),
            roles.join(", "),
            roles[0]
        )));
    };
    if role.is_agent() == are_agents {
        Ok((role, nth))
    } else {
        Err(ObjectError(format!(
            "the role `{word}` belongs under `{}`",
            side_name(!are_agents)
        )))
    }
}

fn side_name(are_agents: bool) -> &'static str {
    if are_agents { "agents" } else { "parties" }
}

fn party<'p>(payment: &mut Payment<'p>, object: PartyObject<'p>, role: Role, nth: u8) -> Party<'p> {
    let member = |name: &str| format!("{}_{name}", object.role);
    let country: Option<CountryCode> =
        understood(payment, &member("country"), object.country, value::country);
    let birth_date: Option<Date> = understood(payment, &member("birth_date"), object.birth_date, |text| {
        value::birth_date(text, DateOrder::Iso)
    });
    let ids = joined(object.ids, ";");
    for word in StatedIdentifier::unknown_kinds_in(&ids) {
        let problem = format!("{} is not a kind of identifier", value::excerpt(word));
        add_note(payment, member("id"), problem);
    }
    let name_lines: Vec<Cow<'p, str>> = object.lines.into_iter().map(|line| line.0).collect();
    let has_details = !(object.lei.is_empty() && object.birth_place.is_empty() && name_lines.is_empty());
    let name = if object.name.is_empty() {
        name_lines.join(" ").into()
    } else {
        object.name
    };
    Party {
        nth,
        country,
        birth_date,
        name,
        name_room: object.name_room,
        account: object.account,
        address: joined(object.address, "\n"),
        bic: object.bic,
        ids,
        path: object.path,
        details: has_details.then(|| {
            Box::new(PartyDetails {
                lei: object.lei,
                birth_place: object.birth_place,
                name_lines,
                ..PartyDetails::default()
            })
        }),
        ..Party::new(role)
    }
}

/// The lines as one text; not copied where there is one.
fn joined<'p>(lines: Vec<Line<'p>>, by: &str) -> Cow<'p, str> {
    let mut lines = lines.into_iter().map(|line| line.0);
    let Some(mut all) = lines.next() else {
        return Cow::Borrowed("");
    };
    for line in lines {
        let all = all.to_mut();
        all.push_str(by);
        all.push_str(&line);
    }
    all
}

fn texts<'p>(objects: Vec<TextObject<'p>>) -> Vec<Text<'p>> {
    let said = objects
        .into_iter()
        .filter(|object| !object.text.trim().is_empty());
    let read = said.map(|object| {
        let kind = match object.field {
            Some(Field::Remittance) => TextKind::Remittance,
            Some(_) => TextKind::Other,
            None => kind_by_path(&object.path),
        };
        Text {
            kind,
            path: match (&*object.path, kind) {
                (super::REMITTANCE_PATH, TextKind::Remittance) => Cow::Borrowed(""),
                _ => object.path,
            },
            text: object.text,
        }
    });
    read.collect()
}

/// A note as it is written: the path, a blank, and the problem.
fn note(line: Line<'_>) -> Note<'_> {
    let split = line
        .0
        .split_once(' ')
        .map(|(path, problem)| (path.to_owned(), problem.to_owned()));
    let (path, problem) = split.unwrap_or_else(|| (String::new(), line.0.into_owned()));
    Note {
        path: path.into(),
        problem,
    }
}

/// A value without which the payment cannot be decided.
fn needed<T>(
    member: &str,
    stated: Option<Stated<'_, T>>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, ObjectError> {
    match stated {
        None => Ok(None),
        Some(Stated::Value(value)) => Ok(Some(value)),
        Some(Stated::Text(text)) => match read(text.trim()) {
            Ok(value) => Ok(Some(value)),
            Err(reason) => Err(ObjectError(format!("`{member}`: {reason}"))),
        },
    }
}

/// A value that counts as absent where it is not understood.
fn understood<'p, T>(
    payment: &mut Payment<'p>,
    member: &str,
    stated: Option<Stated<'p, T>>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let text = match stated? {
        Stated::Value(value) => return Some(value),
        Stated::Text(text) if text.trim().is_empty() => return None,
        Stated::Text(text) => text,
    };
    match read(text.trim()) {
        Ok(value) => Some(value),
        Err(problem) => {
            keep(payment, member, text, problem);
            None
        }
    }
}

/// Keeps a text that was not understood, unless the object says already that it is kept.
fn keep<'p>(payment: &mut Payment<'p>, member: &str, text: Cow<'p, str>, problem: String) {
    if add_note(payment, member.to_owned(), problem) {
        payment.texts.push(Text {
            kind: TextKind::Other,
            path: Cow::Owned(member.to_owned()),
            text,
        });
    }
}

/// Adds a note, and returns whether it was not there before.
fn add_note(payment: &mut Payment<'_>, path: String, problem: String) -> bool {
    let is_new = !payment
        .notes
        .iter()
        .any(|note| note.path == path && note.problem == problem);
    if is_new {
        payment.notes.push(Note {
            path: path.into(),
            problem,
        });
    }
    is_new
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Field, Payment, Role, TextKind};

    use super::PaymentObject;
    use crate::object::RecordObject;

    fn read(json: &str) -> Result<Payment<'_>, String> {
        let object = PaymentObject::from_json(json.as_bytes()).map_err(|e| e.to_string())?;
        object.into_payment().map_err(|e| e.to_string())
    }

    #[track_caller]
    fn refused(json: &str, why: &str) {
        let error = read(json).unwrap_err();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn what_is_written_is_read_back_and_written_the_same() {
        let json = r#"{"payment_id":"P\"1","file":"m.xml","position":3,"line":7,"value_date":"2024-03-01","amount":"10.50","currency":"EUR","parties":[{"role":"debtor","name":"Ann Lee","lines":["Ann","Lee"],"account":"NO9386011117947","lei":"529900T8BM49AURSDO55","country":"NO","birth_date":"1970-02-03","birth_place":"Oslo","address":["1 High St","Oslo"],"ids":["passport:A1@IR","123"],"path":"CdtTrfTxInf/Dbtr"},{"role":"creditor_2","name":"B"}],"agents":[{"role":"creditor_agent","bic":"CMSYSYDA"}],"texts":[{"path":"remittance_information","text":"rent"},{"path":"CdtTrfTxInf/RmtInf/Ustrd","field":"remittance_information","text":"for May"},{"path":":72:","text":"/ACC/"},{"path":"purpose","text":"x"}],"underlying":{"parties":[{"role":"debtor","name":"C"},{"role":"debtor_2","name":"D"}],"texts":[{"path":":70:","field":"remittance_information","text":"y"}]},"purpose_code":"GDDS","license_reference":"SY-1","instrument":"loan","debt_tenor_days":30,"debt_issued_on":"2024-01-01","notes":["purpose `x` is not a purpose"]}"#;
        let payment = read(json).unwrap();
        assert_eq!(payment.party_at(Field::Party(Role::Debtor, 3)).unwrap().name, "D");
        assert_eq!(
            payment.underlying.as_ref().unwrap().texts[0].kind,
            TextKind::Remittance
        );
        let record = Ok(&payment);
        let again = serde_json::to_string(&RecordObject::of("m.xml", 3, &record)).unwrap();
        assert_eq!(again, json);
    }

    #[test]
    fn a_payment_needs_nothing_but_its_id() {
        let payment = read(r#"{"payment_id":"P1"}"#).unwrap();
        assert_eq!(payment, Payment::new("P1"));
        refused("{}", "missing field `payment_id`");
        refused(r#"{"payment_id":" "}"#, "`payment_id` is empty");
    }

    #[test]
    fn a_member_that_is_not_known_is_refused_by_name() {
        refused(r#"{"payment_id":"P1","creditor_name":"Ali"}"#, "`creditor_name`");
        refused(
            r#"{"payment_id":"P1","parties":[{"role":"debtor","nam":"Ali"}]}"#,
            "unknown field `nam`, expected one of `role`, `name`",
        );
    }

    #[test]
    fn what_the_payment_cannot_be_decided_without_is_refused() {
        for (member, why) in [
            (r#""amount":"1,00""#, "`amount`: `1,00` holds a comma"),
            (r#""amount":1.5"#, "floating point `1.5`, expected a string"),
            (r#""value_date":"2024-13-01""#, "`value_date`: `2024-13-01`"),
            (r#""debt_issued_on":"x""#, "`debt_issued_on`"),
            (r#""debt_tenor_days":"30""#, "string \"30\", expected u32"),
            (r#""amount":"1","currency":"EURO""#, "`currency`: `EURO`"),
            (r#""currency":"EUR""#, "`amount` is not"),
            (r#""parties":{}"#, "expected a sequence"),
            (
                r#""parties":[["debtor"]]"#,
                "invalid type: sequence, expected an object",
            ),
            (r#""underlying":[]"#, "invalid type: sequence, expected an object"),
            (r#""parties":[{"name":"A"}]"#, "missing field `role`"),
            (r#""parties":[{"role":"payer"}]"#, "`payer` is not a role"),
            (
                r#""parties":[{"role":"creditor_agent"}]"#,
                "belongs under `agents`",
            ),
            (r#""agents":[{"role":"debtor"}]"#, "belongs under `parties`"),
            (
                r#""parties":[{"role":"debtor"},{"role":"debtor"}]"#,
                "given twice; the second of a role is `debtor_2`",
            ),
        ] {
            refused(&format!(r#"{{"payment_id":"P1",{member}}}"#), why);
        }
        let not_utf8 = PaymentObject::from_json(b"{\"payment_id\":\"\xff\"}").unwrap_err();
        assert!(not_utf8.to_string().contains("unicode"), "{not_utf8}");
    }

    #[test]
    fn what_is_not_understood_is_a_text_and_a_note_once() {
        let json = r#"{"payment_id":"P1","parties":[{"role":"creditor","country":"Iran","birth_date":"1.2.1970","ids":["passprt:A1"]}],"purpose":"fun","instrument":"tulips"}"#;
        let payment = read(json).unwrap();
        let texts: Vec<&str> = payment.texts.iter().map(|text| &*text.text).collect();
        assert_eq!(texts, ["fun", "tulips", "Iran", "1.2.1970"]);
        let paths: Vec<&str> = payment.notes.iter().map(|note| &*note.path).collect();
        assert_eq!(
            paths,
            [
                "purpose",
                "instrument",
                "creditor_country",
                "creditor_birth_date",
                "creditor_id"
            ]
        );
        assert_eq!(payment.parties[0].country, None);
        let record = Ok(&payment);
        let written = serde_json::to_string(&RecordObject::of("", 0, &record)).unwrap();
        let again = read(&written).unwrap();
        assert_eq!((&again.notes, &again.texts), (&payment.notes, &payment.texts));
    }

    #[test]
    fn a_name_of_lines_alone_is_their_name() {
        let payment =
            read(r#"{"payment_id":"P1","parties":[{"role":"debtor","lines":["Ann","Lee"]}]}"#).unwrap();
        assert_eq!(payment.parties[0].name, "Ann Lee");
    }
}
