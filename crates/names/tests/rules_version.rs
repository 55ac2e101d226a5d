//! Holds [`RULES_VERSION`] to what the rules do: whoever changes how names are folded, taken apart, weighed, related or
//! scored is told to raise it.
//!
//! An index holds what the rules made of the lists, so one that was built by other rules finds too little. The digest
//! is of what the rules make of a fixed corpus, not of source text: a comment changes nothing, an update of a Unicode
//! crate that folds a letter otherwise does.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use portcullis_model::IdentifierKind;
use portcullis_names::{
    Analysis, Class, CompareScratch, FoldNotes, Order, RULES_VERSION, Tokens, WeightedName, all_pairs,
    ceilings, cost_of_leaving_out, fold_into, identifier, is_common, relate, score, telling_weight, weight,
    weight_like,
};

/// The version of the rules, and the digest of what they make of the corpus.
const RECORDED: (u32, u64) = (16, 0x442784685ad46b88);

/// Names in all scripts.
const NAMES: &str = include_str!("rules/names.txt");

/// The language data.
const WORDS: [&str; 11] = [
    include_str!("../data/body_words.csv"),
    include_str!("../data/common_names.csv"),
    include_str!("../data/common_words.csv"),
    include_str!("../data/company_words.csv"),
    include_str!("../data/generic_words.csv"),
    include_str!("../data/legal_forms.csv"),
    include_str!("../data/nicknames.csv"),
    include_str!("../data/number_words.csv"),
    include_str!("../data/places.csv"),
    include_str!("../data/titles.csv"),
    include_str!("../data/translated_words.csv"),
];

/// FNV-1a of 64 bits: nobody forges rules, they only change.
struct Digest(u64);

impl Digest {
    fn new() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A text and its end.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    /// A number to a ten-thousandth: the last bits of a logarithm may differ from one machine to another.
    fn part(&mut self, part: f32) {
        self.bytes(&((part * 10_000.0).round() as i32).to_le_bytes());
    }
}

fn corpus() -> Vec<&'static str> {
    NAMES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

fn words() -> Vec<&'static str> {
    let mut words: Vec<&str> = WORDS
        .iter()
        .flat_map(|file| file.lines().filter(|line| !line.starts_with('#')))
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Every character that is not far from those that names are written in, alone and between Latin letters.
fn digest_characters(digest: &mut Digest) {
    let mut folded = String::new();
    for character in (0..0x3_2000).filter_map(char::from_u32) {
        let mut notes = FoldNotes::default();
        fold_into(&format!("{character} x{character}x"), &mut folded, &mut notes);
        digest.text(&folded);
        digest.bytes(&[u8::from(notes.homoglyphs)]);
    }
}

fn digest_analysis(digest: &mut Digest, analysis: &Analysis) {
    for (token, class) in analysis.tokens() {
        digest.text(token);
        digest.bytes(&[class as u8]);
    }
    digest.bytes(&[
        u8::from(analysis.cut),
        u8::from(analysis.notes.homoglyphs),
        u8::from(analysis.notes.digits_for_letters),
        analysis.surname_tokens as u8,
    ]);
}

/// What each word is by itself, and how it is related to those that stand beside it in the alphabet and across.
fn digest_words(digest: &mut Digest, words: &[&str]) {
    let analyses: Vec<Analysis> = words
        .iter()
        .map(|word| Analysis::of(word, Order::AsWritten))
        .collect();
    for analysis in &analyses {
        digest_analysis(digest, analysis);
        for (token, class) in analysis.tokens() {
            digest.bytes(&[u8::from(is_common(token))]);
            for (listed_in, designations) in [(0, 20_000), (1, 300), (40, 23_000), (3_000, 40_000)] {
                digest.part(weight(token, class, listed_in, designations));
            }
            digest.part(weight_like(token, token, 3, 23_000));
        }
    }
    let tokens: Vec<&str> = analyses
        .iter()
        .flat_map(|analysis| analysis.tokens().map(|(token, _)| token))
        .collect();
    for (i, token) in tokens.iter().enumerate() {
        let across = [1, 2, 3, 5, 8, 1_000, 3_001].map(|step| tokens[(i + step) % tokens.len()]);
        for other in across.into_iter().chain([*token]) {
            digest_relation(digest, token, other);
        }
    }
}

