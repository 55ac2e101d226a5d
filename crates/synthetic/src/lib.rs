#![doc = include_str!("../README.md")]

mod check_digits;
mod lists;
mod parties;
mod payments;
mod random;
mod text;
mod vocabulary;

pub use lists::{ListError, ListModel, Written};
pub use payments::{
    Change, GenerateError, Generated, GeneratorOptions, Listed, ListedBic, ListedName, generate, party_names,
    written_formats,
};
pub use random::Random;
