//! A title before a name that is a given name as well: `Sayyid Hasan Nasrallah` is a given name more, or a descendant of the Prophet
//! whose name is Hasan Nasrallah.

use std::sync::LazyLock;

use super::{JOINT_WORDS_MIN, beginning, folded, is_no_business};
use crate::language;

/// What the culture of such a title in `data/titles.csv` ends with.
const CULTURE: &str = "-title-name";

/// A name of this tier and below is one of many people: one in 4,000 bears it.
const TIER_OF_MANY: u8 = 3;

/// Longer first words are none.
const BYTES_MAX: usize = 8;

struct Titles {
    words: Vec<&'static str>,
    /// As those of separators.
    beginnings: [u32; 32],
}

static TITLES: LazyLock<Titles> = LazyLock::new(|| {
    let lines = include_str!("../../data/titles.csv").lines();
    let rows = lines.filter_map(|line| line.split_once(','));
    let words: Vec<&str> = rows
        .filter(|(_, culture)| culture.ends_with(CULTURE))
        .map(|(word, _)| word)
        .collect();
    let mut beginnings = [0; 32];
    for word in &words {
        let (at, bit) = beginning(word.as_bytes());
        beginnings[at] |= bit;
    }
    Titles { words, beginnings }
});

/// The name behind such a title, where it is one of two words and more, no business's, and not all of very common names: those are names of
/// many, and then the title may be one as well.
pub(super) fn behind_honorific(line: &str) -> Option<&str> {
    let (at, bit) = beginning(line.as_bytes());
    // Nearly every line begins otherwise.
    if TITLES.beginnings[at] & bit == 0 {
        return None;
    }
    let (first, name) = line.split_once(' ')?;
    let is_title =
        first.len() <= BYTES_MAX && TITLES.words.iter().any(|title| title.eq_ignore_ascii_case(first));
    if !is_title || name.contains(',') {
        return None;
    }
    let words = || name.split_whitespace().filter(|word| word.chars().count() > 1);
    let is_of_many = |word: &str| {
        let tier = language::get().common_tier(&folded(word));
        tier.is_some_and(|tier| tier <= TIER_OF_MANY)
    };
    (words().count() >= JOINT_WORDS_MIN && !words().all(is_of_many) && is_no_business(&[name]))
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::behind_honorific;

    #[test]
    fn a_title_that_is_a_name_as_well_is_left_out_before_two_names() {
        assert_eq!(
            behind_honorific("Sayyid Hasan Nasralian"),
            Some("Hasan Nasralian")
        );
        assert_eq!(
            behind_honorific("SARDAR QASEM NASRALIAN"),
            Some("QASEM NASRALIAN")
        );
        for other in [
            "Sayyid Karimi",
            "Sayed Ahmed Hassan",
            "Sayyid H Karimi",
            "SAYYID, Hasan Ali",
            "Sayyid Karimi Trading LLC",
            "Malik Hasan Karimi",
            "Sandra Hasan Karimi",
        ] {
            assert_eq!(behind_honorific(other), None, "{other}");
        }
    }
}
