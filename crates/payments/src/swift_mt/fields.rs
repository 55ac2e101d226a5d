//! The fields of a text: `:59F:` and the lines up to the next tag.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr, memchr2};

use super::party::Met;
use crate::{lines::line_feeds, text::FileText};

/// A field of the text, by where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The two digits of its tag; zeros for text before the first tag.
    pub(crate) number: [u8; 2],
    /// The letter of its tag in upper case, 0 where it has none.
    pub(crate) option: u8,
    /// Its tag with the colons.
    pub(crate) tag: Range<usize>,
    /// What follows the tag, without the last line end.
    pub(crate) value: Range<usize>,
    /// One-based line of the tag.
    pub(crate) line: u64,
}

impl Field {
    /// Whether it is of a tag.
    pub(super) fn is(&self, number: [u8; 2], option: u8) -> bool {
        self.number == number && self.option == option
    }

    /// Whether the letter of its tag is a small one.
    pub(super) fn has_small_letter(&self, bytes: &[u8]) -> bool {
        self.option != 0 && bytes.get(self.tag.start + 3).is_some_and(u8::is_ascii_lowercase)
    }

    /// Its tag with the colons, which is the path of what stands in it.
    pub(super) fn path<'a>(&self, text: &FileText<'a>, met: &mut Met<'a>) -> Cow<'a, str> {
        text.get(self.tag.clone(), &mut met.not_utf8)
    }

    /// The text of its first line, white space around it removed.
    pub(super) fn first_line<'a>(&self, text: &FileText<'a>, met: &mut Met<'a>) -> Cow<'a, str> {
        let value = text.slice(self.value.clone());
        let end = memchr2(b'\n', b'\r', value).unwrap_or(value.len());
        let range = trim(text.bytes, self.value.start..self.value.start + end);
        text.get(range, &mut met.not_utf8)
    }
}

/// The tag at the beginning of some bytes: its digits, its letter and its length.
fn tag_at(bytes: &[u8]) -> Option<([u8; 2], u8, usize)> {
    match bytes {
        [b':', a @ b'0'..=b'9', b @ b'0'..=b'9', b':', ..] => Some(([*a, *b], 0, 4)),
        [b':', a @ b'0'..=b'9', b @ b'0'..=b'9', letter, b':', ..] if letter.is_ascii_alphabetic() => {
            Some(([*a, *b], letter.to_ascii_uppercase(), 5))
        }
        _ => None,
    }
}

/// Reads the fields of the text `block`, which begins on the line `line`, and says whether it has several lines.
pub(super) fn read(bytes: &[u8], block: Range<usize>, mut line: u64, fields: &mut Vec<Field>) -> bool {
    fields.clear();
    let text = bytes.get(block.clone()).unwrap_or_default();
    let Some(lines) = LineEnds::of(text) else {
        let trimmed = trim(bytes, block.clone());
        line += line_feeds(&bytes[block.start..trimmed.start]);
        read_line(bytes, trimmed, line, fields);
        return false;
    };
    let mut at = block.start;
    while at < block.end {
        let (end, next) = lines.line(bytes, at, block.end);
        // Some files are indented.
        let start = trim(bytes, at..end).start;
        match tag_at(&bytes[start..end]) {
            Some((number, option, len)) => fields.push(Field {
                number,
                option,
                tag: start..start + len,
                value: start + len..end,
                line,
            }),
            None => go_on(bytes, at..end, line, fields),
        }
        at = next;
        line += u64::from(lines == LineEnds::Feed);
    }
    true
}

/// A line that begins no field belongs to the one before it.
fn go_on(bytes: &[u8], range: Range<usize>, line: u64, fields: &mut Vec<Field>) {
    if bytes[range.clone()].iter().all(u8::is_ascii_whitespace) {
        return;
    }
    match fields.last_mut() {
        Some(field) => field.value.end = range.end,
        None => fields.push(Field {
            number: [0; 2],
            option: 0,
            tag: range.start..range.start,
            value: range,
            line,
        }),
    }
}

/// Tags of the messages that are read. Text without line ends is only parted at these.
const TAGS: [&[u8]; 44] = [
    b"13C", b"20", b"21", b"21F", b"21R", b"23B", b"23E", b"25A", b"26T", b"28D", b"30", b"32A", b"32B",
    b"33B", b"36", b"50A", b"50C", b"50F", b"50G", b"50H", b"50K", b"50L", b"51A", b"52A", b"52C", b"52D",
    b"53A", b"53B", b"54A", b"56A", b"56D", b"57A", b"57C", b"57D", b"58A", b"58D", b"59", b"59A", b"59F",
    b"70", b"71A", b"72", b"77B", b"79",
];

