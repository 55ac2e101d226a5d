//! Records to payments.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::{Agent, Amount, CountryCode, Party, Payment, TextFlags};

use super::{
    Span, Splitter,
    split::{QuoteFault, Record},
    value,
};
use crate::{Column, Reject, column::COLUMN_COUNT};

/// Longest record that is read as a payment. No message standard comes near it; a longer record is a quote
/// that was opened by mistake and found its pair far away.
const RECORD_BYTES_MAX: usize = 1 << 20;
/// Longest payment id that a reject repeats.
const REJECTED_ID_BYTES_MAX: usize = 256;

/// Which column stands at which place of a file's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// By place in the record; `None` is ignored.
    places: Vec<Option<Column>>,
}

impl Layout {
    pub(crate) const fn new(places: Vec<Option<Column>>) -> Layout {
        Layout { places }
    }
}

/// The records of a chunk, each a payment or a reject, in file order.
///
/// Payments are lent from the map and live as long as it. Text is owned only where the file does not hold it
/// as such (a quoted field with `""` inside, bytes that are not UTF-8), so the steady state allocates nothing.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    layout: &'a Layout,
    bytes: &'a [u8],
    /// The same bytes as text, where all of them are UTF-8: one check for the chunk instead of one a field.
    text: Option<&'a str>,
    splitter: Splitter<'a>,
    /// Fields of the current record by column. Columns that the file lacks stay empty throughout.
    spans: [Span; COLUMN_COUNT],
}

/// What is wrong with a value: where, and why.
type ValueError = (Column, String);

impl<'a> Records<'a> {
    /// Records of a chunk's bytes, which begin on one-based line `first_line`.
    pub(crate) fn new(layout: &'a Layout, bytes: &'a [u8], first_line: u64) -> Records<'a> {
        Records {
            layout,
            bytes,
            text: std::str::from_utf8(bytes).ok(),
            splitter: Splitter::new(bytes, first_line),
            spans: [Span::EMPTY; COLUMN_COUNT],
        }
    }

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

    fn country(&self, column: Column) -> Result<Option<CountryCode>, ValueError> {
        self.value(column, value::country)
    }

    fn birth_date(&self, column: Column) -> Result<Option<Date>, ValueError> {
        self.value(column, value::birth_date)
    }

    /// The payment that the current fields make.
    fn payment(&self, line: u64) -> Result<Payment<'a>, ValueError> {
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
        // Read (and refused) even where there is no amount that it could belong to.
        let currency = self.value(Column::Currency, value::currency)?;
        let amount = self
            .value(Column::Amount, value::amount)?
            .map(|value| Amount { value, currency });
        let payment = Payment {
            payment_id,
            line,
            value_date: self.value(Column::ValueDate, value::value_date)?,
            amount,
            debtor: Party {
                name: self.text(Column::DebtorName, f),
                account: self.text(Column::DebtorAccount, f),
                country: self.country(Column::DebtorCountry)?,
                address: self.text(Column::DebtorAddress, f),
                birth_date: self.birth_date(Column::DebtorBirthDate)?,
                id: self.text(Column::DebtorId, f),
            },
            ultimate_debtor: Party {
                name: self.text(Column::UltimateDebtorName, f),
                ..Party::default()
            },
            debtor_agent: Agent {
                bic: self.text(Column::DebtorAgentBic, f),
                name: self.text(Column::DebtorAgentName, f),
            },
            intermediary_agent: Agent {
                bic: self.text(Column::IntermediaryAgentBic, f),
                name: self.text(Column::IntermediaryAgentName, f),
            },
            creditor_agent: Agent {
                bic: self.text(Column::CreditorAgentBic, f),
                name: self.text(Column::CreditorAgentName, f),
            },
            creditor: Party {
                name: self.text(Column::CreditorName, f),
                account: self.text(Column::CreditorAccount, f),
                country: self.country(Column::CreditorCountry)?,
                address: self.text(Column::CreditorAddress, f),
                birth_date: self.birth_date(Column::CreditorBirthDate)?,
                id: self.text(Column::CreditorId, f),
            },
            ultimate_creditor: Party {
                name: self.text(Column::UltimateCreditorName, f),
                ..Party::default()
            },
            purpose_code: self.text(Column::PurposeCode, f),
            purpose: self.value(Column::Purpose, value::purpose)?,
            remittance_information: self.text(Column::RemittanceInformation, f),
            license_reference: self.text(Column::LicenseReference, f),
            instrument: self.text(Column::Instrument, f),
            debt_tenor_days: self.value(Column::DebtTenorDays, value::days)?,
            flags: TextFlags::default(),
        };
        Ok(Payment { flags, ..payment })
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

impl<'a> Iterator for Records<'a> {
    type Item = Result<Payment<'a>, Reject>;

    fn next(&mut self) -> Option<Result<Payment<'a>, Reject>> {
        // A record cut short must not show the id of the one before it.
        self.spans[Column::PaymentId.index()] = Span::EMPTY;
        let Records {
            layout,
            spans,
            splitter,
            ..
        } = self;
        let record = splitter.next_record(|place, span| {
            if let Some(Some(column)) = layout.places.get(place) {
                spans[column.index()] = span;
            }
        })?;
        if let Some(error) = self.structural_error(&record) {
            return Some(Err(self.reject(&record, error)));
        }
        Some(
            self.payment(record.line)
                .map_err(|(column, reason)| self.reject(&record, format!("{column} {reason}"))),
        )
    }
}

impl std::iter::FusedIterator for Records<'_> {}

/// Bytes that are not UTF-8, read as what Western systems write: every byte stands for a character.
pub(crate) fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}
