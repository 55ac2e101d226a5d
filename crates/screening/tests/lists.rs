//! The crate from outside: a real index, the real matcher, real rules.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path, sync::Arc};

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_index::{Index, OpenOptions};
use portcullis_matcher::MatchOptions;
use portcullis_model::{
    Amount, CurrencyCode, Date, Decimal, Designation, Identifier, Name, NameKind, Outcome, Party, Payment,
    Purpose, Role, Schema,
};
use portcullis_screening::{
    BatchConfig, Policy, ScreenConfig, ScreenError, Screener, files, screen_batch, verify,
};

fn designations() -> Vec<Designation> {
    let mut person = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
    person
        .names
        .push(Name::new("BOUT, Viktor Anatolijevitch", NameKind::Primary));
    person.programs.push("DRCONGO".to_owned());
    let mut bank = Designation::new("ofac-2", "OFAC SDN", "US", Schema::Organization);
    bank.names
        .push(Name::new("COMMERCIAL BANK OF SYRIA", NameKind::Primary));
    bank.identifiers
        .push("bic:CMSYSYDA".parse::<Identifier>().unwrap());
    bank.programs.push("NPWMD".to_owned());
    let mut former = Designation::new("un-3", "UN Consolidated", "UN", Schema::Organization);
    former
        .names
        .push(Name::new("ZARZIS SHIPPING COLLECTIVE", NameKind::Primary));
    former.programs.push("UN-1737".to_owned());
    former.delisted_on = Some(Date::constant(2016, 1, 16));
    vec![person, bank, former]
}

fn index_bytes() -> Vec<u8> {
    portcullis_index::build(&designations(), &[]).unwrap()
}

fn policy() -> Policy {
    Policy {
        matching: MatchOptions::default(),
        as_of: None,
        run_date: Date::constant(2026, 2, 16),
    }
}

fn screener(rulebook: Rulebook) -> Screener {
    Screener::new(
        Arc::new(Index::from_bytes(index_bytes()).unwrap()),
        rulebook,
        policy(),
    )
}

fn payment<'a>(creditor: &'a str, agent: &'a str) -> Payment<'a> {
    Payment {
        payment_id: "P-1".into(),
        value_date: Some(Date::constant(2023, 5, 2)),
        amount: Some(Amount {
            value: Decimal::from(100),
            currency: CurrencyCode::new("USD"),
        }),
        purpose: Some(Purpose::Food),
        ..Payment::default()
    }
    .with(Party::named(Role::Creditor, creditor))
    .with(Party {
        bic: agent.into(),
        ..Party::new(Role::CreditorAgent)
    })
}

#[test]
fn a_name_is_reviewed_an_identifier_blocks_and_what_was_delisted_is_clear_with_its_reason() {
    let screener = screener(Rulebook::empty());
    let decide = |creditor, agent| screener.screen_one(&payment(creditor, agent));
    assert_eq!(
        decide("Lindqvist Bakery AB", "BARBINBBXXX").outcome,
        Outcome::Clear
    );
    assert_eq!(decide("Viktor Bout", "").outcome, Outcome::Review);
    assert_eq!(
        decide("Lindqvist Bakery AB", "CMSYSYDAXXX").outcome,
        Outcome::Block
    );
    let former = decide("Zarzis Shipping Collective", "");
    assert_eq!(former.outcome, Outcome::Clear);
    assert!(former.reason.contains("delisted"), "{}", former.reason);
    let (_, found) = screener.screen_with_hits(&payment("Viktor Bout", "CMSYSYDA"));
    let hits = found.hits;
    assert_eq!(hits.len(), 2);
    assert!(hits[0].certain);
}

#[test]
fn as_of_comes_before_the_value_date_and_the_value_date_before_the_day_of_the_run() {
    let mut policy = policy();
    let (day, value_date) = (Date::constant(2015, 5, 4), Date::constant(2023, 5, 2));
    assert_eq!(policy.as_of(None), Date::constant(2026, 2, 16));
    assert_eq!(policy.as_of(Some(value_date)), value_date);
    policy.as_of = Some(day);
    assert_eq!(policy.as_of(Some(value_date)), day);
    let index = Arc::new(Index::from_bytes(index_bytes()).unwrap());
    let screener = Screener::new(index, Rulebook::empty(), policy);
    // Listed on that day.
    assert_eq!(
        screener
            .screen_one(&payment("Zarzis Shipping Collective", ""))
            .outcome,
        Outcome::Review
    );
}

