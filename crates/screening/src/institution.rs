//! Holds what an institution says of its authorities against the lists that it screens with.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use portcullis_exemptions::{AppealResult, NamedDesignation, Rulebook};
use portcullis_index::{Index, Listed, Stated};
use rustc_hash::{FxHashMap, FxHashSet};

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
    if !rulebook.has_institution() && rulebook.programs().next().is_none() {
        // Every authority binds, and nothing is said of it.
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

/// An id, or a pattern of ids, by which rules name a designation that no list of the index has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedNobody {
    /// It, and who names it.
    pub named: NamedDesignation,
    /// An id of the index that differs in its letters alone.
    pub almost: Option<String>,
}

/// The ids by which rules name designations and which nobody in the index has.
#[must_use]
pub fn naming_nobody(rulebook: &Rulebook, index: &Index) -> Vec<NamedNobody> {
    nobody_of(rulebook.named_designations(), index)
}

/// Those of the named that nobody in the index has.
fn nobody_of(named: Vec<NamedDesignation>, index: &Index) -> Vec<NamedNobody> {
    let mut open: Vec<NamedNobody> = named
        .into_iter()
        .filter(|named| index.find(named.as_str()).is_none())
        .map(|named| NamedNobody { named, almost: None })
        .collect();
    if open.is_empty() {
        return open;
    }
    // There are many ids: a pattern is held against each of them, and they are held against all that is no pattern at once.
    let ids = || (0..index.designation_count()).map(|ordinal| index.designation_id(ordinal));
    open.retain_mut(|nobody| {
        if !nobody.named.is_pattern() {
            return true;
        }
        let small = nobody.named.in_small_letters();
        let almost = ids().find(|id| small.names(&id.to_ascii_lowercase()));
        nobody.almost = almost.map(str::to_owned);
        !ids().any(|id| nobody.named.names(id))
    });
    let mut meant: FxHashMap<String, &mut Option<String>> = open
        .iter_mut()
        .filter(|nobody| !nobody.named.is_pattern())
        .map(|nobody| {
            (
                nobody.named.in_small_letters().as_str().to_owned(),
                &mut nobody.almost,
            )
        })
        .collect();
    let mut small = String::new();
    for id in ids() {
        small.clear();
        small.push_str(id);
        small.make_ascii_lowercase();
        if let Some(almost) = meant.get_mut(&small) {
            **almost = Some(id.to_owned());
        }
    }
    open
}

/// What the ids of a list in the format of Portcullis itself begin with.
const OWN: &str = "custom";

/// What whoever reads the results should know of ids that rules name and that nobody in the index has: an exclusion of a mistyped id
/// excludes nobody. Ids of a kind (`ofac-`, `un-`) of which the index has none are of a list that is not there, and left out.
#[must_use]
pub fn warn_of_nobody(rulebook: &Rulebook, index: &Index) -> Vec<String> {
    fn kind(id: &str) -> &str {
        id.split_once('-').map_or(id, |(kind, _)| kind)
    }
    let named = rulebook.named_designations();
    // A rule that names somebody by the ids of several kinds of lists is for whichever of them the index has.
    let mut kinds_of_rule: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for named in &named {
        for by in &named.by {
            let of_rule = kinds_of_rule.entry(by.clone()).or_default();
            of_rule.insert(kind(named.as_str()).to_owned());
        }
    }
    let ids = (0..index.designation_count()).map(|ordinal| index.designation_id(ordinal));
    let kinds: FxHashSet<&str> = ids.map(kind).collect();
    // Of kinds that the index has nobody of, nothing is told: they are not asked for.
    let asked = named
        .into_iter()
        .filter(|named| kinds.contains(kind(named.as_str())));
    let mut nobody = nobody_of(asked.collect(), index);
    nobody.retain(|nobody| {
        let is_of_several = |by: &String| kinds_of_rule.get(by).is_some_and(|kinds| kinds.len() > 1);
        let kind = kind(nobody.named.as_str());
        !(kind == OWN && nobody.named.by.iter().any(is_of_several))
    });
    let mut by_rule: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for NamedNobody { named, almost } in nobody {
        let meant = almost.map_or_else(String::new, |id| format!(" (for {id}?)"));
        let names = if named.by.len() == 1 { "names" } else { "name" };
        let of_rule = by_rule
            .entry(format!("{} {names}", named.by.join(" and ")))
            .or_default();
        of_rule.push(format!("{}{meant}", named.as_str()));
    }
    let told = by_rule.into_iter().map(|(by, ids)| {
        let (first, rest) = ids.split_at(ids.len().min(3));
        let more = match rest.len() {
            0 => String::new(),
            more => format!(" and {more} more (`licenses coverage` tells all)"),
        };
        format!("{by} whom no list in the index has: {}{more}", first.join(", "))
    });
    told.collect()
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

/// What whoever reads the results should know of appeals: one against a program under which the list does not have the entry is about
/// nothing that binds.
///
/// # Errors
/// [`ScreenError::DamagedRecord`].
pub fn appeals_beside_the_list(rulebook: &Rulebook, index: &Index) -> Result<Vec<String>, ScreenError> {
    let mut appeals = rulebook.appeals().peekable();
    if appeals.peek().is_none() {
        return Ok(Vec::new());
    }
    let stated = stated(index)?;
    let is_under = |ordinal: u32, program: &str| {
        let is_its = |tag: &str| rulebook.program_of_tag(tag).is_some_and(|of| of.id == program);
        let mut listed = stated.programs.iter().filter(|(tag, _)| is_its(tag));
        listed.any(|(_, listed)| listed.designations.contains(&ordinal))
    };
    let appeals = appeals.filter(|appeal| appeal.result != AppealResult::Delisted);
    let told = appeals.filter_map(|appeal| {
        let ordinal = index.find(&appeal.designation_id)?;
        (!is_under(ordinal, &appeal.program)).then(|| {
            format!(
                "{}: the appeal of {} is against {}, under which no list has {}",
                appeal.source, appeal.appellant, appeal.program, appeal.designation_id
            )
        })
    });
    Ok(told.collect())
}
