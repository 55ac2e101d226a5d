//! The page itself: values in, text out, everything escaped.

use std::{
    cmp::Reverse,
    fmt::{self, Display, Write},
};

use portcullis_exemptions::ObligationReport;
use portcullis_model::{Agreement, Designation, Evidence, HitBasis, Outcome};

use super::{Page, ShownAlert, ShownEnd, ShownRelease};
use crate::{
    files,
    output::{PaymentFacts, RejectRow},
    summary::Summary,
};

const STYLE: &str = include_str!("style.css");

/// Rows of the tables that count something: lists, programs, currencies, designations.
const COUNT_ROWS_MAX: usize = 12;

/// Text with everything that HTML gives a meaning to taken out of its meaning.
struct Esc<T>(T);

impl<T: Display> Display for Esc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);
        impl Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for c in text.chars() {
                    match c {
                        '&' => self.0.write_str("&amp;")?,
                        '<' => self.0.write_str("&lt;")?,
                        '>' => self.0.write_str("&gt;")?,
                        '"' => self.0.write_str("&quot;")?,
                        '\'' => self.0.write_str("&#39;")?,
                        // Controls and marks that reorder text would let a name dress up as another.
                        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => self.0.write_str("\u{FFFD}")?,
                        c if c.is_control() && c != '\n' && c != '\t' => self.0.write_str("\u{FFFD}")?,
                        c => self.0.write_char(c)?,
                    }
                }
                Ok(())
            }
        }
        write!(Escaping(f), "{}", self.0)
    }
}

/// A number with thin spaces between thousands.
fn grouped(number: u64) -> String {
    group(&number.to_string())
}

