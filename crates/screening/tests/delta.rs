//! A delta run against two full runs, compared line by line by other means than its own.
#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_index::{Index, build};
use portcullis_matcher::MatchOptions;
use portcullis_model::{BirthDate, Date, Designation, Identifier, Name, NameKind, Schema, Score};
use portcullis_screening::{BatchConfig, EndedBy, Policy, ScreenError, Screener, Summary, files, verify};
use proptest::prelude::*;
use serde_json::Value;

/// A run, read back: rows and lines by payment.
#[derive(Debug, Default)]
struct Run {
    decisions: Vec<(String, String)>,
    alerts: Vec<(String, String)>,
    released: Vec<(String, String)>,
    discounted: Vec<(String, String)>,
    unbound: Vec<(String, String)>,
    rejects: String,
}

fn read(folder: &Path) -> Run {
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    let by_payment = |name| {
        let lines = text(name);
        let keyed = lines.lines().map(|line| {
            (
                json(line)["payment_id"].as_str().unwrap().to_owned(),
                line.to_owned(),
            )
        });
        keyed.collect()
    };
    Run {
        decisions: text(files::DECISIONS)
            .lines()
            .skip(1)
            .map(|row| (row.split(',').next().unwrap().to_owned(), row.to_owned()))
            .collect(),
        alerts: by_payment(files::ALERTS),
        released: by_payment(files::RELEASED),
        discounted: by_payment(files::DISCOUNTED),
        unbound: by_payment(files::UNBOUND),
        rejects: text(files::REJECTS),
    }
}

fn of<'r>(lines: &'r [(String, String)], payment: &str) -> Vec<&'r str> {
    let of = lines.iter().filter(|(id, _)| id == payment);
    of.map(|(_, line)| line.as_str()).collect()
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn alert_id(line: &str) -> String {
    json(line)["alert_id"].as_str().unwrap().to_owned()
}

/// Whether what a person decides on is the same in two alerts of one id: the list of `docs/runs.md`, spelled out.
fn decided_on(line: &str) -> Vec<(String, Vec<String>)> {
    let alert = json(line);
    let mut told = vec![
        ("outcome".to_owned(), texts(&alert["outcome"])),
        ("certain".to_owned(), texts(&alert["certain"])),
        ("obligations".to_owned(), obligations(&alert)),
        ("same_party".to_owned(), texts(&alert["same_party"])),
    ];
    for (member, value) in alert["designation"].as_object().unwrap() {
        if !["id", "amended_on", "same_as"].contains(&member.as_str()) {
            told.push((format!("designation.{member}"), texts(value)));
        }
    }
    told
}

/// A value, or the elements of a list in no order.
fn texts(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> = match value {
        Value::Array(elements) => elements.iter().map(Value::to_string).collect(),
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    };
    texts.sort();
    texts
}

fn obligations(record: &Value) -> Vec<String> {
    let told = record["obligations"].as_array().unwrap().iter();
    let mut told: Vec<String> = told
        .map(|o| {
            let members = [
                "authority",
                "program",
                "measure",
                "designation_id",
                "field",
                "derived_from",
                "phase",
                "because",
                "doubtful",
            ];
            let of = members.map(|member| o[member].to_string()).join(" ");
            of + &o["covered_by"]["license_id"].to_string()
        })
        .collect();
    told.sort();
    told
}

/// The members that differ between two alerts of one id.
fn differing(old: &str, new: &str) -> BTreeSet<String> {
    let all = |line| decided_on(line).into_iter().collect::<BTreeMap<_, _>>();
    let (old, new) = (all(old), all(new));
    let names = old.keys().chain(new.keys());
    names
        .filter(|name| old.get(*name) != new.get(*name))
        .cloned()
        .collect()
}

/// What is decided in a row: not which hit is the strongest, nor how strong, nor how many there are, nor the words of it.
fn decided(row: &str) -> Vec<String> {
    let fields = csv::Reader::from_reader(format!("{}{row}\n", files::DECISIONS_HEADER).as_bytes())
        .records()
        .next()
        .unwrap()
        .unwrap();
    [2, 4, 5, 6].map(|column| fields[column].to_owned()).to_vec()
}

