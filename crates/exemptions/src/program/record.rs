//! The public record of a program: what is asked, who verifies it, what was found, what followed, and who appealed.

use jiff::civil::Date;
use portcullis_model::Decimal;
use serde::Serialize;

use crate::program::Program;
use crate::program::appeals::{Appeal, AppealResult};
use crate::program::benchmark::{Benchmark, Milestone};
use crate::program::findings::{Finding, Verdict};
use crate::program::history::{self, Change};
use crate::program::regime::{ProgramStatus, Regime};
use crate::rulebook::Rulebook;

/// Everything that the public may know of a program up to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The program's id.
    pub program: String,
    /// Whose it is.
    pub authority: String,
    /// The day up to which it tells.
    pub as_of: Date,
    /// How the program stands on that day.
    pub status: ProgramStatus,
    /// What is asked: the criteria of the ladder, in the order of its steps.
    pub asked: Vec<Asked>,
    /// The days on which it is looked at, oldest first, those to come among them.
    pub milestones: Vec<Milestone>,
    /// Whose findings count.
    pub monitors: Vec<String>,
    /// How many of them must agree.
    pub quorum: u32,
    /// What they found, oldest first.
    pub findings: Vec<Found>,
    /// What followed: every change of the law and of the ladder, and every finding that moved nothing, with the reason.
    pub followed: Vec<Change>,
    /// Within how many days of an appeal it must be decided; `None` where the law sets no day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal_days: Option<u32>,
    /// What listed parties asked, oldest first.
    pub appeals: Vec<Appealed>,
}

/// A criterion of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its name.
    pub criterion: String,
    /// The steps that it enters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enters: Vec<String>,
    /// The steps that it eases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eases: Vec<String>,
    /// What it means in numbers.
    pub benchmarks: Vec<Benchmark>,
}

/// A finding, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The day it counts from.
    pub date: Date,
    /// The criterion.
    pub criterion: String,
    /// What was found.
    pub verdict: Verdict,
    /// Who found it.
    pub monitor: String,
    /// The report; empty where there is none, and then it moves nothing.
    pub evidence: String,
    /// What was measured, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// In which unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The day of the finding that this one corrects or withdraws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revises: Option<Date>,
    /// What the same monitor said later in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revised: Option<Revised>,
}

/// The revision of a finding. What the finding moved before stays moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revised {
    /// The day.
    pub date: Date,
    /// The new verdict, or that it is withdrawn.
    pub verdict: Verdict,
    /// The report.
    pub evidence: String,
}

/// An appeal with its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appealed {
    /// As it is written down, and as far as it was decided on the day of the record.
    #[serde(flatten)]
    pub appeal: Appeal,
    /// For how many days it was open.
    pub days_open: i64,
    /// By when it must be decided, where its program says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// A program from a day until another begins to stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// First day; `None`: since ever.
    pub from: Option<Date>,
    /// In words.
    pub standing: String,
    /// Whether the law's present phase binds.
    pub in_force: bool,
    /// How many steps of the ladder bind.
    pub steps: usize,
    /// Whether interim measures bind.
    pub interim: bool,
}

impl Rulebook {
    /// The record of a described program up to a day.
    #[must_use]
    pub fn record(&self, name: &str, as_of: Date) -> Option<Record> {
        let regime = self.programs.regime(name)?;
        let program = &regime.program;
        let appeals = self.appeals().filter(|appeal| appeal.program == program.id);
        Some(Record {
            program: program.id.clone(),
            authority: program.authority.clone(),
            as_of,
            status: regime.status(as_of),
            asked: asked(regime),
            milestones: program.milestones.clone(),
            monitors: program.monitors.clone(),
            quorum: program.quorum,
            findings: found(regime, as_of),
            followed: regime
                .history
                .changes
                .iter()
                .filter(|change| change.date <= as_of)
                .cloned()
                .collect(),
            appeal_days: program.appeal_days,
            appeals: appeals
                .filter_map(|appeal| appealed(appeal, program, as_of))
                .collect(),
        })
    }

    /// How a described program stood over time, oldest first.
    #[must_use]
    pub fn stretches(&self, name: &str) -> Option<Vec<Stretch>> {
        let regime = self.programs.regime(name)?;
        let standings = regime.history.standings.iter();
        let stretches = standings.map(|standing| Stretch {
            from: (standing.from > Date::MIN).then_some(standing.from),
            standing: history::describe(&regime.program, standing),
            in_force: standing.in_force,
            steps: standing.step,
            interim: standing.interim,
        });
        Some(stretches.collect())
    }
}

fn asked(regime: &Regime) -> Vec<Asked> {
    let program = &regime.program;
    let mut asked: Vec<Asked> = Vec::new();
    for step in &program.steps {
        for (criterion, enters) in [(&step.enter_when, true), (&step.ease_when, false)] {
            let Some(criterion) = criterion else { continue };
            let at = asked.iter().position(|asked| asked.criterion == *criterion);
            let at = at.unwrap_or_else(|| {
                let of = |benchmark: &&Benchmark| benchmark.criterion == *criterion;
                asked.push(Asked {
                    criterion: criterion.clone(),
                    enters: Vec::new(),
                    eases: Vec::new(),
                    benchmarks: program.benchmarks.iter().filter(of).cloned().collect(),
                });
                asked.len() - 1
            });
            if let Some(asked) = asked.get_mut(at) {
                let steps = if enters {
                    &mut asked.enters
                } else {
                    &mut asked.eases
                };
                steps.push(step.id.clone());
            }
        }
    }
    asked
}

/// The findings up to a day, oldest first, each with its revision.
fn found(regime: &Regime, as_of: Date) -> Vec<Found> {
    let mut findings: Vec<&Finding> = regime.findings().iter().filter(|f| f.date <= as_of).collect();
    findings.sort_by_key(|finding| finding.date);
    let row = |line: u64, of: &Finding| {
        let rows = findings.iter();
        let mut rows = rows.filter(|other| other.source.file == of.source.file);
        rows.find(|other| other.source.line == line)
    };
    let all = findings.iter().map(|finding| {
        let benchmarks = &regime.program.benchmarks;
        let benchmark = benchmarks.iter().find(|b| b.id == finding.indicator);
        let revision = findings.iter().rev().find(|other| {
            other.source.file == finding.source.file && other.revises == Some(finding.source.line)
        });
        Found {
            date: finding.date,
            criterion: finding.criterion.clone(),
            verdict: finding.verdict,
            monitor: finding.monitor.clone(),
            evidence: finding.evidence.clone(),
            indicator: benchmark.map(|benchmark| benchmark.indicator.clone()),
            value: finding.value,
            unit: benchmark.and_then(|benchmark| benchmark.unit.clone()),
            revises: finding
                .revises
                .and_then(|line| row(line, finding))
                .map(|row| row.date),
            revised: revision.map(|revision| Revised {
                date: revision.date,
                verdict: revision.verdict,
                evidence: revision.evidence.clone(),
            }),
        }
    });
    all.collect()
}

/// An appeal as it stood on a day; `None` before it was made.
fn appealed(appeal: &Appeal, program: &Program, as_of: Date) -> Option<Appealed> {
    if appeal.date > as_of {
        return None;
    }
    let days_open = appeal.days_open(as_of);
    let due = appeal.due(program);
    let mut appeal = appeal.clone();
    if appeal.decided_on.is_some_and(|decided| decided > as_of) {
        appeal.decided_on = None;
        appeal.result = AppealResult::Pending;
        appeal.decided_by.clear();
        appeal.reason.clear();
    }
    Some(Appealed {
        appeal,
        days_open,
        due,
    })
}
