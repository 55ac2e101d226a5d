//! What is likely wrong with a license that reads without errors.

use jiff::civil::Date;
use serde::Serialize;

use crate::condition::contract::{LintContext, LintKind};
use crate::license::LicenseKind;
use crate::rulebook::Rulebook;

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
            if license.kind == LicenseKind::Specific && license.conditions.reference.is_none() {
                say(
                    LintKind::NoReference,
                    "is specific but has no reference for the payment to quote".to_owned(),
                );
            }
            if license.kind == LicenseKind::Specific && license.conditions.valid.until.is_none() {
                say(
                    LintKind::NoEnd,
                    "is specific but has no last day; give the valid_until that the license itself states"
                        .to_owned(),
                );
            }
            if let Some(institution) = &self.institution
                && !institution.may_bind(&license.authority)
            {
                let message = format!(
                    "{} does not bind the institution, so there is nothing to lift",
                    license.authority
                );
                say(LintKind::Unreachable, message);
            }
            let references: Vec<(&str, &str)> = self
                .licenses()
                .iter()
                .filter(|other| other.id != license.id && other.authority == license.authority)
                .filter_map(|other| Some((other, other.conditions.reference.as_ref()?)))
                .flat_map(|(other, reference)| {
                    reference.patterns().map(|pattern| (&*other.id, pattern.as_str()))
                })
                .collect();
            let context = LintContext {
                as_of,
                authority: &license.authority,
                programs: &self.programs,
                actors: self.actors(),
                references: &references,
                conditions: &license.conditions.stated(),
            };
            license.conditions.lint(&context, &mut say);
        }
        lints
    }
}
