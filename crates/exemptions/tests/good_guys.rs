//! Good-guy entries: what they let pass, and that they reach no further.

mod support;

use portcullis_exemptions::Decision;
use portcullis_model::{Designation, Field, Hit, Outcome, Payment, Role};
use proptest::prelude::*;
use support::{Snippets, date, decide, designation, hit, payment};

const HEADER: &str =
    "designation_id,party_account,party_bic,party_lei,party_id,valid_from,valid_until,reviewer,reason";

/// Decides a payment under these entries and no other rule.
fn with(entries: &[&str], payment: &Payment<'_>, hits: &[(Hit, Designation)]) -> Decision {
    let file = format!("{HEADER}\n{}\n", entries.join("\n"));
    let rules = Snippets {
        good_guys: &file,
        ..Snippets::default()
    }
    .rules();
    decide(&rules, payment, hits)
}

fn named(field: Field) -> Vec<(Hit, Designation)> {
    vec![(hit(field, false), designation("d-1", "UN", &["UN-A"]))]
}

const ENTRY: &str = "d-1,no93 8601 1117 947,,,,2024-01-01,2024-12-31,r.hale,born 1990 and not 1967";

#[test]
fn a_name_hit_on_a_known_namesake_is_clear_and_says_who_decided_it() {
    let decision = with(&[ENTRY], &payment(), &named(Field::DEBTOR));
    assert_eq!(decision.outcome, Outcome::Clear);
    assert_eq!(
        decision.reason,
        "debtor is not d-1 NAME OF d-1: good guy by account NO9386011117947, decided by r.hale: born 1990 and not 1967"
    );
    assert!(decision.obligations.is_empty() && decision.authorities.is_empty());
    let [report] = &decision.good_guys[..] else {
        panic!("{:?}", decision.good_guys)
    };
    assert_eq!(
        (report.designation_id.as_str(), report.field),
        ("d-1", Field::DEBTOR)
    );
    assert_eq!(report.valid_until, Some(date("2024-12-31")));
}

#[test]
fn an_identifier_hit_is_never_let_pass() {
    let hits = vec![(hit(Field::DEBTOR, true), designation("d-1", "UN", &["UN-A"]))];
    let decision = with(&[ENTRY], &payment(), &hits);
    assert_eq!(decision.outcome, Outcome::Block);
    // Nor is a name that a reviewer confirmed, nor a number that nobody is certain of.
    for (certain, basis) in [(true, hit(Field::DEBTOR, false).basis), (false, hits[0].0.basis)] {
        let mut hits = hits.clone();
        (hits[0].0.certain, hits[0].0.basis) = (certain, basis);
        let decision = with(&[ENTRY], &payment(), &hits);
        assert!(decision.outcome.needs_person(), "{certain} {basis:?}");
        assert!(decision.good_guys.is_empty());
    }
}

#[test]
fn an_entry_counts_on_its_days_only() {
    for (day, outcome) in [
        ("2023-12-31", Outcome::Review),
        ("2024-01-01", Outcome::Clear),
        ("2024-12-31", Outcome::Clear),
        ("2025-01-01", Outcome::Review),
    ] {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        assert_eq!(
            with(&[ENTRY], &payment, &named(Field::DEBTOR)).outcome,
            outcome,
            "{day}"
        );
    }
}

#[test]
fn an_entry_is_for_one_designation_and_for_the_field_its_party_stands_in() {
    let mut hits = named(Field::DEBTOR);
    hits[0].1.id = "d-10".to_owned();
    assert_eq!(with(&[ENTRY], &payment(), &hits).outcome, Outcome::Review);
    for field in [
        Field::CREDITOR,
        Field::ULTIMATE_DEBTOR,
        Field::DEBTOR_AGENT,
        Field::Remittance,
    ] {
        assert_eq!(
            with(&[ENTRY], &payment(), &named(field)).outcome,
            Outcome::Review,
            "{field}"
        );
    }
}

#[test]
fn another_hit_of_the_payment_is_decided_as_if_the_good_guy_were_not_there() {
    let mut hits = named(Field::DEBTOR);
    hits.push((hit(Field::CREDITOR, true), designation("d-2", "UN", &["UN-B"])));
    let decision = with(&[ENTRY], &payment(), &hits);
    assert_eq!(decision.outcome, Outcome::Block);
    assert_eq!(decision.programs, ["UN-B"]);
    assert!(
        decision.reason.contains("d-2") && decision.reason.contains("debtor is not d-1"),
        "{}",
        decision.reason
    );
}

