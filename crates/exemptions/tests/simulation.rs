//! Hypothetical phases and steps, and the impact that they would have; and the lint of licenses.

mod support;

use portcullis_exemptions::{Assumption, CapLedger, HitOf, Impact, LintKind, Rulebook, State};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Designation, Field, Hit, Outcome, Payment, Purpose, Role,
};
use support::{REGISTRY, Snippets, date, decide, designation, hit, payment};

const PROGRAMS: &str = r#"
[[program]]
id = "P"
aliases = ["OLD-P"]
authority = "UN"
measures = ["asset-freeze"]
monitors = ["A"]
  [[program.phase]]
  from = 2010-01-01
  state = "in-force"
  [[program.phase]]
  from = 2016-01-01
  state = "terminated"
  [[program.step]]
  id = "agents"
  measures = ["correspondent-account"]
  enter_when = "breach"
  [[program.step]]
  id = "freeze"
  measures = ["asset-freeze"]
  designations = ["un-E.*"]
  enter_when = "breach"
"#;

const LICENSES: &str = r#"
[[license]]
id = "un-relief"
authority = "UN"
kind = "exemption"
programs = ["*"]
measures = ["asset-freeze"]
valid_from = 2022-12-09
purposes = ["food", "health"]
actors = ["ngo"]
actor_roles = ["debtor"]
"#;

fn rules() -> Rulebook {
    Snippets {
        programs: PROGRAMS,
        licenses: LICENSES,
        registry: REGISTRY,
        ..Snippets::default()
    }
    .rules()
}

fn outcome(rules: &Rulebook, id: &str, field: Field) -> Outcome {
    let mut payment = payment();
    payment.purpose = Some(Purpose::Commercial);
    decide(
        rules,
        &payment,
        &[(hit(field, true), designation(id, "UN", &["OLD-P"]))],
    )
    .outcome
}

#[test]
fn a_step_is_assumed_with_the_steps_below_it_and_nothing_else() {
    let now = rules();
    assert_eq!(outcome(&now, "un-E.1", Field::CREDITOR_AGENT), Outcome::Clear);
    let step = |id: &str| now.with_hypothesis("OLD-P", &Assumption::Step(id.to_owned()));
    let agents = step("agents").unwrap();
    assert_eq!(outcome(&agents, "un-E.1", Field::CREDITOR_AGENT), Outcome::Reject);
    assert_eq!(outcome(&agents, "un-E.1", Field::CREDITOR), Outcome::Clear);
    let freeze = step("freeze").unwrap();
    assert_eq!(outcome(&freeze, "un-E.1", Field::CREDITOR), Outcome::Block);
    assert_eq!(outcome(&freeze, "un-I.1", Field::CREDITOR), Outcome::Clear);
    assert_eq!(outcome(&freeze, "un-I.1", Field::CREDITOR_AGENT), Outcome::Reject);
    assert_eq!(
        step("flood").unwrap_err(),
        "program OLD-P has no step `flood` (steps: agents, freeze)"
    );
    // The rules as they are stay as they are, and a hypothesis has a digest of its own.
    assert_eq!(outcome(&now, "un-E.1", Field::CREDITOR), Outcome::Clear);
    assert_ne!(now.digest(), freeze.digest());
}

