//! A payment: who pays whom through which banks, how much, when, and for what.

use std::fmt::{self, Write};

use portcullis_model::Field;

use super::text::{DOT, Esc, Said, amount, field, file_name, joined};
use crate::output::{PartyFacts, PaymentFacts};

/// Its id, and where it stands.
pub(super) fn place(payment_id: &str, file: &str, line: u64) -> String {
    format!(
        "<b>{}</b> <span class=\"small\">{}:{line}</span>",
        Said(payment_id),
        Said(file_name(file))
    )
}

/// Amount and value date.
pub(super) fn money(payment: &PaymentFacts<'_>) -> String {
    let mut parts = Vec::new();
    let amount = amount(payment);
    if !amount.is_empty() {
        parts.push(format!("<b class=\"amount\">{}</b>", Esc(amount)));
    }
    match payment.value_date {
        Some(date) => parts.push(format!("value date {date}")),
        None => parts.push(format!("no value date; judged as of {}", payment.as_of)),
    }
    parts.join(DOT)
}

/// What a folded payment shows of itself: what came of it, who it is about, and why, as markup.
pub(super) struct Entry {
    pub(super) decides: String,
    pub(super) headline: String,
    pub(super) why: String,
    /// Why it is decided so, where that is longer and stands inside.
    pub(super) reason: Option<String>,
}

/// Writes a payment that unfolds to all that it says; the parties in `marked` are marked.
pub(super) fn entry(
    out: &mut String,
    entry: &Entry,
    (payment_id, file, line): (&str, &str, u64),
    payment: &PaymentFacts<'_>,
    marked: &[Field],
) -> fmt::Result {
    let Entry {
        decides,
        headline,
        why,
        reason,
    } = entry;
    let place = place(payment_id, file, line);
    write!(
        out,
        "<details class=\"fold\"><summary><span>{decides}</span><span>{headline}</span><span class=\"small under\">{why}</span>\
         <span class=\"small under\">{}</span></summary><div class=\"body\">",
        [place, money(payment)].join(DOT)
    )?;
    facts(out, payment, marked)?;
    if let Some(reason) = reason {
        write!(out, "<p class=\"small\">{}</p>", Said(reason))?;
    }
    out.push_str("</div></details>\n");
    Ok(())
}

/// Everything that it says, a line a party; those in `marked` are marked.
pub(super) fn facts(out: &mut String, payment: &PaymentFacts<'_>, marked: &[Field]) -> fmt::Result {
    out.push_str("<dl class=\"facts\">");
    for (place, stated) in payment.parties.0.iter().filter(|(_, stated)| !stated.is_empty()) {
        let is_marked = marked
            .iter()
            .any(|field| field.party().is_some() && field.party() == place.party());
        line(out, &field(*place), &party(stated), is_marked)?;
    }
    let remittance = Said(&payment.remittance_information).to_string();
    line(
        out,
        "remittance",
        &remittance,
        marked.contains(&Field::Remittance),
    )?;
    line(
        out,
        "other text",
        &Said(&payment.other_text).to_string(),
        marked.contains(&Field::OtherText),
    )?;
    line(out, "purpose", &purpose(payment), false)?;
    line(
        out,
        "license named",
        &Said(&payment.license_reference).to_string(),
        false,
    )?;
    line(out, "instrument", &Said(&payment.instrument).to_string(), false)?;
    let debt = [
        payment.debt_tenor_days.map(|days| format!("{days} days")),
        payment.debt_issued_on.map(|date| format!("issued on {date}")),
    ];
    line(out, "debt", &joined(debt.into_iter().flatten(), ", "), false)?;
    line(out, "not understood", &joined(&payment.notes, "; "), false)?;
    if payment.not_utf8 {
        line(
            out,
            "note",
            "some text was not UTF-8 and was read as Windows-1252",
            false,
        )?;
    }
    out.push_str("</dl>");
    Ok(())
}

fn line(out: &mut String, label: &str, said: &str, is_marked: bool) -> fmt::Result {
    if said.is_empty() {
        return Ok(());
    }
    let (class, mark) = if is_marked {
        (" class=\"marked\"", " &middot; <em>found here</em>")
    } else {
        ("", "")
    };
    write!(out, "<dt{class}>{label}{mark}</dt><dd{class}>{said}</dd>")
}

/// A party with all that the payment says of it.
fn party(stated: &PartyFacts<'_>) -> String {
    let name = (!stated.name.is_empty()).then(|| format!("<b>{}</b>", Said(&stated.name)));
    let details = stated.details();
    let details = (!details.is_empty()).then(|| joined(details, DOT));
    let parts: Vec<String> = name.into_iter().chain(details).collect();
    parts.join(DOT)
}

/// The code, and what it means.
fn purpose(payment: &PaymentFacts<'_>) -> String {
    let meaning = payment.purpose.map(|purpose| purpose.to_string());
    match (payment.purpose_code.is_empty(), meaning) {
        (true, meaning) => meaning.unwrap_or_default(),
        (false, None) => Said(&payment.purpose_code).to_string(),
        (false, Some(meaning)) => format!("{} ({meaning})", Said(&payment.purpose_code)),
    }
}
