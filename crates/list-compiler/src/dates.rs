//! Dates as publishers write them, with the precision that they give.

use portcullis_model::{BirthDate, Date};

/// Years outside this span are misprints, not dates of birth or listing; those of before are of the Islamic calendars (1345 is 1926, or 1966 by
/// the sun), and taken for ours they would stand against everybody's date of birth.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

fn year(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = if digits { text.parse().ok()? } else { return None };
    YEARS.contains(&year).then_some(year)
}

/// One or two digits.
fn small(text: &str) -> Option<i8> {
    if (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// A month by name, full or cut (`Sep`, `Sept`, `September`, `Nov.`).
fn month(text: &str) -> Option<i8> {
    let text = text.trim_end_matches(['.', ',']).to_ascii_lowercase();
    if text.len() < 3 || !text.is_char_boundary(3) {
        return None;
    }
    let index = MONTHS.iter().position(|m| *m == &text[..3])?;
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ][index];
    (full.starts_with(&text) || text == "sept").then_some(index as i8 + 1)
}

/// `2012-12-31`, with or without a time or zone after it (`2015-04-07-04:00`, `2026-02-27T00:00:09Z`).
pub(crate) fn iso(text: &str) -> Option<Date> {
    let text = text.trim();
    let head = text.get(..10)?;
    if text[10..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut parts = head.split('-');
    let (y, m, d) = (year(parts.next()?)?, small(parts.next()?)?, small(parts.next()?)?);
    Date::new(y, m, d).ok()
}

/// `2012-12-31`, `2012-12` or `2012`.
pub(crate) fn partial_iso(text: &str, circa: bool) -> Option<BirthDate> {
    let text = text.trim();
    if let Some(date) = (text.len() == 10).then(|| iso(text)).flatten() {
        return Some(BirthDate {
            from: date,
            to: date,
            circa,
        });
    }
    match text.split_once('-') {
        None => {
            let y = year(text)?;
            BirthDate::years(y, y, circa)
        }
        Some((y, m)) if m.len() == 2 => BirthDate::month(year(y)?, small(m)?, circa),
        Some(_) => None,
    }
}

/// `12/31/2012`, as United States agencies write it.
pub(crate) fn month_day_year(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/');
    let (m, d, y) = (small(parts.next()?)?, small(parts.next()?)?, year(parts.next()?)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(y, m, d).ok()
}

/// `31/12/2012`, `31-12-2012`, `31.12.2012`; `00` for an unknown day or month (`00/00/1975`, `00/05/1975`), as the UK writes it.
pub(crate) fn day_month_year(text: &str) -> Option<BirthDate> {
    let text = text.trim();
    let separator = text.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.split(separator);
    let (d, m) = (parts.next()?, parts.next()?);
    let y = year(parts.next()?)?;
    if parts.next().is_some() {
        return None;
    }
    match (d, m) {
        ("00" | "dd" | "DD", "00" | "mm" | "MM") => BirthDate::years(y, y, false),
        ("00" | "dd" | "DD", m) => BirthDate::month(y, small(m)?, false),
        (d, m) => Date::new(y, small(m)?, small(d)?).ok().map(BirthDate::day),
    }
}

/// A date in words with any precision: `13 Jan 1967`, `Jan 1967`, `January 13, 1967`, `1967`, `08-Oct-2026`.
fn words(text: &str) -> Option<BirthDate> {
    let parts: Vec<&str> = text
        .split([' ', ',', '-'])
        .map(|part| part.trim_end_matches('.'))
        .filter(|p| !p.is_empty())
        .collect();
    match parts.as_slice() {
        [y] => {
            let y = year(y)?;
            BirthDate::years(y, y, false)
        }
        [m, y] => BirthDate::month(year(y)?, month(m)?, false),
        [d, m, y] if month(m).is_some() => Date::new(year(y)?, month(m)?, day(d)?).ok().map(BirthDate::day),
        [m, d, y] => Date::new(year(y)?, month(m)?, day(d)?).ok().map(BirthDate::day),
        _ => None,
    }
}

/// A full date in words.
pub(crate) fn full_words(text: &str) -> Option<Date> {
    let date = words(text.trim())?;
    (date.from == date.to).then_some(date.from)
}

/// Every full date in a text, in its order: `2 March 2012`, `25 Jan. 2001`, `21/12/2001`, `2026-03-31`.
pub(crate) fn all_full(text: &str) -> Vec<Date> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | ':'))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut dates = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let numeric = iso(word).filter(|_| word.len() == 10);
        let numeric = numeric.or_else(|| {
            let date = day_month_year(word)?;
            (date.from == date.to).then_some(date.from)
        });
        let written = words.get(i..i + 3).and_then(|run| match run {
            [d, m, y] => Date::new(year(y)?, month(m)?, small(d)?).ok(),
            _ => None,
        });
        dates.extend(numeric.or(written));
    }
    dates
}

