//! An index of which this program cannot search the names, built again from its designations.

use std::path::Path;

use portcullis_model::Designation;
use portcullis_sys::Bytes;

use super::{Index, each_record, sections::Sections};
use crate::{
    Manifest, OpenError, RebuildError, build, details,
    layout::{DesignationRecord, REBUILT_SINCE, SectionId},
};

impl Index {
    /// The bytes of an index file as this program builds them from its designations. Another version of the program may have made the
    /// file, with names taken apart and weighed by other rules and with other places, in this format or in one since [`crate::REBUILT_SINCE`]. An
    /// index of this program comes out as it was.
    ///
    /// # Errors
    /// The file is no index of this format, is damaged, or has designations that this program does not know.
    pub fn rebuilt(path: &Path) -> Result<Vec<u8>, RebuildError> {
        let damaged = |what: String| {
            RebuildError::Open(OpenError::Damaged {
                path: path.to_owned(),
                what,
            })
        };
        let file = Bytes::map(path).map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        let sections = Sections::open_since(file.clone(), path, REBUILT_SINCE)?;
        if !Sections::is_whole(&file) {
            return Err(RebuildError::Open(OpenError::Checksum {
                path: path.to_owned(),
            }));
        }
        let manifest: Manifest = serde_json::from_slice(sections.get(SectionId::Manifest))
            .map_err(|error| damaged(format!("its manifest cannot be read: {error}")))?;
        let records = sections
            .table::<DesignationRecord>(SectionId::Designations)
            .map_err(damaged)?;
        let details_bytes = sections.get(SectionId::Details).len();
        let is_inside =
            |record: &DesignationRecord| details::is_inside(record.details_place(), details_bytes);
        if !records.iter().all(is_inside) {
            return Err(damaged("a designation points outside".to_owned()));
        }
        let mut designations: Vec<Designation> = Vec::with_capacity(records.len());
        each_record(&sections, |_, json| {
            designations.push(serde_json::from_slice(json)?);
            Ok(())
        })
        .map_err(|source| RebuildError::Record {
            path: path.to_owned(),
            source,
        })?;
        Ok(build(&designations, &manifest.sources)?)
    }
}
