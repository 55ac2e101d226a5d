//! Messages to payments.

use std::{borrow::Cow, ops::Range};

use memchr::memmem;
use portcullis_model::{Note, Party, Payment, Role, Text, TextKind, Underlying};

use super::{
    fields::{self, Field},
    framing::{self, Message, TextBlock},
    header,
    kind::{Kind, Meaning},
    needed::{Fault, Needed},
    party::{Lines, Met},
};
use crate::{
    contract::{Decode, Mark},
    lines::line_feeds,
    reject::Reject,
    text::FileText,
};

/// Fields of a message that is not read of which the text is screened.
const PIECES_MAX: usize = 10_000;

/// Longest payment id that a reject repeats.
const REJECTED_ID_CHARS_MAX: usize = 256;

/// The path of what stands outside the blocks.
const OUTSIDE: &str = "outside the blocks";

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct Decoder<'a> {
    text: FileText<'a>,
    /// Where the next message is looked for, and the line of that byte.
    at: usize,
    line: u64,
    message: Message,
    /// The line on which the message begins.
    first_line: u64,
    fields: Vec<Field>,
    is_one_line: bool,
    /// Of a request for transfers, the fields for all of them, and where the fields of the next one begin.
    transfers: Option<(usize, usize)>,
    record: Range<usize>,
    /// Where the last record begins, unless it is behind another of its message.
    begins: Option<Mark>,
    /// The lines of the field that is read.
    lines: Vec<Range<usize>>,
    /// The box of a covered payment, to be filled again.
    spare: Option<Box<Underlying<'a>>>,
}

