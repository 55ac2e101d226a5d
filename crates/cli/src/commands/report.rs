//! `report`: a run as one HTML page.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::failure::{Exit, Failure};
use crate::output::{Stream, message, print};

/// Render a run as one HTML page for a compliance officer
///
/// The page holds everything it shows: no script, nothing fetched. The run is verified first, and the page begins with
/// what that showed. Then come the records that could not be read and the cases, what to look at first on top: what the
/// payment and the list say side by side, why it is an alert, what binds, and the payments with all their parties. Then
/// come the duties with the days on which they are due, pictures of outcomes, cases, licensed flows, lists and columns, each
/// with its table, and what was discounted, let go or released, counted by reason and listed.
///
/// 500 cases are shown in full, 2,000 more in a line each, and 200 of each other kind; what is left out is counted, with
/// the file of the run in which it stands. A page is about 10 MB at most.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis report runs/today > today.html
  portcullis report --out today.html runs/today
  portcullis report --compare runs/yesterday runs/today --out changes.html")]
pub struct Args {
    /// Where to write the page, instead of standard output (`-`); it appears whole or not at all, and only its owner may
    /// read it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Hold two runs to each other instead: which payments are decided otherwise, which cases came and went, and what differs
    /// in lists, rules and options
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "run")]
    compare: Vec<PathBuf>,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR", required_unless_present = "compare")]
    run: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let out = args.out.as_deref().filter(|path| *path != Path::new("-"));
    if args.out.is_none() && Stream::Out.is_terminal() {
        return Err(Failure::usage(
            "the report is an HTML page; redirect it (`> report.html`) or name a file with --out",
        ));
    }
    if let Some(path) = out.filter(|path| is_no_page(path)) {
        return Err(Failure::usage(format!(
            "{}: is no HTML page, so the report is not written over it; name another file with --out",
            path.display()
        )));
    }
    let page = match (args.compare.as_slice(), &args.run) {
        ([a, b], _) => portcullis_screening::compare_runs(a, b)?,
        (_, Some(run)) => portcullis_screening::report(run)?,
        _ => return Err(Failure::usage("name the folder of a run")),
    };
    match out {
        None => print(&page)?,
        Some(path) => {
            portcullis_sys::write_atomically_private(path, page.as_bytes())
                .map_err(|error| Failure::write(path, &error))?;
            message(&format!("report: {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

/// Whether a file holds something, and nothing that a report of an earlier morning would begin with.
fn is_no_page(path: &Path) -> bool {
    const START: &[u8] = b"<!doctype html";
    let mut start = [0; START.len()];
    let read = File::open(path).and_then(|mut file| file.read(&mut start));
    read.is_ok_and(|bytes| bytes > 0 && !start.eq_ignore_ascii_case(START))
}
