//! A series of versions of a list gives, as of each day, what the version of that day gives alone.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portcullis_index::Index;
use portcullis_list_compiler::{Compilation, CompileOptions, History, SourceKind, SourceSpec, read};
use portcullis_model::{Date, Designation, Identifier, Name};
use proptest::prelude::*;
use tempfile::TempDir;

fn sdn() -> SourceKind {
    "ofac-sdn".parse().unwrap()
}

/// The versions are without the other files of the family.
fn options() -> CompileOptions {
    CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    }
}

/// What must be the same.
type Said = BTreeMap<String, (Vec<Name>, Vec<Identifier>, Vec<String>)>;

fn said<'d>(designations: impl Iterator<Item = &'d Designation>) -> Said {
    designations
        .map(|d| {
            let said = (d.names.clone(), d.identifiers.clone(), d.programs.clone());
            (d.id.clone(), said)
        })
        .collect()
}

/// What a version of a list says, read by itself.
fn alone(path: &Path) -> Said {
    let spec = SourceSpec::new(sdn(), path);
    let compilation = read(&[spec], &options()).unwrap();
    said(compilation.designations.iter())
}

/// What an index says as of a day.
fn as_of(index: &Index, day: Date) -> Said {
    let all: Vec<Designation> = (0..index.designation_count())
        .map(|ordinal| index.designation(ordinal).unwrap())
        .collect();
    let listed = all.iter().filter(|d| d.is_listed_on(day));
    said(listed.map(|d| {
        let record = d.record_on(day);
        assert!(record.is_listed_on(day), "{} on {day}", d.id);
        record
    }))
}

fn index_of(compilation: &Compilation) -> Index {
    let bytes = portcullis_index::build(&compilation.designations, &compilation.sources).unwrap();
    Index::from_bytes(bytes).unwrap()
}

fn row(number: u32, name: &str, programs: &str, remarks: &str) -> String {
    format!(
        "{number},\"{name}\",\"individual\",\"{programs}\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{remarks}\"\r\n"
    )
}

