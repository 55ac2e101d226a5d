//! `designations`: which designated parties the license is about.

use portcullis_model::Designation;

use super::contract::{Case, Clauses, Condition, Term, join};
use crate::glob::{Glob, all_fit};
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Designations(Vec<Glob>);

impl Designations {
    /// Whether it is one of them. A party that is listed through its owners is one only with all of them.
    pub(crate) fn fit(&self, designation: &Designation) -> bool {
        all_fit(&self.0, designation)
    }
}

impl Condition for Designations {
    const KEYS: &'static [&'static str] = &["designations"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Designations> {
        let list = table.take::<TextList>("designations", entry);
        let globs = entry.list(list.as_ref(), "designations", |entry, id| {
            entry.text(id, "designations").map(Glob::new)
        });
        globs.map(Designations)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let designation = case.obligation.of.designation;
        let held = self.fit(designation);
        let evidence = if held {
            format!("{} is one of {}", designation.id, join(&self.0))
        } else {
            format!("{} is not one of {}", designation.id, join(&self.0))
        };
        clauses.add("designations", held, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("designations", join(&self.0))]
    }

    fn designations_named(&self) -> Vec<&Glob> {
        self.0.iter().collect()
    }
}
