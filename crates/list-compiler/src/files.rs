//! Finding and reading the files of a source, refusing what is plainly no list, and telling the format by its content.

use std::fs;
use std::path::{Path, PathBuf};

use crate::formats::{self, Files, Form, Head, ListFormat};
use crate::input::{Input, InputFile};
use crate::{CompileError, SourceKind, SourceSpec, spreadsheet};

/// No official list comes near this; a larger file is a mistake or an attack. 1 GiB.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// The formats of one kind of source, the expected one first.
struct Candidates {
    kind: SourceKind,
    formats: Vec<&'static dyn ListFormat>,
}

/// Reads the files of a source, and tells their format.
pub(crate) fn open(spec: &SourceSpec) -> Result<(Input, &'static dyn ListFormat), CompileError> {
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
    let candidates = Candidates {
        kind: spec.kind,
        formats: formats::of(spec.kind).collect(),
    };
    let path = if metadata.is_dir() {
        candidates.find_in(&spec.path)?
    } else {
        spec.path.clone()
    };
    let primary = candidates.load(path)?;
    let format = candidates.format_of(&primary)?;
    let (companions, missing) = match format.files(spec.kind.list()) {
        Files::Family(_, names) => candidates.load_family(&primary.path, names)?,
        Files::All(extension) if metadata.is_dir() => {
            let others = list(&spec.path)?
                .into_iter()
                .filter(|path| has_extension(path, &[extension]) && *path != primary.path)
                .map(|path| candidates.load(path).map(Some));
            (others.collect::<Result<_, _>>()?, Vec::new())
        }
        Files::One(_) | Files::All(_) => (Vec::new(), Vec::new()),
    };
    let input = Input {
        spec: spec.clone(),
        primary,
        companions,
        missing,
    };
    Ok((input, format))
}

