//! Where messages and their tags begin and end.

use std::ops::Range;

use memchr::memchr;

/// A tag and what follows it up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its four digits.
    pub(super) number: u16,
    /// The tag with its braces, from the start of the file.
    pub(super) tag: Range<usize>,
    /// What follows it, white space at the ends removed.
    pub(super) content: Range<usize>,
}

/// Bytes of a tag: `{1500}`.
const TAG_BYTES: usize = 6;

/// The number of the tag at the beginning of some bytes.
pub(super) fn number_at(bytes: &[u8]) -> Option<u16> {
    let [b'{', digits @ .., b'}'] = bytes.get(..TAG_BYTES)? else {
        return None;
    };
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u16::from(digit - b'0'))
    })
}

/// The byte at which the first tag at or behind `from` begins, and its number.
fn next_tag(bytes: &[u8], mut from: usize) -> Option<(usize, u16)> {
    loop {
        from += memchr(b'{', bytes.get(from..)?)?;
        if let Some(number) = number_at(&bytes[from..]) {
            return Some((from, number));
        }
        from += 1;
    }
}

/// Whether the tags that the Fedwire Funds Service adds (1100 to 1130) stand before a message or behind it: as the file
/// begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    Before,
    Behind,
}

const ADDED: std::ops::RangeInclusive<u16> = 1100..=1130;

/// Tags of which every message has one at most, and which begin it.
const ONCE: [u16; 4] = [1500, 1510, 1520, 2000];

impl Added {
    /// How it is in a file; `None`: there is no tag in it.
    pub(super) fn of(bytes: &[u8]) -> Option<Added> {
        let (_, number) = next_tag(bytes, 0)?;
        Some(if ADDED.contains(&number) {
            Added::Before
        } else {
            Added::Behind
        })
    }

    /// The end of the message that begins at `start`.
    pub(super) fn message_end(self, bytes: &[u8], start: usize) -> usize {
        let mut seen = [false; ONCE.len()];
        let mut has_body = false;
        let mut from = start;
        while let Some((at, number)) = next_tag(bytes, from) {
            let once = ONCE.iter().position(|once| *once == number);
            let is_next = match once {
                Some(once) => std::mem::replace(&mut seen[once], true),
                None => self == Added::Before && has_body && ADDED.contains(&number),
            };
            if is_next {
                return at;
            }
            has_body |= !ADDED.contains(&number);
            from = at + TAG_BYTES;
        }
        bytes.len()
    }
}

/// Reads the tags of a message, and gives what stands before the first of them.
pub(super) fn tags(bytes: &[u8], message: Range<usize>, tags: &mut Vec<Tag>) -> Range<usize> {
    tags.clear();
    let text = &bytes[..message.end];
    let mut next = next_tag(text, message.start);
    let before = message.start..next.map_or(message.end, |(at, _)| at);
    while let Some((at, number)) = next {
        let start = at + TAG_BYTES;
        next = next_tag(text, start);
        tags.push(Tag {
            number,
            tag: at..start,
            content: trim(bytes, start..next.map_or(message.end, |(at, _)| at)),
        });
    }
    trim(bytes, before)
}

/// The range without the white space at its ends.
pub(super) fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = &bytes[range.clone()];
    let start = range.start + (text.len() - text.trim_ascii_start().len());
    start..start + text.trim_ascii().len()
}

/// How the content of a tag is laid out: codes of fixed width, and then elements, each with its greatest width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) codes: &'static [usize],
    pub(super) elements: &'static [usize],
}

/// Ends an element that is shorter than its width.
const DELIMITER: u8 = b'*';

impl Layout {
    /// The codes and elements of a content, without the blanks around them; an empty range for each that is not there. Elements
    /// end at an asterisk, or where one has no room left in a content without any. More than the layout has are given too.
    pub(super) fn read(&self, bytes: &[u8], content: Range<usize>, parts: &mut Vec<Range<usize>>) {
        parts.clear();
        let mut at = content.start;
        for width in self.codes {
            let end = (at + width).min(content.end);
            // A code that is shorter, or not there.
            let delimiter = bytes[at..end].iter().position(|byte| *byte == DELIMITER);
            let code = at..delimiter.map_or(end, |delimiter| at + delimiter);
            at = delimiter.map_or(end, |delimiter| at + delimiter + 1);
            parts.push(trim(bytes, code));
        }
        let first = parts.len();
        let rest = &bytes[at..content.end];
        let line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let is_delimiter = |byte: &u8| *byte == DELIMITER;
        // One asterisk behind all lines parts none of them.
        let is_in_lines = rest.iter().any(line_end)
            && rest
                .iter()
                .position(is_delimiter)
                .is_none_or(|at| at + 1 == rest.len());
        if !is_in_lines && rest.contains(&DELIMITER) {
            split(bytes, at..content.end, is_delimiter, parts);
            // An asterisk ends the last element.
            if rest.ends_with(&[DELIMITER]) {
                parts.pop();
            }
        } else if is_in_lines {
            split(
                bytes,
                at..content.end,
                |byte| line_end(byte) || is_delimiter(byte),
                parts,
            );
            let lines = parts.split_off(first);
            parts.extend(lines.into_iter().filter(|line| !line.is_empty()));
        } else {
            for width in self.elements {
                let end = (at + width).min(content.end);
                parts.push(trim(bytes, at..end));
                at = end;
            }
            if at < content.end {
                parts.push(trim(bytes, at..content.end));
            }
        }
        let wanted = first + self.elements.len();
        while parts.len() < wanted {
            parts.push(content.end..content.end);
        }
    }
}

