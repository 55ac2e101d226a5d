//! Programs as their files describe them: measures, the phases that happened, the ladder ahead.

pub(crate) mod appeals;
pub(crate) mod benchmark;
pub(crate) mod findings;
pub(crate) mod history;
pub(crate) mod interim;
mod ladder;
pub(crate) mod lint;
mod read;
pub(crate) mod record;
pub(crate) mod regime;
mod statements;
pub(crate) mod table;

use jiff::civil::Date;
use portcullis_model::{Designation, Measure, PlaceCode};

use crate::duty::Duty;
use crate::error::Location;
use crate::glob::{Glob, all_fit, any_fits};
use crate::program::benchmark::{Benchmark, Milestone};
use crate::program::interim::Interim;
use crate::words::words;

words! {
    /// Whether a phase binds.
    pub enum State ("state") {
        /// Its measures bind.
        InForce = "in-force",
        /// Paused: nothing binds, and it may come back without a new decision of law.
        Suspended = "suspended",
        /// Ended: nothing binds.
        Terminated = "terminated",
    }
}

words! {
    /// Whose word counts for the measures of an entry.
    pub enum MeasuresFrom ("source of measures") {
        /// The program's: every entry under it has them.
        Program = "program",
        /// The list's, where it states measures of the entry; else the program's.
        List = "list",
    }
}

words! {
    /// From what share on a program holds what its parties own.
    pub enum Ownership ("ownership") {
        /// Half or more.
        AtLeastHalf = "at-least-50",
        /// More than half.
        OverHalf = "over-50",
        /// What they own is not reached.
        None = "none",
    }
}

words! {
    /// How sure shipped data is.
    pub enum Confidence ("confidence") {
        /// The text of the law, or an official page, was read.
        Text = "text",
        /// Seen in the published lists.
        List = "list",
        /// A second source was read.
        Secondary = "secondary",
        /// From knowledge; to be confirmed.
        Knowledge = "knowledge",
    }
}

words! {
    /// What a dispute of a step's `enter_when` does. It never lowers anything by itself.
    pub enum Fallback ("fallback") {
        /// While the dispute stands nothing moves: the step is not entered and nothing is eased.
        Hold = "hold",
        /// A dispute counts as the criterion met: the step is entered once a quorum has spoken.
        Escalate = "escalate",
        /// A dispute counts as the criterion not met: the step is not entered, and verified compliance may still ease.
        Ease = "ease",
    }
}

/// A stretch of a program's history, from its date until the next phase's. What it leaves out stays as the program says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// First day.
    pub from: Date,
    /// Whether it binds.
    pub state: State,
    /// The legal act, for example `S/RES/1737 (2006)`.
    pub basis: Option<String>,
    /// By when the authority must look at it again.
    pub review_by: Option<Date>,
    /// What the program prohibits in this phase.
    pub measures: Option<Vec<Measure>>,
    /// For sectoral debt issued in this phase: debt of a longer tenor is prohibited, in days.
    pub debt_tenor_days: Option<u32>,
    /// Whom it reaches in this phase.
    pub(crate) designations: Option<Vec<Glob>>,
    /// Whom it does not reach in this phase.
    pub(crate) except: Option<Vec<Glob>>,
    /// The places by which it binds in this phase.
    pub places: Option<Vec<PlaceCode>>,
    /// From what share on it holds what its parties own.
    pub ownership: Option<Ownership>,
    /// How sure this is, where it differs from the program's.
    pub confidence: Option<Confidence>,
}

impl Phase {
    /// A phase that changes nothing of what its program says.
    #[must_use]
    pub fn new(from: Date, state: State, basis: Option<String>) -> Phase {
        Phase {
            from,
            state,
            basis,
            review_by: None,
            measures: None,
            debt_tenor_days: None,
            designations: None,
            except: None,
            places: None,
            ownership: None,
            confidence: None,
        }
    }
}

/// What a program imposes in one of its phases, and on whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'p> {
    pub(crate) measures: &'p [Measure],
    /// The longest tenor of new debt that is allowed, in days; `None`: no new debt is.
    pub(crate) debt_tenor_days: Option<u32>,
    /// `None`: every designation of the program.
    pub(crate) designations: Option<&'p [Glob]>,
    pub(crate) except: &'p [Glob],
    /// The places by which it binds, whoever is in them.
    pub(crate) places: &'p [PlaceCode],
    /// `None`: as its authority counts.
    pub(crate) ownership: Option<Ownership>,
}

impl Terms<'_> {
    /// Whether they reach a designation. One that follows from ownership is reached with any of its owners.
    pub(crate) fn reach(&self, designation: &Designation) -> bool {
        self.designations.is_none_or(|globs| any_fits(globs, designation))
            && !all_fit(self.except, designation)
            && !self.leaves_out_owned(designation)
    }

    /// Whether a designation follows from ownership alone, which the program does not look at.
    pub(crate) fn leaves_out_owned(&self, designation: &Designation) -> bool {
        self.ownership == Some(Ownership::None) && !designation.derived_from.is_empty()
    }

    /// Whether they bind by a place.
    pub(crate) fn bind_by(&self, place: PlaceCode) -> bool {
        self.places.iter().any(|of| of.contains(place))
    }
}

