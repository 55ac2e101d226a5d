//! The names that people and companies are known to bear, and with them all words that are known to be some.

use rustc_hash::FxHashSet;

use super::{
    Language, get, is_text_word,
    sorted_words::{SortedWords, beginnings},
};

const FILE: &str = include_str!("../../data/borne_names.txt");

static NAMES: SortedWords = SortedWords::new(FILE, || beginnings(FILE));

const OF_COMPANIES: &str = include_str!("../../data/borne_by_companies.txt");

static NAMES_OF_COMPANIES: SortedWords = SortedWords::new(OF_COMPANIES, || beginnings(OF_COMPANIES));

/// Whether a folded word is a name that people are known to bear: in `data/common_names.csv`, `data/nicknames.csv` or
/// `data/borne_names.txt`.
pub(crate) fn is_borne(word: &str) -> bool {
    let language: &Language = get();
    language.common_tier(word).is_some() || language.nicknames.contains(word) || NAMES.contains(word)
}

/// A part of a coined word has so many letters.
const COINED_PART_MIN: usize = 3;

/// The words that companies coin their names of, by where they stand.
#[derive(Debug, Default)]
pub(super) struct CoinedParts {
    first: FxHashSet<&'static str>,
    last: FxHashSet<&'static str>,
}

impl CoinedParts {
    /// Of rows with a part and its place.
    pub fn of(rows: impl Iterator<Item = Vec<&'static str>>) -> CoinedParts {
        let mut parts = CoinedParts::default();
        for row in rows {
            match row.get(1) {
                Some(&"first") => parts.first.insert(row[0]),
                Some(&"last") => parts.last.insert(row[0]),
                _ => false,
            };
        }
        parts
    }
}

/// Whether several companies are called by a folded word that is neither common nor one that texts are made of
/// (`data/borne_by_companies.txt`).
pub(crate) fn is_borne_by_companies(word: &str) -> bool {
    NAMES_OF_COMPANIES.contains(word)
}

/// Whether other companies than a listed one may well be called by a folded word: several are, or it is coined as theirs are.
pub(crate) fn is_called_otherwise(word: &str) -> bool {
    is_borne_by_companies(word) || is_coined(word)
}

/// Whether a folded word is two that companies coin their names of (`data/coined_parts.csv`): many of them do not know of each other.
pub(crate) fn is_coined(word: &str) -> bool {
    let parts = &get().coined_parts;
    let ends = COINED_PART_MIN..=word.len().saturating_sub(COINED_PART_MIN);
    word.is_ascii()
        && ends.into_iter().any(|at| {
            let (first, last) = word.split_at(at);
            parts.first.contains(first) && parts.last.contains(last)
        })
}

/// Whether a folded word is known to be one: a name that people bear, a word of companies' names, a title, particle or legal form,
/// or a word that texts are made of. A word that is none of these and is a letter from another is likely a slip of it.
pub(crate) fn is_known_word(word: &str) -> bool {
    let language: &Language = get();
    language.common_tier_of_token(word).is_some()
        || language.is_generic(word)
        || !language.phrases(word).is_empty()
        || is_text_word(word)
        || is_borne(word)
}

#[cfg(test)]
mod tests {
    use super::{
        NAMES, NAMES_OF_COMPANIES, is_borne, is_borne_by_companies, is_called_otherwise, is_coined,
        is_known_word,
    };

    #[test]
    fn every_name_of_the_file_is_found_and_no_other() {
        let names: Vec<&str> = NAMES.words().collect();
        assert!(names.len() > 15_000 && names.is_sorted());
        for name in &names {
            assert!(name.len() >= 3 && is_borne(name), "{name}");
        }
        assert!(is_borne("maria") && is_borne("rosenberg"));
        assert!(!is_borne("") && !is_borne("alfovso") && !is_borne("trading"));
    }

    #[test]
    fn words_that_companies_are_called_by_are_found() {
        let words: Vec<&str> = NAMES_OF_COMPANIES.words().collect();
        assert!(words.len() > 4_000 && words.is_sorted());
        assert!(is_borne_by_companies("azimut") && !is_borne_by_companies("hamas"));
    }

    #[test]
    fn words_of_two_that_companies_coin_names_of_are_found() {
        for coined in ["solmar", "transoil", "newsfront"] {
            assert!(is_coined(coined) && is_called_otherwise(coined), "{coined}");
        }
        for other in [
            "hamas",
            "taliban",
            "taleban",
            "hizballah",
            "yakuza",
            "marsol\u{e9}",
            "mar",
            "",
        ] {
            assert!(!is_coined(other), "{other}");
        }
    }

    #[test]
    fn slips_are_no_words() {
        for word in ["rosenberg", "trading", "limited", "sheikh", "payment", "orion"] {
            assert!(is_known_word(word), "{word}");
        }
        for slip in ["alfovso", "rosenbreg", "tradign", "paymnet"] {
            assert!(!is_known_word(slip), "{slip}");
        }
    }
}
