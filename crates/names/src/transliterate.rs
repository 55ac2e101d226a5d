//! Other scripts to Latin letters.
//!
//! The `deunicode` tables serve most scripts. Two things are ours: Cyrillic is written the way the lists write
//! it (`ya`, `kh`, `shch`), and Arabic, which writes no short vowels, keeps its article apart.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::{language, scripts::HAN_SOUNDS};

/// Marks a token that was written without short vowels (Arabic script): it is compared by consonants.
pub(crate) const UNVOWELED: char = '~';

/// Marks a token that was written in Chinese characters: its syllables say less than the characters did.
pub(crate) const HAN: char = '^';

/// How the word for God is folded.
pub(crate) const ALLAH: &str = "allah";

/// What a word of Arabic script ends in that is the second part of a name: *of the faith*, and *of God*. The article before the one, and
/// the first two letters of the other, are heard with the word before them: `Nasiruddin`, `Faizullah`.
const FAITH: &str = "الدين";
const GOD: &str = "الله";

/// A letter of Arabic script as words are looked up by: those that differ by keyboard or by a sign that few write are one.
fn plain_arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ک' => 'ك',
        'ی' | 'ى' => 'ي',
        'ە' | 'ۀ' | 'ہ' | 'ھ' | 'ۂ' => 'ه',
        other => other,
    }
}

/// The same of all letters of a word.
pub(crate) fn plain_arabic_word(word: &str) -> String {
    word.chars().map(plain_arabic).collect()
}

/// Transliterates an Arabic-script word letter by letter, marked as [`UNVOWELED`]. The article `ال`, the `عبد` of the names of
/// God's servants, and the parts of a name that is two names become words of their own, as the lists write them.
pub(crate) fn arabic(word: &str, out: &mut String) {
    // Tatweel and vowel marks carry no letters; forms of a letter by its place in the word are the letter.
    let cleaned: String = word
        .nfkc()
        .filter(|c| !matches!(c, 'ـ' | '\u{64b}'..='\u{65f}' | '\u{670}'))
        .collect();
    arabic_part(&cleaned, out);
}

fn arabic_part(part: &str, out: &mut String) {
    let scripts = &language::get().scripts;
    let plain = plain_arabic_word(part);
    if let Some(end) = scripts.end_of_first_name(&plain) {
        let at = part.char_indices().nth(end).map_or(part.len(), |(at, _)| at);
        arabic_part(&part[..at], out);
        out.push(' ');
        arabic_part(&part[at..], out);
        return;
    }
    let mut rest = part;
    for prefix in ["عبدال", "ال"] {
        if let Some(known) = scripts.word(&plain_arabic_word(rest)) {
            out.push_str(known);
            return;
        }
        if let Some(stem) = rest.strip_prefix(prefix)
            && stem.chars().count() >= 2
            && !GOD.ends_with(&plain_arabic_word(stem))
        {
            if prefix != "ال" {
                out.push_str("abd al ");
            } else if plain != FAITH {
                out.push_str("al ");
            }
            rest = stem;
        }
    }
    let plain = plain_arabic_word(rest);
    let letters = rest.chars().count();
    // The letters that are not written out: of the article, and of the first vowel of God's name.
    let silent = if letters > FAITH.chars().count() + 1 && plain.ends_with(FAITH) {
        letters - FAITH.chars().count()..letters - FAITH.chars().count() + 2
    } else if letters > GOD.chars().count() + 1 && plain.ends_with(GOD) {
        letters - GOD.chars().count()..letters - GOD.chars().count() + 2
    } else {
        letters..letters
    };
    out.push(UNVOWELED);
    let mut behind_ya = false;
    for (at, c) in rest.chars().enumerate().filter(|(at, _)| !silent.contains(at)) {
        // Two of them at the end are one long i.
        let is_last = at + 1 == letters && !behind_ya;
        match arabic_letter(c, at == 0, is_last) {
            Some(latin) => out.push_str(latin),
            None => push_table(c, out),
        }
        behind_ya = matches!(c, 'ي' | 'ی' | 'ئ');
    }
}

/// One letter a sound, as [`unvoweled`](crate::unvoweled) hears the Latin spellings: `kh` is `x`, `sh` is `s`. Capitals are read in
/// several ways.
fn arabic_letter(c: char, is_first: bool, is_last: bool) -> Option<&'static str> {
    Some(match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ة' => "a",
        'ب' => "b",
        'ت' | 'ط' | 'ټ' | 'ٹ' => "t",
        'ث' => "T",
        'ج' => "j",
        'ح' | 'ه' | 'ە' | 'ۀ' | 'ہ' | 'ھ' | 'ۂ' => "h",
        'خ' => "x",
        'د' | 'ډ' | 'ڈ' => "d",
        'ض' => "D",
        'ذ' | 'ظ' => "Z",
        'ر' | 'ړ' | 'ڑ' | 'ڕ' => "r",
        'ز' => "z",
        'س' | 'ص' | 'چ' => "s",
        'ش' => "S",
        'غ' | 'گ' | 'ګ' => "g",
        'ف' => "F",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'ل' | 'ڵ' => "l",
        'م' => "m",
        'ن' | 'ڼ' | 'ں' => "n",
        'و' | 'ؤ' if is_first => "w",
        'و' | 'ؤ' | 'ۆ' | 'ۇ' => "u",
        'ي' | 'ی' if is_first => "y",
        // At the end of a word it is a long a as well: Musa, Mustafa.
        'ى' | 'ی' if is_last => "Y",
        'ي' | 'ی' | 'ى' | 'ئ' | 'ے' | 'ې' | 'ێ' | 'ۍ' => "i",
        'پ' => "p",
        'ژ' => "j",
        'ڤ' => "v",
        // Ayn is written by the vowel that it carries, where a word begins with it; hamza is not written.
        'ع' if is_first => "a",
        'ع' | 'ء' => "",
        _ => return None,
    })
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
    if let Some(known) = language::get().scripts.word(&word.to_lowercase()) {
        out.push_str(known);
        return;
    }
    if word.chars().all(|c| c.script() == Script::Greek) {
        return greek(word, out);
    }
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

