//! Other scripts to Latin letters.
//!
//! The `deunicode` tables serve most scripts. Two things are ours: Cyrillic is written the way the lists write
//! it (`ya`, `kh`, `shch`), and Arabic, which writes no short vowels, keeps its article apart.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::{
    fold::UNKNOWN_LETTER,
    language,
    scripts::{HAN_SOUNDS, is_indic, romanize_indic},
};

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
    let mut before = None;
    for (at, c) in rest.chars().enumerate().filter(|(at, _)| !silent.contains(at)) {
        // Two of them at the end are one long i.
        let is_last = at + 1 == letters && !matches!(before, Some('ي' | 'ی' | 'ئ'));
        if !(c == DO_CHASHMI_HE && aspirated(before, out)) {
            match (before, c) {
                // Kurdish and Uighur begin a word with this where it begins with a vowel.
                (None, 'ئ') => out.push('a'),
                (Some('ئ'), 'ە') if at == 1 => {}
                _ => match arabic_letter(c, at == 0, is_last) {
                    Some(latin) => out.push_str(latin),
                    None => push_table(c, out),
                },
            }
        }
        before = Some(c);
    }
}

/// Stands in Urdu behind a consonant that is spoken with a breath.
const DO_CHASHMI_HE: char = 'ھ';

/// Makes one sound of the last consonant and the breath behind it, where Latin letters write one that is heard otherwise: `kh`, `gh` and
/// `ph`. Returns whether it did.
fn aspirated(consonant: Option<char>, out: &mut String) -> bool {
    let sound = match consonant {
        Some('ک' | 'ك') => "x",
        Some('گ') => "g",
        Some('پ') => "F",
        _ => return false,
    };
    out.pop();
    out.push_str(sound);
    true
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
        'ح' | 'ه' | 'ۀ' | 'ہ' | 'ھ' | 'ۂ' => "h",
        // Kurdish and Uighur write their short vowel, which is an a or an e.
        'ە' => "Y",
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
        'و' | 'ؤ' | 'ۆ' | 'ۇ' | 'ۈ' => "u",
        'ڭ' => "ng",
        'ي' | 'ی' if is_first => "y",
        // At the end of a word it is a long a as well: Musa, Mustafa.
        'ى' | 'ی' if is_last => "Y",
        'ي' | 'ی' | 'ى' | 'ئ' | 'ے' | 'ې' | 'ێ' | 'ۍ' => "i",
        'پ' => "p",
        'ژ' => "j",
        'ڤ' | 'ۋ' => "v",
        // Ayn is written by the vowel that it carries, where a word begins with it; hamza is not written.
        'ع' if is_first => "a",
        'ع' | 'ء' => "",
        UNKNOWN_LETTER => "?",
        _ => return None,
    })
}

/// The syllable that a Chinese character is read as, without tones; `ü` is `u`, as it is on the lists. What stands first in a name of two to
/// four characters is taken for a surname.
pub(crate) fn plain_syllable(c: char, is_first: bool, characters: usize) -> Option<&'static str> {
    let is_surname = is_first && (2..=4).contains(&characters);
    let surname = language::get().scripts.as_surname(c).filter(|_| is_surname);
    surname.or_else(|| c.to_pinyin().map(|pinyin| without_dots(pinyin.plain())))
}

