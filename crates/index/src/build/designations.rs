use std::ops::Range;

use portcullis_model::{Designation, Schema};

use super::{dictionary::dictionary, strings::StringsBuilder};
use crate::{
    BuildError,
    details::{DetailsWriter, RecordPlace},
    layout::{DesignationRecord, Text},
    number::place,
};

/// `Designations`.
#[derive(Debug, Default)]
pub(super) struct DesignationsBuilder {
    records: Vec<DesignationRecord>,
}

impl DesignationsBuilder {
    /// Adds the next designation, which has these names.
    pub fn add(
        &mut self,
        designation: &Designation,
        names: Range<u32>,
        strings: &mut StringsBuilder,
    ) -> Result<(), BuildError> {
        self.records.push(DesignationRecord {
            id: strings.add(&designation.id)?,
            // Known when all are packed.
            details_block: Text::default(),
            details: Text::default(),
            first_name: names.start.into(),
            names: (names.end - names.start).into(),
            schema: place(Schema::ALL, designation.schema),
            has_former: u8::from(!designation.former.is_empty()),
            reserved: [0; 2],
        });
        Ok(())
    }

    /// The section, with the places of the details.
    pub fn finish(mut self, places: Vec<RecordPlace>) -> Vec<DesignationRecord> {
        for (record, place) in self.records.iter_mut().zip(places) {
            (record.details_block, record.details) = (place.block, place.record);
        }
        self.records
    }
}

/// `Details`, and the place of each designation there.
pub(super) fn details(designations: &[Designation]) -> Result<(Vec<u8>, Vec<RecordPlace>), BuildError> {
    let mut details = DetailsWriter::default();
    for designation in designations {
        details.add(&serde_json::to_vec(designation)?)?;
    }
    details.finish()
}

/// `Ids`.
///
/// # Errors
/// An id that two designations have.
pub(super) fn ids(designations: &[Designation]) -> Result<Vec<u8>, BuildError> {
    let mut ids: Vec<(&str, u64)> = (0..)
        .zip(designations)
        .map(|(ordinal, designation)| (designation.id.as_str(), ordinal))
        .collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(BuildError::DuplicateId {
            id: pair[0].0.to_owned(),
        });
    }
    dictionary("id", ids.iter().map(|&(id, ordinal)| (id.as_bytes(), ordinal)))
}
