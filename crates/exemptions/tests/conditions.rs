//! The conditions of the second form of the license format, one by one: when each holds, and what each says.

mod support;

use portcullis_exemptions::{Decision, Rulebook};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Designation, Field, Hit, Interval, Outcome, Payment, Role, Schema,
};
use support::{REGISTRY, Snippets, date, decide, designation, hit, payment};

/// A license of the program P with these further lines.
fn license(lines: &str) -> String {
    format!(
        "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2020-01-01\n{lines}\n"
    )
}

fn rules(lines: &str) -> Rulebook {
    Snippets {
        licenses: &license(lines),
        registry: REGISTRY,
        ..Snippets::default()
    }
    .rules()
}

fn problems(lines: &str) -> String {
    let loaded = Snippets {
        licenses: &license(lines),
        ..Snippets::default()
    }
    .load();
    match loaded {
        Ok(_) => String::new(),
        Err(error) => {
            let told: Vec<String> = error
                .problems()
                .iter()
                .map(|p| {
                    format!(
                        "{} {}: {}",
                        p.line.unwrap_or(0),
                        p.field.as_deref().unwrap_or(""),
                        p.reason
                    )
                })
                .collect();
            told.join("\n")
        }
    }
}

fn listed() -> Designation {
    designation("d", "US", &["P"])
}

fn on(rules: &Rulebook, payment: &Payment<'_>, field: Field, designation: Designation) -> Decision {
    decide(rules, payment, &[(hit(field, true), designation)])
}

/// The evidence of a clause of the only license, whether it covers the only obligation or fails.
fn evidence(decision: &Decision, clause: &str) -> String {
    let obligation = &decision.obligations[0];
    let license = obligation
        .covered_by
        .as_ref()
        .or(obligation.failed.first())
        .expect("a license that reaches it");
    let clause = license
        .clauses
        .iter()
        .find(|c| c.clause == clause)
        .expect("such a clause");
    format!(
        "{}{}: {}",
        if clause.held { "held" } else { "failed" },
        if clause.missing { ", missing" } else { "" },
        clause.evidence
    )
}

#[test]
fn a_license_for_persons_reaches_no_company() {
    let rules = rules("schemas = [\"person\"]");
    let mut person = listed();
    person.schema = Schema::Person;
    let payment = payment();
    let yes = on(&rules, &payment, Field::CREDITOR, person);
    let no = on(&rules, &payment, Field::CREDITOR, listed());
    assert_eq!((yes.outcome, no.outcome), (Outcome::Licensed, Outcome::Block));
    assert_eq!(
        evidence(&no, "schemas"),
        "failed: d is listed as organization, not as person"
    );
    assert!(problems("schemas = [\"human\"]").starts_with("7 license l: schemas: "));
}

#[test]
fn a_wind_down_runs_from_the_listing_of_each_party_and_asks_a_person_where_no_day_is_known() {
    let rules = rules("days_from_listing = 30");
    let listed_on = |day: Option<&str>| {
        let mut listed = listed();
        listed.listed_on = day.map(date);
        on(&rules, &payment(), Field::CREDITOR, listed)
    };
    // The payment is of 2024-05-06.
    for (day, outcome) in [
        (Some("2024-05-06"), Outcome::Licensed),
        (Some("2024-04-06"), Outcome::Licensed),
        (Some("2024-04-05"), Outcome::Block),
        (Some("2001-09-11"), Outcome::Block),
        (None, Outcome::Block),
    ] {
        assert_eq!(listed_on(day).outcome, outcome, "{day:?}");
    }
    assert_eq!(
        evidence(&listed_on(None), "days_from_listing"),
        "failed, missing: the list does not say when d was listed; needed is the day, at most 30 days back"
    );
    assert_eq!(
        evidence(&listed_on(Some("2024-04-05")), "days_from_listing"),
        "failed: d was listed on 2024-04-05; 30 days from then end on 2024-05-05, and the payment counts as of 2024-05-06"
    );
    // Who left the list and came back is wound down with from the day of coming back.
    let mut back = listed();
    back.listed_on = Some(date("2010-01-01"));
    back.listed_during = vec![
        Interval {
            from: Some(date("2010-01-01")),
            until: Some(date("2015-01-01")),
        },
        Interval {
            from: Some(date("2024-05-01")),
            until: None,
        },
    ];
    assert_eq!(
        on(&rules, &payment(), Field::CREDITOR, back).outcome,
        Outcome::Licensed
    );
    assert!(problems("days_from_listing = 0").contains("days_from_listing: is 0; it must be from 1"));
}

