#![doc = include_str!("../README.md")]

mod candidates;
mod cleared;
mod counterfactual;
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

pub use counterfactual::{ComparedToken, Counterfactual};
pub use options::{MatchOptions, Sensitivity};
pub use party::{Explanation, Matcher, PartyQuery, Scratch};
