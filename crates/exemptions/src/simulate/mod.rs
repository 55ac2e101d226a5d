//! What other rules would change over a batch.

pub(crate) mod impact;
pub(crate) mod volume;
