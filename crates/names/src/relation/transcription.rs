//! A word of another script and a word of Latin letters that may be written for it: `יונתן` and `Jonathan`, `슈스터` and
//! `Schuster`, `ヴェローゾ` and `Veloso`.
//!
//! The sounds of the one are laid beside the letters of the other so that the pairs say the most for one name; what each pair says,
//! in bits, is counted over pairs of names (`data/transcriptions.csv`). Two words are related when all pairs together say enough for
//! each letter. They are looked up by the kinds of the first two consonants that most writers hear alike.

use std::sync::LazyLock;

use portcullis_model::TokenRelation;
use smallvec::SmallVec;

use super::{
    Answer, Key, Relation, Word,
    korean::{is_written_for, is_written_in_the_north_for},
    with_sign,
};
use crate::{
    language::{self, Transcription, Writing, letters_at_once},
    scripts::{HAN_SOUNDS, HANGUL, HEBREW, KANA, SYLLABLE, is_marked, is_row_of_sounds, without_mark},
};

/// Longer words are not laid beside each other.
const LETTERS: usize = 32;

/// What a pair says that no row has, in tenths of a bit: a sound for one letter, a sound that is not written, a letter for nothing …
const UNKNOWN: i16 = -70;

/// … and where both are vowels or consonants that are heard alike, so that some writer may well have them for each other.
const UNKNOWN_ALIKE: i16 = -25;

/// Less than this for each letter, in tenths of a bit, is no relation.
const TENTHS_A_LETTER: i16 = 5;

/// How much of a match two words are, by what the pairs say for each letter, in tenths of a bit. Words of few letters are
/// less: chance writes them more often.
const SIMILARITIES: [(i16, f32); 5] = [
    (26, 0.94),
    (18, 0.92),
    (12, 0.90),
    (8, 0.87),
    (TENTHS_A_LETTER, 0.85),
];

/// A word that says less than this in all, in tenths of a bit, is less of a match …
const SURE_TENTHS: i16 = 90;
const UNSURE: f32 = 0.04;

/// … and one that says less than this is none: one word of twenty says so much by chance.
const LEAST_TENTHS: i16 = 40;

/// How much of a match a Korean family name is in one of the ways in which its bearers write it.
const FAMILY_NAME: f32 = 0.94;

/// How much of a match a syllable in Hangul is in one of the ways in which Koreans write it.
const SYLLABLE_SIMILARITY: f32 = 0.92;

/// The same where the South has lost the sound that it begins with: 용 is `Ryong` in the North, and some other name.
const NORTHERN_SIMILARITY: f32 = 0.86;

/// No two syllables have more sounds, with the mark before them.
const TWO_SYLLABLES_BYTES_MAX: usize = 10;

/// Stands before the keys of words of Latin letters.
const LATIN_SIGN: char = '!';

/// Stands before the keys of words of other scripts.
const OTHER_SIGN: char = '"';

pub(super) struct Transcribed;

impl Relation for Transcribed {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let (query, listed) = (query.text, listed.text);
        let other = match (is_row_of_sounds(query), is_row_of_sounds(listed)) {
            // What is written without short vowels (Arabic) is none: lists hold so many such words that every Latin query would be laid
            // beside hundreds of them.
            (false, false) => return Answer::None,
            (true, false) if !is_marked(listed) => (query, listed),
            (false, true) if !is_marked(query) => (listed, query),
            // Two rows of sounds are the same, or they are two words.
            _ => return Answer::Final(None),
        };
        Answer::Final(transcribed_similarity(other.0, other.1))
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        let sign = if is_row_of_sounds(listed.text) {
            OTHER_SIGN
        } else {
            LATIN_SIGN
        };
        each_key(sign, listed.text, file);
    }

    fn may_rule_out(&self) -> bool {
        true
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        let sign = if is_row_of_sounds(query.text) {
            LATIN_SIGN
        } else {
            OTHER_SIGN
        };
        each_key(sign, query.text, ask);
    }
}

/// The name of the script in the table.
fn script_of(token: &str) -> Option<&'static str> {
    Some(match token.chars().next()? {
        HEBREW => "hebrew",
        HANGUL => "hangul",
        KANA => "kana",
        HAN_SOUNDS => "han",
        _ => return None,
    })
}

