//! Several snapshots of a list are one list with validity.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use portcullis_list_compiler::{
    Compilation, CompileError, CompileOptions, SourceKind, SourceSpec, compile, read,
};
use portcullis_model::{Date, Designation, NameKind};
use proptest::prelude::*;
use tempfile::TempDir;

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Custom lists of the given days, each a list of rows after `id,name,schema,aliases,listed_on,delisted_on`.
fn snapshots(lists: &[(&str, &str)]) -> (TempDir, Vec<SourceSpec>) {
    let dir = tempfile::tempdir().unwrap();
    let specs = lists.iter().enumerate().map(|(i, (date, rows))| {
        let path = dir.path().join(format!("{i}.csv"));
        fs::write(
            &path,
            format!("id,name,schema,aliases,listed_on,delisted_on\n{rows}"),
        )
        .unwrap();
        SourceSpec::new(SourceKind::CUSTOM, path).on(day(date))
    });
    let specs = specs.collect();
    (dir, specs)
}

fn merged(lists: &[(&str, &str)]) -> Compilation {
    let (_dir, specs) = snapshots(lists);
    read(&specs, &CompileOptions::default()).unwrap()
}

fn dates(d: &Designation) -> String {
    let text = |date: Option<Date>| date.map_or_else(|| "-".to_owned(), |date| date.to_string());
    format!("{} {} {}", d.id, text(d.listed_on), text(d.delisted_on))
}

#[test]
fn whoever_left_was_delisted_by_the_next_snapshot_and_whoever_came_was_listed_by_it() {
    let compilation = merged(&[
        (
            "2024-01-31",
            "1,STAYS,person,,,\n2,LEAVES,person,,,\n3,LEAVES LATER,person,,,\n",
        ),
        (
            "2024-02-29",
            "1,STAYS,person,,,\n3,LEAVES LATER,person,,,\n4,COMES,person,,,\n5,SAYS WHEN,person,,2024-02-03,\n",
        ),
        (
            "2024-03-31",
            "1,STAYS,person,,,\n4,COMES,person,,,\n5,SAYS WHEN,person,,2024-02-03,\n",
        ),
    ]);
    let seen: Vec<String> = compilation.designations.iter().map(dates).collect();
    assert_eq!(
        seen,
        [
            "custom-1 - -",
            "custom-2 - 2024-02-29",
            "custom-3 - 2024-03-31",
            "custom-4 2024-02-29 -",
            "custom-5 2024-02-03 -",
        ]
    );
    let counts: Vec<(u64, u64, u64)> = compilation
        .reports
        .iter()
        .map(|r| (r.added, r.removed, r.changed))
        .collect();
    assert_eq!(counts, [(0, 0, 0), (2, 1, 0), (0, 1, 0)]);
    let superseded: Vec<Option<&str>> = compilation
        .sources
        .iter()
        .map(|s| s.superseded_on.as_deref())
        .collect();
    assert_eq!(superseded, [Some("2024-02-29"), Some("2024-03-31"), None]);
    assert_eq!(compilation.sources[0].day.as_deref(), Some("2024-01-31"));
}

#[test]
fn snapshots_are_ordered_by_day_whatever_their_order_on_the_command_line() {
    let lists = [
        ("2024-03-31", "1,C,person,,,\n"),
        ("2024-01-31", "1,A,person,,,\n2,X,person,,,\n"),
        ("2024-02-29", "1,B,person,,,\n"),
    ];
    let compilation = merged(&lists);
    let texts: Vec<(&str, NameKind)> = compilation.designations[0]
        .names
        .iter()
        .map(|name| (name.text.as_str(), name.kind))
        .collect();
    // Each day has the record that held on it.
    assert_eq!(texts, [("C", NameKind::Primary)]);
    let former: Vec<String> = compilation.designations[0]
        .former
        .iter()
        .map(|former| format!("{} until {}", former.record.primary_name(), former.until))
        .collect();
    assert_eq!(former, ["A until 2024-02-29", "B until 2024-03-31"]);
    assert_eq!(dates(&compilation.designations[1]), "custom-2 - 2024-02-29");
    let changed: Vec<u64> = compilation.reports.iter().map(|r| r.changed).collect();
    assert_eq!(changed, [1, 0, 1]);
}

#[test]
fn a_stated_delisting_counts_where_it_is_earlier() {
    let compilation = merged(&[
        (
            "2024-01-31",
            "1,A,person,,,2024-02-10\n2,B,person,,,2030-01-01\n3,C,person,,,\n",
        ),
        ("2024-02-29", "3,C,person,,,\n"),
    ]);
    let seen: Vec<String> = compilation.designations.iter().map(dates).collect();
    assert_eq!(
        seen,
        ["custom-1 - 2024-02-10", "custom-2 - 2024-02-29", "custom-3 - -"]
    );
}

