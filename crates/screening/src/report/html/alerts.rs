//! The alerts: who was hit, why, and what binds.

use std::fmt::{self, Write};

use portcullis_exemptions::ObligationReport;
use portcullis_model::{Agreement, Designation, Evidence, HitBasis, Score};

use super::text::{Esc, file_name, left_out, money};
use crate::{files, report::ShownAlert, summary::Summary};

pub(super) fn alerts(out: &mut String, summary: &Summary, groups: &[Vec<ShownAlert>]) -> fmt::Result {
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
                    "<div><h3>The same party</h3><p class=\"small\">score {}, by {}</p></div>",
                    alert.alert.score,
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
        "</div><div><h3>{}</h3><p>{}</p><p class=\"small\">score {}, by {}</p></div>",
        Esc(alert.field.to_string().replace('_', " ")),
        Esc(&alert.party),
        alert.score,
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
                "<b>{}</b> = <b>{}</b> <em>{relation}, {:.2}</em>",
                Esc(query),
                Esc(listed),
                Score::from_fraction(*similarity)
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
