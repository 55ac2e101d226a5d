use std::collections::BTreeMap;

use portcullis_model::Designation;
use portcullis_names::identifier;

use super::lists::ListsBuilder;
use crate::{
    BuildError,
    filter::{Dictionary, FilterBuilder},
    layout::IDENTIFIER_SEPARATOR,
    number::number,
};

/// `Identifiers`.
#[derive(Debug, Default)]
pub(super) struct IdentifiersBuilder {
    /// Canonical form, separator, kind; pairs of a designation and a place among its identifiers in all records, one after the other.
    entries: BTreeMap<Vec<u8>, Vec<u32>>,
}

impl IdentifiersBuilder {
    /// Adds those of the next designation that are long enough to be looked for.
    pub fn add(&mut self, ordinal: u32, designation: &Designation) -> Result<(), BuildError> {
        for (place, identifier) in designation.identifiers_ever().into_iter().enumerate() {
            let canonical = identifier::canonical(identifier.kind, &identifier.value);
            if canonical.chars().count() < identifier::CANONICAL_MIN_CHARS {
                continue;
            }
            let mut key = canonical.into_bytes();
            key.push(IDENTIFIER_SEPARATOR);
            key.extend_from_slice(identifier.kind.as_str().as_bytes());
            self.entries
                .entry(key)
                .or_default()
                .extend([ordinal, number(place, "identifiers")?]);
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The number of each key for the map that is the section; the keys are added to the filter.
    pub fn number_keys(
        self,
        lists: &mut ListsBuilder,
        filter: &mut FilterBuilder,
    ) -> Result<Vec<(Vec<u8>, u64)>, BuildError> {
        let mut numbered = Vec::with_capacity(self.entries.len());
        for (key, values) in self.entries {
            if let Some(at) = key.iter().rposition(|&b| b == IDENTIFIER_SEPARATOR) {
                filter.add(Dictionary::Identifiers, &key[..at]);
            }
            numbered.push((key, lists.add(&values)? << 1));
        }
        Ok(numbered)
    }
}
