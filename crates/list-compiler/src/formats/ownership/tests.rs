//! The rule, held to the examples of OFAC's FAQ 401 and to properties.

use std::collections::BTreeMap;

use portcullis_model::{Date, Designation, NameKind, Schema};
use proptest::prelude::*;

use super::threshold::Rules;
use super::{OWNERSHIP, OwnershipRule, Threshold, read};
use crate::input::{Input, InputFile};
use crate::located::add_name;
use crate::report::SourceReport;
use crate::{SourceKind, SourceSpec, dates};

fn listed(id: &str, authority: &str, program: &str) -> Designation {
    let mut designation = Designation::new(id, "List", authority, Schema::Person);
    add_name(&mut designation, &format!("NAME {id}"), NameKind::Primary);
    designation.programs.push(program.to_owned());
    designation
}

fn derive_from(csv: &str, listed: &[Designation], as_of: Option<Date>) -> (Vec<Designation>, SourceReport) {
    derive_by(&[], csv, listed, as_of)
}

fn derive_by(
    rules: &[OwnershipRule],
    csv: &str,
    listed: &[Designation],
    as_of: Option<Date>,
) -> (Vec<Designation>, SourceReport) {
    let file = InputFile {
        path: "o.csv".into(),
        bytes: csv.as_bytes().to_vec(),
    };
    let spec = SourceSpec::new(SourceKind::new(&OWNERSHIP), "o.csv");
    let input = Input {
        spec,
        primary: file,
        companions: Vec::new(),
        missing: Vec::new(),
    };
    let mut report = SourceReport::new(SourceKind::new(&OWNERSHIP), "o.csv".into());
    let located = read(&input, listed, as_of, &Rules::with(rules), &mut report).unwrap();
    (located.into_iter().map(|l| l.designation).collect(), report)
}

/// The names that are blocked when `X` is listed by OFAC.
fn blocked(stakes: &[(&str, u32, &str)]) -> Vec<String> {
    let mut csv = "owner_id,owned_name,share\n".to_owned();
    for (owner, share, owned) in stakes {
        csv.push_str(&format!("{owner},{owned},{share}\n"));
    }
    let mut names: Vec<String> = derive_from(
        &csv,
        &[listed("X", "US", "SDGT"), listed("Y", "US", "IFSR")],
        None,
    )
    .0
    .iter()
    .map(|d| d.primary_name().to_owned())
    .collect();
    names.sort();
    names
}

#[test]
fn faq_401_first_example_indirect_ownership_through_a_blocked_entity_blocks() {
    assert_eq!(blocked(&[("X", 50, "A"), ("A", 50, "B")]), ["A", "B"]);
}

#[test]
fn faq_401_second_example_two_blocked_entities_aggregate() {
    assert_eq!(
        blocked(&[("X", 50, "A"), ("X", 50, "B"), ("A", 25, "C"), ("B", 25, "C")]),
        ["A", "B", "C"]
    );
}

#[test]
fn faq_401_third_example_direct_and_indirect_shares_aggregate() {
    assert_eq!(
        blocked(&[("X", 50, "A"), ("X", 10, "B"), ("A", 40, "B")]),
        ["A", "B"]
    );
}

#[test]
fn faq_401_fourth_example_a_minority_holding_does_not_count_through() {
    assert_eq!(
        blocked(&[("X", 50, "A"), ("X", 25, "B"), ("A", 25, "C"), ("B", 25, "C")]),
        ["A"]
    );
}

#[test]
fn different_listed_owners_aggregate_and_all_their_programs_follow() {
    assert_eq!(blocked(&[("X", 25, "A"), ("Y", 25, "A")]), ["A"]);
    let csv = "owner_id,owned_name,owned_identifiers,share,as_of,source\n\
               X,Harbor Ltd,registration:77@CY,25,2024-01-01,registry\nY,Harbor Ltd,,25%,,\n";
    let (derived, _) = derive_from(csv, &[listed("X", "US", "SDGT"), listed("Y", "US", "IFSR")], None);
    let [harbor] = derived.as_slice() else { panic!() };
    assert_eq!(harbor.programs, ["SDGT", "IFSR"]);
    assert_eq!(harbor.derived_from, ["X", "Y"]);
    assert_eq!(harbor.authority, "US");
    assert_eq!(harbor.identifiers[0].to_string(), "registration:77@CY");
    assert!(harbor.id.starts_with("owned-") && harbor.id.len() == "owned-".len() + 12);
    assert_eq!(
        harbor.remarks,
        "Derived: owned to 50 percent or more, in the aggregate, by parties that US designated. \
         NAME X (X) owns 25 percent of Harbor Ltd as of 2024-01-01 (registry); NAME Y (Y) owns 25 percent of Harbor Ltd."
    );
}

#[test]
fn a_cycle_blocks_only_when_a_listed_party_starts_it() {
    assert_eq!(blocked(&[("A", 60, "B"), ("B", 60, "A")]), Vec::<String>::new());
    assert_eq!(
        blocked(&[("A", 60, "B"), ("B", 40, "A"), ("X", 10, "A")]),
        Vec::<String>::new()
    );
    assert_eq!(
        blocked(&[("A", 60, "B"), ("B", 40, "A"), ("X", 50, "A")]),
        ["A", "B"]
    );
    assert_eq!(blocked(&[("A", 90, "A"), ("X", 10, "A")]), Vec::<String>::new());
}