fn folder(files: &[(&str, String)]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("series");
    fs::create_dir(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    (dir, folder)
}

fn compiled(path: &Path) -> Compilation {
    read(&[SourceSpec::new(sdn(), path)], &options()).unwrap()
}

/// Three days, one of them with two versions whose names do not tell which is the later.
fn small() -> Vec<(&'static str, String)> {
    let plain = |number, name| row(number, name, "SDGT", "Passport A123456 (Iran).");
    let first = [
        plain(1, "ALPHA, A."),
        plain(2, "BETA, B."),
        plain(3, "GAMMA, C."),
        plain(9, "STAYS, S."),
    ];
    // Alpha leaves, Beta is renamed.
    let second = [
        row(2, "BETA, Bob", "SDGT", "Passport A123456 (Iran)."),
        plain(3, "GAMMA, C."),
        plain(9, "STAYS, S."),
    ];
    // The same day: Gamma has another program, another number and a weak alias, and Delta comes.
    let third = [
        row(2, "BETA, Bob", "SDGT", "Passport A123456 (Iran)."),
        row(
            3,
            "GAMMA, C.",
            "IRAN] [SDGT",
            "a.k.a. 'GAM'; Passport B987654 (Iran).",
        ),
        plain(4, "DELTA, D."),
        plain(9, "STAYS, S."),
    ];
    // Alpha comes back with another name; Beta is called what it was called before.
    let fourth = [
        row(1, "ALPHA, Anna", "SDGT", "Passport A123456 (Iran)."),
        plain(2, "BETA, B."),
        row(
            3,
            "GAMMA, C.",
            "IRAN] [SDGT",
            "a.k.a. 'GAM'; Passport B987654 (Iran).",
        ),
        plain(9, "STAYS, S."),
    ];
    vec![
        ("sdn_2024-01-10_c.csv", first.concat()),
        ("sdn_2024-02-10_b.csv", second.concat()),
        ("sdn_2024-02-10_a.csv", third.concat()),
        ("sdn_2024-03-10_d.csv", fourth.concat()),
    ]
}

#[test]
fn as_of_each_day_a_series_is_the_version_of_that_day() {
    let files = small();
    let (_dir, folder) = folder(&files);
    let compilation = compiled(&folder);
    let index = index_of(&compilation);
    for (file, days) in [
        (files[0].0, ["2024-01-10", "2024-02-09"]),
        (files[2].0, ["2024-02-10", "2024-03-09"]),
        (files[3].0, ["2024-03-10", "2030-01-01"]),
    ] {
        let expected = alone(&folder.join(file));
        for day in days {
            assert_eq!(as_of(&index, day.parse().unwrap()), expected, "{day}");
        }
    }
    let counts: Vec<[u64; 5]> = compilation
        .reports
        .iter()
        .map(|r| [r.designations, r.added, r.returned, r.removed, r.changed])
        .collect();
    assert_eq!(
        counts,
        [[4, 0, 0, 0, 0], [3, 0, 0, 1, 1], [4, 1, 0, 0, 1], [4, 1, 1, 1, 1]]
    );
}

#[test]
fn a_history_tells_what_happened_when() {
    let (_dir, folder) = folder(&small());
    let compilation = compiled(&folder);
    let alpha = compilation
        .designations
        .iter()
        .find(|d| d.id == "ofac-1")
        .unwrap();
    let history = serde_json::to_value(History::of(alpha).unwrap()).unwrap();
    let events: Vec<String> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            format!(
                "{} {}",
                event["on"].as_str().unwrap_or("-"),
                event["what"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        events,
        [
            "- listed",
            "2024-02-10 delisted",
            "2024-03-10 listed",
            "2024-03-10 changed"
        ]
    );
}

#[test]
fn a_folder_of_dated_files_and_others_is_refused_with_their_names() {
    let (first, second) = (row(1, "ALPHA, A.", "SDGT", ""), row(2, "BETA, B.", "SDGT", ""));
    let refused = |files: &[(&str, String)]| {
        let (_dir, folder) = folder(files);
        let error = read(&[SourceSpec::new(sdn(), &folder)], &CompileOptions::default());
        error.unwrap_err().to_string()
    };
    let error = refused(&[
        ("sdn_2024-01-10.csv", first.clone()),
        ("newest.csv", second.clone()),
    ]);
    assert!(
        error.contains("sdn_2024-01-10.csv") && error.contains("newest.csv"),
        "{error}"
    );
    let error = refused(&[("sdn_2024-01-10.csv", first), ("sdn_2024-01-11.pip", second)]);
    assert!(error.contains("several formats"), "{error}");
}

#[test]
fn a_record_that_stands_twice_in_a_version_is_refused_although_its_rows_are_known() {
    let (first, second) = (row(1, "ALPHA, A.", "SDGT", ""), row(2, "BETA, B.", "SDGT", ""));
    let versions = [
        ("sdn_2024-01-10.csv", first.clone() + &second),
        ("sdn_2024-01-11.csv", first.clone() + &first + &second),
        ("sdn_2024-01-12.csv", first + &second),
    ];
    let (_dir, folder) = folder(&versions);
    let error = read(&[SourceSpec::new(sdn(), &folder)], &options()).unwrap_err();
    assert!(error.to_string().contains("sdn_2024-01-11.csv:2"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_goes_and_changes_each_day_is_its_version(
        versions in prop::collection::vec(prop::collection::btree_map(1_u32..8, 0_u8..3, 1..8), 2..7),
    ) {
        let names: Vec<String> = (0..versions.len()).map(|day| format!("sdn-2024-01-{:02}.csv", day + 10)).collect();
        let files: Vec<(&str, String)> = names
            .iter()
            .zip(&versions)
            .map(|(name, version)| {
                let rows = version.iter().map(|(number, says)| {
                    row(*number, &format!("NAME {number}, N{says}"), ["SDGT", "IRAN", "SDGT] [IRAN"][usize::from(*says)], &format!("Passport A12345{says} (Iran)."))
                });
                (name.as_str(), rows.collect())
            })
            .collect();
        let (_dir, folder) = folder(&files);
        let index = index_of(&compiled(&folder));
        for (n, (name, _)) in files.iter().enumerate() {
            let day = Date::constant(2024, 1, 10 + i8::try_from(n).unwrap());
            prop_assert_eq!(as_of(&index, day), alone(&folder.join(name)), "{}", day);
        }
    }
}

/// The versions of the real series, in the order in which they were published.
fn published() -> Option<(PathBuf, Vec<(Date, String)>)> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/lists/ofac-series"
    ));
    // commit_date,commit,blob,bytes,…
    let table = fs::read_to_string(folder.join("index.csv")).ok()?;
    let versions = table.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let (day, commit, _, bytes) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        // One was published empty, and is not in the archive.
        if bytes == "0" {
            return None;
        }
        Some((day.parse().ok()?, format!("sdn_{day}_{}.csv", commit.get(..7)?)))
    });
    Some((folder.to_owned(), versions.collect()))
}

