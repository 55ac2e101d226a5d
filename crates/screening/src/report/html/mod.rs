//! The page itself: values in, text out, everything escaped.

mod alerts;
mod rows;
mod text;
mod unbound;

use std::{
    cmp::Reverse,
    fmt::{self, Write},
};

use portcullis_model::Outcome;

use self::{
    alerts::alerts,
    rows::{ended, rejects, released},
    text::{Esc, group, grouped, left_out},
    unbound::unbound,
};
use super::Page;
use crate::{files, summary::Summary};

const STYLE: &str = include_str!("../style.css");

/// Rows of the tables that count something: lists, programs, currencies, designations.
const COUNT_ROWS_MAX: usize = 12;

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

pub(super) fn render(page: &Page) -> String {
    let mut out = String::with_capacity(64 << 10);
    // Writing to a string cannot fail.
    let _ = write_page(&mut out, page);
    out
}

fn write_page(out: &mut String, page: &Page) -> fmt::Result {
    let summary = &page.summary;
    out.push_str(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Sanctions screening report</title>\n<style>\n",
    );
    out.push_str(STYLE);
    out.push_str("</style></head>\n<body><main>\n");
    let names: Vec<&str> = summary.inputs.iter().map(|input| input.name.as_str()).collect();
    writeln!(
        out,
        "<header><h1>Sanctions screening report</h1><p>{} &middot; screened {} &middot; {}</p></header>",
        Esc(names.join(", ")),
        Esc(&summary.run.finished_at),
        Esc(&summary.program)
    )?;
    integrity(out, page)?;
    warnings(out, summary)?;
    delta(out, summary)?;
    totals(out, summary)?;
    value(out, summary)?;
    counts(out, summary)?;
    alerts(out, summary, &page.alerts)?;
    ended(out, summary, &page.ended)?;
    released(out, summary, &page.released)?;
    unbound(out, summary, &page.unbound)?;
    rejects(out, summary, &page.rejects)?;
    configuration(out, summary)?;
    out.push_str("</main></body></html>\n");
    Ok(())
}

fn integrity(out: &mut String, page: &Page) -> fmt::Result {
    let verification = &page.verification;
    if verification.is_intact() {
        return writeln!(
            out,
            "<div class=\"banner good\"><b>Run intact.</b> Every digest, count and link of the audit log was recomputed \
             and holds. Head of the chain: <code>{}</code></div>",
            Esc(verification.head.as_deref().unwrap_or(""))
        );
    }
    out.push_str(
        "<div class=\"banner bad\"><b>This run is not as it was written.</b> Do not rely on this page.<ul>",
    );
    for finding in &verification.findings {
        write!(out, "<li>{}</li>", Esc(finding))?;
    }
    out.push_str("</ul></div>\n");
    Ok(())
}

fn warnings(out: &mut String, summary: &Summary) -> fmt::Result {
    if summary.run.warnings.is_empty() {
        return Ok(());
    }
    out.push_str("<div class=\"banner warn\"><b>To be seen to.</b><ul>");
    for warning in &summary.run.warnings {
        write!(out, "<li>{}</li>", Esc(warning))?;
    }
    out.push_str("</ul></div>\n");
    Ok(())
}

/// What kind of run it is, when it is not a full one.
fn delta(out: &mut String, summary: &Summary) -> fmt::Result {
    let Some(delta) = &summary.delta else {
        return Ok(());
    };
    let lists = &delta.designations;
    writeln!(
        out,
        "<div class=\"banner delta\"><b>Screened against what changed on the lists.</b> {} designations were added, {} removed, \
         {} changed. This page tells of the {} of {} payments of which that changed anything: {} new alerts, {} changed \
         ones, {} that ended.</div>",
        grouped(lists.added),
        grouped(lists.removed),
        grouped(lists.changed),
        grouped(delta.differing),
        grouped(summary.records - summary.rejected),
        grouped(delta.alerts_new),
        grouped(delta.alerts_changed),
        grouped(delta.alerts_ended),
    )
}

