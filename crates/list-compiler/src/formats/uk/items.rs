//! The values of a field that holds several.

use crate::text::squeeze;

/// The values of a field: numbered or lettered (`(1) … (2) …`, `a) … b) …`, `(1)-(2) …`), or joined by `|`. A value that
/// stands for several numbers is there as often, and one that says nothing (`-`) is empty, so that the values of two fields
/// stand side by side.
pub(super) fn items(text: &str) -> Vec<String> {
    let text = squeeze(text);
    let markers = markers(&text);
    let is_list = markers
        .first()
        .is_some_and(|first| first.start == 0 && first.number == 1);
    if !is_list {
        return text.split('|').map(value).collect();
    }
    let mut items: Vec<String> = Vec::new();
    let mut waiting = 0;
    for (n, marker) in markers.iter().enumerate() {
        let next = markers.get(n + 1);
        let between = &text[marker.end..next.map_or(text.len(), |next| next.start)];
        let joins = matches!(
            between.trim().to_ascii_lowercase().as_str(),
            "-" | "to" | "\u{2013}" | ""
        );
        match next {
            // `(1)-(4) Algeria`: four of them; `(1) (3) Morocco`: two. A lone `-` says nothing.
            Some(next) if joins && is_span(between, marker, next, markers.get(n + 2), &text) => {
                waiting += (next.number - marker.number).max(1);
            }
            _ => {
                let value = value(between);
                items.extend(std::iter::repeat_n(value, waiting + 1));
                waiting = 0;
            }
        }
    }
    items
}

/// The values of a field that say something.
pub(super) fn values(text: &str) -> Vec<String> {
    items(text)
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}

/// The value of a list's entry without what surrounds it.
fn value(text: &str) -> String {
    let value = squeeze(text);
    let value = value.trim_end_matches(['.', ',', ';', ' ']);
    if matches!(value, "-" | "\u{2013}") {
        String::new()
    } else {
        value.to_owned()
    }
}

/// A number or letter that begins an entry of a list.
struct Marker {
    start: usize,
    end: usize,
    number: usize,
}

/// The markers of a list, in rising order: `(1)`, `1)`, `(a)`, `a)`.
fn markers(text: &str) -> Vec<Marker> {
    let mut found: Vec<Marker> = Vec::new();
    for (close, _) in text.match_indices(')') {
        let head = &text[..close];
        let word = head.trim_end_matches(|c: char| c.is_ascii_digit());
        let (start, number) = if word.len() < head.len() && head.len() - word.len() <= 2 {
            (word.len(), head[word.len()..].parse().unwrap_or(0))
        } else {
            match head.chars().next_back() {
                Some(letter @ 'a'..='z') => (head.len() - 1, letter as usize - 'a' as usize + 1),
                _ => continue,
            }
        };
        let start = if text[..start].ends_with('(') {
            start - 1
        } else {
            start
        };
        let before = text[..start].chars().next_back();
        let stands_alone = before.is_none_or(|c| !c.is_alphanumeric() && c != '(');
        let rises = found.last().map_or(number == 1, |last| {
            number > last.number && number <= last.number + 20
        });
        if stands_alone && rises {
            found.push(Marker {
                start,
                end: close + 1,
                number,
            });
        }
    }
    found
}

/// Whether two markers with hardly anything between them are the ends of a span, and not an entry that says nothing: `(1) -
/// (2) Kuwait` has an empty first entry, `(1)-(2) Kuwait` none.
fn is_span(between: &str, marker: &Marker, next: &Marker, after: Option<&Marker>, text: &str) -> bool {
    let follows = &text[next.end..after.map_or(text.len(), |after| after.start)];
    let is_dash = between.contains(['-', '\u{2013}']);
    let spaced = between.starts_with(' ') && between.ends_with(' ');
    let says_nothing = is_dash && spaced && next.number == marker.number + 1;
    !says_nothing && !value(follows).is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{items, values};

    #[test]
    fn several_values_in_a_field_are_split() {
        assert_eq!(values("(1) Russia (2) Ukraine."), ["Russia", "Ukraine"]);
        assert_eq!(
            values("(1) Syria. (2) United Kingdom"),
            ["Syria", "United Kingdom"]
        );
        assert_eq!(values("Asset freeze|Travel Ban"), ["Asset freeze", "Travel Ban"]);
        assert_eq!(values("(a) Malaysia (b) Indonesia"), ["Malaysia", "Indonesia"]);
        assert_eq!(values("a) French, b) Tunisian"), ["French", "Tunisian"]);
        assert_eq!(
            values("1) Mullah, 2) Maulavi, 3) Habji."),
            ["Mullah", "Maulavi", "Habji"]
        );
        assert_eq!(
            values("(1) Uganda (2) Uganda (3)Uganda"),
            ["Uganda", "Uganda", "Uganda"]
        );
        assert_eq!(values("00/00/1975"), ["00/00/1975"]);
        assert_eq!(values("Beltsy (Balta), Moldova"), ["Beltsy (Balta), Moldova"]);
        assert_eq!(
            values("A005487 (Yemen). Issued on 13 Aug 1995"),
            ["A005487 (Yemen). Issued on 13 Aug 1995"]
        );
        assert_eq!(values(" "), Vec::<String>::new());
    }

    #[test]
    fn a_value_for_several_numbers_is_there_as_often() {
        assert_eq!(
            items("(1)-(2) Tunisia (3) Morocco"),
            ["Tunisia", "Tunisia", "Morocco"]
        );
        assert_eq!(
            items("(1) to (3) Algeria (4) Morocco"),
            ["Algeria", "Algeria", "Algeria", "Morocco"]
        );
        assert_eq!(items("(1) (2) Egypt"), ["Egypt", "Egypt"]);
        assert_eq!(items("(1)-(2) Indonesia"), ["Indonesia", "Indonesia"]);
    }

    #[test]
    fn an_entry_that_says_nothing_keeps_its_place() {
        assert_eq!(items("(1) - (2) Kuwait number"), ["", "Kuwait number"]);
        assert_eq!(items("(1) Indonesian. (2) - ."), ["Indonesian", ""]);
        assert_eq!(values("(1) - (2) Kuwait number"), ["Kuwait number"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "[()0-9a-c |.,ß\\-]{0,40}|\\PC{0,30}") {
            prop_assert!(items(&text).len() <= 64);
        }
    }
}