#[test]
fn parties_are_known_by_bic_lei_and_numbers_of_their_kind_and_country() {
    let mut payment = payment();
    payment.entry(Role::Debtor).account = "".into();
    payment.entry(Role::CreditorAgent).bic = "nibinok2".into();
    let agent = "d-1,,NIBINOK2XXX,,,,,r,why";
    assert_eq!(
        with(&[agent], &payment, &named(Field::CREDITOR_AGENT)).outcome,
        Outcome::Clear
    );
    let lei = "529900T8BM49AURSDO55";
    for (entry, shown, outcome) in [
        (
            format!("d-1,,,{lei},,,,r,why"),
            format!("lei:{lei}"),
            Outcome::Clear,
        ),
        (
            format!("d-1,,,{lei},,,,r,why"),
            lei.to_lowercase(),
            Outcome::Clear,
        ),
        (
            format!("d-1,,,,lei:{lei},,,r,why"),
            lei.to_owned(),
            Outcome::Clear,
        ),
        (
            "d-1,,,,passport:A 12@NO,,,r,why".into(),
            "passport:a12@no".into(),
            Outcome::Clear,
        ),
        (
            "d-1,,,,passport:A12@NO,,,r,why".into(),
            "passport:A12".into(),
            Outcome::Review,
        ),
        (
            "d-1,,,,passport:A12,,,r,why".into(),
            "passport:A12@NO".into(),
            Outcome::Review,
        ),
        (
            "d-1,,,,passport:A12@NO,,,r,why".into(),
            "passport:A12@SE".into(),
            Outcome::Review,
        ),
        (
            "d-1,,,,passport:A12,,,r,why".into(),
            "tax-id:A12".into(),
            Outcome::Review,
        ),
        ("d-1,,,,77-1,,,r,why".into(), "77-1".into(), Outcome::Clear),
        ("d-1,,,,77-1,,,r,why".into(), "771".into(), Outcome::Review),
        (
            "d-1,,,,7;iban:NO1,,,r,why".into(),
            "iban:NO 1".into(),
            Outcome::Clear,
        ),
    ] {
        payment.entry(Role::Debtor).ids = shown.clone().into();
        let decision = with(&[&entry], &payment, &named(Field::DEBTOR));
        assert_eq!(decision.outcome, outcome, "{entry} and {shown}");
    }
}

#[test]
fn an_identifier_that_contradicts_the_entry_defeats_it() {
    let entry = "d-1,NO9386011117947;NO1,,529900T8BM49AURSDO55,,,,r,why";
    let mut payment = payment();
    assert_eq!(
        with(&[entry], &payment, &named(Field::DEBTOR)).outcome,
        Outcome::Clear
    );
    payment.entry(Role::Debtor).ids = "passport:X1".into();
    assert_eq!(
        with(&[entry], &payment, &named(Field::DEBTOR)).outcome,
        Outcome::Clear
    );
    payment.entry(Role::Debtor).ids = "lei:969500T3MBS4SQAMHJ45".into();
    assert_eq!(
        with(&[entry], &payment, &named(Field::DEBTOR)).outcome,
        Outcome::Review
    );
}

#[test]
fn a_hit_that_binds_nothing_needs_no_good_guy() {
    let mut hits = named(Field::DEBTOR);
    hits[0].1.delisted_on = Some(date("2020-01-01"));
    let decision = with(&[ENTRY], &payment(), &hits);
    assert_eq!(decision.outcome, Outcome::Clear);
    assert!(decision.good_guys.is_empty());
    assert!(
        decision.reason.contains("delisted on 2020-01-01"),
        "{}",
        decision.reason
    );
}

#[test]
fn every_mistake_of_a_good_guys_file_is_told_with_its_line_and_column() {
    let problems = |rows: &str| {
        let file = format!("{HEADER}\n{rows}\n");
        let error = Snippets {
            good_guys: &file,
            ..Snippets::default()
        }
        .load()
        .unwrap_err();
        error
            .problems()
            .iter()
            .map(|p| {
                format!(
                    "{} {}: {}",
                    p.line.unwrap(),
                    p.field.as_deref().unwrap_or("-"),
                    p.reason
                )
            })
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(problems("d-1,,,,,,,r,why").starts_with("2 party_account: the entry has no identifier"));
    assert!(problems("d-1,A,,,,,,,why").starts_with("2 reviewer: is empty"));
    assert!(problems("d-1,A,,,,,,r,").starts_with("2 reason: is empty"));
    assert!(problems(",A,,,,,,r,why").starts_with("2 designation_id: is empty"));
    assert!(problems("d-1,A,X,,,,,r,why").starts_with("2 party_bic: `X` is not a BIC"));
    assert!(problems("d-1,A,,X,,,,r,why").starts_with("2 party_lei: `X` is not an LEI"));
    assert!(problems("d-1,A,,,bic:X,,,r,why").starts_with("2 party_id: `bic:X` is not KIND:VALUE"));
    assert!(problems("d-1,A,,,,2024-02-30,,r,why").starts_with("2 valid_from: `2024-02-30`"));
    assert!(
        problems("d-1,A,,,,2024-02-01,2024-01-31,r,why").starts_with("2 valid_until: 2024-01-31 is before")
    );
    assert!(problems("d-1,A,,,,,r,why").contains("8 fields"));
    assert!(
        problems("d-1,A,,,P1,,,r,why\nd-1,a,,,P1,2024-02-01,,q,why")
            .starts_with("3 designation_id: account A, id P1 is told apart from d-1 at ")
    );
    // Terms one after the other, the holders of one account, and another designation are other entries.
    let entries = [
        "d-1,A,,,P1,,2024-01-31,r,why",
        "d-1,A,,,P1,2024-02-01,,r,why",
        "d-1,A,,,P2,,,r,why",
        "d-2,A,,,P1,,,r,why",
    ];
    with(&entries, &payment(), &[]);
    let no_reviewer = Snippets {
        good_guys: "designation_id,party_account,reason\n",
        ..Snippets::default()
    };
    assert!(
        no_reviewer
            .load()
            .unwrap_err()
            .to_string()
            .contains("good-guys.csv:1: reviewer: the column is missing")
    );
}

#[test]
fn entries_are_part_of_the_digest_of_the_rules() {
    let rules = |good_guys| {
        Snippets {
            good_guys,
            ..Snippets::default()
        }
        .rules()
    };
    let (none, some) = (rules(""), rules("designation_id,reviewer,reason,party_lei\n"));
    assert_ne!(none.digest(), some.digest());
    assert!(some.good_guys().is_empty());
}

/// Few values, so that parties are often each other's.
fn account() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["ACC1", "ACC2", "acc 1", ""])
}

