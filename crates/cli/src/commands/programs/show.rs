//! `programs show`: what is in force on a day.

use portcullis_exemptions::{MeasuresFrom, ProgramStatus};
use portcullis_model::Date;

use super::{Described, unknown};
use crate::failure::Failure;
use crate::options::{date, today};
use crate::output::{counted, print, print_json};
use crate::table::{Card, Sheet, joined};

/// Show what is in force, since when, on what basis, and which reviews are due
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs show
  portcullis programs show --as-of 2025-09-27 UN-1737
  portcullis programs show --programs programs/ --findings findings.csv --json")]
pub(super) struct Args {
    /// The day to look at; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    #[command(flatten)]
    described: Described,
    /// One program, by its id or an alias; all of them otherwise
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
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
        None if bound.interim => format!("{} (interim)", bound.measure),
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
            if bound.interim {
                text.push_str(", while a dispute is open");
            }
            if let Some(days) = bound.debt_tenor_days {
                text.push_str(&format!(" of more than {days} days"));
            }
            if !bound.designations.is_empty() {
                text.push_str(&format!(", on {} only", bound.designations.join(", ")));
            }
            if !bound.except.is_empty() {
                text.push_str(&format!(", but on {}", bound.except.join(", ")));
            }
            if !bound.places.is_empty() {
                text.push_str(&format!(", also on whoever is in {}", bound.places.join(", ")));
            }
            if status.measures_from == MeasuresFrom::List && bound.step.is_none() && !bound.interim {
                text.push_str(", where the list states no other measures of an entry");
            }
            text
        }),
    );
    let ownership = status.ownership.map(portcullis_exemptions::Ownership::as_str);
    card.line("ownership", ownership.unwrap_or_default());
    match status.aggregate_with.as_deref() {
        None => {}
        Some([]) => card.line("shares", "those of its own parties alone are added up"),
        Some(with) => card.line("shares", format!("added up with those of {}", with.join(", "))),
    }
    let confidence = status.confidence.map(portcullis_exemptions::Confidence::as_str);
    card.line("confidence", confidence.unwrap_or_default());
    card.line("next review", review(status));
    card.lines(
        "benchmarks",
        status
            .benchmarks
            .iter()
            .map(|benchmark| format!("{}: {benchmark}", benchmark.criterion)),
    );
    card.lines(
        "milestones",
        status
            .milestones
            .iter()
            .map(|milestone| format!("{} {}", milestone.date, milestone.review)),
    );
    card.line("next step", status.next_step.as_deref().unwrap_or_default());
    card.to_string()
}
