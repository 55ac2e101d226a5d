//! One party, whatever the format: lists that OFAC published on one day in several formats are the same designations.
//!
//! Every difference stands in `parity/differences.csv` with one of five reasons, and another one fails the test:
//!
//! - `spelling`: the formats write a text otherwise, in quotes, letter case or punctuation;
//! - `repeated`: one format has a value twice;
//! - `cut`: the format holds no more characters;
//! - `day`: the two files are of different days;
//! - `richer`: one format says what the other has no place for.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_model::{Designation, NameKind};

/// `pair;id;field;reason`.
const DIFFERENCES: &str = include_str!("parity/differences.csv");
const REASONS: [&str; 5] = ["spelling", "repeated", "cut", "day", "richer"];

/// The folder of real lists beside the repository, or `None` with a line that says what is skipped.
fn lists(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists")).join(folder);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// The designations of a file by id; `None` where it is not at hand.
fn file(kind: &str, path: &str) -> Option<BTreeMap<String, Designation>> {
    let path = lists(path)?;
    let spec = SourceSpec::new(kind.parse().unwrap(), path);
    // One of the files stands alone, without its aliases.
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    let compilation = read(&[spec], &options).unwrap();
    let by_id = compilation.designations.into_iter().map(|d| (d.id.clone(), d));
    Some(by_id.collect())
}

/// What is held against each other, as sets of texts.
fn fields(d: &Designation, asked: &[&str]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let name = |kinds: &[NameKind]| -> BTreeSet<String> {
        let names = d.names.iter().filter(|name| kinds.contains(&name.kind));
        names.map(|name| name.text.to_uppercase()).collect()
    };
    let all = [
        ("primary", name(&[NameKind::Primary])),
        ("names", name(&[NameKind::Primary, NameKind::Alias])),
        ("weak", name(&[NameKind::WeakAlias])),
        ("schema", BTreeSet::from([d.schema.to_string()])),
        ("programs", d.programs.iter().cloned().collect()),
        ("birth", d.birth_dates.iter().map(ToString::to_string).collect()),
        ("birthplace", d.birth_places.iter().cloned().collect()),
        (
            "nationality",
            d.nationalities.iter().map(ToString::to_string).collect(),
        ),
        ("gender", d.gender.iter().map(ToString::to_string).collect()),
        (
            "identifiers",
            d.identifiers.iter().map(ToString::to_string).collect(),
        ),
        (
            "addresses",
            d.addresses
                .iter()
                .map(|a| format!("{} | {}", a.text, a.country_name))
                .collect(),
        ),
        ("ties", d.relations.iter().map(|r| r.to.to_uppercase()).collect()),
        ("flags", d.flags.iter().cloned().collect()),
    ];
    all.into_iter()
        .filter(|(field, _)| asked.contains(field))
        .collect()
}

const ALL: [&str; 12] = [
    "names",
    "weak",
    "schema",
    "programs",
    "birth",
    "birthplace",
    "nationality",
    "gender",
    "identifiers",
    "addresses",
    "ties",
    "flags",
];

/// Holds two files against each other, in the fields that both have.
fn same(pair: &str, one: (&str, &str), other: (&str, &str), asked: &[&str]) {
    let (Some(one), Some(other)) = (file(one.0, one.1), file(other.0, other.1)) else {
        return;
    };
    let mut explained: BTreeSet<(String, String)> = BTreeSet::new();
    for line in DIFFERENCES.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        assert!(REASONS.contains(&cells[3]), "{line}");
        if cells[0] == pair {
            explained.insert((cells[1].to_owned(), cells[2].to_owned()));
        }
    }
    let mut found: Vec<String> = Vec::new();
    let mut differ = |id: &str, field: &str, what: String| {
        if !explained.remove(&(id.to_owned(), field.to_owned())) {
            found.push(format!("{pair};{id};{field};  {what}"));
        }
    };
    let ids: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for id in ids {
        let (Some(a), Some(b)) = (one.get(id), other.get(id)) else {
            differ(id, "id", "stands in one of them only".to_owned());
            continue;
        };
        for ((field, a), b) in fields(a, asked).into_iter().zip(fields(b, asked).into_values()) {
            if a != b {
                let only =
                    |x: &BTreeSet<String>, y: &BTreeSet<String>| x.difference(y).cloned().collect::<Vec<_>>();
                differ(id, field, format!("{:?} and {:?}", only(&a, &b), only(&b, &a)));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} differences:\n{}",
        found.len(),
        found.join("\n")
    );
    assert!(explained.is_empty(), "no longer different: {explained:?}");
}

const YEAR_2018: &str = "ofac-consolidated-2018-04";

#[test]
fn the_consolidated_list_of_2018_is_the_same_in_five_formats() {
    let csv = format!("{YEAR_2018}/cons_prim.csv");
    for extension in ["pip", "del", "ff"] {
        let other = format!("{YEAR_2018}/cons_prim.{extension}");
        let kind = "ofac-consolidated";
        same(
            &format!("2018 csv {extension}"),
            (kind, &csv),
            (kind, &other),
            &ALL,
        );
    }
    let xml = format!("{YEAR_2018}/consolidated.xml");
    let kind = "ofac-consolidated";
    same("2018 csv xml", (kind, &csv), (kind, &xml), &ALL);
}

#[test]
fn the_consolidated_list_of_2020_is_the_same_in_the_advanced_format() {
    let kind = "ofac-consolidated";
    let folder = "ofac-consolidated-2020-03";
    let (advanced, classic) = (
        format!("{folder}/cons_advanced.xml"),
        format!("{folder}/consolidated.xml"),
    );
    same("2020 advanced xml", (kind, &advanced), (kind, &classic), &ALL);
}

/// The CSV is the primary file alone: it has no aliases and no addresses.
#[test]
fn the_sdn_list_of_may_2024_is_the_same_in_csv_and_xml_four_days_later() {
    let kind = "ofac-sdn";
    let asked = [
        "primary",
        "weak",
        "schema",
        "programs",
        "birth",
        "birthplace",
        "nationality",
        "gender",
        "identifiers",
        "ties",
        "flags",
    ];
    same(
        "2024 csv xml",
        (kind, "ofac-xml-2024-05/sdn-2024-05-03.csv"),
        (kind, "ofac-xml-2024-05/sdn.xml"),
        &asked,
    );
}

#[test]
fn an_extract_in_the_enhanced_format_says_of_its_parties_what_the_xml_of_three_months_before_says() {
    let path = "ofac-enhanced-2025-01/irgc_enhanced_2024-08.xml";
    let (Some(enhanced), Some(xml)) = (
        file("ofac-sdn", path),
        file("ofac-sdn", "ofac-xml-2024-05/sdn.xml"),
    ) else {
        return;
    };
    assert_eq!(enhanced.len(), 293);
    let ties = enhanced.values().flat_map(|d| &d.relations);
    assert_eq!(ties.clone().count(), 212);
    assert!(ties.clone().all(|tie| tie.to_id.is_some()));
    let asked = [
        "schema",
        "birth",
        "birthplace",
        "gender",
        "identifiers",
        "addresses",
        "flags",
    ];
    for (id, d) in &enhanced {
        assert_eq!(fields(d, &asked), fields(&xml[id], &asked), "{id}");
        // Three were put under one more program in between.
        let new: Vec<&String> = d
            .programs
            .iter()
            .filter(|tag| !xml[id].programs.contains(tag))
            .collect();
        assert!(new.is_empty() || new == ["CAATSA - IRAN"], "{id}: {new:?}");
        assert!(d.listed_on.is_some());
    }
}
