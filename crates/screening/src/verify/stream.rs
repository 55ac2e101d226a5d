//! Holds the files that records flow into against the digests of the audit log.

use std::{
    cmp::Ordering,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use super::{
    Findings,
    locate::{Place, odd_line, row_against_alerts},
    log::{Expected, Log},
};
use crate::{audit::Bytes, files};

/// Checks a file against every stretch of it that the audit log knows, then as a whole. Returns its lines.
///
/// The first stretch that is not as it was written is a finding; those after it are counted in it. Where a line is missing or
/// one too many, every stretch after it has moved, and a finding for each would hide the first.
pub(super) fn check_stream(name: &str, path: &Path, log: &Log, findings: &mut Findings) -> io::Result<u64> {
    let mut reader = Digesting::open(path)?;
    let whole = log.end.as_ref().and_then(|end| end.files.get(name));
    let mut intact = true;
    let mut changed: Option<Changed> = None;
    for expected in log.stretches.iter().filter(|e| e.file == name) {
        let Bytes { from, to, blake3 } = &expected.bytes;
        if *from != reader.at || to < from {
            // The log itself is out of order, which was already found; there is nothing to compare with.
            intact = false;
            break;
        }
        let first_line = reader.line();
        let digest = reader.digest(to - from)?;
        if reader.at < *to {
            intact = false;
            if changed.is_none() && reader.ends_with_newline && log.rows_of(name) == Some(reader.newlines) {
                // Every line is there, and one of them is shorter than it was.
                changed = Some(Changed::of(expected, digest, first_line, &reader, log));
            } else if changed.is_none() {
                let place = Place {
                    from: *from,
                    to: reader.at,
                    first_line,
                    ordered: log.names_each_input_once(),
                };
                let size = whole.map_or(*to, |whole| whole.bytes);
                let missing = Missing::of(&reader, size, log.rows_of(name), first_line);
                missing.tell(name, path, expected, place, findings)?;
            }
            break;
        }
        if digest != *blake3 {
            intact = false;
            match &mut changed {
                Some(changed) => changed.later += 1,
                None => changed = Some(Changed::of(expected, digest, first_line, &reader, log)),
            }
        }
    }
    let rest = Place {
        from: reader.at,
        to: whole.map_or(reader.at, |whole| whole.bytes),
        first_line: reader.line(),
        ordered: log.names_each_input_once(),
    };
    reader.digest(rest.to.saturating_sub(rest.from))?;
    let (end_line, last_line, digest) = (reader.line(), reader.last_line(), reader.whole());
    reader.digest(u64::MAX)?;
    if let Some(changed) = changed {
        changed.tell(name, path, whole.map(|whole| whole.bytes), reader.at, findings)?;
    }
    let Some(whole) = whole else {
        if log.end.is_some() {
            findings.add(files::AUDIT, Some(log.lines), format!("does not name {name}"));
        }
        return Ok(reader.newlines);
    };
    if intact && digest != whole.blake3 {
        // What the log covers as a whole only: files that are written at the end.
        let odd = odd_line(name, path, rest)?;
        let why = odd.as_ref().map_or(String::new(), |(_, why)| format!(": {why}"));
        let (first, last) = odd.map_or((rest.first_line, last_line), |(line, _)| (line, line));
        let problem = format!(
            "was changed{why}; the file has the digest {}, and {} was expected{}",
            beginning(&digest),
            beginning(&whole.blake3),
            size_change(whole.bytes, reader.at)
        );
        findings.add_lines(name, Some(first), Some(last), problem);
    } else if intact && reader.at > whole.bytes {
        findings.add(
            name,
            Some(end_line),
            format!(
                "has {} too many: it ended before this line",
                bytes(reader.at - whole.bytes)
            ),
        );
    }
    Ok(reader.newlines)
}

/// How many bytes a file has more or fewer than it had.
fn size_change(before: u64, now: u64) -> String {
    match now.cmp(&before) {
        Ordering::Less => format!("; the file has {} fewer than it had", bytes(before - now)),
        Ordering::Equal => String::new(),
        Ordering::Greater => format!("; the file has {} more than it had", bytes(now - before)),
    }
}

fn bytes(count: u64) -> String {
    format!("{count} byte{}", if count == 1 { "" } else { "s" })
}

/// What a file lacks.
struct Missing {
    /// `lacks 1 of its 198 lines (56 bytes)`, `is cut: 1 byte of 30986 is missing`.
    what: String,
    /// The lines among which it is missing.
    lines: (u64, u64),
}

impl Missing {
    /// Of a file that was read to its end, which had `size` bytes and as many lines as `rows` says, where that is known.
    fn of(reader: &Digesting, size: u64, rows: Option<u64>, first_line: u64) -> Missing {
        let fewer = size.saturating_sub(reader.at);
        match rows.map(|rows| (rows, rows.saturating_sub(reader.newlines))) {
            Some((rows, lines)) if reader.ends_with_newline && lines > 0 => Missing {
                what: format!("lacks {lines} of its {rows} lines ({})", bytes(fewer)),
                lines: (first_line, reader.last_line().max(first_line)),
            },
            _ => Missing {
                what: format!(
                    "is cut: {} of {size} {} missing",
                    bytes(fewer),
                    if fewer == 1 { "is" } else { "are" }
                ),
                lines: (reader.line(), reader.line()),
            },
        }
    }

    fn tell(
        self,
        name: &str,
        path: &Path,
        expected: &Expected,
        place: Place,
        findings: &mut Findings,
    ) -> io::Result<()> {
        let (first, last) = (expected.first_record, expected.last_record);
        let mut problem = format!("{}, in records {first} to {last} or after them", self.what);
        // What is left may be another file altogether.
        let odd = odd_line(name, path, place)?;
        if let Some((_, why)) = &odd {
            problem.push_str(&format!("; and this line {why}"));
        }
        let (first, last) = odd.map_or(self.lines, |(line, _)| (line, line));
        findings.add_lines(name, Some(first), Some(last), problem);
        Ok(())
    }
}

/// The first stretch of a file that is not as it was written.
struct Changed<'a> {
    expected: &'a Expected,
    /// What its bytes give.
    digest: String,
    first_line: u64,
    last_line: u64,
    /// Whether the records of one payments file stand in its order.
    ordered: bool,
    /// What the same records wrote to the file of alerts, where this is not that file.
    alerts: Option<&'a Bytes>,
    /// Stretches after it that are not as they were written either.
    later: u64,
}

