//! The text of a field to a value. Nothing is guessed: what is not plainly a value is a reason to reject.
//!
//! Every function takes text with white space around it already removed and not empty, and returns the
//! reason in words that follow the column's name: ``amount `12,00.x` is not a decimal number``.

use jiff::civil::Date;
use portcullis_model::{CountryCode, CurrencyCode, Decimal, Purpose};

use super::dialect::{DateOrder, DecimalMark};

/// Value dates outside these years are typing errors; taken at their word they would put the payment before
/// every designation and clear it.
pub const VALUE_YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;
/// Nobody alive was born earlier; `0001-01-01` is how some systems write "unknown", and a date of birth that
/// conflicts with the listed one would lower a true match.
const BIRTH_YEARS: std::ops::RangeInclusive<i16> = 1850..=2199;

/// `YYYY-MM-DD`, the extended calendar date of ISO 8601, or the form that the map says.
fn date(text: &str, order: DateOrder) -> Result<Date, String> {
    if order != DateOrder::Iso
        && let Some((first, second, year)) = parts(text)
    {
        let (day, month) = if order == DateOrder::DayFirst {
            (first, second)
        } else {
            (second, first)
        };
        return Date::new(year, month, day).map_err(|_| {
            let form = if order == DateOrder::DayFirst {
                "day first"
            } else {
                "month first"
            };
            format!("{} is not a day of the calendar, {form}", excerpt(text))
        });
    }
    iso_date(text)
}

/// The three numbers of a date that ends with its year, between two points, slashes or hyphens.
fn parts(text: &str) -> Option<(i8, i8, i16)> {
    let mark = text.bytes().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(mark, b'.' | b'/' | b'-') {
        return None;
    }
    let mut parts = text.split(char::from(mark));
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let is_number = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (first, second, year) = (number(1..=2)?, number(1..=2)?, number(4..=4)?);
    let short = |number: i16| i8::try_from(number).ok();
    parts
        .next()
        .is_none()
        .then_some((short(first)?, short(second)?, year))
}

fn iso_date(text: &str) -> Result<Date, String> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return Err(format!(
            "{} is not a date; write YYYY-MM-DD, or say `dates` in a map of columns",
            excerpt(text)
        ));
    }
    let digit = |i: usize| i16::from(bytes[i] - b'0');
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    // Two digits fit.
    #[allow(clippy::cast_possible_truncation)]
    let (month, day) = ((digit(5) * 10 + digit(6)) as i8, (digit(8) * 10 + digit(9)) as i8);
    Date::new(year, month, day).map_err(|_| format!("{} is not a day of the calendar", excerpt(text)))
}

/// A value date.
pub(crate) fn value_date(text: &str, order: DateOrder) -> Result<Date, String> {
    in_years(date(text, order)?, VALUE_YEARS)
}

/// A date of birth.
pub(crate) fn birth_date(text: &str, order: DateOrder) -> Result<Date, String> {
    in_years(date(text, order)?, BIRTH_YEARS)
}

fn in_years(date: Date, years: std::ops::RangeInclusive<i16>) -> Result<Date, String> {
    if years.contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!(
            "`{date}` is not plausible; years from {} to {} are read",
            years.start(),
            years.end()
        ))
    }
}

/// A decimal number in the lexical form of XML Schema `decimal`, as ISO 20022 amounts are, without a minus:
/// digits, at most one point, no grouping, no exponent. Exact: what has no exact `Decimal` is refused.
pub(crate) fn amount(text: &str, mark: DecimalMark) -> Result<Decimal, String> {
    match mark {
        DecimalMark::Point => with_point(text),
        DecimalMark::Comma => with_point(&pointed(text)?),
    }
}

/// An amount with a decimal comma, written with a point. Points, blanks and apostrophes between groups of three digits are
/// left out.
fn pointed(text: &str) -> Result<String, String> {
    let (whole, decimals) = text.split_once(',').unwrap_or((text, ""));
    let mut groups = whole.split(['.', ' ', '\'', '\u{a0}', '\u{202f}']);
    let mut digits = groups.next().unwrap_or_default().to_owned();
    let leading = digits.trim_start_matches(['-', '+']).len();
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&leading) {
            return Err(format!(
                "{} is not an amount with a decimal comma; write it like 1234,56 or 1.234,56",
                excerpt(text)
            ));
        }
        digits.push_str(group);
    }
    if decimals.contains('.') {
        return Err(format!("{} has a point behind its decimal comma", excerpt(text)));
    }
    if !decimals.is_empty() {
        digits.push('.');
        digits.push_str(decimals);
    }
    Ok(digits)
}

