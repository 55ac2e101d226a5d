//! The alerts of a run, put together as cases: one party of the payments and one listed party.

use std::{collections::BTreeSet, path::Path};

use portcullis_model::{Field, Outcome, Score};
use rustc_hash::FxHashMap;

use super::{
    CASE_LINES_MAX, CASES_SHOWN_MAX, PAYMENTS_SHOWN_MAX, ReportError, ShownAlert, read::each_record,
};
use crate::{
    files,
    output::{Alert, AlertChange, PaymentFacts},
};

/// Designations of a case of which an alert is shown; others are named.
const LISTED_SHOWN_MAX: usize = 6;
/// Payments of a case, after those in full, that are named.
const PAYMENTS_NAMED_MAX: usize = 50;

/// The cases of a run, first those to look at first.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    /// With their alerts.
    pub(crate) shown: Vec<Case>,
    /// Those after them, in a line each.
    pub(crate) lines: Vec<CaseHead>,
    /// How many more there are.
    pub(crate) more: u64,
}

/// What a line says of a case.
#[derive(Debug, Clone)]
pub(crate) struct CaseHead {
    pub(crate) id: String,
    /// The gravest of its payments.
    pub(crate) outcome: Outcome,
    /// The party, as the payments write it.
    pub(crate) party: String,
    /// Whom it may be, as listed.
    pub(crate) listed: String,
    pub(crate) lists: BTreeSet<String>,
    pub(crate) programs: BTreeSet<String>,
    /// The best.
    pub(crate) score: Score,
    pub(crate) payments: u64,
    pub(crate) alerts: u64,
    /// The payment that was counted last, by file and line.
    last_payment: (String, u64),
}

/// A case with its alerts, as far as they are shown.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) head: CaseHead,
    /// The strongest alert of each designation.
    pub(crate) listed: Vec<ShownAlert>,
    /// Ids of the other designations.
    pub(crate) listed_named: BTreeSet<String>,
    pub(crate) payments: Vec<CasePayment>,
    /// Those after them: payment, file, line.
    pub(crate) payments_named: Vec<(String, String, u64)>,
}

/// A payment of a case.
#[derive(Debug)]
pub(crate) struct CasePayment {
    pub(crate) payment_id: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) outcome: Outcome,
    /// Why it is decided so.
    pub(crate) reason: String,
    /// In a delta run: how its first alert of the case differs from the run before.
    pub(crate) delta: Option<AlertChange>,
    /// Where the party stands in it.
    pub(crate) fields: Vec<Field>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// Reads the cases of a run.
pub(super) fn read_cases(folder: &Path) -> Result<Cases, ReportError> {
    let path = folder.join(files::ALERTS);
    let mut heads = heads(&path)?.into_iter();
    let shown: Vec<Case> = heads.by_ref().take(CASES_SHOWN_MAX).map(Case::of).collect();
    let lines = heads.by_ref().take(CASE_LINES_MAX).collect();
    let more = heads.count() as u64;
    let mut cases = Cases { shown, lines, more };
    fill(&path, &mut cases.shown)?;
    Ok(cases)
}

/// What is said of each case: the gravest outcome and the best score first.
fn heads(path: &Path) -> Result<Vec<CaseHead>, ReportError> {
    let mut heads: Vec<CaseHead> = Vec::new();
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    each_record(path, AN_ALERT, |_, alert: Alert<'static>| {
        let id = case_of(&alert)?;
        let n = *by_id.entry(id.clone()).or_insert(heads.len());
        match heads.get_mut(n) {
            Some(head) => head.add(&alert),
            None => heads.push(CaseHead::of(id, &alert)?),
        }
        Ok(true)
    })?;
    heads.sort_by(|a, b| (b.outcome, b.score).cmp(&(a.outcome, a.score)));
    Ok(heads)
}

/// What a line that cannot be read is not.
const AN_ALERT: &str = "an alert";

