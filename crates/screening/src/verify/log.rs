//! Reads the audit log and checks that its chain holds.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use super::Findings;
use crate::{
    audit::{self, Bytes, End, Entry, Genesis, LINE_BYTES_MAX, Stretch},
    files,
};

/// What the audit log says.
#[derive(Default)]
pub(super) struct Log {
    pub(super) lines: u64,
    pub(super) genesis: Option<Genesis>,
    pub(super) stretches: Vec<Expected>,
    pub(super) end: Option<End>,
    pub(super) head: String,
    /// Number of the next line, if it follows.
    next: u64,
}

/// The bytes that a stretch of records wrote to one file.
pub(super) struct Expected {
    /// The file.
    pub(super) file: &'static str,
    pub(super) bytes: Bytes,
    pub(super) first_record: u64,
    pub(super) last_record: u64,
}

/// What the lines so far add up to.
#[derive(Default, PartialEq, Eq)]
struct Covered {
    records: u64,
    decided: u64,
    rejected: u64,
    unchanged: u64,
}

impl std::fmt::Display for Covered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Covered {
            records,
            decided,
            rejected,
            unchanged,
        } = *self;
        f.write_str(&counts(records, decided, rejected, unchanged))
    }
}

/// Reads the audit log, line by line.
pub(super) fn read_log(path: &Path, findings: &mut Findings) -> io::Result<Log> {
    let mut log = Log {
        head: audit::NO_HASH.to_owned(),
        ..Log::default()
    };
    let mut reader = BufReader::new(File::open(path)?);
    let mut buffer = Vec::new();
    let mut covered = Covered::default();
    loop {
        buffer.clear();
        reader
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut buffer)?;
        if buffer.is_empty() {
            break;
        }
        log.lines += 1;
        let at = Some(log.lines);
        if log.end.is_some() {
            findings.add(files::AUDIT, at, "stands after the end of the run");
            break;
        }
        if buffer.pop_if(|b| *b == b'\n').is_none() {
            findings.add(files::AUDIT, at, "is cut: the line does not end");
            if buffer.len() as u64 >= LINE_BYTES_MAX {
                break;
            }
        }
        match log.open_line(&buffer, findings) {
            Some(Entry::Genesis(genesis)) => log.begin(*genesis, findings),
            Some(Entry::Records(stretch)) => log.add(*stretch, &mut covered, findings),
            Some(Entry::End(end)) => log.close(*end, &covered, findings),
            None => {}
        }
    }
    if log.genesis.is_none() {
        findings.add(files::AUDIT, Some(1), "the first record is missing");
    }
    if log.end.is_none() {
        findings.add(
            files::AUDIT,
            None,
            "is cut: the last record, which closes the run, is missing",
        );
    }
    Ok(log)
}