/// How much of a match a token of another script and a word of Latin letters are.
pub(super) fn transcribed_similarity(other: &str, latin: &str) -> Option<f32> {
    if !is_row_of_sounds(other) || !is_latin_word(latin) || !have_key_in_common(other, latin) {
        return None;
    }
    if language::get().scripts.is_spelling_of_family_name(other, latin) {
        return Some(FAMILY_NAME);
    }
    if other.starts_with(SYLLABLE) {
        // Names of Koreans are told apart by one sound of a syllable.
        return if is_written_for(other, latin) {
            Some(SYLLABLE_SIMILARITY)
        } else {
            is_written_in_the_north_for(other, latin).then_some(NORTHERN_SIMILARITY)
        };
    }
    // A word of one or two syllables in the name of a body, say, is one of Korea's own.
    if other.starts_with(HANGUL) && other.len() <= TWO_SYLLABLES_BYTES_MAX && is_written_for(other, latin) {
        return Some(SYLLABLE_SIMILARITY);
    }
    let transcription = language::get().transcriptions.script(script_of(other)?)?;
    let letters = undoubled(latin);
    let tenths = tenths_of(transcription, other, &letters)?;
    let each = tenths / i16::try_from(letters.len()).ok()?;
    if tenths < LEAST_TENTHS {
        return None;
    }
    let (_, similarity) = SIMILARITIES.iter().find(|(least, _)| each >= *least)?;
    Some(if tenths < SURE_TENTHS {
        similarity - UNSURE
    } else {
        *similarity
    })
}

fn is_latin_word(token: &str) -> bool {
    (1..=LETTERS).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_lowercase())
}

/// The letters of a word; a consonant twice is one.
fn undoubled(latin: &str) -> SmallVec<[u8; LETTERS]> {
    let mut letters = SmallVec::new();
    for &letter in latin.as_bytes() {
        if letters.last() != Some(&letter) || is_vowel(letter) {
            letters.push(letter);
        }
    }
    letters
}

const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// The most that the pairs of sounds and letters can say, in tenths of a bit.
fn tenths_of(transcription: &Transcription, other: &str, letters: &[u8]) -> Option<i16> {
    const NONE: i16 = i16::MIN / 2;
    let mut here = [NONE; LETTERS + 1];
    here[0] = 0;
    let letters = Letters::of(letters);
    let silent = transcription.writings("");
    let mut count = 0;
    for sound in sounds(other) {
        count += 1;
        if count > LETTERS {
            return None;
        }
        insert(&mut here, silent, &letters);
        let mut next = [NONE; LETTERS + 1];
        let writings = transcription.writings(sound);
        let alike = letters_alike(sound);
        for (at, &sum) in here.iter().enumerate().take(letters.len() + 1) {
            if sum == NONE {
                continue;
            }
            let mut reach = |to: usize, bits: i16| next[to] = next[to].max(sum + bits);
            for writing in writings {
                if letters.have(at, writing) {
                    reach(at + writing.len(), writing.bits);
                }
            }
            reach(at, UNKNOWN);
            if let Some(letter) = letters.get(at) {
                let is_alike = alike >> (letter - b'a') & 1 == 1;
                reach(at + 1, if is_alike { UNKNOWN_ALIKE } else { UNKNOWN });
            }
        }
        here = next;
    }
    insert(&mut here, silent, &letters);
    (here[letters.len()] > NONE).then_some(here[letters.len()])
}

/// The letters of a word, so that what stands at a place is compared at once. A word of another script is laid beside thousands of
/// words.
struct Letters {
    /// From each place on, as many as a writing has: see [`Writing::begins`].
    from: [u32; LETTERS + 1],
    length: usize,
}

impl Letters {
    fn of(letters: &[u8]) -> Letters {
        let mut from = [0; LETTERS + 1];
        for (at, from) in from.iter_mut().enumerate().take(letters.len()) {
            *from = letters_at_once(&letters[at..]);
        }
        Letters {
            from,
            length: letters.len(),
        }
    }

    fn len(&self) -> usize {
        self.length
    }

    fn get(&self, at: usize) -> Option<u8> {
        let first = self.from[at].to_le_bytes()[0];
        (first != 0).then_some(first)
    }

    /// Whether the letters of a writing stand at a place.
    fn have(&self, at: usize, writing: &Writing) -> bool {
        writing.begins(self.from[at])
    }
}

/// The Latin letters that a sound is alike, a bit each, from `a` on.
fn letters_alike(sound: &str) -> u32 {
    static BY_FIRST: LazyLock<[u32; 256]> = LazyLock::new(|| {
        std::array::from_fn(|first| {
            let first = u8::try_from(first).unwrap_or_default();
            (b'a'..=b'z')
                .filter(|letter| are_alike(first, *letter))
                .fold(0, |letters, letter| letters | 1 << (letter - b'a'))
        })
    });
    sound
        .as_bytes()
        .first()
        .map_or(0, |first| BY_FIRST[usize::from(*first)])
}

/// Whether a sound and a letter are both vowels, or consonants that are heard alike.
#[must_use]
pub fn sounds_alike(sound: &str, letter: u8) -> bool {
    sound
        .as_bytes()
        .first()
        .is_some_and(|first| are_alike(*first, letter))
}

