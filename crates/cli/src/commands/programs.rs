//! `programs`: what of a program is in force when and why, and what a step would do before it is taken.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Subcommand;
use portcullis_exemptions::{
    Assessment, Assumption, CapLedger, Change, HitOf, Impact, ImpactReport, PaymentFacts, ProgramStatus,
    RuleFiles, Rulebook, ShiftRow, State, Volume,
};
use portcullis_matcher::{Matcher, Scratch};
use portcullis_model::{Date, Designation};
use portcullis_payments::{BatchFile, Chunk};
use portcullis_screening::Policy;
use serde::Serialize;

use crate::demonstration::{DataFolder, Lists};
use crate::failure::{Exit, Failure};
use crate::hits;
use crate::options::{Batch, IndexFile, Matching, Rules, date, today};
use crate::output::{counted, message, print, print_json, thousands};
use crate::table::{Card, Sheet, joined};

/// Show programs and their phases, and simulate a step
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs show --as-of 2020-05-04
  portcullis programs timeline UN-1737
  portcullis programs simulate --program UN-1737 --state in-force \\
      --from 2020-01-01 payments.csv")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(ShowArgs),
    Timeline(TimelineArgs),
    Simulate(Box<SimulateArgs>),
}

/// Where programs are described.
#[derive(Debug, clap::Args)]
struct Described {
    /// Programs and their phases: a TOML file or a folder of them (repeatable); without one, the programs of data/
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// What monitors found: a CSV file or a folder of them (repeatable)
    #[arg(long, value_name = "F")]
    findings: Vec<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

/// Show what is in force, since when, on what basis, and which reviews are due
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs show
  portcullis programs show --as-of 2025-09-27 UN-1737
  portcullis programs show --programs programs/ --findings findings.csv --json")]
struct ShowArgs {
    /// The day to look at; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    #[command(flatten)]
    described: Described,
    /// One program, by its id or an alias; all of them otherwise
    #[arg(value_name = "ID")]
    id: Option<String>,
}

/// Show the history of a program and why each change happened
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs timeline UN-1737
  portcullis programs timeline --programs programs/ --findings findings.csv UN-1737")]
struct TimelineArgs {
    #[command(flatten)]
    described: Described,
    /// The program, by its id or an alias
    #[arg(value_name = "ID")]
    id: String,
}

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
struct SimulateArgs {
    /// The program, by its id or an alias
    #[arg(long, value_name = "P")]
    program: String,
    /// Assume that it stands on this step of its ladder
    #[arg(long, value_name = "S", required_unless_present = "state", conflicts_with_all = ["state", "from"])]
    step: Option<String>,
    /// Assume that it is in-force, suspended or terminated
    #[arg(long, value_name = "STATE", requires = "from")]
    state: Option<State>,
    /// From this day on
    #[arg(long, value_name = "DATE", value_parser = date, requires = "state")]
    from: Option<Date>,
    #[command(flatten)]
    index: IndexFile,
    /// Judge every payment as of this day instead of its value date
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Rows at most of corridors, remedies and parties
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Print the assessment as JSON
    #[arg(long)]
    json: bool,
    /// The payments, in this order
    #[arg(value_name = "PAYMENTS", required = true)]
    payments: Vec<PathBuf>,
    #[command(flatten)]
    batch: Batch,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Show(args) => show(args),
        What::Timeline(args) => timeline(args),
        What::Simulate(args) => simulate(args),
    }?;
    Ok(Exit::Done)
}

impl Described {
    fn rulebook(&self) -> Result<Rulebook, Failure> {
        let programs = if self.programs.is_empty() {
            let programs = DataFolder::find()?.programs();
            message(&format!("no --programs given: using {}", programs.display()));
            vec![programs]
        } else {
            self.programs.clone()
        };
        let files = RuleFiles {
            programs,
            findings: self.findings.clone(),
            ..RuleFiles::default()
        };
        Ok(Rulebook::load(&files)?)
    }
}

fn unknown(id: &str, rulebook: &Rulebook) -> Failure {
    let known: Vec<&str> = rulebook.programs().map(|program| program.id.as_str()).collect();
    Failure::usage(format!(
        "no file describes the program `{id}` (described: {})",
        known.join(", ")
    ))
}

