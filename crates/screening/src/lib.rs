#![doc = include_str!("../README.md")]

mod attested;
mod audit;
mod batch;
mod case;
mod checked;
mod checkpoint;
mod columns;
mod config;
mod control;
mod covers;
mod csv_row;
mod delta;
mod discount;
mod duplicates;
mod duties;
mod error;
mod exact_sum;
pub mod files;
mod folder;
mod hit_source;
mod impact;
mod in_order;
mod institution;
mod list_age;
mod output;
mod progress;
mod replay;
mod report;
mod reread;
mod resubmission;
mod reviewed;
mod run;
mod sample;
mod scenarios;
mod screener;
mod settle;
mod signature;
mod simulate;
mod stream;

mod summary;
mod tally;
#[cfg(test)]
mod testing;
mod verify;
mod worker;
mod writer;

pub use audit::InputDigest;
pub use checked::Checked;
pub use checkpoint::{CHECKPOINT_BYTES, Unfinished, unfinished, unfinished_in};
pub use columns::ColumnCount;
pub use config::{BatchConfig, CHUNK_BYTES, Configuration, Policy, ScreenConfig};
pub use control::ControlSummary;
pub use covers::{CoverProblem, Covers, JoinedBy};
pub use delta::{DeltaSummary, ListChanges};
pub use duplicates::Duplicates;
pub use duties::{DutyRow, duties, duties_csv};
pub use error::ScreenError;
pub use folder::{KEPT, STAGING_PREFIX, Umask};
pub use impact::{
    CountedRun, ImpactAccount, ImpactRow, ImpactShare, ImpactSources, ImpactTable, MERGED, SMALLEST_GROUP,
    ShareOf, TOTAL,
};
pub use in_order::{AmountId, Earlier, Found};
pub use institution::{
    NamedNobody, appeals_beside_the_list, naming_nobody, reaching_nobody, rules_for_lists, warn_of_nobody,
};
pub use list_age::ListAge;
#[cfg(feature = "schema")]
pub use output::schemas;
pub use output::{
    Alert, AlertChange, CaseRow, Change, CheckRecords, CheckedDiscount, CheckedHit, CoverRow, DecisionRow,
    Ended, EndedAlert, EndedBy, PartiesFacts, PartyFacts, PassedHit, PaymentFacts, PaymentRecords, Prepared,
    RejectRow, Release, SameParty, Suppressed, Unbound,
};
pub use progress::Progress;
pub use replay::{FileDifference, LineDifference, SHOWN_MAX, differences, read_summary};
pub use report::{
    CASE_LINES_MAX, CASES_BYTES_MAX, CASES_SHOWN_MAX, Esc, PAYMENTS_SHOWN_MAX, ROWS_SHOWN_MAX, ReportError,
    compare_runs, page, report,
};
pub use reviewed::{case_row, has_name_hit, runs_at, said_of_case, with_words, word_row};
pub use run::finish;
pub use sample::{Audit, AuditCount, AuditError, AuditVerdict, Sample, SampleRow, Share, sample, sample_csv};
pub use scenarios::{Difference, Expectations, ScenarioReport};
pub use screener::{Screener, screen_batch};
pub use signature::{RunKey, RunSigner, SignatureError};
pub use simulate::Simulation;
pub use summary::{
    CoversSummary, OutcomeCounts, Released, Replaced, Run, Summary, TopDesignation, Value, WordsSummary,
};
pub use verify::{FINDINGS_MAX, Finding, Verification, VerifyError, verify};
