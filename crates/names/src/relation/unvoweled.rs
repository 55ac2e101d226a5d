//! Words of which one at least comes from a script without short vowels (Arabic, as a rule): the same consonants, and
//! the long vowels that are written stand among the other's vowels.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, with_sign};
use crate::sounds::{is_unvoweled, unvoweled_skeleton, vowels_by_consonant};

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

    fn may_rule_out(&self) -> bool {
        true
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
            with_sign(*sign, skeleton.bytes(), each);
        }
    }
}

/// Two tokens of which one at least was written without short vowels: the same consonants, and the long vowels
/// that are written stand among the other's vowels.
pub(super) fn unvoweled_similarity(a: &str, b: &str) -> Option<f32> {
    let (skeleton_a, skeleton_b) = (unvoweled_skeleton(a), unvoweled_skeleton(b));
    if skeleton_a.is_empty() || skeleton_a != skeleton_b {
        return None;
    }
    // A long i at the end is always written, in both alphabets: Hasan is not Hasani.
    let is_end_same = ends_in_i(a) == ends_in_i(b);
    let fit = if is_end_same { fit(a, b) } else { Fit::None };
    match (fit, skeleton_a.len()) {
        (Fit::Written, 3..) => Some(0.94),
        (Fit::Written, _) | (Fit::Heard, 4..) => Some(0.90),
        (Fit::None, 4..) => Some(if is_end_same { 0.86 } else { UNVOWELED_END }),
        (Fit::Heard, 3) => Some(UNVOWELED_HEARD),
        (Fit::Heard | Fit::None, _) => None,
    }
}

/// What is left of a match when one of the two has an i at its end that the other lacks.
const UNVOWELED_END: f32 = 0.70;

/// What is left of a match of three consonants when a long a is written as e.
const UNVOWELED_HEARD: f32 = 0.80;

fn ends_in_i(token: &str) -> bool {
    token.ends_with(['i', 'y']) || token.ends_with("ee") || token.ends_with("ie")
}

/// How the vowels of two tokens with the same consonants fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Not at all.
    None,
    /// But for a long a, which is heard as e in the west of North Africa: Jamal is Djamel.
    Heard,
    /// Those that are written stand among those of the other, between the same consonants: Jamil is not Jamali.
    Written,
}

fn fit(a: &str, b: &str) -> Fit {
    let (vowels_a, vowels_b) = (vowels_by_consonant(a), vowels_by_consonant(b));
    let slots = vowels_a.iter().zip(&vowels_b);
    let fits = slots.map(|(a_here, b_here)| match (is_unvoweled(a), is_unvoweled(b)) {
        (true, true) if a_here == b_here => Fit::Written,
        (true, true) => Fit::None,
        (true, false) => fit_between(a_here, b_here),
        _ => fit_between(b_here, a_here),
    });
    fits.min().unwrap_or(Fit::Written)
}

/// How the vowels that are written fit among those that are heard between the same two consonants, in their order.
fn fit_between(written: &[u8], heard: &[u8]) -> Fit {
    let are_among = |is_same: fn(u8, u8) -> bool| {
        let mut rest = heard.iter();
        written
            .iter()
            .all(|wanted| rest.any(|have| is_same(*wanted, *have)))
    };
    if are_among(|wanted, have| wanted == have) {
        Fit::Written
    } else if are_among(|wanted, have| wanted == have || (wanted, have) == (b'a', b'i')) {
        Fit::Heard
    } else {
        Fit::None
    }
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
        assert_eq!(relation("~aimn", "ayman"), Some(Skeleton));
        assert_eq!(relation("~hsin", "hasan"), None);
        assert_eq!(relation("~hsn", "hasani"), None, "a long vowel would be written");
        assert_eq!(relation("~jmil", "jamil"), Some(Skeleton));
        assert_eq!(relation("~jmal", "djamel"), Some(Skeleton));
        assert_eq!(
            relation("~jmil", "jamali"),
            None,
            "it stands between other consonants"
        );
        assert_eq!(relation("~hsin", "~hsin"), Some(Exact));
    }
}