fn show(args: &ShowArgs) -> Result<(), Failure> {
    let rulebook = args.described.rulebook()?;
    let as_of = args.as_of.unwrap_or_else(today);
    let ids: Vec<&str> = match &args.id {
        Some(id) => vec![id],
        None => rulebook.programs().map(|program| program.id.as_str()).collect(),
    };
    let statuses = ids
        .iter()
        .map(|id| {
            rulebook
                .program_status(id, as_of)
                .ok_or_else(|| unknown(id, &rulebook))
        })
        .collect::<Result<Vec<ProgramStatus>, _>>()?;
    match (args.described.json, &args.id, statuses.as_slice()) {
        (true, Some(_), [one]) => print_json(one),
        (true, ..) => print_json(&statuses),
        (false, Some(_), [one]) => print(&describe(one)),
        (false, ..) => print(&table(&statuses, as_of)),
    }
}

fn measures(status: &ProgramStatus) -> String {
    joined(status.measures.iter().map(|bound| match &bound.step {
        Some(step) => format!("{} (step {step})", bound.measure),
        None => bound.measure.to_string(),
    }))
}

fn review(status: &ProgramStatus) -> String {
    match status.next_review {
        Some(date) if status.review_overdue => format!("{date} OVERDUE"),
        Some(date) => date.to_string(),
        None => String::new(),
    }
}

fn table(statuses: &[ProgramStatus], as_of: Date) -> String {
    let mut sheet = Sheet::new(&[
        "program",
        "authority",
        "standing",
        "since",
        "measures",
        "review",
        "basis",
    ]);
    for status in statuses {
        sheet.row([
            status.id.clone(),
            status.authority.clone(),
            status.standing.clone(),
            status.since.map(|date| date.to_string()).unwrap_or_default(),
            measures(status),
            review(status),
            status.basis.clone().unwrap_or_default(),
        ]);
    }
    let overdue = statuses.iter().filter(|status| status.review_overdue).count() as u64;
    let mut text = format!(
        "{sheet}\n{} as of {as_of}",
        counted(statuses.len() as u64, "program", "programs")
    );
    if overdue > 0 {
        text.push_str(&format!(", {} overdue", counted(overdue, "review", "reviews")));
    }
    text.push('\n');
    text
}

fn describe(status: &ProgramStatus) -> String {
    let mut card = Card::default();
    card.line("program", &status.id);
    card.line("also called", joined(&status.aliases));
    card.line("authority", &status.authority);
    card.line("standing", &status.standing);
    card.line(
        "since",
        status.since.map(|date| date.to_string()).unwrap_or_default(),
    );
    card.line("basis", status.basis.as_deref().unwrap_or_default());
    if status.measures.is_empty() {
        card.line("measures", "none in force");
    }
    card.lines(
        "measures",
        status.measures.iter().map(|bound| {
            let mut text = bound.measure.to_string();
            if let Some(step) = &bound.step {
                text.push_str(&format!(", by step {step}"));
            }
            if !bound.designations.is_empty() {
                text.push_str(&format!(", on {} only", bound.designations.join(", ")));
            }
            text
        }),
    );
    card.line("next review", review(status));
    card.line("next step", status.next_step.as_deref().unwrap_or_default());
    card.to_string()
}

