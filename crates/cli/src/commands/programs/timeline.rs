//! `programs timeline`: what happened to a program, and why.

use std::path::PathBuf;

use portcullis_exemptions::{Appeal, Change};

use super::picture::{self, Shown};
use super::{Described, unknown};
use crate::failure::Failure;
use crate::options::today;
use crate::output::{message, print, print_json};
use crate::table::Sheet;

/// Show the history of a program and why each change happened
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs timeline UN-1737
  portcullis programs timeline --programs programs/ --findings findings.csv UN-1737
  portcullis programs timeline UN-1737 --svg UN-1737.svg")]
pub(super) struct Args {
    /// Draw it into this file, too: what bound when, with milestones, reviews and appeals
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
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
    if let (Some(path), Some(program), Some(stretches)) = (
        &args.svg,
        rulebook.program(&args.id),
        rulebook.stretches(&args.id),
    ) {
        let appeals = rulebook.appeals();
        let appeals: Vec<&Appeal> = appeals.filter(|appeal| appeal.program == program.id).collect();
        let picture = picture::svg(&Shown {
            program,
            stretches: &stretches,
            appeals: &appeals,
            today: today(),
        });
        portcullis_sys::write_atomically(path, picture.into_string().as_bytes())
            .map_err(|error| Failure::write(path, &error))?;
        message(&format!("picture: {}", path.display()));
    }
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
