//! What a reviewer's word is said of: a case of a run, as its files tell it.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use jiff::{Timestamp, ToSpan};
use portcullis_exemptions::{PartyIds, ReviewWord, ReviewWords, Rulebook, SaidOf, content_digest};
use portcullis_model::HitBasis;
use portcullis_model::is_placeholder;

use crate::{
    Alert, CaseRow, PartyFacts, ReportError, ScreenError, files, output::push_word, replay::read_summary,
};

/// The row of a case in `cases.csv` of a run; `None` where the run has no such case.
///
/// # Errors
/// The file cannot be read, or is not what a run writes.
pub fn case_row(run: &Path, case_id: &str) -> Result<Option<CaseRow<'static>>, ReportError> {
    let path = run.join(files::CASES);
    let content = |line: Option<u64>, error: &csv::Error| ReportError::Content {
        path: path.clone(),
        line,
        reason: format!("is no list of cases: {error}"),
    };
    let file = File::open(&path).map_err(|source| ReportError::Read {
        path: path.clone(),
        source,
    })?;
    let mut rows = csv::Reader::from_reader(BufReader::new(file));
    for row in rows.deserialize::<CaseRow<'static>>() {
        let row = row.map_err(|error| content(error.position().map(csv::Position::line), &error))?;
        if row.case_id == case_id {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// What a word on a case of a run is said of; `None` where the run has no such case.
///
/// # Errors
/// A file of the run cannot be read, or is not what a run writes.
pub fn said_of_case(run: &Path, case_id: &str) -> Result<Option<SaidOf>, ReportError> {
    let Some(row) = case_row(run, case_id)? else {
        return Ok(None);
    };
    let mut of = SaidOf {
        party: row.party.into_owned(),
        ..SaidOf::default()
    };
    let mut is_first = true;
    let path = run.join(files::ALERTS);
    for_lines_with(&path, case_id, |number, line| {
        add_alert(&mut of, case_id, &mut is_first, line).map_err(|error| ReportError::Content {
            path: path.clone(),
            line: Some(number),
            reason: format!("is not an alert: {error}"),
        })
    })?;
    Ok(Some(of))
}

/// Whether a case of a run has a hit by a name: a word lets nothing else pass.
///
/// # Errors
/// `alerts.jsonl` cannot be read, or is not what a run writes.
pub fn has_name_hit(run: &Path, case_id: &str) -> Result<bool, ReportError> {
    let path = run.join(files::ALERTS);
    let mut found = false;
    for_lines_with(&path, case_id, |number, line| {
        let alert: Alert<'static> = serde_json::from_str(line).map_err(|error| ReportError::Content {
            path: path.clone(),
            line: Some(number),
            reason: format!("is not an alert: {error}"),
        })?;
        found |= alert.case_id == case_id && alert.basis == HitBasis::Name && !alert.certain;
        Ok(())
    })?;
    Ok(found)
}

