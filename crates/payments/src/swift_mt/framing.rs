//! Where messages begin and end.
//!
//! A message is a run of blocks, `{1:…}{2:…}{3:…}{4:…-}{5:…}`. It may lack all of them but the text (block 4), or have them in
//! another order. FIN files have one message after the other; RJE files part them by `$`; in DOS-PCC files each begins with
//! the byte 1, ends with the byte 3 and is padded to sectors. So a message ends where one of its blocks comes again, where a
//! separator stands, and where the text of one without braces comes to the next `:20:`.
//!
//! Braces in the text end nothing: only a `-}` does that begins a line, or after which nothing but another block may come.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3};

/// Blocks by number: 1 to 5, and at 0 the trailer that an interface adds (`{S:…}`).
const BLOCKS: usize = 6;
const TEXT: usize = 4;

/// How the text of a message, its block 4, is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum TextBlock {
    /// It is not.
    #[default]
    Missing,
    /// With its end.
    Whole,
    /// Without an end: the message is cut off.
    CutOff,
    /// As blocks in a block (`{4:{177:…}}`): an acknowledgment or another message of the network.
    Service,
    /// Without braces: the fields alone.
    Bare,
}

/// A message: where it stands in the file, and where its blocks do.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    /// From its first byte that is no separator to the next message.
    pub(super) range: Range<usize>,
    blocks: [Range<usize>; BLOCKS],
    pub(super) text_block: TextBlock,
    /// Text before, between and behind the blocks, where it says anything.
    pub(super) outside: Vec<Range<usize>>,
}

impl Message {
    /// What stands in a block, from 1 to 5; empty where the message does not have it.
    pub(super) fn block(&self, number: usize) -> Range<usize> {
        self.blocks.get(number).cloned().unwrap_or_default()
    }

    /// Whether it is an acknowledgment of the network for another message (`{1:F21…}{4:{177:…}{451:0}}`), and none of its own.
    pub(super) fn is_acknowledgment(&self, bytes: &[u8]) -> bool {
        let application = bytes.get(self.block(1)).unwrap_or_default();
        let is_service = |service: &[u8]| service.first() == Some(&b'2');
        self.text_block == TextBlock::Service && application.get(1..3).is_some_and(is_service)
    }

    fn clear(&mut self) {
        self.outside.clear();
        *self = Message {
            outside: std::mem::take(&mut self.outside),
            ..Message::default()
        };
    }

    fn has(&self, number: usize) -> bool {
        // An empty block has an end, too.
        self.blocks[number].end > 0
    }

    /// Keeps what stands outside the blocks.
    fn keep_outside(&mut self, bytes: &[u8], range: Range<usize>) {
        let start = bytes[range.clone()].iter().position(|byte| !is_filler(*byte));
        let last = bytes[range.clone()].iter().rposition(|byte| !is_filler(*byte));
        if let (Some(start), Some(last)) = (start, last) {
            self.outside.push(range.start + start..range.start + last + 1);
        }
    }
}

/// Bytes between messages that say nothing.
const fn is_filler(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b'$' | b'-' | b'}' | 0..=3 | 0x1A
    )
}

/// The number of the block that begins at a brace.
fn block_at(bytes: &[u8], brace: usize) -> Option<usize> {
    match bytes.get(brace..brace + 3)? {
        [b'{', digit @ b'1'..=b'5', b':'] => Some(usize::from(digit - b'0')),
        [b'{', b'S', b':'] => Some(0),
        _ => None,
    }
}

/// Where the next block begins, and its number.
fn next_block(bytes: &[u8], mut from: usize) -> Option<(usize, usize)> {
    loop {
        let brace = from + memchr(b'{', bytes.get(from..)?)?;
        if let Some(number) = block_at(bytes, brace) {
            return Some((brace, number));
        }
        from = brace + 1;
    }
}

/// Whether a line of text begins with the field by which a message begins.
fn begins_message(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b":20:")
}

/// Whether a line ends a message without braces.
fn ends_bare(line: &[u8]) -> bool {
    matches!(line.trim_ascii(), b"$" | b"-" | b"-}" | b"\x03")
}

/// Finds the first message at or after a byte, and says whether there is one.
pub(super) fn next_message(bytes: &[u8], from: usize, message: &mut Message) -> bool {
    message.clear();
    let mark = usize::from(from == 0 && bytes.starts_with(b"\xEF\xBB\xBF")) * 3;
    let rest = bytes.get(from + mark..).unwrap_or_default();
    let Some(skipped) = rest.iter().position(|byte| !is_filler(*byte)) else {
        return false;
    };
    let start = from + mark + skipped;
    message.range = start..bytes.len();
    match first_block(bytes, start) {
        Some((brace, number)) => {
            message.keep_outside(bytes, start..brace);
            read_blocks(bytes, brace, number, message);
        }
        None => read_bare(bytes, start, message),
    }
    true
}

