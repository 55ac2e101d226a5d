//! Text to plain words: lower case and without marks, each in the script that it is written in.
//!
//! Names of places are compared so. Folding would do too much: it transliterates, and one spelling would become that of
//! another word.

use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};
use unicode_script::{Script, UnicodeScript};

use crate::fold::{is_apostrophe, is_mark};

/// Text beyond this many bytes is not looked at: a long remittance field has 9,000.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// What stands for a comma, a semicolon or the end of a line: a word of its own.
pub const BREAK: &str = ",";

/// Words that are written together with the next one, an apostrophe between: `d'Iran`, `dell'Iran`.
const ELIDED: [&str; 10] = ["d", "l", "dell", "nell", "all", "dall", "sull", "qu", "un", "al"];

/// Puts the plain words of a text into `out` (emptied first), a space between any two. A comma, a semicolon and the end of a
/// line become [`BREAK`]. Each character of a script without spaces is a word. Points inside an abbreviation vanish
/// (`D.P.R.K.`), and so do apostrophes inside a word.
pub fn plain_words_into(text: &str, out: &mut String) {
    out.clear();
    let mut cut = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let text = &text[..cut];
    let mut words = Words {
        out,
        letters: 0,
        pointed: 0,
    };
    if text.is_ascii() {
        for (at, byte) in text.bytes().enumerate() {
            let before_letter = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic);
            words.push(char::from(byte).to_ascii_lowercase(), before_letter);
        }
    } else {
        // Composed first, so that the syllables of Korean are whole; then every other letter loses its marks.
        let mut chars = text.nfkc().peekable();
        while let Some(c) = chars.next() {
            let before_letter = chars.peek().is_some_and(|next| next.is_alphabetic());
            if is_written_without_spaces(c) {
                words.part();
                words.push(c, before_letter);
                words.part();
            } else {
                decompose_canonical(c, |part| {
                    for part in part.to_lowercase().filter(|part| !is_mark(*part)) {
                        words.push(same_letter(part), before_letter);
                    }
                });
            }
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
}

/// The words of a text as they are written.
struct Words<'o> {
    out: &'o mut String,
    /// Letters of the word that is being written; 0 between words.
    letters: usize,
    /// As many of them stand before a point.
    pointed: usize,
}

impl Words<'_> {
    /// Adds a character.
    fn push(&mut self, c: char, before_letter: bool) {
        if c.is_alphanumeric() {
            self.out.push(c);
            self.letters += 1;
        } else if is_apostrophe(c) {
            if ELIDED.contains(&self.word()) {
                self.part();
            }
        } else if c == '.' && self.letters == self.pointed + 1 && before_letter {
            self.pointed += 1;
        } else if matches!(c, ',' | ';' | '\n' | '\r' | '،' | '、' | '，' | '|') {
            self.part();
            if !self.out.is_empty() && !self.out.ends_with(", ") {
                self.out.push_str(BREAK);
                self.out.push(' ');
            }
        } else if !is_unseen(c) {
            self.part();
        }
    }

    /// The word that is being written.
    fn word(&self) -> &str {
        let start = self.out.rfind(' ').map_or(0, |space| space + 1);
        &self.out[start..]
    }

    /// Ends the word that is being written.
    fn part(&mut self) {
        if self.letters > 0 {
            self.out.push(' ');
            (self.letters, self.pointed) = (0, 0);
        }
    }
}

/// The letter of ASCII that a Latin letter is without its marks, in lower case; `None` for other letters.
#[must_use]
pub fn latin_letter(c: char) -> Option<u8> {
    if !matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        return None;
    }
    let mut first = None;
    decompose_canonical(c, |part| {
        first = first.or_else(|| part.to_lowercase().next());
    });
    let letter = same_letter(first?);
    u8::try_from(letter).ok().filter(u8::is_ascii_alphanumeric)
}

/// Whether it is a sign that only joins or parts what stands around it.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{00ad}' | '\u{0640}')
}

/// Whether words of its script stand together without a space.
fn is_written_without_spaces(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Thai
    )
}

/// One letter for those that are written in one way by some and in another by others.
fn same_letter(c: char) -> char {
    match c {
        'ك' => 'ک',
        'ي' | 'ى' => 'ی',
        'ة' => 'ه',
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{latin_letter, plain_words_into};

    fn plain(text: &str) -> String {
        let mut out = String::new();
        plain_words_into(text, &mut out);
        out
    }

    #[test]
    fn case_marks_hyphens_and_apostrophes_make_no_difference() {
        for (text, words) in [
            ("Bandar-e ABBAS", "bandar e abbas"),
            ("P'yŏngyang", "pyongyang"),
            ("People's Republic", "peoples republic"),
            ("République islamique d’Iran", "republique islamique d iran"),
            ("dell'Iran", "dell iran"),
            ("Кырым, Симферо́поль", "кырым , симферополь"),
            ("İran Kırım", "iran kirim"),
            ("Donets'k", "donetsk"),
            ("إيران ايران ایران", "ایران ایران ایران"),
        ] {
            assert_eq!(plain(text), words, "{text}");
        }
    }

    #[test]
    fn points_inside_an_abbreviation_vanish_and_others_part_words() {
        assert_eq!(plain("D.P.R.K. Pyongyang"), "dprk pyongyang");
        assert_eq!(plain("N. Korea, St.Yalta. No.7"), "n korea , st yalta no 7");
    }

    #[test]
    fn commas_and_ends_of_lines_are_words_and_never_two_together() {
        assert_eq!(plain("Yalta Hotel, ,\nParis"), "yalta hotel , paris");
        assert_eq!(plain(", x ;"), "x ,");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn a_latin_letter_has_one_letter_under_its_marks() {
        for (c, letter) in [
            ('É', Some(b'e')),
            ('ł', Some(b'l')),
            ('ı', Some(b'i')),
            ('İ', Some(b'i')),
            ('ß', None),
            ('И', None),
        ] {
            assert_eq!(latin_letter(c), letter, "{c}");
        }
    }

    #[test]
    fn a_character_of_a_script_without_spaces_is_a_word() {
        assert_eq!(plain("朝鲜平壤市"), "朝 鲜 平 壤 市");
        assert_eq!(plain("평양시에"), "평 양 시 에");
        assert_eq!(plain("イラン"), "イ ラ ン");
    }
}
