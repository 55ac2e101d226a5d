//! What a run amounts to: `summary.json`.

use std::collections::BTreeMap;

use portcullis_model::{CurrencyCode, Decimal, Outcome};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, audit::InputDigest, config::Configuration, delta::DeltaSummary, exact_sum::ExactSum,
};

/// Decided payments by outcome; every outcome is there, also with none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeCounts {
    /// Nothing listed is touched, or nothing that is touched is in force.
    pub clear: u64,
    /// Released under a license.
    pub licensed: u64,
    /// A person must look.
    pub review: u64,
    /// To be sent back.
    pub reject: u64,
    /// Funds to be held.
    pub block: u64,
}

impl OutcomeCounts {
    fn slot(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Clear => &mut self.clear,
            Outcome::Licensed => &mut self.licensed,
            Outcome::Review => &mut self.review,
            Outcome::Reject => &mut self.reject,
            Outcome::Block => &mut self.block,
        }
    }

    pub(crate) fn add(&mut self, outcome: Outcome, payments: u64) {
        *self.slot(outcome) += payments;
    }

    /// Payments with this outcome.
    #[must_use]
    pub fn of(mut self, outcome: Outcome) -> u64 {
        *self.slot(outcome)
    }

    /// All decided payments.
    #[must_use]
    pub fn total(self) -> u64 {
        Outcome::ALL.iter().map(|&outcome| self.of(outcome)).sum()
    }

    /// Payments that a person must look at or that are stopped. Exit code 1 of `screen` if there are any.
    #[must_use]
    pub fn need_person(self) -> u64 {
        Outcome::ALL
            .iter()
            .filter(|outcome| outcome.needs_person())
            .map(|&outcome| self.of(outcome))
            .sum()
    }
}

/// `summary.json`: what a run amounts to. Everything but [`Summary::run`] is the same for equal runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Program and version.
    pub program: String,
    /// Records in the payments files: decided + rejected (+ unchanged, in a delta run).
    pub records: u64,
    /// Records that were decided: rows of `decisions.csv`. A delta run has rows for the payments that differ only.
    pub decided: u64,
    /// Records that could not be read: rows of `rejects.csv`.
    pub rejected: u64,
    /// Decided payments by outcome.
    pub outcomes: OutcomeCounts,
    /// Payments that a person must look at or that are stopped.
    pub need_person: u64,
    /// Designations found in payments, whatever came of them.
    pub hits: u64,
    /// Payments with at least one hit.
    pub payments_with_hits: u64,
    /// Lines of `alerts.jsonl`: hits that need a person.
    pub alerts: u64,
    /// Alerts by list.
    pub alerts_by_list: BTreeMap<String, u64>,
    /// Alerts by program; an alert under two programs counts for both.
    pub alerts_by_program: BTreeMap<String, u64>,
    /// The designations with most alerts, most first.
    pub top_designations: Vec<TopDesignation>,
    /// Lines of `released.jsonl`: payments released under a license or by good-guy entries.
    pub released: u64,
    /// Name hits that a good-guy entry let pass.
    #[serde(default)]
    pub good_guy_hits: u64,
    /// Payments that are clear because of good-guy entries.
    #[serde(default)]
    pub good_guy_payments: u64,
    /// Released payments by license; a payment under two licenses counts for both.
    pub released_by_license: BTreeMap<String, Released>,
    /// Value of decided payments by outcome and currency, as exact decimals. Currency `none`: an amount
    /// without currency. Payments without an amount are not here.
    pub value: BTreeMap<String, BTreeMap<String, Value>>,
    /// Payments whose text was not UTF-8 and was read as Windows-1252.
    pub not_utf8: u64,
    /// What a delta run compared, and what came of it; absent in a full run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<DeltaSummary>,
    /// The payments files, in order.
    pub inputs: Vec<InputDigest>,
    /// How the payments were judged.
    pub configuration: Configuration,
    /// BLAKE3 of `configuration`.
    pub configuration_digest: String,
    /// BLAKE3 that the index carries of itself.
    pub index_digest: String,
    /// The sources the index was built from.
    pub index: serde_json::Value,
    /// What differs between equal runs: clock and machine.
    pub run: Run,
}

/// A designation and its alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopDesignation {
    /// Its id.
    pub id: String,
    /// Its primary name.
    pub name: String,
    /// The list it stands on.
    pub list: String,
    /// Its alerts.
    pub alerts: u64,
}

/// Number and value of payments in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// Payments.
    pub payments: u64,
    /// Sum of their amounts, an exact decimal in units of the currency.
    pub amount: String,
}

/// What a license released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Payments.
    pub payments: u64,
    /// Value by currency.
    pub value: BTreeMap<String, Value>,
}

