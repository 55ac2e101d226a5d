//! What changes with the phase of a program, whom a program reaches, and since when it binds an entry.

mod support;

use portcullis_exemptions::{Decision, Rulebook};
use portcullis_model::{Designation, EffectiveDate, Field, Measure, Outcome, Payment};
use support::{Snippets, date, decide, designation, hit, payment};

fn programs(programs: &str) -> Rulebook {
    Snippets {
        programs,
        ..Snippets::default()
    }
    .rules()
}

/// As Directive 1 under Executive Order 13662: the tenor shrinks, and equity is banned throughout.
const DIRECTIVE: &str = r#"
[[program]]
id = "D1"
authority = "US"
measures = ["sectoral-debt", "sectoral-equity"]
  [[program.phase]]
  from = 2014-07-16
  state = "in-force"
  basis = "first"
  debt_tenor_days = 90
  [[program.phase]]
  from = 2014-09-12
  state = "in-force"
  debt_tenor_days = 30
  [[program.phase]]
  from = 2017-11-28
  state = "in-force"
  debt_tenor_days = 14
"#;

fn decided(rules: &Rulebook, payment: &Payment<'_>, listed: Designation) -> Decision {
    decide(rules, payment, &[(hit(Field::CREDITOR, true), listed)])
}

fn loan(value_date: &str, issued: Option<&str>, days: u32) -> Payment<'static> {
    let mut payment = payment();
    payment.value_date = Some(date(value_date));
    payment.debt_issued_on = issued.map(date);
    payment.instrument = "loan".into();
    payment.debt_tenor_days = Some(days);
    payment
}

#[test]
fn debt_is_held_against_the_tenor_of_the_day_it_was_issued_on() {
    let rules = programs(DIRECTIVE);
    for (value_date, issued, days, outcome) in [
        ("2014-07-15", None, 91, Outcome::Clear),
        ("2014-07-16", None, 90, Outcome::Clear),
        ("2014-07-16", None, 91, Outcome::Reject),
        ("2014-09-11", None, 60, Outcome::Clear),
        ("2014-09-12", None, 60, Outcome::Reject),
        ("2017-11-28", None, 20, Outcome::Reject),
        // A drawdown in 2018 on a loan of 2014, of 2015 and of the spring before the directive.
        ("2018-02-01", Some("2014-08-04"), 60, Outcome::Clear),
        ("2018-02-01", Some("2015-03-02"), 60, Outcome::Reject),
        ("2018-02-01", Some("2015-03-02"), 30, Outcome::Clear),
        ("2018-02-01", Some("2014-04-01"), 3_650, Outcome::Clear),
    ] {
        let decision = decided(
            &rules,
            &loan(value_date, issued, days),
            designation("d", "US", &["D1"]),
        );
        assert_eq!(
            decision.outcome, outcome,
            "{value_date} {issued:?} {days}: {}",
            decision.reason
        );
    }
}

#[test]
fn debt_that_is_older_than_the_prohibition_says_so() {
    let rules = programs(DIRECTIVE);
    let old = loan("2018-02-01", Some("2014-04-01"), 3_650);
    let decision = decided(&rules, &old, designation("d", "US", &["D1"]));
    assert!(
        decision
            .reason
            .contains("the debt was issued on 2014-04-01 and is not new: D1 began on 2014-07-16"),
        "{}",
        decision.reason
    );
}

#[test]
fn a_debt_instrument_without_a_tenor_binds_whatever_its_day_allows() {
    let rules = programs(DIRECTIVE);
    let mut open = loan("2014-08-04", None, 0);
    open.debt_tenor_days = None;
    let listed = || designation("d", "US", &["D1"]);
    assert_eq!(decided(&rules, &open, listed()).outcome, Outcome::Reject);
    open.debt_issued_on = Some(date("2014-04-01"));
    assert_eq!(decided(&rules, &open, listed()).outcome, Outcome::Clear);
}

#[test]
fn the_day_of_an_entry_is_its_own_listing() {
    let rules = programs(DIRECTIVE);
    let mut listed = designation("d", "US", &["D1"]);
    listed.listed_on = Some(date("2015-07-30"));
    let before = decided(
        &rules,
        &loan("2016-01-04", Some("2015-07-29"), 180),
        listed.clone(),
    );
    assert_eq!(before.outcome, Outcome::Clear, "{}", before.reason);
    assert!(
        before.reason.contains("D1 binds the party since 2015-07-30"),
        "{}",
        before.reason
    );
    let after = decided(&rules, &loan("2016-01-04", Some("2015-07-30"), 180), listed);
    assert_eq!(after.outcome, Outcome::Reject);
}

