//! `programs timeline`: what happened to a program, and why.

use portcullis_exemptions::Change;

use super::{Described, unknown};
use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::table::Sheet;

/// Show the history of a program and why each change happened
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs timeline UN-1737
  portcullis programs timeline --programs programs/ --findings findings.csv UN-1737")]
pub(super) struct Args {
    #[command(flatten)]
    described: Described,
    /// The program, by its id or an alias
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let rulebook = args.described.rulebook()?;
    let changes = rulebook
        .timeline(&args.id)
        .ok_or_else(|| unknown(&args.id, &rulebook))?;
    if args.described.json {
        return print_json(&changes);
    }
    if changes.is_empty() {
        return print("nothing is written down of its history: it is in force on every day\n");
    }
    let mut sheet = Sheet::new(&["date", "change", "standing after it", "why"]);
    for Change {
        date,
        kind,
        standing,
        why,
    } in changes
    {
        sheet.row([date.to_string(), kind.to_string(), standing.clone(), why.clone()]);
    }
    print(&sheet.to_string())
}
