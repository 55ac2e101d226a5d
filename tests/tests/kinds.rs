//! One payment of many kinds each, against OFAC's and the UN's real lists: names in other spellings, scripts and forms, codes where
//! names belong, birth dates, ships, places, texts; and beside them what resembles a listed party and is none.
//!
//! The rows are in `kinds.csv`: what kind of thing it is, the column of the payment, what stands there, a birth date if any, and what
//! must come: the designation that is found, `stopped` (something is), or `clear`. All rows are one run.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::collections::{BTreeMap, BTreeSet};

use portcullis_tests::rows;

use crate::world::{World, full_index};

const KINDS: &str = include_str!("kinds.csv");

struct Row {
    kind: String,
    column: String,
    value: String,
    born: String,
    expected: String,
}

fn all() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(KINDS.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let at = |column: usize| record[column].to_owned();
        Row {
            kind: at(0),
            column: at(1),
            value: at(2),
            born: at(3),
            expected: at(4),
        }
    });
    rows.collect()
}

/// One payment a row, each of an amount of its own, so that none resembles another that was stopped.
fn batch(all: &[Row]) -> String {
    let columns: BTreeSet<&str> = all.iter().map(|row| row.column.as_str()).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fixed = [
        "payment_id",
        "value_date",
        "amount",
        "currency",
        "debtor_account",
        "creditor_birth_date",
    ];
    writer
        .write_record(fixed.into_iter().chain(columns.iter().copied()))
        .unwrap();
    for (nth, row) in all.iter().enumerate() {
        let (id, amount) = (format!("P{nth}"), format!("{}.00", 1_000 + nth));
        let own = [&id, "2021-07-15", &amount, "USD", "DE001", &row.born];
        let others = columns.iter().map(|column| match *column {
            column if column == row.column => row.value.as_str(),
            "creditor_name" => "Northwind Parts",
            "debtor_name" => "Jane Miller",
            _ => "",
        });
        writer.write_record(own.into_iter().chain(others)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn what_is_listed_is_found_in_whatever_form_it_comes_and_what_only_resembles_it_passes() {
    let Some(index) = full_index() else { return };
    let (all, world) = (all(), World::new());
    world.write("batch.csv", batch(&all));
    let index = index.to_string_lossy();
    world
        .run(["screen", "--index", &index, "--out", "run", "batch.csv"])
        .exits(1);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in world.read("run/alerts.jsonl").lines() {
        let alert: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| alert[key].as_str().unwrap().to_owned();
        found
            .entry(text("payment_id"))
            .or_default()
            .insert(text("designation_id"));
    }
    let outcomes: BTreeMap<String, String> = rows(&world.path("run/decisions.csv"))
        .into_iter()
        .map(|row| (row["payment_id"].clone(), row["outcome"].clone()))
        .collect();
    let others: Vec<String> = all
        .iter()
        .enumerate()
        .filter_map(|(nth, row)| {
            let id = format!("P{nth}");
            let hits = found.remove(&id).unwrap_or_default();
            let is_clear = outcomes[&id] == "clear";
            let holds = match row.expected.as_str() {
                "clear" => is_clear,
                "stopped" => !is_clear,
                designation => !is_clear && hits.contains(designation),
            };
            (!holds).then(|| {
                format!(
                    "{}: {} `{}` {}: expected {}, came {} {hits:?}",
                    row.kind, row.column, row.value, row.born, row.expected, outcomes[&id]
                )
            })
        })
        .collect();
    assert!(
        others.is_empty(),
        "{} of {}:\n{}",
        others.len(),
        all.len(),
        others.join("\n")
    );
}

#[test]
fn every_kind_has_what_is_found_and_most_have_what_passes() {
    let mut kinds: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for row in all() {
        let kind = kinds.entry(row.kind).or_default();
        if row.expected == "clear" {
            kind.1 += 1;
        } else {
            kind.0 += 1;
        }
    }
    assert!(kinds.len() > 25, "{kinds:?}");
    assert!(
        kinds.values().all(|(found, passes)| found + passes > 1),
        "{kinds:?}"
    );
    assert!(
        kinds.values().filter(|(_, passes)| *passes > 0).count() > 20,
        "{kinds:?}"
    );
}
