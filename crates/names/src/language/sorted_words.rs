//! Files of sorted words that are compiled in and searched as they lie: nothing is read when a program starts.

use std::sync::LazyLock;

/// A file of sorted words, a line each; lines of its head begin with a sign that sorts before all letters.
pub(super) struct SortedWords {
    words: &'static str,
    /// Where the words begin that begin with each two letters, and at the end where the last of them end: a word is looked for
    /// in the few hundred lines that may hold it.
    beginnings: LazyLock<Vec<usize>, fn() -> Vec<usize>>,
}

const LETTERS: usize = 26;

/// The place of the first two letters among all pairs.
fn pair(word: &str) -> Option<usize> {
    let letter = |at: usize| match word.as_bytes().get(at) {
        Some(letter @ b'a'..=b'z') => Some(usize::from(letter - b'a')),
        _ => None,
    };
    Some(letter(0)? * LETTERS + letter(1)?)
}

/// See [`SortedWords`].
pub(super) fn beginnings(words: &str) -> Vec<usize> {
    let mut beginnings = vec![0; LETTERS * LETTERS + 1];
    let mut at = 0;
    for line in words.split_inclusive('\n') {
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
}

impl SortedWords {
    /// Of the text of a file; `beginnings` is [`beginnings`] of it.
    pub const fn new(words: &'static str, beginnings: fn() -> Vec<usize>) -> SortedWords {
        SortedWords {
            words,
            beginnings: LazyLock::new(beginnings),
        }
    }

    /// Whether a folded word stands in the file.
    pub fn contains(&self, word: &str) -> bool {
        let Some(pair) = pair(word) else { return false };
        let mut lines = &self.words[self.beginnings[pair]..self.beginnings[pair + 1]];
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

    /// All words.
    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.lines().filter(|line| !line.starts_with('#'))
    }
}