/// A syllable with `ü` as the lists write it.
fn without_dots(syllable: &'static str) -> &'static str {
    match syllable {
        "lü" => "lu",
        "lüe" => "lue",
        "nü" => "nu",
        "nüe" => "nue",
        other => other,
    }
}

/// Any other script, letter by letter. Chinese characters beside a middle dot stand for their sounds.
pub(crate) fn general(word: &str, beside_dot: bool, out: &mut String) {
    if let Some(known) = language::get().scripts.word(&word.to_lowercase()) {
        out.push_str(known);
        return;
    }
    match word.chars().next().map(|c| c.script()) {
        Some(Script::Greek) if word.chars().all(|c| c.script() == Script::Greek) => return greek(word, out),
        Some(Script::Armenian) => return armenian(word, out),
        Some(Script::Georgian) => return georgian(word, out),
        _ => {}
    }
    if word.chars().any(is_indic) {
        return romanize_indic(word, out, push_table);
    }
    let characters = word.chars().filter(|c| c.script() == Script::Han).count();
    if characters > 0 {
        out.push(if beside_dot { HAN_SOUNDS } else { HAN });
    }
    for (at, c) in word.chars().enumerate() {
        if characters > 0
            && let Some(syllable) = plain_syllable(c, at == 0, characters)
        {
            out.push_str(syllable);
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

/// What Greek writes the surnames of Slavs with at the end, which no Greek word has: -ov and -ev, and those of women.
const SLAVIC_ENDS_IN_GREEK: [&str; 6] = ["οφ", "εφ", "οβα", "εβα", "οβιτς", "εβιτς"];

/// Greek, by ELOT 743, but for the letters that names from abroad have for sounds that Greek lacks: ντ is d, μπ is b, and γκ is g, alone
/// where a word begins, and behind n and m within it, unless the whole word is from abroad (`Καντίροφ`).
fn greek(word: &str, out: &mut String) {
    let letters: Vec<char> = word
        .nfd()
        .filter(|c| !crate::fold::is_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let is_slavic = letters.len() > 4
        && SLAVIC_ENDS_IN_GREEK.iter().any(|end| {
            let mut last = letters.iter().rev();
            end.chars().rev().all(|c| last.next() == Some(&c))
        });
    let start = out.len();
    let mut at = 0;
    while at < letters.len() {
        let is_first = out.len() == start;
        let next = letters.get(at + 1).copied();
        let behind = letters.get(at + 2).copied();
        // Behind a consonant they are one sound as well: Χιζμπουλ.
        let begins_syllable = is_first || is_slavic || !"αεηιουω".contains(letters[at - 1]);
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
            ('φ', None) if is_slavic => ("v", 1),
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

/// Armenian, as its passports and BGN/PCGN have it: two letters are one u, and what a word begins with has a glide.
fn armenian(word: &str, out: &mut String) {
    // A ligature is two letters, and capitals of it have no small form of their own.
    let letters: Vec<char> = word.nfkc().flat_map(char::to_lowercase).collect();
    let mut at = 0;
    while at < letters.len() {
        let (letter, next) = (letters[at], letters.get(at + 1).copied());
        let (latin, used) = match (letter, next) {
            ('ո', Some('ւ')) => ("u", 2),
            ('ե', Some('ւ')) => ("ev", 2),
            ('ո', Some('վ')) if at == 0 => ("ov", 2),
            ('ո', _) if at == 0 => ("vo", 1),
            ('ե', _) if at == 0 => ("ye", 1),
            _ => {
                match armenian_letter(letter) {
                    Some(latin) => out.push_str(latin),
                    None => push_table(letter, out),
                }
                at += 1;
                continue;
            }
        };
        out.push_str(latin);
        at += used;
    }
}

const fn armenian_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ա' => "a",
        'բ' => "b",
        'գ' => "g",
        'դ' => "d",
        'ե' | 'է' => "e",
        'զ' => "z",
        'ը' | 'յ' => "y",
        'թ' | 'տ' => "t",
        'ժ' => "zh",
        'ի' => "i",
        'լ' => "l",
        'խ' => "kh",
        'ծ' | 'ց' => "ts",
        'կ' | 'ք' => "k",
        'հ' => "h",
        'ձ' => "dz",
        'ղ' => "gh",
        'ճ' | 'չ' => "ch",
        'մ' => "m",
        'ն' => "n",
        'շ' => "sh",
        'ո' | 'օ' => "o",
        'պ' | 'փ' => "p",
        'ջ' => "j",
        'ռ' | 'ր' => "r",
        'ս' => "s",
        'վ' | 'ւ' => "v",
        'ֆ' => "f",
        _ => return None,
    })
}

/// What Georgian writes surnames from Russian with: the ending of the nominative stands behind a consonant, and is no part of the name.
const SLAVIC_ENDS_IN_GEORGIAN: [&str; 3] = ["ოვი", "ევი", "ინი"];

/// Shorter words with these ends are names of Georgia.
const GEORGIAN_SURNAME_MIN: usize = 6;

/// Georgian, by the national system of 2002, without the apostrophes that few write.
fn georgian(word: &str, out: &mut String) {
    let letters: String = word.chars().flat_map(char::to_lowercase).collect();
    let is_slavic = letters.chars().count() >= GEORGIAN_SURNAME_MIN
        && SLAVIC_ENDS_IN_GEORGIAN.iter().any(|end| letters.ends_with(end));
    let name = if is_slavic {
        letters.trim_end_matches('ი')
    } else {
        &letters
    };
    for c in name.chars() {
        let latin = match c {
            'ა' => "a",
            'ბ' => "b",
            'გ' => "g",
            'დ' => "d",
            'ე' => "e",
            'ვ' => "v",
            'ზ' => "z",
            'თ' | 'ტ' => "t",
            'ი' => "i",
            'კ' | 'ქ' => "k",
            'ლ' => "l",
            'მ' => "m",
            'ნ' => "n",
            'ო' => "o",
            'პ' | 'ფ' => "p",
            'ჟ' => "zh",
            'რ' => "r",
            'ს' => "s",
            'უ' => "u",
            'ღ' => "gh",
            'ყ' => "q",
            'შ' => "sh",
            'ჩ' | 'ჭ' => "ch",
            'ც' | 'წ' => "ts",
            'ძ' => "dz",
            'ხ' => "kh",
            'ჯ' => "j",
            'ჰ' => "h",
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
    fn armenian_and_georgian_are_written_as_their_passports_have_them() {
        for (text, expected) in [
            ("Թաթուլյան", "tatulyan"),
            ("Եվգենի", "yevgeni"),
            ("Ոսկանյան", "voskanyan"),
            ("ՍԵՎՈՒԿ", "sevuk"),
            ("Օլեգ", "oleg"),
            ("ლეფსვერიძე", "lepsveridze"),
            ("შუშანაშვილი", "shushanashvili"),
            ("კადიროვი", "kadirov"),
            ("პრიგოჟინი", "prigozhin"),
            ("ნინი", "nini"),
        ] {
            assert_eq!(tokens(text), [expected], "{text}");
        }
    }

    #[test]
    fn two_letters_of_greek_are_one_sound_in_a_name_from_abroad() {
        assert_eq!(tokens("Καντίροφ"), ["kadirov"]);
        assert_eq!(tokens("Μπορίσοβα"), ["borisova"]);
        assert_eq!(tokens("Αντώνης"), ["andonis"]);
    }

    #[test]
    fn a_letter_of_kurdish_is_a_vowel_and_a_breath_of_urdu_is_heard_with_its_consonant() {
        assert_eq!(tokens("قەرەیلان"), ["~qYrYilan"]);
        assert_eq!(tokens("ئەحمەد"), ["~ahmYd"]);
        assert_eq!(tokens("لکھوی"), ["~lxuY"]);
        assert!(crate::relate(&tokens("لکھوی")[0], "lakhvi").is_some());
        assert!(crate::relate(&tokens("قەرەیلان")[0], "karayilan").is_some());
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
