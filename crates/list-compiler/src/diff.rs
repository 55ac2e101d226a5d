//! What changed between two lists.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_model::{Date, Designation, Interval};
use serde::Serialize;
use serde_json::{Map, Value};

/// The designations of a list or an index, by id.
#[derive(Debug, Default)]
pub struct Listing(BTreeMap<String, Designation>);

impl Listing {
    /// A designation by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Designation> {
        self.0.get(id)
    }

    /// What stood on the lists on a day, as they had it then.
    pub fn on(day: Date, designations: impl IntoIterator<Item = Designation>) -> Listing {
        let listed = designations.into_iter().filter(|d| d.is_listed_on(day));
        listed.map(|d| alone(d.record_on(day))).collect()
    }
}

/// A record by itself, without what is told of its time.
fn alone(record: &Designation) -> Designation {
    Designation {
        former: Vec::new(),
        listed_during: Vec::new(),
        ..record.clone()
    }
}

impl FromIterator<Designation> for Listing {
    /// Which others are the same party is left out, and so is what older snapshots said: that depends on the lists a designation
    /// was compiled with.
    fn from_iter<I: IntoIterator<Item = Designation>>(designations: I) -> Listing {
        let without_links = designations.into_iter().map(|mut designation| {
            designation.same_as.clear();
            designation.former.clear();
            (designation.id.clone(), designation)
        });
        Listing(without_links.collect())
    }
}

/// What changed between two listings, by designation id in order. As JSON, it is what `lists diff --json` prints.
#[derive(Debug, Serialize)]
pub struct Difference<'a> {
    /// How many designations only the later listing has.
    pub added: usize,
    /// How many only the earlier has.
    pub removed: usize,
    /// How many both have, with another record.
    pub changed: usize,
    /// The ids of the added ones.
    pub added_ids: Vec<&'a str>,
    /// The ids of the removed ones.
    pub removed_ids: Vec<&'a str>,
    /// The ids of the changed ones.
    pub changed_ids: Vec<&'a str>,
    /// What changed in each, once [`Difference::with_fields`] was asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<BTreeMap<&'a str, Vec<FieldChange>>>,
}

impl<'a> Difference<'a> {
    /// Compares an earlier and a later listing. A designation is changed when anything of its record is.
    #[must_use]
    pub fn between(old: &'a Listing, new: &'a Listing) -> Difference<'a> {
        let added_ids: Vec<&str> = new
            .0
            .keys()
            .filter(|id| !old.0.contains_key(*id))
            .map(String::as_str)
            .collect();
        let removed_ids: Vec<&str> = old
            .0
            .keys()
            .filter(|id| !new.0.contains_key(*id))
            .map(String::as_str)
            .collect();
        let changed_ids: Vec<&str> = new
            .0
            .iter()
            .filter(|(id, now)| old.get(id).is_some_and(|before| before != *now))
            .map(|(id, _)| id.as_str())
            .collect();
        Difference {
            added: added_ids.len(),
            removed: removed_ids.len(),
            changed: changed_ids.len(),
            added_ids,
            removed_ids,
            changed_ids,
            changes: None,
        }
    }

    /// Adds which fields of the changed designations lost and gained which values.
    ///
    /// # Errors
    ///
    /// A record that cannot be written as JSON; none that a list gave.
    pub fn with_fields(mut self, old: &Listing, new: &Listing) -> Result<Difference<'a>, serde_json::Error> {
        let both = self.changed_ids.iter();
        let both = both.filter_map(|id| Some((*id, old.get(id)?, new.get(id)?)));
        let changes = both.map(|(id, before, now)| Ok((id, field_changes(before, now)?)));
        self.changes = Some(changes.collect::<Result<_, serde_json::Error>>()?);
        Ok(self)
    }
}

/// What of a record changed in one field. Neither removed nor added: the values stand in another order.
#[derive(Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// The field of [`Designation`], as its JSON has it.
    pub field: String,
    /// The values that are gone.
    pub removed: Vec<Value>,
    /// The values that came.
    pub added: Vec<Value>,
}

/// What of a record changed, field by field. Empty when the published record changed in what no field holds.
///
/// # Errors
///
/// A record that cannot be written as JSON; none that a list gave.
pub fn field_changes(before: &Designation, now: &Designation) -> Result<Vec<FieldChange>, serde_json::Error> {
    let (before, now) = (fields(before)?, fields(now)?);
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        let (old, new) = (before.get(name), now.get(name));
        // The published record says the same again; it matters only where nothing else tells of the change.
        if old == new || name == "source_record" {
            continue;
        }
        let (old, new) = (values(name, old), values(name, new));
        let without = |these: &[Value], others: &[Value]| -> Vec<Value> {
            these
                .iter()
                .filter(|value| !others.contains(value))
                .cloned()
                .collect()
        };
        changes.push(FieldChange {
            field: name.clone(),
            removed: without(&old, &new),
            added: without(&new, &old),
        });
    }
    Ok(changes)
}

