//! Licenses: each condition alone ends the release when it is not met; caps, exclusions, coverage, registry.

mod support;

use portcullis_exemptions::{CapLedger, Decision, LicenseReport, Programs, Rulebook};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Decimal, Designation, Field, Hit, Outcome, Payment, Purpose, Role,
};
use support::{REGISTRY, Snippets, date, decide, decide_with, designation, hit, payment};

/// Every kind of condition at once, all met by [`payment`] with the agent of the creditor hit.
const FULL: &str = r#"
[[license]]
id = "full"
authority = "US"
kind = "specific"
citation = "test"
programs = ["SDGT"]
measures = ["asset-freeze"]
valid_from = 2024-05-06
valid_until = 2024-05-06
purposes = ["food", "tax"]
actors = ["ngo"]
actor_roles = ["debtor"]
designated_roles = ["creditor_agent"]
countries = ["AF"]
currencies = ["USD"]
max_amount = { value = "100.00", currency = "USD" }
cap = { value = "100.00", currency = "USD", per = "day" }
reference = "REF-1"
  [[license.exclude]]
  designated_roles = ["creditor"]
  unless_purposes = ["tax"]
"#;

const PROGRAMS: &str = r#"
[[program]]
id = "SDGT"
authority = "US"
measures = ["asset-freeze"]
"#;

fn rules(licenses: &str) -> Rulebook {
    Snippets {
        programs: PROGRAMS,
        licenses,
        registry: REGISTRY,
        ..Snippets::default()
    }
    .rules()
}

fn bank() -> Vec<(Hit, Designation)> {
    vec![(
        hit(Field::CREDITOR_AGENT, true),
        designation("ofac-1", "US", &["SDGT"]),
    )]
}

fn failed_clauses(decision: &Decision) -> Vec<String> {
    decision.obligations[0]
        .failed
        .iter()
        .flat_map(LicenseReport::failed_clauses)
        .map(|c| c.clause.to_string())
        .collect()
}

#[test]
fn a_payment_that_meets_every_condition_is_released_with_every_clause_shown() {
    let decision = decide(&rules(FULL), &payment(), &bank());
    assert_eq!(decision.outcome, Outcome::Licensed, "{}", decision.reason);
    assert_eq!(decision.license_ids, ["full"]);
    let license = decision.obligations[0].covered_by.as_ref().unwrap();
    let clauses: Vec<&str> = license.clauses.iter().map(|clause| &*clause.clause).collect();
    assert_eq!(
        clauses,
        [
            "valid_from",
            "valid_until",
            "purposes",
            "actors",
            "designated_roles",
            "countries",
            "currencies",
            "max_amount",
            "reference",
            "exclude 1",
            "cap"
        ]
    );
    assert!(
        license
            .clauses
            .iter()
            .all(|clause| clause.held && !clause.evidence.is_empty())
    );
}

