//! `Places`: the names of places, and what beside them says that they are something else, from the two tables in `data/`.

use portcullis_names::plain_words_into;

use crate::places::{HARMLESS, NAME, PLACES_VERSION};

const PLACES: &str = include_str!("../../data/places.csv");
const HARMLESS_PLACES: &str = include_str!("../../data/harmless_places.csv");

/// The section: a line with the version, then a line for each name of a place and for each harmless context.
pub(super) fn section() -> Vec<u8> {
    let mut out = format!("{PLACES_VERSION}\n");
    for row in rows(PLACES) {
        let [place, kind, within, elsewhere, names] = row[..] else {
            continue;
        };
        let mut names = names.split('|');
        let shown = names.clone().next().unwrap_or_default();
        let mut seen: Vec<String> = Vec::new();
        for name in names.by_ref() {
            let words = pattern(name);
            // Names that count as they are written may have the same plain words.
            let as_written = within == "written";
            if !words.is_empty() && (as_written || !seen.contains(&words)) {
                // The other names of a city or a body are told by themselves, those of a country by the first.
                let shown = if as_written || matches!(kind, "city" | "body") {
                    name
                } else {
                    shown
                };
                line(&mut out, [NAME, place, kind, within, elsewhere, shown, &words]);
                seen.push(words);
            }
        }
    }
    for row in rows(HARMLESS_PLACES) {
        let [names, side, contexts, reason] = row[..] else {
            continue;
        };
        for name in names.split('|') {
            let name = if name == "*" {
                name.to_owned()
            } else {
                pattern(name)
            };
            for context in contexts.split('|') {
                line(
                    &mut out,
                    [HARMLESS, &name, side, &pattern(context), reason, "", ""],
                );
            }
        }
    }
    out.into_bytes()
}

/// The rows of a table behind its comments and its header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split(';').collect())
}

/// The plain words of a name, without commas: they are written and left out at will.
fn pattern(name: &str) -> String {
    let mut words = String::new();
    plain_words_into(name, &mut words);
    words
        .split(' ')
        .filter(|word| *word != portcullis_names::BREAK)
        .collect::<Vec<_>>()
        .join(" ")
}

fn line(out: &mut String, cells: [&str; 7]) {
    out.push_str(cells.join("\t").trim_end_matches('\t'));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use portcullis_model::{CountryCode, PlaceCode};

    use super::{HARMLESS_PLACES, PLACES, pattern, rows};
    use crate::places::{Side, Within};

    #[test]
    fn every_row_of_the_tables_says_what_it_must() {
        for row in rows(PLACES) {
            let [place, kind, within, elsewhere, names] = row[..] else {
                panic!("{row:?} has not five cells");
            };
            place.parse::<PlaceCode>().unwrap();
            assert!(["country", "region", "city", "body"].contains(&kind), "{row:?}");
            within.parse::<Within>().unwrap();
            for country in elsewhere.split(',').filter(|country| !country.is_empty()) {
                assert!(CountryCode::new(country).is_some(), "{row:?}");
            }
            for name in names.split('|') {
                assert!(!pattern(name).is_empty(), "{name:?} of {place} has no words");
            }
        }
        let known: BTreeSet<String> = rows(PLACES)
            .flat_map(|row| row[4].split('|'))
            .map(pattern)
            .collect();
        for row in rows(HARMLESS_PLACES) {
            let [names, side, contexts, reason] = row[..] else {
                panic!("{row:?} has not four cells");
            };
            side.parse::<Side>().unwrap();
            assert!(!reason.is_empty() && contexts.split('|').all(|context| !pattern(context).is_empty()));
            for name in names.split('|').filter(|name| *name != "*") {
                assert!(known.contains(&pattern(name)), "{name} is the name of no place");
            }
        }
    }

    #[test]
    fn a_name_means_one_place() {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for row in rows(PLACES) {
            for name in row[4].split('|') {
                let words = pattern(name);
                let other = seen
                    .iter()
                    .find(|(other, place)| *other == words && *place != row[0]);
                assert_eq!(other, None, "{name} of {}", row[0]);
                seen.push((words, row[0]));
            }
        }
    }

    #[test]
    fn the_version_is_raised_with_every_change_of_the_section() {
        let digest = blake3::hash(&super::section()).to_hex();
        assert_eq!(
            (crate::PLACES_VERSION, &digest[..16]),
            (7, "93c8168482cc2059"),
            "raise PLACES_VERSION and write down the new digest"
        );
    }
}
