#![doc = include_str!("../README.md")]

mod bytes;
mod failpoint;
#[cfg(unix)]
mod fault;
#[cfg(not(unix))]
#[path = "no_fault.rs"]
mod fault;
mod files;
mod held_signals;
mod identity;
mod mapped;
mod names;
mod prefetch;
mod shared_words;
pub mod threads;

pub use bytes::{Bytes, Text};
pub use failpoint::failpoint;
pub use files::{sync_folder, write_atomically, write_atomically_private};
pub use held_signals::with_signals_held;
pub use identity::FileIdentity;
pub use mapped::MappedFile;
pub use names::{host_name, user_name};
pub use prefetch::prefetch;
pub use shared_words::SharedWords;
