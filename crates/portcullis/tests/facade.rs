//! The facade as a program outside of the workspace sees it.
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use portcullis::{
    CapLedger, Error, NameQuery, Score, Screener,
    batch::{BatchConfig, files},
    lists::{CompileOptions, compile},
    model::{Amount, CurrencyCode, Date, Field, Outcome, Party, Payment, Purpose, Role},
};
use portcullis_payments::{BatchFile, ColumnMap, RecordObject};

/// Two listed parties; the second is on a program with a capped license.
const LIST: &str = "id,name,schema,authority,list,programs\n\
                    acme,Acme Trading Zebulon,organization,UN,UN test,UN-A\n\
                    quorn,Quorn Velasquez Ltd,organization,UN,UN test,UN-B\n";

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> World {
        let world = World {
            folder: tempfile::tempdir().unwrap(),
        };
        world.compile(LIST);
        let rules = world.path("rules");
        fs::create_dir_all(rules.join("licenses")).unwrap();
        fs::write(
            rules.join("licenses/capped.toml"),
            r#"
[[license]]
id = "un-food"
authority = "UN"
kind = "general"
citation = "a test"
programs = ["UN-B"]
valid_from = 2020-01-01
purposes = ["food"]
cap = { value = "150.00", currency = "USD", per = "month" }
"#,
        )
        .unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn index(&self) -> PathBuf {
        self.path("lists.pcx")
    }

    fn compile(&self, list: &str) {
        let path = self.path("list.csv");
        fs::write(&path, list).unwrap();
        let source = format!("custom:{}", path.display()).parse().unwrap();
        let options = CompileOptions {
            allow_shrink: true,
            ..CompileOptions::default()
        };
        compile(&[source], &self.index(), &options).unwrap();
    }

    fn screener(&self) -> Screener {
        self.screener_with(CapLedger::new())
    }

    fn screener_with(&self, caps: CapLedger) -> Screener {
        Screener::builder()
            .index(self.index())
            .rules(self.path("rules"))
            .caps(caps)
            .build()
            .unwrap()
    }
}

fn payment_to(name: &str) -> Payment<'_> {
    Payment::new("P-1").with(Party::named(Role::Creditor, name))
}

fn food_for(name: &str) -> Payment<'_> {
    Payment {
        value_date: Some(Date::constant(2026, 2, 3)),
        amount: Some(Amount {
            value: "100.00".parse().unwrap(),
            currency: CurrencyCode::new("USD"),
        }),
        purpose: Some(Purpose::Food),
        ..payment_to(name)
    }
}

#[test]
fn a_screener_is_not_built_where_the_institution_names_an_authority_without_a_list() {
    let world = World::new();
    fs::write(
        world.path("rules/institution.toml"),
        "authorities = [\"UN\", \"EU\"]\n",
    )
    .unwrap();
    let builder = Screener::builder()
        .index(world.index())
        .rules(world.path("rules"));
    let error = builder.clone().build().unwrap_err();
    assert!(
        error.to_string().contains("no list of `EU` is in the index"),
        "{error}"
    );
    builder.allow_missing_lists(true).build().unwrap();
}

#[test]
fn a_hit_names_the_designation_by_its_id_and_says_where_and_why() {
    let screening = World::new()
        .screener()
        .screen(&payment_to("ZEBULON ACME TRADING"));
    assert_eq!(screening.decision.outcome, Outcome::Review);
    let [hit] = &screening.hits[..] else {
        panic!("{:?}", screening.hits)
    };
    assert_eq!(
        (hit.designation_id.as_str(), hit.field),
        ("custom-acme", Field::CREDITOR)
    );
    assert_eq!(hit.designation.as_ref().unwrap().programs, ["UN-A"]);
    assert!(!hit.evidence.is_empty());
    let json = serde_json::to_value(&screening).unwrap();
    assert_eq!(json["hits"][0]["field"], "creditor");
}

