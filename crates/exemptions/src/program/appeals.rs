//! `appeals.csv`: what listed parties ask, and what was decided of it. The list decides who is listed: an appeal releases
//! nothing, and is told with every hit of the party.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::csv_file;
use crate::date::read_day;
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::program::Program;
use crate::words::words;

words! {
    /// What came of an appeal.
    pub enum AppealResult ("result of an appeal") {
        /// It is not decided.
        Pending = "pending",
        /// The entry stays as it is.
        Rejected = "rejected",
        /// The entry stays, and was changed.
        Amended = "amended",
        /// The entry was taken off the list.
        Delisted = "delisted",
    }
}

/// One row of `appeals.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appeal {
    /// The day on which it was made.
    pub date: Date,
    /// The designation that it is about.
    pub designation_id: String,
    /// The program, by its id.
    pub program: String,
    /// Who appeals.
    pub appellant: String,
    /// On what ground.
    pub ground: String,
    /// The day of the decision; `None` while it is pending.
    pub decided_on: Option<Date>,
    /// Who decided it.
    pub decided_by: String,
    /// What came of it.
    pub result: AppealResult,
    /// Why, in the words of who decided.
    pub reason: String,
    /// Where it is written.
    #[serde(skip)]
    pub source: Location,
}

impl Appeal {
    /// For how many days it was open, up to a day.
    #[must_use]
    pub fn days_open(&self, as_of: Date) -> i64 {
        let until = self.decided_on.map_or(as_of, |decided| decided.min(as_of));
        let open = until.duration_since(self.date);
        (open.as_hours() / 24).max(0)
    }

    /// By when it must be decided, as its program says; `None` where it does not.
    #[must_use]
    pub fn due(&self, program: &Program) -> Option<Date> {
        let days = program.appeal_days?;
        self.date.checked_add(i64::from(days).days()).ok()
    }

    /// What whoever looks at a hit of the party should know of it on a day.
    pub(crate) fn note(&self, as_of: Date) -> Option<String> {
        if self.date > as_of {
            return None;
        }
        match (self.decided_on.filter(|decided| *decided <= as_of), self.result) {
            (None, _) => Some(format!("an appeal of {} is pending", self.date)),
            (Some(on), AppealResult::Delisted) => Some(format!(
                "an appeal was decided on {on} by {}: delisted, and the list still has the entry",
                self.decided_by
            )),
            (Some(on), AppealResult::Amended) => Some(format!(
                "an appeal was decided on {on} by {}: the entry was amended",
                self.decided_by
            )),
            (Some(_), AppealResult::Rejected | AppealResult::Pending) => None,
        }
    }
}

const COLUMNS: &[&str] = &[
    "date",
    "designation_id",
    "program",
    "appellant",
    "ground",
    "decided_on",
    "decided_by",
    "result",
    "reason",
];

/// Whether a CSV file is one of appeals: its header has a column that findings do not have.
pub(crate) fn is_of_appeals(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default();
    let mut titles = header.split(',').map(|title| title.trim().trim_matches('"'));
    titles.any(|title| title != "date" && title != "program" && COLUMNS.contains(&title))
}

/// Reads one file; whether programs exist is checked when all of them are known, and designations when lists are.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Vec<Appeal> {
    let mut appeals = Vec::new();
    for row in csv_file::rows(file, COLUMNS, COLUMNS.len() - 1, problems) {
        let [
            date,
            designation_id,
            program,
            appellant,
            ground,
            decided_on,
            decided_by,
            result,
            reason,
        ] = std::array::from_fn(|at| row.cell(at));
        let mut complete = true;
        for (column, cell) in [
            ("designation_id", designation_id),
            ("program", program),
            ("appellant", appellant),
        ] {
            if cell.is_empty() {
                problems.add(&row.at, column, "is empty");
                complete = false;
            }
        }
        let mut day = |column: &str, text: &str| {
            let day = read_day(text).map_err(|reason| problems.add(&row.at, column, reason));
            day.ok()
        };
        let made = day("date", date);
        let decided = if decided_on.is_empty() {
            Some(None)
        } else {
            day("decided_on", decided_on).map(Some)
        };
        let result = match result.parse::<AppealResult>() {
            Ok(result) => Some(result),
            Err(error) => {
                problems.add(&row.at, "result", error.to_string());
                None
            }
        };
        let (Some(made), Some(decided), Some(result), true) = (made, decided, result, complete) else {
            continue;
        };
        if let Some((column, reason)) = contradiction(made, decided, decided_by, result) {
            problems.add(&row.at, column, reason);
            continue;
        }
        let same = |other: &&Appeal| {
            other.date == made
                && other.designation_id == designation_id
                && other.program == program
                && other.appellant == appellant
        };
        if let Some(first) = appeals.iter().find(same) {
            let reason = format!(
                "the appeal of {made} by {appellant} is there already ({}); keep one row",
                first.source
            );
            problems.add(&row.at, "designation_id", reason);
            continue;
        }
        appeals.push(Appeal {
            date: made,
            designation_id: designation_id.to_owned(),
            program: program.to_owned(),
            appellant: appellant.to_owned(),
            ground: ground.to_owned(),
            decided_on: decided,
            decided_by: decided_by.to_owned(),
            result,
            reason: reason.to_owned(),
            source: row.at,
        });
    }
    appeals
}

/// What cannot be of a decision and its days, with the column.
fn contradiction(
    made: Date,
    decided: Option<Date>,
    decided_by: &str,
    result: AppealResult,
) -> Option<(&'static str, String)> {
    let pending = "a pending appeal has no decision; leave it empty, or give the result";
    match (result, decided) {
        (AppealResult::Pending, Some(_)) => Some(("decided_on", pending.to_owned())),
        (AppealResult::Pending, None) if !decided_by.is_empty() => Some(("decided_by", pending.to_owned())),
        (AppealResult::Pending, None) => None,
        (_, None) => Some(("decided_on", format!("is empty; say when it was {result}"))),
        (_, Some(decided)) if decided < made => {
            let reason = format!("{decided} is before the appeal was made ({made})");
            Some(("decided_on", reason))
        }
        (_, Some(_)) if decided_by.is_empty() => {
            Some(("decided_by", "is empty; say who decided it".to_owned()))
        }
        (_, Some(_)) => None,
    }
}
