//! What relations of spelling share.

use super::differences::differences;
use crate::{
    language::{self, is_borne, is_borne_by_companies},
    scripts::is_marked,
};

/// No respelling is more of a match than this.
pub(super) const SPELLING_MAX: f32 = 0.96;

/// What an edit takes off a match when both words are common names: a slip seldom makes another name. Evan is not a
/// misspelled Ivan, and Mario not a way to write Maria.
const BOTH_ARE_NAMES: f32 = 0.19;

/// Words are this many edits apart at most that are one word with slips.
const SLIPS_MAX: usize = 2;

/// Two common names of as many letters are two names where the letters that differ say so little for one, in bits: Tong is not Yong.
const TWO_NAMES_BITS: f32 = -0.8;

/// One of 4,000 people and more bears a name of these tiers of `data/common_names.csv`: fewer slips than that are made of a listed name, unless
/// its letters say so much for one name.
const MOST_COMMON_TIER: u8 = 3;
const MOST_COMMON_BITS: f32 = 0.5;

/// Names that people bear and that begin with other letters are two as well, however common, where those letters say no more than this for
/// one: Bray is not Gray. The first letter is the last that a writer mistakes, and Elena is Yelena all the same.
const TWO_BEGINNINGS_BITS: f32 = -0.8;

/// The similarity, less if both tokens are common names somewhere in the world, and `None` if they are two names for certain. `bits`
/// is what the letters say that differ.
pub(super) fn if_one_name(a: &str, b: &str, similarity: f32, bits: f32) -> Option<f32> {
    let language = language::get();
    if language.common_tier(a).is_none() || language.common_tier(b).is_none() {
        let are_two = bits < TWO_BEGINNINGS_BITS && a.as_bytes().first() != b.as_bytes().first();
        return Some(if are_two && is_borne(a) && is_borne(b) {
            similarity - BOTH_ARE_NAMES
        } else {
            similarity
        });
    }
    (a.len() != b.len() || bits >= TWO_NAMES_BITS).then_some(similarity - BOTH_ARE_NAMES)
}

/// Whether a query's word is a name that others bear and the listed one is none, and the letters that differ say so little for one that the
/// query's is no slip of it: Rosenberg is not ROTENBERG, nor the Tetra of several companies TERRA, and of the names that more people bear than
/// slips are made, Carter is not CARPER. It depends on who asks: of a common name a slip makes anything. `is_near`: some letter is only
/// doubled, or is one for which the other often stands.
pub(crate) fn is_another_name(query: &str, listed: &str, is_near: bool) -> bool {
    let language = language::get();
    let tier = language.common_tier(query);
    let least = match tier {
        Some(tier) if tier <= MOST_COMMON_TIER && !is_near => MOST_COMMON_BITS,
        _ => TWO_NAMES_BITS,
    };
    (tier.is_some() || is_borne_by_companies(query))
        && language.common_tier(listed).is_none()
        && !is_borne_by_companies(listed)
        && !told_sounds(query).eq(told_sounds(listed))
        && differences(query.as_bytes(), listed.as_bytes(), SLIPS_MAX).is_some_and(|(_, bits)| bits < least)
}

/// The letters of a word that no language writes for another: without vowels, and those that stand for one or are silent somewhere (`Ilya`,
/// `Ilja`).
fn told_sounds(word: &str) -> impl Iterator<Item = u8> {
    let is_told = |letter: &u8| {
        !matches!(
            letter,
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'j' | b'w' | b'h'
        )
    };
    word.bytes().filter(is_told)
}

/// Whether the token is mostly letters, which a slip may change and sounds may be read from: at most one digit among at
/// least four letters.
pub(super) fn is_spelled(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    !token.starts_with('=') && !is_marked(token) && (digits == 0 || (digits == 1 && token.len() >= 5))
}

/// The letters of a token, each run of one letter once.
pub(super) fn undoubled(token: &str) -> impl Iterator<Item = u8> {
    let bytes = token.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(i, b)| *i == 0 || bytes[i - 1] != **b)
        .map(|(_, b)| *b)
}
