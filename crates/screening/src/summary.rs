//! What a run amounts to: `summary.json`.

use std::{collections::BTreeMap, path::Path};

use portcullis_exemptions::{Lapse, ReviewWords};
use portcullis_model::{Amount, CurrencyCode, Decimal, Outcome};
use rustc_hash::FxHashMap;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    ColumnCount, ControlSummary, Duplicates, ScreenError,
    audit::{self, FileDigest, InputDigest},
    config::Configuration,
    delta::DeltaSummary,
    exact_sum::ExactSum,
    files,
    list_age::ListAge,
    tally::WordTally,
};

/// Decided payments by outcome; every outcome is there, also with none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// What came of holding transfers that cover a payment against that payment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoversSummary {
    /// Transfers that say whose payment they cover, or whose reference is that of a payment of the run.
    pub covers: u64,
    /// Of these, how many were held against their payment. Of the others it is not in the run, or too far away.
    pub joined: u64,
    /// Payments and covers that differ: `covers.csv` says in what.
    pub differ: u64,
}

/// `summary.json`: what a run amounts to. Everything but [`Summary::run`] is the same for equal runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Program and version.
    pub program: String,
    /// Records in the payments files: decided + rejected (+ unchanged, in a delta run).
    pub records: u64,
    /// Records that were decided: rows of `decisions.csv`. A delta run has rows for the payments that differ only.
    pub decided: u64,
    /// Records that could not be read: rows of `rejects.csv`.
    pub rejected: u64,
    /// Of these, how many touch a designation by what could be read of them.
    #[serde(default)]
    pub rejects_touched: u64,
    /// Of these, how many are whole files of which nothing could be read: `refused` of the inputs says why. Exit code 3 of `screen` if
    /// there are any.
    #[serde(default)]
    pub files_refused: u64,
    /// Decided payments by outcome.
    pub outcomes: OutcomeCounts,
    /// Payments that a person must look at or that are stopped.
    pub need_person: u64,
    /// Designations found in payments, whatever came of them.
    pub hits: u64,
    /// Payments with at least one hit.
    pub payments_with_hits: u64,
    /// Payments that would pass by themselves, and that resemble an earlier one of the run that was stopped: hits on the basis
    /// `resubmission`.
    #[serde(default)]
    pub resubmitted: u64,
    /// Transfers between banks that cover a customer's payment, held against it.
    #[serde(default)]
    pub covers: CoversSummary,
    /// Lines of `alerts.jsonl`: hits that need a person.
    pub alerts: u64,
    /// Rows of `cases.csv`: what a person decides at once, a party of the payments and a listed party.
    #[serde(default)]
    pub cases: u64,
    /// Alerts by list.
    pub alerts_by_list: BTreeMap<String, u64>,
    /// Alerts by program; an alert under two programs counts for both.
    pub alerts_by_program: BTreeMap<String, u64>,
    /// The designations with most alerts, most first.
    pub top_designations: Vec<TopDesignation>,
    /// Lines of `released.jsonl`: payments released under a license or by good-guy entries.
    pub released: u64,
    /// Lines of `suppressed.jsonl`: name hits that a reviewer's word lets pass.
    #[serde(default)]
    pub suppressed: u64,
    /// What came of the reviewers' words that were given.
    #[serde(default)]
    pub words: WordsSummary,
    /// Lines of `discounted.jsonl`: matches of names that facts alone keep from being a hit. They are in no other count.
    #[serde(default)]
    pub discounted: u64,
    /// Lines of `unbound.jsonl`: payments with hits that are clear because nothing of them binds.
    #[serde(default)]
    pub unbound: u64,
    /// The same by authority and kind of reason; a payment counts once for each that it has. Authority `none`: the list
    /// does not say.
    #[serde(default)]
    pub unbound_by_authority: BTreeMap<String, BTreeMap<String, u64>>,
    /// Authorities that the institution's file names and of which the index has no list, which somebody allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_lists: Vec<String>,
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
    /// Values that were not understood, by column. They were kept as text and are evidence for nothing.
    #[serde(default)]
    pub notes: BTreeMap<String, u64>,
    /// What the columns of the files held: by our names, and those that were not read by the file's.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnCount>,
    /// What comes more than once.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// What came of holding the batch to a control file, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<ControlSummary>,
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
    /// Hash of the last line of the audit log: what to keep elsewhere, to hold the run to it later. `summary.json` has it
    /// after `run`, because it is made of the members before.
    #[serde(default, skip_serializing)]
    pub audit_head: String,
}

/// What came of the reviewers' words that were given to a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WordsSummary {
    /// Rows of `words.csv`.
    pub given: u64,
    /// The cases that they are about.
    pub cases: u64,
    /// Cases of which a false positive let hits pass.
    pub applied: u64,
    /// Payments that are clear because of that.
    pub payments: u64,
    /// Cases of which a false positive let a hit not pass, by the reason. A case may be here and among those applied, of
    /// different payments.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u64>"))]
    pub lapsed: BTreeMap<Lapse, u64>,
    /// Cases of which a false positive needs the word of a second person.
    pub waiting: u64,
    /// Whether words, and good guys, were left out of account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
}

