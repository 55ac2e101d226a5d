//! Queries and negatives against a list.
#![allow(clippy::unwrap_used)] // Helpers of tests are not tests to clippy.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_evaluation::{
    CURVE_FLOOR, EvaluationError, LabelledFile, LabelledRow, Negative, Observations, Peer, Query, ReadAs,
    observe, observe_as, observe_files, screening, write_failures,
};
use portcullis_index::{Index, build};
use portcullis_matcher::{MatchOptions, Matcher};
use portcullis_model::{Designation, Name, NameKind, Schema, Score};
use proptest::prelude::*;
use serde_json::Value;

fn designation(id: &str, schema: Schema, names: &[&str]) -> Designation {
    let mut designation = Designation::new(id, "Test", "UN", schema);
    let kinds = std::iter::once(NameKind::Primary).chain(std::iter::repeat(NameKind::Alias));
    designation.names = names
        .iter()
        .zip(kinds)
        .map(|(name, kind)| Name::new(*name, kind))
        .collect();
    designation
}

fn list() -> Vec<Designation> {
    vec![
        designation(
            "t-1",
            Schema::Person,
            &["BOUT, Viktor Anatolijevitch", "BUTT, Victor"],
        ),
        designation("t-2", Schema::Person, &["HAQQANI, Sirajuddin"]),
        designation("t-3", Schema::Organization, &["NOVOROSSIYSK GRAIN TERMINAL OAO"]),
        designation("t-4", Schema::Vessel, &["SHIN KWANG 7"]),
    ]
}

fn matcher(threshold: f32) -> Matcher {
    let index = Arc::new(Index::from_bytes(build(&list(), &[]).unwrap()).unwrap());
    let threshold = Score::from_fraction(threshold);
    Matcher::new(
        index,
        MatchOptions {
            threshold,
            ..MatchOptions::default()
        },
    )
}

fn file<R: LabelledRow>(label: &str, csv: &str) -> LabelledFile<R> {
    let path = PathBuf::from(format!("{label}.csv"));
    LabelledFile {
        label: label.to_owned(),
        rows: R::read(&path, csv.as_bytes()).unwrap(),
        path,
    }
}

const QUERIES: &str = "\
query,schema,list_id,category
Viktor Anatolijevitch Bout,Person,t-1,plain
Viktor Anatolijevich Bout,person,t-1,typo
HAQQANI Sirajuddin,,t-1; t-2,plain
Novorossiysk Grain Terminal,VESSEL,t-3,plain
Completely Another Name,Person,t-2,typo
";

const NEGATIVES: &str = "\
name,category
Ingeborg Abrahamsen,plain
Viktor Anatolijevitch Bout,plain
Kathryn Barr,plain
";

fn observed(threshold: f32) -> (Matcher, Observations) {
    let matcher = matcher(threshold);
    let observations = observe_files(
        &matcher,
        vec![file("asked", QUERIES)],
        vec![file::<Negative>("clean", NEGATIVES)],
    )
    .unwrap();
    (matcher, observations)
}

#[test]
fn the_report_has_the_keys_of_the_contract_in_its_order() {
    let mut report = observed(0.85).1.report(Score::from_fraction(0.85)).unwrap();
    report.names_per_second = 8.0;
    assert_eq!(
        serde_json::to_string(&report).unwrap(),
        concat!(
            r#"{"threshold":0.85,"list_names":5,"recall":{"asked":{"n":5,"found":3,"recall":0.6,"by_category":"#,
            r#"{"plain":{"n":3,"found":2,"recall":0.666667},"typo":{"n":2,"found":1,"recall":0.5}}}},"#,
            r#""alert_rate":{"clean":{"n":3,"alerted":1,"rate":0.333333}},"names_per_second":8.0}"#
        )
    );
}

#[test]
fn a_query_is_found_by_any_of_its_ids_and_searches_its_kind_only() {
    let scores = &observed(0.85).1.queries[0].scores;
    assert_eq!(scores[0], Some(Score::ONE));
    assert!(scores[1].is_some_and(|score| score < Score::ONE));
    assert_eq!(scores[2], Some(Score::ONE), "one of two ids is enough");
    assert_eq!(
        scores[3], None,
        "a vessel is asked for and an organization listed"
    );
    assert_eq!(scores[4], None);
}

