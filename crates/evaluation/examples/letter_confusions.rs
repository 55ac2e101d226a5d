//! Counts how names that differ by one letter differ: between the spellings of one person on a list, and between the
//! words of the list and of people who are not on it. Prints the rows of `crates/names/data/letter_confusions.csv`.
//!
//! `cargo run --release -p portcullis-evaluation --example letter_confusions -- INDEX CLEAN_NAMES.csv...`
//!
//! The index should be one without the aliases that are held out for measuring; the files have a column `full_name` or
//! `name`, as for `evaluate screening --negatives`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use portcullis_index::{Index, for_each_deletion};
use portcullis_model::{NameKind, Schema};
use portcullis_names::{Analysis, Class, Order, is_unvoweled};

/// Shorter words have too few letters to differ in one and be the same.
const WORD_BYTES_MIN: usize = 4;

/// The part of deliberate spellings in what differs; the rest are slips of the finger, which hit any letter.
const DELIBERATE: f64 = 0.8;

/// A kind of difference is drawn toward its row `*` as if it had been met so often by chance …
const PRIOR: f64 = 30.0;

/// … and has a row of its own when it was met so often: pairs of one party, and a tenth of those by chance.
const COUNTED_MIN: f64 = 5.0;

/// A word counts at most so often, however many bear it: no single name makes a rule.
const BEARERS_MAX: u64 = 5;

