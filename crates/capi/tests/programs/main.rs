//! Programs in other languages, linked to the library, screen the sample payments: C and C++ (`tests/capi`), Java (`java`).
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

mod c;
mod java;
mod world;