#[test]
fn an_entity_is_blocked_only_while_its_owners_are_listed_together() {
    let day = |text: &str| dates::iso(text);
    let mut first = listed("a", "US", "X");
    (first.listed_on, first.delisted_on) = (day("2010-01-01"), day("2016-01-16"));
    let mut second = listed("b", "US", "Y");
    second.listed_on = day("2015-03-04");
    let csv = "owner_id,owned_name,share\na,Shared,30\nb,Shared,30\nb,Alone,50\na,Gone,80\n";
    let (derived, _) = derive_from(csv, &[first.clone(), second], None);
    let spans: Vec<(&str, Option<Date>, Option<Date>)> = derived
        .iter()
        .map(|d| (d.primary_name(), d.listed_on, d.delisted_on))
        .collect();
    assert_eq!(
        spans,
        [
            ("Shared", day("2015-03-04"), day("2016-01-16")),
            ("Alone", day("2015-03-04"), None),
            ("Gone", day("2010-01-01"), day("2016-01-16")),
        ]
    );
    // Owners that are never listed at one time never block together.
    let mut third = listed("b", "US", "Y");
    third.listed_on = day("2016-01-16");
    let (derived, _) = derive_from(csv, &[first, third], None);
    assert!(derived.iter().all(|d| d.primary_name() != "Shared"));
}