#[test]
fn who_left_and_came_back_was_not_listed_between() {
    let compilation = merged(&[
        ("2024-01-31", "1,A,person,,,\n2,B,person,,,\n"),
        ("2024-02-29", "2,B,person,,,\n"),
        ("2024-03-31", "1,A,person,,,\n2,B,person,,,\n"),
    ]);
    let back = &compilation.designations[0];
    assert_eq!(dates(back), "custom-1 - -");
    for (date, listed) in [
        ("2024-02-28", true),
        ("2024-02-29", false),
        ("2024-03-30", false),
        ("2024-03-31", true),
    ] {
        assert_eq!(back.is_listed_on(day(date)), listed, "{date}");
    }
    let report = &compilation.reports[2];
    assert_eq!((report.added, report.returned), (1, 1));
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
}

#[test]
fn who_came_back_on_a_day_that_is_stated_was_listed_from_that_day() {
    let compilation = merged(&[
        ("2024-01-31", "1,A,person,,2010-01-01,\n2,B,person,,,\n"),
        ("2024-02-29", "2,B,person,,,\n"),
        ("2024-03-31", "1,A,person,,2024-03-15,\n2,B,person,,,\n"),
    ]);
    let back = &compilation.designations[0];
    let listed: Vec<String> = [
        "2009-12-31",
        "2010-01-01",
        "2024-02-29",
        "2024-03-14",
        "2024-03-15",
    ]
    .into_iter()
    .filter(|date| back.record_on(day(date)).is_listed_on(day(date)))
    .map(str::to_owned)
    .collect();
    assert_eq!(listed, ["2010-01-01", "2024-03-15"]);
}

#[test]
fn of_two_snapshots_of_one_day_the_one_given_later_counts() {
    let compilation = merged(&[
        ("2024-01-31", "1,A,person,,,\n2,B,person,,,\n"),
        ("2024-02-29", "1,WRONG,person,,,\n3,NEVER,person,,,\n"),
        ("2024-02-29", "1,A,person,,,\n2,B2,person,,,\n"),
    ]);
    let seen: Vec<(String, usize)> = compilation
        .designations
        .iter()
        .map(|d| (dates(d), d.former.len()))
        .collect();
    assert_eq!(
        seen,
        [("custom-1 - -".to_owned(), 0), ("custom-2 - -".to_owned(), 1)]
    );
    assert!(compilation.designations[1].listed_during.is_empty());
    let warnings = &compilation.reports[2].warnings;
    assert!(warnings[0].contains("which is of the same day"), "{warnings:?}");
}

#[test]
fn a_listing_date_from_before_a_snapshot_without_the_party_counts_and_is_warned_about() {
    let compilation = merged(&[
        ("2018-10-01", "1,A,person,,,\n"),
        ("2026-02-27", "1,A,person,,,\n2,CAME BACK,person,,2007-03-24,\n"),
    ]);
    assert_eq!(dates(&compilation.designations[1]), "custom-2 2007-03-24 -");
    assert!(compilation.reports[1].warnings[0].contains(
        "1 designations are not in the snapshot before although they state an earlier listing date"
    ));
}

#[test]
fn lists_of_ones_own_without_a_day_are_lists_and_not_snapshots() {
    let (_dir, mut specs) = snapshots(&[
        ("2024-01-31", "1,A,person,,,\n"),
        ("2024-02-29", "2,B,person,,,\n"),
    ]);
    for spec in &mut specs {
        spec.date = None;
    }
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let seen: Vec<String> = compilation.designations.iter().map(dates).collect();
    assert_eq!(seen, ["custom-1 - -", "custom-2 - -"]);
}

#[test]
fn a_party_that_left_one_ofac_list_and_is_on_the_other_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let row = |number: u32, name: &str| {
        format!("{number},\"{name}\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n")
    };
    let folder = |name: &str, file: &str, aliases: &str, rows: &str| -> PathBuf {
        let path = dir.path().join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join(file), rows).unwrap();
        fs::write(path.join(aliases), "\x1a").unwrap();
        path
    };
    let both = row(1, "ALPHA") + &row(2, "BETA");
    let specs = [
        SourceSpec::new(
            kind("ofac-sdn"),
            folder("sdn-2021-07-01", "sdn.csv", "alt.csv", &both),
        ),
        SourceSpec::new(
            kind("ofac-sdn"),
            folder("sdn-20210801", "sdn.csv", "alt.csv", &row(2, "BETA")),
        ),
        SourceSpec::new(
            kind("ofac-consolidated"),
            folder("cons", "cons_prim.csv", "cons_alt.csv", &row(1, "ALPHA")),
        ),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let seen: Vec<String> = compilation.designations.iter().map(dates).collect();
    assert_eq!(seen, ["ofac-1 - -", "ofac-2 - -"]);
    let alone = read(&specs[..2], &CompileOptions::default()).unwrap();
    assert_eq!(dates(&alone.designations[0]), "ofac-1 - 2021-08-01");
}

