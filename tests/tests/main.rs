//! The whole program, from the outside. See `tests/README.md`.

mod bad_input;
mod cases;
mod checking;
mod clearing;
mod delta;
mod directives;
mod first_run;
mod generating;
mod guarding;
mod history;
mod identifiers;
mod iso20022;
mod law;
mod listing;
mod misconfigurations;
mod morning;
mod payments;
mod places;
mod planted;
mod presenting;
mod reporting;
mod rules;
mod runs;
mod schemas;
mod swift_mt;
mod world;
