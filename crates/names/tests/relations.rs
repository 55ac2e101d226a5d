//! A search finds every related token: what the matcher relies on when it looks tokens up instead of comparing them.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{collections::BTreeSet, sync::LazyLock};

use portcullis_names::{
    Analysis, Order,
    relation::{Answer, Key, RELATIONS, Relation, SPLIT_RELATIONS, Word, relate},
};
use proptest::prelude::*;

/// Everything that an index files, or a query asks, under one key.
fn keys(each_key: impl Fn(&mut dyn FnMut(Key<'_>))) -> BTreeSet<(u8, String)> {
    let mut keys = BTreeSet::new();
    each_key(&mut |key| match key {
        Key::Token(text) => {
            keys.insert((0, text.to_owned()));
        }
        Key::Deletions { token, most } => {
            let mut left = BTreeSet::from([token.to_owned()]);
            for _ in 0..most {
                let shorter: Vec<String> = left.iter().flat_map(|text| without_a_letter(text)).collect();
                left.extend(shorter);
            }
            keys.extend(left.into_iter().map(|text| (1, text)));
        }
        Key::Skeleton(text) => {
            keys.insert((2, text.to_owned()));
        }
    });
    keys
}

fn without_a_letter(text: &str) -> impl Iterator<Item = String> + '_ {
    (0..text.len()).map(|at| format!("{}{}", &text[..at], &text[at + 1..]))
}

/// Checks one relation of a query token and a listed token; returns whether they are related.
fn meet(relation: &dyn Relation, query: &str, listed: &str) -> bool {
    let words = [Word::of(query), Word::of(listed)];
    let related = match relation.relate(&words[0], &words[1]) {
        Answer::None => return false,
        Answer::Final(None) => {
            assert!(
                relation.may_rule_out(),
                "{:?} rules out `{query}` and `{listed}`",
                relation.name()
            );
            return false;
        }
        Answer::Similar(similarity) | Answer::Final(Some(similarity)) => similarity,
    };
    assert!(related > 0.0 && related <= 1.0, "`{query}` `{listed}`: {related}");
    let asked = keys(|each| relation.each_asked_key(&words[0], each));
    let filed = keys(|each| relation.each_filed_key(&words[1], each));
    assert!(
        !asked.is_disjoint(&filed),
        "{:?} relates `{query}` and `{listed}`, and they do not meet: {asked:?} {filed:?}",
        relation.name()
    );
    true
}

/// Checks all relations of the two, both ways.
fn check(a: &str, b: &str) {
    for relation in RELATIONS.into_iter().chain(SPLIT_RELATIONS) {
        meet(relation, a, b);
        meet(relation, b, a);
    }
    assert_eq!(relate(a, b), relate(b, a), "`{a}` `{b}`");
}

/// The tokens of a text: what a relation may be asked about.
fn tokens(text: &str) -> Vec<String> {
    let analysis = Analysis::of(text, Order::AsWritten);
    analysis.tokens().map(|(token, _)| token.to_owned()).collect()
}

/// Words of every kind that a relation is about.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let data = [
        include_str!("../data/common_names.csv"),
        include_str!("../data/nicknames.csv"),
        include_str!("../data/number_words.csv"),
        include_str!("../data/company_words.csv"),
        include_str!("../data/places.csv"),
        include_str!("../data/legal_forms.csv"),
        include_str!("rules/names.txt"),
    ];
    let lines = data
        .iter()
        .flat_map(|file| file.lines().filter(|line| !line.starts_with('#')));
    let mut words: Vec<String> = lines
        .flat_map(|line| line.split([',', ' ']))
        .flat_map(tokens)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
});

/// A letter replaced, left out, doubled or exchanged with the next.
fn slip(word: &str, change: u8, at: prop::sample::Index, letter: u8) -> String {
    let mut letters: Vec<u8> = word.bytes().collect();
    let at = at.index(letters.len());
    match change {
        0 => letters[at] = letter,
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        3 if at + 1 < letters.len() => letters.swap(at, at + 1),
        4 => letters.insert(at, letter),
        _ => {}
    }
    String::from_utf8(letters).unwrap_or_default()
}

