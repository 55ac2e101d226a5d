//! The files of a run (`docs/contract.md`, section 7).

/// One row a payment, in input order.
pub const DECISIONS: &str = "decisions.csv";
/// One object a hit that needs a person.
pub const ALERTS: &str = "alerts.jsonl";
/// One object a payment that passes although something listed is touched: under a license, or because a good-guy entry
/// says that the party is a namesake.
pub const RELEASED: &str = "released.jsonl";
/// One row a record that could not be read.
pub const REJECTS: &str = "rejects.csv";
/// One object an alert that the old lists raised and the new ones do not; in a delta run only.
pub const ENDED: &str = "ended.jsonl";
/// Counts, value, timings, what was screened against.
pub const SUMMARY: &str = "summary.json";
/// The hash chain over all of the above.
pub const AUDIT: &str = "audit.jsonl";

/// The files that records flow into, in the order the audit log names them. They carry no clock time.
pub const STREAMS: [&str; 4] = [DECISIONS, ALERTS, RELEASED, REJECTS];

/// [`STREAMS`] and what a delta run has beside them.
pub const DELTA_STREAMS: [&str; 5] = [DECISIONS, ALERTS, RELEASED, REJECTS, ENDED];

/// All files of a run, but for [`ENDED`] of a delta run, in the order they are published: the one that proves the others comes last.
pub const OUTPUTS: [&str; 6] = [DECISIONS, ALERTS, RELEASED, REJECTS, SUMMARY, AUDIT];

/// First line of `decisions.csv`.
pub const DECISIONS_HEADER: &str =
    "payment_id,line,outcome,reason,authorities,programs,license_ids,top_designation_id,top_score,hits\n";
/// First line of `rejects.csv`.
pub const REJECTS_HEADER: &str = "file,line,payment_id,error\n";
