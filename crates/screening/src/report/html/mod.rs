//! The page itself: templates that are checked when they are compiled, everything escaped.

mod case;
mod compare;
pub(super) mod comparison;
mod duties;
mod evidence;
mod passed;
mod payment;
pub(crate) mod picture;
mod pictures;
mod rows;
mod run;
pub(crate) mod table;
pub(crate) mod text;

use maud::{Markup, html};
use portcullis_model::Outcome;

use self::{
    case::cases,
    duties::duties,
    passed::{discounted, released, suppressed, unbound},
    pictures::pictures,
    rows::{ended, rejects},
    run::{configuration, counts, lists, value},
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{DOT, Esc, counted, file_name, grouped, joined, tag},
};
use super::{Page, page};
use crate::summary::Summary;

/// What an outcome means, for a reader who does not know the words.
fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clear => "nothing in force touched",
        Outcome::Licensed => "released under a license",
        Outcome::Review => "a person must look",
        Outcome::Reject => "to be sent back",
        Outcome::Block => "funds to be held",
    }
}

pub(super) fn render(of: &Page) -> String {
    let summary = &of.summary;
    let names = summary.inputs.iter().map(|input| file_name(&input.name));
    let body = html! {
        header {
            h1 { "Sanctions screening report" }
            p { (joined(names, ", ")) (DOT) "screened " (Esc(&summary.run.finished_at)) (DOT) (Esc(&summary.program)) }
        }
        (integrity(of))
        (warnings(summary))
        (delta(summary))
        (totals(of))
        (rejects(summary, &of.rejects))
        (cases(summary, &of.cases))
        (duties(&of.duties))
        (pictures(of))
        (ended(summary, &of.ended))
        (discounted(summary, &of.discounted))
        (suppressed(summary, &of.suppressed))
        (unbound(summary, &of.unbound))
        (released(summary, &of.released))
        (value(summary))
        (counts(summary))
        (lists(summary))
        (configuration(summary))
    };
    page::whole("Sanctions screening report", &body)
}

/// A section with its title and what it is about.
fn section(id: &str, title: &str, about: &Markup, body: &Markup) -> Markup {
    html! {
        section id=(id) { h2 { (title) } p { (about) } (body) }
        "\n"
    }
}

fn integrity(page: &Page) -> Markup {
    let verification = &page.verification;
    html! {
        @if verification.is_intact() {
            div.banner.good {
                b { "Run intact." }
                " Every digest, count and link of the audit log was recomputed and holds. Head of the chain: "
                code { (Esc(verification.head.as_deref().unwrap_or(""))) }
            }
        } @else {
            div.banner.bad {
                b { "This run is not as it was written." } " Do not rely on this page."
                ul { @for finding in &verification.findings { li { (Esc(finding)) } } }
            }
        }
    }
}

fn warnings(summary: &Summary) -> Markup {
    let warnings = &summary.run.warnings;
    html! {
        @if !warnings.is_empty() {
            div.banner.warn {
                b { "Warnings of the run." }
                ul { @for warning in warnings { li { (Esc(warning)) } } }
            }
        }
    }
}

/// What kind of run it is, when it is not a full one.
fn delta(summary: &Summary) -> Markup {
    let Some(delta) = &summary.delta else {
        return html! {};
    };
    let lists = &delta.designations;
    html! {
        div.banner.delta {
            b { "Screened against what changed on the lists." } " "
            (counted(lists.added, "designation was", "designations were")) " added, " (grouped(lists.removed)) " removed, "
            (grouped(lists.changed)) " changed. This page tells of the " (grouped(delta.differing)) " of "
            (grouped(summary.records - summary.rejected)) " payments of which that changed what a person decides on: "
            (counted(delta.alerts_new, "new alert", "new alerts")) ", " (grouped(delta.alerts_changed)) " changed, "
            (grouped(delta.alerts_ended)) " ended. Of " (grouped(delta.evidence_only))
            " more it moved a score or evidence alone."
        }
    }
}

/// What came of the payments, in a sentence.
fn verdict(page: &Page) -> String {
    let summary = &page.summary;
    let person = match summary.need_person {
        0 => "No payment needs a person".to_owned(),
        payments => format!(
            "{} of {} need a person or are stopped, in {}",
            counted(payments, "payment", "payments"),
            grouped(summary.decided),
            counted(page.cases.all(), "case", "cases"),
        ),
    };
    match summary.rejected {
        0 => format!("{person}."),
        records => format!(
            "{person}; {} could not be read.",
            counted(records, "record", "records")
        ),
    }
}

/// What came of the payments, the gravest first, and where the rest of the page is.
fn totals(page: &Page) -> Markup {
    let summary = &page.summary;
    let outcomes = Outcome::ALL.iter().rev().map(|&outcome| {
        [
            html! { (tag(outcome)) " " (meaning(outcome)) },
            cell(grouped(summary.outcomes.of(outcome))),
        ]
    });
    let unread = [
        html! { span.tag { "not read" } " not decided" },
        cell(grouped(summary.rejected)),
    ];
    let unchanged = summary.delta.as_ref().map(|delta| delta.unchanged);
    html! {
        section id="totals" {
            h2 { (verdict(page)) }
            (table([Text("Outcome"), Number("Payments")], outcomes.chain([unread])))
            p.note {
                "Every record is accounted for: " (grouped(summary.decided)) " decided"
                @if let Some(unchanged) = unchanged { " + " (grouped(unchanged)) " as before" }
                " + " (grouped(summary.rejected)) " not readable = " (grouped(summary.records)) " read."
            }
            (contents(page))
        }
        "\n"
    }
}

/// Where the parts of the page are.
fn contents(page: &Page) -> Markup {
    let summary = &page.summary;
    let ended = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    let links = [
        ("rejects", "Not read", summary.rejected),
        ("cases", "Cases", page.cases.all()),
        ("duties", "Duties", page.duties.len() as u64),
        ("ended", "Ended", ended),
        ("discounted", "Discounted", summary.discounted),
        ("suppressed", "Reviewers' words", summary.suppressed),
        ("unbound", "Nothing binds", summary.unbound),
        ("released", "Released", summary.released),
    ];
    html! {
        nav aria-label="Parts of this page" {
            @for (id, name, count) in links.into_iter().filter(|(.., count)| *count > 0) {
                a href={ "#" (id) } { (name) " " (grouped(count)) } " "
            }
            a href="#pictures" { "At a glance" } " " a href="#lists" { "Lists" } " " a href="#configuration" { "How it was decided" }
        }
    }
}
