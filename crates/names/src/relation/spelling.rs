//! What relations of spelling share.

use crate::{
    language::{self, is_borne},
    scripts::is_marked,
};

/// No respelling is more of a match than this.
pub(super) const SPELLING_MAX: f32 = 0.96;

/// What an edit takes off a match when both words are common names: a slip seldom makes another name. Evan is not a
/// misspelled Ivan, and Mario not a way to write Maria.
const BOTH_ARE_NAMES: f32 = 0.19;

/// Two common names of as many letters are two names where the letters that differ say so little for one, in bits: Tong is not Yong.
const TWO_NAMES_BITS: f32 = -0.8;

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