/// What is hit, and where.
fn hits(line: &str) -> BTreeSet<(String, String)> {
    let line = json(line);
    let hits = line["hits"].as_array().unwrap().iter();
    hits.map(|hit| (hit["designation_id"].to_string(), hit["field"].to_string()))
        .collect()
}

/// A release without scores, evidence and words.
fn released(line: &str) -> (BTreeSet<(String, String)>, Vec<String>) {
    (hits(line), obligations(&json(line)))
}

/// What nothing binds, and the kind of reason.
fn unbound(line: &str) -> (BTreeSet<(String, String)>, BTreeSet<String>) {
    let value = json(line);
    let dormant = value["dormant"].as_array().unwrap().iter();
    let dormant = dormant.map(|d| {
        let members = ["designation_id", "field", "authority", "program", "reason"];
        members.map(|member| d[member].to_string()).join(" ")
    });
    (hits(line), dormant.collect())
}

/// What a delta run should have written, and what it should count.
#[derive(Default)]
struct Expected {
    run: Run,
    ended: Vec<String>,
    evidence_only: u64,
    alerts_evidence_only: u64,
    outcomes: BTreeMap<String, u64>,
}

/// What a delta run should have written, from what two full runs wrote: the definition of `docs/runs.md`, spelled out.
fn expected(old: &Run, new: &Run) -> Expected {
    let mut expected = Expected {
        run: Run {
            rejects: new.rejects.clone(),
            ..Run::default()
        },
        ..Expected::default()
    };
    for (payment, row) in &new.decisions {
        let before = of(&old.decisions, payment)[0];
        let (alerts_old, alerts_new) = (of(&old.alerts, payment), of(&new.alerts, payment));
        let (released_old, released_new) = (of(&old.released, payment), of(&new.released, payment));
        let (unbound_old, unbound_new) = (of(&old.unbound, payment), of(&new.unbound, payment));
        let discounted = [&old, &new].map(|run| of(&run.discounted, payment));
        let passes_as_before =
            released_old == released_new && unbound_old == unbound_new && discounted[0] == discounted[1];
        let written_as_before = before == row && alerts_old == alerts_new && passes_as_before;

        let ids_old: Vec<String> = alerts_old.iter().map(|line| alert_id(line)).collect();
        let ids_new: Vec<String> = alerts_new.iter().map(|line| alert_id(line)).collect();
        let alerts_before = expected.run.alerts.len();
        for (line, id) in alerts_new.iter().zip(&ids_new) {
            let open = line.strip_suffix('}').unwrap();
            match ids_old.iter().position(|other| other == id) {
                None => expected
                    .run
                    .alerts
                    .push((payment.clone(), format!("{open},\"delta\":\"new\"}}"))),
                Some(at) if alerts_old[at] == *line => {}
                Some(at) if differing(alerts_old[at], line).is_empty() => expected.alerts_evidence_only += 1,
                Some(at) => {
                    let members = differing(alerts_old[at], line);
                    expected.run.alerts.push((
                        payment.clone(),
                        format!("{open},\"delta\":\"changed\"}} {members:?}"),
                    ));
                }
            }
        }
        let ended: Vec<String> = alerts_old
            .iter()
            .zip(&ids_old)
            .filter(|(_, id)| !ids_new.contains(id))
            .map(|(line, _)| (*line).to_owned())
            .collect();
        // Nobody is asked anything of what passes by nobody's word: it makes no row.
        let match_of = |line: &str| {
            let line = json(line);
            (line["designation_id"].to_string(), line["field"].to_string())
        };
        let [discounted_old, discounted_new] = discounted;
        let known: BTreeSet<_> = discounted_old.iter().map(|line| match_of(line)).collect();
        for line in discounted_new {
            if !known.contains(&match_of(line)) {
                expected.run.discounted.push((payment.clone(), line.to_owned()));
            }
        }
        for line in unbound_new {
            if unbound_old.first().map(|line| unbound(line)) != Some(unbound(line)) {
                expected.run.unbound.push((payment.clone(), line.to_owned()));
            }
        }
        let release = released_new
            .first()
            .filter(|line| released_old.first().map(|line| released(line)) != Some(released(line)));
        let differs = decided(before) != decided(row)
            || expected.run.alerts.len() > alerts_before
            || !ended.is_empty()
            || release.is_some();
        if differs {
            expected.run.decisions.push((payment.clone(), row.clone()));
            let moved = format!("{} {}", decided(before)[0], decided(row)[0]);
            *expected.outcomes.entry(moved).or_default() += 1;
            expected.ended.extend(ended);
            expected
                .run
                .released
                .extend(release.map(|line| (payment.clone(), (*line).to_owned())));
        } else if !written_as_before {
            expected.evidence_only += 1;
        }
    }
    expected
}