impl<'a> Changed<'a> {
    /// The stretch that the reader has just read, from `first_line` on.
    fn of(
        expected: &'a Expected,
        digest: String,
        first_line: u64,
        reader: &Digesting,
        log: &'a Log,
    ) -> Changed<'a> {
        Changed {
            expected,
            digest,
            first_line,
            last_line: reader.last_line(),
            ordered: log.names_each_input_once(),
            alerts: log.alerts_of(expected),
            later: 0,
        }
    }

    /// Adds the finding. Where the file is as long as it was, a line that no run writes is the place; else it is somewhere in
    /// the lines of the stretch.
    fn tell(
        &self,
        name: &str,
        path: &Path,
        bytes_before: Option<u64>,
        bytes_now: u64,
        findings: &mut Findings,
    ) -> io::Result<()> {
        let Expected {
            bytes: Bytes { from, to, blake3 },
            first_record,
            last_record,
            ..
        } = self.expected;
        let mut problem = format!("was changed, in records {first_record} to {last_record}");
        let place = Place {
            from: *from,
            to: *to,
            first_line: self.first_line,
            ordered: self.ordered,
        };
        let mut odd = odd_line(name, path, place)?;
        if let (None, files::DECISIONS, Some(alerts)) = (&odd, name, self.alerts) {
            odd = row_against_alerts(path, place, (alerts.from, alerts.to))?;
        }
        if let Some((_, why)) = &odd {
            problem.push_str(&format!(": {why}"));
        }
        let (first, last) = (self.first_line, self.last_line);
        problem.push_str(&format!(
            "; lines {first} to {last} have the digest {}, and {} was expected",
            beginning(&self.digest),
            beginning(blake3)
        ));
        if let Some(before) = bytes_before {
            problem.push_str(&size_change(before, bytes_now));
        }
        if self.later > 0 {
            let stretches = if self.later == 1 { "part" } else { "parts" };
            problem.push_str(&format!("; {} later {stretches} of it differ too", self.later));
        }
        let place = odd.map_or((first, last), |(line, _)| (line, line));
        findings.add_lines(name, Some(place.0), Some(place.1), problem);
        Ok(())
    }
}

/// Enough of a digest to tell it from another.
fn beginning(digest: &str) -> &str {
    digest.get(..16).unwrap_or(digest)
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