#[test]
fn caps_are_spent_over_the_life_of_a_screener() {
    let folder = tempfile::tempdir().unwrap();
    let license = folder.path().join("l.toml");
    fs::write(&license, LICENSE).unwrap();
    let rules = RuleFiles {
        licenses: vec![license],
        ..RuleFiles::default()
    };
    let screener = screener(Rulebook::load(&rules).unwrap());
    let payment = payment("Viktor Bout", "");
    let outcomes: Vec<Outcome> = (0..3).map(|_| screener.screen_one(&payment).outcome).collect();
    assert_eq!(outcomes, [Outcome::Licensed, Outcome::Licensed, Outcome::Review]);
}

#[test]
fn a_screener_is_shared_by_threads() {
    let screener = screener(Rulebook::empty());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(
                        screener.screen_one(&payment("Viktor Bout", "")).outcome,
                        Outcome::Review
                    );
                }
            });
        }
    });
}

const LICENSE: &str = r#"
[[license]]
id = "us-food"
authority = "US"
kind = "general"
citation = "for tests"
programs = ["DRCONGO"]
purposes = ["food"]
valid_from = 2020-01-01
cap = { value = "250.00", currency = "USD", per = "month" }
"#;

const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,creditor_name,creditor_agent_bic,purpose,branch
P1,2023-05-02,100,USD,Lindqvist Bakery AB,BARBINBBXXX,food,7
P2,2023-05-02,100,USD,Viktor Bout,,food,7
P3,2023-05-02,100,USD,Lindqvist Bakery AB,CMSYSYDAXXX,food,7
P4,2023-05-02,100,USD,Zarzis Shipping Collective,,food,7
P5,2023-05-02,100,USD,BOUT VIKTOR,,food,7
P6,2023-05-02,1OO,USD,Viktor Bout,,food,7
P7,2023-05-02,100,USD,Viktor Bout,,food,7
";

/// A folder with an index, payments and a license, and the configuration that names them.
fn world(folder: &Path) -> ScreenConfig {
    let path = |name: &str| folder.join(name);
    fs::write(path("lists.pcx"), index_bytes()).unwrap();
    fs::write(path("payments.csv"), PAYMENTS).unwrap();
    fs::write(path("licenses.toml"), LICENSE).unwrap();
    ScreenConfig {
        index: path("lists.pcx"),
        trust_index: false,
        rules: RuleFiles {
            licenses: vec![path("licenses.toml")],
            ..RuleFiles::default()
        },
        allow_missing_lists: false,
        policy: policy(),
        batch: BatchConfig::new(vec![path("payments.csv")], path("run")),
    }
}