/// The first block, unless a message without braces comes before it.
fn first_block(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    while at < bytes.len() {
        let end = line_end(bytes, at);
        let line = &bytes[at..end];
        if begins_message(line) {
            return None;
        }
        if let Some(block) = next_block(&bytes[..end], at) {
            return Some(block);
        }
        at = end;
    }
    None
}

/// The end of a line, its line feed included.
fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at + 1)
}

/// A message without braces: up to the next one, a separator, or a block. Without its first field there is none.
fn read_bare(bytes: &[u8], start: usize, message: &mut Message) {
    let mut first = None;
    let mut at = start;
    while at < bytes.len() {
        let next = line_end(bytes, at);
        let line = &bytes[at..next];
        let Some(text) = first else {
            if begins_message(line) {
                message.keep_outside(bytes, start..at);
                first = Some(at);
            }
            at = next;
            continue;
        };
        let is_separator = matches!(line[0], b'$' | 1 | 3);
        if begins_message(line) || block_at(bytes, at).is_some() || is_separator || ends_bare(line) {
            message.range.end = at + usize::from(is_separator);
            message.text_block = TextBlock::Bare;
            message.blocks[TEXT] = text..at;
            return;
        }
        at = next;
    }
    match first {
        Some(text) => {
            message.text_block = TextBlock::Bare;
            message.blocks[TEXT] = text..bytes.len();
        }
        None => message.keep_outside(bytes, start..bytes.len()),
    }
}

/// A message in blocks, of which the first begins at a brace.
fn read_blocks(bytes: &[u8], brace: usize, number: usize, message: &mut Message) {
    let (mut brace, mut number) = (brace, number);
    loop {
        let end = read_block(bytes, brace, number, message);
        let next = next_block(bytes, end);
        let gap = end..next.map_or(bytes.len(), |(brace, _)| brace);
        let is_another = next.is_some_and(|(_, number)| is_another(bytes, gap.clone(), number, message));
        if message.has(TEXT) {
            // What stands on lines of its own before a message belongs to it.
            let line = memchr3(b'\n', b'$', 3, &bytes[gap.clone()]).map_or(gap.end, |at| end + at + 1);
            if is_another || has_bare(&bytes[line..gap.end]) {
                message.keep_outside(bytes, end..line);
                message.range.end = line;
                return;
            }
        }
        message.keep_outside(bytes, gap.clone());
        match next {
            Some(next) if !is_another => (brace, number) = next,
            _ => {
                message.range.end = gap.end;
                return;
            }
        }
    }
}

/// Whether a message without braces begins in some lines.
fn has_bare(lines: &[u8]) -> bool {
    let filler = lines.iter().take_while(|byte| is_filler(**byte)).count();
    let mut lines = lines[filler..].split(|byte| *byte == b'\n');
    lines.any(begins_message)
}

/// Whether a block that follows a gap begins another message.
fn is_another(bytes: &[u8], gap: Range<usize>, number: usize, message: &Message) -> bool {
    if number != 0 && number != 5 && message.has(number) {
        return true;
    }
    if !message.has(TEXT) || number == 0 || number == 5 {
        return false;
    }
    // A header behind the text is that text's, unless there is a separator, or it stands on another line and a text follows.
    let gap_bytes = &bytes[gap.clone()];
    if memchr3(b'$', 1, 3, gap_bytes).is_some() {
        return true;
    }
    if memchr(b'\n', gap_bytes).is_none() {
        return false;
    }
    let (mut at, mut seen) = (gap.end, [false; BLOCKS]);
    while let Some((brace, number)) = next_block(bytes, at) {
        if number == TEXT {
            return true;
        }
        if std::mem::replace(&mut seen[number], true) && number != 0 && number != 5 {
            return false;
        }
        at = brace + 1;
    }
    false
}