fn totals(out: &mut String, summary: &Summary) -> fmt::Result {
    out.push_str("<div class=\"cards\">");
    write!(
        out,
        "<div class=\"card\"><b>{}</b><span>records read</span></div>",
        grouped(summary.records)
    )?;
    for &outcome in Outcome::ALL {
        write!(
            out,
            "<div class=\"card {outcome}\"><b>{}</b><span>{outcome}: {}</span></div>",
            grouped(summary.outcomes.of(outcome)),
            meaning(outcome)
        )?;
    }
    write!(
        out,
        "<div class=\"card\"><b>{}</b><span>could not be read</span></div></div>\n<div class=\"bar\">",
        grouped(summary.rejected)
    )?;
    for &outcome in Outcome::ALL {
        let payments = summary.outcomes.of(outcome);
        if payments > 0 {
            // A picture, not a measure: precision beyond a thousandth does not show.
            #[allow(clippy::cast_precision_loss)]
            let percent = payments as f64 * 100.0 / summary.decided.max(1) as f64;
            write!(
                out,
                "<i class=\"{outcome}\" style=\"width:{percent:.3}%\" title=\"{outcome} {payments}\"></i>"
            )?;
        }
    }
    let unchanged = summary
        .delta
        .as_ref()
        .map(|delta| format!(" + {} as before", grouped(delta.unchanged)))
        .unwrap_or_default();
    writeln!(
        out,
        "</div>\n<p class=\"note\">{} of {} decided payments need a person or are stopped. Every record is accounted for: \
         {} decided{unchanged} + {} not readable = {} read.</p>",
        grouped(summary.need_person),
        grouped(summary.decided),
        grouped(summary.decided),
        grouped(summary.rejected),
        grouped(summary.records)
    )
}

