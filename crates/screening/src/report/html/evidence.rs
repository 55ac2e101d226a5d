//! Evidence in words.

use portcullis_model::{Agreement, Evidence, Score};

use crate::case::said_by;

use super::{
    compare::kind,
    text::{Esc, Said},
};

/// One piece of why a hit is a hit.
pub(super) fn why(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Token {
            query,
            listed,
            relation,
            similarity,
            ..
        } => {
            let degree = Score::from_fraction(*similarity);
            format!(
                "<b>{}</b> = <b>{}</b> <em>{relation}, {degree:.2}</em>",
                Said(query),
                Said(listed)
            )
        }
        Evidence::Unmatched { text, listed, .. } => {
            let side = if *listed {
                "only on the list"
            } else {
                "only in the payment"
            };
            format!("<b>{}</b> <em>{side}</em>", Said(text))
        }
        // What raises a score is more than a whole one.
        Evidence::Adjustment { reason, factor } if *factor > 1.0 => {
            format!("{} <em>&times; {factor:.2}</em>", Esc(reason))
        }
        Evidence::Adjustment { reason, factor } => {
            let factor = Score::from_fraction(*factor);
            format!("{} <em>&times; {factor:.2}</em>", Esc(reason))
        }
        Evidence::Corroboration {
            fact,
            agreement,
            query,
            listed,
        } => format!(
            "{} {}: {} <em>in the payment,</em> {} <em>on the list</em>",
            fact.to_string().replace('-', " "),
            verdict(*agreement),
            Said(query),
            Said(listed)
        ),
        Evidence::Identifier { id_kind, value } => {
            format!("the same {}: <code>{}</code>", kind(*id_kind), Said(value))
        }
        Evidence::Place { stated, text, name } => format!(
            "{} <code>{}</code> <em>names</em> <b>{}</b>",
            said_by(*stated),
            Said(text),
            Said(name)
        ),
        Evidence::Text { note } => Said(note).to_string(),
    }
}

pub(super) fn verdict(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "agrees",
        Agreement::Conflicts => "differs",
    }
}