impl WordsSummary {
    pub(crate) fn new(words: &ReviewWords, tally: &WordTally) -> WordsSummary {
        let lapses = Lapse::ALL.into_iter().filter(|lapse| *lapse != Lapse::Waiting);
        let count = |lapse: Lapse| tally.lapsed.get(&lapse).map_or(0, |cases| cases.len() as u64);
        WordsSummary {
            given: words.rows().len() as u64,
            cases: words.cases() as u64,
            applied: tally.applied.len() as u64,
            payments: tally.payments,
            lapsed: lapses.map(|lapse| (lapse, count(lapse))).collect(),
            waiting: words.waiting() as u64,
            left_out: words.are_left_out(),
        }
    }
}

/// A designation and its alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Value {
    /// Payments.
    pub payments: u64,
    /// Sum of their amounts, an exact decimal in units of the currency.
    pub amount: String,
}

/// What a license released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Released {
    /// Payments.
    pub payments: u64,
    /// Value by currency.
    pub value: BTreeMap<String, Value>,
}

/// When and how fast.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// Begin, UTC, ISO 8601.
    pub started_at: String,
    /// End, UTC, ISO 8601.
    pub finished_at: String,
    /// When the run was last gone on with after it had been interrupted; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed_at: Option<String>,
    /// Wall time from the first byte read to the last decision written, in seconds.
    pub seconds: f64,
    /// Records a second over that time.
    pub records_per_second: f64,
    /// Who ran it: the name that was given, else the user.
    #[serde(default)]
    pub operator: String,
    /// The command line that made it, where the program said; with the folder that it was given in, it makes the run again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// The folder against which the paths of that command line are read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub directory: String,
    /// The public Ed25519 key of the signature, 64 hexadecimal digits; absent where the run is not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// The machine.
    #[serde(default)]
    pub host: String,
    /// Worker threads.
    pub threads: usize,
    /// The index file, as named.
    pub index_path: String,
    /// The index that a delta run compared with, as named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delta_path: String,
    /// The run that this one replaced in its folder, where somebody asked for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
    /// The payments files, as named.
    pub payments_paths: Vec<String>,
    /// What whoever reads the results should know, as it was said when the run was made: lists that are old, records that
    /// their publisher cut, good guys of designations that are gone. Here, because how old a list is depends on the day of
    /// the run.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// How old the lists of the index were when the run began, in the order of its manifest.
    #[serde(default)]
    pub lists: Vec<ListAge>,
}

/// A run that another one took the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaced {
    /// Hash of the last line of its audit log; `null` where that could not be read.
    pub audit_head: Option<String>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Replaced {
    /// The run in a folder; `None` where there is none. Only its audit log is looked at, and of that the last line.
    pub(crate) fn of(folder: &Path) -> Option<Replaced> {
        let mut names = files::of_run(true);
        names.find(|name| folder.join(name).exists())?;
        let (audit_head, problem) = match audit::head_of(&folder.join(files::AUDIT)) {
            Ok(head) => (Some(head), None),
            Err(problem) => (None, Some(format!("{} {problem}", files::AUDIT))),
        };
        Some(Replaced { audit_head, problem })
    }
}

/// `summary.json` as it stands on the disk: the summary, and what ties it to the audit log and to itself.
///
/// It ends with `run`, `audit_head` and `seal`. The audit log holds the digest of the members before `run`, which
/// are the same for equal runs; the seal is the digest of every member before it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SummaryFile {
    /// The summary.
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// Hash of the last line of the audit log.
    pub(crate) audit_head: String,
    /// BLAKE3 of the text up to the end of the member before this one.
    seal: String,
}

/// Members of `summary.json` after those that are the same for equal runs, in order.
const LAST_MEMBERS: [&str; 3] = ["run", "audit_head", "seal"];

impl Summary {
    /// Digest and size of the part that is the same for equal runs.
    pub(crate) fn reproducible(&self) -> Result<FileDigest, ScreenError> {
        let mut members = Members::of(self).map_err(unwritable)?;
        let run = members.0.pop();
        debug_assert_eq!(run.map(|(name, _)| name).as_deref(), Some(LAST_MEMBERS[0]));
        members.digest().map_err(unwritable)
    }

    /// The whole of `summary.json`: with the head of the audit chain and the seal over it all.
    pub(crate) fn sealed(&self, audit_head: &str) -> Result<String, ScreenError> {
        let seal = || {
            let mut members = Members::of(self)?;
            members.push(LAST_MEMBERS[1], audit_head)?;
            let digest = members.digest()?.blake3;
            members.push(LAST_MEMBERS[2], &digest)?;
            members.text()
        };
        seal().map_err(unwritable)
    }
}

/// Why a summary could not be written.
#[allow(clippy::needless_pass_by_value)] // as `map_err` calls it
fn unwritable(error: serde_json::Error) -> ScreenError {
    ScreenError::internal(format!("the summary could not be written: {error}"))
}

