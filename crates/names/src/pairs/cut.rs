//! The last word of a cut field, which may be the beginning of a longer one.

use portcullis_model::TokenRelation;

use super::{Pair, push_pair};
use crate::{class::Class, name::Tokens, relation::Related};

/// Shorter beginnings of a cut word say nothing.
pub const CUT_MIN_BYTES: usize = 2;

/// How much of a match the beginning of a word is, however little of the word it is …
const BEGINNING: f32 = 0.80;

/// … and how much more it is the more of the word stands there.
const BEGINNING_PART: f32 = 0.18;

/// Finds the listed words that the query's last word begins.
pub(super) fn last_word<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pairs: &mut Vec<Pair>) {
    if query.len() <= 1 {
        return;
    }
    let last = query.last_written();
    let text = query.text(last);
    if query.class(last) == Class::Number || text.len() < CUT_MIN_BYTES {
        return;
    }
    for l in 0..listed.len() {
        let whole = listed.text(l);
        if listed.class(l).is_solid() && whole.len() > text.len() && whole.starts_with(text) {
            #[allow(clippy::cast_precision_loss)]
            let similarity = BEGINNING + BEGINNING_PART * text.len() as f32 / whole.len() as f32;
            let relation = TokenRelation::Cut;
            push_pair(pairs, last, 1, l, Related { relation, similarity });
        }
    }
}
