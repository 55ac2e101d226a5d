//! The words of `portcullis compile KIND:PATH`, read by the table of formats.

use std::str::FromStr;

use crate::dates;
use crate::formats::{self, custom};
use crate::source::{SourceKind, SourceSpec};

impl SourceKind {
    /// An institution's own list, in the `custom` format.
    pub const CUSTOM: SourceKind = SourceKind::new(&custom::CUSTOM);

    /// Every kind, each once, in the order of the table of formats.
    pub fn all() -> impl Iterator<Item = SourceKind> {
        formats::lists().into_iter().map(SourceKind::new)
    }

    /// The words of all kinds, with `between` between them.
    #[must_use]
    pub fn words(between: &str) -> String {
        SourceKind::all()
            .map(SourceKind::as_str)
            .collect::<Vec<_>>()
            .join(between)
    }
}

impl FromStr for SourceKind {
    type Err = ParseSourceError;

    fn from_str(word: &str) -> Result<SourceKind, ParseSourceError> {
        SourceKind::all()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| ParseSourceError::UnknownKind(word.to_owned()))
    }
}

impl FromStr for SourceSpec {
    type Err = ParseSourceError;

    /// Reads `KIND:PATH`, or `KIND@YYYY-MM-DD:PATH` for a snapshot of a day. The path is everything after the first
    /// colon, so it may hold colons itself.
    fn from_str(text: &str) -> Result<SourceSpec, ParseSourceError> {
        let Some((kind, path)) = text.split_once(':') else {
            return Err(ParseSourceError::NoColon(text.to_owned()));
        };
        let (kind, date) = match kind.split_once('@') {
            None => (kind, None),
            Some((kind, day)) => {
                let date = dates::iso(day).filter(|_| day.len() == 10);
                (
                    kind,
                    Some(date.ok_or_else(|| ParseSourceError::NoDate(day.to_owned()))?),
                )
            }
        };
        let kind = kind.parse()?;
        if path.is_empty() {
            return Err(ParseSourceError::NoPath(text.to_owned()));
        }
        Ok(SourceSpec {
            date,
            ..SourceSpec::new(kind, path)
        })
    }
}

/// Why a `KIND:PATH` argument could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseSourceError {
    /// There is no colon.
    #[error("`{0}` is not KIND:PATH; write for example ofac-sdn:{0} (kinds: {words})", words = SourceKind::words(", "))]
    NoColon(String),
    /// The word before the colon is no kind.
    #[error("unknown list kind `{0}`; use one of {words}", words = SourceKind::words(", "))]
    UnknownKind(String),
    /// What stands after the `@` is no date.
    #[error("`{0}` is not a date of the calendar; write KIND@YYYY-MM-DD:PATH")]
    NoDate(String),
    /// Nothing stands after the colon.
    #[error("`{0}` names no file or folder after the colon")]
    NoPath(String),
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{SourceKind, SourceSpec};

    #[test]
    fn every_kind_reads_back_from_its_word() {
        for kind in SourceKind::all() {
            assert_eq!(kind.to_string().parse::<SourceKind>().unwrap(), kind);
        }
    }

    #[test]
    fn the_path_is_everything_after_the_first_colon() {
        let spec: SourceSpec = "un:lists/a:b.xml".parse().unwrap();
        assert_eq!(
            (spec.kind.as_str(), spec.path.as_path()),
            ("un", Path::new("lists/a:b.xml"))
        );
        assert_eq!(spec.to_string(), "un:lists/a:b.xml");
    }

    #[test]
    fn a_snapshot_has_its_day_between_the_kind_and_the_path() {
        let spec: SourceSpec = "un@2024-02-29:lists/a@b".parse().unwrap();
        assert_eq!(
            (spec.kind.as_str(), spec.path.as_path()),
            ("un", Path::new("lists/a@b"))
        );
        assert_eq!(spec.to_string(), "un@2024-02-29:lists/a@b");
        assert_eq!("un:a@2024-01-01".parse::<SourceSpec>().unwrap().date, None);
    }

    #[test]
    fn says_what_a_source_argument_should_look_like() {
        let error = |text: &str| text.parse::<SourceSpec>().unwrap_err().to_string();
        assert!(error("lists/sdn.csv").contains("ofac-sdn:lists/sdn.csv"));
        assert!(error("ofac:x").contains("unknown list kind `ofac`"));
        assert!(error("un:").contains("names no file"));
        assert!(error("un@2024-02-30:x").contains("`2024-02-30` is not a date of the calendar"));
        assert!(error("un@:x").contains("`` is not a date"));
    }
}
