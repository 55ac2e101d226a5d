//! A program together with its history: what of it binds whom on which day.

use jiff::civil::Date;
use portcullis_model::{Designation, Measure, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::glob::{Glob, any_fits};
use crate::program::benchmark::{Benchmark, Milestone};
use crate::program::findings::Finding;
use crate::program::history::{self, Change, ChangeKind, History, Standing};
use crate::program::ladder;
use crate::program::{Confidence, MeasuresFrom, Ownership, Phase, Program, State, Step};

/// What of a program imposes a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Imposed<'p> {
    /// The law's present phase.
    Phase,
    /// A step of the ladder.
    Step(&'p Step),
    /// The interim measures of an open dispute.
    Interim,
}

impl Imposed<'_> {
    /// In words, where it is not plain.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Imposed::Phase => None,
            Imposed::Step(step) => Some(format!("step {} of the ladder", step.id)),
            Imposed::Interim => Some("interim measures while a dispute is open".to_owned()),
        }
    }
}

/// A program and how it stood over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Regime {
    pub(crate) program: Program,
    pub(crate) history: History,
    /// The findings that its ladder was played with; a simulation plays them again.
    findings: Vec<Finding>,
}

/// How a program stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramStatus {
    /// The program's id.
    pub id: String,
    /// What list data calls it, too.
    pub aliases: Vec<String>,
    /// Whose it is.
    pub authority: String,
    /// `in-force`, `suspended, step freeze`, `not yet in force`, …
    pub standing: String,
    /// Whether any measure binds.
    pub in_force: bool,
    /// Since when it stands so; `None`: no beginning is written down.
    pub since: Option<Date>,
    /// The legal act of the present phase.
    pub basis: Option<String>,
    /// How sure the description of the present phase is, where its file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The measures that bind, and the designations that they reach.
    pub measures: Vec<MeasureInForce>,
    /// From what share on it holds what its parties own; `None`: as its authority counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// The programs whose parties' shares are added to those of its own; `None`: as its authority counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate_with: Option<Vec<String>>,
    /// Whether those of the phase give way to what the list states of an entry.
    pub measures_from: MeasuresFrom,
    /// When the authority must next look at it.
    pub next_review: Option<Date>,
    /// The review was due before the day asked for, and no later phase tells of it.
    pub review_overdue: bool,
    /// The next step of the ladder with its criterion, where there is one.
    pub next_step: Option<String>,
    /// What is asked, in numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub benchmarks: Vec<Benchmark>,
    /// The milestones on the day or after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<Milestone>,
}

/// A measure of a program that binds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureInForce {
    /// Which.
    pub measure: Measure,
    /// The step of the ladder that imposes it; `None`: the law's present phase.
    pub step: Option<String>,
    /// Whether it is an interim measure: it binds while a dispute is open.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interim: bool,
    /// The designations that it reaches, as patterns; empty: all of the program.
    pub designations: Vec<String>,
    /// The designations that it does not reach, as patterns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// The places by which it binds, whoever is in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// For sectoral debt: the longest tenor that debt issued on the day may have, in days; `None`: no new debt is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_tenor_days: Option<u32>,
}

fn patterns(globs: &[Glob]) -> Vec<String> {
    globs.iter().map(|glob| glob.as_str().to_owned()).collect()
}

/// What makes a measure bind: for reasons and reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhaseReport {
    /// `in-force`, or the step's standing.
    pub standing: String,
    /// First day of the unbroken time in which it has been in force; `None`: no beginning is written down.
    pub since: Option<Date>,
    /// The legal act, where the program's file names one.
    pub basis: Option<String>,
}

/// What a program says of debt, by the day on which it was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DebtTerms {
    /// It is older than the prohibition, which began on that day.
    NotNew(Date),
    /// It is allowed up to that tenor, in days; `None`: it is not allowed.
    UpTo(Option<u32>),
}

impl Regime {
    pub(crate) fn new(program: Program, findings: Vec<Finding>) -> Regime {
        let history = ladder::replay(&program, &findings.iter().collect::<Vec<_>>());
        Regime {
            program,
            history,
            findings,
        }
    }

    /// What monitors found, in loading order.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The same program, on a step of its ladder at all times and by nothing else.
    pub(crate) fn assuming_step(&self, step: usize) -> Regime {
        let standing = Standing {
            from: Date::MIN,
            phase: None,
            in_force: false,
            step: step + 1,
            step_since: Date::MIN,
            interim: false,
        };
        let why = "the simulation assumes it".to_owned();
        let change = Change {
            date: Date::MIN,
            kind: ChangeKind::Assumed,
            standing: history::describe(&self.program, &standing),
            why,
        };
        Regime {
            history: History {
                standings: vec![standing],
                changes: vec![change],
            },
            program: self.program.clone(),
            findings: self.findings.clone(),
        }
    }

