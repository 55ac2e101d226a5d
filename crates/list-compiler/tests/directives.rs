//! Directives and blocks told apart on the real lists, where they are at hand.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use portcullis_list_compiler::{Compilation, CompileOptions, SourceSpec, read};
use portcullis_model::{Designation, Measure};

/// Real lists beside the repository, each `KIND:PATH` below it; `None` with a line that says what is skipped.
fn compiled(sources: &[&str]) -> Option<Compilation> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists"));
    let mut specs: Vec<SourceSpec> = Vec::new();
    for source in sources {
        let (kind, path) = source.split_once(':').unwrap();
        let path = root.join(path);
        if !path.exists() {
            eprintln!("skipped: {} is not there", path.display());
            return None;
        }
        specs.push(SourceSpec::new(kind.parse().unwrap(), path));
    }
    Some(read(&specs, &CompileOptions::default()).unwrap())
}

fn find<'c>(compilation: &'c Compilation, id: &str) -> &'c Designation {
    compilation.designations.iter().find(|d| d.id == id).unwrap()
}

fn programs(compilation: &Compilation, id: &str) -> String {
    find(compilation, id).programs.join(", ")
}

/// How many entries are under each program of a tag.
fn counts(compilation: &Compilation, tags: &[&str]) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for program in compilation.designations.iter().flat_map(|d| &d.programs) {
        if tags.iter().any(|tag| program.starts_with(tag)) {
            *counts.entry(program).or_default() += 1;
        }
    }
    let counts = counts.iter().map(|(program, count)| format!("{program} {count}"));
    counts.collect::<Vec<_>>().join("; ")
}

fn unsaid(compilation: &Compilation) -> Vec<&String> {
    let warnings = compilation.reports.iter().flat_map(|report| &report.warnings);
    warnings
        .filter(|text| text.contains("nothing says which"))
        .collect()
}

#[test]
fn every_entry_of_the_consolidated_list_with_a_hidden_measure_has_it() {
    let Some(compilation) = compiled(&["ofac-consolidated:ofac-consolidated-2025-12"]) else {
        return;
    };
    assert_eq!(
        counts(&compilation, &["UKRAINE-EO13662"]),
        "UKRAINE-EO13662-D1 124; UKRAINE-EO13662-D2 54; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 86"
    );
    // 84 are blocked too and say so; the nine others are under a directive alone.
    assert_eq!(
        counts(&compilation, &["RUSSIA-EO14024"]),
        "RUSSIA-EO14024 84; RUSSIA-EO14024-D1A 3; RUSSIA-EO14024-D2 14; RUSSIA-EO14024-D3 9; RUSSIA-EO14024-D4 3"
    );
    assert_eq!(
        counts(&compilation, &["BURMA", "CAATSA", "ILLICIT", "CMIC"]),
        "BURMA-EO14014-D1 1; CAATSA-RUSSIA-235 1; CMIC-EO13959 68; ILLICIT-DRUGS-EO14059 1"
    );
    assert_eq!(unsaid(&compilation), Vec::<&String>::new());
    assert!(
        !compilation.reports[0]
            .not_understood
            .keys()
            .any(|what| what.contains("directive"))
    );
}

#[test]
fn those_of_the_consolidated_list_who_are_not_blocked_are_under_no_blocking_tag() {
    let Some(compilation) = compiled(&["ofac-consolidated:ofac-consolidated-2025-12"]) else {
        return;
    };
    for (id, expected) in [
        // Russian Agricultural Bank, Gazprom, Transneft, Rostelecom.
        ("ofac-17014", "UKRAINE-EO13662-D1, RUSSIA-EO14024-D3"),
        ("ofac-17250", "UKRAINE-EO13662-D4, RUSSIA-EO14024-D3"),
        ("ofac-17254", "UKRAINE-EO13662-D2, RUSSIA-EO14024-D3"),
        ("ofac-34556", "RUSSIA-EO14024-D3"),
        // The Central Bank of Russia, Myanma Oil and Gas Enterprise, Presidency of Defense Industries.
        ("ofac-31695", "RUSSIA-EO14024-D1A, RUSSIA-EO14024-D4"),
        ("ofac-46072", "BURMA-EO14014-D1"),
        ("ofac-27016", "CAATSA-RUSSIA-235"),
        // VTB, Sberbank and Rosoboroneksport are.
        ("ofac-17013", "UKRAINE-EO13662-D1, RUSSIA-EO14024"),
        (
            "ofac-17018",
            "UKRAINE-EO13662-D1, RUSSIA-EO14024, RUSSIA-EO14024-D3, RUSSIA-EO14024-D2",
        ),
        (
            "ofac-18782",
            "UKRAINE-EO13662-D3, IRAN-CON-ARMS-EO, RUSSIA-EO14024",
        ),
    ] {
        assert_eq!(programs(&compilation, id), expected, "{id}");
    }
    let martelly = find(&compilation, "ofac-50476");
    assert_eq!(martelly.programs, ["ILLICIT-DRUGS-EO14059"]);
    assert_eq!(
        martelly.measures,
        [
            Measure::ForeignExchange,
            Measure::SectoralDebt,
            Measure::InvestmentBan
        ]
    );
    let since = |id: &str, program: &str| {
        find(&compilation, id)
            .bound_since(program)
            .map(|day| day.to_string())
    };
    assert_eq!(
        since("ofac-17250", "RUSSIA-EO14024-D3").as_deref(),
        Some("2022-03-26")
    );
    assert_eq!(since("ofac-17250", "UKRAINE-EO13662-D4"), None);
    assert_eq!(
        since("ofac-46072", "BURMA-EO14014-D1").as_deref(),
        Some("2023-12-15")
    );
    let cmic = compilation
        .designations
        .iter()
        .filter(|d| d.programs.contains(&"CMIC-EO13959".to_owned()));
    assert!(cmic.clone().count() == 68 && cmic.clone().all(|d| d.bound_since("CMIC-EO13959").is_some()));
}

