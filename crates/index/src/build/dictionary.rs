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

/// A map from keys to several values each, every value one or two numbers; its keys are added to the filter.
///
/// A value alone stands in the map itself, its first number lowest and behind it a bit that tells it from the place of a
/// list; a second number has 31 bits there.
pub(super) fn multi_dictionary<const NUMBERS: usize>(
    which: Dictionary,
    mut entries: Vec<(String, [u32; NUMBERS])>,
    lists: &mut ListsBuilder,
    filter: &mut FilterBuilder,
) -> Result<Vec<u8>, BuildError> {
    let what = which.name();
    let failed = |source| BuildError::Fst { what, source };
    entries.sort_unstable();
    entries.dedup();
    let mut builder = MapBuilder::memory();
    let mut values: Vec<u32> = Vec::new();
    for group in entries.chunk_by(|a, b| a.0 == b.0) {
        let value = if let [(_, only)] = group {
            let numbers = only
                .iter()
                .rev()
                .fold(0, |all, &number| all << 32 | u64::from(number));
            numbers << 1 | 1
        } else {
            values.clear();
            values.extend(group.iter().flat_map(|(_, value)| value));
            lists.add(&values)? << 1
        };
        builder.insert(&group[0].0, value).map_err(failed)?;
        filter.add(which, group[0].0.as_bytes());
    }
    builder.into_inner().map_err(failed)
}