fn outcomes(run: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(run.join(files::DECISIONS)).unwrap();
    text.lines()
        .skip(1)
        .map(|row| {
            let mut fields = row.split(',');
            (
                fields.next().unwrap().to_owned(),
                fields.nth(1).unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_batch_is_decided_from_files_to_files() {
    let folder = tempfile::tempdir().unwrap();
    let config = world(folder.path());
    let summary = screen_batch(&config, None).unwrap();
    let expected = [
        ("P1", "clear"),
        ("P2", "licensed"),
        ("P3", "block"),
        ("P4", "clear"),
        ("P5", "licensed"),
        ("P7", "review"),
    ];
    assert_eq!(
        outcomes(&config.batch.out),
        expected.map(|(id, outcome)| (id.to_owned(), outcome.to_owned()))
    );
    assert_eq!(
        (summary.records, summary.rejected, summary.need_person),
        (7, 1, 2)
    );
    assert_eq!(summary.inputs[0].ignored_columns, ["branch"]);
    assert_eq!(summary.index_digest.len(), 64);
    assert_eq!(summary.index["designations"], 3);
    assert_eq!(verify(&config.batch.out).unwrap().findings, []);
}

#[test]
fn two_runs_with_one_ledger_never_spend_the_same_allowance() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = world(folder.path());
    config.batch.ledger = Some(folder.path().join("ledger.csv"));
    let first = screen_batch(&config, None).unwrap();
    config.batch.out = folder.path().join("again");
    let second = screen_batch(&config, None).unwrap();
    assert_eq!((first.released, second.released), (2, 0));
    // What was spent before decides, so it is part of the configuration.
    assert_ne!(first.configuration_digest, second.configuration_digest);
}

#[test]
fn where_files_stand_and_how_many_hands_there_are_is_not_configuration() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = screen_batch(&world(here.path()), None).unwrap();
    let mut config = world(there.path());
    config.batch.threads = 3;
    config.batch.chunk_bytes = 10;
    let second = screen_batch(&config, None).unwrap();
    assert_eq!(first.configuration_digest, second.configuration_digest);
    config.policy.as_of = Some(Date::constant(2023, 5, 2));
    config.batch.force = true;
    let third = screen_batch(&config, None).unwrap();
    assert_ne!(first.configuration_digest, third.configuration_digest);
}

#[test]
fn an_index_or_a_rule_file_that_cannot_be_used_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["lists.pcx", "licenses.toml"] {
        let config = world(folder.path());
        fs::write(folder.path().join(name), "<html>404</html>").unwrap();
        let error = screen_batch(&config, None).unwrap_err();
        assert!(
            matches!(error, ScreenError::Index(_) | ScreenError::Rules(_)),
            "{error}"
        );
        assert!(error.to_string().contains(name), "{error}");
        assert!(!config.batch.out.exists());
    }
}

/// The world with an institution's file.
fn institution(folder: &Path, text: &str) -> ScreenConfig {
    let mut config = world(folder);
    let file = folder.join("institution.toml");
    fs::write(&file, text).unwrap();
    config.rules.institution = Some(file);
    config
}

#[test]
fn what_nothing_binds_is_on_record_with_its_hits_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let config = institution(
        folder.path(),
        "authorities = [\"un\"]\n[[nexus]]\ncurrency = \"EUR\"\nauthority = \"us\"\n",
    );
    let summary = screen_batch(&config, None).unwrap();
    assert_eq!(
        (summary.outcomes.clear, summary.alerts, summary.unbound),
        (6, 0, 5)
    );
    let counted = serde_json::to_value(&summary.unbound_by_authority).unwrap();
    assert_eq!(
        counted,
        serde_json::json!({"UN": {"not-listed": 1}, "US": {"no-jurisdiction": 4}})
    );
    let lines: Vec<serde_json::Value> = fs::read_to_string(config.batch.out.join(files::UNBOUND))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<&str> = lines
        .iter()
        .map(|line| line["payment_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["P2", "P3", "P4", "P5", "P7"]);
    let bank = &lines[1];
    assert_eq!(bank["outcome"], "clear");
    assert_eq!(bank["line"], 4);
    assert_eq!(bank["hits"][0]["designation_id"], "ofac-2");
    assert_eq!(bank["hits"][0]["certain"], true);
    assert_eq!(bank["hits"][0]["evidence"][0]["kind"], "identifier");
    assert_eq!(bank["payment"]["amount"], "100");
    assert_eq!(
        bank["dormant"][0],
        serde_json::json!({
            "designation_id": "ofac-2", "designation_name": "COMMERCIAL BANK OF SYRIA", "field": "creditor_agent",
            "authority": "US", "reason": "no-jurisdiction", "program": "NPWMD",
            "why": "US binds the institution only in EUR, and this payment is in USD",
        })
    );
    // The chain covers it, the report tells it, and a line that is taken away is missed.
    assert_eq!(verify(&config.batch.out).unwrap().findings, []);
    let page = portcullis_screening::report(&config.batch.out).unwrap();
    for text in [
        "let go because nothing binds",
        "does not bind the institution in the payment",
        "data-label=\"Payments\">4</td>",
        "COMMERCIAL BANK OF SYRIA",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let path = config.batch.out.join(files::UNBOUND);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_once('\n').unwrap().1).unwrap();
    let findings = verify(&config.batch.out).unwrap().findings;
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|f| f == "unbound.jsonl: holds 4 lines, the audit log says 5"),
        "{told:?}"
    );
    fs::remove_file(&path).unwrap();
    let findings = verify(&config.batch.out).unwrap().findings;
    assert!(
        findings
            .iter()
            .any(|f| f.to_string() == "unbound.jsonl: is missing; a complete run has it"),
        "{findings:?}"
    );
}

