//! What a text of a message is, and how it is tidied.

use std::borrow::Cow;

use super::pool::Pool;
use crate::csv::value;

/// Longest code of an external code set that ISO 20022 allows.
const CODE_BYTES_MAX: usize = 10;

/// The day of a date, or of a time: `2023-01-05`, `2023-01-05Z`, `2023-01-05T10:00:00`.
pub(super) fn day(text: &str) -> Result<&str, String> {
    let day = match text.split_at_checked(10) {
        Some((day, rest)) if rest.starts_with(['T', 'Z', '+', '-', ' ']) => day,
        _ => text,
    };
    match day.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => Ok(day),
        _ => Err(format!(
            "{} is not a date; write YYYY-MM-DD",
            value::excerpt(text)
        )),
    }
}

/// Whether a text is a code of a code set, and no sentence.
pub(super) fn is_code(text: &str) -> bool {
    text.len() <= CODE_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text is a number, a date, a time or a truth value: nobody is named so. A telephone number is none of them.
pub(super) fn is_plain(text: &str) -> bool {
    let is_of_number =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'T' | b'Z' | b'+');
    matches!(text, "true" | "false") || (!text.starts_with('+') && text.bytes().all(is_of_number))
}

/// A text without white space around it.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    // What begins and ends with a visible ASCII character has nothing to trim.
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A name on one line.
pub(super) fn one_line<'a>(pool: &mut Pool<'a>, text: Cow<'a, str>) -> Cow<'a, str> {
    if !text.contains(['\n', '\r', '\t']) {
        return text;
    }
    let mut line = pool.string();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    pool.keep(text);
    Cow::Owned(line)
}

/// Adds a text behind another.
pub(super) fn append<'a>(pool: &mut Pool<'a>, to: &mut Cow<'a, str>, between: &str, text: Cow<'a, str>) {
    if to.is_empty() {
        *to = text;
    } else {
        let owned = pool.own(to);
        owned.push_str(between);
        owned.push_str(&text);
        pool.keep(text);
    }
}

/// A path for a note: without the number of the transaction, since notes are counted by their paths.
pub(super) fn unnumbered(path: &str) -> Cow<'static, str> {
    let number = path.find('[').zip(path.find(']'));
    Cow::Owned(match number {
        Some((open, close)) if open < close => [&path[..open], &path[close + 1..]].concat(),
        _ => path.to_owned(),
    })
}
