//! Reviewers' words, as an account reads them: which case, which word, when.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use portcullis_model::Date;

use crate::{files as run_files, report::ReportError};

/// Words that say that a payment is lawful.
const LAWFUL: [&str; 2] = ["false-positive", "release"];

/// All words, each once.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Case, time, word, person.
    all: BTreeSet<(String, String, String, String)>,
}

impl Words {
    /// Reads the words of files, and those that runs keep.
    pub(super) fn read(runs: &[PathBuf], files: &[PathBuf]) -> Result<Words, ReportError> {
        let mut words = Words::default();
        let kept = runs
            .iter()
            .map(|run| run.join(run_files::WORDS))
            .filter(|path| path.exists());
        for path in kept.chain(files.iter().cloned()) {
            words.add(&path)?;
        }
        Ok(words)
    }

    fn add(&mut self, path: &Path) -> Result<(), ReportError> {
        let rows = Rows::open(path, &["case", "word", "who", "when"])?;
        rows.each(|line, row| {
            let [case, word, who, when] = row;
            let day = when.get(..10).and_then(|day| day.parse::<Date>().ok());
            if day.is_none() {
                return Err((line, format!("{when} is no time")));
            }
            self.all.insert((case, when, word, who));
            Ok(())
        })
    }

    /// Every word with the month in which it was said.
    pub(super) fn by_month(&self) -> impl Iterator<Item = (&str, String)> {
        self.all
            .iter()
            .map(|(_, when, word, _)| (word.as_str(), when[..7].to_owned()))
    }

    /// The last word on each case, with its day.
    pub(super) fn last(&self) -> BTreeMap<&str, (&str, Date)> {
        // In the order of time, of one case.
        let said = self.all.iter().filter_map(|(case, when, word, _)| {
            let day = when.get(..10)?.parse().ok()?;
            Some((case.as_str(), (word.as_str(), day)))
        });
        said.collect()
    }
}

/// Whether the last word on a case, said on the day of the payment or after, lets it go.
pub(super) fn lets_go(word: Option<&(&str, Date)>, as_of: Date) -> bool {
    word.is_some_and(|(word, day)| LAWFUL.contains(word) && *day >= as_of)
}

/// The rows of a CSV file, by the columns that are asked for.
pub(super) struct Rows<'p> {
    path: &'p Path,
    reader: csv::Reader<std::fs::File>,
    places: Vec<usize>,
}

impl<'p> Rows<'p> {
    pub(super) fn open(path: &'p Path, columns: &[&str]) -> Result<Rows<'p>, ReportError> {
        let file = std::fs::File::open(path).map_err(|source| ReportError::Read {
            path: path.to_owned(),
            source,
        })?;
        let mut reader = csv::Reader::from_reader(file);
        let heads = reader.headers().map_err(|error| broken(path, &error))?.clone();
        let mut places = Vec::new();
        for column in columns {
            let at = heads.iter().position(|head| head.trim() == *column);
            places.push(at.ok_or_else(|| content(path, Some(1), format!("has no column {column}")))?);
        }
        Ok(Rows { path, reader, places })
    }

    /// Calls `each` with the line and the values of every row.
    pub(super) fn each<const N: usize>(
        mut self,
        mut each: impl FnMut(Option<u64>, [String; N]) -> Result<(), (Option<u64>, String)>,
    ) -> Result<(), ReportError> {
        let mut row = csv::StringRecord::new();
        while self
            .reader
            .read_record(&mut row)
            .map_err(|error| broken(self.path, &error))?
        {
            let line = row.position().map(csv::Position::line);
            let value = |n: usize| row.get(self.places[n]).unwrap_or_default().trim().to_owned();
            each(line, std::array::from_fn(value))
                .map_err(|(line, reason)| content(self.path, line, reason))?;
        }
        Ok(())
    }
}

fn content(path: &Path, line: Option<u64>, reason: String) -> ReportError {
    ReportError::Input {
        path: path.to_owned(),
        line,
        reason,
    }
}

fn broken(path: &Path, error: &csv::Error) -> ReportError {
    content(path, error.position().map(csv::Position::line), error.to_string())
}
