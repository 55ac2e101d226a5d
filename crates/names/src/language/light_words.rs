//! Light words: titles, the words of legal forms, and the servants of Arabic names. A slip in one of them is found by what it is a
//! slip of.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Language, is_text_word};
use crate::{class::Class, fold::UNKNOWN_LETTER};

/// Shorter words are one edit from too much else.
const LIGHT_MIN_BYTES: usize = 5;

/// A word with a slip has so many letters that are known.
const KNOWN_MIN: usize = 4;

/// A generic word that another word is stuck to has so many letters; beside another word that is known, four are enough.
const GENERIC_STUCK_MIN: usize = 6;
const BOTH_STUCK_MIN: usize = 4;

/// What is stuck to a light word, and to any other.
const BESIDE_LIGHT_MIN: usize = 3;
const BESIDE_GENERIC_MIN: usize = 4;

/// A code has up to so many letters before its number: `P912`.
const CODE_LETTERS_MAX: usize = 4;

/// What a word is once it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mended {
    /// This word.
    Word(&'static str),
    /// Two words, the first of which has so many bytes.
    Two(usize),
}

/// The light words with the number of titles and forms that each stands in, sorted, and by their first and last two letters: one
/// edit leaves one of the two pairs as it is.
#[derive(Debug, Default)]
pub(super) struct LightWords {
    words: Vec<(&'static str, usize)>,
    by_beginning: FxHashMap<[u8; 2], Vec<u16>>,
    by_end: FxHashMap<[u8; 2], Vec<u16>>,
}

impl LightWords {
    pub fn of(words: impl Iterator<Item = &'static str>) -> LightWords {
        let is_light =
            |word: &&str| word.len() >= LIGHT_MIN_BYTES && word.bytes().all(|b| b.is_ascii_lowercase());
        let mut words: Vec<&'static str> = words.filter(is_light).collect();
        words.sort_unstable();
        let mut light = LightWords::default();
        for same in words.chunk_by(|a, b| a == b) {
            let (word, at) = (same[0], u16::try_from(light.words.len()).unwrap_or(u16::MAX));
            let bytes = word.as_bytes();
            light
                .by_beginning
                .entry([bytes[0], bytes[1]])
                .or_default()
                .push(at);
            let end = [bytes[bytes.len() - 2], bytes[bytes.len() - 1]];
            light.by_end.entry(end).or_default().push(at);
            light.words.push((word, same.len()));
        }
        light
    }

    fn contains(&self, word: &str) -> bool {
        word.len() >= LIGHT_MIN_BYTES && self.words.binary_search_by_key(&word, |(word, _)| word).is_ok()
    }

    /// Of those that begin so and are longer, the one that stands in most forms.
    fn begun(&self, beginning: &str) -> Option<&'static str> {
        let at = self.words.partition_point(|(word, _)| *word <= beginning);
        let begun = self.words[at..]
            .iter()
            .take_while(|(word, _)| word.starts_with(beginning));
        most_used(begun)
    }

    /// Of those that a word is a slip of, the one that stands in most forms.
    fn near(&self, word: &str) -> Option<&'static str> {
        let bytes = word.as_bytes();
        let known = bytes.iter().filter(|b| char::from(**b) != UNKNOWN_LETTER).count();
        if known < KNOWN_MIN {
            return None;
        }
        let begin = self.by_beginning.get(&[bytes[0], bytes[1]]);
        let end = self.by_end.get(&[bytes[bytes.len() - 2], bytes[bytes.len() - 1]]);
        let candidates = begin.into_iter().chain(end).flatten();
        let candidates = candidates.map(|at| &self.words[usize::from(*at)]);
        most_used(candidates.filter(|(light, _)| is_slip(bytes, light.as_bytes())))
    }
}

