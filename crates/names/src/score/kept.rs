//! A comparison that is kept, to be scored again by other parameters.

use portcullis_model::Score;

use super::{CompareScratch, Extent, Parameters, score_within};
use crate::{class::Class, name::Tokens, pairs::Pair};

/// Two names and their pairs: all that a score depends on besides its parameters.
#[derive(Debug, Clone)]
pub struct Kept {
    query: KeptName,
    listed: KeptName,
    cut: bool,
    pairs: Vec<Pair>,
}

#[derive(Debug, Clone)]
struct KeptName {
    tokens: Vec<(Box<str>, Class, f32)>,
    is_person: bool,
    is_vessel: bool,
    surname_tokens: usize,
    wraps: bool,
}

impl KeptName {
    fn of<T: Tokens>(name: &T) -> KeptName {
        let token = |at| (name.text(at).into(), name.class(at), name.weight(at));
        KeptName {
            tokens: (0..name.len()).map(token).collect(),
            is_person: name.is_person(),
            is_vessel: name.is_vessel(),
            surname_tokens: name.surname_tokens(),
            wraps: name.wraps(),
        }
    }
}

impl Tokens for KeptName {
    fn len(&self) -> usize {
        self.tokens.len()
    }
    fn text(&self, position: usize) -> &str {
        &self.tokens[position].0
    }
    fn class(&self, position: usize) -> Class {
        self.tokens[position].1
    }
    fn weight(&self, position: usize) -> f32 {
        self.tokens[position].2
    }
    fn is_person(&self) -> bool {
        self.is_person
    }
    fn is_vessel(&self) -> bool {
        self.is_vessel
    }
    fn surname_tokens(&self) -> usize {
        self.surname_tokens
    }
    fn wraps(&self) -> bool {
        self.wraps
    }
}

impl Kept {
    /// Of what [`score`](super::score) was given.
    pub fn of<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, pairs: &[Pair]) -> Kept {
        Kept {
            query: KeptName::of(query),
            listed: KeptName::of(listed),
            cut,
            pairs: pairs.to_vec(),
        }
    }

    /// What [`score`](super::score) gives, were its parameters these.
    pub fn score(&mut self, parameters: &Parameters, scratch: &mut CompareScratch) -> Score {
        let extent = Extent::Field { cut: self.cut };
        let (query, listed) = (&self.query, &self.listed);
        score_within(parameters, query, listed, extent, &mut self.pairs, scratch)
            .0
            .score
    }
}