#[test]
fn a_hit_on_another_designation_does_not_count_as_found() {
    let queries = file("asked", "query,list_id\nViktor Anatolijevitch Bout,t-2\n");
    let matcher = matcher(0.85);
    let report = observe_files(&matcher, vec![queries], Vec::new())
        .unwrap()
        .report(Score::ONE)
        .unwrap();
    assert_eq!(
        (report.recall["asked"].all.n, report.recall["asked"].all.found),
        (1, 0)
    );
    assert!(report.recall["asked"].by_category.is_empty());
}

#[test]
fn negatives_are_screened_against_every_kind() {
    // A payment does not say what kind of party it names, so a column that does must not help.
    let csv = "full_name,schema\nNovorossiysk Grain Terminal OAO,Person\n";
    let report = observe_files(&matcher(0.85), Vec::new(), vec![file("clean", csv)]).unwrap();
    assert_eq!(report.negatives[0].scores, [Some(Score::ONE)]);
}

#[test]
fn an_id_that_is_not_listed_is_an_error_that_names_file_and_line() {
    let queries = file::<Query>("asked", "query,list_id\nA B,t-1\nA B,t-1;t-9\n");
    let error = observe_files(&matcher(0.85), vec![queries], Vec::new())
        .unwrap_err()
        .to_string();
    let wanted =
        "asked.csv:3: list_id `t-9` is not in the index; compile the list that has it, or remove the row";
    assert_eq!(error, wanted);
}

#[test]
fn bad_input_is_named_with_file_line_and_reason() {
    let query = |csv: &str| {
        Query::read(Path::new("q.csv"), csv.as_bytes())
            .unwrap_err()
            .to_string()
    };
    let negative = |csv: &str| {
        Negative::read(Path::new("n.csv"), csv.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        query("name,list_id\nA,t-1\n"),
        "q.csv:1: there is no column `query` or `creditor_name` (found name, list_id); add it, or rename the column that holds it"
    );
    assert_eq!(
        query("query,list_id\nA,t-1\nB,\n"),
        "q.csv:3: list_id is empty; fill it in or remove the row"
    );
    assert_eq!(
        query("query,list_id\nA,;\n"),
        "q.csv:2: list_id `;` holds no id; write ids joined by `;`"
    );
    assert_eq!(
        negative("nam\nA\n"),
        "n.csv:1: there is no column `full_name` or `name` (found nam); add it, or rename the column that holds it"
    );
    assert_eq!(
        negative("name,x\n,1\n"),
        "n.csv:2: name is empty; fill it in or remove the row"
    );
    assert!(matches!(
        observe(&matcher(0.85), &[], &[]),
        Err(EvaluationError::NoFiles)
    ));
}

#[test]
fn nothing_is_said_of_thresholds_below_the_one_that_was_screened_at() {
    let (matcher, observations) = observed(0.85);
    let below = Score::from_fraction(0.84);
    let error = observations.report(below).unwrap_err().to_string();
    let wanted = "names were screened at 0.8500; nothing is known at 0.8400; screen them at 0.8400 or lower";
    assert_eq!(error, wanted);
    assert!(write_failures(&matcher, &observations, below, Vec::new()).is_err());
}

#[test]
fn files_are_called_by_their_stem_or_by_their_path_where_stems_meet() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "query,list_id,name\nViktor Bout,t-1,Viktor Bout\n").unwrap();
        path
    };
    let (one, two, other) = (write("a/same.csv"), write("b/same.csv"), write("b/other.csv"));
    let queries = [one.clone(), two.clone(), other];
    let report = screening(&matcher(0.85), &queries, std::slice::from_ref(&one)).unwrap();
    let labels: Vec<&String> = report.recall.keys().collect();
    assert_eq!(
        labels,
        [&one.display().to_string(), &two.display().to_string(), "other"]
    );
    assert_eq!(
        report.alert_rate.keys().collect::<Vec<_>>(),
        ["same"],
        "queries and negatives are told apart"
    );
    let twice = screening(&matcher(0.85), &[], &[one.clone(), one.clone()])
        .unwrap_err()
        .to_string();
    assert_eq!(
        twice,
        format!("{}: given twice; give each file once", one.display())
    );
}

