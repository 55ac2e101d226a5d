//! Numbers that lists write into running text: `Passport no: a) Libya number 203037, issued in Tripoli b) …`,
//! `Company identification number: 1020300887793`, `ІПН 3348600846`.
//!
//! A number is read behind a label only (`data/number_labels.csv`): a bare one may be a resolution, a date or a height.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::{CountryCode, Gender, Identifier, IdentifierKind};
use portcullis_names::identifier::is_bic;

use crate::located::add_once;
use crate::text::{find_ci, lettered, squeeze};
use crate::{country, documents};

/// See [`label_rows`].
pub(crate) const LABELS: &str = include_str!("../data/number_labels.csv");

/// Shorter than any number of a document, in letters and digits: a year, a height, a resolution.
const NUMBER_LENGTH_MIN: usize = 5;

/// A label's words, its kind, and the country that it names.
type Label = (Vec<char>, IdentifierKind, Option<CountryCode>);

/// The labels by their first letter, longest first.
static BY_LETTER: LazyLock<HashMap<char, Vec<Label>>> = LazyLock::new(|| {
    let mut map: HashMap<char, Vec<Label>> = HashMap::new();
    for (words, kind, country) in label_rows(LABELS) {
        let Ok(kind) = kind.parse() else { continue };
        let words: Vec<char> = words.chars().collect();
        let Some(first) = words.first() else { continue };
        map.entry(*first).or_default().push((words, kind, country));
    }
    for labels in map.values_mut() {
        labels.sort_by_key(|(words, ..)| std::cmp::Reverse(words.len()));
    }
    map
});

/// The rows of a file of labels, `label;kind;country`: the words, what kind of number is behind them, and the country that they name.
pub(crate) fn label_rows(
    file: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str, Option<CountryCode>)> {
    let rows = file.lines().skip(1).filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split(';');
        let (words, kind) = (cells.next()?, cells.next()?);
        Some((words, kind, cells.next().and_then(CountryCode::new)))
    })
}

/// A label in a text: where it begins and ends, in characters.
struct Found {
    start: usize,
    end: usize,
    kind: IdentifierKind,
    country: Option<CountryCode>,
}

/// The numbers of a text that stand behind a label, each once.
pub(crate) fn numbers(text: &str) -> Vec<Identifier> {
    let text: Vec<char> = squeeze(text).chars().collect();
    let labels = labels(&text);
    let mut identifiers = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        let end = labels.get(i + 1).map_or(text.len(), |next| next.start);
        let segment: String = text[label.end..end].iter().collect();
        let before = country_before(&text[..label.start]);
        for item in items(&segment) {
            let read = match label.kind {
                IdentifierKind::Bic => bic(&item).map(|bic| (bic, None)),
                _ => number(&item),
            };
            let Some((value, own)) = read else { continue };
            let identifier = Identifier {
                kind: label.kind,
                value,
                country: own.or(label.country).or(before),
                label: None,
            };
            add_once(&mut identifiers, identifier);
        }
    }
    identifiers
}

/// The e-mail addresses, websites and telephone numbers of a text: `E-mail: a@b.ru`, `Website: www.b.ru`, `Tel. +7 495 123 45 67`.
pub(crate) fn contacts(text: &str) -> Vec<Identifier> {
    let text = squeeze(text);
    let mut found = Vec::new();
    let mut add = |kind, value: &str| {
        let identifier = Identifier {
            kind,
            value: value.to_owned(),
            country: None,
            label: None,
        };
        add_once(&mut found, identifier);
    };
    for word in text.split([' ', ';', ',', '(', ')']) {
        let word = word.trim_matches(['.', ':', '"', '\'']);
        // `e-mail:info@sample.by`
        let word = word
            .rsplit(':')
            .next()
            .filter(|rest| rest.contains('@'))
            .unwrap_or(word);
        let is_email = word
            .split_once('@')
            .is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.'));
        let is_site = ["http://", "https://", "www."]
            .iter()
            .any(|start| word.starts_with(start));
        if is_email {
            add(IdentifierKind::Email, word);
        } else if is_site {
            add(IdentifierKind::Website, word);
        }
    }
    for label in [
        "Telephone number",
        "Telephone",
        "Phone number",
        "Phone",
        "Tel.",
        "Fax",
    ] {
        let Some(at) = find_ci(&text, label) else { continue };
        let rest = text[at + label.len()..].trim_start_matches([':', '.', ' ']);
        let is_of_number = |c: char| c.is_ascii_digit() || " +-()/".contains(c);
        let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
        let number = rest[..end].trim();
        if number.chars().filter(char::is_ascii_digit).count() >= NUMBER_LENGTH_MIN {
            add(IdentifierKind::Phone, number);
        }
    }
    found
}

