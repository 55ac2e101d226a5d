//! The graded ladder: entered on verified findings with a quorum, eased on verified compliance, one step at a time.

mod support;

use std::collections::BTreeSet;

use portcullis_exemptions::{ChangeKind, Rulebook};
use portcullis_model::{Field, Outcome};
use proptest::prelude::*;
use support::{Snippets, date, decide, designation, hit, payment};

/// Three steps under two criteria, watched by three monitors of whom two must agree.
const PROGRAM: &str = r#"
[[program]]
id = "P"
authority = "UN"
measures = ["asset-freeze"]
monitors = ["A", "B", "C"]
quorum = 2
  [[program.phase]]
  from = 2020-01-01
  state = "suspended"
  basis = "the agreement"
  [[program.step]]
  id = "travel"
  measures = ["travel-ban"]
  enter_when = "breach"
  ease_when = "compliance"
  min_days = 30
  fallback = "FALLBACK"
  [[program.step]]
  id = "freeze"
  measures = ["asset-freeze"]
  designations = ["un-E.*"]
  enter_when = "breach"
  ease_when = "compliance"
  min_days = 10
  fallback = "FALLBACK"
  [[program.step]]
  id = "trade"
  measures = ["trade-ban"]
  enter_when = "grave-breach"
  ease_when = "compliance"
  fallback = "FALLBACK"
"#;

const HEADER: &str = "date,program,criterion,verdict,monitor,evidence\n";

fn rules(fallback: &str, rows: &[&str]) -> Rulebook {
    let findings = format!("{HEADER}{}\n", rows.join("\n"));
    let programs = PROGRAM.replace("FALLBACK", fallback);
    Snippets {
        programs: &programs,
        findings: if rows.is_empty() { "" } else { &findings },
        ..Snippets::default()
    }
    .rules()
}

fn standing(rules: &Rulebook, day: &str) -> String {
    rules
        .program_status("P", date(day))
        .map(|status| status.standing)
        .unwrap_or_default()
}

/// `2024-01-01: entered suspended, step travel`, without the notes.
fn moves(rules: &Rulebook) -> Vec<String> {
    rules
        .timeline("P")
        .unwrap_or_default()
        .iter()
        .filter(|change| {
            matches!(
                change.kind,
                ChangeKind::Entered | ChangeKind::Eased | ChangeKind::Phase
            )
        })
        .map(|change| format!("{} {} {}", change.date, change.kind, change.standing))
        .collect()
}

#[test]
fn a_step_is_entered_when_a_quorum_of_monitors_has_found_its_criterion_met() {
    let one = rules("hold", &["2024-01-01,P,breach,met,A,report 1"]);
    assert_eq!(standing(&one, "2024-06-01"), "suspended");
    let two = rules(
        "hold",
        &[
            "2024-01-01,P,breach,met,A,report 1",
            "2024-01-05,P,breach,met,B,report 2",
        ],
    );
    assert_eq!(standing(&two, "2024-01-04"), "suspended");
    assert_eq!(standing(&two, "2024-01-05"), "suspended, step travel");
    let entered = &two.timeline("P").unwrap()[2];
    assert_eq!(entered.kind, ChangeKind::Entered);
    assert_eq!(
        entered.why,
        "breach is met, 2 of 2 needed: A: met, report 1 (2024-01-01); B: met, report 2 (2024-01-05)"
    );
}

#[test]
fn a_finding_without_evidence_moves_nothing() {
    let unverified = rules(
        "hold",
        &["2024-01-01,P,breach,met,A,report 1", "2024-01-05,P,breach,met,B,"],
    );
    assert_eq!(moves(&unverified), ["2020-01-01 phase suspended"]);
    let noted = unverified.timeline("P").unwrap().last().unwrap();
    assert_eq!(noted.kind, ChangeKind::Noted);
    assert!(noted.why.contains("no evidence, so unverified"), "{}", noted.why);
}

#[test]
fn one_monitor_speaking_twice_is_still_one() {
    let twice = rules(
        "hold",
        &[
            "2024-01-01,P,breach,met,A,report 1",
            "2024-01-02,P,breach,met,A,report 2",
        ],
    );
    assert_eq!(standing(&twice, "2024-06-01"), "suspended");
}

