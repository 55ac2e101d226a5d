//! `reference`: what the payment must quote as the license that it relies on; `*` stands for any run of characters. A list holds what
//! each version of a license is called, so that `GL 8A` is quoted and `GL 83` is not. Capitals and the number of spaces
//! do not count.

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Shown, Term, join};
use crate::glob::Glob;
use crate::hit::one_line;
use crate::toml_entry::Entry;
use crate::toml_file::Spanned;
use crate::toml_table::Table;

/// One or more patterns, any of which the quoted license may fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference(pub(crate) Vec<Glob>);

impl Condition for Reference {
    const KEYS: &'static [&'static str] = &["reference"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Reference> {
        let texts: Vec<Spanned<String>> = table.take_one_or_more("reference", entry)?;
        if texts.is_empty() {
            entry.problem_here(
                "reference",
                "is an empty list, which no payment can quote; name the license or leave it out",
            );
        }
        let mut patterns = Vec::with_capacity(texts.len());
        for text in &texts {
            let Some(pattern) = entry.text(text, "reference").map(Glob::new) else {
                continue;
            };
            if pattern.is_any() {
                let reason =
                    "fits any reference and shows nothing; name the license that a payment must quote";
                entry.problem(text, "reference", reason);
            } else if patterns.contains(&pattern) {
                entry.problem(text, "reference", format!("`{pattern}` is there twice"));
            }
            patterns.push(pattern);
        }
        Some(Reference(patterns))
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let needed = join(&self.0);
        let quoted = case.evidence.payment.license_reference();
        let (shown, evidence) = if quoted.is_empty() {
            (
                Shown::Nothing,
                format!("the payment quotes no license; needed is {needed}"),
            )
        } else if self.0.iter().any(|pattern| pattern.fits_loosely(quoted)) {
            (Shown::Met, format!("the payment quotes {}", one_line(quoted)))
        } else {
            (
                Shown::NotMet,
                format!("the payment quotes `{}`, not {needed}", one_line(quoted)),
            )
        };
        clauses.add("reference", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("reference", join(&self.0))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        // The same reference in another license would make it unclear which one a payment quotes.
        if let Some((other, _)) = context
            .references
            .iter()
            .find(|(_, reference)| self.0.iter().any(|own| own.fits_loosely(reference)))
        {
            say(
                LintKind::Unknown,
                format!("has the same reference as {other}; a payment cannot say which it means"),
            );
        }
    }
}