#[test]
fn relief_may_belong_to_a_step_of_the_ladder() {
    let program = "[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"sectoral-debt\"]\nmonitors = [\"M\"]\n\
                   [[program.step]]\nid = \"bank\"\nmeasures = [\"correspondent-account\"]\nenter_when = \"breach\"\n\
                   [[program.step]]\nid = \"freeze\"\nmeasures = [\"asset-freeze\"]\nenter_when = \"worse\"\n";
    let rules_for = |steps: &str| {
        Snippets {
            programs: program,
            findings: "date,program,criterion,verdict,monitor,evidence\n2023-01-01,P,breach,met,M,report 1\n2023-02-01,P,worse,met,M,report 2\n",
            licenses: &license(&format!("purposes = [\"food\"]\nsteps = [{steps}]")),
            ..Snippets::default()
        }
        .rules()
    };
    let at = |rules: &Rulebook, day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        on(rules, &payment, Field::CREDITOR_AGENT, listed())
    };
    let freeze = rules_for("\"freeze\"");
    assert_eq!(at(&freeze, "2023-01-15").outcome, Outcome::Reject);
    assert_eq!(at(&freeze, "2023-02-15").outcome, Outcome::Licensed);
    assert_eq!(
        evidence(&at(&freeze, "2023-01-15"), "steps"),
        "failed: P stands on step bank, not on freeze"
    );
    assert_eq!(
        at(&rules_for("\"bank\", \"freeze\""), "2023-01-15").outcome,
        Outcome::Licensed
    );
    let lint = rules_for("\"seizure\"").lint(date("2024-01-01"));
    assert!(
        lint.iter()
            .any(|lint| lint.message == "names the step seizure, which none of its programs has")
    );
}

#[test]
fn amounts_may_be_limited_in_several_currencies() {
    let rules = rules(
        "max_amount = [{ value = \"100\", currency = \"USD\" }, { value = \"90\", currency = \"EUR\" }]",
    );
    let of = |value: i64, code: &str| {
        let mut payment = payment();
        payment.amount = Some(Amount {
            value: value.into(),
            currency: CurrencyCode::new(code),
        });
        on(&rules, &payment, Field::CREDITOR, listed())
    };
    assert_eq!(of(100, "USD").outcome, Outcome::Licensed);
    assert_eq!(of(90, "EUR").outcome, Outcome::Licensed);
    assert_eq!(of(91, "EUR").outcome, Outcome::Block);
    assert_eq!(
        evidence(&of(5, "CHF"), "max_amount"),
        "failed: 5 CHF is not comparable with 100 USD or 90 EUR"
    );
    assert_eq!(
        problems(
            "max_amount = [{ value = \"1\", currency = \"USD\" }, { value = \"2\", currency = \"USD\" }]"
        ),
        "7 license l: max_amount: has two amounts in USD; give one for each currency"
    );
    assert!(problems("max_amount = []").contains("max_amount: is an empty list"));
}

#[test]
fn what_is_spent_in_one_currency_counts_against_its_own_cap() {
    let rules = rules(
        "cap = [{ value = \"100\", currency = \"USD\", per = \"month\" }, { value = \"90\", currency = \"EUR\", per = \"day\" }]",
    );
    let mut caps = portcullis_exemptions::CapLedger::new();
    let mut of = |value: i64, code: &str| {
        let mut payment = payment();
        payment.amount = Some(Amount {
            value: value.into(),
            currency: CurrencyCode::new(code),
        });
        support::decide_with(
            &rules,
            &payment,
            &[(hit(Field::CREDITOR, true), listed())],
            &mut caps,
        )
        .outcome
    };
    assert_eq!(of(80, "USD"), Outcome::Licensed);
    assert_eq!(of(80, "EUR"), Outcome::Licensed);
    assert_eq!(of(21, "USD"), Outcome::Block);
    assert_eq!(of(20, "USD"), Outcome::Licensed);
    assert_eq!(of(11, "EUR"), Outcome::Block);
    assert_eq!(of(1, "CHF"), Outcome::Block);
}

