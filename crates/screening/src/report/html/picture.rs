//! Pictures: bars of one scale, drawn as SVG in the page. Each stands above its table, which has every figure.

use maud::{Markup, Render, html};

use super::text::Esc;

/// Characters of a label that a bar bears on a phone.
const LABEL_CHARS_MAX: usize = 30;
/// Height of a bar with its label, in CSS pixels.
const ROW_PX: usize = 38;
/// From the top of that to the base of the label, and to the bar.
const LABEL_PX: usize = 14;
const BAR_PX: usize = 20;

/// A bar: what it is, how long its parts are, and what that is in words.
pub(crate) struct Bar {
    pub(crate) label: String,
    /// Stands at its end.
    pub(crate) value: String,
    /// By the class that colors it.
    pub(crate) parts: Vec<(&'static str, f64)>,
}

impl Bar {
    fn length(&self) -> f64 {
        self.parts.iter().map(|(_, length)| length).sum()
    }
}

/// A count as a length on a screen.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn length(count: u64) -> f64 {
    count as f64
}

/// A picture with its title, what its colors mean, and its table, which is folded.
pub(crate) struct Picture<'a> {
    pub(crate) title: &'a str,
    pub(crate) about: &'a str,
    pub(crate) bars: &'a [Bar],
    /// The length of a whole row; `None`: the longest bar.
    pub(crate) full: Option<f64>,
    /// Classes of parts and what they mean; empty where there is one part.
    pub(crate) key: &'a [(&'static str, &'a str)],
    pub(crate) table: Markup,
}

impl Render for Picture<'_> {
    fn render_to(&self, page: &mut String) {
        let drawn = html! {
            figure {
                figcaption { h3 { (self.title) } p { (self.about) } }
                (svg(self.title, self.bars, self.full))
                @if !self.key.is_empty() {
                    p.key aria-hidden="true" {
                        @for (class, meaning) in self.key {
                            span { svg width="12" height="12" { rect class=(class) width="12" height="12" {} } " " (meaning) }
                        }
                    }
                }
                details { summary { "The figures" } (self.table) }
            }
        };
        drawn.render_to(page);
    }
}

/// The bars. Widths are shares of the picture's, so that it fits every screen and its letters stay as large as the page's.
fn svg(title: &str, bars: &[Bar], full: Option<f64>) -> Markup {
    let longest = bars.iter().map(Bar::length).fold(0.0, f64::max);
    let full = full.unwrap_or(longest).max(f64::MIN_POSITIVE);
    let told = |bar: &Bar| format!("{}: {}", bar.label, bar.value);
    let spoken: Vec<String> = bars.iter().map(told).collect();
    html! {
        svg.picture role="img" aria-label=(Esc(format!("{title}. {}", spoken.join("; ")))) width="100%" height=(bars.len() * ROW_PX) {
            @for (n, bar) in bars.iter().enumerate() {
                text x="0" y=(n * ROW_PX + LABEL_PX) { (Esc(short(&bar.label))) }
                text.value x="100%" y=(n * ROW_PX + LABEL_PX) { (Esc(&bar.value)) }
                rect.ground x="0" y=(n * ROW_PX + BAR_PX) width="100%" height="10" {}
                @for (class, from, width) in shares(bar, full) {
                    rect class=(class) x=(percent(from)) y=(n * ROW_PX + BAR_PX) width=(percent(width)) height="10" {}
                }
            }
        }
    }
}

/// Of each part: its class, where it begins and how wide it is, as shares of a whole row.
fn shares(bar: &Bar, full: f64) -> Vec<(&'static str, f64, f64)> {
    let mut from = 0.0;
    let mut shares = Vec::new();
    for (class, length) in &bar.parts {
        let width = (length / full).clamp(0.0, 1.0 - from);
        if width > 0.0 {
            shares.push((*class, from, width));
        }
        from += width;
    }
    shares
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// As much of a label as has room.
fn short(label: &str) -> String {
    match label.char_indices().nth(LABEL_CHARS_MAX) {
        None => label.to_owned(),
        Some((end, _)) => format!("{}\u{2026}", label[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, shares, short, svg};

    fn bar(label: &str, parts: &[(&'static str, f64)]) -> Bar {
        Bar {
            label: label.to_owned(),
            value: "3 payments".to_owned(),
            parts: parts.to_vec(),
        }
    }

    #[test]
    fn parts_stand_after_each_other_within_the_whole_row() {
        let of = shares(&bar("a", &[("block", 1.0), ("review", 0.0), ("clear", 3.0)]), 8.0);
        assert_eq!(of, [("block", 0.0, 0.125), ("clear", 0.125, 0.375)]);
        // A length beyond the row is cut; nothing is drawn of nothing.
        assert_eq!(shares(&bar("a", &[("block", 9.0)]), 8.0), [("block", 0.0, 1.0)]);
        assert_eq!(shares(&bar("a", &[("block", 0.0)]), 8.0), []);
    }

    #[test]
    fn what_a_list_or_a_payment_calls_itself_stays_text() {
        let drawn = svg("T", &[bar("</svg><script>\u{202e}", &[("block", 1.0)])], None).into_string();
        assert!(!drawn.contains("<script"), "{drawn}");
        assert!(drawn.contains("&lt;/svg&gt;&lt;script&gt;\u{fffd}"), "{drawn}");
        // Of no bars nothing is divided by nothing.
        assert!(svg("T", &[bar("a", &[])], None).into_string().contains("<text"));
    }

    #[test]
    fn a_long_label_is_cut_and_says_so() {
        assert_eq!(short("US-GL-20"), "US-GL-20");
        assert_eq!(short(&"x".repeat(31)), format!("{}\u{2026}", "x".repeat(30)));
    }
}
