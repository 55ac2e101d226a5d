//! Labelled pairs of names.
#![allow(clippy::unwrap_used)] // Helpers of tests are not tests to clippy.

use std::path::Path;

use portcullis_evaluation::{
    EvaluationError, LabelledPair, LabelledRow, PairScorer, ScoredPairs, pairs, score_pairs,
};
use portcullis_model::{Schema, Score};
use proptest::prelude::*;

fn read(csv: &str) -> Result<Vec<LabelledPair>, EvaluationError> {
    LabelledPair::read(Path::new("pairs.csv"), csv.as_bytes())
}

fn error(csv: &str) -> String {
    read(csv).unwrap_err().to_string()
}

const SAMPLE: &str = "\
case_group,schema,name1,name2,is_match,quality,notes
a,Person,Viktor Bout,\"BOUT, Viktor\",true,STRONG,
a,Person,Viktor Bout,Maria Gonzalez,false,STRONG,
b,Company,Rosneft Trading LLC,Kelleher Foods Ltd,TRUE,weak,labelled wrongly on purpose
,Person,Sirajuddin Haqqani,Sirajuddin Haqqani,no,,labelled wrongly on purpose
";

#[test]
fn every_pair_counts_in_all_in_its_group_and_by_quality() {
    let report = ScoredPairs::of(read(SAMPLE).unwrap()).report(Score::from_fraction(0.85));
    let counts = |group: &str| {
        let m = report.groups[group];
        (
            m.n,
            m.true_positives,
            m.false_positives,
            m.false_negatives,
            m.true_negatives,
        )
    };
    assert_eq!(
        report.groups.keys().collect::<Vec<_>>(),
        ["-", "a", "all", "b", "quality:STRONG", "quality:WEAK"]
    );
    assert_eq!(counts("all"), (4, 1, 1, 1, 1));
    assert_eq!(counts("a"), (2, 1, 0, 0, 1));
    assert_eq!(counts("b"), (1, 0, 0, 1, 0));
    assert_eq!(counts("-"), (1, 0, 1, 0, 0));
    assert_eq!(counts("quality:STRONG"), (2, 1, 0, 0, 1));
    assert_eq!(counts("quality:WEAK"), (1, 0, 0, 1, 0));
    assert_eq!(report.all, report.groups["all"]);
}

#[test]
fn the_report_has_the_keys_of_the_contract_in_its_order() {
    let mut report = ScoredPairs::of(read(SAMPLE).unwrap()).report(Score::from_fraction(0.85));
    report.micros_per_pair = 1.5;
    report.groups.retain(|group, _| group == "b");
    assert_eq!(
        serde_json::to_string(&report).unwrap(),
        concat!(
            r#"{"threshold":0.85,"n":4,"tp":1,"fp":1,"fn":1,"tn":1,"precision":0.5,"recall":0.5,"f1":0.5,"accuracy":0.5,"#,
            r#""micros_per_pair":1.5,"groups":{"b":{"n":1,"tp":0,"fp":0,"fn":1,"tn":0,"#,
            r#""precision":0.0,"recall":0.0,"f1":0.0,"accuracy":0.0}}}"#
        )
    );
}

#[test]
fn without_the_optional_columns_there_is_one_group() {
    let scored = ScoredPairs::of(read("is_match,name2,name1,schema\nfalse,B,A,\n").unwrap());
    assert_eq!(scored.pairs[0].schema, Schema::Unknown);
    assert_eq!(
        scored.report(Score::ONE).groups.keys().collect::<Vec<_>>(),
        ["all"]
    );
}

#[test]
fn a_pair_exactly_at_the_threshold_matches() {
    let scored =
        ScoredPairs::of(read("schema,name1,name2,is_match\nPerson,Viktor Bout,Victor But,1\n").unwrap());
    let at = scored.scores[0];
    let just_above = Score::from_ten_thousandths(at.ten_thousandths() + 1);
    assert!(at > Score::ZERO && at < Score::ONE);
    assert_eq!(scored.report(at).all.true_positives, 1);
    assert_eq!(scored.report(just_above).all.true_positives, 0);
}

#[test]
fn failures_show_the_pair_its_score_and_why() {
    let scored = ScoredPairs::of(read(SAMPLE).unwrap());
    let mut out = Vec::new();
    scored
        .write_failures(Score::from_fraction(0.85), &mut out)
        .unwrap();
    let lines: Vec<serde_json::Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0]["kind"].as_str(), lines[0]["line"].as_u64()),
        (Some("miss"), Some(4))
    );
    assert_eq!(
        (lines[1]["kind"].as_str(), lines[1]["score"].as_f64()),
        (Some("false-alarm"), Some(1.0))
    );
    assert_eq!(lines[1]["evidence"][0]["query"], "sirajuddin");
}

