//! Words of which one at least comes from a script without short vowels (Arabic, as a rule): the same consonants, and
//! the long vowels that are written stand among the other's vowels.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word, with_sign};
use crate::unvoweled::{Heard, is_always_written, is_unvoweled, is_vowel_of};

/// Stands before the keys of tokens that were written without short vowels.
const UNVOWELED_SIGN: char = '~';

/// Stands before the keys of the others.
const VOWELED_SIGN: char = '^';

pub(super) struct Unvoweled;

impl Relation for Unvoweled {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if is_unvoweled(query.text) || is_unvoweled(listed.text) {
            Answer::Final(unvoweled_similarity(query, listed))
        } else {
            Answer::None
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        let sign = if is_unvoweled(listed.text) {
            UNVOWELED_SIGN
        } else {
            VOWELED_SIGN
        };
        listed.heard().iter().for_each(|heard| key(sign, heard, file));
    }

    fn may_rule_out(&self) -> bool {
        true
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        // Two words with their vowels are not related by this, and two without them by their likeliest readings alone.
        let ways = query.heard();
        if is_unvoweled(query.text) {
            ways.iter()
                .take(1)
                .for_each(|heard| key(UNVOWELED_SIGN, heard, ask));
            ways.iter().for_each(|heard| key(VOWELED_SIGN, heard, ask));
        } else {
            ways.iter().for_each(|heard| key(UNVOWELED_SIGN, heard, ask));
        }
    }
}

fn key(sign: char, heard: &Heard, each: &mut dyn FnMut(Key<'_>)) {
    with_sign(sign, heard.skeleton.iter().copied(), each);
}

/// Two tokens of which one at least was written without short vowels: the same consonants in some reading, and the long vowels
/// that are written stand among the other's vowels.
pub(super) fn unvoweled_similarity(a: &Word<'_>, b: &Word<'_>) -> Option<f32> {
    let unvoweled = [a, b].map(|word| is_unvoweled(word.text));
    // Two words in one script are held against each other as they are written.
    let most = if unvoweled == [true, true] { 1 } else { usize::MAX };
    let others = b.heard().iter().take(most);
    let pairs = (a.heard().iter().take(most)).flat_map(|own| others.clone().map(move |other| (own, other)));
    pairs
        .filter_map(|(own, other)| similarity_of(own, other, unvoweled))
        .reduce(f32::max)
}

fn similarity_of(a: &Heard, b: &Heard, unvoweled: [bool; 2]) -> Option<f32> {
    if a.skeleton != b.skeleton || a.has_hard_g && b.has_j_alone || b.has_hard_g && a.has_j_alone {
        return None;
    }
    // A long i at the end is always written, in both alphabets: Hasan is not Hasani.
    let is_end_same = match (a.ends_in_i, b.ends_in_i) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let fit = if is_end_same {
        fit(a, b, unvoweled)
    } else {
        Fit::None
    };
    match (fit, a.skeleton.len()) {
        (Fit::Written, 3..) => Some(0.94),
        (Fit::Written, _) | (Fit::Heard, 4..) => Some(0.90),
        (Fit::None, 4..) if is_end_same => Some(0.86),
        (Fit::Missing | Fit::None, 4..) => Some(UNVOWELED_END),
        (Fit::Heard, 3) => Some(UNVOWELED_HEARD),
        (Fit::Heard | Fit::None | Fit::Missing, _) => None,
    }
}

/// What is left of a match when one of the two has an i at its end, or a vowel that is always written, that the other lacks.
const UNVOWELED_END: f32 = 0.70;

/// What is left of a match of three consonants when a long a is written as e.
const UNVOWELED_HEARD: f32 = 0.80;

/// How the vowels of two tokens with the same consonants fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// One of the two has a vowel that both would write: Mahmud is not Muhammad, nor Ahmadi Ahmad.
    Missing,
    /// Not at all.
    None,
    /// But for a long a, which is heard as e in the west of North Africa: Jamal is Djamel.
    Heard,
    /// Those that are written stand among those of the other, between the same consonants: Jamil is not Jamali.
    Written,
}

