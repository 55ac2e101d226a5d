//! The names that people and companies are known to bear, and with them all words that are known to be some.

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

/// Whether several companies are called by a folded word that is neither common nor one that texts are made of
/// (`data/borne_by_companies.txt`).
pub(crate) fn is_borne_by_companies(word: &str) -> bool {
    NAMES_OF_COMPANIES.contains(word)
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
    use super::{NAMES, NAMES_OF_COMPANIES, is_borne, is_borne_by_companies, is_known_word};

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
    fn slips_are_no_words() {
        for word in ["rosenberg", "trading", "limited", "sheikh", "payment", "orion"] {
            assert!(is_known_word(word), "{word}");
        }
        for slip in ["alfovso", "rosenbreg", "tradign", "paymnet"] {
            assert!(!is_known_word(slip), "{slip}");
        }
    }
}
