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
mod holidays;
mod license;
mod named;
mod party;
mod payment;
mod program;
mod purpose;
mod review;
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
pub use date::Days;
pub use decide::caps::CapLedger;
pub use decide::decision::{Assessment, Decision, LicenseReport, ObligationReport, Suggestion};
pub use decide::ledger_file::LedgerFile;
pub use decide::obligation::{DormantReason, DormantReport};
pub use duty::{Duty, DutyReport, Within};
pub use error::{Location, Mark, Problem, RuleError, RuleKind};
pub use files::RuleFiles;
pub use hit::{HitOf, one_line};
pub use license::lint::Lint;
pub use license::unread::Unread;
pub use license::{License, LicenseKind};
pub use named::{NamedDesignation, Reached};
pub use party::good_guys::{GOOD_GUY_COLUMNS, GoodGuy, GoodGuyReport};
pub use party::institution::MissingList;
pub use party::known::PartyIds;
pub use party::registry::Actor;
pub use program::appeals::{Appeal, AppealResult};
pub use program::benchmark::{Benchmark, Comparison, Milestone};
pub use program::findings::{Finding, Verdict};
pub use program::history::{Change, ChangeKind};
pub use program::interim::Interim;
pub use program::lint::ProgramLint;
pub use program::record::{Appealed, Asked, Found, Record, Revised, Stretch};
pub use program::regime::{MeasureInForce, PhaseReport, ProgramStatus};
pub use program::{Confidence, Fallback, MeasuresFrom, Ownership, Phase, Program, State, Step};
pub use review::{
    Lapse, RECORD_LEFT_OUT, ReviewWord, ReviewWords, Said, SaidOf, ShownParty, WORD_COLUMNS, WORDS_HEADER,
    Word, WordPolicy, WordReport, WordsFile, content_digest,
};
pub use rulebook::Rulebook;
pub use simulate::flow::{Flow, is_humanitarian};
pub use simulate::hypothesis::Assumption;
pub use simulate::impact::Impact;
pub use simulate::report::{
    Humanitarian, ImpactReport, MoveRow, OutcomeRow, PartyRow, RemedyRow, Shift, ShiftRow,
};
pub use simulate::volume::Volume;
