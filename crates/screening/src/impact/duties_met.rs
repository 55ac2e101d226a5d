//! Duties with the day on which each was met: what `duties` prints, with a column `met_on` that somebody filled in.

use std::{collections::BTreeMap, path::PathBuf};

use portcullis_model::Date;

use super::words::Rows;
use crate::{duties::DutyRow, report::ReportError};

/// What tells a duty from others: payment, what is to be done, the last day for it, and the designation.
type Key = [String; 4];

/// The days on which duties were met. Of equal duties, one day for each.
#[derive(Debug, Default)]
pub(super) struct DutiesMet(BTreeMap<Key, Vec<Date>>);

impl DutiesMet {
    pub(super) fn read(files: &[PathBuf]) -> Result<DutiesMet, ReportError> {
        let mut met = DutiesMet::default();
        for path in files {
            let rows = Rows::open(path, &["payment_id", "duty", "due", "designation_id", "met_on"])?;
            rows.each(|line, row| {
                let [payment_id, duty, due, designation_id, met_on] = row;
                if met_on.is_empty() {
                    return Ok(());
                }
                let day = met_on
                    .parse()
                    .map_err(|_| (line, format!("{met_on} is no date (YYYY-MM-DD)")))?;
                let key = [payment_id, duty, due, designation_id];
                met.0.entry(key).or_default().push(day);
                Ok(())
            })?;
        }
        Ok(met)
    }

    /// Takes the day on which a duty was met; `None`: nobody says that it was.
    pub(super) fn take(&mut self, duty: &DutyRow) -> Option<Date> {
        let key = [&duty.payment_id, &duty.duty, &duty.due, &duty.designation_id];
        self.0.get_mut(&key.map(Clone::clone))?.pop()
    }
}
