//! `countries`: where the creditor must be.

use portcullis_model::CountryCode;

use super::contract::{Case, Clauses, Condition, Term, join, one_of};
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Countries(pub(crate) Vec<CountryCode>);

impl Condition for Countries {
    const KEYS: &'static [&'static str] = &["countries"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Countries> {
        let list = table.take::<TextList>("countries", entry);
        entry
            .list(list.as_ref(), "countries", |entry, code| {
                entry.country(code, "countries")
            })
            .map(Countries)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let country = case.evidence.payment.creditor_country();
        let (shown, evidence) = one_of("creditor country", country, &self.0);
        clauses.add("countries", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("countries", join(&self.0))]
    }
}
