//! The rules in `data/`: they load, nothing in them is weak without a word of why, and they decide the cases they are for.

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;

use portcullis_exemptions::{Decision, Lint, LintKind, RuleFiles, Rulebook};
use portcullis_model::{CountryCode, Designation, Field, Measure, Outcome, Payment, Purpose, Role};
use support::{date, decide, designation, hit, payment};

fn data(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data")).join(path)
}

fn rules() -> Rulebook {
    let files = RuleFiles {
        programs: vec![data("programs")],
        licenses: vec![data("licenses")],
        registries: vec![data("registries")],
        ..RuleFiles::default()
    };
    match Rulebook::load(&files) {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_shipped_rules_load_and_have_nothing_to_lint() {
    let rules = rules();
    // A license that ended still decides payments of earlier value dates.
    let lints = rules.lint(date("2026-01-01"));
    let lints: Vec<_> = lints
        .iter()
        .filter(|lint| lint.kind != LintKind::Expired)
        .collect();
    assert_eq!(lints, Vec::<&Lint>::new());
    assert!(
        rules
            .licenses()
            .iter()
            .all(|license| license.confidence.is_some())
    );
    for program in rules.programs() {
        assert!(
            program.confidence.is_some(),
            "{} does not say how sure it is",
            program.id
        );
    }
    assert!(
        rules
            .programs()
            .all(|program| program.phases.iter().all(|phase| phase.basis.is_some()))
    );
}

#[test]
fn the_example_institution_loads() {
    let files = RuleFiles {
        institution: Some(data("institution.example.toml")),
        ..RuleFiles::default()
    };
    Rulebook::load(&files).unwrap();
}

#[test]
fn every_regime_of_the_consolidated_list_is_described() {
    let list = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/lists/un-2026-02/consolidated.xml"
    ));
    let Ok(xml) = std::fs::read_to_string(&list) else {
        eprintln!("skipped: {} is not there", list.display());
        return;
    };
    let rules = rules();
    let types: BTreeSet<&str> = xml
        .split("<UN_LIST_TYPE>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(types.len(), 14);
    for regime in types {
        assert!(rules.program(&format!("UN-{regime}")).is_some(), "UN-{regime}");
    }
}

fn iran(day: &str, change: fn(&mut Payment<'static>)) -> Decision {
    let mut listed = designation("un-IRe.002", "UN", &["UN-Iran"]);
    listed.listed_on = Some(date("2008-03-03"));
    let mut payment = payment();
    payment.value_date = Some(date(day));
    payment.purpose = Some(Purpose::Commercial);
    change(&mut payment);
    decide(&rules(), &payment, &[(hit(Field::CREDITOR_AGENT, false), listed)])
}

#[test]
fn the_freeze_on_iran_stayed_for_some_until_2023_and_came_back_for_all_in_2025() {
    let of = |id: &str, day: &str| {
        let listed = designation(id, "UN", &["UN-Iran"]);
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.purpose = Some(Purpose::Commercial);
        decide(&rules(), &payment, &[(hit(Field::CREDITOR, false), listed)]).outcome
    };
    // IRe.002 stood on the list of 2018, IRe.007 (Bank Sepah) left it in January 2016.
    for (day, stayed, left) in [
        ("2006-12-22", Outcome::Clear, Outcome::Clear),
        ("2016-01-15", Outcome::Review, Outcome::Review),
        ("2016-01-16", Outcome::Review, Outcome::Clear),
        ("2023-10-17", Outcome::Review, Outcome::Clear),
        ("2023-10-18", Outcome::Clear, Outcome::Clear),
        ("2025-09-27", Outcome::Clear, Outcome::Clear),
        ("2025-09-28", Outcome::Review, Outcome::Review),
    ] {
        assert_eq!(of("un-IRe.002", day), stayed, "IRe.002 on {day}");
        assert_eq!(of("un-IRe.007", day), left, "IRe.007 on {day}");
    }
    let health = iran("2025-10-06", |payment| payment.purpose = Some(Purpose::Health));
    assert_eq!(
        (health.outcome, health.license_ids.join(";")),
        (Outcome::Licensed, "un-2664".to_owned())
    );
}

#[test]
fn whom_the_freeze_on_iran_left_out_is_whom_the_list_of_2018_lacks() {
    let references = |list: &str| -> Option<BTreeSet<String>> {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists")).join(list);
        let Ok(xml) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            return None;
        };
        let all = xml.split("<REFERENCE_NUMBER>").skip(1);
        let all = all.filter_map(|rest| rest.split('<').next()).map(str::trim);
        Some(all.filter(|id| id.starts_with("IR")).map(str::to_owned).collect())
    };
    let (Some(before), Some(after)) = (
        references("un-2018-10/consolidated.xml"),
        references("un-2026-02/consolidated.xml"),
    ) else {
        return;
    };
    let left: BTreeSet<String> = after.difference(&before).map(|id| format!("un-{id}")).collect();
    let status = rules().program_status("UN-1737", date("2020-01-02")).unwrap();
    let except = status.measures[0].except.iter();
    let except: BTreeSet<String> = except.filter(|id| id.starts_with("un-")).cloned().collect();
    assert_eq!((left.len(), before.len()), (37, 84));
    assert_eq!(except, left);
}

/// What `data/payments/README.md` promises of the humanitarian payments.
#[test]
fn the_humanitarian_sample_payments_come_out_as_promised() {
    let rules = rules();
    let bank = designation("custom-us-commercial-bank-of-syria", "US", &["NPWMD"]);
    let ansarallah = designation("custom-us-ansarallah", "US", &["FTO", "SDGT"]);
    let case = |day: &str,
                account: &str,
                purpose: Option<Purpose>,
                field: Field,
                certain: bool,
                listed: &Designation| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.entry(Role::Debtor).account = account.to_owned().into();
        payment.purpose = purpose;
        let decision = decide(&rules, &payment, &[(hit(field, certain), listed.clone())]);
        format!("{} {}", decision.outcome, decision.license_ids.join(";"))
    };
    let (relief, medical, un) = (
        "NO9386011117947",
        "CH9300762011623852957",
        "CH5604835012345678009",
    );
    let day = "2025-03-14";
    let agent = Field::CREDITOR_AGENT;
    assert_eq!(
        case(day, relief, Some(Purpose::Food), agent, true, &bank),
        "licensed us-ngo"
    );
    assert_eq!(
        case(day, medical, Some(Purpose::Health), agent, true, &bank),
        "licensed us-ngo"
    );
    assert_eq!(
        case(day, un, Some(Purpose::Water), agent, true, &bank),
        "licensed us-io-official-business"
    );
    assert_eq!(
        case(
            day,
            relief,
            Some(Purpose::ImportDuty),
            Field::CREDITOR,
            false,
            &ansarallah
        ),
        "licensed us-ngo"
    );
    assert_eq!(
        case(
            day,
            relief,
            Some(Purpose::Food),
            Field::CREDITOR,
            false,
            &ansarallah
        ),
        "review "
    );
    assert_eq!(case(day, relief, None, agent, true, &bank), "block ");
    assert_eq!(
        case(day, "NO2671442517463", Some(Purpose::Food), agent, true, &bank),
        "block "
    );
    assert_eq!(
        case(day, relief, Some(Purpose::Commercial), agent, true, &bank),
        "block "
    );
    assert_eq!(
        case("2022-12-20", relief, Some(Purpose::Food), agent, true, &bank),
        "block "
    );
}

