//! What may be a name in a sentence in Cyrillic, whose words are spelled in Latin letters by rule, which lists do not keep to: names are
//! compared with it as with the field of a name. `Оплата за билеты Махан Эйр` is no name, but what it is made of is.
//!
//! Of other scripts nobody counted the words that texts are made of.

use std::{collections::HashMap, sync::LazyLock};

use unicode_script::Script;

use super::{Word, is_of_word, words};
use crate::{
    language::{as_looked_up_arabic, is_arabic_name, is_borne, is_text_word},
    score::weight::is_common,
    scripts::script_of,
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
    let words = words_in(sentence);
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

/// Calls `each` with the single words of a sentence in Arabic script that it says to be who gives or is given money: `تبرع إلى حماس`. What else
/// stands beside them makes ordinary words of them, and `data/giving_words.csv` has the words that do not.
pub fn each_given_in_sentence(sentence: &str, mut each: impl FnMut(&str)) {
    if !begins_in(sentence, Script::Arabic) {
        return;
    }
    let words = GivingWords::get();
    let sentence = Sentence::of(sentence);
    for at in 0..sentence.words.len() {
        if !words.may_end(&sentence, at) {
            continue;
        }
        let word = sentence.words[at];
        let attached =
            without_preposition(word).filter(|_| word.starts_with('ل') && words.gives_before(&sentence, at));
        for name in [attached, Some(word).filter(|_| words.announce(&sentence, at))]
            .into_iter()
            .flatten()
        {
            if name.chars().count() >= ALONE_LETTERS_MIN {
                each(name);
            }
        }
    }
}

/// In Arabic script a shorter word sounds like too many others to be a name by itself.
const ALONE_LETTERS_MIN: usize = 4;

/// So many words before or behind a preposition say what goes over: `تحويل مالي إلى`.
const GIVES_WITHIN: usize = 3;

/// The words of a sentence, and which of them no sign parts from the one before.
struct Sentence<'s> {
    words: Vec<&'s str>,
    looked_up: Vec<String>,
    is_beside: Vec<bool>,
}