#[test]
fn a_program_binds_an_entry_from_the_day_that_the_list_states_for_it() {
    let rules = programs(
        "[[program]]\nid = \"D3\"\nauthority = \"US\"\nmeasures = [\"trade-ban\"]\n[[program]]\nid = \"B\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n",
    );
    let mut listed = designation("d", "US", &["D3"]);
    listed.listed_on = Some(date("2022-02-24"));
    listed.effective = vec![EffectiveDate {
        program: "D3".to_owned(),
        from: date("2022-03-26"),
    }];
    let on = |day: &str, listed: &Designation| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        decided(&rules, &payment, listed.clone())
    };
    let early = on("2022-03-25", &listed);
    assert_eq!(early.outcome, Outcome::Clear);
    assert!(
        early.reason.contains("D3 binds it only from 2022-03-26"),
        "{}",
        early.reason
    );
    assert_eq!(on("2022-03-26", &listed).outcome, Outcome::Reject);
    // The day is the program's alone.
    listed.programs.push("B".to_owned());
    assert_eq!(on("2022-03-25", &listed).outcome, Outcome::Block);
}

/// As the measures on Iran after Implementation Day: some stay, all come back.
const STAYED: &str = r#"
[[program]]
id = "UN-1737"
authority = "UN"
measures = ["asset-freeze"]
  [[program.phase]]
  from = 2006-12-23
  state = "in-force"
  [[program.phase]]
  from = 2016-01-16
  state = "in-force"
  basis = "S/RES/2231"
  except = ["un-1", "un-2"]
  [[program.phase]]
  from = 2023-10-18
  state = "terminated"
  [[program.phase]]
  from = 2025-09-28
  state = "in-force"
"#;

#[test]
fn a_phase_lets_off_whom_it_excepts_and_nobody_else() {
    let rules = programs(STAYED);
    let on = |day: &str, id: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        decided(&rules, &payment, designation(id, "UN", &["UN-1737"]))
    };
    for (day, let_off, stayed) in [
        ("2016-01-15", Outcome::Block, Outcome::Block),
        ("2016-01-16", Outcome::Clear, Outcome::Block),
        ("2023-10-17", Outcome::Clear, Outcome::Block),
        ("2023-10-18", Outcome::Clear, Outcome::Clear),
        ("2025-09-28", Outcome::Block, Outcome::Block),
    ] {
        assert_eq!(on(day, "un-1").outcome, let_off, "un-1 on {day}");
        assert_eq!(on(day, "un-3").outcome, stayed, "un-3 on {day}");
    }
    let reason = on("2020-01-02", "un-2").reason;
    assert!(
        reason.contains("UN-1737 in-force (S/RES/2231), and does not reach this designation"),
        "{reason}"
    );
    let status = rules.program_status("UN-1737", date("2020-01-02")).unwrap();
    assert_eq!(status.measures[0].except, ["un-1", "un-2"]);
}

#[test]
fn an_owned_party_is_let_off_only_with_all_of_its_owners() {
    let rules = programs(STAYED);
    let mut payment = payment();
    payment.value_date = Some(date("2020-01-02"));
    let mut owned = designation("owned-1", "UN", &["UN-1737"]);
    owned.derived_from = vec!["un-1".to_owned(), "un-3".to_owned()];
    assert_eq!(decided(&rules, &payment, owned.clone()).outcome, Outcome::Block);
    owned.derived_from = vec!["un-1".to_owned(), "un-2".to_owned()];
    assert_eq!(decided(&rules, &payment, owned).outcome, Outcome::Clear);
}

#[test]
fn a_program_and_a_phase_reach_the_designations_that_they_name() {
    let rules = programs(
        "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\ndesignations = [\"un-a*\"]\n[[program.phase]]\nfrom = 2000-01-01\nstate = \"in-force\"\n[[program.phase]]\nfrom = 2010-01-01\nstate = \"in-force\"\ndesignations = [\"un-b*\"]\nmeasures = [\"trade-ban\"]\n",
    );
    for (day, id, outcome) in [
        ("2005-01-01", "un-a1", Outcome::Block),
        ("2005-01-01", "un-b1", Outcome::Clear),
        ("2015-01-01", "un-a1", Outcome::Clear),
        ("2015-01-01", "un-b1", Outcome::Reject),
    ] {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        let decision = decided(&rules, &payment, designation(id, "UN", &["P"]));
        assert_eq!(decision.outcome, outcome, "{day} {id}");
    }
}