    /// The same program with its phases from a day on replaced by one.
    pub(crate) fn assuming_state(&self, state: State, from: Date) -> Regime {
        let mut program = self.program.clone();
        program.phases.retain(|phase| phase.from < from);
        let basis = Some("assumed by the simulation".to_owned());
        let mut assumed = Phase::new(from, state, basis);
        // In force it imposes what it imposed last.
        if let Some(last) = (state == State::InForce)
            .then(|| program.phases.iter().rev().find(|phase| phase.state == state))
            .flatten()
            .cloned()
        {
            (assumed.measures, assumed.debt_tenor_days) = (last.measures, last.debt_tenor_days);
            (assumed.designations, assumed.except) = (last.designations, last.except);
            (assumed.places, assumed.ownership) = (last.places, last.ownership);
        }
        program.phases.push(assumed);
        let findings = self
            .findings
            .iter()
            .filter(|finding| finding.date < from)
            .cloned()
            .collect();
        Regime::new(program, findings)
    }

    /// How it stands on a day. Every history has a first standing, from the beginning of time; were there none, the
    /// program would be taken to be in force.
    pub(crate) fn standing_on(&self, date: Date) -> Standing {
        let standings = &self.history.standings;
        standings[..standings.partition_point(|standing| standing.from <= date)]
            .last()
            .copied()
            .unwrap_or(Standing {
                from: Date::MIN,
                phase: None,
                in_force: true,
                step: 0,
                step_since: Date::MIN,
                interim: false,
            })
    }

    /// The step of the ladder that it stands on; `None`: on the ground.
    pub(crate) fn step_on(&self, date: Date) -> Option<&str> {
        let at = self.standing_on(date).step.checked_sub(1)?;
        self.program.steps.get(at).map(|step| step.id.as_str())
    }

    fn steps_up_to(&self, standing: &Standing) -> &[Step] {
        self.program
            .steps
            .get(..standing.step)
            .unwrap_or(&self.program.steps)
    }

    fn interim_of(&self, standing: &Standing) -> &[Measure] {
        match &self.program.interim {
            Some(interim) if standing.interim => &interim.measures,
            _ => &[],
        }
    }

    /// The measures that bind a designation on a day, each once, in the order of [`Measure::ALL`], with what imposes it.
    pub(crate) fn binding(&self, designation: &Designation, date: Date) -> Vec<(Measure, Imposed<'_>)> {
        let standing = self.standing_on(date);
        let steps = self.steps_up_to(&standing);
        let terms = self.program.terms(standing.phase);
        let place = PlaceCode::from_id(&designation.id);
        let reached = match place {
            Some(place) => terms.bind_by(place),
            None => terms.reach(designation),
        };
        let by_phase = if !standing.in_force || !reached {
            &[][..]
        } else if self.program.measures_from == MeasuresFrom::List && !designation.measures.is_empty() {
            &designation.measures
        } else {
            terms.measures
        };
        // What a step or a dispute adds, it adds where the program binds.
        let (steps, interim) = if place.is_some() && !reached || terms.leaves_out_owned(designation) {
            (&[][..], &[][..])
        } else {
            (steps, self.interim_of(&standing))
        };
        Measure::ALL
            .iter()
            .filter_map(|measure| {
                if by_phase.contains(measure) {
                    return Some((*measure, Imposed::Phase));
                }
                let step = steps
                    .iter()
                    .find(|step| {
                        step.measures.contains(measure)
                            && step
                                .designations
                                .as_ref()
                                .is_none_or(|globs| any_fits(globs, designation))
                    })
                    .map(|step| (*measure, Imposed::Step(step)));
                step.or_else(|| interim.contains(measure).then_some((*measure, Imposed::Interim)))
            })
            .collect()
    }

    /// Whether its present phase is in force and leaves a designation out.
    pub(crate) fn leaves_out(&self, designation: &Designation, date: Date) -> bool {
        let standing = self.standing_on(date);
        let terms = self.program.terms(standing.phase);
        let reached = match PlaceCode::from_id(&designation.id) {
            Some(place) => terms.bind_by(place),
            None => terms.reach(designation),
        };
        standing.in_force && !reached
    }