#[test]
fn a_payment_that_a_good_guy_clears_is_released_and_not_unbound() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = world(folder.path());
    fs::write(
        folder.path().join("payments.csv"),
        "payment_id,value_date,amount,currency,creditor_name,creditor_account,debtor_name\n\
         P1,2023-05-02,100,USD,Viktor Bout,SE3550000000054910000003,Zarzis Shipping Collective\n",
    )
    .unwrap();
    let good_guys = folder.path().join("good-guys.csv");
    fs::write(
        &good_guys,
        "designation_id,party_account,reviewer,reason\nofac-1,SE3550000000054910000003,a.berg,a baker\n",
    )
    .unwrap();
    config.rules.good_guys = vec![good_guys];
    let summary = screen_batch(&config, None).unwrap();
    assert_eq!(
        (summary.outcomes.clear, summary.released, summary.unbound),
        (1, 1, 0)
    );
}

#[test]
fn an_authority_that_is_named_without_a_list_refuses_the_run_unless_that_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = institution(folder.path(), "authorities = [\"UN\", \"EU\"]\n");
    let error = screen_batch(&config, None).unwrap_err();
    assert!(matches!(error, ScreenError::MissingLists { .. }), "{error:?}");
    let text = error.to_string();
    assert!(
        text.ends_with(
            "institution.toml:1: institution: authorities: no list of `EU` is in the index, so nothing that it prohibits \
             would be found"
        ),
        "{text}"
    );
    assert!(!config.batch.out.exists(), "nothing is decided");
    config.allow_missing_lists = true;
    let summary = screen_batch(&config, None).unwrap();
    assert_eq!(summary.missing_lists, ["EU"]);
    let unbound = fs::read_to_string(config.batch.out.join("unbound.jsonl")).unwrap();
    assert!(unbound.contains(" Not stopped: "), "{unbound}");
    assert_eq!(
        unbound.lines().count(),
        unbound.matches(" EU list: not loaded. Confirm.").count(),
        "{unbound}"
    );

    config = institution(folder.path(), "authorities = [\"UN\", \"E.U.\"]\n");
    config.allow_missing_lists = true;
    let error = screen_batch(&config, None).unwrap_err();
    assert!(matches!(error, ScreenError::Rules(_)), "{error:?}");
}

#[test]
fn a_good_guy_is_clear_with_a_line_in_released_and_his_namesake_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = world(folder.path());
    config.rules = RuleFiles::default();
    let file = folder.path().join("payments.csv");
    fs::write(
        &file,
        "payment_id,value_date,amount,currency,creditor_name,creditor_account,creditor_agent_bic\n\
         P1,2023-05-02,100,USD,Viktor Bout,SE35 5000 0000 0549 1000 0003,\n\
         P2,2023-05-02,100,USD,Viktor Bout,SE3550000000054910000009,\n\
         P3,2023-05-02,100,USD,Viktor Bout,SE3550000000054910000003,CMSYSYDA\n",
    )
    .unwrap();
    let without = screen_batch(&config, None).unwrap();
    assert_eq!((without.outcomes.clear, without.released), (0, 0));

    let good_guys = folder.path().join("good-guys.csv");
    fs::write(
        &good_guys,
        "designation_id,party_account,reviewer,reason\n\
         ofac-1,SE3550000000054910000003,a.berg,\"a baker in Lund, born 1991\"\n",
    )
    .unwrap();
    config.rules.good_guys = vec![good_guys];
    config.batch.out = folder.path().join("again");
    let summary = screen_batch(&config, None).unwrap();
    let expected = [("P1", "clear"), ("P2", "review"), ("P3", "block")];
    assert_eq!(
        outcomes(&config.batch.out),
        expected.map(|(id, outcome)| (id.to_owned(), outcome.to_owned()))
    );
    assert_eq!((summary.good_guy_hits, summary.good_guy_payments), (2, 1));
    assert_ne!(summary.configuration_digest, without.configuration_digest);

    let read = |name| fs::read_to_string(config.batch.out.join(name)).unwrap();
    let clear = read(files::DECISIONS).lines().nth(1).unwrap().to_owned();
    assert!(clear.contains("decided by a.berg: a baker in Lund"), "{clear}");
    assert!(
        clear.contains(",ofac-1,"),
        "the hit is not hidden either: {clear}"
    );
    let released: Vec<serde_json::Value> = read(files::RELEASED)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(released.len(), 1);
    assert_eq!(released[0]["outcome"], "clear");
    assert_eq!(
        released[0]["good_guys"][0]["known_by"],
        "account SE3550000000054910000003"
    );
    assert_eq!(released[0]["hits"][0]["evidence"][0]["kind"], "token");
    // The namesake's bank is blocked all the same, and the alert says who was let pass beside it.
    let alert: serde_json::Value = read(files::ALERTS)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|alert| alert["payment_id"] == "P3")
        .unwrap();
    assert_eq!(
        (&alert["designation_id"], &alert["good_guys"][0]["designation_id"]),
        (&"ofac-2".into(), &"ofac-1".into())
    );
    assert_eq!(verify(&config.batch.out).unwrap().findings, []);
}

