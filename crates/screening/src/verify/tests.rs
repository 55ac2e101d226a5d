use std::{collections::BTreeMap, fs, sync::OnceLock};

use proptest::prelude::*;

use super::{Verification, VerifyError, verify};
use crate::{
    BatchConfig,
    audit::{self, Chain, Entry},
    files, summary,
    testing::{World, mixed_batch, read_run},
};

type RunFiles = BTreeMap<&'static str, Vec<u8>>;

/// A run of 2,300 records, made once.
fn run() -> &'static RunFiles {
    static RUN: OnceLock<RunFiles> = OnceLock::new();
    RUN.get_or_init(|| made_of(2_300))
}

fn made_of(records: u64) -> RunFiles {
    let world = World::licensed();
    let batch = BatchConfig::new(
        vec![world.payments("p.csv", &mixed_batch(records))],
        world.path("run"),
    );
    world.screen(&batch).unwrap();
    read_run(&batch.out)
}

/// The files of the run but those that are empty: no word was given to it.
fn files_that_hold_something() -> Vec<&'static str> {
    let files = files::of_run(false);
    files.filter(|name| !run()[*name].is_empty()).collect()
}

fn check(run: &RunFiles) -> Verification {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in run {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    verify(folder.path()).unwrap()
}

#[test]
fn a_run_as_it_was_written_is_intact_and_its_counts_are_told() {
    let verification = check(run());
    assert_eq!(verification.findings, []);
    assert_eq!(verification.records, 2_300);
    assert_eq!(verification.decided + verification.rejected, 2_300);
    // Genesis, three stretches, end.
    assert_eq!(verification.audit_lines, 5);
    assert_eq!(verification.head.unwrap().len(), 64);
}

#[test]
fn a_changed_row_is_found_with_its_file_and_lines() {
    let mut run = run().clone();
    let decisions = String::from_utf8(run[files::DECISIONS].clone()).unwrap();
    // Record 1234 stands in the second thousand.
    let row = decisions.lines().find(|row| row.starts_with("P-1236,")).unwrap();
    let changed = decisions.replace(row, &row.replace("clear", "block"));
    assert_ne!(changed, decisions);
    run.insert(files::DECISIONS, changed.into_bytes());
    let findings = check(&run).findings;
    let first = &findings[0];
    assert_eq!(first.file, files::DECISIONS);
    assert!(first.problem.contains("records 1001 to 2000"), "{first}");
    let line = decisions.lines().position(|other| other == row).unwrap() as u64 + 1;
    assert!(
        first.line.unwrap() <= line && line <= first.last_line.unwrap(),
        "{first} {line}"
    );
    // The counts do not fit any more either.
    assert!(
        findings.iter().any(|f| f.problem.contains("block 2")),
        "{findings:?}"
    );
}

/// The first finding of the run with one file changed, and how many there are.
fn first_after(file: &'static str, change: impl Fn(&str) -> String) -> (super::Finding, u64) {
    let mut run = run().clone();
    let before = String::from_utf8(run[file].clone()).unwrap();
    let after = change(&before);
    assert_ne!(before, after, "{file}: the test must change something");
    run.insert(file, after.into_bytes());
    let verification = check(&run);
    assert_eq!(
        verification.findings.len() as u64,
        verification.differences.min(super::FINDINGS_MAX as u64)
    );
    let first = verification.findings.into_iter().next().unwrap();
    assert_eq!(first.file, file);
    (first, verification.differences)
}

/// A text with its lines, each with its end, changed.
fn lines(text: &str, change: impl Fn(&mut Vec<&str>)) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    change(&mut lines);
    lines.concat()
}

#[test]
fn a_row_that_became_shorter_is_changed_and_not_cut_and_the_alerts_tell_which_it_is() {
    let before = String::from_utf8(run()[files::DECISIONS].clone()).unwrap();
    let last = before.lines().collect::<Vec<_>>();
    let at = last.iter().rposition(|row| row.contains(",block,")).unwrap();
    assert!(at > 2_001, "the row is in the last part: {at}");
    let (first, _) = first_after(files::DECISIONS, |text| {
        lines(text, |rows| {
            let cleared = rows[at].replacen(",block,", ",clear,", 1);
            rows[at] = cleared.replacen("asset-freeze", "asset-freez", 1).leak();
        })
    });
    assert_eq!(first.line, Some(at as u64 + 1), "{first}");
    for part in [
        "was changed, in records 2001 to 2300: it says `clear`, and alerts.jsonl says `block` of this payment",
        "the file has 1 byte fewer than it had",
    ] {
        assert!(first.problem.contains(part), "{first}");
    }
    // A line of JSON, of which nothing else tells.
    let (first, _) = first_after(files::ALERTS, |text| {
        lines(text, |alerts| {
            let last = alerts.len() - 1;
            alerts[last] = alerts[last].replacen("P-", "P", 1).leak();
        })
    });
    assert!(first.problem.starts_with("was changed, in records "), "{first}");
    // Lines that are gone are counted, and a line that broke off is cut.
    let (first, _) = first_after(files::DECISIONS, |text| {
        lines(text, |rows| {
            rows.remove(at);
        })
    });
    let said = last.len();
    let problem = format!("lacks 1 of its {said} lines (");
    assert!(first.problem.starts_with(&problem), "{first}");
    assert!(first.line.unwrap() <= at as u64 + 1 && at as u64 <= first.last_line.unwrap());
    let (first, _) = first_after(files::DECISIONS, |text| text[..text.len() - 1].to_owned());
    assert!(first.problem.starts_with("is cut: 1 byte of "), "{first}");
    assert!(first.problem.contains(" is missing, in records "), "{first}");
}