/// The companions of a family in its order, and the names of those that are absent or empty.
type Family = (Vec<Option<InputFile>>, Vec<&'static str>);

impl Candidates {
    fn files(&self) -> impl Iterator<Item = Files> {
        self.formats.iter().map(|format| format.files(self.kind.list()))
    }

    /// The file of a folder that is the list, or the first of them where the format takes every file.
    fn find_in(&self, folder: &Path) -> Result<PathBuf, CompileError> {
        let mut found: Vec<PathBuf> = Vec::new();
        for path in list(folder)? {
            if self.files().any(|files| match files {
                Files::Family(primary, _) => is_named(&path, primary),
                Files::One(extensions) => has_extension(&path, extensions),
                Files::All(extension) => has_extension(&path, &[extension]),
            }) {
                found.push(path);
            }
        }
        let takes_all = self.files().any(|files| matches!(files, Files::All(_)));
        match found.len() {
            0 => Err(self.nothing_in(folder, &list(folder)?)),
            n if n > 1 && !takes_all => Err(CompileError::NotFound {
                path: folder.to_owned(),
                what: format!(
                    "the folder has {n} files that could be the {} list ({})",
                    self.kind,
                    names(&found)
                ),
                todo: "name the file itself".to_owned(),
            }),
            _ => Ok(found.swap_remove(0)),
        }
    }

    /// What is said of a folder without a file of the list: what it should have, and what it has.
    fn nothing_in(&self, folder: &Path, files: &[PathBuf]) -> CompileError {
        let extensions: Vec<&'static str> = self
            .files()
            .flat_map(|files| files.extensions().to_vec())
            .collect();
        let (path, what, todo) = match self.files().next() {
            Some(Files::Family(primary, companions)) => (
                folder.join(primary),
                format!("the folder has no {primary}"),
                format!("download {primary}, {} into it", companions.join(", ")),
            ),
            Some(Files::All(extension)) => (
                folder.to_owned(),
                format!("the folder has no .{extension} file"),
                format!("put the {} list there, or name the file itself", self.kind),
            ),
            Some(Files::One(_)) | None => (
                folder.to_owned(),
                format!("the folder has no .{} file", extensions.join(" or .")),
                format!("download the {} list into it, or name the file itself", self.kind),
            ),
        };
        let what = match names(files) {
            there if there.is_empty() => what,
            there => format!("{what}, only {there}"),
        };
        CompileError::NotFound { path, what, todo }
    }

    /// The companions that stand beside the primary file of a family. One that is empty counts as absent.
    fn load_family(&self, primary: &Path, names: &[&'static str]) -> Result<Family, CompileError> {
        let folder = primary
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let entries = list(folder)?;
        let mut companions = Vec::new();
        let mut missing = Vec::new();
        for name in names {
            let path = entries.iter().find(|path| is_named(path, name));
            let file = path.map(|path| self.load(path.clone())).transpose()?;
            // A file of nothing is what a failed download leaves.
            let file = file.filter(|file| !file.bytes.trim_ascii().is_empty());
            if file.is_none() {
                missing.push(*name);
            }
            companions.push(file);
        }
        Ok((companions, missing))
    }

    /// The format that a file's name lets expect.
    fn expected_of(&self, path: &Path) -> Option<&'static dyn ListFormat> {
        let named = self
            .formats
            .iter()
            .find(|format| has_extension(path, format.files(self.kind.list()).extensions()));
        named.or(self.formats.first()).copied()
    }

    /// The format that recognizes the file; where none does, the expected one, which says what it misses.
    fn format_of(&self, file: &InputFile) -> Result<&'static dyn ListFormat, CompileError> {
        let head = Head::of(&file.bytes);
        let recognized = self.formats.iter().find(|format| format.recognizes(&head));
        recognized
            .copied()
            .or_else(|| self.expected_of(&file.path))
            .ok_or_else(|| CompileError::NotFound {
                path: file.path.clone(),
                what: format!("no format of {} is known", self.kind),
                todo: "use another kind".to_owned(),
            })
    }

    fn load(&self, path: PathBuf) -> Result<InputFile, CompileError> {
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
        let has = |form| self.formats.iter().any(|format| format.shape().form() == form);
        let form = match self.expected_of(&path).map(|format| format.shape().form()) {
            // The content tells the format, whatever the file is called.
            _ if has(Form::Spreadsheet) && spreadsheet::is_archive(&bytes) => Form::Spreadsheet,
            _ if has(Form::Json) && is_json(&bytes) => Form::Json,
            // A table that is called XML is looked at as XML, and then misses its columns.
            Some(Form::Table) | None if has_extension(&path, &["xml"]) => Form::Xml,
            Some(form) => form,
            None => Form::Table,
        };
        let other = other_content(&bytes, form)
            .or_else(|| (form != Form::Spreadsheet).then(|| no_text(&bytes)).flatten())
            .or_else(|| is_encoded_twice(&bytes).then_some(ENCODED_TWICE));
        match other {
            None => Ok(InputFile { path, bytes }),
            Some(found) => Err(CompileError::NotAList {
                path,
                found,
                expected: format!("the {} list ({})", self.kind, form.words()),
            }),
        }
    }
}

/// The names of files, of which so many are said.
pub(crate) fn names(paths: &[PathBuf]) -> String {
    const SAID_MAX: usize = 10;
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let mut said: Vec<String> = paths.iter().take(SAID_MAX).map(name).collect();
    if paths.len() > SAID_MAX {
        said.push(format!("{} more", paths.len() - SAID_MAX));
    }
    said.join(", ")
}

/// Whether a file has the name. OFAC has published the same files in upper case; both are accepted.
pub(crate) fn is_named(path: &Path, name: &str) -> bool {
    path.file_name()
        .and_then(|own| own.to_str())
        .is_some_and(|own| own.eq_ignore_ascii_case(name))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| extensions.iter().any(|wanted| e.eq_ignore_ascii_case(wanted)))
}

