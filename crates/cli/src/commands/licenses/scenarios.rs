//! `licenses test`: payments with the outcome that the law gives them, held to what the rules decide.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, compile};
use portcullis_matcher::MatchOptions;
use portcullis_payments::ColumnMap;
use portcullis_screening::{
    Difference, Expectations, Policy, ScenarioReport, ScreenError, Screener, rules_for_lists,
};
use serde::Serialize;

use crate::demonstration::DataFolder;
use crate::failure::{Exit, Failure};
use crate::options::today;
use crate::output::{counted, print, print_json};

/// Test what the rules decide of payments whose lawful outcome is written down
///
/// DIR holds lists.csv (a list in the custom format) or index (a file with the path of an index), payments.csv,
/// expected.csv (payment_id,outcome,license_id,why,instrument), and as far as they differ from the shipped rules programs/,
/// licenses/, registry.csv and institution.toml. A folder without payments.csv is a folder of such folders. Prints what
/// differs; exit code 1 means that something does.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses test data/scenarios
  portcullis licenses test --json counsel/yemen")]
pub(super) struct TestArgs {
    /// Print what differs as JSON
    #[arg(long)]
    json: bool,
    /// Folders of scenarios
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
}

/// What a folder of scenarios may hold.
const HOLDS: [&str; 8] = [
    "expected.csv",
    "index",
    "institution.toml",
    "licenses",
    "lists.csv",
    "payments.csv",
    "programs",
    "registry.csv",
];

/// A folder, and what came of its payments.
#[derive(Serialize)]
struct Tested {
    folder: String,
    #[serde(flatten)]
    report: ScenarioReport,
}

pub(super) fn test(args: &TestArgs) -> Result<Exit, Failure> {
    let mut tested = Vec::new();
    for folder in &args.folders {
        for folder in suites(folder)? {
            tested.push(Tested {
                folder: folder.display().to_string(),
                report: test_folder(&folder)?,
            });
        }
    }
    let differ = tested.iter().any(|tested| !tested.report.differences.is_empty());
    if args.json {
        print_json(&tested)?;
    } else {
        print(&told(&tested))?;
    }
    Ok(Exit::attention(differ))
}

fn told(tested: &[Tested]) -> String {
    let mut text = String::new();
    for Tested { folder, report } in tested {
        for difference in &report.differences {
            let Difference {
                payment_id,
                expected,
                came,
                reason,
                why,
                instrument,
            } = difference;
            text.push_str(&format!(
                "{folder}: {payment_id}: expected {expected}, came {came}\n  law: {instrument}: {why}\n  decided: {reason}\n"
            ));
        }
    }
    let payments: u64 = tested.iter().map(|tested| tested.report.payments).sum();
    let differences: usize = tested.iter().map(|tested| tested.report.differences.len()).sum();
    text.push_str(&format!(
        "{}, {}\n",
        counted(payments, "payment", "payments"),
        counted(differences as u64, "difference", "differences")
    ));
    text
}

/// The folder itself where it has payments, else its folders that have, in order of their names.
fn suites(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if folder.join("payments.csv").is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let unreadable =
        |error: &std::io::Error| Failure::input(format!("{}: cannot be read: {error}", folder.display()));
    let mut found = Vec::new();
    let mut others = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        if path.join("payments.csv").is_file() {
            found.push(path);
        } else if !is_note(&path) {
            others.push(path);
        }
    }
    if let (Some(other), false) = (others.iter().min(), found.is_empty()) {
        return Err(Failure::input(format!(
            "{}: is no folder with payments.csv, as those beside it are; what it holds would not be tested",
            other.display()
        )));
    }
    if found.is_empty() {
        return Err(Failure::input(format!(
            "{}: holds neither payments.csv nor a folder with payments.csv",
            folder.display()
        )));
    }
    found.sort();
    Ok(found)
}

/// Whether a file is for people to read, or hidden.
fn is_note(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_text = path.extension().is_some_and(|end| end == "md" || end == "txt");
    name.starts_with('.') || is_text && path.is_file()
}

/// Refuses what a folder of scenarios does not have: under a misspelled name, the shipped rules would be tested in place of its own.
fn check_names(folder: &Path) -> Result<(), Failure> {
    let unreadable =
        |error: std::io::Error| Failure::input(format!("{}: cannot be read: {error}", folder.display()));
    let mut unknown = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let is_known = HOLDS.iter().any(|name| entry.file_name() == *name);
        if !is_known && !is_note(&entry.path()) {
            unknown.push(entry.path());
        }
    }
    if let Some(first) = unknown.iter().min() {
        return Err(Failure::input(format!(
            "{}: is nothing that a folder of scenarios holds ({}, and notes as .md or .txt), so it would not be read",
            first.display(),
            HOLDS.join(", ")
        )));
    }
    if folder.join("index").exists() && folder.join("lists.csv").exists() {
        return Err(Failure::input(format!(
            "{}: holds lists.csv and index; keep the one that the payments are held against",
            folder.display()
        )));
    }
    Ok(())
}

fn test_folder(folder: &Path) -> Result<ScenarioReport, Failure> {
    check_names(folder)?;
    let expectations = Expectations::open(&folder.join("expected.csv"))?;
    let rulebook = Rulebook::load(&rules(folder)?)?;
    // Held until the payments are decided: the index in it is mapped.
    let scratch = tempfile::tempdir()
        .map_err(|error| Failure::internal(format!("a folder for the index cannot be made: {error}")))?;
    let index = Arc::new(index(folder, scratch.path())?);
    let rulebook = rules_for_lists(rulebook, &index, false)?;
    let policy = Policy {
        matching: MatchOptions::default(),
        as_of: None,
        run_date: today(),
    };
    let screener = Screener::new(index, rulebook, policy);
    let payments = folder.join("payments.csv");
    Ok(screener.hold_to(&payments, &ColumnMap::default(), &expectations)?)
}

/// The rules of the folder, and for what it does not have, those that ship.
fn rules(folder: &Path) -> Result<RuleFiles, Failure> {
    let own = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
    let (programs, licenses, registry) = (own("programs"), own("licenses"), own("registry.csv"));
    let shipped = if programs.is_some() && licenses.is_some() && registry.is_some() {
        RuleFiles::default()
    } else {
        DataFolder::find()?.rules()
    };
    let or_shipped = |own: Option<PathBuf>, shipped: Vec<PathBuf>| own.map_or(shipped, |own| vec![own]);
    Ok(RuleFiles {
        programs: or_shipped(programs, shipped.programs),
        licenses: or_shipped(licenses, shipped.licenses),
        registries: or_shipped(registry, shipped.registries),
        institution: own("institution.toml"),
        ..RuleFiles::default()
    })
}

/// The index that the folder names, or its list compiled into `scratch`.
fn index(folder: &Path, scratch: &Path) -> Result<Index, Failure> {
    let named = folder.join("index");
    if named.is_file() {
        let text = std::fs::read_to_string(&named).map_err(|source| ScreenError::Input {
            path: named.clone(),
            source,
        })?;
        return Ok(Index::open(&folder.join(text.trim()))?);
    }
    let list = folder.join("lists.csv");
    if !list.is_file() {
        return Err(Failure::input(format!(
            "{}: holds neither lists.csv nor index; say which designations the payments are held against",
            folder.display()
        )));
    }
    let path = scratch.join("lists.pcx");
    compile(
        &[SourceSpec::new(SourceKind::CUSTOM, list)],
        &path,
        &CompileOptions::default(),
    )?;
    Ok(Index::open(&path)?)
}