/// A change to a payment that fails one condition.
type Flip = fn(&mut Payment<'static>);

#[test]
fn flipping_any_one_condition_ends_the_release_and_names_it() {
    let amount = |value: i64, currency: &str| {
        Some(Amount {
            value: Decimal::new(value, 2),
            currency: CurrencyCode::new(currency),
        })
    };
    let flips: &[(&str, Flip)] = &[
        ("valid_from", |p| p.value_date = Some(date("2024-05-05"))),
        ("valid_until", |p| p.value_date = Some(date("2024-05-07"))),
        ("purposes", |p| p.purpose = Some(Purpose::Commercial)),
        ("purposes", |p| p.purpose = None),
        ("actors", |p| {
            p.entry(Role::Debtor).account = "NO9386011117948".into();
        }),
        ("actors", |p| p.entry(Role::Debtor).account = "".into()),
        ("countries", |p| {
            p.entry(Role::Creditor).country = CountryCode::new("IR");
        }),
        ("countries", |p| p.entry(Role::Creditor).country = None),
        ("reference", |p| p.license_reference = "REF-".into()),
        ("reference", |p| p.license_reference = "REF-1 REF-2".into()),
        ("reference", |p| p.license_reference = "REF 1".into()),
        ("reference", |p| p.license_reference = "".into()),
    ];
    let rules = rules(FULL);
    for (clause, flip) in flips {
        let mut flipped = payment();
        flip(&mut flipped);
        let decision = decide(&rules, &flipped, &bank());
        assert_eq!(decision.outcome, Outcome::Block, "{clause}");
        assert_eq!(failed_clauses(&decision), [*clause]);
        assert!(decision.license_ids.is_empty());
    }
    for (failing, value) in [
        (&["max_amount", "cap"][..], amount(10_001, "USD")),
        (&["currencies", "max_amount", "cap"], amount(100, "EUR")),
        (
            &["currencies", "max_amount", "cap"],
            Some(Amount {
                value: 1.into(),
                currency: None,
            }),
        ),
        (&["currencies", "max_amount", "cap"], None),
        (&["max_amount", "cap"], amount(-100, "USD")),
    ] {
        let mut flipped = payment();
        flipped.amount = value;
        let decision = decide(&rules, &flipped, &bank());
        assert_eq!(
            (decision.outcome, failed_clauses(&decision)),
            (Outcome::Block, failing.iter().map(ToString::to_string).collect())
        );
    }
    // Where the designated party stands, and an exclusion that fits.
    for (clauses, field) in [
        (&["designated_roles"][..], Field::DEBTOR_AGENT),
        (&["designated_roles", "exclude 1"], Field::CREDITOR),
    ] {
        let decision = decide(
            &rules,
            &payment(),
            &[(hit(field, true), designation("ofac-1", "US", &["SDGT"]))],
        );
        assert_eq!(
            (decision.outcome, failed_clauses(&decision)),
            (Outcome::Block, clauses.iter().map(ToString::to_string).collect())
        );
    }
}

/// The cap alone: `max_amount` and the currency are not in the way.
#[test]
fn a_cap_is_spent_in_order_and_only_by_released_payments() {
    let licenses = r#"
[[license]]
id = "capped"
authority = "US"
kind = "general"
programs = ["*"]
valid_from = 2023-01-01
purposes = ["food"]
cap = { value = "250.00", currency = "USD", per = "PERIOD" }
"#;
    let outcomes = |per: &str, days: &[&str]| {
        let rules = rules(&licenses.replace("PERIOD", per));
        let mut caps = CapLedger::new();
        days.iter()
            .map(|day| {
                let mut payment = payment();
                payment.value_date = Some(date(day));
                decide_with(&rules, &payment, &bank(), &mut caps).outcome == Outcome::Licensed
            })
            .collect::<Vec<bool>>()
    };
    let days = [
        "2024-05-06",
        "2024-05-06",
        "2024-05-06",
        "2024-05-07",
        "2024-06-01",
        "2025-01-01",
    ];
    assert_eq!(outcomes("day", &days), [true, true, false, true, true, true]);
    assert_eq!(outcomes("month", &days), [true, true, false, false, true, true]);
    assert_eq!(outcomes("year", &days), [true, true, false, false, false, true]);
    assert_eq!(
        outcomes("lifetime", &days),
        [true, true, false, false, false, false]
    );

    // A payment that another obligation stops spends nothing; one that the license covers twice spends once.
    let rules = rules(&licenses.replace("PERIOD", "month"));
    let mut caps = CapLedger::new();
    let un = (hit(Field::CREDITOR, false), designation("un-1", "UN", &["UN-X"]));
    let both: Vec<_> = bank().into_iter().chain([un]).collect();
    assert_eq!(
        decide_with(&rules, &payment(), &both, &mut caps).outcome,
        Outcome::Block
    );
    let twice: Vec<_> = bank()
        .into_iter()
        .chain([(
            hit(Field::CREDITOR, false),
            designation("ofac-2", "US", &["A", "B"]),
        )])
        .collect();
    let decision = decide_with(&rules, &payment(), &twice, &mut caps);
    assert_eq!(decision.outcome, Outcome::Licensed, "{}", decision.reason);
    let cap = &rules.licenses()[0].caps()[0];
    assert_eq!(caps.spent("capped", cap, date("2024-05-20")).to_string(), "100");
}

#[test]
fn a_license_without_a_cap_is_used_before_one_with_a_cap() {
    let license = |id: &str, cap: &str| {
        format!(
            "[[license]]\nid = \"{id}\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n{cap}\n"
        )
    };
    let capped = license(
        "a",
        "cap = { value = \"150\", currency = \"USD\", per = \"lifetime\" }",
    );
    let rules_both = rules(&format!("{capped}{}", license("b", "")));
    assert_eq!(decide(&rules_both, &payment(), &bank()).license_ids, ["b"]);
    // Of two caps the first with room is spent.
    let second = license(
        "c",
        "cap = { value = \"150\", currency = \"USD\", per = \"lifetime\" }",
    );
    let rules_caps = rules(&format!("{capped}{second}"));
    let mut caps = CapLedger::new();
    let mut used = || {
        decide_with(&rules_caps, &payment(), &bank(), &mut caps)
            .license_ids
            .join(";")
    };
    assert_eq!([used(), used(), used()], ["a", "c", ""]);
}

#[test]
fn every_obligation_must_be_covered_possibly_by_different_licenses() {
    let license = |id: &str, authority: &str, program: &str| {
        format!(
            "[[license]]\nid = \"{id}\"\nauthority = \"{authority}\"\nkind = \"general\"\nprograms = [\"{program}\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n"
        )
    };
    let hits = vec![
        (
            hit(Field::CREDITOR_AGENT, true),
            designation("ofac-1", "US", &["SDGT", "NPWMD"]),
        ),
        (hit(Field::CREDITOR, false), designation("un-1", "UN", &["UN-X"])),
    ];
    let all = [
        license("l1", "US", "SDGT"),
        license("l2", "US", "NPWMD"),
        license("l3", "UN", "*"),
    ];
    let decision = decide(&rules(&all.concat()), &payment(), &hits);
    assert_eq!(
        (decision.outcome, decision.license_ids.join(";")),
        (Outcome::Licensed, "l1;l2;l3".to_owned())
    );
    assert_eq!(decision.authorities, ["UN", "US"]);
    assert_eq!(decision.programs, ["NPWMD", "SDGT", "UN-X"]);
    for missing in 0..3 {
        let rest: String = all
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != missing)
            .map(|(_, l)| l.as_str())
            .collect();
        let decision = decide(&rules(&rest), &payment(), &hits);
        assert_eq!(
            (decision.outcome, decision.license_ids.len()),
            (Outcome::Block, 0)
        );
    }
}

