//! The rules in `data/`: they load, nothing in them is weak without a word of why, and they decide the cases they are for.

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;

use portcullis_exemptions::{Decision, RuleFiles, Rulebook};
use portcullis_model::{CountryCode, Designation, Field, Outcome, Payment, Purpose, Role};
use support::{date, decide, designation, hit, payment};

fn data(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data")).join(path)
}

fn rules() -> Rulebook {
    let files = RuleFiles {
        programs: vec![data("programs")],
        licenses: vec![data("licenses")],
        registries: vec![data("registries")],
        ..RuleFiles::default()
    };
    match Rulebook::load(&files) {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_shipped_rules_load_and_have_nothing_to_lint() {
    let rules = rules();
    assert_eq!(rules.lint(date("2026-01-01")), []);
    assert!(
        rules
            .programs()
            .all(|program| program.phases.iter().all(|phase| phase.basis.is_some()))
    );
}

#[test]
fn the_example_institution_loads() {
    let files = RuleFiles {
        institution: Some(data("institution.example.toml")),
        ..RuleFiles::default()
    };
    Rulebook::load(&files).unwrap();
}

#[test]
fn every_regime_of_the_consolidated_list_is_described() {
    let list = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/lists/un-2026-02/consolidated.xml"
    ));
    let Ok(xml) = std::fs::read_to_string(&list) else {
        eprintln!("skipped: {} is not there", list.display());
        return;
    };
    let rules = rules();
    let types: BTreeSet<&str> = xml
        .split("<UN_LIST_TYPE>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(types.len(), 14);
    for regime in types {
        assert!(rules.program(&format!("UN-{regime}")).is_some(), "UN-{regime}");
    }
}

fn iran(day: &str, change: fn(&mut Payment<'static>)) -> Decision {
    let mut listed = designation("un-IRe.002", "UN", &["UN-Iran"]);
    listed.listed_on = Some(date("2008-03-03"));
    let mut payment = payment();
    payment.value_date = Some(date(day));
    payment.purpose = Some(Purpose::Commercial);
    change(&mut payment);
    decide(&rules(), &payment, &[(hit(Field::CREDITOR, false), listed)])
}

#[test]
fn the_measures_on_iran_ended_in_2016_and_came_back_in_2025() {
    for (day, outcome) in [
        ("2015-05-04", Outcome::Review),
        ("2020-05-04", Outcome::Clear),
        ("2025-09-27", Outcome::Clear),
        ("2025-09-28", Outcome::Review),
    ] {
        assert_eq!(iran(day, |_| {}).outcome, outcome, "{day}");
    }
    let health = iran("2025-10-06", |payment| payment.purpose = Some(Purpose::Health));
    assert_eq!(
        (health.outcome, health.license_ids.join(";")),
        (Outcome::Licensed, "un-2664".to_owned())
    );
}

/// What `data/payments/README.md` promises of the humanitarian payments.
#[test]
fn the_humanitarian_sample_payments_come_out_as_promised() {
    let rules = rules();
    let bank = designation("custom-us-commercial-bank-of-syria", "US", &["NPWMD"]);
    let ansarallah = designation("custom-us-ansarallah", "US", &["FTO", "SDGT"]);
    let case = |day: &str,
                account: &str,
                purpose: Option<Purpose>,
                field: Field,
                certain: bool,
                listed: &Designation| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.entry(Role::Debtor).account = account.to_owned().into();
        payment.purpose = purpose;
        let decision = decide(&rules, &payment, &[(hit(field, certain), listed.clone())]);
        format!("{} {}", decision.outcome, decision.license_ids.join(";"))
    };
    let (relief, medical, un) = (
        "NO9386011117947",
        "CH9300762011623852957",
        "CH5604835012345678009",
    );
    let day = "2025-03-14";
    let agent = Field::CREDITOR_AGENT;
    assert_eq!(
        case(day, relief, Some(Purpose::Food), agent, true, &bank),
        "licensed us-ngo"
    );
    assert_eq!(
        case(day, medical, Some(Purpose::Health), agent, true, &bank),
        "licensed us-ngo"
    );
    assert_eq!(
        case(day, un, Some(Purpose::Water), agent, true, &bank),
        "licensed us-io-official-business"
    );
    assert_eq!(
        case(
            day,
            relief,
            Some(Purpose::ImportDuty),
            Field::CREDITOR,
            false,
            &ansarallah
        ),
        "licensed us-ngo"
    );
    assert_eq!(
        case(
            day,
            relief,
            Some(Purpose::Food),
            Field::CREDITOR,
            false,
            &ansarallah
        ),
        "review "
    );
    assert_eq!(case(day, relief, None, agent, true, &bank), "block ");
    assert_eq!(
        case(day, "NO2671442517463", Some(Purpose::Food), agent, true, &bank),
        "block "
    );
    assert_eq!(
        case(day, relief, Some(Purpose::Commercial), agent, true, &bank),
        "block "
    );
    assert_eq!(
        case("2022-12-20", relief, Some(Purpose::Food), agent, true, &bank),
        "block "
    );
}

#[test]
fn programs_that_ended_and_measures_that_are_no_freeze_decide_so() {
    let rules = rules();
    let on = |program: &str, day: &str, field: Field, change: fn(&mut Payment<'static>)| {
        let mut payment = payment();
        payment.purpose = Some(Purpose::Commercial);
        payment.value_date = Some(date(day));
        change(&mut payment);
        decide(
            &rules,
            &payment,
            &[(hit(field, true), designation("d", "US", &[program]))],
        )
        .outcome
    };
    let loan: fn(&mut Payment<'static>) = |payment| {
        payment.instrument = "loan".into();
        payment.debt_tenor_days = Some(180);
    };
    assert_eq!(on("SYRIA", "2025-06-30", Field::CREDITOR, |_| {}), Outcome::Block);
    assert_eq!(on("SYRIA", "2025-07-01", Field::CREDITOR, |_| {}), Outcome::Clear);
    assert_eq!(
        on("ZIMBABWE", "2024-03-04", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("UKRAINE-EO13662", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("UKRAINE-EO13662", "2025-03-14", Field::CREDITOR, loan),
        Outcome::Reject
    );
    assert_eq!(
        on("561-Related", "2025-03-14", Field::CREDITOR_AGENT, |_| {}),
        Outcome::Reject
    );
    assert_eq!(
        on("561-Related", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("CMIC-EO13959", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("NS-PLC", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Reject
    );
    assert_eq!(on("UN-GB", "2025-03-14", Field::CREDITOR, |_| {}), Outcome::Clear);
    assert_eq!(
        on("A TAG NOBODY KNOWS", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Block
    );
}

#[test]
fn the_exemptions_of_the_eu_and_the_uk_reach_the_regimes_that_they_name() {
    let rules = rules();
    let on = |authority: &str, program: &str, day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.entry(Role::Creditor).country = CountryCode::new("SO");
        decide(
            &rules,
            &payment,
            &[(
                hit(Field::CREDITOR_AGENT, true),
                designation("d", authority, &[program]),
            )],
        )
        .license_ids
        .join(";")
    };
    assert_eq!(on("EU", "EU-SOM", "2023-02-16"), "eu-2023-331");
    assert_eq!(on("EU", "SOM", "2023-02-15"), "");
    assert_eq!(on("EU", "EU-UKR", "2023-03-01"), "");
    assert_eq!(on("UK", "UK-Somalia", "2023-02-09"), "uk-2023-121");
    assert_eq!(on("UK", "UK-Somalia", "2023-02-08"), "");
    assert_eq!(on("UK", "UK-Russia", "2023-03-01"), "");
    assert_eq!(on("UN", "UN-Taliban", "2023-03-01"), "");
}

#[test]
fn reviews_that_nobody_told_of_are_flagged_overdue() {
    let status = |day: &str| rules().program_status("UN-CAR", date(day)).unwrap();
    assert!(!status("2026-07-31").review_overdue);
    assert!(status("2026-08-01").review_overdue);
    assert_eq!(status("2026-08-01").since, Some(date("2014-01-28")));
}
