use std::collections::BTreeMap;

use portcullis_model::{Designation, IdentifierKind};
use portcullis_names::identifier;

use super::{lists::ListsBuilder, strings::StringsBuilder};
use crate::{
    BuildError,
    filter::{Dictionary, FilterBuilder},
    layout::IdentifierRecord,
    number::{number, place},
};

/// `Identifiers`.
#[derive(Debug, Default)]
pub(super) struct IdentifiersBuilder {
    /// By canonical form and kind: pairs of a designation and a place among its identifiers in all records, one after the other.
    entries: BTreeMap<(String, IdentifierKind), Vec<u32>>,
}

impl IdentifiersBuilder {
    /// Adds those of the next designation that are long enough to be looked for.
    pub fn add(&mut self, ordinal: u32, designation: &Designation) -> Result<(), BuildError> {
        for (place, identifier) in designation.identifiers_ever().into_iter().enumerate() {
            let canonical = identifier::canonical(identifier.kind, &identifier.value);
            if canonical.chars().count() < identifier::CANONICAL_MIN_CHARS {
                continue;
            }
            self.entries
                .entry((canonical, identifier.kind))
                .or_default()
                .extend([ordinal, number(place, "identifiers")?]);
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The section; the canonical forms are added to the filter.
    pub fn finish(
        self,
        strings: &mut StringsBuilder,
        lists: &mut ListsBuilder,
        filter: &mut FilterBuilder,
    ) -> Result<Vec<IdentifierRecord>, BuildError> {
        let record = |((canonical, kind), values): ((String, IdentifierKind), Vec<u32>)| {
            filter.add(Dictionary::Identifiers, canonical.as_bytes());
            Ok(IdentifierRecord {
                canonical: strings.add(&canonical)?,
                list: number(
                    usize::try_from(lists.add(&values)?).unwrap_or(usize::MAX),
                    "list items",
                )?
                .into(),
                kind: place(IdentifierKind::ALL, kind),
                reserved: [0; 3],
            })
        };
        self.entries.into_iter().map(record).collect()
    }
}
