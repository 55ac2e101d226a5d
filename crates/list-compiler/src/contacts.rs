//! E-mail addresses, telephone numbers and web sites, of which people write several into a field.

use portcullis_model::IdentifierKind;

/// A telephone number has so many digits at least; fewer are an extension.
const PHONE_DIGITS_MIN: usize = 5;

/// What people write before an address, in lower case.
const LABELS: [&str; 12] = [
    "official web site",
    "official website",
    "social media",
    "web site",
    "website",
    "web page",
    "web",
    "e-mail",
    "email",
    "mailto",
    "url",
    "site",
];

/// The addresses, numbers or sites of a field that may hold several: `a@x and b@x`, `+7 351 1234567; +7 351 7654321`.
pub(crate) fn split(kind: IdentifierKind, text: &str) -> Vec<String> {
    // Word processors set hyphens of their own (`scs\u{2010}net.example`).
    let text = text.replace(['\u{2010}', '\u{2011}'], "-");
    let text = if kind == IdentifierKind::Email {
        mended(&text)
    } else {
        text
    };
    let parts: Vec<&str> = text
        .split([';', ',', '|', '\n'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" - "))
        .map(without_label)
        .collect();
    let mut values: Vec<String> = Vec::new();
    for part in parts {
        let part = part.trim().trim_end_matches('.');
        match kind {
            IdentifierKind::Email => {
                let words = part.split(|c: char| c.is_whitespace() || c == '/');
                let words = words.map(|word| word.trim_matches(['.', ',', '<', '>', '(', ')']));
                values.extend(words.filter(|word| word.contains('@')).map(str::to_owned));
            }
            IdentifierKind::Phone => {
                let part = without_extension(part);
                // `98 212 2049216/22049928`, but not `+7 (831-47) 7-91-24/25`.
                let several: Vec<&str> = part.split('/').collect();
                if several.iter().all(|one| digits(one) >= PHONE_DIGITS_MIN) {
                    values.extend(several.into_iter().map(|one| one.trim().to_owned()));
                } else if digits(part) >= PHONE_DIGITS_MIN {
                    values.push(part.to_owned());
                }
            }
            _ => {
                // `www.a.example / b.example`; what is no site (`https: //a.example`, words) keeps what stands beside it.
                let words: Vec<&str> = part.split_whitespace().filter(|word| *word != "/").collect();
                let is_site = |word: &&str| {
                    let inside = word.trim_matches('.');
                    inside.contains('.') && !inside.contains('@')
                };
                if words.len() > 1 && words.iter().all(is_site) {
                    values.extend(words.into_iter().map(str::to_owned));
                } else if !part.is_empty() {
                    values.push(part.to_owned());
                }
            }
        }
    }
    values
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// What leads over to the number of a desk behind a switchboard's, in lower case.
const EXTENSIONS: [&str; 6] = ["ext", "extension", "x", "int", "interno", "доб"];

/// A telephone number without the extension behind it, by which nobody is called from outside: `850 2 18111 ext. 8221`.
pub(crate) fn without_extension(number: &str) -> &str {
    let starts = number
        .char_indices()
        .filter(|(at, c)| c.is_alphabetic() && !number[..*at].ends_with(char::is_alphabetic));
    for (at, _) in starts {
        let rest = &number[at..];
        let word = rest
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let behind = &rest[word.len()..];
        if digits(&number[..at]) >= PHONE_DIGITS_MIN
            && EXTENSIONS.contains(&word.to_lowercase().as_str())
            && behind
                .trim_start_matches(['.', ':', ' '])
                .starts_with(|c: char| c.is_ascii_digit())
        {
            return number[..at].trim_end_matches([' ', ',', '(', '/', '.']);
        }
    }
    number
}

/// A text without the label that it begins with: `Website: http://x.example`.
fn without_label(text: &str) -> &str {
    let text = text.trim();
    let Some((label, rest)) = text.split_once(':') else {
        return text;
    };
    let label = label.trim();
    if LABELS.iter().any(|known| known.eq_ignore_ascii_case(label)) {
        rest.trim()
    } else {
        text
    }
}

/// E-mail addresses that a line of the page broke are whole again: `sjc117@ hotmail.example`, `pac@silibank. example`,
/// `registration@ama ocr.example`. So are those in which `at` keeps robots away.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for at in ["(at)", "[at]", "(a)", "[a]"] {
        text = text.replace(at, "@");
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let before = out.rsplit(' ').next().unwrap_or("");
        if !out.is_empty() && !goes_on(before, word) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a word goes on with the address that ends before it: that one has no whole domain yet, and the word is the rest of one.
fn goes_on(before: &str, word: &str) -> bool {
    let rest = word.trim_end_matches([';', ',', '.', ')']);
    let is_of_domain = !rest.is_empty()
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let Some((_, domain)) = before.rsplit_once('@') else {
        // `office @x.example`
        return word.starts_with('@') && before.ends_with(|c: char| c.is_ascii_alphanumeric());
    };
    // `a@x.example.` ends a sentence.
    let is_first = domain
        .strip_suffix('.')
        .is_some_and(|domain| !domain.contains('.'));
    let is_open = domain.is_empty() || is_first && !rest.contains('.');
    // The domain of `mehr fci.example` begins on the line before.
    let is_begun = !domain.contains(['.', ';', ',']) && rest.contains('.');
    is_of_domain && (is_open || is_begun)
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind;
    use proptest::prelude::*;

    use super::{split, without_extension};

    #[test]
    fn an_extension_is_no_part_of_a_telephone_number() {
        for number in [
            "850 2 18111 ext. 8221",
            "850 2 18111 x8221",
            "850 2 18111 (ext 8221",
            "850 2 18111, доб. 12",
        ] {
            assert_eq!(without_extension(number), "850 2 18111", "{number}");
        }
        for whole in [
            "Tel: 850 2 18111",
            "850 2 18111 fax 8222",
            "12 ext. 8221",
            "+7 351 1234567",
        ] {
            assert_eq!(without_extension(whole), whole);
        }
    }

    #[test]
    fn several_contacts_in_one_field_are_several() {
        assert_eq!(
            split(
                IdentifierKind::Email,
                " info@a.example and office@a.example; x@b.example"
            ),
            ["info@a.example", "office@a.example", "x@b.example"]
        );
        assert_eq!(
            split(IdentifierKind::Phone, "+7 (351) 1234567; +7 351 7654321"),
            ["+7 (351) 1234567", "+7 351 7654321"]
        );
        assert_eq!(
            split(IdentifierKind::Phone, "98 212 2049216/22049928"),
            ["98 212 2049216", "22049928"]
        );
        assert_eq!(
            split(IdentifierKind::Phone, "+7 (831-47) 7-91-24/25"),
            ["+7 (831-47) 7-91-24/25"]
        );
        assert_eq!(
            split(
                IdentifierKind::Website,
                "http://www.odsd.ru/; https://xn--d1aa2an.xn--p1ai/"
            ),
            ["http://www.odsd.ru/", "https://xn--d1aa2an.xn--p1ai/"]
        );
        assert_eq!(
            split(IdentifierKind::Website, "www.a.example / b-c.example"),
            ["www.a.example", "b-c.example"]
        );
        assert_eq!(
            split(IdentifierKind::Website, "see www.a.example"),
            ["see www.a.example"]
        );
        assert_eq!(split(IdentifierKind::Email, "none"), Vec::<String>::new());
    }

    #[test]
    fn an_address_that_a_line_broke_is_whole_again() {
        for (text, expected) in [
            ("sjc117@ hotmail.example", &["sjc117@hotmail.example"][..]),
            (
                "pac@silibank. com and kndic@co.example",
                &["pac@silibank.com", "kndic@co.example"],
            ),
            ("registration@ama ocr.example", &["registration@amaocr.example"]),
            ("cannon49(at)mail.example", &["cannon49@mail.example"]),
            (
                "office@ x.example, b@y.example",
                &["office@x.example", "b@y.example"],
            ),
            ("spccom2@scs\u{2010}net.example", &["spccom2@scs-net.example"]),
            ("E-mail: a@x.example", &["a@x.example"]),
            // What is whole takes nothing in.
            ("a@x.example. See www.y.example", &["a@x.example"]),
            ("a@x.example b@y.example", &["a@x.example", "b@y.example"]),
        ] {
            assert_eq!(split(IdentifierKind::Email, text), expected, "{text}");
        }
    }

    #[test]
    fn a_label_before_a_site_is_none_of_it() {
        for (text, expected) in [
            (
                "Website: http://uralvagon.example",
                &["http://uralvagon.example"][..],
            ),
            (
                "Official web site: http://soboli.example",
                &["http://soboli.example"],
            ),
            (
                "https://kemz.example/ - https://kizlyar.example/",
                &["https://kemz.example/", "https://kizlyar.example/"],
            ),
            ("https://a.example", &["https://a.example"]),
        ] {
            assert_eq!(split(IdentifierKind::Website, text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
            for kind in [IdentifierKind::Email, IdentifierKind::Phone, IdentifierKind::Website] {
                for value in split(kind, &text) {
                    // What a line broke is joined, and hyphens are one sign.
                    let plain = |text: &str| text.replace(char::is_whitespace, "").replace(['\u{2010}', '\u{2011}'], "-");
                    prop_assert!(plain(&text).contains(&plain(&value)));
                }
            }
        }
    }
}
