//! Counts the words that companies are called by, for `crates/names/data/borne_by_companies.txt`.
//!
//! ```text
//! cargo run -p portcullis-evaluation --example borne_by_companies -- company_names.csv > borne_by_companies.txt
//! ```
//!
//! The file has a company in a column `name` on each line (FinanceDatabase, MIT). The same file gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_names::{FoldNotes, fold_into, is_common, is_text_word};

/// A word that fewer companies bear is not in the file: one company may be the listed one.
const COMPANIES_MIN: usize = 2;

/// Shorter words tell nobody apart in a text.
const BYTES_MIN: usize = 4;

const HEAD: &str = "\
# Words that companies are called by, besides common ones, those that texts are made of (text_words.txt) and those in every name.
# Rule: in the names of two companies or more of 46,000 of the world; folded, of four letters or more. Sorted, so that it is
# searched as it lies.
# Source: FinanceDatabase (MIT); written by `crates/evaluation/examples/borne_by_companies.rs`.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("a file of companies is expected")?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut folded = String::new();
    for row in csv::Reader::from_path(path)?.deserialize::<BTreeMap<String, String>>() {
        let row = row?;
        let name = row.get("name").ok_or("no column `name`")?;
        fold_into(name, &mut folded, &mut FoldNotes::default());
        let words: BTreeSet<&str> = folded.split(|c: char| !c.is_ascii_lowercase()).collect();
        for word in words {
            if word.len() >= BYTES_MIN && !is_common(word) && !is_text_word(word) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    print!("{HEAD}");
    for (word, count) in counts {
        if count >= COMPANIES_MIN {
            println!("{word}");
        }
    }
    Ok(())
}