fn digest_relation(digest: &mut Digest, query: &str, listed: &str) {
    if let Some(related) = relate(query, listed) {
        digest.text(query);
        digest.text(listed);
        digest.text(related.relation.as_str());
        digest.part(related.similarity);
    }
}

/// Every token of the corpus with every other, every name with every other, and the ceilings of each.
fn digest_names(digest: &mut Digest, names: &[&str]) {
    struct Named {
        listed: Analysis,
        query: Analysis,
        listed_weights: Vec<f32>,
        query_weights: Vec<f32>,
    }
    let weights = |analysis: &Analysis| -> Vec<f32> {
        let of = |(text, class)| weight(text, class, 1, 20_000);
        analysis.tokens().map(of).collect()
    };
    let mut tokens: Vec<String> = Vec::new();
    let names: Vec<Named> = names
        .iter()
        .map(|name| {
            let listed = Analysis::of(name, Order::SurnameFirst);
            let query = Analysis::of(name, Order::AsWritten);
            digest_analysis(digest, &listed);
            digest_analysis(digest, &query);
            tokens.extend(listed.tokens().map(|(token, _)| token.to_owned()));
            Named {
                listed_weights: weights(&listed),
                query_weights: weights(&query),
                listed,
                query,
            }
        })
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    for query in &tokens {
        for listed in &tokens {
            digest_relation(digest, query, listed);
        }
    }
    let (mut pairs, mut scratch) = (Vec::new(), CompareScratch::default());
    for is_person in [true, false] {
        for listed in &names {
            let listed = WeightedName {
                analysis: &listed.listed,
                weights: &listed.listed_weights,
                is_person,
            };
            for position in 0..listed.len() {
                digest.part(cost_of_leaving_out(&listed, position));
                digest.part(telling_weight(&listed, position));
            }
            ceilings(&listed, |position, ceilings| {
                digest.bytes(&[position as u8]);
                digest.bytes(&ceilings.with_lighter);
                digest.bytes(&ceilings.alone);
            });
            for query in &names {
                let cut = query.query.cut;
                let query = WeightedName {
                    analysis: &query.query,
                    weights: &query.query_weights,
                    is_person: false,
                };
                all_pairs(&query, &listed, cut, &mut pairs);
                if pairs.is_empty() {
                    continue;
                }
                let (scored, used) = score(&query, &listed, cut, &mut pairs, &mut scratch);
                digest.part(scored.score.fraction());
                digest.bytes(&[
                    used as u8,
                    u8::from(scored.number_conflict),
                    u8::from(scored.generations_differ),
                    u8::from(scored.beyond_cut),
                ]);
            }
        }
    }
}

fn digest_identifiers(digest: &mut Digest) {
    for kind in IdentifierKind::ALL {
        for value in [
            "A 123-456/7",
            "de89 3704 0044 0532 0130 00",
            "IMO 9074729",
            "№ 77-01/a",
            "0x00aB",
        ] {
            digest.text(&identifier::canonical(*kind, value));
        }
    }
}

#[test]
fn other_rules_have_another_version() {
    let mut digest = Digest::new();
    digest_characters(&mut digest);
    digest_words(&mut digest, &words());
    digest_names(&mut digest, &corpus());
    digest_identifiers(&mut digest);
    let found = digest.0;
    assert!(
        RECORDED == (RULES_VERSION, found),
        "names are folded, taken apart, weighed, related or scored otherwise than by version {} of the rules.\n\
         If that is meant, raise RULES_VERSION in src/lib.rs to {}, and record it here with the new digest:\n\
         const RECORDED: (u32, u64) = ({}, 0x{found:016x});",
        RECORDED.0,
        RECORDED.0 + 1,
        RECORDED.0 + 1,
    );
}

#[test]
fn the_corpus_has_tokens_of_every_class() {
    let mut classes: Vec<Class> = corpus()
        .iter()
        .flat_map(|name| {
            let analysis = Analysis::of(name, Order::SurnameFirst);
            analysis.tokens().map(|(_, class)| class).collect::<Vec<_>>()
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    assert_eq!(classes.len(), 8, "{classes:?}");
}
