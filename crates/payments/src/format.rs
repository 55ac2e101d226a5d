//! Which formats there are, how each is recognized, and what opens it.

use std::{path::Path, str::FromStr};

use portcullis_model::UnknownWord;

#[cfg(feature = "columnar")]
use crate::columnar;
use crate::{
    csv::{self, column::ColumnMap},
    error::{BatchError, BatchProblem},
    fedwire,
    iso20022::{self, message::Message},
    nacha,
    reader::Reader,
    source::Source,
    swift_mt,
};

/// What is known of a format.
struct Row {
    /// Extensions of file names, lower case.
    extensions: &'static [&'static str],
    /// Whether the first bytes of a file can be of no other format.
    is_told_by: fn(&[u8]) -> bool,
    /// Reads what stands before the first record; `None`: this build does not read the format.
    open: Option<Open>,
}

/// Opens a file, given its path (for messages), its bytes and the caller's names of columns.
type Open = fn(&Path, &Source, &ColumnMap) -> Result<Reader, BatchError>;

#[cfg(feature = "columnar")]
const OPEN_PARQUET: Option<Open> =
    Some(|path, bytes, mapping| columnar::open_parquet(path, bytes, mapping).map(Reader::Columnar));
#[cfg(not(feature = "columnar"))]
const OPEN_PARQUET: Option<Open> = None;

#[cfg(feature = "columnar")]
const OPEN_ARROW: Option<Open> =
    Some(|path, bytes, mapping| columnar::open_arrow(path, bytes, mapping).map(Reader::Columnar));
#[cfg(not(feature = "columnar"))]
const OPEN_ARROW: Option<Open> = None;

/// Whether the first bytes are of an Arrow stream: the mark of a continuation, and how long the message behind it is, a multiple
/// of eight.
fn is_arrow_stream(head: &[u8]) -> bool {
    let Some((mark, rest)) = head.split_first_chunk::<4>() else {
        return false;
    };
    let length = rest.first_chunk().map(|bytes| i32::from_le_bytes(*bytes));
    *mark == [0xFF; 4] && length.is_some_and(|length| length > 0 && length % 8 == 0)
}

macro_rules! formats {
    ($( $(#[$meta:meta])* $format:ident = $word:literal: $row:expr, )+) => {
        /// A batch format, by the word that `--format` takes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $( $(#[$meta])* $format, )+ }

        impl Format {
            /// Every format.
            pub const ALL: &[Format] = &[ $( Format::$format, )+ ];

            /// The word of the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Format::$format => $word, )+ }
            }

            const fn row(self) -> &'static Row {
                match self { $( Format::$format => {
                    const ROW: Row = $row;
                    &ROW
                } )+ }
            }
        }

        const KNOWN: &str = concat!("" $( , $word, ", " )+);
    };
}

