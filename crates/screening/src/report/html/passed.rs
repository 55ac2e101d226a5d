//! What was let go and why: discounted matches, payments that nothing binds, and released ones.

use maud::{Markup, html};
use portcullis_model::{Agreement, Evidence, Field};

use super::{
    payment::{Entry, entry},
    section,
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{DOT, Said, beside, counted, field, group, grouped, joined, left_out, tag},
};
use crate::{
    files,
    output::PassedHit,
    report::{ShownAlert, ShownRelease, ShownUnbound, read::Shown},
    summary::Summary,
};

pub(super) fn discounted(summary: &Summary, shown: &Shown<ShownAlert>) -> Markup {
    if summary.discounted == 0 {
        return html! {};
    }
    let title = counted(summary.discounted, "discounted match", "discounted matches");
    let about = "Names that match and would be alerts, but that the facts of the party speak against. Their payments need nobody for \
                 them.";
    let reasons = shown
        .by_reason
        .iter()
        .map(|(facts, matches)| [html! { (Said(facts)) }, cell(grouped(*matches))]);
    let left = left_out(
        summary.discounted,
        shown.rows.len(),
        ["match", "matches"],
        files::DISCOUNTED,
    );
    section(
        "discounted",
        &title,
        &html! { (about) },
        &html! {
            (table([Text("What differs"), Number("Matches")], reasons))
            details {
                summary { "Each of them" }
                @for row in &shown.rows { (one_discounted(row)) }
                (left)
            }
        },
    )
}

fn one_discounted(row: &ShownAlert) -> Markup {
    let alert = &row.alert;
    let of = Entry {
        decides: html! { "score " (alert.score) },
        headline: resembles(&alert.party, alert.field, &alert.matched_name),
        why: beside(
            [
                differences(&row.evidence),
                joined([&*alert.list, &*alert.designation_id], DOT),
            ],
            DOT,
        ),
        reason: None,
    };
    let place = (&*alert.payment_id, &*alert.file, alert.line);
    entry(&of, place, &row.payment, &[alert.field])
}

pub(super) fn suppressed(summary: &Summary, shown: &Shown<ShownAlert>) -> Markup {
    if summary.suppressed == 0 {
        return html! {};
    }
    let all = summary.suppressed;
    let title = counted(
        all,
        "hit that a reviewer's word lets pass",
        "hits that reviewers' words let pass",
    );
    let about = "Somebody said of the case that it is a false positive, and the party shows an identifier that it had then. Nobody is \
                 asked again until the party or the list says something else.";
    let left = left_out(all, shown.rows.len(), ["hit", "hits"], files::SUPPRESSED);
    section(
        "suppressed",
        &title,
        &html! { (about) },
        &html! {
            details {
                summary { "Each of them" }
                @for row in &shown.rows { (one_suppressed(row)) }
                (left)
            }
        },
    )
}

fn one_suppressed(row: &ShownAlert) -> Markup {
    let alert = &row.alert;
    let word = alert.word.as_ref().map(|word| {
        html! {
            (Said(&word.who)) @if let Some(second) = &word.second { " and " (Said(second)) }
            " on " (Said(&word.when)) ": " (word.word.to_string().replace('-', " ")) ", " (Said(&word.why))
            @if let Some(known_by) = &word.known_by { "; known by " (Said(known_by)) }
        }
    });
    let of = Entry {
        decides: tag(alert.outcome),
        headline: resembles(&alert.party, alert.field, &alert.matched_name),
        why: beside(
            [
                word.unwrap_or_else(|| html! {}),
                joined([&*alert.list, &*alert.designation_id], DOT),
            ],
            DOT,
        ),
        reason: None,
    };
    let place = (&*alert.payment_id, &*alert.file, alert.line);
    entry(&of, place, &row.payment, &[alert.field])
}

/// `birth date 1990-05-05, listed 1964-08-11`
fn differences(evidence: &[Evidence]) -> Markup {
    let all = evidence.iter().filter_map(|piece| match piece {
        Evidence::Corroboration {
            fact,
            agreement: Agreement::Conflicts,
            query,
            listed,
        } => {
            let fact = fact.to_string().replace('-', " ");
            Some(html! { (fact) " " (Said(query)) ", listed " (Said(listed)) })
        }
        _ => None,
    });
    beside(all, "; ")
}

/// What a kind of reason means, for a reader who does not know the word.
fn meaning(reason: &str) -> &str {
    match reason {
        "not-listed" => "not listed on the day",
        "no-jurisdiction" => "does not bind the institution in the payment",
        "not-in-force" => "the program has nothing in force on the day",
        "not-reached" => "what is in force does not reach the payment",
        other => other,
    }
}