/// The files of a folder, by name, so that the order does not depend on the file system.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, CompileError> {
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

/// Whether a file begins as JSON does.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// What bytes with NUL among them are, which text never has.
fn no_text(bytes: &[u8]) -> Option<&'static str> {
    let first = bytes.iter().position(|byte| *byte == 0)?;
    let head = &bytes[..bytes.len().min(4096)];
    let nuls = head.iter().filter(|byte| **byte == 0).count();
    Some(if first < 4 && nuls * 3 > head.len() {
        "UTF-16 or UTF-32 text without its byte-order mark (save it as UTF-8 first)"
    } else if bytes[first..].iter().all(|byte| *byte == 0) {
        "filled up with NUL bytes, as a download that did not end leaves it"
    } else {
        "binary data"
    })
}

const ENCODED_TWICE: &str =
    "UTF-8 text that was read as Latin-1 and saved as UTF-8 once more, so that its names are garbled";

/// A list has so many letters beyond ASCII before they tell how it was saved; the authorities themselves have garbled a few.
const ENCODED_TWICE_MIN: usize = 16;

/// Whether half of the characters beyond ASCII, and more, are such that two or more of them are the bytes of one: `Ã©` for `é`.
fn is_encoded_twice(bytes: &[u8]) -> bool {
    let (mut twice, mut all) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte >= 0xC2) {
        at += next;
        // The first byte of a character as the character of that number, and behind it one that continues it.
        if let [0xC3, 0x82..=0xB4, 0xC2, 0x80..=0xBF, ..] = bytes[at..] {
            twice += 1;
            at += 2;
            while let [0xC2, 0x80..=0xBF, ..] = bytes[at..] {
                at += 2;
            }
        } else {
            at += 1;
        }
        all += 1;
    }
    twice >= ENCODED_TWICE_MIN && twice * 2 > all
}

/// What a failed download leaves under a list's name, where the file is not in the form. Looks at the first bytes only.
fn other_content(bytes: &[u8], form: Form) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if form == Form::Spreadsheet && spreadsheet::is_archive(bytes) {
        return None;
    }
    if bytes.starts_with(b"\x1F\x8B") || spreadsheet::is_archive(bytes) {
        return Some("a compressed archive (unpack it first)");
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some("a spreadsheet of an old kind (save it as .xlsx first)");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Some("UTF-16 text (save it as UTF-8 first)");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("a PDF document");
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
        return Some("an HTML page");
    }
    match form {
        Form::JsonLines if head.starts_with(b"[") => Some("one JSON array"),
        Form::JsonLines if !head.is_empty() && !head.starts_with(b"{") => Some("not JSON at all"),
        Form::JsonLines => None,
        Form::Json if head.is_empty() || is_json(&head) => None,
        Form::Json if head.starts_with(b"<?xml") => Some("XML"),
        Form::Json if head.starts_with(b"<") => Some("an HTML page"),
        Form::Json => Some("not JSON at all"),
        Form::Xml | Form::Table if head.starts_with(b"{") || head.starts_with(b"[") => Some("JSON"),
        Form::Xml if !head.is_empty() && !head.starts_with(b"<") => Some("not XML at all"),
        Form::Xml => head
            .windows(5)
            .any(|window| window == b"<html")
            .then_some("an HTML page"),
        Form::Table if head.starts_with(b"<?xml") => Some("XML"),
        Form::Table if head.starts_with(b"<") => Some("an HTML page"),
        Form::Table => None,
        Form::Spreadsheet if head.is_empty() => None,
        Form::Spreadsheet if head.starts_with(b"<?xml") => Some("XML"),
        Form::Spreadsheet if head.starts_with(b"<") => Some("an HTML page"),
        Form::Spreadsheet if bytes.iter().take(4096).any(|b| *b == 0) => Some("binary data"),
        Form::Spreadsheet => Some("text (if it is CSV, name it .csv)"),
    }
}