/// Lines of a delta run as [`expected`] has them: of the changes, which members they are of, and that each differs.
fn without_changes(lines: Vec<(String, String)>) -> Vec<(String, String)> {
    let told = |line: String| {
        let changes = json(&line)["changes"].clone();
        let Value::Array(changes) = changes else {
            return line;
        };
        let mut members = BTreeSet::new();
        for change in changes {
            assert_ne!(change["old"], change["new"], "{change}");
            assert!(
                members.insert(change["member"].as_str().unwrap().to_owned()),
                "{change}"
            );
        }
        let open = &line[..line.rfind(",\"changes\":").unwrap()];
        format!("{open}}} {members:?}")
    };
    lines.into_iter().map(|(id, line)| (id, told(line))).collect()
}

struct World {
    folder: tempfile::TempDir,
    rules: RuleFiles,
    matching: MatchOptions,
}

impl World {
    fn new(matching: MatchOptions) -> World {
        let folder = tempfile::tempdir().unwrap();
        let license = folder.path().join("food.toml");
        fs::write(
            &license,
            "[[license]]\nid = \"food\"\nauthority = \"UN\"\nkind = \"general\"\ncitation = \"c\"\nprograms = \"*\"\n\
             valid_from = 2000-01-01\npurposes = [\"food\"]\n"
                .replace("programs = \"*\"", "programs = [\"*\"]"),
        )
        .unwrap();
        World {
            rules: RuleFiles {
                licenses: vec![license],
                ..RuleFiles::default()
            },
            folder,
            matching,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn screener(&self, index: &Arc<Index>, exhaustive: bool) -> Screener {
        let policy = Policy {
            matching: MatchOptions {
                exhaustive,
                ..self.matching
            },
            as_of: None,
            run_date: Date::constant(2026, 2, 16),
        };
        Screener::new(Arc::clone(index), Rulebook::load(&self.rules).unwrap(), policy)
    }

    fn batch(&self, payments: &str, out: &str) -> BatchConfig {
        let file = self.path("payments.csv");
        fs::write(&file, payments).unwrap();
        BatchConfig {
            threads: 2,
            chunk_bytes: 300,
            ..BatchConfig::new(vec![file], self.path(out))
        }
    }

    /// Runs all of it and holds the delta run against the two full ones.
    fn check(&self, old: &[Designation], new: &[Designation], payments: &str) -> Summary {
        let index = |list| Arc::new(Index::from_bytes(build(list, &[]).unwrap()).unwrap());
        let (old, new) = (index(old), index(new));
        let full = |index: &Arc<Index>, out: &str| {
            self.screener(index, false)
                .screen_batch(&self.batch(payments, out), None)
                .unwrap();
            read(&self.path(out))
        };
        let (before, now) = (full(&old, "old"), full(&new, "new"));
        let Expected {
            run: expected,
            ended,
            evidence_only,
            alerts_evidence_only,
            outcomes,
        } = expected(&before, &now);
        let mut summaries = Vec::new();
        for (out, exhaustive) in [("delta", false), ("delta-exhaustive", true)] {
            let summary = self
                .screener(&new, exhaustive)
                .screen_delta(
                    Arc::clone(&old),
                    Path::new("old.pcx"),
                    &self.batch(payments, out),
                    None,
                )
                .unwrap();
            let run = read(&self.path(out));
            assert_eq!(run.decisions, expected.decisions, "{out}");
            assert_eq!(without_changes(run.alerts), expected.alerts, "{out}");
            let released = run.released.into_iter().map(|(id, mut line)| {
                if let Some(at) = line.find(",\"changes\":") {
                    line.truncate(at);
                    line.push('}');
                }
                (id, line)
            });
            assert_eq!(released.collect::<Vec<_>>(), expected.released, "{out}");
            assert_eq!(run.discounted, expected.discounted, "{out}");
            assert_eq!(run.unbound, expected.unbound, "{out}");
            assert_eq!(run.rejects, expected.rejects, "{out}");
            let written = fs::read_to_string(self.path(out).join(files::ENDED)).unwrap();
            let written: Vec<String> = written
                .lines()
                .map(|line| format!("{}}}", &line[..line.rfind(",\"ended\":").unwrap()]))
                .collect();
            assert_eq!(written, ended, "{out}");
            let verification = verify(&self.path(out)).unwrap();
            assert_eq!(verification.findings, [], "{out}");
            let delta = summary.delta.clone().unwrap();
            assert_eq!(summary.decided, expected.decisions.len() as u64);
            assert_eq!(delta.differing, summary.decided);
            assert_eq!(
                summary.records,
                summary.decided + summary.rejected + delta.unchanged
            );
            assert_eq!(
                (delta.alerts_new + delta.alerts_changed, delta.alerts_ended),
                (summary.alerts, ended.len() as u64)
            );
            assert_eq!(verification.unchanged, delta.unchanged);
            assert_eq!(
                (delta.evidence_only, delta.alerts_evidence_only),
                (evidence_only, alerts_evidence_only)
            );
            let moved = delta.outcomes.iter().flat_map(|(old, to)| {
                to.iter()
                    .map(move |(new, payments)| (format!("{old} {new}"), *payments))
            });
            assert_eq!(moved.collect::<BTreeMap<_, _>>(), outcomes);
            summaries.push(summary);
        }
        summaries.remove(0)
    }
}

fn person(id: &str, names: &[&str]) -> Designation {
    let mut designation = Designation::new(id, "UN Test", "UN", Schema::Person);
    designation.names = names
        .iter()
        .enumerate()
        .map(|(n, text)| {
            let kind = match (n, text.strip_prefix('~')) {
                (0, _) => NameKind::Primary,
                (_, Some(_)) => NameKind::WeakAlias,
                _ => NameKind::Alias,
            };
            Name::new(text.trim_start_matches('~'), kind)
        })
        .collect();
    designation.programs.push("UN-Test".to_owned());
    designation
}

const HEADER: &str = "payment_id,value_date,amount,currency,debtor_name,debtor_birth_date,debtor_id,creditor_name,creditor_agent_bic,creditor_address,remittance_information,purpose\n";

fn payment(id: &str, debtor: &str, creditor: &str, remittance: &str) -> String {
    format!("{id},2026-01-02,10.00,EUR,{debtor},,,{creditor},,,{remittance},\n")
}

#[test]
fn an_alert_begins_changes_and_ends_with_its_reason() {
    let world = World::new(MatchOptions::default());
    let kept = person("un-1", &["BOUT, Viktor Anatolijevitch"]);
    let old = [
        kept.clone(),
        person("un-2", &["HAQQANI, Sirajuddin Jallaloudine"]),
        person("un-3", &["ZARQAWI, Ayman Rabie"]),
        person("un-5", &["MUGABE, Robert Gabriel"]),
    ];
    let mut said_more = old[2].clone();
    said_more.remarks = "deceased".to_owned();
    let mut renamed = old[3].clone();
    renamed.names = vec![Name::new("CHIWENGA, Constantino", NameKind::Primary)];
    let new = [kept, said_more, person("un-4", &["KONY, Joseph Rao"]), renamed];
    let payments = HEADER.to_owned()
        + &payment("P1", "Viktor Anatolijevitch Bout", "Plain Person", "")
        + &payment("P2", "Sirajuddin Jallaloudine Haqqani", "Plain Person", "")
        + &payment("P3", "Ayman Rabie Zarqawi", "", "")
        + &payment("P4", "Lindqvist Bakery AB", "Joseph Rao Kony", "")
        + &payment("P5", "Robert Gabriel Mugabe", "", "")
        + "P6,2026-01-02,ten,EUR,a,,,b,,,,\n"
        + &payment("P7", "Lindqvist Bakery AB", "Plain Person", "invoice 17");
    let summary = world.check(&old, &new, &payments);
    let delta = summary.delta.unwrap();
    assert_eq!((summary.records, summary.decided, summary.rejected), (7, 4, 1));
    assert_eq!(
        (delta.alerts_new, delta.alerts_changed, delta.alerts_ended),
        (1, 1, 2)
    );
    assert_eq!(
        delta.ended_by,
        BTreeMap::from([(EndedBy::Removed, 1), (EndedBy::Changed, 1)])
    );
    assert_eq!(delta.unchanged, 2);
    let ended = fs::read_to_string(world.path("delta").join(files::ENDED)).unwrap();
    assert!(ended.contains(r#""ended":{"cause":"removed","reason":"un-2 is no longer on the lists","outcome_now":"clear","reason_now":"no hit"}}"#), "{ended}");
    assert!(
        ended.contains("the record of un-5 changed (names), and it is no longer found"),
        "{ended}"
    );
    // One payment differs by its alert alone: the row of P3 is what it was.
    let decisions = fs::read_to_string(world.path("delta").join(files::DECISIONS)).unwrap();
    let ids: Vec<&str> = decisions.lines().skip(1).map(|row| &row[..2]).collect();
    assert_eq!(ids, ["P2", "P3", "P4", "P5"]);
}

#[test]
fn a_payment_differs_that_resembles_one_that_is_stopped_now_or_was() {
    let world = World::new(MatchOptions::default());
    let lists = [
        vec![person("un-1", &["HAQQANI, Sirajuddin Jallaloudine"])],
        vec![person("un-2", &["BOUT, Viktor Anatolijevitch"])],
    ];
    let payments = HEADER.to_owned()
        + &payment("P1", "Lindqvist Bakery AB", "Viktor Anatolijevitch Bout", "")
        + &payment("P2", "Lindqvist Bakery AB", "Viktor", "")
        + &payment("P3", "Nordic Timber AB", "Sirajuddin Jallaloudine Haqqani", "")
        + &payment("P4", "Nordic Timber AB", "", "")
        + &payment("P5", "Nordic Timber AB", "Plain Person", "");
    let summary = world.check(&lists[0], &lists[1], &payments);
    assert_eq!((summary.decided, summary.resubmitted), (4, 1));
    let delta = summary.delta.unwrap();
    assert_eq!((delta.alerts_new, delta.alerts_ended, delta.unchanged), (2, 2, 1));
    World::new(MatchOptions::default()).check(&lists[1], &lists[0], &payments);
}

#[test]
fn a_license_that_begins_to_cover_ends_the_alert_by_decision() {
    let world = World::new(MatchOptions::default());
    let old = [person("un-1", &["BOUT, Viktor Anatolijevitch"])];
    let mut new = old.clone();
    new[0].delisted_on = Some(Date::constant(2025, 12, 31));
    let payments = HEADER.to_owned() + &payment("P1", "Viktor Anatolijevitch Bout", "", "");
    let delta = world.check(&old, &new, &payments).delta.unwrap();
    assert_eq!(delta.ended_by, BTreeMap::from([(EndedBy::Decision, 1)]));
}

#[test]
fn what_spends_a_cap_is_refused_by_name() {
    let mut world = World::new(MatchOptions::default());
    let index = Arc::new(Index::from_bytes(build(&[person("un-1", &["A Bout"])], &[]).unwrap()).unwrap());
    let mut batch = world.batch(HEADER, "run");
    batch.ledger = Some(world.path("caps.csv"));
    let run = |world: &World, batch: &BatchConfig| {
        let error = world
            .screener(&index, false)
            .screen_delta(Arc::clone(&index), Path::new("old.pcx"), batch, None)
            .unwrap_err();
        assert!(
            matches!(error, ScreenError::DeltaLedger | ScreenError::DeltaCap { .. }),
            "{error}"
        );
        error.to_string()
    };
    assert!(run(&world, &batch).contains("a ledger"));
    let license = world.path("capped.toml");
    let text = fs::read_to_string(&world.rules.licenses[0]).unwrap();
    let cap = "cap = { value = \"100.00\", currency = \"USD\", per = \"month\" }\n";
    fs::write(
        &license,
        text.replace("\"food\"\nauthority", "\"rations\"\nauthority") + cap,
    )
    .unwrap();
    world.rules.licenses.push(license);
    batch.ledger = None;
    let error = run(&world, &batch);
    assert!(error.contains("`rations` has a cap"), "{error}");
    assert!(!batch.out.exists());
}

/// Names that share words, so that a designation more or less moves the weights of others, with titles, particles,
/// legal forms, scripts and numbers among them.
const NAMES: [&str; 24] = [
    "BOUT, Viktor Anatolijevitch",
    "BOUT, Sergei",
    "Viktor BUTT",
    "HAQQANI, Sirajuddin Jallaloudine",
    "HAQQANI, Khalil",
    "Khalil Ahmed HAQANI",
    "AL-ZAWAHIRI, Ayman",
    "ZAWAHRI, Aiman Muhammad Rabi",
    "MOHAMMED, Ali bin Khalil",
    "MUHAMMAD, Ali",
    "ABDUL RAHMAN, Omar",
    "ABDULRAHMAN TRADING CO LTD",
    "TIDEWATER MIDDLE EAST CO.",
    "TIDE WATER SHIPPING VII",
    "Бут, Виктор",
    "محمد خليل",
    "MAJNOON GENERAL TRADING LLC",
    "BIN",
    "BIN KHALIL HOLDING",
    "DR KHALIL",
    "KIM, Jong Il",
    "KIM JONGIL",
    "OCEAN STAR 8",
    "OCEAN STAR SHIPPING",
];

/// What payments say: listed names in other guises, names near to them, and plain ones.
const TEXTS: [&str; 34] = [
    "Viktor Bout",
    "Viktor Anatolijevich Bout",
    "Sergey Bout",
    "Victor Butt",
    "Siraj Haqqani",
    "Sirajuddin Haqani",
    "Khalil Haqqani",
    "Khaleel Ahmad Haqqani",
    "Ayman al Zawahiri",
    "Aiman Zawahri",
    "Ali Mohammed",
    "Mohammad Ali bin Khalil",
    "Muhammed Aly",
    "Omar Abdul Rahman",
    "Omar Abdulrahman",
    "Abdul Rahman Trading Company",
    "Tidewater Middle East",
    "Tide Water Middle East Co",
    "Tidewater Shipping 7",
    "Виктор Бут",
    "محمد خليل",
    "Majnoon Trading",
    "Majnun General Trading LLC",
    "Bin",
    "Bin Khalil",
    "Dr Khalil",
    "Kim Jong Il",
    "Kim Jongil",
    "Oceanstar 8",
    "Ocean Star VIII",
    "Lindqvist Bakery AB",
    "Maria Garcia Lopez",
    "General Trading Company",
    "invoice 4471 for Viktor Bout via CMSYSYDA",
];

fn designation() -> impl Strategy<Value = Designation> {
    let names = prop::collection::vec((prop::sample::select(&NAMES[..]), any::<bool>()), 1..3);
    (0u8..14, names, 0u8..6).prop_map(|(id, names, extra)| {
        let names: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(n, (name, weak))| {
                if n > 0 && *weak {
                    format!("~{name}")
                } else {
                    (*name).to_owned()
                }
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut designation = person(&format!("un-{id}"), &names);
        match extra {
            0 => designation
                .identifiers
                .push("bic:CMSYSYDA".parse::<Identifier>().unwrap()),
            1 => designation
                .birth_dates
                .push(BirthDate::day(Date::constant(1967, 1, 13))),
            2 => designation
                .identifiers
                .push("passport:A1234567".parse::<Identifier>().unwrap()),
            3 => designation.schema = Schema::Organization,
            4 => designation.same_as.push("un-3".to_owned()),
            _ => {}
        }
        designation
    })
}

/// A list: each id once, in the order drawn.
fn list() -> impl Strategy<Value = Vec<Designation>> {
    prop::collection::vec(designation(), 1..16).prop_map(|drawn| {
        let mut list: Vec<Designation> = Vec::new();
        for designation in drawn {
            if list.iter().all(|listed| listed.id != designation.id) {
                list.push(designation);
            }
        }
        list
    })
}

/// The next list: some of the same are gone, some say something else, some are new, some stand elsewhere.
fn lists() -> impl Strategy<Value = (Vec<Designation>, Vec<Designation>)> {
    (list(), list(), prop::collection::vec(0u8..6, 16), any::<bool>()).prop_map(
        |(old, fresh, fates, turn)| {
            let mut new: Vec<Designation> = Vec::new();
            for (designation, fate) in old.iter().zip(&fates) {
                let other = fresh.iter().find(|other| other.id == designation.id);
                match (fate, other) {
                    (0, _) => {}
                    (1, Some(other)) => new.push(other.clone()),
                    (2, _) => {
                        let mut remarked = designation.clone();
                        remarked.remarks = "amended".to_owned();
                        new.push(remarked);
                    }
                    _ => new.push(designation.clone()),
                }
            }
            if fates[15] < 4 {
                new.extend(
                    fresh
                        .into_iter()
                        .filter(|other| old.iter().all(|listed| listed.id != other.id)),
                );
            }
            if turn && new.len() > 2 {
                new.rotate_left(1);
            }
            if new.is_empty() {
                new.push(old[0].clone());
            }
            (old, new)
        },
    )
}

fn payments() -> impl Strategy<Value = String> {
    let field = || prop::sample::select(&TEXTS[..]);
    let one = (field(), field(), field(), 0u8..8);
    prop::collection::vec(one, 1..30).prop_map(|drawn| {
        let mut text = HEADER.to_owned();
        for (n, (debtor, creditor, remittance, extra)) in drawn.into_iter().enumerate() {
            let (born, id) = if extra == 0 { ("1980-05-05", "A1234567") } else { ("", "") };
            let bic = if extra == 1 { "CMSYSYDAXXX" } else { "" };
            let address = if extra == 2 { "c/o passport A1234567 Damascus" } else { "" };
            let remittance = if extra == 3 { remittance } else { "" };
            let purpose = if extra == 4 { "food" } else { "" };
            let day = if extra == 5 { "2026-02-30" } else { "2026-01-02" };
            text.push_str(&format!(
                "P{n},{day},10.00,EUR,{debtor},{born},{id},{creditor},{bic},{address},{remittance},{purpose}\n"
            ));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn a_delta_run_is_the_difference_of_two_full_runs(
        (old, new) in lists(), payments in payments(),
        threshold in prop::sample::select(vec![5_000u16, 7_500, 8_450, 8_950, 9_900]), weak in any::<bool>(),
    ) {
        let world = World::new(MatchOptions {
            threshold: Score::from_ten_thousandths(threshold),
            weak_aliases_alert: weak,
            ..MatchOptions::default()
        });
        world.check(&old, &new, &payments);
    }
}
