//! Appeals of listed parties: on record with their clock. The list decides who is listed, and an appeal never does.

mod support;

use portcullis_exemptions::{AppealResult, RuleError};
use portcullis_model::{Field, Outcome};
use proptest::prelude::*;
use support::{Snippets, date, decide, designation, hit, payment};

const PROGRAMS: &str = r#"
[[program]]
id = "P"
aliases = ["UN-P"]
authority = "UN"
measures = ["asset-freeze"]
"#;

const HEADER: &str = "date,designation_id,program,appellant,ground,decided_on,decided_by,result,reason\n";

fn load(rows: &str) -> Result<portcullis_exemptions::Rulebook, RuleError> {
    let findings = format!("{HEADER}{rows}\n");
    Snippets {
        programs: PROGRAMS,
        findings: &findings,
        ..Snippets::default()
    }
    .load()
}

#[test]
fn they_are_read_in_the_order_of_their_days() {
    let rules = load(
        "2024-05-01,un-E.2,P,E2 Ltd,mistaken identity,,,pending,\n\
         2024-01-01,un-E.1,UN-P,E1 Ltd,no longer involved,2024-03-01,Ombudsperson,rejected,the grounds stand",
    )
    .unwrap();
    let appeals: Vec<_> = rules.appeals().collect();
    assert_eq!(appeals.len(), 2);
    assert_eq!(appeals[0].designation_id, "un-E.1");
    assert_eq!(appeals[0].program, "P");
    assert_eq!(appeals[0].result, AppealResult::Rejected);
    assert_eq!(appeals[0].days_open(date("2025-01-01")), 60);
    assert_eq!(appeals[1].days_open(date("2024-05-11")), 10);
}

#[test]
fn an_appeal_releases_nothing_and_is_told_with_the_hit() {
    let decided = |rows: &str| {
        let rules = load(rows).unwrap();
        let hit = (hit(Field::CREDITOR, true), designation("un-E.1", "UN", &["P"]));
        let decision = decide(&rules, &payment(), &[hit]);
        let because = decision.obligations[0].because.clone().unwrap_or_default();
        (decision.outcome, because)
    };
    let made_later = "2024-05-07,un-E.1,P,E1 Ltd,error,,,pending,";
    assert_eq!(decided(made_later), (Outcome::Block, String::new()));
    let pending = "2024-05-01,un-E.1,P,E1 Ltd,error,,,pending,";
    assert_eq!(
        decided(pending),
        (Outcome::Block, "an appeal of 2024-05-01 is pending".to_owned())
    );
    let other_party = "2024-05-01,un-E.2,P,E2 Ltd,error,,,pending,";
    assert_eq!(decided(other_party), (Outcome::Block, String::new()));
    let rejected = "2024-04-01,un-E.1,P,E1 Ltd,error,2024-05-01,Committee,rejected,";
    assert_eq!(decided(rejected), (Outcome::Block, String::new()));
    let delisted = "2024-04-01,un-E.1,P,E1 Ltd,error,2024-05-01,Committee,delisted,";
    let (outcome, because) = decided(delisted);
    assert_eq!(outcome, Outcome::Block);
    assert_eq!(
        because,
        "an appeal was decided on 2024-05-01 by Committee: delisted, and the list still has the entry"
    );
}

#[test]
fn what_is_wrong_with_a_row_is_told_at_its_line() {
    for (row, told) in [
        (
            "2024-05-01,un-E.1,P,E1,error,2024-04-30,Committee,rejected,",
            ":2: decided_on: 2024-04-30 is before the appeal was made (2024-05-01)",
        ),
        (
            "2024-05-01,un-E.1,P,E1,error,,Committee,rejected,",
            ":2: decided_on: is empty; say when it was rejected",
        ),
        (
            "2024-05-01,un-E.1,P,E1,error,2024-06-01,,rejected,",
            ":2: decided_by: is empty; say who decided it",
        ),
        (
            "2024-05-01,un-E.1,P,E1,error,2024-06-01,,pending,",
            ":2: decided_on: a pending appeal has no decision; leave it empty, or give the result",
        ),
        (
            "2024-05-01,un-E.1,Q,E1,error,,,pending,",
            ":2: program: no file describes the program `Q`",
        ),
        (
            "2024-05-01,un-E.1,P,E1,error,2024-06-01,Committee,granted,",
            ":2: result: unknown result of an appeal `granted`",
        ),
        (
            "2024-05-01,,P,E1,error,,,pending,",
            ":2: designation_id: is empty",
        ),
        (
            "soon,un-E.1,P,E1,error,,,pending,",
            ":2: date: `soon` is not a calendar date",
        ),
    ] {
        let error = load(row).unwrap_err().to_string();
        assert!(error.contains(told), "{row}\n{error}");
    }
    let twice = "2024-05-01,un-E.1,P,E1,error,,,pending,\n2024-05-01,un-E.1,P,E1,error,2024-06-01,Committee,rejected,";
    let error = load(twice).unwrap_err().to_string();
    assert!(
        error.contains(":3: designation_id: the appeal of 2024-05-01 by E1 is there already ("),
        "{error}"
    );
}

#[test]
fn an_appeal_of_nobody_who_is_listed_is_an_error() {
    let listed = |id: &str| id == "un-E.1";
    let rules = load("2024-05-01,un-E.9,P,E9,error,,,pending,").unwrap();
    let error = rules.check_appeals(&["UN"], listed).unwrap_err().to_string();
    assert!(
        error.contains(":2: designation_id: `un-E.9` is on no list of UN"),
        "{error}"
    );
    // Without a list of the authority nobody can tell, and who was delisted need not be on it.
    assert!(rules.check_appeals(&["US"], listed).is_ok());
    let gone = load("2024-05-01,un-E.9,P,E9,error,2024-06-01,Committee,delisted,").unwrap();
    assert!(gone.check_appeals(&["UN"], listed).is_ok());
}

proptest! {
    #[test]
    fn no_appeal_changes_an_outcome(
        made in 1_i8..28,
        decided in 1_i8..28,
        result in prop::sample::select(vec!["pending", "rejected", "amended", "delisted"]),
        certain in any::<bool>(),
    ) {
        let (decided, by) = if result == "pending" {
            (String::new(), "")
        } else {
            (format!("2024-05-{:02}", made.max(decided)), "Committee")
        };
        let row = format!("2024-05-{made:02},un-E.1,P,E1,error,{decided},{by},{result},");
        let hits = [(hit(Field::CREDITOR, certain), designation("un-E.1", "UN", &["P"]))];
        let with = decide(&load(&row).unwrap(), &payment(), &hits).outcome;
        let without = Snippets { programs: PROGRAMS, ..Snippets::default() }.rules();
        prop_assert_eq!(with, decide(&without, &payment(), &hits).outcome);
    }
}
