//! What other rules would change over a batch.

pub(crate) mod flow;
pub(crate) mod hypothesis;
pub(crate) mod impact;
pub(crate) mod report;
pub(crate) mod volume;
