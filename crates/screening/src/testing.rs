//! A small world for the tests of this crate: lists that hit by plain containment, and batches in temporary folders.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_matcher::{Findings, MatchOptions};
use portcullis_model::{
    Agreement, Date, Designation, Discounted, Evidence, Fact, Field, Hit, IdentifierKind, Name, NameKind,
    Payment, Role, Schema, Score,
};
use serde::Serialize;

use crate::{
    BatchConfig, Policy, ScreenError, Summary, files,
    hit_source::{HitSource, Records},
    output::Record,
    run::{Source, screen},
    settle::FullRun,
    worker::WorkerContext,
};

/// Hits `ACME` (fuzzy), `ZEDBANK` (certain), `GONE` (no longer listed) and `MANY` (forty designations) in a creditor's name, and
/// discounts `YOUNG`; takes its time over `SLOW` and panics over `PANIC`.
pub(crate) struct Words;

impl Records for Words {
    fn designation(&self, ordinal: u32) -> Result<Designation, portcullis_index::RecordError> {
        let mut designation =
            Designation::new(format!("un-{ordinal}"), "UN Test", "UN", Schema::Organization);
        designation
            .names
            .push(Name::new(format!("ACME & <Sons> {ordinal}"), NameKind::Primary));
        designation
            .programs
            .push(if ordinal == 0 { "UN-A" } else { "UN-B" }.to_owned());
        if ordinal == GONE {
            designation.delisted_on = Some(Date::constant(2016, 1, 16));
        } else if ordinal > 1 {
            // Many and long, to fill a piece.
            designation.remarks = "x".repeat(2_000);
        }
        Ok(designation)
    }

    fn ordinal_of(&self, id: &str) -> Option<u32> {
        id.strip_prefix("un-")?.parse().ok()
    }

    fn bears(&self, _word: &str) -> bool {
        false
    }
}

impl HitSource for Words {
    type Scratch = ();

    fn scratch(&self) {}

