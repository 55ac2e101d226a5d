//! Two neighboring query tokens that are one listed word, written apart: `sando val`. Written together they are the word,
//! or they are not related. (A slip in a word that was split as well is two faults, and looking for it would take most
//! of the time of a search.)

use portcullis_model::TokenRelation;

use super::{
    Answer, Key, Relation, Word,
    transcription::{Transcribed, transcribed_similarity},
    unvoweled::{Unvoweled, unvoweled_similarity},
};
use crate::{
    scripts::{MARKS, is_row_of_sounds, without_mark},
    transliterate::{ALLAH, HAN, UNVOWELED},
    unvoweled::{YA_OR_ALIF, is_unvoweled},
};

/// Words are written together or apart only from this many bytes on; shorter ones meet by chance.
pub const JOINED_MIN_BYTES: usize = 5;

/// How much of a match a word is that was written apart.
const SIMILARITY: f32 = 0.97;

/// Consonants that two words need that were written without short vowels …
const UNVOWELED_MIN: usize = 4;

/// … but for one that is written with so many letters, all of whose long vowels are as they should be: `Faizullah`.
const VOWELED_BYTES_MIN: usize = 8;
const UNVOWELED_SURE: f32 = 0.94;

/// Two words of sounds are one only where their pairs say so with some surety: two have twice the chances of one.
const SOUNDS_SURE: f32 = 0.87;

pub(super) struct Split;

/// Two neighboring words written together. The mark of their script stands once, before them.
pub fn join_words(first: &str, second: &str, joined: &mut String) {
    joined.clear();
    joined.push_str(first);
    let mark = MARKS
        .iter()
        .find(|mark| **mark != HAN && first.starts_with(**mark));
    let second = match second.trim_start_matches(UNVOWELED) {
        // Behind another word its first vowel is that word's last, and the l is doubled.
        ALLAH if is_unvoweled(first) => "lh",
        second => second,
    };
    match mark {
        Some(&UNVOWELED) => push_behind(joined, second),
        Some(mark) => joined.push_str(second.trim_start_matches(*mark)),
        None => joined.push_str(second),
    }
}

/// Appends a word to those that it is written together with. Of what is written without short vowels, some letters are read by where
/// they stand, and the mark stands once.
pub fn push_behind(together: &mut String, word: &str) {
    if !is_unvoweled(together) {
        together.push_str(word);
        return;
    }
    if together.ends_with(YA_OR_ALIF) {
        together.pop();
        together.push('i');
    }
    let letters = word.trim_start_matches(UNVOWELED);
    let inside = match letters.chars().next() {
        Some('w') => 'u',
        Some('y') => 'i',
        Some(other) => other,
        None => return,
    };
    together.push(inside);
    together.extend(letters.chars().skip(1));
}

impl Relation for Split {
    fn name(&self) -> TokenRelation {
        TokenRelation::Split
    }

    fn relate(&self, joined: &Word<'_>, listed: &Word<'_>) -> Answer {
        if joined.text == listed.text
            && joined.text.len() >= JOINED_MIN_BYTES
            && !joined.text.starts_with(HAN)
        {
            return Answer::Similar(SIMILARITY);
        }
        if is_unvoweled(joined.text) {
            // Many words share two consonants; a name that two words are has more.
            let similarity = unvoweled_similarity(joined, listed);
            let is_enough = |similarity: &f32| {
                joined
                    .heard()
                    .first()
                    .is_some_and(|heard| heard.skeleton.len() >= UNVOWELED_MIN)
                    || (listed.text.len() >= VOWELED_BYTES_MIN && *similarity >= UNVOWELED_SURE)
            };
            return match similarity.filter(is_enough) {
                Some(similarity) => Answer::Similar(similarity * SIMILARITY),
                None => Answer::None,
            };
        }
        let (joined, listed) = (joined.text, listed.text);
        if is_row_of_sounds(joined) {
            return match transcribed_similarity(joined, listed)
                .filter(|similarity| *similarity >= SOUNDS_SURE)
            {
                Some(similarity) => Answer::Similar(similarity * SIMILARITY),
                None => Answer::None,
            };
        }
        match (before_allah(joined), before_allah(listed)) {
            (Some(one), Some(other)) if one == other => Answer::Similar(SIMILARITY),
            _ => Answer::None,
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        file(Key::Token(listed.text));
        Unvoweled.each_filed_key(listed, file);
        Transcribed.each_filed_key(listed, file);
    }

    fn each_asked_key(&self, joined: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        ask(Key::Token(joined.text));
        if is_unvoweled(joined.text) {
            Unvoweled.each_asked_key(joined, ask);
        } else if is_row_of_sounds(joined.text) {
            Transcribed.each_asked_key(joined, ask);
        } else if let Some(before) = before_allah(joined.text) {
            for vowel in VOWELS_BEFORE_ALLAH {
                ask(Key::Token(&format!("{before}{vowel}{LLAH}")));
            }
        }
    }
}

/// The vowel by which a word leads over to *Allah* is its case ending, and transcripts have it as it is spoken or as it is written: `Hizb
/// ullah`, `Hizballah`, `Hezb ollah`.
const LLAH: &str = "llah";
const VOWELS_BEFORE_ALLAH: [&str; 5] = ["a", "u", "o", "i", "ou"];

/// Letters that the word before needs.
const BEFORE_ALLAH_MIN: usize = 3;

/// Whether two words written together lead over to *Allah*, so that they are related to words that are spelled otherwise.
#[must_use]
pub fn leads_to_allah(joined: &str) -> bool {
    before_allah(joined).is_some()
}

/// What stands before *Allah* in one word with it, without the vowel between.
fn before_allah(word: &str) -> Option<&str> {
    if without_mark(word).len() != word.len() {
        return None;
    }
    let before = word.strip_suffix(LLAH)?;
    let stem = before.trim_end_matches(['a', 'u', 'o', 'i']);
    let vowel = &before[stem.len()..];
    (stem.len() >= BEFORE_ALLAH_MIN && VOWELS_BEFORE_ALLAH.contains(&vowel)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::join_words;
    use crate::relation::relate_split;

    #[test]
    fn two_arabic_words_are_one_that_the_list_writes_so() {
        let mut joined = String::new();
        join_words("~hzb", "allah", &mut joined);
        assert!(relate_split(&joined, "hizballah").is_some());
        join_words("~FiD", "allah", &mut joined);
        assert!(relate_split(&joined, "faizullah").is_some());
        join_words("~ab", "~bkr", &mut joined);
        assert!(relate_split(&joined, "bakri").is_none());
    }

    #[test]
    fn a_word_without_short_vowels_that_was_written_apart_is_the_word_whatever_stands_at_its_new_ends() {
        let mut joined = String::new();
        for (first, second, whole) in [("~sla", "~mY", "~slamY"), ("~mY", "~wsY", "~miusY")] {
            join_words(first, second, &mut joined);
            assert!(relate_split(&joined, whole).is_some(), "{joined} {whole}");
        }
    }

    #[test]
    fn the_vowel_before_allah_is_spoken_in_several_ways() {
        assert!(relate_split("hizbullah", "hizballah").is_some());
        assert!(relate_split("nasroullah", "nasrallah").is_some());
        assert!(relate_split("hizbullah", "jundallah").is_none());
        assert!(relate_split("abullah", "aballah").is_none());
    }

    #[test]
    fn words_written_apart_are_related_to_the_word() {
        assert!(relate_split("sandoval", "sandoval").is_some());
        assert!(relate_split("sandovl", "sandoval").is_none());
        assert!(relate_split("abcd", "abcd").is_none());
    }
}