#[test]
fn bad_input_is_named_with_file_line_and_reason() {
    assert_eq!(
        error("schema,name1,name2\nPerson,A,B\n"),
        "pairs.csv:1: there is no column `is_match` (found schema, name1, name2); add it, or rename the column that holds it"
    );
    assert_eq!(
        error("schema,name1,name2,is_match\nPerson,A,B,true\nPerson,A,B,maybe\n"),
        "pairs.csv:3: is_match is `maybe`; write true or false"
    );
    assert_eq!(
        error("schema,name1,name2,is_match\nRobot,A,B,true\n"),
        "pairs.csv:2: schema is `Robot`; write one of person, organization (also Company, LegalEntity, \
         PublicBody), vessel, aircraft, or nothing"
    );
    assert_eq!(
        error("schema,name1,name2,is_match\nPerson,\"A\nB\",C,true\nPerson,A, ,true\n"),
        "pairs.csv:4: name2 is empty; fill it in or remove the row"
    );
    assert_eq!(
        error("case_group,schema,name1,name2,is_match\nall,Person,A,B,true\n"),
        "pairs.csv:2: case_group `all` is the name of a group that is always reported; rename it"
    );
    assert!(
        error("schema,name1,name2,is_match\nPerson,A,B\n")
            .starts_with("pairs.csv:2: the header has 4 fields and this line 3")
    );
    assert!(error("schema,name1,name2,is_match,name1\n").contains("the column `name1` is there twice"));
    assert_eq!(
        error("schema,name1,name2,is_match\n"),
        "pairs.csv: there are no rows below the header, so there is nothing to measure; name a file that has some"
    );
    assert!(
        error("").contains("there is no column `schema` (found none)"),
        "{}",
        error("")
    );
    let latin1 = LabelledPair::read(
        Path::new("p.csv"),
        &b"schema,name1,name2,is_match\nPerson,Jos\xe9,B,true\n"[..],
    );
    assert!(
        latin1
            .unwrap_err()
            .to_string()
            .starts_with("p.csv:2: field 2 is not UTF-8")
    );
    let missing = pairs(Path::new("no/such.csv"), Score::ONE)
        .unwrap_err()
        .to_string();
    assert!(missing.starts_with("no/such.csv: "), "{missing}");
}

#[test]
fn a_byte_order_mark_and_spaces_around_values_do_no_harm() {
    let pairs = read("\u{feff}Schema , name1,NAME2,is_match\nperson, A B , C D, false\n").unwrap();
    assert_eq!((pairs[0].name1.as_str(), pairs[0].name2.as_str()), ("A B", "C D"));
}

#[test]
fn the_public_pairs_are_read_and_scored() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/eval/name_pairs.csv");
    if !Path::new(path).exists() {
        eprintln!("skipped: {path} is not there");
        return;
    }
    let scored = score_pairs(Path::new(path)).unwrap();
    let report = scored.report(Score::from_fraction(0.85));
    assert_eq!(report.all.n, 385);
    let grouped: u64 = report
        .groups
        .iter()
        .filter(|(g, _)| *g != "all" && !g.starts_with("quality:"))
        .map(|(_, m)| m.n)
        .sum();
    assert_eq!(grouped, 385, "every pair is in one group");
    // Any scorer that is of use does better than calling every pair a match, which has an F1 of 0.68.
    assert!(report.all.f1 > 0.75, "F1 {}", report.all.f1);
}

/// Names that have words in common, whole, spoiled, joined and left out.
fn name() -> impl Strategy<Value = String> {
    let words = [
        "Viktor",
        "Bout",
        "Anatolijevitch",
        "Victor",
        "BUT,",
        "V",
        "Al",
        "Haqqani",
        "Sirajuddin",
        "LLC",
        "7",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..5).prop_map(|words| words.join(" "))
}

#[test]
fn the_better_direction_counts() {
    // Written as one word, a name finds the listed words; two words do not find a listed one that joins three.
    let (joined, apart) = ("Sirajuddinhaqqanikhalil", "Sirajuddin Haqqani Khalil");
    let mut scorer = PairScorer::default();
    let score = scorer.score(Schema::Person, joined, apart);
    assert!(score > Score::from_fraction(0.9), "{score}");
    assert_eq!(score, scorer.score(Schema::Person, apart, joined));
}

proptest! {
    #[test]
    fn the_order_of_the_two_names_does_not_matter(a in name(), b in name(), person in any::<bool>()) {
        let schema = if person { Schema::Person } else { Schema::Organization };
        let mut scorer = PairScorer::default();
        let score = scorer.score(schema, &a, &b);
        prop_assert_eq!(score, scorer.score(schema, &b, &a));
        prop_assert_eq!(score, scorer.explain(schema, &a, &b).0);
    }

    #[test]
    fn any_text_can_be_compared(a in "\\PC{0,60}", b in any::<String>()) {
        PairScorer::default().explain(Schema::Unknown, &a, &b);
    }
}
