//! Chinese given names in Latin letters.

use std::{collections::HashSet, sync::LazyLock};

/// Every syllable.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let rows = include_str!("../data/pinyin.csv").lines();
    rows.filter(|row| !row.starts_with('#'))
        .skip(1)
        .filter_map(|row| row.split_once(','))
        .flat_map(|(initial, finals)| finals.split(' ').map(move |end| format!("{initial}{end}")))
        .collect()
});

/// Whether a folded word is a syllable.
#[must_use]
pub(crate) fn is_syllable_of_pinyin(word: &str) -> bool {
    SYLLABLES.contains(word)
}

/// Whether a folded word is two syllables as Hanyu Pinyin writes them, which is how most Chinese given names are written.
///
/// There are four hundred syllables, and any two may be a name. No list has all of those names, so a word of this form is a name
/// of its own, however few letters it is from another: `Jialong` and `Jinlong` are two people.
#[must_use]
pub fn is_two_syllables_of_pinyin(word: &str) -> bool {
    word.is_ascii()
        && (1..word.len()).any(|end| {
            let (first, second) = word.split_at(end);
            SYLLABLES.contains(first) && SYLLABLES.contains(second)
        })
}

#[cfg(test)]
mod tests {
    use super::{SYLLABLES, is_two_syllables_of_pinyin};

    #[test]
    fn the_table_has_the_syllables_of_the_standard() {
        assert_eq!(SYLLABLES.len(), 409);
        assert!(
            ["er", "zhuang", "xiong", "wo", "lue"]
                .iter()
                .all(|syllable| SYLLABLES.contains(*syllable))
        );
    }

    #[test]
    fn names_of_two_syllables_are_told_from_other_words() {
        for name in ["jialong", "jinlong", "xiaoming", "guoying", "yongchao", "zhirong"] {
            assert!(is_two_syllables_of_pinyin(name), "{name}");
        }
        for word in [
            "wang",
            "sergei",
            "vaseghi",
            "khan",
            "jialongming",
            "",
            "\u{e9}a",
            "~hsyn",
        ] {
            assert!(!is_two_syllables_of_pinyin(word), "{word}");
        }
    }
}
