//! The few facts of the grammar that both the chunk cutter and the record splitter stand on.
//!
//! They share these functions rather than each having a state machine, so that they cannot disagree on where
//! a quoted field ends.

use memchr::{memchr, memchr_iter, memchr2};

/// Opens and closes quoting.
pub(super) const QUOTE: u8 = b'"';

/// Whether a quote right after `before` opens a quoted field, given that no quoted field is open there and that
/// `delimiter` ends a field. `None`: the quote is the first byte of the file or chunk.
pub(super) const fn starts_field(before: Option<u8>, delimiter: u8) -> bool {
    match before {
        None | Some(b'\n' | b'\r') => true,
        Some(byte) => byte == delimiter,
    }
}

/// Finds the quote that closes a quoted field, from the first byte after the opening quote on.
///
/// Returns its position and whether doubled quotes stand before it; `None` when the bytes end first.
pub(super) fn closing_quote(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    closing(bytes, from, |from| {
        Some(from + memchr(QUOTE, bytes.get(from..)?)?)
    })
}

/// The same, where `next` finds the first quote from a position on.
fn closing(
    bytes: &[u8],
    mut from: usize,
    mut next: impl FnMut(usize) -> Option<usize>,
) -> Option<(usize, bool)> {
    let mut doubled = false;
    loop {
        let at = next(from)?;
        if bytes.get(at + 1) != Some(&QUOTE) {
            return Some((at, doubled));
        }
        doubled = true;
        from = at + 2;
    }
}

/// Where some bytes are that are looked for. It knows of the bytes just ahead which of them are, a bit each: most fields of a payment
/// are so short that several stand there.
#[derive(Debug, Clone, Copy, Default)]
struct Ahead {
    /// Of the [`BLOCK`] bytes before `until`, a bit for each that is looked for; the lowest for the first.
    found: u64,
    until: usize,
}

/// Bytes that are looked at together.
const BLOCK: usize = u64::BITS as usize;

impl Ahead {
    /// The first from a position on and before another one; always asked of the same bytes, and for the same. `in_block` says where
    /// they are in a block.
    #[inline]
    fn next(
        &mut self,
        bytes: &[u8],
        mut from: usize,
        end: usize,
        in_block: impl Fn(&[u8; BLOCK]) -> u64,
    ) -> Option<usize> {
        while from < end {
            // Bytes of the block that are ahead; of a position outside it, none or more than it has.
            let left = self.until.wrapping_sub(from);
            if (1..=BLOCK).contains(&left) {
                let ahead = self.found >> (BLOCK - left);
                if ahead != 0 {
                    let at = from + ahead.trailing_zeros() as usize;
                    return (at < end).then_some(at);
                }
                from = self.until;
            }
            let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
            self.until = from + BLOCK;
            self.found = rest.first_chunk().map_or_else(
                || {
                    let mut padded = [0; BLOCK];
                    padded[..rest.len()].copy_from_slice(rest);
                    in_block(&padded)
                },
                &in_block,
            );
        }
        None
    }
}

/// Where unquoted stretches end: at a delimiter, a line end or the end of the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnquotedEnds {
    delimiter: u8,
    ahead: Ahead,
}

impl UnquotedEnds {
    /// Of bytes whose fields this ends, and line ends.
    pub(super) fn of(delimiter: u8) -> UnquotedEnds {
        UnquotedEnds {
            delimiter,
            ahead: Ahead::default(),
        }
    }

    /// Where the stretch ends that any position inside it, `from`, is in; the end of the bytes ends it too. Always asked of
    /// the same bytes.
    #[inline]
    pub(super) fn next_from(&mut self, bytes: &[u8], from: usize) -> usize {
        let delimiter = self.delimiter;
        let end = self
            .ahead
            .next(bytes, from, bytes.len(), |block| ends_in(block, delimiter));
        end.unwrap_or(bytes.len())
    }
}

/// Where quotes are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quotes {
    ahead: Ahead,
}

impl Quotes {
    /// The first from a position on and before another one. Always asked of the same bytes.
    pub(super) fn next(&mut self, bytes: &[u8], from: usize, end: usize) -> Option<usize> {
        self.ahead.next(bytes, from, end, quotes_in)
    }

    /// Does as [`closing_quote`].
    pub(super) fn closing(&mut self, bytes: &[u8], from: usize) -> Option<(usize, bool)> {
        closing(bytes, from, |from| self.next(bytes, from, bytes.len()))
    }
}

/// A bit for each quote of a block.
fn quotes_in(block: &[u8; BLOCK]) -> u64 {
    bits_of(block, |word| others(word, QUOTE))
}

/// A bit for each byte of a block that ends an unquoted stretch.
fn ends_in(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    bits_of(block, |word| {
        others(word, delimiter) & others(word, b'\n') & others(word, b'\r')
    })
}

/// A bit for each byte of a block that is none of the others, as `others` says of a word.
fn bits_of(block: &[u8; BLOCK], others: impl Fn(u64) -> u64) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        bits << 8 | gathered(!others(u64::from_le_bytes(*word)) & HIGH)
    })
}