fn timeline(args: &TimelineArgs) -> Result<(), Failure> {
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

fn simulate(args: &SimulateArgs) -> Result<(), Failure> {
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
    let before = Rulebook::load(&args.rules.files(lists.demonstration.as_ref()))?;
    let after = before
        .with_hypothesis(&args.program, &assumption)
        .map_err(Failure::usage)?;
    let policy = Policy {
        matching: args.matching.options(),
        as_of: args.as_of,
        run_date: today(),
    };
    let mut simulation = Simulation::new(&lists, before, after, policy);
    let mapping = args.batch.mapping()?;
    let mut rejected = 0;
    for path in &args.payments {
        let file = BatchFile::open_as(path, args.batch.format, &mapping)?;
        rejected += simulation.read(&file)?;
    }
    let report = simulation.impact.report(args.top);
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
    print(&assess(&assumed, &report))
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

/// A batch, decided twice.
struct Simulation {
    matcher: Matcher,
    before: Rulebook,
    after: Rulebook,
    policy: Policy,
    /// Each way of deciding spends its own allowances.
    caps: (CapLedger, CapLedger),
    impact: Impact,
}

/// What a chunk of payments comes to before allowances are spent.
#[derive(Default)]
struct Assessed {
    /// In input order.
    payments: Vec<(PaymentFacts, Assessment, Assessment)>,
    /// Records that could not be read.
    rejected: u64,
}

/// What a thread works with: it remembers names and designations that it met, and batches repeat both.
struct Desk {
    scratch: Scratch,
    listed: HashMap<u32, Arc<Designation>>,
}

impl Desk {
    fn new(matcher: &Matcher) -> Desk {
        Desk {
            scratch: matcher.scratch(),
            listed: HashMap::new(),
        }
    }
}

/// Bytes of payments that a thread takes at a time.
const CHUNK_BYTES: usize = 1 << 18;
/// Chunks a thread between two turns of spending: what is in memory, and how long the threads wait for the slowest.
const CHUNKS_PER_THREAD: usize = 8;

impl Simulation {
    fn new(lists: &Lists, before: Rulebook, after: Rulebook, policy: Policy) -> Simulation {
        let matcher = Matcher::new(Arc::clone(&lists.index), policy.matching);
        let caps = (CapLedger::new(), CapLedger::new());
        Simulation {
            matcher,
            before,
            after,
            policy,
            caps,
            impact: Impact::new(),
        }
    }

    /// Decides the payments of a file; returns how many records were none. Payments are assessed on all processors and
    /// settled in input order, so the result is the same on any machine.
    fn read(&mut self, file: &BatchFile) -> Result<u64, Failure> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut desks: Vec<Desk> = (0..threads).map(|_| Desk::new(&self.matcher)).collect();
        let chunks: Vec<Chunk> = file.chunks(CHUNK_BYTES).collect();
        let mut rejected = 0;
        for turn in chunks.chunks(threads * CHUNKS_PER_THREAD) {
            for assessed in self.assess_all(file, turn, &mut desks)? {
                rejected += assessed.rejected;
                for (facts, before, after) in assessed.payments {
                    let before = self.before.settle(before, &mut self.caps.0);
                    let after = self.after.settle(after, &mut self.caps.1);
                    self.impact.record(&facts, &before, &after);
                }
            }
        }
        Ok(rejected)
    }

    /// Assesses chunks, a thread a desk; the results are in the order of the chunks.
    fn assess_all(
        &self,
        file: &BatchFile,
        chunks: &[Chunk],
        desks: &mut [Desk],
    ) -> Result<Vec<Assessed>, Failure> {
        let next = AtomicUsize::new(0);
        let work = |desk: &mut Desk| {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(chunk) = chunks.get(at) else {
                    return Ok(done);
                };
                done.push((at, self.assess(file, *chunk, desk)?));
            }
        };
        let mut done: Vec<(usize, Assessed)> = std::thread::scope(|scope| {
            let workers: Vec<_> = desks.iter_mut().map(|desk| scope.spawn(|| work(desk))).collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect::<Result<Vec<Vec<_>>, Failure>>()
        })?
        .into_iter()
        .flatten()
        .collect();
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, assessed)| assessed).collect())
    }

    /// Assesses the payments of a chunk under both rulebooks.
    fn assess(&self, file: &BatchFile, chunk: Chunk, desk: &mut Desk) -> Result<Assessed, Failure> {
        let mut assessed = Assessed::default();
        let mut found = Vec::new();
        for record in file.read_chunk(chunk) {
            let Ok(payment) = record else {
                assessed.rejected += 1;
                continue;
            };
            found.clear();
            self.matcher
                .screen_payment(&payment, &mut desk.scratch, &mut found);
            let mut designations = Vec::with_capacity(found.len());
            for hit in &found {
                let designation = match desk.listed.entry(hit.designation) {
                    Entry::Occupied(known) => Arc::clone(known.get()),
                    Entry::Vacant(new) => {
                        let designation = hits::designation(self.matcher.index(), hit.designation)?;
                        Arc::clone(new.insert(Arc::new(designation)))
                    }
                };
                designations.push(designation);
            }
            let of: Vec<HitOf<'_>> = found
                .iter()
                .zip(&designations)
                .map(|(hit, designation)| HitOf { hit, designation })
                .collect();
            let as_of = self.policy.as_of(payment.value_date);
            assessed.payments.push((
                self.before.payment_facts(&payment, as_of),
                self.before.assess(&payment, as_of, &of),
                self.after.assess(&payment, as_of, &of),
            ));
        }
        Ok(assessed)
    }
}

