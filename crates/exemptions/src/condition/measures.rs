//! `measures`: which prohibitions of its programs a license lifts; all of them where the key is left out.

use portcullis_model::Measure;

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term, join};
use crate::toml_entry::Entry;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measures(pub(crate) Vec<Measure>);

impl Condition for Measures {
    const KEYS: &'static [&'static str] = &["measures"];
    const LIMITS: bool = false;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Measures> {
        let list = table.take("measures", entry);
        entry.words(list.as_ref(), "measures").map(Measures)
    }

    fn reaches(&self, _program: &str, measure: Measure) -> bool {
        self.0.contains(&measure)
    }

    /// Nothing: a license that lifts other measures does not reach the obligation.
    fn check(&self, _case: &Case<'_>, _clauses: &mut Clauses) {}

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("measures", join(&self.0))]
    }

    fn lint(&self, _context: &LintContext<'_>, say: &mut Say<'_>) {
        if self.0.iter().all(|measure| *measure == Measure::TravelBan) {
            say(
                LintKind::Unreachable,
                "lifts only a travel ban, which binds no payment".to_owned(),
            );
        }
    }
}
