//! Texts of a message: remittance information, bank to bank information, regulatory reporting, free text.

use std::{borrow::Cow, ops::Range};

use super::party::{FULL_LINE_CHARS, Lines, Met, characters};

/// A line of a free text (field 79) of so many characters may have been cut: it has room for 50.
const FULL_FREE_LINE_CHARS: usize = 48;

/// A text of a field: the line of the field that it begins on, from 1, and how it reads.
pub(super) struct Reading<'a> {
    pub(super) line: usize,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Lines<'_, 'a> {
    /// The texts of the field: one for each code at the beginning of a line (`/INS/…`), and one where there are none. Lines at
    /// whose end a word may be split are there a second time, joined.
    pub(super) fn readings(&self, met: &mut Met<'a>, mut add: impl FnMut(Reading<'a>)) {
        let mut from = 0;
        while from < self.lines.len() {
            let is_coded = |line: &Range<usize>| is_code(self.text.slice(line.clone()));
            let next = self.lines[from + 1..].iter().position(is_coded);
            let end = next.map_or(self.lines.len(), |next| from + 1 + next);
            let lines = &self.lines[from..end];
            add(Reading {
                line: from + 1,
                text: self.joined(lines, met),
            });
            self.split_words(from..end, met, &mut add);
            from = end;
        }
    }

    /// Of some lines, those at whose ends a word may be split, each with its neighbors and without these line ends.
    fn split_words(&self, range: Range<usize>, met: &mut Met<'a>, add: &mut impl FnMut(Reading<'a>)) {
        let splits = |line: usize| line + 1 < range.end && self.splits_a_word(line);
        let mut line = range.start;
        while line < range.end {
            if !splits(line) {
                line += 1;
                continue;
            }
            let from = line.saturating_sub(1).max(range.start);
            while splits(line) {
                line += 1;
            }
            let mut text = String::new();
            for at in from..(line + 2).min(range.end) {
                let part = self.text.get(self.lines[at].clone(), &mut met.not_utf8);
                if at > from && !self.splits_a_word(at - 1) {
                    text.push(' ');
                }
                text.push_str(part.strip_prefix("//").unwrap_or(&part));
            }
            add(Reading {
                line: from + 1,
                text: text.into(),
            });
        }
    }

    /// Whether a word may go on from a line to the next one: the first fills its line, or the second says that it goes on
    /// (`//`); and no mark or space parts them.
    fn splits_a_word(&self, line: usize) -> bool {
        let [line, next] = [line, line + 1].map(|line| self.text.slice(self.lines[line].clone()));
        let continued = next.strip_prefix(b"//");
        let chars = characters(line);
        let is_full = match &self.field.number {
            b"79" => chars >= FULL_FREE_LINE_CHARS,
            _ => chars >= FULL_LINE_CHARS,
        };
        let is_of_word =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        (is_full || continued.is_some())
            && is_of_word(line.last())
            && is_of_word(continued.unwrap_or(next).first())
    }
}

/// Whether a line begins with a code: `/INS/`, of up to eight capital letters and digits.
fn is_code(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"/") else {
        return false;
    };
    let is_of_code = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let len = rest.iter().take(9).take_while(is_of_code).count();
    (1..=8).contains(&len) && rest.get(len) == Some(&b'/')
}