#[test]
fn no_step_is_skipped_and_each_lasts_its_days_and_needs_fresh_findings() {
    let rules = rules(
        "hold",
        &[
            // Step 3's criterion is met from the start; its turn has not come.
            "2024-01-01,P,grave-breach,met,A,g1",
            "2024-01-01,P,grave-breach,met,B,g2",
            "2024-02-01,P,breach,met,A,r1",
            "2024-02-01,P,breach,met,B,r2",
            // Found again five days later: waits until the thirty days of step 1 are over.
            "2024-02-06,P,breach,met,A,r3",
            "2024-02-06,P,breach,met,C,r4",
        ],
    );
    assert_eq!(
        moves(&rules),
        [
            "2020-01-01 phase suspended",
            "2024-02-01 entered suspended, step travel",
            "2024-03-02 entered suspended, step freeze",
            "2024-03-12 entered suspended, step trade",
        ]
    );
}

#[test]
fn verified_compliance_eases_one_step_and_is_then_used_up() {
    let up = [
        "2024-02-01,P,breach,met,A,r1",
        "2024-02-01,P,breach,met,B,r2",
        "2024-03-15,P,breach,met,A,r3",
        "2024-03-15,P,breach,met,B,r4",
    ];
    let with = |rows: &[&str]| rules("hold", &[&up[..], rows].concat());
    let eased = with(&[
        "2024-05-01,P,compliance,met,A,c1",
        "2024-05-02,P,compliance,met,B,c2",
    ]);
    assert_eq!(
        moves(&eased)[2..],
        [
            "2024-03-15 entered suspended, step freeze",
            "2024-05-02 eased suspended, step travel"
        ]
    );
    assert_eq!(standing(&eased, "2030-01-01"), "suspended, step travel");
    let twice = with(&[
        "2024-05-01,P,compliance,met,A,c1",
        "2024-05-02,P,compliance,met,B,c2",
        "2024-07-01,P,compliance,met,A,c3",
        "2024-07-01,P,compliance,met,B,c4",
    ]);
    assert_eq!(standing(&twice, "2024-07-01"), "suspended");
    // One monitor who says otherwise, or a doubt without evidence, is enough to keep a measure.
    for doubt in [
        "2024-05-02,P,compliance,not-met,C,c3",
        "2024-05-02,P,compliance,disputed,C,",
        "2024-05-02,P,compliance,disputed,C,c3",
        "2024-05-02,P,compliance,not-met,C,",
    ] {
        let kept = with(&[
            "2024-05-01,P,compliance,met,A,c1",
            "2024-05-02,P,compliance,met,B,c2",
            doubt,
        ]);
        assert_eq!(standing(&kept, "2030-01-01"), "suspended, step freeze", "{doubt}");
    }
    // Compliance that was found before the breach does not ease what the breach brought.
    let stale = with(&[
        "2024-01-05,P,compliance,met,A,c1",
        "2024-01-05,P,compliance,met,B,c2",
    ]);
    assert_eq!(standing(&stale, "2030-01-01"), "suspended, step freeze");
    // A breach found again on the same day contradicts it.
    let again = with(&[
        "2024-05-01,P,compliance,met,A,c1",
        "2024-05-01,P,compliance,met,B,c2",
        "2024-05-01,P,breach,met,C,r5",
    ]);
    assert_eq!(standing(&again, "2030-01-01"), "suspended, step freeze");
}

#[test]
fn a_dispute_holds_escalates_or_is_passed_over_as_the_step_says() {
    let rows = [
        "2024-02-01,P,breach,met,A,r1",
        "2024-02-01,P,breach,disputed,B,r2",
    ];
    assert_eq!(standing(&rules("hold", &rows), "2030-01-01"), "suspended");
    assert_eq!(
        rules("hold", &rows).timeline("P").unwrap()[1].kind,
        ChangeKind::Held
    );
    assert_eq!(standing(&rules("ease", &rows), "2030-01-01"), "suspended");
    assert_eq!(
        standing(&rules("escalate", &rows), "2024-02-01"),
        "suspended, step travel"
    );
    // Even to escalate a quorum must have spoken with evidence.
    assert_eq!(
        standing(&rules("escalate", &rows[1..]), "2030-01-01"),
        "suspended"
    );
    // While a dispute stands, `hold` keeps what there is; `ease` lets verified compliance ease it.
    let disputed_above = [
        "2024-02-01,P,breach,met,A,r1",
        "2024-02-01,P,breach,met,B,r2",
        "2024-04-01,P,breach,disputed,C,r3",
        "2024-05-01,P,compliance,met,A,c1",
        "2024-05-01,P,compliance,met,B,c2",
    ];
    assert_eq!(
        standing(&rules("hold", &disputed_above), "2030-01-01"),
        "suspended, step travel"
    );
    assert_eq!(
        standing(&rules("ease", &disputed_above), "2030-01-01"),
        "suspended"
    );
}