#[test]
fn a_line_that_no_run_writes_is_told_to_the_line() {
    let is = |(first, _): (super::Finding, u64), line: u64, why: &str| {
        assert_eq!((first.line, first.last_line), (Some(line), Some(line)), "{first}");
        assert!(first.problem.contains(why), "{first}");
        assert!(first.problem.contains("was expected"), "{first}");
    };
    // Record 1 is line 2 of p.csv and of decisions.csv; every eleventh record is a reject.
    let misspelled = first_after(files::DECISIONS, |text| {
        lines(text, |rows| {
            rows[1] = rows[1].replace(",clear,", ",clean,").leak();
        })
    });
    is(misspelled, 2, "`clean` is no outcome");
    let swapped = first_after(files::DECISIONS, |text| {
        lines(text, |rows| rows.swap(1_500, 1_501))
    });
    is(swapped, 1_502, "stands after line");
    let joined = first_after(files::DECISIONS, |text| {
        lines(text, |rows| {
            rows[2_000] = rows[2_000].replacen(',', ";", 1).leak();
        })
    });
    is(joined, 2_001, "has 10 fields, and 11 were expected");
    let header = first_after(files::DECISIONS, |text| text.replacen("outcome", "outcame", 1));
    is(header, 1, "is not the header");
    let no_json = first_after(files::ALERTS, |text| {
        lines(text, |alerts| alerts[2] = alerts[2].replacen('{', "(", 1).leak())
    });
    is(no_json, 3, "is no record");
    let swapped = first_after(files::REJECTS, |text| lines(text, |rows| rows.swap(1, 2)));
    is(swapped, 3, "stands after line");
    // Cases are written at the end, and no line of the log covers a part of them.
    let joined = first_after(files::CASES, |text| {
        lines(text, |rows| rows[1] = rows[1].replacen(',', ";", 1).leak())
    });
    is(joined, 2, "has 13 fields, and 14 were expected");
    let (changed, _) = first_after(files::CASES, |text| text.replacen(",block,", ",review,", 1));
    assert_eq!(changed.line, Some(2));
    assert!(
        changed
            .problem
            .ends_with("; the file has 1 byte more than it had"),
        "{changed}"
    );
    let (cut, _) = first_after(files::CASES, |text| {
        lines(text, |rows| {
            rows.pop();
        })
    });
    assert!(cut.problem.contains(" bytes fewer than it had"), "{cut}");
}

#[test]
fn a_line_that_is_missing_or_one_too_many_is_one_difference_and_not_one_for_each_part_that_it_moves() {
    let (first, differences) = first_after(files::DECISIONS, |text| {
        lines(text, |rows| {
            rows.remove(500);
        })
    });
    assert_eq!(first.line, Some(1));
    assert!(first.problem.contains("in records 1 to 1000"), "{first}");
    assert!(
        first.problem.contains(" bytes fewer than it had; 1 later part"),
        "{first}"
    );
    // And the number of decisions.
    assert_eq!(differences, 2);
    let (first, _) = first_after(files::DECISIONS, |text| {
        lines(text, |rows| rows.insert(501, rows[500]))
    });
    assert!(
        first.problem.contains(" bytes more than it had; 2 later parts"),
        "{first}"
    );
    let (first, _) = first_after(files::ALERTS, |text| format!("{text}{{}}\n"));
    let alerts = run()[files::ALERTS].iter().filter(|byte| **byte == b'\n').count() as u64;
    assert_eq!(first.line, Some(alerts + 1));
    assert_eq!(first.problem, "has 3 bytes too many: it ended before this line");
    let (first, _) = first_after(files::DECISIONS, |text| text[..text.len() - 100].to_owned());
    let bytes = run()[files::DECISIONS].len();
    assert!(
        first.problem.contains(&format!(
            "100 bytes of {bytes} are missing, in records 2001 to 2300"
        )),
        "{first}"
    );
}

