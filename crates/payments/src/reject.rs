//! Records that are not payments.

/// A record that could not be read as a payment, with everything `rejects.csv` needs but the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// One-based physical line on which the record starts.
    pub line: u64,
    /// The payment's id as far as it could be read; empty where it could not.
    pub payment_id: String,
    /// Why, in one line: the column, its text and what is expected.
    pub error: String,
}

impl std::fmt::Display for Reject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "line {}: payment `{}`: {}",
            self.line, self.payment_id, self.error
        )
    }
}
