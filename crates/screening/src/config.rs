//! What a run is told, and the digest of what of it can change a decision.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_matcher::MatchOptions;
use portcullis_model::{Date, Score};
use portcullis_payments::{ColumnMap, Format};
use serde::{Deserialize, Serialize};

use crate::{checkpoint::CHECKPOINT_BYTES, folder::Umask, output::digest_of_words, signature::RunSigner};

/// How payments are judged, whatever batch they come in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How names are compared, and from which score on a hit is a hit.
    pub matching: MatchOptions,
    /// Judge every payment as of this day (`--as-of`), instead of as of its value date.
    pub as_of: Option<Date>,
    /// The day whose law decides a payment without value date, when there is no `as_of`. The caller says which:
    /// nothing in this crate asks a clock what day it is.
    pub run_date: Date,
}

impl Policy {
    /// The day whose law decides a payment: `--as-of`, else its value date, else the run's date.
    #[must_use]
    pub fn as_of(&self, value_date: Option<Date>) -> Date {
        self.as_of.or(value_date).unwrap_or(self.run_date)
    }
}

/// What to read, where to write, with how many hands.
#[derive(Debug, Clone)]
pub struct BatchConfig {
    /// The payments files, screened in this order.
    pub payments: Vec<PathBuf>,
    /// Their format; guessed from each file when absent.
    pub format: Option<Format>,
    /// What their columns are called (`--map`).
    pub mapping: ColumnMap,
    /// The folder for the results: absent or empty.
    pub out: PathBuf,
    /// Replace the run that `out` holds; `summary.json` then has the head of that run.
    pub force: bool,
    /// Who else may read the results.
    pub umask: Umask,
    /// Worker threads; 0 takes as many as the machine has processors. No result depends on it.
    pub threads: usize,
    /// About how many bytes of payments a worker takes at a time. No result depends on it.
    pub chunk_bytes: usize,
    /// The ledger of what was spent of cumulative license caps before; updated when the run is published.
    pub ledger: Option<PathBuf>,
    /// The totals that the core system sent with the batch, to hold it to.
    pub control: Option<PathBuf>,
    /// About how many bytes of payments are screened between two checkpoints. No result depends on it.
    pub checkpoint_bytes: u64,
    /// Go on with the unfinished run into `out`; everything else must be as it was when it began.
    pub resume: bool,
    /// Set by whoever wants the run to end early: it finishes its chunk, makes a checkpoint and ends with
    /// [`ScreenError::Interrupted`](crate::ScreenError::Interrupted).
    pub stop: Option<Arc<AtomicBool>>,
    /// The command line that asked for this run, so that whoever goes on with it knows.
    pub command: Vec<String>,
    /// The folder against which the paths of that command line are read.
    pub directory: PathBuf,
    /// Signs the run.
    pub signer: Option<Arc<RunSigner>>,
    /// What is copied into the run, so that it can be made again when the originals are gone: each file with its name in the
    /// folder [`KEPT`](crate::KEPT). The ledger of caps before the run is always kept.
    pub keep: Vec<(PathBuf, PathBuf)>,
    /// Where the payments are read, in their order, if not where they are named: what is written of them is as named.
    pub read_from: Vec<PathBuf>,
    /// Who runs it, for `summary.json`.
    pub operator: String,
    /// What whoever reads the results should know, such as that a list is old: told in `summary.json` and in the report.
    pub warnings: Vec<String>,
}

/// A quarter of a mebibyte, about a thousand payments: small enough that a dozen of them in flight weigh nothing and that
/// every core has work on a small batch, large enough that handing one over costs nothing.
pub const CHUNK_BYTES: usize = 256 << 10;

