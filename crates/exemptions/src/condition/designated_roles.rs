//! `designated_roles`: where in the payment the designated party may stand.

use portcullis_model::Field;

use super::contract::{Case, Clauses, Condition, Term, join};
use super::roles;
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DesignatedRoles(pub(crate) Vec<Field>);

impl Condition for DesignatedRoles {
    const KEYS: &'static [&'static str] = &["designated_roles"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<DesignatedRoles> {
        let list = table.take::<TextList>("designated_roles", entry);
        roles::read(entry, list.as_ref(), "designated_roles", roles::FreeText::Allowed).map(DesignatedRoles)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let field = case.obligation.of.hit.field;
        let stands = roles::designated(&self.0, case.obligation);
        let held = stands == Some(true);
        let needed = join(&self.0);
        let what = match case.obligation.place() {
            Some(place) => place.as_str(),
            None => "the designated party",
        };
        let evidence = match stands {
            Some(true) => format!("{what} stands as {field}"),
            Some(false) => format!("{what} stands as {field}, not as {needed}"),
            None => format!("{what} is named in {field}, where nobody stands; needed is {needed}"),
        };
        clauses.add("designated_roles", held, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled(
            "designated_roles",
            "designated party as",
            join(&self.0),
        )]
    }
}
