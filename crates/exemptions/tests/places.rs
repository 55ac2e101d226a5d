//! Programs that bind by a place, and licenses that lift them.

mod support;

use portcullis_exemptions::{CapLedger, Decision, HitOf, Rulebook};
use portcullis_model::{
    Designation, Field, Hit, HitBasis, Name, NameKind, Outcome, Purpose, Role, Schema, Score,
};
use support::{Snippets, date, designation, hit, payment};

const PROGRAMS: &str = r#"
[[program]]
id = "EMBARGO"
authority = "US"
measures = ["trade-ban"]
places = ["IR"]
  [[program.phase]]
  from = 2000-01-01
  state = "in-force"

[[program]]
id = "BLOCKED"
authority = "US"
measures = ["asset-freeze"]
places = ["CU"]

[[program]]
id = "REGION"
authority = "EU"
measures = ["trade-ban"]
places = ["UA-crimea"]
  [[program.phase]]
  from = 2014-06-25
  state = "in-force"
  [[program.phase]]
  from = 2022-06-23
  state = "in-force"
  places = ["UA-crimea", "UA-donetsk"]
  [[program.phase]]
  from = 2030-01-01
  state = "terminated"
"#;

fn place(id: &str) -> Designation {
    let mut place = Designation::new(id, "Places", "", Schema::Unknown);
    place.names.push(Name::new(id, NameKind::Primary));
    place
}

fn place_hit(field: Field, certain: bool) -> Hit {
    Hit {
        basis: HitBasis::Place,
        certain,
        ..Hit::by_name(0, field, Score::ONE)
    }
}

fn decide(rules: &Rulebook, day: &str, purpose: Option<Purpose>, hits: &[(Hit, Designation)]) -> Decision {
    let mut payment = payment();
    payment.purpose = purpose;
    let hits: Vec<HitOf<'_>> = hits
        .iter()
        .map(|(hit, designation)| HitOf { hit, designation })
        .collect();
    rules.settle(rules.assess(&payment, date(day), &hits), &mut CapLedger::new())
}

fn rules() -> Rulebook {
    Snippets {
        programs: PROGRAMS,
        ..Snippets::default()
    }
    .rules()
}

#[test]
fn a_stated_place_is_rejected_under_a_trade_ban_and_blocked_under_a_freeze() {
    let rules = rules();
    for (id, certain, outcome) in [
        ("place:IR", true, Outcome::Reject),
        ("place:IR", false, Outcome::Review),
        ("place:CU", true, Outcome::Block),
        ("place:CU", false, Outcome::Review),
        ("place:SE", true, Outcome::Clear),
    ] {
        let hits = [(place_hit(Field::CREDITOR, certain), place(id))];
        let decision = decide(&rules, "2024-05-06", None, &hits);
        assert_eq!(decision.outcome, outcome, "{id} {certain}: {}", decision.reason);
    }
}

#[test]
fn a_place_binds_by_the_phase_of_the_day() {
    let rules = rules();
    for (day, id, outcome, why) in [
        (
            "2014-06-24",
            "place:UA-crimea",
            Outcome::Clear,
            "not yet in force",
        ),
        (
            "2014-06-25",
            "place:UA-crimea",
            Outcome::Reject,
            "REGION trade-ban",
        ),
        (
            "2022-06-22",
            "place:UA-donetsk",
            Outcome::Clear,
            "does not bind by this place then",
        ),
        (
            "2022-06-23",
            "place:UA-donetsk",
            Outcome::Reject,
            "REGION trade-ban",
        ),
        ("2030-01-01", "place:UA-crimea", Outcome::Clear, "terminated"),
    ] {
        let hits = [(place_hit(Field::CREDITOR, true), place(id))];
        let decision = decide(&rules, day, None, &hits);
        assert_eq!(decision.outcome, outcome, "{day} {id}");
        assert!(decision.reason.contains(why), "{day} {id}: {}", decision.reason);
    }
}