#[test]
fn related_tokens_of_the_language_data_meet_in_a_dictionary() {
    let mut related = [0; RELATIONS.len()];
    let mut count = |query: &str, listed: &str| {
        for (row, relation) in RELATIONS.into_iter().enumerate() {
            related[row] += u32::from(meet(relation, query, listed));
        }
    };
    // Words of one spelling stand beside each other in the alphabet, words of one class in one line of their file.
    for step in [0, 1, 2, 3, 7, 4_001] {
        for (i, query) in WORDS.iter().enumerate() {
            count(query, &WORDS[(i + step) % WORDS.len()]);
        }
    }
    for line in [
        include_str!("../data/nicknames.csv"),
        include_str!("../data/company_words.csv"),
        include_str!("../data/places.csv"),
        include_str!("../data/number_words.csv"),
    ]
    .iter()
    .flat_map(|file| file.lines().filter(|line| !line.starts_with('#')))
    {
        let words: Vec<&str> = line.split(',').map(str::trim).collect();
        words.iter().for_each(|query| count(query, words[0]));
    }
    for syllables in WORDS.iter().filter_map(|word| word.strip_prefix('^')) {
        count(&format!("^{syllables}"), syllables);
    }
    for (other, latin) in [
        ("<Ywntn", "jonathan"),
        ("#syusUtE", "schuster"),
        (")gyEN", "kyung"),
        ("%veroLzo", "veloso"),
        ("~zmribi", "~zmrini"),
        ("~m?md", "~mhmd"),
        ("u", "woo"),
        ("suh", "seo"),
    ] {
        count(other, latin);
        count(latin, other);
    }
    for (relation, related) in RELATIONS.iter().zip(related) {
        assert!(related > 0, "{:?} related no two tokens", relation.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn related_tokens_meet_in_a_dictionary(
        word in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        slips in prop::collection::vec((0u8..6, any::<prop::sample::Index>(), b'a'..=b'z'), 0..4),
        mark in prop::sample::select(vec!["", "~", "^", "<", "#", ")", "%", "}"]),
    ) {
        let (word, other) = (word.get(&WORDS[..]), other.get(&WORDS[..]));
        let mut slipped = word.clone();
        for (change, at, letter) in slips {
            if !slipped.is_empty() {
                slipped = slip(&slipped, change, at, letter);
            }
        }
        // A slip may make two tokens of one, or none.
        for slipped in tokens(&slipped) {
            check(word, &slipped);
        }
        check(word, other);
        if word.bytes().all(|b| b.is_ascii_lowercase()) {
            for slipped in tokens(&slipped) {
                check(&format!("{mark}{word}"), &slipped);
            }
        }
    }

    #[test]
    fn words_of_letters_that_are_read_in_several_ways_meet_their_spellings(
        word in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        kept in any::<u64>(),
        (change, at, letter) in (0u8..6, any::<prop::sample::Index>(), b'a'..=b'z'),
    ) {
        let (word, other) = (word.get(&WORDS[..]), other.get(&WORDS[..]));
        let letters = word.char_indices().map(|(at, letter)| match letter {
            _ if kept >> (at % 64) & 1 == 1 => letter,
            'd' => 'D',
            'z' => 'Z',
            't' => 'T',
            's' => 'S',
            'k' | 'g' => 'q',
            'f' | 'v' => 'F',
            'h' => 'x',
            'a' | 'i' if at + 1 == word.len() => 'Y',
            other => other,
        });
        let arabic = format!("~{}", letters.collect::<String>());
        for spelling in [word, other].into_iter().flat_map(|word| [word.clone(), slip(word, change, at, letter)]) {
            if spelling.bytes().all(|b| b.is_ascii_lowercase()) {
                check(&arabic, &spelling);
            }
        }
        check(&arabic, &format!("~{word}"));
    }

    #[test]
    fn related_tokens_of_any_text_meet_in_a_dictionary(
        any in "\\PC{1,12}",
        short in "[a-z]{1,5}",
        near in prop::collection::vec("[aeioumnkhysgv]{2,7}", 2),
    ) {
        let texts = near.into_iter().chain([any, short]);
        let tokens: Vec<String> = texts.flat_map(|text| tokens(&text)).collect();
        for a in &tokens {
            for b in &tokens {
                check(a, b);
            }
        }
    }
}