#[test]
fn one_record_twice_in_a_snapshot_is_an_error() {
    let (_dir, specs) = snapshots(&[
        ("2024-01-31", "1,A,person,,,\n1,B,person,,,\n"),
        ("2024-02-29", "1,A,person,,,\n"),
    ]);
    assert!(matches!(
        read(&specs, &CompileOptions::default()),
        Err(CompileError::Duplicate { .. })
    ));
}

#[test]
fn the_shrink_guard_looks_at_the_newest_snapshot() {
    let rows = |n: usize| {
        (0..n)
            .map(|i| format!("{i},NAME {i},person,,,\n"))
            .collect::<String>()
    };
    let (many, few) = (rows(100), rows(80));
    let (_dir, specs) = snapshots(&[("2024-01-31", &many), ("2024-02-29", &few)]);
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("lists.pcx");
    compile(&specs[..1], &out, &CompileOptions::default()).unwrap();
    // Old snapshots do not make up for a new one that was cut.
    assert!(matches!(
        compile(&specs, &out, &CompileOptions::default()),
        Err(CompileError::Shrunk {
            before: 100,
            now: 80,
            ..
        })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn on_the_day_of_every_snapshot_exactly_its_designations_are_listed(
        present in prop::collection::vec(prop::collection::btree_set(0_u8..12, 1..12), 2..5),
    ) {
        let lists = present;
        let rows: Vec<(String, String)> = lists
            .iter()
            .enumerate()
            .map(|(i, ids)| {
                let rows = ids.iter().map(|id| format!("{id},NAME {id},person,,,\n")).collect();
                (format!("2024-0{}-15", i + 1), rows)
            })
            .collect();
        let borrowed: Vec<(&str, &str)> = rows.iter().map(|(date, rows)| (date.as_str(), rows.as_str())).collect();
        let compilation = merged(&borrowed);
        for (i, ids) in lists.iter().enumerate() {
            let on: BTreeSet<u8> = compilation
                .designations
                .iter()
                .filter(|d| d.is_listed_on(day(&rows[i].0)))
                .map(|d| d.id["custom-".len()..].parse().unwrap())
                .collect();
            prop_assert_eq!(&on, ids);
        }
    }
}

#[test]
fn two_real_ofac_snapshots_are_one_list_with_validity() {
    let lists = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists"));
    if !lists.exists() {
        eprintln!("skipped: {} is not there", lists.display());
        return;
    }
    let spec = |folder: &str| SourceSpec::new(kind("ofac-sdn"), lists.join(folder));
    let ids = |folder: &str| -> BTreeSet<String> {
        let compilation = read(&[spec(folder)], &CompileOptions::default()).unwrap();
        compilation.designations.into_iter().map(|d| d.id).collect()
    };
    let (old, new) = (ids("ofac-sdn-2019-01"), ids("ofac-sdn-2021-07"));
    let both = [spec("ofac-sdn-2021-07"), spec("ofac-sdn-2019-01")];
    let compilation = read(&both, &CompileOptions::default()).unwrap();
    let by_id: BTreeMap<&str, &Designation> = compilation
        .designations
        .iter()
        .map(|d| (d.id.as_str(), d))
        .collect();
    assert_eq!(by_id.len(), old.union(&new).count());
    let on = |date: &str| -> BTreeSet<String> {
        let listed = by_id.values().filter(|d| d.is_listed_on(day(date)));
        listed.map(|d| d.id.clone()).collect()
    };
    assert_eq!(on("2019-01-31"), old);
    assert_eq!(on("2021-07-31"), new);
    // Only the month is known: listed from its first day, delisted on its last.
    let gone = old.difference(&new).next().unwrap();
    assert_eq!(by_id[gone.as_str()].delisted_on, Some(day("2021-07-31")));
    let come = new.difference(&old).next().unwrap();
    assert_eq!(by_id[come.as_str()].listed_on, Some(day("2021-07-01")));
    let report = &compilation.reports[0];
    assert_eq!(
        (report.added, report.removed),
        (
            new.difference(&old).count() as u64,
            old.difference(&new).count() as u64
        )
    );
}
