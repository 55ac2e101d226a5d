//! What must be done when a program or a license decides so: a report, by when, to whom.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use portcullis_model::Outcome;
use serde::{Deserialize, Serialize};

use crate::holidays::is_business_day;
use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};

/// A duty of a program or a license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The outcomes that bring it about.
    pub on: Vec<Outcome>,
    /// What is to be done: `report of blocked property`.
    pub what: String,
    /// To whom.
    pub to: String,
    /// By when.
    pub within: Within,
    /// The legal text.
    pub citation: Option<String>,
}

/// By when a duty is to be done, counted from the day that a payment is judged as of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// `N business days`: Monday to Friday, without the holidays of the authority as far as they are known (the US federal
    /// ones). A holiday that is not known here would give more time, not less.
    BusinessDays(u32),
    /// `N days`.
    Days(u32),
    /// `MM-DD`: that day of the year, the same day or the next.
    Yearly(DayOfYear),
    /// `MM-DD for MM-DD`: the first day, in or after the year in which the second comes next: what is held on the second is told by the
    /// first.
    YearlyFor {
        /// By when.
        by: DayOfYear,
        /// As of when.
        held_on: DayOfYear,
    },
    /// `promptly`: no day is named.
    Promptly,
}

/// A day that every year has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear {
    month: i8,
    day: i8,
}

impl DayOfYear {
    /// `MM-DD`; 29 February would leave years without a last day.
    fn read(text: &str) -> Option<DayOfYear> {
        let (month, day) = text.split_once('-')?;
        let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<i8>().ok())?;
        let (month, day) = (two(month)?, two(day)?);
        Date::new(2001, month, day).ok()?;
        Some(DayOfYear { month, day })
    }

    /// It, the same day or the next.
    fn from(self, from: Date) -> Option<Date> {
        (0..=1)
            .filter_map(|years| Date::new(from.year().checked_add(years)?, self.month, self.day).ok())
            .find(|date| *date >= from)
    }
}

/// A duty that a decision brings about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DutyReport {
    /// What is to be done.
    pub what: String,
    /// To whom.
    pub to: String,
    /// The last day for it; `None`: promptly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The legal text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
}

impl DutyReport {
    /// The same, of an authority that binds the institution through the way of the payment alone: its reports are asked of those whom it
    /// binds always, and the institution should know that they may be due.
    #[must_use]
    pub(crate) fn of_others(mut self, authority: &str) -> DutyReport {
        self.what = format!(
            "{}: not the institution's own, which {authority} binds through this payment alone, but of who takes part and is bound always",
            self.what
        );
        self
    }
}

/// A table `[[program.duty]]`, `[[license.duty]]`, or `[[duty]]` of a file of programs, which says whose it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawDuty {
    pub(crate) authority: Option<Spanned<String>>,
    on: Option<TextList>,
    what: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
    within: Option<Spanned<String>>,
    citation: Option<Spanned<String>>,
}

/// A century; more is a typing error.
const DAYS_MAX: u32 = 36_600;

impl Duty {
    /// The same, with its last day, of a payment that is judged as of a day; it is the law of an authority.
    pub(crate) fn due(&self, as_of: Date, authority: &str) -> DutyReport {
        DutyReport {
            what: self.what.clone(),
            to: self.to.clone(),
            due: self.within.last_day(as_of, authority),
            citation: self.citation.clone(),
        }
    }

    /// Whether it is the same duty on the same outcome, whatever its days and the case of its letters.
    pub(crate) fn overlaps(&self, other: &Duty) -> bool {
        self.what.eq_ignore_ascii_case(&other.what)
            && self.to.eq_ignore_ascii_case(&other.to)
            && self.on.iter().any(|on| other.on.contains(on))
    }

    /// Reads the duties of a program (which decides `block`, `reject` or `review`) or a license (which decides `licensed`).
    pub(crate) fn read_all(
        raw: &[Spanned<RawDuty>],
        outcomes: &[Outcome],
        entry: &mut Entry<'_>,
    ) -> Vec<Duty> {
        let mut duties: Vec<Duty> = Vec::with_capacity(raw.len());
        for spanned in raw {
            if let Some(at) = &spanned.get_ref().authority {
                entry.problem(
                    at,
                    "duty.authority",
                    "is that of the program or license; leave it out",
                );
            }
            let Some(duty) = Duty::read(spanned, outcomes, entry) else {
                continue;
            };
            if duties.iter().any(|other| other.overlaps(&duty)) {
                entry.problem(
                    spanned,
                    "duty",
                    format!(
                        "`{}` to {} is there already for the same outcome; keep one",
                        duty.what, duty.to
                    ),
                );
            }
            duties.push(duty);
        }
        duties
    }

