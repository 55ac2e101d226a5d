//! `lists diff`: what changed between two lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceSpec};
use portcullis_model::Designation;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::hits;
use crate::output::{print, print_json, thousands};

/// Compare two indexes, or two lists as published
///
/// Prints which designations were added and removed, and of the changed ones which fields. A designation is changed when
/// anything of its stored record is; which others are the same party does not count, since that depends on the lists it
/// was compiled with.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists diff old.pcx new.pcx
  portcullis lists diff ofac-sdn:lists/2019-01 ofac-sdn:lists/2021-07
  portcullis lists diff old.pcx new.pcx --json | jq '.added_ids[]'
  portcullis lists diff old.pcx un:lists/un-2026-02 --json --fields | jq .changes")]
pub struct Args {
    /// Print counts and ids as JSON
    #[arg(long)]
    json: bool,
    /// With --json: also which fields of the changed designations lost and gained which values
    #[arg(long, requires = "json")]
    fields: bool,
    /// The index (or KIND:PATH) before
    #[arg(value_name = "OLD")]
    old: String,
    /// The index (or KIND:PATH) after
    #[arg(value_name = "NEW")]
    new: String,
}

/// Designations by id.
type Listing = BTreeMap<String, Designation>;

/// What `lists diff --json` prints (DESIGN section 6).
#[derive(Serialize)]
struct Difference<'a> {
    added: usize,
    removed: usize,
    changed: usize,
    added_ids: Vec<&'a str>,
    removed_ids: Vec<&'a str>,
    changed_ids: Vec<&'a str>,
    /// By designation, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<BTreeMap<&'a str, Vec<Change>>>,
}

fn difference<'a>(old: &'a Listing, new: &'a Listing) -> Difference<'a> {
    let added_ids: Vec<&str> = new
        .keys()
        .filter(|id| !old.contains_key(*id))
        .map(String::as_str)
        .collect();
    let removed_ids: Vec<&str> = old
        .keys()
        .filter(|id| !new.contains_key(*id))
        .map(String::as_str)
        .collect();
    let changed_ids: Vec<&str> = new
        .iter()
        .filter(|(id, now)| old.get(*id).is_some_and(|before| before != *now))
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

pub fn run(args: &Args) -> Result<(), Failure> {
    let (old, new) = (listing(&args.old)?, listing(&args.new)?);
    let mut difference = difference(&old, &new);
    if args.json {
        if args.fields {
            let changed = difference.changed_ids.iter();
            let changed = changed.filter_map(|id| Some((*id, old.get(*id)?, new.get(*id)?)));
            difference.changes = Some(
                changed
                    .map(|(id, before, now)| Ok((id, field_changes(before, now)?)))
                    .collect::<Result<_, Failure>>()?,
            );
        }
        return print_json(&difference);
    }
    let mut text = String::new();
    for (sign, ids, from) in [
        ("+", &difference.added_ids, &new),
        ("-", &difference.removed_ids, &old),
    ] {
        for id in ids {
            let name = from.get(*id).map_or("", Designation::primary_name);
            text.push_str(&format!("{sign} {id}  {name}\n"));
        }
    }
    for id in &difference.changed_ids {
        if let (Some(before), Some(now)) = (old.get(*id), new.get(*id)) {
            text.push_str(&format!("~ {id}  {}\n", now.primary_name()));
            for change in changes(before, now)? {
                text.push_str(&format!("    {change}\n"));
            }
        }
    }
    text.push_str(&format!(
        "{} added, {} removed, {} changed\n",
        thousands(difference.added as u64),
        thousands(difference.removed as u64),
        thousands(difference.changed as u64)
    ));
    print(&text)
}

/// The designations of an index, or of a list as published when it is written `KIND:PATH`.
fn listing(what: &str) -> Result<Listing, Failure> {
    let path = Path::new(what);
    let designations = match what.parse::<SourceSpec>() {
        Ok(spec) if !path.exists() => {
            portcullis_list_compiler::read(&[spec], &CompileOptions::default())?.designations
        }
        _ => {
            let index = Index::open(path)?;
            (0..index.designation_count())
                .map(|ordinal| hits::designation(&index, ordinal))
                .collect::<Result<_, _>>()?
        }
    };
    let designations = designations.into_iter().map(|mut d: Designation| {
        d.same_as.clear();
        (d.id.clone(), d)
    });
    Ok(designations.collect())
}

/// What of a record changed in one field. Neither removed nor added: the values stand in another order.
#[derive(Debug, PartialEq, Serialize)]
struct Change {
    field: String,
    removed: Vec<Value>,
    added: Vec<Value>,
}

/// What of a record changed, field by field. Empty when the published record changed in what no field holds.
fn field_changes(before: &Designation, now: &Designation) -> Result<Vec<Change>, Failure> {
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
        changes.push(Change {
            field: name.clone(),
            removed: without(&old, &new),
            added: without(&new, &old),
        });
    }
    Ok(changes)
}

/// The same, in words.
fn changes(before: &Designation, now: &Designation) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for Change {
        field,
        removed,
        added,
    } in field_changes(before, now)?
    {
        lines.extend(removed.iter().map(|gone| format!("{field}: - {}", value(gone))));
        lines.extend(added.iter().map(|come| format!("{field}: + {}", value(come))));
        if removed.is_empty() && added.is_empty() {
            lines.push(format!("{field}: in another order"));
        }
    }
    if lines.is_empty() {
        lines.push("the published record, in what no field holds".to_owned());
    }
    Ok(lines)
}

fn fields(designation: &Designation) -> Result<Map<String, Value>, Failure> {
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

/// A value in words: what it says, without the braces of JSON.
fn value(value_: &Value) -> String {
    match value_ {
        Value::String(text) => text.clone(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| format!("{name} {}", value(field)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::{Listing, changes, difference, field_changes};

    fn designation(id: &str, names: &[&str]) -> Designation {
        let mut d = Designation::new(id, "Custom", "INTERNAL", Schema::Person);
        d.names = names
            .iter()
            .map(|name| Name::new(*name, NameKind::Alias))
            .collect();
        d
    }

    fn listing(designations: &[Designation]) -> Listing {
        designations.iter().map(|d| (d.id.clone(), d.clone())).collect()
    }

    #[test]
    fn what_is_on_one_side_only_is_added_or_removed() {
        let old = listing(&[designation("a", &["A"]), designation("b", &["B"])]);
        let new = listing(&[designation("b", &["B", "B2"]), designation("c", &["C"])]);
        let difference = difference(&old, &new);
        assert_eq!(
            serde_json::to_string(&difference).unwrap(),
            r#"{"added":1,"removed":1,"changed":1,"added_ids":["c"],"removed_ids":["a"],"changed_ids":["b"]}"#
        );
    }

    #[test]
    fn a_change_names_the_field_and_what_came_and_went() {
        let (mut before, mut now) = (designation("b", &["B", "X"]), designation("b", &["B", "Y"]));
        before.title = "Minister".to_owned();
        assert_eq!(
            changes(&before, &now).unwrap(),
            [
                "names: - kind alias, text X",
                "names: + kind alias, text Y",
                "title: - Minister"
            ]
        );
        (before, now) = (designation("b", &["B", "X"]), designation("b", &["X", "B"]));
        assert_eq!(changes(&before, &now).unwrap(), ["names: in another order"]);
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
    fn a_change_that_no_field_shows_is_still_said() {
        let (before, mut now) = (designation("b", &["B"]), designation("b", &["B"]));
        now.source_record = "b,B,-0-".to_owned();
        assert_eq!(
            changes(&before, &now).unwrap(),
            ["the published record, in what no field holds"]
        );
    }
}
