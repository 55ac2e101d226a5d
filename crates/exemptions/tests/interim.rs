//! Interim measures: they bind while a dispute is open, for so many days at most, and no dispute eases anything.

mod support;

use std::collections::BTreeSet;

use portcullis_exemptions::{ChangeKind, Rulebook};
use portcullis_model::{Field, Outcome};
use proptest::prelude::*;
use support::{Snippets, date, decide, designation, hit, payment};

const PROGRAM: &str = r#"
[[program]]
id = "P"
authority = "UN"
measures = ["asset-freeze"]
monitors = ["A", "B"]
quorum = 2
  [[program.phase]]
  from = 2020-01-01
  state = "suspended"
  basis = "the agreement"
  [[program.step]]
  id = "freeze"
  measures = ["asset-freeze"]
  enter_when = "breach"
  ease_when = "compliance"
  [program.interim]
  measures = ["trade-ban"]
  days = 30
"#;

fn rules(rows: &[&str]) -> Rulebook {
    let findings = format!(
        "date,program,criterion,verdict,monitor,evidence,indicator,value,revises\n{}\n",
        rows.join("\n")
    );
    Snippets {
        programs: PROGRAM,
        findings: if rows.is_empty() { "" } else { &findings },
        ..Snippets::default()
    }
    .rules()
}

/// What becomes of a payment to a certain hit, with the measure that decides.
fn decided(rules: &Rulebook, day: &str) -> (Outcome, Vec<String>) {
    let mut payment = payment();
    payment.value_date = Some(date(day));
    let hit = (hit(Field::CREDITOR, true), designation("un-E.1", "UN", &["P"]));
    let decision = decide(rules, &payment, &[hit]);
    let measures = decision.obligations.iter().map(|o| o.measure.to_string());
    (decision.outcome, measures.collect())
}

#[test]
fn they_bind_from_the_day_of_the_dispute_for_their_days() {
    let rules = rules(&["2024-03-01,P,breach,disputed,A,report 1,,,"]);
    for (day, outcome) in [
        ("2024-02-29", Outcome::Clear),
        ("2024-03-01", Outcome::Reject),
        ("2024-03-30", Outcome::Reject),
        ("2024-03-31", Outcome::Clear),
    ] {
        assert_eq!(decided(&rules, day).0, outcome, "{day}");
    }
    let status = rules.program_status("P", date("2024-03-10")).unwrap();
    assert_eq!(status.standing, "suspended, interim measures");
    assert!(status.in_force && status.measures.iter().all(|bound| bound.interim));
    let kinds: Vec<ChangeKind> = rules
        .timeline("P")
        .unwrap()
        .iter()
        .map(|change| change.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            ChangeKind::Phase,
            ChangeKind::Held,
            ChangeKind::Interim,
            ChangeKind::InterimEnded
        ]
    );
}

#[test]
fn a_dispute_that_is_repeated_prolongs_nothing_and_a_new_one_does() {
    let rules = rules(&[
        "2024-03-01,P,breach,disputed,A,report 1,,,",
        "2024-03-20,P,breach,disputed,A,report 2,,,",
        "2024-03-25,P,breach,disputed,B,report 3,,,",
        "2024-05-01,P,breach,not-met,A,report 4,,,",
        "2024-05-02,P,breach,not-met,B,report 5,,,",
        "2024-06-01,P,breach,disputed,B,report 6,,,",
    ]);
    for (day, outcome) in [
        ("2024-03-30", Outcome::Reject),
        ("2024-03-31", Outcome::Clear),
        ("2024-05-01", Outcome::Clear),
        ("2024-06-01", Outcome::Reject),
        ("2024-06-30", Outcome::Reject),
        ("2024-07-01", Outcome::Clear),
    ] {
        assert_eq!(decided(&rules, day).0, outcome, "{day}");
    }
}

#[test]
fn they_end_when_the_dispute_is_settled_or_withdrawn() {
    let settled = rules(&[
        "2024-03-01,P,breach,disputed,A,report 1,,,",
        "2024-03-10,P,breach,not-met,A,report 2,,,",
    ]);
    let withdrawn = rules(&[
        "2024-03-01,P,breach,disputed,A,report 1,,,",
        "2024-03-10,P,breach,withdrawn,A,a letter,,,2",
    ]);
    for rules in [settled, withdrawn] {
        assert_eq!(decided(&rules, "2024-03-09").0, Outcome::Reject);
        assert_eq!(decided(&rules, "2024-03-10").0, Outcome::Clear);
    }
}

