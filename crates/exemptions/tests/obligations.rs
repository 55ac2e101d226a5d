//! Which obligations a hit triggers: authority, nexus, phase, listing dates, and what each measure reaches.

mod support;

use portcullis_exemptions::Rulebook;
use portcullis_model::{Amount, CurrencyCode, Designation, Field, Measure, Outcome, Payment};
use support::{Snippets, date, decide, designation, hit, payment};

fn certain(rules: &Rulebook, payment: &Payment<'_>, field: Field, designation: &Designation) -> Outcome {
    decide(rules, payment, &[(hit(field, true), designation.clone())]).outcome
}

fn measures(words: &str, more: &str) -> Rulebook {
    let programs = format!("[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [{words}]\n{more}");
    Snippets {
        programs: &programs,
        ..Snippets::default()
    }
    .rules()
}

#[test]
fn without_files_every_program_binds_with_an_asset_freeze() {
    let rules = Rulebook::empty();
    let listed = designation("x-1", "XX", &["ANY", "OTHER"]);
    let decision = decide(
        &rules,
        &payment(),
        &[(hit(Field::CREDITOR, true), listed.clone())],
    );
    assert_eq!(decision.outcome, Outcome::Block);
    assert_eq!(decision.programs, ["ANY", "OTHER"]);
    assert_eq!(decision.authorities, ["XX"]);
    assert_eq!(
        decide(&rules, &payment(), &[(hit(Field::CREDITOR, false), listed)]).outcome,
        Outcome::Review
    );
    assert_eq!(decide(&rules, &payment(), &[]).outcome, Outcome::Clear);
    // A list that names no program is no gap either.
    let decision = decide(
        &rules,
        &payment(),
        &[(hit(Field::CREDITOR, true), designation("x-2", "XX", &[]))],
    );
    assert_eq!(
        (decision.outcome, decision.programs.join(";")),
        (Outcome::Block, "unspecified".to_owned())
    );
}

#[test]
fn what_a_list_states_of_an_entry_binds_where_no_program_imposes_it() {
    let mut listed = designation("ofac-1", "US", &["P"]);
    listed.measures = vec![Measure::AssetFreeze];
    let rules = measures("\"sectoral-debt\"", "");
    assert_eq!(
        certain(&rules, &payment(), Field::CREDITOR, &listed),
        Outcome::Block
    );
    // But not when a program in force imposes it anyway: then each program keeps to its own measures.
    listed.programs.push("Q".to_owned());
    let decision = decide(&rules, &payment(), &[(hit(Field::CREDITOR, true), listed)]);
    let obligations: Vec<_> = decision
        .obligations
        .iter()
        .map(|o| (o.program.as_str(), o.measure))
        .collect();
    assert_eq!(obligations, [("Q", Measure::AssetFreeze)]);
    // And never once the program is over.
    let over = measures(
        "\"sectoral-debt\"",
        "[[program.phase]]\nfrom = 2010-01-01\nstate = \"terminated\"\n",
    );
    let mut listed = designation("ofac-1", "US", &["P"]);
    listed.measures = vec![Measure::AssetFreeze];
    assert_eq!(
        certain(&over, &payment(), Field::CREDITOR, &listed),
        Outcome::Clear
    );
    // Of a program that no file describes it is all there is.
    let mut travel = designation("uk-1", "UK", &["UK-X"]);
    travel.measures = vec![Measure::TravelBan];
    assert_eq!(
        certain(&Rulebook::empty(), &payment(), Field::CREDITOR, &travel),
        Outcome::Clear
    );
}

