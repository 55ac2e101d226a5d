//! Two runs held to each other: what is decided otherwise, which cases came and went, and what was different before.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use portcullis_model::Outcome;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{ROWS_SHOWN_MAX, ReportError, cases::all_cases, read};
use crate::{files, output::CaseRow, summary::Summary, verify::verify};

/// Two runs and what differs between them.
pub(crate) struct Comparison {
    pub(crate) a: Side,
    pub(crate) b: Side,
    pub(crate) cases: CaseChanges,
    pub(crate) payments: PaymentChanges,
}

/// One of the runs.
pub(crate) struct Side {
    /// Its folder, as named.
    pub(crate) name: String,
    pub(crate) summary: Summary,
    pub(crate) is_intact: bool,
    pub(crate) duties: u64,
}

/// How the cases of two runs differ; the first of each kind, and how many there are.
#[derive(Default)]
pub(crate) struct CaseChanges {
    /// In the second run alone.
    pub(crate) new: Counted<CaseRow<'static>>,
    /// In the first run alone.
    pub(crate) gone: Counted<CaseRow<'static>>,
    /// In both, with another outcome, priority, number of payments, or other lists or programs.
    pub(crate) changed: Counted<(CaseRow<'static>, CaseRow<'static>)>,
    /// In both, and equal in these.
    pub(crate) same: u64,
}

/// How the decisions of two runs differ, of the payments that are not clear in both.
#[derive(Default)]
pub(crate) struct PaymentChanges {
    /// By what is decided in the first and in the second run, `None` where the run does not have the payment.
    pub(crate) moves: BTreeMap<(Option<Outcome>, Option<Outcome>), u64>,
    pub(crate) differing: Counted<PaymentChange>,
}

/// A payment that is decided otherwise.
pub(crate) struct PaymentChange {
    pub(crate) payment_id: String,
    pub(crate) a: Option<Decided>,
    pub(crate) b: Option<Decided>,
}

/// What a run decides of a payment, and why.
#[derive(Clone)]
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    pub(crate) reason: String,
}

/// The first of a kind, and how many there are.
pub(crate) struct Counted<T> {
    pub(crate) first: Vec<T>,
    pub(crate) all: u64,
}

impl<T> Default for Counted<T> {
    fn default() -> Counted<T> {
        Counted {
            first: Vec::new(),
            all: 0,
        }
    }
}

impl<T> Counted<T> {
    fn push(&mut self, one: T) {
        self.all += 1;
        if self.first.len() < ROWS_SHOWN_MAX {
            self.first.push(one);
        }
    }
}

/// Reads both runs.
pub(super) fn compare(a: &Path, b: &Path) -> Result<Comparison, ReportError> {
    // First whether they are runs.
    let sides = [Side::of(a)?, Side::of(b)?];
    let cases = CaseChanges::of(all_cases(a)?, all_cases(b)?);
    let payments = PaymentChanges::of(a, b)?;
    let [a, b] = sides;
    Ok(Comparison {
        a,
        b,
        cases,
        payments,
    })
}

impl Side {
    fn of(folder: &Path) -> Result<Side, ReportError> {
        Ok(Side {
            name: folder.display().to_string(),
            is_intact: verify(folder)?.is_intact(),
            summary: read::summary(folder)?,
            duties: crate::duties::duties(folder)?.len() as u64,
        })
    }
}

impl CaseChanges {
    fn of(a: Vec<CaseRow<'static>>, b: Vec<CaseRow<'static>>) -> CaseChanges {
        let mut changes = CaseChanges::default();
        let mut before: FxHashMap<String, CaseRow<'static>> =
            a.into_iter().map(|row| (row.case_id.to_string(), row)).collect();
        for row in b {
            match before.remove(&*row.case_id) {
                None => changes.new.push(row),
                Some(old) if decides_alike(&old, &row) => changes.same += 1,
                Some(old) => changes.changed.push((old, row)),
            }
        }
        let mut gone: Vec<CaseRow<'static>> = before.into_values().collect();
        gone.sort_by(|x, y| {
            y.priority
                .cmp(&x.priority)
                .then_with(|| x.case_id.cmp(&y.case_id))
        });
        gone.into_iter().for_each(|row| changes.gone.push(row));
        changes
    }
}

