//! Reads TOML rule files so that every complaint names the line and the key.

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
pub(crate) use toml::Spanned;

use crate::error::{Location, Mark, Problem, Problems};
use crate::files::SourceFile;

/// A list of texts, each with its place in the file.
pub(crate) type TextList = Spanned<Vec<Spanned<String>>>;

/// Reads a whole file into its raw form, or notes what is wrong with its syntax, keys or types.
pub(crate) fn parse<T: DeserializeOwned>(file: &SourceFile, problems: &mut Problems) -> Option<T> {
    match toml::from_str(&file.text) {
        Ok(raw) => Some(raw),
        Err(error) => {
            problems.push(broken(file, &error));
            None
        }
    }
}

/// What is wrong with the syntax, a key or a type of a file.
pub(crate) fn broken(file: &SourceFile, error: &toml::de::Error) -> Problem {
    let lines = Lines::new(&file.path, &file.text);
    let line = error.span().map(|span| lines.line(span.start));
    Problem {
        file: file.path.clone(),
        line,
        field: line.and_then(|line| key_on(&file.text, line)),
        // The parser's word for a list is its own.
        reason: error
            .message()
            .replace('\n', " ")
            .replace("expected a sequence", "expected a list, like [\"…\"]"),
        named_as: None,
        mark: error.span().map(|span| lines.mark(span)),
    }
}

/// The key that a line sets, or the table that it opens.
pub(crate) fn key_on(text: &str, line: u64) -> Option<String> {
    let line = text
        .lines()
        .nth(usize::try_from(line).ok()?.checked_sub(1)?)?
        .trim();
    let key = if line.starts_with('[') {
        line.trim_start_matches('[').split(']').next()?
    } else {
        line.split_once('=')?.0
    };
    let key = key.trim();
    (!key.is_empty()).then(|| key.to_owned())
}

/// Turns byte offsets of one file into lines.
pub(crate) struct Lines<'a> {
    file: &'a Path,
    pub(crate) text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        Lines { file, text, starts }
    }

    /// One-based line of a byte offset.
    pub(crate) fn line(&self, offset: usize) -> u64 {
        self.starts.partition_point(|start| *start <= offset) as u64
    }

    /// What a span is of its first line.
    pub(crate) fn mark(&self, span: Range<usize>) -> Mark {
        let number = self.starts.partition_point(|start| *start <= span.start);
        let start = self.starts[number.saturating_sub(1)];
        let line = self.text[start..].lines().next().unwrap_or_default();
        let from = (span.start - start).min(line.len());
        let to = (span.end.max(span.start) - start).min(line.len());
        Mark {
            text: line.to_owned(),
            column: line.get(..from).unwrap_or(line).chars().count(),
            width: line.get(from..to).unwrap_or_default().chars().count().max(1),
        }
    }

    pub(crate) fn at<T>(&self, value: &Spanned<T>) -> Location {
        Location {
            file: self.file.to_owned(),
            line: self.line(value.span().start),
        }
    }
}
