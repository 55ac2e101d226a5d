//! Which words are taken.

use std::collections::HashSet;

/// Words that are taken. What a word is must be plain from the word alone (see `parties/names.rs`), so each belongs to
/// the first list that claims it; compared without case, because half of all payments are in capitals.
#[derive(Default)]
pub(super) struct Claims(HashSet<String>);

impl Claims {
    pub(super) fn free(&self, words: &[&str]) -> bool {
        words.iter().all(|word| !self.0.contains(&word.to_uppercase()))
    }

    pub(super) fn take(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| word.to_uppercase()));
    }

    /// Takes a name of one or several words for one list; `false` when its last word is taken.
    pub(super) fn claim(&mut self, name: &str) -> bool {
        let last = name.rsplit(' ').next().unwrap_or(name);
        let free = self.free(&[last]);
        self.take(&[last]);
        free
    }
}
