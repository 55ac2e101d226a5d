//! `licenses`: what may pass, what is likely wrong with it, whether it decides as the law says, and a second look at it.

mod coverage;
mod sample;
mod scenarios;

use std::path::PathBuf;

use clap::Subcommand;
use portcullis_exemptions::{
    Confidence, License, Lint, LintKind, ProgramLint, Programs, RuleFiles, Rulebook,
};
use portcullis_index::Index;
use portcullis_model::Date;
use portcullis_screening::rules_for_lists;
use serde::Serialize;

use crate::demonstration::DataFolder;
use crate::failure::{Exit, Failure};
use crate::options::{date, endless_actors, latest_day, today};
use crate::output::{counted, message, print, print_json};
use crate::table::Card;

/// List licenses, check them, and test what they decide
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses list
  portcullis licenses check licenses.toml
  portcullis licenses test data/scenarios
  portcullis licenses coverage lists.pcx
  portcullis licenses sample runs/today --share 5% --seed 7")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(ListArgs),
    Check(CheckArgs),
    Test(scenarios::TestArgs),
    Coverage(coverage::CoverageArgs),
    Sample(sample::SampleArgs),
}

/// List licenses with their terms
///
/// Instruments that are known by name, and whose terms no file has (`[[unread]]`), are named at the end: they release nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses list
  portcullis licenses list --licenses licenses/ --as-of 2023-05-02 --json")]
struct ListArgs {
    /// Licenses: a TOML file or a folder of them (repeatable); without one, the licenses of data/
    #[arg(long, value_name = "L")]
    licenses: Vec<PathBuf>,
    /// Only those that are valid on this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

/// Check licenses for what is likely wrong though it reads without errors
///
/// A license that no payment can reach, an exclusion that swallows it or that can exclude nothing, one that releases a listed
/// payer beside the actor, one that has ended, one without citation, a specific one without a last day; and a program that is not in force when the one is that it carries out (`implements`), or lacks a
/// measure of it. With --index also an authority that the institution's file names, and of which the index has no
/// list. Exit code 1 means that a person should look.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses check licenses.toml
  portcullis licenses check --programs programs/ --registry registry.csv licenses/")]
struct CheckArgs {
    /// Programs that the licenses name (repeatable)
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// The registry whose classes the licenses name (repeatable)
    #[arg(long, value_name = "R")]
    registry: Vec<PathBuf>,
    /// Which authorities bind the institution
    #[arg(long, value_name = "I")]
    institution: Option<PathBuf>,
    /// The index whose lists the institution's authorities must have
    #[arg(long, value_name = "INDEX", requires = "institution")]
    index: Option<PathBuf>,
    /// The day on which a license counts as ended; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Licenses: TOML files or folders of them
    #[arg(value_name = "FILE", required = true)]
    licenses: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::List(args) => list(args).map(|()| Exit::Done),
        What::Check(args) => check(args),
        What::Test(args) => scenarios::test(args),
        What::Sample(args) => sample::run(args),
        What::Coverage(args) => coverage::coverage(args).map(|()| Exit::Done),
    }
}

/// The instruments whose terms nobody has written down, in words.
fn unread(rulebook: &Rulebook) -> String {
    let mut text = String::new();
    for (at, unread) in rulebook.unread().iter().enumerate() {
        if at == 0 {
            text.push_str(
                "\nKnown by name, and releasing nothing, because their terms are not written down:\n",
            );
        }
        text.push_str(&format!(
            "  {} ({}; {}): {}\n",
            unread.citation,
            unread.authority,
            unread.programs.join(", "),
            unread.why
        ));
    }
    text
}

fn list(args: &ListArgs) -> Result<(), Failure> {
    let licenses = DataFolder::or_shipped(&args.licenses, "--licenses", DataFolder::licenses)?;
    let rulebook = Rulebook::load(&RuleFiles {
        licenses,
        ..RuleFiles::default()
    })?;
    let shown: Vec<Terms> = rulebook
        .licenses()
        .iter()
        .filter(|license| args.as_of.is_none_or(|day| license.is_valid_on(day)))
        .map(Terms::of)
        .collect();
    if args.json {
        return print_json(&shown);
    }
    // A license says too much for a row of a table.
    let mut text = String::new();
    for terms in &shown {
        text.push_str(&format!("{}\n", terms.card()));
    }
    text.push_str(&counted(shown.len() as u64, "license", "licenses"));
    if let Some(day) = args.as_of {
        text.push_str(&format!(" valid on {day}"));
    }
    text.push('\n');
    text.push_str(&unread(&rulebook));
    print(&text)
}

/// A license in words.
#[derive(Serialize)]
struct Terms<'a> {
    id: &'a str,
    authority: &'a str,
    kind: String,
    citation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence>,
    programs: Vec<String>,
    valid_from: Date,
    valid_until: Option<Date>,
    conditions: Vec<String>,
    exclusions: usize,
    at: String,
}

