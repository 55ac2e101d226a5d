//! What may be a name in a sentence in Cyrillic, whose words are spelled in Latin letters by rule, which lists do not keep to: names are
//! compared with it as with the field of a name. `Оплата за билеты Махан Эйр` is no name, but what it is made of is.
//!
//! Of other scripts nobody counted the words that texts are made of.

use std::{collections::HashSet, sync::LazyLock};

use unicode_script::Script;

use super::{Word, is_of_word, words};
use crate::{
    language::{is_borne, is_text_word},
    score::weight::is_common,
    scripts::script_of,
    transliterate::plain_arabic_word,
};

/// Words of so many characters stand between names (`за`, `по`), and are none.
const SMALL_CHARACTERS_MAX: usize = 2;

/// A name in a sentence is looked for in so many neighboring words, and in all that stand between words of texts.
const WORDS_MAX: usize = 3;

/// A shorter word is no name by itself.
const ALONE_BYTES_MIN: usize = 4;

/// In Arabic script a name is looked for in so many neighboring words, of the first words of a sentence.
const ARABIC_NAME_WORDS_MAX: usize = 4;
const ARABIC_WORDS_MAX: usize = 64;

/// Calls `each` with the parts of a sentence in Cyrillic that may be names: neighboring words that no sign parts and of which none is one that
/// texts are made of, unless beside them stands what people are called by. Never with all of it.
pub fn each_in_sentence(sentence: &str, mut each: impl FnMut(&str)) {
    if begins_in(sentence, Script::Cyrillic) {
        each_in_cyrillic(sentence, &mut each);
    }
}

fn begins_in(sentence: &str, script: Script) -> bool {
    let first = sentence.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| script_of(c) == script)
}

/// Whether what stands between two words parts them. Of quotes the name of a company is a part, and of a hyphen the word.
fn is_parting(between: &str) -> bool {
    let is_inside = |c: char| c.is_whitespace() || "\"'«»“”„-".contains(c);
    !between.chars().all(is_inside)
}

/// Calls `each` with the parts of a sentence in Arabic script that may be the whole name of somebody: a few neighboring words that no sign
/// parts, where beside them stands nothing that people are called by. Never with all of it. What ordinary words are, nobody counted, and without
/// vowels many sound like a name: one word tells nobody, and of several each must be a word of the name.
pub fn each_whole_in_sentence(sentence: &str, mut each: impl FnMut(&str)) {
    if !begins_in(sentence, Script::Arabic) {
        return;
    }
    let words: Vec<&str> = sentence
        .split(|c| !is_of_word(c))
        .filter(|word| !word.is_empty())
        .take(ARABIC_WORDS_MAX)
        .collect();
    if words.len() < 2 {
        return;
    }
    let starts = |at: usize| words[at].as_ptr() as usize - sentence.as_ptr() as usize;
    let ends = |at: usize| starts(at) + words[at].len();
    let are_names: Vec<bool> = words.iter().map(|word| is_arabic_name(word)).collect();
    let is_small = |at: usize| words[at].chars().count() <= SMALL_CHARACTERS_MAX;
    let is_beside =
        |one: usize, next: usize| next < words.len() && !is_parting(&sentence[ends(one)..starts(next)]);
    for start in 0..words.len() {
        let before = start.checked_sub(1);
        if is_small(start) || before.is_some_and(|at| are_names[at] && is_beside(at, start)) {
            continue;
        }
        for end in start + 2..=words.len().min(start + ARABIC_NAME_WORDS_MAX) {
            let last = end - 1;
            if !is_beside(last - 1, last) {
                break;
            }
            if is_small(last) || (is_beside(last, end) && are_names[end]) {
                continue;
            }
            let part = &sentence[starts(start)..ends(last)];
            if part.len() < sentence.trim().len() {
                each(part);
            }
            if let Some(part) = without_preposition(part) {
                each(part);
            }
        }
    }
}

/// A word without the preposition that Arabic writes in one with it (`to`, `by`, `and`), and the article that it swallows.
fn without_preposition(part: &str) -> Option<&str> {
    let rest = part.strip_prefix(['ل', 'ب', 'و'])?;
    Some(rest.strip_prefix('ل').unwrap_or(rest))
}

/// The words of `data/arabic_names.csv`.
static ARABIC_NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../../data/arabic_names.csv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).skip(1);
    rows.map(as_looked_up).collect()
});

/// A word in Arabic script as names are looked up by: many write no dots on the ة that ends a word.
fn as_looked_up(word: &str) -> String {
    plain_arabic_word(word).replace('ة', "ه")
}

/// Whether a word in Arabic script is what people are commonly called by, or has the form of a family name: `التكريتي`, who is of Tikrit.
fn is_arabic_name(word: &str) -> bool {
    const FAMILY_NAME_LETTERS_MIN: usize = 5;
    let word = as_looked_up(word);
    let is_of_a_place = word.starts_with("ال") && word.ends_with('ي');
    (is_of_a_place && word.chars().count() >= FAMILY_NAME_LETTERS_MIN) || ARABIC_NAMES.contains(&word)
}

/// Neighboring words of which none is one that texts are made of, unless beside them stands what people are called by.
fn each_in_cyrillic(sentence: &str, each: &mut impl FnMut(&str)) {
    let words = words(sentence);
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
        while end < words.len()
            && is_of_name(&words[end])
            && !is_parting(&sentence[words[end - 1].end..words[end].start])
        {
            end += 1;
        }
        each_within(sentence, &words[from..end], each);
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
