//! Words with the same consonants: one name, transliterated in several ways (`mohammed`, `muhammad`). The vowels may
//! differ a little.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word, differences::differences, spelling::if_one_name};
use crate::sounds::consonants;

/// Tokens with fewer bytes have no skeleton worth comparing.
const SKELETON_MIN_BYTES: usize = 3;

/// How much of a match two words are that sound the same.
const SIMILARITY: f32 = 0.94;

/// A word of so many sounds, and so many different consonants among them, is long.
const LONG_SOUNDS: usize = 7;
const LONG_CONSONANTS: u32 = 4;

/// What each bit that the differing vowels say for one name adds to the similarity, or takes off.
const BIT: f32 = 0.02;

pub(super) struct Skeleton;

impl Relation for Skeleton {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let Some((similarity, bits)) = skeleton_similarity(query, listed) else {
            return Answer::None;
        };
        if bits < 0.0 {
            if_one_name(query.text, listed.text, similarity, bits).map_or(Answer::None, Answer::Similar)
        } else {
            Answer::Similar(similarity)
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        let key = skeleton(listed);
        if !key.is_empty() {
            file(Key::Skeleton(&key));
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

/// The consonants by which one name, transliterated in several ways, is found: `mohammed`, `muhammad` and `mohamed`
/// have `mhmd`. Empty when the token is too short or is a code.
fn skeleton(token: &Word<'_>) -> String {
    if token.text.len() < SKELETON_MIN_BYTES || !token.is_spelled() {
        return String::new();
    }
    let mut skeleton = String::with_capacity(token.text.len());
    skeleton.extend(consonants(token.sounds()).map(char::from));
    skeleton
}

/// Of words with the same consonants, and the bits that their vowels say for one name.
fn skeleton_similarity(one: &Word<'_>, other: &Word<'_>) -> Option<(f32, f32)> {
    let (a, b) = (one, other);
    if a.text.len().min(b.text.len()) < SKELETON_MIN_BYTES || !a.is_spelled() || !b.is_spelled() {
        return None;
    }
    let (a, b) = (a.sounds(), b.sounds());
    if !consonants(a).eq(consonants(b)) {
        return None;
    }
    // The consonants are equal, so every edit is one of vowels.
    let shorter = a.len().min(b.len());
    // Three sounds leave no room: Kim is not Kem.
    let allowed = if shorter < 4 { 0 } else { (shorter / 3).min(2) };
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let (edits, bits) = differences(a, b, allowed)?;
    if edits == 0 {
        return Some((SIMILARITY, 0.0));
    }
    // Vowels that differ are forgiven where the consonants are sure, and `ch` for a plain `s` is a doubt too: Ovchinnikov is not Ovsyannikov.
    if is_hushed_otherwise(one.text, other.text) {
        return None;
    }
    let base = match edits {
        // So many consonants in a row meet seldom, whatever stands between them: Hezbollah, Hizballah, Hizbullah.
        _ if shorter >= LONG_SOUNDS && different_consonants(a) >= LONG_CONSONANTS => 0.91,
        1 => 0.83,
        _ => 0.72,
    };
    Some(((base + BIT * bits).min(SIMILARITY), bits))
}

/// Whether one word has a plain `s` where the other has `ch`: both are heard as one sound, for Slavic languages write a mark above the s that
/// French writes as `ch`. Words of which one has more sibilants are not held beside each other.
fn is_hushed_otherwise(one: &str, other: &str) -> bool {
    let pairs = || sibilants(one).zip(sibilants(other));
    let is_otherwise = |(a, b)| a != b && a != Sibilant::Other && b != Sibilant::Other;
    sibilants(one).count() == sibilants(other).count() && pairs().any(is_otherwise)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sibilant {
    /// `s` before anything but h and c.
    Plain,
    /// `ch` that no s stands before.
    Ch,
    Other,
}

/// What is heard as a sibilant, in order.
fn sibilants(word: &str) -> impl Iterator<Item = Sibilant> {
    let bytes = word.as_bytes();
    bytes.iter().enumerate().filter_map(move |(at, letter)| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let behind = bytes.get(at + 1).copied();
        match (letter, behind) {
            (b's', Some(b'h' | b'c')) => Some(Sibilant::Other),
            // `Alexey`, `Aleksey`.
            (b'x', _) => Some(Sibilant::Other),
            (b's', _) if before == Some(b'k') => Some(Sibilant::Other),
            (b's', _) if before == Some(b's') || before == Some(b't') => None,
            (b's', _) => Some(Sibilant::Plain),
            (b'c', _) if before == Some(b's') => None,
            (b'c', Some(b'h')) => Some(Sibilant::Ch),
            (b'c', Some(b'z' | b'e' | b'i' | b'y')) => Some(Sibilant::Other),
            _ => None,
        }
    })
}

fn different_consonants(sounds: &[u8]) -> u32 {
    let letters = sounds.iter().filter(|sound| sound.is_ascii_lowercase());
    let seen = letters.fold(0u32, |seen, sound| seen | 1 << (sound - b'a'));
    let vowels = [b'a', b'e', b'i', b'o', b'u']
        .iter()
        .fold(0, |seen, sound| seen | 1 << (sound - b'a'));
    (seen & !vowels).count_ones()
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use super::{Word, skeleton, skeleton_similarity};
    use crate::relation::{relate, relation};

    #[test]
    fn one_name_transliterated_twice_has_one_skeleton() {
        for family in [
            &["mohammed", "muhammad", "mohamed", "mohammad"][..],
            &["yusuf", "youssef", "yousuf"],
            &["sergei", "sergey"],
            &["khalid", "halid"],
            &["ivanov", "ivanoff"],
            &["qasim", "kasim"],
        ] {
            for other in family {
                assert_eq!(
                    skeleton(&Word::of(family[0])),
                    skeleton(&Word::of(other)),
                    "{other}"
                );
                assert!(
                    relate(family[0], other).is_some_and(|r| r.similarity >= 0.7),
                    "{} {other}",
                    family[0]
                );
            }
        }
        assert_eq!(relation("dzhikhad", "jihad"), Some(TokenRelation::Skeleton));
    }

    #[test]
    fn different_names_with_one_skeleton_are_not_related() {
        assert_eq!(relation("hassan", "hussein"), None);
        assert_eq!(relation("ovchinnikov", "ovsyannikov"), None);
        assert_eq!(
            relation("alexeyevich", "alekseevich"),
            Some(TokenRelation::Skeleton)
        );
        assert_eq!(relation("ali", "ola"), None);
        let similarity =
            |a, b| skeleton_similarity(&Word::of(a), &Word::of(b)).map_or(0.0, |(similarity, _)| similarity);
        assert!(similarity("hezbollah", "hizballah") > 0.9 && similarity("santino", "centeno") < 0.9);
    }
}
