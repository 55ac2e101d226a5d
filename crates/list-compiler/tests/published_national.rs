//! The real lists of Australia, Canada, Switzerland and Ukraine and the US Consolidated Screening List, where they are at
//! hand: what is read is what the files hold.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use portcullis_list_compiler::{Compilation, CompileOptions, SourceSpec, read};
use portcullis_model::{Designation, IdentifierKind, Measure, NameKind};

/// The list in a folder of real lists beside the repository, or `None` with a line that says what is skipped.
fn compiled(kind: &str, folder: &str) -> Option<Compilation> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists")).join(folder);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    let spec = SourceSpec::new(kind.parse().unwrap(), path);
    Some(read(&[spec], &CompileOptions::default()).unwrap())
}

fn find<'c>(compilation: &'c Compilation, id: &str) -> &'c Designation {
    compilation.designations.iter().find(|d| d.id == id).unwrap()
}

#[test]
fn the_australian_list_has_a_party_for_each_reference() {
    let Some(compilation) = compiled("au", "au-2026-08") else {
        return;
    };
    let report = &compilation.reports[0];
    // 11,068 rows: 3,846 primary names, 6,767 aliases, 455 in their script.
    assert_eq!((report.designations, report.alias_records), (3_846, 6_767 + 455));
    // Of 451 rows of weak aliases two repeat another name of their party.
    assert_eq!(report.weak_aliases, 449);
    let by_schema: Vec<(&str, u64)> = report.by_schema.iter().map(|(k, v)| (*k, *v)).collect();
    assert_eq!(
        by_schema,
        [("organization", 1_041), ("person", 2_543), ("vessel", 262)]
    );
    let leader = find(&compilation, "au-4");
    assert_eq!(leader.primary_name(), "Mohammed Omar GHULAM NABI");
    assert_eq!(leader.programs, ["AU-1988"]);
    let born: Vec<String> = leader.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1966", "1960", "1953"]);
    assert_eq!(leader.listed_on.unwrap().to_string(), "2000-04-12");
    // Passports and numbers that stand in the running text of the additional information.
    let from_text = |d: &&Designation| d.identifiers.iter().any(|i| i.kind == IdentifierKind::Passport);
    assert!(compilation.designations.iter().filter(from_text).count() > 250);
    let not_understood: Vec<(&str, u64)> = report
        .not_understood
        .iter()
        .map(|(k, v)| (k.as_str(), *v))
        .collect();
    assert_eq!(
        not_understood,
        [
            ("date of birth: 10/061962", 1),
            ("date of birth: 7/02/1950/11/1950 08/08/1945", 7)
        ]
    );
}

#[test]
fn the_canadian_list_has_a_party_for_each_record() {
    let Some(compilation) = compiled("ca", "ca-2025-05") else {
        return;
    };
    let report = &compilation.reports[0];
    assert_eq!(report.designations, 4_759);
    let by_schema: Vec<(&str, u64)> = report.by_schema.iter().map(|(k, v)| (*k, *v)).collect();
    assert_eq!(
        by_schema,
        [("organization", 1_316), ("person", 3_334), ("vessel", 109)]
    );
    assert!(report.not_understood.is_empty());
    // 2,877 records have aliases, most of them one in Cyrillic.
    assert!(report.original_script > 2_900);
    let named = |name: &str| {
        let mut found = compilation
            .designations
            .iter()
            .filter(|d| d.primary_name() == name);
        found.next().unwrap()
    };
    let president = named("Aleksandr Grigoryevich Lukashenko");
    assert_eq!(president.programs, ["CA-Belarus"]);
    assert_eq!(president.birth_dates[0].to_string(), "1954-08-30");
    assert_eq!(president.listed_on.unwrap().to_string(), "2020-09-28");
    // Schedule 3 of the Russia regulations: new debt only.
    let measures: Vec<&str> = named("Rosneft").measures.iter().map(|m| m.as_str()).collect();
    assert_eq!(measures, ["sectoral-debt"]);
}

#[test]
fn the_fragment_of_the_swiss_list_has_its_three_targets() {
    let Some(compilation) = compiled("ch", "ch-2026-08") else {
        return;
    };
    let report = &compilation.reports[0];
    assert_eq!(report.published.as_deref(), Some("2026-08-27"));
    assert!(
        report
            .not_understood
            .keys()
            .all(|what| what == "place that is not in the file")
    );
    let ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["ch-5142", "ch-46130", "ch-34461"]);
    let person = find(&compilation, "ch-5142");
    let names: Vec<&str> = person.names.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(
        names,
        [
            "Lukashenka Dzmitry Aliaksandravich",
            "Lukashenko Dzmitry Aliaksandravich"
        ]
    );
    assert_eq!(person.delisted_on.unwrap().to_string(), "2016-03-01");
    let ship = find(&compilation, "ch-34461");
    assert_eq!(ship.identifiers[0].to_string(), "imo:8405270");
    assert_eq!(ship.programs, ["CH-North-Korea"]);
}