#[test]
fn a_place_of_no_program_is_no_hit_that_anybody_binds_by() {
    let rules = rules();
    assert!(rules.binds_by("IR".parse().unwrap()));
    assert!(rules.binds_by("UA-donetsk".parse().unwrap()));
    assert!(!rules.binds_by("UA-luhansk".parse().unwrap()));
    assert!(!rules.binds_by("SE".parse().unwrap()));
    assert!(!Rulebook::empty().binds_by("IR".parse().unwrap()));
}

#[test]
fn an_authority_binds_by_a_place_only_where_it_binds_the_institution() {
    let rules = Snippets {
        programs: PROGRAMS,
        institution: "authorities = [\"EU\"]\n",
        ..Snippets::default()
    }
    .rules();
    let hits = [(place_hit(Field::CREDITOR, true), place("place:IR"))];
    let decision = decide(&rules, "2024-05-06", None, &hits);
    assert_eq!(decision.outcome, Outcome::Clear);
    assert!(
        decision.reason.contains("US does not bind"),
        "{}",
        decision.reason
    );
}

fn licensed(license: &str) -> Rulebook {
    let text = format!(
        "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2020-01-01\npurposes = [\"food\"]\n{license}\n"
    );
    Snippets {
        programs: PROGRAMS,
        licenses: &text,
        registry: "actor_id,name,class,account,valid_from,valid_until\nA1,Relief,ngo,NO9386011117947,2020-01-01,2030-01-01\n",
        ..Snippets::default()
    }
    .rules()
}

#[test]
fn a_license_lifts_what_binds_by_a_place_only_where_it_names_the_place() {
    let hits = [(place_hit(Field::CREDITOR, true), place("place:IR"))];
    for (license, purpose, outcome) in [
        ("places = [\"IR\"]", Some(Purpose::Food), Outcome::Licensed),
        (
            "places = [\"CU\", \"IR\"]",
            Some(Purpose::Food),
            Outcome::Licensed,
        ),
        ("places = [\"CU\"]", Some(Purpose::Food), Outcome::Reject),
        ("", Some(Purpose::Food), Outcome::Reject),
        ("places = [\"IR\"]", None, Outcome::Reject),
        ("places = [\"IR\"]", Some(Purpose::Commercial), Outcome::Reject),
    ] {
        let decision = decide(&licensed(license), "2024-05-06", purpose, &hits);
        assert_eq!(
            decision.outcome, outcome,
            "{license} {purpose:?}: {}",
            decision.reason
        );
    }
}

#[test]
fn a_license_for_a_place_covers_designated_parties_as_its_other_terms_say() {
    let hits = [
        (place_hit(Field::CREDITOR, true), place("place:IR")),
        (
            hit(Field::CREDITOR_AGENT, true),
            designation("ofac-1", "US", &["BLOCKED"]),
        ),
    ];
    let of_both = decide(
        &licensed("places = [\"IR\"]"),
        "2024-05-06",
        Some(Purpose::Food),
        &hits,
    );
    assert_eq!(of_both.outcome, Outcome::Licensed);
    let of_role = "places = [\"IR\"]\ndesignated_roles = [\"creditor\"]";
    let of_role = decide(&licensed(of_role), "2024-05-06", Some(Purpose::Food), &hits);
    assert_eq!(of_role.outcome, Outcome::Block);
}

