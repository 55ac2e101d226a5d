//! E-mail addresses, telephone numbers and web sites, of which people write several into a field.

use portcullis_model::IdentifierKind;

/// A telephone number has so many digits at least; fewer are an extension.
const PHONE_DIGITS_MIN: usize = 5;

/// The addresses, numbers or sites of a field that may hold several: `a@x and b@x`, `+7 351 1234567; +7 351 7654321`.
pub(crate) fn split(kind: IdentifierKind, text: &str) -> Vec<String> {
    let parts: Vec<&str> = text
        .split([';', ',', '|', '\n'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
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
                let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
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

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind;
    use proptest::prelude::*;

    use super::split;

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

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
            for kind in [IdentifierKind::Email, IdentifierKind::Phone, IdentifierKind::Website] {
                for value in split(kind, &text) {
                    prop_assert!(text.contains(&value));
                }
            }
        }
    }
}