#[test]
fn what_triggers_nothing_says_whose_it_is_and_what_kind_of_reason_that_is() {
    let rules = Snippets {
        programs: "[[program]]\nid = \"OVER\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n[[program.phase]]\n\
                   from = 2001-01-01\nstate = \"terminated\"\n\
                   [[program]]\nid = \"TRAVEL\"\nauthority = \"UN\"\nmeasures = [\"travel-ban\"]\n",
        institution: "authorities = [\"UN\"]\n",
        ..Snippets::default()
    }
    .rules();
    let mut gone = designation("un-9", "UN", &["OVER"]);
    gone.delisted_on = Some(date("2020-01-01"));
    for (listed, expected) in [
        (designation("us-1", "US", &["SDGT"]), "US no-jurisdiction SDGT"),
        (designation("un-1", "UN", &["OVER"]), "UN not-in-force OVER"),
        (designation("un-2", "UN", &["TRAVEL"]), "UN not-reached TRAVEL"),
        (gone, "UN not-listed "),
    ] {
        let decision = decide(&rules, &payment(), &[(hit(Field::CREDITOR, true), listed)]);
        assert_eq!(decision.outcome, Outcome::Clear);
        let told: Vec<String> = decision
            .dormant
            .iter()
            .map(|d| format!("{} {} {}", d.authority, d.reason, d.program))
            .collect();
        assert_eq!(told, [expected]);
    }
}

#[test]
fn an_authority_binds_however_its_letters_are_written() {
    for institution in [
        "authorities = [\"us\"]\n",
        "authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"USD\"\nauthority = \"Us\"\n",
    ] {
        let rules = Snippets {
            institution,
            ..Snippets::default()
        }
        .rules();
        let hits = [(hit(Field::CREDITOR, false), designation("d", "US", &["SDGT"]))];
        let decision = decide(&rules, &payment(), &hits);
        assert_eq!(decision.outcome, Outcome::Review, "{institution}");
    }
}

#[test]
fn only_authorities_of_the_institution_bind_and_a_nexus_brings_others() {
    let institution = "authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"USD\"\nauthority = \"US\"\n";
    let rules = Snippets {
        institution,
        ..Snippets::default()
    }
    .rules();
    let on = |authority: &str, currency: Option<&str>| {
        let mut payment = payment();
        payment.amount = currency.map(|code| Amount {
            value: 5.into(),
            currency: CurrencyCode::new(code),
        });
        certain(
            &rules,
            &payment,
            Field::CREDITOR,
            &designation("d", authority, &["P"]),
        )
    };
    assert_eq!(on("UN", Some("EUR")), Outcome::Block);
    assert_eq!(on("US", Some("USD")), Outcome::Block);
    assert_eq!(on("US", Some("EUR")), Outcome::Clear);
    assert_eq!(on("EU", Some("USD")), Outcome::Clear);
    // A payment that does not say its currency may be in any.
    assert_eq!(on("US", None), Outcome::Block);
    assert_eq!(on("", Some("EUR")), Outcome::Block);
}

#[test]
fn a_program_binds_from_its_first_phase_while_it_is_in_force() {
    let phases = "[[program.phase]]\nfrom = 2010-01-01\nstate = \"in-force\"\n[[program.phase]]\nfrom = 2012-01-01\nstate = \"suspended\"\n[[program.phase]]\nfrom = 2014-01-01\nstate = \"in-force\"\n[[program.phase]]\nfrom = 2016-01-01\nstate = \"terminated\"\n";
    let rules = measures("\"asset-freeze\"", phases);
    for (day, outcome) in [
        ("2009-12-31", Outcome::Clear),
        ("2010-01-01", Outcome::Block),
        ("2011-12-31", Outcome::Block),
        ("2012-01-01", Outcome::Clear),
        ("2014-01-01", Outcome::Block),
        ("2016-01-01", Outcome::Clear),
    ] {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        assert_eq!(
            certain(&rules, &payment, Field::CREDITOR, &designation("d", "US", &["P"])),
            outcome,
            "{day}"
        );
    }
    // A second program of the same designation is another matter.
    let mut payment = payment();
    payment.value_date = Some(date("2020-01-01"));
    assert_eq!(
        certain(
            &rules,
            &payment,
            Field::CREDITOR,
            &designation("d", "US", &["P", "Q"])
        ),
        Outcome::Block
    );
}

