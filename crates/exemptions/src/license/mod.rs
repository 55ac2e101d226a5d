//! Licenses and exemptions: whose prohibitions they lift, and what they ask.

pub(crate) mod lint;
pub(crate) mod read;
pub(crate) mod unread;

use jiff::civil::Date;
use portcullis_model::Measure;

use crate::condition::Conditions;
use crate::condition::cap::Cap;
use crate::condition::contract::Term;
use crate::condition::programs::Programs;
use crate::duty::Duty;
use crate::error::Location;
use crate::program::Confidence;
use crate::words::words;

words! {
    /// What kind of permission it is.
    pub enum LicenseKind ("license kind") {
        /// For everyone who meets its terms.
        General = "general",
        /// For one applicant; the payment quotes its reference.
        Specific = "specific",
        /// What the prohibition itself leaves out.
        Exemption = "exemption",
    }
}

/// A license or exemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Unique over all license files.
    pub id: String,
    /// Whose prohibitions it lifts; no other authority's.
    pub authority: String,
    /// What kind it is.
    pub kind: LicenseKind,
    /// The legal text.
    pub citation: Option<String>,
    /// Who issued it, where that is not plain from the authority.
    pub issued_by: Option<String>,
    /// How sure its description is.
    pub confidence: Option<Confidence>,
    /// What must be done when it releases a payment.
    pub duties: Vec<Duty>,
    /// What it asks.
    pub(crate) conditions: Conditions,
    /// Where it is described.
    pub source: Location,
}

impl License {
    /// Whether it names the measure of a program of its authority. Dates and other conditions are another matter.
    pub(crate) fn reaches(&self, program: &str, measure: Measure) -> bool {
        self.conditions.reach(program, measure)
    }

    /// Whether it names a program of its authority, whatever it lifts of it.
    pub(crate) fn names(&self, program: &str) -> bool {
        match &self.conditions.programs {
            Programs::All => true,
            Programs::Named(named) => named.iter().any(|name| name == program),
        }
    }

    /// Whether it says by their ids which designated parties it is about.
    pub(crate) fn names_its_party(&self) -> bool {
        self.conditions.designations.is_some()
    }

    /// First day. A license does not work backwards in time.
    #[must_use]
    pub fn valid_from(&self) -> Date {
        self.conditions.valid.from
    }

    /// Last day, inclusive; `None`: open.
    #[must_use]
    pub fn valid_until(&self) -> Option<Date> {
        self.conditions.valid.until
    }

    /// Whether the day is within its dates.
    #[must_use]
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.conditions.valid.days().has(date)
    }

    /// The programs that it reaches.
    #[must_use]
    pub fn programs(&self) -> &Programs {
        &self.conditions.programs
    }

    /// The most that all payments of a period together may be, one for each currency; empty: as much as the other terms
    /// let pass.
    #[must_use]
    pub fn caps(&self) -> &[Cap] {
        self.conditions.caps.as_ref().map_or(&[], |caps| &caps.0)
    }

    /// What it asks beside its programs and dates, in words: every condition, then every exclusion.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        self.conditions.describe()
    }
}
