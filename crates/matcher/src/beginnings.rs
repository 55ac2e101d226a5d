//! How listed codes and numbers begin.

use rustc_hash::FxHashSet;

/// How all listed codes and numbers begin. They count where a word begins, so a look at the beginnings of words saves
/// nearly every text all questions to the index.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    /// Bytes of a beginning: as many as the shortest of the long identifiers has, at most 8.
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
    /// Of long identifiers, and of short ones that are known whole.
    pub fn of(long: &[String], short: &[String]) -> Beginnings {
        let bytes = long.iter().map(String::len).min().unwrap_or(8).min(8);
        let whole = short
            .iter()
            .filter_map(|code| beginning(code.as_bytes(), code.len()));
        let known: FxHashSet<u64> = long
            .iter()
            .filter_map(|code| beginning(code.as_bytes(), bytes))
            .chain(whole)
            .collect();
        let mut bits = vec![0u64; 1 << (BEGINNING_BITS - 6)];
        for &beginning in &known {
            let (word, mask) = bit(beginning);
            bits[word] |= mask;
        }
        Beginnings { bytes, known, bits }
    }

    /// Whether a long identifier begins as the text does.
    pub fn may_begin(&self, text: &[u8]) -> bool {
        beginning(text, self.bytes).is_some_and(|beginning| self.has(beginning))
    }

    /// Whether the text, shorter than any long identifier, is a short one.
    pub fn has_short(&self, text: &[u8]) -> bool {
        beginning(text, text.len()).is_some_and(|whole| self.has(whole))
    }

    fn has(&self, beginning: u64) -> bool {
        let (word, mask) = bit(beginning);
        self.bits[word] & mask != 0 && self.known.contains(&beginning)
    }
}

fn beginning(text: &[u8], bytes: usize) -> Option<u64> {
    let mut beginning = [0u8; 8];
    beginning.get_mut(..bytes)?.copy_from_slice(text.get(..bytes)?);
    Some(u64::from_le_bytes(beginning))
}