fn are_alike(first: u8, letter: u8) -> bool {
    let heard = |letter| heard_elsewhere(letter, None, None).map(|heard| heard.kinds);
    match (heard(first), heard(letter)) {
        (Some(a), Some(b)) => a.iter().any(|kind| b.contains(kind)),
        (None, None) => true,
        _ => false,
    }
}

/// Lets letters stand for no sound.
fn insert(sums: &mut [i16; LETTERS + 1], silent: &[Writing], letters: &Letters) {
    for at in 0..letters.len() {
        sums[at + 1] = sums[at + 1].max(sums[at].saturating_add(UNKNOWN));
        for writing in silent {
            if letters.have(at, writing) {
                let end = at + writing.len();
                sums[end] = sums[end].max(sums[at].saturating_add(writing.bits));
            }
        }
    }
}

/// The script in which a token was written, as `data/transcriptions.csv` calls it, and its sounds; `None` for Latin letters. For the
/// program that counts the rows of that file.
#[must_use]
pub fn sounds_of_script(token: &str) -> Option<(&'static str, Vec<&str>)> {
    Some((script_of(token)?, sounds(token).collect()))
}

/// The sounds of a token of another script: a letter each, but for those that pinyin writes with several.
fn sounds(other: &str) -> impl Iterator<Item = &str> {
    let is_han = other.starts_with(HAN_SOUNDS);
    let letters = without_mark(other);
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &letters[at..];
        let length = match rest.as_bytes() {
            [] => return None,
            [b'z' | b'c' | b's', b'h', ..] | [b'n', b'g'] if is_han => 2,
            [b'n', b'g', next, ..] if is_han && !is_vowel(*next) => 2,
            [first, ..] if is_han && is_vowel(*first) => rest.bytes().take_while(|b| is_vowel(*b)).count(),
            _ => 1,
        };
        at += length;
        Some(&rest[..length])
    })
}

fn have_key_in_common(other: &str, latin: &str) -> bool {
    let (mut keys, mut found) = (SmallVec::<[[u8; 2]; 16]>::new(), false);
    each_pair_of_kinds(other, |key| keys.push(key));
    each_pair_of_kinds(latin, |key| found |= keys.contains(&key));
    found
}

fn each_key(sign: char, token: &str, each: &mut dyn FnMut(Key<'_>)) {
    if !is_row_of_sounds(token) && !is_latin_word(token) {
        return;
    }
    each_pair_of_kinds(token, |kinds| with_sign(sign, kinds.into_iter(), each));
}

/// A consonant, by what it may be heard as: lips, teeth, throat, nose, or tongue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Heard {
    /// A letter for each kind of sound, none twice.
    kinds: &'static [u8],
    /// Some writers leave it out, or have it where others have nothing.
    may_be_silent: bool,
}

const LIPS: &[u8] = b"p";
const TEETH: &[u8] = b"t";
const THROAT: &[u8] = b"k";
const TEETH_OR_THROAT: &[u8] = b"tk";
const NOSE: &[u8] = b"n";
const TONGUE: &[u8] = b"l";
const TONGUE_OR_TEETH: &[u8] = b"lt";

/// The kind of a consonant that is not there.
const NOTHING: [u8; 1] = [b'-'];

/// Calls `each` with the kinds of the first two consonants of a token, in every way in which it may be heard.
fn each_pair_of_kinds(token: &str, mut each: impl FnMut([u8; 2])) {
    let heard = consonants(token);
    each_next(&heard, |first, behind| {
        each_next(behind, |second, _| each([first, second]));
    });
}

/// Calls `each` with each kind that the first consonant may be, and the consonants behind it.
fn each_next(heard: &[Heard], mut each: impl FnMut(u8, &[Heard])) {
    for (at, consonant) in heard.iter().enumerate() {
        for &kind in consonant.kinds {
            each(kind, &heard[at + 1..]);
        }
        if !consonant.may_be_silent {
            return;
        }
    }
    each(NOTHING[0], &[]);
}

/// The first consonants of a token that say something. What is heard as one beside another is one.
fn consonants(token: &str) -> SmallVec<[Heard; 8]> {
    const MOST: usize = 6;
    let mut heard: SmallVec<[Heard; 8]> = SmallVec::new();
    let is_pinyin = token.starts_with(HAN_SOUNDS);
    let is_korean = token.starts_with([HANGUL, SYLLABLE]);
    let letters = without_mark(token).as_bytes();
    let mut is_beside = false;
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let next = letters.get(at + 1).copied();
        let Some(consonant) = (if is_pinyin {
            heard_in_pinyin(letter)
        } else {
            heard_elsewhere(letter, before, next)
        }) else {
            // Some vowels of Hangul are capitals.
            is_beside &= !(is_vowel(letter) || is_korean && is_vowel(letter.to_ascii_lowercase()));
            continue;
        };
        let is_same = |last: &&mut Heard| last.kinds.iter().any(|kind| consonant.kinds.contains(kind));
        let is_full = heard.len() == MOST;
        match heard.last_mut().filter(|_| is_beside).filter(is_same) {
            Some(last) if consonant.kinds.len() < last.kinds.len() => *last = consonant,
            Some(_) => {}
            None if is_full => break,
            None => heard.push(consonant),
        }
        is_beside = true;
    }
    heard
}