impl BatchConfig {
    /// Screens these files into this folder, everything else by default.
    #[must_use]
    pub fn new(payments: Vec<PathBuf>, out: PathBuf) -> BatchConfig {
        BatchConfig {
            payments,
            format: None,
            mapping: ColumnMap::default(),
            out,
            force: false,
            umask: Umask::PRIVATE,
            threads: 0,
            chunk_bytes: CHUNK_BYTES,
            ledger: None,
            control: None,
            checkpoint_bytes: CHECKPOINT_BYTES,
            resume: false,
            stop: None,
            command: Vec::new(),
            directory: PathBuf::new(),
            signer: None,
            keep: Vec::new(),
            read_from: Vec::new(),
            operator: String::new(),
            warnings: Vec::new(),
        }
    }
}

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct ScreenConfig {
    /// The compiled index.
    pub index: PathBuf,
    /// Open the index without recomputing its checksum (`--trust-index`).
    pub trust_index: bool,
    /// Programs, licenses, registries, institution, findings.
    pub rules: RuleFiles,
    /// Screen although the institution's file names an authority of which the index has no list.
    pub allow_missing_lists: bool,
    /// How payments are judged.
    pub policy: Policy,
    /// What is read and written.
    pub batch: BatchConfig,
}

/// What of a run's settings can change a decision, as `summary.json` states it and the audit log seals it.
///
/// Paths, threads and chunk sizes are not here: they change nothing that is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Configuration {
    /// Program and version.
    pub program: String,
    /// Score from which on a hit is a hit.
    pub threshold: Score,
    /// What weak aliases do: `corroborate` or `alert`.
    pub weak_aliases: String,
    /// Whether every listed name was compared, instead of those that the index offers.
    pub exhaustive: bool,
    /// Whether facts that conflict (date of birth, country) were left out of account.
    pub ignore_conflicts: bool,
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// The day for payments without value date; absent when `as_of` decides for all.
    pub run_date: Option<Date>,
    /// Digest of all rule files.
    pub rules_digest: String,
    /// BLAKE3 of the ledger of caps before the run, where there is one.
    pub ledger_digest: Option<String>,
    /// BLAKE3 over the rows of `words.csv`, where reviewers' words were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_digest: Option<String>,
    /// Whether good guys and words were left out of account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_suppressions: bool,
    /// BLAKE3 that the index carries of itself with which a delta run compared; absent in a full run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<String>,
    /// The payments' format, where it was not guessed.
    pub format: Option<String>,
    /// Columns that go by another name: ours, theirs.
    pub columns: BTreeMap<String, String>,
    /// How the files are written, where a map of columns says: `delimiter`, `decimal`, `dates`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dialect: BTreeMap<String, String>,
}

impl Configuration {
    pub(crate) fn new(
        policy: &Policy,
        batch: &BatchConfig,
        rulebook: &Rulebook,
        ledger_digest: Option<String>,
        delta: Option<String>,
    ) -> Configuration {
        Configuration {
            program: program(),
            threshold: policy.matching.threshold,
            weak_aliases: if policy.matching.weak_aliases_alert {
                "alert"
            } else {
                "corroborate"
            }
            .to_owned(),
            exhaustive: policy.matching.exhaustive,
            ignore_conflicts: policy.matching.ignore_conflicts,
            as_of: policy.as_of,
            run_date: policy.as_of.is_none().then_some(policy.run_date),
            rules_digest: rulebook.digest().to_owned(),
            ledger_digest,
            words_digest: digest_of_words(rulebook.words()),
            no_suppressions: rulebook.words().are_left_out(),
            delta,
            format: batch.format.map(|format| format.to_string()),
            columns: batch
                .mapping
                .iter()
                .map(|(column, header)| (column.to_string(), header.to_owned()))
                .collect(),
            dialect: batch
                .mapping
                .dialect()
                .words()
                .map(|(key, word)| (key.to_owned(), word.to_owned()))
                .collect(),
        }
    }

    /// BLAKE3 of the compact JSON form, lower-case hex.
    #[must_use]
    pub fn digest(&self) -> String {
        // Plain data: writing it cannot fail; if it ever did, nothing would verify.
        let json = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&json).to_hex().to_string()
    }
}

/// Program and version, as every run states it.
pub(crate) fn program() -> String {
    concat!("portcullis ", env!("CARGO_PKG_VERSION")).to_owned()
}
