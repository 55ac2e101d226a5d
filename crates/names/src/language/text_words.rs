//! The words that texts and addresses are made of.

use std::sync::LazyLock;

/// Sorted lines; those of its head begin with a sign that sorts before all letters.
static WORDS: &str = include_str!("../../data/text_words.txt");

/// Where the words begin that begin with each two letters, and at the end where the last of them end: the file is searched as
/// it lies, in the few hundred lines that may hold a word.
static BEGINNINGS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut beginnings = vec![0; LETTERS * LETTERS + 1];
    let mut at = 0;
    for line in WORDS.split_inclusive('\n') {
        at += line.len();
        if let Some(pair) = pair(line.trim_end()) {
            beginnings[pair + 1] = at;
        } else {
            beginnings[0] = at;
        }
    }
    for pair in 1..beginnings.len() {
        beginnings[pair] = beginnings[pair].max(beginnings[pair - 1]);
    }
    beginnings
});

const LETTERS: usize = 26;

/// The place of the first two letters among all pairs.
fn pair(word: &str) -> Option<usize> {
    let letter = |at: usize| match word.as_bytes().get(at) {
        Some(letter @ b'a'..=b'z') => Some(usize::from(letter - b'a')),
        _ => None,
    };
    Some(letter(0)? * LETTERS + letter(1)?)
}

/// Whether a folded word is one that texts and addresses are made of (`data/text_words.txt`).
#[must_use]
pub fn is_text_word(word: &str) -> bool {
    let Some(pair) = pair(word) else { return false };
    let mut lines = &WORDS[BEGINNINGS[pair]..BEGINNINGS[pair + 1]];
    while !lines.is_empty() {
        let half = lines.len() / 2;
        let start = lines[..half].rfind('\n').map_or(0, |end| end + 1);
        let end = lines[start..].find('\n').map_or(lines.len(), |end| start + end);
        match lines[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => lines = lines.get(end + 1..).unwrap_or(""),
            std::cmp::Ordering::Greater => lines = &lines[..start],
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_text_word, pair};

    #[test]
    fn every_word_of_the_file_is_found_and_no_other() {
        let words: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 50_000 && words.is_sorted());
        for word in &words {
            assert!(
                word.len() >= 4 && pair(word).is_some() && is_text_word(word),
                "{word}"
            );
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
