//! From hits to a decision: the obligations that bind a payment, the licenses that cover them, and the allowances they spend.

mod assess;
mod binding;
pub(crate) mod caps;
pub(crate) mod decision;
mod instrument;
pub(crate) mod ledger_file;
pub(crate) mod obligation;
mod reason;
mod settle;
mod suggest;
mod trade;
mod whose_name;
