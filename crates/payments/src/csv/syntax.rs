//! The few facts of the grammar that both the chunk cutter and the record splitter stand on.
//!
//! They share these functions rather than each having a state machine, so that they cannot disagree on where
//! a quoted field ends.

use memchr::{memchr, memchr_iter, memchr3};

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
pub(super) fn closing_quote(bytes: &[u8], mut from: usize) -> Option<(usize, bool)> {
    let mut doubled = false;
    loop {
        let at = from + memchr(QUOTE, bytes.get(from..)?)?;
        if bytes.get(at + 1) != Some(&QUOTE) {
            return Some((at, doubled));
        }
        doubled = true;
        from = at + 2;
    }
}

/// Finds the delimiter or line end that ends an unquoted stretch, from any position inside it on; the end of the
/// bytes ends it too.
#[inline]
pub(super) fn unquoted_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    // Most fields of a payment are shorter than what starting a vector search costs: first, a few words of
    // eight bytes at a time.
    const WORDS: usize = 4;
    let rest = bytes.get(from..).unwrap_or_default();
    let (words, _) = rest.as_chunks::<8>();
    for (i, word) in words.iter().take(WORDS).enumerate() {
        let word = u64::from_le_bytes(*word);
        let equal = |byte: u8| zeros(word ^ (LOW * u64::from(byte)));
        let ends = equal(delimiter) | equal(b'\n') | equal(b'\r');
        if ends != 0 {
            return from + 8 * i + (ends.trailing_zeros() / 8) as usize;
        }
    }
    let skip = rest.len().min(8 * WORDS) & !7;
    from + skip + memchr3(delimiter, b'\n', b'\r', &rest[skip..]).unwrap_or(rest.len() - skip)
}

/// A one in each byte.
const LOW: u64 = u64::from_ne_bytes([1; 8]);

/// The high bit of each byte of a word that is zero; exact up to and including the lowest such byte, which is
/// the first in little-endian order (Mycroft's test).
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & (LOW << 7)
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
    // Quoted fields are short and hardly ever hold one.
    if bytes.len() < 64 && !bytes.iter().any(|b| matches!(b, b'\n' | b'\r')) {
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
    use super::{closing_quote, line_ends, unquote, unquoted_end};

    #[test]
    fn a_doubled_quote_does_not_close_a_field() {
        assert_eq!(closing_quote(br#"ab""c",d"#, 0), Some((5, true)));
        assert_eq!(closing_quote(br#"ab","#, 0), Some((2, false)));
        assert_eq!(closing_quote(br#"ab"""#, 0), None);
    }

    #[test]
    fn an_unquoted_stretch_ends_at_a_comma_a_line_end_or_the_end() {
        assert_eq!(unquoted_end(b"abc,d", 0, b','), 3);
        assert_eq!(unquoted_end(b"abc\r\n", 1, b','), 3);
        assert_eq!(unquoted_end(b"abc", 3, b','), 3);
        let long = [b'x'; 40];
        assert_eq!(unquoted_end(&long, 0, b','), 40);
        for at in 0..40 {
            let mut bytes = long;
            bytes[at] = b'\r';
            for from in 0..=at {
                assert_eq!(unquoted_end(&bytes, from, b','), at);
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
