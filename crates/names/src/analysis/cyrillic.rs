//! A slip in a letter of Cyrillic that several Latin ones write: щ for ч is one slip of who writes, and three edits of what is compared.

use super::Analysis;
use crate::{fold::UNKNOWN_LETTER, language::is_known_word};

/// How letters of Cyrillic are written that take more than one of Latin; the longest first.
const SEVERAL: [&str; 9] = ["shch", "sh", "ch", "zh", "kh", "ts", "yu", "ya", "ye"];

/// A word has so many letters of its own: a slip in a shorter one is another word as often as not.
const LETTERS_MIN: usize = 5;

impl Analysis {
    /// The first word from one on that has such a slip, and what is listed without it. The text has letters of Cyrillic.
    pub(super) fn slip_of_cyrillic(
        &self,
        from: usize,
        is_listed: &dyn Fn(&str) -> bool,
    ) -> Option<(usize, String)> {
        (from..self.words.len()).find_map(|at| {
            let word = self.word(self.words[at]);
            let is_slip = word.len() >= LETTERS_MIN && !is_listed(word) && !is_known_word(word);
            is_slip
                .then(|| without_slip(word, is_listed))
                .flatten()
                .map(|whole| (at, whole))
        })
    }
}

/// Whether a text has letters of Cyrillic.
pub(super) fn has_cyrillic(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}'))
}

/// A listed word from which a folded one is one slip away in a letter that is several: one too many, missing, in the place of another, or
/// exchanged with its neighbor.
fn without_slip(word: &str, is_listed: &dyn Fn(&str) -> bool) -> Option<String> {
    let letters = letters(word);
    if letters.len() < LETTERS_MIN {
        return None;
    }
    let is_several = |letter: &str| letter.len() > 1;
    let mut whole = String::with_capacity(word.len() + 4);
    let mut listed = |parts: [&[&str]; 3]| {
        whole.clear();
        whole.extend(parts.into_iter().flatten().copied());
        is_listed(&whole).then(|| whole.clone())
    };
    for at in 0..letters.len() {
        let (before, behind) = (&letters[..at], &letters[at + 1..]);
        let letter = letters[at];
        if is_several(letter)
            && let Some(found) = listed([before, &[], behind])
        {
            return Some(found);
        }
        if let Some(&next) = behind.first()
            && (is_several(letter) || is_several(next))
            && let Some(found) = listed([before, &[next, letter], &behind[1..]])
        {
            return Some(found);
        }
        let is_open = is_several(letter) || letter.chars().eq([UNKNOWN_LETTER]);
        let ones = is_open.then_some(&ONE).into_iter().flatten();
        for other in SEVERAL.iter().chain(ones).filter(|other| **other != letter) {
            if let Some(found) = listed([before, &[other], behind]) {
                return Some(found);
            }
        }
    }
    (0..=letters.len()).find_map(|at| {
        let (before, behind) = letters.split_at(at);
        SEVERAL
            .iter()
            .find_map(|missing| listed([before, &[missing], behind]))
    })
}

/// Letters of Cyrillic that one of Latin writes.
const ONE: [&str; 22] = [
    "a", "b", "v", "g", "d", "e", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "j",
    "h",
];

/// A folded word by the letters that it was written with.
fn letters(word: &str) -> Vec<&str> {
    let mut letters = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let several = SEVERAL.iter().find(|several| rest.starts_with(**several));
        let (letter, behind) = rest.split_at(several.map_or(first.len_utf8(), |several| several.len()));
        letters.push(letter);
        rest = behind;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::{letters, without_slip};

    #[test]
    fn a_letter_that_several_write_is_one() {
        assert_eq!(letters("ratushnyak"), ["r", "a", "t", "u", "sh", "n", "ya", "k"]);
        assert_eq!(letters("shchuka"), ["shch", "u", "k", "a"]);
    }

    #[test]
    fn one_slip_in_such_a_letter_is_undone_where_a_listed_word_is_left() {
        let is_listed = |word: &str| matches!(word, "ratushnyak" | "pikalov" | "aleksey" | "chalyy");
        for (slip, whole) in [
            ("ratu?nyak", "ratushnyak"),
            ("ratunyak", "ratushnyak"),
            ("ratunshyak", "ratushnyak"),
            ("ratukhnyak", "ratushnyak"),
            ("pikaloshch", "pikalov"),
            ("alekseshchy", "aleksey"),
            ("achlyy", "chalyy"),
        ] {
            assert_eq!(without_slip(slip, &is_listed).as_deref(), Some(whole), "{slip}");
        }
        // What ordinary relations are about, two slips, and short words.
        for other in ["ratushnyok", "ratukhnyok", "pikal", "khaly"] {
            assert_eq!(without_slip(other, &is_listed), None, "{other}");
        }
    }
}