fn with_point(text: &str) -> Result<Decimal, String> {
    let fail = |reason: &str| Err(format!("{} {reason}", excerpt(text)));
    if text.starts_with('-') {
        return fail("is negative; a payment moves a positive amount");
    }
    let digits = text.strip_prefix('+').unwrap_or(text).as_bytes();
    // 28 significant digits always fit the 96 bits of a `Decimal`'s mantissa, and 28 decimals its scale.
    const DIGITS_MAX: u32 = 28;
    let (mut mantissa, mut significant, mut scale) = (0u128, 0u32, 0u32);
    let (mut any_digit, mut after_point) = (false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                any_digit = true;
                significant += u32::from(significant > 0 || *byte != b'0');
                scale += u32::from(after_point);
                if significant > DIGITS_MAX || scale > DIGITS_MAX {
                    return fail("has more than 28 digits");
                }
                mantissa = mantissa * 10 + u128::from(byte - b'0');
            }
            b'.' if !after_point => after_point = true,
            b',' => {
                return fail(
                    "holds a comma; write 1234.56, without grouping, or say `decimal = \",\"` in a map of columns",
                );
            }
            _ => return fail("is not a decimal number; write it like 1234.56"),
        }
    }
    if !any_digit {
        return fail("is not a decimal number; write it like 1234.56");
    }
    // At most 28 digits, so the sign bit is never reached.
    i128::try_from(mantissa)
        .ok()
        .and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, scale).ok())
        .map_or_else(|| fail("is too large"), Ok)
}

/// An ISO 4217 code.
pub(crate) fn currency(text: &str) -> Result<CurrencyCode, String> {
    CurrencyCode::new(text).ok_or_else(|| {
        format!(
            "{} is not a currency code of three letters (ISO 4217)",
            excerpt(text)
        )
    })
}

/// An ISO 3166-1 alpha-2 code. Names of countries are refused rather than looked up.
pub(crate) fn country(text: &str) -> Result<CountryCode, String> {
    CountryCode::new(text).ok_or_else(|| {
        format!(
            "{} is not a country code of two letters (ISO 3166-1)",
            excerpt(text)
        )
    })
}

/// The purpose that a word of the contract means, in any case.
pub(crate) fn purpose_word(text: &str) -> Option<Purpose> {
    let is_it = |purpose: &Purpose| purpose.as_str().eq_ignore_ascii_case(text);
    Purpose::ALL.iter().copied().find(is_it)
}

/// A purpose word of the contract, in any case.
pub(crate) fn purpose(text: &str) -> Result<Purpose, String> {
    purpose_word(text).ok_or_else(|| {
        let known: Vec<&str> = Purpose::ALL.iter().map(|p| p.as_str()).collect();
        format!(
            "{} is not a purpose; known are {}",
            excerpt(text),
            known.join(", ")
        )
    })
}

/// What is said of an instrument that is none of the words that are known. The rules take it for any of them.
pub(crate) fn unknown_instrument(text: &str) -> String {
    format!(
        "{} is not an instrument that is known, such as loan, bond, share, guarantee, export or transfer",
        excerpt(text)
    )
}

/// A whole number of days.
pub(crate) fn days(text: &str) -> Result<u32, String> {
    Some(text)
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("{} is not a whole number of days", excerpt(text)))
}

