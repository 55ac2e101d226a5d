//! Devanagari, Bengali, Gurmukhi and Gujarati, which write a vowel as a sign on the consonant before it, and none where it is a short a.
//!
//! The four stand in one order in Unicode (that of ISCII), a block of 128 characters each, so that one table serves them. The short a is
//! written in Sanskrit and not spoken in the languages of today where a word ends or the syllables before and behind it have a vowel
//! (Ohala 1983): `अतुल` is *Atul* and `लखवी` is *Lakhvi*.

use smallvec::SmallVec;

const BLOCK: u32 = 0x80;
const FIRST: u32 = 0x0900;
const LAST: u32 = 0x0aff;
const BENGALI: u32 = 0x0980;
const GURMUKHI: u32 = 0x0a00;

/// What a character is in a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Vowel(&'static str),
    Consonant(&'static str),
    /// A vowel that stands for the short a of the consonant before it.
    Dependent(&'static str),
    /// Takes the short a away.
    Virama,
    /// Makes another consonant of the one before it.
    Nukta,
    /// Nasal, as the consonant behind it.
    Nasal,
    Other,
}

/// Each consonant from the first on, in the order of the blocks.
const CONSONANTS: [&str; 37] = [
    "k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th", "d", "dh",
    "n", "n",
    // Most names with this letter come from languages that have an f, and the mark that tells is seldom written.
    "p", "f", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh", "s", "h",
];

/// Vowels that stand by themselves, from the short a on, and the signs of those behind the a.
const VOWELS: [&str; 16] = [
    "a", "a", "i", "i", "u", "u", "ri", "l", "e", "e", "e", "ai", "o", "o", "o", "au",
];

fn sign_of(c: char) -> Sign {
    let code = u32::from(c);
    if !(FIRST..=LAST).contains(&code) {
        return Sign::Other;
    }
    let (block, place) = (code - code % BLOCK, code % BLOCK);
    let at = |first: u32| (place - first) as usize;
    match place {
        0x01 | 0x02 => Sign::Nasal,
        0x70 if block == GURMUKHI => Sign::Nasal,
        0x05..=0x14 => Sign::Vowel(VOWELS[at(0x05)]),
        // Bengali speaks the letter that begins *Yadav* as j, and has another for y.
        0x2f if block == BENGALI => Sign::Consonant("j"),
        0x15..=0x39 => Sign::Consonant(CONSONANTS[at(0x15)]),
        0x3c => Sign::Nukta,
        0x3e..=0x4c => Sign::Dependent(match at(0x3e) + 1 {
            // A long vocalic r stands where the long l would.
            7 => "ri",
            nth => VOWELS[nth],
        }),
        0x4d => Sign::Virama,
        // Bengali's t without a vowel.
        0x4e if block == BENGALI => Sign::Consonant("t"),
        // Of Gurmukhi, y and the two letters that carry vowel signs.
        0x72 if block == GURMUKHI => Sign::Vowel("i"),
        0x73 if block == GURMUKHI => Sign::Vowel("u"),
        _ => Sign::Other,
    }
}

/// The consonant that a letter is with a nukta.
fn with_nukta(letter: char, consonant: &'static str) -> &'static str {
    match u32::from(letter) % BLOCK {
        0x15 => "q",
        0x17 => "gh",
        0x1c => "z",
        // Flaps, which are written with the dotted letters of d.
        0x21 => "r",
        0x22 => "rh",
        0x2f => "y",
        _ => consonant,
    }
}

/// Whether a character is of one of these scripts.
pub(crate) fn is_indic(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

/// Whether a character between two letters joins or parts their shapes only.
pub(crate) const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// A consonant, or a vowel by itself, with the vowel behind it.
struct Syllable {
    consonant: &'static str,
    vowel: &'static str,
    /// The vowel is the short a that nothing is written for.
    is_inherent: bool,
    /// A nasal behind the vowel.
    is_nasal: bool,
}

/// Writes a word with Latin letters; what is of no syllable, digits for example, is given to `other`.
pub(crate) fn romanized(word: &str, out: &mut String, mut other: impl FnMut(char, &mut String)) {
    let mut syllables: SmallVec<[Syllable; 16]> = SmallVec::new();
    let mut letter = ' ';
    for c in word.chars() {
        match sign_of(c) {
            Sign::Vowel(vowel) => syllables.push(Syllable {
                consonant: "",
                vowel,
                is_inherent: false,
                is_nasal: false,
            }),
            Sign::Consonant(consonant) => {
                letter = c;
                syllables.push(Syllable {
                    consonant,
                    vowel: "a",
                    is_inherent: true,
                    is_nasal: false,
                });
            }
            sign => {
                let Some(last) = syllables.last_mut() else {
                    other(c, out);
                    continue;
                };
                match sign {
                    Sign::Dependent(vowel) => (last.vowel, last.is_inherent) = (vowel, false),
                    Sign::Virama => (last.vowel, last.is_inherent) = ("", false),
                    Sign::Nukta => last.consonant = with_nukta(letter, last.consonant),
                    Sign::Nasal => last.is_nasal = true,
                    _ if c.is_alphanumeric() => {
                        write(&mut syllables, out);
                        other(c, out);
                    }
                    _ => {}
                }
            }
        }
    }
    write(&mut syllables, out);
}

fn write(syllables: &mut SmallVec<[Syllable; 16]>, out: &mut String) {
    leave_out_unspoken(syllables);
    for at in 0..syllables.len() {
        let syllable = &syllables[at];
        out.push_str(syllable.consonant);
        out.push_str(syllable.vowel);
        if syllable.is_nasal {
            let next = syllables.get(at + 1).map_or("", |next| next.consonant);
            out.push_str(match next.as_bytes() {
                [b'p' | b'b' | b'm' | b'f', ..] => "m",
                // Singh.
                [b'h', ..] => "ng",
                _ => "n",
            });
        }
    }
    syllables.clear();
}

/// Takes the short a away where it is not spoken: at the end, but behind two consonants and in a word of one syllable; and from
/// there back, between two syllables with a vowel each.
fn leave_out_unspoken(syllables: &mut [Syllable]) {
    let Some(last) = syllables.len().checked_sub(1).filter(|last| *last > 0) else {
        return;
    };
    let is_unspoken = |syllable: &Syllable| syllable.is_inherent && !syllable.is_nasal;
    if is_unspoken(&syllables[last]) && !syllables[last - 1].vowel.is_empty() {
        syllables[last].vowel = "";
    }
    for at in (1..last).rev() {
        let has_vowel_behind = !syllables[at + 1].vowel.is_empty() && !syllables[at + 1].consonant.is_empty();
        let is_single_before = !syllables[at - 1].vowel.is_empty() && !syllables[at - 1].is_nasal;
        if is_unspoken(&syllables[at]) && has_vowel_behind && is_single_before {
            syllables[at].vowel = "";
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::folded_words;

    #[test]
    fn a_short_a_is_written_where_it_is_spoken() {
        for (word, expected) in [
            ("अतुल", "atul"),
            ("गुप्ता", "gupta"),
            ("लखवी", "lakhvi"),
            ("मसूद", "masud"),
            ("अज़हर", "azhar"),
            ("रमज़ान", "ramzan"),
            ("तेंदुलकर", "tendulkar"),
            ("नरेन्द्र", "narendra"),
            ("हिंद", "hind"),
            ("दाऊद", "daud"),
            ("मोहम्मद", "mohammad"),
            ("सिंह", "singh"),
            ("न", "na"),
        ] {
            assert_eq!(folded_words(word), [expected], "{word}");
        }
    }

    #[test]
    fn the_scripts_of_one_order_are_read_by_one_table() {
        for (word, expected) in [
            ("গুপ্তা", "gupta"),
            ("যাদব", "jadab"),
            ("অমিত", "amit"),
            ("મોદી", "modi"),
            ("ਗੁਪਤਾ", "gupta"),
            ("ਸਿੰਘ", "singh"),
        ] {
            assert_eq!(folded_words(word), [expected], "{word}");
        }
    }

    #[test]
    fn a_joiner_within_a_word_parts_nothing() {
        assert_eq!(folded_words("कृष\u{200d}ण"), folded_words("कृषण"));
        assert_eq!(folded_words("लक्\u{200d}ष्मी"), ["lakshmi"]);
    }
}
