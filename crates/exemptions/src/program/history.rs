//! The history of a program: how it stood when, and every change with its reason.

use jiff::civil::Date;
use serde::Serialize;

use crate::program::Program;
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
    /// Whether the interim measures bind.
    pub(crate) interim: bool,
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
        /// A dispute is open, and the interim measures begin to bind.
        Interim = "interim",
        /// The interim measures bind no more.
        InterimEnded = "interim-ended",
        /// A simulation assumes it.
        Assumed = "assumed",
    }
}

/// A line of the history of a program.
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

/// Where a program stands, in words.
pub(crate) fn describe(program: &Program, standing: &Standing) -> String {
    let law = match standing.phase.and_then(|at| program.phases.get(at)) {
        Some(phase) => phase.state.as_str(),
        None if standing.in_force => "in-force",
        None => "not yet in force",
    };
    let mut words = law.to_owned();
    if let Some(step) = standing.step.checked_sub(1).and_then(|at| program.steps.get(at)) {
        words.push_str(&format!(", step {}", step.id));
    }
    if standing.interim {
        words.push_str(", interim measures");
    }
    words
}