#[test]
fn a_place_stands_where_the_party_does_that_states_it_and_in_a_text_nowhere() {
    let license = "places = [\"IR\"]\ndesignated_roles = [\"creditor\"]";
    for (field, outcome) in [
        (Field::CREDITOR, Outcome::Licensed),
        (Field::Address(Role::Creditor, 1), Outcome::Licensed),
        (Field::CREDITOR_AGENT, Outcome::Reject),
        (Field::Remittance, Outcome::Reject),
    ] {
        let hits = [(place_hit(field, true), place("place:IR"))];
        let decision = decide(&licensed(license), "2024-05-06", Some(Purpose::Food), &hits);
        assert_eq!(decision.outcome, outcome, "{field}: {}", decision.reason);
    }
    // Exclusions look at places whose parties are blocked; where trade is banned, nobody is.
    let license = "places = [\"CU\", \"IR\"]\n[[license.exclude]]\ndesignated_roles = [\"creditor\"]";
    for (id, field, outcome) in [
        ("place:CU", Field::CREDITOR, Outcome::Block),
        ("place:CU", Field::Address(Role::Creditor, 1), Outcome::Block),
        ("place:CU", Field::Remittance, Outcome::Block),
        ("place:CU", Field::CREDITOR_AGENT, Outcome::Licensed),
        ("place:IR", Field::CREDITOR, Outcome::Licensed),
    ] {
        let hits = [(place_hit(field, true), place(id))];
        let decision = decide(&licensed(license), "2024-05-06", Some(Purpose::Food), &hits);
        assert_eq!(
            decision.outcome, outcome,
            "excluded {id} {field}: {}",
            decision.reason
        );
    }
}

#[test]
fn an_actor_may_be_in_the_place_and_no_listed_party() {
    let license = "places = [\"IR\"]\nactors = [\"ngo\"]";
    let hits = [(place_hit(Field::DEBTOR, true), place("place:IR"))];
    let decision = decide(&licensed(license), "2024-05-06", Some(Purpose::Food), &hits);
    assert_eq!(decision.outcome, Outcome::Licensed, "{}", decision.reason);
    let hits = [(
        hit(Field::DEBTOR, true),
        designation("ofac-1", "US", &["BLOCKED"]),
    )];
    let decision = decide(&licensed(license), "2024-05-06", Some(Purpose::Food), &hits);
    assert_eq!(decision.outcome, Outcome::Block, "{}", decision.reason);
}

#[test]
fn an_address_in_a_place_is_for_a_person() {
    let hits = [(
        place_hit(Field::Address(Role::Creditor, 1), false),
        place("place:IR"),
    )];
    let decision = decide(&rules(), "2024-05-06", None, &hits);
    assert_eq!(decision.outcome, Outcome::Review);
    assert!(
        decision.reason.starts_with("creditor_address names place:IR"),
        "{}",
        decision.reason
    );
}

#[test]
fn what_is_no_place_is_refused_with_its_line() {
    for (snippet, words) in [
        ("places = [\"Iran\"]", "`Iran` is no place"),
        ("places = [\"ZZ\"]", "`ZZ` is no place"),
        ("places = [\"UA-crimea\", \"UA-crimea\"]", "there twice"),
        ("places = []", "empty list"),
    ] {
        let text =
            format!("[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"trade-ban\"]\n{snippet}\n");
        let error = Snippets {
            programs: &text,
            ..Snippets::default()
        }
        .load()
        .expect_err("must be refused");
        let text = error.to_string();
        assert!(
            text.contains("programs.toml:5") && text.contains(words),
            "{snippet}: {text}"
        );
    }
}

#[test]
fn a_license_for_a_place_by_which_nothing_binds_is_told() {
    let lints = |places: &str| {
        let license = format!(
            "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\ncitation = \"x\"\nprograms = [\"EMBARGO\"]\nplaces = {places}\nvalid_from = 2020-01-01\npurposes = [\"food\"]\n"
        );
        let rules = Snippets {
            programs: PROGRAMS,
            licenses: &license,
            ..Snippets::default()
        }
        .rules();
        let lints = rules.lint(date("2024-05-06"));
        lints.into_iter().map(|lint| lint.message).collect::<Vec<_>>()
    };
    assert_eq!(lints("[\"IR\"]"), [""; 0]);
    assert_eq!(
        lints("[\"IR\", \"CU\"]"),
        ["names the place CU, by which none of its programs binds"]
    );
}