#[test]
fn a_designation_binds_from_its_listing_until_its_delisting() {
    let mut listed = designation("d", "US", &["P"]);
    listed.listed_on = Some(date("2024-05-06"));
    listed.delisted_on = Some(date("2024-05-08"));
    for (day, outcome, why) in [
        ("2024-05-05", Outcome::Clear, "listed only on 2024-05-06"),
        ("2024-05-06", Outcome::Block, "d NAME OF d"),
        ("2024-05-07", Outcome::Block, "d NAME OF d"),
        ("2024-05-08", Outcome::Clear, "delisted on 2024-05-08"),
    ] {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        let decision = decide(
            &Rulebook::empty(),
            &payment,
            &[(hit(Field::CREDITOR, true), listed.clone())],
        );
        assert_eq!(decision.outcome, outcome, "{day}");
        assert!(decision.reason.contains(why), "{}", decision.reason);
        assert_eq!(decision.dormant.len(), usize::from(outcome == Outcome::Clear));
    }
}

#[test]
fn each_measure_binds_what_it_reaches() {
    let cases = [
        ("asset-freeze", Field::CREDITOR, "", None, Outcome::Block),
        ("trade-ban", Field::CREDITOR, "", None, Outcome::Reject),
        ("arms-embargo", Field::CREDITOR, "", None, Outcome::Clear),
        ("arms-embargo", Field::CREDITOR, "weapons", None, Outcome::Reject),
        ("export-control", Field::CREDITOR, "", None, Outcome::Clear),
        (
            "export-control",
            Field::DEBTOR,
            "documentary-credit",
            None,
            Outcome::Reject,
        ),
        ("foreign-exchange", Field::CREDITOR, "", None, Outcome::Clear),
        ("foreign-exchange", Field::CREDITOR, "fx", None, Outcome::Reject),
        ("travel-ban", Field::CREDITOR, "", None, Outcome::Clear),
        (
            "correspondent-account",
            Field::CREDITOR_AGENT,
            "",
            None,
            Outcome::Reject,
        ),
        (
            "correspondent-account",
            Field::INTERMEDIARY_AGENT,
            "",
            None,
            Outcome::Reject,
        ),
        ("correspondent-account", Field::CREDITOR, "", None, Outcome::Clear),
        (
            "correspondent-account",
            Field::Remittance,
            "",
            None,
            Outcome::Clear,
        ),
        ("sectoral-debt", Field::CREDITOR, "", None, Outcome::Clear),
        (
            "sectoral-debt",
            Field::CREDITOR,
            "loan",
            Some(15),
            Outcome::Reject,
        ),
        ("sectoral-debt", Field::CREDITOR, "loan", Some(14), Outcome::Clear),
        ("sectoral-debt", Field::CREDITOR, "loan", None, Outcome::Reject),
        ("sectoral-debt", Field::CREDITOR, "share", None, Outcome::Clear),
        ("sectoral-debt", Field::CREDITOR, "zork", None, Outcome::Review),
        ("sectoral-equity", Field::CREDITOR, "share", None, Outcome::Reject),
        (
            "sectoral-equity",
            Field::CREDITOR,
            "loan",
            Some(90),
            Outcome::Clear,
        ),
        ("sectoral-equity", Field::CREDITOR, "", None, Outcome::Clear),
        ("investment-ban", Field::CREDITOR, "bond", None, Outcome::Reject),
        ("investment-ban", Field::CREDITOR, "", None, Outcome::Clear),
    ];
    for (measure, field, instrument, tenor, outcome) in cases {
        let tenor_of_debt = if measure == "sectoral-debt" {
            "debt_tenor_days = 14\n"
        } else {
            ""
        };
        let rules = measures(&format!("\"{measure}\""), tenor_of_debt);
        let mut payment = payment();
        payment.instrument = instrument.into();
        payment.debt_tenor_days = tenor;
        let decided = certain(&rules, &payment, field, &designation("d", "US", &["P"]));
        assert_eq!(decided, outcome, "{measure} {field} `{instrument}` {tenor:?}");
    }
}

