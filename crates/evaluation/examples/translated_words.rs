//! Counts how bodies' names in other scripts are translated, for `crates/names/data/translated_words.csv`.
//!
//! ```text
//! portcullis compile --out all.pcx eu:eu un:un uk:uk au:au ua:ua ch:ch
//! cargo run --release -p portcullis-evaluation --example translated_words -- all.pcx > translated_words.csv
//! ```
//!
//! Of each listed body, every name in another script is laid beside every name in Latin letters. Words that are written alike are
//! taken out, and of the others it is counted which stands for which (IBM model 1: expectation maximization). With
//! `--without PAIRS.csv`, names in that file of `evaluate pairs` are not counted, so that it can be held out. The same files give the same
//! bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use portcullis_index::Index;
use portcullis_model::{Schema, TokenRelation};
use portcullis_names::{Analysis, Class, FoldNotes, Order, fold_into, is_common, is_text_word, relate};
use unicode_script::{Script, UnicodeScript};

/// How often all is counted anew.
const COUNTS: usize = 8;

/// A word of no translation is taken to stand beside one more word, which is none.
const NONE: &str = "";

/// A row was met in so many names of different words at least …
const NAMES_MIN: usize = 3;

/// … each time likelier than all others together …
const LIKELY_MIN: f64 = 0.5;

/// … and it is this part of all that the word stands for.
const PART_MIN: f64 = 0.3;

/// Shorter words are met by chance.
const LETTERS_MIN: usize = 3;

const HEAD: &str = "\
# How words of bodies' names in other scripts are translated: an English word, and the word as it is folded.
# Rule: the two stand for each other in three names of listed bodies and more, and in three of ten that have the word; the English word is
# one that companies share or texts are made of, and neither is a common name.
# `names` is how many names were counted.
# Source: the names that the EU, the UN, the United Kingdom, Australia, Ukraine and Switzerland give of listed bodies; written by
# `crates/evaluation/examples/translated_words.rs`.
english,word,names
";

/// The words of a name in another script, and those of the same body's names in Latin letters.
struct Beside {
    words: BTreeSet<String>,
    latin: Vec<BTreeSet<String>>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut held_out = BTreeSet::new();
    let mut names = BTreeMap::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--without" {
            let path = arguments.next().ok_or("--without needs a file")?;
            for row in csv::Reader::from_path(path)?.deserialize::<BTreeMap<String, String>>() {
                let row = row?;
                held_out.extend(
                    ["name1", "name2"]
                        .iter()
                        .filter_map(|column| Some(folded(row.get(*column)?))),
                );
            }
        } else {
            read(&Index::open(Path::new(&argument))?, &held_out, &mut names);
        }
    }
    let names: Vec<Beside> = names.into_values().collect();
    print!("{HEAD}");
    for ((english, word), count) in rows(&names) {
        println!("{english},{word},{count}");
    }
    Ok(())
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold_into(text, &mut folded, &mut FoldNotes::default());
    folded
}

/// Adds the names of an index's bodies, each by its folded form, so that one that is on two lists is counted once.
fn read(index: &Index, held_out: &BTreeSet<String>, names: &mut BTreeMap<String, Beside>) {
    for designation in 0..index.designation_count() {
        if index.schema(designation) != Schema::Organization {
            continue;
        }
        let listed = || {
            index
                .names_of(designation)
                .map(|name| index.name(name).published())
        };
        let latin: Vec<BTreeSet<String>> = listed()
            .filter(|name| !has_other_script(name))
            .map(words)
            .collect();
        for name in listed().filter(|name| has_other_script(name)) {
            let key = folded(name);
            if held_out.contains(&key) {
                continue;
            }
            // Some names have an English one behind them.
            let other: String = name.chars().filter(|c| c.script() != Script::Latin).collect();
            let beside = names.entry(key).or_insert_with(|| Beside {
                words: words(&other),
                latin: Vec::new(),
            });
            for other in &latin {
                if !beside.latin.contains(other) {
                    beside.latin.push(other.clone());
                }
            }
        }
    }
}

/// Whether a name is in another script whose words are parted by spaces.
fn has_other_script(name: &str) -> bool {
    name.chars().any(|c| {
        matches!(
            c.script(),
            Script::Cyrillic
                | Script::Greek
                | Script::Arabic
                | Script::Hebrew
                | Script::Georgian
                | Script::Armenian
        )
    })
}