/// A one in each byte, and the high bit of each.
const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// The high bit of each byte of a word that is not `byte`; the other bits are of no meaning.
const fn others(word: u64, byte: u8) -> u64 {
    let different = word ^ (ONES * byte as u64);
    // Seven bits that are not all zero carry into the eighth, and never further.
    ((different & !HIGH) + !HIGH) | different
}

/// The high bits of the bytes of a word, side by side.
const fn gathered(high: u64) -> u64 {
    // The bit of byte k is moved to bit 56 + k by the factor's bit 56 - 7 k; no two products meet.
    const SIDE_BY_SIDE: u64 = 0x0102_0408_1020_4080;
    ((high >> 7).wrapping_mul(SIDE_BY_SIDE)) >> 56
}

/// The position after the line end that starts at `at` (`\n`, `\r` or `\r\n`).
pub(super) fn after_line_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n') {
        at + 2
    } else {
        at + 1
    }
}

/// How many line ends there are: `\n`, `\r\n` and lone `\r` count one each.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    // Quoted fields hardly ever hold one.
    if memchr2(b'\n', b'\r', bytes).is_none() {
        return 0;
    }
    let newlines = memchr_iter(b'\n', bytes).count();
    let lone_returns = memchr_iter(b'\r', bytes)
        .filter(|&at| bytes.get(at + 1) != Some(&b'\n'))
        .count();
    (newlines + lone_returns) as u64
}

/// The text of a field from the byte after its opening quote on: doubled quotes made single, the closing
/// quote dropped, and whatever follows it kept as it stands.
pub(super) fn unquote(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut from = 0;
    while let Some(at) = memchr(QUOTE, &raw[from..]).map(|i| from + i) {
        text.extend_from_slice(&raw[from..at]);
        if raw.get(at + 1) == Some(&QUOTE) {
            text.push(QUOTE);
            from = at + 2;
        } else {
            from = at + 1;
            break;
        }
    }
    text.extend_from_slice(&raw[from..]);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{QUOTE, Quotes, UnquotedEnds, closing_quote, line_ends, unquote};

    #[test]
    fn a_doubled_quote_does_not_close_a_field() {
        assert_eq!(closing_quote(br#"ab""c",d"#, 0), Some((5, true)));
        assert_eq!(closing_quote(br#"ab","#, 0), Some((2, false)));
        assert_eq!(closing_quote(br#"ab"""#, 0), None);
    }

    #[test]
    fn an_unquoted_stretch_ends_at_a_comma_a_line_end_or_the_end() {
        let end = |bytes: &[u8], from| UnquotedEnds::of(b',').next_from(bytes, from);
        assert_eq!(end(b"abc,d", 0), 3);
        assert_eq!(end(b"abc,d", 4), 5);
        assert_eq!(end(b"abc\r\n", 1), 3);
        assert_eq!(end(b"abc", 3), 3);
        assert_eq!(end(b"", 0), 0);
    }

    proptest! {
        #[test]
        fn every_end_is_found_wherever_it_stands_and_whatever_is_asked_before(
            bytes in prop::collection::vec(prop::sample::select(
                b"a, \r\n\"+-.;\t\x00\x2d\x2b\x8c\x8a\xac\xff".to_vec()
            ), 0..300),
            delimiter in prop::sample::select(b",;\t".to_vec()),
            steps in prop::collection::vec(0usize..90, 1..20),
        ) {
            let mut ends = UnquotedEnds::of(delimiter);
            let mut from = 0;
            for step in steps {
                let is_end = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r');
                let expected = bytes[from..].iter().position(is_end).map_or(bytes.len(), |at| from + at);
                prop_assert_eq!(ends.next_from(&bytes, from), expected);
                from = (from + step).min(bytes.len());
            }
        }
    }

    proptest! {
        #[test]
        fn quotes_and_what_they_close_are_found_as_one_by_one(
            bytes in prop::collection::vec(prop::sample::select(b"a, \n\"\"\xa2\x22".to_vec()), 0..300),
            steps in prop::collection::vec((0usize..90, 0usize..200, any::<bool>()), 1..20),
        ) {
            let mut quotes = Quotes::default();
            let mut from = 0;
            for (step, ahead, is_closing) in steps {
                if is_closing {
                    prop_assert_eq!(quotes.closing(&bytes, from), closing_quote(&bytes, from));
                } else {
                    let end = (from + ahead).min(bytes.len());
                    let expected = bytes[from..end].iter().position(|byte| *byte == QUOTE).map(|at| from + at);
                    prop_assert_eq!(quotes.next(&bytes, from, end), expected);
                }
                from = (from + step).min(bytes.len());
            }
        }
    }

    #[test]
    fn line_ends_of_every_kind_count_one() {
        assert_eq!(line_ends(b"a\nb\r\nc\rd\r\r\n"), 5);
        assert_eq!(line_ends(b""), 0);
    }

    #[test]
    fn unquoting_keeps_what_follows_the_closing_quote() {
        assert_eq!(unquote(br#"a ""b"" c""#), br#"a "b" c"#);
        assert_eq!(unquote(br#"a"b"c"#), br#"ab"c"#);
        assert_eq!(unquote(b"never closed"), b"never closed");
    }
}
