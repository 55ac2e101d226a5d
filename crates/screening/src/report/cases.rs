//! The alerts of a run, put together as cases: one party of the payments and one listed party.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use portcullis_model::{Field, Outcome};
use rustc_hash::FxHashMap;

use super::{
    CASE_LINES_MAX, CASES_SHOWN_MAX, PAYMENTS_SHOWN_MAX, ReportError, ShownAlert,
    figures::{BANDS, band_of},
    read::{csv_rows, each_record},
};
use crate::{
    files,
    output::{Alert, AlertChange, CaseRow, Change, PaymentFacts},
};

/// Designations of a case of which an alert is shown, beside that which leads it; others are named.
const LISTED_SHOWN_MAX: usize = 6;
/// Payments of a case, after those in full, that are named.
const PAYMENTS_NAMED_MAX: usize = 50;

/// The cases of a run, first those to look at first.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    /// With their alerts.
    pub(crate) shown: Vec<Case>,
    /// Those after them, in a line each.
    pub(crate) lines: Vec<CaseRow<'static>>,
    /// How many more there are.
    pub(crate) more: u64,
    /// All of them by list and band of score; one with entries of several lists counts for each.
    pub(crate) by_list: BTreeMap<String, [u64; BANDS.len()]>,
    /// The file of the run that has all of them.
    pub(crate) file: &'static str,
}

/// A case with its alerts, as far as they are shown.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) row: CaseRow<'static>,
    /// The strongest alert of each designation, that which leads the case first.
    pub(crate) listed: Vec<ShownAlert>,
    /// How many of them lead the case: they are one party.
    leading: usize,
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
    /// What of that alert was something else before.
    pub(crate) changes: Vec<Change>,
    /// Where the party stands in it.
    pub(crate) fields: Vec<Field>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// Reads the cases of a run.
pub(super) fn read_cases(folder: &Path) -> Result<Cases, ReportError> {
    let mut cases = Cases {
        // A run of an older version counts no cases.
        file: match folder.join(files::CASES).exists() {
            true => files::CASES,
            false => files::ALERTS,
        },
        ..Cases::default()
    };
    each_case(folder, |row| cases.push(row))?;
    fill(&folder.join(files::ALERTS), &mut cases.shown)?;
    Ok(cases)
}

/// All cases of a run, those to look at first on top.
pub(super) fn all_cases(folder: &Path) -> Result<Vec<CaseRow<'static>>, ReportError> {
    let mut rows = Vec::new();
    each_case(folder, |row| rows.push(row))?;
    Ok(rows)
}

fn each_case(folder: &Path, mut each: impl FnMut(CaseRow<'static>)) -> Result<(), ReportError> {
    let path = folder.join(files::CASES);
    if path.exists() {
        for row in csv_rows(&path)? {
            each(row?);
        }
    } else {
        counted(&folder.join(files::ALERTS))?.into_iter().for_each(each);
    }
    Ok(())
}

/// The cases of a run that does not count them: the gravest outcome and the best score first. They have no priority.
fn counted(path: &Path) -> Result<Vec<CaseRow<'static>>, ReportError> {
    let mut counts: Vec<Count> = Vec::new();
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    each_record(path, AN_ALERT, |_, alert: Alert<'static>| {
        let id = case_of(&alert)?;
        let n = *by_id.entry(id.clone()).or_insert(counts.len());
        if n == counts.len() {
            counts.push(Count::of(id, &alert)?);
        }
        counts[n].add(&alert);
        Ok(true)
    })?;
    let mut rows: Vec<CaseRow<'static>> = counts.into_iter().map(|count| count.row).collect();
    rows.sort_by_key(|row| Reverse((row.outcome, row.score)));
    Ok(rows)
}

/// What a line that cannot be read is not.
const AN_ALERT: &str = "an alert";

/// Which case an alert belongs to. Alerts of an older version do not say: a party of one name and a listed party.
fn case_of(alert: &Alert<'static>) -> serde_json::Result<String> {
    if !alert.case_id.is_empty() {
        return Ok(alert.case_id.to_string());
    }
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
        .map(|(n, case)| (case.row.case_id.to_string(), n))
        .collect();
    each_record(path, AN_ALERT, |_, alert: Alert<'static>| {
        if let Some(n) = by_id.get(&case_of(&alert)?) {
            cases[*n].add(alert)?;
        }
        Ok(true)
    })?;
    for case in cases {
        case.lead();
    }
    Ok(())
}

