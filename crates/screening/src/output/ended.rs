//! `ended.jsonl`: a line an alert that the old lists raised and the new ones do not; in a delta run only.

use std::borrow::Cow;

use portcullis_model::Outcome;
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    output::{Alert, Record, append_json},
};

/// An alert as the old lists raised it, with [`Alert::ended`]: a line of `ended.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct EndedAlert<'a>(pub Alert<'a>);

/// Why an alert is no more, and what is decided of its payment now.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended<'a> {
    /// What ended it.
    pub cause: EndedBy,
    /// The same in words.
    pub reason: Cow<'a, str>,
    /// What is decided of the payment now.
    pub outcome_now: Outcome,
    /// Why.
    pub reason_now: Cow<'a, str>,
}

/// What ended an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// The designation is no longer on the lists.
    Removed,
    /// Its record changed, and it is no longer found.
    Changed,
    /// It is found as before, and nobody is needed any more: what binds changed.
    Decision,
    /// Nothing is said of it that was not said before, but a word of its name has become more common.
    Weight,
}

impl Record for EndedAlert<'_> {
    const FILE: &'static str = files::ENDED;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}