/// A date without what is said of it in parentheses behind it, where that has no number and names no calendar: `1970 (as per passport)`.
fn without_note(text: &str) -> &str {
    let note = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let Some((date, note)) = note else { return text };
    let is_calendar = ["islam", "hij", "persian", "solar", "lunar", "iran", "afghan"]
        .iter()
        .any(|word| crate::text::find_ci(note, word).is_some());
    if is_calendar || note.bytes().any(|b| b.is_ascii_digit()) || date.trim().is_empty() {
        text
    } else {
        date.trim_end()
    }
}

/// One or two digits, as a day is written that may be an ordinal: `17th`.
fn day(text: &str) -> Option<i8> {
    let number = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .filter(|number| !number.is_empty());
    small(number.unwrap_or(text))
}

/// A date of birth as OFAC writes it after `DOB`, in every precision met on its lists: a day, a month, a year,
/// `circa`, `1957 to 1959`, `Sep 1953 to Oct 1954`, `circa 1979-1982`, `1967 or 1968`, `1970s`.
pub(crate) fn birth_date_words(text: &str) -> Option<BirthDate> {
    let whole = text.trim().trim_end_matches('.');
    let mut text = without_note(whole);
    // `1967 (approximate)`
    let mut circa = crate::text::find_ci(whole, "(approx").is_some();
    for prefix in [
        "circa ",
        "circa",
        "approximately ",
        "approx. ",
        "approx ",
        "about ",
        "around ",
        "c. ",
        "ca. ",
        "between ",
    ] {
        if let Some(rest) = crate::text::strip_prefix_ci(text, prefix) {
            circa |= prefix != "between ";
            text = rest.trim_start();
        }
    }
    // A decade: `1970s`, `Early 1970s`.
    if let Some(decade) = text.strip_suffix('s') {
        let digits = decade.rsplit(' ').next()?;
        let first = year(digits)?;
        let known = decade.len() == digits.len()
            || ["early ", "late ", "mid "]
                .iter()
                .any(|w| crate::text::strip_prefix_ci(decade, w).is_some());
        return if known && first % 10 == 0 {
            BirthDate::years(first, first + 9, true)
        } else {
            None
        };
    }
    if let Some(date) = words(text) {
        return Some(BirthDate { circa, ..date });
    }
    for separator in [" to circa ", " to ", " - ", " or ", " and ", "-", "/"] {
        let Some((first, last)) = text.split_once(separator) else {
            continue;
        };
        let Some(last) = words(last.trim()) else { continue };
        // `12 to 15 Mar 1960` and `Mar to Jun 1960` leave out what the two ends share.
        let first = words(first.trim()).or_else(|| {
            let shared_year = format!("{} {}", first.trim(), last.to.year());
            let shared_month = format!(
                "{} {} {}",
                first.trim(),
                MONTHS[last.to.month() as usize - 1],
                last.to.year()
            );
            words(&shared_year).or_else(|| words(&shared_month))
        });
        let Some(first) = first else { continue };
        if first.from <= last.to {
            return Some(BirthDate {
                from: first.from,
                to: last.to,
                circa,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{all_full, birth_date_words, day_month_year, full_words, iso, month_day_year, partial_iso};

    fn born(text: &str) -> String {
        birth_date_words(text).map_or_else(|| "none".to_owned(), |date| date.to_string())
    }

    #[test]
    fn ofac_dates_of_birth_are_read_in_every_precision() {
        assert_eq!(born("13 Jan 1967"), "1967-01-13");
        assert_eq!(born("Jan 1967"), "1967-01-01 to 1967-01-31");
        assert_eq!(born("1967"), "1967");
        assert_eq!(born("circa 1961"), "circa 1961");
        assert_eq!(born("circa Feb 1961"), "circa 1961-02-01 to 1961-02-28");
        assert_eq!(born("1957 to 1959"), "1957 to 1959");
        assert_eq!(born("circa 1979-1982"), "circa 1979 to 1982");
        assert_eq!(born("Sep 1953 to Oct 1954"), "1953-09-01 to 1954-10-31");
        assert_eq!(born("Mar to Jun 1960"), "1960-03-01 to 1960-06-30");
        assert_eq!(born("12 to 15 Mar 1960"), "1960-03-12 to 1960-03-15");
        assert_eq!(born("1967 or 1968"), "1967 to 1968");
        assert_eq!(born("Early 1970s"), "circa 1970 to 1979");
        assert_eq!(born("17th March 1965"), "1965-03-17");
        assert_eq!(born("March 1st, 1965"), "1965-03-01");
        assert_eq!(born("around 1965"), "circa 1965");
        assert_eq!(born("1967 (approximate)"), "circa 1967");
        assert_eq!(born("1345 (Hijri)"), "none");
        assert_eq!(born("1967 (or 1968)"), "none");
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "circa",
            "unknown",
            "31 Feb 1960",
            "1959 to 1957",
            "67",
            "0001",
            "1345",
            "13 Jan 1402",
            "1967 Jan 13 x",
            "30s",
        ] {
            assert_eq!(born(text), "none", "{text}");
        }
    }

    #[test]
    fn iso_dates_ignore_what_follows_the_day() {
        assert_eq!(iso("2015-04-07-04:00").unwrap().to_string(), "2015-04-07");
        assert_eq!(iso("2026-02-27T00:00:09.554Z").unwrap().to_string(), "2026-02-27");
        assert_eq!(iso("2015-04-071"), None);
        assert_eq!(iso("2015-13-07"), None);
    }

    #[test]
    fn a_partial_date_spans_its_month_or_year() {
        assert_eq!(partial_iso("1975", true).unwrap().to_string(), "circa 1975");
        assert_eq!(
            partial_iso("1975-02", false).unwrap().to_string(),
            "1975-02-01 to 1975-02-28"
        );
        assert_eq!(partial_iso("1975-02-30", false), None);
        assert_eq!(partial_iso("1975-2", false), None);
        assert_eq!(day_month_year("00/00/1975").unwrap().to_string(), "1975");
        assert_eq!(
            day_month_year("00/05/1975").unwrap().to_string(),
            "1975-05-01 to 1975-05-31"
        );
        assert_eq!(day_month_year("31/12/1975").unwrap().to_string(), "1975-12-31");
        assert_eq!(day_month_year("12/31/1975"), None);
        assert_eq!(day_month_year("15-08-1964").unwrap().to_string(), "1964-08-15");
        assert_eq!(day_month_year("15.08.1964").unwrap().to_string(), "1964-08-15");
        // Neither is written with one separator, the day first.
        assert_eq!(day_month_year("15.08/1964"), None);
        assert_eq!(day_month_year("1964-08-15"), None);
    }

    #[test]
    fn full_dates_are_found_in_running_text() {
        let found = |text: &str| {
            all_full(text)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            found("Listed on: 25 Jan. 2001 (amended on 3 Sep. 2003, 20 December 2005)"),
            "2001-01-25 2003-09-03 2005-12-20"
        );
        assert_eq!(
            found("[F2021L00643, 21 December 2001]; Last listed 13/09/2025."),
            "2001-12-21 2025-09-13"
        );
        assert_eq!(found("Instrument 2022 (No. 3), paragraph 8(a)"), "");
    }

    #[test]
    fn american_and_written_dates_are_read() {
        assert_eq!(month_day_year("06/29/2056").unwrap().to_string(), "2056-06-29");
        assert_eq!(month_day_year("29/06/2056"), None);
        assert_eq!(full_words("08-Oct-2026").unwrap().to_string(), "2026-10-08");
        assert_eq!(full_words("Oct 2026"), None);
    }
}
