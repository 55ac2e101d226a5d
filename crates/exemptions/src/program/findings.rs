//! `findings.csv`: what independent monitors found, the only thing that moves a ladder.

use jiff::civil::Date;
use portcullis_model::Decimal;

use crate::csv_file;
use crate::date::read_day;
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
        /// The monitor takes back what it found: the row that `revises` names.
        Withdrawn = "withdrawn",
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
    /// The benchmark that it measures; empty where it measures none.
    pub indicator: String,
    /// What was measured, in the unit of the benchmark.
    pub value: Option<Decimal>,
    /// The earlier row of the same file that it corrects or withdraws, by its line.
    pub revises: Option<u64>,
    /// Where it is written.
    pub source: Location,
}

impl Finding {
    /// Whether it names its evidence.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Whether it says in every column what another row says.
    fn says_the_same_as(&self, other: &Finding) -> bool {
        let source = self.source.clone();
        *self
            == Finding {
                source,
                ..other.clone()
            }
    }
}

const COLUMNS: &[&str] = &[
    "date",
    "program",
    "criterion",
    "verdict",
    "monitor",
    "evidence",
    "indicator",
    "value",
    "revises",
];

/// Reads one file; whether programs, criteria and monitors exist is checked when all programs are known.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in csv_file::rows(file, COLUMNS, 5, problems) {
        let [
            date,
            program,
            criterion,
            verdict,
            monitor,
            evidence,
            indicator,
            value,
            revises,
        ] = std::array::from_fn(|at| row.cell(at));
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
        let day = read_day(date)
            .map_err(|reason| problems.add(&row.at, "date", reason))
            .ok();
        let verdict = match verdict.parse::<Verdict>() {
            Ok(verdict) => Some(verdict),
            Err(error) => {
                problems.add(&row.at, "verdict", error.to_string());
                None
            }
        };
        let read_value = (!value.is_empty()).then(|| value.parse::<Decimal>());
        if let Some(Err(_)) = read_value {
            problems.add(&row.at, "value", format!("`{value}` is not a number"));
        }
        if value.is_empty() != indicator.is_empty() {
            let reason = "indicator and value go together: say what was measured, and how much";
            problems.add(&row.at, "indicator", reason);
        }
        let revised = (!revises.is_empty()).then(|| revises.parse::<u64>());
        if let Some(Err(_)) = revised {
            let reason = format!("`{revises}` is not the line of an earlier row of this file");
            problems.add(&row.at, "revises", reason);
        }
        if verdict == Some(Verdict::Withdrawn) && revises.is_empty() {
            problems.add(
                &row.at,
                "revises",
                "is empty; say which row is withdrawn, by its line",
            );
        }
        if let (Some(date), Some(verdict), true) = (day, verdict, complete) {
            findings.push(Finding {
                date,
                program: program.to_owned(),
                criterion: criterion.to_owned(),
                verdict,
                monitor: monitor.to_owned(),
                evidence: evidence.to_owned(),
                indicator: indicator.to_owned(),
                value: read_value.and_then(Result::ok),
                revises: revised.and_then(Result::ok),
                source: row.at,
            });
        }
    }
    check_revisions(&findings, problems);
    check_once(&findings, problems);
    findings
}

/// Notes each row that says word for word what an earlier one says: one of the two would stand when the other is withdrawn.
fn check_once(findings: &[Finding], problems: &mut Problems) {
    for (at, finding) in findings.iter().enumerate() {
        let mut before = findings.iter().take(at);
        if let Some(first) = before.find(|first| first.says_the_same_as(finding)) {
            let reason = format!(
                "the same finding is there already ({}); keep one row",
                first.source
            );
            problems.add(&finding.source, "date", reason);
        }
    }
}

/// What a row revises must stand above it in the file, be of the same program, criterion and monitor, and not be later.
fn check_revisions(findings: &[Finding], problems: &mut Problems) {
    for (at, finding) in findings.iter().enumerate() {
        let Some(line) = finding.revises else {
            continue;
        };
        let earlier = findings.iter().take(at).find(|other| other.source.line == line);
        let reason = match earlier {
            None => format!("no row above this one stands in line {line}"),
            Some(earlier)
                if (&earlier.program, &earlier.criterion, &earlier.monitor)
                    != (&finding.program, &finding.criterion, &finding.monitor) =>
            {
                format!(
                    "line {line} is of another program, criterion or monitor; a monitor revises its own finding"
                )
            }
            Some(earlier) if earlier.date > finding.date => {
                format!(
                    "line {line} is of {}, after this row ({})",
                    earlier.date, finding.date
                )
            }
            Some(_) => continue,
        };
        problems.add(&finding.source, "revises", reason);
    }
}
