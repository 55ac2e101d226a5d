//! Holds the files that records flow into against the digests of the audit log.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use super::{Findings, log::Log};
use crate::{audit::Bytes, files};

/// Checks a file against every stretch of it that the audit log knows, then as a whole. Returns its lines.
pub(super) fn check_stream(name: &str, path: &Path, log: &Log, findings: &mut Findings) -> io::Result<u64> {
    let mut reader = Digesting::open(path)?;
    let mut intact = true;
    for expected in log.stretches.iter().filter(|e| e.file == name) {
        let Bytes { from, to, blake3 } = &expected.bytes;
        if *from != reader.at || to < from {
            // The log itself is out of order, which was already found; there is nothing to compare with.
            intact = false;
            break;
        }
        let first_line = reader.line();
        let digest = reader.digest(to - from)?;
        let last_line = reader.last_line();
        if reader.at < *to {
            findings.add(
                name,
                Some(reader.line()),
                format!(
                    "is cut: {} bytes are missing, in records {} to {} or after them",
                    log.end
                        .as_ref()
                        .and_then(|end| end.files.get(name))
                        .map_or(*to, |whole| whole.bytes)
                        .saturating_sub(reader.at),
                    expected.first_record,
                    expected.last_record
                ),
            );
            intact = false;
            break;
        }
        if digest != *blake3 {
            findings.add_lines(
                name,
                Some(first_line),
                Some(last_line),
                format!(
                    "was changed, in records {} to {}",
                    expected.first_record, expected.last_record
                ),
            );
            intact = false;
        }
    }
    let line = reader.line();
    reader.digest(u64::MAX)?;
    let Some(end) = &log.end else {
        return Ok(reader.newlines);
    };
    let Some(whole) = end.files.get(name) else {
        findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}"));
        return Ok(reader.newlines);
    };
    if intact && reader.at > whole.bytes {
        findings.add(
            name,
            Some(line),
            format!("has {} bytes too many", reader.at - whole.bytes),
        );
    } else if intact && (reader.at, reader.whole()) != (whole.bytes, whole.blake3.clone()) {
        findings.add(name, None, "is not the file that the audit log closed with");
    }
    Ok(reader.newlines)
}

/// Holds the lines of a file against what the audit log closed with, where it counts them.
pub(super) fn check_lines(name: &str, lines: u64, log: &Log, findings: &mut Findings) {
    if let Some(said) = log.lines_of(name)
        && lines != said
    {
        findings.add(
            name,
            None,
            format!("holds {lines} lines, the audit log says {said}"),
        );
    }
}

/// Reads a file front to back, hashing and counting lines.
struct Digesting {
    reader: BufReader<File>,
    at: u64,
    newlines: u64,
    ends_with_newline: bool,
    whole: blake3::Hasher,
}

impl Digesting {
    fn open(path: &Path) -> io::Result<Digesting> {
        Ok(Digesting {
            reader: BufReader::with_capacity(256 << 10, File::open(path)?),
            at: 0,
            newlines: 0,
            ends_with_newline: true,
            whole: blake3::Hasher::new(),
        })
    }

    /// Line of the next byte.
    fn line(&self) -> u64 {
        self.newlines + 1
    }

    /// Line of the last byte read.
    fn last_line(&self) -> u64 {
        (self.newlines + u64::from(!self.ends_with_newline)).max(1)
    }

    /// Digest of the next bytes, as many as there are up to `wanted`.
    fn digest(&mut self, wanted: u64) -> io::Result<String> {
        let mut hasher = blake3::Hasher::new();
        let mut left = wanted;
        while left > 0 {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let bytes = &buffer[..take];
            hasher.update(bytes);
            self.whole.update(bytes);
            self.newlines += bytes.iter().filter(|b| **b == b'\n').count() as u64;
            self.ends_with_newline = bytes.last() == Some(&b'\n');
            self.reader.consume(take);
            self.at += take as u64;
            left -= take as u64;
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    fn whole(&self) -> String {
        self.whole.finalize().to_hex().to_string()
    }
}