impl<'a> Decoder<'a> {
    /// The messages of a file from a mark on.
    pub(super) fn new(file: &'a [u8], from: Mark) -> Decoder<'a> {
        Decoder {
            text: FileText::new(file, from.at),
            at: from.at,
            line: from.line,
            message: Message::default(),
            first_line: from.line,
            fields: Vec::new(),
            is_one_line: false,
            transfers: None,
            record: from.at..from.at,
            begins: None,
            lines: Vec::new(),
            spare: None,
        }
    }

    /// Goes on to the next message that is no acknowledgment, and reads its fields.
    fn next_message(&mut self) -> bool {
        let bytes = self.text.bytes;
        loop {
            if !framing::next_message(bytes, self.at, &mut self.message) {
                return false;
            }
            let range = self.message.range.clone();
            self.first_line = self.line + line_feeds(&bytes[self.at..range.start]);
            self.line = self.first_line + line_feeds(&bytes[range.clone()]);
            self.at = range.end;
            if !self.message.is_acknowledgment(bytes) {
                break;
            }
        }
        self.record = fields::trim(bytes, self.message.range.clone());
        let block = self.message.block(4);
        let line = self.first_line
            + line_feeds(&bytes[self.message.range.start..block.start.max(self.message.range.start)]);
        self.is_one_line = !fields::read(bytes, block, line, &mut self.fields);
        true
    }

    /// A range of the fields, to read what is needed of it.
    fn needed(&self, range: Range<usize>) -> Needed<'_, 'a> {
        Needed {
            text: &self.text,
            fields: &self.fields[range],
        }
    }

    /// Reads a message, or the first of its transfers.
    fn read_first(&mut self, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let kind = match Kind::of_message(self.text.bytes, &self.message, &mut self.fields) {
            Ok(kind) => kind,
            Err(error) => {
                self.read_pieces(payment, met);
                return Some(error);
            }
        };
        let structural = self.structural_fault(kind);
        let named = |fault: Fault| format!("MT{}: {fault}", kind.digits());
        if kind != Kind::Mt101 || structural.is_some() {
            let fault = self.read_message(kind, payment, met).map(named);
            return structural.or(fault);
        }
        let Some(general) = self.fields.iter().position(|field| field.is(*b"21", 0)) else {
            self.read_message(kind, payment, met);
            return Some(named("there is no `:21:`, so it holds no transfer".to_owned()));
        };
        self.transfers = Some((general, general));
        self.read_transfer(payment, met).map(named)
    }

    /// Reads a message that is a payment of its own.
    fn read_message(&mut self, kind: Kind, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let all = 0..self.fields.len();
        let needed = self.needed(all.clone());
        let mut fault = needed.read_id(b"20", "the sender's reference", payment, met);
        if kind != Kind::Mt199 {
            let found = needed.read_dated_amount(payment, met);
            fault = fault.or(found);
        }
        header::read_banks(&self.text, &self.message, payment, met);
        if matches!(kind, Kind::Mt103 | Kind::Mt202) {
            payment.references.uetr = header::uetr(&self.text, &self.message, met);
            payment.references.own.clone_from(&payment.payment_id);
        }
        if kind == Kind::Mt202 {
            payment.references.related = self.needed(all.clone()).read_related(met);
        }
        // The customers' payment that a transfer between banks covers begins with who pays or is paid in it.
        let is_customer = |field: &Field| matches!(&field.number, b"50" | b"59");
        let covered = match kind {
            Kind::Mt202 => self.fields.iter().position(is_customer),
            _ => None,
        };
        let covered = covered.unwrap_or(all.end);
        self.read_fields(kind, 0..covered, false, payment, met);
        if covered < all.end {
            self.read_covered(kind, covered..all.end, payment, met);
        }
        if self.structural_fault(kind).is_none() {
            match kind {
                Kind::Mt103 => note_missing(payment),
                Kind::Mt202 => self.note_cover(covered < all.end, payment),
                Kind::Mt101 | Kind::Mt199 => {}
            }
        }
        fault
    }

    /// Reads the next transfer of a request.
    fn read_transfer(&mut self, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let (general, from) = self.transfers?;
        let is_next = |field: &Field| field.is(*b"21", 0);
        let end = self.fields[from + 1..].iter().position(is_next);
        let end = end.map_or(self.fields.len(), |next| from + 1 + next);
        self.transfers = (end < self.fields.len()).then_some((general, end));
        // The first one has the header, the last one what follows.
        let start = if from == general {
            self.message.range.start
        } else {
            self.fields[from].tag.start
        };
        let last = self
            .fields
            .get(end)
            .map_or(self.message.range.end, |next| next.tag.start);
        self.record = fields::trim(self.text.bytes, start..last);
        payment.line = self.fields[from].line;
        let needed = self.needed(from..end);
        let id = needed.read_id(b"21", "the transfer's reference", payment, met);
        let date = self.needed(0..general).read_date(payment, met);
        let amount = needed.read_amount(payment, met);
        let fault = id.or(date).or(amount);
        header::read_banks(&self.text, &self.message, payment, met);
        self.read_fields(Kind::Mt101, 0..general, false, payment, met);
        self.read_fields(Kind::Mt101, from..end, false, payment, met);
        note_missing(payment);
        fault
    }

    /// Adds what a range of the fields says of parties, banks and texts.
    fn read_fields(
        &mut self,
        kind: Kind,
        range: Range<usize>,
        covered: bool,
        payment: &mut Payment<'a>,
        met: &mut Met<'a>,
    ) {
        let mut lines = std::mem::take(&mut self.lines);
        for field in &self.fields[range] {
            if field.has_small_letter(self.text.bytes) {
                let problem = "is a tag in small letters; tags have capital letters".to_owned();
                met.notes.push((field.tag.clone(), problem));
            }
            let meaning = kind.meaning(field, covered);
            if meaning == Meaning::Silent {
                continue;
            }
            fields::lines(self.text.bytes, field.value.clone(), &mut lines);
            let read = Lines {
                text: &self.text,
                field,
                lines: &lines,
                is_one_line: self.is_one_line,
            };
            match meaning {
                Meaning::Party(role) => {
                    let party = read.party(role, met);
                    add_pieces(&self.text, payment, met);
                    if !party.is_empty() {
                        payment.push(party);
                    }
                }
                Meaning::Account => {
                    let text = field.first_line(&self.text, met);
                    if !text.is_empty() {
                        payment.push(Party {
                            path: field.path(&self.text, met),
                            account: match text {
                                Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('/')),
                                Cow::Owned(text) => text.trim_start_matches('/').to_owned().into(),
                            },
                            ..Party::new(Role::ThirdParty)
                        });
                    }
                }
                Meaning::Code if !self.text.slice(field.value.clone()).contains(&b'/') => {}
                Meaning::Code => add_texts(&read, TextKind::Other, payment, met),
                Meaning::Text(kind) => add_texts(&read, kind, payment, met),
                Meaning::Silent => {}
            }
        }
        self.lines = lines;
    }

    /// Reads the payment that a transfer between banks covers.
    fn read_covered(
        &mut self,
        kind: Kind,
        range: Range<usize>,
        payment: &mut Payment<'a>,
        met: &mut Met<'a>,
    ) {
        // Numbered after those of the transfer, and then taken out.
        let before = (payment.parties.len(), payment.agents.len(), payment.texts.len());
        self.read_fields(kind, range, true, payment, met);
        let mut below = self.spare.take().unwrap_or_default();
        below.parties.extend(payment.parties.drain(before.0..));
        below.agents.extend(payment.agents.drain(before.1..));
        below.texts.extend(payment.texts.drain(before.2..));
        payment.underlying = Some(below);
    }

    /// Says where the header of a transfer between banks and its fields do not agree on whether it covers a payment.
    fn note_cover(&self, covers: bool, payment: &mut Payment<'a>) {
        let says_so = memmem::find(self.text.slice(self.message.block(3)), b"{119:COV}").is_some();
        let problem = match (says_so, covers) {
            (true, false) => "says that a payment is covered, and no field tells of it",
            (false, true) => "does not say that a payment is covered, and fields tell of it",
            _ => return,
        };
        payment.notes.push(Note {
            path: Cow::Borrowed("{3:}"),
            problem: problem.to_owned(),
        });
    }

