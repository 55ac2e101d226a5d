//! One module a command: its arguments, and what it prints.

pub mod cases;
pub mod check;
pub mod compile;
pub mod completions;
pub mod config;
pub mod duties;
pub mod evaluate;
pub mod explain;
pub mod generate;
pub mod good_guys;
pub mod impact;
mod kept;
pub mod licenses;
pub mod lists;
pub mod man;
pub mod payments;
pub mod programs;
pub mod replay;
pub mod report;
pub mod screen;
pub mod verify;
