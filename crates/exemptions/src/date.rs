//! Calendar dates as rule files write them.

use jiff::civil::Date;

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
