//! Escapes of URLs, of JSON and of mail that a payment carries as text: `AL%20RASHID%20TRUST`, `Joaqu\u00edn`, `Nicol=C3=A1s`.
//!
//! Web forms, gateways and mailboxes leave them where a text was wrapped once more than it was unwrapped.

/// The signs that begin an escape.
pub const SIGNS: [u8; 3] = [b'%', b'\\', b'='];

/// Bytes that are read together: no character has more than four, and a long run takes time again and again where it is none.
const RUN_MAX: usize = 64;

/// The text with its escapes read; `None` where there are none.
pub(crate) fn read(text: &str) -> Option<String> {
    let word = encoded_word(text);
    let text = word.as_deref().unwrap_or(text);
    let read = read_escapes(text);
    read.or_else(|| word.clone())
}

fn read_escapes(text: &str) -> Option<String> {
    let mut read: Option<String> = None;
    let (mut from, mut kept) = (0, 0);
    while let Some(at) = text[from..].find(SIGNS.map(char::from)).map(|at| from + at) {
        from = at + 1;
        let rest = &text[at..];
        let Some((meant, len)) = percent(rest)
            .or_else(|| code_point(rest))
            .or_else(|| quoted(rest))
        else {
            continue;
        };
        let read = read.get_or_insert_with(String::new);
        read.push_str(&text[kept..at]);
        read.push_str(&meant);
        from = at + len;
        kept = from;
    }
    let mut read = read?;
    read.push_str(&text[kept..]);
    Some(read)
}

/// What a run of `%` and two digits each means (RFC 3986, section 2.1), and how long it is. It must be UTF-8, or it is a percentage.
fn percent(text: &str) -> Option<(String, usize)> {
    let bytes = run(text, b'%');
    let len = TRIPLE * bytes.len();
    let meant = String::from_utf8(bytes).ok()?;
    (!meant.is_empty() && !meant.contains(char::is_control)).then_some((meant, len))
}

/// A sign and two digits.
const TRIPLE: usize = 3;

/// The bytes that a run of a sign and two digits each means.
fn run(text: &str, sign: u8) -> Vec<u8> {
    let triples = text.as_bytes().chunks_exact(TRIPLE).take(RUN_MAX);
    let bytes = triples.map_while(|triple| match triple {
        [first, high, low] if *first == sign => {
            hexadecimal(&[*high, *low]).and_then(|code| u8::try_from(code).ok())
        }
        _ => None,
    });
    bytes.collect()
}

/// What a run of `=` and two digits each means (quoted-printable, RFC 2045, section 6.7), and how long it is. Letters beyond ASCII are written
/// so, in UTF-8 or in Latin-1: other bytes are the digits of some value (`ROWS=20`).
fn quoted(text: &str) -> Option<(String, usize)> {
    let bytes = run(text, b'=');
    let (meant, len) = match String::from_utf8(bytes) {
        Ok(meant) => {
            let len = TRIPLE * meant.len();
            (meant, len)
        }
        Err(error) => (char::from(error.as_bytes()[0]).to_string(), TRIPLE),
    };
    let is_text =
        |c: char| c == ' ' || c.is_alphanumeric() || !c.is_ascii() && !c.is_control() && !c.is_numeric();
    let has_letter = meant.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
    (has_letter && meant.chars().all(is_text)).then_some((meant, len))
}

/// The text of an encoded word of a mail's header (RFC 2047): `=?UTF-8?Q?Nicol=C3=A1s_Maduro?=`.
fn encoded_word(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("=?")?.strip_suffix("?=")?;
    let (_charset, inner) = inner.split_once('?')?;
    let inner = inner.strip_prefix(['Q', 'q'])?.strip_prefix('?')?;
    Some(inner.replace('_', " "))
}

/// What `\u` and four digits mean (RFC 8259, section 7), and how long they are.
fn code_point(text: &str) -> Option<(String, usize)> {
    const DIGITS: usize = 4;
    let digits = text.strip_prefix("\\u")?.as_bytes().get(..DIGITS)?;
    let character = char::from_u32(hexadecimal(digits)?).filter(|c| !c.is_control())?;
    Some((character.to_string(), "\\u".len() + DIGITS))
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| {
        Some(16 * value + char::from(*digit).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn escapes_are_read() {
        for (text, meant) in [
            ("AL%20RASHID%20TRUST", "AL RASHID TRUST"),
            ("Mu%C3%B1oz", "Muñoz"),
            ("Joaqu\\u00edn Guzm\\u00e1n", "Joaquín Guzmán"),
            ("100%_COTTON%20X", "100%_COTTON X"),
            ("Nicol=C3=A1s", "Nicolás"),
            ("Nicol=E1s", "Nicolás"),
            ("=?UTF-8?Q?Nicol=C3=A1s_Maduro?=", "Nicolás Maduro"),
        ] {
            assert_eq!(read(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn a_percentage_and_a_path_are_no_escapes() {
        for text in [
            "50% OFF",
            "5%",
            "50%DE LUXE",
            "C:\\users\\u12",
            "%0A",
            "\\u0007",
            "%%%",
            "é%é",
            "ROWS=20",
            "A=B0",
            "=41=42",
            "==",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