/// The freeze is allowed, the trade is not: nothing is left to freeze, and the payment goes back.
#[test]
fn of_a_licensed_freeze_beside_a_trade_ban_the_ban_remains() {
    let rules = Snippets {
        programs: "[[program]]\nid = \"TRADE\"\nauthority = \"US\"\nmeasures = [\"trade-ban\"]\n",
        licenses: "[[license]]\nid = \"l1\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"SDGT\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n",
        ..Snippets::default()
    }
    .rules();
    let outcome = |certain: bool, purpose: Purpose| {
        let hits = [
            (
                hit(Field::CREDITOR_AGENT, true),
                designation("ofac-1", "US", &["SDGT"]),
            ),
            (
                hit(Field::CREDITOR, certain),
                designation("ofac-2", "US", &["TRADE"]),
            ),
        ];
        let mut payment = payment();
        payment.purpose = Some(purpose);
        decide(&rules, &payment, &hits).outcome
    };
    assert_eq!(outcome(true, Purpose::Food), Outcome::Reject);
    // Without the license the freeze remains, and so it does where only a resemblance stands beside it.
    assert_eq!(outcome(true, Purpose::Commercial), Outcome::Block);
    assert_eq!(outcome(false, Purpose::Food), Outcome::Block);
}

#[test]
fn a_license_never_reaches_a_program_measure_or_authority_it_does_not_name() {
    let license = |lines: &str| {
        format!(
            "[[license]]\nid = \"l\"\nkind = \"general\"\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n{lines}\n"
        )
    };
    for (lines, released) in [
        ("authority = \"US\"\nprograms = [\"SDGT\"]", true),
        ("authority = \"US\"\nprograms = [\"*\"]", true),
        ("authority = \"US\"\nprograms = [\"NPWMD\"]", false),
        ("authority = \"UN\"\nprograms = [\"*\"]", false),
        (
            "authority = \"US\"\nprograms = [\"SDGT\"]\nmeasures = [\"trade-ban\"]",
            false,
        ),
    ] {
        let decision = decide(&rules(&license(lines)), &payment(), &bank());
        assert_eq!(decision.outcome == Outcome::Licensed, released, "{lines}");
    }
}

#[test]
fn a_license_may_name_a_program_by_its_alias() {
    let programs = "[[program]]\nid = \"UN-1737\"\naliases = [\"UN-Iran\"]\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n";
    let licenses = "[[license]]\nid = \"l\"\nauthority = \"UN\"\nkind = \"exemption\"\nprograms = [\"UN-Iran\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n";
    let rules = Snippets {
        programs,
        licenses,
        ..Snippets::default()
    }
    .rules();
    // Named twice on the list, it is one obligation.
    let hits = vec![(
        hit(Field::CREDITOR, false),
        designation("un-IRe.1", "UN", &["UN-Iran", "UN-1737"]),
    )];
    let decision = decide(&rules, &payment(), &hits);
    assert_eq!(
        (decision.outcome, decision.obligations.len()),
        (Outcome::Licensed, 1)
    );
    assert_eq!(decision.programs, ["UN-1737"]);
}

