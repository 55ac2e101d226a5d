use std::ops::Range;

use portcullis_model::{Designation, Schema};

use super::{dictionary::dictionary, strings::StringsBuilder};
use crate::{
    BuildError,
    details::DetailsWriter,
    layout::{DesignationRecord, Text},
    number::{number, place},
};

/// `Designations`, `Details` and `Ids`.
#[derive(Default)]
pub(super) struct DesignationsBuilder<'d> {
    records: Vec<DesignationRecord>,
    details: DetailsWriter,
    ids: Vec<(&'d str, u32)>,
}

/// What becomes of a [`DesignationsBuilder`].
pub(super) struct DesignationSections {
    pub records: Vec<DesignationRecord>,
    pub details: Vec<u8>,
    pub ids: Vec<u8>,
}

impl<'d> DesignationsBuilder<'d> {
    /// Adds the next designation, which has these names.
    pub fn add(
        &mut self,
        designation: &'d Designation,
        names: Range<u32>,
        strings: &mut StringsBuilder,
    ) -> Result<(), BuildError> {
        self.ids
            .push((&designation.id, number(self.records.len(), "designations")?));
        self.details.add(&serde_json::to_vec(designation)?)?;
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

    /// The three sections.
    ///
    /// # Errors
    /// An id that two designations have.
    pub fn finish(mut self) -> Result<DesignationSections, BuildError> {
        let (details, places) = self.details.finish()?;
        for (record, place) in self.records.iter_mut().zip(places) {
            (record.details_block, record.details) = (place.block, place.record);
        }
        self.ids.sort_unstable();
        if let Some(pair) = self.ids.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(BuildError::DuplicateId {
                id: pair[0].0.to_owned(),
            });
        }
        let ids = self.ids.iter();
        let ids = dictionary(
            "id",
            ids.map(|(id, ordinal)| (id.as_bytes(), u64::from(*ordinal))),
        )?;
        Ok(DesignationSections {
            records: self.records,
            details,
            ids,
        })
    }
}