#[test]
fn what_the_list_states_of_an_entry_goes_before_the_program_where_the_program_says_so() {
    let program = |from: &str| {
        programs(&format!(
            "[[program]]\nid = \"UN-Libya\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\", \"travel-ban\"]\n{from}"
        ))
    };
    let entry = |measures: &[Measure]| {
        let mut listed = designation("un-LYi.001", "UN", &["UN-Libya"]);
        listed.measures = measures.to_vec();
        listed
    };
    let list = program("measures_from = \"list\"\n");
    let travel = entry(&[Measure::TravelBan]);
    assert_eq!(decided(&list, &payment(), travel.clone()).outcome, Outcome::Clear);
    assert_eq!(decided(&list, &payment(), entry(&[])).outcome, Outcome::Block);
    assert_eq!(
        decided(&list, &payment(), entry(&[Measure::AssetFreeze])).outcome,
        Outcome::Block
    );
    assert_eq!(decided(&program(""), &payment(), travel).outcome, Outcome::Block);
}

#[test]
fn a_program_tells_how_sure_its_present_phase_is() {
    let rules = programs(
        "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\nconfidence = \"text\"\n[[program.phase]]\nfrom = 2000-01-01\nstate = \"in-force\"\n[[program.phase]]\nfrom = 2010-01-01\nstate = \"in-force\"\nconfidence = \"knowledge\"\n",
    );
    let sure = |day: &str| {
        rules
            .program_status("P", date(day))
            .unwrap()
            .confidence
            .map(portcullis_exemptions::Confidence::as_str)
    };
    assert_eq!(sure("2005-01-01"), Some("text"));
    assert_eq!(sure("2015-01-01"), Some("knowledge"));
}

#[test]
fn a_simulation_that_keeps_a_program_in_force_keeps_what_its_last_phase_imposed() {
    let rules = programs(DIRECTIVE)
        .with_hypothesis(
            "D1",
            &portcullis_exemptions::Assumption::State {
                state: portcullis_exemptions::State::InForce,
                from: date("2020-01-01"),
            },
        )
        .unwrap();
    let listed = || designation("d", "US", &["D1"]);
    assert_eq!(
        decided(&rules, &loan("2021-01-04", None, 14), listed()).outcome,
        Outcome::Clear
    );
    assert_eq!(
        decided(&rules, &loan("2021-01-04", None, 15), listed()).outcome,
        Outcome::Reject
    );
}

#[test]
fn a_directive_that_no_file_describes_is_taken_for_its_order() {
    // As files wrote the order when one tag meant the block and every directive.
    let rules = programs(
        "[[program]]\nid = \"UKRAINE-EO13662\"\nauthority = \"US\"\nmeasures = [\"sectoral-debt\"]\ndebt_tenor_days = 14\n",
    );
    let mut listed = designation("d", "US", &["UKRAINE-EO13662-D1", "UKRAINE-EO13662-D2"]);
    listed.effective = vec![EffectiveDate {
        program: "UKRAINE-EO13662-D1".to_owned(),
        from: date("2030-01-01"),
    }];
    let decision = decided(&rules, &loan("2025-10-06", None, 30), listed.clone());
    assert_eq!(decision.outcome, Outcome::Reject);
    assert_eq!(decision.programs, ["UKRAINE-EO13662"]);
    assert_eq!(decision.obligations.len(), 1);
    assert_eq!(
        decided(&rules, &loan("2025-10-06", None, 14), listed).outcome,
        Outcome::Clear
    );
    // With neither, it is a program that nobody knows: a freeze.
    let unknown = designation("d", "US", &["UKRAINE-EO13662-D1"]);
    assert_eq!(
        decided(&Rulebook::empty(), &loan("2025-10-06", None, 14), unknown).outcome,
        Outcome::Block
    );
}