pub(super) fn unbound(summary: &Summary, shown: &Shown<ShownUnbound>) -> Markup {
    if summary.unbound == 0 {
        return html! {};
    }
    let title = counted(
        summary.unbound,
        "payment let go because nothing binds",
        "payments let go because nothing binds",
    );
    let about = "They touch a designation and are clear: no authority that lists it binds the institution here, or nothing of it is in \
                 force. A payment counts once for each reason that it has.";
    let counts = summary
        .unbound_by_authority
        .iter()
        .flat_map(|(authority, reasons)| {
            reasons.iter().map(move |(reason, payments)| {
                [
                    html! { (Said(authority)) },
                    html! { (Said(meaning(reason))) },
                    cell(grouped(*payments)),
                ]
            })
        });
    let left = left_out(
        summary.unbound,
        shown.rows.len(),
        ["payment", "payments"],
        files::UNBOUND,
    );
    section(
        "unbound",
        &title,
        &html! { (about) },
        &html! {
            (table([Text("Authority"), Text("Why"), Number("Payments")], counts))
            details {
                summary { "Each of them" }
                @for row in &shown.rows { (one_unbound(row)) }
                (left)
            }
        },
    )
}

fn one_unbound(row: &ShownUnbound) -> Markup {
    let unbound = &row.unbound;
    let of = Entry {
        decides: tag(unbound.outcome),
        headline: hits(&unbound.hits),
        why: html! { (Said(&unbound.reason)) },
        reason: None,
    };
    let place = (&*unbound.payment_id, &*unbound.file, unbound.line);
    entry(&of, place, &row.payment, &fields(&unbound.hits))
}

/// `Maren Ostby (creditor): OSTBY, Maren`
pub(super) fn resembles(party: &str, place: Field, listed: &str) -> Markup {
    html! { b { (Said(party)) } " (" (field(place)) "): " b { (Said(listed)) } }
}

/// Whom a payment that passes touches, and where.
fn hits(hits: &[PassedHit<'_>]) -> Markup {
    html! {
        @for (n, hit) in hits.iter().enumerate() {
            @if n > 0 { br; }
            (resembles(&hit.party, hit.field, &hit.name)) " "
            span.small { (joined([&*hit.list, &*hit.designation_id], DOT)) (DOT) "score " (hit.score) }
        }
    }
}

fn fields(hits: &[PassedHit<'_>]) -> Vec<Field> {
    hits.iter().map(|hit| hit.field).collect()
}

pub(super) fn released(summary: &Summary, shown: &Shown<ShownRelease>) -> Markup {
    if summary.released == 0 {
        return html! {};
    }
    let title = counted(summary.released, "payment released", "payments released");
    let about = "They touch a designation and may lawfully pass under a license, or the party is a known namesake (a good guy). Each \
                 obligation, clause, entry and piece of evidence stands in released.jsonl.";
    let good_guys = (summary.good_guy_payments > 0).then(|| {
        [
            cell("none: good guys"),
            cell(grouped(summary.good_guy_payments)),
            html! {},
        ]
    });
    let licenses = summary.released_by_license.iter().map(|(license, released)| {
        let value = released.value.iter();
        let value = value.map(|(currency, v)| format!("{} {currency}", group(&v.amount)));
        [
            html! { (Said(license)) },
            cell(grouped(released.payments)),
            joined(value, ", "),
        ]
    });
    let columns = [Text("License"), Number("Payments"), Text("Value")];
    let left = left_out(
        summary.released,
        shown.rows.len(),
        ["payment", "payments"],
        files::RELEASED,
    );
    section(
        "released",
        &title,
        &html! { (about) },
        &html! {
            (table(columns, good_guys.into_iter().chain(licenses)))
            details {
                summary { "Each of them" }
                @for row in &shown.rows { (one_released(row)) }
                (left)
            }
        },
    )
}

fn one_released(row: &ShownRelease) -> Markup {
    let release = &row.release;
    let of = Entry {
        decides: tag(release.outcome),
        headline: hits(&release.hits),
        why: match release.license_ids.is_empty() {
            true => html! { "good guy" },
            false => joined(release.license_ids.iter(), ", "),
        },
        reason: Some(release.reason.to_string()),
    };
    let place = (&*release.payment_id, &*release.file, release.line);
    entry(&of, place, &row.payment, &fields(&release.hits))
}
