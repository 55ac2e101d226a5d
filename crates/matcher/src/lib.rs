#![doc = include_str!("../README.md")]

mod candidates;
mod cleared;
mod free_text;
mod identifiers;
mod memory;
mod options;
mod party;
mod plain_numbers;
mod query;
mod relation_table;
mod relations;
mod search;
mod touch;

pub use options::{MatchOptions, Sensitivity};
pub use party::{Explanation, Matcher, PartyQuery, Scratch};
pub use touch::{Affected, Touch, TouchError, TouchScratch, changed_tokens};
