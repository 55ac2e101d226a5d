//! What a generated payment is written as: a row of a table, or a message.
//!
//! A format carries less than a payment says: what it has no room for is taken out of the record first ([`Written::carry`]), so
//! that the same payments can be written in two formats and say the same in both.

#[cfg(feature = "columnar")]
mod columnar;
mod csv;
mod fedwire;
mod iso20022;
mod lines;
mod nacha;
mod swift_mt;

use portcullis_payments::{Column, Format};

use self::lines::hundredths;
use super::record::Record;

/// Writes the payments of one file, one after the other.
pub(super) trait Writer {
    /// Appends what stands before the first payment.
    fn begin(&mut self, out: &mut Vec<u8>);

    /// Appends a payment, and gives the byte of `out` at which it begins: parts that it shares with others may stand before it.
    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize;

    /// Whether a payment stands on a row, whatever bytes it is written in.
    fn has_rows(&self) -> bool {
        false
    }

    /// Appends what stands behind the last payment.
    fn end(&mut self, _out: &mut Vec<u8>) {}
}

/// A format that payments can be written in.
pub(super) struct Written {
    /// Its word is that of the format that is read.
    format: Format,
    /// Takes out of the record of a payment, of which the ordinal is given, what the format does not carry, and puts the id there
    /// that the payment has in it.
    pub(super) carry: fn(&mut Record, u64),
    /// A writer of so many payments.
    pub(super) writer: fn(u64) -> Box<dyn Writer>,
}

const WRITTEN: &[Written] = &[
    Written {
        format: Format::Csv,
        carry: |_, _| {},
        writer: |_| Box::new(csv::Rows),
    },
    Written {
        format: Format::Pacs008,
        carry: iso20022::carry,
        writer: |count| Box::new(iso20022::Transfers::of(count)),
    },
    Written {
        format: Format::Mt103,
        carry: swift_mt::carry,
        writer: |_| Box::new(swift_mt::Messages),
    },
    Written {
        format: Format::Ach,
        carry: nacha::carry,
        writer: |_| Box::new(nacha::Batches::default()),
    },
    Written {
        format: Format::Fedwire,
        carry: fedwire::carry,
        writer: |_| Box::new(fedwire::Messages),
    },
    #[cfg(feature = "columnar")]
    Written {
        format: Format::Parquet,
        carry: |_, _| {},
        writer: |_| Box::new(columnar::Table::parquet()),
    },
    #[cfg(feature = "columnar")]
    Written {
        format: Format::Arrow,
        carry: |_, _| {},
        writer: |_| Box::new(columnar::Table::arrow()),
    },
];

impl Written {
    /// How a format is written; `None`: it is read only.
    pub(super) fn of(format: Format) -> Option<&'static Written> {
        WRITTEN.iter().find(|written| written.format == format)
    }

    /// The words of the formats that can be written.
    pub(super) fn words() -> String {
        let words: Vec<&str> = written_formats().map(Format::as_str).collect();
        words.join(", ")
    }
}

/// The formats that made-up payments can be written in.
pub fn written_formats() -> impl Iterator<Item = Format> {
    WRITTEN.iter().map(|written| written.format)
}

/// What no message says, because it is a word of ours.
const OURS: [Column; 4] = [
    Column::Purpose,
    Column::LicenseReference,
    Column::Instrument,
    Column::DebtTenorDays,
];

/// Takes out of a record what no message says, and what one of a format has no room for.
fn clear(record: &mut Record, also: &[Column]) {
    for column in OURS.iter().chain(also) {
        record.field(*column).clear();
    }
}

/// Puts an amount of dollars in place of the record's, with room for so many digits of cents.
fn to_dollars(record: &mut Record, digits: u32) {
    let cents = hundredths(record.get(Column::Amount), digits);
    *record.field(Column::Amount) = format!("{}.{:02}", cents / 100, cents % 100);
    "USD".clone_into(record.field(Column::Currency));
}
