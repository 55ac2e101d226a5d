//! `explain --run DIR ID`: a payment explained with the run's own index, rules and settings.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::FromArgMatches;
use portcullis_exemptions::{ReviewWords, Rulebook};
use portcullis_index::Index;
use portcullis_matcher::MatchOptions;
use portcullis_model::{Evidence, Field, Hit, HitBasis, NameKind, Payment, Score};
use portcullis_screening::{Configuration, InputDigest, Policy, files, rules_for_lists};
use serde::Deserialize;

use super::{Args, Setting};
use crate::commands::kept::{Kept, name_without_number};
use crate::demonstration::{DataFolder, Lists};
use crate::failure::Failure;
use crate::manual;
use crate::options::{Batch, IndexFile, Rules, today};
use crate::output::counted;

/// What of `summary.json` says how the run was made.
#[derive(Deserialize)]
struct Recorded {
    configuration: Configuration,
    index_digest: String,
    inputs: Vec<InputDigest>,
    run: Made,
}

/// What of a run differs between equal ones.
#[derive(Deserialize)]
struct Made {
    index_path: String,
    payments_paths: Vec<String>,
    /// The command line, where the run says it.
    #[serde(default)]
    command: Vec<String>,
    /// The folder against which its paths are read.
    #[serde(default)]
    directory: String,
}

/// A line of `alerts.jsonl` of a payment that resembles one that was stopped before it.
#[derive(Deserialize)]
struct Resubmitted {
    payment_id: String,
    file: String,
    line: u64,
    basis: HitBasis,
    designation_id: String,
    field: Field,
    score: Score,
    matched_name: String,
    name_kind: Option<NameKind>,
    evidence: Vec<Evidence>,
}

/// The payments of a run with an id that it found to resemble one that was stopped before them.
#[derive(Default)]
pub(super) struct Resubmissions(Vec<Resubmitted>);

impl Resubmissions {
    /// Those of a run.
    pub(super) fn of(run: &Path, payment_id: &str) -> Result<Resubmissions, Failure> {
        let path = run.join(files::ALERTS);
        let unreadable =
            |error: std::io::Error| Failure::input(format!("{}: cannot be read: {error}", path.display()));
        let mut found = Vec::new();
        for line in BufReader::new(File::open(&path).map_err(unreadable)?).lines() {
            let line = line.map_err(unreadable)?;
            // Alerts are many and long, and few of them are of one payment.
            if !line.contains("\"basis\":\"resubmission\"") {
                continue;
            }
            let alert: Resubmitted = serde_json::from_str(&line).map_err(|error| {
                Failure::input(format!(
                    "{}: holds a line that is no alert: {error}; run `portcullis verify` on the folder",
                    path.display()
                ))
            })?;
            if alert.basis == HitBasis::Resubmission && alert.payment_id == payment_id {
                found.push(alert);
            }
        }
        Ok(Resubmissions(found))
    }

    /// The hit that the run has of a payment of a file.
    pub(super) fn hit(&self, payment: &Payment<'_>, file: &Path, index: &Index) -> Option<Hit> {
        let read = file.file_name();
        let name = read.and_then(name_without_number);
        let is_of = |alert: &&Resubmitted| {
            let named = Path::new(&alert.file).file_name();
            let is_named = named == read || name.is_some_and(|name| named == Some(OsStr::new(name)));
            alert.line == payment.line && is_named
        };
        let alert = self.0.iter().find(is_of)?;
        Some(Hit {
            basis: alert.basis,
            matched: alert.matched_name.clone(),
            name_kind: alert.name_kind,
            evidence: alert.evidence.clone(),
            ..Hit::by_name(index.find(&alert.designation_id)?, alert.field, alert.score)
        })
    }
}

/// The setting of a run, held to the digests of the run: what this command line names, else the copies that the run keeps, else
/// what it was made from, where that was.
pub(super) fn setting(args: &Args, run: &Path, payment_id: &str) -> Result<Setting, Failure> {
    let recorded = read(run)?;
    let resubmissions = Resubmissions::of(run, payment_id)?;
    let made = &recorded.run;
    let kept = Some(Kept::of(run)).filter(Kept::is_whole);
    if !made.directory.is_empty() {
        // What cannot be found from elsewhere is told when it is opened.
        let _ = std::env::set_current_dir(&made.directory);
    }
    let index = args.index.index.clone();
    let index = IndexFile {
        index: index
            .or_else(|| kept.as_ref()?.index())
            .or_else(|| Some(PathBuf::from(&made.index_path))),
        trust_index: args.index.trust_index,
    };
    let lists = Lists::open(&index)?;
    if lists.index.digest() != recorded.index_digest {
        return Err(Failure::input(format!(
            "{}: is not the index of the run: its digest was {}, and is {}; name that one with --index",
            lists.path.display(),
            recorded.index_digest,
            lists.index.digest()
        )));
    }
    let (rules, batch) = options_of(args, &made.command, kept.as_ref());
    let from_copies = kept.as_ref().filter(|_| !args.rules.are_given());
    let rulebook = rulebook(&rules, &lists, &recorded.configuration.rules_digest, from_copies)?;
    let rulebook = with_words(rulebook, run, &recorded.configuration)?;
    let copies = kept.as_ref().map(Kept::payments).unwrap_or_default();
    let payments = if copies.is_empty() {
        made.payments_paths.iter().map(PathBuf::from).collect()
    } else {
        copies
    };
    if payments.len() != recorded.inputs.len() {
        return Err(Failure::input(format!(
            "{}: {} of the {} of the run are there",
            kept.as_ref().map_or(run, Kept::folder).display(),
            payments.len(),
            counted(recorded.inputs.len() as u64, "payments file", "payments files")
        )));
    }
    for (path, input) in payments.iter().zip(&recorded.inputs) {
        check_input(path, input)?;
    }
    let configuration = &recorded.configuration;
    let matching = MatchOptions {
        threshold: configuration.threshold,
        weak_aliases_alert: configuration.weak_aliases == "alert",
        exhaustive: configuration.exhaustive,
        ignore_conflicts: configuration.ignore_conflicts,
    };
    Ok(Setting {
        lists,
        rulebook,
        policy: Policy {
            matching,
            as_of: configuration.as_of,
            run_date: configuration.run_date.unwrap_or_else(today),
        },
        mapping: batch.mapping()?,
        format: batch.format,
        payments,
        resubmissions,
    })
}

