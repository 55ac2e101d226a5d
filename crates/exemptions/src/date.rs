//! Calendar dates as rule files write them.

use std::ops::RangeInclusive;

use jiff::civil::Date;

/// The years that a rule may name: no list or law that binds is of others, and a slip of the pen would put a rule out of force.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// A day that a rule names. The error is what is wrong with it, in words.
pub(crate) fn read_day(text: &str) -> Result<Date, String> {
    match read_date(text) {
        Some(date) if YEARS.contains(&date.year()) => Ok(date),
        Some(date) => Err(format!(
            "`{text}` is in the year {}, which no rule is of; write one from {} to {}",
            date.year(),
            YEARS.start(),
            YEARS.end()
        )),
        None => Err(format!("`{text}` is not a calendar date like 2022-12-21")),
    }
}

/// The days on which an entry of a rule file counts: the first and the last, both of them among the days; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// `valid_from` in the files.
    pub from: Option<Date>,
    /// `valid_until` in the files.
    pub until: Option<Date>,
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn has(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether some day is one of both.
    pub(crate) fn share_a_day(self, other: Days) -> bool {
        let ends_before = |one: Days, other: Days| matches!((one.until, other.from), (Some(until), Some(from)) if until < from);
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// What is wrong with a last day that stands before the first.
    pub(crate) fn reversed(self) -> Option<String> {
        let (from, until) = (self.from?, self.until?);
        (until < from).then(|| format!("{until} is before valid_from ({from})"))
    }
}

/// `YYYY-MM-DD` and nothing else.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let b = text.as_bytes();
    let shape = b.len() == 10
        && b.iter().enumerate().all(|(at, c)| {
            if at == 4 || at == 7 {
                *c == b'-'
            } else {
                c.is_ascii_digit()
            }
        });
    if shape { text.parse().ok() } else { None }
}
