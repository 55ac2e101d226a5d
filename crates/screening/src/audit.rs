//! The audit log: a hash chain over everything a run wrote.
//!
//! `audit.jsonl` is one JSON object a line, each ending in `"previous"` and `"hash"`:
//!
//! ```text
//! {"sequence":0,"kind":"genesis", program, configuration, its digest, index digest, "previous":"00…","hash":"a1…"}
//! {"sequence":1,"kind":"records", records 1 to 1000, digest of the bytes they added to each file, "previous":"a1…","hash":"b2…"}
//! …
//! {"sequence":n,"kind":"end", totals, inputs, digest of every other file, "previous":"…","hash":"f6…"}
//! ```
//!
//! `hash` is the BLAKE3 digest, in lower-case hex, of the bytes of the line before `,"hash":`; `previous` is the
//! `hash` of the line before. So any tool can recompute the chain. It holds no clock time and knows neither threads nor
//! chunks: equal runs have equal chains, and the last `hash` (the *head*) stands for the whole run. Who keeps the
//! head somewhere else can later prove that nothing was changed, not even by someone who recomputed the chain.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{ScreenError, summary::OutcomeCounts};

/// Records (decided or rejected) that one line of the audit log covers, at most.
///
/// Small enough that a finding points at a page of rows, large enough that a million payments make a log of
/// a few hundred kilobytes.
pub(crate) const RECORDS_PER_LINE: u64 = 1_000;

/// Version of the audit log's form. Version 1 had the lines of `alerts.jsonl` and `released.jsonl` in members of their
/// own, which no longer are read: the digests of the files cover them.
pub(crate) const VERSION: u32 = 2;

/// Oldest version that is still verified.
pub(crate) const OLDEST_VERSION: u32 = 1;

/// What stands before the first line.
pub(crate) const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// `,"hash":"` before the digest.
const HASH_KEY: &str = ",\"hash\":\"";

/// One line of the audit log, without its hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Line<'a> {
    /// Zero-based number of the line.
    pub(crate) sequence: u64,
    /// What it says.
    #[serde(flatten)]
    pub(crate) entry: Entry,
    /// Hash of the line before.
    pub(crate) previous: std::borrow::Cow<'a, str>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// What a line of the audit log says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Entry {
    /// What was about to be screened against, and how.
    Genesis(Box<Genesis>),
    /// What a stretch of records added to the files.
    Records(Box<Stretch>),
    /// That the run came to its end, and what it amounts to.
    End(Box<End>),
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Genesis {
    /// [`VERSION`].
    pub(crate) version: u32,
    /// Program and version that wrote the run.
    pub(crate) program: String,
    /// BLAKE3 of `configuration`, as it stands in `summary.json`.
    pub(crate) configuration_digest: String,
    /// BLAKE3 that the index carries of itself.
    pub(crate) index_digest: String,
}

/// Up to [`RECORDS_PER_LINE`] records, in input order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    /// One-based number of the first record, over all inputs.
    pub(crate) first_record: u64,
    /// Number of the last record.
    pub(crate) last_record: u64,
    /// How many of them were decided.
    pub(crate) decided: u64,
    /// How many of them could not be read.
    pub(crate) rejected: u64,
    /// How many of them are decided as the old lists decided them; in a delta run only.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) unchanged: u64,
    /// The files that got bytes, and which. The first stretch begins with the header lines.
    pub(crate) wrote: BTreeMap<String, Bytes>,
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bytes {
    /// Offset of the first byte.
    pub(crate) from: u64,
    /// Offset after the last byte.
    pub(crate) to: u64,
    /// BLAKE3 of the bytes between.
    pub(crate) blake3: String,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// Records in the inputs.
    pub(crate) records: u64,
    /// Records that were decided.
    pub(crate) decided: u64,
    /// Records that could not be read.
    pub(crate) rejected: u64,
    /// Records that are decided as the old lists decided them; in a delta run only.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) unchanged: u64,
    /// Decided payments by outcome.
    pub(crate) outcomes: OutcomeCounts,
    /// What was read, in order.
    pub(crate) inputs: Vec<InputDigest>,
    /// Every other file of the run, whole: a run has the files that are named here. For `summary.json`: the part before `"run"`, which holds the clock.
    pub(crate) files: BTreeMap<String, FileDigest>,
}

/// A whole file of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileDigest {
    /// Its size.
    pub(crate) bytes: u64,
    /// BLAKE3 of its bytes.
    pub(crate) blake3: String,
    /// Its lines, where each is a record: in the JSON lines files. Version 1 did not count them here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lines: Option<u64>,
}

impl FileDigest {
    /// Of a text that is not made of records.
    pub(crate) fn of(text: &[u8]) -> FileDigest {
        FileDigest {
            bytes: text.len() as u64,
            blake3: blake3::hash(text).to_hex().to_string(),
            lines: None,
        }
    }
}

/// A payments file, by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputDigest {
    /// File name without folders.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: String,
    /// Its columns that stand for nothing we know; they were not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored_columns: Vec<String>,
    /// Why nothing of it could be read: it is one record, in `rejects.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Writes the chain, one line at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Chain {
    sequence: u64,
    previous: String,
}