fn read(run: &Path) -> Result<Recorded, Failure> {
    let path = run.join(files::SUMMARY);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::input(format!("{}: cannot be read: {error}", path.display())))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::input(format!(
            "{}: is no summary of a run: {error}; run `portcullis verify` on the folder",
            path.display()
        ))
    })
}

/// Rules and format: what this command line names, else what the run keeps, else what the run's command line named.
fn options_of(args: &Args, command: &[String], kept: Option<&Kept>) -> (Rules, Batch) {
    let matches = manual::program().try_get_matches_from(command);
    let of_run = matches.ok().and_then(|matches| {
        let (_, screen) = matches.subcommand()?;
        let rules = Rules::from_arg_matches(screen).ok()?;
        Some((rules, Batch::from_arg_matches(screen).ok()?))
    });
    let (mut rules, mut batch) = of_run.unwrap_or_default();
    if let Some(kept) = kept {
        rules = kept.rules(rules.allow_missing_lists);
        batch.map = kept.there("map.toml");
    }
    if args.rules.are_given() {
        rules = args.rules.clone();
    }
    if args.batch.format.is_some() || args.batch.map.is_some() {
        batch = args.batch.clone();
    }
    (rules, batch)
}

/// The rules of a digest: those that were named or kept, else the demonstration's, with which a run without rules was made.
fn rulebook(rules: &Rules, lists: &Lists, digest: &str, copies: Option<&Kept>) -> Result<Rulebook, Failure> {
    let named = Rulebook::load(&rules.files(None))?;
    if named.digest() == digest {
        return Ok(rules_for_lists(named, &lists.index, true)?);
    }
    if let Some(kept) = copies {
        return Err(Failure::input(format!(
            "{}: the rules that are kept there are not those of the run: their digest was {digest}, and is {}; name others with \
             --programs, --licenses, --registry, --institution, --findings and --good-guys",
            kept.folder().display(),
            named.digest()
        )));
    }
    let shipped = DataFolder::find().and_then(|data| Ok(Rulebook::load(&data.rules())?));
    let rulebook = shipped
        .ok()
        .filter(|shipped| shipped.digest() == digest)
        .ok_or_else(|| {
            Failure::input(
                "the rules are not those of the run; name these with --programs, --licenses, --registry, --institution, \
                 --findings and --good-guys, as the run did",
            )
        })?;
    Ok(rules_for_lists(rulebook, &lists.index, true)?)
}

/// The rules with the words that the run was given, or without what it left out.
fn with_words(rulebook: Rulebook, run: &Path, configuration: &Configuration) -> Result<Rulebook, Failure> {
    let rulebook = if configuration.words_digest.is_some() {
        let words = ReviewWords::read(&[run.join(files::WORDS)], &rulebook.word_policy())?;
        rulebook.with_words(words)
    } else {
        rulebook
    };
    Ok(if configuration.no_suppressions {
        rulebook.without_suppressions()
    } else {
        rulebook
    })
}

/// A payments file that is not what it was explains nothing of the run.
fn check_input(path: &Path, input: &InputDigest) -> Result<(), Failure> {
    let read = |error: std::io::Error| Failure::input(format!("{}: cannot be read: {error}", path.display()));
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path).map_err(read)?;
    std::io::copy(&mut file, &mut hasher).map_err(read)?;
    if hasher.finalize().to_hex().as_str() == input.blake3 {
        return Ok(());
    }
    Err(Failure::input(format!(
        "{}: is not what the run read ({}); it was changed since",
        path.display(),
        counted(input.bytes, "byte", "bytes")
    )))
}

/// The folder of a run by its whole path, because the paths of the run are read against another folder.
pub(super) fn absolute(run: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(run).map_err(|error| Failure::usage(format!("{}: {error}", run.display())))
}

#[cfg(test)]
mod tests {
    use portcullis_screening::InputDigest;

    use super::check_input;

    #[test]
    fn a_file_that_was_changed_since_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("payments.csv");
        std::fs::write(&path, "payment_id\nA\n").unwrap();
        let input = InputDigest {
            name: "payments.csv".to_owned(),
            bytes: 13,
            blake3: blake3::hash(b"payment_id\nA\n").to_hex().to_string(),
            ignored_columns: Vec::new(),
            refused: None,
        };
        assert!(check_input(&path, &input).is_ok());
        std::fs::write(&path, "payment_id\nB\n").unwrap();
        assert!(check_input(&path, &input).is_err());
    }
}
