//! The records of designations, compressed: written when an index is built, read one at a time for hits.
//!
//! A record is the designation's JSON, one to a few thousand bytes of which half repeat what other records say (the
//! names of members, a list's programs, the wording of its publisher). So records are compressed some together: more
//! in a block makes the file smaller, fewer make a hit faster, since what stands before a record in its block has to be
//! unpacked too.

use std::ops::Range;

use miniz_oxide::{
    deflate::compress_to_vec,
    inflate::{TINFLStatus, decompress_to_vec_with_limit},
};

use crate::{
    BuildError, RecordError,
    layout::{DesignationRecord, Text},
    number::number,
};

/// A block is closed when it holds this much; a longer record is a block of its own. Twice as much would make the index
/// 2% smaller and each hit half as slow again.
const BLOCK_BYTES: usize = 8 << 10;

/// `miniz_oxide`'s scale of 1 to 10; above 6 takes twice the time for 1%.
const COMPRESSION_LEVEL: u8 = 6;

/// Deflate makes no more than 1,032 bytes out of one: a record that is said to end further back is damage, and is
/// refused before there is room made for it.
const EXPANSION_MAX: usize = 1032;

/// Where a record is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordPlace {
    /// Its block, compressed, in the section.
    pub block: Text,
    /// The record in the block, unpacked.
    pub record: Text,
}

impl Text {
    /// From its first byte to behind its last.
    pub(crate) fn range(self) -> Range<usize> {
        let start = self.offset.get() as usize;
        start..start + self.bytes.get() as usize
    }
}

impl DesignationRecord {
    /// Where its details are.
    pub(crate) fn details_place(&self) -> RecordPlace {
        RecordPlace {
            block: self.details_block,
            record: self.details,
        }
    }
}

/// Packs records, in order.
#[derive(Debug, Default)]
pub(crate) struct DetailsWriter {
    packed: Vec<u8>,
    block: Vec<u8>,
    /// Places of the records of the open block, whose own place is not known yet.
    open: Vec<Text>,
    places: Vec<RecordPlace>,
}

impl DetailsWriter {
    /// Adds the next record.
    pub fn add(&mut self, record: &[u8]) -> Result<(), BuildError> {
        if !self.block.is_empty() && self.block.len() + record.len() > BLOCK_BYTES {
            self.close()?;
        }
        self.open.push(Text {
            offset: number(self.block.len(), "bytes in a record")?.into(),
            bytes: number(record.len(), "bytes in a record")?.into(),
        });
        self.block.extend_from_slice(record);
        Ok(())
    }

    fn close(&mut self) -> Result<(), BuildError> {
        if self.open.is_empty() {
            return Ok(());
        }
        let compressed = compress_to_vec(&self.block, COMPRESSION_LEVEL);
        let block = Text {
            offset: number(self.packed.len(), "bytes of details")?.into(),
            bytes: number(compressed.len(), "bytes of details")?.into(),
        };
        self.packed.extend_from_slice(&compressed);
        let places = self.open.drain(..).map(|record| RecordPlace { block, record });
        self.places.extend(places);
        self.block.clear();
        Ok(())
    }

    /// The section, and the place of each record.
    pub fn finish(mut self) -> Result<(Vec<u8>, Vec<RecordPlace>), BuildError> {
        self.close()?;
        Ok((self.packed, self.places))
    }
}

/// Whether a place lies inside a section of this length.
pub(crate) fn is_inside(place: RecordPlace, section_bytes: usize) -> bool {
    let end = |text: Text| (text.offset.get() as usize).checked_add(text.bytes.get() as usize);
    end(place.block).is_some_and(|end| end <= section_bytes)
        && end(place.record)
            .is_some_and(|end| end <= (place.block.bytes.get() as usize).saturating_mul(EXPANSION_MAX))
}

/// Unpacks a record. The place is inside, see [`is_inside`].
pub(crate) fn unpack(section: &[u8], place: RecordPlace) -> Result<Vec<u8>, RecordError> {
    let record = place.record.range();
    let mut unpacked = unpack_to(section, place.block, record.end)?;
    Ok(unpacked.split_off(record.start))
}

/// Unpacks a block as far as `end`.
pub(crate) fn unpack_to(section: &[u8], block: Text, end: usize) -> Result<Vec<u8>, RecordError> {
    let unpacked = match decompress_to_vec_with_limit(&section[block.range()], end) {
        Ok(unpacked) => unpacked,
        // There is more in the block than was asked for.
        Err(stopped) if stopped.status == TINFLStatus::HasMoreOutput => stopped.output,
        Err(_) => return Err(RecordError::Packing),
    };
    if unpacked.len() == end {
        Ok(unpacked)
    } else {
        Err(RecordError::Packing)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DetailsWriter, RecordPlace, is_inside, unpack};
    use crate::layout::Text;

    fn pack(records: &[Vec<u8>]) -> (Vec<u8>, Vec<RecordPlace>) {
        let mut writer = DetailsWriter::default();
        for record in records {
            writer.add(record).unwrap();
        }
        writer.finish().unwrap()
    }

    proptest! {
        #[test]
        fn every_record_reads_back_whatever_shares_its_block(
            records in prop::collection::vec(
                (0usize..12_000, any::<u8>()).prop_map(|(len, seed)| {
                    (0..len).map(|n| seed.wrapping_mul(n as u8) ^ (n / 7) as u8).collect::<Vec<u8>>()
                }),
                0..20,
            ),
        ) {
            let (section, places) = pack(&records);
            prop_assert_eq!(places.len(), records.len());
            for (place, record) in places.into_iter().zip(&records) {
                prop_assert!(is_inside(place, section.len()));
                prop_assert_eq!(&unpack(&section, place).unwrap(), record);
            }
        }

        #[test]
        fn a_damaged_block_is_an_error_or_other_text_and_no_panic(
            at in any::<prop::sample::Index>(), byte in any::<u8>(), longer in 0u32..5_000,
        ) {
            let records: Vec<Vec<u8>> = (0..40).map(|n| format!("record {n} ").repeat(n).into_bytes()).collect();
            let (mut section, places) = pack(&records);
            let at = at.index(section.len());
            section[at] = byte;
            for mut place in places {
                let expected = place.record.bytes.get() + longer;
                place.record.bytes = expected.into();
                if is_inside(place, section.len())
                    && let Ok(record) = unpack(&section, place)
                {
                    prop_assert_eq!(record.len(), expected as usize);
                }
            }
        }
    }

    #[test]
    fn a_record_that_no_block_could_hold_is_outside() {
        let text = |offset: u32, bytes: u32| Text {
            offset: offset.into(),
            bytes: bytes.into(),
        };
        let place = |record| RecordPlace {
            block: text(8, 10),
            record,
        };
        assert!(is_inside(place(text(0, 10_320)), 18));
        assert!(!is_inside(place(text(1, 10_320)), 18));
        assert!(!is_inside(place(text(0, u32::MAX)), 18));
        assert!(!is_inside(place(text(0, 1)), 17));
    }
}