#[test]
fn a_phase_of_the_law_that_ends_a_program_ends_its_steps() {
    let programs = PROGRAM.replace("FALLBACK", "hold").replace(
        "  [[program.step]]\n  id = \"travel\"",
        "  [[program.phase]]\n  from = 2024-06-01\n  state = \"terminated\"\n  [[program.step]]\n  id = \"travel\"",
    );
    let findings = format!("{HEADER}2024-02-01,P,breach,met,A,r1\n2024-02-01,P,breach,met,B,r2\n");
    let rules = Snippets {
        programs: &programs,
        findings: &findings,
        ..Snippets::default()
    }
    .rules();
    assert_eq!(standing(&rules, "2024-05-31"), "suspended, step travel");
    assert_eq!(standing(&rules, "2024-06-01"), "terminated");
    assert_eq!(
        rules.timeline("P").unwrap().last().unwrap().why,
        "no basis given; the ladder is left"
    );
}

#[test]
fn what_was_found_before_a_program_was_suspended_does_not_count_after_it() {
    let programs = PROGRAM.replace("FALLBACK", "hold");
    let with = |from: &str| {
        let findings = format!("{HEADER}2024-02-01,P,breach,met,A,r1\n2024-02-03,P,breach,met,B,r2\n");
        let programs = programs.replace("2020-01-01", from);
        let rules = Snippets {
            programs: &programs,
            findings: &findings,
            ..Snippets::default()
        }
        .rules();
        standing(&rules, "2030-01-01")
    };
    assert_eq!(with("2024-02-01"), "suspended, step travel");
    assert_eq!(with("2024-02-02"), "suspended");
}

#[test]
fn a_step_binds_the_designations_that_it_names_from_its_day_on() {
    let rules = rules(
        "hold",
        &[
            "2024-02-01,P,breach,met,A,r1",
            "2024-02-01,P,breach,met,B,r2",
            "2024-03-15,P,breach,met,A,r3",
            "2024-03-15,P,breach,met,B,r4",
        ],
    );
    let on = |id: &str, day: &str| {
        let mut payment = payment();
        payment.value_date = Some(date(day));
        decide(
            &rules,
            &payment,
            &[(hit(Field::CREDITOR, true), designation(id, "UN", &["P"]))],
        )
    };
    assert_eq!(on("un-E.1", "2024-03-14").outcome, Outcome::Clear);
    assert_eq!(on("un-I.1", "2024-03-15").outcome, Outcome::Clear);
    let blocked = on("un-E.1", "2024-03-15");
    assert_eq!(blocked.outcome, Outcome::Block);
    assert!(
        blocked.reason.contains("suspended, step freeze since 2024-03-15"),
        "{}",
        blocked.reason
    );
}

#[test]
fn a_status_tells_what_is_in_force_since_when_and_whether_a_review_is_overdue() {
    let programs = "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\", \"travel-ban\"]\n[[program.phase]]\nfrom = 2006-12-23\nstate = \"in-force\"\nbasis = \"1737\"\n[[program.phase]]\nfrom = 2010-06-09\nstate = \"in-force\"\nbasis = \"1929\"\nreview_by = 2011-06-09\n";
    let rules = Snippets {
        programs,
        ..Snippets::default()
    }
    .rules();
    let status = |day: &str| rules.program_status("P", date(day)).unwrap();
    let before = status("2006-12-22");
    assert_eq!(
        (before.standing.as_str(), before.in_force, before.since),
        ("not yet in force", false, None)
    );
    let now = status("2011-06-09");
    // Amended, but unbroken since the first day.
    assert_eq!(
        (now.since, now.basis.as_deref()),
        (Some(date("2006-12-23")), Some("1929"))
    );
    assert_eq!(
        (now.next_review, now.review_overdue, now.measures.len()),
        (Some(date("2011-06-09")), false, 2)
    );
    assert!(status("2011-06-10").review_overdue);
    assert!(rules.program_status("Q", date("2020-01-01")).is_none());
}

/// A finding row of any kind, on one of twenty days half a month apart.
fn row() -> impl Strategy<Value = (u32, &'static str, &'static str, &'static str, bool)> {
    (
        0_u32..20,
        prop::sample::select(vec!["breach", "grave-breach", "compliance"]),
        prop::sample::select(vec!["met", "met", "met", "not-met", "disputed"]),
        prop::sample::select(vec!["A", "B", "C"]),
        prop::bool::weighted(0.8),
    )
}

