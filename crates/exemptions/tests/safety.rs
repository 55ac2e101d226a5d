//! The promises about release, over random rules and payments.

mod support;

use portcullis_exemptions::{Decision, Rulebook};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Designation, Field, Hit, HitBasis, Name, NameKind, Outcome, Payment,
    Purpose, Role, Schema, Score,
};
use proptest::prelude::*;
use support::{Snippets, decide, designation, hit};

/// One optional condition line of a license, from a small world in which conditions often hold.
fn condition() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "purposes = [\"food\", \"tax\"]",
        "purposes = [\"food\"]",
        "actors = [\"ngo\"]",
        "actors = [\"ngo\", \"un-system\"]\nactor_roles = [\"debtor\"]",
        "designated_roles = [\"creditor_agent\"]",
        "designated_roles = [\"creditor_agent\", \"creditor\"]",
        "countries = [\"AF\", \"SY\"]",
        "currencies = [\"USD\"]",
        "measures = [\"asset-freeze\"]\ncurrencies = [\"USD\", \"EUR\"]",
        "max_amount = { value = \"100\", currency = \"USD\" }",
        "cap = { value = \"150\", currency = \"USD\", per = \"month\" }",
        "max_amount = [{ value = \"100\", currency = \"USD\" }, { value = \"50\", currency = \"EUR\" }]",
        "cap = [{ value = \"150\", currency = \"EUR\", per = \"day\" }, { value = \"90\", currency = \"USD\", per = \"year\" }]",
        "schemas = [\"person\"]",
        "schemas = [\"organization\", \"vessel\"]",
        "days_from_listing = 60",
        "actors = [\"ngo-hrp\", \"un-system\"]\nactor_not_designated = false",
        "steps = [\"first\"]\ndebtor_countries = [\"NO\"]",
        "steps = [\"second\"]\ndebtor_countries = [\"NO\"]",
        "places = [\"SY\"]\ndesignations = [\"*\"]",
        "places = [\"SY\", \"IR\"]\ndesignations = [\"d-*\"]",
        "reference = \"REF*\"",
        "reference = \"REF-1\"",
        "[[license.exclude]]\ndesignated_roles = [\"creditor\"]\nunless_purposes = [\"tax\"]",
        "[[license.exclude]]\ncountries = [\"IR\"]",
        "[[license.exclude]]\npurposes = [\"commercial\"]\nprograms = [\"A\"]",
    ])
}

/// A license of one to three different conditions on some of the programs.
fn license() -> impl Strategy<Value = String> {
    (
        prop::sample::select(vec!["[\"*\"]", "[\"A\"]", "[\"B\"]", "[\"A\", \"B\"]"]),
        prop::collection::vec(condition(), 1..4),
    )
        .prop_map(|(programs, mut conditions)| {
            // One of each key, tables last.
            conditions.sort_by_key(|condition| (condition.starts_with('['), *condition));
            conditions.dedup_by_key(|condition| (condition.starts_with('['), condition.split(' ').next()));
            let narrows = conditions.iter().any(|condition| condition.starts_with("measures"));
            conditions.retain(|condition| !narrows || !condition.starts_with("currencies"));
            format!(
                "authority = \"US\"\nkind = \"general\"\nprograms = {programs}\nvalid_from = 2020-01-01\n{}\n",
                conditions.join("\n")
            )
        })
}

fn rules(licenses: &[String], registry: &[&str]) -> Rulebook {
    let licenses: String = licenses
        .iter()
        .enumerate()
        .map(|(at, license)| format!("[[license]]\nid = \"l{at}\"\n{license}"))
        .collect();
    let registry = format!("actor_id,name,class,account\n{}\n", registry.join("\n"));
    let institution = "authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"USD\"\nauthority = \"US\"\n[[nexus]]\ncurrency = \"EUR\"\nauthority = \"US\"\n";
    Snippets {
        licenses: &licenses,
        registry: &registry,
        programs: PROGRAMS,
        findings: FINDINGS,
        institution,
        ..Snippets::default()
    }
    .rules()
}

/// A sectoral program, one that stands on a step of its ladder while a dispute is open, and one that binds by a place.
const PROGRAMS: &str = r#"
[[program]]
id = "D"
authority = "US"
measures = ["sectoral-debt"]
debt_tenor_days = 14