#[test]
fn a_state_is_assumed_from_its_day_on() {
    let back = Assumption::State {
        state: State::InForce,
        from: date("2024-05-06"),
    };
    let rules = rules().with_hypothesis("P", &back).unwrap();
    let on = |day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.purpose = None;
        decide(
            &rules,
            &payment,
            &[(hit(Field::CREDITOR, true), designation("d", "UN", &["P"]))],
        )
        .outcome
    };
    assert_eq!(on("2012-01-01"), Outcome::Block);
    assert_eq!(on("2024-05-05"), Outcome::Clear);
    assert_eq!(on("2024-05-06"), Outcome::Block);
    // A program that no file describes can be assumed over, too; before that day it binds as ever.
    let gone = Assumption::State {
        state: State::Terminated,
        from: date("2024-05-06"),
    };
    let rules = Rulebook::empty().with_hypothesis("SDGT", &gone).unwrap();
    let on = |day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        let decision = decide(
            &rules,
            &payment,
            &[(hit(Field::CREDITOR, true), designation("d", "US", &["SDGT"]))],
        );
        (decision.outcome, decision.authorities.join(";"))
    };
    assert_eq!(on("2024-05-05"), (Outcome::Block, "US".to_owned()));
    assert_eq!(on("2024-05-06"), (Outcome::Clear, String::new()));
    assert!(
        Rulebook::empty()
            .with_hypothesis("X", &Assumption::Step("s".to_owned()))
            .is_err()
    );
}

#[test]
fn an_impact_counts_what_changes_by_outcome_corridor_purpose_and_party() {
    let before = rules();
    let after = before
        .with_hypothesis(
            "P",
            &Assumption::State {
                state: State::InForce,
                from: date("2024-01-01"),
            },
        )
        .unwrap();
    let paid = |purpose: Purpose, account: &str, value: i64, country: &str, debtor: &str| {
        let mut payment = payment();
        payment.purpose = Some(purpose);
        payment.entry(Role::Debtor).account = account.to_owned().into();
        payment.entry(Role::Debtor).name = debtor.to_owned().into();
        payment.entry(Role::Debtor).country = CountryCode::new(country);
        payment.amount = Some(Amount {
            value: value.into(),
            currency: CurrencyCode::new("USD"),
        });
        payment
    };
    let registered = "NO9386011117947";
    let batch: Vec<(Payment<'_>, bool)> = vec![
        (paid(Purpose::Commercial, "X", 10, "NO", "Alfa"), true),
        (paid(Purpose::Commercial, "X", 20, "DE", "Alfa"), true),
        (paid(Purpose::Food, registered, 30, "NO", "Beta"), true),
        (paid(Purpose::Food, "X", 40, "NO", "Gamma"), true),
        (paid(Purpose::Salary, "X", 50, "NO", "Delta"), false),
    ];
    let listed: (Hit, Designation) = (hit(Field::CREDITOR, true), designation("un-E.1", "UN", &["P"]));
    let mut impact = Impact::new();
    let (mut caps_before, mut caps_after) = (CapLedger::new(), CapLedger::new());
    for (payment, hits) in &batch {
        let hits = if *hits {
            vec![HitOf {
                hit: &listed.0,
                designation: &listed.1,
            }]
        } else {
            Vec::new()
        };
        let as_of = date("2024-05-06");
        let was = before.settle(before.assess(payment, as_of, &hits), &mut caps_before);
        let would_be = after.settle(after.assess(payment, as_of, &hits), &mut caps_after);
        impact.record(&before.flow(payment, as_of), &was, &would_be);
    }
    let report = impact.report(10);
    assert_eq!((report.payments, report.changed), (5, 4));
    let outcomes: Vec<(&str, u64, u64)> = report
        .outcomes
        .iter()
        .map(|row| (row.outcome.as_str(), row.before.payments, row.after.payments))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("clear", 5, 1),
            ("licensed", 0, 1),
            ("review", 0, 0),
            ("reject", 0, 0),
            ("block", 0, 3)
        ]
    );
    let corridors: Vec<(&str, u64)> = report
        .corridors
        .iter()
        .map(|row| (row.name.as_str(), row.shift.stricter.payments))
        .collect();
    // What a license releases passes as what is clear does.
    assert_eq!(corridors, [("NO>AF", 2), ("DE>AF", 1)]);
    assert_eq!(report.corridors[0].shift.stricter.value["USD"].to_string(), "50");
    let purposes: Vec<&str> = report.purposes.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(purposes, ["commercial", "food"]);
    assert_eq!(
        (
            report.humanitarian.caught.payments,
            report.humanitarian.licensed.payments
        ),
        (1, 1)
    );
    let remedy = &report.remedies[0];
    assert_eq!(
        (remedy.license_id.as_str(), remedy.lacking.as_str()),
        ("un-relief", "actors")
    );
    assert_eq!(report.debtors[0].name, "Alfa");
    assert_eq!(
        (
            report.designations[0].id.as_str(),
            report.designations[0].volume.payments
        ),
        ("un-E.1", 3)
    );
    let moved = &report.moves[1];
    assert_eq!(
        (
            moved.from,
            moved.to,
            moved.volume.payments,
            moved.volume.value["USD"].to_string()
        ),
        (Outcome::Clear, Outcome::Block, 3, "70".to_owned())
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["moves"][1]["to"], "block");
    assert_eq!(json["moves"][1]["value"]["USD"], "70");
}

