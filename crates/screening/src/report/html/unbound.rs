//! What was let go because nothing binds: counted by authority and reason, and a row each.

use std::fmt::{self, Write};

use super::text::{Esc, file_name, group, grouped, left_out};
use crate::{files, report::ShownUnbound, summary::Summary};

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

pub(super) fn unbound(out: &mut String, summary: &Summary, rows: &[ShownUnbound]) -> fmt::Result {
    if summary.unbound == 0 {
        return Ok(());
    }
    out.push_str(
        "<section class=\"long\"><h2>Let go because nothing binds</h2><p>Payments that touch a designation and are clear: no \
         authority that lists it binds the institution here, or nothing of it is in force. Each hit and reason stands in \
         unbound.jsonl. A payment counts once in each row that it has.</p>\
         <div class=\"scroll\"><table><thead><tr><th>Authority</th><th>Why</th><th class=\"n\">Payments</th></tr></thead><tbody>",
    );
    for (authority, reasons) in &summary.unbound_by_authority {
        for (reason, payments) in reasons {
            write!(
                out,
                "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
                Esc(authority),
                Esc(meaning(reason)),
                grouped(*payments)
            )?;
        }
    }
    out.push_str(
        "</tbody></table></div><div class=\"scroll\"><table><thead><tr><th>Payment</th><th class=\"n\">Amount</th><th>Hit</th>\
         <th>Reason</th></tr></thead><tbody>",
    );
    for ShownUnbound {
        unbound: row,
        payment,
    } in rows
    {
        let amount = payment.amount.map(|amount| group(&amount.to_string()));
        let hit = row.hits.first();
        write!(
            out,
            "<tr><td><b>{}</b><br><span class=\"small\">{}:{}</span></td><td class=\"n\">{} {}</td><td>{}<br>\
             <span class=\"small\">{}</span></td><td>{}</td></tr>",
            Esc(&row.payment_id),
            Esc(file_name(&row.file)),
            row.line,
            amount.unwrap_or_default(),
            payment.currency.map(|code| code.to_string()).unwrap_or_default(),
            Esc(hit.map_or("", |hit| &hit.name)),
            Esc(hit.map_or("", |hit| &hit.list)),
            Esc(&row.reason)
        )?;
    }
    out.push_str("</tbody></table></div>");
    left_out(
        out,
        summary.unbound,
        rows.len(),
        ["payment", "payments"],
        files::UNBOUND,
    )?;
    out.push_str("</section>\n");
    Ok(())
}