/// Which case an alert belongs to.
fn case_of(alert: &Alert<'static>) -> serde_json::Result<String> {
    let designation = alert.designation.read()?;
    let same_as = designation.same_as.iter().map(String::as_str);
    let first = same_as.chain([&*designation.id]).min().unwrap_or_default();
    Ok(format!("{first} {}", alert.party.to_lowercase()))
}

/// Gives the cases their alerts.
fn fill(path: &Path, cases: &mut [Case]) -> Result<(), ReportError> {
    let by_id: FxHashMap<String, usize> = cases
        .iter()
        .enumerate()
        .map(|(n, case)| (case.head.id.clone(), n))
        .collect();
    each_record(path, AN_ALERT, |_, alert: Alert<'static>| {
        if let Some(n) = by_id.get(&case_of(&alert)?) {
            cases[*n].add(alert)?;
        }
        Ok(true)
    })
}

impl CaseHead {
    fn of(id: String, alert: &Alert<'static>) -> serde_json::Result<CaseHead> {
        let mut head = CaseHead {
            id,
            outcome: alert.outcome,
            party: alert.party.to_string(),
            listed: alert.designation.read()?.primary_name().to_owned(),
            lists: BTreeSet::new(),
            programs: BTreeSet::new(),
            score: alert.score,
            payments: 0,
            alerts: 0,
            last_payment: (String::new(), 0),
        };
        head.add(alert);
        Ok(head)
    }

    fn add(&mut self, alert: &Alert<'_>) {
        self.outcome = self.outcome.max(alert.outcome);
        self.score = self.score.max(alert.score);
        self.lists.insert(alert.list.to_string());
        self.programs.extend(alert.programs.iter().cloned());
        self.alerts += 1;
        // The alerts of a payment stand together.
        if (self.last_payment.0.as_str(), self.last_payment.1) != (&*alert.file, alert.line) {
            self.payments += 1;
            self.last_payment = (alert.file.to_string(), alert.line);
        }
    }
}

impl Case {
    fn of(head: CaseHead) -> Case {
        Case {
            head,
            listed: Vec::new(),
            listed_named: BTreeSet::new(),
            payments: Vec::new(),
            payments_named: Vec::new(),
        }
    }

    fn add(&mut self, alert: Alert<'static>) -> serde_json::Result<()> {
        self.add_payment(&alert)?;
        let known = self
            .listed
            .iter()
            .position(|known| known.alert.designation_id == alert.designation_id);
        match known {
            Some(n) if self.listed[n].alert.score >= alert.score => {}
            Some(n) => self.listed[n] = ShownAlert::read(alert)?,
            None if self.listed.len() < LISTED_SHOWN_MAX => self.listed.push(ShownAlert::read(alert)?),
            None => {
                self.listed_named.insert(alert.designation_id.into_owned());
            }
        }
        Ok(())
    }

    fn add_payment(&mut self, alert: &Alert<'static>) -> serde_json::Result<()> {
        let is_of = |file: &str, line: u64| (file, line) == (&*alert.file, alert.line);
        if let Some(last) = self.payments.last_mut()
            && is_of(&last.file, last.line)
        {
            if !last.fields.contains(&alert.field) {
                last.fields.push(alert.field);
            }
            return Ok(());
        }
        if self.payments.len() < PAYMENTS_SHOWN_MAX {
            self.payments.push(CasePayment {
                payment_id: alert.payment_id.to_string(),
                file: alert.file.to_string(),
                line: alert.line,
                outcome: alert.outcome,
                reason: alert.reason.to_string(),
                delta: alert.delta,
                fields: vec![alert.field],
                payment: alert.payment.read()?,
            });
            return Ok(());
        }
        let last = self.payments_named.last();
        if self.payments_named.len() < PAYMENTS_NAMED_MAX
            && !last.is_some_and(|(_, file, line)| is_of(file, *line))
        {
            self.payments_named
                .push((alert.payment_id.to_string(), alert.file.to_string(), alert.line));
        }
        Ok(())
    }
}

impl Cases {
    /// How many there are.
    pub(crate) fn all(&self) -> u64 {
        (self.shown.len() + self.lines.len()) as u64 + self.more
    }
}
