//! How listed codes and numbers begin.

use rustc_hash::FxHashSet;

/// How all listed codes and numbers begin. They count where a word begins, so a look at the beginnings of words saves
/// nearly every text all questions to the index.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    /// Bytes of a beginning: as many as the shortest of the long identifiers has, at most [`BEGINNING_BYTES`].
    bytes: usize,
    known: FxHashSet<u64>,
    /// A bit for each beginning that is known, by its hash: small enough to stay near the processor, and it denies most.
    bits: Vec<u64>,
}

/// No more bytes of an identifier are looked at.
pub(crate) const BEGINNING_BYTES: usize = size_of::<u64>();

/// Bits of [`Beginnings::bits`]: 16 KiB.
const BEGINNING_BITS: u32 = 17;

fn bit(beginning: u64) -> (usize, u64) {
    let hash = beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BEGINNING_BITS);
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

impl Beginnings {
    /// Of long identifiers, and of short ones that are known whole.
    pub fn of(long: &[String], short: &[String]) -> Beginnings {
        let bytes = long
            .iter()
            .map(String::len)
            .min()
            .unwrap_or(BEGINNING_BYTES)
            .min(BEGINNING_BYTES);
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

    /// Whether a long identifier begins as a text of so many bytes, whose first ones are these ([`first_bytes`]).
    pub fn may_begin(&self, first: u64, len_bytes: usize) -> bool {
        len_bytes >= self.bytes && self.has(cut(first, self.bytes))
    }

    /// Whether a text of so many bytes, shorter than any long identifier and than [`BEGINNING_BYTES`], is a short one.
    pub fn has_short(&self, first: u64, len_bytes: usize) -> bool {
        self.has(cut(first, len_bytes))
    }

    fn has(&self, beginning: u64) -> bool {
        let (word, mask) = bit(beginning);
        self.bits[word] & mask != 0 && self.known.contains(&beginning)
    }
}

/// The first bytes of a text that is at least as long as a beginning may be.
pub(crate) fn first_bytes(text: &[u8]) -> u64 {
    text.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

/// So many of the first bytes of a text, the others zero.
fn cut(first: u64, bytes: usize) -> u64 {
    match bytes {
        0 => 0,
        BEGINNING_BYTES.. => first,
        // The first bytes are the low ones.
        _ => first & (u64::MAX >> (8 * (BEGINNING_BYTES - bytes))),
    }
}

/// So many bytes of an identifier, as [`cut`] gives them.
fn beginning(text: &[u8], bytes: usize) -> Option<u64> {
    let mut beginning = [0u8; BEGINNING_BYTES];
    beginning.get_mut(..bytes)?.copy_from_slice(text.get(..bytes)?);
    Some(u64::from_le_bytes(beginning))
}