#[test]
fn failures_are_the_misses_and_false_alarms_with_their_evidence() {
    let (matcher, observations) = observed(0.7);
    let mut out = Vec::new();
    write_failures(&matcher, &observations, Score::from_fraction(0.85), &mut out).unwrap();
    let lines: Vec<Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["miss", "miss", "false-alarm"]);
    assert_eq!(
        (lines[0]["file"].as_str(), lines[0]["line"].as_u64()),
        (Some("asked"), Some(5))
    );
    assert_eq!(lines[0]["wanted"][0]["designation_id"], "t-3");
    assert_eq!(
        lines[0]["wanted"][0]["primary_name"],
        "NOVOROSSIYSK GRAIN TERMINAL OAO"
    );
    assert_eq!(lines[0]["best_other"], Value::Null);
    assert_eq!(
        (&lines[1]["wanted"][0]["score"], &lines[1]["category"]),
        (&Value::from(0.0), &Value::from("typo"))
    );
    let alarm = &lines[2];
    assert_eq!(
        (&alarm["query"], &alarm["designation_id"]),
        (&"Viktor Anatolijevitch Bout".into(), &"t-1".into())
    );
    assert_eq!(
        (&alarm["hits"], &alarm["score"], &alarm["threshold"]),
        (&1.into(), &1.0.into(), &0.85.into())
    );
    assert_eq!(alarm["matched_name"], "BOUT, Viktor Anatolijevitch");
    assert_eq!(alarm["evidence"].as_array().unwrap().len(), 3);
}

#[test]
fn a_miss_shows_the_hit_that_stood_in_its_place() {
    let queries = file("asked", "query,list_id\nViktor Anatolijevitch Bout,t-2\n");
    let matcher = matcher(0.85);
    let observations = observe_files(&matcher, vec![queries], Vec::new()).unwrap();
    let mut out = Vec::new();
    write_failures(&matcher, &observations, Score::from_fraction(0.85), &mut out).unwrap();
    let line: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(line["best_other"]["designation_id"], "t-1");
    assert_eq!(line["wanted"][0]["designation_id"], "t-2");
}

#[test]
fn the_curve_has_a_row_for_each_hundredth() {
    let curve = observed(0.7).1.curve();
    assert_eq!(curve.thresholds.first(), Some(&CURVE_FLOOR));
    assert_eq!(curve.thresholds.last(), Some(&Score::ONE));
    let mut csv = Vec::new();
    curve.write_csv(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "threshold,recall:asked,recall:asked (mean of categories),alert_rate:clean"
    );
    assert!(lines.contains(&"0.85,0.6,0.583334,0.333333"), "{csv}");
    assert_eq!(lines[lines.len() - 1], "1.00,0.4,0.333334,0.333333");
    for hundredth in 70..=100u32 {
        let start = format!("{}.{:02},", hundredth / 100, hundredth % 100);
        assert_eq!(
            lines.iter().filter(|line| line.starts_with(&start)).count(),
            1,
            "{start}"
        );
    }
}

#[test]
fn the_picture_has_our_curve_and_the_peers_that_have_the_same_files() {
    let peer = |name: &str, negatives: &str| Peer {
        name: name.to_owned(),
        recall: [("asked (mean of categories)".to_owned(), 0.5)].into(),
        alert_rate: [(negatives.to_owned(), 0.02)].into(),
    };
    let curve = observed(0.7).1.curve();
    let svg = curve
        .svg(&[peer("peer <a>", "clean"), peer("peer b", "other")])
        .unwrap();
    assert!(
        svg.contains("peer &lt;a&gt;: recall 0.5000, alert rate 0.02000"),
        "{svg}"
    );
    assert!(!svg.contains("peer b"), "its mean is over other files");
    assert_eq!(svg.matches("<polyline").count(), 1);
    assert_eq!(svg.matches("<circle").count(), curve.thresholds.len());
    assert_eq!(
        svg,
        curve.svg(&[peer("peer <a>", "clean")]).unwrap(),
        "the same figures give the same bytes"
    );
}

#[test]
fn a_picture_without_negatives_is_refused() {
    let observations = observe_files(&matcher(0.7), vec![file("asked", QUERIES)], Vec::new()).unwrap();
    assert!(matches!(
        observations.curve().svg(&[]),
        Err(EvaluationError::NothingToDraw)
    ));
}

#[test]
fn bands_tell_what_each_caught_and_raised() {
    let bands = observed(0.7).1.bands();
    assert_eq!((bands.queries, bands.negatives), (5, 3));
    assert_eq!(bands.bands.iter().map(|band| band.caught).sum::<u64>(), 3);
    let last = bands.bands[bands.bands.len() - 1];
    assert_eq!(
        (last.from, last.to, last.caught, last.raised),
        (Score::ONE, None, 2, 1)
    );
    let first = bands.bands[0];
    assert_eq!((first.from, first.recall_from), (Score::from_fraction(0.7), 0.6));
    let table = bands.to_string();
    assert_eq!(table.lines().count(), 2 + bands.bands.len());
    assert!(table.contains("[0.70, 0.75)"), "{table}");
}

