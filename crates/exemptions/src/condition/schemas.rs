//! `schemas`: what kind of designated party the license is about: a person, an organization, a vessel, an aircraft.

use portcullis_model::Schema;

use super::contract::{Case, Clauses, Condition, Term, join};
use crate::toml_entry::Entry;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schemas(Vec<Schema>);

impl Schemas {
    pub(crate) fn have(&self, schema: Schema) -> bool {
        self.0.contains(&schema)
    }
}

impl Condition for Schemas {
    const KEYS: &'static [&'static str] = &["schemas"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Schemas> {
        let list = table.take("schemas", entry);
        entry.words(list.as_ref(), "schemas").map(Schemas)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let designation = case.obligation.of.designation;
        let held = self.have(designation.schema);
        let evidence = if held {
            format!("{} is listed as {}", designation.id, designation.schema)
        } else {
            format!(
                "{} is listed as {}, not as {}",
                designation.id,
                designation.schema,
                join(&self.0)
            )
        };
        clauses.add("schemas", held, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled("schemas", "designated party is", join(&self.0))]
    }
}
