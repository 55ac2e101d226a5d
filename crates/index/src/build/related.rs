//! Keys under which a token is found by tokens that are spelled otherwise.

use portcullis_names::relation::{Key, RELATIONS, Relation, SPLIT_RELATIONS, Word};
use portcullis_sys::threads;

use super::{
    dictionary::{Entry, in_order},
    postings::PostingsBuilder,
    vocabulary::Vocabulary,
};
use crate::deletions::for_each_deletion;

/// The keys that the relations file solid tokens under, each with its token, in order.
#[derive(Debug, Default)]
pub(super) struct RelatedKeys {
    pub deletions: Vec<Entry<1>>,
    pub skeletons: Vec<Entry<1>>,
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
            keys.deletions.sort_unstable();
            keys.skeletons.sort_unstable();
            keys
        });
        let (deletions, skeletons) = parts
            .into_iter()
            .map(|keys| (keys.deletions, keys.skeletons))
            .unzip();
        let (skeletons, deletions) = threads::both(|| in_order(skeletons), || in_order(deletions));
        RelatedKeys { deletions, skeletons }
    }

    fn file(&mut self, relation: &dyn Relation, word: &Word<'_>, token: u32) {
        relation.each_filed_key(word, &mut |key| match key {
            // The token dictionary holds every token under its own text.
            Key::Token(own) => debug_assert_eq!(own, word.text, "a token is filed under its own text"),
            Key::Deletions { token: of, most } => for_each_deletion(of, most, |left| {
                self.deletions.push(Entry::new(left, [token]));
            }),
            Key::Skeleton(skeleton) => self.skeletons.push(Entry::new(skeleton, [token])),
        });
    }
}