/// The text in quotes for a one-line message: control characters shown as `?`, long text cut.
pub(crate) fn excerpt(text: &str) -> String {
    const CHARS_MAX: usize = 40;
    let mut shown: String = text
        .chars()
        .take(CHARS_MAX)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect();
    if text.chars().nth(CHARS_MAX).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        DateOrder, DecimalMark, amount, birth_date, country, currency, days, excerpt, purpose, value_date,
    };

    #[test]
    fn a_date_is_a_day_of_the_calendar_in_extended_form() {
        assert_eq!(
            value_date("2024-02-29", DateOrder::Iso).unwrap().to_string(),
            "2024-02-29"
        );
        for text in [
            "2023-02-30",
            "2023-2-3",
            "20230203",
            "03.02.2023",
            "2023-02-03T00:00",
            "٢٠٢٣-02-03",
            "2023-13-01",
        ] {
            assert!(value_date(text, DateOrder::Iso).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_is_read_in_the_order_that_the_map_says_and_in_no_other() {
        for text in ["01.03.2024", "1/3/2024", "01-03-2024", "2024-03-01"] {
            let date = value_date(text, DateOrder::DayFirst).unwrap();
            assert_eq!(date.to_string(), "2024-03-01", "{text}");
        }
        assert_eq!(
            value_date("03/01/2024", DateOrder::MonthFirst)
                .unwrap()
                .to_string(),
            "2024-03-01"
        );
        for text in ["13.13.2024", "01.03.24", "01.03-2024", "1.3.2024.", "+1.3.2024"] {
            assert!(value_date(text, DateOrder::DayFirst).is_err(), "{text}");
        }
        assert!(value_date("25/12/2024", DateOrder::MonthFirst).is_err());
    }

    #[test]
    fn an_amount_with_a_decimal_comma_may_have_groups_of_three() {
        for (text, value) in [
            ("1234,56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("12 345 678,9", "12345678.9"),
            ("0,5", "0.5"),
            ("100", "100"),
            ("1.000", "1000"),
        ] {
            let read = amount(text, DecimalMark::Comma).unwrap();
            assert_eq!(read.to_string(), value, "{text}");
        }
        for text in [
            "1.23",
            "1234.567,0",
            "1,234.56",
            "1,2,3",
            "12..345",
            "-1,5",
            ",",
            "",
        ] {
            assert!(amount(text, DecimalMark::Comma).is_err(), "{text}");
        }
    }

    #[test]
    fn an_implausible_year_is_refused_because_it_would_clear_the_payment() {
        assert!(
            value_date("0023-01-05", DateOrder::Iso)
                .unwrap_err()
                .contains("1970")
        );
        assert!(value_date("1969-12-31", DateOrder::Iso).is_err());
        assert!(
            birth_date("0001-01-01", DateOrder::Iso)
                .unwrap_err()
                .contains("not plausible")
        );
        assert!(birth_date("1912-04-15", DateOrder::Iso).is_ok());
    }

    #[test]
    fn an_amount_is_exact_and_never_guessed() {
        for (text, value) in [
            ("12", "12"),
            ("1234.50", "1234.50"),
            ("+0.10", "0.10"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007.00", "7.00"),
        ] {
            assert_eq!(amount(text, DecimalMark::Point).unwrap().to_string(), value);
        }
        let bad = [
            "12,00.x",
            "1,234.56",
            "1.234.56",
            "-5",
            "1e5",
            "1_000",
            "",
            ".",
            "+",
            "12 000",
            "٣",
            "NaN",
            "1000\u{a0}000",
        ];
        for text in bad {
            assert!(amount(text, DecimalMark::Point).is_err(), "{text}");
        }
        assert_eq!(
            amount("0.0000000000000000000000000001", DecimalMark::Point)
                .unwrap()
                .scale(),
            28
        );
        assert!(
            amount("12345678901234567890123456789", DecimalMark::Point)
                .unwrap_err()
                .contains("28 digits")
        );
    }

    #[test]
    fn codes_have_the_shape_of_their_standard() {
        assert_eq!(currency("usd").unwrap().as_str(), "USD");
        assert!(currency("US$").is_err());
        assert!(currency("EURO").is_err());
        assert_eq!(country("ch").unwrap().as_str(), "CH");
        assert!(country("CHE").is_err());
        assert!(country("Switzerland").unwrap_err().contains("`Switzerland`"));
    }

    #[test]
    fn a_purpose_is_a_word_of_the_contract() {
        assert_eq!(purpose("Medical-Device").unwrap().as_str(), "medical-device");
        assert!(purpose("charity").unwrap_err().contains("food, agriculture"));
    }

    #[test]
    fn a_tenor_is_a_whole_number_of_days() {
        assert_eq!(days("14"), Ok(14));
        for text in ["14.0", "-1", "+3", "two weeks", "4294967296"] {
            assert!(days(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("a\r\nb\u{0}"), "`a??b?`");
        assert_eq!(excerpt(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
    }

    proptest! {
        #[test]
        fn an_amount_reads_what_rust_decimal_writes(mantissa in 0i64.., scale in 0u32..18) {
            let value = portcullis_model::Decimal::new(mantissa, scale);
            let read = amount(&value.to_string(), DecimalMark::Point).unwrap();
            prop_assert_eq!(read, value);
            prop_assert_eq!(read.scale(), value.scale());
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (amount(&text, DecimalMark::Point), value_date(&text, DateOrder::DayFirst), days(&text), purpose(&text), country(&text));
        }
    }
}
