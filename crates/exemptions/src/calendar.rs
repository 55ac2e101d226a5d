//! What comes when: phases, reviews, milestones and interim measures of programs, appeals with their clocks, first and last
//! days of licenses and registrations, and of wind-downs that run from a listing.

use jiff::ToSpan;
use jiff::civil::Date;
use portcullis_model::Designation;
use serde::Serialize;

use crate::license::License;
use crate::program::Program;
use crate::program::appeals::Appeal;
use crate::program::history::ChangeKind;
use crate::rulebook::Rulebook;
use crate::words::words;

words! {
    /// What a day of the calendar is.
    pub enum DayKind ("kind of day") {
        /// A phase of a program begins.
        Phase = "phase",
        /// The authority must look at a program by then.
        Review = "review",
        /// The day of a review has passed, and nothing that is written down says that it took place. Told on the first day
        /// of the calendar.
        ReviewOverdue = "review-overdue",
        /// A day on which criteria are looked at.
        Milestone = "milestone",
        /// A dispute is open, and interim measures begin to bind.
        InterimBegins = "interim-begins",
        /// The first day on which they bind no more: the dispute is settled, or their days are over.
        InterimEnds = "interim-ends",
        /// An appeal is made.
        Appeal = "appeal",
        /// An appeal of an earlier day is pending. Told on the first day of the calendar, with its clock.
        AppealPending = "appeal-pending",
        /// By then a pending appeal must be decided, as the program says.
        AppealDue = "appeal-due",
        /// An appeal is decided.
        AppealDecided = "appeal-decided",
        /// The first day of a license.
        LicenseBegins = "license-begins",
        /// The last day of a license.
        LicenseEnds = "license-ends",
        /// The last day of a wind-down that runs from the listing of a party.
        WindDownEnds = "wind-down-ends",
        /// The last day of the registration of an actor.
        RegistrationEnds = "registration-ends",
    }
}

/// A day on which something of the law begins, ends or is looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// The program, license or registered actor.
    pub id: String,
    /// Whose it is; empty for a registered actor.
    pub authority: String,
    /// The legal text, what is looked at, or whom it is about.
    pub what: String,
}

/// The days between two days, both inclusive.
struct Days {
    from: Date,
    to: Option<Date>,
    days: Vec<CalendarDay>,
}

impl Days {
    fn add(&mut self, date: Date, kind: DayKind, id: &str, authority: &str, what: impl Into<String>) {
        if self.from <= date && self.to.is_none_or(|to| date <= to) {
            self.days.push(CalendarDay {
                date,
                kind,
                id: id.to_owned(),
                authority: authority.to_owned(),
                what: what.into(),
            });
        }
    }

    fn phases(&mut self, program: &Program) {
        let (id, authority) = (program.id.as_str(), program.authority.as_str());
        for (at, phase) in program.phases.iter().enumerate() {
            let basis = phase.basis.as_deref().unwrap_or("no basis given");
            let what = format!("{}: {basis}", phase.state);
            self.add(phase.from, DayKind::Phase, id, authority, what);
            // A phase that began before the review was due tells that it took place.
            let next = program.phases.get(at + 1).map(|next| next.from);
            let due = phase.review_by;
            if let Some(review) = due.filter(|review| next.is_none_or(|next| *review < next)) {
                self.add(review, DayKind::Review, id, authority, basis);
                if review < self.from && next.is_none_or(|next| self.from < next) {
                    let what = format!(
                        "due on {review}: {basis}; no later act is written down, and it counts as in force"
                    );
                    self.add(self.from, DayKind::ReviewOverdue, id, authority, what);
                }
            }
        }
        for milestone in &program.milestones {
            let mut what = milestone.review.clone();
            if !milestone.criteria.is_empty() {
                what.push_str(&format!(": {}", milestone.criteria.join(", ")));
            }
            self.add(milestone.date, DayKind::Milestone, id, authority, what);
        }
    }

