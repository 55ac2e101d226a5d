#![doc = include_str!("../README.md")]

mod lists;
mod parties;
mod payments;
mod random;
mod text;
mod vocabulary;

pub use lists::{ListError, ListModel, Written};
pub use payments::{GenerateError, Generated, GeneratorOptions, generate, party_names};
pub use random::Random;