pub(super) fn split(
    bytes: &[u8],
    range: Range<usize>,
    ends: impl Fn(&u8) -> bool,
    parts: &mut Vec<Range<usize>>,
) {
    let mut at = range.start;
    for part in bytes[range].split(ends) {
        parts.push(trim(bytes, at..at + part.len()));
        at += part.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Added, Layout, tags};

    const PARTY: Layout = Layout {
        codes: &[1],
        elements: &[34, 35, 35],
    };

    fn parts(layout: Layout, text: &str) -> Vec<&str> {
        let mut parts = Vec::new();
        layout.read(text.as_bytes(), 0..text.len(), &mut parts);
        parts.into_iter().map(|part| &text[part]).collect()
    }

    fn messages(text: &str) -> Vec<&str> {
        let added = Added::of(text.as_bytes()).unwrap();
        let mut all = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = added.message_end(text.as_bytes(), at);
            all.push(&text[at..end]);
            at = end;
        }
        all
    }

    #[test]
    fn elements_end_at_an_asterisk_or_where_they_have_no_room_left() {
        let fixed = format!("D{:34}{:35}{:35}", "123456", "JOHN DOE", "1 MAIN ST");
        let expected = ["D", "123456", "JOHN DOE", "1 MAIN ST"];
        assert_eq!(parts(PARTY, &fixed), expected);
        assert_eq!(parts(PARTY, fixed.trim_end()), expected);
        assert_eq!(parts(PARTY, "D123456*JOHN DOE*1 MAIN ST*"), expected);
        assert_eq!(parts(PARTY, "D123456\r\nJOHN DOE\r\n1 MAIN ST"), expected);
        assert_eq!(parts(PARTY, "D123456\r\nJOHN DOE\r\n1 MAIN ST*"), expected);
        assert_eq!(parts(PARTY, "D123456*JOHN DOE*"), ["D", "123456", "JOHN DOE", ""]);
        assert_eq!(parts(PARTY, "D**JOHN DOE*"), ["D", "", "", "JOHN DOE"]);
        assert_eq!(parts(PARTY, "D123456*JOHN DOE*1 MAIN ST*LUND*").len(), 5);
        assert_eq!(
            parts(PARTY, "D*JOHN DOE*1 MAIN ST*"),
            ["D", "", "JOHN DOE", "1 MAIN ST"]
        );
        assert_eq!(parts(PARTY, "*123456*JOHN DOE*"), ["", "123456", "JOHN DOE", ""]);
        assert_eq!(parts(PARTY, ""), [""; 4]);
    }

    #[test]
    fn a_message_ends_where_the_next_one_begins() {
        let plain = "{1500}30{1510}1000{1520}A{2000}1{5000}D1*X*";
        assert_eq!(messages(&plain.repeat(3)), [plain; 3]);
        let behind = format!("{plain}{{1100}}30P 2{{1120}}B\n");
        assert_eq!(messages(&behind.repeat(2)), [&behind, &behind]);
        let before = format!("{{1100}}30P 2{{1120}}B{plain}\n");
        assert_eq!(messages(&before.repeat(2)), [&before, &before]);
        let incoming = "{1510}1000{1520}A{2000}1\n";
        assert_eq!(messages(&incoming.repeat(2)), [incoming; 2]);
    }

    #[test]
    fn a_brace_without_four_digits_is_text() {
        let text = "note {1500}30{A}{12}{12345}{6000}{*";
        let mut read = Vec::new();
        let before = tags(text.as_bytes(), 0..text.len(), &mut read);
        assert_eq!(&text[before], "note");
        let read: Vec<(u16, &str)> = read
            .into_iter()
            .map(|tag| (tag.number, &text[tag.content]))
            .collect();
        assert_eq!(read, [(1500, "30{A}{12}{12345}"), (6000, "{*")]);
    }

    proptest! {
        #[test]
        fn any_text_is_messages_one_behind_the_other(text in "([{]1[15]00[}]|[{]2000[}]|[{}*a0 ]){0,60}") {
            prop_assume!(Added::of(text.as_bytes()).is_some());
            prop_assert_eq!(messages(&text).concat(), text);
        }
    }
}
