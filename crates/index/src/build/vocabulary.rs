use portcullis_model::Designation;
use portcullis_names::{Analysis, weight};
use rustc_hash::FxHashMap;

use super::{
    analysis::AnalyzedName,
    bearers::{Bearers, ListSizes},
    strings::StringsBuilder,
};
use crate::{
    BuildError, buckets,
    filter::{Dictionary, FilterBuilder, hash},
    layout::TokenRecord,
    number::number,
};

/// All distinct tokens, sorted, each with how many designations bear it as [`Bearers::listed_in`] counts them; a token's
/// ordinal is its rank.
#[derive(Debug)]
pub(super) struct Vocabulary {
    texts: Vec<String>,
    listed_in: Vec<u32>,
    ordinals: FxHashMap<String, u32>,
}

impl Vocabulary {
    pub fn of(names: &[AnalyzedName<'_>], designations: &[Designation]) -> Vocabulary {
        let lists = ListSizes::of(designations);
        let mut bearers: FxHashMap<&str, Bearers> = FxHashMap::default();
        for name in names {
            let list = lists.list_of[name.designation as usize];
            for (text, _) in name.analysis.tokens() {
                bearers.entry(text).or_default().add(name.designation, list);
            }
        }
        let mut texts: Vec<String> = bearers.keys().map(|&text| text.to_owned()).collect();
        texts.sort_unstable();
        let listed_in = texts
            .iter()
            .map(|text| bearers[text.as_str()].listed_in(&lists))
            .collect();
        let ordinals = texts
            .iter()
            .zip(0u32..)
            .map(|(text, ordinal)| (text.clone(), ordinal))
            .collect();
        Vocabulary {
            texts,
            listed_in,
            ordinals,
        }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Every token with its ordinal, in order.
    pub fn tokens(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.texts.iter().map(String::as_str))
    }

    /// The ordinal of a token that some name has.
    pub fn ordinal(&self, text: &str) -> u32 {
        self.ordinals[text]
    }

    /// What each token of a name weighs, among `designations` designations.
    pub fn weights(&self, analysis: &Analysis, designations: u32) -> Vec<f32> {
        let listed_in = |text: &str| self.listed_in[self.ordinal(text) as usize];
        analysis
            .tokens()
            .map(|(text, class)| weight(text, class, listed_in(text), designations))
            .collect()
    }

    /// `Tokens`.
    pub fn records(&self, strings: &mut StringsBuilder) -> Result<Vec<TokenRecord>, BuildError> {
        self.texts
            .iter()
            .zip(&self.listed_in)
            .map(|(text, &listed_in)| {
                Ok(TokenRecord {
                    text: strings.add(text)?,
                    listed_in: listed_in.into(),
                })
            })
            .collect()
    }

    /// Adds the tokens to the filter.
    pub fn add_to(&self, filter: &mut FilterBuilder) {
        for text in &self.texts {
            filter.add(Dictionary::Tokens, text.as_bytes());
        }
    }

    /// `TokenDictionary`.
    pub fn dictionary(&self) -> Result<Vec<u8>, BuildError> {
        let keys = self
            .tokens()
            .map(|(ordinal, text)| (hash(Dictionary::Tokens, text.as_bytes()), ordinal));
        buckets::section(keys.collect(), number(self.len(), "tokens")?)
    }
}
