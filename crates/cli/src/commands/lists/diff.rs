//! `lists diff`: what changed between two lists.

use std::path::Path;

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, Difference, FieldChange, Listing, SourceSpec, field_changes};
use portcullis_model::{Date, Designation};
use serde_json::Value;

use crate::failure::Failure;
use crate::hits;
use crate::options::date;
use crate::output::{print, print_json, thousands};

/// Compare two indexes, two lists as published, or an index of snapshots on two days
///
/// Prints which designations were added and removed, and of the changed ones which fields. A designation is changed when
/// anything of its stored record is; which others are the same party does not count, since that depends on the lists it
/// was compiled with.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists diff old.pcx new.pcx
  portcullis lists diff ofac-sdn:lists/2019-01 ofac-sdn:lists/2021-07
  portcullis lists diff lists.pcx --from 2022-02-23 --to 2022-03-04
  portcullis lists diff old.pcx new.pcx --json | jq '.added_ids[]'
  portcullis lists diff old.pcx un:lists/un-2026-02 --json --fields | jq .changes")]
pub struct Args {
    /// Print counts and ids as JSON
    #[arg(long)]
    json: bool,
    /// With --json: also which fields of the changed designations lost and gained which values
    #[arg(long, requires = "json")]
    fields: bool,
    /// Compare one index with itself: as it was on this day
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to", conflicts_with = "new")]
    from: Option<Date>,
    /// With --from: and as it was on this one
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    to: Option<Date>,
    /// The index (or KIND:PATH) before
    #[arg(value_name = "OLD")]
    old: String,
    /// The index (or KIND:PATH) after
    #[arg(value_name = "NEW", required_unless_present = "from")]
    new: Option<String>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let (old, new) = match (args.from, args.to, &args.new) {
        (Some(from), Some(to), _) => {
            let designations = designations(&args.old)?;
            (
                Listing::on(from, designations.iter().cloned()),
                Listing::on(to, designations),
            )
        }
        (_, _, new) => {
            let new = new.as_deref().unwrap_or(&args.old);
            (
                designations(&args.old)?.into_iter().collect(),
                designations(new)?.into_iter().collect(),
            )
        }
    };
    let difference = Difference::between(&old, &new);
    if args.json {
        return if args.fields {
            print_json(&difference.with_fields(&old, &new)?)
        } else {
            print_json(&difference)
        };
    }
    let mut text = String::new();
    for (sign, ids, from) in [
        ("+", &difference.added_ids, &new),
        ("-", &difference.removed_ids, &old),
    ] {
        for id in ids {
            let name = from.get(id).map_or("", Designation::primary_name);
            text.push_str(&format!("{sign} {id}  {name}\n"));
        }
    }
    for id in &difference.changed_ids {
        if let (Some(before), Some(now)) = (old.get(id), new.get(id)) {
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
fn designations(what: &str) -> Result<Vec<Designation>, Failure> {
    let path = Path::new(what);
    match what.parse::<SourceSpec>() {
        Ok(spec) if !path.exists() => {
            Ok(portcullis_list_compiler::read(&[spec], &CompileOptions::default())?.designations)
        }
        _ => {
            let index = Index::open(path)?;
            (0..index.designation_count())
                .map(|ordinal| hits::designation(&index, ordinal))
                .collect()
        }
    }
}

/// What of a record changed, in words.
fn changes(before: &Designation, now: &Designation) -> Result<Vec<String>, Failure> {
    let mut lines = in_words(field_changes(before, now)?);
    if lines.is_empty() {
        lines.push("the published record, in what no field holds".to_owned());
    }
    Ok(lines)
}

/// Changes of fields in words, a line for each value.
pub fn in_words(changes: Vec<FieldChange>) -> Vec<String> {
    let mut lines = Vec::new();
    for FieldChange {
        field,
        removed,
        added,
    } in changes
    {
        lines.extend(removed.iter().map(|gone| format!("{field}: - {}", value(gone))));
        lines.extend(added.iter().map(|come| format!("{field}: + {}", value(come))));
        if removed.is_empty() && added.is_empty() {
            lines.push(format!("{field}: in another order"));
        }
    }
    lines
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

    use super::changes;

    fn designation(id: &str, names: &[&str]) -> Designation {
        let mut d = Designation::new(id, "Custom", "INTERNAL", Schema::Person);
        d.names = names
            .iter()
            .map(|name| Name::new(*name, NameKind::Alias))
            .collect();
        d
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
    fn a_change_that_no_field_shows_is_still_said() {
        let (before, mut now) = (designation("b", &["B"]), designation("b", &["B"]));
        now.source_record = "b,B,-0-".to_owned();
        assert_eq!(
            changes(&before, &now).unwrap(),
            ["the published record, in what no field holds"]
        );
    }
}