/// When and how fast.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Run {
    /// Begin, UTC, ISO 8601.
    pub started_at: String,
    /// End, UTC, ISO 8601.
    pub finished_at: String,
    /// Wall time from the first byte read to the last decision written, in seconds.
    pub seconds: f64,
    /// Records a second over that time.
    pub records_per_second: f64,
    /// Worker threads.
    pub threads: usize,
    /// The index file, as named.
    pub index_path: String,
    /// The index that a delta run compared with, as named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delta_path: String,
    /// The payments files, as named.
    pub payments_paths: Vec<String>,
    /// What whoever reads the results should know, as it was said when the run was made: lists older than `--max-age`, good
    /// guys of designations that are gone. Here, because how old a list is depends on the day of the run.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// Begins the part of `summary.json` that the audit log does not cover, because it holds the clock.
const RUN_MARK: &str = ",\n  \"run\": {";
/// Begins the last line: the digest of everything before it.
const SEAL_MARK: &str = ",\n  \"seal\": \"";
/// Ends the file.
const SEAL_END: &str = "\"\n}\n";

impl Summary {
    /// The text of `summary.json` up to the part that holds the clock; the audit log holds its digest.
    fn body(&self) -> Result<(String, usize), ScreenError> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|e| ScreenError::internal(format!("the summary could not be written: {e}")))?;
        let cut = text
            .rfind(RUN_MARK)
            .ok_or_else(|| ScreenError::internal("the summary has no part for the clock"))?;
        // The closing brace and the line end before it.
        text.truncate(text.len() - 2);
        Ok((text, cut))
    }

    /// The part that is the same for equal runs.
    pub(crate) fn reproducible(&self) -> Result<String, ScreenError> {
        let (mut text, cut) = self.body()?;
        text.truncate(cut);
        Ok(text)
    }

    /// The whole of `summary.json`: with the head of the audit chain and the seal over it all.
    pub(crate) fn sealed(&self, audit_head: &str) -> Result<String, ScreenError> {
        let (mut text, _) = self.body()?;
        text.push_str(",\n  \"audit_head\": \"");
        text.push_str(audit_head);
        text.push('"');
        let seal = blake3::hash(text.as_bytes()).to_hex();
        text.push_str(SEAL_MARK);
        text.push_str(&seal);
        text.push_str(SEAL_END);
        Ok(text)
    }
}

/// `summary.json` as it was read back.
pub(crate) struct OpenedSummary {
    pub(crate) summary: Summary,
    /// Digest and size of the reproducible part.
    pub(crate) reproducible: (String, u64),
    /// The head that it names.
    pub(crate) audit_head: String,
    /// Whether the seal is that of the text.
    pub(crate) seal_holds: bool,
}

/// Reads `summary.json` back. The error says what is wrong with its form.
pub(crate) fn open(text: &str) -> Result<OpenedSummary, String> {
    #[derive(Deserialize)]
    struct Head {
        audit_head: String,
        #[serde(flatten)]
        summary: Summary,
    }
    let seal_at = text
        .rfind(SEAL_MARK)
        .ok_or("has no seal: it is cut or was not written by a run")?;
    let seal = text[seal_at + SEAL_MARK.len()..]
        .strip_suffix(SEAL_END)
        .ok_or("does not end with its seal")?;
    let seal_holds = blake3::hash(&text.as_bytes()[..seal_at]).to_hex().as_str() == seal;
    let run_at = text[..seal_at].rfind(RUN_MARK).ok_or("has no `run` part")?;
    let head: Head = serde_json::from_str(text).map_err(|e| format!("is not a summary: {e}"))?;
    Ok(OpenedSummary {
        summary: head.summary,
        reproducible: (
            blake3::hash(&text.as_bytes()[..run_at]).to_hex().to_string(),
            run_at as u64,
        ),
        audit_head: head.audit_head,
        seal_holds,
    })
}

/// Value by currency, while it is being summed.
#[derive(Debug, Default)]
pub(crate) struct ValueSums {
    sums: FxHashMap<Option<CurrencyCode>, (u64, ExactSum)>,
}

impl ValueSums {
    /// Adds one payment.
    pub(crate) fn add(&mut self, currency: Option<CurrencyCode>, amount: Decimal) {
        let (payments, sum) = self.sums.entry(currency).or_default();
        *payments += 1;
        sum.add(amount);
    }

    /// Adds another sum and empties it.
    pub(crate) fn take_from(&mut self, other: &mut ValueSums) {
        for (currency, (more_payments, more)) in other.sums.drain() {
            let (payments, sum) = self.sums.entry(currency).or_default();
            *payments += more_payments;
            sum.merge(&more);
        }
    }

    pub(crate) fn report(&self) -> BTreeMap<String, Value> {
        self.sums
            .iter()
            .map(|(currency, (payments, sum))| {
                let currency = currency.map_or_else(|| "none".to_owned(), |code| code.to_string());
                (
                    currency,
                    Value {
                        payments: *payments,
                        amount: sum.to_string(),
                    },
                )
            })
            .collect()
    }
}
