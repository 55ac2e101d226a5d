//! `duties`: what must be done because of a run, and by when.

use std::path::PathBuf;

use crate::failure::{Exit, Failure};
use crate::output::{counted, print};

/// List what must be done because of a run: reports of what was blocked or rejected, and what licenses ask
///
/// A CSV row a duty, of payments with alerts in the order of the input, then of those that a license released:
/// payment_id,outcome,duty,to,due,citation,party,designation_id,programs,amount,currency,value_date,account,bank. What is to be
/// done stands in the programs and licenses (duty); the days count from the day that the payment was judged as of. Business days
/// are Monday to Friday, for duties under US law without its federal holidays. A run that is not what was written is refused (exit
/// code 3): nothing is reported to anybody by it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis duties runs/today > duties.csv")]
pub struct Args {
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let duties = portcullis_screening::duties(&args.run)?;
    let found = portcullis_screening::verify(&args.run)?;
    if !found.is_intact() {
        return Err(Failure::input(format!(
            "{}: the run is not what was written ({}), so what it says must be done may be wrong; run `portcullis verify` on it",
            args.run.display(),
            counted(found.differences, "difference", "differences")
        )));
    }
    print(&portcullis_screening::duties_csv(&duties))?;
    Ok(Exit::Done)
}
