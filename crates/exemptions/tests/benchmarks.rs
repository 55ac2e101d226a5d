//! What is asked in numbers, findings that measure it, and findings that are corrected or withdrawn.

mod support;

use portcullis_exemptions::{DayKind, RuleError, Rulebook};
use support::{Snippets, date};

const PROGRAM: &str = r#"
[[program]]
id = "P"
authority = "UN"
measures = ["asset-freeze"]
monitors = ["A", "B"]
quorum = 2
  [[program.phase]]
  from = 2020-01-01
  state = "suspended"
  basis = "the agreement"
  review_by = 2025-06-30
  [[program.step]]
  id = "freeze"
  measures = ["asset-freeze"]
  enter_when = "breach"
  ease_when = "compliance"
  [[program.benchmark]]
  id = "stock"
  criterion = "compliance"
  indicator = "stock of uranium"
  comparison = "<="
  threshold = "300"
  unit = "kg"
  source = "quarterly report"
  published = 2019-12-01
  [[program.milestone]]
  date = 2024-03-01
  review = "second review"
  criteria = ["compliance", "breach"]
  [[program.milestone]]
  date = 2022-03-01
  review = "first review"
"#;

const HEADER: &str = "date,program,criterion,verdict,monitor,evidence,indicator,value,revises\n";

fn load(programs: &str, rows: &[&str]) -> Result<Rulebook, RuleError> {
    let findings = format!("{HEADER}{}\n", rows.join("\n"));
    Snippets {
        programs,
        findings: if rows.is_empty() { "" } else { &findings },
        ..Snippets::default()
    }
    .load()
}

fn standing(rows: &[&str], day: &str) -> String {
    let rules = load(PROGRAM, rows).expect("rules");
    rules.program_status("P", date(day)).expect("a program").standing
}

