//! Programs as their files describe them: measures, the phases that happened, the ladder ahead.

pub(crate) mod findings;
pub(crate) mod history;
mod ladder;
mod read;
pub(crate) mod regime;
mod statements;
pub(crate) mod table;

use jiff::civil::Date;
use portcullis_model::Measure;
use serde::Serialize;

use crate::error::Location;
use crate::glob::Glob;
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

/// A stretch of a program's history, from its date until the next phase's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// First day.
    pub from: Date,
    /// Whether it binds.
    pub state: State,
    /// The legal act, for example `S/RES/1737 (2006)`.
    pub basis: Option<String>,
    /// By when the authority must look at it again.
    pub review_by: Option<Date>,
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
    /// What it prohibits while a phase is in force.
    pub measures: Vec<Measure>,
    /// For sectoral debt: new debt of a longer tenor is prohibited, in days. `None`: any new debt.
    pub debt_tenor_days: Option<u32>,
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

    /// Every measure that the program or one of its steps can impose.
    pub fn every_measure(&self) -> impl Iterator<Item = Measure> + '_ {
        self.measures
            .iter()
            .chain(self.steps.iter().flat_map(|step| &step.measures))
            .copied()
    }
}
