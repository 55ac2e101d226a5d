//! What a token sounds like, as far as names are written in several ways.

use smallvec::SmallVec;

/// The sounds of a token, a letter each; those of nearly every word fit without an allocation.
pub(crate) type RowOfSounds = SmallVec<[u8; 32]>;

/// Consonants in order; a vowel counts only at the beginning, as one and the same.
pub(crate) fn consonants(sounds: &[u8]) -> impl Iterator<Item = u8> {
    sounds.iter().enumerate().filter_map(|(i, &sound)| match sound {
        b'a' | b'e' | b'i' | b'o' | b'u' => (i == 0).then_some(b'a'),
        other => Some(other),
    })
}

/// A token as a row of sounds: one letter a sound, for the ways in which Arabic, Persian, Slavic and Turkic
/// names are written in English, French and German. Source: the romanization tables of BGN/PCGN and the
/// spellings that one person has side by side on the UN and OFAC lists.
pub(crate) fn sounds(token: &str) -> RowOfSounds {
    row_of(token, false)
}

/// The same as the Latin spelling of a word that was written without short vowels, in which each letter of two vowels counts, j is a
/// consonant wherever it stands, and an h that ends the word is kept.
pub(crate) fn sounds_for_arabic(token: &str) -> RowOfSounds {
    if FAITH.contains(&token) {
        return row_of(FAITH[0], true);
    }
    match without_article(token) {
        Some([before, behind]) => {
            let mut sounds = row_of(before, true);
            sounds.extend(row_of(behind, true));
            sounds
        }
        None => row_of(token, true),
    }
}

/// *The faith* as it is written with its article, and without.
const FAITH: [&str; 10] = [
    "din", "eddin", "eddine", "eddeen", "uddin", "uddine", "addin", "aldin", "eldin", "eldeen",
];

/// A name that ends in *of the faith*, with the article as `l`, without it: `Salahaldin`, as `Salahuddin` has it in the d. Shorter
/// ones may have an l of their own (`Jamaldin`).
fn without_article(token: &str) -> Option<[&str; 2]> {
    const BYTES_MIN: usize = 10;
    if token.len() < BYTES_MIN {
        return None;
    }
    let before = ["din", "deen", "dine"]
        .iter()
        .find_map(|end| token.strip_suffix(end))?;
    let stem = before
        .strip_suffix('l')
        .filter(|stem| stem.ends_with(['a', 'e', 'u', 'o']))?;
    Some([stem, &token[before.len()..]])
}

fn row_of(token: &str, for_arabic: bool) -> RowOfSounds {
    let t = token.as_bytes();
    let mut out = RowOfSounds::new();
    let mut i = 0;
    while i < t.len() {
        let rest = &t[i..];
        let (sound, used): (&[u8], usize) = match rest {
            [b's', b'c', b'h', b't', b's', b'c', b'h', ..] => (b"s", 7),
            [b's', b'h', b'c', b'h', ..] => (b"s", 4),
            [b't', b's', b'c', b'h', ..] => (b"s", 4),
            [b's' | b't', b'c', b'h', ..] => (b"s", 3),
            [b'd', b'z', b'h', ..] => (b"j", 3),
            [b'c', b'h', b'r' | b'l', ..] if for_arabic => (b"k", 2),
            [b's', b'h', ..] | [b'c', b'h' | b'z', ..] => (b"s", 2),
            [b'k', b'h', ..] if for_arabic => (b"x", 2),
            [b'k', b'h', ..] => (b"h", 2),
            [b'g', b'h', ..] => (b"g", 2),
            [b'p', b'h', ..] => (b"f", 2),
            [b't', b'h', ..] => (b"t", 2),
            [b'd', b'h', ..] => (b"d", 2),
            [b'z', b'h', ..] | [b'd', b'j', ..] => (b"j", 2),
            [b'c', b'k', ..] => (b"k", 2),
            [b'a', b'e', b'e' | b'i', ..] if for_arabic => (b"ai", 3),
            [b'a', b'i' | b'y', ..] if for_arabic => (b"ai", 2),
            [b'k', b's', ..] if for_arabic => (b"ks", 2),
            [b'x', ..] if for_arabic => (b"ks", 1),
            [b'k', b's', ..] => (b"x", 2),
            [b't', b's' | b'z', ..] => (b"z", 2),
            [b'o', b'u' | b'o', ..] => (b"u", 2),
            [b'e', b'e', ..] | [b'i', b'y' | b'i', ..] | [b'y', b'i', ..] => (b"i", 2),
            [b'a', b'e', b'e' | b'i', ..] => (b"e", 3),
            // Latvian and Lithuanian give a name from abroad an ending: Sergejs, Sergejus; Lavrovs.
            [b'e', b'j', b's'] | [b'e', b'j', b'u', b's'] => (b"e", rest.len()),
            [b'i', b'j', b's'] | [b'i', b'j', b'u', b's'] => (b"i", rest.len()),
            [b'v', b's'] if i > 0 && matches!(t[i - 1], b'o' | b'e') => (b"v", 2),
            [b'a' | b'e', b'i' | b'y', ..] => (b"e", 2),
            // Glides between vowels: `daniyar`, `daniar`; `mariya`, `maria`.
            [b'i', b'j', ..] if !for_arabic => (b"i", 2),
            [b'c', b'e' | b'i' | b'y', ..] => (b"s", 1),
            [b'q' | b'c', ..] => (b"k", 1),
            [b'w', ..] => (b"v", 1),
            [b'f'] => (b"v", 1),
            [b'f', b'f'] => (b"v", 2),
            // `Gamal` and `Jamal`; `Sergej` and `Sergei` are served by the glides.
            [b'j', ..] => (b"j", 1),
            [b'y', ..] => (if i == 0 { b"y" } else { b"i" }, 1),
            // A final h is written or not.
            [b'h'] if i > 0 && !for_arabic => (b"", 1),
            _ => (&rest[..1], 1),
        };
        for &s in sound {
            if out.last() != Some(&s) {
                out.push(s);
            }
        }
        i += used;
    }
    out
}