#[test]
fn a_program_that_carries_out_another_is_held_to_its_dates_and_measures() {
    let lints = |implements: &str, phases: &str| -> Vec<String> {
        let programs = format!(
            "[[program]]\nid = \"UN-X\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\", \"arms-embargo\", \"travel-ban\"]\n\
             [[program.phase]]\nfrom = 2006-12-23\nstate = \"in-force\"\nbasis = \"R\"\n[[program.phase]]\nfrom = 2016-01-16\nstate = \"terminated\"\nbasis = \"R\"\n\
             [[program.phase]]\nfrom = 2025-09-28\nstate = \"in-force\"\nbasis = \"R\"\n\
             [[program]]\nid = \"EU-X\"\nauthority = \"EU\"\nmeasures = [\"asset-freeze\", \"arms-embargo\"]\nimplements = \"{implements}\"\n{phases}"
        );
        let rules = Snippets {
            programs: &programs,
            ..Snippets::default()
        }
        .rules();
        rules
            .lint_programs()
            .into_iter()
            .map(|lint| lint.message)
            .collect()
    };
    let phase = |from: &str, state: &str| {
        format!("[[program.phase]]\nfrom = {from}\nstate = \"{state}\"\nbasis = \"R\"\n")
    };
    let same = [
        phase("2006-12-23", "in-force"),
        phase("2016-01-16", "suspended"),
        phase("2025-09-28", "in-force"),
    ]
    .concat();
    assert_eq!(lints("UN-X", &same), Vec::<String>::new());
    let late = [
        phase("2007-02-27", "in-force"),
        phase("2016-01-16", "suspended"),
        phase("2025-09-30", "in-force"),
    ]
    .concat();
    let told = lints("UN-X", &late);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("UN-X is in force from 2006-12-23 until 2007-02-27, and EU-X is not"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("UN-X is in force from 2025-09-28 until 2025-09-30, and EU-X is not"),
        "{told:?}"
    );
    // Without phases it is in force all the time, also while the other is not.
    let told = lints("UN-X", "");
    assert!(
        told[0].starts_with("EU-X is in force from 2016-01-16 until 2025-09-28, and UN-X is not"),
        "{told:?}"
    );
    assert_eq!(
        lints("UN-Y", ""),
        ["carries out UN-Y, which no file describes; check its spelling"]
    );
    assert_eq!(
        lints("EU-X", ""),
        ["carries out itself; name the program of the other authority"]
    );
}

#[test]
fn a_program_that_lacks_a_measure_of_the_one_it_carries_out_is_told() {
    let programs = "[[program]]\nid = \"A\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\", \"travel-ban\", \"trade-ban\"]\n\
                    [[program]]\nid = \"B\"\nauthority = \"EU\"\nmeasures = [\"asset-freeze\"]\nimplements = \"A\"\n";
    let rules = Snippets {
        programs,
        ..Snippets::default()
    }
    .rules();
    assert_eq!(rules.lint_programs()[0].message, "lacks trade-ban of A");
    assert_eq!(rules.lint_programs().len(), 1);
}

#[test]
fn a_program_under_another_word_for_an_authority_or_that_reaches_nobody_is_told() {
    let lints = |program: &str| -> Vec<String> {
        let rules = Snippets {
            programs: program,
            ..Snippets::default()
        }
        .rules();
        let lints = rules.lint_programs().into_iter();
        lints.map(|lint| lint.message).collect()
    };
    let of = |authority: &str, rest: &str| {
        format!("[[program]]\nid = \"P\"\nauthority = \"{authority}\"\nmeasures = [\"asset-freeze\"]\n{rest}")
    };
    assert_eq!(lints(&of("US", "")), Vec::<String>::new());
    assert_eq!(
        lints(&of("USA", "")),
        ["is of USA, where lists and licenses say US"]
    );
    assert_eq!(
        lints(&of("us", "")),
        ["is of us, where lists and licenses say US"]
    );
    // A word of a bank's own.
    assert_eq!(lints(&of("House", "")), Vec::<String>::new());
    assert_eq!(
        lints(&of("UN", "designations = [\"un-1\"]\nexcept = [\"un-1\"]\n")),
        ["excepts everybody whom it reaches; leave `except` or the program out"]
    );
    assert_eq!(
        lints(&of(
            "UN",
            "designations = [\"un-1\", \"un-2\"]\nexcept = [\"un-1\"]\n"
        )),
        Vec::<String>::new()
    );
}

#[test]
fn an_unread_instrument_of_no_program_or_named_twice_is_told() {
    let rules = |programs: &str| {
        let unread = "[[unread]]\nauthority = \"US\"\ncitation = \"General License 1\"\nprograms = [\"Q\"]\nwhy = \"w\"\n";
        Snippets {
            programs,
            licenses: &format!("{unread}{unread}"),
            ..Snippets::default()
        }
        .rules()
    };
    let described = rules("[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n");
    let told: Vec<String> = described
        .lint_programs()
        .into_iter()
        .map(|lint| lint.message)
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(
        told[0],
        "names the program Q, which no file describes; check its spelling"
    );
    assert!(told[2].starts_with("is named already ("), "{told:?}");
    // Against no programs, every name would be unknown.
    assert_eq!(rules("").lint_programs().len(), 1);
}

