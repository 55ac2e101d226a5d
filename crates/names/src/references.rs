//! Character references of HTML and XML that a payment carries as text: `KOREAN PEOPLE&apos;S ARMY`.
//!
//! They stand in names that were taken out of a message, or put into one, one time too often. What they mean is read; a
//! reference to a marked Latin letter is the letter, because folding drops its mark.

use std::borrow::Cow;

/// Longest reference that is looked for, ampersand and semicolon included.
const REFERENCE_BYTES_MAX: usize = 12;

/// How often a text may be wrapped: `&amp;apos;` twice.
const WRAPPED_MAX: usize = 3;

/// What HTML calls the marks of letters (HTML Living Standard, section 13.5), behind the letter.
const MARKS: [&str; 9] = [
    "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron",
];

/// The text with its references read.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..WRAPPED_MAX {
        match unescape_once(&text) {
            Some(read) => text = Cow::Owned(read),
            None => break,
        }
    }
    text
}

fn unescape_once(text: &str) -> Option<String> {
    let mut read: Option<String> = None;
    let (mut from, mut kept) = (0, 0);
    while let Some(at) = text[from..].find('&').map(|at| from + at) {
        from = at + 1;
        let bytes = text.as_bytes();
        let end = bytes.len().min(at + REFERENCE_BYTES_MAX);
        let Some(len) = bytes[at..end].iter().position(|&byte| byte == b';') else {
            continue;
        };
        // ASCII on both sides, so a character boundary.
        let Some(meant) = meant(&text[at + 1..at + len]) else {
            continue;
        };
        let read = read.get_or_insert_with(String::new);
        read.push_str(&text[kept..at]);
        read.push_str(&meant);
        from = at + len + 1;
        kept = from;
    }
    let mut read = read?;
    read.push_str(&text[kept..]);
    Some(read)
}

/// What a reference means, without its ampersand and semicolon.
fn meant(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let character = char::from_u32(code.ok()?).filter(|c| !c.is_control())?;
        return Some(character.to_string().into());
    }
    let known = match name {
        "amp" => "&",
        "apos" | "lsquo" | "rsquo" => "'",
        "quot" | "lt" | "gt" | "nbsp" | "ldquo" | "rdquo" | "ndash" | "mdash" => " ",
        "szlig" => "ss",
        "aelig" => "ae",
        "AElig" => "AE",
        "oelig" => "oe",
        "OElig" => "OE",
        _ => {
            let mut letters = name.chars();
            let letter = letters.next().filter(char::is_ascii_alphabetic)?;
            return MARKS
                .contains(&letters.as_str())
                .then(|| letter.to_string().into());
        }
    };
    Some(known.into())
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn references_are_read_however_often_they_were_wrapped_and_other_ampersands_stay() {
        for (text, read) in [
            ("KOREAN PEOPLE&apos;S ARMY", "KOREAN PEOPLE'S ARMY"),
            ("KOREAN PEOPLE&#39;S ARMY", "KOREAN PEOPLE'S ARMY"),
            ("KOREAN PEOPLE&#x27;S ARMY", "KOREAN PEOPLE'S ARMY"),
            ("A &amp; B", "A & B"),
            ("A &amp;amp; B&amp;#39;s", "A & B's"),
            ("Nicol&aacute;s M&uuml;ller", "Nicolas Muller"),
            ("A & B; C", "A & B; C"),
            ("A &co; B&#xZZ; &#0;", "A &co; B&#xZZ; &#0;"),
            ("&", "&"),
            ("Ä&Ö;&amp", "Ä&Ö;&amp"),
        ] {
            assert_eq!(unescape(text), read, "{text}");
        }
    }
}