/// Kind, place and letters of a difference.
type Difference = (&'static str, &'static str, String);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match count(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn words(name: &str, order: Order) -> BTreeSet<String> {
    Analysis::of(name, order)
        .tokens()
        .filter(|(token, class)| {
            *class == Class::Word && token.len() >= WORD_BYTES_MIN && !is_unvoweled(token)
        })
        .filter(|(token, _)| token.bytes().all(|b| b.is_ascii_lowercase()))
        .map(|(token, _)| token.to_owned())
        .collect()
}

fn count(arguments: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let [index, clean @ ..] = arguments else {
        return Err("usage: letter_confusions INDEX CLEAN_NAMES.csv...".into());
    };
    let index = Index::open(Path::new(index))?;
    let mut same: BTreeMap<Difference, u64> = BTreeMap::new();
    let mut listed: BTreeMap<String, u64> = BTreeMap::new();
    for ordinal in 0..index.designation_count() {
        if index.schema(ordinal) != Schema::Person {
            continue;
        }
        let names: BTreeSet<BTreeSet<String>> = index
            .names_of(ordinal)
            .map(|name| index.name(name))
            .filter(|name| name.kind() != NameKind::WeakAlias)
            .map(|name| words(name.published(), Order::SurnameFirst))
            .collect();
        for word in names.iter().flatten().collect::<BTreeSet<_>>() {
            *listed.entry(word.clone()).or_default() += 1;
        }
        // Each pair of words once a person, from names that have the one and not the other.
        let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
        for a in &names {
            for b in &names {
                for x in a.difference(b) {
                    pairs.extend(
                        b.difference(a)
                            .filter(|y| x < *y)
                            .map(|y| (x.as_str(), y.as_str())),
                    );
                }
            }
        }
        for (a, b) in pairs {
            if let Some(difference) = difference(a.as_bytes(), b.as_bytes()) {
                *same.entry(difference).or_default() += 1;
            }
        }
    }
    let mut borne: BTreeMap<String, u64> = BTreeMap::new();
    for file in clean {
        let mut reader = csv::Reader::from_path(file)?;
        let column = reader
            .headers()?
            .iter()
            .position(|header| matches!(header, "full_name" | "name"))
            .ok_or_else(|| format!("{file}: no column `full_name` or `name`"))?;
        for row in reader.records() {
            for word in words(row?.get(column).unwrap_or_default(), Order::AsWritten) {
                *borne.entry(word).or_default() += 1;
            }
        }
    }
    let mut near: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for word in listed.keys() {
        for_each_deletion(word, 1, |variant| {
            near.entry(variant.to_owned()).or_default().push(word);
        });
    }
    let mut chance: BTreeMap<Difference, u64> = BTreeMap::new();
    for (word, bearers) in borne.iter().filter(|(word, _)| !listed.contains_key(*word)) {
        let mut candidates: BTreeSet<&str> = BTreeSet::new();
        for_each_deletion(word, 1, |variant| {
            candidates.extend(near.get(variant).into_iter().flatten().copied());
        });
        for candidate in candidates {
            if let Some(difference) = difference(word.as_bytes(), candidate.as_bytes()) {
                let times = (*bearers).min(BEARERS_MAX) * listed[candidate].min(BEARERS_MAX);
                *chance.entry(difference).or_default() += times;
            }
        }
    }
    print(&same, &chance);
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn print(same: &BTreeMap<Difference, u64>, chance: &BTreeMap<Difference, u64>) {
    let of = |counts: &BTreeMap<Difference, u64>, difference: &Difference| {
        counts.get(difference).copied().unwrap_or(0) as f64
    };
    let total = |counts: &BTreeMap<Difference, u64>| counts.values().sum::<u64>() as f64;
    let (same_total, chance_total) = (total(same), total(chance));
    let bits = |ratio: f64| (DELIBERATE * ratio + 1.0 - DELIBERATE).log2();
    let all: BTreeSet<&Difference> = same.keys().chain(chance.keys()).collect();
    let kinds: BTreeSet<(&str, &str)> = all.iter().map(|(kind, place, _)| (*kind, *place)).collect();
    println!("kind,place,letters,bits,same_party,chance");
    for (kind, place) in kinds {
        let of_kind: Vec<&&Difference> = all.iter().filter(|d| (d.0, d.1) == (kind, place)).collect();
        let sum = |counts| {
            of_kind
                .iter()
                .map(|difference| of(counts, difference))
                .sum::<f64>()
        };
        let (s, c) = (sum(same), sum(chance));
        let ratio = ((s + 0.5) / same_total) / ((c + 2.0) / chance_total);
        println!("{kind},{place},*,{:.1},{s},{c}", bits(ratio));
        for difference in of_kind {
            let (s, c) = (of(same, difference), of(chance, difference));
            if kind == "exchange" || s + c / 10.0 < COUNTED_MIN {
                continue;
            }
            let prior_same = ratio * PRIOR * same_total / chance_total;
            let own = ((s + prior_same) / same_total) / ((c + PRIOR) / chance_total);
            println!("{kind},{place},{},{:.1},{s},{c}", difference.2, bits(own));
        }
    }
}

/// The one difference of two words; `None` where they are the same or differ in more.
fn difference(a: &[u8], b: &[u8]) -> Option<Difference> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let at = short
        .iter()
        .zip(long)
        .position(|(x, y)| x != y)
        .unwrap_or(short.len());
    let place = |last: bool| match (at, last) {
        (0, _) => "first",
        (_, true) => "last",
        _ => "inside",
    };
    if short.len() == long.len() {
        let (&x, &y) = (short.get(at)?, long.get(at)?);
        if short[at + 1..] == long[at + 1..] {
            let letters = [x.min(y), x.max(y)].map(char::from).iter().collect();
            return Some(("substitute", place(at + 1 == long.len()), letters));
        }
        let exchanged = short.get(at + 1) == Some(&y) && long.get(at + 1) == Some(&x);
        let same_after = exchanged && short[at + 2..] == long[at + 2..];
        return same_after.then(|| ("exchange", place(false), "*".to_owned()));
    }
    if long.len() != short.len() + 1 || short[at..] != long[at + 1..] {
        return None;
    }
    let letter = long[at];
    let doubled = (at > 0 && long[at - 1] == letter) || long.get(at + 1) == Some(&letter);
    let kind = if doubled { "double" } else { "insert" };
    Some((kind, place(at + 1 == long.len()), char::from(letter).to_string()))
}
