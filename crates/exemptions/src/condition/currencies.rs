//! `currencies`: what the payment must be in.

use portcullis_model::CurrencyCode;

use super::contract::{Case, Clauses, Condition, Term, join, one_of};
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Currencies(pub(crate) Vec<CurrencyCode>);

impl Condition for Currencies {
    const KEYS: &'static [&'static str] = &["currencies"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Currencies> {
        let list = table.take::<TextList>("currencies", entry);
        entry
            .list(list.as_ref(), "currencies", |entry, code| {
                entry.currency(code, "currencies")
            })
            .map(Currencies)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (shown, evidence) = one_of("currency", case.evidence.payment.currency(), &self.0);
        clauses.add("currencies", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("currencies", join(&self.0))]
    }
}
