//! An office behind a name and a comma: `Anna Kowalska, President of the Bank of X`. It names its holder, and whom it is an office of.

use memchr::memchr;

use super::{JOINT_WORDS_MIN, folded};
use crate::{class::Class, language};

/// The holder of an office, and whom it is an office of; `None` for any other line.
pub(super) fn office(line: &str) -> Option<(&str, &str)> {
    let (holder, office) = line.split_at(memchr(b',', line.as_bytes())?);
    let office = &office[1..];
    // Few commas have it behind them: towns and given names stand there.
    let of = office
        .as_bytes()
        .windows(4)
        .position(|four| four.eq_ignore_ascii_case(b" of "))?;
    let (title, whose) = (&office[..of], &office[of + 4..]);
    let is_title = |word: &str| {
        let phrases = language::get().phrases(word);
        phrases.iter().any(|phrase| phrase.class == Class::Title)
    };
    let is_office = folded(title).split_whitespace().any(is_title);
    let is_name = holder.split_whitespace().count() >= JOINT_WORDS_MIN;
    (is_office && is_name).then_some((holder, whose))
}

#[cfg(test)]
mod tests {
    use super::office;

    #[test]
    fn an_office_behind_a_name_is_no_part_of_it() {
        assert_eq!(
            office("Anna Kowalska, President of Russian Railways"),
            Some(("Anna Kowalska", "Russian Railways"))
        );
        assert_eq!(
            office("ANNA KOWALSKA, DEPUTY MINISTER OF DEFENCE"),
            Some(("ANNA KOWALSKA", "DEFENCE"))
        );
        for other in [
            "KOWALSKA, President of Poland",
            "Anna Kowalska, Republic of Poland",
            "Bank of Anna, President",
            "Anna Kowalska President of Poland",
        ] {
            assert_eq!(office(other), None, "{other}");
        }
    }
}