/// `summary.json` as it was read back.
pub(crate) struct OpenedSummary {
    pub(crate) file: SummaryFile,
    /// Digest and size of the reproducible part.
    pub(crate) reproducible: FileDigest,
    /// Whether the seal is that of the text, and the text is written as a run writes it.
    pub(crate) seal_holds: bool,
}

/// Reads `summary.json` back. The error says what is wrong with its form.
pub(crate) fn open(text: &str) -> Result<OpenedSummary, String> {
    let not_a_summary = |e: serde_json::Error| format!("is not a summary: {e}");
    let file: SummaryFile = serde_json::from_str(text).map_err(not_a_summary)?;
    let mut members: Members = serde_json::from_str(text).map_err(not_a_summary)?;
    let as_written = members.text().map_err(not_a_summary)? == text;
    let first = members.0.len().saturating_sub(LAST_MEMBERS.len());
    if !members.0[first..].iter().map(|(name, _)| name).eq(LAST_MEMBERS) {
        return Err(format!("does not end with {}", LAST_MEMBERS.join(", ")));
    }
    members.0.pop();
    let sealed = members.digest().map_err(not_a_summary)?.blake3;
    members.0.truncate(first);
    Ok(OpenedSummary {
        reproducible: members.digest().map_err(not_a_summary)?,
        seal_holds: as_written && sealed == file.seal,
        file,
    })
}

/// The members of a JSON object in order, each in the bytes in which it was written.
struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    fn of(summary: &Summary) -> serde_json::Result<Members> {
        serde_json::from_str(&serde_json::to_string_pretty(summary)?)
    }

    fn push(&mut self, name: &str, value: &str) -> serde_json::Result<()> {
        self.0.push((name.to_owned(), to_raw_value(value)?));
        Ok(())
    }

    /// The object, a member a line.
    fn text(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Digest and size of the text up to the end of its last member. What comes after it, when more members follow, is
    /// no part of it: so the first bytes of the finished file have the same digest.
    fn digest(&self) -> serde_json::Result<FileDigest> {
        let text = self.text()?;
        let text = text.strip_suffix("\n}\n").unwrap_or(&text);
        Ok(FileDigest::of(text.as_bytes()))
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Value by currency, while it is being summed.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ValueSums {
    #[serde(with = "crate::checkpoint::pairs")]
    sums: FxHashMap<Option<CurrencyCode>, (u64, ExactSum)>,
}

impl ValueSums {
    /// Adds one payment.
    pub(crate) fn add(&mut self, currency: Option<CurrencyCode>, amount: Decimal) {
        let (payments, sum) = self.sums.entry(currency).or_default();
        *payments += 1;
        sum.add(amount);
    }

    /// Takes back a payment that was added.
    pub(crate) fn take_back(&mut self, amount: Option<Amount>) {
        let Some(Amount { value, currency }) = amount else {
            return;
        };
        if let Some((payments, sum)) = self.sums.get_mut(&currency) {
            *payments = payments.saturating_sub(1);
            sum.add(-value);
            if *payments == 0 {
                self.sums.remove(&currency);
            }
        }
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

#[cfg(test)]
mod tests {
    use super::open;
    use crate::{
        BatchConfig,
        files::SUMMARY,
        testing::{World, mixed_batch, read_run},
    };

    fn written() -> String {
        let world = World::licensed();
        let batch = BatchConfig::new(vec![world.payments("p.csv", &mixed_batch(50))], world.path("run"));
        world.screen(&batch).unwrap();
        String::from_utf8(read_run(&batch.out)[SUMMARY].clone()).unwrap()
    }

    #[test]
    fn the_reproducible_part_and_the_seal_are_digests_of_the_text_that_anyone_can_recompute() {
        let text = written();
        let opened = open(&text).unwrap();
        let (body, _) = text.split_once(",\n  \"run\": {").unwrap();
        let (sealed, seal) = text.split_once(",\n  \"seal\": \"").unwrap();
        let blake3 = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
        assert_eq!(opened.reproducible.blake3, blake3(body));
        assert_eq!(opened.reproducible.bytes, body.len() as u64);
        assert_eq!(seal, format!("{}\"\n}}\n", blake3(sealed)));
        assert!(opened.seal_holds);
        assert_eq!(opened.file.summary.sealed(&opened.file.audit_head).unwrap(), text);
    }

    #[test]
    fn a_summary_in_other_white_space_or_with_a_member_after_its_seal_does_not_hold() {
        let text = written();
        assert!(!open(&text.replacen("\": ", "\":  ", 1)).unwrap().seal_holds);
        assert!(!open(&format!("{text}\n")).unwrap().seal_holds);
        let longer = text.replace("\"\n}\n", "\",\n  \"more\": 1\n}\n");
        assert_ne!(longer, text);
        let problem = open(&longer).err().unwrap();
        assert!(
            problem.contains("does not end with run, audit_head, seal"),
            "{problem}"
        );
    }
}