#[test]
fn a_name_is_checked_as_a_party_of_a_payment_is() {
    let world = World::new();
    let screener = world.screener();
    let check = screener.check(&NameQuery::new("Zebulon Acme Trading"));
    let screening = screener.screen(&payment_to("Zebulon Acme Trading"));
    assert!(check.is_hit());
    assert_eq!(check.hits[0].designation_id, screening.hits[0].designation_id);
    assert_eq!(check.hits[0].score, screening.hits[0].score);
    assert!(!screener.check(&NameQuery::new("Maria Schmidt")).is_hit());
}

#[test]
fn how_near_the_lists_come_to_a_name_without_a_hit_is_told_when_somebody_asks() {
    let screener = World::new().screener();
    let query = NameQuery::new("Acme Trading");
    assert!(!screener.check(&query).is_hit());
    let near = screener.near(&query, 3);
    let [miss] = &near.below[..] else {
        panic!("{near:?}")
    };
    assert_eq!(miss.hit.designation_id, "custom-acme");
    assert!(miss.hit.score >= Score::from_fraction(0.6) && miss.factor >= 1.0);
    assert!(near.weak_aliases.is_empty());
    let hit = screener.near(&NameQuery::new("Zebulon Acme Trading"), 3);
    assert!(hit.below.is_empty(), "a hit is not near: {hit:?}");
}

#[test]
fn new_lists_are_used_from_a_reload_on_and_bad_ones_never() {
    let world = World::new();
    let screener = world.screener();
    let clone = screener.clone();
    let before = screener.index();
    assert_eq!(clone.screen(&payment_to("Novgorod Imports")).hits, []);

    world.compile(&format!(
        "{LIST}nov,Novgorod Imports,organization,UN,UN test,UN-A\n"
    ));
    assert_eq!(clone.screen(&payment_to("Novgorod Imports")).hits, []);
    screener.reload().unwrap();
    assert_eq!(clone.screen(&payment_to("Novgorod Imports")).hits.len(), 1);
    // Who holds the old lists keeps them.
    assert_eq!(before.designation_count(), 2);

    fs::write(world.path("next"), "no index").unwrap();
    fs::rename(world.path("next"), world.index()).unwrap();
    assert!(matches!(screener.reload(), Err(Error::Index(_))));
    assert_eq!(clone.screen(&payment_to("Novgorod Imports")).hits.len(), 1);
}

#[test]
fn lists_that_are_cut_short_in_place_clear_nothing() {
    let world = World::new();
    let screener = world.screener();
    assert_eq!(
        screener.screen(&payment_to("Nobody Listed")).decision.outcome,
        Outcome::Clear
    );
    let file = fs::OpenOptions::new().write(true).open(world.index()).unwrap();
    file.set_len(3).unwrap();
    let payment = payment_to("Nobody Else");
    let screening = screener.screen(&payment);
    assert_eq!(screening.decision.outcome, Outcome::Review);
    let path = world.index().display().to_string();
    assert!(
        screening.decision.reason.contains(&path),
        "{}",
        screening.decision.reason
    );
    assert!(matches!(screener.try_screen(&payment), Err(Error::Index(_))));
    assert!(matches!(
        screener.try_check(&NameQuery::new("Maria Schmidt")),
        Err(Error::Index(_))
    ));
    let json = r#"{"payment_id":"P1","parties":[{"role":"creditor","name":"Maria Schmidt"}]}"#;
    assert!(matches!(
        screener.screen_json(json.as_bytes()),
        Err(Error::Index(_))
    ));
}

#[test]
fn what_is_spent_of_a_cap_outlives_a_reload_and_a_restart() {
    let world = World::new();
    let screener = world.screener();
    let outcome = |screener: &Screener| screener.screen(&food_for("Quorn Velasquez Ltd")).decision.outcome;
    assert_eq!(outcome(&screener), Outcome::Licensed);
    screener.reload().unwrap();
    assert_eq!(outcome(&screener), Outcome::Review, "100 of 150 is spent");
    let restarted = world.screener_with(screener.caps());
    assert_eq!(outcome(&restarted), Outcome::Review);
    assert_eq!(outcome(&world.screener()), Outcome::Licensed);
}

