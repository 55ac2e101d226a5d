//! What the matched tokens of two names say.

use portcullis_model::TokenRelation;

use super::parameters::{Parameters, SINGLE_SOUND_BYTES_MAX, TELLING_BYTES_MAX, TELLING_BYTES_MIN};
use crate::{
    class::Class, name::Tokens, pairs::Pair, relation::is_another_name, scripts::is_marked,
    transliterate::UNVOWELED, unvoweled::is_unvoweled,
};

/// A pair that is less similar is inexact.
pub(super) const EXACT_MIN: f32 = 0.95;

/// What the pairs say that stand. Solid tokens only: initials, particles, titles, legal forms and the beginnings of cut
/// words find nobody.
#[derive(Debug)]
pub(super) struct Matched {
    /// How many solid listed tokens matched.
    pub listed_tokens: usize,
    /// How many of them tell companies apart: no generic words.
    pub telling_tokens: usize,
    /// How much is known to be the same: weights, of longer words more, for those do not meet by chance.
    pub known: f32,
    /// The part of it that such words give.
    pub known_telling: f32,
    /// How much the short words lack of a match that tell companies apart and only sound alike.
    pub sound_lacks: f32,
    /// The weight of generic words that only mean alike in one script: of `GROUP`, where the query has `HOLDINGS`.
    pub generic_alike: f32,
    /// How many pairs are not exact.
    pub inexact: usize,
    /// How many initials stand for words.
    pub initials: usize,
    /// The words that matched are among the most common, all of them.
    pub only_common: bool,
    /// Legal forms matched.
    pub with_legal_form: bool,
    /// They are one and the same.
    pub same_legal_form: bool,
    /// The first and the last query token that matched; none when the first is behind the last.
    first: usize,
    last: usize,
}

impl Matched {
    /// Of two names and the pairs that stand.
    pub fn of<Q: Tokens, L: Tokens>(
        p: &Parameters,
        query: &Q,
        listed: &L,
        listed_count: usize,
        used: &[Pair],
    ) -> Matched {
        let mut matched = Matched {
            listed_tokens: 0,
            telling_tokens: 0,
            known: 0.0,
            known_telling: 0.0,
            sound_lacks: 0.0,
            generic_alike: 0.0,
            inexact: 0,
            initials: 0,
            only_common: true,
            with_legal_form: false,
            same_legal_form: false,
            first: usize::MAX,
            last: 0,
        };
        for pair in used {
            if matches!(pair.relation, TokenRelation::Initial | TokenRelation::Cut) {
                matched.initials += usize::from(
                    pair.relation == TokenRelation::Initial
                        && listed.class(usize::from(pair.listed)).is_solid(),
                );
                continue;
            }
            if pair.relation == TokenRelation::LegalForm {
                matched.with_legal_form = true;
                matched.same_legal_form |= pair.similarity == 1.0;
            }
            let (mut weight, mut generic) = (0.0, 0.0);
            let most = most_known(p, query, pair);
            for k in 0..usize::from(pair.listed_len) {
                let l = (usize::from(pair.listed) + k) % listed_count;
                if listed.class(l).is_solid() {
                    matched.listed_tokens += 1;
                    matched.only_common &= listed.weight(l) <= p.common_beside_initial;
                    let weighs = listed.weight(l);
                    let telling =
                        telling_weight_by(p, listed, l) * if weighs > most { most / weighs } else { 1.0 };
                    weight += telling;
                    if listed.class(l) == Class::Generic {
                        generic += telling;
                        if pair.relation == TokenRelation::Synonym
                            && !is_from_two_scripts(query, listed, pair, l)
                        {
                            matched.generic_alike += weighs;
                        }
                    } else {
                        matched.telling_tokens += 1;
                        matched.sound_lacks += sound_lack(query, listed, pair, l);
                    }
                }
            }
            matched.known += weight * pair.similarity;
            matched.known_telling += (weight - generic) * pair.similarity;
            if pair.query_len > 1 || query.class(usize::from(pair.query)).is_solid() {
                matched.first = matched.first.min(usize::from(pair.query));
                matched.last = matched.last.max(usize::from(pair.query + pair.query_len - 1));
                matched.inexact += usize::from(pair.similarity < EXACT_MIN);
            }
        }
        matched
    }