#[test]
fn older_consolidated_lists_leave_no_entry_untold() {
    for (source, expected) in [
        (
            "ofac-consolidated:ofac-consolidated-2018-04/cons_prim.csv",
            "UKRAINE-EO13662-D1 129; UKRAINE-EO13662-D2 53; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 85",
        ),
        (
            "ofac-advanced:ofac-consolidated-2020-03/cons_advanced.xml",
            "UKRAINE-EO13662-D1 128; UKRAINE-EO13662-D2 54; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 86",
        ),
        (
            "ofac-consolidated:ofac-consolidated-2018-04/consolidated.xml",
            "UKRAINE-EO13662-D1 129; UKRAINE-EO13662-D2 53; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 85",
        ),
        (
            "ofac-consolidated:ofac-xml-2024-05/consolidated.xml",
            "UKRAINE-EO13662-D1 125; UKRAINE-EO13662-D2 54; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 86",
        ),
        (
            "ofac-consolidated:ofac-enhanced-2025-01/cons_enhanced.xml",
            "UKRAINE-EO13662-D1 124; UKRAINE-EO13662-D2 54; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 86",
        ),
    ] {
        let Some(compilation) = compiled(&[source]) else {
            continue;
        };
        assert_eq!(counts(&compilation, &["UKRAINE-EO13662"]), expected, "{source}");
        // Until 2025 an entry of RUSSIA-EO14024 did not say that it is blocked: it is taken to be.
        let of_2014 = unsaid(&compilation)
            .into_iter()
            .filter(|text| text.contains("EO13662"));
        assert_eq!(of_2014.count(), 0, "{source}");
    }
}

#[test]
fn the_sdn_list_blocks_everybody_on_it_under_some_tag() {
    let Some(compilation) = compiled(&["ofac-sdn:ofac-sdn-2023-12"]) else {
        return;
    };
    // 19 say nothing of a directive. Of 14, among them Sberbank, both tags may be directives, so that both block too.
    assert_eq!(
        counts(&compilation, &["UKRAINE-EO13662"]),
        "UKRAINE-EO13662 33; UKRAINE-EO13662-D1 46; UKRAINE-EO13662-D2 2; UKRAINE-EO13662-D3 10; UKRAINE-EO13662-D4 3"
    );
    for designation in &compilation.designations {
        let lesser = |program: &String| {
            let (_, end) = program.rsplit_once('-').unwrap_or_default();
            ["D1", "D1A", "D2", "D3", "D4", "235"].contains(&end)
        };
        assert!(!designation.programs.iter().all(lesser), "{}", designation.id);
    }
}

#[test]
fn a_party_on_both_lists_is_under_the_directives_and_the_block() {
    let Some(compilation) = compiled(&[
        "ofac-sdn:ofac-sdn-2021-07",
        "ofac-consolidated:ofac-consolidated-2025-12",
    ]) else {
        return;
    };
    assert_eq!(
        programs(&compilation, "ofac-18299"),
        "UKRAINE-EO13662-D2, UKRAINE-EO13662-D4, VENEZUELA-EO13850"
    );
    // On the SDN List itself the order of 2014 blocks.
    let bare = compilation
        .designations
        .iter()
        .filter(|d| d.programs.contains(&"UKRAINE-EO13662".to_owned()));
    assert!(bare.clone().count() > 0 && bare.clone().all(|d| d.list == "OFAC SDN"));
}

#[test]
fn fewer_measures_of_an_entry_of_the_un_are_read() {
    for (list, arms) in [("un:un-2026-08", true), ("un:un-2018-10", false)] {
        let Some(compilation) = compiled(&[list]) else {
            continue;
        };
        let stated = |id: &str| find(&compilation, id).measures.clone();
        for n in 1..=5 {
            assert_eq!(stated(&format!("un-LYi.00{n}")), [Measure::TravelBan], "{list}");
        }
        if arms {
            assert_eq!(stated("un-YEe.001"), [Measure::ArmsEmbargo]);
        }
        // Nobody else is under less than a freeze.
        let lesser: Vec<&str> = compilation
            .designations
            .iter()
            .filter(|d| !d.measures.is_empty() && !d.measures.contains(&Measure::AssetFreeze))
            .map(|d| d.id.as_str())
            .collect();
        assert_eq!(lesser.len(), if arms { 6 } else { 5 }, "{lesser:?}");
    }
}

#[test]
fn the_consolidated_screening_list_says_the_same_in_a_column_of_its_own() {
    let Some(compilation) = compiled(&["csl:csl-2022-04"]) else {
        return;
    };
    assert_eq!(
        counts(
            &compilation,
            &["UKRAINE-EO13662-", "RUSSIA-EO14024-", "CAATSA-RUSSIA"]
        ),
        "CAATSA-RUSSIA-235 3; RUSSIA-EO14024-D1A 3; RUSSIA-EO14024-D2 26; RUSSIA-EO14024-D3 13; RUSSIA-EO14024-D4 3; \
         UKRAINE-EO13662-D1 128; UKRAINE-EO13662-D2 54; UKRAINE-EO13662-D3 42; UKRAINE-EO13662-D4 86"
    );
    assert_eq!(counts(&compilation, &["MBS"]), "");
    assert_eq!(
        programs(&compilation, "ofac-31695"),
        "RUSSIA-EO14024-D1A, RUSSIA-EO14024-D4"
    );
    assert_eq!(programs(&compilation, "ofac-27016"), "CAATSA-RUSSIA-235");
    assert_eq!(unsaid(&compilation), Vec::<&String>::new());
}