#[track_caller]
fn lints(lines: &str, expected: &[LintKind]) {
    let licenses = format!(
        "[[license]]\nid = \"l\"\nauthority = \"UN\"\nkind = \"general\"\ncitation = \"c\"\nvalid_from = 2022-01-01\n{lines}\n"
    );
    let rules = Snippets {
        programs: PROGRAMS,
        licenses: &licenses,
        registry: REGISTRY,
        institution: "authorities = [\"UN\"]\n",
        ..Snippets::default()
    }
    .rules();
    let found = rules.lint(date("2025-01-01"));
    let kinds: Vec<LintKind> = found.iter().map(|lint| lint.kind).collect();
    assert_eq!(kinds, expected, "{found:#?}");
}

#[test]
fn lint_finds_licenses_that_can_release_nothing() {
    use LintKind::{Expired, NeverExcludes, Swallowed, Unknown, Unreachable};
    lints("programs = [\"P\"]\npurposes = [\"food\"]", &[]);
    lints("programs = [\"OLD-P\"]\npurposes = [\"food\"]", &[]);
    lints(
        "programs = [\"P\"]\npurposes = [\"food\"]\nvalid_until = 2024-12-31",
        &[Expired],
    );
    lints("programs = [\"Q\"]\npurposes = [\"food\"]", &[Unknown]);
    lints(
        "programs = [\"P\"]\npurposes = [\"food\"]\nmeasures = [\"arms-embargo\"]",
        &[Unknown, Unreachable],
    );
    lints(
        "programs = [\"P\"]\npurposes = [\"food\"]\nmeasures = [\"travel-ban\"]",
        &[Unreachable, Unknown, Unreachable],
    );
    lints(
        "programs = [\"P\"]\nactors = [\"ngo\"]\nactor_roles = [\"creditor\"]",
        &[],
    );
    lints(
        "programs = [\"P\"]\nactors = [\"church\"]\nactor_roles = [\"creditor\"]",
        &[Unreachable],
    );
    lints(
        "programs = [\"P\"]\ncurrencies = [\"EUR\"]\nmax_amount = { value = \"1\", currency = \"USD\" }",
        &[Unreachable],
    );
    lints(
        "programs = [\"P\"]\ncap = { value = \"1\", currency = \"EUR\", per = \"day\" }\nmax_amount = { value = \"1\", currency = \"USD\" }",
        &[Unreachable],
    );
    lints(
        "programs = [\"P\"]\nactors = [\"ngo\"]\nactor_roles = [\"debtor\"]\ndesignated_roles = [\"debtor\"]",
        &[Unreachable],
    );
    // Exclusions that leave nothing, and the same with something left.
    let food = "programs = [\"P\"]\npurposes = [\"food\"]\n[[license.exclude]]\n";
    lints(&format!("{food}purposes = [\"food\", \"tax\"]"), &[Swallowed]);
    lints(&format!("{food}purposes = [\"tax\"]"), &[NeverExcludes]);
    lints(&format!("{food}unless_purposes = [\"tax\"]"), &[Swallowed]);
    lints(&format!("{food}unless_purposes = [\"food\"]"), &[]);
    lints(&format!("{food}designations = [\"*\"]"), &[Swallowed]);
    lints(&format!("{food}designations = [\"un-E.1\"]"), &[]);
    lints(&format!("{food}programs = [\"OLD-P\"]"), &[Swallowed]);
    lints(&format!("{food}designated_roles = [\"creditor\"]"), &[]);
    lints(
        "programs = [\"P\"]\ndesignated_roles = [\"creditor\"]\n[[license.exclude]]\ndesignated_roles = [\"creditor\", \"debtor\"]",
        &[Swallowed],
    );
}

