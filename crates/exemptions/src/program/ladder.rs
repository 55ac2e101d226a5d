//! The graded ladder: a deterministic state machine that turns a program's phases and the findings of its
//! monitors into a history of what was in force when, and why it changed.
//!
//! Position 0 is the ground; position *n* is the *n*-th step, whose measures add to those of the steps below it.
//! The rules, in the order in which a day is worked:
//!
//! 1. A phase of the law that begins on the day counts first. `suspended` and `terminated` take the ladder to the
//!    ground and forget what was found; `in-force` leaves it where it is.
//! 2. The day's findings are added as a set, so their order cannot matter. A monitor's newer verified finding
//!    replaces its older one; two different verdicts of one monitor on one day are a dispute.
//! 3. At most one move is made, by one step:
//!    * **up**, when the next step's `enter_when` is met by a quorum of monitors with evidence, nobody disputing it
//!      (or its fallback is `escalate` and a quorum has said met or disputed), and the present step has lasted its
//!      `min_days`;
//!    * else **down**, when the present step's `ease_when` is met by a quorum with evidence, no monitor says otherwise
//!      or disputes it, even without evidence, and nothing speaks for going up.
//! 4. A move uses up the findings that it rests on: the same finding never moves the ladder twice.
//!
//! A finding without evidence moves nothing; it can only keep a step from being eased. A dispute never eases.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;

use crate::program::findings::{Finding, Verdict};
use crate::program::{Fallback, Program, State, Step};
use crate::words::words;

/// How a program stands from a day until the next standing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) from: Date,
    /// Index of the phase; `None` before the first and for programs without history.
    pub(crate) phase: Option<usize>,
    /// Whether the program's own measures bind.
    pub(crate) in_force: bool,
    /// Position on the ladder: 0 is the ground.
    pub(crate) step: usize,
    /// Since when it has stood on this step (or the ground).
    pub(crate) step_since: Date,
}

words! {
    /// What kind of change a line of a timeline tells of.
    pub enum ChangeKind ("change") {
        /// A phase of the law begins.
        Phase = "phase",
        /// The ladder went up a step.
        Entered = "entered",
        /// The ladder went down a step.
        Eased = "eased",
        /// A finding is disputed and nothing moved.
        Held = "held",
        /// A finding was recorded and nothing moved.
        Noted = "noted",
        /// A simulation assumes it.
        Assumed = "assumed",
    }
}

/// A line of `programs timeline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The day.
    pub date: Date,
    /// What happened.
    pub kind: ChangeKind,
    /// Where the program stands after it: `in-force`, `terminated`, `terminated, step freeze`, …
    pub standing: String,
    /// Why: the legal basis, or the findings and the rule that they met.
    pub why: String,
}

/// The history of one program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct History {
    /// Ascending by day, one a day at most; the first begins at the beginning of time.
    pub(crate) standings: Vec<Standing>,
    pub(crate) changes: Vec<Change>,
}

/// The newest word of one monitor on one criterion.
#[derive(Debug, Clone)]
struct Word {
    date: Date,
    verdict: Verdict,
    evidence: Vec<String>,
}

/// What one monitor has said about one criterion, with and without evidence.
#[derive(Debug, Clone, Default)]
struct Spoken {
    verified: Option<Word>,
    unverified: Option<Word>,
}

/// Criterion → monitor → what it said and is not used up.
type Board = BTreeMap<String, BTreeMap<String, Spoken>>;

/// Plays a program's phases and findings through. `findings` are this program's, in any order.
pub(crate) fn replay(program: &Program, findings: &[&Finding]) -> History {
    let mut by_day: BTreeMap<Date, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_day.entry(finding.date).or_default().push(finding);
    }
    let mut days: BTreeSet<Date> = by_day.keys().copied().collect();
    days.extend(program.phases.iter().map(|phase| phase.from));

    // A program that is described without any history or ladder is in force: it was written down to bind. One with a
    // ladder and no history begins on the ground.
    let start = Standing {
        from: Date::MIN,
        phase: None,
        in_force: program.phases.is_empty() && program.steps.is_empty(),
        step: 0,
        step_since: Date::MIN,
    };
    let mut ladder = Ladder {
        program,
        now: start,
        board: Board::new(),
        history: History {
            standings: vec![start],
            changes: Vec::new(),
        },
    };
    // Each move uses up findings, so the days to look at again run out.
    while let Some(day) = days.pop_first() {
        if let Some(phase) = program.phases.iter().position(|phase| phase.from == day) {
            ladder.begin_phase(phase, day);
        }
        let found = by_day.get(&day).map_or(&[][..], Vec::as_slice);
        ladder.hear(found);
        if ladder.step(day, found) {
            days.extend(after(day, 1));
            if let Some(step) = ladder.current() {
                days.extend(after(day, step.min_days.max(1)));
            }
        }
    }
    ladder.history
}