#[test]
fn an_alert_tells_the_three_nearest_licenses_and_counts_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = world(folder.path());
    let licenses: String = (0..5)
        .map(|n| {
            LICENSE
                .replace("us-food", &format!("us-{n}"))
                .replace("food", "tax")
        })
        .collect();
    fs::write(folder.path().join("licenses.toml"), licenses).unwrap();
    config.rules.licenses = vec![folder.path().join("licenses.toml")];
    screen_batch(&config, None).unwrap();
    let alerts = fs::read_to_string(config.batch.out.join(files::ALERTS)).unwrap();
    let alert: serde_json::Value = serde_json::from_str(alerts.lines().next().unwrap()).unwrap();
    let obligation = &alert["obligations"][0];
    assert_eq!(obligation["failed"].as_array().unwrap().len(), 3);
    assert_eq!(obligation["failed_more"], 2);
}

#[test]
fn the_summary_names_the_index_file_that_the_caller_opened() {
    let folder = tempfile::tempdir().unwrap();
    let config = world(folder.path());
    let opened = screen_batch(&config, None).unwrap();
    assert_eq!(opened.run.index_path, config.index.to_string_lossy());
    let mut batch = config.batch.clone();
    batch.out = folder.path().join("again");
    let screener = screener(Rulebook::empty()).with_index_path("elsewhere/lists.pcx");
    let named = screener.screen_batch(&batch, None).unwrap();
    assert_eq!(named.run.index_path, "elsewhere/lists.pcx");
}

#[test]
fn a_listed_code_whose_record_cannot_be_read_is_a_review_with_a_reason() {
    let mut bytes = index_bytes();
    // The third entry of the section table, behind a header of 32 bytes: offset and length of the records.
    let number = |at: usize| {
        let bytes: [u8; 8] = bytes[at..at + 8].try_into().unwrap();
        usize::try_from(u64::from_le_bytes(bytes)).unwrap()
    };
    let (start, length) = (number(32 + 2 * 16), number(32 + 2 * 16 + 8));
    bytes[start..start + length].fill(0xFF);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.pcx");
    fs::write(&path, bytes).unwrap();
    let options = OpenOptions { trust_checksum: true };
    let index = Arc::new(Index::open_with(&path, options).unwrap());
    let screener = Screener::new(index, Rulebook::empty(), policy());
    let payment = Payment {
        payment_id: "P-1".into(),
        ..Payment::default()
    }
    .with(Party {
        bic: "CMSYSYDA".into(),
        ..Party::new(Role::CreditorAgent)
    });
    let decision = screener.screen_one(&payment);
    assert_eq!(decision.outcome, Outcome::Review);
    assert!(decision.reason.contains("cannot be read"), "{}", decision.reason);
}
