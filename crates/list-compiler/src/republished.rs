//! Parties that one list repeats from another: the US Consolidated Screening List has those of OFAC under OFAC's numbers, and
//! those of the Denied Persons List, which have no numbers at all.

use std::collections::HashMap;

use portcullis_model::{Date, Designation};

use crate::SourceKind;
use crate::text::squeeze;
use crate::unite::unite;

/// Whether an id that stands on both lists is one party: they number their parties together, or one repeats the other.
pub(crate) fn number_alike(a: SourceKind, b: SourceKind) -> bool {
    a != b && (a.id_prefix() == b.id_prefix() || repeats(a, b) || repeats(b, a))
}

/// Whether a list repeats the parties of another.
pub(crate) fn repeats(list: SourceKind, other: SourceKind) -> bool {
    list.list().repeats.contains(&other.id_prefix())
}

/// By what a repeated party is known without its number.
type Content<'d> = (&'d str, String, Date);

/// Name and day of listing of a party of the prefix; `None` where it does not say since when it is listed.
fn content<'p>(prefix: &'p str, designation: &Designation) -> Option<Content<'p>> {
    let name = squeeze(designation.primary_name()).to_uppercase();
    Some((prefix, name, designation.listed_on?))
}

/// Makes one designation of each party that a list repeats and another has itself: equal in name and day of listing. `kinds`
/// has the list of each designation. Gives the new index of each, `None` of those that are part of another now; `None` of
/// all when nothing was repeated.
pub(crate) fn unite_by_content(
    designations: &mut Vec<Designation>,
    kinds: &[Option<SourceKind>],
) -> Option<Vec<Option<usize>>> {
    let mut own: HashMap<Content<'_>, usize> = HashMap::new();
    for (i, (designation, kind)) in designations.iter().zip(kinds).enumerate() {
        if let Some(content) = kind.and_then(|kind| content(kind.id_prefix(), designation)) {
            own.entry(content).or_insert(i);
        }
    }
    let mut into: Vec<Option<usize>> = vec![None; designations.len()];
    for (i, (designation, kind)) in designations.iter().zip(kinds).enumerate() {
        let prefixes = kind.map_or(&[][..], |kind| kind.list().repeats);
        let prefix = prefixes.iter().find(|prefix| {
            let rest = designation.id.strip_prefix(**prefix);
            rest.is_some_and(|rest| rest.starts_with('-'))
        });
        if let (Some(prefix), Some(place)) = (prefix, into.get_mut(i)) {
            *place = content(prefix, designation).and_then(|content| own.get(&content).copied());
        }
    }
    if into.iter().all(Option::is_none) {
        return None;
    }
    let mut indexes: Vec<Option<usize>> = Vec::with_capacity(into.len());
    let mut kept = 0;
    for place in &into {
        indexes.push(place.is_none().then_some(kept));
        kept += usize::from(place.is_none());
    }
    let mut repeated: Vec<(usize, Designation)> = Vec::new();
    let mut own: Vec<Designation> = Vec::with_capacity(kept);
    for (designation, place) in designations.drain(..).zip(&into) {
        match place.and_then(|place| indexes.get(place).copied().flatten()) {
            Some(index) => repeated.push((index, designation)),
            None => own.push(designation),
        }
    }
    for (index, designation) in repeated {
        if let Some(first) = own.get_mut(index) {
            unite(first, designation);
        }
    }
    *designations = own;
    Some(indexes)
}
