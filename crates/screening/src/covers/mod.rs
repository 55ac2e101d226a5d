//! Cover payments beside the payments that they cover: messages of one batch, held against each other in input order.
//!
//! A customer's payment (MT103, pacs.008) and the transfer between banks that covers it (MT202 COV, pacs.009 COV) name each other: by the
//! unique end-to-end reference, or by `:21:` of the one being `:20:` of the other, with equal amounts. Who strips a name leaves it out of the
//! cover. Whatever is missing, shortened or changed is a row of `covers.csv`; what decides is what is found in each of them.
//!
//! Source: Basel Committee, Due diligence and transparency regarding cover payment messages (2009).
//!
//! A worker writes down what is compared ([`CoverLog`]), for messages that have a reference alone. The writer joins them ([`CoverMemory`]). What two
//! sides say differently is in `differences`.

mod differences;
mod log;
mod memory;

pub(crate) use log::{CoverLog, Side};
pub(crate) use memory::CoverMemory;

use std::borrow::Cow;

use portcullis_model::{Field, Payment};

use crate::output::CoverRow;

/// How two messages were found to be of one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinedBy {
    /// By the unique end-to-end reference.
    Uetr,
    /// By the sender's reference, with equal amounts.
    Reference,
}

impl JoinedBy {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            JoinedBy::Uetr => "uetr",
            JoinedBy::Reference => "reference",
        }
    }
}

/// What differs between a payment and its cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverProblem {
    /// The cover does not say it.
    MissingInCover,
    /// The payment does not say it.
    MissingInPayment,
    /// The cover has less of the name.
    ShortenedInCover,
    /// The payment has less of the name.
    ShortenedInPayment,
    /// Both say it, and not the same.
    Changed,
}

impl CoverProblem {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CoverProblem::MissingInCover => "missing-in-cover",
            CoverProblem::MissingInPayment => "missing-in-payment",
            CoverProblem::ShortenedInCover => "shortened-in-cover",
            CoverProblem::ShortenedInPayment => "shortened-in-payment",
            CoverProblem::Changed => "changed",
        }
    }
}

/// One thing that a payment and its cover say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CoverDifference<'a> {
    /// Of the customer's payment: its name, or its account or bank.
    pub(crate) field: Field,
    pub(crate) part: Part,
    pub(crate) problem: CoverProblem,
    pub(crate) in_payment: Cow<'a, str>,
    pub(crate) in_cover: Cow<'a, str>,
}

/// Which part of a party differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its name, or whatever says who it is.
    Name,
    Account,
}

impl CoverDifference<'_> {
    /// `creditor`, `creditor_account`, `debtor_agent`.
    pub(crate) fn field_name(&self) -> String {
        match self.part {
            Part::Name => self.field.to_string(),
            Part::Account => format!("{}_account", self.field),
        }
    }
}

/// Looks for differences in payments that are read one after the other, as `payments show` does.
#[derive(Debug, Default)]
pub struct Covers {
    memory: CoverMemory,
    log: CoverLog,
}

impl Covers {
    /// What the payment and one before it that covers it, or that it covers, say differently: a sentence each. `file` is the payments
    /// file, as named.
    #[must_use]
    pub fn differences(&mut self, payment: &Payment<'_>, file: &str) -> Vec<String> {
        self.log.clear();
        self.log.note(payment, 0);
        let mut told = Vec::new();
        if let Some(side) = self.log.sides().next() {
            self.memory.meet(&side, file, |row| told.push(tell(&row)));
        }
        told
    }
}

/// `creditor is shortened-in-cover: "VIKTOR BOUT" in payment P1 on line 1 of a.fin, "V. BOUT" in cover C1 on line 7 of a.fin (joined by uetr)`.
fn tell(row: &CoverRow<'_>) -> String {
    let quoted = |text: &str| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            format!("\"{text}\"")
        }
    };
    format!(
        "{} is {}: {} in payment {} on line {} of {}, {} in cover {} on line {} of {} (joined by {})",
        row.field,
        row.problem.replace('-', " "),
        quoted(&row.in_payment),
        row.payment_id,
        row.line,
        row.file,
        quoted(&row.in_cover),
        row.cover_id,
        row.cover_line,
        row.cover_file,
        row.joined_by,
    )
}
