//! Payments with what should come of them, and whether it does: the public suite of `data/scenarios`, and an
//! institution's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use portcullis_model::{Outcome, Payment};
use portcullis_payments::{BatchFile, ColumnMap};
use serde::{Deserialize, Serialize};

use crate::{ScreenError, Screener};

/// Bytes of payments that are read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// What should come of each payment: a file of `payment_id,outcome,license_id,why,instrument`.
#[derive(Debug, Clone)]
pub struct Expectations {
    path: PathBuf,
    by_payment: BTreeMap<String, Expected>,
}

/// What should come of one payment.
#[derive(Debug, Clone)]
struct Expected {
    line: u64,
    outcome: Outcome,
    /// Sorted.
    license_ids: Vec<String>,
    why: String,
    instrument: String,
}

/// A row as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    payment_id: String,
    outcome: String,
    license_id: String,
    why: String,
    instrument: String,
}

const COLUMNS: [&str; 5] = ["payment_id", "outcome", "license_id", "why", "instrument"];

/// What came of holding payments to expectations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScenarioReport {
    /// How many payments were decided.
    pub payments: u64,
    /// Those of which something else came, in order of the file.
    pub differences: Vec<Difference>,
}

/// A payment of which something else came than should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its id.
    pub payment_id: String,
    /// The outcome that should come, and the licenses that should release it: `licensed us-ngo`.
    pub expected: String,
    /// The same as it came; `rejected` where the record cannot be read.
    pub came: String,
    /// Why it came so: the reason of the decision.
    pub reason: String,
    /// Why the other should: the sentence of the file.
    pub why: String,
    /// The legal text that says so.
    pub instrument: String,
}

impl Expectations {
    /// Reads a file of expectations.
    ///
    /// # Errors
    /// [`ScreenError::Input`] and [`ScreenError::Scenarios`], with file and line.
    pub fn open(path: &Path) -> Result<Expectations, ScreenError> {
        let bytes = std::fs::read(path).map_err(|source| ScreenError::Input {
            path: path.to_owned(),
            source,
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let fail = |line: Option<u64>, reason: String| ScreenError::Scenarios {
            path: path.to_owned(),
            line: line.unwrap_or(1),
            reason,
        };
        let header = reader.headers().map_err(|e| fail(None, e.to_string()))?.clone();
        if header != COLUMNS[..] {
            let found: Vec<&str> = header.iter().collect();
            let reason = format!(
                "its columns are `{}`, not `{}`",
                found.join(","),
                COLUMNS.join(",")
            );
            return Err(fail(None, reason));
        }
        let mut by_payment: BTreeMap<String, Expected> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| fail(e.position().map(csv::Position::line), e.to_string()))?;
            let line = record.position().map_or(1, csv::Position::line);
            let raw: RawRow = record
                .deserialize(Some(&header))
                .map_err(|e| fail(Some(line), e.to_string()))?;
            let id = raw.payment_id.clone();
            let expected = Expected::read(raw, line).map_err(|reason| fail(Some(line), reason))?;
            if let Some(first) = by_payment.insert(id.clone(), expected) {
                return Err(fail(
                    Some(line),
                    format!("`{id}` is there already (line {})", first.line),
                ));
            }
        }
        if by_payment.is_empty() {
            return Err(fail(None, "it expects nothing of any payment".to_owned()));
        }
        Ok(Expectations {
            path: path.to_owned(),
            by_payment,
        })
    }

    fn fail(&self, line: u64, reason: String) -> ScreenError {
        ScreenError::Scenarios {
            path: self.path.clone(),
            line,
            reason,
        }
    }
}

impl Expected {
    fn read(raw: RawRow, line: u64) -> Result<Expected, String> {
        if raw.payment_id.is_empty() {
            return Err("payment_id is empty".to_owned());
        }
        let outcome: Outcome = raw.outcome.parse().map_err(|error| format!("outcome: {error}"))?;
        let mut license_ids: Vec<String> = raw
            .license_id
            .split(';')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        license_ids.sort();
        if license_ids.is_empty() == (outcome == Outcome::Licensed) {
            return Err(format!(
                "license_id: a payment that is {outcome} {}",
                if license_ids.is_empty() {
                    "is released by a license; name it"
                } else {
                    "is released by none; leave it empty"
                }
            ));
        }
        for (column, text) in [("why", &raw.why), ("instrument", &raw.instrument)] {
            if text.is_empty() {
                return Err(format!("{column} is empty; say on what the outcome rests"));
            }
        }
        Ok(Expected {
            line,
            outcome,
            license_ids,
            why: raw.why,
            instrument: raw.instrument,
        })
    }
}

impl Screener {
    /// Decides a file of payments in its order, and tells what comes out otherwise than expected.
    ///
    /// # Errors
    /// The file cannot be used, a payment is expected nothing of, or an expected payment is not there.
    pub fn hold_to(
        &self,
        payments: &Path,
        mapping: &ColumnMap,
        expectations: &Expectations,
    ) -> Result<ScenarioReport, ScreenError> {
        let file = BatchFile::open_as(payments, None, mapping)?;
        let mut waiting: BTreeMap<&str, &Expected> = expectations
            .by_payment
            .iter()
            .map(|(id, expected)| (id.as_str(), expected))
            .collect();
        let mut report = ScenarioReport {
            payments: 0,
            differences: Vec::new(),
        };
        for chunk in file.chunks(CHUNK_BYTES) {
            let held = file.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                report.payments += 1;
                let (id, line, came, reason) = match record {
                    Ok(payment) => self.come_of(payment),
                    Err(reject) => (
                        reject.payment_id.to_string(),
                        reject.line,
                        "rejected".to_owned(),
                        reject.error.to_string(),
                    ),
                };
                let Some(expected) = waiting.remove(id.as_str()) else {
                    let reason = format!(
                        "nothing is expected of the payment `{id}` ({}:{line}), or it is there twice",
                        payments.display()
                    );
                    return Err(expectations.fail(1, reason));
                };
                let should = said(expected.outcome, &expected.license_ids);
                if came != should {
                    report.differences.push(Difference {
                        payment_id: id,
                        expected: should,
                        came,
                        reason,
                        why: expected.why.clone(),
                        instrument: expected.instrument.clone(),
                    });
                }
            }
        }
        match waiting.into_iter().next() {
            None => Ok(report),
            Some((id, expected)) => Err(expectations.fail(
                expected.line,
                format!("the payment `{id}` is not in {}", payments.display()),
            )),
        }
    }

    /// Id, line, outcome with licenses, and reason.
    fn come_of(&self, payment: &Payment<'_>) -> (String, u64, String, String) {
        let decision = self.screen_one(payment);
        (
            payment.payment_id.to_string(),
            payment.line,
            said(decision.outcome, &decision.license_ids),
            decision.reason.into_owned(),
        )
    }
}

/// `licensed us-ngo;us-goods`, `review`.
fn said(outcome: Outcome, license_ids: &[String]) -> String {
    if license_ids.is_empty() {
        outcome.to_string()
    } else {
        format!("{outcome} {}", license_ids.join(";"))
    }
}
