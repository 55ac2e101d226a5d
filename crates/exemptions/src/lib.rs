#![doc = include_str!("../README.md")]

mod calendar;
mod condition;
mod csv_file;
mod currency;
mod date;
mod decide;
mod duty;
mod error;
mod files;
mod glob;
mod hit;
mod license;
mod party;
mod payment;
mod program;
mod rulebook;
mod simulate;
mod toml_entry;
mod toml_file;
mod toml_table;
mod words;

pub use calendar::{CalendarDay, DayKind};
pub use condition::Limit;
pub use condition::cap::{Cap, Period};
pub use condition::contract::{Clause, LintKind, Term};
pub use condition::programs::Programs;
pub use decide::caps::CapLedger;
pub use decide::decision::{Assessment, Decision, LicenseReport, ObligationReport, Suggestion};
pub use decide::ledger_file::LedgerFile;
pub use decide::obligation::{DormantReason, DormantReport};
pub use duty::{Duty, DutyReport, Within};
pub use error::{Location, Problem, RuleError, RuleKind};
pub use files::RuleFiles;
pub use hit::{HitOf, one_line};
pub use license::lint::Lint;
pub use license::{License, LicenseKind};
pub use party::good_guys::{GoodGuy, GoodGuyReport};
pub use party::institution::MissingList;
pub use party::registry::Actor;
pub use program::benchmark::{Benchmark, Comparison, Milestone};
pub use program::findings::{Finding, Verdict};
pub use program::history::{Change, ChangeKind};
pub use program::lint::ProgramLint;
pub use program::regime::{MeasureInForce, PhaseReport, ProgramStatus};
pub use program::{Confidence, Fallback, MeasuresFrom, Phase, Program, State, Step};
pub use rulebook::Rulebook;
pub use simulate::flow::Flow;
pub use simulate::hypothesis::Assumption;
pub use simulate::impact::Impact;
pub use simulate::report::{
    Humanitarian, ImpactReport, MoveRow, OutcomeRow, PartyRow, RemedyRow, Shift, ShiftRow,
};
pub use simulate::volume::Volume;