    /// The days of an appeal against a listing under a program.
    fn appeal(&mut self, appeal: &Appeal, program: &Program) {
        let (id, authority) = (program.id.as_str(), program.authority.as_str());
        let (whom, appellant) = (&appeal.designation_id, &appeal.appellant);
        let what = format!("{appellant} against {whom}: {}", appeal.ground);
        self.add(appeal.date, DayKind::Appeal, id, authority, what);
        let is_pending = |day: Date| appeal.decided_on.is_none_or(|decided| day < decided);
        let due = appeal.due(program);
        if appeal.date < self.from && is_pending(self.from) {
            let mut what = format!(
                "{appellant} against {whom}: for {} days, since {}",
                appeal.days_open(self.from),
                appeal.date
            );
            if let Some(due) = due.filter(|due| *due < self.from) {
                what.push_str(&format!("; the decision was due on {due}"));
            }
            self.add(self.from, DayKind::AppealPending, id, authority, what);
        }
        if let Some(due) = due.filter(|due| is_pending(*due)) {
            let what = format!("{appellant} against {whom}: appeal of {}", appeal.date);
            self.add(due, DayKind::AppealDue, id, authority, what);
        }
        if let Some(decided) = appeal.decided_on {
            let what = format!(
                "{appellant} against {whom}: {} by {} after {} days",
                appeal.result,
                appeal.decided_by,
                appeal.days_open(decided)
            );
            self.add(decided, DayKind::AppealDecided, id, authority, what);
        }
    }

    fn license(&mut self, license: &License) {
        let what = license.citation.as_deref().unwrap_or("no citation");
        let (id, authority) = (license.id.as_str(), license.authority.as_str());
        self.add(license.valid_from(), DayKind::LicenseBegins, id, authority, what);
        if let Some(until) = license.valid_until() {
            self.add(until, DayKind::LicenseEnds, id, authority, what);
        }
    }

    fn in_order(mut self) -> Vec<CalendarDay> {
        self.days.sort();
        self.days
    }
}

impl Rulebook {
    /// Every day of the calendar between two days, both inclusive, in order. `to`: `None` for as far as anything is known.
    #[must_use]
    pub fn calendar(&self, from: Date, to: Option<Date>) -> Vec<CalendarDay> {
        let mut days = Days {
            from,
            to,
            days: Vec::new(),
        };
        for program in self.programs() {
            days.phases(program);
            for change in self.timeline(&program.id).unwrap_or_default() {
                let kind = match change.kind {
                    ChangeKind::Interim => DayKind::InterimBegins,
                    ChangeKind::InterimEnded => DayKind::InterimEnds,
                    _ => continue,
                };
                let authority = &program.authority;
                days.add(change.date, kind, &program.id, authority, change.why.clone());
            }
        }
        for appeal in self.appeals() {
            if let Some(program) = self.program(&appeal.program) {
                days.appeal(appeal, program);
            }
        }
        for license in self.licenses() {
            days.license(license);
        }
        for actor in self.actors() {
            if let Some(until) = actor.valid.until {
                let what = format!("{} as {}", actor.name, actor.classes.join(", "));
                days.add(until, DayKind::RegistrationEnds, &actor.actor_id, "", what);
            }
        }
        days.in_order()
    }

    /// The last days of the wind-downs that a designation has by the licenses that run from its listing, between two days, both
    /// inclusive, in order. Of one that left its list and came back, each listing has its own.
    #[must_use]
    pub fn wind_downs(&self, designation: &Designation, from: Date, to: Option<Date>) -> Vec<CalendarDay> {
        let mut days = Days {
            from,
            to,
            days: Vec::new(),
        };
        let whole = self.licenses().iter().filter_map(|license| {
            let wind_down = license.conditions.days_from_listing.as_ref()?;
            Some((license, wind_down.days()))
        });
        for (license, lasting) in whole.filter(|(license, _)| self.is_about(license, designation)) {
            for listed in designation.listed() {
                let Some(begins) = listed.from else { continue };
                let last = begins.saturating_add(i64::from(lasting).days());
                let last = license.valid_until().map_or(last, |until| last.min(until));
                // Whoever left the list before needs no wind-down.
                if last < license.valid_from() || listed.until.is_some_and(|until| until <= last) {
                    continue;
                }
                let name = designation.primary_name();
                let what = format!("{} {name}, listed on {begins}", designation.id);
                let authority = &license.authority;
                days.add(last, DayKind::WindDownEnds, &license.id, authority, what);
            }
        }
        days.in_order()
    }

    /// Whether a license can be about a designated party, by authority, program, and the kinds and ids that it names.
    fn is_about(&self, license: &License, designation: &Designation) -> bool {
        let conditions = &license.conditions;
        let names = |tag: &String| {
            let program = self.program_of_tag(tag);
            let authority = program.map_or(&designation.authority, |program| &program.authority);
            *authority == license.authority && license.names(program.map_or(tag, |program| &program.id))
        };
        let of_kind = conditions.schemas.as_ref();
        let of_ids = conditions.designations.as_ref();
        designation.programs.iter().any(names)
            && of_kind.is_none_or(|schemas| schemas.have(designation.schema))
            && of_ids.is_none_or(|ids| ids.fit(designation))
    }
}
