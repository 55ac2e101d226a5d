//! What the benchmarks share: the lists and names they measure with, and parsing without screening. The benchmarks themselves are in `micro` and `rivals`; whole programs are measured by the scripts beside
//! them, with the small programs in `src/bin`. The README has the commands, `docs/measurements` the figures.
//!
//! **Invariant.** Equal inputs and seeds give equal work: figures differ by machine and by version, by nothing else.

use std::error::Error;
use std::process::ExitCode;

pub mod lists;
pub mod names;
pub mod parse;
pub mod power_law;

/// How a small program ends: with exit code 3 and a line that says why, where something could not be used.
#[must_use]
pub fn ended(program: &str, done: Result<(), Box<dyn Error>>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{program}: {error}");
            ExitCode::from(3)
        }
    }
}
