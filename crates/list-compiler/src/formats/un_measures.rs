//! The measures that the UN states of an entry, in the sentence that says under which paragraph it is listed.
//!
//! `Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban).` An entry may be under fewer measures than its list:
//! five Libyans under a travel ban, the Houthis under an arms embargo. Only measures in parentheses within such a
//! sentence count, and only where each such sentence has some: what a paragraph without them imposes is not known here.

use portcullis_model::Measure;

use crate::located::add_once;

const DATA: &str = include_str!("../../data/un_measures.csv");

/// The measures of an entry by its comments; empty where they do not tell them all.
pub(super) fn stated(comments: &str) -> Vec<Measure> {
    let text: String = comments.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    let mut measures = Vec::new();
    for sentence in sentences(&lower) {
        if !is_listing(sentence) {
            continue;
        }
        let found: Vec<Measure> = groups(sentence).filter_map(measures_of).flatten().collect();
        if found.is_empty() {
            return Vec::new();
        }
        for measure in found {
            add_once(&mut measures, measure);
        }
    }
    measures
}

/// `listed pursuant to paragraph …`, `listed on 17 march 2011 pursuant to paragraph …`
fn is_listing(sentence: &str) -> bool {
    sentence
        .find("listed")
        .zip(sentence.find("pursuant to paragraph"))
        .is_some_and(|(listed, pursuant)| listed < pursuant)
}

/// Sentences: a full stop outside of parentheses, before a space, ends one.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let mut before = ' ';
    text.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = before == '.' && c == ' ' && depth == 0;
        before = c;
        ends
    })
}

/// What stands in parentheses, without them.
fn groups(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(inside, _)| inside))
}

/// The measures of a group; `None` for a year, a letter, or anything else that is not only measures.
fn measures_of(group: &str) -> Option<Vec<Measure>> {
    group
        .split(',')
        .flat_map(|part| part.split(" and "))
        .map(|words| {
            let row = DATA
                .lines()
                .skip(1)
                .map(|line| line.split(';'))
                .find_map(|mut cells| {
                    let known = cells.next()?;
                    (known == words.trim()).then(|| cells.next())?
                });
            row?.parse().ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{DATA, stated};

    fn words(comments: &str) -> String {
        let measures = stated(comments);
        measures.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_row_is_a_phrase_with_a_measure_and_a_source() {
        for line in DATA.lines().skip(1) {
            let cells: Vec<&str> = line.split(';').collect();
            assert!(
                cells.len() == 3 && cells[1].parse::<portcullis_model::Measure>().is_ok(),
                "{line}"
            );
        }
    }

    #[test]
    fn the_measures_of_an_entry_stand_beside_its_paragraph() {
        assert_eq!(
            words(
                "Listed pursuant to paragraph 15 of resolution 1970 (Travel\n            Ban). INTERPOL-UN Security Council Special Notice web link: https://www.interpol.int/en/1"
            ),
            "travel-ban"
        );
        assert_eq!(
            words(
                "Listed pursuant to paragraph 5 of resolution 2624 (2022) as subject to the measures imposed by paragraph 14 of resolution 2216 (2015) (targeted arms embargo). The Houthis have engaged in acts"
            ),
            "arms-embargo"
        );
        assert_eq!(
            words(
                "Listed pursuant to paragraphs 15 and 17 of resolution 1970 (Travel Ban,Asset Freeze), 1) Name of mother"
            ),
            "travel-ban, asset-freeze"
        );
        assert_eq!(
            words(
                "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban). Listed\non 17 March 2011 pursuant to paragraph 17 of resolution 1970 (Asset Freeze)."
            ),
            "travel-ban, asset-freeze"
        );
    }

    #[test]
    fn what_is_not_told_of_every_paragraph_is_not_told() {
        for comments in [
            "",
            "Subject to the travel ban (Travel Ban).",
            "Listed pursuant to paragraph 8 of resolution 1718 (2006).",
            "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban). Listed on 17 March 2011 pursuant to paragraph 17 of resolution 1970.",
            "Listed pursuant to paragraph 17 of resolution 1973. He violated the (Travel Ban).",
            "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban, flag de-registration).",
        ] {
            assert_eq!(words(comments), "", "{comments}");
        }
    }
}
