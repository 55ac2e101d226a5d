//! The cases: who meets whom, why, what binds, and in which payments.

use std::fmt::{self, Write};

use portcullis_exemptions::ObligationReport;
use portcullis_model::HitBasis;

use super::{
    compare::compare,
    evidence::why,
    payment::{facts, money, place},
    table::{
        Column::{Number, Text},
        table,
    },
    text::{DOT, Esc, Said, counted, grouped, joined, left_out, tag},
};
use crate::{
    files,
    report::{
        CASES_BYTES_MAX, ShownAlert,
        cases::{Case, CaseHead, CasePayment, Cases},
    },
    summary::Summary,
};

pub(super) fn cases(out: &mut String, summary: &Summary, cases: &Cases) -> fmt::Result {
    out.push_str("<section id=\"cases\"><h2>Cases</h2>");
    if cases.all() == 0 {
        let none = if summary.delta.is_some() {
            "No alert is new or changed."
        } else {
            "No payment needs a person."
        };
        writeln!(out, "<p>{none}</p></section>")?;
        return Ok(());
    }
    writeln!(
        out,
        "<p>{} in {}. A case is one party of the payments and one listed party, with every payment in which they meet. What to \
         look at first comes first; open a case to see what the payment and the list say.</p>",
        counted(summary.alerts, "alert", "alerts"),
        counted(cases.all(), "case", "cases")
    )?;
    let mut full = 0;
    let start = out.len();
    for case in &cases.shown {
        let end = out.len();
        one(out, case)?;
        if out.len() - start > CASES_BYTES_MAX {
            out.truncate(end);
            break;
        }
        full += 1;
    }
    let rest: Vec<&CaseHead> = cases.shown[full..]
        .iter()
        .map(|case| &case.head)
        .chain(&cases.lines)
        .collect();
    if !rest.is_empty() {
        write!(
            out,
            "<h3>Further cases</h3><p>{} stand above in full. The next have a line each; their alerts stand in {}.</p>",
            counted(full as u64, "case", "cases"),
            files::ALERTS
        )?;
        lines(out, &rest)?;
    }
    left_out(
        out,
        cases.all(),
        full + rest.len(),
        ["case", "cases"],
        files::ALERTS,
    )?;
    out.push_str("</section>\n");
    Ok(())
}

fn lines(out: &mut String, heads: &[&CaseHead]) -> fmt::Result {
    table(
        out,
        [
            Text("Outcome"),
            Text("Party"),
            Text("Listed"),
            Number("Score"),
            Number("Payments"),
            Number("Alerts"),
        ],
        heads.iter().map(|head| {
            [
                tag(head.outcome),
                Said(&head.party).to_string(),
                format!(
                    "{}<br><span class=\"small\">{}</span>",
                    Said(&head.listed),
                    joined(&head.lists, DOT)
                ),
                head.score.to_string(),
                grouped(head.payments),
                grouped(head.alerts),
            ]
        }),
    )
}

fn one(out: &mut String, case: &Case) -> fmt::Result {
    let head = &case.head;
    write!(
        out,
        "<details class=\"fold case\"><summary><span class=\"decides\">{} <span class=\"small\">{}</span></span>\
         <span class=\"headline\">{}</span><span class=\"small under\">{}</span></summary><div class=\"body\">",
        tag(head.outcome),
        head.score,
        headline(head),
        [
            counted(head.payments, "payment", "payments"),
            joined(&head.lists, DOT),
            joined(&head.programs, ", "),
        ]
        .join(DOT)
    )?;
    compare(out, case)?;
    out.push_str("<h4>Why it is an alert</h4>");
    for (n, shown) in case.listed.iter().enumerate() {
        reasons(out, shown, n == 0)?;
    }
    bindings(out, &case.listed)?;
    writeln!(out, "<h4>{}</h4>", counted(head.payments, "payment", "payments"))?;
    for shown in &case.payments {
        payment(out, shown)?;
    }
    payments_beyond(out, case)?;
    out.push_str("</div></details>\n");
    Ok(())
}

