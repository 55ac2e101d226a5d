//! The cases: who meets whom, why, what binds, and in which payments.

use maud::{Markup, PreEscaped, html};
use portcullis_exemptions::ObligationReport;
use portcullis_model::HitBasis;

use super::{
    compare::compare,
    evidence::why,
    payment::{facts, money, place},
    section,
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{DOT, Esc, Said, and_more, beside, counted, group, grouped, joined, left_out, tag},
};
use crate::{
    files,
    output::CaseRow,
    report::{
        CASES_BYTES_MAX, ShownAlert,
        cases::{Case, CasePayment, Cases},
    },
    summary::Summary,
};

/// Sums by currency that the line of a case shows.
const SUMS_MAX: usize = 4;
/// Designations without an alert of their own here that are named.
const NAMED_MAX: usize = 40;

pub(super) fn cases(summary: &Summary, cases: &Cases) -> Markup {
    if cases.all() == 0 {
        let none = match summary.delta {
            Some(_) => "No alert is new or changed.",
            None => "No payment needs a person.",
        };
        return section("cases", "Cases", &html! { (none) }, &html! {});
    }
    let about = html! {
        (counted(summary.alerts, "alert", "alerts")) " in " (counted(cases.all(), "case", "cases"))
        ". A case is one party of the payments and one listed party, with every payment in which they meet. What to look at first \
         comes first; open a case to see what the payment and the list say."
    };
    let (in_full, full) = in_full(&cases.shown);
    let rest: Vec<&CaseRow<'_>> = cases.shown[full..]
        .iter()
        .map(|case| &case.row)
        .chain(&cases.lines)
        .collect();
    section(
        "cases",
        "Cases",
        &about,
        &html! {
            (in_full)
            @if !rest.is_empty() {
                h3 { "Further cases" }
                p {
                    (counted(full as u64, "case", "cases"))
                    " stand above in full. The next have a line each; their alerts stand in " (files::ALERTS) "."
                }
                (lines(&rest))
            }
            (left_out(cases.all(), full + rest.len(), ["case", "cases"], cases.file))
        },
    )
}

/// The first cases in full, as many as a page bears, and how many these are.
fn in_full(cases: &[Case]) -> (Markup, usize) {
    let mut text = String::new();
    for (n, case) in cases.iter().enumerate() {
        let one = one(case).into_string();
        if text.len() + one.len() > CASES_BYTES_MAX {
            return (PreEscaped(text), n);
        }
        text.push_str(&one);
    }
    (PreEscaped(text), cases.len())
}