/// Greek, by ELOT 743, but for the letters that names from abroad have for sounds that Greek lacks: ντ is d, μπ is b, and γκ is g, alone
/// where a word begins, and behind n and m within it.
fn greek(word: &str, out: &mut String) {
    let letters: Vec<char> = word
        .nfd()
        .filter(|c| !crate::fold::is_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let start = out.len();
    let mut at = 0;
    while at < letters.len() {
        let is_first = out.len() == start;
        let next = letters.get(at + 1).copied();
        let behind = letters.get(at + 2).copied();
        // Behind a consonant they are one sound as well: Χιζμπουλ.
        let begins_syllable = is_first || !"αεηιουω".contains(letters[at - 1]);
        let is_voiced = |c: Option<char>| c.is_some_and(|c| !"θκξπστφχψς".contains(c));
        let (latin, used) = match (letters[at], next) {
            ('ν', Some('τ')) => (if begins_syllable { "d" } else { "nd" }, 2),
            ('μ', Some('π')) => (if begins_syllable { "b" } else { "mb" }, 2),
            ('γ', Some('κ')) => ("g", 2),
            ('γ', Some('γ')) => ("ng", 2),
            ('γ', Some('χ')) => ("nkh", 2),
            ('ο', Some('υ')) => ("ou", 2),
            ('α', Some('υ')) => (if is_voiced(behind) { "av" } else { "af" }, 2),
            ('ε', Some('υ')) => (if is_voiced(behind) { "ev" } else { "ef" }, 2),
            ('τ', Some('ζ')) => ("tz", 2),
            ('α', _) => ("a", 1),
            ('β', _) => ("v", 1),
            ('γ', _) => ("g", 1),
            ('δ', _) => ("d", 1),
            ('ε', _) => ("e", 1),
            ('ζ', _) => ("z", 1),
            ('η' | 'ι', _) => ("i", 1),
            ('θ', _) => ("th", 1),
            ('κ', _) => ("k", 1),
            ('λ', _) => ("l", 1),
            ('μ', _) => ("m", 1),
            ('ν', _) => ("n", 1),
            ('ξ', _) => ("x", 1),
            ('ο' | 'ω', _) => ("o", 1),
            ('π', _) => ("p", 1),
            ('ρ', _) => ("r", 1),
            ('σ' | 'ς', _) => ("s", 1),
            ('τ', _) => ("t", 1),
            ('υ', _) => ("y", 1),
            ('φ', _) => ("f", 1),
            ('χ', _) => ("kh", 1),
            ('ψ', _) => ("ps", 1),
            (other, _) => {
                push_table(other, out);
                at += 1;
                continue;
            }
        };
        out.push_str(latin);
        at += used;
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

#[cfg(test)]
mod tests {
    use crate::{Analysis, Order};

    fn tokens(text: &str) -> Vec<String> {
        let analysis = Analysis::of(text, Order::AsWritten);
        analysis.tokens().map(|(token, _)| token.to_owned()).collect()
    }

    #[test]
    fn a_name_of_two_names_is_two_words_however_it_is_written() {
        assert_eq!(tokens("غلامرضا"), ["~glam", "~rDa"]);
        assert_eq!(tokens("غلام رضا"), tokens("غلامرضا"));
        assert_eq!(tokens("احمدی\u{200c}مقدم"), ["~ahmdY", "~mqdm"]);
        // Only where both parts are known: these begin like one.
        assert_eq!(tokens("علیپور").len(), 1);
        assert_eq!(tokens("محمدی").len(), 1);
    }

    #[test]
    fn of_the_faith_and_of_god_are_heard_with_the_word_before() {
        assert_eq!(tokens("نصیر الدین"), ["~nsir", "~din"]);
        assert_eq!(tokens("نصیرالدین"), ["~nsirdin"]);
        assert_eq!(tokens("سعيدالله"), ["~sidlh"]);
        assert_eq!(tokens("الله"), ["allah"]);
        assert_eq!(tokens("ثناء اللہ"), ["~Tna", "allah"]);
    }

    #[test]
    fn a_title_is_the_title_that_latin_letters_have() {
        assert_eq!(tokens("ملا عمر"), ["mullah", "~amr"]);
        assert_eq!(tokens("محمد آخوند"), ["~mhmd", "akhund"]);
        assert_eq!(tokens("محمد ﺁخوند"), ["~mhmd", "akhund"]);
        // A surname that begins like one is a surname.
        assert_eq!(tokens("ملایی").len(), 1);
        assert_ne!(tokens("ملایی")[0], "mullah");
    }
}
