//! What a word is heard as that was written without short vowels (Arabic script), and a Latin spelling of it: its consonants, and
//! the vowels between them.
//!
//! Some letters are read in several ways, by the language of the bearer or of the writer: ض is d in Arabic and z in Persian, ث is th or s,
//! ق is k, q, or g. A token keeps such a letter as a capital, and each way is a reading of the token. The other letters are what
//! [`sounds`](crate::sounds::sounds) hears in the Latin spellings.

use smallvec::{SmallVec, smallvec};

use crate::{
    sounds::{RowOfSounds, sounds_for_arabic},
    transliterate::{HAN, UNVOWELED},
};

/// Letters of tokens that are read in several ways, and the sounds of each, the likeliest first.
const READINGS: [(u8, &[u8]); 6] = [
    (SHIN, b"s"),
    (b'D', b"dz"),
    (b'Z', b"zdt"),
    (b'T', b"ts"),
    (b'q', b"kG"),
    // Most writers have no other letter for the v of names from abroad.
    (b'F', b"fv"),
];

/// A خ, which is never silent, whereas an h that ends a word is.
const KHA: u8 = b'x';

/// A ق that is heard as g, and never as j.
const HARD_G: u8 = b'G';

/// A ی or ى that ends a word: `i`, or a long `a` (`Isa`, `Mustafa`).
pub(crate) const YA_OR_ALIF: char = 'Y';

/// A ش, which is `ch` behind a ت in names from abroad: `Chong`.
const SHIN: u8 = b'S';

/// What an `h` stands behind that makes one sound of both in Latin letters, so that it is not heard there: `Fathi`, `Ishak`.
const BEFORE_SILENT_H: &[u8] = b"tsd";

/// Readings beyond so many are left out.
const READINGS_MAX: usize = 12;

/// What the letters of a token stand for when they are read for a person.
pub(crate) const SPELLINGS: [(char, &str); 7] = [
    ('S', "sh"),
    ('D', "d"),
    ('Z', "z"),
    ('T', "th"),
    ('F', "f"),
    ('Y', "a"),
    ('x', "kh"),
];

/// Vowels of Arabic: `a`, `i`, `u`, the one that is `a` or `i`, and a `u` or `w` that is always written.
const EITHER: u8 = YA_OR_ALIF as u8;
const LONG_U: u8 = b'w';

/// Whether the token was written without short vowels.
#[must_use]
#[inline]
pub fn is_unvoweled(token: &str) -> bool {
    token.starts_with(UNVOWELED)
}

/// Whether the token is a letter that stands alone, of a script without short vowels.
pub(crate) fn is_initial(token: &str) -> bool {
    token.len() == 2 && is_unvoweled(token)
}

/// The first letter of a token as Latin letters write it.
pub(crate) fn first_letter(token: &str) -> Option<u8> {
    let letters = token.strip_prefix(UNVOWELED);
    let first = *letters.unwrap_or(token).as_bytes().first()?;
    let spelled = || SPELLINGS.iter().find(|(letter, _)| *letter == char::from(first));
    let spelled = letters.and_then(|_| spelled()?.1.as_bytes().first());
    Some(spelled.copied().unwrap_or(first))
}

/// Hands over what every word begins with that an initial may stand for: its letter, and what a script without short vowels writes for
/// it.
pub fn each_beginning_of_initial(initial: &str, mut each: impl FnMut(&str)) {
    let Some(first) = first_letter(initial).map(char::from) else {
        return;
    };
    each(first.encode_utf8(&mut [0; 4]));
    let spelled = |letter: char| SPELLINGS.iter().find(|(other, _)| *other == letter);
    let own = (first != UNVOWELED && spelled(first).is_none()).then_some(first);
    let others = SPELLINGS.iter().filter(|(_, latin)| latin.starts_with(first));
    for letter in own.into_iter().chain(others.map(|(letter, _)| *letter)) {
        each(&String::from_iter([UNVOWELED, letter]));
    }
}

/// How a word may be heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Its consonants, the letters left out that stand for long vowels as well (w, v, y).
    pub skeleton: SmallVec<[u8; 16]>,
    /// The vowels behind all of them, in a row, and where in it those of each end.
    vowels: SmallVec<[u8; 16]>,
    ends: SmallVec<[u8; 16]>,
    /// Whether it ends in a long i; `None` where it may: an e in Latin letters may be one in names from abroad.
    pub ends_in_i: Option<bool>,
    /// Some g is no j, or some j no g: a reading of the one is none of the other.
    pub has_hard_g: bool,
    pub has_j_alone: bool,
}