fn decides_alike(a: &CaseRow<'_>, b: &CaseRow<'_>) -> bool {
    let of = |row: &CaseRow<'_>| (row.outcome, row.priority, row.payments);
    of(a) == of(b) && a.lists == b.lists && a.programs == b.programs
}

impl PaymentChanges {
    /// Clear payments are nearly all, so only those are remembered that one of the runs does not clear.
    fn of(a: &Path, b: &Path) -> Result<PaymentChanges, ReportError> {
        let mut ids: FxHashSet<String> = FxHashSet::default();
        for folder in [a, b] {
            each_decision(folder, |id, outcome, _| {
                if outcome != Outcome::Clear && !ids.contains(id) {
                    ids.insert(id.to_owned());
                }
            })?;
        }
        let decided = |folder: &Path| -> Result<FxHashMap<String, Vec<Decided>>, ReportError> {
            let mut decided: FxHashMap<String, Vec<Decided>> = FxHashMap::default();
            each_decision(folder, |id, outcome, reason| {
                if ids.contains(id) {
                    let reason = reason.to_owned();
                    decided
                        .entry(id.to_owned())
                        .or_default()
                        .push(Decided { outcome, reason });
                }
            })?;
            Ok(decided)
        };
        let (a, b) = (decided(a)?, decided(b)?);
        let mut changes = PaymentChanges::default();
        // Payments of one id are held to each other in the order in which they stand.
        for id in ids.into_iter().collect::<BTreeSet<String>>() {
            let of = |side: &FxHashMap<String, Vec<Decided>>, n: usize| side.get(&id)?.get(n).cloned();
            let times = [&a, &b].map(|side| side.get(&id).map_or(0, Vec::len));
            for n in 0..times[0].max(times[1]) {
                changes.add(&id, of(&a, n), of(&b, n));
            }
        }
        Ok(changes)
    }

    fn add(&mut self, payment_id: &str, a: Option<Decided>, b: Option<Decided>) {
        let outcome = |decided: &Option<Decided>| decided.as_ref().map(|decided| decided.outcome);
        let (from, to) = (outcome(&a), outcome(&b));
        *self.moves.entry((from, to)).or_default() += 1;
        if from != to {
            self.differing.push(PaymentChange {
                payment_id: payment_id.to_owned(),
                a,
                b,
            });
        }
    }
}

/// Calls `each` with id, outcome and reason of every payment that was decided.
fn each_decision(folder: &Path, mut each: impl FnMut(&str, Outcome, &str)) -> Result<(), ReportError> {
    let path = folder.join(files::DECISIONS);
    let content = |line, reason: String| ReportError::Content {
        path: path.clone(),
        line,
        reason,
    };
    let broken = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        content(line, error.to_string())
    };
    let mut reader = csv::Reader::from_path(&path).map_err(broken)?;
    let heads = reader.headers().map_err(broken)?.clone();
    let place = |name: &str| {
        let at = heads.iter().position(|head| head == name);
        at.ok_or_else(|| content(Some(1), format!("has no column {name}")))
    };
    let (id, outcome, reason) = (place("payment_id")?, place("outcome")?, place("reason")?);
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(broken)? {
        let line = row.position().map(csv::Position::line);
        let word = row.get(outcome).unwrap_or_default();
        let outcome = word
            .parse()
            .map_err(|_| content(line, format!("{word} is no outcome")))?;
        each(
            row.get(id).unwrap_or_default(),
            outcome,
            row.get(reason).unwrap_or_default(),
        );
    }
    Ok(())
}
