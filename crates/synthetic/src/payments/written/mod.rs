//! What a generated payment is written as: a row of CSV, or a message.
//!
//! A format carries less than a payment says: what it has no room for is taken out of the record first ([`Written::carry`]), so
//! that the same payments can be written in two formats and say the same in both.

mod csv;
mod fedwire;
mod iso20022;
mod lines;
mod nacha;
mod swift_mt;

use portcullis_payments::Format;

use super::record::Record;

/// Writes the payments of one file, one after the other.
pub(super) trait Writer {
    /// Appends what stands before the first payment.
    fn begin(&mut self, out: &mut Vec<u8>);

    /// Appends a payment, and gives the byte of `out` at which it begins: parts that it shares with others may stand before it.
    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize;

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
];

impl Written {
    /// How a format is written; `None`: it is read only.
    pub(super) fn of(format: Format) -> Option<&'static Written> {
        WRITTEN.iter().find(|written| written.format == format)
    }

    /// The words of the formats that can be written.
    pub(super) fn words() -> String {
        let words: Vec<&str> = WRITTEN.iter().map(|written| written.format.as_str()).collect();
        words.join(", ")
    }
}