impl Log {
    /// The files that the run left. A file that runs have only since a later version is not missing in an older run, so
    /// the run itself says which it has; a log that is cut does not, and a full run is expected.
    pub(super) fn files(&self) -> Vec<&'static str> {
        let Some(end) = &self.end else {
            return files::of_run(false).collect();
        };
        let names = files::FILES.iter().map(|file| file.name);
        names
            .filter(|name| *name == files::AUDIT || end.files.contains_key(*name))
            .collect()
    }

    /// Whether no payments file has the name of another.
    pub(super) fn names_each_input_once(&self) -> bool {
        let inputs = self.end.as_ref().map_or(&[][..], |end| &end.inputs);
        let names: BTreeSet<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        names.len() == inputs.len()
    }

    /// Lines of a file, where the log counts them.
    pub(super) fn lines_of(&self, name: &str) -> Option<u64> {
        self.end.as_ref()?.files.get(name)?.lines
    }

    /// Lines of a file as it was written, with its header, where the log tells them in whatever way.
    pub(super) fn rows_of(&self, name: &str) -> Option<u64> {
        let end = self.end.as_ref()?;
        match name {
            files::DECISIONS => Some(end.decided + 1),
            files::REJECTS => Some(end.rejected + 1),
            _ => self.lines_of(name),
        }
    }

    /// What the records of a stretch wrote to the file of alerts.
    pub(super) fn alerts_of(&self, stretch: &Expected) -> Option<&Bytes> {
        let of_same =
            |other: &&Expected| other.file == files::ALERTS && other.first_record == stretch.first_record;
        self.stretches.iter().find(of_same).map(|alerts| &alerts.bytes)
    }

    /// Checks the hash of a line and that it follows the line before.
    fn open_line(&mut self, line: &[u8], findings: &mut Findings) -> Option<Entry> {
        let at = Some(self.lines);
        let opened = std::str::from_utf8(line)
            .map_err(|e| format!("is not UTF-8: {e}"))
            .and_then(audit::open);
        let opened = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                findings.add(files::AUDIT, at, problem);
                return None;
            }
        };
        if !opened.hash_holds {
            findings.add(
                files::AUDIT,
                at,
                "was changed: it does not have the hash that it carries",
            );
        }
        let number = opened.line.sequence;
        if opened.line.previous != self.head || number != self.next {
            findings.add(
                files::AUDIT,
                at,
                format!(
                    "does not follow the line before (it is number {number}, and {} was expected, after the hash {}): lines were \
                     cut, added or reordered",
                    self.next, self.head
                ),
            );
        }
        // Those after it are held to this one: where one line is gone, one does not follow.
        self.next = number.saturating_add(1);
        self.head = opened.hash;
        Some(opened.line.entry)
    }

    fn begin(&mut self, genesis: Genesis, findings: &mut Findings) {
        let at = Some(self.lines);
        if self.lines != 1 {
            findings.add(files::AUDIT, at, "a run begins here, inside another");
        }
        let versions = audit::OLDEST_VERSION..=audit::VERSION;
        if !versions.contains(&genesis.version) {
            findings.add(
                files::AUDIT,
                at,
                format!(
                    "has version {}; this program verifies {} to {}",
                    genesis.version,
                    versions.start(),
                    versions.end()
                ),
            );
        }
        self.genesis = Some(genesis);
    }

    fn add(&mut self, stretch: Stretch, covered: &mut Covered, findings: &mut Findings) {
        let at = Some(self.lines);
        let Stretch {
            first_record,
            last_record,
            decided,
            rejected,
            unchanged,
            wrote,
        } = stretch;
        let records = covered.records;
        let told = decided
            .checked_add(rejected)
            .and_then(|n| n.checked_add(unchanged));
        if first_record != records + 1 || last_record.checked_sub(records).is_none_or(|n| Some(n) != told) {
            findings.add(
                files::AUDIT,
                at,
                format!("covers records {first_record} to {last_record}, but {records} came before it"),
            );
        }
        *covered = Covered {
            records: last_record,
            decided: covered.decided.saturating_add(decided),
            rejected: covered.rejected.saturating_add(rejected),
            unchanged: covered.unchanged.saturating_add(unchanged),
        };
        for (name, bytes) in wrote {
            match files::of_records(true).find(|file| file.name == name) {
                Some(file) => self.stretches.push(Expected {
                    file: file.name,
                    bytes,
                    first_record,
                    last_record,
                }),
                None => findings.add(files::AUDIT, at, format!("names an unknown file `{name}`")),
            }
        }
    }

    fn close(&mut self, end: End, covered: &Covered, findings: &mut Findings) {
        let said = Covered {
            records: end.records,
            decided: end.decided,
            rejected: end.rejected,
            unchanged: end.unchanged,
        };
        if said != *covered {
            findings.add(
                files::AUDIT,
                Some(self.lines),
                format!("says {said}, but its lines say {covered}"),
            );
        }
        for name in end.files.keys() {
            if !files::FILES.iter().any(|file| file.name == name) {
                let problem = format!("names an unknown file `{name}`");
                findings.add(files::AUDIT, Some(self.lines), problem);
            }
        }
        self.end = Some(end);
    }
}

pub(super) fn counts(records: u64, decided: u64, rejected: u64, unchanged: u64) -> String {
    let rest = if unchanged == 0 {
        String::new()
    } else {
        format!(" and {unchanged} unchanged")
    };
    format!("{records} records, {decided} decided and {rejected} rejected{rest}")
}
