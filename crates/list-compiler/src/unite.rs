//! Two records of one party under one id, made one designation.

use portcullis_model::{Designation, Name, NameKind};

use crate::located::add_once;

/// Adds to the first what the second says: OFAC numbers a party once over all its lists, and the EU a party once over all its
/// programmes, so the same number is the same party under more programs. Everything that either says is kept.
pub(crate) fn unite(first: &mut Designation, second: Designation) {
    for name in second.names {
        if first.names.iter().any(|n| n.text == name.text) {
            continue;
        }
        // Only one name is primary.
        let kind = match name.kind {
            NameKind::Primary => NameKind::Alias,
            kind => kind,
        };
        first.names.push(Name { kind, ..name });
    }
    extend(&mut first.programs, second.programs);
    extend(&mut first.measures, second.measures);
    extend(&mut first.birth_dates, second.birth_dates);
    extend(&mut first.birth_places, second.birth_places);
    extend(&mut first.nationalities, second.nationalities);
    extend(&mut first.identifiers, second.identifiers);
    extend(&mut first.addresses, second.addresses);
    extend(&mut first.flags, second.flags);
    extend(&mut first.relations, second.relations);
    first.gender = first.gender.or(second.gender);
    // Listed as long as either lists it: a party that left one list is on the other still.
    first.delisted_on = first.delisted_on.zip(second.delisted_on).map(|(a, b)| a.max(b));
    first.listed_on = match (first.listed_on, second.listed_on) {
        (Some(a), Some(b)) => Some(a.min(b)),
        // In two formats of one list, the one that gives the date knows; of two lists, nobody knows since when.
        (a, b) if first.list == second.list => a.or(b),
        _ => None,
    };
    first.amended_on = first.amended_on.max(second.amended_on);
    if !first.list.contains(&second.list) {
        first.list = format!("{}; {}", first.list, second.list);
    }
    if first.title.is_empty() {
        first.title = second.title;
    }
    for (mine, other) in [
        (&mut first.remarks, second.remarks),
        (&mut first.source_record, second.source_record),
    ] {
        if !other.is_empty() && *mine != other {
            if !mine.is_empty() {
                mine.push('\n');
            }
            mine.push_str(&other);
        }
    }
}

fn extend<T: PartialEq>(mine: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        add_once(mine, other);
    }
}
