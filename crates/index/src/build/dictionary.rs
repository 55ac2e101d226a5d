//! The finite-state maps.

use fst::MapBuilder;

use super::lists::ListsBuilder;
use crate::{
    BuildError,
    filter::{Dictionary, FilterBuilder},
};

/// A map from keys, which come in order, to a number each.
pub(super) fn dictionary<'a>(
    what: &'static str,
    entries: impl Iterator<Item = (&'a [u8], u64)>,
) -> Result<Vec<u8>, BuildError> {
    let failed = |source| BuildError::Fst { what, source };
    let mut builder = MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, value).map_err(failed)?;
    }
    builder.into_inner().map_err(failed)
}

/// A key with one of its values, of one or two numbers.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry<const NUMBERS: usize> {
    /// The first bytes of the key: they tell most keys apart, without a look at the text.
    head: u64,
    key: Box<str>,
    value: [u32; NUMBERS],
}

impl<const NUMBERS: usize> Entry<NUMBERS> {
    pub fn new(key: &str, value: [u32; NUMBERS]) -> Self {
        let mut head = [0; 8];
        let bytes = key.len().min(head.len());
        head[..bytes].copy_from_slice(&key.as_bytes()[..bytes]);
        Entry {
            head: u64::from_be_bytes(head),
            key: key.into(),
            value,
        }
    }

    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Entries in order, each once; they come in parts that have order of their own.
pub(super) fn in_order<const NUMBERS: usize>(parts: Vec<Vec<Entry<NUMBERS>>>) -> Vec<Entry<NUMBERS>> {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    all.extend(parts.flatten());
    // It finds the parts that are in order, and merges them.
    all.sort();
    all.dedup();
    all
}

/// Keys in order, each with the number that a map has for it.
#[derive(Debug)]
pub(super) struct Numbered<const NUMBERS: usize> {
    which: Dictionary,
    /// The keys, and other entries of the same key behind them.
    entries: Vec<Entry<NUMBERS>>,
    /// One for each key.
    numbers: Vec<u64>,
}

/// The number of each key for a map from keys to several values each; the keys are added to the filter.
///
/// A value alone stands in the map itself, its first number lowest and behind it a bit that tells it from the place of a
/// list; a second number has 31 bits there.
pub(super) fn number_keys<const NUMBERS: usize>(
    which: Dictionary,
    entries: Vec<Entry<NUMBERS>>,
    lists: &mut ListsBuilder,
    filter: &mut FilterBuilder,
) -> Result<Numbered<NUMBERS>, BuildError> {
    let mut numbers = Vec::new();
    let mut values: Vec<u32> = Vec::new();
    for group in entries.chunk_by(|a, b| a.key == b.key) {
        numbers.push(if let [only] = group {
            let numbers = only.value.iter().rev();
            numbers.fold(0, |all, &number| all << 32 | u64::from(number)) << 1 | 1
        } else {
            values.clear();
            values.extend(group.iter().flat_map(|entry| entry.value));
            lists.add(&values)? << 1
        });
        filter.add(which, group[0].key.as_bytes());
    }
    Ok(Numbered {
        which,
        entries,
        numbers,
    })
}

impl<const NUMBERS: usize> Numbered<NUMBERS> {
    /// The map.
    pub fn map(self) -> Result<Vec<u8>, BuildError> {
        let keys = self.entries.chunk_by(|a, b| a.key == b.key);
        let keys = keys.map(|group| group[0].key.as_bytes());
        dictionary(self.which.name(), keys.zip(self.numbers))
    }
}