fn heard_elsewhere(letter: u8, before: Option<u8>, next: Option<u8>) -> Option<Heard> {
    let is_soft = matches!(next, None | Some(b'e' | b'i' | b'y' | b'h' | b'z' | b's'));
    let (kinds, may_be_silent) = match letter {
        b'b' | b'p' | b'f' | b'v' | b'P' | b'B' => (LIPS, false),
        b'w' | b'V' | b'W' => (LIPS, true),
        b'd' | b't' | b's' | b'z' | b'D' | b'T' | b'S' | b'C' | b'O' => (TEETH, false),
        b'J' => (TEETH, true),
        b'j' => (TEETH_OR_THROAT, true),
        b'g' | b'k' if next == Some(b'h') => (THROAT, true),
        // `ng` is one sound, but for those who hear two.
        b'g' if before == Some(b'n') => (TEETH_OR_THROAT, true),
        b'c' | b'g' if is_soft => (TEETH_OR_THROAT, false),
        b'x' => (TEETH_OR_THROAT, false),
        b'H' => (TEETH_OR_THROAT, true),
        b'c' | b'g' | b'k' | b'q' | b'K' | b'G' => (THROAT, false),
        b'm' | b'n' | b'N' => (NOSE, false),
        b'l' | b'r' => (TONGUE, true),
        _ => return None,
    };
    Some(Heard { kinds, may_be_silent })
}

fn heard_in_pinyin(letter: u8) -> Option<Heard> {
    let (kinds, may_be_silent) = match letter {
        b'b' | b'p' | b'f' => (LIPS, false),
        b'w' | b'V' | b'W' => (LIPS, true),
        b'd' | b't' | b's' | b'z' | b'c' => (TEETH, false),
        b'j' | b'q' | b'x' => (TEETH_OR_THROAT, true),
        b'g' | b'k' => (THROAT, false),
        b'm' | b'n' => (NOSE, false),
        b'l' => (TONGUE, true),
        b'r' => (TONGUE_OR_TEETH, true),
        _ => return None,
    };
    Some(Heard { kinds, may_be_silent })
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation::Skeleton;

    use super::transcribed_similarity;
    use crate::{
        Analysis, Order,
        relation::{relate_split, relation},
    };

    /// The tokens of a name.
    fn tokens(name: &str) -> Vec<String> {
        let analysis = Analysis::of(name, Order::AsWritten);
        analysis.tokens().map(|(token, _)| token.to_owned()).collect()
    }

    #[test]
    fn a_word_of_another_script_is_related_to_what_may_be_written_for_it() {
        for (other, latin) in [
            ("יונתן", "jonathan"),
            ("שטיינברג", "steinberg"),
            ("ג'ורג'", "george"),
            ("슈스터", "schuster"),
            ("블라디미르", "vladimir"),
            ("ヴェローゾ", "veloso"),
            ("スミス", "smith"),
            ("克罗克特·史蒂夫", "crockett"),
        ] {
            let token = &tokens(other)[0];
            assert_eq!(relation(token, latin), Some(Skeleton), "{token} {latin}");
        }
    }

    #[test]
    fn a_word_of_another_script_is_no_other_word() {
        for (other, latin) in [
            ("יונתן", "johanna"),
            ("슈스터", "sebastian"),
            ("ヴェローゾ", "valencia"),
            ("スミス", "simmons"),
            ("克罗克特·史蒂夫", "crawford"),
        ] {
            let token = &tokens(other)[0];
            assert_eq!(transcribed_similarity(token, latin), None, "{token} {latin}");
        }
    }

    #[test]
    fn a_korean_name_is_related_syllable_by_syllable() {
        for (latin, parts) in [
            ("kim", "김"),
            ("lee", "이"),
            ("rhee", "이"),
            ("jong", "정"),
            ("hee", "희"),
            ("young", "영"),
            ("woo", "우"),
        ] {
            let token = format!("){}", &tokens(&format!("김 {parts}"))[1][1..]);
            assert_eq!(relation(&token, latin), Some(Skeleton), "{token} {latin}");
        }
        assert_eq!(relation(")gim", "kang"), None);
        assert_eq!(relation(")hyEN", "hyun"), None);
        assert!(relate_split(")jENUn", "jongun").is_some());
    }
}
