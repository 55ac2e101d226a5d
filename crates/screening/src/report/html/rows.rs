//! What ended, what was released and what could not be read, a row each.

use std::fmt::{self, Write};

use super::text::{Esc, file_name, group, grouped, left_out};
use crate::{
    files,
    output::RejectRow,
    report::{ShownEnd, ShownRelease},
    summary::Summary,
};

pub(super) fn ended(out: &mut String, summary: &Summary, rows: &[ShownEnd]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section class=\"long\"><h2>Alerts that ended</h2><p>Raised with the lists before, and not with these. Each stands in \
         ended.jsonl as it was raised.</p>\
         <div class=\"scroll\"><table><thead><tr><th>Payment</th><th>Party</th><th>Designation</th><th>Why it ended</th>\
         <th>Outcome now</th></tr></thead><tbody>",
    );
    for row in rows {
        write!(
            out,
            "<tr><td><b>{}</b><br><span class=\"small\">{}:{}</span></td><td>{}</td><td>{}<br><code class=\"small\">{}</code></td>\
             <td>{}</td><td><span class=\"tag {7}\">{7}</span></td></tr>",
            Esc(&row.alert.payment_id),
            Esc(file_name(&row.alert.file)),
            row.alert.line,
            Esc(&row.alert.party),
            Esc(&row.alert.matched_name),
            Esc(&row.alert.designation_id),
            Esc(&row.ended.reason),
            row.ended.outcome_now
        )?;
    }
    out.push_str("</tbody></table></div>");
    left_out(
        out,
        summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended),
        rows.len(),
        ["alert", "alerts"],
        files::ENDED,
    )?;
    out.push_str("</section>\n");
    Ok(())
}

pub(super) fn released(out: &mut String, summary: &Summary, rows: &[ShownRelease]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section class=\"long\"><h2>Released under a license or as a good guy</h2><p>Payments that touch a designation and may \
         lawfully pass, and payments of known namesakes of one. Each obligation, clause, entry and piece of evidence stands in \
         released.jsonl.</p>\
         <div class=\"scroll\"><table><thead><tr><th>License</th><th class=\"n\">Payments</th><th>Value</th></tr></thead><tbody>",
    );
    if summary.good_guy_payments > 0 {
        write!(
            out,
            "<tr><td>none: good guys</td><td class=\"n\">{}</td><td></td></tr>",
            grouped(summary.good_guy_payments)
        )?;
    }
    for (license, released) in &summary.released_by_license {
        let value: Vec<String> = released
            .value
            .iter()
            .map(|(currency, v)| format!("{} {currency}", group(&v.amount)))
            .collect();
        write!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            Esc(license),
            grouped(released.payments),
            Esc(value.join(", "))
        )?;
    }
    out.push_str(
        "</tbody></table></div><div class=\"scroll\"><table><thead><tr><th>Payment</th><th class=\"n\">Amount</th><th>Licenses</th>\
         <th>Reason</th></tr></thead><tbody>",
    );
    for ShownRelease {
        release: row,
        payment,
    } in rows
    {
        let amount = payment.amount.map(|amount| group(&amount.to_string()));
        write!(
            out,
            "<tr><td><b>{}</b><br><span class=\"small\">{}:{}</span></td><td class=\"n\">{} {}</td><td>{}</td><td>{}</td></tr>",
            Esc(&row.payment_id),
            Esc(file_name(&row.file)),
            row.line,
            amount.unwrap_or_default(),
            payment.currency.map(|code| code.to_string()).unwrap_or_default(),
            Esc(if row.license_ids.is_empty() {
                "good guy".to_owned()
            } else {
                row.license_ids.join(", ")
            }),
            Esc(&row.reason)
        )?;
    }
    out.push_str("</tbody></table></div>");
    left_out(
        out,
        summary.released,
        rows.len(),
        ["payment", "payments"],
        files::RELEASED,
    )?;
    out.push_str("</section>\n");
    Ok(())
}

pub(super) fn rejects(out: &mut String, summary: &Summary, rows: &[RejectRow<'_>]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section class=\"long\"><h2>Records that could not be read</h2><p>These payments were <b>not</b> decided. Correct them and \
         screen them again before they are sent. What could be read of them was screened, and touches the designations named.</p>\
         <div class=\"scroll\"><table><thead><tr><th>File</th><th class=\"n\">Line</th><th>Payment</th><th>What is wrong</th>\
         <th>Touches</th></tr></thead><tbody>",
    );
    for row in rows {
        write!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            Esc(file_name(&row.file)),
            row.line,
            Esc(&row.payment_id),
            Esc(&row.error),
            Esc(&row.touched.join("; "))
        )?;
    }
    out.push_str("</tbody></table></div>");
    left_out(
        out,
        summary.rejected,
        rows.len(),
        ["record", "records"],
        files::REJECTS,
    )?;
    out.push_str("</section>\n");
    Ok(())
}
