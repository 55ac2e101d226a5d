//! Numbers of payments, invoices and houses: those that are on no list are all alike.

use portcullis_index::Index;
use portcullis_names::{TOKEN_BYTES_MAX, is_plain_number, without_script};

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

    /// Writes the text with a `#` for every digit of its plain numbers, as far as they can be told without taking it
    /// apart: between spaces, in a text of ASCII. Texts that are written alike are one query. `false` when they cannot be
    /// told, or there is none.
    pub fn written_without(&self, index: &Index, text: &str, out: &mut String) -> bool {
        if !self.in_use || !text.is_ascii() || text.contains('#') {
            return false;
        }
        out.clear();
        // What was not written yet begins here.
        let (mut rest, mut start) = (0, 0);
        while let Some(word) = text.get(start..) {
            let end = start + word.bytes().position(|byte| byte == b' ').unwrap_or(word.len());
            // Nearly every word begins with a letter.
            if word.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
                && self.is_plain_as_written(index, &text[start..end])
            {
                out.push_str(&text[rest..start]);
                out.extend(std::iter::repeat_n('#', end - start));
                rest = end;
            }
            start = end + 1;
        }
        if out.is_empty() {
            return false;
        }
        out.push_str(&text[rest..]);
        true
    }

    /// Whether what stands between two spaces is a plain number, and the number is written as it is: without zeros in
    /// front, and not so long that it is cut.
    fn is_plain_as_written(&self, index: &Index, token: &str) -> bool {
        token.bytes().all(|b| b.is_ascii_digit())
            && !token.is_empty()
            && !token.starts_with('0')
            && token.len() < TOKEN_BYTES_MAX
            && self.example(index, token).is_some()
    }
}

fn digits_bit(number: &str) -> u64 {
    1 << number.len().min(63)
}
