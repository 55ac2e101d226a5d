//! Hebrew, which writes few of its vowels.

use unicode_script::{Script, UnicodeScript};

/// Stands behind a letter for a sound of another language: ג׳ is `j`.
const GERESH: char = '\u{5f3}';

/// Stands before the last letter of an abbreviation: בע״מ.
const GERSHAYIM: char = '\u{5f4}';

fn is_letter(c: char) -> bool {
    matches!(c, 'א'..='ת')
}

pub(crate) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5f4}') && c.script() == Script::Hebrew
}

/// The sign that a character is between two Hebrew letters, as keyboards write it: it parts no words there.
pub(crate) fn is_sign_within(c: char) -> Option<char> {
    match c {
        '\'' | '`' | '\u{2019}' | GERESH => Some(GERESH),
        '"' | '\u{201d}' | GERSHAYIM => Some(GERSHAYIM),
        _ => None,
    }
}

/// What the sounds are for a reader that are not written by their own letter.
pub(super) const SPELLINGS: [(char, &str); 19] = [
    ('X', "a"),
    ('V', "v"),
    ('W', "v"),
    ('w', "u"),
    ('Y', "y"),
    ('Z', "ei"),
    ('y', "i"),
    ('A', "a"),
    ('I', "i"),
    ('U', "o"),
    ('J', "zh"),
    ('H', "ch"),
    ('T', "t"),
    ('E', "a"),
    ('C', "ch"),
    ('c', "ts"),
    ('q', "k"),
    ('S', "sh"),
    ('O', "th"),
];

/// A letter a sound; points that stand for vowels are left out, because few write them. What stands for a vowel at an end of
/// the word or twice is a sound of its own.
pub(super) fn sounds(word: &str, out: &mut String) {
    let mut letters = word.chars().filter(|c| is_letter(*c) || *c == GERESH).peekable();
    let mut is_first = true;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let is_foreign = next == Some(GERESH);
        if next == Some(letter) && matches!(letter, 'ו' | 'י') {
            letters.next();
            out.push(if letter == 'ו' { 'W' } else { 'Z' });
            is_first = false;
            continue;
        }
        out.push(match letter {
            'א' if is_first => 'X',
            'ו' if is_first => 'V',
            'י' if is_first => 'Y',
            'ה' if next.is_none() => 'A',
            'ו' if next.is_none() => 'U',
            'י' if next.is_none() => 'I',
            'א' => 'a',
            'ב' => 'b',
            'ג' if is_foreign => 'j',
            'ג' => 'g',
            'ד' => 'd',
            'ה' => 'h',
            'ו' => 'w',
            'ז' if is_foreign => 'J',
            'ז' => 'z',
            'ח' => 'H',
            'ט' => 'T',
            'י' => 'y',
            'כ' | 'ך' => 'k',
            'ל' => 'l',
            'מ' | 'ם' => 'm',
            'נ' | 'ן' => 'n',
            'ס' => 's',
            'ע' => 'E',
            'פ' => 'p',
            // At the end of a word it is always f.
            'ף' => 'f',
            'צ' | 'ץ' if is_foreign => 'C',
            'צ' | 'ץ' => 'c',
            'ק' => 'q',
            'ר' => 'r',
            'ש' => 'S',
            'ת' if is_foreign => 'O',
            'ת' => 't',
            _ => continue,
        });
        is_first = false;
    }
}