/// Who resembles whom.
fn headline(head: &CaseHead) -> String {
    format!(
        "<b>{}</b> may be <b>{}</b>",
        Said(&head.party),
        Said(&head.listed)
    )
}

/// Why one designation was found: in full of the first, in a line of the others.
fn reasons(out: &mut String, shown: &ShownAlert, in_full: bool) -> fmt::Result {
    let alert = &shown.alert;
    let basis = match alert.basis {
        HitBasis::Identifier => "identifier",
        HitBasis::Name => "name",
    };
    write!(
        out,
        "<p>{}: score {} by {basis}{}</p>",
        Said(&alert.list),
        alert.score,
        if alert.certain { ", certain" } else { "" }
    )?;
    if !in_full {
        return Ok(());
    }
    out.push_str("<ul class=\"why\">");
    for evidence in &shown.evidence {
        write!(out, "<li>{}</li>", why(evidence))?;
    }
    out.push_str("</ul>");
    Ok(())
}

/// What binds, each obligation once.
fn bindings(out: &mut String, listed: &[ShownAlert]) -> fmt::Result {
    let mut told: Vec<(&str, &str, String)> = Vec::new();
    for obligation in listed.iter().flat_map(|shown| &shown.alert.obligations) {
        let key = (
            obligation.authority.as_str(),
            obligation.program.as_str(),
            obligation.measure.to_string(),
        );
        if told.contains(&key) {
            continue;
        }
        if told.is_empty() {
            out.push_str("<h4>What binds, if it is the party</h4>");
        }
        told.push(key);
        binding(out, obligation)?;
    }
    Ok(())
}

/// An obligation, and why no license releases it.
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
        "<p><b>{}</b> {} ({}), {}",
        Said(program),
        Esc(measure),
        Said(authority),
        Esc(&phase.standing)
    )?;
    if let Some(since) = &phase.since {
        write!(out, " since {}", Esc(since))?;
    }
    if let Some(basis) = &phase.basis {
        write!(out, ", {}", Said(basis))?;
    }
    if let Some(because) = &obligation.because {
        write!(out, ", because {}", Said(because))?;
    }
    match failed.first() {
        None => out.push_str(". No license reaches it.</p>"),
        Some(nearest) => {
            let missing: Vec<String> = nearest
                .failed_clauses()
                .map(|clause| format!("{}: {}", clause.clause, clause.evidence))
                .collect();
            write!(
                out,
                ". <span class=\"small\">Nearest license {} fails: {}</span></p>",
                Said(&nearest.license_id),
                joined(missing, "; ")
            )?;
        }
    }
    Ok(())
}

fn payment(out: &mut String, shown: &CasePayment) -> fmt::Result {
    let delta = shown
        .delta
        .map(|delta| format!(" <span class=\"tag\">{}</span>", delta.as_str()));
    write!(
        out,
        "<div class=\"payment\"><p>{}{} {}</p><p>{}</p>",
        tag(shown.outcome),
        delta.unwrap_or_default(),
        place(&shown.payment_id, &shown.file, shown.line),
        money(&shown.payment)
    )?;
    facts(out, &shown.payment, &shown.fields)?;
    write!(
        out,
        "<details><summary>Reason of the decision</summary><p class=\"small\">{}</p></details></div>",
        Said(&shown.reason)
    )
}

/// The payments that are not shown in full: named, and those beyond counted.
fn payments_beyond(out: &mut String, case: &Case) -> fmt::Result {
    let named = &case.payments_named;
    if named.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = named
        .iter()
        .map(|(id, file, line)| place(id, file, *line))
        .collect();
    write!(
        out,
        "<p>{}, in full in {}: {}</p>",
        counted(
            case.head.payments.saturating_sub(case.payments.len() as u64),
            "more payment",
            "more payments"
        ),
        files::ALERTS,
        ids.join(", ")
    )?;
    left_out(
        out,
        case.head.payments,
        case.payments.len() + named.len(),
        ["payment of this case", "payments of this case"],
        files::ALERTS,
    )
}
