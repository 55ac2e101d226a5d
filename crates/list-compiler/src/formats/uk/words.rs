//! What the list's own words come to: regimes, measures, countries in notes.

use crate::text::{find_ci, program_id, squeeze, strip_prefix_ci};

/// What the list's words for a measure come to: `words;measure`, or `none` for what restricts no dealing. Words that
/// are not in it are held to be a trade ban, which binds payments: a measure must not get lost because its name is
/// new.
const MEASURES: &str = include_str!("../../../data/uk_measures.csv");

/// `UK-` and the regime: `The Russia (Sanctions) (EU Exit) Regulations 2019` and OFSI's `Russia` are both
/// `UK-Russia`; `The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019` is `UK-Iran-Nuclear`.
pub(super) fn program(regime: &str) -> Option<String> {
    let mut regime = squeeze(regime);
    if let Some(rest) = strip_prefix_ci(&regime, "The ") {
        regime = rest.to_owned();
    }
    if let Some(at) = find_ci(&regime, " Regulations") {
        regime.truncate(at);
    }
    for words in ["(Sanctions)", "(EU Exit)", "(United Nations Sanctions)"] {
        if let Some(at) = find_ci(&regime, words) {
            regime.replace_range(at..at + words.len(), "");
        }
    }
    let regime = regime.replace("International Sanctions", "International");
    program_id("UK", &regime)
}

/// The word of the data file for a measure in the list's words.
pub(super) fn measure(words: &str) -> Option<&'static str> {
    let words = words.trim().trim_end_matches('.').to_ascii_lowercase();
    MEASURES
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(';'))
        .find(|(known, _)| *known == words)
        .map(|(_, measure)| measure)
}

#[cfg(test)]
mod tests {
    use portcullis_model::Measure;

    use super::{MEASURES, measure, program};

    #[test]
    fn regimes_are_programs_in_both_layouts() {
        let id = |regime: &str| program(regime).unwrap();
        assert_eq!(
            id("The Russia (Sanctions) (EU Exit) Regulations 2019"),
            "UK-Russia"
        );
        assert_eq!(id("Russia"), "UK-Russia");
        assert_eq!(
            id("The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019"),
            "UK-Iran-Nuclear"
        );
        assert_eq!(id("The Iran (Sanctions) Regulations 2023"), "UK-Iran");
        assert_eq!(
            id("The ISIL (Da'esh) and Al-Qaida (United Nations Sanctions) (EU Exit) Regulations 2019"),
            "UK-ISIL-Daesh-and-Al-Qaida"
        );
        assert_eq!(
            id("The Counter-Terrorism (International Sanctions) (EU Exit) Regulations 2019"),
            "UK-Counter-Terrorism-International"
        );
        assert_eq!(program(" "), None);
    }

    #[test]
    fn measures_are_read_by_their_words_and_every_line_of_the_data_is_one() {
        assert_eq!(measure("Asset freeze"), Some("asset-freeze"));
        assert_eq!(measure("Travel Ban."), Some("travel-ban"));
        assert_eq!(measure("Something new"), None);
        for line in MEASURES.lines().skip(1) {
            let (_, word) = line.split_once(';').unwrap();
            assert!(word == "none" || word.parse::<Measure>().is_ok(), "{line}");
        }
    }
}
