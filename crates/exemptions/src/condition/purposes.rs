//! `purposes`: what the payment must be for, as it shows it: by its purpose field, or by a code that means one purpose.

use portcullis_model::Purpose;

use super::contract::{Case, Clauses, Condition, Shown, Term, join, one_of};
use crate::purpose::ShownPurpose;
use crate::toml_entry::Entry;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Purposes(pub(crate) Vec<Purpose>);

impl Condition for Purposes {
    const KEYS: &'static [&'static str] = &["purposes"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Purposes> {
        let list = table.take("purposes", entry);
        entry.words(list.as_ref(), "purposes").map(Purposes)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (shown, evidence) = one_of("purpose", case.evidence.purpose.said(), &self.0);
        let (shown, evidence) = match &case.evidence.purpose {
            ShownPurpose::Contradicted(_, what) if shown == Shown::Met => (
                Shown::NotMet,
                format!("{evidence}, but {what}, which contradicts it"),
            ),
            ShownPurpose::Doubtful(_, what) if shown == Shown::Met => (
                Shown::Nothing,
                format!("{evidence}, but {what}; a person must say whether it contradicts it"),
            ),
            ShownPurpose::ByCode(_, code) => (shown, format!("{evidence}, as its code {code} means")),
            _ => (shown, evidence),
        };
        clauses.add("purposes", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("purposes", join(&self.0))]
    }
}