    /// The first and the last query token that matched; `None` when no solid one did.
    pub fn span(&self) -> Option<(usize, usize)> {
        (self.first <= self.last).then_some((self.first, self.last))
    }

    /// Whether a query token stands from the first matched one to the last.
    #[inline]
    pub fn surrounds(&self, q: usize) -> bool {
        (self.first..=self.last).contains(&q)
    }

    /// Whether all matched query tokens stand behind a query token.
    #[inline]
    pub fn follows(&self, q: usize) -> bool {
        q < self.first
    }

    /// Whether a query token stands there or right beside.
    #[inline]
    pub fn is_near(&self, q: usize) -> bool {
        q + 1 >= self.first && q <= self.last + 1
    }
}

/// What a listed token may say at most that a pair matches: a rare spelling of one of the commonest names says no more than that name
/// does, in the letters in which all of its bearers write it.
fn most_known<Q: Tokens>(p: &Parameters, query: &Q, pair: &Pair) -> f32 {
    let q = usize::from(pair.query);
    if pair.query_len == 1 && query.weight(q) <= p.commonest && is_unvoweled(query.text(q)) {
        query.weight(q)
    } else {
        f32::INFINITY
    }
}

/// Whether a listed word and the query's stand in two scripts, of which one writes no vowels: then one is a translation of the other.
fn is_from_two_scripts<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pair: &Pair, position: usize) -> bool {
    is_marked(query.text(usize::from(pair.query))) != is_marked(listed.text(position))
}

/// How much a short word lacks that only sounds as the listed one at a position does.
fn sound_lack<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pair: &Pair, position: usize) -> f32 {
    let words = [query.text(usize::from(pair.query)), listed.text(position)];
    let is_short = |word: &str| word.len() <= SINGLE_SOUND_BYTES_MAX && !is_marked(word);
    if pair.relation == TokenRelation::Skeleton && words.into_iter().all(is_short) {
        1.0 - pair.similarity
    } else {
        0.0
    }
}

/// The weight of listed words in whose place the query has the name of others that is no slip of them.
pub(super) fn other_names<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair]) -> f32 {
    let slips = used.iter().filter(|pair| {
        pair.relation == TokenRelation::Edit
            && pair.query_len == 1
            && pair.listed_len == 1
            && query.class(usize::from(pair.query)) == Class::Word
    });
    let others = slips.filter(|pair| {
        let (q, l) = (usize::from(pair.query), usize::from(pair.listed));
        listed.class(l).is_solid()
            && listed.class(l) != Class::Generic
            && is_another_name(query.text(q), listed.text(l), pair.similarity >= EXACT_MIN)
    });
    others.map(|pair| listed.weight(usize::from(pair.listed))).sum()
}

/// What a listed token says when it matches: its weight, more for a longer word.
pub fn telling_weight<L: Tokens>(listed: &L, position: usize) -> f32 {
    telling_weight_by(&Parameters::SHIPPED, listed, position)
}

fn telling_weight_by<L: Tokens>(p: &Parameters, listed: &L, position: usize) -> f32 {
    let text = listed.text(position);
    // Two letters of three are written where short vowels are not.
    let letters = match text.strip_prefix(UNVOWELED) {
        Some(consonants) => consonants.len() * 3 / 2,
        None => text.len(),
    };
    listed.weight(position) * telling(p, letters)
}

/// How much more, or less, than its weight says the match of a word of so many letters: one of twelve letters on
/// the list is hardly another party's trade name, one of four often is.
#[allow(clippy::cast_precision_loss)]
fn telling(p: &Parameters, bytes: usize) -> f32 {
    let letters = bytes.clamp(TELLING_BYTES_MIN, TELLING_BYTES_MAX) as f32;
    1.0 + p.telling_letter * (letters - p.telling_one)
}
