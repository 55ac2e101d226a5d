//! `licenses check`: what is likely wrong with a license that reads without errors.

use jiff::civil::Date;
use portcullis_model::{Field, Measure, Purpose};
use serde::Serialize;

use crate::license::{Exclusion, License, LicenseKind, Programs};
use crate::rulebook::Rulebook;
use crate::words::words;

words! {
    /// What kind of weakness it is.
    pub enum LintKind ("lint") {
        /// No payment can ever rely on it.
        Unreachable = "unreachable",
        /// One of its exclusions fits whenever its conditions hold.
        Swallowed = "swallowed",
        /// Its last day has passed.
        Expired = "expired",
        /// Nothing says where it comes from.
        NoCitation = "no-citation",
        /// A specific license that any payment may rely on.
        NoReference = "no-reference",
        /// It names something that no file describes; it may still be right.
        Unknown = "unknown",
    }
}

/// One weakness of one license.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// The license.
    pub license_id: String,
    /// Where it is written: `FILE:LINE`.
    pub at: String,
    /// What kind.
    pub kind: LintKind,
    /// What is weak and what to do.
    pub message: String,
}

/// Everywhere a designated party can stand in a payment.
const STANDS: usize = Field::ALL.len() - 1;

impl Rulebook {
    /// Looks at every license as of a day, against the programs, registry and institution that are loaded with it. Empty
    /// when there is nothing to say.
    #[must_use]
    pub fn lint(&self, as_of: Date) -> Vec<Lint> {
        let mut lints = Vec::new();
        for license in self.licenses() {
            let mut say = |kind: LintKind, message: String| {
                lints.push(Lint {
                    license_id: license.id.clone(),
                    at: license.source.to_string(),
                    kind,
                    message,
                });
            };
            if license.citation.is_none() {
                say(
                    LintKind::NoCitation,
                    "has no citation; name the legal text, so that a release can be audited".to_owned(),
                );
            }
            if let Some(until) = license.valid_until.filter(|until| *until < as_of) {
                say(
                    LintKind::Expired,
                    format!("ended on {until}; it still decides payments of earlier value dates"),
                );
            }
            if license.kind == LicenseKind::Specific && license.reference.is_none() {
                say(
                    LintKind::NoReference,
                    "is specific but has no reference for the payment to quote".to_owned(),
                );
            }
            self.lint_programs(license, &mut say);
            self.lint_conditions(license, &mut say);
            for (at, exclusion) in license.exclusions.iter().enumerate() {
                if swallows(license, exclusion) {
                    let message = format!(
                        "exclusion {} fits whenever the conditions hold, so nothing is ever released",
                        at + 1
                    );
                    say(LintKind::Swallowed, message);
                }
            }
        }
        lints
    }

    /// Whether any program has what the license lifts.
    fn lint_programs(&self, license: &License, say: &mut impl FnMut(LintKind, String)) {
        if let Some(institution) = &self.institution
            && !institution.may_bind(&license.authority)
        {
            let message = format!(
                "{} does not bind the institution, so there is nothing to lift",
                license.authority
            );
            say(LintKind::Unreachable, message);
        }
        let lifts = |measure: Measure| {
            measure != Measure::TravelBan
                && license
                    .measures
                    .as_ref()
                    .is_none_or(|lifted| lifted.contains(&measure))
        };
        if license
            .measures
            .as_ref()
            .is_some_and(|lifted| lifted.iter().all(|m| *m == Measure::TravelBan))
        {
            say(
                LintKind::Unreachable,
                "lifts only a travel ban, which binds no payment".to_owned(),
            );
        }
        let Programs::Named(named) = &license.programs else {
            return;
        };
        let mut reachable = false;
        for name in named {
            let Some(program) = self.program(name) else {
                reachable = true;
                if self.programs().next().is_some() {
                    say(
                        LintKind::Unknown,
                        format!("names the program {name}, which no file describes; check its spelling"),
                    );
                }
                continue;
            };
            if program.authority != license.authority {
                let message = format!(
                    "names {name}, which is a program of {}, not of {}",
                    program.authority, license.authority
                );
                say(LintKind::Unknown, message);
            } else if program.every_measure().any(lifts) {
                reachable = true;
            } else {
                say(
                    LintKind::Unknown,
                    format!("names {name}, which has none of the measures that the license lifts"),
                );
            }
        }
        if !reachable {
            say(
                LintKind::Unreachable,
                "none of its programs has anything that it lifts".to_owned(),
            );
        }
    }

