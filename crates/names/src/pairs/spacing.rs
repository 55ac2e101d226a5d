//! Words written together or apart, or with the space in another place.

use std::borrow::Cow;

use portcullis_model::TokenRelation;

use super::{Pair, push_pair, push_run};
use crate::{
    class::Class,
    fold::{UNKNOWN_LETTER, known_letters},
    language,
    name::Tokens,
    relation::{JOINED_MIN_BYTES, Related, han_similarity, push_behind, without_script},
    unvoweled::is_unvoweled,
};

/// Longest run of listed tokens that one query token may stand for.
pub const JOINED_TOKENS_MAX: usize = 7;

/// How much of a match several listed words are for the one they are written as.
const JOINED_SIMILARITY: f32 = 0.97;

/// How much of a match a word is with a legal form stuck to its end.
const WITH_FORM_SIMILARITY: f32 = 0.95;

/// Shorter words are not taken for what stands behind a legal form.
const BEHIND_FORM_MIN_BYTES: usize = JOINED_MIN_BYTES + 1;

/// How much of a match two words are with the space in another place.
const RESPACED_SIMILARITY: f32 = 0.95;

/// Whether a token takes part in a run of words written together.
#[must_use]
pub const fn is_joinable(class: Class) -> bool {
    !matches!(class, Class::LegalForm)
}

/// Whether the tokens at `q` and `q + 1` may be one word, written apart.
pub fn may_be_split<Q: Tokens>(query: &Q, q: usize) -> bool {
    let word = |class| {
        matches!(
            class,
            Class::Word | Class::Generic | Class::Particle | Class::Initial
        )
    };
    word(query.class(q))
        && word(query.class(q + 1))
        && query.text(q).len() + query.text(q + 1).len() >= JOINED_MIN_BYTES
}

/// Where a word may have a legal form stuck to its front (`OOOSTROYTRANSGAZ`): the byte at which what stands behind it
/// begins, longest form first.
pub fn behind_legal_prefix(word: &str) -> impl Iterator<Item = usize> {
    let most = word.len().saturating_sub(BEHIND_FORM_MIN_BYTES);
    (3..=most.min(language::LEGAL_PREFIX_BYTES_MAX))
        .rev()
        .filter(|&at| word.is_char_boundary(at) && language::is_legal_prefix(&word[..at]))
}

/// A word as several listed words would be that are written in one: without the mark of its script, and without what was lost
/// between them.
pub fn written_together(word: &str) -> Cow<'_, str> {
    known_letters(without_script(word))
}

/// Finds two listed words that two query words are, with the space in another place (`LAUREN TNKUNDA`).
pub(super) fn respaced<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    if q + 1 >= query.len() || !may_be_split(query, q) {
        return;
    }
    let (first, second) = (query.text(q).as_bytes(), query.text(q + 1).as_bytes());
    let count = listed.len();
    for start in 0..count {
        let mut at = start + 1;
        if at >= count {
            if !listed.wraps() {
                break;
            }
            at -= count;
        }
        let (a, b) = (listed.text(start).as_bytes(), listed.text(at).as_bytes());
        if a.len() + b.len() != first.len() + second.len()
            || a.len() == first.len()
            || a.len() + b.len() < JOINED_MIN_BYTES
            || !is_joinable(listed.class(start))
            || !is_joinable(listed.class(at))
            || !a.iter().chain(b).eq(first.iter().chain(second))
        {
            continue;
        }
        let related = Related {
            relation: TokenRelation::Split,
            similarity: RESPACED_SIMILARITY,
        };
        push_run(pairs, (q, 2), (start, 2), related);
    }
}

/// Finds the listed words, one or several written together, that the query token is with a legal form stuck to its front.
pub(super) fn behind_form<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    if listed.is_person() || !matches!(query.class(q), Class::Word | Class::Generic) {
        return;
    }
    let related = Related {
        relation: TokenRelation::Joined,
        similarity: WITH_FORM_SIMILARITY,
    };
    let text = query.text(q);
    for at in behind_legal_prefix(text) {
        for start in 0..listed.len() {
            if let Some(len) = spelled_from(listed, start, &text[at..]) {
                push_run(pairs, (q, 1), (start, len), related);
            }
        }
    }
}

