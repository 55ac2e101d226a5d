//! `report`: a run as one HTML page.

use std::path::PathBuf;

use crate::failure::{Exit, Failure};
use crate::output::{Stream, message, print};

/// Render a run as one HTML page for a compliance officer
///
/// The page holds everything it shows: no script, nothing fetched. The run is verified first, and the page begins with
/// what that showed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis report runs/today > today.html
  portcullis report --out today.html runs/today")]
pub struct Args {
    /// Where to write the page, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    if args.out.is_none() && Stream::Out.is_terminal() {
        return Err(Failure::usage(
            "the report is an HTML page; redirect it (`> report.html`) or name a file with --out",
        ));
    }
    let page = portcullis_screening::report(&args.run)?;
    match &args.out {
        None => print(&page)?,
        Some(path) => {
            portcullis_sys::write_atomically(path, page.as_bytes())
                .map_err(|error| Failure::write(path, &error))?;
            message(&format!("report: {}", path.display()));
        }
    }
    Ok(Exit::Done)
}