    pub(crate) fn read(
        spanned: &Spanned<RawDuty>,
        outcomes: &[Outcome],
        entry: &mut Entry<'_>,
    ) -> Option<Duty> {
        let raw = spanned.get_ref();
        let on = match &raw.on {
            Some(list) => entry.list(Some(list), "duty.on", |entry, word| {
                let outcome = entry.word::<Outcome>(word, "duty.on")?;
                if !outcomes.contains(&outcome) {
                    let known: Vec<&str> = outcomes.iter().map(|outcome| outcome.as_str()).collect();
                    let reason = format!("`{outcome}` is not decided here; say {}", known.join(", "));
                    entry.problem(word, "duty.on", reason);
                    return None;
                }
                Some(outcome)
            }),
            None => {
                entry.problem(
                    spanned,
                    "duty.on",
                    "is missing; say which outcomes bring the duty about",
                );
                None
            }
        };
        let mut text = |value: &Option<Spanned<String>>, key: &str| match value {
            Some(value) => entry.text(value, key),
            None => {
                entry.problem(spanned, key, "is missing");
                None
            }
        };
        let what = text(&raw.what, "duty.what");
        let to = text(&raw.to, "duty.to");
        let stated = text(&raw.within, "duty.within");
        let within = stated.and_then(|stated| {
            let read = Within::read(&stated);
            if let (None, Some(at)) = (read, &raw.within) {
                let reason = format!(
                    "`{stated}` is no time; say \"10 business days\", \"15 days\", \"09-30\", \"09-30 for 06-30\" or \"promptly\""
                );
                entry.problem(at, "duty.within", reason);
            }
            read
        });
        let citation = entry.optional(raw.citation.as_ref(), "duty.citation");
        Some(Duty {
            on: on?,
            what: what?,
            to: to?,
            within: within?,
            citation,
        })
    }
}

impl Within {
    fn read(text: &str) -> Option<Within> {
        let number = |digits: &str| {
            let number: u32 = digits.parse().ok()?;
            (1..=DAYS_MAX).contains(&number).then_some(number)
        };
        if text == "promptly" {
            return Some(Within::Promptly);
        }
        if let Some(days) = text.strip_suffix(" business days") {
            return number(days).map(Within::BusinessDays);
        }
        if let Some(days) = text.strip_suffix(" days") {
            return number(days).map(Within::Days);
        }
        if let Some((by, held_on)) = text.split_once(" for ") {
            let (by, held_on) = (DayOfYear::read(by)?, DayOfYear::read(held_on)?);
            return Some(Within::YearlyFor { by, held_on });
        }
        DayOfYear::read(text).map(Within::Yearly)
    }

    /// The last day, counted from a day by the business days of an authority; `None` where no day is named.
    #[must_use]
    pub fn last_day(self, from: Date, authority: &str) -> Option<Date> {
        match self {
            Within::Promptly => None,
            Within::Days(days) => Some(later(from, days)),
            Within::BusinessDays(days) => {
                let mut day = from;
                let mut left = days;
                while left > 0 {
                    day = later(day, 1);
                    if is_business_day(authority, day) {
                        left -= 1;
                    }
                    if day == Date::MAX {
                        break;
                    }
                }
                Some(day)
            }
            Within::Yearly(day) => day.from(from),
            Within::YearlyFor { by, held_on } => by.from(held_on.from(from)?),
        }
    }
}

fn later(from: Date, days: u32) -> Date {
    let span: Span = i64::from(days).days();
    from.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::Within;

    fn due(within: &str, from: &str) -> String {
        let from: Date = from.parse().unwrap();
        let within = Within::read(within).unwrap();
        within
            .last_day(from, "US")
            .map_or_else(|| "promptly".to_owned(), |day| day.to_string())
    }

    #[test]
    fn business_days_pass_over_weekends() {
        // 2025-03-14 is a Friday.
        assert_eq!(due("1 business days", "2025-03-14"), "2025-03-17");
        assert_eq!(due("10 business days", "2025-03-14"), "2025-03-28");
        assert_eq!(due("10 business days", "2025-03-15"), "2025-03-28");
        assert_eq!(due("5 business days", "2025-03-12"), "2025-03-19");
    }

    #[test]
    fn business_days_pass_over_holidays_of_the_authority() {
        // Thanksgiving Day is 2025-11-27, Christmas a Thursday.
        assert_eq!(due("10 business days", "2025-11-20"), "2025-12-05");
        assert_eq!(due("1 business days", "2025-12-24"), "2025-12-26");
    }

    #[test]
    fn a_day_of_the_year_is_the_same_day_or_the_next() {
        assert_eq!(due("09-30", "2025-03-14"), "2025-09-30");
        assert_eq!(due("09-30", "2025-09-30"), "2025-09-30");
        assert_eq!(due("09-30", "2025-10-01"), "2026-09-30");
        assert_eq!(due("14 days", "2024-02-20"), "2024-03-05");
        assert_eq!(due("promptly", "2024-02-20"), "promptly");
    }

    #[test]
    fn what_is_held_on_a_day_of_the_year_is_told_by_the_next_other_one() {
        for (from, by) in [
            ("2025-06-13", "2025-09-30"),
            ("2025-06-30", "2025-09-30"),
            ("2025-07-01", "2026-09-30"),
            ("2025-09-30", "2026-09-30"),
            ("2025-11-25", "2026-09-30"),
        ] {
            assert_eq!(due("09-30 for 06-30", from), by, "{from}");
        }
        assert_eq!(due("02-28 for 12-31", "2025-12-01"), "2026-02-28");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "soon",
            "0 days",
            "ten days",
            "13-01",
            "02-29",
            "02-30",
            "9-30",
            "-5 days",
            "99999 days",
            "09-30 for",
            "09-30 for 02-29",
        ] {
            assert_eq!(Within::read(text), None, "{text}");
        }
    }
}
