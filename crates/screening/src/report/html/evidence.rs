//! Evidence in words.

use maud::{Markup, html};
use portcullis_model::{Agreement, Evidence, Score};

use crate::case::said_by;

use super::{
    compare::kind,
    text::{Esc, Said},
};

/// One piece of why a hit is a hit.
pub(super) fn why(evidence: &Evidence) -> Markup {
    match evidence {
        Evidence::Token {
            query,
            listed,
            relation,
            similarity,
            ..
        } => {
            let degree = format!("{:.2}", Score::from_fraction(*similarity));
            html! { b { (Said(query)) } " = " b { (Said(listed)) } " " em { (relation) ", " (degree) } }
        }
        Evidence::Unmatched { text, listed, .. } => {
            let side = if *listed {
                "only on the list"
            } else {
                "only in the payment"
            };
            html! { b { (Said(text)) } " " em { (side) } }
        }
        Evidence::Adjustment { reason, factor } => {
            // What raises a score is more than a whole one.
            let factor = match *factor > 1.0 {
                true => format!("{factor:.2}"),
                false => format!("{:.2}", Score::from_fraction(*factor)),
            };
            html! { (Esc(reason)) " " em { "\u{d7} " (factor) } }
        }
        Evidence::Corroboration {
            fact,
            agreement,
            query,
            listed,
        } => html! {
            (fact.to_string().replace('-', " ")) " " (verdict(*agreement)) ": "
            (Said(query)) " " em { "in the payment," } " " (Said(listed)) " " em { "on the list" }
        },
        Evidence::Identifier { id_kind, value } => {
            html! { "the same " (kind(*id_kind)) ": " code { (Said(value)) } }
        }
        Evidence::Place { stated, text, name } => html! {
            (said_by(*stated)) " " code { (Said(text)) } " " em { "names" } " " b { (Said(name)) }
        },
        Evidence::Text { note } => html! { (Said(note)) },
    }
}

pub(super) fn verdict(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "agrees",
        Agreement::Conflicts => "differs",
    }
}
