//! The files of a run, one row each (`docs/contract.md`, section 7).

/// One row a payment, in input order.
pub const DECISIONS: &str = "decisions.csv";
/// One object a hit that needs a person.
pub const ALERTS: &str = "alerts.jsonl";
/// One row a case: alerts that one person decides at once. Those to look at first are on top.
pub const CASES: &str = "cases.csv";
/// One object a payment that passes although it has a hit: under a license, or because a good-guy entry says that the party
/// is a namesake.
pub const RELEASED: &str = "released.jsonl";
/// One object a hit that a reviewer's word lets pass.
pub const SUPPRESSED: &str = "suppressed.jsonl";
/// One object a match of names that facts alone keep from being a hit.
pub const DISCOUNTED: &str = "discounted.jsonl";
/// One object a payment with hits that is clear because no authority binds or nothing of them is in force.
pub const UNBOUND: &str = "unbound.jsonl";
/// One row a record that could not be read.
pub const REJECTS: &str = "rejects.csv";
/// One row a difference between a payment and the transfer between banks that covers it; in a delta run the header alone.
pub const COVERS: &str = "covers.csv";
/// One object an alert that the old lists raised and the new ones do not; in a delta run only.
pub const ENDED: &str = "ended.jsonl";
/// One row a reviewer's word that was given to the run, with what it was said of.
pub const WORDS: &str = "words.csv";
/// Counts, value, timings, what was screened against.
pub const SUMMARY: &str = "summary.json";
/// The hash chain over all of the above.
pub const AUDIT: &str = "audit.jsonl";
/// The signature of the last line of the hash chain; in a run that is signed only.
pub const SIGNATURE: &str = "audit.sig";

/// First line of `decisions.csv`.
pub const DECISIONS_HEADER: &str = "payment_id,line,outcome,reason,authorities,programs,license_ids,top_designation_id,top_score,hits,file\n";
/// First line of `cases.csv`.
pub const CASES_HEADER: &str = "case_id,outcome,priority,party,party_country,listed,lists,programs,score,payments,amounts,why,first_payment_id,repeat_of\n";
/// First line of `rejects.csv`.
pub const REJECTS_HEADER: &str = "file,line,payment_id,error,touched\n";

/// First line of `covers.csv`.
pub const COVERS_HEADER: &str =
    "payment_id,file,line,cover_id,cover_file,cover_line,joined_by,field,problem,in_payment,in_cover\n";

pub use portcullis_exemptions::WORDS_HEADER;

/// A file of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunFile {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Its first line; empty where it has none.
    pub header: &'static str,
}

impl RunFile {
    /// Whether every line is a record, as JSON.
    pub(crate) fn is_json_lines(&self) -> bool {
        self.name.ends_with(".jsonl")
    }
}

/// What a file of a run holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Records, in input order. The audit log covers every byte; there is no clock time in it.
    Records,
    /// The same, in a delta run only.
    DeltaRecords,
    /// Records that all of the others come to, written at the end: the last line of the audit log covers every byte.
    LastRecords,
    /// The summary: the audit log covers it up to the part that holds the clock.
    Summary,
    /// The audit log itself.
    Audit,
    /// The signature of the audit log, where there is one.
    Signature,
}

/// All files, in the order in which they are published: the one that proves the others comes last.
pub const FILES: [RunFile; 14] = [
    RunFile {
        name: DECISIONS,
        holds: Holds::Records,
        header: DECISIONS_HEADER,
    },
    RunFile {
        name: ALERTS,
        holds: Holds::Records,
        header: "",
    },
    RunFile {
        name: CASES,
        holds: Holds::LastRecords,
        header: CASES_HEADER,
    },
    RunFile {
        name: RELEASED,
        holds: Holds::Records,
        header: "",
    },
    RunFile {
        name: SUPPRESSED,
        holds: Holds::Records,
        header: "",
    },
    RunFile {
        name: DISCOUNTED,
        holds: Holds::Records,
        header: "",
    },
    RunFile {
        name: UNBOUND,
        holds: Holds::Records,
        header: "",
    },
    RunFile {
        name: REJECTS,
        holds: Holds::Records,
        header: REJECTS_HEADER,
    },
    RunFile {
        name: COVERS,
        holds: Holds::Records,
        header: COVERS_HEADER,
    },
    RunFile {
        name: ENDED,
        holds: Holds::DeltaRecords,
        header: "",
    },
    RunFile {
        name: WORDS,
        holds: Holds::LastRecords,
        header: WORDS_HEADER,
    },
    RunFile {
        name: SUMMARY,
        holds: Holds::Summary,
        header: "",
    },
    // Before the log: what has its log is whole.
    RunFile {
        name: SIGNATURE,
        holds: Holds::Signature,
        header: "",
    },
    AUDIT_FILE,
];

/// The audit log, which the writer opens by itself.
pub(crate) const AUDIT_FILE: RunFile = RunFile {
    name: AUDIT,
    holds: Holds::Audit,
    header: "",
};

/// The names of the files that every run leaves: of a full run, or of a delta run.
pub fn of_run(delta: bool) -> impl Iterator<Item = &'static str> {
    let files = FILES.iter();
    files
        .filter(move |file| match file.holds {
            Holds::DeltaRecords => delta,
            Holds::Signature => false,
            Holds::Records | Holds::LastRecords | Holds::Summary | Holds::Audit => true,
        })
        .map(|file| file.name)
}

/// The files that records flow into, in a full run or in a delta run.
pub(crate) fn of_records(delta: bool) -> impl Iterator<Item = &'static RunFile> {
    let files = FILES.iter();
    files.filter(move |file| match file.holds {
        Holds::Records | Holds::LastRecords => true,
        Holds::DeltaRecords => delta,
        Holds::Summary | Holds::Audit | Holds::Signature => false,
    })
}