#[test]
fn a_line_of_the_log_that_is_gone_is_one_break_and_not_one_for_each_line_after_it() {
    let log = String::from_utf8(run()[files::AUDIT].clone()).unwrap();
    let before = audit::open(log.lines().next().unwrap()).unwrap().hash;
    let (first, differences) = first_after(files::AUDIT, |text| {
        lines(text, |log| {
            log.remove(1);
        })
    });
    assert_eq!(first.line, Some(2));
    assert!(
        first.problem.contains(&format!(
            "it is number 2, and 1 was expected, after the hash {before}"
        )),
        "{first}"
    );
    // The records that it covered, the sum of all and what is held against that.
    assert!(differences <= 4, "{differences}");
}

#[test]
fn a_digit_that_was_changed_is_told_with_the_lines_and_the_digest_that_they_had() {
    let (first, differences) = first_after(files::ALERTS, |text| {
        text.replacen("\"score\":0.", "\"score\":1.", 1)
    });
    assert_eq!((first.line, differences), (Some(1), 1));
    let log = String::from_utf8(run()[files::AUDIT].clone()).unwrap();
    let stretch = log.lines().nth(1).unwrap();
    let stretch: serde_json::Value = serde_json::from_str(stretch).unwrap();
    let digest = stretch["wrote"][files::ALERTS]["blake3"].as_str().unwrap();
    assert!(
        first
            .problem
            .contains(&format!("and {} was expected", &digest[..16])),
        "{first}"
    );
}

#[test]
fn a_count_of_the_summary_is_told_with_its_line_and_the_count_that_it_had() {
    let (first, differences) = first_after(files::SUMMARY, |text| {
        text.replacen("\"records\": 2300", "\"records\": 2299", 1)
    });
    assert_eq!(
        first.to_string(),
        "summary.json:3: says records 2299, and the audit log 2300"
    );
    // The digest and the seal are what follows.
    assert_eq!(differences, 3);
}

#[test]
fn a_file_that_is_wrong_all_over_is_still_told_in_few_findings() {
    let other = made_of(2_299);
    let (first, differences) = first_after(files::DECISIONS, |text| {
        text.replace(",clear,", ",clean,").replace(",review,", ",revue,")
    });
    assert_eq!(first.line, Some(2));
    assert!(differences < 5, "{differences}");
    let (first, _) = first_after(files::ALERTS, |_| {
        String::from_utf8(other[files::DECISIONS].clone()).unwrap()
    });
    assert_eq!(first.line, Some(1));
    assert!(first.problem.contains("is no record"), "{first}");
}

#[test]
fn a_missing_file_is_found() {
    for name in files::of_run(false) {
        let mut run = run().clone();
        run.remove(name);
        let findings = check(&run).findings;
        assert!(
            findings
                .iter()
                .any(|f| f.file == name && f.problem.contains("missing")),
            "{name}"
        );
    }
}

#[test]
fn files_of_another_run_are_found() {
    let other = made_of(2_299);
    for name in files::of_run(false) {
        let mut run = run().clone();
        run.insert(name, other[name].clone());
        let same = run[name] == self::run()[name];
        assert_eq!(check(&run).is_intact(), same, "{name}");
    }
}

#[test]
fn reordered_and_repeated_and_deleted_lines_are_found() {
    for name in files_that_hold_something() {
        let text = String::from_utf8(run()[name].clone()).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let last = lines.len() - 1;
        let mut swapped = lines.clone();
        swapped.swap(0, last);
        let mut repeated = lines.clone();
        repeated.insert(last, lines[last]);
        let mut deleted = lines.clone();
        deleted.remove(last / 2);
        // A header alone can stand nowhere else.
        let swapped = (last > 0).then_some(swapped);
        for changed in [repeated, deleted].into_iter().chain(swapped) {
            let mut run = run().clone();
            run.insert(name, changed.concat().into_bytes());
            let verification = check(&run);
            assert!(
                verification.findings.iter().any(|f| f.file == name),
                "{name}: {verification:?}"
            );
        }
    }
}

#[test]
fn a_chain_that_was_cut_and_closed_again_does_not_fit_the_files() {
    // Someone drops the second thousand from the log and recomputes every hash after it.
    let mut run = run().clone();
    let text = String::from_utf8(run[files::AUDIT].clone()).unwrap();
    let mut chain = Chain::new();
    let mut forged = String::new();
    for (n, line) in text.lines().enumerate() {
        let record = audit::open(line).unwrap().line.entry;
        if n != 2 {
            forged.push_str(&chain.seal(record).unwrap());
        }
    }
    run.insert(files::AUDIT, forged.into_bytes());
    let findings = check(&run).findings;
    assert!(
        findings.iter().any(|f| f.problem.contains("covers records 2001")),
        "{findings:?}"
    );
    assert!(findings.iter().any(|f| f.file == files::SUMMARY), "{findings:?}");
}