formats! {
    /// Comma-separated values with a header.
    Csv = "csv": Row {
        extensions: &["csv"],
        // Its header is checked when it is opened.
        is_told_by: |_| false,
        open: Some(|path, bytes, mapping| csv::open(path, bytes, mapping).map(Reader::Csv)),
    },
    /// ISO 20022 FI-to-FI customer credit transfer, `pacs.008`.
    Pacs008 = "pacs008": Row {
        extensions: &["pacs008"],
        is_told_by: |head| iso20022::told(head) == Some(Message::Pacs008),
        open: Some(open_iso20022),
    },
    /// ISO 20022 financial institution credit transfer, `pacs.009`, with or without the payment that it covers.
    Pacs009 = "pacs009": Row {
        extensions: &["pacs009"],
        is_told_by: |head| iso20022::told(head) == Some(Message::Pacs009),
        open: Some(open_iso20022),
    },
    /// ISO 20022 payment return, `pacs.004`.
    Pacs004 = "pacs004": Row {
        extensions: &["pacs004"],
        is_told_by: |head| iso20022::told(head) == Some(Message::Pacs004),
        open: Some(open_iso20022),
    },
    /// ISO 20022 customer credit transfer initiation, `pain.001`.
    Pain001 = "pain001": Row {
        extensions: &["pain001"],
        is_told_by: |head| iso20022::told(head) == Some(Message::Pain001),
        open: Some(open_iso20022),
    },
    /// SWIFT FIN single customer credit transfer.
    Mt103 = "mt103": Row {
        extensions: &["mt103", "fin", "rje", "pcc"],
        is_told_by: |head| swift_mt::is_told_by(head, "103"),
        open: Some(|_, _, _| Ok(Reader::SwiftMt(swift_mt::MtFile))),
    },
    /// SWIFT FIN financial institution transfer, with or without the payment that it covers.
    Mt202 = "mt202": Row {
        extensions: &["mt202"],
        is_told_by: |head| swift_mt::is_told_by(head, "202"),
        open: Some(|_, _, _| Ok(Reader::SwiftMt(swift_mt::MtFile))),
    },
    /// SWIFT FIN request for transfer.
    Mt101 = "mt101": Row {
        extensions: &["mt101"],
        is_told_by: |head| swift_mt::is_told_by(head, "101"),
        open: Some(|_, _, _| Ok(Reader::SwiftMt(swift_mt::MtFile))),
    },
    /// SWIFT FIN free format message, as text.
    Mt199 = "mt199": Row {
        extensions: &["mt199"],
        is_told_by: |head| swift_mt::is_told_by(head, "199"),
        open: Some(|_, _, _| Ok(Reader::SwiftMt(swift_mt::MtFile))),
    },
    /// NACHA file of the US automated clearing house.
    Ach = "ach": Row {
        extensions: &["ach"],
        is_told_by: nacha::is_told_by,
        open: Some(|path, bytes, _| nacha::open(path, bytes).map(Reader::Ach)),
    },
    /// Fedwire funds transfer, FAIM.
    Fedwire = "fedwire": Row {
        extensions: &["fedwire"],
        is_told_by: fedwire::is_told_by,
        open: Some(|path, bytes, _| fedwire::open(path, bytes).map(Reader::Fedwire)),
    },
    /// Apache Parquet with the columns of the CSV form.
    Parquet = "parquet": Row {
        extensions: &["parquet"],
        // The second is of files whose footer is encrypted.
        is_told_by: |head| head.starts_with(b"PAR1") || head.starts_with(b"PARE"),
        open: OPEN_PARQUET,
    },
    /// Arrow IPC file or stream with the columns of the CSV form.
    Arrow = "arrow": Row {
        extensions: &["arrow", "arrows", "feather"],
        is_told_by: |head| head.starts_with(b"ARROW1") || is_arrow_stream(head),
        open: OPEN_ARROW,
    },
}

/// A message that says nothing of a payment to be made: such a file is refused by name.
struct NoPayments {
    what: &'static str,
    is_told_by: fn(&[u8]) -> bool,
}

const NO_PAYMENTS: &[NoPayments] = &[NoPayments {
    what: "a BAI2 cash report",
    is_told_by: |head| head.starts_with(b"01,"),
}];

/// What a file is whose first bytes are of a message that is no payment.
fn no_payments(head: &[u8]) -> Option<&'static str> {
    let told = NO_PAYMENTS.iter().find(|message| (message.is_told_by)(head));
    told.map(|message| message.what)
        .or_else(|| iso20022::no_payments(head))
}

/// How much of a file [`Format::guess`] looks at.
/// The headers of a signed message can be long.
pub(crate) const HEAD_BYTES: usize = 1 << 16;

fn open_iso20022(path: &Path, bytes: &Source, _: &ColumnMap) -> Result<Reader, BatchError> {
    iso20022::open(path, bytes)
}

impl Format {
    /// Whether this build reads it: what is read of tables by columns is a feature, `columnar`.
    #[must_use]
    pub const fn is_supported(self) -> bool {
        self.row().open.is_some()
    }

