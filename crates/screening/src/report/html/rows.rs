//! What ended and what could not be read.

use maud::{Markup, html};

use super::{
    passed::resembles,
    payment::{Entry, entry},
    section,
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{DOT, Said, beside, counted, file_name, joined, left_out, tag},
};
use crate::{
    files,
    output::RejectRow,
    report::{ShownEnd, read::Shown},
    summary::Summary,
};

pub(super) fn ended(summary: &Summary, shown: &Shown<ShownEnd>) -> Markup {
    let all = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    if all == 0 {
        return html! {};
    }
    let title = counted(all, "alert that ended", "alerts that ended");
    let about = "Raised with the lists before, and not with these. Each stands in ended.jsonl as it was raised. Its outcome is what is \
                 decided of the payment now.";
    section(
        "ended",
        &title,
        &html! { (about) },
        &html! {
            details {
                summary { "Each of them" }
                @for row in &shown.rows { (one_ended(row)) }
                (left_out(all, shown.rows.len(), ["alert", "alerts"], files::ENDED))
            }
        },
    )
}

fn one_ended(row: &ShownEnd) -> Markup {
    let alert = &row.alert;
    let of = Entry {
        decides: tag(row.ended.outcome_now),
        headline: resembles(&alert.party, alert.field, &alert.matched_name),
        why: beside(
            [
                html! { (Said(&row.ended.reason)) },
                joined([&*alert.list, &*alert.designation_id], DOT),
            ],
            DOT,
        ),
        reason: None,
    };
    let place = (&*alert.payment_id, &*alert.file, alert.line);
    entry(&of, place, &row.payment, &[alert.field])
}

pub(super) fn rejects(summary: &Summary, shown: &Shown<RejectRow<'static>>) -> Markup {
    if summary.rejected == 0 {
        return html! {};
    }
    let title = counted(
        summary.rejected,
        "record that could not be read",
        "records that could not be read",
    );
    let about = html! {
        "These payments were " b { "not" } " decided. Correct them and screen them again before they are sent. What could be read \
         of them was screened, and touches the designations named."
    };
    let rows = shown.rows.iter().map(|row| {
        [
            html! { (Said(&row.error)) },
            joined(row.touched.iter(), ", "),
            html! { b { (Said(&row.payment_id)) } },
            html! { (Said(file_name(&row.file))) },
            cell(row.line),
        ]
    });
    let columns = [
        Text("What is wrong"),
        Text("Touches"),
        Text("Payment"),
        Text("File"),
        Number("Line"),
    ];
    section(
        "rejects",
        &title,
        &about,
        &html! {
            details open {
                summary { "Each of them" }
                (table(columns, rows))
                (left_out(summary.rejected, shown.rows.len(), ["record", "records"], files::REJECTS))
            }
        },
    )
}
