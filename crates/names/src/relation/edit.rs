//! Slips: few letters replaced, left out, added, or exchanged with their neighbors (optimal string alignment). A slip
//! matters less in a long word, and as much as the letters say that differ.

use portcullis_model::TokenRelation;

use super::{
    Answer, Key, Relation, Word,
    differences::differences,
    spelling::{SPELLING_MAX, if_one_name, undoubled},
};
use crate::{
    fold::{UNKNOWN_LETTER, known_letters},
    language::is_known_word,
};

/// Tokens of fewer bytes are compared exactly (or by skeleton): one edit of three letters is another name.
pub(super) const EDIT_MIN_BYTES: usize = 4;

/// Tokens of this many letters may have two neighboring letters exchanged, and no other edit.
const EXCHANGE_BYTES: usize = 3;

/// How much of a match a token of three letters is with two of them exchanged.
const EXCHANGE_SIMILARITY: f32 = 0.80;

/// How much of a match a token of three letters is with one of four that is the same but for a letter left out: the first, and another. The
/// first is the last that a writer leaves out, and all that `gor` and `Igor` have of a beginning.
const SHORT_SLIP_SIMILARITIES: [f32; 2] = [0.70, 0.75];

/// How much of a match a word is with letters doubled or not: hardly a difference.
const DOUBLED_SIMILARITY: f32 = 0.97;

/// How much of a match a word is with one letter of it unknown, and with two.
const UNKNOWN_LETTERS: [f32; 2] = [0.96, 0.92];

/// What each bit that the differing letters say for one name adds to the similarity, or takes off.
const BIT: f32 = 0.016;

pub(super) struct Edit;

