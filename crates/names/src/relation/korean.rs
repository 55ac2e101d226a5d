//! Romanizations of one Korean syllable: `jang` and `chang`, `bak` and `pak`.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation};
use crate::scripts::romanized_syllables;

/// How much of a match they are.
const SIMILARITY: f32 = 0.8;

/// No syllable has more letters.
const SYLLABLE_BYTES_MAX: usize = 6;

/// Stands before the keys of this relation.
const SIGN: char = '+';

pub(super) struct Korean;

impl Relation for Korean {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &str, listed: &str) -> Answer {
        match (korean_syllable(query), korean_syllable(listed)) {
            (Some(x), Some(y)) if x == y => Answer::Similar(SIMILARITY),
            _ => Answer::None,
        }
    }

    fn each_filed_key(&self, listed: &str, file: &mut dyn FnMut(Key<'_>)) {
        if let Some(syllable) = korean_syllable(listed) {
            file(Key::Skeleton(&format!("{SIGN}{syllable}")));
        }
    }

    fn each_asked_key(&self, query: &str, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

/// A token read as one Korean syllable, by the sounds that the romanizations in use (McCune–Reischauer, the
/// North's, the South's, and custom: `Jang`, `Chang`; `Bak`, `Pak`; `Jong`, `Chung`, `Jeong`) tell apart alike:
/// onset, glide, vowel, coda. `None` when it is no such syllable.
fn korean_syllable(token: &str) -> Option<String> {
    if token.len() < 2 {
        return None;
    }
    any_syllable(token)
}

/// Whether a token reads as one Korean syllable.
pub(crate) fn is_korean_syllable(token: &str) -> bool {
    korean_syllable(token).is_some()
}

/// The same for one of a letter, too.
fn any_syllable(token: &str) -> Option<String> {
    if token.len() > SYLLABLE_BYTES_MAX || !token.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let (onset, rest) = strip_first(
        token,
        &[
            ("kk", 'k'),
            ("gg", 'k'),
            ("k", 'k'),
            ("g", 'k'),
            ("tt", 't'),
            ("dd", 't'),
            ("t", 't'),
            ("d", 't'),
            ("pp", 'p'),
            ("bb", 'p'),
            ("p", 'p'),
            ("b", 'p'),
            ("ch", 'j'),
            ("jj", 'j'),
            ("j", 'j'),
            ("ss", 's'),
            ("sh", 's'),
            ("s", 's'),
            ("rh", 'r'),
            ("r", 'r'),
            ("l", 'r'),
            ("n", 'n'),
            ("m", 'm'),
            ("h", 'h'),
        ],
    )
    .unwrap_or(('-', token));
    let (glide, rest) = strip_first(rest, &[("y", 'y'), ("w", 'w')]).unwrap_or(('-', rest));
    let (vowel, rest) = strip_first(
        rest,
        &[
            ("eo", 'o'),
            ("oo", 'o'),
            ("ou", 'o'),
            ("eu", 'o'),
            ("ae", 'e'),
            ("ai", 'e'),
            ("ee", 'i'),
            ("o", 'o'),
            ("u", 'o'),
            ("a", 'a'),
            ("e", 'e'),
            ("i", 'i'),
        ],
    )?;
    let coda = match rest {
        "" => '-',
        "ng" => 'g',
        "n" => 'n',
        "m" => 'm',
        "k" | "g" => 'k',
        "l" | "r" => 'l',
        "p" | "b" => 'p',
        "t" | "s" => 't',
        _ => return None,
    };
    Some([onset, glide, vowel, coda].iter().collect())
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
    let are_same = |a: &str, b: &str| {
        let syllable = any_syllable(a);
        syllable.is_some() && syllable == any_syllable(b) && may_be_vowel_of(a, b)
    };
    if are_same(&romanized, latin) {
        return true;
    }
    let parts = |word: &str| word.len().min(2 * SYLLABLE_BYTES_MAX);
    latin.is_ascii()
        && (1..parts(&romanized)).any(|at| {
            let (first, second) = romanized.split_at(at);
            (1..parts(latin)).any(|at| are_same(first, &latin[..at]) && are_same(second, &latin[at..]))
        })
}

fn strip_first<'t>(text: &'t str, table: &[(&str, char)]) -> Option<(char, &'t str)> {
    table
        .iter()
        .find_map(|(prefix, sound)| Some((*sound, text.strip_prefix(prefix)?)))
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
        ] {
            assert!(relation(a, b).is_some(), "{a} {b}");
        }
        assert_eq!(relation("kim", "kang"), None);
        assert!(relation(")hyEN", "hyong").is_some() && relation(")hyEN", "hyun").is_none());
        assert!(relation(")su", "so").is_none() && relation(")su", "soo").is_some());
    }
}
