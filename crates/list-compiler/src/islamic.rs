//! Years of the Islamic calendars in ours.
//!
//! Lists give such dates as a year (`1343`). The year of the sun, in Iran and Afghanistan, begins at the spring equinox (20 or
//! 21 March); that of the moon has 354 or 355 days and wanders, and different countries begin it a day or two apart. Source
//! of the reckoning: the tabular calendar, E. G. Richards, "Calendars", in the Explanatory Supplement to the
//! Astronomical Almanac (2013), 15.11.

use portcullis_model::{BirthDate, Date};

/// The day number of 1970-01-01 in the reckoning of Richards (Julian day numbers).
const EPOCH_DAY: i32 = 2_440_588;

/// How many days the beginning of a year of the moon may be off.
const LUNAR_SLACK_DAYS: i32 = 2;

/// A year of the sun: `1343` is from 20 March 1964 to 21 March 1965.
pub(crate) fn solar_year(year: i16) -> Option<BirthDate> {
    let first = year.checked_add(621).filter(|_| year > 0)?;
    Some(BirthDate {
        from: Date::new(first, 3, 20).ok()?,
        to: Date::new(first.checked_add(1)?, 3, 21).ok()?,
        circa: false,
    })
}

/// A year of the moon: `1402` is from the end of October 1981 to the middle of October 1982.
pub(crate) fn lunar_year(year: i16) -> Option<BirthDate> {
    let year = i32::from(Some(year).filter(|year| *year > 0)?);
    // The first day of the year, by its Julian day number.
    let first = |year: i32| (year * 10_631 - 10_617).div_euclid(30) + 1_948_440;
    let date = |day: i32| {
        let epoch = Date::new(1970, 1, 1).ok()?;
        let days = jiff::Span::new().try_days(day - EPOCH_DAY).ok()?;
        epoch.checked_add(days).ok()
    };
    Some(BirthDate {
        from: date(first(year) - LUNAR_SLACK_DAYS)?,
        to: date(first(year + 1) - 1 + LUNAR_SLACK_DAYS)?,
        circa: false,
    })
}

/// The year that a country's people count so: of the sun in Iran and Afghanistan, elsewhere of the moon.
pub(crate) fn year_in(year: i16, is_there: impl Fn(&str) -> bool) -> Option<BirthDate> {
    if is_there("IR") || is_there("AF") {
        solar_year(year)
    } else {
        lunar_year(year)
    }
}

/// Who is listed was born in these years of either Islamic calendar, and in none of them of ours: from 1834 of the moon's, or 1871 of the sun's, on.
const YEARS_OF_BIRTH: std::ops::RangeInclusive<i16> = 1250..=1460;

/// The Islamic year of a date that is written like one of ours: `24/06/1402`.
pub(crate) fn year_written(text: &str) -> Option<i16> {
    let mut parts = text.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text: &str, most: u8| text.parse().is_ok_and(|number: u8| (1..=most).contains(&number));
    let is_date = parts.next().is_none() && small(day, 30) && small(month, 12) && year.len() == 4;
    year.parse()
        .ok()
        .filter(|year| is_date && YEARS_OF_BIRTH.contains(year))
}

#[cfg(test)]
mod tests {
    use super::{lunar_year, solar_year, year_in, year_written};

    #[test]
    fn a_date_of_an_islamic_year_is_told_from_one_of_ours() {
        assert_eq!(year_written("24/06/1402"), Some(1402));
        for text in [
            "24/06/1982",
            "31/06/1402",
            "24/13/1402",
            "1402",
            "24/06/02",
            "24/06/1402/1",
        ] {
            assert_eq!(year_written(text), None, "{text}");
        }
        // 24 Jumada al-akhira 1402 was 18 April 1982.
        let year = year_in(1402, |_| false).unwrap();
        let day = "1982-04-18".parse().unwrap();
        assert!((year.from..=year.to).contains(&day));
        assert_eq!(year_in(1343, |country| country == "IR"), solar_year(1343));
    }

    #[test]
    fn years_of_the_sun_begin_in_march() {
        assert_eq!(solar_year(1343).unwrap().to_string(), "1964-03-20 to 1965-03-21");
        assert!(solar_year(0).is_none() && solar_year(i16::MAX).is_none());
    }

    #[test]
    fn years_of_the_moon_wander() {
        // 1 Muharram 1402 was 30 October 1981 (tabular: 29 or 30), 1 Muharram 1445 was 19 July 2023.
        for (year, day) in [(1402, "1981-10-30"), (1445, "2023-07-19"), (1343, "1924-08-02")] {
            let range = lunar_year(year).unwrap();
            let day: portcullis_model::Date = day.parse().unwrap();
            let from = range.from.until(day).unwrap().get_days();
            assert!((0..=4).contains(&from), "{year}: {range}");
            let length = range.from.until(range.to).unwrap().get_days();
            assert!((354..=360).contains(&length), "{year}: {length}");
        }
        assert!(lunar_year(-1).is_none());
    }
}
