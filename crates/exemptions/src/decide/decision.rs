//! What is decided of a payment, and everything that a reviewer or an auditor needs to see why.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::{Amount, Field, Measure, Outcome, Purpose};
use serde::Serialize;

use crate::condition::Clause;
use crate::decide::obligation::{DormantReport, Obligation, one_line};
use crate::license::LicenseKind;
use crate::party::good_guys::GoodGuyReport;
use crate::program::regime::PhaseReport;

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
            suggestions: Vec::new(),
        }
    }
}

/// One obligation that a hit triggers, and what covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<String>,
    /// Where it stands in the payment.
    pub field: Field,
    /// Whether the hit is exact or confirmed.
    pub certain: bool,
    /// Why the measure is in force.
    pub phase: PhaseReport,
    /// Why it reaches this payment, where that is not plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The payment does not say enough to know whether it is reached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
    /// The license that covers it, clause by clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<LicenseReport>,
    /// The licenses that reach it and fail, fewest failed clauses first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<LicenseReport>,
    /// How many more failed; see [`ObligationReport::keep_nearest`].
    #[serde(skip_serializing_if = "is_zero")]
    pub failed_more: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The shape that serde asks for.
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A license held against an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LicenseReport {
    /// Its id.
    pub license_id: String,
    /// What kind it is.
    pub kind: LicenseKind,
    /// The legal text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Every term with its evidence.
    pub clauses: Vec<Clause>,
}

impl LicenseReport {
    /// The terms that are not met.
    pub fn failed_clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| !clause.held)
    }
}

/// A license that a word in the remittance information suggests to the reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    pub(crate) suggestions: Vec<Suggestion>,
    /// What is decided when not everything is covered.
    pub(crate) uncovered: Outcome,
    pub(crate) as_of: Date,
    pub(crate) amount: Option<Amount>,
}

/// An obligation with the licenses whose terms are met, the cap aside.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) report: ObligationReport,
    /// License ordinals with their reports, in order of the rulebook.
    pub(crate) options: Vec<(u32, LicenseReport)>,
}

impl Assessment {
    /// Whether the payment needs no ledger: its decision is the same whatever came before it.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether a good-guy entry let a hit of the payment pass.
    #[must_use]
    pub fn has_good_guys(&self) -> bool {
        !self.good_guys.is_empty()
    }
}

impl ObligationReport {
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

    /// `creditor_agent is ofac-12847 COMMERCIAL BANK OF SYRIA: NPWMD asset-freeze (US), in-force since 2005-06-28`.
    fn describe(&self) -> String {
        let verb = if self.certain { "is" } else { "may be" };
        let mut text = format!(
            "{} {verb} {} {}",
            self.field, self.designation_id, self.designation_name
        );
        if !self.derived_from.is_empty() {
            text.push_str(&format!(" (owned by {})", self.derived_from.join(", ")));
        }
        text.push_str(&format!(
            ": {} {} ({}), {}",
            self.program, self.measure, self.authority, self.phase.standing
        ));
        if let Some(since) = self.phase.since {
            text.push_str(&format!(" since {since}"));
        }
        if let Some(basis) = &self.phase.basis {
            text.push_str(&format!(", {basis}"));
        }
        if let Some(because) = &self.because {
            text.push_str(&format!(", {because}"));
        }
        text
    }
}

/// The line for a payment whose hits trigger nothing.
pub(crate) fn reason_dormant(dormant: &[DormantReport]) -> String {
    let lines = dormant.iter().map(|d| {
        let program = if d.program.is_empty() {
            String::new()
        } else {
            format!("{} ", d.program)
        };
        format!(
            "{} {} ({}): {program}{}",
            d.designation_id, d.designation_name, d.field, d.why
        )
    });
    format!("no obligation in force; {}", first(lines))
}

/// The line for a payment in which a good-guy entry let every hit pass that would bind.
pub(crate) fn reason_good_guys(good_guys: &[GoodGuyReport]) -> String {
    let lines = good_guys.iter().map(|g| {
        format!(
            "{} is not {} {}: good guy by {}, decided by {}: {}",
            g.field, g.designation_id, g.designation_name, g.known_by, g.reviewer, g.reason
        )
    });
    first(lines)
}

/// The line for a payment that a license releases.
pub(crate) fn reason_licensed(obligations: &[ObligationReport]) -> String {
    let lines = obligations.iter().map(|obligation| {
        let Some(license) = &obligation.covered_by else {
            return obligation.describe();
        };
        let evidence = license
            .clauses
            .iter()
            .filter(|clause| matches!(&*clause.clause, "purposes" | "actors" | "reference" | "cap"))
            .map(|clause| clause.evidence.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let citation = license
            .citation
            .as_ref()
            .map(|c| format!(" ({c})"))
            .unwrap_or_default();
        let evidence = if evidence.is_empty() {
            String::new()
        } else {
            format!(": {evidence}")
        };
        format!(
            "{}; {} {}{citation} covers it{evidence}",
            obligation.describe(),
            license.kind,
            license.license_id
        )
    });
    first(lines)
}

/// The line for a payment that a person must look at, or that is stopped: the gravest obligation that nothing covers.
pub(crate) fn reason_uncovered(obligations: &[ObligationReport]) -> String {
    let weight = |o: &ObligationReport| {
        (
            o.covered_by.is_none(),
            o.certain && !o.doubtful,
            o.measure == Measure::AssetFreeze,
        )
    };
    // The first of the gravest: `max_by_key` would take the last.
    let Some(worst) = obligations.iter().map(weight).max() else {
        return "no obligation".to_owned();
    };
    let lines = obligations.iter().filter(|o| weight(o) == worst).map(|o| {
        let licenses = match o.failed.first() {
            _ if o.covered_by.is_some() => "covered on its own".to_owned(),
            None => "no license reaches it".to_owned(),
            Some(nearest) => {
                let failed = nearest
                    .failed_clauses()
                    .map(|clause| format!("{}: {}", clause.clause, clause.evidence))
                    .collect::<Vec<_>>()
                    .join(", ");
                format!("nearest license {} fails: {failed}", nearest.license_id)
            }
        };
        format!("{}; {licenses}", o.describe())
    });
    first(lines)
}

/// The first lines in one, and how many more there are. Those are only counted, not written.
fn first(mut lines: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 2;
    let mut text = lines.by_ref().take(SHOWN).collect::<Vec<_>>().join(" | ");
    let more = lines.count();
    if more > 0 {
        text.push_str(&format!(" | and {more} more"));
    }
    text
}