fn fit(a: &Heard, b: &Heard, unvoweled: [bool; 2]) -> Fit {
    let slots = a.vowels().zip(b.vowels());
    if let (Some(a_end), Some(b_end)) = (a.vowels().next_back(), b.vowels().next_back())
        && ((unvoweled == [true, false] && !a_end.is_empty() && b_end.is_empty())
            || (unvoweled == [false, true] && !b_end.is_empty() && a_end.is_empty()))
    {
        return Fit::Missing;
    }
    let fits = slots.map(|(a_here, b_here)| match unvoweled {
        [true, true] => {
            let pairs = a_here.iter().zip(b_here);
            let is_same = a_here.len() == b_here.len() && pairs.clone().all(|(a, b)| is_vowel_of(*a, *b));
            if is_same { Fit::Written } else { Fit::None }
        }
        [true, false] => fit_between(a_here, b_here),
        _ => fit_between(b_here, a_here),
    });
    fits.min().unwrap_or(Fit::Written)
}

/// How the vowels that are written fit among those that are heard between the same two consonants, in their order.
fn fit_between(written: &[u8], heard: &[u8]) -> Fit {
    let count = |vowels: &[u8], is_one: fn(u8) -> bool| vowels.iter().filter(|vowel| is_one(**vowel)).count();
    if count(heard, is_always_written) > count(written, |vowel| is_vowel_of(vowel, b'u')) {
        return Fit::Missing;
    }
    let are_among = |is_same: fn(u8, u8) -> bool| {
        let mut rest = heard.iter();
        written
            .iter()
            .all(|wanted| rest.any(|have| is_same(*wanted, *have)))
    };
    if are_among(is_vowel_of) {
        Fit::Written
    } else if are_among(|wanted, have| is_vowel_of(wanted, have) || (wanted, have) == (b'a', b'i')) {
        Fit::Heard
    } else {
        Fit::None
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation::{Exact, Skeleton};

    use crate::{
        Analysis, Order,
        relation::{Word, relation},
    };

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
        for (arabic, latin, is_one) in [
            ("محمد", "muhammad", true),
            ("محمد", "mahmood", false),
            ("محمود", "mahmood", true),
            ("احمد", "ahmed", true),
            ("احمدی", "ahmadi", true),
            ("احمدی", "ahmed", false),
        ] {
            let similarity = similarity(&token(arabic), latin);
            assert_eq!(similarity > 0.8, is_one, "{arabic} {latin}: {similarity}");
        }
    }

    #[test]
    fn letters_of_persia_and_silent_ones_are_read_as_their_bearers_do() {
        for (arabic, latin) in [
            ("رضا", "reza"),
            ("رضا", "ridha"),
            ("ثابت", "sabet"),
            ("ثابت", "thabit"),
            ("ذوالفقار", "zulfiqar"),
            ("ظاهر", "zahir"),
            ("ظاهر", "daher"),
            ("کاظم", "kathim"),
            ("قاسمی", "ghasemi"),
            ("قاسم", "qasem"),
            ("فتحي", "fethi"),
            ("حجازي", "hijazi"),
            ("مجتبی", "mojtaba"),
            ("موسی", "musa"),
            ("حيدري", "heidari"),
            ("شيخ", "sheykh"),
            ("قائد", "qaid"),
            ("بابایی", "babaei"),
            ("مقصود", "maksud"),
            ("محمود", "mahmud"),
            ("ممدوح", "mamdouh"),
            ("علوی", "alavi"),
            ("یونس", "younous"),
        ] {
            let token = token(arabic);
            assert_eq!(
                relation(&token, latin),
                Some(Skeleton),
                "{arabic} {token} {latin}"
            );
        }
        for (arabic, latin) in [
            ("رضا", "rashid"),
            ("موسی", "musab"),
            ("حسن", "hosni"),
            ("قاسم", "jasim"),
        ] {
            let token = token(arabic);
            assert_eq!(relation(&token, latin), None, "{arabic} {token} {latin}");
        }
    }

    fn similarity(a: &str, b: &str) -> f32 {
        super::unvoweled_similarity(&Word::of(a), &Word::of(b)).unwrap_or(0.0)
    }

    fn token(arabic: &str) -> String {
        Analysis::of(arabic, Order::AsWritten).token(0).to_owned()
    }
}
