//! `lists`: what stands on the lists, and what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::Subcommand;
use portcullis_index::{Index, Manifest};
use portcullis_list_compiler::{CompileOptions, SourceSpec};
use portcullis_model::{Designation, NameKind};
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::hits;
use crate::options::IndexFile;
use crate::output::{print, print_json, size, thousands};
use crate::table::{Card, Sheet, joined};

/// Show what stands on the lists, and what changed between two
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists stats --index lists.pcx
  portcullis lists show --index lists.pcx un-QDi.001
  portcullis lists diff yesterday.pcx today.pcx")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(ShowArgs),
    Diff(DiffArgs),
    Stats(StatsArgs),
}

/// Show everything that is known of designations, with the record as published
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists show custom-us-viktor-bout
  portcullis lists show --index lists.pcx --json ofac-9454 un-QDi.001")]
struct ShowArgs {
    #[command(flatten)]
    index: IndexFile,
    /// Print the designations as a JSON array
    #[arg(long)]
    json: bool,
    /// Designation ids, as `check` and alerts give them
    #[arg(value_name = "DESIGNATION_ID", required = true)]
    ids: Vec<String>,
}

/// Compare two indexes, or two lists as published
///
/// Prints which designations were added and removed, and of the changed ones which fields. A designation is changed when
/// anything of its stored record is.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists diff old.pcx new.pcx
  portcullis lists diff ofac-sdn:lists/2019-01 ofac-sdn:lists/2021-07
  portcullis lists diff old.pcx new.pcx --json | jq '.added_ids[]'")]
struct DiffArgs {
    /// Print counts and ids as JSON
    #[arg(long)]
    json: bool,
    /// The index (or KIND:PATH) before
    #[arg(value_name = "OLD")]
    old: String,
    /// The index (or KIND:PATH) after
    #[arg(value_name = "NEW")]
    new: String,
}

/// Count what an index holds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists stats
  portcullis lists stats --index lists.pcx --json")]
struct StatsArgs {
    #[command(flatten)]
    index: IndexFile,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Show(args) => show(args),
        What::Diff(args) => diff(args),
        What::Stats(args) => stats(args),
    }?;
    Ok(Exit::Done)
}

fn show(args: &ShowArgs) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let shown = args
        .ids
        .iter()
        .map(|id| hits::designation(&lists.index, hits::find_designation(&lists.index, id)?))
        .collect::<Result<Vec<_>, _>>()?;
    if args.json {
        return print_json(&shown);
    }
    let cards: Vec<String> = shown.iter().map(describe).collect();
    print(&cards.join("\n"))
}

fn describe(d: &Designation) -> String {
    let mut card = Card::default();
    card.line("id", &d.id);
    card.line("list", format!("{} ({})", d.list, d.authority));
    card.line("kind", d.schema);
    for (head, kind) in [
        ("name", NameKind::Primary),
        ("alias", NameKind::Alias),
        ("weak alias", NameKind::WeakAlias),
        ("original script", NameKind::OriginalScript),
    ] {
        card.lines(
            head,
            d.names
                .iter()
                .filter(|name| name.kind == kind)
                .map(|name| &name.text),
        );
    }
    card.line("programs", joined(&d.programs));
    card.line("measures", joined(&d.measures));
    card.line("title", &d.title);
    card.line(
        "born",
        d.birth_dates
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" or "),
    );
    card.lines("place of birth", &d.birth_places);
    card.line("nationality", joined(&d.nationalities));
    card.line(
        "gender",
        d.gender.map(|gender| gender.to_string()).unwrap_or_default(),
    );
    card.line("flag", joined(&d.flags));
    card.lines(
        "identifier",
        d.identifiers.iter().map(|id| match &id.label {
            Some(label) => format!("{id} ({label})"),
            None => id.to_string(),
        }),
    );
    card.lines(
        "address",
        d.addresses.iter().map(|address| {
            let country = match (address.country_name.as_str(), address.country) {
                ("", Some(code)) => code.to_string(),
                (name, Some(code)) => format!("{name} ({code})"),
                (name, None) => name.to_owned(),
            };
            [address.text.as_str(), &country]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }),
    );
    card.lines(
        "relation",
        d.relations.iter().map(|relation| {
            let id = relation
                .to_id
                .as_deref()
                .map(|id| format!(" ({id})"))
                .unwrap_or_default();
            format!("{} {}{id}", relation.kind, relation.to)
        }),
    );
    card.line("derived from", joined(&d.derived_from));
    for (head, date) in [
        ("listed on", d.listed_on),
        ("amended on", d.amended_on),
        ("delisted on", d.delisted_on),
    ] {
        card.line(head, date.map(|date| date.to_string()).unwrap_or_default());
    }
    card.line("remarks", &d.remarks);
    card.line("as published", &d.source_record);
    card.to_string()
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
    }
}

