//! A name that is one listed party's as a whole, and part of another's: what a license for the one makes of the other.

mod support;

use portcullis_exemptions::{Decision, Rulebook};
use portcullis_model::{
    Agreement, Designation, Evidence, Fact, Field, Hit, NameKind, Outcome, Schema, Score, TokenRelation,
};
use support::{Snippets, decide, designation, hit, payment};

const ONE: &str = "ofac-1";
const OTHER: &str = "ofac-2";

const PROGRAMS: &str = r#"
[[program]]
id = "SDGT"
authority = "US"
measures = ["asset-freeze"]

[[program]]
id = "EU-TERR"
authority = "EU"
measures = ["asset-freeze"]
"#;

/// A license that names the one, and defeats itself where another listed party is paid.
const NAMED: &str = r#"
[[license]]
id = "for-one"
authority = "US"
kind = "general"
citation = "test"
programs = ["SDGT"]
valid_from = 2020-01-01
designations = ["ofac-1"]
countries = ["AF"]
  [[license.exclude]]
  designated_roles = ["creditor"]
  designations = ["ofac-2"]
"#;

fn rules(licenses: &str) -> Rulebook {
    Snippets {
        programs: PROGRAMS,
        licenses,
        ..Snippets::default()
    }
    .rules()
}

fn word(text: &str, relation: TokenRelation) -> Evidence {
    Evidence::Token {
        query: text.to_owned(),
        listed: text.to_owned(),
        relation,
        similarity: 1.0,
        weight: 0.75,
    }
}

fn further(text: &str, weight: f32) -> Evidence {
    Evidence::Unmatched {
        text: text.to_owned(),
        listed: true,
        weight,
    }
}

fn by_name(field: Field, score: f32, evidence: &[Evidence]) -> Hit {
    Hit {
        score: Score::from_fraction(score),
        name_kind: Some(NameKind::Primary),
        evidence: evidence.to_vec(),
        ..hit(field, false)
    }
}

/// The creditor `TALIBAN`: the whole name of the one, and part of the other's `PAKISTANI TALIBAN`.
fn both() -> [(Hit, Designation); 2] {
    let taliban = word("taliban", TokenRelation::Exact);
    [
        (
            by_name(Field::CREDITOR, 1.0, std::slice::from_ref(&taliban)),
            designation(ONE, "US", &["SDGT"]),
        ),
        (
            by_name(Field::CREDITOR, 0.96, &[taliban, further("pakistani", 0.5)]),
            designation(OTHER, "US", &["SDGT"]),
        ),
    ]
}

fn decided(licenses: &str, hits: &[(Hit, Designation)]) -> Decision {
    decide(&rules(licenses), &payment(), hits)
}

#[test]
fn a_license_that_names_the_bearer_of_the_whole_name_releases_and_the_release_tells_the_other() {
    let decision = decided(NAMED, &both());
    assert_eq!(decision.outcome, Outcome::Licensed);
    assert_eq!(decision.license_ids, ["for-one"]);
    let of_other = decision
        .obligations
        .iter()
        .find(|o| o.designation_id == OTHER)
        .unwrap();
    assert_eq!(of_other.taken_for.as_deref(), Some(ONE));
    assert_eq!(of_other.covered_by, None);
    assert!(
        decision.reason.contains(
            "creditor may be ofac-2 NAME OF ofac-2: SDGT asset-freeze (US), in-force; the whole name is that of ofac-1"
        ),
        "{}",
        decision.reason
    );
}

#[test]
fn a_license_that_names_nobody_releases_nothing_beside_the_other() {
    let unnamed = NAMED.replace("designations = [\"ofac-1\"]\n", "");
    let decision = decided(&unnamed, &both());
    assert_eq!(decision.outcome, Outcome::Review);
    assert!(decision.obligations.iter().all(|o| o.taken_for.is_none()));
}

/// What is changed of [`both`], and why it then may be the other.
type Change = (&'static str, fn(&mut [(Hit, Designation); 2]));

const MAY_BE_THE_OTHER: [Change; 11] = [
    ("a person is named by part of a name", |hits| {
        hits[1].1.schema = Schema::Person;
    }),
    ("the one is a person", |hits| hits[0].1.schema = Schema::Person),
    ("the other differs by a legal form alone", |hits| {
        hits[1].0.evidence[1] = further("jsc", 0.1);
    }),
    ("the name of the one is spelled otherwise", |hits| {
        hits[0].0.evidence = vec![word("taliban", TokenRelation::Edit)];
    }),
    ("the name of the one has a further word, too", |hits| {
        hits[0].0.evidence.push(further("movement", 0.4));
    }),
    ("the name of the one is a weak alias", |hits| {
        hits[0].0.name_kind = Some(NameKind::WeakAlias);
    }),
    ("the other is certain", |hits| hits[1].0.certain = true),
    ("both are one party", |hits| {
        hits[1].1.same_as = vec![ONE.to_owned()];
    }),
    ("they stand in different fields", |hits| {
        hits[1].0.field = Field::ULTIMATE_CREDITOR;
    }),
    ("another authority lists the other", |hits| {
        hits[1].1 = designation(OTHER, "EU", &["EU-TERR"]);
    }),
    ("the country of the payment speaks for the other alone", |hits| {
        hits[1].0.evidence.push(Evidence::Corroboration {
            fact: Fact::Country,
            agreement: Agreement::Agrees,
            query: "PK".to_owned(),
            listed: "PK".to_owned(),
        });
    }),
];

#[test]
fn the_other_keeps_the_payment_wherever_it_may_be_meant() {
    for (why, change) in MAY_BE_THE_OTHER {
        let mut hits = both();
        change(&mut hits);
        let decision = decided(NAMED, &hits);
        assert!(decision.outcome.needs_person(), "{why}: {}", decision.reason);
        assert!(
            decision.obligations.iter().all(|o| o.taken_for.is_none()),
            "{why}"
        );
    }
}

#[test]
fn the_other_keeps_the_payment_where_anything_else_does_or_it_stands_elsewhere() {
    for elsewhere in [Field::Remittance, Field::ULTIMATE_CREDITOR, Field::DEBTOR] {
        let [one, other] = both();
        let again = (
            Hit {
                field: elsewhere,
                ..other.0.clone()
            },
            other.1.clone(),
        );
        let decision = decided(NAMED, &[one, other, again]);
        assert_eq!(decision.outcome, Outcome::Review, "{elsewhere}");
        assert!(
            decision.obligations.iter().all(|o| o.taken_for.is_none()),
            "{elsewhere}"
        );
    }
    let [one, other] = both();
    let bank = (
        hit(Field::CREDITOR_AGENT, true),
        designation("ofac-3", "US", &["SDGT"]),
    );
    let decision = decided(NAMED, &[one, other, bank]);
    assert_eq!(decision.outcome, Outcome::Block);
}

#[test]
fn the_other_keeps_a_payment_for_arms() {
    let mut payment = payment();
    payment.instrument = "arms".into();
    let decision = decide(&rules(NAMED), &payment, &both());
    assert_eq!(decision.outcome, Outcome::Review);
}
