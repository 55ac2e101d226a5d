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
    text::{DOT, Esc, Said, and_more, counted, group, grouped, joined, left_out, tag},
};
use crate::{
    files,
    output::CaseRow,
    report::{
        CASES_BYTES_MAX, ShownAlert,
        cases::{Case, CasePayment, Cases},
    },
    summary::Summary,
};

/// Sums by currency that the line of a case shows.
const SUMS_MAX: usize = 4;
/// Designations without an alert of their own here that are named.
const NAMED_MAX: usize = 40;

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
    let rest: Vec<&CaseRow<'_>> = cases.shown[full..]
        .iter()
        .map(|case| &case.row)
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
    left_out(out, cases.all(), full + rest.len(), ["case", "cases"], cases.file)?;
    out.push_str("</section>\n");
    Ok(())
}

fn lines(out: &mut String, rows: &[&CaseRow<'_>]) -> fmt::Result {
    table(
        out,
        [
            Text("Outcome"),
            Text("Party"),
            Text("Listed"),
            Number("Score"),
            Number("Payments"),
        ],
        rows.iter().map(|row| {
            [
                decides(row),
                Said(&row.party).to_string(),
                format!(
                    "{}<br><span class=\"small\">{}</span>",
                    Said(&row.listed),
                    joined(row.lists.iter(), DOT)
                ),
                row.score.map(|score| score.to_string()).unwrap_or_default(),
                grouped(row.payments),
            ]
        }),
    )
}

/// Outcome and priority.
fn decides(row: &CaseRow<'_>) -> String {
    let priority = match row.priority {
        0 => String::new(),
        priority => format!(" <span class=\"small\">priority {priority}</span>"),
    };
    format!("{}{priority}", tag(row.outcome))
}

/// The sums of a case's payments: `1 200.00 BRL, 5.00 EUR`.
fn amounts(row: &CaseRow<'_>) -> String {
    let sums = row.amounts.iter().map(|sum| match sum.split_once(':') {
        Some(("none", amount)) => group(amount),
        Some((currency, amount)) => format!("{} {currency}", group(amount)),
        None => sum.clone(),
    });
    let more = match row.amounts.len().saturating_sub(SUMS_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", joined(sums.take(SUMS_MAX), ", "))
}

fn one(out: &mut String, case: &Case) -> fmt::Result {
    let row = &case.row;
    let under = [
        counted(row.payments, "payment", "payments"),
        amounts(row),
        row.score
            .map(|score| format!("score {score}"))
            .unwrap_or_default(),
        joined(row.lists.iter(), DOT),
        joined(row.programs.iter(), ", "),
    ];
    let under: Vec<String> = under.into_iter().filter(|part| !part.is_empty()).collect();
    write!(
        out,
        "<details class=\"fold case\" id=\"case-{}\"><summary><span>{}</span><span>{}</span><span class=\"small under\">{}</span>\
         </summary><div class=\"body\">",
        Esc(row.case_id.replace(char::is_whitespace, "-")),
        decides(row),
        Said(&row.why),
        under.join(DOT)
    )?;
    compare(out, case)?;
    out.push_str("<h4>Why it is an alert</h4>");
    let (one, others) = case.leading();
    for (n, shown) in one.iter().enumerate() {
        reasons(out, shown, n == 0)?;
    }
    also_resembles(out, case, others)?;
    bindings(out, &case.listed)?;
    writeln!(out, "<h4>{}</h4>", counted(row.payments, "payment", "payments"))?;
    for shown in &case.payments {
        payment(out, shown)?;
    }
    payments_beyond(out, case)?;
    out.push_str("</div></details>\n");
    Ok(())
}

/// Other listed parties that resemble the party of the case: it is at most one of all of them.
fn also_resembles(out: &mut String, case: &Case, others: &[ShownAlert]) -> fmt::Result {
    if others.is_empty() && case.listed_named.is_empty() {
        return Ok(());
    }
    out.push_str("<h4>Other listed parties that it resembles</h4>");
    for shown in others {
        let d = &shown.designation;
        let born: Vec<String> = d.birth_dates.iter().map(ToString::to_string).collect();
        let nationalities: Vec<String> = d.nationalities.iter().map(ToString::to_string).collect();
        let facts = [
            d.list.clone(),
            d.programs.join(", "),
            if born.is_empty() {
                String::new()
            } else {
                format!("born {}", born.join(" or "))
            },
            nationalities.join(", "),
            format!("score {}", shown.alert.score),
        ];
        write!(
            out,
            "<p><b>{}</b> <span class=\"small\">{} <code>{}</code></span></p>",
            Said(d.primary_name()),
            joined(facts, DOT),
            Said(&d.id)
        )?;
    }
    if !case.listed_named.is_empty() {
        write!(
            out,
            "<p class=\"small\">and {}{}</p>",
            joined(case.listed_named.iter().take(NAMED_MAX), ", "),
            and_more(case.listed_named.len(), NAMED_MAX)
        )?;
    }
    Ok(())
}

/// Why one designation was found: in full of the first, in a line of the others.
fn reasons(out: &mut String, shown: &ShownAlert, in_full: bool) -> fmt::Result {
    let alert = &shown.alert;
    let basis = match alert.basis {
        HitBasis::Identifier => "identifier",
        HitBasis::Name => "name",
        HitBasis::Place => "place",
        HitBasis::Resubmission => "resubmission",
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
    for change in &shown.changes {
        write!(
            out,
            "<p class=\"small\">changed: {}, was {}, is {}</p>",
            Said(change.member.replace(['_', '.'], " ")),
            Said(value(&change.old)),
            Said(value(&change.new))
        )?;
    }
    facts(out, &shown.payment, &shown.fields)?;
    write!(
        out,
        "<details><summary>Reason of the decision</summary><p class=\"small\">{}</p></details></div>",
        Said(&shown.reason)
    )
}

/// One side of what changed, in words.
fn value(value: &serde_json::Value) -> String {
    use serde_json::Value;
    let words = |parts: Vec<String>, mark: &str| match parts.is_empty() {
        true => "nothing".to_owned(),
        false => parts.join(mark),
    };
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(elements) => words(elements.iter().map(self::value).collect(), "; "),
        Value::Object(members) => words(members.values().map(self::value).collect(), " "),
        other => other.to_string(),
    }
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
            case.row.payments.saturating_sub(case.payments.len() as u64),
            "more payment",
            "more payments"
        ),
        files::ALERTS,
        ids.join(", ")
    )?;
    left_out(
        out,
        case.row.payments,
        case.payments.len() + named.len(),
        ["payment of this case", "payments of this case"],
        files::ALERTS,
    )
}