fn diff(args: &DiffArgs) -> Result<(), Failure> {
    let (old, new) = (listing(&args.old)?, listing(&args.new)?);
    let difference = difference(&old, &new);
    if args.json {
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
    Ok(designations.into_iter().map(|d| (d.id.clone(), d)).collect())
}

/// What of a record changed, field by field.
fn changes(before: &Designation, now: &Designation) -> Result<Vec<String>, Failure> {
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
        let gone = old
            .iter()
            .filter(|value| !new.contains(value))
            .map(|value| format!("{name}: - {value}"));
        let come = new
            .iter()
            .filter(|value| !old.contains(value))
            .map(|value| format!("{name}: + {value}"));
        let before = changes.len();
        changes.extend(gone.chain(come));
        if changes.len() == before {
            changes.push(format!("{name}: in another order"));
        }
    }
    if changes.is_empty() {
        changes.push("the published record, in what no field holds".to_owned());
    }
    Ok(changes)
}

fn fields(designation: &Designation) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    match serde_json::to_value(designation)? {
        serde_json::Value::Object(fields) => Ok(fields),
        _ => Ok(serde_json::Map::new()),
    }
}

/// The values of a field: one for each element of a list, and for each clause of the remarks.
fn values(name: &str, field: Option<&serde_json::Value>) -> Vec<String> {
    match field {
        None => Vec::new(),
        Some(serde_json::Value::String(text)) if name == "remarks" => text
            .trim_end_matches('.')
            .split(';')
            .map(|clause| clause.trim().to_owned())
            .collect(),
        Some(serde_json::Value::Array(items)) => items.iter().map(value).collect(),
        Some(one) => vec![value(one)],
    }
}

/// A value in words: what it says, without the braces of JSON.
fn value(value_: &serde_json::Value) -> String {
    match value_ {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| format!("{name} {}", value(field)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

fn stats(args: &StatsArgs) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let index = &lists.index;
    let mut counts = Counts::default();
    for ordinal in 0..index.designation_count() {
        let designation = hits::designation(index, ordinal)?;
        *counts.by_list.entry(designation.list).or_default() += 1;
        *counts.by_kind.entry(designation.schema.as_str()).or_default() += 1;
        for program in designation.programs {
            *counts.by_program.entry(program).or_default() += 1;
        }
    }
    if args.json {
        let (manifest, counts) = (index.manifest(), &counts);
        return print_json(&Stats {
            digest: index.digest(),
            bytes: index.len_bytes(),
            manifest,
            counts,
        });
    }
    let mut sources = Sheet::new(&[
        "source",
        "published",
        "designations",
        "names",
        "addresses",
        "identifiers",
    ])
    .right(&[2, 3, 4, 5]);
    let manifest = index.manifest();
    for source in &manifest.sources {
        sources.row([
            format!("{}:{}", source.kind, source.path),
            source.published.clone().unwrap_or_default(),
            thousands(source.designations.into()),
            thousands(source.names.into()),
            thousands(source.addresses.into()),
            thousands(source.identifiers.into()),
        ]);
    }
    let mut text = sources.to_string();
    for (head, counted) in [
        ("list", sorted(&counts.by_list)),
        ("kind", sorted(&counts.by_kind)),
        ("program", sorted(&counts.by_program)),
    ] {
        let mut sheet = Sheet::new(&[head, "designations"]).right(&[1]);
        for (what, count) in counted {
            sheet.row([what, thousands(count)]);
        }
        text.push_str(&format!("\n{sheet}"));
    }
    text.push_str(&format!(
        "\n{}: {} designations, {} names of {} distinct tokens, {} distinct identifiers; {}, digest {}\n",
        lists.path.display(),
        thousands(manifest.designations.into()),
        thousands(manifest.names.into()),
        thousands(manifest.tokens.into()),
        thousands(manifest.identifiers.into()),
        size(index.len_bytes() as u64),
        index.digest()
    ));
    print(&text)
}

#[derive(Default, Serialize)]
struct Counts {
    by_list: BTreeMap<String, u64>,
    by_kind: BTreeMap<&'static str, u64>,
    by_program: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Stats<'a> {
    digest: String,
    bytes: usize,
    manifest: &'a Manifest,
    #[serde(flatten)]
    counts: &'a Counts,
}

/// Most first, then by name.
fn sorted<T: ToString>(counts: &BTreeMap<T, u64>) -> Vec<(String, u64)> {
    let mut rows: Vec<(String, u64)> = counts
        .iter()
        .map(|(what, count)| (what.to_string(), *count))
        .collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::{Listing, changes, difference};

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
    fn a_change_that_no_field_shows_is_still_said() {
        let (before, mut now) = (designation("b", &["B"]), designation("b", &["B"]));
        now.source_record = "b,B,-0-".to_owned();
        assert_eq!(
            changes(&before, &now).unwrap(),
            ["the published record, in what no field holds"]
        );
    }
}
