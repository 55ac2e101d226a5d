//! What a run attests of bytes: the inputs that it read and the files that it wrote, hashed as they go by.
//!
//! A run that goes on takes the hashes up where a checkpoint put them down. What came before is read again beside it ([`Recheck`]), and
//! nothing is published before that is done.

mod input;
mod recheck;
mod tree;

pub(crate) use input::Digest;
pub(crate) use recheck::{Recheck, ToRecheck};
pub(crate) use tree::{Hashed, TreeHasher};