#[test]
fn the_uk_asks_for_more_than_half_and_the_eu_did_until_july_2024() {
    let parties = [
        listed("eu-1", "EU", "EU-RUS"),
        listed("uk-1", "UK", "UK-RUS"),
        listed("us-1", "US", "SDGT"),
    ];
    let derived = |share: &str| {
        let csv = format!("owner_id,owned_name,share\neu-1,A,{share}\nuk-1,B,{share}\nus-1,C,{share}\n");
        let (derived, _) = derive_from(&csv, &parties, None);
        derived
            .iter()
            .map(|d| {
                let since = d
                    .listed_on
                    .map_or_else(|| "ever".to_owned(), |day| day.to_string());
                format!("{} {} since {since}", d.authority, d.primary_name())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(derived("50"), ["EU A since 2024-07-03", "US C since ever"]);
    assert_eq!(
        derived("50.01"),
        ["EU A since ever", "UK B since ever", "US C since ever"]
    );
    let (half, _) = derive_from("owner_id,owned_name,share\neu-1,A,50\n", &parties, None);
    assert!(
        half[0]
            .remarks
            .starts_with("Derived: owned to 50 percent or more")
    );
}

#[test]
fn a_program_that_reaches_listed_companies_alone_passes_nothing_on() {
    let parties = [listed("us-1", "US", "CMIC-EO13959"), listed("us-2", "US", "SDGT")];
    let csv = "owner_id,owned_name,share\nus-1,A,100\nus-2,B,50\nus-1,C,30\nus-2,C,30\n";
    let (derived, _) = derive_from(csv, &parties, None);
    let names: Vec<&str> = derived.iter().map(Designation::primary_name).collect();
    assert_eq!(names, ["B"]);
}

#[test]
fn owners_of_two_authorities_do_not_add_up() {
    let parties = [listed("eu-1", "EU", "EU-RUS"), listed("us-1", "US", "SDGT")];
    let (derived, _) = derive_from(
        "owner_id,owned_name,share\neu-1,A,30\nus-1,A,30\n",
        &parties,
        None,
    );
    assert!(derived.is_empty());
}

#[test]
fn the_latest_statement_counts_and_later_ones_than_asked_for_do_not() {
    let csv = "owner_id,owned_name,share,as_of\nX,A,60,2020-01-01\nX,A,0,2024-01-01\n";
    let parties = [listed("X", "US", "SDGT")];
    assert!(derive_from(csv, &parties, None).0.is_empty());
    let (derived, report) = derive_from(csv, &parties, dates::iso("2022-01-01"));
    assert_eq!(derived.len(), 1);
    assert!(report.warnings[0].contains("1 shares are of a later day"));
}

#[test]
fn owners_that_nobody_knows_are_warned_about() {
    let (derived, report) = derive_from(
        "owner_id,owned_name,share\nofac-9,A,60\nX,B,80\nX,B2,20\n",
        &[listed("X", "US", "S")],
        None,
    );
    assert_eq!(derived.len(), 1);
    assert_eq!(report.warnings.len(), 1);
    assert!(
        report.warnings[0].contains("1 owners are neither listed nor owned and block nothing (`ofac-9`)")
    );
}

#[test]
fn mistakes_are_named_by_line_and_column() {
    let error = |csv: &str| {
        let file = InputFile {
            path: "o.csv".into(),
            bytes: csv.as_bytes().to_vec(),
        };
        let spec = SourceSpec::new(SourceKind::new(&OWNERSHIP), "o.csv");
        let input = Input {
            spec,
            primary: file,
            companions: Vec::new(),
            missing: Vec::new(),
        };
        let mut report = SourceReport::new(SourceKind::new(&OWNERSHIP), "o.csv".into());
        read(&input, &[], None, &Rules::with(&[]), &mut report)
            .unwrap_err()
            .to_string()
    };
    assert!(error("owner_id,share\n").contains("o.csv:1: there is no column `owned_name`"));
    assert!(error("owner_id,owned_name,share,color\n").contains("unknown column `color`"));
    assert!(
        error("owner_id,owned_name,share\nX,A,150\n").contains("o.csv:2: share: `150` is not a percentage")
    );
    assert!(error("owner_id,owned_name,share\nX,A,half\n").contains("share: `half`"));
    assert!(error("owner_id,owned_name,share\n,A,50\n").contains("owner_id: is empty"));
    assert!(error("owner_id,owned_name,share\nX,,50\n").contains("owned_name: is empty"));
    assert!(error("owner_id,owned_name,share,as_of\nX,A,50,May\n").contains("as_of: `May`"));
    assert!(error("owner_id,owned_name,share\nX,A\n").contains("expected 3 fields"));
}

proptest! {
    /// More ownership never frees anybody, and the order of rows does not matter.
    #[test]
    fn the_rule_is_monotone_and_order_free(
        stakes in prop::collection::btree_map((0_usize..6, 1_usize..6), 0_u32..100, 0..14),
        extra in (0_usize..6, 1_usize..6, 1_u32..100),
    ) {
        const PARTIES: [&str; 6] = ["X", "A", "B", "C", "D", "E"];
        let rows = |stakes: &BTreeMap<(usize, usize), u32>| -> Vec<(&str, u32, &str)> {
            stakes.iter().map(|((o, e), s)| (PARTIES[*o], *s, PARTIES[*e])).collect()
        };
        let before = blocked(&rows(&stakes));
        let mut reversed = rows(&stakes);
        reversed.reverse();
        prop_assert_eq!(&blocked(&reversed), &before);
        let mut more = stakes.clone();
        let share = more.entry((extra.0, extra.1)).or_insert(0);
        *share = (*share + extra.2).min(100);
        let after = blocked(&rows(&more));
        prop_assert!(before.iter().all(|name| after.contains(name)));
    }
}

/// FAQ 415: what parties under a directive hold is not added to what blocked ones hold, nor to what those under another hold.
#[test]
fn shares_under_a_directive_are_not_added_to_those_of_blocked_parties() {
    let owners = [
        listed("D1", "US", "UKRAINE-EO13662-D1"),
        listed("D1b", "US", "UKRAINE-EO13662-D1"),
        listed("D2", "US", "UKRAINE-EO13662-D2"),
        listed("SDN", "US", "SDGT"),
    ];
    let csv = "owner_id,owned_name,share\nD1,MIXED,40\nSDN,MIXED,40\nD1,TWO DIRECTIVES,30\nD2,TWO DIRECTIVES,30\n\
               D1,ONE DIRECTIVE,30\nD1b,ONE DIRECTIVE,30\nD1,BOTH,50\nSDN,BOTH,50\n";
    let derived = derive_from(csv, &owners, None).0;
    let programs: BTreeMap<&str, String> = derived
        .iter()
        .map(|d| (d.primary_name(), d.programs.join(";")))
        .collect();
    let expected = BTreeMap::from([
        ("ONE DIRECTIVE", "UKRAINE-EO13662-D1".to_owned()),
        ("BOTH", "SDGT;UKRAINE-EO13662-D1".to_owned()),
    ]);
    assert_eq!(programs, expected);
}

#[test]
fn a_program_may_say_from_what_share_on_and_with_whom() {
    let owners = [
        listed("A", "XX", "P"),
        listed("B", "XX", "Q"),
        listed("C", "XX", "R"),
    ];
    let rule = |program: &str, threshold, with: Option<&[&str]>| OwnershipRule {
        authority: "XX".to_owned(),
        program: Some(program.to_owned()),
        threshold,
        from: None,
        aggregate_with: with.map(|with| with.iter().map(ToString::to_string).collect()),
    };
    let csv = "owner_id,owned_name,share\nA,HALF,50\nA,WITH Q,30\nB,WITH Q,30\nA,WITH R,30\nC,WITH R,30\n";
    let names = |rules: &[OwnershipRule]| {
        let derived = derive_by(rules, csv, &owners, None).0;
        let names = derived
            .iter()
            .map(|d| format!("{}: {}", d.primary_name(), d.programs.join(";")));
        names.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(names(&[]), "HALF: P, WITH Q: P;Q, WITH R: P;R");
    assert_eq!(names(&[rule("P", None, Some(&["Q"]))]), "HALF: P, WITH Q: P");
    assert_eq!(
        names(&[rule("P", Some(Threshold::OverHalf), Some(&["Q"]))]),
        "WITH Q: P"
    );
    assert_eq!(names(&[rule("P", Some(Threshold::None), None)]), "");
}
