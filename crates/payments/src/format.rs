//! Which format a batch file is in.

use std::{path::Path, str::FromStr};

use portcullis_model::UnknownWord;

/// A batch format, by the word that `--format` takes (DESIGN section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Comma-separated values with a header (DESIGN section 7).
    Csv,
    /// ISO 20022 FI-to-FI customer credit transfer, `pacs.008`.
    Pacs008,
    /// ISO 20022 customer credit transfer initiation, `pain.001`.
    Pain001,
    /// SWIFT FIN single customer credit transfer.
    Mt103,
    /// NACHA file of the US automated clearing house.
    Ach,
    /// Apache Parquet with the columns of the CSV form.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[
        Format::Csv,
        Format::Pacs008,
        Format::Pain001,
        Format::Mt103,
        Format::Ach,
        Format::Parquet,
    ];

    /// The formats that this version reads.
    pub const SUPPORTED: &[Format] = &[Format::Csv];

    /// The word of the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Pacs008 => "pacs008",
            Format::Pain001 => "pain001",
            Format::Mt103 => "mt103",
            Format::Ach => "ach",
            Format::Parquet => "parquet",
        }
    }

    /// Whether this version reads it.
    #[must_use]
    pub fn is_supported(self) -> bool {
        Format::SUPPORTED.contains(&self)
    }

    /// The format of a file, from its first bytes where they are telling and else from its extension;
    /// whatever is neither is taken for CSV, whose header is checked next.
    #[must_use]
    pub fn guess(path: &Path, head: &[u8]) -> Format {
        let head = &head[..head.len().min(HEAD_BYTES)];
        if head.starts_with(b"PAR1") {
            return Format::Parquet;
        }
        if head.starts_with(b"{1:F01") || head.starts_with(b"{1:F21") {
            return Format::Mt103;
        }
        // A NACHA file header: record type 1, priority code 01, 94 columns without a comma.
        if head.starts_with(b"101") && head.iter().take(94).all(|b| !matches!(b, b',' | b'\n' | b'\r')) {
            return Format::Ach;
        }
        let trimmed = head
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(head)
            .trim_ascii_start();
        if trimmed.starts_with(b"<") {
            for (marker, format) in [
                (&b"pacs.008"[..], Format::Pacs008),
                (b"FIToFICstmrCdtTrf", Format::Pacs008),
                (b"pain.001", Format::Pain001),
                (b"CstmrCdtTrfInitn", Format::Pain001),
            ] {
                if memchr::memmem::find(head, marker).is_some() {
                    return format;
                }
            }
        }
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("pacs008") => Format::Pacs008,
            Some("pain001") => Format::Pain001,
            Some("mt103" | "fin") => Format::Mt103,
            Some("ach") => Format::Ach,
            Some("parquet") => Format::Parquet,
            _ => Format::Csv,
        }
    }
}

/// How much of a file [`Format::guess`] looks at.
pub(crate) const HEAD_BYTES: usize = 4096;

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
                known: "csv, pacs008, pain001, mt103, ach, parquet",
            })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Format;

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
        let ach = format!("101 {:90}", "0910000191234567890");
        assert_eq!(guess("a", ach.as_bytes()), "ach");
        assert_eq!(guess("a.csv", b"101,2023-01-01"), "csv");
    }

    #[test]
    fn without_telling_bytes_the_extension_decides_and_csv_is_the_rest() {
        assert_eq!(guess("batch.ACH", b""), "ach");
        assert_eq!(guess("batch.mt103", b""), "mt103");
        assert_eq!(guess("batch.csv", b"payment_id"), "csv");
        assert_eq!(guess("batch", b"payment_id"), "csv");
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
