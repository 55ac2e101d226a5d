//! Hangul, whose characters are syllables that arithmetic takes apart (The Unicode Standard, section 3.12).

use crate::language;

const FIRST: u32 = 0xac00;
const LAST: u32 = 0xd7a3;
const VOWELS: u32 = 21;
const CODAS: u32 = 28;

/// Consonants that begin a syllable; doubled ones as capitals, and nothing for the one that is silent there.
const ONSETS: [&str; 19] = [
    "g", "K", "n", "d", "T", "r", "m", "b", "P", "s", "S", "", "j", "J", "c", "k", "t", "p", "h",
];

/// Vowels; `A` is written `ae`, `E` is `eo`, `U` is `eu`.
const NUCLEI: [&str; VOWELS as usize] = [
    "a", "A", "ya", "yA", "E", "e", "yE", "ye", "o", "wa", "wA", "we", "yo", "u", "wE", "we", "wi", "yu",
    "U", "Ui", "i",
];

/// Consonants that end a syllable, by the seven sounds that are told apart there.
const ENDS: [&str; CODAS as usize] = [
    "", "G", "G", "G", "n", "n", "n", "D", "l", "G", "m", "l", "l", "l", "B", "l", "m", "B", "B", "D", "D",
    "N", "D", "D", "G", "D", "B", "D",
];

/// How Revised Romanization writes the sounds that it does not write by their own letter.
pub(super) const SPELLINGS: [(char, &str); 13] = [
    ('K', "kk"),
    ('T', "tt"),
    ('P', "pp"),
    ('S', "ss"),
    ('J', "jj"),
    ('c', "ch"),
    ('A', "ae"),
    ('E', "eo"),
    ('U', "eu"),
    ('N', "ng"),
    ('G', "k"),
    ('D', "t"),
    ('B', "p"),
];

/// The names of Koreans have so many syllables.
const NAME_SYLLABLES: std::ops::RangeInclusive<usize> = 2..=4;

/// Onset, vowel and end of each syllable.
pub(super) fn sounds(word: &str, out: &mut String) {
    for c in word.chars() {
        syllable(c, out);
    }
}

/// The same, with each syllable a word of its own.
pub(super) fn syllables(word: &str, mark: char, out: &mut String) {
    for (nth, c) in word.chars().enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        out.push(mark);
        syllable(c, out);
    }
}

fn syllable(c: char, out: &mut String) {
    let Some(nth) = u32::from(c).checked_sub(FIRST).filter(|_| is_syllable(c)) else {
        return;
    };
    let (onset, vowel, end) = (nth / (VOWELS * CODAS), nth / CODAS % VOWELS, nth % CODAS);
    for (sounds, at) in [(&ONSETS[..], onset), (&NUCLEI[..], vowel), (&ENDS[..], end)] {
        out.push_str(sounds[at as usize]);
    }
}

/// Whether a word is in Hangul.
pub(crate) fn is_hangul(word: &str) -> bool {
    word.chars().next().is_some_and(is_syllable)
}

fn is_syllable(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

/// How the words in Hangul of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As names from abroad, which are spelled by their sounds.
    Abroad,
    /// As the name of a Korean, of which each syllable is a word: a family name and one or two syllables (`김정은`), or those apart, in
    /// either order. Names from abroad have longer words.
    Syllables,
    /// As the names of Koreans that are too many for one person: each word is a name.
    Words,
}

/// How the words in Hangul of a text are to be read.
pub(crate) fn reading(text: &str) -> Reading {
    if !text.chars().any(is_syllable) {
        return Reading::Abroad;
    }
    let scripts = &language::get().scripts;
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| scripts.without_title(word).0)
        .filter(|word| word.chars().any(is_syllable));
    let (Some(first), Some(last)) = (words.clone().next(), words.clone().next_back()) else {
        return Reading::Abroad;
    };
    if !words.clone().all(|word| word.chars().all(is_syllable)) {
        return Reading::Abroad;
    }
    let count = |word: &str| word.chars().count();
    if words.clone().count() == 1 {
        let begins_with_family_name = |length: usize| {
            let end = first.char_indices().nth(length).map(|(at, _)| at);
            end.is_some_and(|end| scripts.is_korean_family_name(&first[..end]))
        };
        let is_name = NAME_SYLLABLES.contains(&count(first)) && (1..=2).any(begins_with_family_name);
        return if is_name {
            Reading::Syllables
        } else {
            Reading::Abroad
        };
    }
    let has_family_name = scripts.is_korean_family_name(first) || scripts.is_korean_family_name(last);
    if !has_family_name || !words.clone().all(|word| count(word) <= 2) {
        return Reading::Abroad;
    }
    if words.map(count).sum::<usize>() <= *NAME_SYLLABLES.end() {
        Reading::Syllables
    } else {
        Reading::Words
    }
}
