//! The words that texts and addresses are made of.

use super::sorted_words::{SortedWords, beginnings};

const FILE: &str = include_str!("../../data/text_words.txt");

static WORDS: SortedWords = SortedWords::new(FILE, || beginnings(FILE));

/// Whether a folded word is one that texts and addresses are made of (`data/text_words.txt`).
#[must_use]
pub fn is_text_word(word: &str) -> bool {
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_text_word};

    #[test]
    fn every_word_of_the_file_is_found_and_no_other() {
        let words: Vec<&str> = WORDS.words().collect();
        assert!(words.len() > 50_000 && words.is_sorted());
        for word in &words {
            assert!(word.len() >= 4 && is_text_word(word), "{word}");
        }
        for other in [
            "", "a", "hamas", "zzzz", "aaaa", "paymen", "paymentx", "#payment", "пять",
        ] {
            assert!(!is_text_word(other), "{other}");
        }
        assert!(
            ["payment", "street", "mateo", "bout", "leverage"]
                .into_iter()
                .all(is_text_word)
        );
    }
}
