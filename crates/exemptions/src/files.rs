//! Which rule files to read, in which order, and the digest of their bytes.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::{RuleError, RuleKind};
use crate::program::appeals;

/// The rule files of a run. Each path is a file, or a folder whose files (not subfolders) of the right
/// extension are read in order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleFiles {
    /// `programs/*.toml`. Files ending in `.csv`, given or found in such a folder, are findings or appeals.
    pub programs: Vec<PathBuf>,
    /// `licenses/*.toml`.
    pub licenses: Vec<PathBuf>,
    /// `registry.csv`.
    pub registries: Vec<PathBuf>,
    /// `institution.toml`. Without it every authority binds.
    pub institution: Option<PathBuf>,
    /// `findings.csv` and `appeals.csv`: what monitors found, and what listed parties ask. Their headers tell them apart.
    pub findings: Vec<PathBuf>,
    /// `good-guys.csv`: parties that a reviewer told apart from a designation.
    pub good_guys: Vec<PathBuf>,
}

impl RuleFiles {
    /// The rule files of a folder, each kind as far as it is there: `programs`, `licenses`, `registries` and `registry.csv`,
    /// `findings.csv`, `appeals.csv`, `good-guys.csv`, `institution.toml`.
    #[must_use]
    pub fn in_folder(folder: &Path) -> RuleFiles {
        let there = |names: &[&str]| -> Vec<PathBuf> {
            let paths = names.iter().map(|name| folder.join(name));
            paths.filter(|path| path.exists()).collect()
        };
        RuleFiles {
            programs: there(&["programs"]),
            licenses: there(&["licenses"]),
            registries: there(&["registries", "registry.csv"]),
            institution: there(&["institution.toml"]).pop(),
            findings: there(&["findings.csv", "appeals.csv"]),
            good_guys: there(&["good-guys.csv"]),
        }
    }
}

/// A file read whole. Rule files are small: the largest, a registry of a hundred thousand actors, is about 15 MB.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Opens `<file>.lock`, which stands for the lock of a file that is itself replaced. It is for the caller to lock.
pub(crate) fn open_lock_of(path: &Path) -> Result<File, RuleError> {
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(|e| {
            RuleError::whole_file(
                path,
                format!("its lock {} cannot be made ({e})", lock_path.display()),
            )
        })
}

/// More than any rule file needs; keeps a mistaken path (a list, a disk image) from filling memory.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// All rule files, read, by what they are.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) programs: Vec<SourceFile>,
    pub(crate) findings: Vec<SourceFile>,
    pub(crate) appeals: Vec<SourceFile>,
    pub(crate) licenses: Vec<SourceFile>,
    pub(crate) registries: Vec<SourceFile>,
    pub(crate) institution: Option<SourceFile>,
    pub(crate) good_guys: Vec<SourceFile>,
}

impl Sources {
    pub(crate) fn read(files: &RuleFiles) -> Result<Sources, RuleError> {
        let mut sources = Sources::default();
        for file in expand_all(&files.programs, &["toml", "csv"], RuleKind::Programs)? {
            let is_csv = has_extension(&file, "csv");
            let source = read(&file, RuleKind::Programs)?;
            if is_csv {
                sources.add_found(source);
            } else {
                sources.programs.push(source);
            }
        }
        let whole = |paths: &[PathBuf], extension: &str, kind: RuleKind| {
            expand_all(paths, &[extension], kind)?
                .iter()
                .map(|file| read(file, kind))
                .collect::<Result<Vec<_>, _>>()
        };
        for source in whole(&files.findings, "csv", RuleKind::Findings)? {
            sources.add_found(source);
        }
        sources.licenses = whole(&files.licenses, "toml", RuleKind::Licenses)?;
        sources.registries = whole(&files.registries, "csv", RuleKind::Registries)?;
        sources.good_guys = whole(&files.good_guys, "csv", RuleKind::GoodGuys)?;
        if let Some(path) = &files.institution {
            sources.institution = Some(read(path, RuleKind::Institution)?);
        }
        Ok(sources)
    }

    /// Adds a file of findings or of appeals.
    fn add_found(&mut self, source: SourceFile) {
        if appeals::is_of_appeals(&source.text) {
            self.appeals.push(source);
        } else {
            self.findings.push(source);
        }
    }

    /// blake3 over kind, length and bytes of every file in loading order, as hex. Paths are left out: the
    /// same rules in another folder are the same rules.
    pub(crate) fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let kinds: [(&str, &[SourceFile]); 7] = [
            ("programs", &self.programs),
            ("findings", &self.findings),
            ("appeals", &self.appeals),
            ("licenses", &self.licenses),
            ("registries", &self.registries),
            ("institution", self.institution.as_slice()),
            ("good-guys", &self.good_guys),
        ];
        for (kind, files) in kinds {
            for file in files {
                hasher.update(kind.as_bytes());
                hasher.update(&(file.text.len() as u64).to_le_bytes());
                hasher.update(file.text.as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

/// The files of all paths, in order.
pub(crate) fn expand_all(
    paths: &[PathBuf],
    extensions: &[&str],
    kind: RuleKind,
) -> Result<Vec<PathBuf>, RuleError> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(expand(path, extensions, kind)?);
    }
    Ok(files)
}

/// The file itself, or the folder's files of these extensions by name.
fn expand(path: &Path, extensions: &[&str], kind: RuleKind) -> Result<Vec<PathBuf>, RuleError> {
    let unreadable =
        |error: &std::io::Error| RuleError::named_file(path, kind, format!("cannot be read ({error})"));
    if !std::fs::metadata(path).map_err(|e| unreadable(&e))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|e| unreadable(&e))? {
        let file = entry.map_err(|e| unreadable(&e))?.path();
        if extensions.iter().any(|e| has_extension(&file, e)) && !file.is_dir() {
            found.push(file);
        }
    }
    if found.is_empty() {
        let reason = format!("the folder holds no .{} file", extensions.join(" or ."));
        return Err(RuleError::named_file(path, kind, reason));
    }
    found.sort();
    Ok(found)
}

pub(crate) fn read(path: &Path, kind: RuleKind) -> Result<SourceFile, RuleError> {
    let named = |reason: String| RuleError::named_file(path, kind, reason);
    read_as(path, &named)
}

/// Reads a file that a program writes; one that is not there yet is empty.
pub(crate) fn read_if_there(path: &Path) -> Result<SourceFile, RuleError> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(SourceFile {
            path: path.to_owned(),
            text: String::new(),
        }),
        _ => read_as(path, &|reason| RuleError::whole_file(path, reason)),
    }
}

/// Reads a file; `refused` is the error of one that is none.
fn read_as(path: &Path, refused: &dyn Fn(String) -> RuleError) -> Result<SourceFile, RuleError> {
    let failed = |error: std::io::Error| refused(format!("cannot be read ({error})"));
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if length > FILE_BYTES_MAX {
        let reason = format!("is {length} bytes, more than the {FILE_BYTES_MAX} a rule file may have");
        return Err(refused(reason));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        RuleError::in_file(path, Some(line as u64), "is not UTF-8; save the file as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(SourceFile {
        path: path.to_owned(),
        text,
    })
}
