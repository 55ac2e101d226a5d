//! How a word that was paid differs from the listed word that it was taken for, and what that says.

use portcullis_names::is_two_syllables_of_pinyin;

/// In which letters two words differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// In none.
    None,
    /// The same letters, in another order or more than once in a row: `vaesghi`, `muhammaad`.
    Turned,
    /// In vowels alone: `fattah`, `fatteh`.
    Vowels,
    /// One letter is wrong, missing or too many.
    Letter,
    /// In more.
    More,
}

impl Slip {
    /// Of two folded words.
    pub(super) fn of(paid: &str, listed: &str) -> Slip {
        let (paid, listed) = (paid.as_bytes(), listed.as_bytes());
        let sorted = |word: &[u8]| {
            let mut letters = word.to_vec();
            letters.sort_unstable();
            letters
        };
        if paid == listed {
            Slip::None
        } else if single(paid) == single(listed) || sorted(paid) == sorted(listed) {
            Slip::Turned
        } else if without_vowels(paid) == without_vowels(listed) {
            Slip::Vowels
        } else if is_one_letter(paid, listed) {
            Slip::Letter
        } else {
            Slip::More
        }
    }

    /// The bits that it speaks for the match, or against it where they are negative. `is_own` says that what was paid is a word
    /// of its own ([`is_own_word`]): then somebody else may bear it.
    pub(super) const fn bits(self, is_own: bool) -> f32 {
        match (self, is_own) {
            (Slip::None, _) => NO_SLIP,
            // Nobody's name but that one has these letters.
            (Slip::Turned, false) => 4.6,
            (Slip::Turned, true) => -0.1,
            (Slip::Letter | Slip::Vowels, false) => 0.8,
            (Slip::Letter, true) => -2.6,
            (Slip::More, false) => -2.0,
            (Slip::Vowels | Slip::More, true) => -5.1,
        }
    }
}

/// What it says that all words are as listed: less than a slip that makes no other word, for a namesake writes his name as it is.
pub(super) const NO_SLIP: f32 = 2.3;

/// What a translation or a nickname says.
pub(super) const OTHER_FORM: f32 = -2.5;

/// Whether a word that was taken for a listed one is a word of its own: `is_known` knows it, or both are Chinese names.
pub(super) fn is_own_word(paid: &str, listed: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    is_known(paid) || is_two_syllables_of_pinyin(paid) && is_two_syllables_of_pinyin(listed)
}

/// Each run of one letter once.
fn single(word: &[u8]) -> Vec<u8> {
    let mut letters = word.to_vec();
    letters.dedup();
    letters
}

fn without_vowels(word: &[u8]) -> Vec<u8> {
    let mut letters = single(word);
    letters.retain(|letter| !b"aeiouy".contains(letter));
    letters
}

/// Whether one letter is wrong, missing or too many.
fn is_one_letter(a: &[u8], b: &[u8]) -> bool {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = (a.iter().rev().zip(b.iter().rev()))
        .take_while(|(a, b)| a == b)
        .count();
    a.len() - end <= 1 && b.len() - end <= 1
}

#[cfg(test)]
mod tests {
    use super::{Slip, is_own_word};

    #[test]
    fn words_differ_in_order_vowels_one_letter_or_more() {
        for (paid, listed, slip) in [
            ("vaseghi", "vaseghi", Slip::None),
            ("vaesgih", "vaseghi", Slip::Turned),
            ("muhammaad", "muhammad", Slip::Turned),
            ("fatteh", "fattah", Slip::Vowels),
            ("huseyin", "hussein", Slip::Vowels),
            ("zerexie", "zerenie", Slip::Letter),
            ("libado", "librado", Slip::Letter),
            ("worjking", "working", Slip::Letter),
            ("alpha", "alfa", Slip::More),
            ("vujevic", "vukovic", Slip::More),
        ] {
            assert_eq!(Slip::of(paid, listed), slip, "{paid} {listed}");
            assert_eq!(Slip::of(listed, paid), slip, "{listed} {paid}");
        }
    }

    #[test]
    fn a_slip_that_makes_another_word_says_less_than_one_that_makes_none() {
        for slip in [Slip::Turned, Slip::Vowels, Slip::Letter, Slip::More] {
            assert!(slip.bits(true) < slip.bits(false), "{slip:?}");
        }
    }

    #[test]
    fn another_syllable_is_another_chinese_name() {
        let never = |_: &str| false;
        assert!(is_own_word("jialong", "jinlong", &never));
        assert!(!is_own_word("chinlong", "jinlong", &never));
        assert!(is_own_word("saleem", "salem", &|word| word == "saleem"));
    }
}
