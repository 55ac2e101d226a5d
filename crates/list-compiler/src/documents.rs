//! Document numbers in the words that publishers put around them.

use portcullis_model::CountryCode;

use crate::country;
use crate::text::{cut_at_ci, find_ci, strip_prefix_ci};

/// No document number is longer, in characters.
const NUMBER_LENGTH_MAX: usize = 40;

/// The number in the publisher's words, and the country that they name: `Libyan passport No. 513519`,
/// `381110042 (Expired 25 Jan. 2016)`, `R00012098, South Sudan`, `French identity card number 0205561020089`.
pub(crate) fn number_in(text: &str) -> Option<(String, Option<CountryCode>)> {
    let text = cut_at_ci(
        text,
        &[
            " issued",
            ", issued",
            " expire",
            " under name",
            ", under name",
            " made out",
            " (issued",
            " date of issue",
            ". date of",
            ". passport date",
        ],
    );
    let mut text = text.trim().trim_end_matches(['.', ',', ';']);
    let mut country = None;
    // `592667 (Qatari passport`, which was cut before `issued`.
    if let Some((head, note)) = text.rsplit_once('(')
        && !note.contains(')')
        && !head.trim().is_empty()
    {
        country = country::codes_in(note).first().copied();
        text = head.trim();
    }
    // `(US)`, `(Expired 25 Jan. 2016)`, `(United States of America)`
    while let Some(body) = text.strip_suffix(')') {
        let Some(open) = body.rfind('(') else { break };
        country = country
            .or_else(|| country::code(&body[open + 1..]).or_else(|| country::iso_code(&body[open + 1..])));
        text = body[..open].trim();
    }
    if let Some((head, tail)) = text.rsplit_once(',')
        && let Some(code) = country::code(tail)
    {
        country = country.or(Some(code));
        text = head.trim();
    }
    // Words before the number: a country or its adjective, and the kind of document up to `number` or `no.`.
    country = country.or_else(|| leading_country(text).map(|(code, _)| code));
    let markers = [
        "number:",
        "number ",
        "no.:",
        "no: ",
        "no ",
        "code ",
        "document ",
        "number. ",
        "details: ",
        "id: ",
        "no. ",
        "no.",
        "passport:",
        "code:",
        "passport ",
        "card ",
        "tazkira) ",
    ];
    let end = markers
        .iter()
        .filter_map(|marker| find_word(text, marker))
        .filter(|end| text[*end..].contains(|c: char| c.is_ascii_digit()))
        .min_by_key(|end| (first_digit_after(text, *end), *end))
        .unwrap_or(0);
    let mut number = text[end..].trim();
    if end == 0
        && let Some((_, rest)) = leading_country(number)
    {
        number = rest;
    }
    if let Some(rest) = strip_prefix_ci(number, "SSN ") {
        country = country.or_else(|| CountryCode::new("US"));
        number = rest;
    }
    // A Russian passport is a series and a number: `8208 No. 555627`.
    let number = number
        .replace(" No. ", " ")
        .replace("No. ", "")
        .replace("N\u{b0}", "");
    let number = number.trim_matches([':', ',', '.', ' ', '#', '-']);
    let ok = number.chars().count() <= NUMBER_LENGTH_MAX && number.contains(|c: char| c.is_ascii_digit());
    ok.then(|| (number.to_owned(), country))
}

/// Where a marker ends, if it stands at the start of a word.
fn find_word(text: &str, marker: &str) -> Option<usize> {
    let at = find_ci(text, marker)?;
    let starts_word = at == 0 || text[..at].ends_with([' ', '(', '/']);
    starts_word.then_some(at + marker.len())
}

/// How far the first digit stands behind a marker's end: the nearest marker before the number wins.
fn first_digit_after(text: &str, end: usize) -> usize {
    text[end..]
        .find(|c: char| c.is_ascii_digit())
        .map_or(usize::MAX / 2, |i| i)
}

/// A country or its adjective at the start of the text, and what follows; the longest that fits.
fn leading_country(text: &str) -> Option<(CountryCode, &str)> {
    let ends: Vec<usize> = text.match_indices(' ').map(|(i, _)| i).take(6).collect();
    ends.into_iter()
        .rev()
        .find_map(|end| country::code(&text[..end]).map(|code| (code, text[end..].trim())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::number_in;

    fn number(text: &str) -> String {
        match number_in(text) {
            Some((number, Some(country))) => format!("{number} {country}"),
            Some((number, None)) => number,
            None => "none".to_owned(),
        }
    }

    #[test]
    fn document_numbers_are_found_in_the_words_around_them() {
        assert_eq!(number("OB 0243318"), "OB 0243318");
        assert_eq!(number("Libyan passport No. 513519"), "513519 LY");
        assert_eq!(number("CAR diplomatic passport no. D00000898"), "D00000898 CF");
        assert_eq!(
            number("Central African Republic number O00065772"),
            "O00065772 CF"
        );
        assert_eq!(number("381110042 (Expired 25 Jan. 2016)"), "381110042");
        assert_eq!(number("403062567 (US)"), "403062567 US");
        assert_eq!(number("R00012098, South Sudan"), "R00012098 SS");
        assert_eq!(number("Libya B014995"), "B014995 LY");
        assert_eq!(
            number("French national identity card number 050456101445"),
            "050456101445 FR"
        );
        assert_eq!(number("Diplomatic Passport D014433"), "D014433");
        assert_eq!(
            number("Russian passport number 8208 No. 555627"),
            "8208 555627 RU"
        );
        assert_eq!(
            number("Tunisian passport number L 191609 issued on 28 Feb. 1996"),
            "L 191609 TN"
        );
        assert_eq!(
            number("SSN 156-92-9858 (United States of America)"),
            "156-92-9858 US"
        );
        assert_eq!(
            number("Afghan national identification card (tazkira) number 545167"),
            "545167 AF"
        );
        assert_eq!(
            number("Italian Fiscal Code: DAOMMD74T11Z352Z"),
            "DAOMMD74T11Z352Z IT"
        );
        assert_eq!(
            number("Passport No: 592667 (Qatari passport issued on 3 May 2007)."),
            "592667 QA"
        );
        assert_eq!(number("none given"), "none");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,60}") {
            if let Some((number, _)) = number_in(&text) {
                prop_assert!(number.contains(|c: char| c.is_ascii_digit()));
            }
        }
    }
}
