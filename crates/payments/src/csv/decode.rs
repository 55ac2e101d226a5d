//! Records to payments.

use std::borrow::Cow;

use portcullis_model::{Amount, Party, PartyDetails, Payment, Text, TextFlags, TextKind};

use super::{
    column::{COLUMN_COUNT, Column},
    layout::{Layout, PartyColumns},
    split::{QuoteFault, Record, Span, Splitter},
    value,
};
use crate::{contract::Decode, reject::Reject};

/// Longest record that is read as a payment. No message standard comes near it; a longer record is a quote
/// that was opened by mistake and found its pair far away.
const RECORD_BYTES_MAX: usize = 1 << 20;
/// Longest payment id that a reject repeats.
const REJECTED_ID_BYTES_MAX: usize = 256;

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct Decoder<'a> {
    splitter: Splitter<'a>,
    fields: Fields<'a>,
}

/// The fields of one record.
#[derive(Debug, Clone)]
struct Fields<'a> {
    layout: &'a Layout,
    bytes: &'a [u8],
    /// The same bytes as text, where all of them are UTF-8: one check for the chunk instead of one a field.
    text: Option<&'a str>,
    /// Fields of the current record by column. Columns that the file lacks stay empty throughout.
    spans: [Span; COLUMN_COUNT],
}

/// What is wrong with a value: where, and why.
type ValueError = (Column, String);

impl<'a> Decoder<'a> {
    /// Records of a chunk's bytes, which begin on one-based line `first_line`.
    pub(super) fn new(layout: &'a Layout, bytes: &'a [u8], first_line: u64) -> Decoder<'a> {
        Decoder {
            splitter: Splitter::new(bytes, first_line),
            fields: Fields {
                layout,
                bytes,
                text: std::str::from_utf8(bytes).ok(),
                spans: [Span::EMPTY; COLUMN_COUNT],
            },
        }
    }
}

impl<'a> Decode<'a> for Decoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        let Fields { layout, spans, .. } = &mut self.fields;
        // A record cut short must not show the id of the one before it.
        spans[Column::PaymentId.index()] = Span::EMPTY;
        let record = self.splitter.next_record(|place, span| {
            if let Some(Some(column)) = layout.places.get(place) {
                spans[column.index()] = span;
            }
        })?;
        let fields = &self.fields;
        if let Some(error) = fields.structural_error(&record) {
            return Some(Err(fields.reject(&record, error)));
        }
        payment.line = record.line;
        let read = fields.read_into(payment);
        Some(read.map_err(|(column, reason)| fields.reject(&record, format!("{column} {reason}"))))
    }
}

impl<'a> Fields<'a> {
    /// Text of a column as it stands, and whether it had to be read as Windows-1252.
    fn decoded(&self, column: Column) -> (Cow<'a, str>, bool) {
        let span = self.spans[column.index()];
        if span.is_empty() {
            return (Cow::Borrowed(""), false);
        }
        if let Some(text) = self.text.and_then(|chunk| span.plain(chunk)) {
            return (Cow::Borrowed(text), false);
        }
        match span.bytes(self.bytes) {
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
        if self.spans[column.index()].is_empty() {
            return Cow::Borrowed("");
        }
        let (text, not_utf8) = self.decoded(column);
        flags.not_utf8 |= not_utf8;
        // What begins and ends with a visible ASCII character has nothing to trim.
        if let [first, .., last] = text.as_bytes()
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return text;
        }
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Value of a column; `None` when it is empty.
    fn value<T>(
        &self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ValueError> {
        if self.spans[column.index()].is_empty() {
            return Ok(None);
        }
        let (text, _) = self.decoded(column);
        match text.trim() {
            "" => Ok(None),
            text => read(text).map(Some).map_err(|reason| (column, reason)),
        }
    }

    /// Value of a column that not every party has.
    fn value_of<T>(
        &self,
        column: Option<Column>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ValueError> {
        column.map_or(Ok(None), |column| self.value(column, read))
    }

    /// Text of a column that not every party has.
    fn text_of(&self, column: Option<Column>, flags: &mut TextFlags) -> Cow<'a, str> {
        column.map_or(Cow::Borrowed(""), |column| self.text(column, flags))
    }

    /// Adds the party of which these are the columns, unless the record says nothing of it.
    fn read_party(
        &self,
        columns: &PartyColumns,
        parties: &mut Vec<Party<'a>>,
        flags: &mut TextFlags,
    ) -> Result<(), ValueError> {
        if columns.all().all(|column| self.spans[column.index()].is_empty()) {
            return Ok(());
        }
        let party = Party {
            country: self.value_of(columns.country, value::country)?,
            birth_date: self.value_of(columns.birth_date, value::birth_date)?,
            name: self.text(columns.name, flags),
            account: self.text_of(columns.account, flags),
            address: self.text_of(columns.address, flags),
            bic: self.text_of(columns.bic, flags),
            ids: self.text_of(columns.ids, flags),
            details: self.details(columns, flags),
            nth: columns.nth,
            ..Party::new(columns.role)
        };
        // Fields of white space say nothing.
        if !party.is_empty() {
            parties.push(party);
        }
        Ok(())
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

    /// Makes the payment that of the current fields. What it is when this fails does not matter.
    fn read_into(&self, payment: &mut Payment<'a>) -> Result<(), ValueError> {
        let mut flags = TextFlags::default();
        let f = &mut flags;
        // The id is the sender's: decisions repeat it byte for byte.
        let (payment_id, id_not_utf8) = self.decoded(Column::PaymentId);
        f.not_utf8 |= id_not_utf8;
        if payment_id.trim().is_empty() {
            return Err((
                Column::PaymentId,
                "is empty; every payment needs an id".to_owned(),
            ));
        }
        payment.payment_id = payment_id;
        // Read (and refused) even where there is no amount that it could belong to.
        let currency = self.value(Column::Currency, value::currency)?;
        payment.amount = self
            .value(Column::Amount, value::amount)?
            .map(|value| Amount { value, currency });
        payment.value_date = self.value(Column::ValueDate, value::value_date)?;
        payment.parties.clear();
        for columns in &self.layout.parties {
            self.read_party(columns, &mut payment.parties, f)?;
        }
        payment.agents.clear();
        for columns in &self.layout.agents {
            self.read_party(columns, &mut payment.agents, f)?;
        }
        payment.underlying = None;
        payment.purpose_code = self.text(Column::PurposeCode, f);
        payment.purpose = self.value(Column::Purpose, value::purpose)?;
        payment.texts.clear();
        let remittance = self.text(Column::RemittanceInformation, f);
        if !remittance.is_empty() {
            payment.texts.push(Text {
                kind: TextKind::Remittance,
                path: Cow::Borrowed(""),
                text: remittance,
            });
        }
        payment.license_reference = self.text(Column::LicenseReference, f);
        payment.instrument = self.text(Column::Instrument, f);
        payment.debt_tenor_days = self.value(Column::DebtTenorDays, value::days)?;
        payment.debt_issued_on = self.value(Column::DebtIssuedOn, value::value_date)?;
        payment.flags = flags;
        Ok(())
    }

    /// A reject of the current record.
    fn reject(&self, record: &Record, mut error: String) -> Reject {
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
                "{} field{}, but the header has {expected}; quote fields that hold commas",
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

/// Bytes that are not UTF-8, read as what Western systems write: every byte stands for a character.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}
