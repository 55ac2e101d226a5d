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
