//! Files of sorted words that are compiled in and searched as they lie: nothing is read when a program starts.

use std::sync::LazyLock;

/// A file of sorted words, a line each; lines of its head begin with a sign that sorts before all letters.
pub(super) struct SortedWords {
    words: &'static str,
    /// Where the words begin that begin with each three letters, and at the end where the last of them end: a word is looked for
    /// in the few lines that may hold it.
    beginnings: LazyLock<Vec<u32>, fn() -> Vec<u32>>,
}

/// The letters, and before them the end of a word.
const LETTERS: usize = 27;

/// The place of the first three letters among all that there may be; `None` for a word that does not begin with two letters, or has
/// another sign behind them.
fn beginning(word: &str) -> Option<usize> {
    let letter = |at: usize| match word.as_bytes().get(at) {
        Some(letter @ b'a'..=b'z') => Some(usize::from(letter - b'a') + 1),
        None if at == 2 => Some(0),
        _ => None,
    };
    Some((letter(0)? * LETTERS + letter(1)?) * LETTERS + letter(2)?)
}

/// See [`SortedWords`].
pub(super) fn beginnings(words: &str) -> Vec<u32> {
    let mut beginnings = vec![0; LETTERS * LETTERS * LETTERS + 1];
    let mut at = 0;
    for line in words.split_inclusive('\n') {
        at += line.len();
        let end = u32::try_from(at).unwrap_or(u32::MAX);
        match beginning(line.trim_end()) {
            Some(beginning) => beginnings[beginning + 1] = end,
            None => beginnings[0] = end,
        }
    }
    for beginning in 1..beginnings.len() {
        beginnings[beginning] = beginnings[beginning].max(beginnings[beginning - 1]);
    }
    beginnings
}

impl SortedWords {
    /// Of the text of a file; `beginnings` is [`beginnings`] of it.
    pub const fn new(words: &'static str, beginnings: fn() -> Vec<u32>) -> SortedWords {
        SortedWords {
            words,
            beginnings: LazyLock::new(beginnings),
        }
    }

    /// Whether a folded word stands in the file.
    pub fn contains(&self, word: &str) -> bool {
        let Some(beginning) = beginning(word) else {
            return false;
        };
        let [start, end] = [beginning, beginning + 1].map(|at| self.beginnings[at] as usize);
        let mut lines = &self.words.as_bytes()[start..end];
        while !lines.is_empty() {
            let half = lines.len() / 2;
            // Words are short: a plain loop is there before a search for the sign has begun.
            let is_end = |byte: &u8| *byte == b'\n';
            let start = lines[..half].iter().rposition(is_end).map_or(0, |end| end + 1);
            let end = lines[half..]
                .iter()
                .position(is_end)
                .map_or(lines.len(), |end| half + end);
            match lines[start..end].cmp(word.as_bytes()) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => lines = lines.get(end + 1..).unwrap_or_default(),
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