impl Heard {
    fn skeleton(&self) -> &str {
        std::str::from_utf8(&self.skeleton).unwrap_or_default()
    }

    /// Adds a consonant, with no vowel behind it yet.
    fn push(&mut self, consonant: u8) {
        self.skeleton.push(consonant);
        self.ends.push(self.ends.last().copied().unwrap_or(0));
    }

    /// Adds a vowel behind the last consonant, where there is one. Vowels that no byte counts are left out: no name has so many.
    fn push_vowel(&mut self, vowel: u8) {
        if let Some(end) = self.ends.last_mut()
            && let Some(more) = end.checked_add(1)
        {
            *end = more;
            self.vowels.push(vowel);
        }
    }

    /// The vowels behind each consonant.
    pub fn vowels(&self) -> impl ExactSizeIterator<Item = &[u8]> + DoubleEndedIterator + Clone {
        (0..self.ends.len()).map(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.vowels[usize::from(start)..usize::from(self.ends[at])]
        })
    }

    /// The u of a passive participle is long (`Mahmud`, `Mansur`): m and a, two consonants, u, and a consonant.
    fn lengthen(&mut self) {
        if self.skeleton.len() == 4
            && self.skeleton[0] == b'm'
            && self.ends[..3] == [1, 1, 2]
            && matches!(self.vowels[..], [b'a', b'u'] | [b'a', b'u', b'i'])
        {
            self.vowels[1] = LONG_U;
        }
    }
}

/// Whether a vowel that is written is one that is heard.
pub(crate) fn is_vowel_of(written: u8, heard: u8) -> bool {
    written == heard
        || (written == b'u' && heard == LONG_U)
        || (written == EITHER && matches!(heard, b'a' | b'i'))
        || (heard == EITHER && matches!(written, b'a' | b'i'))
}

/// Whether a vowel that is heard is always written: Arabic leaves short ones out, and a w is none.
pub(crate) const fn is_always_written(heard: u8) -> bool {
    heard == LONG_U
}

/// Calls `each` with each way in which a token is heard; never, where too few consonants are left.
pub(crate) fn each_heard(token: &str, mut each: impl FnMut(Heard)) {
    if token.starts_with(['=', HAN]) || token.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    let Some(letters) = token.strip_prefix(UNVOWELED) else {
        return heard(&sounds_for_arabic(token), token, &mut each);
    };
    for reading in readings(letters.as_bytes()) {
        heard(&reading, token, &mut each);
    }
}

/// Calls `each` with each row of consonants by which a token that was written without short vowels is found, and the Latin spellings of it.
pub(crate) fn each_skeleton(token: &str, mut each: impl FnMut(&str)) {
    each_heard(token, |heard| each(heard.skeleton()));
}

/// The rows of sounds that letters may stand for.
fn readings(letters: &[u8]) -> SmallVec<[RowOfSounds; 4]> {
    let mut readings: SmallVec<[RowOfSounds; 4]> = smallvec![RowOfSounds::new()];
    let last = letters.len().saturating_sub(1);
    for (at, &letter) in letters.iter().enumerate() {
        let plain = [match letter {
            b'c' => b'k',
            b'w' => b'v',
            b'y' if at > 0 => b'i',
            other => other,
        }];
        let known = READINGS.iter().find(|(of, _)| *of == letter);
        let sounds = match known {
            Some((_, sounds)) => *sounds,
            // The s that ends many names from abroad: `Fields`.
            None if letter == b'z' && at == last => b"zs",
            None => &plain[..],
        };
        let count = readings.len();
        for nth in 0..count {
            let before = readings[nth].last().copied();
            let may_be_silent =
                letter == b'h' && at < last && before.is_some_and(|before| BEFORE_SILENT_H.contains(&before));
            let others = sounds[1..].iter().map(Some).chain(may_be_silent.then_some(None));
            for other in others {
                if readings.len() < READINGS_MAX {
                    let mut reading = readings[nth].clone();
                    other.into_iter().for_each(|sound| push(&mut reading, *sound));
                    readings.push(reading);
                }
            }
            if letter == SHIN && before == Some(b't') && readings.len() < READINGS_MAX {
                let mut reading = readings[nth].clone();
                reading.pop();
                push(&mut reading, sounds[0]);
                readings.push(reading);
            }
            push(&mut readings[nth], sounds[0]);
        }
    }
    readings
}

