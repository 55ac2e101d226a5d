//! Evidence for tests.

use portcullis_model::{Evidence, TokenRelation};

/// A word of a name and the listed one that it was held against.
pub(super) fn token(query: &str, listed: &str, similarity: f32, weight: f32) -> Evidence {
    let relation = if query == listed {
        TokenRelation::Exact
    } else {
        TokenRelation::Edit
    };
    Evidence::Token {
        query: query.to_owned(),
        listed: listed.to_owned(),
        relation,
        similarity,
        weight,
    }
}

/// A word that is left over, of the listed name or of the other.
pub(super) fn unmatched(text: &str, listed: bool, weight: f32) -> Evidence {
    Evidence::Unmatched {
        text: text.to_owned(),
        listed,
        weight,
    }
}
