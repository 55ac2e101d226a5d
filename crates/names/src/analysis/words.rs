//! Folded text to words: at spaces and commas, with the dots of acronyms and legal forms read for what they are.

use memchr::memchr;

use super::{Analysis, TOKEN_BYTES_MAX, TOKENS_MAX, Word};
use crate::{
    fold::{UNKNOWN_LETTER, undo_digits_for_letters},
    language,
    scripts::MARKS,
};

impl Analysis {
    /// Splits a folded text into words.
    pub(super) fn split(&mut self, folded: &str) {
        let comma = memchr(b',', folded.as_bytes());
        let has_dots = memchr(b'.', folded.as_bytes()).is_some();
        let mut offset = 0;
        for chunk in folded.as_bytes().split(|byte| matches!(byte, b' ' | b',')) {
            let surname = comma.is_some_and(|comma| offset < comma);
            let start = offset;
            offset += chunk.len() + 1;
            let whole = &folded[start..start + chunk.len()];
            let chunk = trimmed(whole);
            if chunk.is_empty() {
                continue;
            }
            if !has_dots {
                self.push_plain(chunk, surname);
                continue;
            }
            if !chunk.as_bytes().contains(&b'.') {
                let abbreviated =
                    (whole.strip_suffix('.')).and_then(|letters| language::get().abbreviation(letters));
                let is_before_words = || {
                    folded[offset.min(folded.len())..]
                        .bytes()
                        .any(|b| b.is_ascii_lowercase())
                };
                if whole.len() == 2 && whole.ends_with('.') {
                    self.push_word(chunk, true, surname);
                    continue;
                }
                self.push_plain(
                    abbreviated.filter(|_| is_before_words()).unwrap_or(chunk),
                    surname,
                );
                continue;
            }
            let pieces = || chunk.split('.').filter(|piece| !piece.is_empty());
            let acronym = pieces().all(|piece| piece.len() == 1);
            if acronym && pieces().count() >= 2 {
                let mut joined = std::mem::take(&mut self.scratch);
                joined.clear();
                pieces().for_each(|piece| joined.push_str(piece));
                if joined.len() > 2 && is_number(&joined) {
                    self.push_word(without_leading_zeros(&joined), false, surname);
                } else {
                    self.push_word(&joined, true, surname);
                }
                self.scratch = joined;
            } else if let Some((name, form)) = glued_dotted_form(chunk) {
                self.push_plain(name, surname);
                self.push_word(&form, true, surname);
            } else {
                let last = pieces().count() - 1;
                for (at, piece) in pieces().enumerate() {
                    let abbreviated = language::get().abbreviation(piece).filter(|_| at < last);
                    self.push_plain(abbreviated.unwrap_or(piece), surname);
                }
            }
        }
    }

    fn push_plain(&mut self, piece: &str, surname: bool) {
        // Nearly every word is letters and nothing else.
        if !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_lowercase()) {
            self.push_word(piece, false, surname);
            return;
        }
        let piece = piece.trim_matches(|c: char| matches!(c, '@' | '!'));
        if piece.is_empty() {
            return;
        }
        if let Some(letters) = piece.strip_prefix(MARKS) {
            if !letters.is_empty() {
                self.push_word(piece, false, surname);
            }
            return;
        }
        if is_number(piece) {
            self.push_word(without_leading_zeros(piece), false, surname);
            return;
        }
        if is_with_unknown_letters(piece) {
            self.push_word(piece, false, surname);
            return;
        }
        // `1st` is a number, not a word with a digit for a letter.
        let digits = piece.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && matches!(&piece[digits.len()..], "st" | "nd" | "rd" | "th")
        {
            self.push_plain(digits, surname);
            return;
        }
        let mut letters = std::mem::take(&mut self.scratch);
        if undo_digits_for_letters(piece, &mut letters) {
            self.notes.digits_for_letters = true;
            self.push_word(&letters, false, surname);
        } else {
            for part in piece
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|part| !part.is_empty())
            {
                let part = if is_number(part) {
                    without_leading_zeros(part)
                } else {
                    part
                };
                self.push_word(part, false, surname);
            }
        }
        self.scratch = letters;
    }

    /// Appends a word's text; `None` when the buffer is full.
    pub(super) fn push_word(&mut self, text: &str, dotted: bool, surname: bool) {
        if self.words.len() >= TOKENS_MAX {
            self.notes.capped = true;
            return;
        }
        let mut kept = text;
        if kept.len() > TOKEN_BYTES_MAX {
            self.notes.capped = true;
            kept = &kept[..TOKEN_BYTES_MAX];
        }
        // The folded text is capped at 4096 bytes and words only grow by the few letters of digit signs.
        let start = self.text.len();
        self.text.push_str(kept);
        let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(self.text.len())) else {
            self.notes.capped = true;
            return;
        };
        self.words.push(Word {
            start,
            end,
            dotted,
            surname,
        });
    }
}

/// A chunk without the signs around it that are no part of a word.
fn trimmed(chunk: &str) -> &str {
    if let [first, .., last] = chunk.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return chunk;
    }
    chunk.trim_matches(|c: char| {
        !c.is_ascii_alphanumeric() && !matches!(c, '$' | UNKNOWN_LETTER) && !MARKS.contains(&c)
    })
}

/// A shorter word with a dotted legal form stuck to it is another abbreviation.
const GLUED_BYTES_MIN: usize = 4;

/// `CASAGRAJALESS.A.`: a name with a dotted legal form stuck to it; the form's first letter ends the first piece.
fn glued_dotted_form(chunk: &str) -> Option<(&str, String)> {
    let (head, tail) = chunk.split_once('.')?;
    if head.len() < GLUED_BYTES_MIN || !head.is_ascii() {
        return None;
    }
    let letters = || tail.split('.').filter(|piece| !piece.is_empty());
    if !letters().all(|piece| piece.len() == 1) || letters().count() == 0 {
        return None;
    }
    let (name, first) = head.split_at(head.len() - 1);
    let form: String = std::iter::once(first).chain(letters()).collect();
    language::is_legal_suffix(&form).then_some((name, form))
}

/// Whether a piece is a word of which a letter or two were lost. More lost than kept is no word.
fn is_with_unknown_letters(piece: &str) -> bool {
    let unknown = piece.matches(UNKNOWN_LETTER).count();
    let letters = piece.bytes().filter(u8::is_ascii_lowercase).count();
    unknown > 0 && unknown + letters == piece.len() && letters >= 2 * unknown
}

/// Whether a text is a number in digits.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// `007` is 7: one way to write a number in digits.
fn without_leading_zeros(number: &str) -> &str {
    match number.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    }
}