#[test]
fn an_exclusion_fits_when_everything_it_gives_fits_and_in_doubt_it_fits() {
    let released = |exclude: &str, change: Flip, field: Field| {
        let licenses = format!(
            "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2023-01-01\nactors = [\"ngo\"]\n[[license.exclude]]\n{exclude}\n"
        );
        let mut payment = payment();
        change(&mut payment);
        let mut derived = designation("derived-9", "US", &["SDGT"]);
        derived.derived_from.push("ofac-9".to_owned());
        decide(&rules(&licenses), &payment, &[(hit(field, true), derived)]).outcome == Outcome::Licensed
    };
    let as_is: Flip = |_| {};
    let agent = Field::CREDITOR_AGENT;
    assert!(!released("countries = [\"AF\"]", as_is, agent));
    assert!(released("countries = [\"IR\"]", as_is, agent));
    assert!(!released(
        "countries = [\"IR\"]",
        |p| p.entry(Role::Creditor).country = None,
        agent
    ));
    assert!(!released("purposes = [\"food\"]", as_is, agent));
    assert!(released("purposes = [\"commercial\"]", as_is, agent));
    assert!(!released(
        "purposes = [\"commercial\"]",
        |p| p.purpose = None,
        agent
    ));
    assert!(!released("programs = [\"SDGT\"]", as_is, agent));
    assert!(released("programs = [\"NPWMD\"]", as_is, agent));
    assert!(released(
        "programs = [\"SDGT\"]\ncountries = [\"IR\"]",
        as_is,
        agent
    ));
    // An owner that is excluded takes those whom its ownership blocks along.
    assert!(!released("designations = [\"ofac-9\"]", as_is, agent));
    assert!(released("designations = [\"ofac-8\"]", as_is, agent));
    assert!(!released("unless_purposes = [\"tax\"]", as_is, agent));
    assert!(released("unless_purposes = [\"food\"]", as_is, agent));
    assert!(!released(
        "unless_purposes = [\"food\"]",
        |p| p.purpose = None,
        agent
    ));
    assert!(!released(
        "designated_roles = [\"creditor\"]\nunless_purposes = [\"tax\"]",
        as_is,
        Field::CREDITOR
    ));
    assert!(released(
        "designated_roles = [\"creditor\"]\nunless_purposes = [\"tax\"]",
        as_is,
        agent
    ));
}

#[test]
fn who_is_named_in_a_text_stands_in_no_role_and_every_exclusion_fits_them() {
    let outcome = |rest: &str, field: Field| {
        let licenses = format!(
            "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n{rest}\n"
        );
        let hits = [(hit(field, false), designation("ofac-9", "US", &["SDGT"]))];
        decide(&rules(&licenses), &payment(), &hits).outcome
    };
    let roles = "designated_roles = [\"creditor\"]";
    let exclusion = "[[license.exclude]]\ndesignated_roles = [\"debtor\"]";
    assert_eq!(outcome(roles, Field::CREDITOR), Outcome::Licensed);
    assert_eq!(outcome(exclusion, Field::CREDITOR), Outcome::Licensed);
    for text in [
        Field::Address(Role::Creditor, 1),
        Field::Remittance,
        Field::OtherText,
    ] {
        assert_eq!(outcome(roles, text), Outcome::Review, "{text}");
        assert_eq!(outcome(exclusion, text), Outcome::Review, "{text}");
    }
}

#[test]
fn an_exclusion_looks_at_every_listed_party_of_the_payment() {
    let licenses = "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n[[license.exclude]]\ndesignated_roles = [\"creditor\"]\n
[[license]]\nid = \"u\"\nauthority = \"UN\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\n";
    let rules = rules(licenses);
    assert_eq!(decide(&rules, &payment(), &bank()).outcome, Outcome::Licensed);
    let with_listed_creditor: Vec<_> = bank()
        .into_iter()
        .chain([(hit(Field::CREDITOR, false), designation("un-1", "UN", &["UN-X"]))])
        .collect();
    assert_eq!(
        decide(&rules, &payment(), &with_listed_creditor).outcome,
        Outcome::Block
    );
}

