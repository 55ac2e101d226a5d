//! The page of two runs beside each other.

use maud::{Markup, html};
use portcullis_model::Outcome;

use super::{
    picture::{Bar, Picture, length},
    section,
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{DOT, Esc, Said, counted, grouped, joined, left_out, tag},
};
use crate::{
    files,
    output::CaseRow,
    report::{
        comparison::{CaseChanges, Comparison, Decided, PaymentChanges, Side},
        page,
    },
    summary::Summary,
};

pub(in crate::report) fn render(of: &Comparison) -> String {
    let (a, b) = (&of.a, &of.b);
    let body = html! {
        header {
            h1 { "Two runs beside each other" }
            p { "A: " (Said(&a.name)) (DOT) "screened " (Esc(&a.summary.run.finished_at)) }
            p { "B: " (Said(&b.name)) (DOT) "screened " (Esc(&b.summary.run.finished_at)) }
        }
        @for (name, side) in [("A", a), ("B", b)] { (integrity(name, side)) }
        (figures(of))
        (payments(&of.payments))
        (cases(&of.cases))
        (conditions(&a.summary, &b.summary))
    };
    page::whole("Two runs beside each other", &body)
}

fn integrity(name: &str, side: &Side) -> Markup {
    html! {
        @if !side.is_intact {
            div.banner.bad {
                b { "Run " (name) " is not as it was written." } " Do not rely on what this page says of it. "
                code { "portcullis verify" } " tells what differs."
            }
        }
        @if side.summary.delta.is_some() {
            div.banner.warn {
                "Run " (name) " is a delta run: it has only the payments of which its lists change what a person decides on."
            }
        }
    }
}

