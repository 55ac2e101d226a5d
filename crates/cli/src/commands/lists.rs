//! `lists`: what stands on the lists, what changed, and where they come from.

mod diff;
mod fetch;
mod history;
mod search;
mod show;
mod stats;

use clap::Subcommand;

use crate::failure::{Exit, Failure};

/// Show, search, compare and fetch lists
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists stats --index lists.pcx
  portcullis lists show --index lists.pcx un-QDi.001
  portcullis lists search --index lists.pcx commercial bank
  portcullis lists diff yesterday.pcx today.pcx
  portcullis lists history --index lists.pcx ofac-9454
  portcullis lists fetch --out lists un ofac-sdn")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(show::Args),
    Search(search::Args),
    Diff(diff::Args),
    History(history::Args),
    Stats(stats::Args),
    Fetch(fetch::Args),
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Show(args) => show::run(args),
        What::Search(args) => search::run(args),
        What::Diff(args) => diff::run(args),
        What::History(args) => history::run(args),
        What::Stats(args) => stats::run(args),
        What::Fetch(args) => fetch::run(args),
    }?;
    Ok(Exit::Done)
}