#[test]
fn many_threads_get_the_answers_of_one() {
    let world = World::new();
    let screener = world.screener();
    let names = [
        "Acme Zebulon Trading",
        "Maria Schmidt",
        "Velasquez Quorn",
        "Zebulon",
    ];
    let alone: Vec<_> = names
        .iter()
        .map(|name| screener.screen(&payment_to(name)))
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (screener, alone) = (screener.clone(), &alone);
            scope.spawn(move || {
                for n in 0..200 {
                    let at = (n + thread) % names.len();
                    assert_eq!(screener.screen(&payment_to(names[at])), alone[at]);
                    if n == 100 && thread == 0 {
                        screener.reload().unwrap();
                    }
                }
            });
        }
    });
}

#[test]
fn a_call_says_of_a_payment_what_a_batch_says_of_it() {
    let world = World::new();
    let file = world.path("payments.csv");
    let names = [
        "Acme Trading Zebulon",
        "Maria Schmidt",
        "QUORN VELASQUEZ",
        "Quorn",
    ];
    let mut text = "payment_id,value_date,creditor_name\n".to_owned();
    for (n, name) in names.iter().enumerate() {
        text.push_str(&format!("P{n},2026-02-03,{name}\n"));
    }
    fs::write(&file, text).unwrap();
    let screener = world.screener();
    let run = world.path("run");
    screener
        .screen_batch(&BatchConfig::new(vec![file], run.clone()), None)
        .unwrap();
    let rows = outcomes(&run);
    for (n, name) in names.iter().enumerate() {
        let screening = screener.screen(&payment_to(name));
        let said = (
            screening.decision.outcome.to_string(),
            screening.decision.reason.to_string(),
        );
        assert_eq!(rows[&format!("P{n}")], said);
    }
}

/// A message whose names are listed, with a text and a party under a cover payment.
const MT202COV: &str = "{1:F01BANKBEBBAXXX0000000000}{2:I202BANKDEFFXXXXN}{3:{119:COV}}{4:\r\n:20:COV1\r\n:21:REF\r\n:32A:260203USD100,00\r\n:58A:BANKDEFF\r\n:50K:/123\r\nACME TRADING ZEBULON\r\n1 HIGH STREET\r\n:59:/456\r\nQUORN VELASQUEZ LTD\r\n:70:FOR ZEBULON ACME TRADING\r\n-}";

