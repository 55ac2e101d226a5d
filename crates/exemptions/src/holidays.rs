//! Holidays of an authority, on which no business day falls.
//!
//! US federal holidays follow a rule each (5 U.S.C. 6103). One that falls on a Saturday is kept on the Friday before, one on a Sunday
//! on the Monday after (5 U.S.C. 6103(b); Executive Order 11582, section 3). For an authority without rows only weekends are free.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// `authority,day,name,from,source`; `from` is the first year.
static ROWS: &str = include_str!("../data/holidays.csv");

static HOLIDAYS: LazyLock<Vec<Holiday>> =
    LazyLock::new(|| ROWS.lines().skip(1).filter_map(Holiday::read).collect());

/// A holiday of each year from one on.
#[derive(Debug)]
struct Holiday {
    authority: &'static str,
    day: Rule,
    from: i16,
}

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// `MM-DD`.
    Day { month: i8, day: i8 },
    /// `3rd monday of MM`; -1 is the last.
    Weekday { nth: i8, weekday: Weekday, month: i8 },
}

impl Holiday {
    fn read(row: &'static str) -> Option<Holiday> {
        let mut cells = row.split(',');
        let (authority, day) = (cells.next()?, cells.next()?);
        let from = cells.nth(1)?.parse().ok()?;
        let day = Rule::read(day)?;
        Some(Holiday { authority, day, from })
    }
}

impl Rule {
    fn read(text: &str) -> Option<Rule> {
        if let Some((month, day)) = text.split_once('-') {
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            return Some(Rule::Day { month, day });
        }
        let mut words = text.split(' ');
        let nth = match words.next()? {
            "1st" => 1,
            "2nd" => 2,
            "3rd" => 3,
            "4th" => 4,
            "last" => -1,
            _ => return None,
        };
        let weekday = match words.next()? {
            "monday" => Weekday::Monday,
            "thursday" => Weekday::Thursday,
            "friday" => Weekday::Friday,
            _ => return None,
        };
        let month = words.nth(1)?.parse().ok()?;
        Some(Rule::Weekday { nth, weekday, month })
    }

    /// The day of a year on which it is kept.
    fn kept_in(self, year: i16) -> Option<Date> {
        match self {
            Rule::Day { month, day } => {
                let date = Date::new(year, month, day).ok()?;
                match date.weekday() {
                    Weekday::Saturday => date.checked_sub(1.day()).ok(),
                    Weekday::Sunday => date.checked_add(1.day()).ok(),
                    _ => Some(date),
                }
            }
            Rule::Weekday { nth, weekday, month } => {
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

/// Whether people of an authority are at work on a day.
pub(crate) fn is_business_day(authority: &str, day: Date) -> bool {
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return false;
    }
    // A first of January that is a Saturday is kept on the last day of the year before.
    let years = [day.year(), day.year().saturating_add(1)];
    !HOLIDAYS.iter().any(|holiday| {
        holiday.authority == authority
            && years
                .iter()
                .any(|year| holiday.from <= *year && holiday.day.kept_in(*year) == Some(day))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::{HOLIDAYS, ROWS, is_business_day};

    #[test]
    fn every_row_is_read_and_has_a_source() {
        assert_eq!(HOLIDAYS.len(), ROWS.lines().count() - 1);
        assert!(ROWS.lines().skip(1).all(|row| row.split(',').count() == 5));
    }

    /// As the Office of Personnel Management published them.
    #[test]
    fn the_federal_holidays_of_two_years_are_those_that_were_kept() {
        let kept = |year: i16| {
            let days = Date::constant(year, 1, 1).series(jiff::ToSpan::day(1)).take(366);
            let days = days.filter(|day| day.year() == year && day.weekday().to_monday_zero_offset() < 5);
            days.filter(|day| !is_business_day("US", *day))
                .map(|day| day.strftime("%m-%d").to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            kept(2021),
            "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"
        );
        assert_eq!(
            kept(2025),
            "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"
        );
    }

    #[test]
    fn an_authority_without_rows_has_weekends_only() {
        let christmas = Date::constant(2025, 12, 25);
        assert!(is_business_day("UK", christmas) && !is_business_day("US", christmas));
        assert!(!is_business_day("UK", Date::constant(2025, 12, 27)));
    }
}
