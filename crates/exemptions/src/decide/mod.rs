//! From hits to a decision: the obligations that bind a payment, the licenses that cover them, and the allowances they spend.

pub(crate) mod caps;
pub(crate) mod decision;
pub(crate) mod instrument;
pub(crate) mod ledger_file;
pub(crate) mod obligation;
pub(crate) mod suggest;
