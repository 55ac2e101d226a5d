//! Where records stand, so that one can be read again without those before it.

use crate::contract::Mark;

/// Where a record stands in its file, and which headers hold for it. See [`crate::HeldChunk::record_at`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace(Mark);

impl RecordPlace {
    pub(crate) const fn new(mark: Mark) -> RecordPlace {
        RecordPlace(mark)
    }

    pub(crate) const fn mark(self) -> Mark {
        self.0
    }
}

/// The places of records that follow each other in a file: twelve bytes each, and what holds for several of them once.
#[derive(Debug, Clone, Default)]
pub struct RecordPlaces {
    records: Vec<Packed>,
    /// Each holds from a record on; in order.
    headers: Vec<Headers>,
    /// Byte and line of the first place that is known.
    base: Option<(usize, u64)>,
}

/// A place, counted from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed {
    bytes: u32,
    lines: u32,
    before: u32,
}

impl Packed {
    /// That of a record which can only be read behind those before it.
    const UNKNOWN: Packed = Packed {
        bytes: u32::MAX,
        lines: u32::MAX,
        before: u32::MAX,
    };
}

/// The headers of [`Mark`] that hold for a record and those behind it.
#[derive(Debug, Clone, Copy)]
struct Headers {
    first: usize,
    header: usize,
    group: usize,
}

impl RecordPlaces {
    /// Adds the place of the next record; `None` where it has none.
    pub fn push(&mut self, place: Option<RecordPlace>) {
        let packed = place.and_then(|place| self.pack(place.0));
        self.records.push(packed.unwrap_or(Packed::UNKNOWN));
    }

    fn pack(&mut self, mark: Mark) -> Option<Packed> {
        let (at, line) = *self.base.get_or_insert((mark.at, mark.line));
        let packed = Packed {
            bytes: u32::try_from(mark.at.checked_sub(at)?).ok()?,
            lines: u32::try_from(mark.line.checked_sub(line)?).ok()?,
            before: mark.before,
        };
        let (header, group) = (mark.header, mark.group);
        if self
            .headers
            .last()
            .is_none_or(|last| (last.header, last.group) != (header, group))
        {
            self.headers.push(Headers {
                first: self.records.len(),
                header,
                group,
            });
        }
        Some(packed)
    }

    /// The place of a record, counted from zero.
    #[must_use]
    pub fn get(&self, record: usize) -> Option<RecordPlace> {
        let packed = *self.records.get(record)?;
        let (at, line) = self.base.filter(|_| packed != Packed::UNKNOWN)?;
        let behind = self.headers.partition_point(|headers| headers.first <= record);
        let headers = self.headers.get(behind.checked_sub(1)?)?;
        Some(RecordPlace(Mark {
            at: at + packed.bytes as usize,
            line: line + u64::from(packed.lines),
            header: headers.header,
            group: headers.group,
            before: packed.before,
        }))
    }

    /// Forgets all of them; their memory is kept.
    pub fn clear(&mut self) {
        self.records.clear();
        self.headers.clear();
        self.base = None;
    }
}

#[cfg(test)]
mod tests {
    use super::{RecordPlace, RecordPlaces};
    use crate::contract::Mark;

    #[test]
    fn what_is_put_in_comes_out() {
        let place = |at, line, header, group, before| {
            let mark = Mark {
                at,
                line,
                header,
                group,
                before,
            };
            Some(RecordPlace::new(mark))
        };
        let all = [
            None,
            place(7_000_000_000, 12, 0, 0, 0),
            place(7_000_000_100, 12, 7_000_000_000, 0, 1),
            None,
            place(7_000_000_300, 15, 7_000_000_000, 0, 3),
            place(7_000_000_400, 16, 7_000_000_000, 7_000_000_350, 4),
            place(7_000_000_500, 16, 0, 0, 0),
        ];
        let mut places = RecordPlaces::default();
        for _ in 0..2 {
            for each in all {
                places.push(each);
            }
            let got: Vec<_> = (0..all.len()).map(|record| places.get(record)).collect();
            assert_eq!(got, all);
            assert_eq!(places.get(all.len()), None);
            places.clear();
            assert_eq!(places.get(0), None);
        }
        places.push(place(100, 1, 0, 0, 0));
        places.push(place(100 + (5 << 30), 1, 0, 0, 0));
        assert_eq!(places.get(1), None, "too far away to be kept");
    }
}