/// One step of the graded ladder. A step adds its measures to those of the steps below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Unique within its program.
    pub id: String,
    /// What it adds.
    pub measures: Vec<Measure>,
    /// Whom it reaches; `None`: every designation of the program.
    pub(crate) designations: Option<Vec<Glob>>,
    /// The criterion that enters it; without one no finding does.
    pub enter_when: Option<String>,
    /// The criterion that leaves it downwards; without one no finding does.
    pub ease_when: Option<String>,
    /// Days in this step before the next may start.
    pub min_days: u32,
    /// What a dispute of `enter_when` does.
    pub fallback: Fallback,
}

/// A sanctions program: the legal basis that designations are made under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its id, as licenses and decisions name it.
    pub id: String,
    /// What list data calls it, too.
    pub aliases: Vec<String>,
    /// Whose it is. Empty only for a program that a simulation assumes: then each designation's own authority.
    pub authority: String,
    /// What it prohibits while a phase is in force that does not say otherwise.
    pub measures: Vec<Measure>,
    /// Whether an entry's own measures go before those.
    pub measures_from: MeasuresFrom,
    /// For sectoral debt: new debt of a longer tenor is prohibited, in days. `None`: any new debt.
    pub debt_tenor_days: Option<u32>,
    /// Whom it reaches; `None`: every designation that is listed under it.
    pub(crate) designations: Option<Vec<Glob>>,
    /// Whom it does not reach.
    pub(crate) except: Vec<Glob>,
    /// The places by which it binds, whoever is in them.
    pub places: Vec<PlaceCode>,
    /// From what share on it holds what its parties own; `None`: as its authority counts. An index is compiled with it.
    pub ownership: Option<Ownership>,
    /// The programs whose parties' shares are added to those of its own; `None`: as its authority counts.
    pub aggregate_with: Option<Vec<String>>,
    /// How sure the description is.
    pub confidence: Option<Confidence>,
    /// What must be done when it decides so.
    pub duties: Vec<Duty>,
    /// The program of another authority that it carries out.
    pub implements: Option<String>,
    /// What is asked, in numbers.
    pub benchmarks: Vec<Benchmark>,
    /// The days on which it is looked at again, oldest first.
    pub milestones: Vec<Milestone>,
    /// What binds while a dispute is open.
    pub interim: Option<Interim>,
    /// Within how many days of an appeal against a listing it must be decided; `None`: no day is set.
    pub appeal_days: Option<u32>,
    /// Whose findings count.
    pub monitors: Vec<String>,
    /// How many of them must say so.
    pub quorum: u32,
    /// What happened, oldest first.
    pub phases: Vec<Phase>,
    /// What may happen, lowest first.
    pub steps: Vec<Step>,
    /// Where it is described; `None` for a program that a simulation assumes.
    pub source: Option<Location>,
}

impl Program {
    /// The phase of a day; `None` before the first, and for a program without history.
    #[must_use]
    pub fn phase_on(&self, date: Date) -> Option<&Phase> {
        self.phases[..self.phases.partition_point(|phase| phase.from <= date)].last()
    }

    /// Every measure that the program, a phase or a step of it can impose.
    pub fn every_measure(&self) -> impl Iterator<Item = Measure> + '_ {
        self.measures
            .iter()
            .chain(
                self.phases
                    .iter()
                    .filter_map(|phase| phase.measures.as_ref())
                    .flatten(),
            )
            .chain(self.steps.iter().flat_map(|step| &step.measures))
            .chain(self.interim.iter().flat_map(|interim| &interim.measures))
            .copied()
    }

    /// Every place by which the program binds in some phase.
    pub fn every_place(&self) -> impl Iterator<Item = PlaceCode> + '_ {
        let of_phases = self.phases.iter().filter_map(|phase| phase.places.as_ref());
        self.places.iter().chain(of_phases.flatten()).copied()
    }

    /// What it imposes in a phase, by the phase's place; `None`: in no phase.
    pub(crate) fn terms(&self, phase: Option<usize>) -> Terms<'_> {
        let phase = phase.and_then(|at| self.phases.get(at));
        Terms {
            measures: phase
                .and_then(|phase| phase.measures.as_ref())
                .unwrap_or(&self.measures),
            debt_tenor_days: phase
                .and_then(|phase| phase.debt_tenor_days)
                .or(self.debt_tenor_days),
            designations: phase
                .and_then(|phase| phase.designations.as_ref())
                .or(self.designations.as_ref())
                .map(Vec::as_slice),
            except: phase
                .and_then(|phase| phase.except.as_ref())
                .unwrap_or(&self.except),
            places: phase
                .and_then(|phase| phase.places.as_ref())
                .unwrap_or(&self.places),
            ownership: phase.and_then(|phase| phase.ownership).or(self.ownership),
        }
    }
}
