//! Messages to payments.

use std::{borrow::Cow, ops::Range};

use portcullis_model::{
    Amount, CurrencyCode, Decimal, Note, Party, Payment, Role, Text, TextKind, Underlying,
};

use super::{
    framing::{self, Added, Layout, Tag},
    party::{self, Content, is_there},
    tags::{self, BUSINESS_FUNCTIONS, Covered, Meaning},
};
use crate::{
    contract::{Decode, Mark},
    csv::value::{VALUE_YEARS, excerpt},
    lines::line_feeds,
    reject::Reject,
    swift_mt::{Met, add_texts},
    text::FileText,
    x12,
};

/// The only currency of Fedwire.
const CURRENCY: &str = "USD";

/// The path of what stands before the first tag.
const OUTSIDE: &str = "before the first tag";

/// Characters of an identification of a message (IMAD, OMAD): date, source, number.
const MESSAGE_ID_CHARS: usize = 22;

/// The messages of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct Decoder<'a> {
    text: FileText<'a>,
    added: Added,
    at: usize,
    line: u64,
    /// Where the last message begins.
    begins: Mark,
    record: Range<usize>,
    tags: Vec<Tag>,
    /// Codes and elements of the tag that is read.
    parts: Vec<Range<usize>>,
}

impl<'a> Decoder<'a> {
    /// The messages of a file, as far as it is to be read, from a mark on.
    pub(super) fn new(added: Added, file: &'a [u8], from: Mark) -> Decoder<'a> {
        Decoder {
            text: FileText::new(file, from.at),
            added,
            at: from.at,
            line: from.line,
            begins: from,
            record: from.at..from.at,
            tags: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The text of the first tag of a number, and the tag.
    fn value(&self, number: u16) -> Option<(&Tag, Cow<'a, str>)> {
        let tag = self.tags.iter().find(|tag| tag.number == number)?;
        let text = self.text.get(tag.content.clone(), &mut false);
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches('*').trim()),
            Cow::Owned(text) => Cow::Owned(text.trim_end_matches('*').trim().to_owned()),
        };
        Some((tag, text))
    }

    /// Makes the payment that of the message. Where this fails, all is set that could be read.
    fn read_message(&mut self, outside: Range<usize>, payment: &mut Payment<'a>) -> Result<(), String> {
        let mut met = Met::default();
        let outside = self.text.get(outside, &mut met.not_utf8);
        push_text(payment, TextKind::Other, Cow::Borrowed(OUTSIDE), outside);
        let mut parts = std::mem::take(&mut self.parts);
        for tag in &self.tags {
            self.read_tag(tag, &mut parts, payment, &mut met);
        }
        self.parts = parts;
        let read = self.read_values(payment);
        self.note_what_is_missing(payment);
        for (tag, problem) in met.notes {
            payment.notes.push(Note {
                path: self.text.get(tag, &mut met.not_utf8),
                problem,
            });
        }
        payment.flags.not_utf8 = met.not_utf8;
        read
    }

    /// Id, date, amount, and whether it is a payment at all.
    fn read_values(&self, payment: &mut Payment<'a>) -> Result<(), String> {
        let text_of = |number| self.value(number).map(|(_, text)| text).unwrap_or_default();
        let imad = text_of(1520);
        let day = imad.get(..8).map(party::date);
        // Behind the identification stand date, time and application.
        let omad = text_of(1120);
        let omad = omad.get(..MESSAGE_ID_CHARS).map(str::to_owned);
        payment.payment_id = match omad {
            _ if !imad.is_empty() => imad,
            Some(omad) => Cow::Owned(omad),
            None => text_of(3320),
        };
        let amount = text_of(2000);
        let cents = match amount.len() {
            12 if amount.bytes().all(|byte| byte.is_ascii_digit()) => amount.parse().ok(),
            _ => None,
        };
        payment.amount = cents.map(|cents: i64| Amount {
            value: Decimal::new(cents, 2),
            currency: CurrencyCode::new(CURRENCY),
        });
        let no_payment = |what: &str| Err(format!("the message is {what}, not a payment"));
        let type_code = text_of(1510);
        if let Some(what) = tags::no_payment(&type_code) {
            return no_payment(&format!("{what} ({{1510}} {})", excerpt(&type_code)));
        }
        if text_of(3600).starts_with("SVC") {
            return no_payment("a service message ({3600}SVC)");
        }
        match day {
            Some(Ok(day)) if VALUE_YEARS.contains(&day.year()) => payment.value_date = Some(day),
            Some(Ok(day)) => return Err(format!("{{1520}} `{day}` is not plausible")),
            Some(Err(problem)) => return Err(format!("{{1520}} {problem}")),
            None if payment.payment_id.is_empty() => {
                return Err("there is no {1520}, by which the message is known".to_owned());
            }
            None => {}
        }
        match (payment.amount, self.value(2000)) {
            (Some(_), _) => Ok(()),
            (None, Some((_, amount))) => Err(format!(
                "{{2000}} {} is not an amount of twelve digits, in cents",
                excerpt(&amount)
            )),
            (None, None) => Err("there is no {2000}, the amount".to_owned()),
        }
    }

    /// Notes who is not named in a customer's payment, and a business function that is none.
    fn note_what_is_missing(&self, payment: &mut Payment<'a>) {
        for number in tags::MANDATORY {
            if self.value(number).is_none() {
                payment.notes.push(Note {
                    path: Cow::Owned(format!("{{{number}}}")),
                    problem: "is missing, although every message has it".to_owned(),
                });
            }
        }
        let mut note = |path: &'static str, problem: String| {
            payment.notes.push(Note {
                path: Cow::Borrowed(path),
                problem,
            });
        };
        let Some((_, function)) = self.value(3600) else {
            note(
                "{3600}",
                "is missing; what the message is for is not known".to_owned(),
            );
            return;
        };
        let code = function.get(..3).unwrap_or(&function);
        if !BUSINESS_FUNCTIONS.contains(&code) {
            note(
                "{3600}",
                format!("{} is no business function", excerpt(&function)),
            );
        }
        if code == "CTR" || code == "CTP" {
            let is_missing = |numbers: &[u16]| !self.tags.iter().any(|tag| numbers.contains(&tag.number));
            if is_missing(&[5000, 5010]) {
                note("{5000}", "is missing: the originator is not named".to_owned());
            }
            if is_missing(&[4200]) {
                note("{4200}", "is missing: the beneficiary is not named".to_owned());
            }
        }
    }