/// `Gender: male` inside running text.
pub(crate) fn gender(text: &str) -> Option<Gender> {
    let at = find_ci(text, "gender:")?;
    let word: String = text[at + "gender:".len()..]
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    word.to_ascii_lowercase().parse().ok()
}

fn labels(text: &[char]) -> Vec<Found> {
    let lower: Vec<char> = text
        .iter()
        .map(|c| c.to_lowercase().next().unwrap_or(*c))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lower.len() {
        let starts_word = at == 0 || !lower[at - 1].is_alphanumeric();
        let label = BY_LETTER
            .get(&lower[at])
            .filter(|_| starts_word)
            .and_then(|labels| {
                labels.iter().find(|(words, ..)| {
                    let end = at + words.len();
                    lower[at..].starts_with(words) && lower.get(end).is_none_or(|c| !c.is_alphabetic())
                })
            });
        match label {
            Some((words, kind, country)) => {
                found.push(Found {
                    start: at,
                    end: at + words.len(),
                    kind: *kind,
                    country: *country,
                });
                at += words.len();
            }
            None => at += 1,
        }
    }
    found
}

/// The items behind a label: `a) … b) …`, or the one.
fn items(segment: &str) -> Vec<String> {
    let body = segment.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
    let listed = lettered(body);
    if listed.len() > 1 {
        listed
    } else {
        vec![segment.to_owned()]
    }
}

/// The business identifier code that an item begins with: it may be all letters (`VTBRRUMM`, `DCBK KPPY`), which are capitals.
fn bic(item: &str) -> Option<String> {
    let rest = without_words(item);
    let end = rest.find([',', ';', '(', ')', '|', '.']).unwrap_or(rest.len());
    let code: String = rest[..end].split(' ').collect();
    is_written_bic(&code).then_some(code)
}

/// Whether a word of a text is a business identifier code: in capitals, since `customer` has the form of one, too.
pub(crate) fn is_written_bic(word: &str) -> bool {
    is_bic(word) && !word.contains(char::is_lowercase)
}

/// The number at the beginning of an item, and the country that stands with it.
fn number(item: &str) -> Option<(String, Option<CountryCode>)> {
    let mut rest = without_words(item);
    let mut country = None;
    // `number (Russia): 762988138`
    if let Some((inside, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        country = country::code(inside).or_else(|| country::iso_code(inside));
        rest = without_words(behind);
    }
    let end = rest.find([',', ';', '(', ')', '|']).unwrap_or(rest.len());
    let head = rest[..end].split(". ").next().unwrap_or("");
    // A country may stand before the number, with `number` or `no.` between them.
    let number = leading_number(head).or_else(|| {
        let (number, own) = documents::number_in(head)?;
        country = country.or(own);
        leading_number(&number)
    })?;
    let noted = rest[end..]
        .strip_prefix('(')
        .and_then(|after| after.split_once(')'));
    let country = country.or_else(|| noted.and_then(|(note, _)| country::code(note)));
    Some((number, country))
}

/// `text` without the words that stand between a label and its number.
fn without_words(text: &str) -> &str {
    let words = [
        "no",
        "number",
        "id",
        "nr",
        "num",
        "code",
        "is",
        "серії",
        "серія",
        "n\u{b0}",
        "№",
    ];
    // `number: No. 34409`
    words.into_iter().chain(words).fold(text, without_word)
}

/// `text` without a word and the marks around it.
fn without_word<'t>(text: &'t str, word: &str) -> &'t str {
    let start = text.trim_start_matches([':', '.', ' ', '-', '\u{2013}', '\u{2014}', '#']);
    let Some(head) = start.get(..word.len()) else {
        return start;
    };
    let rest = &start[word.len()..];
    let is_whole = !rest.starts_with(char::is_alphabetic);
    if head.to_lowercase() == word && is_whole {
        rest.trim_start_matches([':', '.', ' ', '-', '\u{2013}', '\u{2014}', '#'])
    } else {
        start
    }
}

/// A number that the text begins with: letters, digits and what joins them, with a digit in its first word or, after a
/// short series, in its second (`ЕС № 593023`, `OB 0243318`).
fn leading_number(text: &str) -> Option<String> {
    let mut number = String::new();
    for word in text
        .split([' ', '\u{b0}', '№'])
        .filter(|word| !word.is_empty())
        .take(2)
    {
        let word = word.trim_matches(['.', ':', '"', '\'', '\u{ab}', '\u{bb}', '#']);
        let is_number = word.chars().all(|c| c.is_alphanumeric() || "-/.".contains(c));
        let has_digit = word.contains(|c: char| c.is_ascii_digit());
        if !is_number || (!number.is_empty() && !has_digit) {
            break;
        }
        let is_series = word.chars().count() <= 3 && word.chars().all(|c| c.is_uppercase() || c == '-');
        if !has_digit && !is_series {
            break;
        }
        if !number.is_empty() {
            number.push(' ');
        }
        number.push_str(word);
        if has_digit {
            break;
        }
    }
    let length = number.chars().filter(|c| c.is_alphanumeric()).count();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (length >= NUMBER_LENGTH_MIN && digits >= 3).then_some(number)
}