    /// Makes the payment what may be screened of a message that is not read: the text of each field.
    fn read_pieces(&mut self, payment: &mut Payment<'a>, met: &mut Met<'a>) {
        let mut lines = std::mem::take(&mut self.lines);
        for field in self.fields.iter().take(PIECES_MAX) {
            if field.is(*b"20", 0) {
                payment.payment_id = field.first_line(&self.text, met);
                continue;
            }
            fields::lines(self.text.bytes, field.value.clone(), &mut lines);
            let read = Lines {
                text: &self.text,
                field,
                lines: &lines,
                is_one_line: self.is_one_line,
            };
            let text = read.joined(&lines, met);
            if !text.is_empty() {
                payment.texts.push(Text {
                    kind: TextKind::Other,
                    path: field.path(&self.text, met),
                    text,
                });
            }
        }
        self.lines = lines;
    }

    /// Adds what stands outside the blocks, and what was met.
    fn finish(&mut self, payment: &mut Payment<'a>, mut met: Met<'a>) {
        let mut lines = std::mem::take(&mut self.lines);
        for range in &self.message.outside {
            let field = Field {
                number: [0; 2],
                option: 0,
                tag: 0..0,
                value: range.clone(),
                line: 0,
            };
            fields::lines(self.text.bytes, range.clone(), &mut lines);
            let read = Lines {
                text: &self.text,
                field: &field,
                lines: &lines,
                is_one_line: false,
            };
            let text = read.joined(&lines, &mut met);
            payment.texts.push(Text {
                kind: TextKind::Other,
                path: Cow::Borrowed(OUTSIDE),
                text,
            });
        }
        self.lines = lines;
        for (tag, problem) in met.notes {
            payment.notes.push(Note {
                path: self.text.get(tag, &mut met.not_utf8),
                problem,
            });
        }
        payment.flags.not_utf8 = met.not_utf8;
    }

    /// What keeps a message from being read at all.
    fn structural_fault(&self, kind: Kind) -> Option<Fault> {
        match self.message.text_block {
            TextBlock::Missing | TextBlock::Service => Some("there is no text block `{4:`".to_owned()),
            TextBlock::CutOff => Some("the text block is cut off: it has no end (`-}`)".to_owned()),
            TextBlock::Whole | TextBlock::Bare => None,
        }
        .map(|fault| format!("MT{}: {fault}", kind.digits()))
    }
}

/// Says which of the two parties without which there is no customer's payment is not there.
fn note_missing(payment: &mut Payment<'_>) {
    for (role, path, problem) in [
        (
            Role::Debtor,
            ":50:",
            "is missing: the message names nobody who pays",
        ),
        (
            Role::Creditor,
            ":59:",
            "is missing: the message names nobody who is paid",
        ),
    ] {
        if payment.party(role).is_none() {
            payment.notes.push(Note {
                path: Cow::Borrowed(path),
                problem: problem.to_owned(),
            });
        }
    }
}

/// Adds the texts of a field.
pub(crate) fn add_texts<'a>(
    read: &Lines<'_, 'a>,
    kind: TextKind,
    payment: &mut Payment<'a>,
    met: &mut Met<'a>,
) {
    let tag = read.field.path(read.text, met);
    read.readings(met, |reading| {
        let path = match reading.line {
            1 => tag.clone(),
            line => format!("{tag} line {line}").into(),
        };
        payment.texts.push(Text {
            kind,
            path,
            text: reading.text,
        });
    });
}

/// Adds pieces of a party that may hold something else.
fn add_pieces<'a>(text: &FileText<'a>, payment: &mut Payment<'a>, met: &mut Met<'a>) {
    for (tag, piece) in std::mem::take(&mut met.pieces) {
        payment.texts.push(Text {
            kind: TextKind::Other,
            path: text.get(tag, &mut met.not_utf8),
            text: piece,
        });
    }
}

impl<'a> Decode<'a> for Decoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        if let Some(mut below) = payment.underlying.take() {
            below.parties.clear();
            below.agents.clear();
            below.texts.clear();
            self.spare = Some(below);
        }
        payment.clear();
        let mut met = Met::default();
        let fault = if self.transfers.is_some() {
            self.begins = None;
            let fault = self.read_transfer(payment, &mut met);
            fault.map(|fault| format!("MT101: {fault}"))
        } else {
            if !self.next_message() {
                return None;
            }
            self.begins = Some(Mark::new(self.message.range.start, self.first_line));
            payment.line = self.first_line;
            self.read_first(payment, &mut met)
        };
        self.finish(payment, met);
        let line = payment.line;
        Some(match fault {
            None => Ok(()),
            Some(error) => Err(Reject {
                line,
                payment_id: payment.payment_id.chars().take(REJECTED_ID_CHARS_MAX).collect(),
                error,
            }),
        })
    }

    fn text(&self) -> &'a [u8] {
        self.text.slice(self.record.clone())
    }

    fn begins(&self) -> Option<Mark> {
        self.begins
    }
}
