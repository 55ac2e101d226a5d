//! Country words to ISO 3166-1 alpha-2 codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::CountryCode;

use crate::report::SourceReport;

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

/// Words of several countries: `words;codes`, joined by `|`.
const AMBIGUOUS: &str = include_str!("../data/ambiguous_countries.csv");

/// What people put behind or around the countries of a person: `DRC and Belgian nationalities`, `Bahrain (citizenship
/// revoked)`.
const NOT_COUNTRIES: [&str; 10] = [
    "nationality",
    "nationalities",
    "nationals",
    "national",
    "citizenships",
    "citizenship",
    "citizen",
    "passport",
    "number",
    "dual",
];

/// Every country that a field names, of which there may be several (`Syrian, Turkish`), in words that may be of two
/// (`Congolese`). Empty where none is understood.
pub(crate) fn codes_in(words: &str) -> Vec<CountryCode> {
    let mut codes: Vec<CountryCode> = Vec::new();
    let mut add = |found: Vec<CountryCode>| {
        for code in found {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    };
    let whole = one_or_ambiguous(words);
    if !whole.is_empty() {
        return whole;
    }
    // `Iranian (Iranian citizenship)`: what stands in parentheses is a remark, unless nothing else does.
    let outside = match words.split_once('(') {
        Some((head, _)) if !head.trim().is_empty() => head,
        _ => words,
    };
    let parts = outside.split([',', ';', '/', '(', ')', '.']);
    for part in parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
    {
        let kept: Vec<&str> = part
            .split_whitespace()
            .filter(|word| !NOT_COUNTRIES.iter().any(|no| word.eq_ignore_ascii_case(no)))
            .collect();
        let found = one_or_ambiguous(&kept.join(" "));
        if !found.is_empty() {
            add(found);
            continue;
        }
        // Up to four words make a country's name; longer runs first.
        let in_run = (1..=4.min(kept.len())).rev().find_map(|n| {
            kept.windows(n)
                .map(|run| one_or_ambiguous(&run.join(" ")))
                .find(|found| !found.is_empty())
        });
        add(in_run.unwrap_or_default());
    }
    codes
}

fn one_or_ambiguous(words: &str) -> Vec<CountryCode> {
    if let Some(code) = code(words) {
        return vec![code];
    }
    let words = words.trim();
    let rows = AMBIGUOUS.lines().filter_map(|line| line.split_once(';'));
    rows.filter(|(known, _)| known.eq_ignore_ascii_case(words))
        .flat_map(|(_, codes)| codes.split('|').filter_map(CountryCode::new))
        .collect()
}

/// The code of two letters for one of three (`IRQ`), in any case.
pub(crate) fn of_three_letters(text: &str) -> Option<CountryCode> {
    let text = text.trim();
    let rows = THREE_LETTERS.lines().filter_map(|line| line.split_once(';'));
    let mut codes = rows.filter(|(three, _)| three.eq_ignore_ascii_case(text));
    CountryCode::new(codes.next()?.1)
}

/// The code of a country that a list names in words, which is counted where it is none that is known.
pub(crate) fn noted(name: &str, report: &mut SourceReport) -> Option<CountryCode> {
    let country = code(name);
    if country.is_none() && !name.is_empty() {
        report.miss(format!("country: {name}"));
    }
    country
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
    use super::{BY_WORDS, CODES, THREE_LETTERS, code, codes_in, iso_code, of_three_letters};

    #[test]
    fn every_country_that_a_field_names_is_found() {
        let read = |text: &str| -> String {
            let codes = codes_in(text);
            codes
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (text, expected) in [
            ("Syrian, Turkish", "SY TR"),
            ("DRC and Belgian nationalities", "CD BE"),
            ("RDC", "CD"),
            ("Congolese", "CD CG"),
            ("Iranian (Iranian citizenship)", "IR"),
            ("Bahrain (citizenship revoked in January 2015)", "BH"),
            ("Iranian national and US national/citizen", "IR US"),
            ("Trinidad and Tobago", "TT"),
            ("Bosnia and Herzegovina", "BA"),
            ("Congo (Democratic Republic)", "CD"),
            ("UK Passport", "GB"),
            ("(Libyan). Issued in Tripoli", "LY"),
            ("Syrian Arab Republic as of September 2015", "SY"),
            ("stateless", ""),
            ("(Head Office)", ""),
            ("", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

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
