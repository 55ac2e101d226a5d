//! The most that a name can score when some of its tokens are related to nothing in the query.
//!
//! [`score`](crate::score) begins at 1 and takes away, among other things, a part for the listed weight that is left
//! over. That part alone bounds the score from above, it depends on the listed name and on which of its tokens can
//! match, and on nothing else. So it can be worked out before a query is known (the index files each name under its
//! tokens with such ceilings) and again, more sharply, when a query's related tokens are known.
//!
//! It must never be below a score: `the_score_stays_below_the_ceiling` holds it to that, and so do the lossless tests
//! of the matcher. Whoever changes what the scorer takes away for left-over weight changes it here too.

use super::{
    doubt,
    left_over::{is_only_a_name, kind, least_part, may_be_a_branch, may_be_an_office},
    parameters::{Parameters, TELLING_BYTES_MAX},
    telling_weight,
};
use crate::{class::Class, name::Tokens};

/// What in a query may match listed tokens that are related to none of its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wildcard {
    /// Nothing: a solid token matches through a relation or is left over.
    None,
    /// One initial, which may stand for any one word of a person's name.
    Initial,
    /// The field is cut: what is left over may stand beyond the cut, and the last word may be the beginning of another.
    Cut,
    /// Several of these: nothing is bounded.
    Any,
}

impl Wildcard {
    /// Of a query with so many tokens of class [`Class::Initial`](crate::Class::Initial), in a field that is cut or not.
    #[must_use]
    pub const fn of(initials: usize, cut: bool) -> Wildcard {
        match (initials, cut) {
            (0, false) => Wildcard::None,
            (1, false) => Wildcard::Initial,
            (0, true) => Wildcard::Cut,
            _ => Wildcard::Any,
        }
    }
}

/// What it costs a score to leave a listed token out, in units of weight: its weight, less where a payment may well
/// leave it out.
pub fn cost_of_leaving_out<L: Tokens>(listed: &L, position: usize) -> f32 {
    listed.weight(position) * least_part(P, listed, position) * kind(P, listed.class(position))
}

/// An index holds ceilings of these.
const P: &Parameters = &Parameters::SHIPPED;

/// More than rounding moves a score or a ceiling.
const SLACK: f32 = 1e-3;

/// Sums over the solid tokens of a listed name. Tokens that are not solid are taken for matched.
#[derive(Debug, Clone, Copy)]
pub struct Ceiling {
    wildcard: Wildcard,
    known: f32,
    left: f32,
    /// The largest part of `left` that comes from one token.
    largest: f32,
}

impl Ceiling {
    /// Of nothing yet. Initials stand for words of persons only.
    #[must_use]
    pub fn new(wildcard: Wildcard, is_person: bool) -> Ceiling {
        let wildcard = if wildcard == Wildcard::Initial && !is_person {
            Wildcard::None
        } else {
            wildcard
        };
        Ceiling {
            wildcard,
            known: 0.0,
            left: 0.0,
            largest: 0.0,
        }
    }

    /// A token that matches with this similarity at the most; 0 when it does not match. `telling` is its
    /// [`telling_weight`], `cost` what it costs to leave it out ([`cost_of_leaving_out`]).
    pub fn add(&mut self, telling: f32, cost: f32, similarity: f32) {
        let mut left = if similarity > 0.0 {
            self.known += telling * similarity;
            cost * (1.0 - similarity) * P.same_form.min(P.one_slip)
        } else {
            cost
        };
        if self.wildcard == Wildcard::Cut {
            left = left.min(cost * P.beyond_cut);
        }
        self.left += left;
        self.largest = self.largest.max(left);
    }

    /// The most that the name scores; `all` is the weight of all its tokens, solid or not, and `query_loss` what
    /// the query loses anyhow, see [`QueryLoss`].
    #[must_use]
    pub fn score(&self, all: f32, query_loss: f32) -> f32 {
        let left = match self.wildcard {
            Wildcard::None => self.left,
            Wildcard::Initial | Wildcard::Cut => self.left - self.largest,
            Wildcard::Any => 0.0,
        };
        1.0 - doubt(P, self.known) * (P.listed_left * left / all + query_loss) + SLACK
    }
}

/// What a query's own words cost that are left over.
///
/// It bounds a score only where nothing but a relation can match a solid word of the query: not where the listed
/// name has initials, nor where several words are written as one. (Initials of the query are not solid, and the last
/// word of a cut field is taken for matched.)
#[derive(Debug, Clone, Copy)]
pub struct QueryLoss {
    all: f32,
    solid: f32,
    with_legal_form: bool,
    /// See [`may_be_a_branch`] and [`may_be_an_office`].
    may_be_a_branch: bool,
    /// What a word costs that is left over, wherever it stands, when more than one listed word matches.
    left_over: f32,
}

impl QueryLoss {
    /// Of a query's tokens, in a field that is cut or not.
    pub fn of<Q: Tokens>(query: &Q, cut: bool) -> QueryLoss {
        let may_be_an_office = may_be_an_office(query);
        let mut loss = QueryLoss {
            all: 0.0,
            solid: 0.0,
            with_legal_form: false,
            may_be_a_branch: may_be_an_office || may_be_a_branch(query),
            // What is one name for a person is one for any other.
            left_over: P
                .query_inside
                .min(if is_only_a_name(query, true) && !may_be_an_office {
                    P.query_outside_name
                } else {
                    P.query_outside
                }),
        };
        for position in 0..query.len() {
            let class = query.class(position);
            loss.all += query.weight(position);
            if class.is_solid() && !(cut && position == query.last_written()) {
                loss.solid += query.weight(position) * kind(P, class);
            }
        }
        loss.with_legal_form = has_legal_form(query);
        loss
    }

