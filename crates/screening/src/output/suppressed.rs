//! `suppressed.jsonl`: a line a hit that a reviewer's word lets pass.

use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    output::{Alert, Record, append_json},
};

/// A name hit that would bind, and that a reviewer's word lets pass, in the shape of an alert with [`Alert::word`]: a line of
/// `suppressed.jsonl`. Nobody is asked about it again; it is there so that nothing is let go without a word.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Suppressed<'a>(pub Alert<'a>);

impl Record for Suppressed<'_> {
    const FILE: &'static str = files::SUPPRESSED;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}