#[test]
fn a_step_binds_beside_them_and_a_finding_without_evidence_opens_no_dispute() {
    let rules = rules(&[
        "2024-01-01,P,breach,met,A,report 1,,,",
        "2024-01-01,P,breach,met,B,report 1,,,",
        "2024-02-01,P,compliance,disputed,A,,,,",
        "2024-03-01,P,compliance,disputed,A,report 2,,,",
    ]);
    assert_eq!(
        decided(&rules, "2024-02-15"),
        (Outcome::Block, vec!["asset-freeze".to_owned()])
    );
    let (outcome, mut measures) = decided(&rules, "2024-03-01");
    measures.sort();
    assert_eq!(outcome, Outcome::Block);
    assert_eq!(measures, ["asset-freeze", "trade-ban"]);
}

#[test]
fn what_is_wrong_with_them_is_told_at_its_line() {
    let with = |interim: &str| {
        let programs = PROGRAM.replace("measures = [\"trade-ban\"]\n  days = 30", interim);
        let error = Snippets {
            programs: &programs,
            ..Snippets::default()
        }
        .load()
        .unwrap_err();
        error.to_string()
    };
    let told = with("days = 30");
    assert!(
        told.contains(":17: program P: interim.measures: is missing"),
        "{told}"
    );
    let told = with("measures = [\"trade-ban\"]");
    assert!(told.contains("interim.days: is missing"), "{told}");
    let told = with("measures = [\"trade-ban\"]\n  days = 0");
    assert!(told.contains(":19: program P: interim.days: is 0"), "{told}");
    let told = with("measures = [\"trade-bans\"]\n  days = 3");
    assert!(told.contains(":18: program P: interim.measures"), "{told}");
    let no_criterion = PROGRAM.replace("  enter_when = \"breach\"\n  ease_when = \"compliance\"\n", "");
    let error = Snippets {
        programs: &no_criterion,
        ..Snippets::default()
    }
    .load()
    .unwrap_err();
    assert!(error.to_string().contains("no step has a criterion"), "{error}");
}

/// A row of findings on a day of spring, from a small world in which disputes often stand.
fn row() -> impl Strategy<Value = String> {
    (
        1_u32..90,
        prop::sample::select(vec!["breach", "compliance"]),
        prop::sample::select(vec!["met", "not-met", "disputed"]),
        prop::sample::select(vec!["A", "B"]),
        prop::sample::select(vec!["report", ""]),
    )
        .prop_map(|(day, criterion, verdict, monitor, evidence)| {
            let day = date("2024-03-01")
                .checked_add(jiff::Span::new().days(day))
                .expect("a day");
            format!("{day},P,{criterion},{verdict},{monitor},{evidence},,,")
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn they_only_ever_add(rows in prop::collection::vec(row(), 1..8), days in prop::collection::vec(0_u32..150, 1..6)) {
        // The same row twice is an error.
        let rows: Vec<&str> = BTreeSet::from_iter(rows.iter().map(String::as_str)).into_iter().collect();
        let with = rules(&rows);
        let interim = "  [program.interim]\n  measures = [\"trade-ban\"]\n  days = 30\n";
        let programs = PROGRAM.replace(interim, "");
        prop_assert_ne!(&programs, PROGRAM);
        let findings = format!(
            "date,program,criterion,verdict,monitor,evidence,indicator,value,revises\n{}\n",
            rows.join("\n")
        );
        let without = Snippets { programs: &programs, findings: &findings, ..Snippets::default() }.rules();
        for day in days {
            let day = date("2024-03-01").checked_add(jiff::Span::new().days(day)).expect("a day").to_string();
            let (bound, unbound) = (decided(&with, &day), decided(&without, &day));
            prop_assert!(bound.0 >= unbound.0, "{day}: {} became {}", unbound.0, bound.0);
            for measure in &unbound.1 {
                prop_assert!(bound.1.contains(measure), "{day}: {measure} is gone");
            }
        }
    }
}
