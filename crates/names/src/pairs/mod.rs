//! Which tokens of two names may stand for each other.
//!
//! Most pairs are of two tokens that a [relation](crate::relation) holds of: the matcher looks those up, and
//! [`all_pairs`] compares every token with every token. The others ([`structural_pairs`]) depend on more than two words'
//! texts, and are found name by name: initials, words written together or apart, legal forms of two countries, and the
//! last word of a cut field.

mod cut;
mod initials;
mod legal_forms;
mod spacing;

use portcullis_model::TokenRelation;

use crate::{
    class::Class,
    name::Tokens,
    relation::{Related, join_words, relate, relate_split},
};

pub use cut::CUT_MIN_BYTES;
pub use initials::{may_be_initial_of, numeral_letter};
pub use spacing::{JOINED_TOKENS_MAX, behind_legal_prefix, is_joinable, may_be_split, written_together};

/// Query tokens `query..query + query_len` stand for listed tokens `listed..listed + listed_len`
/// (counted in a circle where the listed name wraps).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// First query token.
    pub query: u8,
    /// How many query tokens: 1, or 2 where a word was split.
    pub query_len: u8,
    /// First listed token.
    pub listed: u8,
    /// How many listed tokens: 1, or more where words were joined.
    pub listed_len: u8,
    /// How they are related.
    pub relation: TokenRelation,
    /// How much of a match it is, 0 to 1.
    pub similarity: f32,
}

/// All pairs of two names, by comparing every token with every token: what the index must find, and the slow
/// oracle that holds it to that.
pub fn all_pairs<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, pairs: &mut Vec<Pair>) {
    pairs.clear();
    let mut joined = String::new();
    for q in 0..query.len() {
        for l in 0..listed.len() {
            if query.class(q).is_solid() && listed.class(l).is_solid() {
                if let Some(related) = relate(query.text(q), listed.text(l)) {
                    push_pair(pairs, q, 1, l, related);
                }
            } else if may_be_same(query.class(q), listed.class(l)) && query.text(q) == listed.text(l) {
                push_pair(pairs, q, 1, l, same(query.class(q)));
            }
        }
        if q + 1 < query.len() && may_be_split(query, q) {
            join_words(query.text(q), query.text(q + 1), &mut joined);
            for l in 0..listed.len() {
                if listed.class(l).is_solid()
                    && let Some(related) = relate_split(&joined, listed.text(l))
                {
                    push_pair(pairs, q, 2, l, related);
                }
            }
        }
    }
    structural_pairs(query, listed, cut, pairs);
}

/// Tokens that are not solid are compared with their like, and only for being the same. Initials are compared
/// by their place in the name (see [`structural_pairs`]).
#[must_use]
pub fn may_be_same(query: Class, listed: Class) -> bool {
    query == listed && !query.is_solid() && query != Class::Initial
}

/// What tokens that are not solid are when they are the same.
#[must_use]
pub fn same(class: Class) -> Related {
    let relation = if class == Class::LegalForm {
        TokenRelation::LegalForm
    } else {
        TokenRelation::Exact
    };
    Related {
        relation,
        similarity: 1.0,
    }
}

/// Records a pair of single tokens or of a split word.
pub fn push_pair(pairs: &mut Vec<Pair>, query: usize, query_len: usize, listed: usize, related: Related) {
    let (Ok(query), Ok(query_len), Ok(listed)) =
        (u8::try_from(query), u8::try_from(query_len), u8::try_from(listed))
    else {
        return;
    };
    let Related { relation, similarity } = related;
    pairs.push(Pair {
        query,
        query_len,
        listed,
        listed_len: 1,
        relation,
        similarity,
    });
}

/// Appends the pairs that depend on more than two tokens' texts: several listed words written as one, initials,
/// and the last word of a cut field.
pub fn structural_pairs<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, pairs: &mut Vec<Pair>) {
    for q in 0..query.len() {
        spacing::joined(query, q, listed, pairs);
        spacing::behind_form(query, q, listed, pairs);
        initials::of_token(query, q, listed, pairs);
        initials::numeral(query, q, listed, pairs);
        legal_forms::compatible(query, q, listed, pairs);
        spacing::respaced(query, q, listed, pairs);
    }
    initials::together(query, listed, pairs);
    if cut {
        cut::last_word(query, listed, pairs);
    }
}

/// Records a pair of several tokens on either side.
fn push_run(
    pairs: &mut Vec<Pair>,
    (query, query_len): (usize, u8),
    (listed, listed_len): (usize, u8),
    related: Related,
) {
    if let (Ok(query), Ok(listed)) = (u8::try_from(query), u8::try_from(listed)) {
        let Related { relation, similarity } = related;
        pairs.push(Pair {
            query,
            query_len,
            listed,
            listed_len,
            relation,
            similarity,
        });
    }
}
