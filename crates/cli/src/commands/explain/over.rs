//! A payment's outcome over time: on which days it changed, and why.

use std::str::FromStr;

use jiff::ToSpan;
use portcullis_exemptions::{Decision, DormantReason, DormantReport, LicenseReport, ObligationReport};
use portcullis_model::{Date, Outcome, Payment};
use portcullis_screening::Screener;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::table::{Card, Sheet};

/// More days than law has had computers for; more is a typing error.
const DAYS_MAX: i64 = 40_000;

/// The days of `--over`, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    from: Date,
    to: Date,
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Days, String> {
        let day = |text: &str| {
            crate::options::date(text)
                .map_err(|_| format!("`{text}` is not a day; write FROM..TO, like 2015-01-01..2026-12-31"))
        };
        let Some((from, to)) = text.split_once("..") else {
            return Err("write FROM..TO, like 2015-01-01..2026-12-31".to_owned());
        };
        let days = Days {
            from: day(from)?,
            to: day(to)?,
        };
        let length = days.to.duration_since(days.from).as_hours() / 24;
        if length < 0 {
            return Err(format!("{to} is before {from}; write the earlier day first"));
        }
        if length > DAYS_MAX {
            return Err(format!("is more than {DAYS_MAX} days; write a shorter time"));
        }
        Ok(days)
    }
}

/// Days on which a payment is decided in one way.
#[derive(Serialize)]
struct Stretch {
    from: Date,
    to: Date,
    outcome: Outcome,
    /// The reason on the first of them.
    reason: String,
    license_ids: Vec<String>,
    /// What is otherwise than on the day before.
    changes: Vec<String>,
}

#[derive(Serialize)]
struct OverTime<'a> {
    payment_id: &'a str,
    file: &'a str,
    line: u64,
    from: Date,
    to: Date,
    outcomes: Vec<Stretch>,
}

/// Decides the payment as of every day, each by itself, and prints the days on which that changed.
pub(super) fn explain(
    screener: &Screener,
    payment: &Payment<'_>,
    path: &str,
    days: Days,
    json: bool,
) -> Result<(), Failure> {
    let mut outcomes: Vec<Stretch> = Vec::new();
    let mut before: Option<Decision> = None;
    let mut day = days.from;
    loop {
        let decision = screener.screen_as_of(day, payment);
        match (&before, outcomes.last_mut()) {
            (Some(before), Some(stretch)) if is_alike(before, &decision) => stretch.to = day,
            _ => outcomes.push(Stretch {
                from: day,
                to: day,
                outcome: decision.outcome,
                reason: decision.reason.to_string(),
                license_ids: decision.license_ids.clone(),
                changes: before
                    .as_ref()
                    .map_or_else(Vec::new, |before| changes(before, &decision)),
            }),
        }
        before = Some(decision);
        if day >= days.to {
            break;
        }
        day = day.saturating_add(1.day());
    }
    let over = OverTime {
        payment_id: &payment.payment_id,
        file: path,
        line: payment.line,
        from: days.from,
        to: days.to,
        outcomes,
    };
    if json {
        print_json(&over)
    } else {
        print(&text(&over))
    }
}

/// What an obligation is about.
fn subject(o: &ObligationReport) -> (&str, &str, portcullis_model::Measure, portcullis_model::Field) {
    (&o.designation_id, &o.program, o.measure, o.field)
}

fn covering(o: &ObligationReport) -> Option<&str> {
    o.covered_by.as_ref().map(|license| license.license_id.as_str())
}

/// Whether two decisions say the same: outcome, what binds, and what covers it. How long it has been so, they tell each day
/// otherwise.
fn is_alike(one: &Decision, other: &Decision) -> bool {
    let of = |decision: &Decision| {
        let obligations = decision.obligations.iter();
        obligations
            .map(|o| {
                let (designation, program, measure, field) = subject(o);
                let covering = covering(o).map(str::to_owned);
                let standing = o.phase.standing.clone();
                (
                    designation.to_owned(),
                    program.to_owned(),
                    measure,
                    field,
                    covering,
                    standing,
                )
            })
            .collect::<Vec<_>>()
    };
    one.outcome == other.outcome && one.license_ids == other.license_ids && of(one) == of(other)
}

/// What of a decision is otherwise than before, a sentence each.
fn changes(before: &Decision, after: &Decision) -> Vec<String> {
    let mut changes: Vec<String> = Vec::new();
    let mut say = |text: String| {
        if !changes.contains(&text) {
            changes.push(text);
        }
    };
    for gone in &before.obligations {
        if !after.obligations.iter().any(|o| subject(o) == subject(gone)) {
            let why = after.dormant.iter().find(|dormant| is_about(dormant, gone));
            let why = why.map_or_else(String::new, |dormant| format!(": {}", dormant.why));
            say(format!("{} no longer binds{why}", named(gone)));
        }
    }
    for now in &after.obligations {
        let Some(then) = before.obligations.iter().find(|o| subject(o) == subject(now)) else {
            say(format!("{} binds: {}", named(now), standing(now)));
            continue;
        };
        if then.phase.standing != now.phase.standing {
            say(format!("{}: {}", now.program, standing(now)));
        }
        match (covering(then), covering(now)) {
            (then, now) if then == now => {}
            (_, Some(license)) => say(format!("license {license} covers {}", named(now))),
            (Some(license), None) => {
                let failed = now.failed.iter().find(|failed| failed.license_id == license);
                let why = failed.map_or_else(String::new, |failed| format!(": {}", lacking(failed)));
                say(format!("license {license} no longer covers {}{why}", named(now)));
            }
            (None, None) => {}
        }
    }
    if changes.is_empty() {
        changes.push("what is found in the payment is otherwise on the lists of the day".to_owned());
    }
    changes
}

/// Whether it says why an obligation is none any more: what is not reached names the measure that it is about.
fn is_about(dormant: &DormantReport, gone: &ObligationReport) -> bool {
    let of_program = dormant.program == gone.program || dormant.program.is_empty();
    let of_measure =
        dormant.reason != DormantReason::NotReached || dormant.why.starts_with(gone.measure.as_str());
    dormant.designation_id == gone.designation_id && of_program && of_measure
}

fn named(o: &ObligationReport) -> String {
    format!("{} {} on {}", o.program, o.measure, o.designation_id)
}

fn standing(o: &ObligationReport) -> String {
    let mut text = o.phase.standing.clone();
    if let Some(since) = o.phase.since {
        text.push_str(&format!(" since {since}"));
    }
    if let Some(basis) = &o.phase.basis {
        text.push_str(&format!(", {basis}"));
    }
    text
}

fn lacking(license: &LicenseReport) -> String {
    let failed = license.failed_clauses().map(|clause| clause.evidence.as_str());
    failed.collect::<Vec<_>>().join("; ")
}

fn text(over: &OverTime<'_>) -> String {
    let mut card = Card::default();
    card.line(
        "payment",
        format!("{} ({}:{})", over.payment_id, over.file, over.line),
    );
    card.line(
        "decided as of",
        format!("every day from {} to {}", over.from, over.to),
    );
    let mut sheet = Sheet::new(&["from", "to", "outcome", "why"]);
    for stretch in &over.outcomes {
        let why = if stretch.changes.is_empty() {
            stretch.reason.clone()
        } else {
            stretch.changes.join(" | ")
        };
        let outcome = sheet.outcome(stretch.outcome);
        sheet.cells([
            stretch.from.to_string().into(),
            stretch.to.to_string().into(),
            outcome,
            why.into(),
        ]);
    }
    format!("{card}\n{sheet}")
}
