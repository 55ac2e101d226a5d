//! What every part of the picture is drawn with.

/// Size of a panel's plot, in pixels.
pub(super) const PLOT: (f64, f64) = (430.0, 300.0);

/// Appends a line to the picture; writing to a string cannot fail.
macro_rules! draw {
    ($svg:ident, $($text:tt)*) => {{
        let _ = writeln!($svg, $($text)*);
    }};
}
pub(super) use draw;

/// Text as SVG writes it; characters that XML does not allow are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_file_name_cannot_break_the_picture() {
        assert_eq!(escape("a<b>&\"c\"\u{1}"), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
