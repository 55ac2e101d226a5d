//! Words in other scripts that are known as they stand.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::scripts::family_name;

/// The rows of `data/script_words.csv` and `data/korean_family_names.csv`.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    words: FxHashMap<&'static str, &'static str>,
    family_names: FxHashSet<&'static str>,
    /// The spellings of family names, by the token that the name is.
    spellings: FxHashMap<String, Vec<&'static str>>,
}

impl Scripts {
    pub(super) fn of(
        words: impl Iterator<Item = Vec<&'static str>>,
        family_names: impl Iterator<Item = Vec<&'static str>>,
    ) -> Scripts {
        let mut scripts = Scripts {
            words: words.filter_map(|row| Some((row[0], *row.get(1)?))).collect(),
            ..Scripts::default()
        };
        for row in family_names {
            scripts.family_names.insert(row[0]);
            scripts.spellings.insert(family_name(row[0]), row[1..].to_vec());
        }
        scripts
    }

    /// The folded words that a word of another script is known as.
    pub fn word(&self, word: &str) -> Option<&'static str> {
        self.words.get(word).copied()
    }

    /// Whether a word in Hangul is the family name of many Koreans.
    pub fn is_korean_family_name(&self, word: &str) -> bool {
        self.family_names.contains(word)
    }

    /// Whether a token in Hangul is a family name, and the Latin word a way in which its bearers write it.
    pub fn is_spelling_of_family_name(&self, token: &str, latin: &str) -> bool {
        self.spellings
            .get(token)
            .is_some_and(|spellings| spellings.contains(&latin))
    }
}