    fn find(&self, _: Date, payment: &Payment<'_>, (): &mut (), findings: &mut Findings) {
        findings.clear();
        let Findings { hits, discounted } = findings;
        let name = payment.name_of(Role::Creditor);
        let hit = |designation, certain: bool, field| Hit {
            matched: "ACME & <Sons>".to_owned(),
            name_kind: (!certain).then_some(NameKind::Primary),
            evidence: vec![Evidence::Identifier {
                id_kind: IdentifierKind::Bic,
                value: "ACME".to_owned(),
            }],
            ..if certain {
                Hit::by_identifier(designation, field)
            } else {
                Hit::by_name(designation, field, Score::from_fraction(0.93))
            }
        };
        if name.contains("SLOW") {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(!name.contains("PANIC"), "a matcher gone wrong");
        if name.contains("ZEDBANK") {
            hits.push(hit(1, true, Field::CREDITOR_AGENT));
        }
        if name.contains("ACME") {
            hits.push(hit(0, false, Field::CREDITOR));
        }
        if name.contains("GONE") {
            hits.push(hit(GONE, true, Field::CREDITOR));
        }
        if name.contains("MANY") {
            hits.extend((2..GONE).map(|ordinal| hit(ordinal, false, Field::CREDITOR)));
        }
        if name.contains("YOUNG") {
            let conflict = Evidence::Corroboration {
                fact: Fact::BirthDate,
                agreement: Agreement::Conflicts,
                query: "1990-05-05".to_owned(),
                listed: "1964-08-11".to_owned(),
            };
            discounted.push(Discounted {
                hit: Hit {
                    score: Score::from_fraction(0.8),
                    evidence: vec![conflict],
                    ..hit(0, false, Field::CREDITOR)
                },
                factor: 0.8,
            });
        }
    }
}

/// The ordinal of the designation that is no longer listed.
const GONE: u32 = 42;

/// A license that releases 250 USD a month of what touches `UN-A`.
pub(crate) const CAPPED_LICENSE: &str = r#"
[[license]]
id = "un-capped"
authority = "UN"
kind = "general"
citation = "for tests"
programs = ["UN-A"]
purposes = ["food"]
currencies = ["USD"]
valid_from = 2020-01-01
cap = { value = "250.00", currency = "USD", per = "month" }
"#;

/// A folder with payments files and rules, gone when dropped.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    rulebook: Rulebook,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            folder: tempfile::tempdir().unwrap(),
            rulebook: Rulebook::empty(),
        }
    }

    pub(crate) fn licensed() -> World {
        let mut world = World::new();
        let file = world.path("licenses.toml");
        fs::write(&file, CAPPED_LICENSE).unwrap();
        world.rulebook = Rulebook::load(&RuleFiles {
            licenses: vec![file],
            ..RuleFiles::default()
        })
        .unwrap();
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A payments file in the folder.
    pub(crate) fn payments(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Screens payments files into `out`.
    pub(crate) fn screen(&self, batch: &BatchConfig) -> Result<Summary, ScreenError> {
        self.screen_with(batch, None)
    }

    pub(crate) fn screen_with(
        &self,
        batch: &BatchConfig,
        progress: Option<&mut dyn FnMut(&crate::Progress)>,
    ) -> Result<Summary, ScreenError> {
        let policy = policy();
        let source = Source {
            index_digest: "1".repeat(64),
            manifest: serde_json::json!({"sources": [{"kind": "un", "designations": 42}]}),
            index_path: PathBuf::from("lists.pcx"),
            indexes: Vec::new(),
            compared_with: None,
            missing_lists: Vec::new(),
        };
        let context = WorkerContext {
            hit_source: &Words,
            rulebook: &self.rulebook,
            policy: &policy,
        };
        screen(
            &context,
            |caps| FullRun::new(&self.rulebook, &policy, &Words, caps),
            &self.rulebook,
            &policy,
            &source,
            batch,
            progress,
        )
    }
}

pub(crate) fn policy() -> Policy {
    Policy {
        matching: MatchOptions {
            threshold: Score::from_fraction(0.85),
            weak_aliases_alert: false,
            exhaustive: false,
            ignore_conflicts: false,
        },
        as_of: None,
        run_date: Date::constant(2026, 2, 16),
    }
}

/// The files of a run, by name.
pub(crate) fn read_run(folder: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    files::of_run(false)
        .map(|name| (name, fs::read(folder.join(name)).unwrap()))
        .collect()
}

/// Header and row of a CSV output, which must be those that the struct gives.
pub(crate) fn header_and_row<R: Record + Serialize>(header: &str, row: &R) -> String {
    let mut expected = csv::Writer::from_writer(Vec::new());
    expected.serialize(row).unwrap();
    let mut written = header.as_bytes().to_vec();
    row.append_to(&mut written).unwrap();
    let written = String::from_utf8(written).unwrap();
    assert_eq!(
        written,
        String::from_utf8(expected.into_inner().unwrap()).unwrap()
    );
    written
}

/// A batch in which every kind of record stands, `records` long.
pub(crate) fn mixed_batch(records: u64) -> String {
    let mut text = "payment_id,value_date,amount,currency,creditor_name,purpose\n".to_owned();
    for n in 0..records {
        let (amount, currency, creditor, purpose) = match n % 11 {
            1 => ("12.50", "USD", "GONE Name", "salary"),
            2 => ("100.00", "USD", "ACME Food", "food"),
            3 => ("2,5", "EUR", "Bad Amount", ""),
            5 => ("7", "EUR", "\"ZEDBANK, the \"\"one\"\"\"", "commercial"),
            6 => ("3", "EUR", "YOUNG Name", ""),
            7 => ("1.005", "", "Plain\u{e9} Name", ""),
            9 => ("", "", "SLOWish ACME", ""),
            _ => ("12.50", "USD", "Plain Name", "salary"),
        };
        let creditor = creditor.replace("SLOW", "");
        text.push_str(&format!(
            "P-{n},2026-01-02,{amount},{currency},{creditor},{purpose}\n"
        ));
    }
    text
}
