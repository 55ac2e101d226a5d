//! What is decided of a payment, and everything that a reviewer or an auditor needs to see why.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::{Amount, Field, Measure, Outcome, Purpose};
use serde::{Deserialize, Serialize};

use crate::condition::contract::Clause;
use crate::decide::obligation::{DormantReport, Obligation};
use crate::duty::DutyReport;
use crate::hit::one_line;
use crate::license::LicenseKind;
use crate::party::good_guys::GoodGuyReport;
use crate::program::Confidence;
use crate::program::regime::PhaseReport;
use crate::review::WordReport;

/// The outcome of a payment with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What is decided.
    pub outcome: Outcome,
    /// One line for a person: designation, program, measure, phase, license clause. The same for the same input.
    pub reason: Cow<'static, str>,
    /// Authorities of the obligations, sorted.
    pub authorities: Vec<String>,
    /// Programs of the obligations, sorted.
    pub programs: Vec<String>,
    /// Licenses that release the payment, sorted; empty unless it is licensed.
    pub license_ids: Vec<String>,
    /// Every obligation, in the order of the hits.
    pub obligations: Vec<ObligationReport>,
    /// What of the hits triggers nothing, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dormant: Vec<DormantReport>,
    /// Name hits that would bind, and that a good-guy entry let pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub good_guys: Vec<GoodGuyReport>,
    /// Name hits that would bind, and that a reviewer's word let pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<WordReport>,
    /// Hits that bind although a reviewer said something of the same party and designation before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<WordReport>,
    /// Licenses that words in the remittance information suggest. Never a reason to release.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
}

impl Decision {
    /// No hit: nothing to decide.
    #[must_use]
    pub const fn clear() -> Decision {
        Decision {
            outcome: Outcome::Clear,
            reason: Cow::Borrowed("no hit"),
            authorities: Vec::new(),
            programs: Vec::new(),
            license_ids: Vec::new(),
            obligations: Vec::new(),
            dormant: Vec::new(),
            good_guys: Vec::new(),
            suppressed: Vec::new(),
            repeats: Vec::new(),
            suggestions: Vec::new(),
        }
    }
}

/// One obligation that a hit triggers, and what covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObligationReport {
    /// Whose it is.
    pub authority: String,
    /// Under which program.
    pub program: String,
    /// What it prohibits.
    pub measure: Measure,
    /// The designation.
    pub designation_id: String,
    /// Its primary name.
    pub designation_name: String,
    /// The owners that make it blocked (50 percent rule).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<String>,
    /// Where it stands in the payment.
    pub field: Field,
    /// Whether the hit is exact or confirmed.
    pub certain: bool,
    /// Why the measure is in force.
    pub phase: PhaseReport,
    /// Why it reaches this payment, where that is not plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The payment does not say enough to know whether it is reached.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
    /// The license that covers it, clause by clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<LicenseReport>,
    /// The listed party whose whole name the payment states, and whom a license names that covers it: this party, whose name has
    /// further words, does not keep the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_for: Option<String>,
    /// What must be done because of it, now that the payment is decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<DutyReport>,
    /// The licenses that reach it and fail, fewest failed clauses first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<LicenseReport>,
    /// How many more failed; see [`ObligationReport::keep_nearest`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failed_more: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The shape that serde asks for.
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A license held against an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LicenseReport {
    /// Its id.
    pub license_id: String,
    /// What kind it is.
    pub kind: LicenseKind,
    /// The legal text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Who issued it, where that is not plain from the authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
    /// How sure its description is, where its file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Every term with its evidence.
    pub clauses: Vec<Clause>,
}

impl LicenseReport {
    /// The terms that are not met.
    pub fn failed_clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| !clause.held)
    }

    /// What the payment would have to say for the license to apply: `purpose`, `creditor country`. `None` where it states
    /// something that the license does not allow, so that it cannot apply, and where nothing is missing.
    #[must_use]
    pub fn lacking(&self) -> Option<Vec<&str>> {
        if self.failed_clauses().any(|clause| !clause.missing) {
            return None;
        }
        let mut lacking: Vec<&str> = self.failed_clauses().map(Clause::subject).collect();
        lacking.dedup();
        (!lacking.is_empty()).then_some(lacking)
    }
}

/// A license that a word in the remittance information suggests to the reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The license.
    pub license_id: String,
    /// The purpose that the word speaks of.
    pub purpose: Purpose,
    /// The word, as found.
    pub word: String,
}

/// What can be said of a payment without the ledger. [`Rulebook::settle`](crate::Rulebook::settle) turns it into a
/// decision.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub(crate) pending: Vec<Pending>,
    pub(crate) dormant: Vec<DormantReport>,
    pub(crate) good_guys: Vec<GoodGuyReport>,
    pub(crate) suppressed: Vec<WordReport>,
    pub(crate) repeats: Vec<WordReport>,
    pub(crate) suggestions: Vec<Suggestion>,
    pub(crate) as_of: Date,
    pub(crate) amount: Option<Amount>,
}

/// An obligation with the licenses whose terms are met, the cap aside.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) report: ObligationReport,
    /// License ordinals with their reports, in order of the rulebook.
    pub(crate) options: Vec<(u32, LicenseReport)>,
    /// The listed party whose whole name the payment states where this is of another by further words.
    pub(crate) bearer: Option<String>,
}

impl Assessment {
    /// Whether the payment needs no ledger: its decision is the same whatever came before it.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.pending.is_empty()
    }

    /// Adds what further hits of the same payment bring.
    pub fn join(&mut self, more: Assessment) {
        self.pending.extend(more.pending);
        self.dormant.extend(more.dormant);
        self.good_guys.extend(more.good_guys);
        self.suppressed.extend(more.suppressed);
        self.repeats.extend(more.repeats);
        self.suggestions.extend(more.suggestions);
    }
}

impl ObligationReport {
    /// Whether it keeps the payment: no license covers it, and it is not taken for another party's.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.covered_by.is_none() && self.taken_for.is_none()
    }

    pub(crate) fn of(obligation: &Obligation<'_>) -> ObligationReport {
        let designation = obligation.of.designation;
        ObligationReport {
            authority: obligation.authority.to_owned(),
            program: obligation.program.to_owned(),
            measure: obligation.measure,
            designation_id: designation.id.clone(),
            designation_name: one_line(designation.primary_name()),
            derived_from: designation.derived_from.clone(),
            field: obligation.of.hit.field,
            certain: obligation.of.hit.certain,
            phase: obligation.phase.clone(),
            because: obligation.because.clone(),
            doubtful: obligation.doubtful,
            covered_by: None,
            taken_for: None,
            duties: Vec::new(),
            failed: Vec::new(),
            failed_more: 0,
        }
    }

    /// Keeps the `n` nearest of the licenses that failed, and the number of the others: what a log of many payments
    /// has room for. Nobody reads the tenth license that a payment misses by six clauses.
    pub fn keep_nearest(&mut self, n: usize) {
        self.failed_more += self.failed.len().saturating_sub(n);
        self.failed.truncate(n);
    }
}
