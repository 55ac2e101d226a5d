//! `designated_roles`: where in the payment the designated party may stand.

use portcullis_model::{Field, PlaceCode};

use super::contract::{Case, Clauses, Condition, Term, join};
use super::roles;
use crate::decide::obligation::Obligation;
use crate::payment::{bank_beside, iban_country};
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DesignatedRoles(pub(crate) Vec<Field>);

impl DesignatedRoles {
    /// Where the designated party or the place stands, and whether that is one of the roles. A place that a text names and a
    /// party states stands where that party does: the text says nothing new of it.
    ///
    /// An IBAN of the place says that the bank which keeps the account stands there too.
    fn stands(&self, case: &Case<'_>) -> (Field, Option<bool>) {
        let obligation = case.obligation;
        let field = obligation.of.hit.field;
        let stands = roles::designated(&self.0, obligation);
        if stands == Some(true)
            && let Some(bank) = bank_at_place(case)
            && !roles::stands_in(&self.0, bank)
        {
            return (bank, Some(false));
        }
        if stands.is_some() || obligation.place().is_none() {
            return (field, stands);
        }
        let same = |other: &&Obligation<'_>| other.place() == obligation.place();
        let stated = case.all.iter().filter(same);
        let mut standing = stated.filter(|other| roles::designated(&self.0, other) == Some(true));
        standing
            .next()
            .map_or((field, None), |other| (other.of.hit.field, Some(true)))
    }
}

/// The bank that keeps a party's account, where the IBAN says that it is in the place.
fn bank_at_place(case: &Case<'_>) -> Option<Field> {
    let (field, place) = (case.obligation.of.hit.field, case.obligation.place()?);
    let party = case.evidence.payment.party(field)?;
    let country = PlaceCode::of_country(iban_country(&party.account)?)?;
    country.contains(place).then(|| bank_beside(party.role))
}

impl Condition for DesignatedRoles {
    const KEYS: &'static [&'static str] = &["designated_roles"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<DesignatedRoles> {
        let list = table.take::<TextList>("designated_roles", entry);
        roles::read(entry, list.as_ref(), "designated_roles", roles::FreeText::Allowed).map(DesignatedRoles)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (field, stands) = self.stands(case);
        let held = stands == Some(true);
        let needed = join(&self.0);
        let what = match case.obligation.place() {
            Some(place) => place.as_str(),
            None => "the designated party",
        };
        let evidence = match stands {
            Some(true) if field != case.obligation.of.hit.field => {
                let text = case.obligation.of.hit.field;
                format!("{what} is named in {text} as it stands as {field}")
            }
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
