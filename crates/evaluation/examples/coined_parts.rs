//! Counts the words that companies coin their names of, for `crates/names/data/coined_parts.csv`.
//!
//! ```text
//! cargo run -p portcullis-evaluation --example coined_parts -- company_names.csv \
//!     gbooks_1grams_{english,french,german,italian,russian,spanish}.csv > coined_parts.csv
//! ```
//!
//! The first file has a company in a column `name` on each line (FinanceDatabase, MIT), the others hold the most frequent words of a
//! language each (Google Books Ngrams, CC BY 3.0) in a column `ngram`. The same files give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_names::{FoldNotes, fold_into};

/// A shorter part is in every other word.
const PART_MIN: usize = 3;

/// A part that fewer words are coined of is met by chance.
const WORDS_MIN: usize = 3;

const HEAD: &str = "\
# Words that companies coin their names of: a word of a first and a last one is coined by many who do not know of each other (`SolMar`).
# Rule: in three words or more of the names of 46,000 companies it is followed by (`first`), or follows (`last`), another word of one of the
# languages English, French, German, Italian, Russian and Spanish, among the 10,000 most frequent of which both are; no such word itself
# is taken apart. Folded, of three letters or more. `words` is how many words of companies were counted.
# Source: FinanceDatabase (MIT), Google Books Ngrams (CC BY 3.0); written by `crates/evaluation/examples/coined_parts.rs`.
part,place,words
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let companies = paths.next().ok_or("a file of companies is expected first")?;
    let languages: Vec<BTreeSet<String>> = paths
        .map(|path| words_of(&path, "ngram", PART_MIN))
        .collect::<Result<_, _>>()?;
    let mut words: BTreeMap<(String, &str), BTreeSet<String>> = BTreeMap::new();
    for word in words_of(&companies, "name", 2 * PART_MIN)? {
        if languages.iter().any(|language| language.contains(&word)) {
            continue;
        }
        for at in PART_MIN..=word.len() - PART_MIN {
            let (first, last) = word.split_at(at);
            if languages
                .iter()
                .any(|language| language.contains(first) && language.contains(last))
            {
                for part in [(first.to_owned(), "first"), (last.to_owned(), "last")] {
                    words.entry(part).or_default().insert(word.clone());
                }
            }
        }
    }
    print!("{HEAD}");
    for ((part, place), words) in words {
        if words.len() >= WORDS_MIN {
            println!("{part},{place},{}", words.len());
        }
    }
    Ok(())
}

/// The folded words of a column, of so many letters and more.
fn words_of(
    path: &str,
    column: &str,
    letters: usize,
) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let mut words = BTreeSet::new();
    let mut folded = String::new();
    for row in csv::Reader::from_path(path)?.deserialize::<BTreeMap<String, String>>() {
        let row = row?;
        let text = row
            .get(column)
            .ok_or_else(|| format!("{path}: no column `{column}`"))?;
        fold_into(text, &mut folded, &mut FoldNotes::default());
        let split = folded.split(|c: char| !c.is_ascii_lowercase());
        words.extend(split.filter(|word| word.len() >= letters).map(str::to_owned));
    }
    Ok(words)
}
