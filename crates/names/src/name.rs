//! A name as the scorer sees it.

use crate::{analysis::Analysis, class::Class};

/// A name as the scorer sees it: tokens with class and weight.
pub trait Tokens {
    /// How many tokens.
    fn len(&self) -> usize;
    /// Folded text of a token.
    fn text(&self, position: usize) -> &str;
    /// Class of a token.
    fn class(&self, position: usize) -> Class;
    /// Weight of a token, see [`crate::weight()`].
    fn weight(&self, position: usize) -> f32;
    /// The name is a person's.
    fn is_person(&self) -> bool;
    /// The name is a ship's.
    fn is_vessel(&self) -> bool {
        false
    }
    /// How many tokens at the end are known to be the surname (`LAST, First`); 0 where nobody says.
    fn surname_tokens(&self) -> usize;
    /// The tokens may be read in a circle: some write the surname first.
    fn wraps(&self) -> bool {
        self.surname_tokens() > 0 && self.surname_tokens() < self.len()
    }
    /// The token in which the text ends: the one before the surname, where that was written first. 0 where there is no token.
    fn last_written(&self) -> usize {
        let behind = if self.wraps() { self.surname_tokens() } else { 0 };
        self.len().saturating_sub(1 + behind)
    }
    /// Whether there is no token.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An analysis with its weights.
#[derive(Debug, Clone, Copy)]
pub struct WeightedName<'a> {
    /// The tokens.
    pub analysis: &'a Analysis,
    /// A weight for each.
    pub weights: &'a [f32],
    /// The name is a person's.
    pub is_person: bool,
}

impl Tokens for WeightedName<'_> {
    #[inline]
    fn len(&self) -> usize {
        self.analysis.len()
    }
    #[inline]
    fn text(&self, position: usize) -> &str {
        self.analysis.token(position)
    }
    #[inline]
    fn class(&self, position: usize) -> Class {
        self.analysis.class(position)
    }
    #[inline]
    fn weight(&self, position: usize) -> f32 {
        self.weights[position]
    }
    #[inline]
    fn is_person(&self) -> bool {
        self.is_person
    }
    #[inline]
    fn surname_tokens(&self) -> usize {
        self.analysis.surname_tokens
    }
}