impl<'s> Sentence<'s> {
    fn of(sentence: &'s str) -> Sentence<'s> {
        let words = words_in(sentence);
        let at = |word: &str| word.as_ptr() as usize - sentence.as_ptr() as usize;
        let parted = words
            .windows(2)
            .map(|pair| &sentence[at(pair[0]) + pair[0].len()..at(pair[1])]);
        Sentence {
            is_beside: std::iter::once(false)
                .chain(parted.map(|between| !is_parting(between)))
                .collect(),
            looked_up: words.iter().map(|word| as_looked_up_arabic(word)).collect(),
            words,
        }
    }

    /// Two neighboring words as they are looked up, or one; `None` where there are none, or a sign parts them.
    fn phrase(&self, first: usize, length: usize) -> Option<String> {
        let words = self.looked_up.get(first..first + length)?;
        let is_whole = self.is_beside[first + 1..first + length]
            .iter()
            .all(|is_beside| *is_beside);
        is_whole.then(|| words.join(" "))
    }
}

/// The rows of `data/giving_words.csv`, as they are looked up, each with its kind.
struct GivingWords(HashMap<String, Vec<&'static str>>);

impl GivingWords {
    fn get() -> &'static GivingWords {
        static WORDS: LazyLock<GivingWords> = LazyLock::new(|| {
            let lines = include_str!("../../data/giving_words.csv").lines();
            let mut words: HashMap<String, Vec<&str>> = HashMap::new();
            for row in lines.filter(|line| !line.starts_with('#')).skip(1) {
                let mut parts = row.split(',');
                if let (Some(phrase), Some(kind)) = (parts.next(), parts.next()) {
                    let phrase: Vec<String> = phrase.split(' ').map(as_looked_up_arabic).collect();
                    words.entry(phrase.join(" ")).or_default().push(kind);
                }
            }
            GivingWords(words)
        });
        &WORDS
    }

    fn is(&self, phrase: &str, kind: &str) -> bool {
        self.0.get(phrase).is_some_and(|kinds| kinds.contains(&kind))
    }

    /// How many words the phrase of a kind has that begins at a word; 0: none does.
    fn begins(&self, sentence: &Sentence<'_>, first: usize, kind: &str) -> usize {
        let is = |length: &usize| {
            sentence
                .phrase(first, *length)
                .is_some_and(|phrase| self.is(&phrase, kind))
        };
        [2, 1].into_iter().find(is).unwrap_or(0)
    }

    /// How many words the phrase of a kind has that ends before a word, with nothing between.
    fn ends_before(&self, sentence: &Sentence<'_>, at: usize, kind: &str) -> usize {
        let is = |length: &usize| {
            let phrase = at
                .checked_sub(*length)
                .and_then(|first| sentence.phrase(first, *length));
            sentence.is_beside[at] && phrase.is_some_and(|phrase| self.is(&phrase, kind))
        };
        [2, 1].into_iter().find(is).unwrap_or(0)
    }

    /// Whether one of the few words before a word says that something goes over.
    fn gives_before(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        let words = &sentence.looked_up[at.saturating_sub(GIVES_WITHIN)..at];
        words.iter().any(|word| self.is(word, "gives"))
    }

    fn gives_behind(&self, sentence: &Sentence<'_>, from: usize) -> bool {
        let words = sentence.looked_up.get(from..).unwrap_or_default();
        words.iter().take(GIVES_WITHIN).any(|word| self.is(word, "gives"))
    }

    /// Whether what stands before a word, or in Urdu behind it, says that it is a party.
    fn announce(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        if self.ends_before(sentence, at, "for") > 0 {
            return true;
        }
        if sentence.is_beside[at] && at > 0 {
            let before = &sentence.looked_up[at - 1];
            let body = before.strip_prefix('ل').unwrap_or(before);
            let is_announcing = self.is(before, "to") || self.is(before, "body") || self.is(body, "body");
            if is_announcing && self.gives_before(sentence, at - 1) {
                return true;
            }
        }
        let behind = at + 1;
        let length = if sentence.is_beside.get(behind) == Some(&true) {
            self.begins(sentence, behind, "behind")
        } else {
            0
        };
        length > 0 && (self.gives_behind(sentence, behind + length) || self.gives_before(sentence, at))
    }

    /// Whether a name may end with a word: it is the last, or what stands behind it goes on with something else or says of what land or creed it
    /// is (`حماس الفلسطينية`). With another word it would be an ordinary one.
    fn may_end(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        let behind = at + 1;
        if sentence.is_beside.get(behind) != Some(&true) {
            return true;
        }
        let word = &sentence.looked_up[behind];
        let is_arabic = word.chars().any(|c| script_of(c) == Script::Arabic);
        !is_arabic
            || word.chars().count() <= SMALL_CHARACTERS_MAX
            || (word.starts_with("ال") && (word.ends_with("یه") || word.ends_with("يه")))
            || ["next", "behind", "gives"]
                .iter()
                .any(|kind| self.begins(sentence, behind, kind) > 0)
    }
}

/// The first words of a sentence in Arabic script.
fn words_in(sentence: &str) -> Vec<&str> {
    sentence
        .split(|c| !is_of_word(c))
        .filter(|word| !word.is_empty())
        .take(ARABIC_WORDS_MAX)
        .collect()
}

/// A word without the preposition that Arabic writes in one with it (`to`, `by`, `and`), and the article that it swallows.
fn without_preposition(part: &str) -> Option<&str> {
    let rest = part.strip_prefix(['ل', 'ب', 'و'])?;
    Some(rest.strip_prefix('ل').unwrap_or(rest))
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
                && (!is_alone
                    || (tells_alone(&first.folded)
                        && (is_quoted(sentence, first.start) || !is_adjective_of_place(part))))
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

/// Whether a word says where or whose something is: `ул. Севастопольская`. Of a name it is a part, and beside its other words; by itself it is a
/// street, a district, a road, unless it stands in quotes as names of companies do.
fn is_adjective_of_place(word: &str) -> bool {
    const ENDINGS: [&str; 18] = [
        "ий", "ая", "ое", "ой", "ого", "ому", "ую", "им", "ом", "их", "ими", "ие", "а", "е", "ої", "ій", "у",
        "ою",
    ];
    let word = word.to_lowercase();
    let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    let is_relational = |stem: &str| {
        ["ск", "цк", "ськ", "цьк"]
            .iter()
            .any(|suffix| stem.ends_with(suffix))
    };
    stems.into_iter().any(is_relational)
}

/// Whether a quote opens before a word.
fn is_quoted(sentence: &str, at: usize) -> bool {
    sentence[..at].ends_with(['"', '«', '“', '„', '\''])
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
    fn an_adjective_of_a_place_is_no_name_by_itself() {
        for (sentence, adjective) in [
            (
                "оплата за аренду склада, ул. Севастопольская 4",
                "Севастопольская",
            ),
            ("послуги, вул. Донецька 7", "Донецька"),
        ] {
            assert!(!names(sentence).contains(&adjective.to_owned()), "{sentence}");
        }
        assert!(names("Аванс «Бериславский» по договору").contains(&"Бериславский".to_owned()));
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