fn id() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "passport:P1",
        "passport:P2",
        "529900T8BM49AURSDO55",
        "ACC1",
    ])
}

fn entry() -> impl Strategy<Value = String> {
    (
        prop::sample::select(vec!["d-1", "d-2"]),
        account(),
        prop::sample::select(vec!["passport:P1", "529900T8BM49AURSDO55", ""]),
        prop::sample::select(vec!["", "2024-06-01"]),
    )
        .prop_map(|(designation, account, id, from)| {
            // One without an identifier is refused; see above.
            let account = if account.is_empty() && id.is_empty() {
                "ACC9"
            } else {
                account
            };
            format!("{designation},{account},,,{id},{from},,r,why")
        })
}

fn plain(text: &str) -> String {
    text.replace(' ', "").to_uppercase()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_entry_never_changes_a_payment_of_another_party(
        entries in prop::collection::vec(entry(), 1..4),
        parties in [(account(), id()), (account(), id())],
        hits in prop::collection::vec(
            (prop::sample::select(vec![Field::DEBTOR, Field::CREDITOR, Field::CREDITOR_AGENT, Field::Remittance]), any::<bool>(),
             prop::sample::select(vec!["d-1", "d-2", "d-3"])), 1..4),
    ) {
        let mut payment = payment();
        for (role, (account, ids)) in [(Role::Debtor, parties[0]), (Role::Creditor, parties[1])] {
            let party = payment.entry(role);
            (party.account, party.ids) = (account.into(), ids.into());
        }
        // A party of the very name of every entry and designation: the name must not matter.
        payment.entry(Role::Creditor).name = "NAME OF d-1".into();
        let mut seen = Vec::new();
        let hits: Vec<(Hit, Designation)> = hits
            .into_iter()
            .filter(|(field, _, id)| { let new = !seen.contains(&(*field, *id)); seen.push((*field, *id)); new })
            .map(|(field, certain, id)| (hit(field, certain), designation(id, "UN", &["UN-A"])))
            .collect();
        let mut told = Vec::new();
        let mut entries: Vec<&str> = entries.iter().map(String::as_str).collect();
        // A party told apart twice is refused.
        entries.retain(|entry| {
            let who: Vec<String> = entry.split(',').take(5).map(plain).collect();
            let new = !told.contains(&who);
            told.push(who);
            new
        });
        let after = with(&entries, &payment, &hits);

        // By the plain definition: a name hit, on the entry's designation, of a party that shows one of its identifiers.
        let may_pass = |hit: &Hit, designation: &Designation| {
            let (account, id) = match hit.field {
                Field::DEBTOR => parties[0],
                Field::CREDITOR => parties[1],
                _ => return false,
            };
            !hit.certain && entries.iter().any(|entry| {
                let cells: Vec<&str> = entry.split(',').collect();
                cells[0] == designation.id && cells[5].is_empty()
                    && ((!account.is_empty() && plain(cells[1]) == plain(account))
                        || (!id.is_empty() && cells[4] == id))
            })
        };
        for (hit, designation) in &hits {
            let passed = after.good_guys.iter().any(|g| g.designation_id == designation.id && g.field == hit.field);
            let binds = after.obligations.iter().any(|o| o.designation_id == designation.id && o.field == hit.field);
            prop_assert!(passed != binds, "every hit either binds or was let pass");
            prop_assert!(!passed || may_pass(hit, designation), "{:?} on {}", hit.field, designation.id);
        }
        let left: Vec<(Hit, Designation)> = hits.iter().filter(|(hit, d)| !may_pass(hit, d)).cloned().collect();
        if left.len() == hits.len() {
            prop_assert_eq!(&after, &with(&[], &payment, &hits));
        }
        // What is left is decided as if the hits that passed had never been.
        let stay: Vec<(Hit, Designation)> = hits
            .iter()
            .filter(|(hit, d)| !after.good_guys.iter().any(|g| g.designation_id == d.id && g.field == hit.field))
            .cloned()
            .collect();
        let alone = with(&[], &payment, &stay);
        prop_assert_eq!(after.outcome, alone.outcome);
        prop_assert_eq!(after.obligations, alone.obligations);
    }
}
