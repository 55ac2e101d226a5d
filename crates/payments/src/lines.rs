//! Lines, counted forward.

use memchr::memchr_iter;

/// How many lines end in some bytes.
pub(crate) fn line_feeds(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// Says on which line a byte of a file stands, for bytes that are asked for in order: each is counted once.
#[derive(Debug, Clone)]
pub(crate) struct LineCounter {
    /// How far was counted, and the line of that byte.
    at: usize,
    line: u64,
}

impl LineCounter {
    /// Counts from a byte on, which stands on a line.
    pub(crate) const fn new(at: usize, line: u64) -> LineCounter {
        LineCounter { at, line }
    }

    /// The line of a byte. One before those that were asked for is taken to stand where the last of them does.
    pub(crate) fn line_of(&mut self, bytes: &[u8], at: usize) -> u64 {
        self.line += line_feeds(bytes.get(self.at..at).unwrap_or_default());
        self.at = self.at.max(at);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::LineCounter;

    #[test]
    fn lines_are_counted_forward_from_where_counting_begins() {
        let bytes = b"a\nb\n\nc";
        let mut lines = LineCounter::new(2, 2);
        assert_eq!(
            [2, 3, 4, 5, 5].map(|at| lines.line_of(bytes, at)),
            [2, 2, 3, 4, 4]
        );
        assert_eq!(lines.line_of(bytes, 0), 4, "never back");
    }
}