impl Relation for Edit {
    fn name(&self) -> TokenRelation {
        TokenRelation::Edit
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        edit_similarity(query, listed)
            .and_then(|(similarity, bits)| if_one_name(query.text, listed.text, similarity, bits))
            .map_or(Answer::None, Answer::Similar)
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        if may_have_edits(listed) {
            let known = known_letters(listed.text);
            file(Key::Deletions {
                token: &known,
                most: deletions_needed(known.len()),
            });
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

/// How many edits two tokens may be apart when the shorter has `bytes` bytes.
const fn edits_allowed(bytes: usize) -> usize {
    match bytes {
        0..EDIT_MIN_BYTES => 0,
        EDIT_MIN_BYTES..=6 => 1,
        _ => 2,
    }
}

/// How many deletions an index files a listed token under, and a query looks it up under: as many as the edits
/// allowed, and one for tokens of three letters, of which two neighbors may be exchanged.
const fn deletions_needed(bytes: usize) -> usize {
    if bytes == EXCHANGE_BYTES {
        1
    } else {
        edits_allowed(bytes)
    }
}

/// Whether edits may relate the token at all: not numbers, codes (`313`, `a320`) and legal forms.
fn may_have_edits(token: &Word<'_>) -> bool {
    token.text.len() >= EXCHANGE_BYTES && token.is_spelled()
}

/// Of two words that are the same but for letters that one of them lost.
fn unknown_similarity(a: &str, b: &str) -> Option<f32> {
    let (lossy, whole) = if a.contains(UNKNOWN_LETTER) {
        (a, b)
    } else {
        (b, a)
    };
    let lost = lossy.matches(UNKNOWN_LETTER).count();
    let same = lossy.len() == whole.len()
        && !whole.contains(UNKNOWN_LETTER)
        && lossy
            .bytes()
            .zip(whole.bytes())
            .all(|(x, y)| x == y || char::from(x) == UNKNOWN_LETTER);
    // As many as the deletions that both are filed under.
    let shorter = lossy.len() - lost;
    (same && lost <= edits_allowed(shorter.max(EDIT_MIN_BYTES)) && shorter >= EXCHANGE_BYTES)
        .then(|| UNKNOWN_LETTERS[lost - 1])
}

/// What it adds to a match that one of the two is no word that anybody is known to use: then it is a slip of the other more likely
/// than another name. Short words are near to too many.
const fn slip_of_no_word(edits: usize, shorter: usize) -> f32 {
    match (edits, shorter) {
        (_, 0..5) => 0.0,
        (1, 5) | (2, _) => 0.03,
        _ => 0.05,
    }
}

/// How many letters one of two words has that the other has nowhere: each takes an edit, which puts one letter in and takes one out.
fn letters_lacking(a: &str, b: &str) -> usize {
    let letters = |word: &str| {
        let letters = word.bytes().filter(u8::is_ascii_lowercase);
        letters.fold(0u32, |letters, letter| letters | 1 << (letter - b'a'))
    };
    let [a, b] = [a, b].map(letters);
    (a & !b).count_ones().max((b & !a).count_ones()) as usize
}

/// The similarity, and what the letters say that differ, in bits.
fn edit_similarity(query: &Word<'_>, listed: &Word<'_>) -> Option<(f32, f32)> {
    let (a, b) = (query.text, listed.text);
    if a.contains(UNKNOWN_LETTER) || b.contains(UNKNOWN_LETTER) {
        let are_spelled = may_have_edits(query) && may_have_edits(listed);
        return unknown_similarity(a, b).filter(|_| are_spelled).map(|s| (s, 0.0));
    }
    let shorter = a.len().min(b.len());
    if shorter == EXCHANGE_BYTES && a.len() == b.len() && is_exchange(a.as_bytes(), b.as_bytes()) {
        return (query.is_spelled() && listed.is_spelled()).then_some((EXCHANGE_SIMILARITY, 0.0));
    }
    if shorter == EXCHANGE_BYTES && a.len().max(b.len()) == EDIT_MIN_BYTES {
        return short_slip(query, listed);
    }
    let allowed = edits_allowed(shorter);
    if allowed == 0
        || a.len().abs_diff(b.len()) > allowed
        || !may_have_edits(query)
        || !may_have_edits(listed)
    {
        return None;
    }
    // Cheaper than what follows, and many tokens that were looked up end here.
    if letters_lacking(a, b) > allowed {
        return None;
    }
    let (edits, bits) = differences(a.as_bytes(), b.as_bytes(), allowed)?;
    let similarity = match (edits, shorter) {
        (0, _) => return None,
        (1, 4) => 0.82,
        (1, 5) => 0.86,
        (1, 6) => 0.89,
        (1, 7) => 0.90,
        (1, _) => 0.92,
        (_, 7) => 0.79,
        (_, 8) => 0.82,
        (_, 9) => 0.83,
        _ => 0.85,
    };
    if a.as_bytes()[0] == b.as_bytes()[0] && undoubled(a).eq(undoubled(b)) {
        return Some((DOUBLED_SIMILARITY, 0.0));
    }
    let slip = match slip_of_no_word(edits, shorter) {
        slip if slip > 0.0 && query.is_known() && listed.is_known() => 0.0,
        slip => slip,
    };
    Some(((similarity + slip + BIT * bits).min(SPELLING_MAX), bits))
}

/// Of a word of four letters and what is left of it without one, which is no word: Ior is Igor, Gef is Gref, and Ali is not Alim.
fn short_slip(query: &Word<'_>, listed: &Word<'_>) -> Option<(f32, f32)> {
    let (a, b) = (query.text, listed.text);
    let (shorter, longer) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let [short, long] = [shorter, longer].map(str::as_bytes);
    let is_left_out = |at: usize| long[..at] == short[..at] && long[at + 1..] == short[at..];
    let at = (0..long.len()).rev().find(|&at| is_left_out(at))?;
    let is_slip = query.is_spelled() && listed.is_spelled() && !is_known_word(shorter);
    is_slip.then_some((SHORT_SLIP_SIMILARITIES[at.min(1)], 0.0))
}

/// Whether two tokens of three letters differ by two neighbors exchanged.
fn is_exchange(a: &[u8], b: &[u8]) -> bool {
    (a[0] == b[0] && a[1] == b[2] && a[2] == b[1]) || (a[2] == b[2] && a[0] == b[1] && a[1] == b[0])
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::{relate, relation};

    #[test]
    fn a_slip_of_a_long_word_is_related_to_it() {
        assert_eq!(relation("sandoval", "sandovla"), Some(TokenRelation::Edit));
    }

    #[test]
    fn a_slip_that_makes_no_word_is_more_of_a_match_than_one_that_makes_a_word() {
        let similarity = |a, b| relate(a, b).map_or(0.0, |related| related.similarity);
        // The same letters differ at the same place.
        assert!(similarity("rosin", "rosen") < similarity("qosin", "qosen"));
        assert!(similarity("marking", "parking") < similarity("markinx", "parkinx"));
    }

    #[test]
    fn a_slip_in_the_first_letter_seldom_makes_another_name() {
        let similarity = |a, b| relate(a, b).map_or(0.0, |related| related.similarity);
        assert!(similarity("bray", "gray") < 0.7 && similarity("jayne", "wayne") < 0.7);
        // One name in two languages, one that nobody bears, and another letter.
        for (a, b) in [("yelena", "elena"), ("frayne", "xrayne"), ("neil", "niel")] {
            assert!(similarity(a, b) > 0.7, "{a} {b}: {}", similarity(a, b));
        }
    }

    #[test]
    fn a_lost_letter_is_any_letter() {
        assert_eq!(relation("nicol?s", "nicolas"), Some(TokenRelation::Edit));
        assert_eq!(relation("?zg?rkent", "ozgurkent"), Some(TokenRelation::Edit));
        assert_eq!(relation("m?ller", "muller"), Some(TokenRelation::Edit));
        assert_eq!(relation("nicol?s", "nicolaus"), None);
        assert_eq!(relation("k?m", "kim"), None);
    }

    #[test]
    fn three_letters_may_have_two_exchanged() {
        assert_eq!(relation("sko", "sok"), Some(TokenRelation::Edit));
        assert_eq!(relation("kos", "sok"), None);
    }

    #[test]
    fn a_letter_left_out_of_four_is_a_slip_where_no_word_is_left() {
        assert_eq!(relation("ior", "igor"), Some(TokenRelation::Edit));
        assert_eq!(relation("juri", "jui"), Some(TokenRelation::Edit));
        assert_eq!(relation("gref", "gef"), Some(TokenRelation::Edit));
        // The first letter is the last that is left out.
        let similarity = |a, b| relate(a, b).map_or(0.0, |related| related.similarity);
        assert!(similarity("aqr", "saqr") > 0.6 && similarity("aqr", "saqr") < similarity("sqr", "saqr"));
    }

    #[test]
    fn short_words_are_not_a_slip_apart() {
        assert_eq!(relation("kim", "kem"), None);
        assert_eq!(relation("cat", "car"), None);
        assert_eq!(relation("ali", "alim"), None);
        assert_eq!(relation("gor", "igor"), None);
    }
}
