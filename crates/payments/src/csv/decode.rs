//! Records to payments.

use std::borrow::Cow;

use portcullis_model::{
    Amount, Instrument, Note, Party, PartyDetails, Payment, Role, StatedIdentifier, Text, TextFlags, TextKind,
};

use super::{
    column::{COLUMN_COUNT, Column},
    layout::{Layout, PartyColumns, PresentParty},
    split::{QuoteFault, Record, Span, Splitter},
    value,
};
use crate::{
    column_count::Filled,
    contract::{Decode, Mark},
    reject::Reject,
    text::{is_of_another_alphabet, windows_1252},
};

/// Longest record that is read as a payment. No message standard comes near it; a longer record is a quote
/// that was opened by mistake and found its pair far away.
pub(super) const RECORD_BYTES_MAX: usize = 1 << 20;
/// Pieces of a record whose fields cannot be told apart that are screened.
const PIECES_MAX: usize = 10_000;
/// Longer pieces of such a record are screened as text and not as names. No name of a list is half as long.
const NAME_BYTES_MAX: usize = 2_000;
/// Longest payment id that a reject repeats.
const REJECTED_ID_BYTES_MAX: usize = 256;

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct Decoder<'a> {
    splitter: Splitter<'a>,
    fields: Fields<'a>,
    /// The bytes of the last record.
    text: &'a [u8],
    /// Where the chunk begins in the file, and where the last record does.
    base: usize,
    begins: Mark,
    /// Records whose fields could be told apart.
    records: u64,
    /// How many of these held something, by place of the column.
    filled: Vec<u64>,
}

/// The fields of one record.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    pub(super) layout: &'a Layout,
    pub(super) bytes: &'a [u8],
    /// The same bytes as text, where all of them are UTF-8: one check for the chunk instead of one a field.
    text: Option<&'a str>,
    /// Fields of the current record by column. Columns that the file lacks stay empty throughout.
    pub(super) spans: [Span; COLUMN_COUNT],
}

/// What is wrong with a value: where, and why.
pub(super) type ValueError = (Column, String);

/// What was met in a record beside what it says.
#[derive(Default)]
struct Met<'a> {
    flags: TextFlags,
    /// The first value without which the record cannot be decided, and that cannot be read.
    error: Option<ValueError>,
    /// Other values that cannot be read.
    notes: Vec<(Column, Note<'a>)>,
}

impl Met<'_> {
    fn note(&mut self, column: Column, problem: String) {
        let path = Cow::Borrowed(column.as_str());
        self.notes.push((column, Note { path, problem }));
    }
}

impl<'a> Decoder<'a> {
    /// Records of a chunk's bytes, which begin at a mark.
    pub(super) fn new(layout: &'a Layout, bytes: &'a [u8], from: Mark) -> Decoder<'a> {
        Decoder {
            splitter: Splitter::new(bytes, from.line, layout.delimiter),
            fields: Fields::new(layout, bytes),
            text: &[],
            base: from.at,
            begins: from,
            records: 0,
            filled: vec![0; layout.places.len()],
        }
    }

    /// Takes back what was counted of a record whose fields cannot be told apart.
    fn uncount(&mut self, record: &Record) {
        let (bytes, filled) = (self.fields.bytes, &mut self.filled);
        Splitter::at(bytes, record.start, self.fields.layout.delimiter).next_record(|place, span| {
            if let Some(filled) = filled.get_mut(place) {
                *filled -= u64::from(!span.is_blank(bytes));
            }
        });
    }
}

impl<'a> Decode<'a> for Decoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        let Fields {
            layout, bytes, spans, ..
        } = &mut self.fields;
        let (bytes, filled) = (*bytes, &mut self.filled);
        // Half of the fields of payments are empty; and a record cut short must not show what the one before it has.
        *spans = [Span::EMPTY; COLUMN_COUNT];
        let record = self.splitter.next_record(|place, span| {
            if !span.is_empty()
                && let Some(column) = layout.places.get(place)
            {
                filled[place] += u64::from(!span.is_blank(bytes));
                if let Some(column) = *column {
                    spans[column.index()] = span;
                }
            }
        })?;
        let end = record.start + record.len_bytes;
        self.text = bytes.get(record.start..end).unwrap_or_default();
        self.begins = Mark::new(self.base + record.start, record.line);
        payment.line = record.line;
        if let Some(error) = self.fields.structural_error(&record) {
            self.uncount(&record);
            let reject = self.fields.reject(&record, error);
            self.fields.read_pieces(&record, payment);
            payment.payment_id = Cow::Owned(reject.payment_id.clone());
            return Some(Err(reject));
        }
        self.records += 1;
        let fields = &self.fields;
        let read = fields.read_into(payment);
        Some(read.map_err(|(column, reason)| fields.reject(&record, format!("{column} {reason}"))))
    }

    fn text(&self) -> &'a [u8] {
        self.text
    }

    fn begins(&self) -> Option<Mark> {
        Some(self.begins)
    }

    fn filled(&self) -> Filled<'_> {
        Filled {
            records: self.records,
            by_place: &self.filled,
        }
    }
}

