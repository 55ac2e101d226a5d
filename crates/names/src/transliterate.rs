//! Other scripts to Latin letters.
//!
//! The `deunicode` tables serve most scripts. Two things are ours: Cyrillic is written the way the lists write
//! it (`ya`, `kh`, `shch`), and Arabic, which writes no short vowels, keeps its article apart.

/// Transliterates an Arabic-script word: the article `ال` becomes a word of its own, as the lists write it.
pub(crate) fn arabic(word: &str, out: &mut String) {
    let mut rest = word;
    if let Some(stem) = word.strip_prefix("ال")
        && stem.chars().count() >= 3
    {
        out.push_str("al ");
        rest = stem;
    }
    for c in rest.chars() {
        let latin = match c {
            'ا' | 'أ' | 'إ' | 'آ' | 'ى' | 'ٱ' => "a",
            'ب' => "b",
            'ت' | 'ط' | 'ة' => "t",
            'ث' => "th",
            'ج' => "j",
            'ح' | 'ه' | 'ە' | 'ۀ' | 'ہ' | 'ھ' => "h",
            'خ' => "kh",
            'د' | 'ض' => "d",
            'ذ' => "dh",
            'ر' => "r",
            'ز' | 'ظ' => "z",
            'س' | 'ص' => "s",
            'ش' => "sh",
            'غ' => "gh",
            'ف' => "f",
            'ق' => "q",
            'ك' | 'ک' => "k",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'و' | 'ؤ' => "u",
            'ي' | 'ی' | 'ئ' | 'ے' => "i",
            'پ' => "p",
            'چ' => "ch",
            'ژ' => "zh",
            'گ' => "g",
            'ڤ' => "v",
            // Ayn, hamza, tatweel and vowel marks: the lists leave them out.
            'ع' | 'ء' | 'ـ' => "",
            _ => {
                push_table(c, out);
                continue;
            }
        };
        out.push_str(latin);
    }
}

/// Any other script, letter by letter.
pub(crate) fn general(word: &str, out: &mut String) {
    for c in word.chars() {
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
    let Some(latin) = deunicode::deunicode_char(c) else { return };
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