impl Chain {
    pub(crate) fn new() -> Chain {
        Chain {
            sequence: 0,
            previous: NO_HASH.to_owned(),
        }
    }

    /// The line, with its hash and its line end.
    pub(crate) fn seal(&mut self, entry: Entry) -> Result<String, ScreenError> {
        let line = Line {
            sequence: self.sequence,
            entry,
            previous: self.previous.as_str().into(),
        };
        let mut text = serde_json::to_string(&line)
            .map_err(|e| ScreenError::internal(format!("an audit record could not be written: {e}")))?;
        // The object's closing brace; the hash goes in before it.
        text.pop();
        let hash = blake3::hash(text.as_bytes()).to_hex();
        text.push_str(HASH_KEY);
        text.push_str(&hash);
        text.push_str("\"}\n");
        self.sequence += 1;
        self.previous = hash.to_string();
        Ok(text)
    }

    /// Hash of the last line.
    pub(crate) fn head(&self) -> &str {
        &self.previous
    }
}

/// A line as it was read back.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) line: Line<'static>,
    /// The hash that the line carries.
    pub(crate) hash: String,
    /// Whether it is the hash of the line's bytes.
    pub(crate) hash_holds: bool,
}

/// Reads a line back, its line end removed. The error says what is wrong with its form.
pub(crate) fn open(text: &str) -> Result<Opened, String> {
    let tail = HASH_KEY.len() + NO_HASH.len() + 2;
    let not_sealed = || "is not an audit record: it does not end with its hash".to_owned();
    let cut = text
        .len()
        .checked_sub(tail)
        .filter(|cut| text.is_char_boundary(*cut))
        .ok_or_else(not_sealed)?;
    let (content, tail) = text.split_at(cut);
    let hash = tail
        .strip_prefix(HASH_KEY)
        .and_then(|rest| rest.strip_suffix("\"}"))
        .ok_or_else(not_sealed)?;
    let hash_holds = blake3::hash(content.as_bytes()).to_hex().as_str() == hash;
    let line: Line<'static> =
        serde_json::from_str(&format!("{content}}}")).map_err(|e| format!("is not an audit record: {e}"))?;
    Ok(Opened {
        line,
        hash: hash.to_owned(),
        hash_holds,
    })
}

/// Lines longer than this are not read into memory; no run writes an audit line that long.
pub(crate) const LINE_BYTES_MAX: u64 = 16 << 20;

/// The head of a log: the hash of its last line, if that closes a run and has the hash that it carries. The error says what
/// is wrong with the log. The lines before are not looked at.
pub(crate) fn head_of(path: &Path) -> Result<String, String> {
    let unreadable = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => "is missing".to_owned(),
        _ => format!("cannot be read: {e}"),
    };
    let last = last_line(path).map_err(unreadable)?;
    let text = std::str::from_utf8(&last).map_err(|e| format!("is not UTF-8: {e}"))?;
    let opened = open(text.trim_end())?;
    match opened.line.entry {
        _ if !opened.hash_holds => {
            Err("was changed: its last line does not have the hash that it carries".to_owned())
        }
        Entry::End(_) => Ok(opened.hash),
        _ => Err("is cut: its last line does not close a run".to_owned()),
    }
}

/// The last line of a log, with its line end; of a longer one than a run writes, its last part.
pub(crate) fn last_line(path: &Path) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut line, mut last) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        let mut limited = reader.by_ref().take(LINE_BYTES_MAX);
        limited.read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(last);
        }
        std::mem::swap(&mut line, &mut last);
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Entry, Genesis, NO_HASH, open};

    fn genesis() -> Entry {
        Entry::Genesis(Box::new(Genesis {
            version: 1,
            program: "portcullis 0.0.0".to_owned(),
            configuration_digest: "c".to_owned(),
            index_digest: "i".to_owned(),
        }))
    }

    #[test]
    fn each_line_carries_its_own_hash_and_that_of_the_line_before() {
        let mut chain = Chain::new();
        let first = chain.seal(genesis()).unwrap();
        let second = chain.seal(genesis()).unwrap();
        let first = open(first.trim_end()).unwrap();
        let second = open(second.trim_end()).unwrap();
        assert_eq!(first.line.previous, NO_HASH);
        assert_eq!(second.line.previous, first.hash);
        assert_eq!((first.line.sequence, second.line.sequence), (0, 1));
        assert!(first.hash_holds && second.hash_holds);
        assert_eq!(chain.head(), second.hash);
        assert_eq!(first.line.entry, genesis());
    }

    #[test]
    fn a_changed_letter_breaks_the_hash() {
        let text = Chain::new().seal(genesis()).unwrap().replace("0.0.0", "0.0.1");
        assert!(!open(text.trim_end()).unwrap().hash_holds);
    }

    #[test]
    fn what_is_no_record_is_refused_with_a_reason() {
        for text in [
            "",
            "{}",
            "ü",
            &"ü".repeat(60),
            &format!("{{\"a\":1,\"hash\":\"{NO_HASH}\"}}"),
        ] {
            assert!(open(text).unwrap_err().contains("audit record"), "{text}");
        }
    }
}
