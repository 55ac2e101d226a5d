#![doc = include_str!("../README.md")]

mod caps;
mod conditions;
mod csv_file;
mod decision;
mod error;
mod files;
mod findings;
mod glob;
mod good_guys;
mod impact;
mod institution;
mod instrument;
mod ladder;
mod ledger_file;
mod license;
mod lint;
mod obligation;
mod program;
mod regime;
mod registry;
mod rulebook;
mod suggest;
mod toml_file;
mod volume;
mod words;

pub use caps::CapLedger;
pub use conditions::Clause;
pub use decision::{Assessment, Decision, LicenseReport, ObligationReport, Suggestion};
pub use error::{Location, Problem, RuleError};
pub use files::RuleFiles;
pub use findings::{Finding, Verdict};
pub use good_guys::{GoodGuy, GoodGuyReport};
pub use impact::{
    Humanitarian, Impact, ImpactReport, MoveRow, OutcomeRow, PartyRow, PaymentFacts, RemedyRow, Shift,
    ShiftRow,
};
pub use ladder::{Change, ChangeKind};
pub use ledger_file::LedgerFile;
pub use license::{Cap, Exclusion, License, LicenseKind, LicenseSummary, Limit, Period, Programs};
pub use lint::{Lint, LintKind};
pub use obligation::{DormantReport, HitOf};
pub use program::{Fallback, Phase, Program, State, Step};
pub use regime::{MeasureInForce, PhaseReport, ProgramStatus};
pub use registry::Actor;
pub use rulebook::{Assumption, Rulebook};
pub use volume::{LicenseUse, Volume};
