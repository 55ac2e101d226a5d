//! `programs record`: what the public may know of a program, in plain words.

use maud::{Markup, html};
use portcullis_exemptions::{AppealResult, Appealed, Asked, ChangeKind, Found, Record, Rulebook, Verdict};
use portcullis_model::Date;
use portcullis_screening::{Esc, page};

use super::picture::{self, Shown};
use super::{Described, unknown};
use crate::failure::Failure;
use crate::options::{date, today};
use crate::output::{counted, print, print_json};

/// Tell the public what a program asks, who verifies it, and what followed
///
/// In plain words: what is asked and in which numbers, whose findings count, what was found with its evidence and what of it
/// was corrected or withdrawn, what followed and why, and what became of every appeal.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs record UN-1737
  portcullis programs record --programs programs/ --html P > record.html")]
pub(super) struct Args {
    /// Tell it as it stood on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print it as an HTML page with a picture
    #[arg(long, conflicts_with = "json")]
    html: bool,
    #[command(flatten)]
    described: Described,
    /// The program, by its id or an alias
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let rulebook = args.described.rulebook()?;
    let as_of = args.as_of.unwrap_or_else(today);
    let record = rulebook
        .record(&args.id, as_of)
        .ok_or_else(|| unknown(&args.id, &rulebook))?;
    if args.described.json {
        print_json(&record)
    } else if args.html {
        print(&html(&record, &rulebook))
    } else {
        print(&text(&record))
    }
}

/// A part of the record: its head, and its sentences.
struct Part {
    head: &'static str,
    sentences: Vec<String>,
}

fn parts(record: &Record) -> Vec<Part> {
    let part = |head, sentences: Vec<String>, otherwise: &str| Part {
        head,
        sentences: if sentences.is_empty() {
            vec![otherwise.to_owned()]
        } else {
            sentences
        },
    };
    let mut asked: Vec<String> = record.asked.iter().flat_map(asked).collect();
    asked.extend(record.milestones.iter().map(|milestone| {
        let criteria = if milestone.criteria.is_empty() {
            String::new()
        } else {
            format!(", on {}", listed(&milestone.criteria))
        };
        format!("Looked at on {}: {}{criteria}.", milestone.date, milestone.review)
    }));
    let followed = record.followed.iter().map(|change| {
        format!(
            "{}: {}. It stands: {}. Why: {}.",
            change.date,
            happened(change.kind),
            change.standing,
            change.why
        )
    });
    let clock = match record.appeal_days {
        Some(days) => format!(
            "An appeal must be decided within {}.",
            counted(days.into(), "day", "days")
        ),
        None => "No day is set by which an appeal must be decided.".to_owned(),
    };
    let mut appeals: Vec<String> = record.appeals.iter().map(appealed).collect();
    if appeals.is_empty() {
        appeals.push("No appeal is on record.".to_owned());
    }
    appeals.insert(0, clock);
    vec![
        part(
            "What is asked",
            asked,
            "Nothing is asked in numbers or by criteria.",
        ),
        part(
            "Who verifies it",
            verifies(record),
            "Nobody is named whose findings count.",
        ),
        part(
            "What was found",
            record.findings.iter().map(found).collect(),
            "No finding is on record.",
        ),
        part("What followed", followed.collect(), "Nothing has changed so far."),
        part("Appeals", appeals, ""),
    ]
}

/// What kind of change it is, for a reader who does not know the words.
fn happened(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Phase => "the law changed",
        ChangeKind::Entered => "the next step was taken",
        ChangeKind::Eased => "a step was taken back",
        ChangeKind::Held => "disputed, and no step was taken",
        ChangeKind::Noted => "recorded, and no step was taken",
        ChangeKind::Interim => "interim measures began",
        ChangeKind::InterimEnded => "interim measures ended",
        ChangeKind::Assumed => "assumed",
    }
}

/// `a, b and c`
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn asked(asked: &Asked) -> Vec<String> {
    let mut effects = Vec::new();
    if !asked.enters.is_empty() {
        effects.push(format!("it brings the {}", steps(&asked.enters)));
    }
    if !asked.eases.is_empty() {
        effects.push(format!("it ends the {}", steps(&asked.eases)));
    }
    let mut sentences = vec![format!(
        "{}: when it is found to be met, {}.",
        asked.criterion,
        effects.join(", and ")
    )];
    sentences.extend(asked.benchmarks.iter().map(|benchmark| {
        let public = benchmark
            .published
            .map_or_else(String::new, |day| format!(", public since {day}"));
        format!("{} means: {benchmark}{public}.", asked.criterion)
    }));
    sentences
}

fn steps(ids: &[String]) -> String {
    let word = if ids.len() == 1 { "step" } else { "steps" };
    format!("{word} {}", listed(ids))
}

fn verifies(record: &Record) -> Vec<String> {
    match record.monitors.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("{one}.")],
        all => vec![format!(
            "{}; {} of them must agree.",
            all.join(", "),
            record.quorum
        )],
    }
}