#[test]
fn a_star_in_a_reference_stands_for_anything() {
    let rules = rules("reference = \"SY-2025-*\"");
    let quoting = |reference: &'static str| {
        let mut payment = payment();
        payment.license_reference = reference.into();
        on(&rules, &payment, Field::CREDITOR, listed()).outcome
    };
    assert_eq!(quoting("SY-2025-1177"), Outcome::Licensed);
    assert_eq!(quoting(" SY-2025-1177 "), Outcome::Licensed);
    assert_eq!(quoting("SY-2024-1177"), Outcome::Block);
    assert_eq!(quoting("sy-2025-1177"), Outcome::Licensed);
    assert_eq!(quoting(""), Outcome::Block);
    assert!(problems("reference = \"*\"").contains("fits any reference and shows nothing"));
}

#[test]
fn a_license_may_be_quoted_by_the_name_of_any_of_its_versions() {
    let rules = rules("reference = [\"*GL 8\", \"*GL 8A\"]");
    let quoting = |reference: &'static str| {
        let mut payment = payment();
        payment.license_reference = reference.into();
        on(&rules, &payment, Field::CREDITOR, listed()).outcome
    };
    assert_eq!(quoting("GL 8"), Outcome::Licensed);
    assert_eq!(quoting("OFAC GL 8A"), Outcome::Licensed);
    assert_eq!(quoting("GL 83"), Outcome::Block);
    assert_eq!(quoting("GL 8B"), Outcome::Block);
    assert!(problems("reference = []").contains("is an empty list, which no payment can quote"));
    assert!(problems("reference = [\"GL 8\", \"GL 8\"]").contains("`GL 8` is there twice"));
    assert!(problems("reference = [\"GL 8\", \"*\"]").contains("fits any reference and shows nothing"));
}

