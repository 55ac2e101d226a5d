//! `discounted.jsonl`: a line a match of names that facts alone keep from being a hit.

use serde::{Deserialize, Serialize};

use crate::{
    ScreenError, files,
    output::{Alert, Record, append_json},
};

/// A match that only facts bring below the threshold, in the shape of an alert with [`Alert::factor`]: a line of
/// `discounted.jsonl`. It needs nobody; it is there so that nothing is let go without a word.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Discount<'a>(pub Alert<'a>);

impl Record for Discount<'_> {
    const FILE: &'static str = files::DISCOUNTED;

    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError> {
        append_json(line, self)
    }
}
