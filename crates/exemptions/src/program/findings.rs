//! `findings.csv`: what independent monitors found, the only thing that moves a ladder.

use jiff::civil::Date;

use crate::csv_file;
use crate::date::read_date;
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::words::words;

words! {
    /// What a monitor says about a criterion.
    pub enum Verdict ("verdict") {
        /// The criterion is met.
        Met = "met",
        /// It is not met.
        NotMet = "not-met",
        /// Whether it is met is disputed.
        Disputed = "disputed",
    }
}

/// One row of `findings.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The day it counts from.
    pub date: Date,
    /// The program, as the row names it: id or alias.
    pub program: String,
    /// The criterion of a step.
    pub criterion: String,
    /// What was found.
    pub verdict: Verdict,
    /// Who found it.
    pub monitor: String,
    /// The report or document. A finding without evidence is unverified: it moves nothing, and can only keep a
    /// measure from being eased.
    pub evidence: String,
    /// Where it is written.
    pub source: Location,
}

impl Finding {
    /// Whether it names its evidence.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        !self.evidence.is_empty()
    }
}

const COLUMNS: &[&str] = &["date", "program", "criterion", "verdict", "monitor", "evidence"];

/// Reads one file; whether programs, criteria and monitors exist is checked when all programs are known.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in csv_file::rows(file, COLUMNS, 5, problems) {
        let [date, program, criterion, verdict, monitor, evidence] = std::array::from_fn(|at| row.cell(at));
        let mut complete = true;
        for (column, cell) in [
            ("program", program),
            ("criterion", criterion),
            ("monitor", monitor),
        ] {
            if cell.is_empty() {
                problems.add(&row.at, column, "is empty");
                complete = false;
            }
        }
        let day = read_date(date);
        if day.is_none() {
            problems.add(
                &row.at,
                "date",
                format!("`{date}` is not a calendar date like 2025-08-28"),
            );
        }
        let verdict = match verdict.parse::<Verdict>() {
            Ok(verdict) => Some(verdict),
            Err(error) => {
                problems.add(&row.at, "verdict", error.to_string());
                None
            }
        };
        if let (Some(date), Some(verdict), true) = (day, verdict, complete) {
            findings.push(Finding {
                date,
                program: program.to_owned(),
                criterion: criterion.to_owned(),
                verdict,
                monitor: monitor.to_owned(),
                evidence: evidence.to_owned(),
                source: row.at,
            });
        }
    }
    findings
}
