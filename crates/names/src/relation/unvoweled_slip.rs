//! Slips in words that were written without short vowels, on both sides (Arabic script): one letter is another, missing or too many, two
//! neighbors are exchanged, or one was lost to an encoding.
//!
//! Most letters of such a word are consonants, so a slip says more against one name than it does in Latin letters, and many names are a
//! letter apart (`حسن`, `حسين`): two short words that are both common names are two names.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};
use crate::{
    fold::{UNKNOWN_LETTER, known_letters},
    is_one_slip,
    language::{self, is_token_of_arabic_name},
    scripts::without_mark,
    unvoweled::is_unvoweled,
};

/// Words of fewer letters are compared as they are written.
const LETTERS_MIN: usize = 3;

/// How much of a match two words are of which the longer has so many letters, and more.
const SIMILARITIES: [(usize, f32); 4] = [(7, 0.92), (6, 0.90), (5, 0.87), (4, 0.82)];

/// How much of a match a word is with one letter of it unknown.
const UNKNOWN: f32 = 0.93;

/// A word of so many letters is long: where both have the consonants of a common name, one of them may well have them by chance.
const LONG_LETTERS: usize = 6;

/// How much of a match two such words are.
const BOTH_ARE_NAMES: f32 = 0.80;

/// And two shorter ones of which one is no name as it is written: among other words that are the same it is a slip.
const SHORT_MAY_BE_NAMES: f32 = 0.70;

pub(super) struct UnvoweledSlip;

impl Relation for UnvoweledSlip {
    fn name(&self) -> TokenRelation {
        TokenRelation::Edit
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if is_unvoweled(query.text) && is_unvoweled(listed.text) && query.text != listed.text {
            slip_similarity(query.text, listed.text).map_or(Answer::None, Answer::Similar)
        } else {
            Answer::None
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        if is_unvoweled(listed.text) && without_mark(listed.text).len() >= LETTERS_MIN {
            file(Key::Deletions {
                token: &known_letters(listed.text),
                most: 1,
            });
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

fn slip_similarity(query: &str, listed: &str) -> Option<f32> {
    let [a, b] = [query, listed].map(without_mark);
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter < LETTERS_MIN || longer - shorter > 1 {
        return None;
    }
    let lost = [a, b].map(|letters| letters.matches(UNKNOWN_LETTER).count());
    if lost != [0, 0] {
        return (lost[0] + lost[1] == 1 && longer > LETTERS_MIN && is_one_but_for_unknown(a, b))
            .then_some(UNKNOWN);
    }
    let (_, similarity) = SIMILARITIES.iter().find(|(letters, _)| longer >= *letters)?;
    let is_name = |token: &str| language::get().common_tier_of_token(token).is_some();
    if !is_one_slip(a.as_bytes(), b.as_bytes()) {
        return None;
    }
    if is_name(query) && is_name(listed) {
        let are_written = || is_token_of_arabic_name(query) && is_token_of_arabic_name(listed);
        return if longer >= LONG_LETTERS {
            Some(BOTH_ARE_NAMES)
        } else {
            (!are_written() && !is_long_vowel_alone(a, b)).then_some(SHORT_MAY_BE_NAMES)
        };
    }
    Some(*similarity)
}

/// Whether the longer of two words has a long vowel that the other has not, and nothing else: names are made of one another so (`كرم`, `كريم`).
fn is_long_vowel_alone(a: &str, b: &str) -> bool {
    let (shorter, longer) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = shorter
        .bytes()
        .zip(longer.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    longer.len() > shorter.len()
        && matches!(
            longer.as_bytes().get(same),
            Some(b'a' | b'i' | b'u' | b'w' | b'y' | b'Y')
        )
}

/// Of two words of which one lost a letter. Some letters are not written out, and the one that was lost may be such a letter.
fn is_one_but_for_unknown(a: &str, b: &str) -> bool {
    let (lossy, whole) = if a.contains(UNKNOWN_LETTER) {
        (a, b)
    } else {
        (b, a)
    };
    let Some((before, behind)) = lossy.split_once(UNKNOWN_LETTER) else {
        return false;
    };
    let between = whole
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(behind));
    between.is_some_and(|between| between.len() <= 1)
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation::Edit;

    use crate::{Analysis, Order, relation::relation};

    fn token(arabic: &str) -> String {
        Analysis::of(arabic, Order::AsWritten).token(0).to_owned()
    }

    #[test]
    fn a_letter_that_is_another_missing_too_many_exchanged_or_lost_is_a_slip() {
        for (written, meant) in [
            ("زمريبي", "زمريني"),
            ("تكريي", "تكريتي"),
            ("مصنصور", "منصور"),
            ("عسکطری", "عسکری"),
            ("م?مد", "محمد"),
            ("?حمد", "محمد"),
            ("زمر\u{fffd}ني", "زمريني"),
        ] {
            let (written, meant) = (token(written), token(meant));
            assert_eq!(relation(&written, &meant), Some(Edit), "{written} {meant}");
        }
    }

    #[test]
    fn a_short_word_with_the_consonants_of_a_name_is_a_slip_where_nobody_is_commonly_called_so() {
        for (written, meant) in [("ذلامی", "سلامی"), ("سودي", "سويد"), ("مخروف", "مخلوف")]
        {
            let (written, meant) = (token(written), token(meant));
            assert_eq!(
                super::slip_similarity(&written, &meant),
                Some(super::SHORT_MAY_BE_NAMES),
                "{written} {meant}"
            );
        }
    }

    #[test]
    fn two_names_that_are_a_letter_apart_are_two_names() {
        for (one, other) in [
            ("حسن", "حسين"),
            ("جمال", "جميل"),
            ("محمد", "محمود"),
            ("حامد", "حمد"),
            ("سالم", "سليم"),
            ("علي", "عدي"),
            ("كريم", "كرم"),
        ] {
            let (one, other) = (token(one), token(other));
            assert_eq!(super::slip_similarity(&one, &other), None, "{one} {other}");
        }
    }
}
