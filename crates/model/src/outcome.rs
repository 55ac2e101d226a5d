use crate::words;

words! {
    /// What is decided of a payment (`docs/contract.md`, section 8), from most permissive to strictest: `Ord` follows.
    pub enum Outcome ("outcome") {
        /// Nothing listed is touched, or nothing that is touched is in force.
        Clear = "clear",
        /// Every obligation of every hit is covered by a license in force.
        Licensed = "licensed",
        /// A person must look.
        Review = "review",
        /// Certain, and a measure other than an asset freeze prohibits it: send back.
        Reject = "reject",
        /// Certain, and an asset freeze binds: hold the funds.
        Block = "block",
    }
}

impl Outcome {
    /// Whether a person must act, or the payment is stopped (exit code 1 of `screen`).
    #[must_use]
    pub const fn needs_person(self) -> bool {
        matches!(self, Outcome::Review | Outcome::Reject | Outcome::Block)
    }
}