/// A country or its adjective that ends the text: `… b) Tunisian`, of up to four words.
fn country_before(text: &[char]) -> Option<CountryCode> {
    let is_end_of_sentence = |c: &char| matches!(c, '.' | ',' | ';' | ':' | ')');
    if text
        .iter()
        .rfind(|c| !c.is_whitespace())
        .is_some_and(is_end_of_sentence)
    {
        return None;
    }
    let start = text.len().saturating_sub(60);
    let text: String = text[start..].iter().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=4.min(words.len()))
        .rev()
        .find_map(|n| country::code(&words[words.len() - n..].join(" ")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BY_LETTER, Gender, LABELS, contacts, gender, numbers};

    fn read(text: &str) -> Vec<String> {
        numbers(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_read_behind_their_labels() {
        assert_eq!(
            read("TAi.002. Passport no: Afghanistan number P04581926, issued on 7 Aug. 2024"),
            ["passport:P04581926@AF"]
        );
        assert_eq!(
            read(
                "Passport no: a) Libya number 203037, issued in Tripoli b) Libyan passport number 347834, expired"
            ),
            ["passport:203037@LY", "passport:347834@LY"]
        );
        assert_eq!(
            read("Company identification number: 1020300887793; https://x.ru/1"),
            ["registration:1020300887793"]
        );
        assert_eq!(read("Tax ID No.: 7841424184 (Russia)"), ["tax-id:7841424184@RU"]);
        assert_eq!(
            read("Passport number (Russia): 762988138"),
            ["passport:762988138@RU"]
        );
        assert_eq!(
            read("in Namibia. Passport number 472410022 (expired)"),
            ["passport:472410022"]
        );
        assert_eq!(
            read("Passport no: No34409/129 ((July 1997))"),
            ["passport:34409/129"]
        );
        assert_eq!(read("IMO Number: 8405270"), ["imo:8405270"]);
        assert_eq!(
            read("INN: 7713409230, OGRN 1167746852426."),
            ["tax-id:7713409230@RU", "registration:1167746852426@RU"]
        );
    }

    #[test]
    fn ukrainian_labels_are_read_in_any_case() {
        assert_eq!(read("ІПН7703814729"), ["tax-id:7703814729"]);
        assert_eq!(
            read("паспорт громадянина України серії ЕС № 593023, виданий 3 березня 1998 р."),
            ["passport:ЕС 593023@UA"]
        );
        assert_eq!(
            read(
                "Паспорт громадянина Російської Федерації № 6004483240, паспорт громадянина РФ для виїзду за кордон № 702992791"
            ),
            ["passport:6004483240@RU", "passport:702992791@RU"]
        );
        assert_eq!(
            read("ЄДРПОУ 00039002; ОКПО 19210450"),
            ["registration:00039002@UA", "other:19210450@RU"]
        );
    }

    #[test]
    fn a_number_without_a_label_or_a_label_without_a_number_gives_nothing() {
        for text in [
            "Review pursuant to Security Council resolution 1822 (2008) was concluded on 21 Jul. 2010",
            "Passport no: na National identification no: na Address: Kabul",
            "Registration in 2015",
            "holds a passport",
            "passports 1234567",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn contacts_are_read_from_running_text() {
        let found = |text: &str| contacts(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            found("e-mail:info@sample.by; Website: www.sample.by. Telephone: +375 (17) 123-45-67, Fax"),
            [
                "email:info@sample.by",
                "website:www.sample.by",
                "phone:+375 (17) 123-45-67"
            ]
        );
        assert_eq!(found("a hotel at @minsk, tel. none"), Vec::<String>::new());
    }

    #[test]
    fn gender_is_read_behind_its_label() {
        assert_eq!(
            gender("Photo available. Gender: Female.").map(Gender::as_str),
            Some("female")
        );
        assert_eq!(gender("Gender unknown"), None);
    }

    #[test]
    fn every_line_of_the_labels_is_read() {
        let lines = LABELS
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(BY_LETTER.values().map(Vec::len).sum::<usize>(), lines);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(passport|inn|№| |no|:|[a-zA-Z0-9(),.;İßі]){0,30}") {
            for identifier in numbers(&text) {
                prop_assert!(identifier.value.contains(|c: char| c.is_ascii_digit()));
            }
            let _ = contacts(&text);
        }
    }
}
