//! `programs simulate`: what other rules would do to a batch.

use std::path::PathBuf;
use std::sync::Arc;

use portcullis_exemptions::{Assumption, ImpactReport, Rulebook, State};
use portcullis_index::Index;
use portcullis_model::Date;
use portcullis_payments::{BatchFile, payment_files};
use portcullis_screening::{Policy, Simulation};
use serde::Serialize;

use super::impact_tables;
use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::near::did_you_mean;
use crate::options::{Batch, IndexFile, Matching, Rules, date, judged_as_of, missing_lists, one_of, today};
use crate::output::{counted, message, print, print_json};

/// What a program may be assumed to be in.
const STATES: [State; 3] = [State::InForce, State::Suspended, State::Terminated];

/// Show what a step, or another state of a program, would do to a batch
///
/// Decides every payment twice, by the rules as they are and by the rules as assumed, and reports what changes: payments
/// and value by outcome, by corridor and by purpose, the humanitarian payments that would be caught with the license that
/// would free them, and the parties most affected. Nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs simulate --program UN-1737 --state in-force \\
      --from 2020-01-01 --index lists.pcx payments.csv
  portcullis programs simulate --program UN-1737 --step freeze \\
      --programs programs/ --index lists.pcx payments.csv")]
pub(super) struct Args {
    /// The program, by its id or an alias
    #[arg(long, value_name = "P")]
    program: String,
    /// Assume that it stands on this step of its ladder
    #[arg(long, value_name = "S", required_unless_present = "state", conflicts_with_all = ["state", "from"])]
    step: Option<String>,
    /// Assume that it is in this state
    #[arg(long, value_name = "STATE", value_parser = one_of(STATES.map(State::as_str), str::parse::<State>), requires = "from")]
    state: Option<State>,
    /// From this day on
    #[arg(long, value_name = "DATE", value_parser = date, requires = "state")]
    from: Option<Date>,
    #[command(flatten)]
    index: IndexFile,
    /// Judge every payment as of this day instead of its value date
    #[arg(long, value_name = "DATE", value_parser = judged_as_of)]
    as_of: Option<Date>,
    /// Rows at most of corridors, remedies and parties
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Print the assessment as JSON
    #[arg(long)]
    json: bool,
    /// The payments, in this order: files, or folders of them
    #[arg(value_name = "PAYMENTS", required = true)]
    payments: Vec<PathBuf>,
    #[command(flatten)]
    batch: Batch,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    rules: Rules,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let assumption = match (&args.step, args.state, args.from) {
        (Some(step), ..) => Assumption::Step(step.clone()),
        (None, Some(state), Some(from)) => Assumption::State { state, from },
        (None, ..) => {
            return Err(Failure::usage(
                "assume what? --step S, or --state STATE --from DATE",
            ));
        }
    };
    let lists = Lists::open(&args.index)?;
    let before = args.rules.load(&lists)?;
    missing_lists(&before).for_each(|warning| message(&format!("warning: {warning}")));
    check_program(&args.program, &before, &lists.index)?;
    let after = before
        .with_hypothesis(&args.program, &assumption)
        .map_err(Failure::usage)?;
    let policy = Policy {
        matching: args.matching.options(),
        as_of: args.as_of,
        run_date: today(),
    };
    let mut simulation = Simulation::new(Arc::clone(&lists.index), before, after, policy);
    let mapping = args.batch.mapping()?;
    for path in payment_files(&args.payments)? {
        let file = BatchFile::open_as(&path, args.batch.format, &mapping)?;
        simulation.read(&file)?;
    }
    let report = simulation.report(args.top);
    let rejected = simulation.rejected();
    if rejected > 0 {
        message(&format!(
            "warning: {} could not be read and {} not in the assessment",
            counted(rejected, "record", "records"),
            if rejected == 1 { "is" } else { "are" }
        ));
    }
    if args.json {
        return print_json(&Simulated {
            program: &args.program,
            step: args.step.as_deref(),
            state: args.state,
            from: args.from,
            rejected,
            impact: &report,
        });
    }
    let assumed = match &assumption {
        Assumption::Step(step) => format!("{} on step {step}", args.program),
        Assumption::State { state, from } => format!("{} {state} from {from} on", args.program),
    };
    print(&impact_tables::text(&assumed, &report))
}

/// A program that neither a file describes nor a designation is under changes nothing, however it stands: it is misspelled.
fn check_program(program: &str, rulebook: &Rulebook, index: &Index) -> Result<(), Failure> {
    if rulebook.program(program).is_some() {
        return Ok(());
    }
    let stated = index
        .stated()
        .map_err(|error| Failure::input(format!("the index is damaged ({error}); compile it again")))?;
    if stated.programs.contains(program) {
        return Ok(());
    }
    let described = super::names(rulebook);
    let listed = stated.programs.iter().map(String::as_str);
    Err(Failure::usage(format!(
        "no file describes the program `{program}` and no designation of the index is under it{}",
        did_you_mean(program, described.chain(listed))
    )))
}

#[derive(Serialize)]
struct Simulated<'a> {
    program: &'a str,
    step: Option<&'a str>,
    state: Option<State>,
    from: Option<Date>,
    rejected: u64,
    #[serde(flatten)]
    impact: &'a ImpactReport,
}