#[test]
fn a_party_is_an_actor_by_account_bic_or_lei_within_its_dates_and_never_by_name() {
    let licenses = "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2010-01-01\nactors = [\"NGO\"]\nactor_roles = [ROLES]\n";
    let released = |roles: &str, change: Flip| {
        let mut payment = payment();
        payment.entry(Role::Debtor).account = "".into();
        change(&mut payment);
        decide(&rules(&licenses.replace("ROLES", roles)), &payment, &bank()).outcome == Outcome::Licensed
    };
    let debtor = "\"debtor\"";
    assert!(!released(debtor, |p| p.entry(Role::Debtor).name = "Fjordhjelpen".into()));
    assert!(released(debtor, |p| p.entry(Role::Debtor).account =
        "no93 8601 1117 947".into()));
    assert!(released(debtor, |p| p.entry(Role::Debtor).ids =
        "iban:NO9386011117947".into()));
    assert!(!released(debtor, |p| p.entry(Role::Debtor).ids =
        "passport:NO9386011117947".into()));
    assert!(released(debtor, |p| p.entry(Role::Debtor).ids =
        "lei:529900t8bm49aurSDO55".into()));
    assert!(released(debtor, |p| p.entry(Role::Debtor).ids =
        "529900T8BM49AURSDO55".into()));
    assert!(!released(debtor, |p| p.entry(Role::Debtor).ids =
        "529900T8BM49AURSDO5".into()));
    assert!(!released(debtor, |p| p.entry(Role::Creditor).account =
        "NO9386011117947".into()));
    assert!(released("\"creditor\"", |p| p.entry(Role::Creditor).account =
        "NO9386011117947".into()));
    // A BIC of eight is the head office; a branch is not.
    assert!(released("\"debtor_agent\"", |p| p.entry(Role::DebtorAgent).bic =
        "RELFNOKKXXX".into()));
    assert!(released("\"debtor_agent\"", |p| p.entry(Role::DebtorAgent).bic =
        "relfnokk".into()));
    assert!(!released("\"debtor_agent\"", |p| p
        .entry(Role::DebtorAgent)
        .bic = "RELFNOKK123".into()));
    assert!(!released(debtor, |p| p.entry(Role::DebtorAgent).bic = "RELFNOKK".into()));
    // Registered from 2020-01-01 to 2024-12-31.
    for (day, valid) in [
        ("2019-12-31", false),
        ("2020-01-01", true),
        ("2024-12-31", true),
        ("2025-01-01", false),
    ] {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        let decision = decide(&rules(&licenses.replace("ROLES", debtor)), &payment, &bank());
        assert_eq!(decision.outcome == Outcome::Licensed, valid, "{day}");
    }
}

#[test]
fn a_listed_party_is_never_the_actor_that_releases_it() {
    let licenses = "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2010-01-01\nactors = [\"ngo\"]\n";
    let on = |field| {
        decide(
            &rules(licenses),
            &payment(),
            &[(hit(field, false), designation("ofac-1", "US", &["SDGT"]))],
        )
    };
    assert_eq!(on(Field::CREDITOR).outcome, Outcome::Licensed);
    let own = on(Field::DEBTOR);
    assert_eq!(own.outcome, Outcome::Review);
    assert!(own.reason.ends_with("; no license applies"), "{}", own.reason);
    let failed = &own.obligations[0].failed[0];
    let clause = failed.failed_clauses().next().unwrap();
    assert!(
        clause.evidence.contains("is itself a party that was hit"),
        "{clause:?}"
    );
    assert_eq!(failed.lacking(), None);
}

#[test]
fn a_reason_names_a_license_only_where_it_could_apply() {
    let licenses = "[[license]]\nid = \"food-to-syria\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2010-01-01\npurposes = [\"food\"]\ncountries = [\"SY\"]\n";
    let reason = |purpose, country: Option<&str>| {
        let mut payment = payment();
        payment.purpose = purpose;
        payment.entry(Role::Creditor).country = country.and_then(CountryCode::new);
        let hits = [(hit(Field::DEBTOR, false), designation("ofac-1", "US", &["SDGT"]))];
        let reason = decide(&rules(licenses), &payment, &hits).reason;
        reason.rsplit("; ").next().unwrap().to_owned()
    };
    assert_eq!(
        reason(None, None),
        "license food-to-syria possible: purpose and creditor country not stated"
    );
    assert_eq!(
        reason(None, Some("SY")),
        "license food-to-syria possible: purpose not stated"
    );
    // One thing that the payment says otherwise is enough.
    assert_eq!(reason(None, Some("DE")), "no license applies");
    assert_eq!(reason(Some(Purpose::Commercial), None), "no license applies");
}

