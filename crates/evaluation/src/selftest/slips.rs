//! What keyboards, forms and clerks do to a name: each slip on a text by itself, drawn from a stream of random numbers.
//!
//! A slip that leaves the text as it was, or that the text has no room for, is none: `None`.

use portcullis_synthetic::Random;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_script::{Script, UnicodeScript};

/// Words with fewer letters take no slip: one letter of three is a third of the word, and makes another name of it.
const LETTERS_MIN: usize = 4;

/// A word that is split keeps at least so many letters on either side.
const SPLIT_LETTERS_MIN: usize = 2;

/// Words whose vowels are doubtful are long: `Hezbollah`, and not `Omar`.
const VOWELED_LETTERS_MIN: usize = 6;

/// Characters that a name line of an MT message has room for (fields 50K and 59).
pub(super) const NAME_LINE_CHARS: usize = 35;

/// A letter of these is what a finger hits instead. Other scripts exchange the letters that the name has.
const ALPHABETS: [(Script, &str); 6] = [
    (Script::Latin, "abcdefghijklmnopqrstuvwxyz"),
    (Script::Cyrillic, "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    (Script::Greek, "αβγδεζηθικλμνξοπρστυφχψω"),
    (Script::Arabic, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    (Script::Hebrew, "אבגדהוזחטיכלמנסעפצקרשת"),
    (Script::Georgian, "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
];

const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// Where the words of a text stand: its stretches between white space.
fn words(text: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.iter().chain([&' ']).enumerate() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The positions of letters in one of the words that have enough of them: a word that is drawn.
fn drawn_word(text: &[char], letters_min: usize, random: &mut Random) -> Option<Vec<usize>> {
    let long: Vec<Vec<usize>> = words(text)
        .into_iter()
        .map(|word| word.filter(|&at| text[at].is_alphabetic()).collect::<Vec<_>>())
        .filter(|letters| letters.len() >= letters_min)
        .collect();
    random.pick(&long).cloned()
}

/// Where a letter of a word that takes a slip stands: one that is drawn.
fn drawn_letter(text: &[char], random: &mut Random) -> Option<usize> {
    let letters = drawn_word(text, LETTERS_MIN, random)?;
    random.pick(&letters).copied()
}

/// A letter of the same alphabet that is not this one, in the same case.
fn other_letter(text: &[char], than: char, random: &mut Random) -> Option<char> {
    let script = than.script();
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    let alphabet: Vec<char> = ALPHABETS.iter().find(|(of, _)| *of == script).map_or_else(
        || {
            text.iter()
                .filter(|c| c.is_alphabetic())
                .map(|&c| small(c))
                .collect()
        },
        |(_, letters)| letters.chars().collect(),
    );
    let others: Vec<char> = alphabet.into_iter().filter(|&c| c != small(than)).collect();
    let letter = *random.pick(&others)?;
    Some(if than.is_uppercase() {
        letter.to_uppercase().next().unwrap_or(letter)
    } else {
        letter
    })
}

/// One letter is another.
pub(super) fn substituted(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let at = drawn_letter(&text, random)?;
    text[at] = other_letter(&text, text[at], random)?;
    Some(text.into_iter().collect())
}

/// One letter is missing.
pub(super) fn deleted(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let at = drawn_letter(&text, random)?;
    text.remove(at);
    Some(text.into_iter().collect())
}

/// One letter too many, before or behind one that is there.
pub(super) fn inserted(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let at = drawn_letter(&text, random)?;
    let letter = other_letter(&text, text[at], random)?;
    text.insert(at + random.index(2), letter);
    Some(text.into_iter().collect())
}

/// Two neighboring letters changed places.
pub(super) fn swapped(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let letters = drawn_word(&text, LETTERS_MIN, random)?;
    let pairs: Vec<usize> = letters
        .windows(2)
        .filter(|pair| {
            pair[0] + 1 == pair[1] && text[pair[0]].to_lowercase().ne(text[pair[1]].to_lowercase())
        })
        .map(|pair| pair[0])
        .collect();
    let at = *random.pick(&pairs)?;
    text.swap(at, at + 1);
    Some(text.into_iter().collect())
}

/// One of the four slips of a letter, each as likely.
pub(super) fn edited(text: &str, random: &mut Random) -> Option<String> {
    let slip = [substituted, deleted, inserted, swapped][random.index(4)];
    slip(text, random)
}

/// A letter that an encoding had no room for is a question mark.
pub(super) fn lost(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let at = drawn_letter(&text, random)?;
    text[at] = '?';
    Some(text.into_iter().collect())
}

/// The space between two words is missing.
pub(super) fn joined(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let between_letters = |at: &usize| {
        let is_letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphabetic());
        text[*at] == ' ' && is_letter(at.checked_sub(1)) && is_letter(Some(at + 1))
    };
    let spaces: Vec<usize> = (0..text.len()).filter(between_letters).collect();
    text.remove(*random.pick(&spaces)?);
    Some(text.into_iter().collect())
}

/// A space stands inside a word.
pub(super) fn split(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let letters = drawn_word(&text, 2 * SPLIT_LETTERS_MIN + 1, random)?;
    let inside: Vec<usize> = letters[SPLIT_LETTERS_MIN..=letters.len() - SPLIT_LETTERS_MIN]
        .iter()
        .copied()
        .filter(|&at| text[at - 1].is_alphabetic())
        .collect();
    text.insert(*random.pick(&inside)?, ' ');
    Some(text.into_iter().collect())
}

/// Two vowels of one long word are others, as transcripts of languages that do not write them disagree.
pub(super) fn revoweled(text: &str, random: &mut Random) -> Option<String> {
    let mut text: Vec<char> = text.chars().collect();
    let is_vowel = |c: char| VOWELS.contains(&c.to_ascii_lowercase());
    let long: Vec<Vec<usize>> = words(&text)
        .into_iter()
        .filter(|word| word.clone().filter(|&at| text[at].is_alphabetic()).count() >= VOWELED_LETTERS_MIN)
        .map(|word| word.filter(|&at| is_vowel(text[at])).collect::<Vec<_>>())
        .filter(|vowels| vowels.len() >= 2)
        .collect();
    let mut vowels = random.pick(&long)?.clone();
    random.shuffle(&mut vowels);
    for &at in &vowels[..2] {
        let others = VOWELS.map(|v| {
            if text[at].is_uppercase() {
                v.to_ascii_uppercase()
            } else {
                v
            }
        });
        let others: Vec<char> = others.into_iter().filter(|&v| v != text[at]).collect();
        text[at] = *random.pick(&others)?;
    }
    Some(text.into_iter().collect())
}

/// Two neighboring words changed places; a comma stays where it stood in its word.
pub(super) fn reordered(text: &str, random: &mut Random) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let pairs: Vec<usize> = (1..words.len())
        .filter(|&at| words[at - 1] != words[at])
        .collect();
    let at = *random.pick(&pairs)?;
    words.swap(at - 1, at);
    Some(words.join(" "))
}

/// Letters without their marks, in Latin only: a breve makes another letter of a Cyrillic one.
pub(super) fn without_accents(text: &str) -> Option<String> {
    let plain = text
        .nfc()
        .flat_map(|c| {
            let strip = c.script() == Script::Latin;
            std::iter::once(c)
                .nfd()
                .filter(move |&mark| !strip || !is_combining_mark(mark))
        })
        .nfc()
        .collect::<String>();
    (plain != text.nfc().collect::<String>()).then_some(plain)
}

/// Every mark between letters and digits is `instead`, or nothing.
pub(super) fn without_punctuation(text: &str, instead: &str) -> Option<String> {
    let keeps = |c: char| c.is_alphanumeric() || c.is_whitespace() || is_combining_mark(c);
    if text.chars().all(keeps) {
        return None;
    }
    let bare: String = text
        .chars()
        .map(|c| {
            if keeps(c) {
                c.to_string()
            } else {
                instead.to_owned()
            }
        })
        .collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// As much of a name as its line has room for.
pub(super) fn cut(text: &str) -> Option<String> {
    let kept: String = text.chars().take(NAME_LINE_CHARS).collect();
    (kept.len() < text.len()).then(|| kept.trim_end().to_owned())
}

/// `SURNAME, Given names` with the given names first; `None` without a comma that parts two.
pub(super) fn natural_order(text: &str) -> Option<String> {
    let (surname, given) = text.split_once(',')?;
    let (surname, given) = (surname.trim(), given.trim());
    (!surname.is_empty() && !given.is_empty() && !given.contains(',')).then(|| format!("{given} {surname}"))
}

/// One of the words between the first and the last is missing; or, with `initial`, only its first letter is left.
pub(super) fn middle_word(text: &str, initial: bool, random: &mut Random) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let fits = |word: &str| !initial || word.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN;
    let middle: Vec<usize> = (1..words.len().saturating_sub(1))
        .filter(|&at| fits(words[at]))
        .collect();
    let at = *random.pick(&middle)?;
    let first = words[at].chars().find(|c| c.is_alphabetic());
    let short = first.filter(|_| initial).map(|c| format!("{c}."));
    let kept = words.iter().enumerate().filter_map(|(place, word)| match &short {
        Some(short) if place == at => Some(short.as_str()),
        None if place == at => None,
        _ => Some(*word),
    });
    Some(kept.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use portcullis_synthetic::Random;

    use super::*;

    type Slip = fn(&str, &mut Random) -> Option<String>;

    /// What a slip makes of a text with each of many seeds.
    fn all(slip: Slip, text: &str) -> Vec<Option<String>> {
        (0..200)
            .map(|seed| slip(text, &mut Random::from_seed(seed)))
            .collect()
    }

    fn length(text: &str) -> usize {
        text.chars().count()
    }

    #[test]
    fn each_slip_of_a_letter_changes_one_letter_of_a_word_that_is_long_enough() {
        let changes: [(Slip, i64); 4] = [(substituted, 0), (deleted, -1), (inserted, 1), (swapped, 0)];
        for (slip, more) in changes {
            for made in all(slip, "OLD Harbor") {
                let made = made.expect("Harbor has six letters");
                assert!(made.starts_with("OLD "), "{made}");
                assert_ne!(made, "OLD Harbor");
                assert_eq!(length(&made) as i64, 10 + more, "{made}");
            }
            assert!(all(slip, "Kim Un X.").iter().all(Option::is_none));
        }
    }

    #[test]
    fn a_letter_is_exchanged_for_one_of_its_own_script_and_case() {
        for made in all(substituted, "МИНСК") {
            assert!(
                made.expect("five letters")
                    .chars()
                    .all(|c| c.script() == Script::Cyrillic && c.is_uppercase())
            );
        }
        // Without an alphabet, those letters serve that the name has.
        assert!(
            all(substituted, "ԵՐԵՎԱՆ")
                .iter()
                .flatten()
                .all(|made| made.chars().all(|c| c.script() == Script::Armenian))
        );
        assert!(
            all(swapped, "OOOO").iter().all(Option::is_none),
            "equal letters that change places change nothing"
        );
    }

    #[test]
    fn a_lost_letter_stands_as_a_question_mark() {
        for made in all(lost, "Nicolas") {
            let made = made.expect("seven letters");
            assert_eq!((length(&made), made.matches('?').count()), (7, 1));
        }
    }

    #[test]
    fn spaces_are_lost_between_letters_only_and_added_inside_words_only() {
        assert!(
            all(joined, "DIAZ, Jose Maria")
                .iter()
                .all(|made| made.as_deref() == Some("DIAZ, JoseMaria"))
        );
        assert!(all(joined, "DIAZ, Jose").iter().all(Option::is_none));
        for made in all(split, "AL Harbor").into_iter().flatten() {
            assert!(
                ["AL Ha rbor", "AL Har bor", "AL Harb or"].contains(&made.as_str()),
                "{made}"
            );
        }
        assert!(all(split, "AL Omar").iter().all(Option::is_none));
    }

    #[test]
    fn marks_are_dropped_or_stand_as_spaces() {
        assert_eq!(
            without_punctuation("AL-SA'D, S.A.", "").as_deref(),
            Some("ALSAD SA")
        );
        assert_eq!(
            without_punctuation("AL-SA'D, S.A.", " ").as_deref(),
            Some("AL SA D S A")
        );
        assert_eq!(without_punctuation("Plain name", " "), None);
        assert_eq!(without_accents("Müller Šarić").as_deref(), Some("Muller Saric"));
        assert_eq!(without_accents("Йод"), None, "a breve makes another letter");
    }

    #[test]
    fn words_change_places_or_leave() {
        assert_eq!(
            natural_order("BOUT, Viktor Anatolijevitch").as_deref(),
            Some("Viktor Anatolijevitch BOUT")
        );
        assert_eq!(natural_order("FIRM, S.A., Havana"), None);
        let mut random = Random::from_seed(1);
        assert_eq!(reordered("One Two", &mut random).as_deref(), Some("Two One"));
        assert_eq!(reordered("Duran Duran", &mut random), None);
        assert_eq!(
            middle_word("Viktor Anatolijevitch BOUT", false, &mut random).as_deref(),
            Some("Viktor BOUT")
        );
        assert_eq!(
            middle_word("Viktor Anatolijevitch BOUT", true, &mut random).as_deref(),
            Some("Viktor A. BOUT")
        );
        assert_eq!(middle_word("Viktor BOUT", false, &mut random), None);
    }

    #[test]
    fn a_long_name_is_cut_where_its_line_ends() {
        assert_eq!(
            cut("IRANIAN INVESTMENT COMPANY OF TEHERAN").as_deref(),
            Some("IRANIAN INVESTMENT COMPANY OF TEHER")
        );
        assert_eq!(cut("SHORT"), None);
    }

    #[test]
    fn two_vowels_of_a_long_word_are_others_and_nothing_else_is() {
        for made in all(revoweled, "Hezbollah") {
            let made = made.expect("three vowels");
            let changed: Vec<char> = made
                .chars()
                .zip("Hezbollah".chars())
                .filter(|(a, b)| a != b)
                .map(|(a, _)| a)
                .collect();
            assert_eq!(changed.len(), 2, "{made}");
            assert!(changed.iter().all(|c| VOWELS.contains(c)));
        }
        assert!(all(revoweled, "Omar").iter().all(Option::is_none));
    }
}
