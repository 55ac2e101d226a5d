//! A page by itself: its style in it, no script, nothing fetched. Other pages than the report are made of it, too.

use std::fmt::{self, Display, Write};

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

const STYLE: &str = include_str!("style.css");

/// What a page may do: show its own style. All else is forbidden, so that what somebody wrote into a payment or a rule can
/// only ever be text.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A whole page with its title.
pub(crate) fn whole(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (Esc(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

/// A whole page: the title is text, the body a template.
#[must_use]
pub fn page(title: &str, body: &Markup) -> String {
    whole(title, body)
}

/// Text with everything that HTML gives a meaning to taken out of its meaning.
pub struct Esc<T>(pub T);

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

impl<T: Display> Render for Esc<T> {
    fn render_to(&self, page: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(page, "{self}");
    }
}
