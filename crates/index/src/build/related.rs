//! Keys under which a token is found by tokens that are spelled otherwise.

use portcullis_names::relation::{Key, RELATIONS, Relation, SPLIT_RELATIONS};

use super::{
    dictionary::multi_dictionary, lists::ListsBuilder, postings::PostingsBuilder, vocabulary::Vocabulary,
};
use crate::{
    BuildError,
    deletions::for_each_deletion,
    filter::{Dictionary, FilterBuilder},
};

/// The keys that the relations file solid tokens under, each with its token.
#[derive(Debug, Default)]
pub(super) struct RelatedBuilder {
    deletions: Vec<(String, [u32; 1])>,
    skeletons: Vec<(String, [u32; 1])>,
}

impl RelatedBuilder {
    pub fn of(vocabulary: &Vocabulary, postings: &PostingsBuilder) -> RelatedBuilder {
        let mut keys = RelatedBuilder::default();
        for (token, text) in vocabulary.tokens().filter(|&(token, _)| postings.has(token)) {
            for relation in RELATIONS.into_iter().chain(SPLIT_RELATIONS) {
                keys.file(relation, text, token);
            }
        }
        keys
    }

    fn file(&mut self, relation: &dyn Relation, text: &str, token: u32) {
        relation.each_filed_key(text, &mut |key| match key {
            // The token dictionary holds every token under its own text.
            Key::Token(own) => debug_assert_eq!(own, text, "a token is filed under its own text"),
            Key::Deletions { token: of, most } => for_each_deletion(of, most, |left| {
                self.deletions.push((left.to_owned(), [token]));
            }),
            Key::Skeleton(skeleton) => self.skeletons.push((skeleton.to_owned(), [token])),
        });
    }

    /// `Deletions` and `Skeletons`.
    pub fn finish(
        self,
        lists: &mut ListsBuilder,
        filter: &mut FilterBuilder,
    ) -> Result<(Vec<u8>, Vec<u8>), BuildError> {
        Ok((
            multi_dictionary(Dictionary::Deletions, self.deletions, lists, filter)?,
            multi_dictionary(Dictionary::Skeletons, self.skeletons, lists, filter)?,
        ))
    }
}
