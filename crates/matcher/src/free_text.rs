//! Identifiers in free text: one automaton over all listed identifiers reads the text once.

use aho_corasick::{AhoCorasick, MatchKind};
use portcullis_index::Index;
use portcullis_model::IdentifierKind;
use portcullis_names::identifier::{self, Validity};
use rustc_hash::FxHashSet;

use crate::identifiers::{IdentifierMatch, find_as};

/// Shorter identifiers are met in free text by chance (invoice numbers, amounts).
const FREE_TEXT_MIN_CHARS: usize = 7;

/// Text beyond this many bytes is not scanned; a remittance field has 140 characters, a long one 9,000.
const FREE_TEXT_BYTES_MAX: usize = 64 * 1024;

/// Scans text for listed identifiers.
pub(crate) struct FreeTextScanner {
    automaton: Option<AhoCorasick>,
    beginnings: Beginnings,
    /// For each pattern: kind, designation, place among its identifiers.
    listed: Vec<(IdentifierKind, u32, u32)>,
}

/// A listed identifier met in free text, and whether it can be nothing else there.
pub(crate) struct FreeTextMatch {
    pub found: IdentifierMatch,
    pub certain: bool,
}

impl FreeTextScanner {
    pub fn new(index: &Index) -> FreeTextScanner {
        let (mut patterns, mut listed): (Vec<String>, Vec<_>) = (Vec::new(), Vec::new());
        index.each_listed_identifier(|canonical, kind, designation, place| {
            let scanned = match kind {
                // Read word by word below (case tells), or of no use in a sentence.
                IdentifierKind::Crypto | IdentifierKind::Email | IdentifierKind::Website => false,
                IdentifierKind::Phone | IdentifierKind::CallSign => false,
                IdentifierKind::Bic => true,
                _ => canonical.len() >= FREE_TEXT_MIN_CHARS && canonical.bytes().any(|b| b.is_ascii_digit()),
            };
            if scanned && canonical.is_ascii() {
                patterns.push(canonical.to_owned());
                listed.push((kind, designation, place));
            }
        });
        // Building fails only past two billion states; without an automaton nothing would be found silently,
        // so the patterns are then looked up word by word.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .ok();
        let beginnings = Beginnings::of(&patterns);
        FreeTextScanner {
            automaton,
            beginnings,
            listed,
        }
    }

    /// Calls `each` with every listed identifier in the text that begins and ends with a word.
    pub fn scan(
        &self,
        index: &Index,
        text: &str,
        scratch: &mut FreeTextScratch,
        mut each: impl FnMut(FreeTextMatch),
    ) {
        let text = truncate(text, FREE_TEXT_BYTES_MAX);
        scratch.compact(text);
        if let Some(automaton) = &self.automaton
            && self.beginnings.may_begin_in(scratch)
        {
            scratch.mark_words();
            for m in automaton.find_overlapping_iter(&scratch.compact) {
                let (start, end) = (m.start(), m.end());
                let (kind, designation, place) = self.listed[m.pattern().as_usize()];
                let whole_end =
                    scratch.ends[end - 1] || (kind == IdentifierKind::Bic && scratch.is_branch(start, end));
                // Some write the number and what it is in one word: `IMO9187629`.
                let labeled = kind == IdentifierKind::Imo
                    && start >= 3
                    && scratch.starts[start - 3]
                    && scratch.compact[..start].ends_with(b"IMO");
                if !(scratch.starts[start] || labeled) || !whole_end {
                    continue;
                }
                let one_word = !scratch.starts[start + 1..end].contains(&true);
                // Letters and digits of ASCII, and nothing else.
                let canonical = std::str::from_utf8(&scratch.compact[start..end]).unwrap_or_default();
                let certain = match kind {
                    IdentifierKind::Bic if !one_word => continue,
                    IdentifierKind::Bic => true,
                    IdentifierKind::Iban | IdentifierKind::Lei => {
                        identifier::validity(kind, canonical) == Validity::Valid
                    }
                    IdentifierKind::Imo => scratch.compact[..start].ends_with(b"IMO"),
                    _ => false,
                };
                // A bare seven-digit number is an invoice more often than a ship.
                if kind == IdentifierKind::Imo
                    && !certain
                    && identifier::validity(kind, canonical) != Validity::Valid
                {
                    continue;
                }
                let found = IdentifierMatch::of(index, canonical, kind, designation, place);
                each(FreeTextMatch { found, certain });
            }
        }
        if text.is_ascii() && !scratch.has_word_of(CRYPTO_BYTES_MIN) {
            return;
        }
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= CRYPTO_BYTES_MIN)
        {
            find_as(
                index,
                IdentifierKind::Crypto,
                word,
                &mut scratch.canonical,
                |found| {
                    each(FreeTextMatch { found, certain: true });
                },
            );
        }
    }
}

