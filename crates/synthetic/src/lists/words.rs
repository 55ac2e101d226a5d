//! The words of listed names, taken apart and made anew.

use portcullis_model::Schema;

use crate::Random;

/// New words of fewer letters say little and meet by chance.
pub(super) const NEW_WORD_LETTERS_MIN: usize = 4;

/// Where in a name a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Surname,
    Given,
    /// Of a person, where nobody says which words are the surname.
    OfPerson,
    First,
    Middle,
    Last,
    /// Of a vessel, an aircraft or something unknown.
    OfThing,
}

pub(super) const PLACES: usize = 7;

pub(super) fn is_latin(c: char) -> bool {
    // Basic Latin to Latin Extended-B, and the additional block: what Latin letters with diacritics are in.
    c < '\u{0250}' || ('\u{1E00}'..'\u{1F00}').contains(&c)
}

/// Words in upper case, the place of each, and behind how many of them a comma stands (0: nowhere).
pub(super) fn take_apart(text: &str, schema: Schema) -> (Vec<String>, Vec<Place>, usize) {
    let words_of = |part: &str| -> Vec<String> {
        part.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|word| !word.is_empty())
            .map(str::to_uppercase)
            .collect()
    };
    if schema != Schema::Person {
        let words = words_of(text);
        let last = words.len().saturating_sub(1);
        let places = (0..words.len())
            .map(|at| match (schema, at) {
                (Schema::Organization, 0) => Place::First,
                (Schema::Organization, at) if at == last => Place::Last,
                (Schema::Organization, _) => Place::Middle,
                _ => Place::OfThing,
            })
            .collect();
        return (words, places, 0);
    }
    let Some((surname, given)) = text.split_once(',') else {
        let words = words_of(text);
        let places = vec![Place::OfPerson; words.len()];
        return (words, places, 0);
    };
    let (mut words, given) = (words_of(surname), words_of(given));
    let comma = words.len();
    let mut places = vec![Place::Surname; comma];
    places.extend(vec![Place::Given; given.len()]);
    words.extend(given);
    (words, places, comma)
}

/// Whether a word is likely another spelling of the other.
pub(super) fn is_respelling(word: &str, other: &str) -> bool {
    let shorter = word.len().min(other.len());
    shorter >= NEW_WORD_LETTERS_MIN && strsim::osa_distance(word, other) <= if shorter < 7 { 1 } else { 2 }
}

/// How one sound is written in several ways: what respelling mostly is.
const SPELLINGS: [(&str, &str); 14] = [
    ("KH", "H"),
    ("OU", "U"),
    ("EE", "I"),
    ("Q", "K"),
    ("V", "W"),
    ("J", "DJ"),
    ("SH", "CH"),
    ("PH", "F"),
    ("Y", "I"),
    ("C", "K"),
    ("Z", "S"),
    ("EV", "OV"),
    ("A", "E"),
    ("O", "U"),
];

/// Another spelling of a word: a sound written otherwise, a letter doubled, left out, or turned round with the next.
pub(super) fn respell(word: &str, random: &mut Random) -> String {
    if !word.is_ascii() || word.len() < NEW_WORD_LETTERS_MIN {
        return word.to_owned();
    }
    if random.happens(0.6) {
        let first = random.index(SPELLINGS.len());
        for at in 0..SPELLINGS.len() {
            let (a, b) = SPELLINGS[(first + at) % SPELLINGS.len()];
            for (from, to) in [(a, b), (b, a)] {
                if let Some(at) = word.find(from) {
                    return format!("{}{to}{}", &word[..at], &word[at + from.len()..]);
                }
            }
        }
    }
    let at = 1 + random.index(word.len() - 2);
    let (head, tail) = word.split_at(at);
    match random.index(3) {
        0 => format!("{head}{}{tail}", &head[head.len() - 1..]),
        1 => format!("{head}{}", &tail[1..]),
        _ => format!("{head}{}{}{}", &tail[1..2], &tail[..1], &tail[2..]),
    }
}

/// The beginning of one word and the end of another, cut in their middles.
pub(super) fn splice(beginning: &str, end: &str) -> String {
    if !beginning.is_ascii() || !end.is_ascii() {
        return String::new();
    }
    format!(
        "{}{}",
        &beginning[..beginning.len().div_ceil(2)],
        &end[end.len() / 2..]
    )
}

#[cfg(test)]
mod tests {
    use portcullis_model::Schema;

    use super::{respell, splice, take_apart};
    use crate::Random;

    #[test]
    fn a_comma_separates_the_surname_of_a_person_and_nothing_of_a_company() {
        let (words, _, comma) = take_apart("BIN ALI, Omar", Schema::Person);
        assert_eq!((words.join(" ").as_str(), comma), ("BIN ALI OMAR", 2));
        let (words, _, comma) = take_apart("Acme Trading, Ltd", Schema::Organization);
        assert_eq!((words.join(" ").as_str(), comma), ("ACME TRADING LTD", 0));
    }

    #[test]
    fn a_respelled_word_stays_near_and_a_spliced_one_need_not() {
        let mut random = Random::from_seed(1);
        for word in ["MOHAMMED", "KHALILOVICH", "TRADING", "SERGEEV"] {
            for _ in 0..50 {
                let other = respell(word, &mut random);
                assert!(strsim::osa_distance(word, &other) <= 2, "{word} {other}");
            }
        }
        assert_eq!(splice("MOHAMMED", "KHALILOVICH"), "MOHALOVICH");
        assert_eq!(splice("MÜLLER", "KHALIL"), "");
    }
}