#[test]
fn remittance_words_suggest_a_license_and_satisfy_none() {
    let mut payment = payment();
    payment.purpose = None;
    payment = payment.with_remittance("HUMANITARIAN AID, FOOD");
    let decision = decide(&rules(FULL), &payment, &bank());
    assert_eq!(decision.outcome, Outcome::Block);
    let suggestion = &decision.suggestions[0];
    assert_eq!(
        (
            suggestion.license_id.as_str(),
            suggestion.purpose,
            suggestion.word.as_str()
        ),
        ("full", Purpose::Food, "FOOD")
    );
}

#[test]
fn a_decision_serializes_with_its_evidence() {
    let decision = decide(&rules(FULL), &payment(), &bank());
    let json = serde_json::to_value(&decision).unwrap();
    assert_eq!(json["outcome"], "licensed");
    let obligation = &json["obligations"][0];
    assert_eq!(obligation["measure"], "asset-freeze");
    assert_eq!(obligation["field"], "creditor_agent");
    assert_eq!(obligation["covered_by"]["license_id"], "full");
    assert_eq!(obligation["covered_by"]["kind"], "specific");
    assert_eq!(obligation["covered_by"]["clauses"][2]["clause"], "purposes");
    assert_eq!(
        obligation["covered_by"]["clauses"][2]["evidence"],
        "purpose is food"
    );
}

#[test]
fn a_license_reads_back_in_words() {
    let rules = rules(FULL);
    let license = &rules.licenses()[0];
    let terms: Vec<String> = license.terms().iter().map(ToString::to_string).collect();
    assert_eq!(
        terms,
        [
            "measures: asset-freeze",
            "purposes: food, tax",
            "actors: ngo",
            "actor_roles: debtor",
            "designated_roles: creditor_agent",
            "countries: AF",
            "currencies: USD",
            "max_amount: 100.00 USD",
            "cap: 100.00 USD per day",
            "reference: REF-1",
            "exclude 1: designated_roles: creditor; unless_purposes: tax"
        ]
    );
    assert_eq!(license.programs(), &Programs::Named(vec!["SDGT".to_owned()]));
}

#[test]
fn a_cap_that_the_payment_uses_already_is_used_again_before_another() {
    let license = |id: &str, programs: &str| {
        format!(
            "[[license]]\nid = \"{id}\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [{programs}]\nvalid_from = 2023-01-01\npurposes = [\"food\"]\ncap = {{ value = \"1000\", currency = \"USD\", per = \"day\" }}\n"
        )
    };
    let licenses = format!(
        "{}{}",
        license("first", "\"B\""),
        license("second", "\"A\", \"B\"")
    );
    let hits = vec![(hit(Field::CREDITOR, false), designation("d", "US", &["A", "B"]))];
    assert_eq!(
        decide(&rules(&licenses), &payment(), &hits).license_ids,
        ["second"]
    );
}

#[test]
fn the_digest_is_of_the_bytes_of_the_rules() {
    let digest = |licenses: &str| rules(licenses).digest().to_owned();
    assert_eq!(digest(FULL), digest(FULL));
    assert_eq!(digest(FULL).len(), 64);
    assert_ne!(digest(FULL), digest(&FULL.replace("REF-1", "REF-2")));
    assert_ne!(digest(FULL), digest(""));
}

#[test]
fn a_license_for_some_designations_releases_these_alone() {
    let rules = Snippets {
        licenses: "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2020-01-01\ndesignations = [\"ofac-1\", \"ofac-2*\"]\n",
        ..Snippets::default()
    }
    .rules();
    let outcome = |id: &str, owners: &[&str]| {
        let mut listed = designation(id, "US", &["SDGT"]);
        listed.derived_from = owners.iter().map(ToString::to_string).collect();
        decide(&rules, &payment(), &[(hit(Field::CREDITOR, false), listed)]).outcome
    };
    assert_eq!(outcome("ofac-1", &[]), Outcome::Licensed);
    assert_eq!(outcome("ofac-27", &[]), Outcome::Licensed);
    assert_eq!(outcome("ofac-12", &[]), Outcome::Review);
    assert_eq!(outcome("owned-1", &["ofac-1", "ofac-2"]), Outcome::Licensed);
    assert_eq!(outcome("owned-1", &["ofac-1", "ofac-3"]), Outcome::Review);
}