/// What is said of the programs of rule files.
fn told(snippets: Snippets<'_>) -> Vec<String> {
    let lints = snippets.rules().lint_programs().into_iter();
    lints.map(|lint| lint.message).collect()
}

const FREEZE: &str =
    "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\nmonitors = [\"M\"]\n";

#[test]
fn a_phase_without_a_basis_is_told() {
    let of = |basis: &str| {
        let phase = format!("[[program.phase]]\nfrom = 2020-01-01\nstate = \"in-force\"\n{basis}");
        told(Snippets {
            programs: &format!("{FREEZE}{phase}"),
            ..Snippets::default()
        })
    };
    assert_eq!(
        of(""),
        ["has no basis for its phase from 2020-01-01; name the instrument"]
    );
    assert_eq!(of("basis = \"R1\"\n"), [""; 0]);
}

fn step(id: &str, measures: &str, terms: &str) -> String {
    format!(
        "[[program.step]]\nid = \"{id}\"\nmeasures = [{measures}]\nenter_when = \"bad\"\nease_when = \"good\"\n{terms}"
    )
}

#[test]
fn a_step_that_adds_nothing_to_those_below_it_is_told() {
    let of = |second: String| {
        let first = step("one", "\"asset-freeze\", \"travel-ban\"", "");
        told(Snippets {
            programs: &format!("{FREEZE}{first}{second}"),
            ..Snippets::default()
        })
    };
    assert_eq!(
        of(step("two", "\"travel-ban\"", "")),
        ["has the step two, which adds no measure to the steps below it; add one, or leave it out"]
    );
    assert_eq!(of(step("two", "\"trade-ban\"", "")), [""; 0]);
}

#[test]
fn a_criterion_that_nothing_judges_is_told_where_others_are_judged() {
    let of = |findings: &str| {
        told(Snippets {
            programs: &format!("{FREEZE}{}", step("one", "\"asset-freeze\"", "")),
            findings,
            ..Snippets::default()
        })
    };
    assert_eq!(of(""), [""; 0]);
    assert_eq!(
        of("date,program,criterion,verdict,monitor,evidence\n2024-05-01,P,bad,met,M,report 1\n"),
        [
            "turns on `good`, which no benchmark, milestone or finding judges, as others are; check its spelling"
        ]
    );
}

#[test]
fn a_duty_without_a_citation_is_told() {
    let duty = |citation: &str| {
        told(Snippets {
            programs: &format!(
                "{FREEZE}[[program.duty]]\non = [\"block\"]\nwhat = \"report\"\nto = \"the office\"\nwithin = \"10 days\"\n{citation}"
            ),
            ..Snippets::default()
        })
    };
    assert_eq!(
        duty(""),
        ["has no citation for its duty `report`; name the legal text"]
    );
    assert_eq!(duty("citation = \"R1\"\n"), [""; 0]);
}

#[test]
fn an_appeal_that_was_rejected_without_a_reason_is_told() {
    let appeal = |reason: &str| {
        told(Snippets {
            programs: FREEZE,
            findings: &format!(
                "date,designation_id,program,appellant,ground,decided_on,decided_by,result,reason\n\
                 2024-01-01,un-1,P,Bank,mistaken,2024-02-01,Committee,rejected,{reason}\n"
            ),
            ..Snippets::default()
        })
    };
    assert_eq!(
        appeal(""),
        ["rejected an appeal of Bank without a reason; give it"]
    );
    assert_eq!(appeal("the entry is right"), [""; 0]);
}

#[test]
fn an_unread_instrument_that_is_written_down_as_a_license_is_told() {
    let unread = |citation: &str| {
        let licenses = format!(
            "[[license]]\nid = \"l\"\nauthority = \"UN\"\nkind = \"exemption\"\ncitation = \"R2\"\nprograms = [\"P\"]\n\
             valid_from = 2021-01-01\npurposes = [\"food\"]\n\
             [[unread]]\nauthority = \"UN\"\ncitation = \"{citation}\"\nprograms = [\"P\"]\nwhy = \"w\"\n"
        );
        told(Snippets {
            programs: FREEZE,
            licenses: &licenses,
            ..Snippets::default()
        })
    };
    assert_eq!(
        unread("R2"),
        ["is written down as license l, too; leave one of them out"]
    );
    assert_eq!(unread("R3"), [""; 0]);
}
