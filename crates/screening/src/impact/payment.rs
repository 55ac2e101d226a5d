//! A payment of a run that touches a listed party, as an account counts it.

use std::{borrow::Cow, collections::BTreeSet, path::Path};

use portcullis_exemptions::{Clause, ObligationReport, is_humanitarian};
use portcullis_model::{Date, Field, Outcome, Purpose};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{
    files,
    output::{PaymentFacts, Prepared},
    report::{ReportError, each_record},
};

/// A payment that touches a listed party.
#[derive(Debug)]
pub(super) struct Touched {
    /// What makes it the same payment in another run: id, amount, currency, debtor and creditor; and which of several equal
    /// ones of its run it is.
    pub(super) key: (u128, u32),
    /// The day that it was judged as of.
    pub(super) as_of: Date,
    pub(super) fate: Fate,
    pub(super) purpose: Option<Purpose>,
    /// Names of debtor and creditor, folded.
    pub(super) people: BTreeSet<String>,
    /// Countries of all parties that are not banks.
    pub(super) countries: BTreeSet<String>,
    /// The cases that it belongs to.
    pub(super) cases: BTreeSet<String>,
    /// The licenses that released it.
    pub(super) licenses: Vec<String>,
    /// Why it was stopped or released, in words that name no party.
    pub(super) why: String,
}

/// What came of a payment that touches a listed party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Block,
    Reject,
    Review,
    /// Released under a license.
    Licensed,
    /// Released because a reviewer knows the party.
    Known,
    /// Nothing that it touches binds.
    Unbound,
}

impl Fate {
    pub(super) fn is_stopped(self) -> bool {
        matches!(self, Fate::Block | Fate::Reject | Fate::Review)
    }

    fn of(outcome: Outcome, file: &str) -> Fate {
        match outcome {
            Outcome::Block => Fate::Block,
            Outcome::Reject => Fate::Reject,
            Outcome::Review => Fate::Review,
            Outcome::Licensed => Fate::Licensed,
            Outcome::Clear if file == files::UNBOUND => Fate::Unbound,
            Outcome::Clear => Fate::Known,
        }
    }
}

impl Touched {
    /// Whether it has a humanitarian purpose.
    pub(super) fn is_humanitarian(&self) -> bool {
        self.purpose.is_some_and(is_humanitarian)
    }
}

/// What of an alert, a released payment or one that nothing binds is read.
#[derive(Debug, Deserialize)]
struct Record {
    payment_id: String,
    file: String,
    line: u64,
    outcome: Outcome,
    #[serde(default)]
    case_id: String,
    #[serde(default)]
    license_ids: Vec<String>,
    #[serde(default)]
    obligations: Vec<Cow<'static, ObligationReport>>,
    payment: Prepared<'static, PaymentFacts<'static>>,
}

/// Calls `each` with the payments of a run that touch a listed party, each once.
pub(super) fn each_touched(folder: &Path, mut each: impl FnMut(Touched)) -> Result<(), ReportError> {
    let mut copies: FxHashMap<u128, u32> = FxHashMap::default();
    let mut pass = |mut touched: Touched| {
        let copy = copies.entry(touched.key.0).or_default();
        touched.key.1 = *copy;
        *copy += 1;
        each(touched);
    };
    let mut known: FxHashSet<(String, u64)> = FxHashSet::default();
    for (file, is_not) in [
        (files::ALERTS, "an alert"),
        (files::RELEASED, "a released payment"),
        (files::UNBOUND, "a payment that nothing binds"),
        // After the others: a payment of which a word lets some hits pass may have more.
        (files::SUPPRESSED, "a hit that a word lets pass"),
    ] {
        let path = folder.join(file);
        // Runs of an older version have no file of what they do not count.
        if !path.exists() {
            continue;
        }
        let mut last: Option<((String, u64), Touched)> = None;
        each_record(&path, is_not, |_, record: Record| {
            let place = (record.file.clone(), record.line);
            match &mut last {
                // The alerts of a payment stand together.
                Some((same, touched)) if *same == place => {
                    touched.cases.insert(record.case_id);
                }
                _ if !known.insert(place.clone()) => {}
                _ => {
                    if let Some((_, done)) = last.replace((place, Touched::of(record, file)?)) {
                        pass(done);
                    }
                }
            }
            Ok(true)
        })?;
        if let Some((_, done)) = last {
            pass(done);
        }
    }
    Ok(())
}

impl Touched {
    fn of(record: Record, file: &str) -> serde_json::Result<Touched> {
        let payment = record.payment.read()?;
        let name = |field| {
            let party = payment.parties.at(field);
            party.map(|party| folded(&party.name)).unwrap_or_default()
        };
        let (debtor, creditor) = (name(Field::DEBTOR), name(Field::CREDITOR));
        let customers = payment.parties.0.iter().filter(|(field, _)| {
            let role = field.role();
            role.is_some_and(|role| !role.is_agent())
        });
        let fate = Fate::of(record.outcome, file);
        Ok(Touched {
            key: (key(&record.payment_id, &payment, &debtor, &creditor), 0),
            as_of: payment.as_of,
            fate,
            purpose: payment.purpose,
            countries: customers
                .filter_map(|(_, party)| Some(party.country?.to_string()))
                .collect(),
            people: [debtor, creditor]
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect(),
            cases: BTreeSet::from_iter((!record.case_id.is_empty()).then_some(record.case_id)),
            why: why(fate, &record.license_ids, &record.obligations),
            licenses: record.license_ids,
        })
    }
}

/// A name as it is compared: in lower case, with single spaces.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn key(payment_id: &str, payment: &PaymentFacts<'_>, debtor: &str, creditor: &str) -> u128 {
    let amount = payment
        .amount
        .map(|amount| amount.to_string())
        .unwrap_or_default();
    let currency = payment.currency.map(|code| code.to_string()).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    for part in [payment_id, &amount, &currency, debtor, creditor] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}

/// Why it was stopped or released: what the nearest license lacks of the first obligation that nothing covers, or which license
/// released it.
fn why(fate: Fate, licenses: &[String], obligations: &[Cow<'_, ObligationReport>]) -> String {
    match fate {
        Fate::Licensed => format!(
            "released: {}",
            licenses.first().map_or("a license", String::as_str)
        ),
        Fate::Known => "released: a known namesake".to_owned(),
        Fate::Unbound => "passed: nothing binds".to_owned(),
        Fate::Block | Fate::Reject | Fate::Review => {
            let kept = if fate == Fate::Reject { "refused" } else { "held" };
            let mut open = obligations.iter().filter(|o| o.keeps());
            let nearest = open.next().and_then(|obligation| obligation.failed.first());
            let Some(nearest) = nearest else {
                return format!("{kept}: no license reaches it");
            };
            let mut lacks: Vec<&str> = nearest.failed_clauses().map(Clause::subject).collect();
            lacks.sort_unstable();
            lacks.dedup();
            format!("{kept}: the nearest license fails by {}", lacks.join(", "))
        }
    }
}