#[test]
fn the_gravest_certain_hit_decides_and_a_fuzzy_one_never_blocks() {
    let rules = measures("\"trade-ban\"", "");
    let trade = designation("t", "US", &["P"]);
    let freeze = designation("f", "US", &["Q"]);
    let both = |a: bool, b: bool| {
        let hits = [
            (hit(Field::DEBTOR, a), trade.clone()),
            (hit(Field::CREDITOR, b), freeze.clone()),
        ];
        decide(&rules, &payment(), &hits).outcome
    };
    assert_eq!(both(true, true), Outcome::Block);
    assert_eq!(both(false, true), Outcome::Block);
    assert_eq!(both(true, false), Outcome::Reject);
    assert_eq!(both(false, false), Outcome::Review);
}

#[test]
fn a_certain_hit_on_something_no_longer_in_force_does_not_block() {
    let rules = measures(
        "\"asset-freeze\"",
        "[[program.phase]]\nfrom = 2010-01-01\nstate = \"terminated\"\n",
    );
    let hits = [
        (hit(Field::DEBTOR, true), designation("old", "US", &["P"])),
        (hit(Field::CREDITOR, false), designation("new", "US", &["Q"])),
    ];
    let decision = decide(&rules, &payment(), &hits);
    assert_eq!(decision.outcome, Outcome::Review);
    assert_eq!(decision.dormant.len(), 1);
    assert!(
        decision.reason.contains("new") && !decision.reason.contains("old"),
        "{}",
        decision.reason
    );
}

#[test]
fn a_derived_designation_tells_whose_ownership_blocks_it() {
    let mut owned = designation("derived-1", "US", &["SDGT"]);
    owned.derived_from = vec!["ofac-7".to_owned(), "ofac-8".to_owned()];
    let decision = decide(
        &Rulebook::empty(),
        &payment(),
        &[(hit(Field::CREDITOR, false), owned)],
    );
    assert_eq!(decision.outcome, Outcome::Review);
    assert!(
        decision.reason.contains("owned by ofac-7, ofac-8"),
        "{}",
        decision.reason
    );
    assert_eq!(decision.obligations[0].derived_from, ["ofac-7", "ofac-8"]);
}

#[test]
fn a_reason_is_one_line_whatever_the_list_holds() {
    let mut odd = designation("d", "US", &["P"]);
    odd.names[0].text = "EVIL\r\nCO.\t \u{7}LTD".to_owned();
    let decision = decide(
        &Rulebook::empty(),
        &payment(),
        &[(hit(Field::CREDITOR, false), odd)],
    );
    assert!(decision.reason.contains("EVIL CO. LTD:"), "{:?}", decision.reason);
}

#[test]
fn a_program_that_looks_at_no_ownership_reaches_listed_parties_alone() {
    let rules = |ownership: &str| {
        let programs = format!(
            "[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n{ownership}\n"
        );
        Snippets {
            programs: &programs,
            ..Snippets::default()
        }
        .rules()
    };
    let outcome = |rules: &Rulebook, owners: &[&str]| {
        let mut owned = designation("owned-1", "US", &["P"]);
        owned.derived_from = owners.iter().map(ToString::to_string).collect();
        decide(rules, &payment(), &[(hit(Field::CREDITOR, true), owned)]).outcome
    };
    let none = rules("ownership = \"none\"");
    assert_eq!(outcome(&none, &["ofac-1"]), Outcome::Clear);
    assert_eq!(outcome(&none, &[]), Outcome::Block);
    for others in ["", "ownership = \"over-50\"", "aggregate_with = []"] {
        assert_eq!(outcome(&rules(others), &["ofac-1"]), Outcome::Block, "{others}");
    }
    let phase = "[[program.phase]]\nfrom = 2024-01-01\nstate = \"in-force\"\nownership = \"none\"\n\
                 [[program.phase]]\nfrom = 2024-06-01\nstate = \"in-force\"";
    let by_phase = rules(phase);
    assert_eq!(outcome(&by_phase, &["ofac-1"]), Outcome::Clear);
    let status = by_phase.program_status("P", date("2024-07-01")).unwrap();
    assert_eq!(status.ownership, None);
}
