//! Light words: titles, the words of legal forms, and the servants of Arabic names. A slip in one of them is found by what it is a
//! slip of.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Language, is_borne, is_text_word};
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
    /// The light words, whole and with one letter left out: most words have none of these in common with any.
    left: Traces,
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
            each_left(bytes, |left| {
                light.left.add(left);
                false
            });
            light.words.push((word, same.len()));
        }
        light
    }

    fn contains(&self, word: &str) -> bool {
        word.len() >= LIGHT_MIN_BYTES
            && self.left.may_have(hash(word.as_bytes()))
            && self.words.binary_search_by_key(&word, |(word, _)| word).is_ok()
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
        if known < KNOWN_MIN || (known == bytes.len() && !each_left(bytes, |left| self.left.may_have(left))) {
            return None;
        }
        let begin = self.by_beginning.get(&[bytes[0], bytes[1]]);
        let end = self.by_end.get(&[bytes[bytes.len() - 2], bytes[bytes.len() - 1]]);
        let candidates = begin.into_iter().chain(end).flatten();
        let candidates = candidates.map(|at| &self.words[usize::from(*at)]);
        most_used(candidates.filter(|(light, _)| is_slip(bytes, light.as_bytes())))
    }
}

/// What was seen, by its hash, a bit each: a first look that rules most words out.
#[derive(Debug)]
pub(super) struct Traces(Vec<u64>);

/// A bit for each of some tens of thousands of traces, and many more that stay empty: 128 KiB.
const TRACE_BITS: u32 = 20;

impl Default for Traces {
    fn default() -> Traces {
        Traces(vec![0; 1 << (TRACE_BITS - u64::BITS.ilog2())])
    }
}

impl Traces {
    fn place(hash: u64) -> (usize, u64) {
        #[allow(clippy::cast_possible_truncation)] // twenty bits are left
        let bit = (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - TRACE_BITS)) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    pub(super) fn add(&mut self, hash: u64) {
        let (word, bit) = Traces::place(hash);
        self.0[word] |= bit;
    }

    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = Traces::place(hash);
        self.0[word] & bit != 0
    }
}

/// Odd, so that it has an inverse.
const BASE: u64 = 0x0000_0100_0000_01b3;
const BASE_INVERSE: u64 = inverse(BASE);

/// The inverse of an odd number modulo 2^64, by Newton's steps, each of which doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let (mut inverse, mut step) = (odd, 0);
    while step < 6 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

/// The hash of a word: a polynomial of its letters, of which any may be left out at once.
fn hash(word: &[u8]) -> u64 {
    let mut power = 1u64;
    word.iter().fold(0, |hash: u64, byte| {
        let hash = hash.wrapping_add(u64::from(*byte).wrapping_mul(power));
        power = power.wrapping_mul(BASE);
        hash
    })
}

/// Whether the hash of a word, or of what is left when one of its letters is left out, is one that `is_it` says yes to.
pub(super) fn each_left(word: &[u8], mut is_it: impl FnMut(u64) -> bool) -> bool {
    let whole = hash(word);
    if is_it(whole) {
        return true;
    }
    let (mut before, mut power) = (0u64, 1u64);
    word.iter().any(|byte| {
        let with = before.wrapping_add(u64::from(*byte).wrapping_mul(power));
        let left = before.wrapping_add(whole.wrapping_sub(with).wrapping_mul(BASE_INVERSE));
        (before, power) = (with, power.wrapping_mul(BASE));
        is_it(left)
    })
}

/// How words begin and end that others are stuck to: a first look, too.
#[derive(Debug, Default)]
pub(super) struct StuckTraces {
    /// The first and last letters of light and generic words.
    words: [Traces; 2],
    /// Those of legal forms.
    forms: [Traces; 2],
}

/// So many letters of a word that another is stuck to are looked at, and of a legal form.
const WORD_TRACE: usize = 5;
const FORM_TRACE: usize = 3;