#[test]
fn json_says_of_a_payment_what_the_files_of_a_batch_say_of_it() {
    let world = World::new();
    let csv = world.path("payments.csv");
    let header = "payment_id,value_date,amount,currency,debtor_name,debtor_address,debtor_birth_date,debtor_country,\
                  intermediary_agent_2_name,creditor_name,creditor_id,remittance_information,purpose,instrument\n";
    let rows = "P1,2026-02-03,10.50,EUR,Maria Schmidt,,1970-01-02,DE,,Acme Trading Zebulon,passport:A1@IR;passprt:B2,rent,,\n\
                P2,2026-02-03,100.00,USD,\"Zebulon, Acme Trading\",\"1 High St\nOslo\",,Norway,,Quorn Velasquez Ltd,,,food,\n\
                P3,2026-02-03,,,,,,,Quorn Velasquez,Maria Schmidt,,for Acme Trading Zebulon,gifts,tulips\n\
                P4,2026-02-03,1,CHF,Maria Schmidt,,,,,Jan Kowalski,,invoice 7,,\n";
    fs::write(&csv, format!("{header}{rows}")).unwrap();
    let message = world.path("cover.fin");
    fs::write(&message, MT202COV).unwrap();

    let run = world.path("run");
    let inputs = vec![csv.clone(), message.clone()];
    let screener = world.screener();
    let batch = BatchConfig::new(inputs.clone(), run.clone());
    screener.screen_batch(&batch, None).unwrap();

    let answers: Vec<serde_json::Value> = inputs
        .iter()
        .flat_map(|path| shown(path))
        .map(|object| serde_json::from_str(&screener.screen_json(object.as_bytes()).unwrap()).unwrap())
        .collect();
    let mut decisions = csv::Reader::from_path(run.join(files::DECISIONS)).unwrap();
    let decisions: Vec<BTreeMap<String, String>> = decisions.deserialize().map(Result::unwrap).collect();
    assert_eq!(decisions.len(), 5);
    for (row, answer) in decisions.iter().zip(&answers) {
        let told: BTreeMap<String, String> = answer["decision"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(column, value)| {
                (
                    column.clone(),
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .collect();
        assert_eq!(row, &told);
        assert_eq!(answer["hits"].as_array().unwrap().len().to_string(), row["hits"]);
    }
    let outcomes: Vec<&str> = decisions.iter().map(|row| row["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["review", "review", "review", "clear", "review"]);
    // Each alert of the run is among the hits, word for word but for what the payment says of identifiers of no known kind.
    let alerts = fs::read_to_string(run.join(files::ALERTS)).unwrap();
    let hits: Vec<&serde_json::Value> = answers
        .iter()
        .flat_map(|answer| answer["hits"].as_array().unwrap())
        .collect();
    assert!(alerts.lines().count() > 4);
    for alert in alerts.lines() {
        let mut alert: serde_json::Value = serde_json::from_str(alert).unwrap();
        let hit = hits
            .iter()
            .find(|hit| hit["alert_id"] == alert["alert_id"])
            .unwrap();
        if alert["payment_id"] == "P1" {
            alert["payment"]["creditor"]["id"] = hit["payment"]["creditor"]["id"].clone();
        }
        assert_eq!(&&alert, hit);
    }
}

/// The payments of a file, as `payments show` prints them.
fn shown(path: &Path) -> Vec<String> {
    let file = BatchFile::open(path, &ColumnMap::default()).unwrap();
    let name = path.to_string_lossy();
    let mut shown = Vec::new();
    for chunk in file.chunks(1 << 20) {
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            let position = shown.len() as u64 + 1;
            shown.push(serde_json::to_string(&RecordObject::of(&name, position, &record)).unwrap());
        }
    }
    shown
}

#[test]
fn a_check_in_json_has_the_shape_of_the_command_line_s() {
    let screener = World::new().screener();
    let answer = screener
        .check_json(br#"{"name":" Zebulon Acme Trading "}"#)
        .unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["query"], "Zebulon Acme Trading");
    assert_eq!(answer["hits"][0]["designation_id"], "custom-acme");
    assert_eq!(answer["discounted"], serde_json::json!([]));
    let error = screener.check_json(b"{").unwrap_err();
    assert!(matches!(error, Error::Json { .. }), "{error}");
    let error = screener
        .screen_json(br#"{"payment_id":"P1","foo":1}"#)
        .unwrap_err();
    assert!(matches!(error, Error::Payment(_)), "{error}");
}

/// Outcome and reason by payment id.
fn outcomes(run: &Path) -> BTreeMap<String, (String, String)> {
    let mut reader = csv::Reader::from_path(run.join(files::DECISIONS)).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), (row[2].to_owned(), row[3].to_owned())))
        .collect()
}

#[test]
fn a_screener_that_cannot_be_trusted_is_not_built() {
    let world = World::new();
    assert!(matches!(Screener::builder().build(), Err(Error::NoIndex)));
    let absent = Screener::builder().index(world.path("absent.pcx")).build();
    assert!(matches!(absent, Err(Error::Index(_))));
    // A misspelled folder would mean that nothing is licensed and every program is in force.
    let no_rules = Screener::builder()
        .index(world.index())
        .rules(world.path("rulse"))
        .build();
    assert!(matches!(no_rules, Err(Error::NoRules(_))));
}
