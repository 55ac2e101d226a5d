//! Holds what an institution says of its authorities against the lists that it screens with.

use std::borrow::Cow;

use portcullis_exemptions::{Reached, Rulebook};
use portcullis_index::Index;
use serde::Deserialize;

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
    let stated = index.stated().map_err(|source| ScreenError::DamagedRecord {
        reason: source.to_string(),
    })?;
    let authorities: Vec<&str> = stated.authorities.iter().map(String::as_str).collect();
    rulebook.check_appeals(&authorities, |id| index.find(id).is_some())?;
    let rulebook = rulebook.for_lists(&authorities)?;
    let listed = stated.programs.iter();
    let listed = listed.flat_map(|(tag, by)| by.iter().map(|authority| (tag.as_str(), authority.as_str())));
    rulebook.check_authorities(listed)?;
    if rulebook.missing_lists().is_empty() || allow_missing_lists {
        Ok(rulebook)
    } else {
        Err(ScreenError::MissingLists {
            lists: rulebook.missing_lists().to_vec(),
        })
    }
}

/// What whoever reads the results should know of programs that say whom they reach, and reach nobody of those whom the index lists under
/// them: a mistyped id would clear them all. Reads every record, where a program says whom.
///
/// # Errors
/// [`ScreenError::DamagedRecord`].
pub fn reaching_nobody(rulebook: &Rulebook, index: &Index) -> Result<Vec<String>, ScreenError> {
    /// What of a record is looked at.
    #[derive(Deserialize)]
    struct Record<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow, default)]
        programs: Vec<Cow<'a, str>>,
    }
    struct Count<'r> {
        of: Reached<'r>,
        listed: u64,
        is_reached: bool,
    }
    let begin = |of| Count {
        of,
        listed: 0,
        is_reached: false,
    };
    let mut counts: Vec<Count<'_>> = rulebook.reached().into_iter().map(begin).collect();
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    index
        .each_record(|_, json| {
            let Record { id, programs } = serde_json::from_slice(json)?;
            for tag in programs {
                let Some(program) = rulebook.program_of_tag(&tag) else {
                    continue;
                };
                for count in counts
                    .iter_mut()
                    .filter(|count| count.of.program.id == program.id)
                {
                    count.listed += 1;
                    count.is_reached |= count.of.reaches(&id);
                }
            }
            Ok(())
        })
        .map_err(|source| ScreenError::DamagedRecord {
            reason: source.to_string(),
        })?;
    let nobody = counts
        .iter()
        .filter(|count| count.listed > 0 && !count.is_reached);
    let told = nobody.map(|Count { of, listed, .. }| {
        let at = of.program.source.as_ref();
        format!(
            "{}program {} reaches nobody ({of}) of the {listed} that the index lists under it: all of them are clear",
            at.map_or_else(String::new, |at| format!("{at}: ")),
            of.program.id,
        )
    });
    Ok(told.collect())
}