/// A plain decimal with thin spaces between thousands of its whole part.
fn group(decimal: &str) -> String {
    let (whole, fraction) = decimal
        .split_once('.')
        .map_or((decimal, None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

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

fn alerts(out: &mut String, summary: &Summary, groups: &[Vec<ShownAlert>]) -> fmt::Result {
    out.push_str("<section class=\"long\"><h2>Alerts</h2>");
    if groups.is_empty() {
        let none = if summary.delta.is_some() {
            "No alert is new or changed."
        } else {
            "No payment needs a person."
        };
        writeln!(out, "<p>{none}</p></section>")?;
        return Ok(());
    }
    out.push_str(
        "<p>Hits that need a person, the strictest outcome and the highest score first. What several authorities list as one \
         party stands together.</p>",
    );
    left_out(
        out,
        summary.alerts,
        groups.iter().map(Vec::len).sum(),
        ["alert", "alerts"],
        files::ALERTS,
    )?;
    for group in groups {
        out.push_str("<div class=\"alert\">");
        for (n, alert) in group.iter().enumerate() {
            out.push_str("<div>");
            if n == 0 {
                where_it_is(out, alert)?;
            } else {
                out.push_str("<div></div>");
                write!(
                    out,
                    "<div><h3>The same party</h3><p class=\"small\">score {:.4}, by {}</p></div>",
                    alert.alert.score.fraction(),
                    basis(alert.alert.basis)
                )?;
            }
            designation(out, alert, group)?;
            out.push_str("<div><h3>Why</h3><ul class=\"why\">");
            for evidence in &alert.evidence {
                out.push_str("<li>");
                why(out, evidence)?;
                out.push_str("</li>");
            }
            out.push_str("</ul></div></div>");
        }
        for alert in group {
            if alert.alert.obligations.is_empty() {
                write!(out, "<p class=\"small\">{}</p>", Esc(&alert.alert.reason))?;
            }
            for obligation in &alert.alert.obligations {
                binding(out, obligation)?;
            }
        }
        out.push_str("</div>");
    }
    out.push_str("</section>\n");
    Ok(())
}

/// The payment, and the field that was hit.
fn where_it_is(out: &mut String, shown: &ShownAlert) -> fmt::Result {
    let alert = &shown.alert;
    let delta = alert
        .delta
        .map(|delta| format!(" <span class=\"tag\">{}</span>", delta.as_str()))
        .unwrap_or_default();
    write!(
        out,
        "<div><h3>Payment</h3><p><span class=\"tag {0}\">{0}</span>{delta}</p><p><b>{1}</b></p><p class=\"small\">{2}:{3}</p>",
        alert.outcome,
        Esc(&alert.payment_id),
        Esc(file_name(&alert.file)),
        alert.line
    )?;
    money(out, &shown.payment)?;
    write!(
        out,
        "</div><div><h3>{}</h3><p>{}</p><p class=\"small\">score {:.4}, by {}</p></div>",
        Esc(alert.field.to_string().replace('_', " ")),
        Esc(&alert.party),
        alert.score.fraction(),
        basis(alert.basis)
    )
}

fn basis(basis: HitBasis) -> &'static str {
    match basis {
        HitBasis::Identifier => "identifier",
        HitBasis::Name => "name",
    }
}

/// Who was hit; and what else is nearly proven to be the same party and has no alert here.
fn designation(out: &mut String, shown: &ShownAlert, group: &[ShownAlert]) -> fmt::Result {
    let (alert, d) = (&shown.alert, &shown.designation);
    write!(
        out,
        "<div><h3>Designation</h3><p><b>{}</b></p><p class=\"small\">matched <q>{}</q>{}</p>\
         <p class=\"small\">{} &middot; {} &middot; <code>{}</code></p>",
        Esc(d.primary_name()),
        Esc(&alert.matched_name),
        alert
            .name_kind
            .map(|kind| format!(" ({})", Esc(kind)))
            .unwrap_or_default(),
        Esc(&d.list),
        Esc(d.programs.join(", ")),
        Esc(&d.id)
    )?;
    facts(out, d)?;
    for other in &shown.same_party {
        if group
            .iter()
            .any(|alert| alert.designation.id == other.designation_id)
        {
            continue;
        }
        write!(
            out,
            "<p class=\"small\">the same party: {} &middot; {} &middot; <code>{}</code>{}</p>",
            Esc(&other.list),
            Esc(other.programs.join(", ")),
            Esc(&other.designation_id),
            other
                .delisted_on
                .map(|day| format!(", delisted {}", Esc(day)))
                .unwrap_or_default()
        )?;
    }
    out.push_str("</div>");
    Ok(())
}

/// What binds, and why no license releases it.
fn binding(out: &mut String, obligation: &ObligationReport) -> fmt::Result {
    let ObligationReport {
        authority,
        program,
        measure,
        phase,
        failed,
        ..
    } = obligation;
    write!(
        out,
        "<p class=\"small\"><b>{}</b> {} ({}), {}",
        Esc(program),
        Esc(measure),
        Esc(authority),
        Esc(&phase.standing)
    )?;
    if let Some(since) = &phase.since {
        write!(out, " since {}", Esc(since))?;
    }
    if let Some(basis) = &phase.basis {
        write!(out, ", {}", Esc(basis))?;
    }
    match failed.first() {
        None => out.push_str(". No license reaches it.</p>"),
        Some(nearest) => {
            let missing: Vec<String> = nearest
                .clauses
                .iter()
                .filter(|clause| !clause.held)
                .map(|clause| format!("{}: {}", clause.clause, clause.evidence))
                .collect();
            write!(
                out,
                ". Nearest license <b>{}</b> fails: {}</p>",
                Esc(&nearest.license_id),
                Esc(missing.join("; "))
            )?;
        }
    }
    Ok(())
}

/// The name of a payments file without its folders; the folders stand under "How it was decided".
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn money(out: &mut String, payment: &PaymentFacts<'_>) -> fmt::Result {
    if let Some(amount) = &payment.amount {
        write!(
            out,
            "<p class=\"small\">{} {}</p>",
            Esc(group(&amount.to_string())),
            payment.currency.map(|code| code.to_string()).unwrap_or_default()
        )?;
    }
    if let Some(date) = &payment.value_date {
        write!(out, "<p class=\"small\">value date {}</p>", Esc(date))?;
    }
    if let Some(purpose) = &payment.purpose {
        write!(out, "<p class=\"small\">purpose {}</p>", Esc(purpose))?;
    }
    Ok(())
}

/// What tells the listed party from others of its name.
fn facts(out: &mut String, d: &Designation) -> fmt::Result {
    let mut facts: Vec<String> = vec![d.schema.to_string()];
    if !d.birth_dates.is_empty() {
        let dates: Vec<String> = d.birth_dates.iter().map(ToString::to_string).collect();
        facts.push(format!("born {}", dates.join(" or ")));
    }
    if !d.nationalities.is_empty() {
        let codes: Vec<String> = d.nationalities.iter().map(ToString::to_string).collect();
        facts.push(format!("nationality {}", codes.join(", ")));
    }
    if let Some(listed) = d.listed_on {
        facts.push(format!("listed {listed}"));
    }
    if !d.derived_from.is_empty() {
        facts.push(format!(
            "blocked through its owners {}",
            d.derived_from.join(", ")
        ));
    }
    write!(out, "<p class=\"small\">{}</p>", Esc(facts.join("; ")))
}

/// One piece of evidence in words.
fn why(out: &mut String, evidence: &Evidence) -> fmt::Result {
    match evidence {
        Evidence::Token {
            query,
            listed,
            relation,
            similarity,
            ..
        } => {
            write!(
                out,
                "<b>{}</b> = <b>{}</b> <em>{relation}, {similarity:.2}</em>",
                Esc(query),
                Esc(listed)
            )
        }
        Evidence::Unmatched { text, listed, .. } => {
            let side = if *listed {
                "only on the list"
            } else {
                "only in the payment"
            };
            write!(out, "{} <em>{side}</em>", Esc(text))
        }
        Evidence::Adjustment { reason, factor } => {
            write!(out, "{} <em>&times; {factor:.2}</em>", Esc(reason))
        }
        Evidence::Corroboration {
            fact,
            agreement,
            query,
            listed,
        } => {
            let verb = match agreement {
                Agreement::Agrees => "agrees",
                Agreement::Conflicts => "conflicts",
            };
            write!(
                out,
                "{} {verb}: {} <em>in the payment,</em> {} <em>on the list</em>",
                fact,
                Esc(query),
                Esc(listed)
            )
        }
        Evidence::Identifier { id_kind, value } => {
            write!(out, "the same {id_kind}: <code>{}</code>", Esc(value))
        }
        Evidence::Text { note } => write!(out, "{}", Esc(note)),
    }
}

fn ended(out: &mut String, summary: &Summary, rows: &[ShownEnd]) -> fmt::Result {
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

fn released(out: &mut String, summary: &Summary, rows: &[ShownRelease]) -> fmt::Result {
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

fn rejects(out: &mut String, summary: &Summary, rows: &[RejectRow<'_>]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section class=\"long\"><h2>Records that could not be read</h2><p>These payments were <b>not</b> screened. Correct them and \
         screen them again before they are sent.</p>\
         <div class=\"scroll\"><table><thead><tr><th>File</th><th class=\"n\">Line</th><th>Payment</th><th>What is wrong</th>\
         </tr></thead><tbody>",
    );
    for row in rows {
        write!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
            Esc(file_name(&row.file)),
            row.line,
            Esc(&row.payment_id),
            Esc(&row.error)
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

/// How many of something are not shown, by its name for one and for many, and in which file of the run they stand.
fn left_out(
    out: &mut String,
    all: impl TryInto<u64>,
    shown: usize,
    [one, many]: [&str; 2],
    file: &str,
) -> fmt::Result {
    let more = all.try_into().unwrap_or(u64::MAX).saturating_sub(shown as u64);
    match more {
        0 => Ok(()),
        1 => write!(
            out,
            "<p class=\"note\">1 more {one}, which stands in {file}, is not shown here.</p>"
        ),
        _ => write!(
            out,
            "<p class=\"note\">{} more {many}, which stand in {file}, are not shown here.</p>",
            grouped(more)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Esc, group, grouped};

    #[test]
    fn nothing_that_a_sender_writes_becomes_markup_or_turns_text_around() {
        assert_eq!(
            Esc("<b a='1'>&\"").to_string(),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;"
        );
        assert_eq!(Esc("a\u{202E}b\u{0}c").to_string(), "a\u{FFFD}b\u{FFFD}c");
    }

    #[test]
    fn thousands_are_set_apart_in_the_whole_part_only() {
        assert_eq!(grouped(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(grouped(12), "12");
        assert_eq!(group("1234.5678"), "1\u{202F}234.5678");
    }
}