/// How many listed tokens from `start` on are the text, written together.
fn spelled_from<L: Tokens>(listed: &L, start: usize, text: &str) -> Option<u8> {
    let mut rest = text;
    for len in 1..=JOINED_TOKENS_MAX.min(listed.len() - start) {
        let at = start + len - 1;
        rest = rest
            .strip_prefix(listed.text(at))
            .filter(|_| is_joinable(listed.class(at)))?;
        if rest.is_empty() {
            return u8::try_from(len)
                .ok()
                .filter(|_| listed.class(start).is_solid() || len > 1);
        }
    }
    None
}

/// Finds the runs of listed tokens that, written together, are the query token; a legal form may be stuck to
/// the end (`INVERSIONESADAGLTDA`).
pub(super) fn joined<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    if !matches!(query.class(q), Class::Word | Class::Generic) {
        return;
    }
    let count = listed.len();
    let written = query.text(q);
    if is_unvoweled(written) {
        joined_unvoweled(written, q, listed, pairs);
        return;
    }
    let text = &*written_together(written);
    if text.len() < JOINED_MIN_BYTES {
        return;
    }
    let similarity = if text.len() < written.len() && !written.contains(UNKNOWN_LETTER) {
        han_similarity(text.len())
    } else {
        JOINED_SIMILARITY
    };
    let joined = Related {
        relation: TokenRelation::Joined,
        similarity,
    };
    for start in 0..count {
        if !is_joinable(listed.class(start))
            || !text.starts_with(listed.text(start))
            || listed.text(start) == text
        {
            continue;
        }
        let mut rest = &text[listed.text(start).len()..];
        let most = JOINED_TOKENS_MAX.min(count);
        for len in 2..=most {
            let mut at = start + len - 1;
            if at >= count {
                if !listed.wraps() {
                    break;
                }
                at -= count;
            }
            if !is_joinable(listed.class(at)) {
                break;
            }
            let Some(after) = rest.strip_prefix(listed.text(at)) else {
                break;
            };
            rest = after;
            let long_enough = text.len() - rest.len() >= JOINED_MIN_BYTES;
            if long_enough && (rest.is_empty() || may_be_form(rest, listed)) {
                if let Ok(len) = u8::try_from(len) {
                    push_run(pairs, (q, 1), (start, len), joined);
                }
                break;
            }
        }
        if listed.class(start).is_solid() && listed.text(start).len() >= JOINED_MIN_BYTES {
            // A single listed word with a legal form stuck to it.
            let first = &text[listed.text(start).len()..];
            if may_be_form(first, listed) {
                let related = Related {
                    similarity: WITH_FORM_SIMILARITY,
                    ..joined
                };
                push_pair(pairs, q, 1, start, related);
            }
        }
    }
}

/// The same of words that are written without short vowels, of which some letters are read by where they stand.
fn joined_unvoweled<L: Tokens>(written: &str, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    let count = listed.len();
    let most = if listed.wraps() { 2 * count } else { count };
    let related = Related {
        relation: TokenRelation::Joined,
        similarity: JOINED_SIMILARITY,
    };
    let mut together = String::new();
    for start in (0..count).filter(|&start| is_unvoweled(listed.text(start))) {
        together.clear();
        for at in start..most.min(start + JOINED_TOKENS_MAX.min(count)) {
            if !is_joinable(listed.class(at % count)) || together.len() > written.len() {
                break;
            }
            push_behind(&mut together, listed.text(at % count));
            if at > start
                && together == written
                && let Ok(len) = u8::try_from(at - start + 1)
            {
                push_run(pairs, (q, 1), (start, len), related);
            }
        }
    }
}

/// Whether what stands behind a listed word is a legal form stuck to it. Two letters end many words (`ARVINAS`): there the listed
/// name must have a legal form.
fn may_be_form<L: Tokens>(rest: &str, listed: &L) -> bool {
    language::is_legal_suffix(rest)
        && (rest.len() > 2 || (0..listed.len()).any(|l| listed.class(l) == Class::LegalForm))
}
