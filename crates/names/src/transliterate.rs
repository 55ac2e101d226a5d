//! Other scripts to Latin letters.
//!
//! The `deunicode` tables serve most scripts. Two things are ours: Cyrillic is written the way the lists write
//! it (`ya`, `kh`, `shch`), and Arabic, which writes no short vowels, keeps its article apart.

use pinyin::ToPinyin;
use unicode_script::{Script, UnicodeScript};

use crate::scripts::HAN_SOUNDS;

/// Marks a token that was written without short vowels (Arabic script): it is compared by consonants.
pub(crate) const UNVOWELED: char = '~';

/// Marks a token that was written in Chinese characters: its syllables say less than the characters did.
pub(crate) const HAN: char = '^';

/// Words of Arabic-script names that the lists write in one way.
const ARABIC_WORDS: [(&str, &str); 13] = [
    ("بن", "bin"),
    ("ابن", "ibn"),
    ("بنت", "bint"),
    ("أبو", "abu"),
    ("ابو", "abu"),
    ("أبي", "abu"),
    ("ابي", "abu"),
    ("أم", "umm"),
    ("ولد", "ould"),
    ("آل", "al"),
    ("الله", "allah"),
    ("عبد", "abd"),
    ("و", "and"),
];

/// Transliterates an Arabic-script word letter by letter, marked as [`UNVOWELED`]. The article `ال` and the
/// `عبد` of the names of God's servants become words of their own, as the lists write them.
pub(crate) fn arabic(word: &str, out: &mut String) {
    // Tatweel and vowel marks carry no letters.
    let cleaned: String = word
        .chars()
        .filter(|c| !matches!(c, 'ـ' | '\u{64b}'..='\u{65f}' | '\u{670}'))
        .collect();
    let mut rest = cleaned.as_str();
    for prefix in ["عبدال", "ال"] {
        if let Some((_, known)) = ARABIC_WORDS.iter().find(|(arabic, _)| *arabic == rest) {
            out.push_str(known);
            out.push(' ');
            return;
        }
        if let Some(stem) = rest.strip_prefix(prefix)
            && stem.chars().count() >= 2
            && !(prefix == "ال" && stem == "له")
        {
            out.push_str(if prefix == "ال" { "al " } else { "abd al " });
            rest = stem;
        }
    }
    out.push(UNVOWELED);
    for (i, c) in rest.chars().enumerate() {
        // One letter a sound, as `sounds` hears the Latin spellings: `kh` there is `h`, `sh` is `s`.
        let latin = match c {
            'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ة' => "a",
            'ب' => "b",
            'ت' | 'ط' => "t",
            'ث' => "t",
            'ج' => "j",
            'ح' | 'ه' | 'ە' | 'ۀ' | 'ہ' | 'ھ' => "h",
            'خ' => "h",
            'د' | 'ض' => "d",
            'ذ' => "d",
            'ر' => "r",
            'ز' | 'ظ' => "z",
            'س' | 'ص' => "s",
            'ش' => "s",
            'غ' => "g",
            'ف' => "f",
            'ق' => "q",
            'ك' | 'ک' => "k",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'و' | 'ؤ' if i == 0 => "w",
            'و' | 'ؤ' => "u",
            'ي' | 'ی' if i == 0 => "y",
            // At the end of a word it is a long a: Musa, Mustafa.
            'ى' => "a",
            'ي' | 'ی' | 'ئ' | 'ے' => "i",
            'پ' => "p",
            'چ' => "s",
            'ژ' => "j",
            'گ' => "g",
            'ڤ' => "v",
            // Ayn is written by the vowel that it carries, where a word begins with it; hamza is not written.
            'ع' if i == 0 => "a",
            'ع' | 'ء' => "",
            _ => {
                push_table(c, out);
                continue;
            }
        };
        out.push_str(latin);
    }
}

/// Chinese surnames that are read otherwise than their character is elsewhere, with their reading. Where one stands first in
/// a name of two to four characters it is taken for the surname.
const SURNAME_READINGS: [(char, &str); 26] = [
    ('单', "shan"),
    ('單', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('曾', "zeng"),
    ('查', "zha"),
    ('盖', "ge"),
    ('蓋', "ge"),
    ('区', "ou"),
    ('區', "ou"),
    ('朴', "piao"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('乐', "yue"),
    ('樂', "yue"),
    ('员', "yun"),
    ('員', "yun"),
    ('折', "she"),
    ('缪', "miao"),
    ('繆', "miao"),
    ('种', "chong"),
    ('冼', "xian"),
    ('黑', "he"),
    ('葛', "ge"),
    ('召', "shao"),
    ('尉', "wei"),
];

/// The syllable that a Chinese character is read as.
fn syllable(c: char, is_first: bool, characters: usize) -> Option<&'static str> {
    let is_surname = is_first && (2..=4).contains(&characters);
    let surname = SURNAME_READINGS
        .iter()
        .find(|(character, _)| is_surname && *character == c);
    match surname {
        Some((_, reading)) => Some(reading),
        None => c.to_pinyin().map(::pinyin::Pinyin::plain),
    }
}

/// Any other script, letter by letter. Chinese characters beside a middle dot stand for their sounds.
pub(crate) fn general(word: &str, beside_dot: bool, out: &mut String) {
    let characters = word.chars().filter(|c| c.script() == Script::Han).count();
    if characters > 0 {
        out.push(if beside_dot { HAN_SOUNDS } else { HAN });
    }
    for (at, c) in word.chars().enumerate() {
        if characters > 0
            && let Some(syllable) = syllable(c, at == 0, characters)
        {
            // `ü` is written `v` where there is none, and `u` on the lists.
            out.extend(
                syllable
                    .chars()
                    .map(|letter| if letter == 'ü' { 'u' } else { letter }),
            );
            continue;
        }
        let lower = c.to_lowercase().next().unwrap_or(c);
        let latin = match lower {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' | 'э' | 'ё' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'і' | 'ї' => "i",
            'й' | 'ы' => "y",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ъ' | 'ь' => "",
            'ю' => "yu",
            'я' => "ya",
            'є' => "ye",
            'ў' => "u",
            'ј' => "j",
            'љ' => "lj",
            'њ' => "nj",
            'ћ' => "c",
            'ђ' => "dj",
            'џ' => "dz",
            _ => {
                push_table(c, out);
                continue;
            }
        };
        out.push_str(latin);
    }
}

fn push_table(c: char, out: &mut String) {
    let Some(latin) = deunicode::deunicode_char(c) else {
        return;
    };
    for byte in latin.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'A'..=b'Z' => out.push(char::from(byte.to_ascii_lowercase())),
            // Chinese and Korean syllables come with a trailing space. Lists write a given name of two syllables
            // as one word, as two, or with a hyphen; kept as one it is told from chance syllables, and words
            // written together are related to words written apart.
            _ => {}
        }
    }
}