    /// The format of a file, from its first bytes where they are telling and else from its extension;
    /// whatever is neither is taken for CSV, whose header is checked next.
    #[must_use]
    pub fn guess(path: &Path, head: &[u8]) -> Format {
        let head = &head[..head.len().min(HEAD_BYTES)];
        let formats = || Format::ALL.iter().copied();
        let extension = path.extension().and_then(|e| e.to_str());
        let extension = extension.map(str::to_ascii_lowercase).unwrap_or_default();
        formats()
            .find(|format| (format.row().is_told_by)(head))
            .or_else(|| formats().find(|format| format.row().extensions.contains(&extension.as_str())))
            .unwrap_or(Format::Csv)
    }

    /// Opens a file of this format: reads what stands before the first record.
    pub(crate) fn open(self, path: &Path, bytes: &Source, mapping: &ColumnMap) -> Result<Reader, BatchError> {
        if let Some(what) = no_payments(&bytes[..bytes.len().min(HEAD_BYTES)]) {
            return Err(BatchProblem::NoPayments { what }.of(path));
        }
        match self.row().open {
            Some(open) => open(path, bytes, mapping),
            None => Err(BatchProblem::Unsupported {
                format: self.as_str(),
            }
            .of(path)),
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Format, UnknownWord> {
        Format::ALL
            .iter()
            .copied()
            .find(|format| format.as_str() == word)
            .ok_or_else(|| UnknownWord {
                what: "payment format",
                word: word.to_owned(),
                known: KNOWN.trim_end_matches(", "),
            })
    }
}
#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Format, no_payments};

    fn guess(path: &str, head: &[u8]) -> &'static str {
        Format::guess(Path::new(path), head).as_str()
    }

    #[test]
    fn telling_first_bytes_win_over_the_extension() {
        assert_eq!(guess("a.csv", b"PAR1\x15\x04"), "parquet");
        assert_eq!(guess("a.txt", b"{1:F01BANKDEFFAXXX0000000000}"), "mt103");
        assert_eq!(
            guess(
                "a.xml",
                b"<?xml?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">"
            ),
            "pacs008"
        );
        assert_eq!(
            guess("a.xml", b"\xEF\xBB\xBF<Document><CstmrCdtTrfInitn>"),
            "pain001"
        );
        let ach = "101 0910000191234567890190624 0000A094101BANK";
        assert_eq!(guess("a", ach.as_bytes()), "ach");
        assert_eq!(guess("a.csv", b"101,2023-01-01"), "csv");
        // A header of a wrong format code, with a batch below it.
        let header = "101 051000017 01100001525041810089094109FED RESERVE            MY INSTITUTION";
        let batch =
            "5200ACME TRADING                        123456789 PPDPAYMENT         2504181081999999980000001";
        assert_eq!(guess("a.txt", format!("{header}\n{batch}\n").as_bytes()), "ach");
        assert_eq!(guess("a.txt", format!("{header}\n{header}\n").as_bytes()), "csv");
    }

    #[test]
    fn without_telling_bytes_the_extension_decides_and_csv_is_the_rest() {
        assert_eq!(guess("batch.ACH", b""), "ach");
        assert_eq!(guess("batch.mt103", b""), "mt103");
        assert_eq!(guess("batch.csv", b"payment_id"), "csv");
        assert_eq!(guess("batch", b"payment_id"), "csv");
    }

    #[test]
    fn messages_that_are_no_payments_are_told_by_what_they_are() {
        let camt = b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>";
        assert_eq!(no_payments(camt), Some("an account statement (camt.053)"));
        assert_eq!(
            no_payments(b"01,122099999,123456789,150623,0200,1,,,2/\r\n"),
            Some("a BAI2 cash report")
        );
        let quotes =
            b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><!-- <BkToCstmrStmt> -->";
        assert_eq!(no_payments(quotes), None);
    }

    #[test]
    fn every_format_reads_back_its_word() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse::<Format>().unwrap(), *format);
        }
        assert!(
            "xls"
                .parse::<Format>()
                .unwrap_err()
                .to_string()
                .contains("pacs008")
        );
    }
}