#[test]
fn a_floor_between_two_bands_begins_a_shorter_band() {
    let bands = observed(0.8725).1.bands().bands;
    assert_eq!(
        (bands[0].from, bands[0].to),
        (Score::from_fraction(0.8725), Some(Score::from_fraction(0.9)))
    );
    assert_eq!(bands.len(), 4);
    let only = observed(1.0).1.bands().bands;
    assert_eq!((only.len(), only[0].to), (1, None));
}

#[test]
fn the_number_of_threads_changes_nothing_but_the_time() {
    let rows: String = (0..700)
        .map(|n| format!("Viktor Bout{n:03}\nSirajuddin {n} Haqqani\n"))
        .collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let negatives = vec![file("clean", &format!("name\n{rows}"))];
        pool.install(|| {
            observe_files(&matcher(0.7), Vec::new(), negatives)
                .unwrap()
                .negatives
        })
    };
    let one = run(1);
    assert!(one[0].scores.iter().any(Option::is_some));
    assert_eq!(one, run(3));
}

#[test]
fn every_labelled_file_that_peers_are_measured_on_can_be_read() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/eval"));
    if !folder.exists() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let open = |name: &str| fs::File::open(folder.join(name)).unwrap();
    for (name, rows) in [
        ("positives_un.csv", 358),
        ("variants.csv", 2_543),
        ("heldout_aliases.csv", 1_492),
        ("cross_script.csv", 71),
    ] {
        assert_eq!(
            Query::read(Path::new(name), open(name)).unwrap().len(),
            rows,
            "{name}"
        );
    }
    for (name, rows) in [
        ("negatives_us.csv", 20_000),
        ("negatives_global.csv", 20_000),
        ("companies.csv", 3_181),
        ("clean_variants.csv", 4_663),
    ] {
        assert_eq!(
            Negative::read(Path::new(name), open(name)).unwrap().len(),
            rows,
            "{name}"
        );
    }
}

/// Names made of listed words, whole, spoiled and left out.
fn name() -> impl Strategy<Value = String> {
    let words = [
        "VIKTOR",
        "BOUT",
        "ANATOLIJEVITCH",
        "VICTOR",
        "BUT",
        "SIRAJUDDIN",
        "HAQANI",
        "GRAIN",
        "TERMINAL",
        "7",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..5).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn one_pass_answers_for_every_threshold_above_its_floor(names in prop::collection::vec(name(), 1..8), t in 7_000u16..=10_000) {
        let threshold = Score::from_ten_thousandths(t);
        let queries: String = names.iter().map(|name| format!("{name},t-1\n")).collect();
        let negatives: String = names.iter().map(|name| format!("{name}\n")).collect();
        let run = |floor: f32| {
            let queries = vec![file("asked", &format!("query,list_id\n{queries}"))];
            let negatives = vec![file("clean", &format!("name\n{negatives}"))];
            let mut report = observe_files(&matcher(floor), queries, negatives).unwrap().report(threshold).unwrap();
            report.names_per_second = 0.0;
            report
        };
        prop_assert_eq!(run(0.7), run(threshold.fraction()));
    }
}

#[test]
fn rows_may_stand_in_a_field_of_a_payment() {
    let folder = tempfile::tempdir().unwrap();
    let (asked, clean) = (folder.path().join("asked.csv"), folder.path().join("clean.csv"));
    let long = "INVOICE 7 FOR MAY AND JUNE AND ALL THAT WAS ORDERED IN THE YEAR BEFORE ";
    fs::write(&asked, format!("query,list_id\n{long}Viktor Bout {long},t-1\n")).unwrap();
    fs::write(&clean, format!("name\n{long}\n")).unwrap();
    let matcher = matcher(0.85);
    let (asked, clean) = ([asked], [clean]);
    for read_as in [ReadAs::Remittance, ReadAs::Address] {
        let observed = observe_as(read_as, &matcher, &asked, &clean).unwrap();
        let report = observed.report(matcher.options().threshold).unwrap();
        assert_eq!(report.recall["asked"].all.found, 1, "{read_as:?}");
        assert_eq!(report.alert_rate["clean"].alerted, 0, "{read_as:?}");
    }
}