fn value(out: &mut String, summary: &Summary) -> fmt::Result {
    let mut currencies: Vec<(&str, u64)> = Vec::new();
    for by_currency in summary.value.values() {
        for (currency, value) in by_currency {
            match currencies.iter_mut().find(|(known, _)| known == currency) {
                Some((_, payments)) => *payments += value.payments,
                None => currencies.push((currency, value.payments)),
            }
        }
    }
    if currencies.is_empty() {
        return Ok(());
    }
    currencies.sort_by_key(|&(currency, payments)| (Reverse(payments), currency));
    out.push_str(
        "<section><h2>Value</h2><p>Sums of the amounts by outcome, in units of each currency.</p>\
         <div class=\"scroll\"><table><thead><tr><th>Currency</th><th class=\"n\">Payments</th>",
    );
    for &outcome in Outcome::ALL {
        write!(out, "<th class=\"n\">{outcome}</th>")?;
    }
    out.push_str("</tr></thead><tbody>");
    for (currency, payments) in currencies.iter().take(COUNT_ROWS_MAX) {
        write!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td>",
            Esc(currency),
            grouped(*payments)
        )?;
        for &outcome in Outcome::ALL {
            let amount = summary
                .value
                .get(outcome.as_str())
                .and_then(|values| values.get(*currency));
            write!(
                out,
                "<td class=\"n\">{}</td>",
                amount.map_or_else(String::new, |v| group(&v.amount))
            )?;
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    left_out(
        out,
        currencies.len(),
        COUNT_ROWS_MAX,
        ["currency", "currencies"],
        files::SUMMARY,
    )?;
    out.push_str("</section>\n");
    Ok(())
}

fn counts(out: &mut String, summary: &Summary) -> fmt::Result {
    if summary.alerts == 0 {
        return Ok(());
    }
    out.push_str(
        "<section><h2>Where the alerts come from</h2><div class=\"columns\"><div class=\"scroll\"><table>",
    );
    out.push_str(
        "<thead><tr><th>Designation</th><th>List</th><th class=\"n\">Alerts</th></tr></thead><tbody>",
    );
    for top in summary.top_designations.iter().take(COUNT_ROWS_MAX) {
        write!(
            out,
            "<tr><td>{}<br><code class=\"small\">{}</code></td><td class=\"w\">{}</td><td class=\"n\">{}</td></tr>",
            Esc(&top.name),
            Esc(&top.id),
            Esc(&top.list),
            grouped(top.alerts)
        )?;
    }
    out.push_str("</tbody></table></div><div>");
    for (title, counts) in [
        ("List", &summary.alerts_by_list),
        ("Program", &summary.alerts_by_program),
    ] {
        let mut rows: Vec<(&String, &u64)> = counts.iter().collect();
        rows.sort_by_key(|(name, alerts)| (Reverse(**alerts), *name));
        write!(
            out,
            "<div class=\"scroll\"><table><thead><tr><th>{title}</th><th class=\"n\">Alerts</th></tr></thead><tbody>"
        )?;
        for (name, alerts) in rows.iter().take(COUNT_ROWS_MAX) {
            write!(
                out,
                "<tr><td>{}</td><td class=\"n\">{}</td></tr>",
                Esc(name),
                grouped(**alerts)
            )?;
        }
        out.push_str("</tbody></table></div>");
        left_out(out, rows.len(), COUNT_ROWS_MAX, ["row", "rows"], files::SUMMARY)?;
    }
    out.push_str("</div></div></section>\n");
    Ok(())
}

fn configuration(out: &mut String, summary: &Summary) -> fmt::Result {
    let configuration = &summary.configuration;
    out.push_str("<section><h2>How it was decided</h2><table><tbody>");
    let mut rows: Vec<(&str, String)> = vec![
        ("Threshold", configuration.threshold.to_string()),
        ("Weak aliases", configuration.weak_aliases.clone()),
        (
            "Law as of",
            match configuration.as_of {
                Some(date) => format!("{date}, for every payment"),
                None => format!(
                    "each payment's value date{}",
                    configuration
                        .run_date
                        .map(|d| format!(", or {d} where it has none"))
                        .unwrap_or_default()
                ),
            },
        ),
        ("Rules digest", configuration.rules_digest.clone()),
        ("Configuration digest", summary.configuration_digest.clone()),
        ("Index digest", summary.index_digest.clone()),
    ];
    if let Some(delta) = &summary.delta {
        rows.push(("Compared with index", delta.old_index_digest.clone()));
    }
    for input in &summary.inputs {
        rows.push((
            "Payments file",
            format!("{}: {} bytes, BLAKE3 {}", input.name, input.bytes, input.blake3),
        ));
    }
    for path in &summary.run.payments_paths {
        rows.push(("Read from", path.clone()));
    }
    rows.push((
        "Run",
        format!(
            "{} to {}, {:.1} s, {} records a second on {} threads",
            summary.run.started_at,
            summary.run.finished_at,
            summary.run.seconds,
            group(&format!("{:.0}", summary.run.records_per_second)),
            summary.run.threads
        ),
    ));
    for (name, value) in rows {
        write!(out, "<tr><th>{name}</th><td>{}</td></tr>", Esc(value))?;
    }
    out.push_str("</tbody></table>");
    if let Some(sources) = summary.index.get("sources").and_then(serde_json::Value::as_array) {
        out.push_str("<h2>Lists</h2>");
        sources_table(out, sources)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

/// The sources of the index, with whatever its manifest says of them, one column a key.
fn sources_table(out: &mut String, sources: &[serde_json::Value]) -> fmt::Result {
    let mut keys: Vec<&String> = Vec::new();
    for key in sources
        .iter()
        .filter_map(serde_json::Value::as_object)
        .flat_map(serde_json::Map::keys)
    {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    out.push_str("<div class=\"scroll\"><table><thead><tr>");
    for key in &keys {
        write!(out, "<th>{}</th>", Esc(key.replace('_', " ")))?;
    }
    out.push_str("</tr></thead><tbody>");
    for source in sources {
        out.push_str("<tr>");
        for key in &keys {
            let text = match source.get(key) {
                None | Some(serde_json::Value::Null) => String::new(),
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(serde_json::Value::Object(map)) => map
                    .iter()
                    .map(|(k, v)| format!("{} {v}", k.replace('_', " ")))
                    .collect::<Vec<_>>()
                    .join(", "),
                Some(other) => other.to_string(),
            };
            write!(out, "<td>{}</td>", Esc(text))?;
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    Ok(())
}
