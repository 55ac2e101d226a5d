#![doc = include_str!("../README.md")]

#[cfg(feature = "arrow")]
pub mod arrow;
mod builder;
mod check;
mod error;
mod hit;
mod json;
pub mod lists;
mod screener;

pub use builder::Builder;
pub use check::{Check, NameQuery, Near};
pub use error::Error;
pub use hit::{Discounted, Hit, NearMiss, Suppressed};
pub use portcullis_exemptions::{CapLedger, Decision, LedgerFile, WordReport};
pub use portcullis_matcher::Sensitivity;
pub use portcullis_model as model;
pub use portcullis_model::{Date, Outcome, Payment, Score};
pub use portcullis_screening as batch;
pub use screener::{Screener, Screening};
