//! Legal forms that are the same kind of body in two countries.

use portcullis_model::TokenRelation;

use super::{Pair, push_pair};
use crate::{class::Class, language, name::Tokens, relation::Related};

/// How much of a match they are.
const SIMILARITY: f32 = 0.8;

/// Finds the listed legal forms that are the same kind of body as the query's at `q`, and another form.
pub(super) fn compatible<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    if query.class(q) != Class::LegalForm {
        return;
    }
    for l in 0..listed.len() {
        if listed.class(l) == Class::LegalForm
            && query.text(q) != listed.text(l)
            && language::get().are_compatible_forms(query.text(q), listed.text(l))
        {
            let related = Related {
                relation: TokenRelation::LegalForm,
                similarity: SIMILARITY,
            };
            push_pair(pairs, q, 1, l, related);
        }
    }
}