[[program]]
id = "S"
authority = "US"
measures = ["asset-freeze"]
monitors = ["M"]
  [[program.step]]
  id = "first"
  measures = ["asset-freeze"]
  enter_when = "breach"
  [[program.step]]
  id = "second"
  measures = ["trade-ban"]
  enter_when = "grave-breach"
  [program.interim]
  measures = ["trade-ban"]
  days = 300

[[program]]
id = "P"
authority = "US"
measures = ["trade-ban"]
places = ["SY"]
"#;

const FINDINGS: &str = "date,program,criterion,verdict,monitor,evidence
2024-01-01,S,breach,met,M,report 1
2024-02-01,S,grave-breach,disputed,M,report 2
";

const ROWS: [&str; 2] = ["ngo-1,One,ngo;ngo-hrp,ACC1", "un-1,Two,un-system,ACC2"];

fn some_payment() -> impl Strategy<Value = Payment<'static>> {
    (
        prop::option::of(prop::sample::select(vec![
            Purpose::Food,
            Purpose::Tax,
            Purpose::Commercial,
        ])),
        prop::option::of(prop::sample::select(vec!["AF", "SY", "IR"])),
        prop::option::of((
            1_i64..160,
            prop::option::of(prop::sample::select(vec!["USD", "EUR", "CHF"])),
        )),
        prop::sample::select(vec!["ACC1", "ACC2", "OTHER", ""]),
        prop::sample::select(vec!["REF-1", "REF", ""]),
        prop::option::of(0_u32..30),
    )
        .prop_map(|(purpose, country, amount, account, reference, tenor)| {
            let mut payment = Payment {
                purpose,
                amount: amount.map(|(value, code)| Amount {
                    value: value.into(),
                    currency: code.and_then(CurrencyCode::new),
                }),
                license_reference: reference.into(),
                instrument: "loan".into(),
                debt_tenor_days: tenor,
                ..support::payment()
            };
            payment.entry(Role::Debtor).account = account.into();
            payment.entry(Role::Debtor).country = CountryCode::new("NO");
            payment.entry(Role::Creditor).country = country.and_then(CountryCode::new);
            payment
        })
}

fn some_hits() -> impl Strategy<Value = Vec<(Hit, Designation)>> {
    let one = (
        prop::sample::select(vec![Field::CREDITOR, Field::CREDITOR_AGENT, Field::DEBTOR]),
        any::<bool>(),
        prop::sample::subsequence(vec!["A", "B", "C", "D", "S"], 1..3),
        prop::bool::weighted(0.85),
    )
        .prop_map(|(field, certain, programs, us)| {
            (
                hit(field, certain),
                designation("d-1", if us { "US" } else { "UN" }, &programs),
            )
        });
    let of_place = (
        prop::sample::select(vec![Field::CREDITOR, Field::CREDITOR_AGENT, Field::DEBTOR]),
        any::<bool>(),
    );
    let of_place = of_place.prop_map(|(field, certain)| place(field, certain));
    prop::collection::vec(prop_oneof![4 => one, 1 => of_place], 1..3)
}

/// A hit on a place by which a program binds.
fn place(field: Field, certain: bool) -> (Hit, Designation) {
    let mut place = Designation::new("place:SY", "Places", "", Schema::Unknown);
    place.names.push(Name::new("SYRIA", NameKind::Primary));
    let hit = Hit {
        basis: HitBasis::Place,
        certain,
        ..Hit::by_name(0, field, Score::ONE)
    };
    (hit, place)
}

/// What a payment can show, taken away one at a time.
fn without_each(payment: &Payment<'static>) -> Vec<(&'static str, Payment<'static>)> {
    let take = |what: &'static str, change: fn(&mut Payment<'static>)| {
        let mut poorer = payment.clone();
        change(&mut poorer);
        (what, poorer)
    };
    vec![
        take("purpose", |p| p.purpose = None),
        take("country", |p| p.entry(Role::Creditor).country = None),
        take("amount", |p| p.amount = None),
        take("currency", |p| {
            p.amount = p.amount.map(|a| Amount { currency: None, ..a });
        }),
        take("debtor country", |p| p.entry(Role::Debtor).country = None),
        take("account", |p| p.entry(Role::Debtor).account = "".into()),
        take("reference", |p| p.license_reference = "".into()),
        take("tenor", |p| p.debt_tenor_days = None),
    ]
}

