//! `good-guys`: entries for parties that were told apart from a designation.

use std::path::PathBuf;

use clap::Subcommand;
use portcullis_exemptions::{GOOD_GUY_COLUMNS, one_line};
use portcullis_model::Date;

use super::cases::said_of;
use crate::failure::{Exit, Failure};
use crate::options::{date, today};
use crate::output::{message, print};

/// Draft entries for good-guys.csv
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis good-guys from 1f0c5a7be2d94c36 --run runs/today > good-guys.csv")]
pub struct Args {
    #[command(subcommand)]
    command: GoodGuys,
}

#[derive(Debug, Subcommand)]
enum GoodGuys {
    From(FromArgs),
}

/// Draft the entry of a good guy from a case
///
/// Prints the header of good-guys.csv and a row for each designation of the case, with the account, BIC, LEI and ids that the
/// party shows in it, valid from today. A row without a reason is a draft: `screen --good-guys` refuses it until somebody has
/// written why the party is not the designation. Unlike a word (`cases decide`), an entry holds whatever becomes of the
/// designation, until its last day.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis good-guys from 1f0c5a7be2d94c36 --run runs/today > good-guys.csv
  portcullis good-guys from 1f0c5a7be2d94c36 --run runs/today --reviewer \"A. Berg\" \\
      --reason \"born 1990, the listed person 1961\" --until 2027-06-30 > good-guys.csv")]
struct FromArgs {
    /// The case: its case_id in cases.csv
    #[arg(value_name = "CASE")]
    case: String,
    /// The run that has the case: the folder that `screen --out` wrote
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// Who decides it; without one, the user
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Why the party is not the designation; without one, it is left to be written
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// The last day on which the entry counts
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        GoodGuys::From(args) => from(args),
    }
}

fn from(args: &FromArgs) -> Result<Exit, Failure> {
    let case = args.case.trim();
    let of = said_of(&args.run, case)?;
    if of.known_by.is_empty() {
        return Err(Failure::input(format!(
            "case {case}: the party shows no account, BIC, LEI or id, and a name alone lets nothing pass"
        )));
    }
    let reviewer = one_line(&args.reviewer.clone().unwrap_or_else(portcullis_sys::user_name));
    let reason = one_line(&args.reason);
    let [account, bic, lei, id] = of.known_by.cells();
    let (from, until) = (today().to_string(), args.until.map(|day| day.to_string()));
    let mut rows = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 9]| rows.write_record(row);
    let mut written = write(GOOD_GUY_COLUMNS);
    for (designation, _) in &of.listed {
        written = written.and_then(|()| {
            write([
                designation,
                &reviewer,
                &reason,
                &account,
                &bic,
                &lei,
                &id,
                &from,
                until.as_deref().unwrap_or_default(),
            ])
        });
    }
    let unwritable = |error: String| Failure::internal(format!("the entry could not be written: {error}"));
    written.map_err(|error| unwritable(error.to_string()))?;
    let bytes = rows.into_inner().map_err(|error| unwritable(error.to_string()))?;
    print(&String::from_utf8_lossy(&bytes))?;
    if reason.is_empty() {
        message("the reason is left to be written; --good-guys refuses the row until it says one");
    }
    Ok(Exit::Done)
}
