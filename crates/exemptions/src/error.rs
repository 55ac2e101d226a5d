//! What is wrong with a rule file, and where.

use std::path::{Path, PathBuf};

/// What a rule file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Programs and their phases.
    Programs,
    /// What monitors found.
    Findings,
    /// Licenses and exemptions.
    Licenses,
    /// Registered actors.
    Registries,
    /// Which authorities bind.
    Institution,
    /// Parties told apart from a designation.
    GoodGuys,
    /// What reviewers said of cases.
    Words,
}

/// One thing wrong with one rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named, or found in a named folder.
    pub file: PathBuf,
    /// One-based line; `None` when the whole file is meant (missing, unreadable).
    pub line: Option<u64>,
    /// The key or column, with the entry it stands in: `license us-ngo: cap`.
    pub field: Option<String>,
    /// What is wrong and what would be right.
    pub reason: String,
    /// For a file or folder that was named and is not what its kind asks for: which kind it was named as.
    pub named_as: Option<RuleKind>,
    /// What of the line is meant, where a value or a key is and the file is TOML.
    pub mark: Option<Mark>,
}

/// What of a line is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The line.
    pub text: String,
    /// Where it begins, in characters from 0.
    pub column: usize,
    /// How many characters it has; at least 1.
    pub width: usize,
}

impl Mark {
    /// A line that stands below [`Mark::text`] and has a caret under each character that is meant.
    #[must_use]
    pub fn carets(&self) -> String {
        // A tab stays one, so that the carets stand where the reader's own width of it puts the text.
        let before = self.text.chars().take(self.column);
        let mut line: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
        line.extend(std::iter::repeat_n('^', self.width));
        line
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The rule files cannot be used. Holds everything that was found wrong, so one run shows all of it.
///
/// Printed as one line a problem. Nothing may be decided on rules that did not load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct RuleError {
    problems: Vec<Problem>,
}

impl RuleError {
    /// Every problem: files in loading order, lines ascending. Never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(crate) fn whole_file(file: &Path, reason: impl Into<String>) -> RuleError {
        RuleError::in_file(file, None, reason)
    }

    /// A file or folder that was named as one of a kind, and is not.
    pub(crate) fn named_file(file: &Path, kind: RuleKind, reason: impl Into<String>) -> RuleError {
        let mut error = RuleError::whole_file(file, reason);
        for problem in &mut error.problems {
            problem.named_as = Some(kind);
        }
        error
    }

    pub(crate) fn in_file(file: &Path, line: Option<u64>, reason: impl Into<String>) -> RuleError {
        RuleError {
            problems: vec![Problem {
                file: file.to_owned(),
                line,
                field: None,
                reason: reason.into(),
                named_as: None,
                mark: None,
            }],
        }
    }
}

/// Collects problems while files are read, so that reading can go on.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, at: &Location, field: impl Into<String>, reason: impl Into<String>) {
        self.add_marked(at, None, field, reason);
    }

    pub(crate) fn add_marked(
        &mut self,
        at: &Location,
        mark: Option<Mark>,
        field: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.0.push(Problem {
            file: at.file.clone(),
            line: Some(at.line),
            field: Some(field.into()),
            reason: reason.into(),
            named_as: None,
            mark,
        });
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(crate) fn into_result<T>(self, value: T) -> Result<T, RuleError> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(RuleError { problems: self.0 })
        }
    }
}

/// Where an entry of a rule file begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: PathBuf,
    /// One-based line.
    pub line: u64,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}
