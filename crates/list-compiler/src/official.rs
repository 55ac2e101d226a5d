//! Where the authorities publish their lists. Addresses are data (`data/sources.csv`); nothing here opens a connection.

use std::path::{Path, PathBuf};

use portcullis_model::Date;

use crate::{CompileError, SourceKind};

const SOURCES: &str = include_str!("../data/sources.csv");

/// A file of an official list, and its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialFile {
    /// The list it belongs to.
    pub kind: SourceKind,
    /// The name under which the compiler looks for it.
    pub file: String,
    /// Where its publisher has it, HTTPS; `None` where no such place is known, and the file comes from a mirror only.
    pub address: Option<String>,
}

impl OfficialFile {
    /// Where a mirror has the file: in the folder of its kind, else in the mirror's own.
    #[must_use]
    pub fn in_mirror(&self, mirror: &Path) -> Option<PathBuf> {
        [mirror.join(self.kind.as_str()), mirror.to_owned()]
            .into_iter()
            .map(|folder| folder.join(&self.file))
            .find(|path| path.is_file())
    }
}

/// The files of the official lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialFiles(Vec<OfficialFile>);

impl OfficialFiles {
    /// Every file of every official list, as far as this version knows.
    ///
    /// # Errors
    ///
    /// Never for the addresses that ship: a test reads them.
    pub fn shipped() -> Result<OfficialFiles, CompileError> {
        parse(Path::new("sources.csv"), SOURCES)
    }

    /// Reads addresses from a file of one's own: `kind;file;address`, with that header; lines that begin with `#` are
    /// notes.
    ///
    /// # Errors
    ///
    /// The file and line of what cannot be read.
    pub fn open(path: &Path) -> Result<OfficialFiles, CompileError> {
        let text = std::fs::read_to_string(path).map_err(|source| CompileError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        parse(path, &text)
    }

    /// The files, in the order of the addresses.
    pub fn iter(&self) -> impl Iterator<Item = &OfficialFile> {
        self.0.iter()
    }

    /// The files of a list.
    pub fn of(&self, kind: SourceKind) -> impl Iterator<Item = &OfficialFile> {
        self.iter().filter(move |file| file.kind == kind)
    }

    /// The lists that have files, each once.
    #[must_use]
    pub fn kinds(&self) -> Vec<SourceKind> {
        let mut kinds: Vec<SourceKind> = Vec::new();
        for file in self.iter() {
            if !kinds.contains(&file.kind) {
                kinds.push(file.kind);
            }
        }
        kinds
    }

    /// Whether all files of a list have an address.
    #[must_use]
    pub fn can_be_fetched(&self, kind: SourceKind) -> bool {
        self.of(kind).all(|file| file.address.is_some())
    }
}

/// The name of the folder for a list that was fetched on a day: `un-2026-02-27`. Its end says the day of the snapshot
/// where the list itself does not.
#[must_use]
pub fn snapshot_folder(kind: SourceKind, day: Date) -> String {
    format!("{kind}-{day}")
}

fn parse(path: &Path, text: &str) -> Result<OfficialFiles, CompileError> {
    let mut files = Vec::new();
    for (line, row) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let error = |reason: &str| CompileError::format(path, line, reason);
        if line == 1 {
            if row.trim() != "kind;file;address" {
                return Err(error("expected the header `kind;file;address`"));
            }
            continue;
        }
        if row.trim().is_empty() || row.starts_with('#') {
            continue;
        }
        let mut cells = row.splitn(3, ';').map(str::trim);
        let (Some(kind), Some(file), Some(address)) = (cells.next(), cells.next(), cells.next()) else {
            return Err(error(
                "expected three cells separated by `;`: kind, file and address",
            ));
        };
        let kind = kind.parse::<SourceKind>().map_err(|e| error(&e.to_string()))?;
        // The name becomes a path beside others.
        let is_name = !file.is_empty() && !file.contains(['/', '\\']) && !file.starts_with('.');
        if !is_name {
            return Err(error(
                "the second cell must be the name of a file, without a folder",
            ));
        }
        let is_address = address.starts_with("https://") && !address.contains(char::is_whitespace);
        if !(address.is_empty() || is_address) {
            return Err(error(
                "the third cell must be an address that starts with https://, or empty",
            ));
        }
        files.push(OfficialFile {
            kind,
            file: file.to_owned(),
            address: is_address.then(|| address.to_owned()),
        });
    }
    Ok(OfficialFiles(files))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{OfficialFiles, parse};
    use crate::SourceKind;

    #[test]
    fn every_official_list_has_its_files_and_all_but_two_their_addresses() {
        let files = OfficialFiles::shipped().unwrap();
        for kind in SourceKind::all() {
            let of_kind = files.of(kind).count();
            let expected = match kind.as_str() {
                "ofac-sdn" | "ofac-consolidated" => 4,
                "custom" | "ownership" | "ftm" => 0,
                _ => 1,
            };
            assert_eq!(of_kind, expected, "{kind}");
        }
        let without: Vec<&str> = files
            .iter()
            .filter(|file| file.address.is_none())
            .map(|file| file.file.as_str())
            .collect();
        assert_eq!(without, ["dpl.txt", "sanctions.xlsx"]);
    }

    #[test]
    fn a_bad_address_file_is_named_by_line() {
        let error = |text: &str| parse(Path::new("a.csv"), text).unwrap_err().to_string();
        assert!(error("kind,file\n").starts_with("a.csv:1: expected the header"));
        assert!(error("kind;file;address\nun;x\n").starts_with("a.csv:2: expected three cells"));
        assert!(error("kind;file;address\nof;x;https://a\n").contains("a.csv:2: unknown list kind `of`"));
        assert!(error("kind;file;address\nun;../x;https://a\n").contains("without a folder"));
        assert!(error("kind;file;address\nun;x;http://a\n").contains("https://"));
    }
}
