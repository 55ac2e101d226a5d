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
//! While a dispute with evidence stands, the interim measures bind, for so many days from its first day. A dispute that is
//! repeated prolongs nothing; one that is settled and opened again begins anew.
//!
//! A finding without evidence moves nothing; it can only keep a step from being eased. A dispute never eases.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::program::findings::{Finding, Verdict};
use crate::program::history::{Change, ChangeKind, History, Standing, describe};
use crate::program::statements::{Statements, Tally};
use crate::program::{Fallback, Program, State, Step};

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
        interim: false,
    };
    let mut ladder = Ladder {
        program,
        now: start,
        disputed_since: None,
        statements: Statements::default(),
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
        ladder.statements.add(found);
        if ladder.step(day, found) {
            days.extend(after(day, 1));
            if let Some(step) = ladder.current() {
                days.extend(after(day, step.min_days.max(1)));
            }
        }
        days.extend(ladder.hold_while_disputed(day));
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
    /// The first day of the dispute that is open.
    disputed_since: Option<Date>,
    statements: Statements,
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
            self.statements.clear();
        }
        self.record(standing, ChangeKind::Phase, why);
    }

    /// Makes at most one move. Says whether it did.
    fn step(&mut self, day: Date, found: &[&Finding]) -> bool {
        let quorum = self.program.quorum;
        let (current, next) = (self.current(), self.next());
        let enter = self
            .statements
            .tally(next.and_then(|step| step.enter_when.as_deref()));
        let ease = self
            .statements
            .tally(current.and_then(|step| step.ease_when.as_deref()));

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
            self.statements.use_up([&next.enter_when]);
            // Compliance found before a breach does not ease what the breach brought.
            self.statements
                .use_up(self.program.steps.iter().map(|step| &step.ease_when));
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
        let breach = self
            .statements
            .tally(current.and_then(|step| step.enter_when.as_deref()));
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
            self.statements.use_up([&current.enter_when, &current.ease_when]);
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

    /// Begins the interim measures with a dispute and ends them with it, or after their days. Says on which day to look
    /// again.
    fn hold_while_disputed(&mut self, day: Date) -> Option<Date> {
        let interim = self.program.interim.as_ref()?;
        let disputes = self.statements.disputes();
        let standing = |interim: bool| Standing {
            from: day,
            interim,
            ..self.now
        };
        if disputes.is_empty() {
            self.disputed_since = None;
            if self.now.interim {
                let why = "no dispute is open any more".to_owned();
                self.record(standing(false), ChangeKind::InterimEnded, why);
            }
            return None;
        }
        match self.disputed_since {
            None => {
                self.disputed_since = Some(day);
                let why = format!(
                    "{}; interim measures for {} days at most",
                    disputes.join("; "),
                    interim.days
                );
                self.record(standing(true), ChangeKind::Interim, why);
                after(day, interim.days)
            }
            Some(since) => {
                let over = after(since, interim.days).is_some_and(|end| end <= day);
                if self.now.interim && over {
                    let why = format!("the dispute has been open for {} days", interim.days);
                    self.record(standing(false), ChangeKind::InterimEnded, why);
                }
                None
            }
        }
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
                if finding.verdict == Verdict::Withdrawn {
                    return format!(
                        "{} withdraws what it said of {} ({evidence})",
                        finding.monitor, finding.criterion
                    );
                }
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
}
