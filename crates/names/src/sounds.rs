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
        let (sound, used): (&[u8], usize) = if is_plain(rest) {
            (&rest[..1], 1)
        } else {
            let before = i.checked_sub(1).map(|at| t[at]);
            sound_of(rest, before, for_arabic)
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

/// The letters behind which a letter is not always heard as itself, a bit for each by its low five bits; the lowest is the end of
/// the word. All bits are set for letters that are heard as others wherever they stand.
const HEARD_OTHERWISE_BEFORE: [u32; 256] = {
    const fn before(letters: &[u8]) -> u32 {
        let mut bits = 0;
        let mut at = 0;
        while at < letters.len() {
            bits |= 1 << (letters[at] & 31);
            at += 1;
        }
        bits
    }
    const END: u8 = 0;
    let mut of = [0; 256];
    of[b's' as usize] = before(b"ch");
    of[b't' as usize] = before(b"cshz");
    of[b'd' as usize] = before(b"zhj");
    of[b'k' as usize] = before(b"hs");
    of[b'g' as usize] = before(b"h");
    of[b'p' as usize] = before(b"h");
    of[b'z' as usize] = before(b"h");
    of[b'a' as usize] = before(b"eiy");
    of[b'o' as usize] = before(b"uo");
    of[b'e' as usize] = before(b"ejiy");
    of[b'i' as usize] = before(b"yij");
    of[b'v' as usize] = before(b"s");
    of[b'f' as usize] = before(&[b'f', END]);
    of[b'h' as usize] = before(&[END]);
    of[b'c' as usize] = u32::MAX;
    of[b'q' as usize] = u32::MAX;
    of[b'w' as usize] = u32::MAX;
    of[b'x' as usize] = u32::MAX;
    of[b'y' as usize] = u32::MAX;
    of
};

/// A first look, which most letters survive: whether the first letter is heard as itself, whatever stands behind the second.
fn is_plain(rest: &[u8]) -> bool {
    let next = rest.get(1).map_or(0, |letter| letter & 31);
    HEARD_OTHERWISE_BEFORE[usize::from(rest[0])] >> next & 1 == 0
}

/// What the first letters of `rest` are heard as, behind the letter `before`, and how many they are.
fn sound_of(rest: &[u8], before: Option<u8>, for_arabic: bool) -> (&[u8], usize) {
    match rest[0] {
        b's' => match &rest[1..] {
            [b'c', b'h', b't', b's', b'c', b'h', ..] => (b"s", 7),
            [b'h', b'c', b'h', ..] => (b"s", 4),
            [b'c', b'h', ..] => (b"s", 3),
            [b'h', ..] => (b"s", 2),
            _ => (b"s", 1),
        },
        b't' => match &rest[1..] {
            [b's', b'c', b'h', ..] => (b"s", 4),
            [b'c', b'h', ..] => (b"s", 3),
            [b'h', ..] => (b"t", 2),
            [b's' | b'z', ..] => (b"z", 2),
            _ => (b"t", 1),
        },
        b'd' => match &rest[1..] {
            [b'z', b'h', ..] => (b"j", 3),
            [b'h', ..] => (b"d", 2),
            [b'j', ..] => (b"j", 2),
            _ => (b"d", 1),
        },
        b'c' => match &rest[1..] {
            [b'h', b'r' | b'l', ..] if for_arabic => (b"k", 2),
            [b'h' | b'z', ..] => (b"s", 2),
            [b'k', ..] => (b"k", 2),
            [b'e' | b'i' | b'y', ..] => (b"s", 1),
            _ => (b"k", 1),
        },
        b'k' => match &rest[1..] {
            [b'h', ..] if for_arabic => (b"x", 2),
            [b'h', ..] => (b"h", 2),
            [b's', ..] if for_arabic => (b"ks", 2),
            [b's', ..] => (b"x", 2),
            _ => (b"k", 1),
        },
        b'a' => match &rest[1..] {
            [b'e', b'e' | b'i', ..] if for_arabic => (b"ai", 3),
            [b'i' | b'y', ..] if for_arabic => (b"ai", 2),
            [b'e', b'e' | b'i', ..] => (b"e", 3),
            [b'i' | b'y', ..] => (b"e", 2),
            _ => (b"a", 1),
        },
        b'e' => match &rest[1..] {
            [b'e', ..] => (b"i", 2),
            // Latvian and Lithuanian give a name from abroad an ending: Sergejs, Sergejus; Lavrovs.
            [b'j', b's'] | [b'j', b'u', b's'] => (b"e", rest.len()),
            [b'i' | b'y', ..] => (b"e", 2),
            _ => (b"e", 1),
        },
        b'i' => match &rest[1..] {
            [b'y' | b'i', ..] => (b"i", 2),
            [b'j', b's'] | [b'j', b'u', b's'] => (b"i", rest.len()),
            // Glides between vowels: `daniyar`, `daniar`; `mariya`, `maria`.
            [b'j', ..] if !for_arabic => (b"i", 2),
            _ => (b"i", 1),
        },
        b'y' => match &rest[1..] {
            [b'i', ..] => (b"i", 2),
            _ => (if before.is_none() { b"y" } else { b"i" }, 1),
        },
        b'g' if rest.get(1) == Some(&b'h') => (b"g", 2),
        b'p' if rest.get(1) == Some(&b'h') => (b"f", 2),
        b'z' if rest.get(1) == Some(&b'h') => (b"j", 2),
        b'o' if matches!(rest.get(1), Some(b'u' | b'o')) => (b"u", 2),
        b'x' if for_arabic => (b"ks", 1),
        b'v' if rest == b"vs" && matches!(before, Some(b'o' | b'e')) => (b"v", 2),
        b'q' => (b"k", 1),
        b'w' => (b"v", 1),
        b'f' if matches!(rest, b"f" | b"ff") => (b"v", rest.len()),
        // A final h is written or not.
        b'h' if rest.len() == 1 && before.is_some() && !for_arabic => (b"", 1),
        _ => (&rest[..1], 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_plain, sound_of};

    #[test]
    fn a_letter_that_the_first_look_lets_through_is_heard_as_itself() {
        let letters = || b'a'..=b'z';
        for first in letters() {
            for second in letters() {
                for third in letters() {
                    for rest in [
                        &[first, second, third, b'a'][..],
                        &[first, second, third],
                        &[first, second],
                        &[first],
                    ] {
                        let heard = |for_arabic, before| sound_of(rest, before, for_arabic);
                        for (for_arabic, before) in [
                            (true, None),
                            (false, None),
                            (true, Some(b'o')),
                            (false, Some(b'o')),
                        ] {
                            let is_itself = heard(for_arabic, before) == (&rest[..1], 1);
                            assert!(is_itself || !is_plain(rest), "{:?}", std::str::from_utf8(rest));
                        }
                    }
                }
            }
        }
        assert!(is_plain(b"bashir") && !is_plain(b"shah"));
    }
}