fn lines(rows: &[&CaseRow<'_>]) -> Markup {
    let columns = [
        Text("Outcome"),
        Text("Party"),
        Text("Listed"),
        Number("Score"),
        Number("Payments"),
    ];
    let rows = rows.iter().map(|row| {
        [
            decides(row),
            html! { (Said(&row.party)) },
            html! { (Said(&row.listed)) br; span.small { (joined(row.lists.iter(), DOT)) } },
            html! { @if let Some(score) = row.score { (score) } },
            cell(grouped(row.payments)),
        ]
    });
    table(columns, rows)
}

/// Outcome and priority.
fn decides(row: &CaseRow<'_>) -> Markup {
    html! {
        (tag(row.outcome))
        @if row.priority > 0 { " " span.small { "priority " (row.priority) } }
    }
}

/// The sums of a case's payments: `1 200.00 BRL, 5.00 EUR`.
fn amounts(row: &CaseRow<'_>) -> Markup {
    let sums = row.amounts.iter().map(|sum| match sum.split_once(':') {
        Some(("none", amount)) => group(amount),
        Some((currency, amount)) => format!("{} {currency}", group(amount)),
        None => sum.clone(),
    });
    let more = row.amounts.len().saturating_sub(SUMS_MAX);
    html! {
        (joined(sums.take(SUMS_MAX), ", "))
        @if more > 0 { " and " (more) " more" }
    }
}

fn one(case: &Case) -> Markup {
    let row = &case.row;
    let under = [
        html! { (counted(row.payments, "payment", "payments")) },
        amounts(row),
        html! { @if let Some(score) = row.score { "score " (score) } },
        joined(row.lists.iter(), DOT),
        joined(row.programs.iter(), ", "),
    ];
    let (leading, others) = case.leading();
    let id = format!("case-{}", row.case_id.replace(char::is_whitespace, "-"));
    html! {
        details.fold.case id=(Esc(id)) {
            summary {
                span { (decides(row)) }
                span { (Said(&row.why)) }
                span.small.under { (beside(under, DOT)) }
            }
            div.body {
                (compare(case))
                h3 { "Why it is an alert" }
                @for (n, shown) in leading.iter().enumerate() { (reasons(shown, n == 0)) }
                (also_resembles(case, others))
                (bindings(&case.listed))
                h3 { (counted(row.payments, "payment", "payments")) }
                @for shown in &case.payments { (payment(shown)) }
                (payments_beyond(case))
            }
        }
        "\n"
    }
}

/// Other listed parties that resemble the party of the case: it is at most one of all of them.
fn also_resembles(case: &Case, others: &[ShownAlert]) -> Markup {
    let named = &case.listed_named;
    html! {
        @if !others.is_empty() || !named.is_empty() {
            h3 { "Other listed parties that it resembles" }
            @for shown in others { (other_party(shown)) }
            @if !named.is_empty() {
                p.small { "and " (joined(named.iter().take(NAMED_MAX), ", ")) (and_more(named.len(), NAMED_MAX)) }
            }
        }
    }
}

fn other_party(shown: &ShownAlert) -> Markup {
    let d = &shown.designation;
    let born: Vec<String> = d.birth_dates.iter().map(ToString::to_string).collect();
    let nationalities: Vec<String> = d.nationalities.iter().map(ToString::to_string).collect();
    let born = match born.is_empty() {
        true => String::new(),
        false => format!("born {}", born.join(" or ")),
    };
    let facts = [
        d.list.clone(),
        d.programs.join(", "),
        born,
        nationalities.join(", "),
        format!("score {}", shown.alert.score),
    ];
    html! {
        p { b { (Said(d.primary_name())) } " " span.small { (joined(facts, DOT)) " " code { (Said(&d.id)) } } }
    }
}

/// Why one designation was found: in full of the first, in a line of the others.
fn reasons(shown: &ShownAlert, in_full: bool) -> Markup {
    let alert = &shown.alert;
    let basis = match alert.basis {
        HitBasis::Identifier => "identifier",
        HitBasis::Name => "name",
        HitBasis::Place => "place",
        HitBasis::Resubmission => "resubmission",
    };
    html! {
        p { (Said(&alert.list)) ": score " (alert.score) " by " (basis) @if alert.certain { ", certain" } }
        @if in_full { ul.why { @for evidence in &shown.evidence { li { (why(evidence)) } } } }
    }
}

/// What binds, each obligation once.
fn bindings(listed: &[ShownAlert]) -> Markup {
    let mut told: Vec<&ObligationReport> = Vec::new();
    for obligation in listed.iter().flat_map(|shown| &shown.alert.obligations) {
        let is_it = |known: &&ObligationReport| {
            known.authority == obligation.authority
                && known.program == obligation.program
                && known.measure == obligation.measure
        };
        if !told.iter().any(is_it) {
            told.push(obligation);
        }
    }
    html! {
        @if !told.is_empty() { h3 { "What binds, if it is the party" } }
        @for obligation in told { (binding(obligation)) }
    }
}

/// An obligation, and why no license releases it.
fn binding(obligation: &ObligationReport) -> Markup {
    let phase = &obligation.phase;
    html! {
        p {
            b { (Said(&obligation.program)) } " " (Esc(obligation.measure)) " (" (Said(&obligation.authority)) "), " (Esc(&phase.standing))
            @if let Some(since) = &phase.since { " since " (Esc(since)) }
            @if let Some(basis) = &phase.basis { ", " (Said(basis)) }
            @if let Some(because) = &obligation.because { ", because " (Said(because)) }
            @match obligation.failed.first() {
                None => ". No license reaches it.",
                Some(nearest) => {
                    ". "
                    span.small {
                        "Nearest license " (Said(&nearest.license_id)) " fails: "
                        (joined(
                            nearest.failed_clauses().map(|clause| format!("{}: {}", clause.clause, clause.evidence)),
                            "; ",
                        ))
                    }
                }
            }
        }
    }
}

fn payment(shown: &CasePayment) -> Markup {
    html! {
        div.payment {
            p {
                (tag(shown.outcome))
                @if let Some(delta) = shown.delta { " " span.tag { (delta.as_str()) } }
                " " (place(&shown.payment_id, &shown.file, shown.line))
            }
            p { (money(&shown.payment)) }
            @for change in &shown.changes {
                p.small {
                    "changed: " (Said(change.member.replace(['_', '.'], " "))) ", was " (Said(value(&change.old))) ", is "
                    (Said(value(&change.new)))
                }
            }
            (facts(&shown.payment, &shown.fields))
            details { summary { "Reason of the decision" } p.small { (Said(&shown.reason)) } }
        }
    }
}

/// One side of what changed, in words.
fn value(value: &serde_json::Value) -> String {
    use serde_json::Value;
    let words = |parts: Vec<String>, mark: &str| match parts.is_empty() {
        true => "nothing".to_owned(),
        false => parts.join(mark),
    };
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(elements) => words(elements.iter().map(self::value).collect(), "; "),
        Value::Object(members) => words(members.values().map(self::value).collect(), " "),
        other => other.to_string(),
    }
}

/// The payments that are not shown in full: named, and those beyond counted.
fn payments_beyond(case: &Case) -> Markup {
    let named = &case.payments_named;
    if named.is_empty() {
        return html! {};
    }
    let (all, shown) = (case.row.payments, case.payments.len());
    let ids = named.iter().map(|(id, file, line)| place(id, file, *line));
    html! {
        p {
            (counted(all.saturating_sub(shown as u64), "more payment", "more payments")) ", in full in " (files::ALERTS) ": "
            (beside(ids, ", "))
        }
        (left_out(all, shown + named.len(), ["payment of this case", "payments of this case"], files::ALERTS))
    }
}
