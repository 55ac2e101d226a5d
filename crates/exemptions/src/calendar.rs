//! What comes when: phases, reviews and milestones of programs, first and last days of licenses.

use jiff::civil::Date;
use serde::Serialize;

use crate::rulebook::Rulebook;
use crate::words::words;

words! {
    /// What a day of the calendar is.
    pub enum DayKind ("kind of day") {
        /// A phase of a program begins.
        Phase = "phase",
        /// The authority must look at a program by then.
        Review = "review",
        /// A day on which criteria are looked at.
        Milestone = "milestone",
        /// The first day of a license.
        LicenseBegins = "license-begins",
        /// The last day of a license.
        LicenseEnds = "license-ends",
    }
}

/// A day on which something of the law begins, ends or is looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// The program or license.
    pub id: String,
    /// Whose it is.
    pub authority: String,
    /// The legal text, or what is looked at.
    pub what: String,
}

impl Rulebook {
    /// Every day of the calendar between two days, both inclusive, in order. `to`: `None` for as far as anything is known.
    #[must_use]
    pub fn calendar(&self, from: Date, to: Option<Date>) -> Vec<CalendarDay> {
        let mut days = Vec::new();
        let mut add = |date: Date, kind: DayKind, id: &str, authority: &str, what: &str| {
            if from <= date && to.is_none_or(|to| date <= to) {
                days.push(CalendarDay {
                    date,
                    kind,
                    id: id.to_owned(),
                    authority: authority.to_owned(),
                    what: what.to_owned(),
                });
            }
        };
        for program in self.programs() {
            let (id, authority) = (program.id.as_str(), program.authority.as_str());
            for (at, phase) in program.phases.iter().enumerate() {
                let basis = phase.basis.as_deref().unwrap_or("no basis given");
                let what = format!("{}: {basis}", phase.state);
                add(phase.from, DayKind::Phase, id, authority, &what);
                // A phase that began before the review was due tells that it took place.
                let next = program.phases.get(at + 1).map(|next| next.from);
                if let Some(review) = phase
                    .review_by
                    .filter(|review| next.is_none_or(|next| *review < next))
                {
                    add(review, DayKind::Review, id, authority, basis);
                }
            }
            for milestone in &program.milestones {
                let mut what = milestone.review.clone();
                if !milestone.criteria.is_empty() {
                    what.push_str(&format!(": {}", milestone.criteria.join(", ")));
                }
                add(milestone.date, DayKind::Milestone, id, authority, &what);
            }
        }
        for license in self.licenses() {
            let what = license.citation.as_deref().unwrap_or("no citation");
            let (id, authority) = (license.id.as_str(), license.authority.as_str());
            add(license.valid_from(), DayKind::LicenseBegins, id, authority, what);
            if let Some(until) = license.valid_until() {
                add(until, DayKind::LicenseEnds, id, authority, what);
            }
        }
        days.sort();
        days
    }
}
