//! `config diff`: a batch under two configurations, and which outcomes differ.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::FromArgMatches;
use portcullis_screening::{DecisionRow, RejectRow, files};
use serde::Serialize;

use crate::commands::screen;
use crate::config::{ConfigFile, with_file};
use crate::failure::{Exit, Failure};
use crate::output::{counted, message, print, print_json, thousands};
use crate::table::Sheet;
use crate::{Cli, Command, manual};

/// Rows that are printed; --json has all.
const ROWS_SHOWN: usize = 50;

/// Say which payments of a batch two configurations decide otherwise
///
/// Screens the batch with the [screen] options of A and with those of B, into folders that are thrown away, and lists each
/// payment of which the outcome differs, with the reason that B gives. What a ledger of caps holds is left as it is.
/// Exit code 0: no outcome differs. Exit code 1: some do.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis config diff portcullis.toml stricter.toml --on payments.csv
  portcullis config diff --json portcullis.toml stricter.toml --on batches | jq .outcomes")]
pub(super) struct DiffArgs {
    /// The payments: files, or folders of them
    #[arg(long, value_name = "BATCH", required = true, num_args = 1..)]
    on: Vec<PathBuf>,
    /// Print what differs as JSON
    #[arg(long)]
    json: bool,
    /// The configuration before
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The configuration after
    #[arg(value_name = "B")]
    after: PathBuf,
}

/// What is decided of a record: an outcome, or that it cannot be read.
#[derive(Clone, PartialEq, Eq)]
struct Decided {
    payment_id: String,
    outcome: String,
    reason: String,
}

/// Records by file and line.
type Records = BTreeMap<(String, u64), Decided>;

/// A record that is decided otherwise.
#[derive(Serialize)]
struct Changed {
    payment_id: String,
    file: String,
    line: u64,
    before: String,
    after: String,
    reason_before: String,
    reason_after: String,
}

#[derive(Serialize)]
struct Difference {
    records: u64,
    changed: usize,
    /// By the outcome before and the one after.
    outcomes: BTreeMap<String, BTreeMap<String, u64>>,
    payments: Vec<Changed>,
}

pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    let folder =
        tempfile::tempdir().map_err(|error| Failure::internal(format!("no folder can be made: {error}")))?;
    let before = screened(&args.before, args, &folder.path().join("before"))?;
    let after = match &before {
        Some(_) => screened(&args.after, args, &folder.path().join("after"))?,
        None => None,
    };
    let (Some((records, before)), Some((_, after))) = (before, after) else {
        message("ended early as asked; nothing is compared");
        return Ok(Exit::Attention);
    };
    let difference = compare(records, &before, &after);
    if args.json {
        print_json(&difference)?;
    } else {
        print(&shown(&difference))?;
    }
    message(&format!(
        "{} of {} decided otherwise under {} than under {}",
        thousands(difference.changed as u64),
        counted(records, "record is", "records are"),
        args.after.display(),
        args.before.display()
    ));
    Ok(Exit::attention(difference.changed > 0))
}

/// Screens the batch under a configuration. Records that are clear are left out: nearly all are. `None`: it was told to end early.
fn screened(config: &Path, args: &DiffArgs, out: &Path) -> Result<Option<(u64, Records)>, Failure> {
    let program = manual::program();
    let file = ConfigFile::read(config, &program)?;
    let words: Vec<OsString> = [
        OsString::from("portcullis"),
        "screen".into(),
        "--out".into(),
        out.into(),
    ]
    .into_iter()
    .chain(["--".into()])
    .chain(args.on.iter().map(|path| path.clone().into_os_string()))
    .collect();
    let (words, _) = with_file(&program, &words, &file);
    let parsed = program
        .try_get_matches_from(words)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let screen = match parsed {
        Ok(Cli {
            command: Command::Screen(screen),
            ..
        }) => screen,
        Ok(_) => return Err(Failure::internal("the command line of a run is another")),
        Err(error) => {
            let first = error.to_string().lines().next().unwrap_or_default().to_owned();
            return Err(Failure::input(format!("{}: screen: {first}", config.display())));
        }
    };
    message(&format!("screening under {}", config.display()));
    match screen::on_trial(&screen, out)? {
        Some(summary) => Ok(Some((summary.records, records_of(out)?))),
        None => Ok(None),
    }
}

