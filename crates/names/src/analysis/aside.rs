//! What stands in parentheses beside a name and says no more of whose it is: an acronym of it (`ISLAMIC INTERNATIONAL BRIGADE (IIB)`), the
//! words of which it is one (`ADF (ALLIED DEMOCRATIC FORCES)`), and which branch is meant (`HANIFA EXCHANGE (BRANCH LOCATED IN BAGHDAD)`).

use std::ops::Range;

use super::Analysis;
use crate::{acronym, class::Class, fold::folded_words, language};

/// The family of legal forms that a word for a branch folds to.
const BRANCH: &str = "=branch";

impl Analysis {
    /// The words that say what the rest says, and what they are; none of most names. The parentheses stand at the end of the text.
    pub(super) fn words_aside(&self, text: &str) -> (Range<usize>, Class) {
        let none = (0..0, Class::Acronym);
        // Nearly every name ends otherwise.
        let Some((_, inside)) = text
            .trim_end()
            .strip_suffix(')')
            .and_then(|text| text.rsplit_once('('))
        else {
            return none;
        };
        let is_one = !inside.trim().contains(' ');
        let inside = folded_words(inside);
        let count = self.words.len();
        let Some(before) = count.checked_sub(inside.len()).filter(|before| *before > 0) else {
            return none;
        };
        // Words that are read as others, such as numbers, are no words of either kind.
        let words = |of: Range<usize>| self.words[of].iter().map(|word| self.word(*word));
        if inside.is_empty() || !words(before..count).eq(inside.iter().map(String::as_str)) {
            return none;
        }
        let letters = |of: Range<usize>| words(of).flat_map(str::bytes);
        if is_one && before > 1 && acronym::is_said_of(letters(before..count), words(0..before)) {
            (before..count, Class::Acronym)
        } else if before == 1 && !is_one && acronym::is_said_of(letters(0..1), words(1..count)) {
            (0..1, Class::Acronym)
        } else if !is_one && inside.iter().any(|word| is_branch(word)) {
            // It is no part of the name, as a title is none.
            (before..count, Class::Title)
        } else {
            none
        }
    }
}

fn is_branch(word: &str) -> bool {
    let phrases = language::get().phrases(word);
    phrases
        .iter()
        .any(|phrase| phrase.rest.is_empty() && phrase.folded == BRANCH)
}