/// Reads a text that is one line. `12:30:45` is a time of day.
fn read_line(bytes: &[u8], block: Range<usize>, line: u64, fields: &mut Vec<Field>) {
    let mut at = block.start;
    let mut from = at;
    while let Some(found) = memchr(b':', &bytes[at..block.end]) {
        at += found;
        let Some((number, option, len)) = tag_at(&bytes[at..block.end]) else {
            at += 1;
            continue;
        };
        let is_known = TAGS
            .iter()
            .any(|tag| tag.eq_ignore_ascii_case(&bytes[at + 1..at + len - 1]));
        if !is_known || (at > block.start && option == 0 && bytes[at - 1].is_ascii_digit()) {
            at += 1;
            continue;
        }
        go_on(bytes, from..at, line, fields);
        fields.push(Field {
            number,
            option,
            tag: at..at + len,
            value: at + len..at + len,
            line,
        });
        at += len;
        from = at;
    }
    go_on(bytes, from..block.end, line, fields);
}

/// How the lines of a text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnds {
    /// With a line feed, after a carriage return or not.
    Feed,
    /// With a carriage return alone.
    Return,
}

impl LineEnds {
    /// `None`: there is one line.
    fn of(text: &[u8]) -> Option<LineEnds> {
        let inner = text.trim_ascii();
        if memchr(b'\n', inner).is_some() {
            return Some(LineEnds::Feed);
        }
        memchr(b'\r', inner).map(|_| LineEnds::Return)
    }

    /// The end of the line that begins at a byte, and where the next one begins.
    fn line(self, bytes: &[u8], from: usize, end: usize) -> (usize, usize) {
        let ending = if self == LineEnds::Feed { b'\n' } else { b'\r' };
        match memchr(ending, &bytes[from..end]) {
            Some(at) => {
                let at = from + at;
                let before = usize::from(self == LineEnds::Feed && at > from && bytes[at - 1] == b'\r');
                (at - before, at + 1)
            }
            None => (end, end),
        }
    }
}

/// The lines of a field that say anything, white space around them removed.
pub(super) fn lines(bytes: &[u8], value: Range<usize>, lines: &mut Vec<Range<usize>>) {
    lines.clear();
    let ends = LineEnds::of(bytes.get(value.clone()).unwrap_or_default()).unwrap_or(LineEnds::Feed);
    let mut at = value.start;
    while at < value.end {
        let (end, next) = ends.line(bytes, at, value.end);
        let trimmed = trim(bytes, at..end);
        if !trimmed.is_empty() {
            lines.push(trimmed);
        }
        at = next;
    }
}

/// A range without the white space around its text.
pub(super) fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = bytes.get(range.clone()).unwrap_or_default();
    let before = text.len() - text.trim_ascii_start().len();
    let len = text.trim_ascii().len();
    range.start + before..range.start + before + len
}

#[cfg(test)]
mod tests {
    use super::{Field, lines, read};

    fn fields(text: &str) -> Vec<(String, String, u64)> {
        let mut all: Vec<Field> = Vec::new();
        read(text.as_bytes(), 0..text.len(), 1, &mut all);
        all.into_iter()
            .map(|field| {
                (
                    text[field.tag].to_owned(),
                    text[field.value].to_owned(),
                    field.line,
                )
            })
            .collect()
    }

    fn field(tag: &str, value: &str, line: u64) -> (String, String, u64) {
        (tag.to_owned(), value.to_owned(), line)
    }

    #[test]
    fn a_field_goes_on_to_the_next_tag() {
        assert_eq!(
            fields("\r\n:20:A\r\n:50K:/1\r\nACME\r\n\r\n:7:NO TAG\r\n:71a:SHA\r\n"),
            [
                field(":20:", "A", 2),
                field(":50K:", "/1\r\nACME\r\n\r\n:7:NO TAG", 3),
                field(":71a:", "SHA", 7)
            ]
        );
        assert_eq!(
            fields("\n  :20:A\n  :70:B\n  C"),
            [field(":20:", "A", 2), field(":70:", "B\n  C", 3)]
        );
        assert_eq!(
            fields("\nX\nY\n:20:A"),
            [field("", "X\nY", 2), field(":20:", "A", 4)]
        );
        assert_eq!(fields("\r:20:A\rB\r"), [field(":20:", "A\rB", 1)]);
        assert_eq!(fields(""), []);
    }

    #[test]
    fn a_text_on_one_line_is_parted_at_tags_that_are_known() {
        assert_eq!(
            fields(":20:A:70:AT 12:30:45 :99X:B:59:C"),
            [
                field(":20:", "A", 1),
                field(":70:", "AT 12:30:45 :99X:B", 1),
                field(":59:", "C", 1)
            ]
        );
    }

    #[test]
    fn lines_that_say_nothing_are_none() {
        let text = " A \r\n\r\n  B\r\nC";
        let mut all = Vec::new();
        lines(text.as_bytes(), 0..text.len(), &mut all);
        let all: Vec<&str> = all.into_iter().map(|range| &text[range]).collect();
        assert_eq!(all, ["A", "B", "C"]);
    }
}
