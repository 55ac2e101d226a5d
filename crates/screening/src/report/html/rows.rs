//! What ended and what could not be read.

use std::fmt;

use super::{
    passed::resembles,
    payment::{Entry, entry},
    section,
    table::{
        Column::{Number, Text},
        table,
    },
    text::{DOT, Said, counted, file_name, joined, left_out, tag},
};
use crate::{
    files,
    output::RejectRow,
    report::{ShownEnd, read::Shown},
    summary::Summary,
};

pub(super) fn ended(out: &mut String, summary: &Summary, shown: &Shown<ShownEnd>) -> fmt::Result {
    let all = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    if all == 0 {
        return Ok(());
    }
    section(
        out,
        "ended",
        &counted(all, "alert that ended", "alerts that ended"),
        "Raised with the lists before, and not with these. Each stands in ended.jsonl as it was raised. Its outcome is what is \
         decided of the payment now.",
    )?;
    out.push_str("<details><summary>Each of them</summary>");
    for row in &shown.rows {
        let alert = &row.alert;
        let entry_of = Entry {
            decides: tag(row.ended.outcome_now),
            headline: resembles(&alert.party, alert.field, &alert.matched_name),
            why: [
                Said(&row.ended.reason).to_string(),
                joined([&*alert.list, &*alert.designation_id], DOT),
            ]
            .join(DOT),
            reason: None,
        };
        let place = (&*alert.payment_id, &*alert.file, alert.line);
        entry(out, &entry_of, place, &row.payment, &[alert.field])?;
    }
    left_out(out, all, shown.rows.len(), ["alert", "alerts"], files::ENDED)?;
    out.push_str("</details></section>\n");
    Ok(())
}

pub(super) fn rejects(out: &mut String, summary: &Summary, shown: &Shown<RejectRow<'static>>) -> fmt::Result {
    if summary.rejected == 0 {
        return Ok(());
    }
    section(
        out,
        "rejects",
        &counted(
            summary.rejected,
            "record that could not be read",
            "records that could not be read",
        ),
        "These payments were <b>not</b> decided. Correct them and screen them again before they are sent. What could be read of \
         them was screened, and touches the designations named.",
    )?;
    out.push_str("<details open><summary>Each of them</summary>");
    table(
        out,
        [
            Text("What is wrong"),
            Text("Touches"),
            Text("Payment"),
            Text("File"),
            Number("Line"),
        ],
        shown.rows.iter().map(|row| {
            [
                Said(&row.error).to_string(),
                joined(row.touched.iter(), ", "),
                format!("<b>{}</b>", Said(&row.payment_id)),
                Said(file_name(&row.file)).to_string(),
                row.line.to_string(),
            ]
        }),
    )?;
    left_out(
        out,
        summary.rejected,
        shown.rows.len(),
        ["record", "records"],
        files::REJECTS,
    )?;
    out.push_str("</details></section>\n");
    Ok(())
}
