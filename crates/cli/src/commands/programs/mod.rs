//! `programs`: what of a program is in force when and why, and what a step would do before it is taken.

mod calendar;
mod export;
mod impact_tables;
mod picture;
mod record;
mod show;
mod simulate;
mod steps;
mod steps_page;
mod timeline;

use std::path::PathBuf;

use clap::Subcommand;
use portcullis_exemptions::{RuleFiles, Rulebook};

use crate::demonstration::DataFolder;
use crate::failure::{Exit, Failure};
use crate::near::did_you_mean;

/// Show programs and their phases, and simulate a step
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs show --as-of 2020-05-04
  portcullis programs timeline UN-1737
  portcullis programs calendar
  portcullis programs record UN-1737
  portcullis programs export --gsdb > gsdb.csv
  portcullis programs simulate --program UN-1737 --state in-force \\
      --from 2020-01-01 payments.csv
  portcullis programs simulate --program P --steps notice,freeze,trade \\
      --programs programs/ --html payments.csv > steps.html")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(show::Args),
    Timeline(timeline::Args),
    Calendar(calendar::Args),
    Record(record::Args),
    Export(export::Args),
    Simulate(Box<simulate::Args>),
}

/// Where programs are described.
#[derive(Debug, clap::Args)]
struct Described {
    /// Programs and their phases: a TOML file or a folder of them (repeatable); without one, the programs of data/
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// What monitors found, and what listed parties appeal: a CSV file or a folder of them (repeatable)
    #[arg(long, visible_alias = "appeals", value_name = "F")]
    findings: Vec<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Show(args) => show::run(args),
        What::Timeline(args) => timeline::run(args),
        What::Calendar(args) => calendar::run(args),
        What::Record(args) => record::run(args),
        What::Export(args) => export::run(args),
        What::Simulate(args) => simulate::run(args),
    }?;
    Ok(Exit::Done)
}

impl Described {
    /// The files of programs: those named, else those that ship.
    fn programs(&self) -> Result<Vec<PathBuf>, Failure> {
        DataFolder::or_shipped(&self.programs, "--programs", DataFolder::programs)
    }

    fn rulebook(&self) -> Result<Rulebook, Failure> {
        let programs = self.programs()?;
        let files = RuleFiles {
            programs,
            findings: self.findings.clone(),
            ..RuleFiles::default()
        };
        Ok(Rulebook::load(&files)?)
    }
}

/// As many programs as a line can name.
const NAMED_MAX: usize = 12;

fn unknown(id: &str, rulebook: &Rulebook) -> Failure {
    let known: Vec<&str> = rulebook.programs().map(|program| program.id.as_str()).collect();
    let described = if known.len() > NAMED_MAX {
        format!(
            "{} are described; `portcullis programs show` names them",
            known.len()
        )
    } else {
        format!("described: {}", known.join(", "))
    };
    Failure::usage(format!(
        "no file describes the program `{id}`{} ({described})",
        did_you_mean(id, names(rulebook)),
    ))
}

/// Ids and aliases of every program that a file describes.
fn names(rulebook: &Rulebook) -> impl Iterator<Item = &str> {
    rulebook.programs().flat_map(|program| {
        std::iter::once(program.id.as_str()).chain(program.aliases.iter().map(String::as_str))
    })
}
