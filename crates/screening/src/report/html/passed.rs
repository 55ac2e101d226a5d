//! What was let go and why: discounted matches, payments that nothing binds, and released ones.

use std::fmt;

use portcullis_model::{Agreement, Evidence, Field};

use super::{
    payment::{Entry, entry},
    section,
    table::{
        Column::{Number, Text},
        table,
    },
    text::{DOT, Said, counted, field, group, grouped, joined, left_out, tag},
};
use crate::{
    files,
    output::PassedHit,
    report::{ShownAlert, ShownRelease, ShownUnbound, read::Shown},
    summary::Summary,
};

pub(super) fn discounted(out: &mut String, summary: &Summary, shown: &Shown<ShownAlert>) -> fmt::Result {
    if summary.discounted == 0 {
        return Ok(());
    }
    section(
        out,
        "discounted",
        &counted(summary.discounted, "discounted match", "discounted matches"),
        "Names that match and would be alerts, but that the facts of the party speak against. Their payments need nobody for \
         them.",
    )?;
    let reasons = shown.by_reason.iter();
    table(
        out,
        [Text("What differs"), Number("Matches")],
        reasons.map(|(facts, matches)| [Said(facts).to_string(), grouped(*matches)]),
    )?;
    out.push_str("<details><summary>Each of them</summary>");
    for row in &shown.rows {
        let alert = &row.alert;
        let entry_of = Entry {
            decides: format!("score {}", alert.score),
            headline: resembles(&alert.party, alert.field, &alert.matched_name),
            why: [
                differences(&row.evidence),
                joined([&*alert.list, &*alert.designation_id], DOT),
            ]
            .join(DOT),
            reason: None,
        };
        let place = (&*alert.payment_id, &*alert.file, alert.line);
        entry(out, &entry_of, place, &row.payment, &[alert.field])?;
    }
    left_out(
        out,
        summary.discounted,
        shown.rows.len(),
        ["match", "matches"],
        files::DISCOUNTED,
    )?;
    out.push_str("</details></section>\n");
    Ok(())
}

/// `birth date 1990-05-05, listed 1964-08-11`
fn differences(evidence: &[Evidence]) -> String {
    let mut out = Vec::new();
    for piece in evidence {
        if let Evidence::Corroboration {
            fact,
            agreement: Agreement::Conflicts,
            query,
            listed,
        } = piece
        {
            let fact = fact.to_string().replace('-', " ");
            out.push(format!("{fact} {}, listed {}", Said(query), Said(listed)));
        }
    }
    out.join("; ")
}

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

pub(super) fn unbound(out: &mut String, summary: &Summary, shown: &Shown<ShownUnbound>) -> fmt::Result {
    if summary.unbound == 0 {
        return Ok(());
    }
    section(
        out,
        "unbound",
        &counted(
            summary.unbound,
            "payment let go because nothing binds",
            "payments let go because nothing binds",
        ),
        "They touch a designation and are clear: no authority that lists it binds the institution here, or nothing of it is in \
         force. A payment counts once for each reason that it has.",
    )?;
    let counts = summary
        .unbound_by_authority
        .iter()
        .flat_map(|(authority, reasons)| {
            reasons
                .iter()
                .map(move |(reason, payments)| (authority, reason, payments))
        });
    table(
        out,
        [Text("Authority"), Text("Why"), Number("Payments")],
        counts.map(|(authority, reason, payments)| {
            [
                Said(authority).to_string(),
                Said(meaning(reason)).to_string(),
                grouped(*payments),
            ]
        }),
    )?;
    out.push_str("<details><summary>Each of them</summary>");
    for row in &shown.rows {
        let unbound = &row.unbound;
        let entry_of = Entry {
            decides: tag(unbound.outcome),
            headline: hits(&unbound.hits),
            why: Said(&unbound.reason).to_string(),
            reason: None,
        };
        let place = (&*unbound.payment_id, &*unbound.file, unbound.line);
        entry(out, &entry_of, place, &row.payment, &fields(&unbound.hits))?;
    }
    left_out(
        out,
        summary.unbound,
        shown.rows.len(),
        ["payment", "payments"],
        files::UNBOUND,
    )?;
    out.push_str("</details></section>\n");
    Ok(())
}

/// `Maren Ostby (creditor): OSTBY, Maren`
pub(super) fn resembles(party: &str, place: Field, listed: &str) -> String {
    format!(
        "<b>{}</b> ({}): <b>{}</b>",
        Said(party),
        field(place),
        Said(listed)
    )
}

/// Whom a payment that passes touches, and where.
fn hits(hits: &[PassedHit<'_>]) -> String {
    let hits: Vec<String> = hits
        .iter()
        .map(|hit| {
            format!(
                "{} <span class=\"small\">{}</span>",
                resembles(&hit.party, hit.field, &hit.name),
                [
                    joined([&*hit.list, &*hit.designation_id], DOT),
                    format!("score {}", hit.score)
                ]
                .join(DOT)
            )
        })
        .collect();
    hits.join("<br>")
}

fn fields(hits: &[PassedHit<'_>]) -> Vec<Field> {
    hits.iter().map(|hit| hit.field).collect()
}

pub(super) fn released(out: &mut String, summary: &Summary, shown: &Shown<ShownRelease>) -> fmt::Result {
    if summary.released == 0 {
        return Ok(());
    }
    section(
        out,
        "released",
        &counted(summary.released, "payment released", "payments released"),
        "They touch a designation and may lawfully pass under a license, or the party is a known namesake (a good guy). Each \
         obligation, clause, entry and piece of evidence stands in released.jsonl.",
    )?;
    let good_guys = (summary.good_guy_payments > 0).then(|| {
        [
            "none: good guys".to_owned(),
            grouped(summary.good_guy_payments),
            String::new(),
        ]
    });
    let licenses = summary.released_by_license.iter().map(|(license, released)| {
        let value = released.value.iter();
        let value = value.map(|(currency, v)| format!("{} {currency}", group(&v.amount)));
        [
            Said(license).to_string(),
            grouped(released.payments),
            joined(value, ", "),
        ]
    });
    table(
        out,
        [Text("License"), Number("Payments"), Text("Value")],
        good_guys.into_iter().chain(licenses),
    )?;
    out.push_str("<details><summary>Each of them</summary>");
    for row in &shown.rows {
        let release = &row.release;
        let by = if release.license_ids.is_empty() {
            "good guy".to_owned()
        } else {
            joined(release.license_ids.iter(), ", ")
        };
        let entry_of = Entry {
            decides: tag(release.outcome),
            headline: hits(&release.hits),
            why: by,
            reason: Some(release.reason.to_string()),
        };
        let place = (&*release.payment_id, &*release.file, release.line);
        entry(out, &entry_of, place, &row.payment, &fields(&release.hits))?;
    }
    left_out(
        out,
        summary.released,
        shown.rows.len(),
        ["payment", "payments"],
        files::RELEASED,
    )?;
    out.push_str("</details></section>\n");
    Ok(())
}
