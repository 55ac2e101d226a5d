//! `lists stats`: what an index holds.

use std::collections::BTreeMap;

use portcullis_index::Manifest;
use portcullis_list_compiler::cut_short;
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::hits;
use crate::options::IndexFile;
use crate::output::{counted, print, print_json, size, thousands};
use crate::table::Sheet;

/// Count what an index holds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists stats
  portcullis lists stats --index lists.pcx --json")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let index = &lists.index;
    let mut counts = Counts::default();
    for ordinal in 0..index.designation_count() {
        let designation = hits::designation(index, ordinal)?;
        counts.delisted += u64::from(designation.delisted_on.is_some());
        counts.same_party += u64::from(!designation.same_as.is_empty());
        counts.derived += u64::from(!designation.derived_from.is_empty());
        *counts.by_authority.entry(designation.authority).or_default() += 1;
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
        "superseded",
        "designations",
        "names",
        "addresses",
        "identifiers",
    ])
    .right(&[3, 4, 5, 6]);
    let manifest = index.manifest();
    for source in &manifest.sources {
        sources.row([
            format!("{}:{}", source.kind, source.path),
            source
                .published
                .clone()
                .or_else(|| source.day.clone())
                .unwrap_or_default(),
            source.superseded_on.clone().unwrap_or_default(),
            thousands(source.designations.into()),
            thousands(source.names.into()),
            thousands(source.addresses.into()),
            thousands(source.identifiers.into()),
        ]);
    }
    let mut text = sources.to_string();
    text.push_str(&fetched(manifest));
    for line in cut_short(&manifest.sources) {
        text.push_str(&format!("\n{line}\n"));
    }
    for (head, counted) in [
        ("authority", sorted(&counts.by_authority)),
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
        "\n{} with a day from which they are listed no more, {} linked with another authority's as one party, {} derived from ownership\n",
        thousands(counts.delisted),
        thousands(counts.same_party),
        thousands(counts.derived)
    ));
    text.push_str(&format!(
        "\n{}: {}, {} of {}, {}; {}, digest {}\n",
        lists.path.display(),
        counted(manifest.designations.into(), "designation", "designations"),
        counted(manifest.names.into(), "name", "names"),
        counted(manifest.tokens.into(), "distinct token", "distinct tokens"),
        counted(
            manifest.identifiers.into(),
            "distinct identifier",
            "distinct identifiers"
        ),
        size(index.len_bytes() as u64),
        index.digest()
    ));
    print(&text)
}

/// When the files of the sources were fetched and from where, as far as that is known.
fn fetched(manifest: &Manifest) -> String {
    let mut sheet = Sheet::new(&["file", "fetched", "from"]);
    let mut any = false;
    for source in &manifest.sources {
        for file in &source.fetched {
            any = true;
            sheet.row([
                format!("{}:{}", source.kind, file.file),
                file.fetched_at.clone(),
                file.from.clone(),
            ]);
        }
    }
    if any { format!("\n{sheet}") } else { String::new() }
}

#[derive(Default, Serialize)]
struct Counts {
    /// Designations with a day from which they are listed no more.
    delisted: u64,
    /// Designations that are linked with another authority's as the same party.
    same_party: u64,
    /// Designations that follow from ownership.
    derived: u64,
    by_authority: BTreeMap<String, u64>,
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