fn most_used<'w>(words: impl Iterator<Item = &'w (&'static str, usize)>) -> Option<&'static str> {
    let most = words.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
    most.map(|(word, _)| *word)
}

/// Whether a word is another but for one letter that is unknown, replaced, left out or added, or two neighbors that changed places.
fn is_slip(word: &[u8], light: &[u8]) -> bool {
    if word.len().abs_diff(light.len()) > 1 {
        return false;
    }
    let is_unknown = |byte: u8| char::from(byte) == UNKNOWN_LETTER;
    if word.iter().any(|b| is_unknown(*b)) {
        let mut both = word.iter().zip(light);
        return word.len() == light.len() && both.all(|(w, l)| w == l || is_unknown(*w));
    }
    let same = word.iter().zip(light).take_while(|(w, l)| w == l).count();
    let (word, light) = (&word[same..], &light[same..]);
    let same = word
        .iter()
        .rev()
        .zip(light.iter().rev())
        .take_while(|(w, l)| w == l)
        .count();
    match (&word[..word.len() - same], &light[..light.len() - same]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

impl Language {
    /// All light words: of titles and legal forms, of any number of words, and common names of the form Abd al-Rahman. What is a
    /// name, too, is none: a slip of it is one of a name.
    pub(super) fn find_light_words(&self) -> LightWords {
        let of_phrases = self.phrases.iter().flat_map(|(first, phrases)| {
            let light = phrases
                .iter()
                .filter(|phrase| matches!(phrase.class, Class::Title | Class::LegalForm));
            light.flat_map(move |phrase| std::iter::once(*first).chain(phrase.rest.iter().copied()))
        });
        let of_names = of_phrases.filter(|word| !self.common.contains_key(*word));
        let servants = self.common.keys().copied().filter(|name| name.starts_with("abd"));
        // By himself he is met more than with any name.
        let alone = SERVANTS
            .iter()
            .flat_map(|servant| std::iter::repeat_n(*servant, SERVANT_ALONE));
        LightWords::of(of_names.chain(servants).chain(alone))
    }

    /// Legal forms of three letters and more that stand before a name and that no common name begins with; and those that stand
    /// behind one and that none ends with. Stuck to another word they are no part of it.
    pub(super) fn find_stuck_forms(&self) -> [FxHashSet<&'static str>; 2] {
        let is_form = |phrases: &[super::Phrase]| {
            let mut phrases = phrases.iter();
            phrases.any(|phrase| phrase.rest.is_empty() && phrase.class == Class::LegalForm)
        };
        let forms = self
            .phrases
            .iter()
            .filter(|(word, phrases)| word.len() >= 3 && is_form(phrases));
        let forms: FxHashSet<&'static str> = forms.map(|(word, _)| *word).collect();
        let (mut in_front, mut behind) = (forms.clone(), forms);
        in_front.retain(|form| self.legal_forms.is_leading(form));
        for name in self.common.keys() {
            for at in 1..name.len().saturating_sub(1) {
                in_front.remove(&name[..=at]);
                behind.remove(&name[at..]);
            }
        }
        [in_front, behind]
    }

    /// What a word that is on no list is when a slip in it is undone, or a space put in; `None` for other words.
    pub fn mended(&self, word: &str) -> Option<Mended> {
        if word.len() < KNOWN_MIN || !word.is_ascii() {
            return None;
        }
        let is_letter = |b: u8| b.is_ascii_lowercase() || char::from(b) == UNKNOWN_LETTER;
        if !word.bytes().all(is_letter) {
            return code(word);
        }
        let mended = match self.light_words.near(word) {
            Some(light) => Mended::Word(light),
            None => Mended::Two(self.stuck_at(word)?),
        };
        let is_a_word = self.phrases.contains_key(word)
            || self.light_words.contains(word)
            || FATHERS.contains(&word)
            || self.common.contains_key(word)
            || self.generic.contains(word)
            || is_text_word(word);
        (!is_a_word).then_some(mended)
    }

    /// The light word that begins so.
    pub fn light_word_of(&self, beginning: &str) -> Option<&'static str> {
        let is_a_word = self.phrases.contains_key(beginning)
            || self.common.contains_key(beginning)
            || self.generic.contains(beginning);
        self.light_words.begun(beginning).filter(|_| !is_a_word)
    }

    /// Where a light or generic word ends that another is stuck to, or begins.
    fn stuck_at(&self, word: &str) -> Option<usize> {
        let most = word.len().saturating_sub(2);
        (2..=most).find(|&at| {
            let (front, end) = word.split_at(at);
            let is_generic = |part: &str| part.len() >= BOTH_STUCK_MIN && self.generic.contains(part);
            let is_light = |part: &str| self.light_words.contains(part);
            let is_known = |part: &str| is_generic(part) || is_light(part);
            let tells = |part: &str, other: &str| {
                (is_light(part) && other.len() >= BESIDE_LIGHT_MIN)
                    || (part.len() >= GENERIC_STUCK_MIN
                        && other.len() >= BESIDE_GENERIC_MIN
                        && is_generic(part))
            };
            tells(front, end)
                || tells(end, front)
                || (is_known(front) && is_known(end))
                || self.stuck_in_front.contains(front)
                || self.stuck_behind.contains(end)
        })
    }
}

/// In how many forms the servant by himself is taken to stand, beside those that are counted.
const SERVANT_ALONE: usize = 100;

/// The servant by himself.
const SERVANTS: [&str; 6] = ["abdul", "abdoul", "abdel", "abdal", "abdur", "abder"];

/// They are a letter from a servant, and are fathers: `Abul Hassan`.
const FATHERS: [&str; 3] = ["abul", "aboul", "abal"];

/// A code without the hyphen behind its letters.
fn code(word: &str) -> Option<Mended> {
    let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
    let is_code =
        (1..=CODE_LETTERS_MAX).contains(&letters) && word.bytes().skip(letters).all(|b| b.is_ascii_digit());
    is_code.then_some(Mended::Two(letters))
}

#[cfg(test)]
mod tests {
    use super::{Mended, is_slip};
    use crate::language;

    #[test]
    fn one_edit_is_a_slip_and_two_are_none() {
        for (word, light) in [
            ("shaykth", "shaykh"),
            ("khund", "akhund"),
            ("corpration", "corporation"),
            ("stcok", "stock"),
            ("m?llah", "mullah"),
            ("abdl", "abdul"),
        ] {
            assert!(is_slip(word.as_bytes(), light.as_bytes()), "{word} {light}");
        }
        for (word, light) in [
            ("shaykh", "sheikho"),
            ("stokcs", "stok"),
            ("m?llh", "mullah"),
            ("akhundzada", "akhund"),
        ] {
            assert!(!is_slip(word.as_bytes(), light.as_bytes()), "{word} {light}");
        }
    }

    /// Every edit of every light word leads back to a light word, unless it makes a word.
    #[test]
    fn every_slip_of_every_light_word_is_found() {
        let language = language::get();
        let words = &language.light_words.words;
        assert!(words.len() > 500, "{}", words.len());
        for (light, _) in words {
            for at in 0..light.len() {
                let (front, end) = light.split_at(at);
                let replaced = format!("{front}q{}", &end[1..]);
                let left_out = format!("{front}{}", &end[1..]);
                let added = format!("{front}q{end}");
                let unknown = format!("{front}?{}", &end[1..]);
                for slip in [replaced, left_out, added, unknown] {
                    let is_found = language.light_words.near(&slip).is_some();
                    assert!(
                        is_found || slip == *light || slip.len() < super::KNOWN_MIN,
                        "{slip} of {light}"
                    );
                }
            }
        }
        assert_eq!(language.mended("shaykth"), Some(Mended::Word("shaykh")));
        assert_eq!(language.mended("abul"), None);
    }
}
