//! Reads and writes `words.csv`.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use portcullis_model::CountryCode;

use crate::csv_file::{self, Row};
use crate::date::read_date;
use crate::error::{Problems, RuleError, RuleKind};
use crate::files::{self, SourceFile};
use crate::hit::one_line;
use crate::party::known::PartyIds;
use crate::review::{ReviewWord, SaidOf, Word, WordPolicy};

/// The columns of a file of words. The first five must be there, in any order; the last five say what a word was said of.
pub const WORD_COLUMNS: [&str; 11] = [
    "case",
    "word",
    "who",
    "when",
    "why",
    "valid_until",
    "party",
    "known_by",
    "country",
    "birth_date",
    "listed",
];

/// First line of a file of words.
pub const WORDS_HEADER: &str =
    "case,word,who,when,why,valid_until,party,known_by,country,birth_date,listed\n";

/// Columns that must be there.
const NEEDED: usize = 5;

/// Reads files of words, or all `.csv` files of folders, in order.
pub(super) fn read(paths: &[PathBuf], policy: &WordPolicy) -> Result<Vec<ReviewWord>, RuleError> {
    let mut problems = Problems::default();
    let mut words = Vec::new();
    for path in files::expand_all(paths, &["csv"], RuleKind::Words)? {
        let file = files::read(&path, RuleKind::Words)?;
        read_file(&file, policy, &mut words, &mut problems);
    }
    problems.into_result(words)
}

/// The words of a file that is read already.
pub(super) fn of_file(file: &SourceFile, policy: &WordPolicy) -> Result<Vec<ReviewWord>, RuleError> {
    let mut problems = Problems::default();
    let mut words = Vec::new();
    read_file(file, policy, &mut words, &mut problems);
    problems.into_result(words)
}

fn read_file(file: &SourceFile, policy: &WordPolicy, words: &mut Vec<ReviewWord>, problems: &mut Problems) {
    for row in csv_file::rows(file, &WORD_COLUMNS, NEEDED, problems) {
        let [case, word, who, when, why, until] = std::array::from_fn(|at| row.cell(at));
        for (column, cell, what) in [
            ("case", case, "which case"),
            ("who", who, "who says it"),
            ("why", why, "why"),
        ] {
            if cell.is_empty() {
                problems.add(&row.at, column, format!("is empty; a word says {what}"));
            }
        }
        if !who.is_empty() && !policy.allows(who) {
            problems.add(
                &row.at,
                "who",
                format!(
                    "`{who}` is none of those whose words count (words.people of the institution's file)"
                ),
            );
        }
        let said = Word::read(word);
        if let Err(error) = &said {
            problems.add(&row.at, "word", error.to_string());
        }
        let at = moment(when);
        if at.is_none() {
            problems.add(
                &row.at,
                "when",
                format!("`{when}` is not a day like 2026-01-31, or a time like 2026-01-31T09:30:00Z"),
            );
        }
        let valid_until = read_date(until);
        if valid_until.is_none() && !until.is_empty() {
            problems.add(
                &row.at,
                "valid_until",
                format!("`{until}` is not a calendar date like 2026-01-31"),
            );
        }
        let said_of = said_of(&row, problems);
        if let (Ok(word), Some(at)) = (said, at) {
            words.push(ReviewWord {
                case: case.to_owned(),
                word,
                who: one_line(who),
                when: when.to_owned(),
                at,
                why: one_line(why),
                valid_until,
                said_of,
                source: row.at.clone(),
            });
        }
    }
}

/// A day begins at midnight, UTC; a time without a zone is one of UTC.
fn moment(text: &str) -> Option<Timestamp> {
    if let Some(day) = read_date(text) {
        return Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    }
    text.parse::<Timestamp>().ok().or_else(|| {
        let time: jiff::civil::DateTime = text.parse().ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// What a row says that it was said of, where it says so.
fn said_of(row: &Row, problems: &mut Problems) -> Option<SaidOf> {
    let [party, known_by, country, birth_date, listed] = std::array::from_fn(|at| row.cell(6 + at));
    if listed.is_empty() {
        return None;
    }
    let mut of = SaidOf {
        party: party.to_owned(),
        ..SaidOf::default()
    };
    match PartyIds::read(known_by) {
        Ok(ids) => of.known_by = ids,
        Err(part) => problems.add(&row.at, "known_by", format!("`{part}` is no identifier")),
    }
    for part in parts(country) {
        match CountryCode::new(part) {
            Some(country) => of.countries.push(country),
            None => problems.add(
                &row.at,
                "country",
                format!("`{part}` is not a two-letter country code"),
            ),
        }
    }
    for part in parts(birth_date) {
        match read_date(part) {
            Some(date) => of.birth_dates.push(date),
            None => problems.add(&row.at, "birth_date", format!("`{part}` is not a calendar date")),
        }
    }
    for part in parts(listed) {
        match part.rsplit_once('=') {
            Some((id, digest)) => of.listed.push((id.to_owned(), digest.to_owned())),
            None => problems.add(
                &row.at,
                "listed",
                format!("`{part}` is not a designation with its digest, like un-1=0123456789abcdef"),
            ),
        }
    }
    Some(of)
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

impl ReviewWord {
    /// The cells of its row, in the order of [`WORD_COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [String; 11] {
        let mut cells: [String; 11] = std::array::from_fn(|_| String::new());
        cells[0].clone_from(&self.case);
        cells[1] = self.word.to_string();
        cells[2].clone_from(&self.who);
        cells[3].clone_from(&self.when);
        cells[4].clone_from(&self.why);
        cells[5] = self
            .valid_until
            .map(|day: Date| day.to_string())
            .unwrap_or_default();
        if let Some(of) = &self.said_of {
            cells[6].clone_from(&of.party);
            cells[7] = of.known_by.to_cell();
            cells[8] = joined(&of.countries);
            cells[9] = joined(&of.birth_dates);
            let listed: Vec<String> = of
                .listed
                .iter()
                .map(|(id, digest)| format!("{id}={digest}"))
                .collect();
            cells[10] = listed.join(";");
        }
        cells
    }
}

fn joined<T: ToString>(values: &[T]) -> String {
    values
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(";")
}
