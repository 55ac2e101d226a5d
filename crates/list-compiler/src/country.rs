//! Country words to ISO 3166-1 alpha-2 codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::CountryCode;

/// `code;name;also`, with several words in `also` joined by `|`: the spellings that list publishers use, former
/// names that still stand on documents, and adjectives. User-assigned `XK` is Kosovo.
const COUNTRIES: &str = include_str!("../data/countries.csv");

static BY_WORDS: LazyLock<HashMap<String, CountryCode>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in COUNTRIES.lines().skip(1) {
        let mut cells = line.splitn(3, ';');
        let (Some(code), Some(name), Some(also)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let Some(code) = CountryCode::new(code) else {
            continue;
        };
        for words in std::iter::once(name).chain(also.split('|')) {
            let key = fold(words);
            if !key.is_empty() {
                map.insert(key, code);
            }
        }
    }
    map
});

/// `three;two`: the codes of three letters.
const THREE_LETTERS: &str = include_str!("../data/country_codes.csv");

/// The ISO codes themselves.
static CODES: LazyLock<Vec<CountryCode>> = LazyLock::new(|| {
    COUNTRIES
        .lines()
        .skip(1)
        .filter_map(|line| CountryCode::new(line.split(';').next()?))
        .collect()
});

/// Lower case letters and digits, words separated by one space; accents as published.
fn fold(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut gap = false;
    for c in words.chars() {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else if c != '\'' && c != '\u{2019}' && c != '.' {
            gap = true;
        }
    }
    out
}

/// The code of a country, territory or region in a publisher's words (`Korea, North`, `Iran (Islamic Republic
/// of)`, `Region: Gaza`, `Palestinian`). `None` for words that are no country, or that name none of today's.
pub(crate) fn code(words: &str) -> Option<CountryCode> {
    let key = fold(words);
    if let Some(code) = BY_WORDS.get(&key) {
        return Some(*code);
    }
    let plain = ["region ", "possibly ", "likely ", "the "]
        .iter()
        .find_map(|p| key.strip_prefix(p));
    if let Some(code) = plain.and_then(|key| BY_WORDS.get(key)) {
        return Some(*code);
    }
    // `Indonesia (as at Dec. 2003)`: what follows in parentheses is a remark.
    let (country, _) = words.split_once('(')?;
    BY_WORDS.get(&fold(country)).copied()
}

/// The code of two letters for one of three (`IRQ`), in any case.
pub(crate) fn of_three_letters(text: &str) -> Option<CountryCode> {
    let text = text.trim();
    let rows = THREE_LETTERS.lines().filter_map(|line| line.split_once(';'));
    let mut codes = rows.filter(|(three, _)| three.eq_ignore_ascii_case(text));
    CountryCode::new(codes.next()?.1)
}

/// The code of a country that is written as ISO's code or in words (`ir`, `Iran`, `Korea, North`); `None` for what is none.
#[must_use]
pub fn country_of(text: &str) -> Option<CountryCode> {
    iso_code(text).or_else(|| code(text))
}

/// The name of a country in English; its code where there is none.
pub(crate) fn name(country: CountryCode) -> String {
    let code = country.to_string();
    let rows = COUNTRIES.lines().skip(1).filter_map(|line| line.split_once(';'));
    let mut names = rows.filter(|(own, _)| *own == code);
    names.next().map_or(code.clone(), |(_, rest)| {
        rest.split(';').next().unwrap_or(&code).to_owned()
    })
}

/// The code, where `text` is one of ISO's (upper or lower case).
pub(crate) fn iso_code(text: &str) -> Option<CountryCode> {
    let code = CountryCode::new(text.trim())?;
    CODES.contains(&code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{BY_WORDS, CODES, THREE_LETTERS, code, iso_code, of_three_letters};

    #[test]
    fn codes_of_three_letters_are_those_of_the_countries_that_are_known() {
        let of = |text: &str| of_three_letters(text).map(|code| code.to_string());
        assert_eq!(of("IRQ").as_deref(), Some("IQ"));
        assert_eq!(of("are").as_deref(), Some("AE"));
        assert_eq!((of("IQ"), of(""), of("three")), (None, None, None));
        let rows: Vec<&str> = THREE_LETTERS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .collect();
        assert!(rows.iter().all(|row| iso_code(&row[4..]).is_some()));
        assert_eq!(rows.len(), CODES.len());
    }

    #[test]
    fn the_words_of_ofac_and_the_un_are_understood() {
        for (words, expected) in [
            ("Iran", "IR"),
            ("Iran (Islamic Republic of)", "IR"),
            ("Korea, North", "KP"),
            ("Democratic People's Republic of Korea", "KP"),
            ("Democratic People\u{2019}s Republic of Korea", "KP"),
            ("Burma", "MM"),
            ("Region: Gaza", "PS"),
            ("Region: Crimea", "UA"),
            ("Palestinian", "PS"),
            ("possibly Palestinian", "PS"),
            ("Cote d Ivoire", "CI"),
            ("Virgin Islands, British", "VG"),
            ("Türkiye", "TR"),
            ("United Kingdom of Great Britain and Northern Ireland", "GB"),
            ("China, Hong Kong Special Administrative Region", "HK"),
            ("The Gambia", "GM"),
            ("Libyan", "LY"),
            ("Indonesia (as at Dec. 2003)", "ID"),
        ] {
            assert_eq!(
                code(words).map(|c| c.to_string()).as_deref(),
                Some(expected),
                "{words}"
            );
        }
        for words in ["", "undetermined", "former Soviet Union", "Medellin", "na"] {
            assert_eq!(code(words), None, "{words}");
        }
    }

    #[test]
    fn every_line_of_the_country_file_is_read_and_no_code_stands_twice() {
        let mut codes = CODES.clone();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), CODES.len());
        assert_eq!(codes.len(), 250, "249 ISO codes and XK");
        assert!(BY_WORDS.len() > 450);
        assert_eq!(iso_code("ir").map(|c| c.to_string()).as_deref(), Some("IR"));
        assert_eq!(iso_code("NM"), None);
    }
}