#[test]
fn programs_that_ended_and_measures_that_are_no_freeze_decide_so() {
    let rules = rules();
    let on = |program: &str, day: &str, field: Field, change: fn(&mut Payment<'static>)| {
        let mut payment = payment();
        payment.purpose = Some(Purpose::Commercial);
        payment.value_date = Some(date(day));
        change(&mut payment);
        decide(
            &rules,
            &payment,
            &[(hit(field, true), designation("d", "US", &[program]))],
        )
        .outcome
    };
    let loan: fn(&mut Payment<'static>) = |payment| {
        payment.instrument = "loan".into();
        payment.debt_tenor_days = Some(180);
    };
    assert_eq!(on("SYRIA", "2025-06-30", Field::CREDITOR, |_| {}), Outcome::Block);
    assert_eq!(on("SYRIA", "2025-07-01", Field::CREDITOR, |_| {}), Outcome::Clear);
    assert_eq!(
        on("ZIMBABWE", "2024-03-04", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("UKRAINE-EO13662", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Block
    );
    assert_eq!(
        on("UKRAINE-EO13662-D1", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("UKRAINE-EO13662-D1", "2025-03-14", Field::CREDITOR, loan),
        Outcome::Reject
    );
    assert_eq!(
        on("561-Related", "2025-03-14", Field::CREDITOR_AGENT, |_| {}),
        Outcome::Reject
    );
    assert_eq!(
        on("561-Related", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("CMIC-EO13959", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Clear
    );
    assert_eq!(
        on("NS-PLC", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Reject
    );
    assert_eq!(on("UN-GB", "2025-03-14", Field::CREDITOR, |_| {}), Outcome::Clear);
    assert_eq!(
        on("A TAG NOBODY KNOWS", "2025-03-14", Field::CREDITOR, |_| {}),
        Outcome::Block
    );
}

#[test]
fn the_exemptions_of_the_eu_and_the_uk_reach_the_regimes_that_they_name() {
    let rules = rules();
    let on = |authority: &str, program: &str, day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.entry(Role::Creditor).country = CountryCode::new("SO");
        decide(
            &rules,
            &payment,
            &[(
                hit(Field::CREDITOR_AGENT, true),
                designation("d", authority, &[program]),
            )],
        )
        .license_ids
        .join(";")
    };
    assert_eq!(on("EU", "EU-SOM", "2023-02-16"), "eu-2023-331");
    assert_eq!(on("EU", "SOM", "2023-02-15"), "");
    assert_eq!(on("EU", "EU-UKR", "2023-03-01"), "");
    assert_eq!(on("UK", "UK-Somalia", "2023-02-09"), "uk-2023-121");
    assert_eq!(on("UK", "UK-Somalia", "2023-02-08"), "");
    assert_eq!(on("UK", "UK-Russia", "2023-03-01"), "");
    assert_eq!(on("UN", "UN-Taliban", "2023-03-01"), "");
}

#[test]
fn reviews_that_nobody_told_of_are_flagged_overdue() {
    let status = |day: &str| rules().program_status("UN-CAR", date(day)).unwrap();
    assert!(!status("2026-07-31").review_overdue);
    assert!(status("2026-08-01").review_overdue);
    assert_eq!(status("2026-08-01").since, Some(date("2014-01-28")));
}

/// A certain hit on a party of a program, and a payment for an instrument of a tenor.
fn under(program: &str, day: &str, instrument: &str, tenor: Option<u32>) -> Outcome {
    let mut payment = payment();
    payment.purpose = Some(Purpose::Commercial);
    payment.value_date = Some(date(day));
    payment.instrument = instrument.to_owned().into();
    payment.debt_tenor_days = tenor;
    let hits = [(hit(Field::CREDITOR, true), designation("d", "US", &[program]))];
    decide(&rules(), &payment, &hits).outcome
}

#[test]
fn the_directives_of_2014_bind_debt_beyond_the_tenor_of_its_day() {
    for (program, day, allowed) in [
        ("UKRAINE-EO13662-D1", "2014-07-16", 90),
        ("UKRAINE-EO13662-D1", "2014-09-11", 90),
        ("UKRAINE-EO13662-D1", "2014-09-12", 30),
        ("UKRAINE-EO13662-D1", "2017-11-27", 30),
        ("UKRAINE-EO13662-D1", "2017-11-28", 14),
        ("UKRAINE-EO13662-D2", "2014-07-16", 90),
        ("UKRAINE-EO13662-D2", "2017-11-27", 90),
        ("UKRAINE-EO13662-D2", "2017-11-28", 60),
        ("UKRAINE-EO13662-D3", "2014-09-12", 30),
        ("UKRAINE-EO13662-D3", "2025-03-14", 30),
        ("RUSSIA-EO14024-D3", "2022-03-26", 14),
    ] {
        assert_eq!(
            under(program, day, "loan", Some(allowed)),
            Outcome::Clear,
            "{program} {day}"
        );
        assert_eq!(
            under(program, day, "loan", Some(allowed + 1)),
            Outcome::Reject,
            "{program} {day}"
        );
    }
    for (program, day) in [
        ("UKRAINE-EO13662-D1", "2014-07-15"),
        ("UKRAINE-EO13662-D3", "2014-09-11"),
        ("UKRAINE-EO13662-D4", "2025-03-14"),
        ("RUSSIA-EO14024-D2", "2025-03-14"),
        ("RUSSIA-EO14024-D3", "2022-03-25"),
    ] {
        assert_eq!(
            under(program, day, "loan", Some(3_650)),
            Outcome::Clear,
            "{program} {day}"
        );
    }
}

#[test]
fn new_equity_is_in_directive_1_of_2014_and_directive_3_of_2022_only() {
    for (program, outcome) in [
        ("UKRAINE-EO13662-D1", Outcome::Reject),
        ("UKRAINE-EO13662-D2", Outcome::Clear),
        ("UKRAINE-EO13662-D3", Outcome::Clear),
        ("UKRAINE-EO13662-D4", Outcome::Clear),
        ("RUSSIA-EO14024-D3", Outcome::Reject),
    ] {
        assert_eq!(under(program, "2022-05-02", "share", None), outcome, "{program}");
    }
}

#[test]
fn what_is_not_blocked_is_rejected_or_passes() {
    for (program, day, instrument, outcome) in [
        ("RUSSIA-EO14024-D4", "2022-02-27", "", Outcome::Clear),
        ("RUSSIA-EO14024-D4", "2022-02-28", "", Outcome::Reject),
        ("RUSSIA-EO14024-D1A", "2021-07-01", "bond", Outcome::Reject),
        ("RUSSIA-EO14024-D1A", "2021-07-01", "", Outcome::Clear),
        ("BURMA-EO14014-D1", "2023-12-14", "", Outcome::Clear),
        ("BURMA-EO14014-D1", "2023-12-15", "", Outcome::Reject),
        ("CAATSA-RUSSIA-235", "2025-03-14", "", Outcome::Clear),
        ("CAATSA-RUSSIA-235", "2025-03-14", "loan", Outcome::Reject),
        (
            "CAATSA-RUSSIA-235",
            "2025-03-14",
            "documentary-credit",
            Outcome::Reject,
        ),
        ("CMIC-EO13959", "2021-03-01", "share", Outcome::Reject),
        ("CMIC-EO13959", "2021-07-01", "share", Outcome::Clear),
        ("CMIC-EO13959", "2021-08-02", "share", Outcome::Reject),
        ("CMIC-EO13959", "2021-08-02", "loan", Outcome::Clear),
        ("561List", "2018-05-01", "", Outcome::Clear),
        ("UKRAINE-EO13662", "2025-03-14", "", Outcome::Block),
    ] {
        assert_eq!(
            under(program, day, instrument, None),
            outcome,
            "{program} {day} `{instrument}`"
        );
    }
}

#[test]
fn the_measures_that_a_list_states_go_before_those_of_their_program() {
    let with = |authority: &str, program: &str, measures: &[Measure], instrument: &str| {
        let mut listed = designation("d", authority, &[program]);
        listed.measures = measures.to_vec();
        let mut payment = payment();
        payment.purpose = Some(Purpose::Commercial);
        payment.value_date = Some(date("2025-12-20"));
        payment.instrument = instrument.to_owned().into();
        decide(&rules(), &payment, &[(hit(Field::CREDITOR, true), listed)]).outcome
    };
    let houthis = [Measure::ArmsEmbargo];
    assert_eq!(with("UN", "UN-Yemen", &houthis, ""), Outcome::Clear);
    assert_eq!(with("UN", "UN-Yemen", &houthis, "arms"), Outcome::Reject);
    assert_eq!(with("UN", "UN-Yemen", &[], ""), Outcome::Block);
    assert_eq!(with("UN", "UN-Libya", &[Measure::TravelBan], ""), Outcome::Clear);
    let menu = [
        Measure::SectoralDebt,
        Measure::InvestmentBan,
        Measure::ForeignExchange,
    ];
    assert_eq!(with("US", "ILLICIT-DRUGS-EO14059", &menu, ""), Outcome::Clear);
    assert_eq!(
        with("US", "ILLICIT-DRUGS-EO14059", &menu, "loan"),
        Outcome::Reject
    );
    assert_eq!(with("US", "ILLICIT-DRUGS-EO14059", &menu, "fx"), Outcome::Reject);
    assert_eq!(with("US", "ILLICIT-DRUGS-EO14059", &[], ""), Outcome::Block);
}

#[test]
fn fees_for_food_and_medicine_are_paid_to_ansarallah_by_registered_suppliers_of_them() {
    let outcome = |day: &str, account: &str, purpose: Purpose, id: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        payment.purpose = Some(purpose);
        payment.entry(Role::Debtor).account = account.to_owned().into();
        payment.entry(Role::Creditor).country = CountryCode::new("YE");
        let listed = designation(id, "US", &["FTO", "SDGT"]);
        let decision = decide(&rules(), &payment, &[(hit(Field::CREDITOR, false), listed)]);
        format!("{} {}", decision.outcome, decision.license_ids.join(";"))
    };
    let (seeds, body) = ("EXAMPLE-SUP-SEEDS", "ofac-47664");
    assert_eq!(
        outcome("2025-03-20", seeds, Purpose::ImportDuty, body),
        "licensed us-ansarallah-gl22"
    );
    // General License 22 is as old as the listing of February 2024.
    assert_eq!(
        outcome("2024-02-16", seeds, Purpose::ImportDuty, body),
        "licensed us-ansarallah-gl22"
    );
    assert_eq!(outcome("2024-02-15", seeds, Purpose::ImportDuty, body), "review ");
    assert_eq!(outcome("2025-03-20", seeds, Purpose::Food, body), "review ");
    assert_eq!(
        outcome("2025-03-20", "OTHER", Purpose::ImportDuty, body),
        "review "
    );
    assert_eq!(
        outcome("2025-03-20", seeds, Purpose::ImportDuty, "ofac-1"),
        "review "
    );
}

#[test]
fn programs_that_ended_bind_no_longer_and_those_that_moved_still_do() {
    for (program, last_day, after) in [
        ("COTED", "2016-09-13", Outcome::Clear),
        ("LIBERIA", "2015-11-11", Outcome::Clear),
        ("BURMA", "2016-10-06", Outcome::Clear),
        ("WEST-BANK-EO14115", "2025-01-19", Outcome::Clear),
        ("SYRIA-CAESAR", "2025-12-17", Outcome::Clear),
        // Blocked on under E.O. 13224.
        ("SDT", "2019-09-09", Outcome::Block),
    ] {
        let next = date(last_day).tomorrow().unwrap().to_string();
        assert_eq!(under(program, last_day, "", None), Outcome::Block, "{program}");
        assert_eq!(under(program, &next, "", None), after, "{program}");
    }
    for (program, first_day) in [
        ("SUDAN-EO14098", "2023-05-04"),
        ("ICC-EO14203", "2025-02-06"),
        // The old tag and the new one are one program.
        ("PAARSSR-EO13894", "2019-10-14"),
        ("RUSSIA-EO14065", "2022-02-21"),
    ] {
        let before = date(first_day).yesterday().unwrap().to_string();
        assert_eq!(under(program, &before, "", None), Outcome::Clear, "{program}");
        assert_eq!(under(program, first_day, "", None), Outcome::Block, "{program}");
    }
}

#[test]
fn measures_of_the_security_council_begin_and_end_on_their_days() {
    for (program, day, outcome) in [
        ("UN-Taliban", "1999-11-13", Outcome::Clear),
        ("UN-Taliban", "1999-11-14", Outcome::Block),
        ("UN-Al-Qaida", "2001-01-18", Outcome::Clear),
        ("UN-Al-Qaida", "2001-01-19", Outcome::Block),
        ("UN-Mali", "2023-08-31", Outcome::Block),
        ("UN-Mali", "2023-09-01", Outcome::Clear),
    ] {
        assert_eq!(under(program, day, "", None), outcome, "{program} {day}");
    }
}

#[test]
fn families_in_yemen_are_paid_through_ansarallah_and_ansarallah_is_not() {
    let outcome = |field: Field, country: &str| {
        let mut payment = payment();
        payment.value_date = Some(date("2025-03-20"));
        payment.purpose = Some(Purpose::RemittanceFamily);
        payment.entry(Role::Creditor).country = CountryCode::new(country);
        let listed = designation("ofac-47664", "US", &["FTO", "SDGT"]);
        let decision = decide(&rules(), &payment, &[(hit(field, true), listed)]);
        format!("{} {}", decision.outcome, decision.license_ids.join(";"))
    };
    assert_eq!(
        outcome(Field::CREDITOR_AGENT, "YE"),
        "licensed us-ansarallah-gl24"
    );
    assert_eq!(outcome(Field::CREDITOR, "YE"), "block ");
    assert_eq!(outcome(Field::CREDITOR_AGENT, "OM"), "block ");
}

/// Its text knows of no paragraph that excludes blocked beneficiaries only where the part was read.
#[test]
fn official_business_pays_a_blocked_party_only_under_parts_that_were_read() {
    let on = |program: &str| {
        let mut payment = payment();
        payment.purpose = Some(Purpose::OfficialBusiness);
        payment.value_date = Some(date("2023-05-10"));
        payment.entry(Role::Debtor).account = "CH5604835012345678009".into();
        let hits = [(hit(Field::CREDITOR, true), designation("us-1", "US", &[program]))];
        decide(&rules(), &payment, &hits).outcome
    };
    for read in ["GLOMAG", "YEMEN"] {
        assert_eq!(on(read), Outcome::Licensed, "{read}");
    }
    for program in ["SDNT", "SDGT", "BELARUS", "DARFUR", "LEBANON", "MAGNIT"] {
        assert_eq!(on(program), Outcome::Block, "{program}");
    }
}
