//! Counts who is called by words of offices, for `crates/names/data/office_words.csv`.
//!
//! ```text
//! portcullis compile --out all.pcx ofac-sdn:ofac un:un eu:eu uk:uk ca:ca au:au ua:ua ch:ch
//! cargo run --release -p portcullis-evaluation --example office_words -- company_names.csv all.pcx > office_words.csv
//! ```
//!
//! The words are those of the file as it is, each with the words of its class in `company_words.csv`; the first argument has a company in a
//! column `name` on each line (FinanceDatabase, MIT). A word that companies are called by is left out, so that who adds one sees whether
//! it is one. The same files give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use portcullis_index::Index;
use portcullis_model::Schema;
use portcullis_names::{FoldNotes, fold_into};

/// Of so many companies one at the most is called by a word of an office.
const COMPANIES_EACH: usize = 1_000;

const HEAD: &str = "\
# Words of the offices that a state, a movement or a body has: beside its name they say which office is meant, and not who else.
# Rule: the word is the name of a post or mission of the Vienna Conventions on Diplomatic and on Consular Relations (1961, articles 1 and 3;
# 1963, articles 1 and 4), of a branch of government or of a seat that a body has elsewhere, and one company of 1,000 at the most is called by it
# or by a word of its class in company_words.csv.
# `companies` is how many of 46,000 companies have such a word, `bodies` how many listed bodies.
# Source: written for Portcullis from these conventions; counted over FinanceDatabase (MIT) and the lists of OFAC, the UN, the EU, the United
# Kingdom, Canada, Australia, Ukraine and Switzerland by `crates/evaluation/examples/office_words.rs`.
english,companies,bodies
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let companies = arguments.next().ok_or("a file of companies is expected first")?;
    let offices = offices();
    let mut all = 0;
    let mut companies_of: BTreeMap<&str, usize> = BTreeMap::new();
    for row in csv::Reader::from_path(companies)?.deserialize::<BTreeMap<String, String>>() {
        let row = row?;
        all += 1;
        let name = row.get("name").ok_or("no column `name`")?;
        for office in said(&offices, [name.as_str()]) {
            *companies_of.entry(office).or_default() += 1;
        }
    }
    let mut bodies_of: BTreeMap<&str, usize> = BTreeMap::new();
    for path in arguments {
        let index = Index::open(Path::new(&path))?;
        for designation in 0..index.designation_count() {
            if index.schema(designation) != Schema::Organization {
                continue;
            }
            let names = index.names_of(designation);
            let names = names.map(|name| index.name(name).published());
            for office in said(&offices, names) {
                *bodies_of.entry(office).or_default() += 1;
            }
        }
    }
    print!("{HEAD}");
    let count = |of: &BTreeMap<&str, usize>, office: &str| of.get(office).copied().unwrap_or_default();
    for office in offices.keys() {
        let companies = count(&companies_of, office);
        if companies * COMPANIES_EACH <= all {
            println!("{office},{companies},{}", count(&bodies_of, office));
        }
    }
    Ok(())
}

/// The words of offices, each with its class.
fn offices() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let rows = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
    let heads = rows(include_str!("../../names/data/office_words.csv")).skip(1);
    let classes = || rows(include_str!("../../names/data/company_words.csv"));
    let class_of = |head: &'static str| {
        let class = classes().filter(move |line| line.split(',').any(|word| word == head));
        class.flat_map(|line| line.split(',')).chain([head]).collect()
    };
    heads
        .filter_map(|line| line.split(',').next())
        .map(|head| (head, class_of(head)))
        .collect()
}

/// The offices that some names of one party say.
fn said<'o, 'n>(
    offices: &BTreeMap<&'o str, BTreeSet<&'o str>>,
    names: impl IntoIterator<Item = &'n str>,
) -> BTreeSet<&'o str> {
    let mut folded = String::new();
    let mut said = BTreeSet::new();
    for name in names {
        fold_into(name, &mut folded, &mut FoldNotes::default());
        for word in folded.split(|c: char| !c.is_ascii_lowercase()) {
            let of_word = offices.iter().filter(|(_, class)| class.contains(word));
            said.extend(of_word.map(|(office, _)| *office));
        }
    }
    said
}