impl<'a> Fields<'a> {
    /// No fields yet, of records that stand in some bytes.
    pub(super) fn new(layout: &'a Layout, bytes: &'a [u8]) -> Fields<'a> {
        Fields {
            layout,
            bytes,
            text: std::str::from_utf8(bytes).ok(),
            spans: [Span::EMPTY; COLUMN_COUNT],
        }
    }

    /// The same, of which only one record is read.
    #[cfg(feature = "columnar")]
    pub(super) fn of_one_record(layout: &'a Layout, bytes: &'a [u8]) -> Fields<'a> {
        Fields {
            layout,
            bytes,
            text: None,
            spans: [Span::EMPTY; COLUMN_COUNT],
        }
    }

    /// Text of a column as it stands, where it need not be read anew: nearly always.
    #[inline]
    fn lent(&self, column: Column) -> Option<&'a str> {
        let span = self.spans[column.index()];
        if span.is_empty() {
            return Some("");
        }
        self.text.and_then(|chunk| span.plain(chunk))
    }

    /// Text of a column as it stands, and whether it had to be read as Windows-1252.
    fn decoded(&self, column: Column) -> (Cow<'a, str>, bool) {
        if let Some(text) = self.lent(column) {
            return (Cow::Borrowed(text), false);
        }
        match self.spans[column.index()].bytes(self.bytes) {
            Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => (Cow::Borrowed(text), false),
                Err(_) => (Cow::Owned(windows_1252(bytes)), true),
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => (Cow::Owned(text), false),
                Err(e) => (Cow::Owned(windows_1252(e.as_bytes())), true),
            },
        }
    }

    /// Text of a column, white space around it removed (fixed-width exports pad); notes in `flags` when it was
    /// not UTF-8.
    fn text(&self, column: Column, flags: &mut TextFlags) -> Cow<'a, str> {
        match self.lent(column) {
            Some(text) => Cow::Borrowed(trimmed(text)),
            None => self.text_of_its_own(column, flags),
        }
    }

    /// Text of a column that cannot be lent, as [`Fields::text`] gives it.
    #[cold]
    fn text_of_its_own(&self, column: Column, flags: &mut TextFlags) -> Cow<'a, str> {
        let (text, not_utf8) = self.decoded(column);
        flags.not_utf8 |= not_utf8;
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
            Cow::Owned(text) if trimmed(&text).len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
        }
    }

    /// Value of a column; `None` when it is empty.
    fn value<T>(
        &self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ValueError> {
        let own;
        let text = match self.lent(column) {
            Some("") => return Ok(None),
            Some(text) => text,
            None => {
                own = self.decoded(column).0;
                &*own
            }
        };
        match trimmed(text) {
            "" => Ok(None),
            text => read(text).map(Some).map_err(|reason| (column, reason)),
        }
    }

    /// Value of a column without which the record cannot be decided.
    fn needed<T>(
        &self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, String>,
        met: &mut Met<'a>,
    ) -> Option<T> {
        self.value(column, read).unwrap_or_else(|error| {
            met.error.get_or_insert(error);
            None
        })
    }

    /// Value of a column that counts as absent, and is noted, where it is not understood.
    fn value_of<T>(
        &self,
        column: Option<Column>,
        read: impl FnOnce(&str) -> Result<T, String>,
        met: &mut Met<'a>,
    ) -> Option<T> {
        self.value(column?, read).unwrap_or_else(|(column, problem)| {
            met.note(column, problem);
            None
        })
    }

    /// Text of a column that not every party has.
    fn text_of(&self, column: Option<Column>, flags: &mut TextFlags) -> Cow<'a, str> {
        column.map_or(Cow::Borrowed(""), |column| self.text(column, flags))
    }

    /// Adds the party of which these are the columns, unless the record says nothing of it.
    fn read_party(&self, present: &PresentParty, parties: &mut Vec<Party<'a>>, met: &mut Met<'a>) {
        let says_nothing = |column: &Column| self.spans[column.index()].is_empty();
        if present.all.iter().all(says_nothing) {
            return;
        }
        let columns = &present.columns;
        let party = Party {
            country: self.value_of(columns.country, value::country, met),
            birth_date: self.value_of(
                columns.birth_date,
                |text| value::birth_date(text, self.layout.dialect.dates),
                met,
            ),
            name: self.text(columns.name, &mut met.flags),
            account: self.text_of(columns.account, &mut met.flags),
            address: self.text_of(columns.address, &mut met.flags),
            bic: self.text_of(columns.bic, &mut met.flags),
            ids: self.text_of(columns.ids, &mut met.flags),
            details: self.details(columns, &mut met.flags),
            nth: columns.nth,
            ..Party::new(columns.role)
        };
        if let Some(column) = columns.ids.filter(|_| !party.ids.is_empty()) {
            for word in StatedIdentifier::unknown_kinds_in(&party.ids) {
                met.note(
                    column,
                    format!("{} is not a kind of identifier", value::excerpt(word)),
                );
            }
        }
        // Fields of white space say nothing.
        if !party.is_empty() {
            parties.push(party);
        }
    }

    /// What few payments say of a party.
    fn details(&self, columns: &PartyColumns, flags: &mut TextFlags) -> Option<Box<PartyDetails<'a>>> {
        let lei = self.text_of(columns.lei, flags);
        (!lei.is_empty()).then(|| {
            Box::new(PartyDetails {
                lei,
                ..PartyDetails::default()
            })
        })
    }

    /// Makes the payment that of the current fields. Where this fails, all is set that could be read.
    pub(super) fn read_into(&self, payment: &mut Payment<'a>) -> Result<(), ValueError> {
        let mut met = Met::default();
        let m = &mut met;
        let dialect = self.layout.dialect;
        // The id is the sender's: decisions repeat it byte for byte.
        let (payment_id, id_not_utf8) = self.decoded(Column::PaymentId);
        m.flags.not_utf8 |= id_not_utf8;
        if trimmed(&payment_id).is_empty() {
            let reason = "is empty; every payment needs an id".to_owned();
            m.error = Some((Column::PaymentId, reason));
        }
        payment.payment_id = payment_id;
        // Read (and refused) even where there is no amount that it could belong to: it is what the amount is in.
        let currency = self.needed(Column::Currency, value::currency, m);
        payment.amount = self
            .needed(Column::Amount, |text| value::amount(text, dialect.decimal), m)
            .map(|value| Amount { value, currency });
        payment.value_date = self.needed(
            Column::ValueDate,
            |text| value::value_date(text, dialect.dates),
            m,
        );
        payment.parties.clear();
        for present in &self.layout.parties {
            self.read_party(present, &mut payment.parties, m);
        }
        payment.agents.clear();
        for present in &self.layout.agents {
            self.read_party(present, &mut payment.agents, m);
        }
        payment.underlying = None;
        payment.purpose_code = self.text(Column::PurposeCode, &mut m.flags);
        payment.purpose = self.value_of(Some(Column::Purpose), value::purpose, m);
        payment.texts.clear();
        let remittance = self.text(Column::RemittanceInformation, &mut m.flags);
        if !remittance.is_empty() {
            payment.texts.push(Text {
                kind: TextKind::Remittance,
                path: Cow::Borrowed(""),
                text: remittance,
            });
        }
        payment.license_reference = self.text(Column::LicenseReference, &mut m.flags);
        payment.instrument = self.text(Column::Instrument, &mut m.flags);
        if Instrument::read(&payment.instrument) == Instrument::Unknown {
            m.note(Column::Instrument, value::unknown_instrument(&payment.instrument));
        }
        payment.debt_tenor_days = self.needed(Column::DebtTenorDays, value::days, m);
        payment.debt_issued_on = self.needed(
            Column::DebtIssuedOn,
            |text| value::value_date(text, dialect.dates),
            m,
        );
        if m.flags.not_utf8 && m.error.is_none() {
            m.error = self.another_alphabet();
        }
        payment.flags = m.flags;
        payment.notes.clear();
        for (column, note) in met.notes {
            // What has no field of its own for its text is screened as text: columns are exchanged, too.
            if !matches!(column, Column::DebtorId | Column::CreditorId) {
                payment.texts.push(Text {
                    kind: TextKind::Other,
                    path: Cow::Borrowed(column.as_str()),
                    text: self.text(column, &mut payment.flags),
                });
            }
            payment.notes.push(note);
        }
        met.error.map_or(Ok(()), Err)
    }

    /// The first column whose text was read as Windows-1252 and is of another alphabet: whom it names is not known.
    fn another_alphabet(&self) -> Option<ValueError> {
        let bytes_of = |column: &Column| self.spans[column.index()].bytes(self.bytes);
        let column = Column::ALL
            .iter()
            .find(|column| is_of_another_alphabet(&bytes_of(column)))?;
        let read = value::excerpt(&windows_1252(&bytes_of(column)));
        let reason =
            format!("is neither UTF-8 nor Windows-1252 (which reads it as {read}); save the file as UTF-8");
        Some((*column, reason))
    }

    /// Makes the payment what may be screened of a record whose fields cannot be told apart: each piece of its text may be a
    /// name or an identifier, and stands as a third party. A record that swallowed others is read line by line.
    fn read_pieces(&self, record: &Record, payment: &mut Payment<'a>) {
        payment.clear();
        payment.line = record.line;
        let end = record.start + record.len_bytes.min(RECORD_BYTES_MAX);
        let bytes = self.bytes.get(record.start..end).unwrap_or_default();
        let lines: Vec<&[u8]> = match record.fault {
            Some(_) => bytes.split(|b| matches!(b, b'\n' | b'\r')).collect(),
            None => vec![bytes],
        };
        for line in lines {
            Splitter::new(line, 1, self.layout.delimiter).next_record(|_, span| {
                if payment.parties.len() + payment.texts.len() < PIECES_MAX {
                    add_piece(payment, text_in(&span.bytes(line)));
                }
            });
        }
    }

    /// A reject of the current record.
    pub(super) fn reject(&self, record: &Record, mut error: String) -> Reject {
        if record.last_line > record.line {
            // Say so: a record over several lines may have swallowed payments.
            error = format!(
                "{error} (the record spans lines {} to {})",
                record.line, record.last_line
            );
        }
        let id = self.spans[Column::PaymentId.index()];
        let mut payment_id = id
            .head(self.bytes, REJECTED_ID_BYTES_MAX)
            .map_or_else(String::new, |head| {
                String::from_utf8(head).unwrap_or_else(|e| windows_1252(e.as_bytes()))
            });
        if record.fault.is_some()
            && let Some(end) = payment_id.find(['\n', '\r'])
        {
            payment_id.truncate(end);
        }
        Reject {
            line: record.line,
            payment_id,
            error,
        }
    }

    /// What is wrong with the record before any value of it is looked at.
    fn structural_error(&self, record: &Record) -> Option<String> {
        let expected = self.layout.places.len();
        let delimiter = match self.layout.delimiter {
            b';' => "semicolons",
            b'\t' => "tabs",
            b'|' => "bars",
            _ => "commas",
        };
        if let Some((place, fault)) = record.fault {
            let column = match self.layout.places.get(place) {
                Some(Some(column)) => format!("column {} ({column})", place + 1),
                _ => format!("column {}", place + 1),
            };
            return Some(match fault {
                QuoteFault::NeverClosed => format!(
                    "{column}: a quote is opened and never closed; everything from here to the end of the file is \
                     unread, close it and screen the rest"
                ),
                QuoteFault::TextAfter => format!(
                    "{column}: text after the closing quote; write a quote inside a quoted field as \"\" and \
                     check that no quote is missing"
                ),
            });
        }
        if record.fields != expected {
            return Some(format!(
                "{} field{}, but the header has {expected}; quote fields that hold {delimiter}",
                record.fields,
                if record.fields == 1 { "" } else { "s" }
            ));
        }
        (record.len_bytes > RECORD_BYTES_MAX).then(|| {
            format!(
                "the record is {} bytes long, more than {RECORD_BYTES_MAX}; a quote is probably missing",
                record.len_bytes
            )
        })
    }
}

/// Adds a piece of text that may be a name or an identifier.
fn add_piece(payment: &mut Payment<'_>, text: String) {
    if text.len() > NAME_BYTES_MAX {
        payment.texts.push(Text {
            kind: TextKind::Other,
            path: Cow::Borrowed(""),
            text: text.into(),
        });
    } else if !text.is_empty() {
        payment.parties.push(Party {
            nth: u8::try_from(payment.parties.len() + 1).unwrap_or(u8::MAX),
            ids: text.clone().into(),
            ..Party::named(Role::ThirdParty, text)
        });
    }
}

/// The text without white space around it. What begins and ends with a visible ASCII character has none.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// A header or another piece of text, white space around it removed.
pub(super) fn text_in(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => windows_1252(bytes).trim().to_owned(),
    }
}
