//! `programs calendar`: what of the law begins, ends and is looked at, day by day.

use std::path::{Path, PathBuf};

use portcullis_exemptions::{CalendarDay, DayKind, RuleFiles, Rulebook};
use portcullis_index::Index;
use portcullis_model::Date;
use portcullis_screening::ScreenError;

use super::Described;
use crate::demonstration::DataFolder;
use crate::failure::Failure;
use crate::options::{date, today};
use crate::output::{counted, print, print_json};
use crate::table::Sheet;

/// Show the days on which the law begins, ends or is looked at
///
/// Phases, reviews, milestones; interim measures while a dispute is open (the day of their end is the first on which they bind no
/// more); appeals, by when a pending one must be decided (`appeal_days` of the program) and what came of it; first and last days
/// of licenses. With --registry the last days of registrations, and with --index those of wind-downs that run from the listing of
/// each party (`days_from_listing` of a license).
///
/// What is open on the first day stands there: appeals that are pending, with how long, and reviews that are overdue.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs calendar
  portcullis programs calendar --findings findings --registry registry.csv --index lists.pcx
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
    /// Registered actors, whose registrations end: a CSV file or a folder of them (repeatable)
    #[arg(long, value_name = "R")]
    registry: Vec<PathBuf>,
    /// An index: the wind-downs that run from each listing in it
    #[arg(long, value_name = "INDEX")]
    index: Option<PathBuf>,
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
    let licenses = DataFolder::or_shipped(&args.licenses, "--licenses", DataFolder::licenses)?;
    let rulebook = Rulebook::load(&RuleFiles {
        programs,
        licenses,
        findings: args.described.findings.clone(),
        registries: args.registry.clone(),
        ..RuleFiles::default()
    })?;
    let mut days = rulebook.calendar(from, args.to);
    if let Some(index) = &args.index {
        days.extend(wind_downs(&rulebook, index, from, args.to)?);
        days.sort();
    }
    if args.described.json {
        return print_json(&days);
    }
    let mut sheet = Sheet::new(&["date", "what", "of", "authority", "basis"]);
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
    let mut text = format!(
        "{sheet}\n{} from {from}{until}\n",
        counted(days.len() as u64, "day", "days")
    );
    let overdue = days
        .iter()
        .filter(|day| day.kind == DayKind::ReviewOverdue)
        .count() as u64;
    if overdue > 0 {
        text.push_str(&format!(
            "{}: whether the authority renewed the measures is not known here; look it up, and add a phase\n",
            counted(overdue, "review is overdue", "reviews are overdue")
        ));
    }
    print(&text)
}

/// Those of every listing of an index.
fn wind_downs(
    rulebook: &Rulebook,
    index: &Path,
    from: Date,
    to: Option<Date>,
) -> Result<Vec<CalendarDay>, Failure> {
    let index = Index::open(index)?;
    let mut days = Vec::new();
    for ordinal in 0..index.designation_count() {
        let designation = index
            .designation(ordinal)
            .map_err(|error| ScreenError::DamagedRecord {
                reason: error.to_string(),
            })?;
        days.extend(rulebook.wind_downs(&designation, from, to));
    }
    Ok(days)
}