fn after(day: Date, days: u32) -> Option<Date> {
    let span: Span = i64::from(days).days();
    day.checked_add(span).ok()
}

struct Ladder<'p> {
    program: &'p Program,
    now: Standing,
    board: Board,
    history: History,
}

impl<'p> Ladder<'p> {
    fn current(&self) -> Option<&'p Step> {
        self.now
            .step
            .checked_sub(1)
            .and_then(|at| self.program.steps.get(at))
    }

    fn next(&self) -> Option<&'p Step> {
        self.program.steps.get(self.now.step)
    }

    fn record(&mut self, standing: Standing, kind: ChangeKind, why: String) {
        self.now = standing;
        match self.history.standings.last_mut() {
            Some(last) if last.from == standing.from => *last = standing,
            _ => self.history.standings.push(standing),
        }
        self.note(standing.from, kind, why);
    }

    fn note(&mut self, date: Date, kind: ChangeKind, why: String) {
        let standing = describe(self.program, &self.now);
        self.history.changes.push(Change {
            date,
            kind,
            standing,
            why,
        });
    }

    fn begin_phase(&mut self, phase: usize, day: Date) {
        let Some(law) = self.program.phases.get(phase) else {
            return;
        };
        let mut standing = Standing {
            from: day,
            phase: Some(phase),
            in_force: law.state == State::InForce,
            ..self.now
        };
        let mut why = law.basis.clone().unwrap_or_else(|| "no basis given".to_owned());
        if law.state != State::InForce {
            if standing.step > 0 {
                why.push_str("; the ladder is left");
                standing.step_since = day;
            }
            standing.step = 0;
            self.board.clear();
        }
        self.record(standing, ChangeKind::Phase, why);
    }

    /// Adds a day's findings as a set.
    fn hear(&mut self, found: &[&Finding]) {
        let mut words: BTreeMap<(&str, &str, bool), Word> = BTreeMap::new();
        for finding in found {
            let key = (
                finding.criterion.as_str(),
                finding.monitor.as_str(),
                finding.is_verified(),
            );
            let word = words.entry(key).or_insert_with(|| Word {
                date: finding.date,
                verdict: finding.verdict,
                evidence: Vec::new(),
            });
            if word.verdict != finding.verdict {
                word.verdict = Verdict::Disputed;
            }
            if finding.is_verified() && !word.evidence.contains(&finding.evidence) {
                word.evidence.push(finding.evidence.clone());
                word.evidence.sort();
            }
        }
        for ((criterion, monitor, verified), word) in words {
            let spoken = self
                .board
                .entry(criterion.to_owned())
                .or_default()
                .entry(monitor.to_owned())
                .or_default();
            if verified {
                spoken.verified = Some(word);
            } else {
                spoken.unverified = Some(word);
            }
        }
    }

    fn tally(&self, criterion: Option<&str>) -> Tally {
        let mut tally = Tally::default();
        let Some(monitors) = criterion.and_then(|criterion| self.board.get(criterion)) else {
            return tally;
        };
        for (monitor, spoken) in monitors {
            if let Some(word) = &spoken.verified {
                match word.verdict {
                    Verdict::Met => {
                        tally.met += 1;
                        tally.newest_met = tally.newest_met.max(Some(word.date));
                    }
                    Verdict::NotMet => tally.not_met += 1,
                    Verdict::Disputed => tally.disputed += 1,
                }
                tally.said.push(format!(
                    "{monitor}: {}, {} ({})",
                    word.verdict,
                    word.evidence.join(" and "),
                    word.date
                ));
            }
            // A doubt without evidence still counts as a doubt, until the monitor says otherwise with evidence.
            if let Some(word) = &spoken.unverified
                && word.verdict != Verdict::Met
                && spoken
                    .verified
                    .as_ref()
                    .is_none_or(|verified| verified.date <= word.date)
            {
                tally.unverified_doubt = true;
            }
        }
        tally
    }

    /// Makes at most one move. Says whether it did.
    fn step(&mut self, day: Date, found: &[&Finding]) -> bool {
        let quorum = self.program.quorum;
        let (current, next) = (self.current(), self.next());
        let enter = self.tally(next.and_then(|step| step.enter_when.as_deref()));
        let ease = self.tally(current.and_then(|step| step.ease_when.as_deref()));

        let fallback = next.map_or(Fallback::Hold, |step| step.fallback);
        let enter_speaks = if enter.disputed == 0 {
            enter.met >= quorum
        } else {
            fallback == Fallback::Escalate && enter.met + enter.disputed >= quorum
        };
        let lasted = current.is_none_or(|step| {
            after(self.now.step_since, step.min_days).is_some_and(|earliest| earliest <= day)
        });
        if let Some(next) = next.filter(|_| enter_speaks && lasted) {
            let rule = if enter.disputed == 0 {
                "is met"
            } else {
                "is disputed, and the fallback is escalate"
            };
            let why = format!(
                "{} {rule}, {} of {} needed: {}",
                next.enter_when.as_deref().unwrap_or(""),
                enter.met + enter.disputed,
                quorum,
                enter.said.join("; ")
            );
            self.use_up([&next.enter_when]);
            // Compliance found before a breach does not ease what the breach brought.
            self.use_up(self.program.steps.iter().map(|step| &step.ease_when));
            let standing = Standing {
                from: day,
                step: self.now.step + 1,
                step_since: day,
                ..self.now
            };
            self.record(standing, ChangeKind::Entered, why);
            return true;
        }

        // A breach of what the present step rests on, found as late as the compliance, contradicts it.
        let breach = self.tally(current.and_then(|step| step.enter_when.as_deref()));
        let contradicted = breach.met > 0 && breach.newest_met >= ease.newest_met;
        let held_by_dispute = fallback == Fallback::Hold && enter.disputed > 0;
        let may_ease = ease.met >= quorum
            && ease.disputed == 0
            && ease.not_met == 0
            && !ease.unverified_doubt
            && !enter_speaks
            && !held_by_dispute
            && !contradicted;
        if let Some(current) = current.filter(|_| may_ease) {
            let why = format!(
                "{} is met, {} of {} needed: {}",
                current.ease_when.as_deref().unwrap_or(""),
                ease.met,
                quorum,
                ease.said.join("; ")
            );
            self.use_up([&current.enter_when, &current.ease_when]);
            let standing = Standing {
                from: day,
                step: self.now.step - 1,
                step_since: day,
                ..self.now
            };
            self.record(standing, ChangeKind::Eased, why);
            return true;
        }

        if !found.is_empty() {
            self.note_findings(day, found, enter_speaks, &enter, &ease, fallback);
        }
        false
    }

    /// Tells why a day with findings moved nothing.
    fn note_findings(
        &mut self,
        day: Date,
        found: &[&Finding],
        enter_speaks: bool,
        enter: &Tally,
        ease: &Tally,
        fallback: Fallback,
    ) {
        let mut said: Vec<String> = found
            .iter()
            .map(|finding| {
                let evidence = if finding.is_verified() {
                    &finding.evidence
                } else {
                    "no evidence, so unverified"
                };
                format!(
                    "{} says {} is {} ({evidence})",
                    finding.monitor, finding.criterion, finding.verdict
                )
            })
            .collect();
        said.sort();
        said.dedup();
        let disputed = enter.disputed > 0 || ease.disputed > 0;
        let why_not = if enter_speaks {
            "the present step has not lasted its minimum days".to_owned()
        } else if disputed {
            format!("disputed; the fallback is {fallback}, and a dispute never eases")
        } else {
            format!("{} of {} needed", enter.met.max(ease.met), self.program.quorum)
        };
        let kind = if disputed {
            ChangeKind::Held
        } else {
            ChangeKind::Noted
        };
        self.note(day, kind, format!("{}; {why_not}", said.join("; ")));
    }

    /// Forgets the findings on these criteria: they have had their effect.
    fn use_up<'c>(&mut self, criteria: impl IntoIterator<Item = &'c Option<String>>) {
        for criterion in criteria.into_iter().flatten() {
            self.board.remove(criterion);
        }
    }
}

/// What the monitors say about one criterion, counted.
#[derive(Debug, Default)]
struct Tally {
    met: u32,
    not_met: u32,
    disputed: u32,
    newest_met: Option<Date>,
    /// Somebody doubts it without evidence.
    unverified_doubt: bool,
    /// Each verified word, by monitor.
    said: Vec<String>,
}

/// Where a program stands, in words.
pub(crate) fn describe(program: &Program, standing: &Standing) -> String {
    let law = match standing.phase.and_then(|at| program.phases.get(at)) {
        Some(phase) => phase.state.as_str(),
        None if standing.in_force => "in-force",
        None => "not yet in force",
    };
    match standing.step.checked_sub(1).and_then(|at| program.steps.get(at)) {
        Some(step) => format!("{law}, step {}", step.id),
        None => law.to_owned(),
    }
}