#[test]
fn lint_finds_exclusions_that_can_exclude_nothing() {
    use LintKind::{NeverExcludes, Unknown};
    let of = |terms: &str| format!("programs = [\"P\"]\npurposes = [\"food\"]\n{terms}");
    let both = "purposes = [\"food\"]\nunless_purposes = [\"food\", \"tax\"]";
    lints(&of(&format!("[[license.exclude]]\n{both}")), &[NeverExcludes]);
    lints(
        &of("countries = [\"AF\"]\n[[license.exclude]]\ncountries = [\"YE\"]"),
        &[NeverExcludes],
    );
    lints(&of("[[license.exclude]]\nprograms = [\"PP\"]"), &[Unknown]);
    lints(&of("[[license.exclude]]\ncountries = [\"YE\"]"), &[]);
}

/// Whoever is listed and pays beside the actor would be released with it: a wrong release, and nobody meant it.
#[test]
fn lint_finds_licenses_for_an_actor_who_pays_that_forget_a_listed_payer_beside_it() {
    let of = |terms: &str| format!("programs = [\"P\"]\nactors = [\"ngo\"]\n{terms}");
    let payer = "actor_roles = [\"debtor\", \"ultimate_debtor\"]\n";
    for open in [
        "",
        payer,
        "actor_roles = [\"debtor\"]",
        "designated_roles = [\"ultimate_debtor\"]",
    ] {
        lints(&of(open), &[LintKind::OpenPayer]);
    }
    lints(
        &of(&format!(
            "{payer}[[license.exclude]]\ndesignated_roles = [\"creditor\"]"
        )),
        &[LintKind::OpenPayer],
    );
    // Whose order, bill or interest it is has a part in what is paid.
    let payers_alone = "[[license.exclude]]\ndesignated_roles = [\"debtor\", \"ultimate_debtor\"]";
    lints(&of(&format!("{payer}{payers_alone}")), &[LintKind::OpenPayer]);
    for closed in [
        "designated_roles = [\"creditor_agent\"]",
        "[[license.exclude]]\ndesignated_roles = [\"debtor\", \"ultimate_debtor\", \"initiating_party\", \"third_party\", \"invoicer\", \"invoicee\"]",
    ] {
        lints(&of(&format!("{payer}{closed}")), &[]);
    }
}

#[test]
fn lint_asks_for_a_citation_a_reference_a_last_day_and_a_binding_authority() {
    let licenses = "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"specific\"\nprograms = [\"*\"]\nvalid_from = 2022-01-01\npurposes = [\"food\"]\n";
    let rules = Snippets {
        licenses,
        institution: "authorities = [\"UN\"]\n",
        ..Snippets::default()
    }
    .rules();
    let found = rules.lint(date("2025-01-01"));
    let kinds: Vec<LintKind> = found.iter().map(|lint| lint.kind).collect();
    assert_eq!(
        kinds,
        [
            LintKind::NoCitation,
            LintKind::NoReference,
            LintKind::NoEnd,
            LintKind::Unreachable
        ]
    );
    assert!(found[0].at.ends_with("licenses.toml:1"), "{}", found[0].at);
}
