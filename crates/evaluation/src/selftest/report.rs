//! What a self-test found, by kind of variant and by what was listed.

use std::collections::BTreeMap;
use std::io::Write;

use portcullis_matcher::Matcher;
use portcullis_model::{Schema, Score};
use serde::Serialize;

use super::{Asked, KINDS, SelfTest, Severity, Subject, VariantKind};
use crate::EvaluationError;
use crate::measures::Found;

/// What `evaluate selftest` prints. It holds no clock time: equal indexes, options and seeds give equal bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfTestReport {
    /// Hits below it do not count.
    pub threshold: Score,
    /// The seed of the random numbers.
    pub seed: u64,
    /// How many listed names a search looks at.
    pub list_names: u32,
    /// How many different names of designations were written in variants.
    pub names: u64,
    /// Over all variants.
    #[serde(flatten)]
    pub all: GroupRecall,
    /// By kind of variant.
    pub by_kind: BTreeMap<&'static str, KindRecall>,
    /// By the script of the listed name.
    pub by_script: BTreeMap<String, GroupRecall>,
    /// By the list that has it.
    pub by_list: BTreeMap<String, GroupRecall>,
    /// By the kind of party that bears it.
    pub by_schema: BTreeMap<String, GroupRecall>,
    /// Every variant that did not hit the designation it was made of, in the order of the index.
    pub misses: Vec<MissedVariant>,
}

/// Recall over the variants of some listed names.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GroupRecall {
    /// Over all of them.
    #[serde(flatten)]
    pub all: Found,
    /// By how far the variants are from the listed names.
    pub by_severity: BTreeMap<Severity, Found>,
}

impl GroupRecall {
    fn count(&mut self, severity: Severity, found: bool) {
        self.all.add(found);
        self.by_severity.entry(severity).or_default().add(found);
    }

    fn settle(&mut self) {
        self.all.settle();
        self.by_severity.values_mut().for_each(Found::settle);
    }
}

/// Recall over the variants of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindRecall {
    /// How far from the listed name it is.
    pub severity: Severity,
    /// What was done.
    pub what: &'static str,
    /// Over the listed names that can be written so.
    #[serde(flatten)]
    pub found: Found,
}

/// A variant that did not hit the designation it was made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissedVariant {
    /// The kind of variant.
    pub kind: &'static str,
    /// How far from the listed name it is.
    pub severity: Severity,
    /// The designation.
    pub designation_id: String,
    /// The list that has it.
    pub list: String,
    /// What kind of party it is.
    pub schema: Schema,
    /// The script of the listed name.
    pub script: &'static str,
    /// The listed name.
    pub listed: String,
    /// How it was written.
    pub variant: String,
    /// The best score of the variant against a name of the designation. It reaches the threshold where only a weak alias
    /// matches, which does not alert by itself.
    pub score: Score,
    /// The name of the designation that has this score; empty where nothing can be compared.
    pub nearest: String,
}

impl SelfTestReport {
    pub(super) fn new(matcher: &Matcher, test: SelfTest, names: usize) -> SelfTestReport {
        SelfTestReport {
            threshold: matcher.options().threshold,
            seed: test.seed,
            list_names: matcher.searched_names(),
            names: names as u64,
            all: GroupRecall::default(),
            by_kind: BTreeMap::new(),
            by_script: BTreeMap::new(),
            by_list: BTreeMap::new(),
            by_schema: BTreeMap::new(),
            misses: Vec::new(),
        }
    }

    pub(super) fn count(&mut self, kind: &VariantKind, subject: &Subject<'_>, list: &str, asked: Asked) {
        let found = matches!(asked, Asked::Found);
        self.all.count(kind.severity, found);
        let of_kind = self.by_kind.entry(kind.name).or_insert(KindRecall {
            severity: kind.severity,
            what: kind.what,
            found: Found::default(),
        });
        of_kind.found.add(found);
        for (groups, group) in [
            (&mut self.by_script, subject.script),
            (&mut self.by_list, list),
            (&mut self.by_schema, subject.schema.as_str()),
        ] {
            if let Some(recall) = groups.get_mut(group) {
                recall.count(kind.severity, found);
            } else {
                groups
                    .entry(group.to_owned())
                    .or_default()
                    .count(kind.severity, found);
            }
        }
        if let Asked::Missed {
            variant,
            score,
            nearest,
        } = asked
        {
            self.misses.push(MissedVariant {
                kind: kind.name,
                severity: kind.severity,
                designation_id: subject.id.to_owned(),
                list: list.to_owned(),
                schema: subject.schema,
                script: subject.script,
                listed: subject.name.to_owned(),
                variant,
                score,
                nearest,
            });
        }
    }

    /// Makes the ratios of the counts.
    pub(super) fn settle(&mut self) {
        self.all.settle();
        self.by_kind.values_mut().for_each(|kind| kind.found.settle());
        for groups in [&mut self.by_script, &mut self.by_list, &mut self.by_schema] {
            groups.values_mut().for_each(GroupRecall::settle);
        }
    }

    /// Writes the misses as CSV, with the members of [`MissedVariant`] as columns.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_misses(&self, out: impl Write) -> Result<(), EvaluationError> {
        let mut csv = csv::Writer::from_writer(out);
        for miss in &self.misses {
            csv.serialize(miss)
                .map_err(|error| EvaluationError::Write(error.into()))?;
        }
        csv.flush().map_err(EvaluationError::Write)
    }

    /// The kinds of which there are variants, the least severe first.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &KindRecall)> {
        KINDS
            .iter()
            .filter_map(|kind| self.by_kind.get(kind.name).map(|recall| (kind.name, recall)))
    }
}