type Row = (u32, &'static str, &'static str, &'static str, bool);

fn text((slot, criterion, verdict, monitor, verified): Row) -> String {
    let day = date("2024-01-01")
        .checked_add(jiff::Span::new().days(i64::from(slot) * 15))
        .expect("a day of 2024");
    let evidence = if verified { "report" } else { "" };
    format!("{day},P,{criterion},{verdict},{monitor},{evidence}")
}

fn of(fallback: &str, rows: &[Row]) -> Rulebook {
    let mut seen = BTreeSet::new();
    // The same row twice is an error.
    let once = rows.iter().filter(|row| seen.insert(**row));
    let rows: Vec<String> = once.map(|row| text(*row)).collect();
    rules(fallback, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn depth(standing: &str) -> i32 {
    match standing.split_once(", step ").map(|(_, step)| step) {
        None => 0,
        Some("travel") => 1,
        Some("freeze") => 2,
        Some(_) => 3,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_findings_of_a_day_does_not_matter(
        rows in prop::collection::vec(row(), 0..16).prop_shuffle(),
        fallback in prop::sample::select(vec!["hold", "escalate", "ease"]),
    ) {
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        let (given, sorted) = (of(fallback, &rows), of(fallback, &sorted));
        prop_assert_eq!(given.timeline("P"), sorted.timeline("P"));
    }

    #[test]
    fn the_ladder_moves_one_step_at_a_time_and_never_by_unverified_findings(
        rows in prop::collection::vec(row(), 0..24),
        fallback in prop::sample::select(vec!["hold", "escalate", "ease"]),
    ) {
        let mut position = 0;
        for change in of(fallback, &rows).timeline("P").unwrap() {
            let next = depth(&change.standing);
            match change.kind {
                ChangeKind::Entered => prop_assert_eq!(next, position + 1),
                ChangeKind::Eased => prop_assert_eq!(next, position - 1),
                _ => prop_assert_eq!(next, position),
            }
            position = next;
        }
        let unverified: Vec<Row> = rows.iter().map(|row| (row.0, row.1, row.2, row.3, false)).collect();
        prop_assert_eq!(moves(&of(fallback, &unverified)).len(), 1);
    }

    #[test]
    fn a_replay_of_what_was_known_gives_what_was_decided(
        rows in prop::collection::vec(row(), 0..16),
        cut in 0_u32..20,
    ) {
        let known: Vec<Row> = rows.iter().copied().filter(|row| row.0 <= cut).collect();
        let (all, then) = (of("hold", &rows), of("hold", &known));
        for slot in 0..=cut {
            let day = date("2024-01-01").checked_add(jiff::Span::new().days(i64::from(slot) * 15)).unwrap();
            prop_assert_eq!(all.program_status("P", day), then.program_status("P", day));
        }
    }

    #[test]
    fn a_disputed_finding_never_eases(
        rows in prop::collection::vec(row(), 0..16),
        disputes in prop::collection::vec(row(), 1..4),
        fallback in prop::sample::select(vec!["hold", "escalate", "ease"]),
    ) {
        // On a ladder that was climbed and whose compliance is found, nothing is eased on a day of its dispute, nor
        // later while it stands.
        let climbed = [(0, "breach", "met", "A", true), (0, "breach", "met", "B", true)];
        let complied = [(19, "compliance", "met", "A", true), (19, "compliance", "met", "B", true)];
        let mut disputes: Vec<Row> = disputes.iter().map(|row| (row.0, "compliance", "disputed", row.3, row.4)).collect();
        disputes.push((19, "compliance", "disputed", "C", true));
        let with = of(fallback, &[&climbed[..], &complied[..], rows.as_slice(), disputes.as_slice()].concat());
        for dispute in &disputes {
            let day = text(*dispute)[..10].to_owned();
            let eased = with.timeline("P").unwrap().iter().any(|change| {
                change.kind == ChangeKind::Eased && change.date.to_string() == day
            });
            prop_assert!(!eased);
        }
        let last = text(disputes[disputes.len() - 1])[..10].to_owned();
        let eased_after = with.timeline("P").unwrap().iter().any(|change| {
            change.kind == ChangeKind::Eased && change.date >= date(&last)
        });
        prop_assert!(!eased_after);
        // And disputes alone, of whatever criterion, never lower a ladder that was climbed.
        let only_disputes: Vec<Row> = disputes.iter().chain(&rows).map(|row| (row.0, row.1, "disputed", row.3, true)).collect();
        let disputed = of(fallback, &[&climbed[..], only_disputes.as_slice()].concat());
        prop_assert!(disputed.timeline("P").unwrap().iter().all(|change| change.kind != ChangeKind::Eased));
    }
}
