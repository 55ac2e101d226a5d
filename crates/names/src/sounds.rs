//! What a token sounds like, as far as names are written in several ways.

use smallvec::SmallVec;

use crate::transliterate::{HAN, UNVOWELED};

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
    if let Some(letters) = token.strip_prefix(UNVOWELED) {
        return sounds_of_letters(letters.as_bytes());
    }
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
            [b's', b'h', ..] | [b'c', b'h' | b'z', ..] => (b"s", 2),
            [b'k', b'h', ..] => (b"h", 2),
            [b'g', b'h', ..] => (b"g", 2),
            [b'p', b'h', ..] => (b"f", 2),
            [b't', b'h', ..] => (b"t", 2),
            [b'd', b'h', ..] => (b"d", 2),
            [b'z', b'h', ..] | [b'd', b'j', ..] => (b"j", 2),
            [b'c', b'k', ..] => (b"k", 2),
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
            [b'i', b'j', ..] => (b"i", 2),
            [b'c', b'e' | b'i' | b'y', ..] => (b"s", 1),
            [b'q' | b'c', ..] => (b"k", 1),
            [b'w', ..] => (b"v", 1),
            [b'f'] => (b"v", 1),
            [b'f', b'f'] => (b"v", 2),
            // `Gamal` and `Jamal`; `Sergej` and `Sergei` are served by the glides.
            [b'j', ..] => (b"j", 1),
            [b'y', ..] => (if i == 0 { b"y" } else { b"i" }, 1),
            // A final h is written or not.
            [b'h'] if i > 0 => (b"", 1),
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

/// A token that was transliterated one letter a sound: two letters side by side are two sounds.
fn sounds_of_letters(letters: &[u8]) -> RowOfSounds {
    let mut out = RowOfSounds::new();
    let last = letters.len().saturating_sub(1);
    for (i, &letter) in letters.iter().enumerate() {
        let sound = match letter {
            b'q' | b'c' => b'k',
            b'w' => b'v',
            b'y' if i > 0 => b'i',
            b'f' if i == last => b'v',
            b'h' if i == last && i > 0 => continue,
            other => other,
        };
        if out.last() != Some(&sound) {
            out.push(sound);
        }
    }
    out
}

/// Whether the token was written without short vowels.
#[must_use]
pub fn is_unvoweled(token: &str) -> bool {
    token.starts_with(UNVOWELED)
}

/// The consonants by which a token written without short vowels is found, and the Latin spellings of it:
/// the skeleton without the letters that stand for long vowels as well (w, v, y), each run of one consonant
/// once. Empty when fewer than two are left.
pub(crate) fn unvoweled_skeleton(token: &str) -> String {
    let mut out = String::with_capacity(token.len());
    if token.starts_with(['=', HAN]) || token.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    each_heard(token, |heard| {
        if let Heard::Consonant(consonant) = heard
            && out.as_bytes().last() != Some(&consonant)
        {
            out.push(char::from(consonant));
        }
    });
    if out.len() < 2 {
        out.clear();
    }
    out
}

/// The vowels of a token behind each letter of its [`unvoweled_skeleton`], as the three of Arabic: `a`, `i`, `u`.
pub(crate) fn vowels_by_consonant(token: &str) -> Vec<Vec<u8>> {
    let mut slots: Vec<Vec<u8>> = Vec::new();
    let mut last = None;
    each_heard(token, |heard| match heard {
        Heard::Consonant(consonant) if last == Some(consonant) => {}
        Heard::Consonant(consonant) => {
            last = Some(consonant);
            slots.push(Vec::new());
        }
        Heard::Vowel(vowel) => {
            if let Some(slot) = slots.last_mut() {
                slot.push(vowel);
            }
        }
    });
    slots
}

/// What a token written without short vowels, or a Latin spelling of it, is heard as.
enum Heard {
    Consonant(u8),
    Vowel(u8),
}

fn each_heard(token: &str, mut each: impl FnMut(Heard)) {
    let sounds = sounds(token);
    let ends_in_f = token.ends_with('f');
    let last = sounds.len().saturating_sub(1);
    // Alif and a second letter at the beginning of an Arabic word are one sound: `Ayman`, `Iyad`.
    let carried = is_unvoweled(token) && matches!(sounds[..], [b'a', b'i' | b'u', ..]);
    for (i, &sound) in sounds.iter().enumerate() {
        if carried && i == 1 {
            continue;
        }
        each(match sound {
            // One that the token begins with is written, as one and the same letter.
            b'a' | b'e' | b'i' | b'o' | b'u' if i == 0 => Heard::Consonant(b'a'),
            b'a' => Heard::Vowel(b'a'),
            b'e' | b'i' => Heard::Vowel(b'i'),
            b'o' | b'u' => Heard::Vowel(b'u'),
            // A final f is heard as v, and is no long vowel.
            b'v' if ends_in_f && i == last => Heard::Consonant(b'f'),
            b'v' if i > 0 => Heard::Vowel(b'u'),
            b'j' => Heard::Consonant(b'g'),
            b'p' => Heard::Consonant(b'b'),
            other => Heard::Consonant(other),
        });
    }
}
