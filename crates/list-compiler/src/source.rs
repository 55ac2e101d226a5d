use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use portcullis_model::Date;
use serde::{Serialize, Serializer};

use crate::dates;

/// What kind of list a file or folder holds: the words of `portcullis compile KIND:PATH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// OFAC Specially Designated Nationals, CSV family (`sdn.csv`, `alt.csv`, `add.csv`, `sdn_comments.csv`).
    OfacSdn,
    /// OFAC consolidated non-SDN lists, CSV family (`cons_prim.csv` and its companions).
    OfacConsolidated,
    /// OFAC `sdn_advanced.xml`.
    OfacAdvanced,
    /// United Nations Security Council consolidated list, XML.
    Un,
    /// European Union financial sanctions files (FSF 1.1), XML or CSV.
    Eu,
    /// UK Sanctions List, CSV.
    Uk,
    /// BIS Denied Persons List, tab-separated.
    BisDpl,
    /// Who owns what, for the 50 percent rule.
    Ownership,
    /// A bank's own list, in the CSV that the crate's README documents.
    Custom,
    /// FollowTheMoney entities, JSON lines (`entities.ftm.json`).
    Ftm,
}

impl SourceKind {
    /// Every kind, in the order of the command line's help.
    pub const ALL: &[SourceKind] = &[
        SourceKind::OfacSdn,
        SourceKind::OfacConsolidated,
        SourceKind::OfacAdvanced,
        SourceKind::Un,
        SourceKind::Eu,
        SourceKind::Uk,
        SourceKind::BisDpl,
        SourceKind::Ownership,
        SourceKind::Custom,
        SourceKind::Ftm,
    ];

    /// The word that the command line uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SourceKind::OfacSdn => "ofac-sdn",
            SourceKind::OfacConsolidated => "ofac-consolidated",
            SourceKind::OfacAdvanced => "ofac-advanced",
            SourceKind::Un => "un",
            SourceKind::Eu => "eu",
            SourceKind::Uk => "uk",
            SourceKind::BisDpl => "bis-dpl",
            SourceKind::Ownership => "ownership",
            SourceKind::Custom => "custom",
            SourceKind::Ftm => "ftm",
        }
    }

    /// The name of the list, as designations carry it and people read it.
    #[must_use]
    pub const fn list_name(self) -> &'static str {
        match self {
            SourceKind::OfacSdn | SourceKind::OfacAdvanced => "OFAC SDN",
            SourceKind::OfacConsolidated => "OFAC Consolidated (non-SDN)",
            SourceKind::Un => "UN Consolidated",
            SourceKind::Eu => "EU Financial Sanctions",
            SourceKind::Uk => "UK Sanctions List",
            SourceKind::BisDpl => "BIS Denied Persons",
            SourceKind::Ownership => "Ownership (50 percent rule)",
            SourceKind::Custom => "Custom",
            SourceKind::Ftm => "FollowTheMoney",
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SourceKind {
    type Err = ParseSourceError;

    fn from_str(word: &str) -> Result<SourceKind, ParseSourceError> {
        SourceKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| ParseSourceError::UnknownKind(word.to_owned()))
    }
}

impl Serialize for SourceKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A list to read: its kind, and the file or folder that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpec {
    /// What format the files have.
    pub kind: SourceKind,
    /// A file, or a folder that holds the files of the format.
    pub path: PathBuf,
    /// The day of which it is a snapshot, where it was said; most publishers write it into the list.
    pub date: Option<Date>,
}

impl SourceSpec {
    /// A list of the given kind at the given path.
    #[must_use]
    pub fn new(kind: SourceKind, path: impl Into<PathBuf>) -> SourceSpec {
        SourceSpec {
            kind,
            path: path.into(),
            date: None,
        }
    }

    /// The list as it stood on a day.
    #[must_use]
    pub fn on(self, date: Date) -> SourceSpec {
        SourceSpec {
            date: Some(date),
            ..self
        }
    }
}

impl fmt::Display for SourceSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date {
            Some(date) => write!(f, "{}@{date}:{}", self.kind, self.path.display()),
            None => write!(f, "{}:{}", self.kind, self.path.display()),
        }
    }
}

impl FromStr for SourceSpec {
    type Err = ParseSourceError;

    /// Reads `KIND:PATH`, or `KIND@YYYY-MM-DD:PATH` for a snapshot of a day. The path is everything after the first colon, so it may hold colons itself.
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
    #[error(
        "`{0}` is not KIND:PATH; write for example ofac-sdn:{0} (kinds: ofac-sdn, ofac-consolidated, ofac-advanced, un, eu, uk, bis-dpl, ownership, custom, ftm)"
    )]
    NoColon(String),
    /// The word before the colon is no kind.
    #[error(
        "unknown list kind `{0}`; use one of ofac-sdn, ofac-consolidated, ofac-advanced, un, eu, uk, bis-dpl, ownership, custom, ftm"
    )]
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
        for kind in SourceKind::ALL {
            assert_eq!(kind.to_string().parse::<SourceKind>().unwrap(), *kind);
        }
    }

    #[test]
    fn the_path_is_everything_after_the_first_colon() {
        let spec: SourceSpec = "un:lists/a:b.xml".parse().unwrap();
        assert_eq!(
            (spec.kind, spec.path.as_path()),
            (SourceKind::Un, Path::new("lists/a:b.xml"))
        );
        assert_eq!(spec.to_string(), "un:lists/a:b.xml");
    }

    #[test]
    fn a_snapshot_has_its_day_between_the_kind_and_the_path() {
        let spec: SourceSpec = "un@2024-02-29:lists/a@b".parse().unwrap();
        assert_eq!(
            (spec.kind, spec.path.as_path()),
            (SourceKind::Un, Path::new("lists/a@b"))
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
