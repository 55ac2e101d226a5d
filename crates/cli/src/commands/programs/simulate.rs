//! `programs simulate`: what other rules would do to a batch.

use std::path::PathBuf;
use std::sync::Arc;

use portcullis_exemptions::{Assumption, ImpactReport, Program, Rulebook, State};
use portcullis_index::Index;
use portcullis_model::Date;
use portcullis_payments::{open_batch, payment_files};
use portcullis_screening::{Policy, Simulation};
use serde::Serialize;

use super::steps::{self, Compared};
use super::{impact_tables, steps_page};
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
///
/// With --steps: several steps of the ladder beside each other, each with the steps below it. The step of least harm is the one
/// that catches fewest humanitarian payments; of equals, the one that makes fewest payments stricter, then the one that touches
/// fewest people, then fewest third countries. People are names of debtors and creditors, sectors are the purposes that
/// payments state, third countries those of parties and banks where no listed party stands.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs simulate --program UN-1737 --state in-force \\
      --from 2020-01-01 --index lists.pcx payments.csv
  portcullis programs simulate --program UN-1737 --step freeze \\
      --programs programs/ --index lists.pcx payments.csv
  portcullis programs simulate --program UN-1737 --steps notice,freeze,trade \\
      --programs programs/ --index lists.pcx --html payments.csv > steps.html")]
pub(super) struct Args {
    /// The program, by its id or an alias
    #[arg(long, value_name = "P")]
    program: String,
    /// Assume that it stands on this step of its ladder
    #[arg(long, value_name = "S", required_unless_present_any = ["state", "steps"], conflicts_with_all = ["state", "from", "steps"])]
    step: Option<String>,
    /// Hold these steps of its ladder beside each other
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', conflicts_with_all = ["state", "from"])]
    steps: Vec<String>,
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
    /// Print the comparison as CSV: step,figure,name,currency,payments,value
    #[arg(long, requires = "steps", conflicts_with = "json")]
    csv: bool,
    /// Print the comparison as an HTML page with pictures
    #[arg(long, requires = "steps", conflicts_with_all = ["json", "csv"])]
    html: bool,
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
    let steps = args.steps.iter().cloned().map(Assumption::Step);
    let assumptions: Vec<Assumption> = match (&args.step, args.state, args.from) {
        (Some(step), ..) => vec![Assumption::Step(step.clone())],
        (None, Some(state), Some(from)) => vec![Assumption::State { state, from }],
        (None, ..) if args.steps.is_empty() => {
            return Err(Failure::usage(
                "assume what? --step S, --steps A,B,C, or --state STATE --from DATE",
            ));
        }
        (None, ..) => steps.collect(),
    };
    let mut steps = args.steps.iter();
    while let Some(step) = steps.next() {
        if steps.as_slice().contains(step) {
            return Err(Failure::usage(format!("--steps names `{step}` twice")));
        }
    }
    let lists = Lists::open(&args.index)?;
    let before = args.rules.load(&lists)?;
    missing_lists(&before).for_each(|warning| message(&format!("warning: {warning}")));
    check_program(&args.program, &before, &lists.index)?;
    let others = assumptions
        .iter()
        .map(|assumption| before.with_hypothesis(&args.program, assumption))
        .collect::<Result<Vec<Rulebook>, String>>()
        .map_err(Failure::usage)?;
    let program = before.program(&args.program).cloned();
    let policy = Policy {
        matching: args.matching.options(),
        as_of: args.as_of,
        run_date: today(),
    };
    let mut simulation = Simulation::new(Arc::clone(&lists.index), before, others, policy);
    let mapping = args.batch.mapping()?;
    let paths = payment_files(&args.payments)?;
    let files = paths.iter().map(|path| (&**path, &**path));
    for file in open_batch(files, args.batch.format, &mapping)? {
        simulation.read(&file)?;
        if let Some(refusal) = file.refusal() {
            message(&format!("warning: {refusal}"));
        }
    }
    let mut reports = simulation.reports(args.top);
    let rejected = simulation.rejected();
    if rejected > 0 {
        message(&format!(
            "warning: {} could not be read and {} not in the assessment",
            counted(rejected, "record", "records"),
            if rejected == 1 { "is" } else { "are" }
        ));
    }
    if !args.steps.is_empty() {
        let Some(program) = &program else {
            return Err(Failure::internal("a step of a program that is not described"));
        };
        return print_steps(args, program, reports, rejected);
    }
    let (Some(report), Some(assumption)) = (reports.pop(), assumptions.first()) else {
        return Err(Failure::internal("nothing was assumed"));
    };
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
    let assumed = match assumption {
        Assumption::Step(step) => format!("{} on step {step}", args.program),
        Assumption::State { state, from } => format!("{} {state} from {from} on", args.program),
    };
    print(&impact_tables::text(&assumed, &report))
}

/// Prints steps beside each other, in the form that was asked for.
fn print_steps(
    args: &Args,
    program: &Program,
    reports: Vec<ImpactReport>,
    rejected: u64,
) -> Result<(), Failure> {
    let compared = Compared::new(program, &args.steps, reports, rejected);
    if args.json {
        print_json(&compared)
    } else if args.csv {
        let csv = steps::csv(&compared).map_err(|error| Failure::internal(error.to_string()))?;
        print(&csv)
    } else if args.html {
        print(&steps_page::render(&compared))
    } else {
        print(&steps::text(&compared))
    }
}

/// A program that neither a file describes nor a designation is under changes nothing, however it stands: it is misspelled.
fn check_program(program: &str, rulebook: &Rulebook, index: &Index) -> Result<(), Failure> {
    if rulebook.program(program).is_some() {
        return Ok(());
    }
    let stated = index
        .stated()
        .map_err(|error| Failure::input(format!("the index is damaged ({error}); compile it again")))?;
    if stated.programs.contains_key(program) {
        return Ok(());
    }
    let described = super::names(rulebook);
    let listed = stated.programs.keys().map(String::as_str);
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
