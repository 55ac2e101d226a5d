//! A payment: who pays whom through which banks, how much, when, and for what.

use maud::{Markup, PreEscaped, Render, html};
use portcullis_model::Field;

use super::text::{DOT, Said, amount, beside, field, file_name, joined};
use crate::output::{PartyFacts, PaymentFacts};

/// Its id, and where it stands.
pub(super) fn place(payment_id: &str, file: &str, line: u64) -> Markup {
    html! { b { (Said(payment_id)) } " " span.small { (Said(file_name(file))) ":" (line) } }
}

/// Amount and value date.
pub(super) fn money(payment: &PaymentFacts<'_>) -> Markup {
    let amount = amount(payment);
    html! {
        @if !amount.is_empty() { b.amount { (amount) } (DOT) }
        @match payment.value_date {
            Some(date) => { "value date " (date) },
            None => { "no value date; judged as of " (payment.as_of) },
        }
    }
}

/// What a folded payment shows of itself: what came of it, who it is about, and why.
pub(super) struct Entry {
    pub(super) decides: Markup,
    pub(super) headline: Markup,
    pub(super) why: Markup,
    /// Why it is decided so, where that is longer and stands inside.
    pub(super) reason: Option<String>,
}

/// A payment that unfolds to all that it says; the parties in `marked` are marked.
pub(super) fn entry(
    entry: &Entry,
    (payment_id, file, line): (&str, &str, u64),
    payment: &PaymentFacts<'_>,
    marked: &[Field],
) -> Markup {
    html! {
        details.fold {
            summary {
                span { (entry.decides) }
                span { (entry.headline) }
                span.small.under { (entry.why) }
                span.small.under { (place(payment_id, file, line)) (DOT) (money(payment)) }
            }
            div.body {
                (facts(payment, marked))
                @if let Some(reason) = &entry.reason { p.small { (Said(reason)) } }
            }
        }
        "\n"
    }
}

/// Everything that it says, a line a party; those in `marked` are marked.
pub(super) fn facts(payment: &PaymentFacts<'_>, marked: &[Field]) -> Markup {
    let is_marked = |place: Field| {
        let mut fields = marked.iter();
        fields.any(|field| field.party().is_some() && field.party() == place.party())
    };
    let debt = [
        payment.debt_tenor_days.map(|days| format!("{days} days")),
        payment.debt_issued_on.map(|date| format!("issued on {date}")),
    ];
    html! {
        dl.facts {
            @for (place, stated) in payment.parties.0.iter().filter(|(_, stated)| !stated.is_empty()) {
                (line(&field(*place), &party(stated), is_marked(*place)))
            }
            (line("remittance", &Said(&payment.remittance_information).render(), marked.contains(&Field::Remittance)))
            (line("other text", &Said(&payment.other_text).render(), marked.contains(&Field::OtherText)))
            (line("purpose", &purpose(payment), false))
            (line("license named", &Said(&payment.license_reference).render(), false))
            (line("instrument", &Said(&payment.instrument).render(), false))
            (line("debt", &joined(debt.into_iter().flatten(), ", "), false))
            (line("not understood", &joined(&payment.notes, "; "), false))
            @if payment.not_utf8 {
                (line("note", &html! { "some text was not UTF-8 and was read as Windows-1252" }, false))
            }
        }
    }
}

fn line(label: &str, said: &Markup, is_marked: bool) -> Markup {
    if said.0.is_empty() {
        return PreEscaped(String::new());
    }
    let class = is_marked.then_some("marked");
    html! {
        dt class=[class] { (label) @if is_marked { (DOT) em { "found here" } } }
        dd class=[class] { (said) }
    }
}

/// A party with all that the payment says of it.
fn party(stated: &PartyFacts<'_>) -> Markup {
    let name = html! { @if !stated.name.is_empty() { b { (Said(&stated.name)) } } };
    beside([name, joined(stated.details(), DOT)], DOT)
}

/// The code, and what it means.
fn purpose(payment: &PaymentFacts<'_>) -> Markup {
    let meaning = payment.purpose.map(|purpose| purpose.to_string());
    html! {
        (Said(&payment.purpose_code))
        @match (payment.purpose_code.is_empty(), meaning) {
            (_, None) => {},
            (true, Some(meaning)) => (meaning),
            (false, Some(meaning)) => { " (" (meaning) ")" },
        }
    }
}
