#![doc = include_str!("../README.md")]

mod beginnings;
mod born;
mod candidates;
mod counterfactual;
mod crypto;
mod explain;
mod free_text;
mod hit;
mod identifiers;
mod kept;
mod labels;
mod matcher;
mod near;
mod no_hit_cache;
mod options;
mod payment;
mod places;
mod plain_numbers;
mod pruned_postings;
mod query;
mod relation_table;
mod relations;
mod search;
mod slips;
mod span;
mod standing;
mod text_names;
mod text_words;
mod token_cache;

pub use counterfactual::{ComparedToken, Counterfactual};
pub use explain::Explanation;
pub use hit::Findings;
pub use matcher::{Matcher, PartyQuery, Scratch};
pub use near::{NEAR_FLOOR, Near, NearMiss};
pub use options::{MatchOptions, Memories, Sensitivity};