#[test]
fn a_version_of_a_license_may_be_quoted_on_the_days_on_which_it_is_in_force() {
    let terms = "reference = \"GL 8\"
[[license.version]]
reference = [\"GL 8A\", \"License 8A\"]
from = 2024-05-01
until = 2024-05-05
[[license.version]]
reference = [\"GL 8B\"]
from = 2024-05-06";
    let rules = rules(terms);
    let quoting = |reference: &'static str, day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.license_reference = reference.into();
        on(&rules, &payment, Field::CREDITOR, listed())
    };
    let of = |reference, day| quoting(reference, day).outcome;
    assert_eq!(of("GL 8A", "2024-04-30"), Outcome::Block);
    assert_eq!(of("license 8A", "2024-05-01"), Outcome::Licensed);
    assert_eq!(of("GL 8A", "2024-05-05"), Outcome::Licensed);
    assert_eq!(of("GL 8A", "2024-05-06"), Outcome::Block);
    assert_eq!(of("GL 8B", "2024-05-05"), Outcome::Block);
    assert_eq!(of("GL 8B", "2024-05-06"), Outcome::Licensed);
    assert_eq!(of("GL 8", "2024-05-06"), Outcome::Licensed);
    let old = quoting("GL 8A", "2024-05-06");
    let clauses = &old.obligations[0].failed[0].clauses;
    let told = clauses
        .iter()
        .find(|clause| clause.clause == "reference")
        .unwrap();
    assert_eq!(
        told.evidence,
        "the payment quotes GL 8A, which is in force from 2024-05-01 to 2024-05-05, and counts as of 2024-05-06"
    );
    assert!(!told.missing);
}

#[test]
fn a_version_that_is_in_force_on_no_day_of_its_license_is_told() {
    let version = |days: &str| {
        let rules = rules(&format!(
            "valid_until = 2024-12-31\n[[license.version]]\nreference = [\"GL 8A\"]\n{days}"
        ));
        let lints = rules.lint(date("2024-05-06")).into_iter();
        lints
            .map(|lint| lint.message)
            .filter(|said| said.contains("version"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        version("from = 2025-01-01"),
        ["version GL 8A is in force on no day of the license"]
    );
    assert_eq!(version("from = 2024-12-31"), [""; 0]);
}

#[test]
fn an_actor_that_is_hit_itself_releases_nobody_unless_the_license_says_so() {
    // The NGO (debtor) is hit under UN law that does not bind here by a license, and its bank under US law.
    let both = |lines: &str| {
        let rules = rules(lines);
        let hits: Vec<(Hit, Designation)> = vec![
            (hit(Field::CREDITOR_AGENT, true), listed()),
            (hit(Field::DEBTOR, false), designation("e", "US", &["Q"])),
        ];
        decide(&rules, &payment(), &hits)
    };
    let by_default = both("actors = [\"ngo\"]");
    assert!(by_default.obligations.iter().all(|o| o.covered_by.is_none()));
    let told = by_default.obligations[0].failed[0]
        .failed_clauses()
        .next()
        .unwrap();
    assert!(
        told.evidence.contains("but is itself a party that was hit"),
        "{}",
        told.evidence
    );
    let first_form = both("actors = [\"ngo\"]\nactor_not_designated = false");
    assert!(first_form.obligations[0].covered_by.is_some());
    assert!(first_form.obligations[1].covered_by.is_none());
    assert!(
        problems("purposes = [\"food\"]\nactor_not_designated = true").contains("is given without `actors`")
    );
}

#[test]
fn an_actor_may_be_of_several_classes_and_tells_the_scope_of_the_one_it_relies_on() {
    let rules = |classes: &str| {
        Snippets {
            licenses: &license(&format!("actors = [{classes}]")),
            registry: "actor_id,name,class,account,valid_until,scope\nn1,Fjordhjelpen,ngo; NGO-HRP,NO9386011117947,2029-12-31,Yemen HRP 2024\n",
            ..Snippets::default()
        }
        .rules()
    };
    for classes in ["\"ngo\"", "\"ngo-hrp\"", "\"un-system\", \"ngo-hrp\""] {
        let decision = on(&rules(classes), &payment(), Field::CREDITOR, listed());
        assert_eq!(decision.outcome, Outcome::Licensed, "{classes}");
    }
    let decision = on(&rules("\"ngo-hrp\""), &payment(), Field::CREDITOR, listed());
    assert_eq!(
        evidence(&decision, "actors"),
        "held: debtor is n1 Fjordhjelpen (ngo-hrp, Yemen HRP 2024) by account"
    );
    let decision = on(&rules("\"un-system\""), &payment(), Field::CREDITOR, listed());
    assert_eq!(decision.outcome, Outcome::Block);
}

#[test]
fn a_name_in_a_text_stands_nowhere_and_fits_every_exclusion() {
    let texts = [
        Field::Remittance,
        Field::OtherText,
        Field::Address(Role::Creditor, 1),
    ];
    let by_role = rules("designated_roles = [\"creditor\", \"remittance_information\"]");
    let excluded = rules("purposes = [\"food\"]\n[[license.exclude]]\ndesignated_roles = [\"debtor_agent\"]");
    for field in texts {
        assert_eq!(
            on(&by_role, &payment(), field, listed()).outcome,
            Outcome::Block,
            "{field}"
        );
        assert_eq!(
            on(&excluded, &payment(), field, listed()).outcome,
            Outcome::Block,
            "{field}"
        );
    }
    assert_eq!(
        on(&by_role, &payment(), Field::CREDITOR, listed()).outcome,
        Outcome::Licensed
    );
    assert_eq!(
        on(&excluded, &payment(), Field::CREDITOR, listed()).outcome,
        Outcome::Licensed
    );
    assert_eq!(
        on(&excluded, &payment(), Field::DEBTOR_AGENT, listed()).outcome,
        Outcome::Block
    );
}

#[test]
fn a_license_says_how_sure_it_is_and_who_issued_it_in_the_release() {
    let rules = rules("purposes = [\"food\"]\nconfidence = \"secondary\"\nissued_by = \"OFAC\"");
    let decision = on(&rules, &payment(), Field::CREDITOR, listed());
    let license = decision.obligations[0].covered_by.as_ref().unwrap();
    assert_eq!(license.confidence.unwrap().as_str(), "secondary");
    assert_eq!(license.issued_by.as_deref(), Some("OFAC"));
    assert!(problems("purposes = [\"food\"]\nconfidence = \"sure\"").contains("confidence"));
}

// ---- nexus

fn nexus(keys: &str) -> Rulebook {
    Snippets {
        institution: &format!("authorities = [\"UN\"]\n[[nexus]]\nauthority = \"US\"\n{keys}\n"),
        ..Snippets::default()
    }
    .rules()
}

/// A payment in euros from a bank in Switzerland to one in Russia, between parties there.
fn abroad(change: impl Fn(&mut Payment<'static>)) -> Payment<'static> {
    let mut payment = payment();
    payment.amount = Some(Amount {
        value: 5.into(),
        currency: CurrencyCode::new("EUR"),
    });
    payment.entry(Role::Debtor).country = CountryCode::new("CH");
    payment.entry(Role::Debtor).account = "1234".into();
    payment.entry(Role::Creditor).country = CountryCode::new("RU");
    payment.entry(Role::DebtorAgent).bic = "UBSWCHZH80A".into();
    payment.entry(Role::CreditorAgent).bic = "ALFARUMMXXX".into();
    change(&mut payment);
    payment
}

#[test]
fn an_authority_binds_through_a_bank_or_a_party_in_a_country() {
    let binds =
        |rules: &Rulebook, payment: &Payment<'_>| on(rules, payment, Field::CREDITOR, listed()).outcome;
    let agent = nexus("agent_country = \"US\"");
    let party = nexus("party_country = \"US\"");
    let none = abroad(|_| {});
    assert_eq!(
        (binds(&agent, &none), binds(&party, &none)),
        (Outcome::Clear, Outcome::Clear)
    );
    let by_bank = abroad(|p| p.entry(Role::IntermediaryAgent).bic = "CITIUS33".into());
    assert_eq!(
        (binds(&agent, &by_bank), binds(&party, &by_bank)),
        (Outcome::Block, Outcome::Clear)
    );
    let by_party = abroad(|p| p.entry(Role::UltimateDebtor).country = CountryCode::new("US"));
    assert_eq!(
        (binds(&agent, &by_party), binds(&party, &by_party)),
        (Outcome::Clear, Outcome::Block)
    );
    // The IBAN of an account says where the bank is that keeps it.
    let london = nexus("agent_country = \"GB\"");
    let by_iban = abroad(|p| p.entry(Role::Debtor).account = "GB07BUKB89572937662826".into());
    assert_eq!(
        (binds(&london, &none), binds(&london, &by_iban)),
        (Outcome::Clear, Outcome::Block)
    );
}

#[test]
fn all_keys_of_a_nexus_must_fit_and_what_is_missing_fits() {
    let binds =
        |rules: &Rulebook, payment: &Payment<'_>| on(rules, payment, Field::CREDITOR, listed()).outcome;
    let both = nexus("agent_country = \"RU\"\ncurrency = \"USD\"");
    assert_eq!(binds(&both, &abroad(|_| {})), Outcome::Clear);
    let dollars = |p: &mut Payment<'static>| {
        p.amount = Some(Amount {
            value: 5.into(),
            currency: CurrencyCode::new("USD"),
        });
    };
    assert_eq!(binds(&both, &abroad(dollars)), Outcome::Block);
    let nothing_known = abroad(|p| {
        p.amount = None;
        p.agents.clear();
    });
    let decision = on(&both, &nothing_known, Field::CREDITOR, listed());
    assert_eq!(decision.outcome, Outcome::Block);
    assert_eq!(
        decision.obligations[0].because.as_deref(),
        Some(
            "US would bind through USD and a bank in RU, and the payment states no currency and country of a bank"
        )
    );
    // A bank of which only the name is known may be in any country; so may a party.
    let named = abroad(|p| p.entry(Role::IntermediaryAgent).name = "Bank of Somewhere".into());
    assert_eq!(binds(&nexus("agent_country = \"US\""), &named), Outcome::Block);
    let stranger = abroad(|p| p.entry(Role::UltimateCreditor).name = "Somebody".into());
    assert_eq!(binds(&nexus("party_country = \"US\""), &stranger), Outcome::Block);
}

#[test]
fn a_payment_that_no_nexus_binds_says_what_would() {
    let told = |rules: &Rulebook| {
        on(rules, &abroad(|_| {}), Field::CREDITOR, listed())
            .reason
            .into_owned()
    };
    assert!(
        told(&nexus("currency = \"USD\""))
            .ends_with("P US binds the institution only in USD, and this payment is in EUR")
    );
    assert!(
        told(&nexus("agent_country = \"US\"\n[[nexus]]\nauthority = \"US\"\ncurrency = \"USD\"")).ends_with(
            "P US binds the institution only through a bank in US, or through USD, and this payment has none of that"
        )
    );
}

#[test]
fn a_nexus_without_a_key_would_bind_everything_and_is_refused() {
    let loaded = Snippets {
        institution: "authorities = [\"UN\"]\n[[nexus]]\nauthority = \"US\"\n",
        ..Snippets::default()
    }
    .load();
    let problems = loaded.unwrap_err();
    let problem = &problems.problems()[0];
    assert_eq!(
        (problem.line, problem.field.as_deref()),
        (Some(2), Some("institution: nexus"))
    );
    let wrong = Snippets {
        institution: "authorities = [\"UN\"]\n[[nexus]]\nauthority = \"US\"\nagent_country = \"USA\"\n",
        ..Snippets::default()
    }
    .load();
    assert!(
        wrong
            .unwrap_err()
            .to_string()
            .contains("nexus.agent_country: `USA` is no country")
    );
}

/// What is said of the license of some terms, beside its programs `P` with the step `freeze` and `Q` without steps.
fn weak(terms: &str) -> Vec<String> {
    let program =
        |id: &str| format!("[[program]]\nid = \"{id}\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n");
    let step = "[[program.step]]\nid = \"freeze\"\nmeasures = [\"asset-freeze\"]\nenter_when = \"bad\"\nease_when = \"good\"\n";
    let rules = Snippets {
        programs: &format!("{}monitors = [\"M\"]\n{step}{}", program("P"), program("Q")),
        licenses: &format!(
            "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\ncitation = \"c\"\nvalid_from = 2020-01-01\n{terms}"
        ),
        ..Snippets::default()
    }
    .rules();
    rules
        .lint(date("2024-05-06"))
        .into_iter()
        .map(|lint| lint.message)
        .collect()
}

#[test]
fn a_step_that_one_of_the_programs_of_a_license_lacks_is_told() {
    let of = |programs: &str| {
        weak(&format!(
            "programs = [{programs}]\npurposes = [\"food\"]\nsteps = [\"freeze\"]\n"
        ))
    };
    assert_eq!(of("\"P\""), [""; 0]);
    assert_eq!(
        of("\"P\", \"Q\""),
        ["names the program Q, which has no step of freeze: nothing is released under it"]
    );
    assert_eq!(
        of("\"Q\""),
        ["names the step freeze, which none of its programs has"]
    );
}

#[test]
fn a_reference_with_signs_of_a_regular_expression_is_told() {
    let of = |reference: &str| weak(&format!("programs = [\"P\"]\nreference = \"{reference}\"\n"));
    assert_eq!(of("E.O. 14032* (CMIC)"), [""; 0]);
    assert_eq!(
        of("GL 8[A-L]"),
        ["asks for `GL 8[A-L]`, in which `[` stands for itself: only `*` stands for others; list the names"]
    );
}

#[test]
fn a_release_tells_that_a_number_alone_is_stated_under_another_name() {
    let registry = "actor_id,name,class,account\nschool,Example School Fund,ngo,77-SCHOOL\n";
    let rules = Snippets {
        licenses: &license("actors = [\"ngo\"]"),
        registry,
        ..Snippets::default()
    }
    .rules();
    assert_eq!(
        rules
            .actors_with_bare_account()
            .map(|actor| &*actor.actor_id)
            .collect::<Vec<_>>(),
        ["school"]
    );
    let by = |name: &'static str| {
        let mut payment = payment();
        payment.entry(Role::Debtor).account = "77-SCHOOL".into();
        payment.entry(Role::Debtor).name = name.into();
        let decision = on(&rules, &payment, Field::CREDITOR, listed());
        assert_eq!(decision.outcome, Outcome::Licensed);
        decision.reason.into_owned()
    };
    assert!(by("Nova General Trading").ends_with("by account alone, under the name Nova General Trading"));
    assert!(by("EXAMPLE SCHOOL FUND NORWAY").ends_with("by account"));
    assert!(by("ESF").ends_with("by account"));
}
