//! `programs`: under which programs of its authority a license may be relied on.

use portcullis_model::Measure;

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term};
use super::measures::Measures;
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

/// The programs that a license names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Programs {
    /// `*`: all of the authority's.
    All,
    /// These, as canonical ids once all programs are known.
    Named(Vec<String>),
}

impl Condition for Programs {
    const KEYS: &'static [&'static str] = &["programs"];
    const LIMITS: bool = false;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Programs> {
        let list = table.need::<TextList>(
            "programs",
            entry,
            "is missing; name programs, or [\"*\"] for all of the authority's",
        )?;
        let named = entry.texts(Some(&list), "programs")?;
        if !named.iter().any(|name| name == "*") {
            return Some(Programs::Named(named));
        }
        if named.len() > 1 {
            entry.problem(
                &list,
                "programs",
                "names programs beside \"*\", which is all of them; keep one",
            );
        }
        Some(Programs::All)
    }

    fn resolve_programs(&mut self, canonical: &dyn Fn(&str) -> String) {
        if let Programs::Named(named) = self {
            *named = named.iter().map(|name| canonical(name)).collect();
        }
    }

    fn reaches(&self, program: &str, _measure: Measure) -> bool {
        match self {
            Programs::All => true,
            Programs::Named(named) => named.iter().any(|name| name == program),
        }
    }

    /// Nothing: a license of other programs does not reach the obligation.
    fn check(&self, _case: &Case<'_>, _clauses: &mut Clauses) {}

    /// Nothing: every account of a license tells its programs on their own.
    fn describe(&self) -> Vec<Term> {
        Vec::new()
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let lifts = |measure: Measure| {
            measure != Measure::TravelBan
                && context
                    .other::<Measures>()
                    .is_none_or(|lifted| lifted.0.contains(&measure))
        };
        let Programs::Named(named) = self else {
            return;
        };
        let mut reachable = false;
        for name in named {
            let Some(program) = context.programs.program(name) else {
                reachable = true;
                if !context.programs.is_empty() {
                    say(
                        LintKind::Unknown,
                        format!("names the program {name}, which no file describes; check its spelling"),
                    );
                }
                continue;
            };
            if program.authority != context.authority {
                let message = format!(
                    "names {name}, which is a program of {}, not of {}",
                    program.authority, context.authority
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
}