    /// What it says of debt that was issued on a day, while it stands as on `as_of`.
    pub(crate) fn debt_issued_on(&self, issued: Date, as_of: Date) -> DebtTerms {
        let then = self.standing_on(issued);
        if let Some(first) = self.program.phases.first().filter(|first| issued < first.from) {
            return DebtTerms::NotNew(first.from);
        }
        let terms = self.program.terms(then.phase);
        let imposed = then.in_force && terms.measures.contains(&Measure::SectoralDebt);
        // A day on which the phase prohibited no debt tells no tenor: what is prohibited now decides.
        let terms = if imposed {
            terms
        } else {
            self.program.terms(self.standing_on(as_of).phase)
        };
        DebtTerms::UpTo(terms.debt_tenor_days)
    }

    /// Since when it has been in force without a break (or out of force, when it is).
    fn since(&self, date: Date) -> Option<Date> {
        let standings = &self.history.standings;
        let until = standings.partition_point(|standing| standing.from <= date);
        let bound = |standing: &Standing| standing.in_force || standing.step > 0 || standing.interim;
        let present = bound(standings[..until].last()?);
        let first = standings[..until]
            .iter()
            .rev()
            .take_while(|standing| bound(standing) == present)
            .last()?;
        (first.from > Date::MIN).then_some(first.from)
    }

    /// How it stands on a day, with the legal act of the phase.
    pub(crate) fn phase_report(&self, date: Date) -> PhaseReport {
        let standing = self.standing_on(date);
        let phase = standing.phase.and_then(|at| self.program.phases.get(at));
        // A terminated program is told by the act that ended it, a step by the step.
        let since = if standing.step > 0 && !standing.in_force {
            (standing.step_since > Date::MIN).then_some(standing.step_since)
        } else {
            self.since(date)
        };
        PhaseReport {
            standing: history::describe(&self.program, &standing),
            since,
            basis: phase.and_then(|phase| phase.basis.clone()),
        }
    }

    pub(crate) fn status(&self, date: Date) -> ProgramStatus {
        let report = self.phase_report(date);
        let standing = self.standing_on(date);
        let phase = standing.phase.and_then(|at| self.program.phases.get(at));
        let next_review = phase.and_then(|phase| phase.review_by);
        let mut measures = Vec::new();
        if standing.in_force {
            let terms = self.program.terms(standing.phase);
            measures.extend(terms.measures.iter().map(|measure| {
                MeasureInForce {
                    measure: *measure,
                    step: None,
                    interim: false,
                    designations: patterns(terms.designations.unwrap_or_default()),
                    except: patterns(terms.except),
                    places: terms.places.iter().map(ToString::to_string).collect(),
                    debt_tenor_days: terms
                        .debt_tenor_days
                        .filter(|_| *measure == Measure::SectoralDebt),
                }
            }));
        }
        for step in self.steps_up_to(&standing) {
            measures.extend(step.measures.iter().map(|measure| {
                MeasureInForce {
                    measure: *measure,
                    step: Some(step.id.clone()),
                    interim: false,
                    designations: patterns(step.designations.as_deref().unwrap_or_default()),
                    except: Vec::new(),
                    places: Vec::new(),
                    debt_tenor_days: self
                        .program
                        .debt_tenor_days
                        .filter(|_| *measure == Measure::SectoralDebt),
                }
            }));
        }
        measures.extend(self.interim_of(&standing).iter().map(|measure| {
            MeasureInForce {
                measure: *measure,
                step: None,
                interim: true,
                designations: Vec::new(),
                except: Vec::new(),
                places: Vec::new(),
                debt_tenor_days: self
                    .program
                    .debt_tenor_days
                    .filter(|_| *measure == Measure::SectoralDebt),
            }
        }));
        ProgramStatus {
            id: self.program.id.clone(),
            aliases: self.program.aliases.clone(),
            authority: self.program.authority.clone(),
            standing: report.standing,
            in_force: !measures.is_empty(),
            since: report.since,
            basis: report.basis,
            confidence: phase
                .and_then(|phase| phase.confidence)
                .or(self.program.confidence),
            measures,
            ownership: self.program.terms(standing.phase).ownership,
            aggregate_with: self.program.aggregate_with.clone(),
            measures_from: self.program.measures_from,
            next_review,
            benchmarks: self.program.benchmarks.clone(),
            milestones: self
                .program
                .milestones
                .iter()
                .filter(|milestone| milestone.date >= date)
                .cloned()
                .collect(),
            review_overdue: next_review.is_some_and(|review| review < date),
            next_step: self
                .program
                .steps
                .get(standing.step)
                .map(|step| match &step.enter_when {
                    Some(criterion) => format!("{} when {criterion}", step.id),
                    None => step.id.clone(),
                }),
        }
    }
}
