//! Runs, counted by month: every payment once, whichever runs have it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use portcullis_exemptions::Rulebook;
use portcullis_model::{Date, Purpose};
use rustc_hash::FxHashMap;

use super::{
    CountedRun, ImpactSources,
    duties_met::DutiesMet,
    payment::{Fate, Touched, each_touched},
    words::{Words, lets_go},
};
use crate::{
    duties::duties,
    report::{ReportError, read_summary_of},
    verify::verify,
};

/// Counts by group and month (`2025-03`).
pub(super) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Things that are counted once in a span of time, however often they come: names, cases. By month.
pub(super) type Sets = BTreeMap<String, BTreeSet<String>>;

/// All that is counted of the runs.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) runs: Vec<CountedRun>,
    pub(super) records: u64,
    pub(super) decided: u64,
    /// Payments that touch a listed party, by what came of them.
    pub(super) outcomes: Counts,
    /// Cases, and people: names of debtors and creditors of stopped payments.
    pub(super) cases: Sets,
    pub(super) people: Sets,
    /// Stopped payments by country, purpose and sector.
    pub(super) countries: Counts,
    pub(super) purposes: Counts,
    pub(super) sectors: Counts,
    /// Humanitarian payments, and why.
    pub(super) humanitarian: Counts,
    pub(super) humanitarian_why: Counts,
    pub(super) licenses: Counts,
    /// What became of stopped payments.
    pub(super) stopped: Counts,
    pub(super) duties: Counts,
    pub(super) words: Counts,
    pub(super) appeals: Counts,
    /// Whether somebody told which duties were met.
    pub(super) duties_told: bool,
}

/// A payment that was stopped, until it is known what became of it.
struct Stopped {
    month: String,
    as_of: Date,
    cases: BTreeSet<String>,
    /// What released it in a later run.
    released: Option<&'static str>,
}

/// What became of a stopped payment.
pub(super) const BY_WORD: &str = "released later by a reviewer's word";
pub(super) const BY_LICENSE: &str = "released later under a license";
pub(super) const NOT_RELEASED: &str = "not released";
/// What became of a duty.
pub(super) const IN_TIME: &str = "met in time";
pub(super) const LATE: &str = "met late";
pub(super) const NOT_TOLD: &str = "not told to be met";

impl Tallies {
    /// Reads and counts everything.
    pub(super) fn read(sources: &ImpactSources, rules: &Rulebook) -> Result<Tallies, ReportError> {
        let mut tallies = Tallies {
            duties_told: !sources.duties_met.is_empty(),
            ..Tallies::default()
        };
        let words = Words::read(&sources.runs, &sources.words)?;
        let mut met = DutiesMet::read(&sources.duties_met)?;
        let mut seen: FxHashMap<(u128, u32), Option<Stopped>> = FxHashMap::default();
        for (folder, run) in in_order(&sources.runs)? {
            let summary = run.summary;
            each_touched(&folder, |touched| tallies.touch(touched, &mut seen))?;
            tallies.due(&folder, &mut met)?;
            tallies.records += summary.records;
            tallies.decided += summary.decided;
            tallies.runs.push(CountedRun {
                run: folder
                    .file_name()
                    .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
                started_at: summary.run.started_at,
                audit_head: run.head,
                records: summary.records,
            });
        }
        tallies.became(seen.into_values().flatten(), &words);
        for (word, month) in words.by_month() {
            add(&mut tallies.words, word, &month);
        }
        for appeal in rules.appeals() {
            add(
                &mut tallies.appeals,
                appeal.result.as_str(),
                &month_of(appeal.date),
            );
        }
        Ok(tallies)
    }

    /// Counts a payment, the first time that it comes; later it may have been released.
    fn touch(&mut self, touched: Touched, seen: &mut FxHashMap<(u128, u32), Option<Stopped>>) {
        if let Some(before) = seen.get_mut(&touched.key) {
            if let Some(stopped) = before {
                stopped.released = match touched.fate {
                    Fate::Licensed => Some(BY_LICENSE),
                    Fate::Known => Some(BY_WORD),
                    _ => stopped.released,
                };
                stopped.cases.extend(touched.cases);
            }
            return;
        }
        let month = month_of(touched.as_of);
        let outcome = match touched.fate {
            Fate::Block => "block",
            Fate::Reject => "reject",
            Fate::Review => "review",
            Fate::Licensed => "released under a license",
            Fate::Known => "released as a known namesake",
            Fate::Unbound => "passed because nothing binds",
        };
        add(&mut self.outcomes, outcome, &month);
        for license in &touched.licenses {
            add(&mut self.licenses, license, &month);
        }
        if touched.is_humanitarian() {
            let flow = match touched.fate {
                Fate::Licensed | Fate::Known => "released",
                Fate::Unbound => "passed because nothing binds",
                Fate::Review | Fate::Block => "held",
                Fate::Reject => "refused",
            };
            add(&mut self.humanitarian, flow, &month);
            add(&mut self.humanitarian_why, &touched.why, &month);
        }
        let stopped = touched.fate.is_stopped().then(|| self.stop(&touched, &month));
        seen.insert(touched.key, stopped);
    }

