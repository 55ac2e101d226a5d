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

/// Neighboring tokens written together, with a name that has them and how many bytes are the first token's.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// The first bytes of the key: they tell most keys apart, without a look at the text.
    head: u64,
    key: Box<str>,
    value: [u32; 2],
}

impl Entry {
    pub fn new(key: &str, value: [u32; 2]) -> Self {
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

/// Keys in order, each with the number that a map has for it.
#[derive(Debug)]
pub(super) struct Numbered {
    /// The keys, and other entries of the same key behind them.
    entries: Vec<Entry>,
    /// One for each key.
    numbers: Vec<u64>,
}

/// The number of each key for a map from keys to several values each; the keys are added to the filter.
///
/// A value alone stands in the map itself, its first number lowest and behind it a bit that tells it from the place of a
/// list; the second number has 31 bits there.
pub(super) fn number_joined(
    entries: Vec<Entry>,
    lists: &mut ListsBuilder,
    filter: &mut FilterBuilder,
) -> Result<Numbered, BuildError> {
    let mut numbers = Vec::new();
    let mut values: Vec<u32> = Vec::new();
    for group in entries.chunk_by(|a, b| a.key == b.key) {
        numbers.push(if let [only] = group {
            let [name, first] = only.value.map(u64::from);
            (first << 32 | name) << 1 | 1
        } else {
            values.clear();
            values.extend(group.iter().flat_map(|entry| entry.value));
            lists.add(&values)? << 1
        });
        filter.add(Dictionary::Joined, group[0].key.as_bytes());
    }
    Ok(Numbered { entries, numbers })
}

impl Numbered {
    /// The map.
    pub fn map(self) -> Result<Vec<u8>, BuildError> {
        let keys = self.entries.chunk_by(|a, b| a.key == b.key);
        let keys = keys.map(|group| group[0].key.as_bytes());
        dictionary("joined words", keys.zip(self.numbers))
    }
}
