//! Words of which one at least comes from a script without short vowels (Arabic, as a rule): the same consonants, and
//! the long vowels that are written stand among the other's vowels.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation};
use crate::sounds::{is_unvoweled, sounds, unvoweled_skeleton};

/// Stands before the keys of tokens that were written without short vowels.
const UNVOWELED_SIGN: char = '~';

/// Stands before the keys of the others.
const VOWELED_SIGN: char = '^';

pub(super) struct Unvoweled;

impl Relation for Unvoweled {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &str, listed: &str) -> Answer {
        if is_unvoweled(query) || is_unvoweled(listed) {
            Answer::Final(unvoweled_similarity(query, listed))
        } else {
            Answer::None
        }
    }

    fn each_filed_key(&self, listed: &str, file: &mut dyn FnMut(Key<'_>)) {
        let sign = if is_unvoweled(listed) {
            UNVOWELED_SIGN
        } else {
            VOWELED_SIGN
        };
        each_key(&unvoweled_skeleton(listed), &[sign], file);
    }

    fn each_asked_key(&self, query: &str, ask: &mut dyn FnMut(Key<'_>)) {
        // Two words with their vowels are not related by this.
        let signs: &[char] = if is_unvoweled(query) {
            &[UNVOWELED_SIGN, VOWELED_SIGN]
        } else {
            &[UNVOWELED_SIGN]
        };
        each_key(&unvoweled_skeleton(query), signs, ask);
    }
}

fn each_key(skeleton: &str, signs: &[char], each: &mut dyn FnMut(Key<'_>)) {
    if !skeleton.is_empty() {
        for sign in signs {
            each(Key::Skeleton(&format!("{sign}{skeleton}")));
        }
    }
}

/// Two tokens of which one at least was written without short vowels: the same consonants, and the long vowels
/// that are written stand among the other's vowels.
fn unvoweled_similarity(a: &str, b: &str) -> Option<f32> {
    let (skeleton_a, skeleton_b) = (unvoweled_skeleton(a), unvoweled_skeleton(b));
    if skeleton_a.is_empty() || skeleton_a != skeleton_b {
        return None;
    }
    // A long i at the end is always written, in both alphabets: Hasan is not Hasani.
    let (vowels_a, vowels_b) = (vowels(a), vowels(b));
    let written = ends_in_i(a) == ends_in_i(b);
    let fit = written
        && match (is_unvoweled(a), is_unvoweled(b)) {
            (true, true) => vowels_a == vowels_b,
            (true, false) => is_subsequence(&vowels_a, &vowels_b),
            _ => is_subsequence(&vowels_b, &vowels_a),
        };
    match (fit, skeleton_a.len()) {
        (true, 3..) => Some(0.94),
        (true, _) => Some(0.90),
        (false, 4..) => Some(if written { 0.86 } else { UNVOWELED_END }),
        (false, _) => None,
    }
}

/// What is left of a match when one of the two has an i at its end that the other lacks.
const UNVOWELED_END: f32 = 0.70;

fn ends_in_i(token: &str) -> bool {
    token.ends_with(['i', 'y']) || token.ends_with("ee") || token.ends_with("ie")
}

/// The vowels of a token after its first letter, as the three of Arabic: `a`, `i`, `u`.
fn vowels(token: &str) -> Vec<u8> {
    sounds(token)
        .iter()
        .skip(1)
        .filter_map(|sound| match sound {
            b'a' => Some(b'a'),
            b'e' | b'i' => Some(b'i'),
            b'o' | b'u' | b'v' => Some(b'u'),
            _ => None,
        })
        .collect()
}

fn is_subsequence(short: &[u8], long: &[u8]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|wanted| rest.any(|have| have == wanted))
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation::{Exact, Skeleton};

    use crate::relation::relation;

    #[test]
    fn names_written_without_short_vowels_are_related_to_their_latin_spellings() {
        for (arabic, latin) in [
            ("~hsin", "hussein"),
            ("~sdam", "saddam"),
            ("~mhmd", "muhammad"),
            ("~wlid", "walid"),
        ] {
            assert_eq!(relation(arabic, latin), Some(Skeleton), "{arabic} {latin}");
        }
        assert_eq!(relation("~hsin", "hasan"), None);
        assert_eq!(relation("~hsn", "hasani"), None, "a long vowel would be written");
        assert_eq!(relation("~hsin", "~hsin"), Some(Exact));
    }
}
