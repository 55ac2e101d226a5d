//! What the columns of the payments files held: `columns` in `summary.json`.

use std::collections::BTreeMap;

use portcullis_payments::{BatchFile, Filled};
use serde::{Deserialize, Serialize};

/// What a column held, in all files that have it. Records whose fields cannot be told apart are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnCount {
    /// Records that said something there.
    pub filled: u64,
    /// Records that did not.
    pub empty: u64,
    /// Of what was said, how much was held against the lists.
    pub screened: u64,
}

/// What the columns of a file held so far, by place.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct FilledColumns {
    records: u64,
    by_place: Vec<u64>,
}

impl FilledColumns {
    /// What a chunk held.
    pub(crate) fn of(filled: Filled<'_>) -> FilledColumns {
        FilledColumns {
            records: filled.records,
            by_place: filled.by_place.to_vec(),
        }
    }

    /// Adds what another chunk of the file held.
    pub(crate) fn add(&mut self, other: &FilledColumns) {
        self.records += other.records;
        let places = self.by_place.len().max(other.by_place.len());
        self.by_place.resize(places, 0);
        for (sum, more) in self.by_place.iter_mut().zip(&other.by_place) {
            *sum += more;
        }
    }
}

/// What the columns of all files held, by name.
pub(crate) fn count<'f>(
    inputs: &[BatchFile],
    filled: impl Iterator<Item = &'f FilledColumns>,
) -> BTreeMap<String, ColumnCount> {
    let mut counts: BTreeMap<String, ColumnCount> = BTreeMap::new();
    for (input, held) in inputs.iter().zip(filled) {
        for (place, column) in input.columns().iter().enumerate() {
            let filled = held.by_place.get(place).copied().unwrap_or_default();
            let count = counts.entry(column.name().to_owned()).or_default();
            count.filled += filled;
            count.empty += held.records - filled;
            count.screened += if column.is_screened() { filled } else { 0 };
        }
    }
    counts
}
