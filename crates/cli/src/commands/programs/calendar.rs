//! `programs calendar`: what of the law begins, ends and is looked at, day by day.

use std::path::PathBuf;

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_model::Date;

use super::Described;
use crate::demonstration::DataFolder;
use crate::failure::Failure;
use crate::options::{date, today};
use crate::output::{counted, message, print, print_json};
use crate::table::Sheet;

/// Show the days on which phases begin, reviews are due, milestones come, and licenses begin and end
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs calendar
  portcullis programs calendar --from 2025-01-01 --to 2025-12-31 --json")]
pub(super) struct Args {
    /// The first day; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// The last day; without one, as far as anything is known
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// Licenses: a TOML file or a folder of them (repeatable); without one, the licenses of data/
    #[arg(long, value_name = "L")]
    licenses: Vec<PathBuf>,
    #[command(flatten)]
    described: Described,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let from = args.from.unwrap_or_else(today);
    if let Some(to) = args.to.filter(|to| *to < from) {
        return Err(Failure::usage(format!(
            "--to {to} is before the first day ({from}); name a later day, or an earlier --from"
        )));
    }
    let programs = args.described.programs()?;
    let licenses = if args.licenses.is_empty() {
        let licenses = DataFolder::find()?.licenses();
        message(&format!("no --licenses given: using {}", licenses.display()));
        vec![licenses]
    } else {
        args.licenses.clone()
    };
    let rulebook = Rulebook::load(&RuleFiles {
        programs,
        licenses,
        findings: args.described.findings.clone(),
        ..RuleFiles::default()
    })?;
    let days = rulebook.calendar(from, args.to);
    if args.described.json {
        return print_json(&days);
    }
    let mut sheet = Sheet::new(&["date", "what", "program or license", "authority", "basis"]);
    for day in &days {
        sheet.row([
            day.date.to_string(),
            day.kind.to_string(),
            day.id.clone(),
            day.authority.clone(),
            day.what.clone(),
        ]);
    }
    let until = args.to.map_or_else(String::new, |to| format!(" to {to}"));
    print(&format!(
        "{sheet}\n{} from {from}{until}\n",
        counted(days.len() as u64, "day", "days")
    ))
}
