//! Values of fields: dates of two-digit years, amounts with a comma.
//!
//! Nothing is guessed: what is not plainly a value is told, in words that follow the field's tag.

use portcullis_model::{Amount, CurrencyCode, Date, Decimal};

use crate::csv::{
    dialect::{DateOrder, DecimalMark},
    value,
};

/// Two-digit years from this one on are of the last century: FIN's dates are from 1980 to 2079 (SWIFT, General Information
/// for users, "Dates").
const FIRST_YEAR_OF_1900S: u8 = 80;

/// Longest amount that is looked at; a field has room for 15 characters.
const AMOUNT_BYTES_MAX: usize = 40;

/// `YYMMDD`.
pub(super) fn value_date(text: &str) -> Result<Date, String> {
    let digits = text.as_bytes();
    if digits.len() != 6 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(format!("{} is not a date, as in `230701`", value::excerpt(text)));
    }
    let year = (digits[0] - b'0') * 10 + (digits[1] - b'0');
    let century = if year >= FIRST_YEAR_OF_1900S { b"19" } else { b"20" };
    let year = [century[0], century[1], digits[0], digits[1]];
    value::value_date(&dashed(&year, &digits[2..]), DateOrder::Iso)
}

/// `YYYYMMDD`, of a birth.
pub(super) fn birth_date(text: &str) -> Result<Date, String> {
    let digits = text.as_bytes();
    if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(format!(
            "{} is not a date, as in `19720830`",
            value::excerpt(text)
        ));
    }
    value::birth_date(&dashed(&digits[..4], &digits[4..]), DateOrder::Iso)
}

/// A year, and four digits of month and day, as ISO 8601 has them.
fn dashed(year: &[u8], rest: &[u8]) -> String {
    let text = [year, b"-", &rest[..2], b"-", &rest[2..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// `CCCn,n`: a currency and an amount.
pub(super) fn money(text: &str) -> Result<Amount, String> {
    let (Some(code), Some(digits)) = (text.get(..3), text.get(3..)) else {
        return Err(format!(
            "{} is not a currency and an amount, as in `EUR1234,56`",
            value::excerpt(text)
        ));
    };
    let currency = value::currency(code)?;
    Ok(Amount {
        value: amount(digits.trim())?,
        currency: Some(currency),
    })
}

/// `YYMMDDCCCn,n`: a value date, a currency and an amount.
pub(super) fn dated_money(text: &str) -> (Option<Date>, Result<Amount, String>) {
    let shape_error = || {
        Err(format!(
            "{} is not a date, a currency and an amount, as in `230701EUR1234,56`",
            value::excerpt(text)
        ))
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (Some(date), Some(rest)) = (text.get(..6), text.get(6..)) else {
        return (None, shape_error());
    };
    if digits < 6 {
        return (None, shape_error());
    }
    match value_date(date) {
        Ok(date) => (Some(date), money(rest)),
        Err(error) => (None, money(rest).and(Err(error))),
    }
}

/// Digits and at most one comma, which stands before the decimals.
fn amount(text: &str) -> Result<Decimal, String> {
    let fail = || {
        format!(
            "{} is not an amount; an amount has digits and one comma, as in `1234,56`",
            value::excerpt(text)
        )
    };
    let mut buffer = [0u8; AMOUNT_BYTES_MAX];
    let plain = buffer.get_mut(..text.len()).ok_or_else(fail)?;
    for (to, from) in plain.iter_mut().zip(text.bytes()) {
        *to = match from {
            b'0'..=b'9' => from,
            b',' => b'.',
            _ => return Err(fail()),
        };
    }
    std::str::from_utf8(plain)
        .ok()
        .and_then(|plain| value::amount(plain, DecimalMark::Point).ok())
        .ok_or_else(fail)
}

/// What is said of an amount that has more decimals than its currency: `None` where it has not.
pub(super) fn too_fine(amount: &Amount, text: &str) -> Option<String> {
    let currency = amount.currency?;
    let decimals = amount.value.normalize().scale();
    (decimals > CurrencyCode::decimals(currency)).then(|| {
        format!(
            "has an amount of more decimals than {currency} has: {}",
            value::excerpt(
                text.get(text.find(currency.as_str()).map_or(0, |at| at + 3)..)
                    .unwrap_or(text)
            )
        )
    })
}
