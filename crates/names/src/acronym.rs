//! Acronyms: short words that stand for the words of a name.

/// Letters of one.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// So many letters, and words of a name, where nothing says that the word is an acronym: two meet by chance.
const UNSAID_MIN: usize = 3;

/// Whether letters are the acronym of folded words where a text says that they are one, as parentheses do: the first letter begins a word,
/// and the others follow in order (`SAPICO` of `SAHAND ALUMINUM PARTS INDUSTRIAL COMPANY`).
pub(crate) fn is_said_of<'w>(
    letters: impl Iterator<Item = u8> + Clone,
    words: impl Iterator<Item = &'w str> + Clone,
) -> bool {
    let mut others = letters.clone();
    let first = others.next();
    if !LETTERS.contains(&letters.count()) {
        return false;
    }
    let mut name = words
        .skip_while(|word| word.bytes().next() != first)
        .flat_map(str::bytes);
    name.next().is_some() && is_within(others, name)
}

/// Whether a folded word may be the acronym of the words of a name, where nothing says so: it has first letters of them, or they have all of
/// its letters, in their order (`WFP` and `UNICEF`).
#[must_use]
pub fn may_be_acronym(word: &str, name: &[String]) -> bool {
    let initials = || name.iter().filter_map(|word| word.chars().next());
    let letters = word.chars().count();
    letters >= UNSAID_MIN
        && LETTERS.contains(&letters)
        && initials().count() >= UNSAID_MIN
        && (is_within(word.chars(), initials()) || is_within(initials(), word.chars()))
}

/// Whether all of few stand among many, in their order.
fn is_within<T: PartialEq>(mut few: impl Iterator<Item = T>, mut many: impl Iterator<Item = T>) -> bool {
    few.all(|one| many.any(|other| one == other))
}

#[cfg(test)]
mod tests {
    use super::{is_said_of, may_be_acronym};
    use crate::folded_words;

    #[test]
    fn what_is_said_to_be_an_acronym_has_the_letters_of_the_name_in_their_order() {
        for (letters, name, expected) in [
            ("iib", "islamic international brigade", true),
            ("sapico", "sahand aluminum parts industrial company", true),
            (
                "gspc",
                "le groupe salafiste pour la predication et le combat",
                true,
            ),
            ("bii", "islamic international brigade", false),
            ("a", "al qaida", false),
            ("hongkong", "leader international", false),
        ] {
            assert_eq!(
                is_said_of(letters.bytes(), name.split(' ')),
                expected,
                "{letters}"
            );
        }
    }

    #[test]
    fn a_word_of_which_nothing_is_said_needs_the_first_letters() {
        let may = |word, name| may_be_acronym(word, &folded_words(name));
        assert!(may("wfp", "World Food Programme") && may("unicef", "United Nations Children's Fund"));
        assert!(
            !may("wfp", "Whole Foods Market")
                && !may("wf", "World Food")
                && !may("world", "World Food Programme")
        );
    }
}
