//! `debtor_countries`: where the debtor must be: who buys pays, so this is where goods go.

use portcullis_model::CountryCode;

use super::contract::{Case, Clauses, Condition, Term, join, one_of};
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DebtorCountries(pub(crate) Vec<CountryCode>);

impl Condition for DebtorCountries {
    const KEYS: &'static [&'static str] = &["debtor_countries"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<DebtorCountries> {
        let list = table.take::<TextList>("debtor_countries", entry);
        entry
            .list(list.as_ref(), "debtor_countries", |entry, code| {
                entry.country(code, "debtor_countries")
            })
            .map(DebtorCountries)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let country = case.evidence.payment.debtor_country();
        let (shown, evidence) = one_of("debtor country", country, &self.0);
        clauses.add("debtor_countries", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled("debtor_countries", "debtor in", join(&self.0))]
    }
}