fn found(found: &Found) -> String {
    let said = match found.verdict {
        Verdict::Met => "is met",
        Verdict::NotMet => "is not met",
        Verdict::Disputed => "is disputed",
        Verdict::Withdrawn => "is withdrawn",
    };
    let mut text = match (found.verdict, found.revises) {
        (Verdict::Withdrawn, Some(day)) => format!(
            "{}: {} withdraws its finding of {day} on {}",
            found.date, found.monitor, found.criterion
        ),
        _ => format!(
            "{}: {} says that {} {said}",
            found.date, found.monitor, found.criterion
        ),
    };
    if let (Some(indicator), Some(value)) = (&found.indicator, found.value) {
        let unit = found
            .unit
            .as_deref()
            .map_or_else(String::new, |unit| format!(" {unit}"));
        text.push_str(&format!(": {indicator} {value}{unit}"));
    }
    match (found.verdict, found.revises) {
        (Verdict::Withdrawn, _) | (_, None) => {}
        (_, Some(day)) => text.push_str(&format!("; this corrects its finding of {day}")),
    }
    if found.evidence.is_empty() {
        text.push_str(". No evidence is named, so it moves nothing");
    } else {
        text.push_str(&format!(". Evidence: {}", found.evidence));
    }
    if let Some(revised) = &found.revised {
        let how = match revised.verdict {
            Verdict::Withdrawn => "withdrawn",
            _ => "corrected",
        };
        text.push_str(&format!(
            ". It was {how} on {} ({}), which takes no step back by itself",
            revised.date, revised.evidence
        ));
    }
    text.push('.');
    text
}

fn appealed(appealed: &Appealed) -> String {
    let appeal = &appealed.appeal;
    let ground = if appeal.ground.is_empty() {
        "no ground on record"
    } else {
        &appeal.ground
    };
    let days = counted(u64::try_from(appealed.days_open).unwrap_or(0), "day", "days");
    let mut text = format!(
        "{}: {} appeals against {}: {ground}. ",
        appeal.date, appeal.appellant, appeal.designation_id
    );
    let Some(decided) = appeal.decided_on else {
        text.push_str(&format!("Pending for {days}"));
        text.push_str(&match appealed.due {
            Some(due) => format!("; it must be decided by {due}."),
            None => ".".to_owned(),
        });
        return text;
    };
    let result = match appeal.result {
        AppealResult::Delisted => "taken off the list",
        AppealResult::Amended => "the entry was amended",
        AppealResult::Rejected | AppealResult::Pending => "rejected",
    };
    text.push_str(&format!(
        "Decided on {decided} by {}: {result}",
        appeal.decided_by
    ));
    if !appeal.reason.is_empty() {
        text.push_str(&format!(" ({})", appeal.reason));
    }
    text.push_str(&format!(". It was open for {days}."));
    text
}

fn head(record: &Record) -> String {
    let status = &record.status;
    let since = status
        .since
        .map_or_else(String::new, |day| format!(" since {day}"));
    let basis = status
        .basis
        .as_deref()
        .map_or_else(String::new, |basis| format!(", {basis}"));
    format!("On {}: {}{since}{basis}.", record.as_of, status.standing)
}

fn text(record: &Record) -> String {
    let mut text = format!("{} ({})\n{}\n", record.program, record.authority, head(record));
    for part in parts(record) {
        text.push_str(&format!("\n{}\n", part.head));
        for sentence in part.sentences {
            text.push_str(&format!("  {sentence}\n"));
        }
    }
    text
}

fn html(record: &Record, rulebook: &Rulebook) -> String {
    let body = html! {
        header { h1 { (Esc(&record.program)) } p { (Esc(&record.authority)) ". " (Esc(head(record))) } }
        @if let Some(history) = history(record, rulebook) {
            section {
                h2 { "What bound when" }
                p { "The dashed line is " (record.as_of) "." }
                // It can be scrolled by who has no mouse, too.
                div.scroll tabindex="0" role="region" aria-label="What bound when" { (history) }
            }
        }
        @for part in parts(record) {
            section { h2 { (part.head) } ul { @for sentence in part.sentences { li { (Esc(sentence)) } } } }
        }
    };
    page(&format!("{}: the public record", record.program), &body)
}

/// The picture of what bound until the day of the record.
fn history(record: &Record, rulebook: &Rulebook) -> Option<Markup> {
    let program = rulebook.program(&record.program)?;
    let mut stretches = rulebook.stretches(&record.program)?;
    stretches.retain(|stretch| stretch.from.is_none_or(|from| from <= record.as_of));
    let appeals: Vec<_> = record.appeals.iter().map(|appealed| &appealed.appeal).collect();
    Some(picture::svg(&Shown {
        program,
        stretches: &stretches,
        appeals: &appeals,
        today: record.as_of,
    }))
}
