//! Splitting a chunk into records and fields, without copying.

use std::borrow::Cow;

use super::syntax::{QUOTE, UnquotedEnds, after_line_end, closing_quote, line_ends, starts_field, unquote};

/// How a field stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The bytes are the text.
    Plain,
    /// From after the opening quote on; doubled quotes (or text after the closing quote) must be undone.
    Quoted,
}

/// Where a field stands in its chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: usize,
    end: usize,
    form: Form,
}

impl Span {
    /// A field without text.
    pub(crate) const EMPTY: Span = Span {
        start: 0,
        end: 0,
        form: Form::Plain,
    };

    /// A field of which the bytes are the text.
    #[cfg(feature = "columnar")]
    pub(crate) const fn plain_text(start: usize, end: usize) -> Span {
        Span {
            start,
            end,
            form: Form::Plain,
        }
    }

    /// Whether the field has no text.
    pub(crate) const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the field has no text but white space.
    pub(crate) fn is_blank(self, chunk: &[u8]) -> bool {
        match chunk.get(self.start..self.end).unwrap_or_default() {
            [] => true,
            [first, ..] if *first > b' ' => false,
            text => text.trim_ascii().is_empty(),
        }
    }

    /// The text as bytes of `chunk`: lent where nothing must be undone.
    pub(crate) fn bytes(self, chunk: &[u8]) -> Cow<'_, [u8]> {
        let raw = chunk.get(self.start..self.end).unwrap_or_default();
        match self.form {
            Form::Plain => Cow::Borrowed(raw),
            Form::Quoted => Cow::Owned(unquote(raw)),
        }
    }

    /// The first bytes of the text, at most `bytes_max`, cut between characters where they are UTF-8.
    pub(crate) fn head(self, chunk: &[u8], bytes_max: usize) -> Option<Vec<u8>> {
        let raw = chunk.get(self.start..self.end)?;
        // Undoing quotes only shortens, and never to less than half.
        let raw = &raw[..raw.len().min(2 * bytes_max + 1)];
        let mut text = match self.form {
            Form::Plain => raw.to_vec(),
            Form::Quoted => unquote(raw),
        };
        if text.len() > bytes_max {
            text.truncate(bytes_max);
            while text.last().is_some_and(|b| b & 0xC0 == 0x80) {
                text.pop();
            }
            text.pop_if(|b| *b >= 0xC0);
        }
        Some(text)
    }

    /// The text as a slice of `chunk`, when nothing must be undone.
    pub(crate) fn plain(self, chunk: &str) -> Option<&str> {
        match self.form {
            Form::Plain => chunk.get(self.start..self.end),
            Form::Quoted => None,
        }
    }
}

/// What is wrong with the quoting of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// A quoted field is still open where the file ends.
    NeverClosed,
    /// Text stands between a closing quote and the next delimiter.
    TextAfter,
}

/// A record, its fields already handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    /// One-based physical line on which it starts.
    pub(crate) line: u64,
    /// One-based physical line on which it ends.
    pub(crate) last_line: u64,
    /// Its first byte in the chunk.
    pub(crate) start: usize,
    /// Size in bytes, line end excluded.
    pub(crate) len_bytes: usize,
    /// How many fields it has.
    pub(crate) fields: usize,
    /// The first field whose quoting is wrong, and how.
    pub(crate) fault: Option<(usize, QuoteFault)>,
}

/// Hands out the records of a chunk, field by field.
#[derive(Debug, Clone)]
pub(crate) struct Splitter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    /// What ends a field.
    delimiter: u8,
    ends: UnquotedEnds,
}

