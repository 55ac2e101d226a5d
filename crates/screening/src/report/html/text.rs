//! Text, numbers and amounts as the page writes them.

use std::fmt::{self, Display, Write};

use crate::output::PaymentFacts;

/// Text with everything that HTML gives a meaning to taken out of its meaning.
pub(super) struct Esc<T>(pub(super) T);

impl<T: Display> Display for Esc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);
        impl Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for c in text.chars() {
                    match c {
                        '&' => self.0.write_str("&amp;")?,
                        '<' => self.0.write_str("&lt;")?,
                        '>' => self.0.write_str("&gt;")?,
                        '"' => self.0.write_str("&quot;")?,
                        '\'' => self.0.write_str("&#39;")?,
                        // Controls and marks that reorder text would let a name dress up as another.
                        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => self.0.write_str("\u{FFFD}")?,
                        c if c.is_control() && c != '\n' && c != '\t' => self.0.write_str("\u{FFFD}")?,
                        c => self.0.write_char(c)?,
                    }
                }
                Ok(())
            }
        }
        write!(Escaping(f), "{}", self.0)
    }
}

/// A number with thin spaces between thousands.
pub(super) fn grouped(number: u64) -> String {
    group(&number.to_string())
}

/// A plain decimal with thin spaces between thousands of its whole part.
pub(super) fn group(decimal: &str) -> String {
    let (whole, fraction) = decimal
        .split_once('.')
        .map_or((decimal, None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The name of a payments file without its folders; the folders stand under "How it was decided".
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

pub(super) fn money(out: &mut String, payment: &PaymentFacts<'_>) -> fmt::Result {
    if let Some(amount) = &payment.amount {
        write!(
            out,
            "<p class=\"small\">{} {}</p>",
            Esc(group(&amount.to_string())),
            payment.currency.map(|code| code.to_string()).unwrap_or_default()
        )?;
    }
    if let Some(date) = &payment.value_date {
        write!(out, "<p class=\"small\">value date {}</p>", Esc(date))?;
    }
    if let Some(purpose) = &payment.purpose {
        write!(out, "<p class=\"small\">purpose {}</p>", Esc(purpose))?;
    }
    Ok(())
}

/// How many of something are not shown, by its name for one and for many, and in which file of the run they stand.
pub(super) fn left_out(
    out: &mut String,
    all: impl TryInto<u64>,
    shown: usize,
    [one, many]: [&str; 2],
    file: &str,
) -> fmt::Result {
    let more = all.try_into().unwrap_or(u64::MAX).saturating_sub(shown as u64);
    match more {
        0 => Ok(()),
        1 => write!(
            out,
            "<p class=\"note\">1 more {one}, which stands in {file}, is not shown here.</p>"
        ),
        _ => write!(
            out,
            "<p class=\"note\">{} more {many}, which stand in {file}, are not shown here.</p>",
            grouped(more)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Esc, group, grouped};

    #[test]
    fn nothing_that_a_sender_writes_becomes_markup_or_turns_text_around() {
        assert_eq!(
            Esc("<b a='1'>&\"").to_string(),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;"
        );
        assert_eq!(Esc("a\u{202E}b\u{0}c").to_string(), "a\u{FFFD}b\u{FFFD}c");
    }

    #[test]
    fn thousands_are_set_apart_in_the_whole_part_only() {
        assert_eq!(grouped(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(grouped(12), "12");
        assert_eq!(group("1234.5678"), "1\u{202F}234.5678");
    }
}