/// What is counted of a run.
type Figure = (&'static str, fn(&Side) -> u64);

const FIGURES: [Figure; 11] = [
    ("Records", |side| side.summary.records),
    ("Not readable", |side| side.summary.rejected),
    ("Cases", |side| side.summary.cases),
    ("Alerts", |side| side.summary.alerts),
    ("Discounted matches", |side| side.summary.discounted),
    ("Hits that reviewers' words let pass", |side| {
        side.summary.suppressed
    }),
    ("Let go because nothing binds", |side| side.summary.unbound),
    ("Let go because of good guys", |side| {
        side.summary.good_guy_payments
    }),
    ("Released under a license or by good guys", |side| {
        side.summary.released
    }),
    ("Duties", |side| side.duties),
    ("Values not understood", |side| side.summary.notes.values().sum()),
];

/// How a number changes: `+3`, `−4`.
fn difference(a: u64, b: u64) -> String {
    match a.cmp(&b) {
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Less => format!("+{}", grouped(b - a)),
        std::cmp::Ordering::Greater => format!("\u{2212}{}", grouped(a - b)),
    }
}

fn figures(of: &Comparison) -> Markup {
    let (a, b) = (&of.a, &of.b);
    let outcomes = Outcome::ALL.iter().rev().map(|&outcome| {
        let [x, y] = [a, b].map(|side| side.summary.outcomes.of(outcome));
        let numbers = [grouped(x), grouped(y), difference(x, y)].map(cell);
        let [x, y, change] = numbers;
        [tag(outcome), x, y, change]
    });
    let rows = FIGURES.iter().map(|(name, of)| {
        let (x, y) = (of(a), of(b));
        [
            cell(*name),
            cell(grouped(x)),
            cell(grouped(y)),
            cell(difference(x, y)),
        ]
    });
    let heads = |first| [Text(first), Number("A"), Number("B"), Number("Change")];
    let stopped = |side: &Side| side.summary.outcomes.need_person();
    let title = format!(
        "{} in A, {} in B need a person or are stopped",
        counted(stopped(a), "payment", "payments"),
        counted(stopped(b), "payment", "payments")
    );
    let about = html! { "Clear payments are left out of the picture; the table has them." };
    section(
        "figures",
        &title,
        &about,
        &html! {
            (picture(a, b, table(heads("Outcome"), outcomes)))
            (table(heads("Figure"), rows))
        },
    )
}

/// Outcomes, without the clear ones, which would hide the others.
fn picture(a: &Side, b: &Side, table: Markup) -> Markup {
    let classes = [
        ("block", Outcome::Block),
        ("reject", Outcome::Reject),
        ("review", Outcome::Review),
        ("licensed", Outcome::Licensed),
    ];
    let bars = [("A", a), ("B", b)].map(|(name, side)| {
        let parts = classes.map(|(class, outcome)| (class, side.summary.outcomes.of(outcome)));
        Bar {
            label: name.to_owned(),
            value: counted(parts.iter().map(|(_, n)| n).sum(), "payment", "payments"),
            parts: parts.map(|(class, n)| (class, length(n))).to_vec(),
        }
    });
    let picture = Picture {
        title: "Outcomes",
        about: "Payments that are not clear.",
        bars: &bars,
        full: None,
        key: &classes.map(|(class, _)| (class, class)),
        table,
    };
    html! { (picture) }
}

/// An outcome, or that the run does not have the payment.
fn outcome(outcome: Option<Outcome>) -> Markup {
    html! {
        @match outcome { Some(outcome) => (tag(outcome)), None => span.tag { "not there" } }
    }
}

fn payments(changes: &PaymentChanges) -> Markup {
    let differing = &changes.differing;
    let about = html! {
        "Payments that a run decides otherwise than the other, or that only one of them has and does not clear. Payments are \
         held to each other by their id; of several with one id, in their order."
    };
    let moves = changes
        .moves
        .iter()
        .filter(|((from, to), _)| from != to)
        .map(|((from, to), payments)| [outcome(*from), outcome(*to), cell(grouped(*payments))]);
    let reason = |decided: &Option<Decided>| {
        html! {
            (outcome(decided.as_ref().map(|decided| decided.outcome)))
            @if let Some(decided) = decided { " " span.small { (Said(&decided.reason)) } }
        }
    };
    let rows = differing.first.iter().map(|change| {
        [
            html! { b { (Said(&change.payment_id)) } },
            reason(&change.a),
            reason(&change.b),
        ]
    });
    let title = counted(
        differing.all,
        "payment decided otherwise",
        "payments decided otherwise",
    );
    section(
        "payments",
        &title,
        &about,
        &html! {
            @if differing.all > 0 {
                (table([Text("In A"), Text("In B"), Number("Payments")], moves))
                details open {
                    summary { "Each of them" }
                    (table([Text("Payment"), Text("In A"), Text("In B")], rows))
                    (left_out(differing.all, differing.first.len(), ["payment", "payments"], files::DECISIONS))
                }
            }
        },
    )
}

fn cases(changes: &CaseChanges) -> Markup {
    let kinds = [("In B alone", &changes.new), ("In A alone", &changes.gone)];
    let title = format!(
        "{} in B alone, {} in A alone, {} changed",
        counted(changes.new.all, "case", "cases"),
        grouped(changes.gone.all),
        grouped(changes.changed.all)
    );
    let about = html! {
        (counted(changes.same, "case is", "cases are"))
        " in both with the same outcome, priority, number of payments, lists and programs."
    };
    section(
        "cases",
        &title,
        &about,
        &html! {
            @for (name, rows) in kinds {
                @if rows.all > 0 {
                    h3 { (name) }
                    (table([Text("Outcome"), Text("Case"), Number("Payments")], rows.first.iter().map(case)))
                    (left_out(rows.all, rows.first.len(), ["case", "cases"], files::CASES))
                }
            }
            @if changes.changed.all > 0 {
                h3 { "Changed" }
                (table([Text("Case"), Text("In A"), Text("In B")], changes.changed.first.iter().map(|(a, b)| {
                    [html! { (Said(&b.party)) br; span.small { (Said(&b.listed)) } }, state(a), state(b)]
                })))
                (left_out(changes.changed.all, changes.changed.first.len(), ["case", "cases"], files::CASES))
            }
        },
    )
}

fn case(row: &CaseRow<'_>) -> [Markup; 3] {
    [
        html! { (tag(row.outcome)) " " span.small { "priority " (row.priority) } },
        html! { (Said(&row.why)) br; span.small { (joined(row.lists.iter(), DOT)) } },
        cell(grouped(row.payments)),
    ]
}

/// What of a case may change.
fn state(row: &CaseRow<'_>) -> Markup {
    html! {
        (tag(row.outcome)) " " span.small { "priority " (row.priority) }
        br;
        (counted(row.payments, "payment", "payments"))
        br;
        span.small { (joined(row.lists.iter().chain(&*row.programs), ", ")) }
    }
}

/// By what the runs decided, and where that differs.
fn conditions(a: &Summary, b: &Summary) -> Markup {
    let rows = [condition_rows(a), condition_rows(b)];
    let [a, b] = rows;
    let mut names: Vec<&String> = a.iter().chain(&b).map(|(name, _)| name).collect();
    let mut told = std::collections::HashSet::new();
    names.retain(|name| told.insert(*name));
    let of = |rows: &[(String, String)], name: &String| {
        let row = rows.iter().find(|(other, _)| other == name);
        row.map_or_else(String::new, |(_, value)| value.clone())
    };
    let rows: Vec<[Markup; 3]> = names
        .into_iter()
        .map(|name| {
            let (x, y) = (of(&a, name), of(&b, name));
            let differs = x != y;
            [
                html! { (Said(name)) @if differs { " " span.verdict.differs { "differs" } } },
                html! { (Said(x)) },
                html! { (Said(y)) },
            ]
        })
        .collect();
    let about = html! { "What differs here may be why the runs differ above." };
    section(
        "configuration",
        "How they were decided",
        &about,
        &table([Text("What"), Text("A"), Text("B")], rows),
    )
}

fn condition_rows(summary: &Summary) -> Vec<(String, String)> {
    let configuration = &summary.configuration;
    let day = configuration.as_of.or(configuration.run_date);
    let mut rows = vec![
        ("Program".to_owned(), summary.program.clone()),
        ("Threshold".to_owned(), configuration.threshold.to_string()),
        ("Weak aliases".to_owned(), configuration.weak_aliases.clone()),
        (
            "Law as of".to_owned(),
            match (configuration.as_of, day) {
                (Some(day), _) => format!("{day}, for every payment"),
                (None, Some(day)) => format!("each payment's value date, or {day}"),
                (None, None) => "each payment's value date".to_owned(),
            },
        ),
        ("Rules digest".to_owned(), configuration.rules_digest.clone()),
        ("Index digest".to_owned(), summary.index_digest.clone()),
        ("Lists missing".to_owned(), summary.missing_lists.join(", ")),
    ];
    for (n, input) in summary.inputs.iter().enumerate() {
        let digest = format!("{}: {} bytes, BLAKE3 {}", input.name, input.bytes, input.blake3);
        rows.push((format!("Payments file {}", n + 1), digest));
    }
    for list in &summary.run.lists {
        let kind = list.source.split(':').next().unwrap_or(&list.source);
        let published = list.published.as_deref().unwrap_or("not known");
        rows.push((format!("List {kind} published"), published.to_owned()));
    }
    rows
}