/// Who was listed when, and what changed when, as far as the snapshots that were compiled tell. As JSON, it is what
/// `lists history --json` prints.
#[derive(Debug, Serialize)]
pub struct History<'a> {
    /// The designation.
    pub id: &'a str,
    /// Its primary name, as it is now.
    pub name: &'a str,
    /// The list it stands or stood on.
    pub list: &'a str,
    /// When it was listed.
    pub listed: Vec<Interval>,
    /// What happened, in order.
    pub events: Vec<HistoryEvent>,
}

/// Something that happened to a designation.
#[derive(Debug, PartialEq, Serialize)]
pub struct HistoryEvent {
    /// The day from which on the lists show it; `None`: before anything is known.
    pub on: Option<Date>,
    /// What.
    pub what: Happening,
    /// Of a change: which fields lost and gained which values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// What happens to a designation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    /// It left its list.
    Delisted,
    /// It came onto its list, for the first time or again.
    Listed,
    /// Its record changed.
    Changed,
}

impl<'a> History<'a> {
    /// Of a designation.
    ///
    /// # Errors
    ///
    /// A record that cannot be written as JSON; none that a list gave.
    pub fn of(designation: &'a Designation) -> Result<History<'a>, serde_json::Error> {
        let listed = designation.listed();
        let event = |on, what| HistoryEvent {
            on,
            what,
            changes: Vec::new(),
        };
        let mut events = Vec::new();
        for interval in &listed {
            events.push(event(interval.from, Happening::Listed));
            events.extend(
                interval
                    .until
                    .map(|until| event(Some(until), Happening::Delisted)),
            );
        }
        let newer = designation.former.iter().skip(1).map(|former| &former.record);
        let newer = newer.chain([designation]);
        for (former, newer) in designation.former.iter().zip(newer) {
            events.push(HistoryEvent {
                changes: field_changes(&alone(&former.record), &alone(newer))?,
                ..event(Some(former.until), Happening::Changed)
            });
        }
        events.sort_by_key(|event| (event.on, event.what));
        Ok(History {
            id: &designation.id,
            name: designation.primary_name(),
            list: &designation.list,
            listed,
            events,
        })
    }
}

fn fields(designation: &Designation) -> Result<Map<String, Value>, serde_json::Error> {
    match serde_json::to_value(designation)? {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

/// The values of a field: one for each element of a list, and for each clause of the remarks.
fn values(name: &str, field: Option<&Value>) -> Vec<Value> {
    match field {
        None => Vec::new(),
        Some(Value::String(text)) if name == "remarks" => text
            .trim_end_matches('.')
            .split(';')
            .map(|clause| Value::from(clause.trim()))
            .collect(),
        Some(Value::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::{Difference, Listing, field_changes};

    fn designation(id: &str, names: &[&str]) -> Designation {
        let mut d = Designation::new(id, "Custom", "INTERNAL", Schema::Person);
        d.names = names
            .iter()
            .map(|name| Name::new(*name, NameKind::Alias))
            .collect();
        d
    }

    #[test]
    fn what_is_on_one_side_only_is_added_or_removed() {
        let old = listing([designation("a", &["A"]), designation("b", &["B"])]);
        let new = listing([designation("b", &["B", "B2"]), designation("c", &["C"])]);
        let difference = Difference::between(&old, &new);
        assert_eq!(
            serde_json::to_string(&difference).unwrap(),
            r#"{"added":1,"removed":1,"changed":1,"added_ids":["c"],"removed_ids":["a"],"changed_ids":["b"]}"#
        );
    }

    #[test]
    fn changes_as_json_keep_their_values_as_they_are() {
        let (before, now) = (designation("b", &["B", "X"]), designation("b", &["B"]));
        let changes = field_changes(&before, &now).unwrap();
        assert_eq!(
            serde_json::to_string(&changes).unwrap(),
            r#"[{"field":"names","removed":[{"kind":"alias","text":"X"}],"added":[]}]"#
        );
    }

    #[test]
    fn links_to_the_same_party_are_no_change() {
        let linked = Designation {
            same_as: vec!["b".to_owned()],
            ..designation("a", &["A"])
        };
        let (old, new) = (listing([designation("a", &["A"])]), listing([linked]));
        assert_eq!(Difference::between(&old, &new).changed, 0);
    }

    fn listing<const N: usize>(designations: [Designation; N]) -> Listing {
        designations.into_iter().collect()
    }
}