/// Reads the block that begins at a brace, and gives its end.
fn read_block(bytes: &[u8], brace: usize, number: usize, message: &mut Message) -> usize {
    let start = brace + 3;
    let after = start
        + bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
    let is_service = bytes.get(after) == Some(&b'{') && block_at(bytes, after).is_none();
    if number == TEXT && !is_service {
        let (text_end, end, is_whole) = text_end(bytes, start);
        message.text_block = if is_whole {
            TextBlock::Whole
        } else {
            TextBlock::CutOff
        };
        message.blocks[TEXT] = start..text_end;
        return end;
    }
    if number == TEXT {
        message.text_block = TextBlock::Service;
    }
    let (mut depth, mut at) = (1u32, start);
    while let Some(found) = memchr2(b'{', b'}', &bytes[at..]) {
        at += found;
        if bytes[at] == b'{' {
            // A block in a block has a name of three characters: this one was not closed.
            if block_at(bytes, at).is_some() {
                message.blocks[number] = start..at;
                return at;
            }
            depth += 1;
        } else {
            depth -= 1;
        }
        at += 1;
        if depth == 0 {
            message.blocks[number] = start..at - 1;
            return at;
        }
    }
    message.blocks[number] = start..bytes.len();
    bytes.len()
}

/// The end of the text that begins at a byte, that of its block, and whether it has an end at all.
fn text_end(bytes: &[u8], start: usize) -> (usize, usize, bool) {
    let mut at = start;
    while let Some(found) = memchr2(b'{', b'}', &bytes[at..]) {
        at += found;
        let is_line_start = matches!(bytes[at - 1], b'\n' | b'\r');
        if bytes[at] == b'{' {
            // Another message, or the trailer: the text was not closed.
            match block_at(bytes, at) {
                Some(1) if is_header(bytes, at) => return (at, at, false),
                Some(_) if is_line_start => return (at, at, false),
                _ => {}
            }
        } else if is_line_start {
            return (at, at + 1, true);
        } else if bytes[at - 1] == b'-' && at > start {
            let begins_line = at - 1 == start || matches!(bytes[at - 2], b'\n' | b'\r');
            let follows = bytes[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
            let ends = follows.is_none_or(|byte| matches!(byte, b'{' | b'}' | b'$' | 1 | 3));
            if begins_line || ends {
                return (at - 1, at + 1, true);
            }
        }
        at += 1;
    }
    (bytes.len(), bytes.len(), false)
}

/// Whether a brace begins a first block: `{1:F01` and a terminal.
fn is_header(bytes: &[u8], brace: usize) -> bool {
    bytes.get(brace + 3..brace + 6).is_some_and(|application| {
        application[0].is_ascii_uppercase() && application[1..].iter().all(u8::is_ascii_digit)
    })
}

/// The end of the message in which a byte falls, where `from` begins one.
pub(super) fn record_end(bytes: &[u8], from: usize, goal: usize) -> usize {
    let mut message = Message::default();
    let mut at = from;
    while next_message(bytes, at, &mut message) {
        at = message.range.end;
        if at > goal {
            return at;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Message, TextBlock, next_message};

    fn messages(text: &str) -> Vec<(Message, String)> {
        let (mut all, mut at) = (Vec::new(), 0);
        let mut message = Message::default();
        while next_message(text.as_bytes(), at, &mut message) {
            at = message.range.end;
            all.push((message.clone(), text[message.block(4)].to_owned()));
        }
        all
    }

    #[test]
    fn a_text_ends_at_a_dash_and_a_brace_that_nothing_follows() {
        for (text, block) in [
            ("{4:\n:20:A\n-}", "\n:20:A\n"),
            ("{4:\n:20:A-}B\n-}", "\n:20:A-}B\n"),
            ("{4:\n:20:A-}{5:{CHK:1}}", "\n:20:A"),
            ("{4:\n:20:A\n}", "\n:20:A\n"),
            ("{4:\n:20:{B}\n-}}", "\n:20:{B}\n"),
            ("{4:-}", ""),
        ] {
            let read = messages(text);
            assert_eq!(read.len(), 1, "{text}");
            assert_eq!(
                (read[0].0.text_block, read[0].1.as_str()),
                (TextBlock::Whole, block),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_is_cut_off_does_not_swallow_the_next_message() {
        let read = messages("{1:F01A}{4:\n:20:A\n:59:X{1:F01B}{4:\n:20:B\n-}");
        let kinds: Vec<_> = read.iter().map(|(message, _)| message.text_block).collect();
        assert_eq!(kinds, [TextBlock::CutOff, TextBlock::Whole]);
        assert_eq!(read[1].1, "\n:20:B\n");
    }

    #[test]
    fn text_on_the_line_before_a_message_is_of_that_message() {
        let text = "{1:F01A}{4:\n:20:A\n-}behind\nbefore\n{1:F01B}{4:\n:20:B\n-}";
        let outside: Vec<_> = messages(text)
            .iter()
            .map(|(message, _)| {
                message
                    .outside
                    .iter()
                    .map(|range| &text[range.clone()])
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(outside, [["behind"], ["before"]]);
    }
}