/// The assessment as tables.
fn assess(assumed: &str, report: &ImpactReport) -> String {
    let mut text = format!(
        "assumed: {assumed}\n{} of {} change their outcome\n\n",
        thousands(report.changed),
        counted(report.payments, "payment", "payments")
    );
    let mut outcomes = Sheet::new(&[
        "outcome",
        "before",
        "after",
        "change",
        "value before",
        "value after",
    ])
    .right(&[1, 2, 3]);
    for row in &report.outcomes {
        outcomes.cells([
            outcomes.outcome(row.outcome),
            thousands(row.before.payments).into(),
            thousands(row.after.payments).into(),
            difference(row.before.payments, row.after.payments).into(),
            value(&row.before).into(),
            value(&row.after).into(),
        ]);
    }
    text.push_str(&outcomes.to_string());
    if report.changed == 0 {
        return text;
    }
    let mut moves = Sheet::new(&["from", "to", "payments", "value"]).right(&[2]);
    for row in &report.moves {
        let (from, to) = (moves.outcome(row.from), moves.outcome(row.to));
        moves.cells([
            from,
            to,
            thousands(row.volume.payments).into(),
            value(&row.volume).into(),
        ]);
    }
    text.push_str(&format!("\n{moves}"));
    text.push_str(&shifts("corridor", &report.corridors));
    text.push_str(&shifts("purpose", &report.purposes));

    let flows = &report.humanitarian;
    let mut humanitarian = Sheet::new(&["humanitarian payments", "payments", "value"]).right(&[1]);
    for (what, volume) in [
        (
            "caught: flowed before, would need a person or be stopped",
            &flows.caught,
        ),
        ("licensed: would flow under a license", &flows.licensed),
        ("freed: needed a person or were stopped, would flow", &flows.freed),
        ("other: stopped before and after, in another way", &flows.other),
    ] {
        humanitarian.row([what.to_owned(), thousands(volume.payments), value(volume)]);
    }
    text.push_str(&format!("\n{humanitarian}"));
    if !report.remedies.is_empty() {
        let mut remedies = Sheet::new(&[
            "license that would free them",
            "what they lack",
            "payments",
            "value",
        ])
        .right(&[2]);
        for row in &report.remedies {
            let license = if row.license_id.is_empty() {
                "none"
            } else {
                &row.license_id
            };
            let volume = &row.volume;
            remedies.row([license, &row.lacking, &thousands(volume.payments), &value(volume)]);
        }
        text.push_str(&format!("\n{remedies}"));
    }
    for (head, rows) in [
        ("designation that catches", &report.designations),
        ("debtor affected", &report.debtors),
        ("creditor affected", &report.creditors),
    ] {
        if rows.is_empty() {
            continue;
        }
        let mut parties = Sheet::new(&[head, "payments", "value"]).right(&[1]);
        for row in rows {
            let name = [row.id.as_str(), &row.name]
                .into_iter()
                .filter(|part| !part.is_empty());
            parties.row([
                name.collect::<Vec<_>>().join(" "),
                thousands(row.volume.payments),
                value(&row.volume),
            ]);
        }
        text.push_str(&format!("\n{parties}"));
    }
    text
}

fn shifts(head: &str, rows: &[ShiftRow]) -> String {
    let mut sheet = Sheet::new(&[head, "stricter", "value", "freer", "value"]).right(&[1, 3]);
    for ShiftRow { name, shift } in rows {
        let (stricter, freer) = (&shift.stricter, &shift.freer);
        sheet.row([
            name.as_str(),
            &thousands(stricter.payments),
            &value(stricter),
            &thousands(freer.payments),
            &value(freer),
        ]);
    }
    format!("\n{sheet}")
}

/// How a number of payments changes: `+3`, `-1,204`, nothing where it stays.
fn difference(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("+{}", thousands(after - before)),
        std::cmp::Ordering::Less => format!("-{}", thousands(before - after)),
    }
}

/// Value by currency in whole units, those that most payments of the world are made in first; never added up. `--json`
/// has every currency to the cent.
fn value(volume: &Volume) -> String {
    const FIRST: [&str; 5] = ["USD", "EUR", "GBP", "JPY", "CNY"];
    const SHOWN: usize = 2;
    if volume.value.is_empty() {
        return "-".to_owned();
    }
    let mut currencies: Vec<_> = volume.value.iter().collect();
    currencies.sort_by_key(|(currency, _)| {
        let rank = FIRST.iter().position(|first| first == currency);
        (rank.unwrap_or(FIRST.len()), *currency)
    });
    let mut text = joined(
        currencies
            .iter()
            .take(SHOWN)
            .map(|(currency, value)| format!("{} {currency}", whole_units(&value.to_string()))),
    );
    if currencies.len() > SHOWN {
        text.push_str(&format!(" + {} more", currencies.len() - SHOWN));
    }
    text
}

/// `1102902.34` as `1,102,902`; what is less than one unit as it is.
fn whole_units(amount: &str) -> String {
    let whole = amount.split('.').next().unwrap_or(amount);
    match whole.parse::<u64>() {
        Ok(0) => amount.to_owned(),
        Ok(units) => thousands(units),
        // Negative, or beyond what a computer counts in: as written.
        Err(_) => amount.to_owned(),
    }
}
