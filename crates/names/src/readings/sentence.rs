//! What may be a name in a sentence in Cyrillic, whose words are spelled in Latin letters by rule, which lists do not keep to: names are
//! compared with it as with the field of a name. `Оплата за билеты Махан Эйр` is no name, but what it is made of is.
//!
//! Of other scripts nobody counted the words that texts are made of.

use unicode_script::Script;

use super::{Word, is_of_word, words};
use crate::{
    language::{is_borne, is_text_word},
    score::weight::is_common,
    scripts::script_of,
};

/// Words of so many characters stand between names (`за`, `по`), and are none.
const SMALL_CHARACTERS_MAX: usize = 2;

/// A name in a sentence is looked for in so many neighboring words, and in all that stand between words of texts.
const WORDS_MAX: usize = 3;

/// A shorter word is no name by itself.
const ALONE_BYTES_MIN: usize = 4;

/// Calls `each` with the parts of a sentence in Cyrillic that may be names: neighboring words that no sign parts and of which none is one that
/// texts are made of, unless beside them stands what people are called. Never with all of it.
pub fn each_in_sentence(sentence: &str, mut each: impl FnMut(&str)) {
    let is_cyrillic = |c: char| script_of(c) == Script::Cyrillic;
    if !sentence
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(is_cyrillic)
    {
        return;
    }
    let words = words(sentence);
    let parts = |pair: &[Word]| {
        let between = &sentence[pair[0].end..pair[1].start];
        // Of quotes the name of a company is a part, and of a hyphen the word.
        let is_inside = |c: char| c.is_whitespace() || "\"'«»“”„-".contains(c);
        !between.chars().all(is_inside)
    };
    let is_of_name = |word: &Word| {
        sentence[word.start..word.end].chars().count() > SMALL_CHARACTERS_MAX
            && word.folded.bytes().any(|byte| byte.is_ascii_alphabetic())
            && (is_name(&word.folded) || !is_text_word(&word.folded))
    };
    let mut from = 0;
    while from < words.len() {
        if !is_of_name(&words[from]) {
            from += 1;
            continue;
        }
        let mut end = from + 1;
        while end < words.len() && is_of_name(&words[end]) && !parts(&words[end - 1..=end]) {
            end += 1;
        }
        each_within(sentence, &words[from..end], &mut each);
        from = end;
    }
}

/// Calls `each` with the words that stand between words of texts, all of them and some.
fn each_within(sentence: &str, run: &[Word], each: &mut impl FnMut(&str)) {
    let ends_there = |beside: Option<&Word>| beside.is_none_or(|word| !is_name(&word.folded));
    for start in 0..run.len() {
        for end in start + 1..=run.len() {
            if end - start > WORDS_MAX && end - start < run.len() {
                continue;
            }
            let words = &run[start..end];
            let (first, last) = (&words[0], &words[words.len() - 1]);
            let before = start.checked_sub(1).and_then(|at| run.get(at));
            let is_alone = words.len() == 1;
            let part = sentence[first.start..last.end].trim_end_matches(|c| !is_of_word(c));
            if ends_there(before)
                && ends_there(run.get(end))
                && part.len() < sentence.trim().len()
                && (!is_alone || tells_alone(&first.folded))
            {
                each(part);
            }
        }
    }
}

/// Whether people are called by a word, and it is not more often one that texts are made of.
fn is_name(folded: &str) -> bool {
    is_borne(folded) && (!is_text_word(folded) || is_common(folded))
}

/// Whether a word may be all of a name: nobody else is known to bear it.
fn tells_alone(folded: &str) -> bool {
    folded.len() >= ALONE_BYTES_MIN && !is_borne(folded) && !is_common(folded)
}

#[cfg(test)]
mod tests {
    use super::each_in_sentence;

    fn names(sentence: &str) -> Vec<String> {
        let mut names = Vec::new();
        each_in_sentence(sentence, |name| names.push(name.to_owned()));
        names
    }

    #[test]
    fn what_stands_between_words_of_texts_may_be_a_name() {
        let found = names("Оплата за билеты Махан Эйр");
        assert!(found.contains(&"Махан Эйр".to_owned()), "{found:?}");
        let found = names("Аванс Уралвагонзавод по договору 15");
        assert_eq!(found, ["Уралвагонзавод"]);
    }

    #[test]
    fn a_part_of_somebodys_name_is_no_name() {
        let found = names("Оплата за билеты, пассажир Виктор Иванов");
        assert!(
            found.iter().all(|name| name.contains("Виктор Иванов")),
            "{found:?}"
        );
    }

    #[test]
    fn a_sentence_of_words_of_texts_and_a_text_in_latin_letters_have_none() {
        for sentence in [
            "Оплата по договору поставки № 15",
            "PAYMENT TO MAHAN AIR",
            "",
            "Hamas Хамас",
        ] {
            assert!(names(sentence).is_empty(), "{sentence}: {:?}", names(sentence));
        }
    }
}
