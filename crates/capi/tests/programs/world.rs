//! What the programs are given, and how they are run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use portcullis::{
    Screener,
    batch::{BatchConfig, files},
    lists,
};
use portcullis_payments::{BatchFile, ColumnMap, RecordObject};

pub(crate) fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// Whether a tool runs; says so where it does not.
pub(crate) fn has(tool: &str) -> bool {
    let is_there = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: {tool} is not installed");
    }
    is_there
}

/// Where the libraries are. Tests of this package do not build them, since nothing of Rust is linked to them.
pub(crate) fn libraries() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(checkout())
            .args(["build", "--quiet", "--locked", "-p", "portcullis-capi"]);
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        if cfg!(feature = "arrow") {
            cargo.args(["--features", "arrow"]);
        }
        if profile == "release" {
            cargo.arg("--release");
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        assert!(cargo.env("CARGO_TARGET_DIR", target).status().unwrap().success());
        target.join(profile)
    })
}

/// Runs a program to its end, with a file on its standard input.
pub(crate) fn run(program: &mut Command, input: Option<&Path>) -> Output {
    let input = input.map_or(Stdio::null(), |path| fs::File::open(path).unwrap().into());
    program
        .env("LD_LIBRARY_PATH", libraries())
        .stdin(input)
        .output()
        .unwrap()
}

#[track_caller]
pub(crate) fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The decisions of answers, a line each, as rows of `decisions.csv`.
pub(crate) fn decisions_of(answers: &str) -> Vec<BTreeMap<String, String>> {
    let rows = answers.lines().map(|line| {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        let decision = answer["decision"].as_object().unwrap().iter();
        let columns = decision.map(|(column, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (column.clone(), text)
        });
        columns.collect()
    });
    rows.collect()
}

/// The demonstration lists, and the sample payments as objects.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> World {
        let world = World {
            folder: tempfile::tempdir().unwrap(),
        };
        let data = checkout().join("data/lists");
        let source = format!("custom:{}", data.display()).parse().unwrap();
        lists::compile(
            &[source],
            &world.path("lists.pcx"),
            &lists::CompileOptions::default(),
        )
        .unwrap();
        let sample = BatchFile::open(&world.sample(), &ColumnMap::default()).unwrap();
        let mut lines = Vec::new();
        for chunk in sample.chunks(1 << 20) {
            let held = sample.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                if record.is_ok() {
                    serde_json::to_writer(&mut lines, &RecordObject::of("sample.csv", 1, &record)).unwrap();
                    lines.push(b'\n');
                }
            }
        }
        fs::write(world.payments(), lines).unwrap();
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn sample(&self) -> PathBuf {
        checkout().join("data/payments/sample.csv")
    }

    pub(crate) fn payments(&self) -> PathBuf {
        self.path("payments.jsonl")
    }

    pub(crate) fn options(&self) -> String {
        serde_json::json!({"index": self.path("lists.pcx"), "rules": checkout().join("data")}).to_string()
    }

    /// The rows of `decisions.csv` of a batch, without the name of the file.
    pub(crate) fn decided(&self) -> Vec<BTreeMap<String, String>> {
        let screener = Screener::builder()
            .index(self.path("lists.pcx"))
            .rules(checkout().join("data"))
            .build()
            .unwrap();
        let run = self.path("run");
        screener
            .screen_batch(&BatchConfig::new(vec![self.sample()], run.clone()), None)
            .unwrap();
        let rows = csv::Reader::from_path(run.join(files::DECISIONS))
            .unwrap()
            .into_deserialize();
        rows.map(|row: Result<BTreeMap<String, String>, _>| {
            let mut row = row.unwrap();
            row.insert("file".to_owned(), "sample.csv".to_owned());
            row
        })
        .collect()
    }
}
