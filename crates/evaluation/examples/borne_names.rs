//! Counts the names that people are known to bear, for `crates/names/data/borne_names.txt`.
//!
//! ```text
//! cargo run -p portcullis-evaluation --example borne_names -- us-census-surnames-1990.csv us-census-firstnames-1990.csv \
//!     sigpwned_common-forenames-by-country.csv sigpwned_common-surnames-by-country.csv > borne_names.txt
//! ```
//!
//! The first file has a surname and the percentage of people that bear it on each line; the second a column `name`, the others
//! a column `Romanized Name`. The same files give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_names::{FoldNotes, fold_into, is_common};

/// A surname that fewer percent of people bear is not in the file: one in 100,000.
const PERCENT_MIN: f64 = 0.001;

/// Shorter words have no slip.
const BYTES_MIN: usize = 3;

const HEAD: &str = "\
# Names that people are known to bear, besides those of `common_names.csv` and `nicknames.csv`: a slip seldom makes one
# name of another.
# Rule: a surname of one in 100,000 people or more of the United States, a given name in their census, or among the most common
# given names or surnames of a country; folded, of three letters or more. Sorted, so that it is searched as it lies.
# Source: US Census 1990 (public domain), common forenames and surnames by country (sigpwned, CC0); written by
# `crates/evaluation/examples/borne_names.rs`.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [surnames, others @ ..] = paths.as_slice() else {
        return Err("a file of surnames is expected first".into());
    };
    let mut names = BTreeSet::new();
    let mut file = csv::ReaderBuilder::new().has_headers(false).from_path(surnames)?;
    for row in file.deserialize::<(String, f64, f64, u64)>() {
        let (name, percent, ..) = row?;
        if percent >= PERCENT_MIN {
            add(&name, &mut names);
        }
    }
    for path in others {
        let mut file = csv::Reader::from_path(path)?;
        for row in file.deserialize::<BTreeMap<String, String>>() {
            let row = row?;
            let name = row.get("name").or_else(|| row.get("Romanized Name"));
            add(name.ok_or("no column of names")?, &mut names);
        }
    }
    let nicknames = include_str!("../../names/data/nicknames.csv");
    for name in nicknames
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(','))
    {
        names.remove(name);
    }
    print!("{HEAD}");
    for name in names {
        println!("{name}");
    }
    Ok(())
}

fn add(text: &str, names: &mut BTreeSet<String>) {
    let mut folded = String::new();
    fold_into(text, &mut folded, &mut FoldNotes::default());
    let split = folded.split(|c: char| !c.is_ascii_lowercase());
    names.extend(
        split
            .filter(|name| name.len() >= BYTES_MIN && !is_common(name))
            .map(str::to_owned),
    );
}
