//! Finding and reading the files of a source, and refusing what is plainly no list.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{CompileError, SourceKind, SourceSpec};

/// No official list comes near this; a larger file is a mistake or an attack. 1 GiB.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// One file of a source, whole in memory.
#[derive(Debug)]
pub(crate) struct InputFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of a source in the order in which they are read and hashed.
#[derive(Debug)]
pub(crate) struct Input {
    /// What the command line asked for.
    pub spec: SourceSpec,
    /// The list itself.
    pub primary: InputFile,
    /// The other files of the format, in its order; `None` where one is absent.
    pub companions: Vec<Option<InputFile>>,
    /// Names of the companion files that are absent.
    pub missing: Vec<&'static str>,
}

impl Input {
    /// Bytes over all files.
    pub fn bytes(&self) -> u64 {
        self.present().map(|file| file.bytes.len() as u64).sum()
    }

    /// BLAKE3 in hexadecimal: of the file, or of the digests of several files in order. File names and dates do not
    /// enter: the same content is the same list wherever it was saved.
    pub fn blake3(&self) -> String {
        let primary = blake3::hash(&self.primary.bytes);
        if self.companions.iter().flatten().next().is_none() {
            return primary.to_hex().to_string();
        }
        let mut hasher = blake3::Hasher::new();
        for file in self.present() {
            hasher.update(blake3::hash(&file.bytes).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The files that are there, the list itself first.
    pub fn present(&self) -> impl Iterator<Item = &InputFile> {
        std::iter::once(&self.primary).chain(self.companions.iter().flatten())
    }
}

/// The names of an OFAC CSV family: primary, aliases, addresses, comments.
const SDN_FILES: [&str; 4] = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"];
const CONSOLIDATED_FILES: [&str; 4] = [
    "cons_prim.csv",
    "cons_alt.csv",
    "cons_add.csv",
    "cons_comments.csv",
];

/// Reads the files of a source.
pub(crate) fn open(spec: &SourceSpec) -> Result<Input, CompileError> {
    let metadata = fs::metadata(&spec.path).map_err(|source| {
        if source.kind() == std::io::ErrorKind::NotFound {
            CompileError::NotFound {
                path: spec.path.clone(),
                what: "no such file or folder".to_owned(),
                todo: format!("check the path given for {}", spec.kind),
            }
        } else {
            CompileError::Unreadable {
                path: spec.path.clone(),
                source,
            }
        }
    })?;
    match spec.kind {
        SourceKind::OfacSdn => open_family(spec, metadata.is_dir(), SDN_FILES),
        SourceKind::OfacConsolidated => open_family(spec, metadata.is_dir(), CONSOLIDATED_FILES),
        SourceKind::Un | SourceKind::OfacAdvanced => open_one(spec, metadata.is_dir(), &["xml"]),
        SourceKind::Eu => open_one(spec, metadata.is_dir(), &["xml", "csv"]),
        SourceKind::Uk => open_one(spec, metadata.is_dir(), &["csv"]),
        SourceKind::Ftm => open_one(spec, metadata.is_dir(), &["json", "jsonl", "ndjson"]),
        SourceKind::BisDpl => open_one(spec, metadata.is_dir(), &["txt", "tsv", "csv"]),
        SourceKind::Ownership | SourceKind::Custom => open_all(spec, metadata.is_dir(), "csv"),
    }
}

/// A primary file and the companions that stand beside it.
fn open_family(spec: &SourceSpec, is_dir: bool, names: [&'static str; 4]) -> Result<Input, CompileError> {
    let folder = if is_dir {
        spec.path.as_path()
    } else {
        spec.path.parent().unwrap_or(Path::new(""))
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = list(folder)?;
    // OFAC has published the same files in upper case; both are accepted.
    let find = |name: &str| {
        entries.iter().find(|path| {
            path.file_name()
                .and_then(|n| n.to_str())
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
        })
    };
    let primary = if is_dir {
        find(names[0]).cloned()
    } else {
        Some(spec.path.clone())
    };
    let Some(primary) = primary else {
        return Err(CompileError::NotFound {
            path: folder.join(names[0]),
            what: format!("the folder has no {}", names[0]),
            todo: format!("download {} into it", names.join(", ")),
        });
    };
    let primary = load(primary, spec.kind)?;
    let mut companions = Vec::new();
    let mut missing = Vec::new();
    for name in &names[1..] {
        if let Some(path) = find(name) {
            companions.push(Some(load(path.clone(), spec.kind)?));
        } else {
            companions.push(None);
            missing.push(*name);
        }
    }
    Ok(Input {
        spec: spec.clone(),
        primary,
        companions,
        missing,
    })
}

/// One file, given as such or as the only one of its kind in a folder.
fn open_one(spec: &SourceSpec, is_dir: bool, extensions: &[&str]) -> Result<Input, CompileError> {
    let path = if is_dir {
        let mut candidates: Vec<PathBuf> = list(&spec.path)?
            .into_iter()
            .filter(|path| has_extension(path, extensions))
            .collect();
        match candidates.len() {
            1 => candidates.remove(0),
            0 => {
                return Err(CompileError::NotFound {
                    path: spec.path.clone(),
                    what: format!("the folder has no .{} file", extensions.join(" or .")),
                    todo: format!("download the {} list into it, or name the file itself", spec.kind),
                });
            }
            n => {
                return Err(CompileError::NotFound {
                    path: spec.path.clone(),
                    what: format!("the folder has {n} files that could be the {} list", spec.kind),
                    todo: "name the file itself".to_owned(),
                });
            }
        }
    } else {
        spec.path.clone()
    };
    let primary = load(path, spec.kind)?;
    Ok(Input {
        spec: spec.clone(),
        primary,
        companions: Vec::new(),
        missing: Vec::new(),
    })
}

/// One file, or every file of a folder with the extension, by name.
fn open_all(spec: &SourceSpec, is_dir: bool, extension: &str) -> Result<Input, CompileError> {
    let paths: Vec<PathBuf> = if is_dir {
        list(&spec.path)?
            .into_iter()
            .filter(|path| has_extension(path, &[extension]))
            .collect()
    } else {
        vec![spec.path.clone()]
    };
    let mut paths = paths.into_iter();
    let Some(first) = paths.next() else {
        return Err(CompileError::NotFound {
            path: spec.path.clone(),
            what: format!("the folder has no .{extension} file"),
            todo: format!("put the {} list there, or name the file itself", spec.kind),
        });
    };
    let primary = load(first, spec.kind)?;
    let companions = paths
        .map(|path| load(path, spec.kind).map(Some))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Input {
        spec: spec.clone(),
        primary,
        companions,
        missing: Vec::new(),
    })
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| extensions.iter().any(|wanted| e.eq_ignore_ascii_case(wanted)))
}

/// The files of a folder, by name, so that the order does not depend on the file system.
fn list(folder: &Path) -> Result<Vec<PathBuf>, CompileError> {
    let unreadable = |source| CompileError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn load(path: PathBuf, kind: SourceKind) -> Result<InputFile, CompileError> {
    let bytes_len = match fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(source) => return Err(CompileError::Unreadable { path, source }),
    };
    if bytes_len > FILE_BYTES_MAX {
        return Err(CompileError::TooLarge {
            path,
            bytes: bytes_len,
            limit: FILE_BYTES_MAX,
        });
    }
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) => return Err(CompileError::Unreadable { path, source }),
    };
    let file = InputFile { path, bytes };
    refuse_other_formats(&file, kind)?;
    Ok(file)
}

/// Refuses what a failed download leaves under a list's name. Looks at the first bytes only.
fn refuse_other_formats(file: &InputFile, kind: SourceKind) -> Result<(), CompileError> {
    let is_xml = has_extension(&file.path, &["xml"])
        || matches!(kind, SourceKind::Un | SourceKind::OfacAdvanced)
        || (kind == SourceKind::Eu && !has_extension(&file.path, &["csv"]));
    let is_json = kind == SourceKind::Ftm;
    let expected = || {
        let form = match (is_xml, is_json) {
            (true, _) => "XML",
            (_, true) => "JSON, one entity a line",
            _ => "CSV text",
        };
        format!("the {kind} list ({form})")
    };
    let not_a_list = |found| {
        Err(CompileError::NotAList {
            path: file.path.clone(),
            found,
            expected: expected(),
        })
    };

    let bytes = file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&file.bytes);
    if bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"PK\x03\x04") {
        return not_a_list("a compressed archive (unpack it first)");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return not_a_list("UTF-16 text (save it as UTF-8 first)");
    }
    if bytes.starts_with(b"%PDF") {
        return not_a_list("a PDF document");
    }
    let start = bytes
        .iter()
        .position(|b| !b.is_ascii_whitespace())
        .unwrap_or(bytes.len());
    let head: Vec<u8> = bytes[start..]
        .iter()
        .take(512)
        .map(u8::to_ascii_lowercase)
        .collect();
    if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
        return not_a_list("an HTML page");
    }
    if is_json {
        if head.starts_with(b"[") {
            return not_a_list("one JSON array");
        }
        if !head.is_empty() && !head.starts_with(b"{") {
            return not_a_list("not JSON at all");
        }
        return Ok(());
    }
    if head.starts_with(b"{") || head.starts_with(b"[") {
        return not_a_list("JSON");
    }
    if is_xml {
        if !head.is_empty() && !head.starts_with(b"<") {
            return not_a_list("not XML at all");
        }
        if head.windows(5).any(|w| w == b"<html") {
            return not_a_list("an HTML page");
        }
    } else {
        if head.starts_with(b"<") {
            return not_a_list(if head.starts_with(b"<?xml") {
                "XML"
            } else {
                "an HTML page"
            });
        }
        if bytes.iter().take(4096).any(|b| *b == 0) {
            return not_a_list("binary data");
        }
    }
    Ok(())
}
