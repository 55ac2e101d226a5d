//! What binds while a dispute about a criterion is open, so that disputing an indicator gains nothing.

use portcullis_model::Measure;
use serde::Deserialize;

use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};

/// The interim measures of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interim {
    /// What binds while a dispute is open, beside what binds anyway.
    pub measures: Vec<Measure>,
    /// For how many days at most, the day of the dispute among them.
    pub days: u32,
}

/// `[program.interim]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInterim {
    measures: Option<TextList>,
    days: Option<Spanned<i64>>,
}

/// Reads the interim measures of a program whose steps have these criteria.
pub(super) fn read(raw: &Spanned<RawInterim>, criteria: &[&str], entry: &mut Entry<'_>) -> Option<Interim> {
    let interim = raw.get_ref();
    let measures = entry.words(interim.measures.as_ref(), "interim.measures");
    if interim.measures.is_none() {
        let reason = "is missing; say what binds while a dispute is open";
        entry.problem(raw, "interim.measures", reason);
    }
    let days = match &interim.days {
        Some(days) => entry.count(days, "interim.days", 1, super::read::DAYS_MAX),
        None => {
            let reason = "is missing; say for how many days they bind at most";
            entry.problem(raw, "interim.days", reason);
            None
        }
    };
    if criteria.is_empty() {
        let reason =
            "no step has a criterion that could be disputed; give a step `enter_when` or `ease_when`";
        entry.problem(raw, "interim", reason);
    }
    Some(Interim {
        measures: measures?,
        days: days?,
    })
}
