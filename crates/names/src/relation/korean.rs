//! Romanizations of one Korean syllable: `jang` and `chang`, `bak` and `pak`.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};
use crate::scripts::{romanized_syllables, without_mark};

/// How much of a match they are.
const SIMILARITY: f32 = 0.8;

/// No syllable has more letters.
const SYLLABLE_BYTES_MAX: usize = 6;

/// Stands for a sound that a syllable has not.
const NONE: u8 = b'-';

/// Stands before the keys of this relation.
const SIGN: char = '+';

pub(super) struct Korean;

impl Relation for Korean {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let (query, listed) = (query.text, listed.text);
        match (korean_syllable(query), korean_syllable(listed)) {
            (Some(x), Some(y)) if x == y => Answer::Similar(SIMILARITY),
            _ => Answer::None,
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        if let Some(syllable) = korean_syllable(listed.text) {
            let sounds = syllable.map(char::from);
            file(Key::Skeleton(&format!(
                "{SIGN}{}",
                sounds.iter().collect::<String>()
            )));
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

/// The onset, glide, vowel and coda of a syllable, a letter each for all that romanizations write alike; `-` for none.
type Syllable = [u8; 4];

/// A token read as one Korean syllable, by the sounds that the romanizations in use (McCune–Reischauer, the
/// North's, the South's, and custom: `Jang`, `Chang`; `Bak`, `Pak`; `Jong`, `Chung`, `Jeong`) tell apart alike.
/// `None` when it is no such syllable.
fn korean_syllable(token: &str) -> Option<Syllable> {
    (token.len() >= 2 || is_korean_vowel(token))
        .then(|| any_syllable(token.as_bytes()))
        .flatten()
}

/// Whether a token is a syllable of one letter that names have: 우 (`Cho Il U`) and 오 (`O Kuk Ryol`).
pub(crate) fn is_korean_vowel(token: &str) -> bool {
    matches!(token, "u" | "o")
}

/// Whether a token reads as one Korean syllable.
pub(crate) fn is_korean_syllable(token: &str) -> bool {
    korean_syllable(token).is_some()
}

/// The same for one of a letter, too.
fn any_syllable(token: &[u8]) -> Option<Syllable> {
    if token.len() > SYLLABLE_BYTES_MAX {
        return None;
    }
    let (onset, rest) = strip_onset(token);
    let (glide, rest) = match rest {
        // Before a u there is no w to be heard: 우 is written U and Woo.
        [b'w', b'u', ..] | [b'w', b'o', b'o', ..] => (NONE, &rest[1..]),
        [glide @ (b'y' | b'w'), rest @ ..] => (*glide, rest),
        _ => (NONE, rest),
    };
    let (vowel, rest) = match rest {
        [b'e' | b'o', b'o' | b'u', rest @ ..] | [b'o' | b'u', rest @ ..] => (b'o', rest),
        [b'a', b'e' | b'i', rest @ ..] => (b'e', rest),
        [b'e', b'e', rest @ ..] => (b'i', rest),
        [vowel @ (b'a' | b'e' | b'i'), rest @ ..] => (*vowel, rest),
        _ => return None,
    };
    let coda = match rest {
        [] => NONE,
        // By habit, a silent h ends an open syllable: Noh, Suh.
        b"h" if vowel == b'o' => NONE,
        b"ng" => b'g',
        [coda @ (b'n' | b'm')] => *coda,
        [b'k' | b'g'] => b'k',
        [b'l' | b'r'] => b'l',
        [b'p' | b'b'] => b'p',
        [b't' | b's'] => b't',
        _ => return None,
    };
    Some([onset, glide, vowel, coda])
}

/// The consonant that a word begins with, and what follows it.
fn strip_onset(token: &[u8]) -> (u8, &[u8]) {
    match token {
        [b'k', b'k', rest @ ..] | [b'g', b'g', rest @ ..] | [b'k' | b'g', rest @ ..] => (b'k', rest),
        [b't', b't', rest @ ..] | [b'd', b'd', rest @ ..] | [b't' | b'd', rest @ ..] => (b't', rest),
        [b'p', b'p', rest @ ..] | [b'b', b'b', rest @ ..] | [b'p' | b'b', rest @ ..] => (b'p', rest),
        [b'c', b'h', rest @ ..] | [b'j', b'j', rest @ ..] | [b'j', rest @ ..] => (b'j', rest),
        [b's', b's' | b'h', rest @ ..] | [b's', rest @ ..] => (b's', rest),
        [b'r', b'h', rest @ ..] | [b'r' | b'l', rest @ ..] => (b'r', rest),
        [onset @ (b'n' | b'm' | b'h'), rest @ ..] => (*onset, rest),
        _ => (NONE, token),
    }
}

/// Whether the vowel of a syllable, as Revised Romanization has it, may be written as in another spelling: ㅗ is an `o`, ㅜ is a `u`,
/// and ㅓ is either, but at the end of a syllable it is no bare `u`.
fn may_be_vowel_of(romanized: &str, latin: &str) -> bool {
    let has_u = latin.contains('u') || latin.contains("oo");
    let is_bare_u = latin.ends_with('u') || latin.ends_with("oo");
    if romanized.contains("eo") {
        !is_bare_u || latin.ends_with("eu")
    } else if romanized.contains('o') {
        !has_u
    } else if romanized.contains('u') {
        has_u
    } else {
        true
    }
}

/// Whether a word of Latin letters is a way to write a syllable of a Korean's name, or two that stand together.
pub(super) fn is_written_for(token: &str, latin: &str) -> bool {
    let Some(romanized) = romanized_syllables(token) else {
        return false;
    };
    // 희 is written Hee more often than Hui.
    let romanized = romanized.replace("eui", "i");
    // A syllable is laid beside thousands of words, and most begin otherwise.
    if strip_onset(romanized.as_bytes()).0 != strip_onset(latin.as_bytes()).0
        || latin.len() > 2 * SYLLABLE_BYTES_MAX
        || !latin.is_ascii()
    {
        return false;
    }
    let is_written = |syllable: Syllable, romanized: &str, latin: &str| {
        any_syllable(latin.as_bytes()) == Some(syllable) && may_be_vowel_of(romanized, latin)
    };
    if any_syllable(romanized.as_bytes()).is_some_and(|syllable| is_written(syllable, &romanized, latin)) {
        return true;
    }
    (1..romanized.len().min(2 * SYLLABLE_BYTES_MAX)).any(|at| {
        let (first, second) = romanized.split_at(at);
        let (Some(first_syllable), Some(second_syllable)) =
            (any_syllable(first.as_bytes()), any_syllable(second.as_bytes()))
        else {
            return false;
        };
        (1..latin.len()).any(|at| {
            let (latin_first, latin_second) = latin.split_at(at);
            is_written(first_syllable, first, latin_first)
                && is_written(second_syllable, second, latin_second)
        })
    })
}

/// The same where the syllable has lost an r that the North speaks and writes: the South leaves it out before a y or an i that a name
/// begins with.
pub(super) fn is_written_in_the_north_for(token: &str, latin: &str) -> bool {
    let is_lost = |token: &str| without_mark(token).starts_with(['y', 'i']);
    is_lost(token)
        && latin
            .strip_prefix(['r', 'l'])
            .is_some_and(|without| is_written_for(token, without))
}

#[cfg(test)]
mod tests {
    use crate::relation::relation;

    #[test]
    fn korean_syllables_are_related_across_romanizations() {
        for (a, b) in [
            ("jang", "chang"),
            ("bak", "pak"),
            ("gwang", "kwang"),
            ("jong", "jeong"),
            ("cho", "jo"),
            ("u", "woo"),
            ("oh", "o"),
        ] {
            assert!(relation(a, b).is_some(), "{a} {b}");
        }
        assert_eq!(relation("kim", "kang"), None);
        assert!(relation(")hyEN", "hyong").is_some() && relation(")hyEN", "hyun").is_none());
        assert!(relation(")yoN", "ryong").is_some() && relation(")goN", "ryong").is_none());
        assert!(relation("#dAdoN", "daedong").is_some() && relation("#dAdoN", "taebong").is_none());
        assert!(relation(")su", "so").is_none() && relation(")su", "soo").is_some());
    }
}
