//! Keys under which a token is found by tokens that are spelled otherwise.

use portcullis_names::relation::{Key, RELATIONS, Relation, SPLIT_RELATIONS, Word};
use portcullis_sys::threads;

use super::{postings::PostingsBuilder, vocabulary::Vocabulary};
use crate::{
    deletions::for_each_deletion,
    filter::{Dictionary, hash},
};

/// The hashes of the keys that the relations file solid tokens under, each with its token; some several times.
#[derive(Debug, Default)]
pub(super) struct RelatedKeys {
    pub deletions: Vec<(u64, u32)>,
    pub skeletons: Vec<(u64, u32)>,
}

impl RelatedKeys {
    pub fn of(vocabulary: &Vocabulary, postings: &PostingsBuilder) -> RelatedKeys {
        let tokens: Vec<(u32, &str)> = vocabulary
            .tokens()
            .filter(|&(token, _)| postings.has(token))
            .collect();
        let parts = threads::in_parts(&tokens, threads::available(), &|_, tokens: &[(u32, &str)]| {
            let mut keys = RelatedKeys::default();
            for &(token, text) in tokens {
                let word = Word::of(text);
                for relation in RELATIONS.into_iter().chain(SPLIT_RELATIONS) {
                    keys.file(relation, &word, token);
                }
            }
            keys
        });
        let mut all = RelatedKeys::default();
        for part in parts {
            all.deletions.extend(part.deletions);
            all.skeletons.extend(part.skeletons);
        }
        all
    }

    fn file(&mut self, relation: &dyn Relation, word: &Word<'_>, token: u32) {
        relation.each_filed_key(word, &mut |key| match key {
            // The token dictionary holds every token under its own text.
            Key::Token(own) => debug_assert_eq!(own, word.text, "a token is filed under its own text"),
            Key::Deletions { token: of, most } => for_each_deletion(of, most, |left| {
                self.deletions
                    .push((hash(Dictionary::Deletions, left.as_bytes()), token));
            }),
            Key::Skeleton(skeleton) => self
                .skeletons
                .push((hash(Dictionary::Skeletons, skeleton.as_bytes()), token)),
        });
    }
}
