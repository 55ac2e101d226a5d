//! Who stands in a payment and whom the law binds: registered actors, parties told apart from a designation, and the institution itself.

pub(crate) mod good_guys;
pub(crate) mod identity;
pub(crate) mod institution;
pub(crate) mod known;
pub(crate) mod nexus;
pub(crate) mod registry;
