//! Keys under which a token is found by tokens that are spelled otherwise.

use portcullis_names::{deletions_needed, may_have_edits, skeleton_keys};

use super::{
    dictionary::multi_dictionary, lists::ListsBuilder, postings::PostingsBuilder, vocabulary::Vocabulary,
};
use crate::{
    BuildError,
    deletions::for_each_deletion,
    filter::{Dictionary, FilterBuilder},
};

/// `Deletions`.
pub(super) fn deletions(
    vocabulary: &Vocabulary,
    postings: &PostingsBuilder,
    lists: &mut ListsBuilder,
    filter: &mut FilterBuilder,
) -> Result<Vec<u8>, BuildError> {
    let mut entries: Vec<(String, [u32; 1])> = Vec::new();
    for (token, text) in vocabulary.tokens() {
        if postings.has(token) && may_have_edits(text) {
            for_each_deletion(text, deletions_needed(text.len()), |variant| {
                entries.push((variant.to_owned(), [token]));
            });
        }
    }
    multi_dictionary(Dictionary::Deletions, entries, lists, filter)
}

/// `Skeletons`.
pub(super) fn skeletons(
    vocabulary: &Vocabulary,
    postings: &PostingsBuilder,
    lists: &mut ListsBuilder,
    filter: &mut FilterBuilder,
) -> Result<Vec<u8>, BuildError> {
    let mut entries: Vec<(String, [u32; 1])> = Vec::new();
    for (token, text) in vocabulary.tokens().filter(|&(token, _)| postings.has(token)) {
        entries.extend(skeleton_keys(text).into_iter().map(|key| (key, [token])));
    }
    multi_dictionary(Dictionary::Skeletons, entries, lists, filter)
}