fn problem(programs: &str, rows: &[&str]) -> String {
    load(programs, rows).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn a_finding_that_is_withdrawn_before_the_quorum_moves_nothing() {
    let first = "2021-01-01,P,breach,met,A,report 1,,,";
    let second = "2021-03-01,P,breach,met,B,report 2,,,";
    assert_eq!(standing(&[first, second], "2021-04-01"), "suspended, step freeze");
    let withdrawn = "2021-02-01,P,breach,withdrawn,A,letter,,,2";
    assert_eq!(standing(&[first, withdrawn, second], "2021-04-01"), "suspended");
    // On the day itself, too.
    let at_once = "2021-01-01,P,breach,withdrawn,A,letter,,,2";
    assert_eq!(standing(&[first, at_once, second], "2021-04-01"), "suspended");
}

#[test]
fn a_withdrawal_after_the_move_moves_nothing_back_and_the_record_shows_both() {
    let rows = [
        "2021-01-01,P,breach,met,A,report 1,,,",
        "2021-01-01,P,breach,met,B,report 2,,,",
        "2021-05-01,P,breach,withdrawn,A,the indicator was manipulated,,,2",
    ];
    assert_eq!(standing(&rows, "2021-06-01"), "suspended, step freeze");
    let rules = load(PROGRAM, &rows).unwrap();
    let told: Vec<String> = rules
        .timeline("P")
        .unwrap()
        .iter()
        .map(|change| format!("{} {}: {}", change.date, change.kind, change.why))
        .collect();
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(
        told[1].starts_with("2021-01-01 entered: breach is met, 2 of 2 needed"),
        "{told:#?}"
    );
    assert_eq!(
        told[2],
        "2021-05-01 noted: A withdraws what it said of breach (the indicator was manipulated); 0 of 2 needed"
    );
}

#[test]
fn a_correction_counts_in_the_place_of_what_it_corrects() {
    let rows = [
        "2021-01-01,P,breach,met,A,report 1,,,",
        "2021-02-01,P,breach,not-met,A,report 1a,,,2",
        "2021-03-01,P,breach,met,B,report 2,,,",
    ];
    assert_eq!(standing(&rows, "2021-04-01"), "suspended");
    let same_day = [
        "2021-01-01,P,breach,not-met,A,report 1,,,",
        "2021-01-01,P,breach,met,A,report 1a,,,2",
        "2021-03-01,P,breach,met,B,report 2,,,",
    ];
    assert_eq!(standing(&same_day, "2021-04-01"), "suspended, step freeze");
}

#[test]
fn a_value_must_agree_with_the_verdict() {
    assert_eq!(
        problem(PROGRAM, &["2021-01-01,P,compliance,met,A,r,stock,300,"]),
        ""
    );
    assert_eq!(
        problem(PROGRAM, &["2021-01-01,P,compliance,not-met,A,r,stock,300.5,"]),
        ""
    );
    assert_eq!(
        problem(PROGRAM, &["2021-01-01,P,compliance,disputed,A,r,stock,300.5,"]),
        ""
    );
    for (row, says) in [
        (
            "2021-01-01,P,compliance,met,A,r,stock,301,",
            "the verdict is met, but 301 does not meet stock of uranium <= 300 kg (quarterly report); say which is right",
        ),
        (
            "2021-01-01,P,compliance,not-met,A,r,stock,12,",
            "the verdict is not-met, but 12 meets stock of uranium",
        ),
        (
            "2021-01-01,P,breach,met,A,r,stock,301,",
            "`stock` measures compliance, not breach",
        ),
        (
            "2021-01-01,P,compliance,met,A,r,heavy-water,1,",
            "`heavy-water` is no benchmark of P (benchmarks: stock)",
        ),
        (
            "2021-01-01,P,compliance,met,A,r,stock,much,",
            "value: `much` is not a number",
        ),
        (
            "2021-01-01,P,compliance,met,A,r,stock,,",
            "indicator and value go together",
        ),
        (
            "2021-01-01,P,compliance,met,A,r,,12,",
            "indicator and value go together",
        ),
        (
            "2021-01-01,P,compliance,withdrawn,A,r,,,",
            "revises: is empty; say which row is withdrawn",
        ),
        (
            "2021-01-01,P,compliance,withdrawn,A,r,,,first",
            "`first` is not the line of an earlier row",
        ),
        (
            "2021-01-01,P,compliance,withdrawn,A,r,,,2",
            "no row above this one stands in line 2",
        ),
    ] {
        assert!(
            problem(PROGRAM, &[row]).contains(says),
            "{says}\n{}",
            problem(PROGRAM, &[row])
        );
    }
    let met = "2021-02-01,P,compliance,met,A,r,,,";
    for (row, says) in [
        (
            "2021-03-01,P,compliance,withdrawn,B,r,,,2",
            "line 2 is of another program, criterion or monitor",
        ),
        (
            "2021-01-01,P,compliance,withdrawn,A,r,,,2",
            "line 2 is of 2021-02-01, after this row (2021-01-01)",
        ),
    ] {
        assert!(
            problem(PROGRAM, &[met, row]).contains(says),
            "{says}\n{}",
            problem(PROGRAM, &[met, row])
        );
    }
}

#[test]
fn what_is_wrong_with_a_benchmark_or_a_milestone_is_told() {
    for (from, to, says) in [
        (
            "  source = \"quarterly report\"\n",
            "",
            "benchmark.source: is missing",
        ),
        (
            "criterion = \"compliance\"\n",
            "criterion = \"obedience\"\n",
            "no step has the criterion `obedience` (criteria: breach, compliance)",
        ),
        (
            "comparison = \"<=\"",
            "comparison = \"under\"",
            "benchmark.comparison",
        ),
        (
            "threshold = \"300\"",
            "threshold = \"few\"",
            "`few` is not a number in quotes",
        ),
        (
            "criteria = [\"compliance\", \"breach\"]",
            "criteria = [\"peace\"]",
            "milestone.criteria: no step has the criterion `peace`",
        ),
        (
            "  review = \"first review\"\n",
            "",
            "milestone.review: is missing",
        ),
        ("date = 2022-03-01", "date = \"spring\"", "milestone.date"),
    ] {
        assert!(PROGRAM.contains(from), "{from}");
        let told = problem(&PROGRAM.replacen(from, to, 1), &[]);
        assert!(told.contains(says), "{says}\n{told}");
    }
    let twice = format!(
        "{PROGRAM}{}",
        &PROGRAM[PROGRAM.find("  [[program.benchmark]]").unwrap()
            ..PROGRAM.find("  [[program.milestone]]").unwrap()]
    );
    assert!(problem(&twice, &[]).contains("benchmark.id: `stock` is there twice"));
}

#[test]
fn the_calendar_has_phases_reviews_milestones_and_licenses_in_order() {
    let rules = Snippets {
        programs: PROGRAM,
        licenses: "[[license]]\nid = \"l\"\nauthority = \"UN\"\nkind = \"general\"\ncitation = \"text\"\nprograms = [\"P\"]\nvalid_from = 2021-05-05\nvalid_until = 2024-03-01\npurposes = [\"food\"]\n",
        ..Snippets::default()
    }
    .rules();
    let told = |from: &str, to: Option<&str>| -> Vec<String> {
        rules
            .calendar(date(from), to.map(date))
            .iter()
            .map(|day| format!("{} {} {}: {}", day.date, day.kind, day.id, day.what))
            .collect()
    };
    assert_eq!(
        told("2020-01-01", None),
        [
            "2020-01-01 phase P: suspended: the agreement",
            "2021-05-05 license-begins l: text",
            "2022-03-01 milestone P: first review",
            "2024-03-01 milestone P: second review: compliance, breach",
            "2024-03-01 license-ends l: text",
            "2025-06-30 review P: the agreement",
        ]
    );
    assert_eq!(told("2022-03-02", Some("2024-03-01")).len(), 2);
    // A review that a later phase forestalled is no day to wait for.
    let renewed = PROGRAM.replace(
        "  [[program.step]]",
        "  [[program.phase]]\n  from = 2025-05-30\n  state = \"suspended\"\n  [[program.step]]",
    );
    let renewed = load(&renewed, &[]).unwrap().calendar(date("2020-01-01"), None);
    assert!(renewed.iter().all(|day| day.kind != DayKind::Review));
    assert_eq!(
        rules
            .program_status("P", date("2023-01-01"))
            .unwrap()
            .milestones
            .len(),
        1
    );
}