    /// What a tag says.
    fn read_tag(
        &self,
        tag: &Tag,
        parts: &mut Vec<Range<usize>>,
        payment: &mut Payment<'a>,
        met: &mut Met<'a>,
    ) {
        let meaning = Meaning::of(tag.number);
        let layout = match meaning {
            Meaning::Silent => return,
            Meaning::Addenda => return self.read_addenda(tag, payment, met),
            Meaning::Depository(_) | Meaning::RoutingNumber(_) => tags::DEPOSITORY,
            Meaning::Party(_) => tags::PARTY,
            Meaning::Numbered(_) => tags::NUMBERED,
            Meaning::Covered(_) => tags::COVERED,
            Meaning::Text(_, layout) => layout,
            Meaning::Unknown => tags::UNKNOWN,
            Meaning::Notification => tags::NOTIFICATION,
            Meaning::RelatedRemittance => tags::RELATED_REMITTANCE,
            Meaning::RemittanceOriginator => tags::REMITTANCE_ORIGINATOR,
            Meaning::RemittanceBeneficiary => tags::REMITTANCE_BENEFICIARY,
        };
        layout.read(self.text.bytes, tag.content.clone(), parts);
        if let (Meaning::Covered(_), Some(first)) = (meaning, parts.first().cloned())
            && first.len() > tags::COVERED_TAG_CHARS
        {
            // Without a sign between them, the first line follows the tag's last column.
            let end = first.start + tags::COVERED_TAG_CHARS;
            let halves = [first.start..end, end..first.end].map(|half| framing::trim(self.text.bytes, half));
            parts.splice(..1, halves);
        }
        let content = Content {
            text: &self.text,
            tag,
            parts,
        };
        match meaning {
            Meaning::Depository(role) | Meaning::RoutingNumber(role) => {
                push(payment, content.depository(role, met));
            }
            Meaning::Party(role) => push(payment, content.party(role, met)),
            Meaning::Numbered(role) => {
                push(
                    payment,
                    content.as_lines(b'F', 0..content.parts.len(), |lines| lines.party(role, met)),
                );
            }
            Meaning::Covered(covered) => read_covered(&content, covered, payment, met),
            Meaning::Text(kind, layout) => read_text(&content, kind, &layout, payment, met),
            Meaning::Unknown => {
                let problem = "is no tag of the format; what stands there is screened as text".to_owned();
                met.notes.push((tag.tag.clone(), problem));
                read_text(&content, TextKind::Other, &layout, payment, met);
            }
            Meaning::Notification => push(payment, content.contact(2, 1, met)),
            Meaning::RelatedRemittance => read_related_remittance(&content, payment, met),
            Meaning::RemittanceOriginator => {
                // Name, number, issuer and birth stand before the address, with codes that may be short.
                let address = content.kind_of_address(4).unwrap_or(6);
                let mut party = content.remittance_party(Role::Invoicee, address - 4, address, met);
                content.identify(&mut party, 1, address - 3, met);
                push(payment, party);
                // Behind the address and the country of residence: name, numbers, electronic address.
                let name = address + tags::ADDRESS_ELEMENTS + 1;
                push(payment, content.contact(name, name + 4, met));
            }
            Meaning::RemittanceBeneficiary => {
                let address = content.kind_of_address(4).unwrap_or(6);
                let mut party = content.remittance_party(Role::Invoicer, 0, address, met);
                content.identify(&mut party, address - 4, address - 3, met);
                push(payment, party);
            }
            Meaning::Silent | Meaning::Addenda => {}
        }
    }