/// Adds a sound. A consonant that is doubled is written once, so two of them have a short vowel between them; two long vowels are one.
fn push(sounds: &mut RowOfSounds, sound: u8) {
    if sounds.last() != Some(&sound) || !matches!(sound, b'a' | b'i' | b'u') {
        sounds.push(sound);
    }
}

/// What a row of sounds is heard as.
fn heard(sounds: &[u8], token: &str, each: &mut impl FnMut(Heard)) {
    let mut heard = Heard::default();
    // A final f is heard as v, and is no long vowel.
    let ends_in_f = token.ends_with('f');
    let last = sounds.len().saturating_sub(1);
    // Alif and a second letter at the beginning of an Arabic word are one sound: `Ayman`, `Iyad`.
    let carried = is_unvoweled(token) && matches!(sounds, [b'a', b'i' | b'u', ..]);
    let mut ends_in_h = false;
    for (at, &sound) in sounds.iter().enumerate() {
        if carried && at == 1 {
            continue;
        }
        let vowel = match sound {
            // One that the token begins with is written, as one and the same letter.
            b'a' | b'e' | b'i' | b'o' | b'u' if at == 0 => {
                heard.push(b'a');
                continue;
            }
            b'a' => b'a',
            b'e' | b'i' => b'i',
            b'o' | b'u' => b'u',
            EITHER => EITHER,
            b'v' if at > 0 && !(ends_in_f && at == last) => {
                // Behind the letter that carries the first vowel, both may be one.
                if is_unvoweled(token) || at == 1 && heard.skeleton.first() == Some(&b'a') {
                    b'u'
                } else {
                    LONG_U
                }
            }
            b'h' if at > 0 && at == last => {
                ends_in_h = true;
                continue;
            }
            consonant => {
                let consonant = match consonant {
                    b'v' if at > 0 => b'f',
                    b'j' | HARD_G => b'g',
                    b'p' => b'b',
                    KHA => b'h',
                    other => other,
                };
                heard.push(consonant);
                continue;
            }
        };
        heard.push_vowel(vowel);
    }
    if ends_in_h && heard.skeleton.len() == 1 {
        heard.push(b'h');
    }
    heard.ends_in_i = match sounds.last() {
        Some(&EITHER) => None,
        _ if is_unvoweled(token) => Some(sounds.last() == Some(&b'i')),
        _ if token.ends_with('e') && !token.ends_with("ie") && !token.ends_with("ee") => None,
        _ => Some(is_spelled_with_i(token)),
    };
    heard.has_hard_g = sounds.contains(&HARD_G);
    heard.has_j_alone = !is_unvoweled(token) && token.contains('j') && !token.contains('g');
    if !is_unvoweled(token) {
        heard.lengthen();
    }
    if heard.skeleton.len() >= 2 {
        each(heard);
    }
}

fn is_spelled_with_i(token: &str) -> bool {
    token.ends_with(['i', 'y']) || token.ends_with("ee") || token.ends_with("ie")
}

#[cfg(test)]
mod tests {
    use super::each_skeleton;

    fn skeletons(token: &str) -> Vec<String> {
        let mut skeletons = Vec::new();
        each_skeleton(token, |skeleton| skeletons.push(skeleton.to_owned()));
        skeletons
    }

    #[test]
    fn a_letter_that_is_read_in_several_ways_gives_a_reading_each() {
        assert_eq!(skeletons("~rDa"), ["rd", "rz"]);
        assert_eq!(skeletons("~kaZm"), ["kzm", "kdm", "ktm"]);
        assert_eq!(skeletons("~fthi"), ["fth", "ft"]);
        assert_eq!(skeletons("gasemi"), ["gsm"]);
        assert!(skeletons("~qasmi").contains(&"gsm".to_owned()));
    }

    #[test]
    fn one_consonant_twice_and_one_before_an_h_are_enough() {
        assert_eq!(skeletons("~dad"), ["dd"]);
        assert_ne!(skeletons("~ali"), skeletons("aluoalii"));
        assert_eq!(skeletons("babaei"), skeletons("~babaii"));
        assert_eq!(skeletons("nouh"), skeletons("~nuh"));
        assert_eq!(skeletons("~mmduh"), skeletons("mamdouh"));
        assert!(skeletons("~ali").len() == 1 && skeletons("~bi").is_empty());
    }

    #[test]
    fn readings_are_bounded() {
        assert!(skeletons(&format!("~{}", "DZTqF".repeat(12))).len() <= super::READINGS_MAX);
    }
}
