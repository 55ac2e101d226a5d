//! What the benchmarks share: the lists and names they measure with, and parsing without screening. The benchmarks themselves are in `micro` and `rivals`; whole programs are measured by the scripts beside
//! them, with the small programs in `src/bin`. The README has the commands, `docs/measurements` the figures.
//!
//! **Invariant.** Equal inputs and seeds give equal work: figures differ by machine and by version, by nothing else.

pub mod lists;
pub mod names;
pub mod parse;
pub mod power_law;
