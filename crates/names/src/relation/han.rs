//! Chinese characters and the syllables that they are romanized to.

use portcullis_model::TokenRelation;
use smallvec::SmallVec;

use super::{Answer, Key, Relation, Word};
use crate::transliterate::{HAN, UNVOWELED};

pub(super) struct Han;

impl Relation for Han {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let (query, listed) = (query.text, listed.text);
        if !query.starts_with(HAN) && !listed.starts_with(HAN) {
            return Answer::None;
        }
        let same = without_script(query) == without_script(listed);
        Answer::Final(same.then(|| han_similarity(query.len().max(listed.len()) - HAN.len_utf8())))
    }

    fn may_rule_out(&self) -> bool {
        true
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        match query.text.strip_prefix(HAN) {
            Some(syllables) => {
                ask(Key::Token(query.text));
                ask(Key::Token(syllables));
            }
            None if query.text.starts_with(['=', UNVOWELED]) => {}
            None => {
                let mut marked: SmallVec<[u8; 48]> = SmallVec::new();
                marked.extend_from_slice(HAN.encode_utf8(&mut [0; 4]).as_bytes());
                marked.extend_from_slice(query.text.as_bytes());
                ask(Key::Token(std::str::from_utf8(&marked).unwrap_or_default()));
            }
        }
    }
}

/// What the romanized syllables of Chinese characters are worth, by their letters: many characters share a
/// syllable, and Japanese names are written with them too.
pub(crate) fn han_similarity(letters: usize) -> f32 {
    match letters {
        0..=4 => 0.80,
        5..=7 => 0.86,
        _ => 0.92,
    }
}

/// A token without the mark that says it was written in Chinese characters: as it stands on a list in Latin letters.
#[must_use]
pub fn without_script(token: &str) -> &str {
    token.trim_start_matches(HAN)
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::{relate, relation};

    #[test]
    fn characters_are_related_to_their_syllables_and_more_so_the_longer_they_are() {
        assert_eq!(relation("^wang", "wang"), Some(TokenRelation::Skeleton));
        assert_eq!(relation("^wang", "weng"), None);
        let of = |a, b| relate(a, b).map(|related| related.similarity);
        assert!(of("^wang", "wang") < of("^jianguo", "jianguo"));
    }
}
