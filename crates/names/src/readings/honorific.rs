//! A title before a name that is a given name as well: `Sayyid Hasan Nasrallah` is a given name more, or a descendant of the Prophet
//! whose name is Hasan Nasrallah.

use std::sync::LazyLock;

use super::{JOINT_WORDS_MIN, beginning, is_no_business};

/// What the culture of such a title in `data/titles.csv` ends with.
const CULTURE: &str = "-title-name";

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

/// The name behind such a title, where it is one of two words and more and no business's.
pub(super) fn behind_honorific(line: &str) -> Option<&str> {
    let (at, bit) = beginning(line.as_bytes());
    // Nearly every line begins otherwise.
    if TITLES.beginnings[at] & bit == 0 {
        return None;
    }
    let (first, name) = line.split_once(' ')?;
    let is_title =
        first.len() <= BYTES_MAX && TITLES.words.iter().any(|title| title.eq_ignore_ascii_case(first));
    let words = name.split_whitespace().filter(|word| word.chars().count() > 1);
    (is_title && words.count() >= JOINT_WORDS_MIN && !name.contains(',') && is_no_business(&[name]))
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::behind_honorific;

    #[test]
    fn a_title_that_is_a_name_as_well_is_left_out_before_two_names() {
        assert_eq!(behind_honorific("Sayyid Hasan Karimi"), Some("Hasan Karimi"));
        assert_eq!(behind_honorific("SARDAR QASEM KARIMI"), Some("QASEM KARIMI"));
        for other in [
            "Sayyid Karimi",
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