    /// Remittance behind its length, in segments that may name parties, or in any other form.
    fn read_addenda(&self, tag: &Tag, payment: &mut Payment<'a>, met: &mut Met<'a>) {
        let content = tag.content.clone();
        let digits = self.text.slice(content.clone()).iter().take(4);
        let length = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text.get(
            framing::trim(self.text.bytes, content.start + length..content.end),
            &mut met.not_utf8,
        );
        for party in x12::parties(&text) {
            push(
                payment,
                party.into_party(&self.text.get(tag.tag.clone(), &mut false)),
            );
        }
        push_text(
            payment,
            TextKind::Remittance,
            self.text.get(tag.tag.clone(), &mut false),
            text,
        );
    }
}

/// Adds a party, unless nothing is said of it.
fn push<'a>(payment: &mut Payment<'a>, party: Party<'a>) {
    if is_there(&party) {
        payment.push(party);
    }
}

fn push_text<'a>(payment: &mut Payment<'a>, kind: TextKind, path: Cow<'a, str>, text: Cow<'a, str>) {
    if !text.is_empty() {
        payment.texts.push(Text { kind, path, text });
    }
}

/// Lines of text behind codes, which say nothing that is screened. Of a tag that is not known, all of it.
fn read_text<'a>(
    content: &Content<'_, 'a>,
    kind: TextKind,
    layout: &Layout,
    payment: &mut Payment<'a>,
    met: &mut Met<'a>,
) {
    let lines = layout.codes.len()..content.parts.len();
    content.as_lines(0, lines, |lines| add_texts(lines, kind, payment, met));
}

/// A field of the payment that is covered. Its tag of SWIFT says how its lines are to be read.
fn read_covered<'a>(
    content: &Content<'_, 'a>,
    covered: Covered,
    payment: &mut Payment<'a>,
    met: &mut Met<'a>,
) {
    let tag = content.get(0, met);
    let option = tag
        .bytes()
        .find(u8::is_ascii_alphabetic)
        .filter(|_| tag.len() <= 3);
    let option = option.map_or(0, |letter| letter.to_ascii_uppercase());
    let lines = 1..content.parts.len();
    let mut below = payment
        .underlying
        .take()
        .unwrap_or_else(|| Box::new(Underlying::default()));
    match covered {
        Covered::Party(role) => {
            let mut party = content.as_lines(option, lines, |lines| lines.party(role, met));
            if is_there(&party) {
                let side = if role.is_agent() {
                    &mut below.agents
                } else {
                    &mut below.parties
                };
                let before = payment
                    .everyone()
                    .chain(side.iter())
                    .filter(|other| other.role == role)
                    .count();
                party.nth = u8::try_from(before + 1).unwrap_or(u8::MAX);
                side.push(party);
            }
        }
        Covered::Text(kind) => {
            let mut read = Payment::default();
            content.as_lines(0, lines, |lines| add_texts(lines, kind, &mut read, met));
            below.texts.append(&mut read.texts);
        }
    }
    payment.underlying = Some(below);
}

/// Where the advice is, and for whom. In contents without fixed widths its method may be written with what follows it, so that
/// the name is what stands before the address.
fn read_related_remittance<'a>(content: &Content<'_, 'a>, payment: &mut Payment<'a>, met: &mut Met<'a>) {
    let address = content.kind_of_address(2).unwrap_or(4);
    push(
        payment,
        content.remittance_party(Role::ThirdParty, address - 1, address, met),
    );
    for part in 0..address - 1 {
        let text = content.get(part, met);
        push_text(payment, TextKind::Remittance, content.path(), text);
    }
}

impl<'a> Decode<'a> for Decoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        let bytes = self.text.bytes;
        // White space behind the last message is none.
        let start = self.at + (bytes.get(self.at..)?.len() - bytes[self.at..].trim_ascii_start().len());
        if start >= bytes.len() {
            return None;
        }
        payment.clear();
        let end = self.added.message_end(bytes, start);
        payment.line = self.line + line_feeds(&bytes[self.at..start]);
        self.line = payment.line + line_feeds(&bytes[start..end]);
        self.at = end;
        self.begins = Mark::new(start, payment.line);
        self.record = framing::trim(bytes, start..end);
        let outside = framing::tags(bytes, start..end, &mut self.tags);
        let read = self.read_message(outside, payment);
        Some(read.map_err(|error| Reject {
            line: payment.line,
            payment_id: payment.payment_id.to_string(),
            error,
        }))
    }

    fn text(&self) -> &'a [u8] {
        self.text.slice(self.record.clone())
    }

    fn begins(&self) -> Option<Mark> {
        Some(self.begins)
    }
}
