//! How much of two names matched: the rule that stands before every score, for the scorer and for those who explain it.

use portcullis_model::TokenRelation;

use super::SOLID_COVERAGE_MIN;
use crate::{analysis::TOKENS_MAX, class::Class, name::Tokens, pairs::Pair};

/// How much of the solid weight of two names is matched. Solid are words and numbers; initials, titles, particles and
/// legal forms find nobody by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// What matched of the query, in weight.
    pub query_matched: f32,
    /// All of the query that is asked for, in weight.
    pub query: f32,
    /// What matched of the listed name, in weight.
    pub listed_matched: f32,
    /// All of the listed name, in weight.
    pub listed: f32,
    /// The field is cut, its last word did not match as a whole one, and so is no part of `query`.
    pub last_word_aside: bool,
}

impl Coverage {
    /// Of two names and the pairs that [`score`](crate::score) used of them.
    #[must_use]
    pub fn of<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, used: &[Pair]) -> Coverage {
        let (query_count, listed_count) = (query.len().min(TOKENS_MAX), listed.len().min(TOKENS_MAX));
        let in_query = |q: usize| solid_weight(query.class(q), query.weight(q));
        let in_listed = |l: usize| solid_weight(listed.class(l), listed.weight(l));
        let mut coverage = Coverage {
            query: (0..query_count).map(in_query).sum(),
            listed: (0..listed_count).map(in_listed).sum(),
            ..Coverage::default()
        };
        let last = query.last_written();
        let mut last_is_whole = false;
        // Initials and the beginnings of cut words find nobody either.
        for pair in used
            .iter()
            .filter(|pair| !matches!(pair.relation, TokenRelation::Initial | TokenRelation::Cut))
        {
            let end = usize::from(pair.query + pair.query_len);
            for q in usize::from(pair.query)..end {
                coverage.query_matched += in_query(q);
            }
            for k in 0..usize::from(pair.listed_len) {
                coverage.listed_matched += in_listed((usize::from(pair.listed) + k) % listed_count);
            }
            last_is_whole |= (usize::from(pair.query)..end).contains(&last);
        }
        if cut && last < query_count && !last_is_whole && query.class(last).is_solid() {
            coverage.query -= query.weight(last);
            coverage.last_word_aside = true;
        }
        coverage
    }

    /// Part of the query that matched, 0 to 1.
    #[must_use]
    pub fn of_query(&self) -> f32 {
        part(self.query_matched, self.query)
    }

    /// Part of the listed name that matched, 0 to 1.
    #[must_use]
    pub fn of_listed(&self) -> f32 {
        part(self.listed_matched, self.listed)
    }

    /// Whether enough of one of the two matched for a score above zero.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        enough(self.query_matched, self.query) || self.is_enough_of_listed()
    }

    /// Whether enough of the listed name matched: what a text needs, of which any name is a small part.
    #[must_use]
    pub fn is_enough_of_listed(&self) -> bool {
        enough(self.listed_matched, self.listed)
    }
}

fn enough(matched: f32, all: f32) -> bool {
    matched > 0.0 && matched >= SOLID_COVERAGE_MIN * all
}

fn solid_weight(class: Class, weight: f32) -> f32 {
    if class.is_solid() { weight } else { 0.0 }
}

/// What is left of the query without its last word may be nothing, or rounding's.
fn part(matched: f32, all: f32) -> f32 {
    if matched > 0.0 && all > 0.0 {
        (matched / all).min(1.0)
    } else {
        0.0
    }
}