impl<'a> Splitter<'a> {
    /// Records of `bytes`, which begin on one-based line `first_line` at the start of a record.
    pub(crate) fn new(bytes: &'a [u8], first_line: u64, delimiter: u8) -> Splitter<'a> {
        Splitter {
            bytes,
            at: 0,
            line: first_line,
            delimiter,
            ends: UnquotedEnds::of(delimiter),
        }
    }

    /// The record that begins at a byte, wherever that is.
    pub(crate) fn at(bytes: &'a [u8], at: usize, delimiter: u8) -> Splitter<'a> {
        Splitter {
            at,
            ..Splitter::new(bytes, 1, delimiter)
        }
    }

    /// Where the next record, or empty lines before it, begins: byte and one-based line.
    pub(crate) const fn position(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// The next record, `None` at the end. `field` gets the ordinal and place of each field, in order.
    #[inline]
    pub(crate) fn next_record(&mut self, mut field: impl FnMut(usize, Span)) -> Option<Record> {
        let (bytes, delimiter) = (self.bytes, self.delimiter);
        while let Some(b'\n' | b'\r') = bytes.get(self.at) {
            self.at = after_line_end(bytes, self.at);
            self.line += 1;
        }
        if self.at >= bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut fields = 0;
        let mut fault = None;
        let mut at = start;
        loop {
            let span;
            if bytes.get(at) == Some(&QUOTE) {
                let text = at + 1;
                if let Some((close, doubled)) = closing_quote(bytes, text) {
                    at = close + 1;
                    let form = if doubled { Form::Quoted } else { Form::Plain };
                    span = if bytes
                        .get(at)
                        .is_none_or(|byte| starts_field(Some(*byte), delimiter))
                    {
                        Span {
                            start: text,
                            end: if doubled { at } else { close },
                            form,
                        }
                    } else {
                        fault = fault.or(Some((fields, QuoteFault::TextAfter)));
                        at = self.ends.next_from(bytes, at);
                        Span {
                            start: text,
                            end: at,
                            form: Form::Quoted,
                        }
                    };
                    // Line ends inside quotes count for the records after this one.
                    self.line += line_ends(&bytes[text..close]);
                } else {
                    at = bytes.len();
                    fault = fault.or(Some((fields, QuoteFault::NeverClosed)));
                    span = Span {
                        start: text,
                        end: at,
                        form: Form::Quoted,
                    };
                    self.line += line_ends(&bytes[text..]);
                }
            } else {
                let end = self.ends.next_from(bytes, at);
                span = Span {
                    start: at,
                    end,
                    form: Form::Plain,
                };
                at = end;
            }
            field(fields, span);
            fields += 1;
            match bytes.get(at) {
                Some(&byte) if byte == delimiter => at += 1,
                // A line end, or the end of the bytes.
                _ => break,
            }
        }
        let record = Record {
            line,
            last_line: self.line,
            start,
            len_bytes: at - start,
            fields,
            fault,
        };
        if at < bytes.len() {
            at = after_line_end(bytes, at);
            self.line += 1;
        }
        self.at = at;
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::framing::cut, QuoteFault, Record, Splitter};
    use crate::contract::Mark;

    fn split(bytes: &[u8]) -> Vec<(Record, Vec<Vec<u8>>)> {
        let mut splitter = Splitter::new(bytes, 1, b',');
        let mut records = Vec::new();
        loop {
            let mut fields = Vec::new();
            let Some(record) = splitter.next_record(|_, span| fields.push(span.bytes(bytes).into_owned()))
            else {
                return records;
            };
            records.push((record, fields));
        }
    }

    fn fields(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        split(bytes).into_iter().map(|(_, fields)| fields).collect()
    }

    fn by_csv_crate(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .byte_records()
            .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    #[test]
    fn commas_quotes_and_line_ends_inside_quotes_are_text() {
        let records = split(b"a,\"b, \"\"c\"\"\nd\",e\r\nf\n");
        let texts: Vec<Vec<String>> = records
            .iter()
            .map(|(_, fields)| {
                fields
                    .iter()
                    .map(|f| String::from_utf8(f.clone()).unwrap())
                    .collect()
            })
            .collect();
        assert_eq!(texts, [vec!["a", "b, \"c\"\nd", "e"], vec!["f"]]);
        assert_eq!(
            (records[0].0.line, records[0].0.last_line, records[1].0.line),
            (1, 2, 3)
        );
    }

    #[test]
    fn a_quote_inside_an_unquoted_field_is_text() {
        assert_eq!(
            fields(b"5\" pipe,\"x\"\n"),
            [vec![b"5\" pipe".to_vec(), b"x".to_vec()]]
        );
    }

    #[test]
    fn faults_of_quoting_name_the_first_field_they_are_in() {
        assert_eq!(
            split(b"a,\"b\"c,\"d\"e\n")[0].0.fault,
            Some((1, QuoteFault::TextAfter))
        );
        assert_eq!(
            split(b"a,\"b\nc,d\n")[0].0.fault,
            Some((1, QuoteFault::NeverClosed))
        );
        assert_eq!(split(b"a,\"b\"\n")[0].0.fault, None);
    }

    #[test]
    fn a_trailing_comma_without_a_line_end_is_one_more_empty_field() {
        assert_eq!(fields(b"a,"), [vec![b"a".to_vec(), Vec::new()]]);
        assert_eq!(fields(b"\"\"\n\n\r\n"), [vec![Vec::<u8>::new()]]);
    }

    /// Bytes in which everything that the grammar knows is frequent.
    fn csv_like() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            4 => Just(b'"'), 3 => Just(b','), 2 => Just(b'\n'), 2 => Just(b'\r'),
            4 => Just(b'a'), 1 => Just(b' '), 1 => Just(0), 1 => any::<u8>(),
        ];
        proptest::collection::vec(byte, 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn records_and_fields_are_those_of_the_csv_crate(bytes in csv_like()) {
            // The byte-order mark is the opener's business, not the splitter's.
            prop_assume!(!bytes.starts_with(b"\xEF\xBB\xBF"));
            prop_assert_eq!(fields(&bytes), by_csv_crate(&bytes));
        }

        #[test]
        fn wherever_a_file_is_cut_its_records_and_lines_stay_the_same(bytes in csv_like(), target in 1usize..70) {
            let whole = split(&bytes);
            let mut pieces = Vec::new();
            let mut from = Mark::new(0, 1);
            while from.at < bytes.len() {
                let end = cut(&bytes, from, target, b',');
                prop_assert!(end.at > from.at);
                let piece = &bytes[from.at..end.at];
                let (mut splitter, at) = (Splitter::new(piece, from.line, b','), from.at);
                from = end;
                loop {
                    let mut fields = Vec::new();
                    let next = splitter.next_record(|_, span| fields.push(span.bytes(piece).into_owned()));
                    let Some(record) = next else { break };
                    let start = at + record.start;
                    pieces.push((Record { start, ..record }, fields));
                }
            }
            prop_assert_eq!(from.at, bytes.len());
            prop_assert_eq!(pieces, whole);
        }

        #[test]
        fn lines_are_counted_as_an_editor_counts_them(bytes in csv_like()) {
            let mut from = 0;
            for (record, _) in split(&bytes) {
                // The record's line is one more than the line ends before its first byte; find that byte by
                // skipping line ends from the end of the record before.
                while matches!(bytes.get(from), Some(b'\n' | b'\r')) { from += 1; }
                let text = &bytes[..from];
                let editor = text.iter().enumerate()
                    .filter(|&(i, b)| *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')))
                    .count() as u64 + 1;
                prop_assert_eq!(record.line, editor);
                from += record.len_bytes;
            }
        }
    }
}
