//! What monitors have said and what is not used up: the evidence that a ladder moves by.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::error::Location;
use crate::program::findings::{Finding, Verdict};

/// The newest statement of one monitor on one criterion.
#[derive(Debug, Clone)]
struct Statement {
    date: Date,
    /// The rows that it rests on.
    rows: Vec<Location>,
    verdict: Verdict,
    evidence: Vec<String>,
}

/// What one monitor has said about one criterion, with and without evidence.
#[derive(Debug, Clone, Default)]
struct OfMonitor {
    verified: Option<Statement>,
    unverified: Option<Statement>,
}

/// Criterion → monitor → what it said and is not used up.
#[derive(Debug, Default)]
pub(super) struct Statements(BTreeMap<String, BTreeMap<String, OfMonitor>>);

/// What the monitors say about one criterion, counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) met: u32,
    pub(super) not_met: u32,
    pub(super) disputed: u32,
    pub(super) newest_met: Option<Date>,
    /// Somebody doubts it without evidence.
    pub(super) unverified_doubt: bool,
    /// Each verified statement, by monitor.
    pub(super) said: Vec<String>,
}

impl Statements {
    /// Adds a day's findings as a set. What a row of the day revises counts no more; what it moved before stays moved.
    pub(super) fn add(&mut self, found: &[&Finding]) {
        let revised = |finding: &Finding| {
            found.iter().any(|other| {
                other.source.file == finding.source.file && other.revises == Some(finding.source.line)
            })
        };
        for finding in found {
            if let Some(line) = finding.revises {
                let row = Location {
                    line,
                    ..finding.source.clone()
                };
                self.take_back(&finding.criterion, &finding.monitor, &row);
            }
        }
        let counts = |finding: &&&Finding| finding.verdict != Verdict::Withdrawn && !revised(finding);
        let mut statements: BTreeMap<(&str, &str, bool), Statement> = BTreeMap::new();
        for finding in found.iter().filter(counts) {
            let key = (
                finding.criterion.as_str(),
                finding.monitor.as_str(),
                finding.is_verified(),
            );
            let statement = statements.entry(key).or_insert_with(|| Statement {
                date: finding.date,
                rows: Vec::new(),
                verdict: finding.verdict,
                evidence: Vec::new(),
            });
            statement.rows.push(finding.source.clone());
            if statement.verdict != finding.verdict {
                statement.verdict = Verdict::Disputed;
            }
            if finding.is_verified() && !statement.evidence.contains(&finding.evidence) {
                statement.evidence.push(finding.evidence.clone());
                statement.evidence.sort();
            }
        }
        for ((criterion, monitor, verified), statement) in statements {
            let said = self
                .0
                .entry(criterion.to_owned())
                .or_default()
                .entry(monitor.to_owned())
                .or_default();
            if verified {
                said.verified = Some(statement);
            } else {
                said.unverified = Some(statement);
            }
        }
    }

    /// Forgets what a monitor said in a row.
    fn take_back(&mut self, criterion: &str, monitor: &str, row: &Location) {
        let monitors = self.0.get_mut(criterion);
        if let Some(said) = monitors.and_then(|monitors| monitors.get_mut(monitor)) {
            for statement in [&mut said.verified, &mut said.unverified] {
                if statement
                    .as_ref()
                    .is_some_and(|statement| statement.rows.contains(row))
                {
                    *statement = None;
                }
            }
        }
    }

    /// Counts what monitors say about a criterion; nothing for none.
    pub(super) fn tally(&self, criterion: Option<&str>) -> Tally {
        let mut tally = Tally::default();
        let Some(monitors) = criterion.and_then(|criterion| self.0.get(criterion)) else {
            return tally;
        };
        for (monitor, said) in monitors {
            if let Some(statement) = &said.verified {
                match statement.verdict {
                    Verdict::Met => {
                        tally.met += 1;
                        tally.newest_met = tally.newest_met.max(Some(statement.date));
                    }
                    Verdict::NotMet => tally.not_met += 1,
                    Verdict::Disputed => tally.disputed += 1,
                    // A withdrawal is no statement and is never added.
                    Verdict::Withdrawn => {}
                }
                tally.said.push(format!(
                    "{monitor}: {}, {} ({})",
                    statement.verdict,
                    statement.evidence.join(" and "),
                    statement.date
                ));
            }
            // A doubt without evidence still counts as a doubt, until the monitor says otherwise with evidence.
            if let Some(statement) = &said.unverified
                && statement.verdict != Verdict::Met
                && said
                    .verified
                    .as_ref()
                    .is_none_or(|verified| verified.date <= statement.date)
            {
                tally.unverified_doubt = true;
            }
        }
        tally
    }

    /// Every dispute that a monitor states with evidence, in words.
    pub(super) fn disputes(&self) -> Vec<String> {
        let mut disputes = Vec::new();
        for (criterion, monitors) in &self.0 {
            for (monitor, said) in monitors {
                let stated = said.verified.as_ref();
                if let Some(statement) = stated.filter(|stated| stated.verdict == Verdict::Disputed) {
                    disputes.push(format!(
                        "{criterion} is disputed by {monitor}, {} ({})",
                        statement.evidence.join(" and "),
                        statement.date
                    ));
                }
            }
        }
        disputes
    }

    /// Forgets the findings on these criteria: they have had their effect.
    pub(super) fn use_up<'c>(&mut self, criteria: impl IntoIterator<Item = &'c Option<String>>) {
        for criterion in criteria.into_iter().flatten() {
            self.0.remove(criterion);
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
