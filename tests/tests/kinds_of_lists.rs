//! Numbers and dates as the lists of the EU and the UK write them in their columns, through the program.
//!
//! The rows are in `kinds_of_lists.csv`. Each becomes an entry of a made-up list; both lists are compiled once.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::fmt::Write as _;

use serde_json::Value;

use crate::world::World;

const ROWS: &str = include_str!("kinds_of_lists.csv");

/// The header of the UK Sanctions List.
const UK_HEADER: &str = "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,\
     Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,\
     Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,\
     Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,\
     Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,\
     National Identifier additional information,Passport number,Passport additional information,Position,Gender,\
     Town of birth,Country of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),\
     IMO number,Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,\
     Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)";

struct Row {
    /// `uk-RUS9001`, `eu-9001`: by its place.
    id: String,
    entry: String,
    column: String,
    value: String,
    expected: String,
}

fn all() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(ROWS.as_bytes());
    let rows = reader.records().enumerate().map(|(nth, record)| {
        let record = record.unwrap();
        let entry = record[1].to_owned();
        let number = 9_000 + nth;
        Row {
            id: if entry.starts_with("uk") {
                format!("uk-RUS{number}")
            } else {
                format!("eu-{number}")
            },
            entry,
            column: record[2].to_owned(),
            value: record[3].to_owned(),
            expected: record[4].to_owned(),
        }
    });
    rows.collect()
}

fn uk_list(all: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns: Vec<&str> = UK_HEADER.split(',').collect();
    writer.write_record(&columns).unwrap();
    for row in all.iter().filter(|row| row.entry.starts_with("uk")) {
        assert!(columns.contains(&row.column.as_str()), "{}", row.column);
        let is_person = row.entry == "uk person";
        let number = row.id.trim_start_matches("uk-RUS");
        let fields = columns.iter().map(|column| match *column {
            column if column == row.column => row.value.clone(),
            "Last Updated" => "10/02/2026".to_owned(),
            "Unique ID" => row.id.trim_start_matches("uk-").to_owned(),
            "Name 6" => format!("Primerov{number}"),
            "Name 1" if is_person => "Foma".to_owned(),
            "Name type" => "Primary Name".to_owned(),
            "Regime Name" => "The Russia (Sanctions) (EU Exit) Regulations 2019".to_owned(),
            "Designation Type" if is_person => "Individual".to_owned(),
            "Designation Type" => "Entity".to_owned(),
            "Designation source" => "UK".to_owned(),
            "Sanctions Imposed" => "Asset freeze".to_owned(),
            "Date Designated" => "24/02/2023".to_owned(),
            _ => String::new(),
        });
        writer.write_record(fields).unwrap();
    }
    let rows = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    format!("Report Date: 10-Feb-2026\n{rows}")
}

fn eu_list(all: &[Row]) -> String {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" \
         generationDate=\"2026-02-10T10:00:00.000+01:00\" globalFileId=\"1\">\n",
    );
    for row in all.iter().filter(|row| row.entry.starts_with("eu")) {
        let id = row.id.trim_start_matches("eu-");
        let (code, short) = if row.entry == "eu person" {
            ("person", "P")
        } else {
            ("enterprise", "E")
        };
        let said = match row.column.split_once(' ') {
            Some((kind, country)) => format!(
                "<identification number=\"{}\" identificationTypeCode=\"{kind}\" countryIso2Code=\"{country}\" logicalId=\"7\"/>",
                row.value
            ),
            None => format!(
                "<address city=\"Moscow\" countryIso2Code=\"RU\" logicalId=\"5\"><contactInfo key=\"{}\" value=\"{}\"/></address>",
                row.column, row.value
            ),
        };
        writeln!(
            list,
            "<sanctionEntity euReferenceNumber=\"EU.{id}.1\" logicalId=\"{id}\"><regulation publicationDate=\"2022-04-08\" \
             entryIntoForceDate=\"2022-04-08\" numberTitle=\"2022/581\" programme=\"UKR\" logicalId=\"1\"/><subjectType \
             code=\"{code}\" classificationCode=\"{short}\"/><nameAlias wholeName=\"Obraztsov {id}\" strong=\"true\" \
             logicalId=\"1\"/>{said}</sanctionEntity>"
        )
        .unwrap();
    }
    list + "</export>\n"
}

/// What is wrong with an entry, if anything.
fn other(world: &World, row: &Row) -> Option<String> {
    let came = if row.expected.contains("born") {
        let shown = world
            .run(["lists", "show", "--index", "both.pcx", "--json", &row.id])
            .exits(0)
            .json();
        let dates = shown[0]
            .get("birth_dates")
            .cloned()
            .unwrap_or(Value::Null)
            .to_string();
        let holds = match row.expected.strip_prefix("born ") {
            Some(all) => all.split(' ').all(|date| dates.contains(date)),
            None => !dates.contains(|c: char| c.is_ascii_digit()),
        };
        (!holds).then_some(dates)
    } else {
        let done = world.run(["check", "--index", "both.pcx", "--json", "--id", &row.expected]);
        let hits = &done.json()["hits"];
        let is_found = hits
            .as_array()
            .unwrap()
            .iter()
            .any(|hit| hit["designation_id"] == row.id.as_str());
        (!is_found).then(|| hits.to_string())
    };
    came.map(|came| {
        format!(
            "{} {} `{}`: expected {}, came {came}",
            row.entry, row.column, row.value, row.expected
        )
    })
}

#[test]
fn numbers_and_dates_are_read_however_a_list_writes_them() {
    let (all, world) = (all(), World::new());
    world.write("uk.csv", uk_list(&all));
    world.write("eu.xml", eu_list(&all));
    world
        .run(["compile", "--out", "both.pcx", "uk:uk.csv", "eu:eu.xml"])
        .exits(0);
    let others: Vec<String> = all.iter().filter_map(|row| other(&world, row)).collect();
    assert!(all.len() > 40);
    assert!(
        others.is_empty(),
        "{} of {}:\n{}",
        others.len(),
        all.len(),
        others.join("\n")
    );
}