    /// Whether any payment can meet the conditions together.
    fn lint_conditions(&self, license: &License, say: &mut impl FnMut(LintKind, String)) {
        if let (Some(currencies), Some(limit)) = (&license.currencies, &license.max_amount)
            && !currencies.contains(&limit.currency)
        {
            say(
                LintKind::Unreachable,
                format!(
                    "max_amount is in {}, which is not one of its currencies",
                    limit.currency
                ),
            );
        }
        if let (Some(currencies), Some(cap)) = (&license.currencies, &license.cap)
            && !currencies.contains(&cap.limit.currency)
        {
            say(
                LintKind::Unreachable,
                format!(
                    "cap is in {}, which is not one of its currencies",
                    cap.limit.currency
                ),
            );
        }
        if let (Some(limit), Some(cap)) = (&license.max_amount, &license.cap)
            && limit.currency != cap.limit.currency
        {
            let message = format!(
                "max_amount is in {} and cap in {}; no payment is in both",
                limit.currency, cap.limit.currency
            );
            say(LintKind::Unreachable, message);
        }
        if let Some(classes) = &license.actors {
            let actors = self.actors();
            let usable = actors
                .iter()
                .any(|actor| actor.has_identifier && classes.contains(&actor.class));
            if !actors.is_empty() && !usable {
                let message = format!(
                    "relies on {}, and the registry has no such actor with an identifier",
                    classes.join(" or ")
                );
                say(LintKind::Unreachable, message);
            }
        }
        if let (Some(actor_roles), Some(designated_roles)) = (&license.actor_roles, &license.designated_roles)
            && actor_roles.len() == 1
            && actor_roles == designated_roles
        {
            say(
                LintKind::Unreachable,
                "the relying party and the designated party can only stand in the same role; a listed party does not release itself"
                    .to_owned(),
            );
        }
        // The same reference in another license would make it unclear which one a payment quotes.
        if let Some(reference) = &license.reference
            && let Some(other) = self.licenses().iter().find(|other| {
                other.id != license.id
                    && other.reference.as_ref() == Some(reference)
                    && other.authority == license.authority
            })
        {
            say(
                LintKind::Unknown,
                format!(
                    "has the same reference as {}; a payment cannot say which it means",
                    other.id
                ),
            );
        }
    }
}

/// Whether an exclusion fits every payment that meets the license's other conditions.
fn swallows(license: &License, exclusion: &Exclusion) -> bool {
    // Everything the license allows must be within what the exclusion names.
    fn within<T: PartialEq>(allowed: Option<&[T]>, excluded: Option<&[T]>, all: Option<usize>) -> bool {
        match (allowed, excluded) {
            (_, None) => true,
            (Some(allowed), Some(excluded)) => allowed.iter().all(|value| excluded.contains(value)),
            (None, Some(excluded)) => all.is_some_and(|all| excluded.len() >= all),
        }
    }
    let programs = match (&license.programs, &exclusion.programs) {
        (_, None) => true,
        (Programs::All, Some(_)) => false,
        (Programs::Named(named), Some(excluded)) => named.iter().all(|name| excluded.contains(name)),
    };
    let every_purpose = Purpose::ALL.len();
    let spared = exclusion
        .unless_purposes
        .as_ref()
        .is_some_and(|spared| match &license.purposes {
            None => true,
            Some(purposes) => purposes.iter().any(|purpose| spared.contains(purpose)),
        });
    programs
        && !spared
        && within(
            license.designated_roles.as_deref(),
            exclusion.designated_roles.as_deref(),
            Some(STANDS),
        )
        && within(license.countries.as_deref(), exclusion.countries.as_deref(), None)
        && within(
            license.purposes.as_deref(),
            exclusion.purposes.as_deref(),
            Some(every_purpose),
        )
        && exclusion
            .designations
            .as_ref()
            .is_none_or(|globs| globs.iter().any(crate::glob::Glob::is_any))
}
