//! Comparing a run with the run that was made again from the same inputs.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use serde::Serialize;
use serde_json::Value;

use crate::{ScreenError, Summary, files, summary};

/// How a file of a run differs from that of the run made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileDifference {
    /// The file.
    pub file: String,
    /// How many of its lines differ, or how many values of `summary.json`.
    pub differences: u64,
    /// The first of them, [`SHOWN_MAX`] at most.
    pub shown: Vec<LineDifference>,
}

/// A line, or a value of `summary.json`, that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineDifference {
    /// The one-based line, or the path of the value: `outcomes.review`.
    pub at: String,
    /// What the run has; absent where it has nothing there.
    pub recorded: Option<String>,
    /// What the run made again has.
    pub replayed: Option<String>,
}

/// Differences of a file that are listed.
pub const SHOWN_MAX: usize = 20;

/// Characters of a line that are shown.
const SHOWN_CHARACTERS: usize = 200;

/// What a run and the run made again differ in, by file. Empty where they are equal; the part of `summary.json` that holds the
/// clock is not compared.
///
/// # Errors
/// A file cannot be read.
pub fn differences(recorded: &Path, replayed: &Path) -> Result<Vec<FileDifference>, ScreenError> {
    let mut found = Vec::new();
    for file in files::of_run(true) {
        let (one, other) = (recorded.join(file), replayed.join(file));
        if !one.exists() && !other.exists() {
            continue;
        }
        let difference = if file == files::SUMMARY {
            compare_summaries(&one, &other)?
        } else {
            compare_lines(file, &one, &other)?
        };
        found.extend(difference);
    }
    Ok(found)
}

/// The summary of a run.
///
/// # Errors
/// It cannot be read, or is none.
pub fn read_summary(run: &Path) -> Result<Summary, ScreenError> {
    let path = run.join(files::SUMMARY);
    let text = std::fs::read_to_string(&path).map_err(|source| ScreenError::Input {
        path: path.clone(),
        source,
    })?;
    let opened = summary::open(&text).map_err(|reason| ScreenError::Summary { path, reason })?;
    Ok(Summary {
        audit_head: opened.file.audit_head,
        ..opened.file.summary
    })
}

fn compare_lines(file: &str, one: &Path, other: &Path) -> Result<Option<FileDifference>, ScreenError> {
    let open = |path: &PathBuf| match File::open(path) {
        Ok(file) => Ok(Some(BufReader::new(file))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(path, source)),
    };
    let (one, other) = (one.to_owned(), other.to_owned());
    let (mut left, mut right) = (open(&one)?, open(&other)?);
    let mut difference = FileDifference {
        file: file.to_owned(),
        differences: 0,
        shown: Vec::new(),
    };
    for number in 1u64.. {
        let recorded = next_line(&mut left).map_err(|source| unreadable(&one, source))?;
        let replayed = next_line(&mut right).map_err(|source| unreadable(&other, source))?;
        if recorded.is_none() && replayed.is_none() {
            break;
        }
        if recorded != replayed {
            difference.add(number.to_string(), recorded, replayed);
        }
    }
    Ok((difference.differences > 0).then_some(difference))
}

impl FileDifference {
    fn add(&mut self, at: String, recorded: Option<String>, replayed: Option<String>) {
        self.differences += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(LineDifference {
                at,
                recorded: recorded.map(shortened),
                replayed: replayed.map(shortened),
            });
        }
    }
}

fn shortened(line: String) -> String {
    match line.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn next_line(reader: &mut Option<BufReader<File>>) -> io::Result<Option<String>> {
    let Some(reader) = reader else { return Ok(None) };
    let mut line = Vec::new();
    if reader.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    // A line that does not end differs from one that does; the mark is shown for it.
    Ok(Some(match line.strip_suffix(b"\n") {
        Some(line) => String::from_utf8_lossy(line).into_owned(),
        None => format!("{}␄", String::from_utf8_lossy(&line)),
    }))
}

fn unreadable(path: &Path, source: io::Error) -> ScreenError {
    ScreenError::Input {
        path: path.to_owned(),
        source,
    }
}

/// Members of `summary.json` that hold the clock, or a digest of what does.
const NOT_COMPARED: [&str; 3] = ["run", "audit_head", "seal"];

fn compare_summaries(one: &Path, other: &Path) -> Result<Option<FileDifference>, ScreenError> {
    let read = |path: &Path| -> Result<Value, ScreenError> {
        let text = match std::fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Value::Null),
            Err(source) => return Err(unreadable(path, source)),
            Ok(text) => text,
        };
        let mut value: Value = serde_json::from_slice(&text).map_err(|error| ScreenError::Summary {
            path: path.to_owned(),
            reason: format!("is not a summary: {error}"),
        })?;
        if let Some(members) = value.as_object_mut() {
            members.retain(|name, _| !NOT_COMPARED.contains(&name.as_str()));
        }
        Ok(value)
    };
    let mut difference = FileDifference {
        file: files::SUMMARY.to_owned(),
        differences: 0,
        shown: Vec::new(),
    };
    compare_values(
        String::new(),
        Some(&read(one)?),
        Some(&read(other)?),
        &mut difference,
    );
    Ok((difference.differences > 0).then_some(difference))
}

fn compare_values(at: String, one: Option<&Value>, other: Option<&Value>, difference: &mut FileDifference) {
    if one == other {
        return;
    }
    let (Some(Value::Object(left)), Some(Value::Object(right))) = (one, other) else {
        difference.add(at, one.map(ToString::to_string), other.map(ToString::to_string));
        return;
    };
    let more = right.iter().filter(|(name, _)| !left.contains_key(*name));
    for (name, _) in left.iter().chain(more) {
        let at = if at.is_empty() {
            name.clone()
        } else {
            format!("{at}.{name}")
        };
        compare_values(at, left.get(name), right.get(name), difference);
    }
}