impl StuckTraces {
    /// Whether some of the words or forms may stand at the beginning or the end.
    fn may_have(&self, word: &str) -> bool {
        let word = word.as_bytes();
        let is_at = |traces: &[Traces; 2], letters: usize| {
            word.len() > letters + 1
                && (traces[0].may_have(hash(&word[..letters]))
                    || traces[1].may_have(hash(&word[word.len() - letters..])))
        };
        is_at(&self.forms, FORM_TRACE) || is_at(&self.words, WORD_TRACE)
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
    is_one_slip(word, light)
}

/// Whether two texts differ by one letter, or by two neighbors that changed places.
#[must_use]
pub fn is_one_slip(a: &[u8], b: &[u8]) -> bool {
    let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);
    match (a, b) {
        ([] | [_], [_]) | ([_], []) => true,
        ([a1, a2], [b1, b2]) => a1 == b2 && a2 == b1,
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

    /// The outlines of the words that [`Language::is_light_in_two`] asks for.
    pub(super) fn find_in_two_traces(&self) -> Traces {
        let mut traces = Traces::default();
        let light = self.light_words.words.iter().map(|(word, _)| *word);
        for word in light.chain(self.generic.iter().copied()) {
            if let (Some(&[begin, next]), Some(&last)) =
                (word.as_bytes().first_chunk(), word.as_bytes().last())
            {
                traces.add(outline([begin, next, last], word.len()));
            }
        }
        traces
    }

    /// Legal forms of three letters and more that stand before a name and that no common name begins with; and those that stand
    /// behind one and that none ends with. Stuck to another word they are no part of it.
    pub(super) fn find_stuck_forms(&self) -> [FxHashSet<&'static str>; 2] {
        let forms = self
            .phrases
            .keys()
            .filter(|word| word.len() >= 3 && self.is_by_itself(word, Class::LegalForm));
        let forms: FxHashSet<&'static str> = forms.copied().collect();
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

    /// What tells that a word may have another stuck to it, once those are known that may be.
    pub(super) fn find_stuck_traces(&self) -> StuckTraces {
        let mut stuck = StuckTraces::default();
        let light = self.light_words.words.iter().map(|(word, _)| *word);
        for word in light.chain(self.generic.iter().copied()).map(str::as_bytes) {
            if let (Some(first), Some(last)) = (word.get(..WORD_TRACE), word.len().checked_sub(WORD_TRACE)) {
                stuck.words[0].add(hash(first));
                stuck.words[1].add(hash(&word[last..]));
            }
        }
        for form in self.stuck_in_front.iter().map(|form| form.as_bytes()) {
            stuck.forms[0].add(hash(&form[..FORM_TRACE]));
        }
        for form in self.stuck_behind.iter().map(|form| form.as_bytes()) {
            stuck.forms[1].add(hash(&form[form.len() - FORM_TRACE..]));
        }
        stuck
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
        // Most words are known, and the question costs less than the search for what an unknown one may be.
        let is_a_word = self.common.contains_key(word)
            || self.is_generic(word)
            || self.phrases.contains_key(word)
            || self.light_words.contains(word)
            || FATHERS.contains(&word);
        if is_a_word {
            return None;
        }
        let mended = match self.light_words.near(word) {
            // A slip seldom makes a name: Callan is no *mallam*.
            Some(_) if is_borne(word) => return None,
            Some(light) => Mended::Word(light),
            None => Mended::Two(self.stuck_at(word)?),
        };
        (!is_text_word(word)).then_some(mended)
    }

    /// Whether two words together are a title, legal form or the like, or a word that thousands of companies share.
    pub fn is_light_in_two(&self, first: &str, second: &str) -> bool {
        let length = first.len() + second.len();
        let (Some(&[begin, next]), Some(&last)) = (first.as_bytes().first_chunk(), second.as_bytes().last())
        else {
            return false;
        };
        // Every two neighbors of a name are asked for, and nearly all have none of the letters and the length of such a word.
        if !IN_TWO_LETTERS.contains(&length)
            || !self.in_two_traces.may_have(outline([begin, next, last], length))
        {
            return false;
        }
        let mut letters = [0; *IN_TWO_LETTERS.end()];
        letters[..first.len()].copy_from_slice(first.as_bytes());
        letters[first.len()..length].copy_from_slice(second.as_bytes());
        std::str::from_utf8(&letters[..length])
            .is_ok_and(|word| self.light_words.contains(word) || self.generic.contains(word))
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
        if !self.stuck_traces.may_have(word) {
            return None;
        }
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

/// What a word's first two letters, its last one and its length say of it.
fn outline([begin, next, last]: [u8; 3], length: usize) -> u64 {
    hash(&[begin, next, last, u8::try_from(length).unwrap_or(u8::MAX)])
}

/// So many letters a light word has that a space parted.
const IN_TWO_LETTERS: std::ops::RangeInclusive<usize> = 6..=20;

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

    #[test]
    fn what_is_left_of_a_word_has_the_hash_of_the_word_that_it_is() {
        let word = b"corporation";
        let mut left = Vec::new();
        super::each_left(word, |hash| {
            left.push(hash);
            false
        });
        let mut expected = vec![super::hash(word)];
        expected.extend((0..word.len()).map(|at| super::hash(&[&word[..at], &word[at + 1..]].concat())));
        assert_eq!(left, expected);
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
