//! `days_from_listing`: a wind-down that runs from the listing of each designated party.

use jiff::ToSpan;
use jiff::civil::Date;
use portcullis_model::Designation;

use super::contract::{Case, Clauses, Condition, Shown, Term};
use crate::toml_entry::Entry;
use crate::toml_file::Spanned;
use crate::toml_table::Table;

/// A century; more is a typing error.
const DAYS_MAX: i64 = 36_600;

/// How many days after that of the listing the license may still be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DaysFromListing(u32);

impl DaysFromListing {
    /// Days after that of the listing.
    pub(crate) fn days(self) -> u32 {
        self.0
    }
}

impl Condition for DaysFromListing {
    const KEYS: &'static [&'static str] = &["days_from_listing"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<DaysFromListing> {
        let days = table.take::<Spanned<i64>>("days_from_listing", entry)?;
        entry
            .count(&days, "days_from_listing", 1, DAYS_MAX)
            .map(DaysFromListing)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let designation = case.obligation.of.designation;
        let as_of = case.evidence.as_of;
        let (shown, evidence) = match listed_before(designation, as_of) {
            None => (
                Shown::Nothing,
                format!(
                    "the list does not say when {} was listed; needed is the day, at most {} days back",
                    designation.id, self.0
                ),
            ),
            Some(listed) => {
                let last = listed.saturating_add(i64::from(self.0).days());
                (
                    Shown::from(as_of <= last),
                    format!(
                        "{} was listed on {listed}; {} days from then end on {last}, and the payment counts as of {as_of}",
                        designation.id, self.0
                    ),
                )
            }
        };
        clauses.add("days_from_listing", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled(
            "days_from_listing",
            "days from listing",
            self.0.to_string(),
        )]
    }
}

/// The day of the listing under which a designation is listed on a day: of one that left and came back, the last.
fn listed_before(designation: &Designation, as_of: Date) -> Option<Date> {
    let on_list = designation.listed().into_iter().rfind(|listed| listed.has(as_of));
    on_list.and_then(|listed| listed.from)
}
