use portcullis_model::Designation;

use crate::layout::{BirthDay, day_number};

/// `BirthDays`.
#[derive(Debug, Default)]
pub(super) struct BirthDaysBuilder {
    days: Vec<(u32, u32)>,
}

impl BirthDaysBuilder {
    /// Adds the days of the next designation that are known to the day, in all of its records.
    pub fn add(&mut self, ordinal: u32, designation: &Designation) {
        let listed = designation.records().flat_map(|record| &record.birth_dates);
        let known = listed.filter(|date| date.from == date.to && !date.circa);
        self.days
            .extend(known.filter_map(|date| Some((day_number(date.from)?, ordinal))));
    }

    /// The section.
    pub fn finish(mut self) -> Vec<BirthDay> {
        self.days.sort_unstable();
        self.days.dedup();
        let record = |(day, designation): (u32, u32)| BirthDay {
            day: day.into(),
            designation: designation.into(),
        };
        self.days.into_iter().map(record).collect()
    }
}