#[test]
fn the_ukrainian_list_has_a_party_for_each_row_of_its_sheets() {
    let Some(compilation) = compiled("ua", "ua-2021-05") else {
        return;
    };
    let report = &compilation.reports[0];
    let by_schema: Vec<(&str, u64)> = report.by_schema.iter().map(|(k, v)| (*k, *v)).collect();
    assert_eq!(by_schema, [("organization", 1_762), ("person", 3_915)]);
    // One body has a number and no name; two restrictions have parentheses that look like numbers of a list.
    assert!(
        report.not_understood.values().sum::<u64>() <= 3,
        "{:?}",
        report.not_understood
    );
    let named = |name: &str| {
        let mut found = compilation
            .designations
            .iter()
            .filter(|d| d.primary_name() == name);
        found.next().unwrap()
    };
    let official = named("Левченко Олег Сергійович");
    assert_eq!(official.birth_dates[0].to_string(), "1970-11-24");
    let passports: Vec<String> = official.identifiers.iter().map(ToString::to_string).collect();
    assert_eq!(passports, ["passport:6004483240@RU", "passport:702992791@RU"]);
    assert_eq!(official.delisted_on.unwrap().to_string(), "2024-03-24");
    assert_eq!(official.programs, ["UA-109-2021"]);
}

#[test]
fn the_screening_list_has_a_party_for_each_of_its_ids() {
    let Some(compilation) = compiled("csl", "csl-2022-04") else {
        return;
    };
    let report = &compilation.reports[0];
    // 14,160 rows; 112 rows are of parties that stand on another of OFAC's lists as well.
    assert_eq!(report.designations, 14_048);
    let of = |prefix: &str| {
        compilation
            .designations
            .iter()
            .filter(|d| d.id.starts_with(prefix))
            .count()
    };
    assert_eq!((of("ofac-"), of("bis-dpl-"), of("csl-")), (10_423, 462, 3_163));
    let exports = compilation
        .designations
        .iter()
        .filter(|d| d.measures == [Measure::ExportControl]);
    assert_eq!(exports.count(), 3_163);
    // What OFAC's files say of an entry in its remarks, which have a column of their own here.
    let person = find(&compilation, "ofac-9935");
    assert_eq!(
        person.primary_name(),
        "'ABD AL-RAZZIQ, Abu Sufian al-Salamabi Muhammed Ahmed"
    );
    assert_eq!(person.identifiers[0].to_string(), "passport:BC166787@CA");
    // A sectoral entry is told apart from a blocked one by its numbers, as in OFAC's own files.
    let rosneft = find(&compilation, "ofac-17022");
    assert_eq!(rosneft.programs, ["UKRAINE-EO13662-D2", "UKRAINE-EO13662-D4"]);
    let weak = person
        .names
        .iter()
        .filter(|name| name.kind == NameKind::WeakAlias)
        .count();
    assert_eq!(weak, 7);
}

/// The publisher makes the table out of the JSON, so the JSON that such a table came from can be made again: arrays where it joins values.
#[test]
fn the_real_screening_list_as_json_is_the_same_list() {
    let Some(compilation) = compiled("csl", "csl-2022-04") else {
        return;
    };
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/lists/csl-2022-04"
    ));
    let mut table = csv::Reader::from_path(path.join("consolidated.csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let results = table.records().map(|row| {
        let row = row.unwrap();
        let members = header.iter().zip(&row).map(|(name, cell)| {
            let value = match name {
                // The digest of a row that denies a person is its id, and a text without a character is no null.
                "standard_order" | "remarks" if row[1].starts_with("Denied") => cell.into(),
                _ if cell.is_empty() => serde_json::Value::Null,
                "programs" | "alt_names" | "citizenships" | "dates_of_birth" | "nationalities"
                | "places_of_birth" => cell.split("; ").collect(),
                _ => cell.into(),
            };
            (if name == "_id" { "id" } else { name }.to_owned(), value)
        });
        serde_json::Value::Object(members.collect())
    });
    let document = serde_json::json!({ "results": results.collect::<Vec<_>>() });
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("consolidated.json"), document.to_string()).unwrap();
    let spec = SourceSpec::new("csl".parse().unwrap(), dir.path());
    let json = read(&[spec], &CompileOptions::default()).unwrap();
    assert_eq!(json.designations.len(), compilation.designations.len());
    for (json, table) in json.designations.into_iter().zip(compilation.designations) {
        assert!(json.source_record.starts_with('{'), "{json:?}");
        let json = Designation {
            source_record: table.source_record.clone(),
            ..json
        };
        assert_eq!(json, table);
    }
}

#[test]
fn denied_persons_of_the_screening_list_are_those_of_the_list_itself() {
    let specs = ["csl:csl-2022-04", "bis-dpl:bis-dpl-2022-09"].map(|spec| {
        let (kind, folder) = spec.split_once(':').unwrap();
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists")).join(folder);
        SourceSpec::new(kind.parse().unwrap(), path)
    });
    if let Some(missing) = specs.iter().find(|spec| !spec.path.exists()) {
        eprintln!("skipped: {} is not there", missing.path.display());
        return;
    }
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let denied = compilation
        .designations
        .iter()
        .filter(|d| d.id.starts_with("bis-dpl-"))
        .count();
    // 581 and 462, of which 418 are equal in name and day; the others were renewed in the five months between.
    assert_eq!(denied, 581 + 462 - 418);
}
