//! Numbers of payments, invoices and houses: those that are on no list are all alike.

use portcullis_index::Index;
use portcullis_names::{ESCAPE_SIGNS, TOKEN_BYTES_MAX, is_plain_number, without_script};

/// Numbers in digits that nothing listed is related to. They weigh the same, so one stands for all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlainNumbers {
    /// Whether numbers may be told apart by not being listed as they are.
    in_use: bool,
    /// A bit for each number of digits that some listed number has; the highest for all that are longer.
    listed_digits: u64,
}

impl PlainNumbers {
    /// What stands for all numbers of so many digits; longer ones weigh the same. No token is written like this, and none of
    /// another script begins so.
    const EXAMPLE: &'static str = "$$$$";

    pub fn new(index: &Index) -> PlainNumbers {
        let mut numbers = PlainNumbers {
            in_use: true,
            listed_digits: 0,
        };
        for text in (0..index.token_count()).map(|token| index.token_text(token)) {
            let number = without_script(text);
            if number.len() < text.len() {
                // A number in Chinese characters is related to the number.
                numbers.in_use &= !number.bytes().any(|b| b.is_ascii_digit());
            } else if text.bytes().all(|b| b.is_ascii_digit()) {
                numbers.listed_digits |= digits_bit(text);
            }
        }
        numbers
    }

    /// What the number is remembered as, when it is plain.
    pub fn example(&self, index: &Index, token: &str) -> Option<&'static str> {
        let is_listed = || self.listed_digits & digits_bit(token) != 0 && index.token(token).is_some();
        (self.in_use && is_plain_number(token) && !is_listed())
            .then(|| &Self::EXAMPLE[..token.len().min(Self::EXAMPLE.len())])
    }

    /// What stands for a digit of a plain number. No text has it that is remembered without its numbers.
    const DIGIT: char = '\u{1}';

    /// Bytes of texts in which digits between signs are digits. Where others are escaped, they may be letters: `BO&#85;T`.
    const KEEPS_NUMBERS: [bool; 256] = {
        let mut keeps = [true; 256];
        let mut byte = 128;
        while byte < keeps.len() {
            keeps[byte] = false;
            byte += 1;
        }
        keeps[Self::DIGIT as usize] = false;
        keeps[b'&' as usize] = false;
        let mut sign = 0;
        while sign < ESCAPE_SIGNS.len() {
            keeps[ESCAPE_SIGNS[sign] as usize] = false;
            sign += 1;
        }
        keeps
    };

    /// Writes the text with [`PlainNumbers::DIGIT`] for every digit of its plain numbers, as far as they can be told without taking it
    /// apart: between spaces and signs that part words as a space does, in a text of ASCII. Texts that are written alike are
    /// one query. `false` when they cannot be told, or there is none.
    pub fn written_without(&self, index: &Index, text: &str, out: &mut String) -> bool {
        let bytes = text.as_bytes();
        // In one pass, for every text is asked for.
        let is_told = |all: bool, byte: &u8| all & Self::KEEPS_NUMBERS[usize::from(*byte)];
        if !self.in_use || !bytes.iter().fold(true, is_told) {
            return false;
        }
        out.clear();
        // What was not written yet begins with the first, what was not looked at with the second.
        let (mut rest, mut at) = (0, 0);
        while let Some(first) = bytes[at..].iter().position(u8::is_ascii_digit) {
            let start = at + first;
            let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit());
            at = start + digits.count();
            // A point ends a sentence, or it is part of a word: `61.398` is looked for as `61398`, too.
            let is_last = bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_none_or(|sign| *sign == b' ');
            if bytes[..start].last().is_none_or(parts)
                && (is_last || bytes.get(at).is_none_or(parts))
                && self.is_plain_as_written(index, &text[start..at])
            {
                out.push_str(&text[rest..start]);
                out.extend(std::iter::repeat_n(Self::DIGIT, at - start));
                rest = at;
            }
        }
        if out.is_empty() {
            return false;
        }
        out.push_str(&text[rest..]);
        true
    }

    /// Whether digits are a plain number, and the number is written as it is: without zeros in front, and not so long that it
    /// is cut.
    fn is_plain_as_written(&self, index: &Index, digits: &str) -> bool {
        !digits.starts_with('0') && digits.len() < TOKEN_BYTES_MAX && self.example(index, digits).is_some()
    }
}

/// Whether a sign beside a number parts it from what is on its other side, whatever that is.
fn parts(sign: &u8) -> bool {
    matches!(sign, b' ' | b',' | b'/' | b'-' | b':' | b';' | b'#' | b'(' | b')')
}

fn digits_bit(number: &str) -> u64 {
    1 << number.len().min(63)
}