#[test]
fn beside_what_is_in_doubt_a_licensed_freeze_still_counts_whatever_else_is_certain() {
    let license = "authority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2020-01-01\nsteps = [\"first\"]\ndebtor_countries = [\"NO\"]\n";
    let rules = rules(&[license.to_owned()], &ROWS);
    let mut payment = Payment {
        instrument: "loan".into(),
        debt_tenor_days: Some(0),
        ..support::payment()
    };
    payment.entry(Role::Debtor).country = CountryCode::new("NO");
    let listed = designation("d-1", "UN", &["D", "S"]);
    let doubtful = (hit(Field::CREDITOR, false), designation("d-2", "US", &["A"]));
    let certain = (hit(Field::CREDITOR, true), listed);
    let hits = [certain.clone(), doubtful];
    assert_eq!(decide(&rules, &payment, &hits).outcome, Outcome::Block);
    // Without the tenor the directive binds too: that brings a rejection, and takes nothing from the block.
    payment.debt_tenor_days = None;
    assert_eq!(decide(&rules, &payment, &hits).outcome, Outcome::Block);
    // Without the doubt nothing is left to block.
    assert_eq!(decide(&rules, &payment, &[certain]).outcome, Outcome::Reject);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn taking_evidence_away_never_loosens_an_outcome(
        licenses in prop::collection::vec(license(), 0..4),
        payment in some_payment(),
        hits in some_hits(),
    ) {
        let full = rules(&licenses, &ROWS);
        let outcome = decide(&full, &payment, &hits).outcome;
        for (what, poorer) in without_each(&payment) {
            let after = decide(&full, &poorer, &hits).outcome;
            prop_assert!(after >= outcome, "without {}: {} became {}", what, outcome, after);
        }
        for gone in 0..ROWS.len() {
            let rest: Vec<&str> = ROWS.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, row)| *row).collect();
            let after = decide(&rules(&licenses, &rest), &payment, &hits).outcome;
            prop_assert!(after >= outcome, "without registry row {}: {} became {}", gone, outcome, after);
        }
        for gone in 0..licenses.len() {
            let rest: Vec<String> =
                licenses.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, license)| license.clone()).collect();
            let after = decide(&rules(&rest, &ROWS), &payment, &hits).outcome;
            prop_assert!(after >= outcome, "without license {}: {} became {}", gone, outcome, after);
        }
    }

    #[test]
    fn a_license_changes_only_payments_that_meet_all_its_terms(
        mut licenses in prop::collection::vec(license(), 1..4),
        payment in some_payment(),
        hits in some_hits(),
    ) {
        let with = decide(&rules(&licenses, &ROWS), &payment, &hits);
        let last = format!("l{}", licenses.len() - 1);
        licenses.pop();
        let without = decide(&rules(&licenses, &ROWS), &payment, &hits);
        let holds_for_something = with.obligations.iter().any(|obligation| {
            obligation.covered_by.as_ref().is_some_and(|license| {
                license.license_id == last && license.clauses.iter().all(|clause| clause.held)
            })
        });
        if !holds_for_something {
            prop_assert_eq!(with.outcome, without.outcome);
            prop_assert_eq!(with.license_ids, without.license_ids);
        }
    }

    #[test]
    fn a_released_payment_shows_a_whole_license_for_every_obligation(
        licenses in prop::collection::vec(license(), 1..4),
        payment in some_payment(),
        hits in some_hits(),
    ) {
        let decision: Decision = decide(&rules(&licenses, &ROWS), &payment, &hits);
        if decision.outcome == Outcome::Licensed {
            prop_assert!(!decision.obligations.is_empty());
            for obligation in &decision.obligations {
                prop_assert_eq!(&obligation.taken_for, &None);
                let license = obligation.covered_by.as_ref().unwrap();
                prop_assert!(license.clauses.iter().all(|clause| clause.held));
                prop_assert!(decision.license_ids.contains(&license.license_id));
            }
        } else {
            prop_assert!(decision.license_ids.is_empty());
            prop_assert!(decision.outcome == Outcome::Clear || decision.obligations.iter().any(|o| o.covered_by.is_none()));
        }
    }
}
