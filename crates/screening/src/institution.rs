//! Holds what an institution says of its authorities against the lists that it screens with.

use portcullis_exemptions::Rulebook;
use portcullis_index::Index;

use crate::ScreenError;

/// The same rules, held against the lists of an index: for whoever decides by both.
///
/// An authority that the institution's file names, and of which the index has no list, refuses them unless
/// `allow_missing_lists` is set; the rules then tell it ([`Rulebook::missing_lists`]), and so does the summary of a run.
///
/// # Errors
/// [`ScreenError::Rules`] where the file names what is no authority, or an appeal is about an entry that is on no list, [`ScreenError::MissingLists`] where a list is missing.
pub fn rules_for_lists(
    rulebook: Rulebook,
    index: &Index,
    allow_missing_lists: bool,
) -> Result<Rulebook, ScreenError> {
    let has_appeals = rulebook.appeals().next().is_some();
    if !rulebook.has_institution() && !has_appeals {
        // Every authority binds, and reading every record is not free.
        return Ok(rulebook);
    }
    let stated = index.stated().map_err(|source| ScreenError::DamagedRecord {
        reason: source.to_string(),
    })?;
    let authorities: Vec<&str> = stated.authorities.iter().map(String::as_str).collect();
    rulebook.check_appeals(&authorities, |id| index.find(id).is_some())?;
    let rulebook = rulebook.for_lists(&authorities)?;
    if rulebook.missing_lists().is_empty() || allow_missing_lists {
        Ok(rulebook)
    } else {
        Err(ScreenError::MissingLists {
            lists: rulebook.missing_lists().to_vec(),
        })
    }
}