    /// The least loss when all solid tokens are left over but those that cost so much (each its weight, less where
    /// its class costs less), and only so much of the listed name matches.
    #[must_use]
    pub fn without(&self, matched: f32, listed: ListedMatch) -> f32 {
        let cost = match listed {
            ListedMatch::OneWord { with_legal_form }
                if !(self.may_be_a_branch || with_legal_form && self.with_legal_form) =>
            {
                P.query_outside_single
            }
            _ => self.left_over,
        };
        cost * (self.solid - matched).max(0.0) / self.all
    }

    /// What such a match takes from a score at least, of any listed name of which one word matches.
    #[must_use]
    pub fn of_one_word(&self, matched: f32, with_legal_form: bool) -> f32 {
        doubt(P, TELLING_MAX) * self.without(matched, ListedMatch::OneWord { with_legal_form })
    }
}

/// How much of a listed name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedMatch {
    /// One solid word at the most, of a name that has a legal form or none.
    OneWord {
        /// See [`has_legal_form`].
        with_legal_form: bool,
    },
    /// Any words.
    Words,
}

/// Whether a name has a legal form, so that one may match. By its text too: in a name of nothing solid a legal form is
/// taken for a word, and matches as what it is.
pub fn has_legal_form<T: Tokens>(name: &T) -> bool {
    (0..name.len()).any(|at| name.class(at) == Class::LegalForm || name.text(at).starts_with('='))
}

/// What a word says when it matches, at the most: it weighs 1, and no length says more.
#[allow(clippy::cast_precision_loss)]
const TELLING_MAX: f32 = 1.0 + P.telling_letter * (TELLING_BYTES_MAX as f32 - P.telling_one);

/// What a query token costs that is left over: its weight, less where its class costs less.
pub fn cost_of_query_token<Q: Tokens>(query: &Q, position: usize) -> f32 {
    query.weight(position) * kind(P, query.class(position))
}

/// A ceiling as an index stores it, rounded up: 255 for 1 and more.
#[must_use]
pub fn stored_ceiling(score: f32) -> u8 {
    // `as` saturates, which is what is wanted at both ends.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let stored = (score * 255.0).ceil() as u8;
    stored
}

/// The least stored ceiling that a score of so much may have; more than any ceiling when no name scores that.
#[must_use]
pub fn least_ceiling(score: f32) -> u16 {
    if score > 1.0 + SLACK {
        return u16::from(u8::MAX) + 1;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let least = (score * 255.0).floor() as u16;
    least.min(u16::from(u8::MAX))
}

/// The wildcards that an index keeps ceilings for.
pub const STORED_WILDCARDS: [Wildcard; 3] = [Wildcard::None, Wildcard::Initial, Wildcard::Cut];

/// The most that a name can score when one of its tokens matches and no heavier one does, as an index stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ceilings {
    /// When any of the lighter tokens matches too, for each of [`STORED_WILDCARDS`].
    pub with_lighter: [u8; STORED_WILDCARDS.len()],
    /// When none of its [`PARTNERS`] matches: no other solid token, in a name of few; for each of [`STORED_WILDCARDS`].
    pub alone: [u8; STORED_WILDCARDS.len()],
}

/// How many other tokens of a name, the heaviest solid ones, the index keeps beside each.
pub const PARTNERS: usize = 6;

/// Calls `each` with every solid position of a name, heaviest first, and its ceilings.
///
/// Of the tokens that a query matches one is the heaviest. Who looks names up under it, and reads only those whose
/// ceiling is not below the threshold, misses no name.
pub fn ceilings<L: Tokens>(listed: &L, mut each: impl FnMut(usize, Ceilings)) {
    let solid = solid_heaviest_first(listed);
    let all: f32 = (0..listed.len()).map(|position| listed.weight(position)).sum();
    let bound = |matches: &dyn Fn(usize) -> bool| {
        STORED_WILDCARDS.map(|wildcard| {
            let mut ceiling = Ceiling::new(wildcard, listed.is_person());
            for (rank, &position) in solid.iter().enumerate() {
                ceiling.add(
                    telling_weight(listed, position),
                    cost_of_leaving_out(listed, position),
                    if matches(rank) { 1.0 } else { 0.0 },
                );
            }
            stored_ceiling(ceiling.score(all, 0.0))
        })
    };
    for first in 0..solid.len() {
        // Its partners are the first so many without itself.
        let behind_partners = if first < PARTNERS { PARTNERS + 1 } else { PARTNERS };
        let ceilings = Ceilings {
            with_lighter: bound(&|rank| rank >= first),
            alone: bound(&|rank| rank == first || (rank > first && rank >= behind_partners)),
        };
        each(solid[first], ceilings);
    }
}

/// The solid positions of a name, heaviest first.
pub fn solid_heaviest_first<L: Tokens>(listed: &L) -> Vec<usize> {
    let mut solid: Vec<usize> = (0..listed.len())
        .filter(|&position| listed.class(position).is_solid())
        .collect();
    solid.sort_unstable_by(|&a, &b| listed.weight(b).total_cmp(&listed.weight(a)).then(a.cmp(&b)));
    solid
}