impl<'a> Terms<'a> {
    fn of(license: &'a License) -> Terms<'a> {
        let terms = license.terms();
        let conditions: Vec<String> = terms
            .iter()
            .filter_map(|term| Some(format!("{} {}", term.label?, term.words)))
            .collect();
        Terms {
            id: &license.id,
            authority: &license.authority,
            kind: license.kind.to_string(),
            citation: license.citation.as_deref(),
            issued_by: license.issued_by.as_deref(),
            confidence: license.confidence,
            programs: match license.programs() {
                Programs::All => vec!["*".to_owned()],
                Programs::Named(named) => named.clone(),
            },
            valid_from: license.valid_from(),
            valid_until: license.valid_until(),
            exclusions: terms.len() - conditions.len(),
            conditions,
            at: license.source.to_string(),
        }
    }

    fn card(&self) -> Card {
        let mut card = Card::default();
        card.line("license", self.id);
        card.line("kind", format!("{} ({})", self.kind, self.authority));
        card.line("valid", self.validity());
        card.line("programs", self.programs.join(", "));
        card.lines("conditions", &self.conditions);
        if self.exclusions > 0 {
            card.line("exclusions", self.exclusions);
        }
        card.line("citation", self.citation.unwrap_or("none"));
        if let Some(issued_by) = self.issued_by {
            card.line("issued by", issued_by);
        }
        if let Some(confidence) = self.confidence {
            card.line("confidence", confidence);
        }
        card
    }

    fn validity(&self) -> String {
        match self.valid_until {
            Some(until) => format!("{} to {until}", self.valid_from),
            None => format!("from {}", self.valid_from),
        }
    }
}

/// A finding, of a license or of a program.
#[derive(Serialize)]
#[serde(untagged)]
enum LintOf<'a> {
    License(&'a Lint),
    Program(&'a ProgramLint),
}

/// The registered actors whose account is anybody's at another bank, in one line.
fn bare_accounts(rulebook: &Rulebook) -> Option<String> {
    let mut actors = rulebook.actors_with_bare_account();
    let first = actors.next()?;
    let actors = match actors.count() {
        0 => format!("actor {} of the registry has", first.actor_id),
        more => format!("actor {} of the registry and {more} more have", first.actor_id),
    };
    Some(format!(
        "{actors} an account that is no IBAN, without its bank: whoever has that number at another bank is taken for it; write NUMBER@BIC"
    ))
}

fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let files = RuleFiles {
        programs: args.programs.clone(),
        licenses: args.licenses.clone(),
        registries: args.registry.clone(),
        institution: args.institution.clone(),
        ..RuleFiles::default()
    };
    let mut rulebook = Rulebook::load(&files)?;
    if let Some(index) = &args.index {
        rulebook = rules_for_lists(rulebook, &Index::open(index)?, true)?;
    }
    if let Some(endless) = endless_actors(&rulebook) {
        message(&format!("warning: {endless}"));
    }
    for weak in rulebook.lint_registry() {
        message(&format!("warning: {weak}"));
    }
    if let Some(bare) = bare_accounts(&rulebook) {
        message(&format!("warning: {bare}"));
    }
    for early in rulebook.dated_after(latest_day()) {
        message(&format!("warning: {early}"));
    }
    for missing in rulebook.missing_lists() {
        message(&missing.to_string());
    }
    let mut lints = rulebook.lint(args.as_of.unwrap_or_else(today));
    // Against no programs and no registry, everything a license names would be unknown.
    lints.retain(|lint| {
        lint.kind != LintKind::Unknown || !args.programs.is_empty() || !args.registry.is_empty()
    });
    let programs = rulebook.lint_programs();
    if args.json {
        let licenses = lints.iter().map(LintOf::License);
        let found: Vec<LintOf<'_>> = licenses.chain(programs.iter().map(LintOf::Program)).collect();
        print_json(&found)?;
    } else {
        let mut text = String::new();
        for Lint {
            license_id,
            at,
            kind,
            message,
        } in &lints
        {
            text.push_str(&format!("{at}: {kind}: license {license_id}: {message}\n"));
        }
        for ProgramLint {
            program_id,
            at,
            message,
        } in &programs
        {
            text.push_str(&format!("{at}: program {program_id}: {message}\n"));
        }
        text.push_str(&format!(
            "{}, {}\n",
            counted(rulebook.licenses().len() as u64, "license", "licenses"),
            counted((lints.len() + programs.len()) as u64, "finding", "findings")
        ));
        print(&text)?;
    }
    let nothing_missing = rulebook.missing_lists().is_empty();
    let nothing_found = lints.is_empty() && programs.is_empty();
    Ok(Exit::attention(!nothing_found || !nothing_missing))
}