/// The words of a name that may be translated.
fn words(name: &str) -> BTreeSet<String> {
    let analysis = Analysis::of(name, Order::AsWritten);
    let tokens = analysis.tokens();
    tokens
        .filter(|(token, class)| {
            matches!(class, Class::Word | Class::Generic)
                && token.trim_start_matches('~').len() >= LETTERS_MIN
        })
        .map(|(token, _)| token.to_owned())
        .collect()
}

/// The words of a name that may be translated, and those of a name in Latin letters that may be a translation.
type Pair<'n> = (Vec<&'n str>, Vec<&'n str>);

/// The rows: an English word, the word that it stands for, and in how many names.
fn rows(names: &[Beside]) -> BTreeMap<(String, String), usize> {
    let names: Vec<Vec<Pair<'_>>> = names.iter().map(pairs).collect();
    // How likely an English word, or none, is written as a word; at first all are.
    let mut likely: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut met: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for _ in 0..COUNTS {
        met.clear();
        each_part(&names, &likely, |name, pair, part| {
            *met.entry(pair).or_default() += part / names[name].len() as f64;
        });
        let mut all: BTreeMap<&str, f64> = BTreeMap::new();
        for ((_, english), part) in &met {
            *all.entry(english).or_default() += part;
        }
        likely = met
            .iter()
            .map(|(pair, part)| (*pair, part / all[pair.1]))
            .collect();
    }
    let mut of_word: BTreeMap<&str, f64> = BTreeMap::new();
    for ((word, _), part) in &met {
        *of_word.entry(word).or_default() += part;
    }
    let mut counts: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    each_part(&names, &likely, |name, pair, part| {
        if part >= LIKELY_MIN {
            counts.entry(pair).or_default().insert(name);
        }
    });
    // Two words that always stand together may stand for each other's translation.
    let is_ambiguous = |word: &str, english: &str, of: &BTreeSet<usize>| {
        counts
            .iter()
            .any(|((other, same), others)| *same == english && *other != word && others == of)
    };
    counts
        .iter()
        .filter(|((word, english), of)| {
            *english != NONE
                && of.len() >= NAMES_MIN
                && !is_ambiguous(word, english, of)
                && met[&(*word, *english)] >= PART_MIN * of_word[word]
                && (is_generic(english) || is_text_word(english))
                && ![word, english].into_iter().any(|word| is_name(word))
        })
        .map(|((word, english), of)| (((*english).to_owned(), (*word).to_owned()), of.len()))
        .collect()
}

/// Whether a word is one that companies share.
fn is_generic(word: &str) -> bool {
    let analysis = Analysis::of(word, Order::AsWritten);
    !analysis.is_empty() && analysis.class(0) == Class::Generic
}

/// Whether a word is a common name.
fn is_name(word: &str) -> bool {
    is_common(word) && !is_generic(word)
}

/// The words of a name beside those of each of the body's names in Latin letters, without those that are written alike: these stand for
/// themselves.
fn pairs(name: &Beside) -> Vec<Pair<'_>> {
    let is_alike = |word: &str, latin: &str| {
        relate(word, latin).is_some_and(|related| related.relation != TokenRelation::Synonym)
    };
    let beside = name.latin.iter().map(|latin| {
        let of = name
            .words
            .iter()
            .filter(|word| !latin.iter().any(|other| is_alike(word, other)));
        let to = latin
            .iter()
            .filter(|word| !name.words.iter().any(|other| is_alike(other, word)));
        (
            of.map(String::as_str).collect(),
            to.map(String::as_str).chain([NONE]).collect(),
        )
    });
    beside.collect()
}

/// Calls `each` with the number of a name, a word of it, a word that may be its translation, and how much of the word that is.
fn each_part<'n>(
    names: &[Vec<Pair<'n>>],
    likely: &BTreeMap<(&'n str, &'n str), f64>,
    mut each: impl FnMut(usize, (&'n str, &'n str), f64),
) {
    for (at, pairs) in names.iter().enumerate() {
        for (words, latin) in pairs {
            for word in words {
                let of = |english: &'n str| likely.get(&(*word, english)).copied().unwrap_or(1.0);
                let all: f64 = latin.iter().map(|english| of(english)).sum();
                for english in latin {
                    each(at, (*word, *english), of(english) / all);
                }
            }
        }
    }
}
