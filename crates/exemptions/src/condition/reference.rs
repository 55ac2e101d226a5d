//! `reference`: what the payment must quote as the license that it relies on; `*` stands for any run of characters.

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Shown, Term};
use crate::glob::Glob;
use crate::hit::one_line;
use crate::toml_entry::Entry;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference(pub(crate) Glob);

impl Condition for Reference {
    const KEYS: &'static [&'static str] = &["reference"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Reference> {
        let text = table.take("reference", entry);
        let pattern = entry.optional(text.as_ref(), "reference")?;
        if pattern.bytes().all(|b| b == b'*') {
            let reason = "fits any reference and shows nothing; name the license that a payment must quote";
            entry.problem_here("reference", reason);
        }
        Some(Reference(Glob::new(pattern)))
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let needed = &self.0;
        let quoted = case.evidence.payment.license_reference();
        let (shown, evidence) = if quoted.is_empty() {
            (
                Shown::Nothing,
                format!("the payment quotes no license; needed is {needed}"),
            )
        } else if needed.fits(quoted) {
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
        vec![Term::plain("reference", self.0.to_string())]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        // The same reference in another license would make it unclear which one a payment quotes.
        if let Some((other, _)) = context
            .references
            .iter()
            .find(|(_, reference)| *reference == self.0.as_str())
        {
            say(
                LintKind::Unknown,
                format!("has the same reference as {other}; a payment cannot say which it means"),
            );
        }
    }
}
