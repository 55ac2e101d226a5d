//! What must be done because of the run, and by when.

use maud::{Markup, html};

use super::{
    section,
    table::{Column::Text, table},
    text::{Said, counted, group, grouped, tag},
};
use crate::{duties::DutyRow, report::ROWS_SHOWN_MAX};

pub(super) fn duties(rows: &[DutyRow]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    // What has no day is due at once.
    let mut sorted: Vec<&DutyRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.due != PROMPTLY, &row.due));
    let cells = sorted.iter().take(ROWS_SHOWN_MAX).map(|row| {
        let amount = row.amount.map(|amount| group(&amount.to_string()));
        let currency = row.currency.map(|code| format!(" {code}"));
        [
            html! { b.day { (Said(&row.due)) } },
            html! { (Said(&row.duty)) br; span.small { (Said(&row.citation)) } },
            html! { (Said(&row.to)) },
            html! { b { (Said(&row.payment_id)) } " " (tag(row.outcome)) },
            html! { (Said(&row.party)) br; span.small { (Said(&row.designation_id)) " " (Said(&row.programs)) } },
            html! { (amount.unwrap_or_default()) (currency.unwrap_or_default()) },
        ]
    });
    let columns = ["Due", "What", "To", "Payment", "Party", "Amount"].map(Text);
    let about = html! {
        "What the programs and licenses ask to be done, what is due first on top. The days count from the day that the payment was \
         judged as of. " code { "portcullis duties" } " prints all of them with account and bank."
    };
    let more = rows.len().saturating_sub(ROWS_SHOWN_MAX);
    section(
        "duties",
        &counted(rows.len() as u64, "duty", "duties"),
        &about,
        &html! {
            (table(columns, cells))
            @if more > 0 { p.note { (grouped(more as u64)) " more, which are due later, are not shown here." } }
        },
    )
}

/// What a duty without a day says of it.
const PROMPTLY: &str = "promptly";
