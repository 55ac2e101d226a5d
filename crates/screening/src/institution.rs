//! Holds what an institution says of its authorities against the lists that it screens with.

use std::collections::HashMap;

use portcullis_exemptions::Rulebook;
use portcullis_index::{Index, Listed, Stated};

use crate::ScreenError;

/// The same rules, held against the lists of an index: for whoever decides by both.
///
/// An authority that the institution's file names, and of which the index has no list, refuses them unless
/// `allow_missing_lists` is set; the rules then tell it ([`Rulebook::missing_lists`]), and so does the summary of a run.
///
/// # Errors
/// [`ScreenError::Rules`] where the file names what is no authority, a program is of another authority than its entries, or an appeal is
/// about an entry that is on no list; [`ScreenError::MissingLists`] where a list is missing.
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
    let stated = stated(index)?;
    let authorities: Vec<&str> = stated.authorities.iter().map(String::as_str).collect();
    rulebook.check_appeals(&authorities, |id| index.find(id).is_some())?;
    let rulebook = rulebook.for_lists(&authorities)?;
    let listed = stated.programs.iter();
    let listed = listed.flat_map(|(tag, by)| {
        by.authorities
            .iter()
            .map(|authority| (tag.as_str(), authority.as_str()))
    });
    rulebook.check_authorities(listed)?;
    if rulebook.missing_lists().is_empty() || allow_missing_lists {
        Ok(rulebook)
    } else {
        Err(ScreenError::MissingLists {
            lists: rulebook.missing_lists().to_vec(),
        })
    }
}

fn stated(index: &Index) -> Result<&Stated, ScreenError> {
    index.stated().map_err(|source| ScreenError::DamagedRecord {
        reason: source.to_string(),
    })
}

/// What whoever reads the results should know of programs that say whom they reach, and reach nobody of those whom the index lists under
/// them: a mistyped id would clear them all.
///
/// # Errors
/// [`ScreenError::DamagedRecord`].
pub fn reaching_nobody(rulebook: &Rulebook, index: &Index) -> Result<Vec<String>, ScreenError> {
    let reached = rulebook.reached();
    if reached.is_empty() {
        return Ok(Vec::new());
    }
    // The tags of a program's entries; a rule file may give it several.
    let mut by_program: HashMap<&str, Vec<&Listed>> = HashMap::new();
    for (tag, listed) in &stated(index)?.programs {
        if let Some(program) = rulebook.program_of_tag(tag) {
            by_program.entry(program.id.as_str()).or_default().push(listed);
        }
    }
    let told = reached.iter().filter_map(|of| {
        let listed = by_program.get(of.program.id.as_str())?;
        let designations = || listed.iter().flat_map(|listed| &listed.designations);
        if designations().any(|ordinal| of.reaches(index.designation_id(*ordinal))) {
            return None;
        }
        let at = of.program.source.as_ref();
        Some(format!(
            "{}program {} reaches nobody ({of}) of the {} that the index lists under it: all of them are clear",
            at.map_or_else(String::new, |at| format!("{at}: ")),
            of.program.id,
            designations().count()
        ))
    });
    Ok(told.collect())
}
