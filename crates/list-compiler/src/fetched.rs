//! Where files came from, and when: a note beside them that whoever fetches them leaves.
//!
//! A file's own times are not taken for it: they change when it is copied, and equal lists would give different indexes.

use std::path::Path;

use portcullis_index::FetchedFile;

use crate::CompileError;
use crate::input::Input;
use crate::report::SourceReport;

/// The file of a folder that says when and from where the others were fetched. No list format takes a name like it.
const NOTE: &str = "fetched.note";
const HEADER: &str = "file;fetched_at;blake3;from";

/// Leaves a note in a folder: when its files were fetched, and from where. Each entry is held to the content that the file
/// has now, so that it says nothing of another file that is put in its place later.
///
/// # Errors
///
/// A file that cannot be read, or the note that cannot be written.
pub fn note_fetched(folder: &Path, files: &[FetchedFile]) -> Result<(), CompileError> {
    let mut text = format!("{HEADER}\n");
    for FetchedFile {
        file,
        fetched_at,
        from,
    } in files
    {
        let path = folder.join(file);
        let bytes = std::fs::read(&path).map_err(|source| CompileError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let digest = blake3::hash(&bytes).to_hex();
        let from = from.replace(['\r', '\n'], " ");
        text.push_str(&format!("{file};{fetched_at};{digest};{from}\n"));
    }
    let path = folder.join(NOTE);
    portcullis_sys::write_atomically(&path, text.as_bytes())
        .map_err(|source| CompileError::Write { path, source })
}

/// What the note beside a source's files says of them; nothing where there is none.
pub(crate) fn of(input: &Input, report: &mut SourceReport) -> Result<Vec<FetchedFile>, CompileError> {
    let note = input.primary.path.with_file_name(NOTE);
    let text = match std::fs::read_to_string(&note) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CompileError::Unreadable { path: note, source }),
    };
    let entries = parse(&note, &text)?;
    let mut fetched = Vec::new();
    for file in input.present() {
        let name = file.path.file_name().and_then(|name| name.to_str());
        let Some((entry, digest)) = entries
            .iter()
            .find(|(entry, _)| Some(entry.file.as_str()) == name)
        else {
            continue;
        };
        if blake3::hash(&file.bytes).to_hex().as_str() == digest {
            fetched.push(entry.clone());
        } else {
            report.warn(format!(
                "{}: is not the file that {NOTE} says was fetched {}; when and from where this one came is not known",
                file.path.display(),
                entry.fetched_at
            ));
        }
    }
    Ok(fetched)
}

/// The entries of a note, each with the digest of its file's content.
fn parse(path: &Path, text: &str) -> Result<Vec<(FetchedFile, String)>, CompileError> {
    let mut entries = Vec::new();
    for (line, row) in (1..).zip(text.lines()) {
        let error = |reason: &str| {
            CompileError::format(
                path,
                line,
                format!("{reason}; fetch the list again, or remove the note"),
            )
        };
        if line == 1 {
            if row != HEADER {
                return Err(error(&format!("expected the header `{HEADER}`")));
            }
            continue;
        }
        let mut cells = row.splitn(4, ';');
        let (Some(file), Some(fetched_at), Some(digest), Some(from)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(error(
                "expected four cells separated by `;`: file, time, digest and origin",
            ));
        };
        if fetched_at.parse::<jiff::Timestamp>().is_err() {
            return Err(error("the second cell must be a time like 2026-02-27T06:00:00Z"));
        }
        let entry = FetchedFile {
            file: file.to_owned(),
            fetched_at: fetched_at.to_owned(),
            from: from.to_owned(),
        };
        entries.push((entry, digest.to_owned()));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::parse;

    #[test]
    fn a_note_that_cannot_be_read_is_named_by_line() {
        let error = |text: &str| parse(Path::new("fetched.note"), text).unwrap_err().to_string();
        assert!(error("what\n").starts_with("fetched.note:1: expected the header"));
        let row = |row: &str| error(&format!("file;fetched_at;blake3;from\n{row}\n"));
        assert!(row("un.xml;2026-02-27T06:00:00Z").starts_with("fetched.note:2: expected four cells"));
        assert!(row("un.xml;yesterday;00;https://x").starts_with("fetched.note:2: the second cell must be"));
    }

    #[test]
    fn an_origin_may_hold_the_separator() {
        let text = "file;fetched_at;blake3;from\nun.xml;2026-02-27T06:00:00Z;00;/lists;old/un.xml\n";
        let entries = parse(Path::new("fetched.note"), text).unwrap();
        assert_eq!(entries[0].0.from, "/lists;old/un.xml");
    }
}