    /// Counts whom a stopped payment affects.
    fn stop(&mut self, touched: &Touched, month: &str) -> Stopped {
        for country in &touched.countries {
            add(&mut self.countries, country, month);
        }
        if touched.countries.is_empty() {
            add(&mut self.countries, NOT_STATED, month);
        }
        let purpose = touched.purpose.map_or(NOT_STATED, Purpose::as_str);
        add(&mut self.purposes, purpose, month);
        add(&mut self.sectors, sector(touched.purpose), month);
        let people = self.people.entry(month.to_owned()).or_default();
        people.extend(touched.people.iter().cloned());
        let cases = self.cases.entry(month.to_owned()).or_default();
        cases.extend(touched.cases.iter().cloned());
        Stopped {
            month: month.to_owned(),
            as_of: touched.as_of,
            cases: touched.cases.clone(),
            released: None,
        }
    }

    /// Counts what became of the stopped payments: what a later run released, else what the last words on all of its cases say.
    fn became(&mut self, all: impl Iterator<Item = Stopped>, words: &Words) {
        let last = words.last();
        for stopped in all {
            let mut cases = stopped.cases.iter();
            let by_word = !stopped.cases.is_empty()
                && cases.all(|case| lets_go(last.get(case.as_str()), stopped.as_of));
            let became = match (stopped.released, by_word) {
                (Some(released), _) => released,
                (None, true) => BY_WORD,
                (None, false) => NOT_RELEASED,
            };
            add(&mut self.stopped, became, &stopped.month);
        }
    }

    /// Counts the duties of a run that have a day, in the month of that day.
    fn due(&mut self, folder: &Path, met: &mut DutiesMet) -> Result<(), ReportError> {
        for duty in duties(folder)? {
            let Ok(due) = duty.due.parse::<Date>() else {
                // Promptly: no day by which it could be late.
                continue;
            };
            let became = match met.take(&duty) {
                None => NOT_TOLD,
                Some(day) if day <= due => IN_TIME,
                Some(_) => LATE,
            };
            add(&mut self.duties, became, &month_of(due));
        }
        Ok(())
    }
}

/// A group of what states nothing.
pub(super) const NOT_STATED: &str = "not stated";

fn add(counts: &mut Counts, group: &str, month: &str) {
    let group = counts.entry(group.to_owned()).or_default();
    *group.entry(month.to_owned()).or_default() += 1;
}

fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// A run that may be counted.
struct Run {
    summary: crate::Summary,
    head: String,
}

/// The runs, oldest first; a run that is not as it was written, or has only what changed, is refused.
fn in_order(folders: &[PathBuf]) -> Result<Vec<(PathBuf, Run)>, ReportError> {
    let mut runs = Vec::new();
    for folder in folders {
        let refused = |reason: String| ReportError::Input {
            path: folder.clone(),
            line: None,
            reason,
        };
        let verification = verify(folder)?;
        if let Some(finding) = verification.findings.first() {
            return Err(ReportError::Content {
                path: folder.clone(),
                line: None,
                reason: format!("is not as it was written, and is not counted: {finding}"),
            });
        }
        let summary = read_summary_of(folder)?;
        if summary.delta.is_some() {
            return Err(refused(
                "is a delta run, which has only the payments that changed; name the full run of that day"
                    .to_owned(),
            ));
        }
        let head = verification.head.unwrap_or_default();
        if runs.iter().any(|(_, run): &(PathBuf, Run)| run.head == head) {
            return Err(refused(
                "is named twice: another folder holds the same run".to_owned(),
            ));
        }
        runs.push((folder.clone(), Run { summary, head }));
    }
    runs.sort_by(|(a, x), (b, y)| {
        let began = |run: &Run| run.summary.run.started_at.clone();
        began(x).cmp(&began(y)).then_with(|| a.cmp(b))
    });
    Ok(runs)
}

/// The sector of a payment: what kind of life its stated purpose belongs to.
pub(super) fn sector(purpose: Option<Purpose>) -> &'static str {
    match purpose {
        None => NOT_STATED,
        Some(Purpose::Food | Purpose::Agriculture | Purpose::Water) => "food and water",
        Some(Purpose::Medicine | Purpose::MedicalDevice | Purpose::Health) => "health",
        Some(Purpose::Relief | Purpose::Shelter) => "relief and shelter",
        Some(Purpose::Education) => "education",
        Some(Purpose::Democracy | Purpose::Environment | Purpose::Peacebuilding | Purpose::Development) => {
            "development and peace"
        }
        Some(Purpose::RemittanceFamily | Purpose::Salary) => "families and wages",
        Some(
            Purpose::Tax
            | Purpose::Permit
            | Purpose::Utilities
            | Purpose::ImportDuty
            | Purpose::LegalFees
            | Purpose::OfficialBusiness,
        ) => "public services and law",
        Some(Purpose::Commercial) => "trade",
    }
}