/// No digital currency address is shorter.
const CRYPTO_BYTES_MIN: usize = 25;

/// How all identifiers begin that the automaton knows. An identifier counts where a word begins, so a look at the
/// beginnings of words saves nearly every text the walk through the automaton.
#[derive(Debug, Default)]
struct Beginnings {
    /// Bytes of a beginning: as many as the shortest identifier has, at most 8.
    bytes: usize,
    known: FxHashSet<u64>,
    /// A bit for each beginning that is known, by its hash: small enough to stay near the processor, and it denies most.
    bits: Vec<u64>,
}

/// Bits of [`Beginnings::bits`]: 16 KiB.
const BEGINNING_BITS: u32 = 17;

fn bit(beginning: u64) -> (usize, u64) {
    let hash = beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BEGINNING_BITS);
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

impl Beginnings {
    fn of(patterns: &[String]) -> Beginnings {
        let bytes = patterns.iter().map(String::len).min().unwrap_or(0).min(8);
        let known: FxHashSet<u64> = patterns
            .iter()
            .filter_map(|pattern| beginning(pattern.as_bytes(), bytes))
            .collect();
        let mut bits = vec![0u64; 1 << (BEGINNING_BITS - 6)];
        for &beginning in &known {
            let (word, mask) = bit(beginning);
            bits[word] |= mask;
        }
        Beginnings { bytes, known, bits }
    }

    fn may_begin_in(&self, text: &FreeTextScratch) -> bool {
        !self.known.is_empty()
            && text.words.iter().any(|&start| {
                let word = &text.compact[start as usize..];
                // Some write the number and what it is in one word: `IMO9187629`.
                self.may_begin(word)
                    || word
                        .strip_prefix(b"IMO")
                        .is_some_and(|number| self.may_begin(number))
            })
    }

    fn may_begin(&self, text: &[u8]) -> bool {
        beginning(text, self.bytes).is_some_and(|beginning| {
            let (word, mask) = bit(beginning);
            self.bits[word] & mask != 0 && self.known.contains(&beginning)
        })
    }
}

fn beginning(text: &[u8], bytes: usize) -> Option<u64> {
    let mut beginning = [0u8; 8];
    beginning[..bytes].copy_from_slice(text.get(..bytes)?);
    Some(u64::from_le_bytes(beginning))
}

fn truncate(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut cut = bytes;
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    &text[..cut]
}

/// Room for the compacted text: upper-case letters and digits only, with where words began and ended.
#[derive(Debug, Default)]
pub(crate) struct FreeTextScratch {
    compact: Vec<u8>,
    /// Where words begin in `compact`.
    words: Vec<u32>,
    /// For each byte of `compact`, whether a word begins with it; only after [`FreeTextScratch::mark_words`].
    starts: Vec<bool>,
    /// The same of ends.
    ends: Vec<bool>,
    canonical: String,
}

impl FreeTextScratch {
    fn compact(&mut self, text: &str) {
        self.compact.clear();
        self.words.clear();
        for word in text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()) {
            if !word.is_empty() {
                self.words
                    .push(u32::try_from(self.compact.len()).unwrap_or(u32::MAX));
                self.compact.extend_from_slice(word);
            }
        }
        self.compact.make_ascii_uppercase();
    }

    fn mark_words(&mut self) {
        for marks in [&mut self.starts, &mut self.ends] {
            marks.clear();
            marks.resize(self.compact.len(), false);
        }
        for &start in &self.words {
            self.starts[start as usize] = true;
            if start > 0 {
                self.ends[start as usize - 1] = true;
            }
        }
        if let Some(end) = self.ends.last_mut() {
            *end = true;
        }
    }

    /// Whether a word has so many bytes.
    fn has_word_of(&self, bytes: usize) -> bool {
        let ends = self.words.iter().skip(1).map(|&next| next as usize);
        let ends = ends.chain(std::iter::once(self.compact.len()));
        self.words
            .iter()
            .zip(ends)
            .any(|(&start, end)| end - start as usize >= bytes)
    }

    /// Whether three more characters of the same word follow: the branch of an 11-character BIC.
    fn is_branch(&self, start: usize, end: usize) -> bool {
        end - start == 8
            && end + 3 <= self.compact.len()
            && !self.starts[end..end + 3].contains(&true)
            && self.ends[end + 2]
    }
}
