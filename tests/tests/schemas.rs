//! `docs/schemas`: the JSON Schemas of the files of a run are those of the structs that write them, and runs fit them.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{fs, path::Path};

use portcullis_screening::{files, schemas};
use portcullis_tests::{checkout, copy_folder};
use serde_json::Value;

use crate::world::{LIST, World};

/// Set, it writes the schemas instead of comparing them.
const WRITE: &str = "PORTCULLIS_WRITE_SCHEMAS";

#[test]
fn the_schemas_in_docs_are_those_of_the_structs() {
    for (file, schema) in schemas() {
        let stem = Path::new(file).with_extension("json");
        let path = checkout().join("docs/schemas").join(stem);
        let text = format!("{schema:#}\n");
        if std::env::var_os(WRITE).is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&path).unwrap_or_default() == text,
            "{} is not the schema of what is written into {file}. To write it anew:\n\
             {WRITE}=1 cargo test -p portcullis-cli --test whole_program schemas",
            path.display()
        );
    }
}

#[test]
fn every_line_of_the_sample_run_fits_its_schema() {
    let world = World::empty();
    copy_folder(&checkout().join("data"), &world.path("data"));
    world
        .run(["screen", "data/payments/sample.csv", "--out", "run"])
        .exits(1);
    fits(
        &world.path("run"),
        &[files::ALERTS, files::RELEASED, files::UNBOUND, files::SUMMARY],
    );
}

#[test]
fn every_line_of_a_delta_run_fits_its_schema() {
    let world = World::new();
    let changed = LIST.replace("shabaab,AL-SHABAAB,", "bakery,LINDQVIST BAKERY AB,");
    world.write("changed.csv", changed);
    world
        .run(["compile", "--out", "changed.pcx", "custom:changed.csv"])
        .exits(0);
    let run = [
        "screen",
        "--index",
        "changed.pcx",
        "--delta",
        "lists.pcx",
        "--out",
        "delta",
        "payments.csv",
    ];
    world.run(run).exits(1);
    fits(
        &world.path("delta"),
        &[files::ALERTS, files::ENDED, files::SUMMARY],
    );
}

/// Holds a run to the schemas. Those of `not_empty` have to hold something.
#[track_caller]
fn fits(run: &Path, not_empty: &[&str]) {
    for (file, mut schema) in schemas() {
        // Readers are to expect members that a later version adds; this version has no other than these.
        close(&mut schema);
        let validator = jsonschema::validator_for(&schema).unwrap();
        let text = fs::read_to_string(run.join(file)).unwrap_or_default();
        assert!(!not_empty.contains(&file) || !text.is_empty(), "{file}");
        let mut records = 0;
        for record in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
            let record = record.unwrap();
            records += 1;
            let wrong: Vec<String> = validator.iter_errors(&record).map(|e| e.to_string()).collect();
            assert_eq!(wrong, Vec::<String>::new(), "{file}, record {records}: {record}");
        }
    }
}

/// Forbids the members that an object's schema does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
