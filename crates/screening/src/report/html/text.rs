//! Text, numbers and amounts as the page writes them.

use std::fmt::{self, Display, Write};

use maud::{Markup, PreEscaped, Render, html};
use portcullis_model::{Field, Outcome};

use crate::output::PaymentFacts;
pub(crate) use crate::report::page::Esc;

/// Characters of one text that are shown. A payment's fields and the names on a list are far below; what is longer is cut
/// with a word, so that no text makes the page too large to open.
const TEXT_CHARS_MAX: usize = 1_000;

/// What a payment or a list says: escaped, cut where it is very long, and apart from the text around it, whatever the
/// direction in which it is read.
pub(crate) struct Said<T>(pub(crate) T);

impl<T: AsRef<str>> Display for Said<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.as_ref();
        if text.is_empty() {
            return Ok(());
        }
        match text.char_indices().nth(TEXT_CHARS_MAX) {
            None => write!(f, "<bdi>{}</bdi>", Esc(text)),
            Some((end, _)) => write!(
                f,
                "<bdi>{}</bdi> <em>\u{2026} and {} more characters</em>",
                Esc(&text[..end]),
                grouped(text[end..].chars().count() as u64)
            ),
        }
    }
}

impl<T: AsRef<str>> Render for Said<T> {
    fn render_to(&self, page: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(page, "{self}");
    }
}

/// Texts with a mark between them.
pub(crate) fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, mark: &str) -> Markup {
    let texts = texts.into_iter().filter(|text| !text.as_ref().is_empty());
    beside(texts.map(|text| Said(text).render()), mark)
}

/// Parts of a line with a mark between them; those that are empty are left out.
pub(crate) fn beside(parts: impl IntoIterator<Item = Markup>, mark: &str) -> Markup {
    let mut all = String::new();
    for part in parts {
        if part.0.is_empty() {
            continue;
        }
        if !all.is_empty() {
            Esc(mark).render_to(&mut all);
        }
        all.push_str(&part.0);
    }
    PreEscaped(all)
}

/// Between parts that stand beside each other.
pub(crate) const DOT: &str = " \u{b7} ";

/// An outcome, as a tag.
pub(crate) fn tag(outcome: Outcome) -> Markup {
    html! { span class={ "tag " (outcome) } { (outcome) } }
}

/// A field of a payment in words: `creditor agent`.
pub(super) fn field(field: Field) -> String {
    field.to_string().replace('_', " ")
}

/// A number with thin spaces between thousands.
pub(crate) fn grouped(number: u64) -> String {
    group(&number.to_string())
}

/// A number of something: `1 case`, `2 cases`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A plain decimal with thin spaces between thousands of its whole part.
pub(crate) fn group(decimal: &str) -> String {
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

/// Amount and currency; empty where the payment says no amount.
pub(super) fn amount(payment: &PaymentFacts<'_>) -> String {
    let Some(amount) = payment.amount else {
        return String::new();
    };
    let currency = payment.currency.map(|code| format!(" {code}"));
    format!("{}{}", group(&amount.to_string()), currency.unwrap_or_default())
}

/// `; and 3 more`, where not all are shown.
pub(super) fn and_more(all: usize, shown: usize) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("; and {more} more"),
    }
}

/// How many of something are not shown, by its name for one and for many, and in which file of the run they stand.
pub(super) fn left_out(all: impl TryInto<u64>, shown: usize, [one, many]: [&str; 2], file: &str) -> Markup {
    let more = all.try_into().unwrap_or(u64::MAX).saturating_sub(shown as u64);
    html! {
        @match more {
            0 => {},
            1 => p.note { "1 more " (one) ", which stands in " (file) ", is not shown here." },
            _ => p.note { (grouped(more)) " more " (many) ", which stand in " (file) ", are not shown here." },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Esc, Said, TEXT_CHARS_MAX, counted, group, grouped, joined};

    #[test]
    fn nothing_that_a_sender_writes_becomes_markup_or_turns_text_around() {
        assert_eq!(
            Esc("<b a='1'>&\"").to_string(),
            "&lt;b a=&#39;1&#39;&gt;&amp;&quot;"
        );
        assert_eq!(Esc("a\u{202E}b\u{0}c").to_string(), "a\u{FFFD}b\u{FFFD}c");
        assert_eq!(
            joined(["\u{633}\u{627}\u{631}\u{627}", "", "</bdi>"], "; ").into_string(),
            "<bdi>\u{633}\u{627}\u{631}\u{627}</bdi>; <bdi>&lt;/bdi&gt;</bdi>"
        );
    }

    #[test]
    fn a_very_long_text_is_cut_and_says_so() {
        let longest = "\u{e9}".repeat(TEXT_CHARS_MAX);
        assert_eq!(Said(&longest).to_string(), format!("<bdi>{longest}</bdi>"));
        assert_eq!(
            Said(format!("{longest}<<")).to_string(),
            format!("<bdi>{longest}</bdi> <em>\u{2026} and 2 more characters</em>")
        );
    }

    #[test]
    fn thousands_are_set_apart_in_the_whole_part_only() {
        assert_eq!(grouped(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(grouped(12), "12");
        assert_eq!(group("1234.5678"), "1\u{202F}234.5678");
        assert_eq!([1, 2].map(|n| counted(n, "case", "cases")), ["1 case", "2 cases"]);
    }
}