fn records_of(run: &Path) -> Result<Records, Failure> {
    let mut records = Records::new();
    let unreadable = |path: &Path, error: &csv::Error| {
        Failure::internal(format!("{}: cannot be read back: {error}", path.display()))
    };
    let path = run.join(files::DECISIONS);
    let mut rows = csv::Reader::from_path(&path).map_err(|error| unreadable(&path, &error))?;
    for row in rows.deserialize::<DecisionRow<'static>>() {
        let row = row.map_err(|error| unreadable(&path, &error))?;
        if row.outcome == portcullis_model::Outcome::Clear {
            continue;
        }
        let decided = Decided {
            payment_id: row.payment_id.into_owned(),
            outcome: row.outcome.to_string(),
            reason: row.reason.into_owned(),
        };
        records.insert((row.file.into_owned(), row.line), decided);
    }
    let path = run.join(files::REJECTS);
    let mut rows = csv::Reader::from_path(&path).map_err(|error| unreadable(&path, &error))?;
    for row in rows.deserialize::<RejectRow<'static>>() {
        let row = row.map_err(|error| unreadable(&path, &error))?;
        let decided = Decided {
            payment_id: row.payment_id.into_owned(),
            outcome: "rejected-record".to_owned(),
            reason: row.error.into_owned(),
        };
        records.insert((row.file.into_owned(), row.line), decided);
    }
    Ok(records)
}

fn compare(records: u64, before: &Records, after: &Records) -> Difference {
    let clear = |other: &Decided| Decided {
        payment_id: other.payment_id.clone(),
        outcome: "clear".to_owned(),
        reason: String::new(),
    };
    let mut payments = Vec::new();
    let mut outcomes: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let mut places: Vec<&(String, u64)> = before.keys().chain(after.keys()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        let (old, new) = match (before.get(place), after.get(place)) {
            (Some(old), Some(new)) => (old.clone(), new.clone()),
            (Some(old), None) => (old.clone(), clear(old)),
            (None, Some(new)) => (clear(new), new.clone()),
            (None, None) => continue,
        };
        if old.outcome == new.outcome {
            continue;
        }
        let count = outcomes.entry(old.outcome.clone()).or_default();
        *count.entry(new.outcome.clone()).or_default() += 1;
        payments.push(Changed {
            payment_id: new.payment_id,
            file: place.0.clone(),
            line: place.1,
            before: old.outcome,
            after: new.outcome,
            reason_before: old.reason,
            reason_after: new.reason,
        });
    }
    Difference {
        records,
        changed: payments.len(),
        outcomes,
        payments,
    }
}

fn shown(difference: &Difference) -> String {
    if difference.payments.is_empty() {
        return String::new();
    }
    let mut sheet = Sheet::new(&["payment", "file", "line", "before", "after", "why"]).right(&[2]);
    for changed in difference.payments.iter().take(ROWS_SHOWN) {
        let why = if changed.reason_after.is_empty() {
            format!("was: {}", changed.reason_before)
        } else {
            changed.reason_after.clone()
        };
        sheet.row([
            changed.payment_id.clone(),
            changed.file.clone(),
            changed.line.to_string(),
            changed.before.clone(),
            changed.after.clone(),
            why,
        ]);
    }
    let mut text = sheet.to_string();
    let more = difference.payments.len().saturating_sub(ROWS_SHOWN);
    if more > 0 {
        text.push_str(&format!(
            "… and {} more; --json has all\n",
            thousands(more as u64)
        ));
    }
    text
}
