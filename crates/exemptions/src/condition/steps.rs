//! `steps`: the steps of the ladder that the relief belongs to.

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term, join};
use super::programs::Programs;
use crate::program::Program;
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

/// A license holds while the program of the obligation stands on one of these steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Steps(Vec<String>);

impl Condition for Steps {
    const KEYS: &'static [&'static str] = &["steps"];
    const LIMITS: bool = false;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Steps> {
        let list = table.take::<TextList>("steps", entry);
        entry.texts(list.as_ref(), "steps").map(Steps)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let program = case.obligation.program;
        let (held, evidence) = match case.obligation.step {
            Some(step) if self.0.iter().any(|named| named == step) => {
                (true, format!("{program} stands on step {step}"))
            }
            Some(step) => (
                false,
                format!("{program} stands on step {step}, not on {}", join(&self.0)),
            ),
            None => (
                false,
                format!("{program} stands on no step; needed is {}", join(&self.0)),
            ),
        };
        clauses.add("steps", held, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled("steps", "on step", join(&self.0))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let programs: Vec<&Program> = match context.other::<Programs>() {
            Some(Programs::Named(named)) => named
                .iter()
                .filter_map(|name| context.programs.program(name))
                .collect(),
            _ => context
                .programs
                .iter()
                .filter(|program| program.authority == context.authority)
                .collect(),
        };
        for step in &self.0 {
            let there = |program: &&Program| program.steps.iter().any(|s| s.id == *step);
            if !programs.is_empty() && !programs.iter().any(there) {
                say(
                    LintKind::Unreachable,
                    format!("names the step {step}, which none of its programs has"),
                );
            }
        }
        let has_none = |program: &&&Program| !program.steps.iter().any(|s| self.0.contains(&s.id));
        let named = matches!(context.other::<Programs>(), Some(Programs::Named(_)));
        let without: Vec<&str> = programs
            .iter()
            .filter(has_none)
            .map(|program| program.id.as_str())
            .collect();
        if named && !without.is_empty() && without.len() < programs.len() {
            say(
                LintKind::Unreachable,
                format!(
                    "names the program {}, which has no step of {}: nothing is released under it",
                    without.join(" and "),
                    join(&self.0)
                ),
            );
        }
    }
}
