//! Lists of roles, as several conditions have them.

use portcullis_model::Field;

use crate::decide::obligation::Obligation;
use crate::toml_entry::Entry;
use crate::toml_file::TextList;

/// Whether a list may name the remittance information, in which a designated party can be named but nobody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FreeText {
    Allowed,
    Refused,
}

/// Whether a designated party stands in one of the roles. In a text, or in an address, nobody stands: a name that is found
/// there satisfies no condition, and fits every exclusion. A place stands where the party does that states it, in its
/// address too.
pub(super) fn designated(roles: &[Field], obligation: &Obligation<'_>) -> Option<bool> {
    let field = obligation.of.hit.field;
    let stands = match field {
        Field::Party(..) => true,
        Field::Address(..) => obligation.place().is_some(),
        _ => false,
    };
    stands.then(|| stands_in(roles, field))
}

/// Whether a field is of one of the roles, be it of the second party of it.
pub(super) fn stands_in(roles: &[Field], field: Field) -> bool {
    roles.iter().any(|role| role.has_role_of(field))
}

pub(super) fn read(
    entry: &mut Entry<'_>,
    list: Option<&TextList>,
    key: &str,
    free_text: FreeText,
) -> Option<Vec<Field>> {
    entry.list(list, key, |entry, word| {
        let role = entry.word::<Field>(word, key)?;
        if role == Field::Query || (role.role().is_none() && free_text == FreeText::Refused) {
            entry.problem(word, key, format!("`{role}` is not a role of a party"));
            return None;
        }
        Some(role)
    })
}