/// Unpacks some of the versions; `None` where the programs for it are not there.
fn unpack(archive: &Path, files: &[&str], into: &Path) -> Option<PathBuf> {
    let wanted = into.join("wanted");
    let names: Vec<String> = files.iter().map(|file| format!("*{file}\n")).collect();
    fs::write(&wanted, names.concat()).unwrap();
    let mut zstd = Command::new("zstd")
        .args(["--long=30", "-dc"])
        .arg(archive)
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let folder = into.join("versions");
    fs::create_dir(&folder).unwrap();
    // What is unpacked goes into the folder that was named before it.
    let tar = Command::new("tar")
        .arg("--extract")
        .arg("--directory")
        .arg(&folder)
        .args(["--wildcards", "--transform=s,.*/,,", "--files-from"])
        .arg(&wanted)
        .stdin(zstd.stdout.take()?)
        .status()
        .ok()?;
    (zstd.wait().ok()?.success() && tar.success()).then_some(folder)
}

#[test]
fn sampled_days_of_the_real_series_are_their_versions() {
    let Some((folder, versions)) = published() else {
        eprintln!("skipped: shared/lists/ofac-series is not there");
        return;
    };
    // Every hundredth version, and the days that have two with the version before.
    let is_double = |n: usize| {
        versions
            .get(n)
            .zip(versions.get(n + 1))
            .is_some_and(|(a, b)| a.0 == b.0)
    };
    let sampled = (0..versions.len()).filter(|&n| {
        n % 100 == 0 || is_double(n) || is_double(n + 1) || n.checked_sub(1).is_some_and(is_double)
    });
    let sampled: Vec<&(Date, String)> = sampled.map(|n| &versions[n]).collect();
    let files: Vec<&str> = sampled.iter().map(|(_, file)| file.as_str()).collect();
    let into = tempfile::tempdir().unwrap();
    let archive = folder.join("sdn_2021-08_2024-05.tar.zst");
    let Some(unpacked) = unpack(&archive, &files, into.path()) else {
        eprintln!("skipped: tar and zstd are needed to unpack {}", archive.display());
        return;
    };
    let index = index_of(&compiled(&unpacked));
    for (n, (day, file)) in sampled.iter().enumerate() {
        if sampled.get(n + 1).is_none_or(|(next, _)| next != day) {
            assert!(as_of(&index, *day) == alone(&unpacked.join(file)), "{file}");
        }
    }
}

/// By hand, in some minutes: `PORTCULLIS_SERIES` is a folder with all versions.
#[test]
#[ignore = "takes minutes, and needs the unpacked versions"]
fn every_day_of_the_real_series_is_its_version() {
    let (Some((_, versions)), Some(unpacked)) = (published(), std::env::var_os("PORTCULLIS_SERIES")) else {
        eprintln!("skipped: PORTCULLIS_SERIES is no folder with the versions of shared/lists/ofac-series");
        return;
    };
    let unpacked = PathBuf::from(unpacked);
    let index = index_of(&compiled(&unpacked));
    for (n, (day, file)) in versions.iter().enumerate() {
        if versions.get(n + 1).is_none_or(|(next, _)| next != day) {
            assert!(as_of(&index, *day) == alone(&unpacked.join(file)), "{file}");
        }
    }
}