/// A case, while its alerts are counted.
struct Count {
    row: CaseRow<'static>,
    /// The payment that was counted last, by file and line.
    last_payment: (String, u64),
}

impl Count {
    fn of(id: String, alert: &Alert<'static>) -> serde_json::Result<Count> {
        let designation = alert.designation.read()?;
        let listed = format!("{} ({})", designation.primary_name(), designation.id);
        let row = CaseRow {
            why: format!("{} may be {listed}.", alert.party).into(),
            case_id: id.into(),
            outcome: alert.outcome,
            priority: 0,
            party: alert.party.clone(),
            party_country: None,
            listed: listed.into(),
            lists: Cow::default(),
            programs: Cow::default(),
            score: Some(alert.score),
            payments: 0,
            amounts: Cow::default(),
            first_payment_id: alert.payment_id.clone(),
            repeat_of: alert.repeat_of.clone().unwrap_or_default(),
        };
        Ok(Count {
            row,
            last_payment: (String::new(), 0),
        })
    }

    fn add(&mut self, alert: &Alert<'_>) {
        let row = &mut self.row;
        row.outcome = row.outcome.max(alert.outcome);
        row.score = row.score.max(Some(alert.score));
        if !row.lists.iter().any(|list| *list == alert.list) {
            row.lists.to_mut().push(alert.list.to_string());
        }
        for program in &*alert.programs {
            if !row.programs.contains(program) {
                row.programs.to_mut().push(program.clone());
            }
        }
        // The alerts of a payment stand together.
        if (self.last_payment.0.as_str(), self.last_payment.1) != (&*alert.file, alert.line) {
            row.payments += 1;
            self.last_payment = (alert.file.to_string(), alert.line);
        }
    }
}

impl Case {
    fn of(row: CaseRow<'static>) -> Case {
        Case {
            row,
            listed: Vec::new(),
            leading: 0,
            listed_named: BTreeSet::new(),
            payments: Vec::new(),
            payments_named: Vec::new(),
        }
    }

    /// The designations that lead the case, which are one party; and the others that its party resembles.
    pub(crate) fn leading(&self) -> (&[ShownAlert], &[ShownAlert]) {
        self.listed.split_at(self.leading)
    }

    /// Puts the designation that leads the case first, then those that are the same party, then others, each by score.
    fn lead(&mut self) {
        let row = &self.row;
        self.listed
            .sort_by_key(|shown| (!leads(row, &shown.designation.id), Reverse(shown.alert.score)));
        self.leading = self.listed.len().min(1);
        let next = |case: &Case| {
            let (one, others) = case.leading();
            let at = others
                .iter()
                .position(|other| one.iter().any(|shown| is_linked(shown, other)));
            at.map(|at| case.leading + at)
        };
        while let Some(at) = next(self) {
            self.listed[self.leading..=at].rotate_right(1);
            self.leading += 1;
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
            None if self.listed.len() < LISTED_SHOWN_MAX || leads(&self.row, &alert.designation_id) => {
                self.listed.push(ShownAlert::read(alert)?);
            }
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
                changes: alert.changes.clone(),
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

/// Whether it is the designation that leads the case.
fn leads(row: &CaseRow<'_>, designation_id: &str) -> bool {
    let listed = row.listed.strip_suffix(')');
    listed.is_some_and(|listed| listed.ends_with(&format!("({designation_id}")))
}

/// Whether two designations are nearly proven to be one party.
fn is_linked(a: &ShownAlert, b: &ShownAlert) -> bool {
    let (a, b) = (&a.designation, &b.designation);
    a.id == b.id || a.same_as.contains(&b.id) || b.same_as.contains(&a.id)
}

impl Cases {
    fn push(&mut self, row: CaseRow<'static>) {
        if let Some(score) = row.score {
            for list in &*row.lists {
                self.by_list.entry(list.clone()).or_default()[band_of(score)] += 1;
            }
        }
        if self.shown.len() < CASES_SHOWN_MAX {
            self.shown.push(Case::of(row));
        } else if self.lines.len() < CASE_LINES_MAX {
            self.lines.push(row);
        } else {
            self.more += 1;
        }
    }

    /// How many there are.
    pub(crate) fn all(&self) -> u64 {
        (self.shown.len() + self.lines.len()) as u64 + self.more
    }
}