/// The run with its audit log changed and everything that depends on it recomputed.
fn forged(mut change: impl FnMut(&mut Entry)) -> RunFiles {
    let mut run = run().clone();
    let log = String::from_utf8(run[files::AUDIT].clone()).unwrap();
    let (mut chain, mut forged) = (Chain::new(), String::new());
    for line in log.lines() {
        let mut entry = audit::open(line).unwrap().line.entry;
        change(&mut entry);
        forged.push_str(&chain.seal(entry).unwrap());
    }
    run.insert(files::AUDIT, forged.into_bytes());
    let text = String::from_utf8(run[files::SUMMARY].clone()).unwrap();
    let summary = summary::open(&text).unwrap().file.summary;
    run.insert(files::SUMMARY, summary.sealed(chain.head()).unwrap().into_bytes());
    run
}

#[test]
fn the_lines_of_every_json_lines_file_are_counted() {
    for name in [files::ALERTS, files::RELEASED, files::UNBOUND] {
        let lines = run()[name].iter().filter(|byte| **byte == b'\n').count();
        assert!(lines > 0, "{name}");
        let run = forged(|entry| {
            if let Entry::End(end) = entry {
                *end.files.get_mut(name).unwrap().lines.as_mut().unwrap() -= 1;
            }
        });
        let findings = check(&run).findings;
        let problem = format!("holds {lines} lines, the audit log says {}", lines - 1);
        assert!(
            findings.iter().any(|f| f.file == name && f.problem == problem),
            "{findings:?}"
        );
    }
}

#[test]
fn an_older_run_lacks_no_file_that_runs_have_only_since_a_later_version() {
    let mut run = forged(|entry| match entry {
        Entry::Genesis(genesis) => genesis.version = 1,
        Entry::Records(stretch) => drop(stretch.wrote.remove(files::RELEASED)),
        Entry::End(end) => {
            end.files.remove(files::RELEASED);
            for file in end.files.values_mut() {
                file.lines = None;
            }
        }
    });
    run.remove(files::RELEASED);
    assert_eq!(check(&run).findings, []);
    // A file that the log does not name does not belong to the run.
    run.insert(files::RELEASED, self::run()[files::RELEASED].clone());
    let findings = check(&run).findings;
    assert!(
        findings
            .iter()
            .any(|f| f.problem == format!("does not name {}", files::RELEASED)),
        "{findings:?}"
    );
}

#[test]
fn a_log_of_an_unknown_version_or_with_an_unknown_file_is_said_so() {
    let run = forged(|entry| match entry {
        Entry::Genesis(genesis) => genesis.version = audit::VERSION + 1,
        Entry::Records(_) => {}
        Entry::End(end) => {
            let decisions = end.files[files::DECISIONS].clone();
            end.files.insert("more.jsonl".to_owned(), decisions);
        }
    });
    let findings = check(&run).findings;
    for problem in [
        "has version 3; this program verifies 1 to 2",
        "names an unknown file `more.jsonl`",
    ] {
        assert!(findings.iter().any(|f| f.problem == problem), "{findings:?}");
    }
}

#[test]
fn a_folder_without_a_run_is_no_finding_but_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(verify(folder.path()), Err(VerifyError::NotARun { .. })));
    let absent = verify(&folder.path().join("absent")).unwrap_err();
    assert!(
        absent.to_string().contains("absent") && absent.to_string().contains("cannot be read as a run"),
        "{absent}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn one_changed_bit_anywhere_is_found(
        file in prop::sample::select(files_that_hold_something()), at: prop::sample::Index, bit in 0u8..8,
    ) {
        let mut run = run().clone();
        let bytes = run.get_mut(file).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(!check(&run).is_intact(), "byte {} of {}", at, file);
    }

    #[test]
    fn a_cut_anywhere_is_found(file in prop::sample::select(files_that_hold_something()), at: prop::sample::Index) {
        let mut run = run().clone();
        let bytes = run.get_mut(file).unwrap();
        let at = at.index(bytes.len());
        bytes.truncate(at);
        let verification = check(&run);
        prop_assert!(verification.findings.iter().any(|f| f.file == file), "{}: {:?}", file, verification);
    }

    #[test]
    fn added_bytes_anywhere_are_found(
        file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), at: prop::sample::Index, byte: u8,
    ) {
        let mut run = run().clone();
        let bytes = run.get_mut(file).unwrap();
        let at = at.index(bytes.len() + 1);
        bytes.insert(at, byte);
        prop_assert!(!check(&run).is_intact());
    }

    #[test]
    fn no_content_makes_the_verifier_panic(
        file in prop::sample::select(files::of_run(false).collect::<Vec<_>>()), content in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut run = run().clone();
        run.insert(file, content);
        prop_assert!(!check(&run).is_intact());
    }
}