/// Adds what an alert says of the party and of the designation, where it is of the case.
fn add_alert(of: &mut SaidOf, case_id: &str, is_first: &mut bool, line: &str) -> serde_json::Result<()> {
    let alert: Alert<'static> = serde_json::from_str(line)?;
    if alert.case_id != case_id {
        return Ok(());
    }
    let designation = alert.designation.read()?;
    let listed = (designation.id.clone(), content_digest(&designation));
    if !of.listed.contains(&listed) {
        of.listed.push(listed);
    }
    // Whoever is named in a text has nothing but a name.
    if alert.field.is_text() && alert.basis == HitBasis::Name {
        return Ok(());
    }
    let payment = alert.payment.read()?;
    if let Some(party) = payment.parties.at(alert.field) {
        if std::mem::take(is_first) && !party.name.is_empty() {
            of.party = party.name.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        add_facts(of, party, alert.field.is_agent());
    }
    Ok(())
}

/// Adds what a payment says of the party. What stands where nothing is known identifies nobody; the accounts that a bank keeps
/// are others'.
fn add_facts(of: &mut SaidOf, party: &PartyFacts<'_>, is_agent: bool) {
    let known = |text: &str| {
        if is_placeholder(text) {
            String::new()
        } else {
            text.to_owned()
        }
    };
    let ids: Vec<String> = party.id.split(';').map(known).collect();
    let (account, ids) = if is_agent {
        (String::new(), String::new())
    } else {
        (known(&party.account), ids.join(";"))
    };
    of.known_by.join(PartyIds::of_texts(
        &account,
        &known(&party.bic),
        &known(&party.lei),
        &ids,
    ));
    if let Some(country) = party.country.filter(|country| !of.countries.contains(country)) {
        of.countries.push(country);
    }
    if let Some(born) = party.birth_date.filter(|born| !of.birth_dates.contains(born)) {
        of.birth_dates.push(born);
    }
}

/// The row of a word, as `words.csv` has it.
#[must_use]
pub fn word_row(word: &ReviewWord) -> String {
    let mut row = Vec::new();
    push_word(&mut row, word);
    String::from_utf8_lossy(&row).into_owned()
}

/// The runs that a path stands for: itself, or where it is none, the runs in it, by name. A folder without runs stands for itself,
/// to be told.
#[must_use]
pub fn runs_at(path: &Path) -> Vec<PathBuf> {
    let is_run_or_file = is_run(path) || !path.is_dir();
    let mut inside: Vec<PathBuf> = match fs::read_dir(path) {
        Ok(entries) if !is_run_or_file => entries.flatten().map(|entry| entry.path()).collect(),
        _ => Vec::new(),
    };
    inside.retain(|inside| is_run(inside));
    inside.sort();
    if inside.is_empty() {
        inside.push(path.to_owned());
    }
    inside
}

/// The runs in these folders and in the folders in them, each once.
fn runs_in(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut runs = BTreeSet::new();
    for folder in folders {
        for inside in folders_in(folder) {
            if is_run(&inside) {
                runs.insert(inside);
            } else {
                runs.extend(folders_in(&inside).into_iter().filter(|inside| is_run(inside)));
            }
        }
    }
    runs.into_iter().collect()
}

fn is_run(folder: &Path) -> bool {
    folder.join(files::CASES).is_file() && folder.join(files::SUMMARY).is_file()
}

/// The rules with the words of files (or of all `.csv` files of folders), each with what it was said of. What a row does not say is looked up in
/// the runs beside the files and beside `others`. `told` ends the sentence on a case that none of them has: ``is no case …``.
///
/// # Errors
/// Everything that is wrong with a word, with file, line and column: it cannot be read, its person's words do not count, its case
/// is in no run. Or a run cannot be read.
pub fn with_words(
    rulebook: Rulebook,
    files: &[PathBuf],
    others: &[&Path],
    told: &str,
) -> Result<Rulebook, ScreenError> {
    let words = ReviewWords::read(files, &rulebook.word_policy())?;
    let mut runs: Option<Vec<PathBuf>> = None;
    let words = words.complete(told, |word| {
        let runs = runs.get_or_insert_with(|| runs_in(&folders_beside(files, others)));
        Ok::<_, ScreenError>(said_of_in(runs, word)?)
    })?;
    Ok(rulebook.with_words(words))
}

/// The folders that the files of words are in, and those that the others are in.
fn folders_beside(files: &[PathBuf], others: &[&Path]) -> Vec<PathBuf> {
    let parent = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let of_words = files
        .iter()
        .map(|file| if file.is_dir() { file.clone() } else { parent(file) });
    of_words.chain(others.iter().map(|other| parent(other))).collect()
}

/// The folders in a folder that are not hidden.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_seen = |entry: &fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    let paths = entries
        .filter(is_seen)
        .filter_map(|entry| entry.path().canonicalize().ok());
    paths.filter(|path| path.is_dir()).collect()
}

/// What a word was said of whose row does not say it, by the runs that may have raised its case: the last that was made before
/// the word was said, since that is what its reviewer saw; where all were made after it, the first. `None`: none has such a
/// case.
///
/// # Errors
/// A file of a run cannot be read, or is not what a run writes.
fn said_of_in(runs: &[PathBuf], word: &ReviewWord) -> Result<Option<SaidOf>, ReportError> {
    // A word of a day may have been said at its end.
    let said = if word.when.len() == "2026-01-31".len() {
        word.at.checked_add(24.hours()).unwrap_or(word.at)
    } else {
        word.at
    };
    let mut best: Option<(bool, Timestamp, &PathBuf)> = None;
    for run in runs {
        if case_row(run, &word.case)?.is_none() {
            continue;
        }
        let Ok(summary) = read_summary(run) else { continue };
        let Ok(made) = summary.run.finished_at.parse::<Timestamp>() else {
            continue;
        };
        let is_before = made <= said;
        let is_better = best
            .as_ref()
            .is_none_or(|(before, at, _)| match (before, is_before) {
                (false, true) => true,
                (true, false) => false,
                (true, true) => made > *at,
                (false, false) => made < *at,
            });
        if is_better {
            best = Some((is_before, made, run));
        }
    }
    best.map_or(Ok(None), |(_, _, run)| said_of_case(run, &word.case))
}

/// Calls `each` with every line of a file that has a text in it, and its one-based number.
fn for_lines_with(
    path: &Path,
    text: &str,
    mut each: impl FnMut(u64, &str) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let read = |source| ReportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut reader = BufReader::with_capacity(256 << 10, File::open(path).map_err(read)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if reader.read_line(&mut line).map_err(read)? == 0 {
            break;
        }
        if line.contains(text) {
            each(number, &line)?;
        }
    }
    Ok(())
}
