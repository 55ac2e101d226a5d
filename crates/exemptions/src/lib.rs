#![doc = include_str!("../README.md")]

mod caps;
mod conditions;
mod csv_file;
mod decision;
mod error;
mod files;
mod findings;
mod glob;
mod institution;
mod instrument;
mod ladder;
mod license;
mod obligation;
mod program;
mod regime;
mod registry;
mod rulebook;
mod suggest;
mod toml_file;
mod words;

pub use caps::CapLedger;
pub use conditions::Clause;
pub use decision::{Assessment, Decision, LicenseReport, ObligationReport, Suggestion};
pub use error::{Location, Problem, RuleError};
pub use files::RuleFiles;
pub use findings::{Finding, Verdict};
pub use ladder::{Change, ChangeKind};
pub use license::{Cap, Exclusion, License, LicenseKind, Limit, Period, Programs};
pub use obligation::{DormantReport, HitOf};
pub use program::{Fallback, Phase, Program, State, Step};
pub use regime::{MeasureInForce, PhaseReport, ProgramStatus};
pub use registry::Actor;
pub use rulebook::{Assumption, Rulebook};
