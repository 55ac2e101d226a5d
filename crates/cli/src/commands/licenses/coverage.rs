//! `licenses coverage`: which programs of an index are described, and which licenses reach them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_index::Index;
use portcullis_screening::{NamedNobody, ScreenError, naming_nobody};
use serde::Serialize;

use crate::demonstration::DataFolder;
use crate::failure::Failure;
use crate::output::{counted, message, print, print_json};
use crate::table::Sheet;

/// Show which programs of an index the rules describe, and which licenses reach them
///
/// A program that no file describes is in force with what its list states, or with an asset freeze, and no license of
/// another program reaches it. Instruments that are known by name, and whose terms no file has (`[[unread]]`), are named: they
/// release nothing. So are the ids by which rules name designations and which nobody in the index has: with --json on standard
/// error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses coverage lists.pcx
  portcullis licenses coverage --programs programs --licenses licenses --json lists.pcx")]
pub(super) struct CoverageArgs {
    /// Programs (repeatable); without one, the programs of data/
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// Licenses (repeatable); without one, the licenses of data/
    #[arg(long, value_name = "L")]
    licenses: Vec<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// The index
    #[arg(value_name = "INDEX")]
    index: PathBuf,
}

/// One program, as lists write it.
#[derive(Default, Serialize)]
struct Covered {
    designations: u64,
    /// The described program; `None` where no file describes it.
    program: Option<String>,
    licenses: Vec<String>,
    /// Instruments that are known by name and whose terms nobody has written down: they release nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<String>,
}

pub(super) fn coverage(args: &CoverageArgs) -> Result<(), Failure> {
    let index = Index::open(&args.index)?;
    let rulebook = rules(args)?;
    let mut tags: BTreeMap<String, Covered> = BTreeMap::new();
    for ordinal in 0..index.designation_count() {
        let designation = index
            .designation(ordinal)
            .map_err(|error| ScreenError::DamagedRecord {
                reason: error.to_string(),
            })?;
        for tag in &designation.programs {
            let covered = tags.entry(tag.clone()).or_insert_with(|| Covered {
                designations: 0,
                program: rulebook.program_of_tag(tag).map(|program| program.id.clone()),
                licenses: rulebook
                    .licenses_of_tag(&designation.authority, tag)
                    .map(|license| license.id.clone())
                    .collect(),
                unread: rulebook
                    .unread_of_tag(&designation.authority, tag)
                    .map(|unread| unread.citation.clone())
                    .collect(),
            });
            covered.designations += 1;
        }
    }
    let nobody: String = naming_nobody(&rulebook, &index).iter().map(words).collect();
    if args.json {
        for line in nobody.lines() {
            message(line);
        }
        return print_json(&tags);
    }
    let mut sheet =
        Sheet::new(&["program", "designations", "described as", "licenses", "not read"]).right(&[1]);
    for (tag, covered) in &tags {
        sheet.row([
            tag.clone(),
            covered.designations.to_string(),
            covered
                .program
                .clone()
                .unwrap_or_else(|| "not described".to_owned()),
            covered.licenses.join(", "),
            covered.unread.join("; "),
        ]);
    }
    let described = tags.values().filter(|covered| covered.program.is_some()).count();
    let licensed = tags
        .values()
        .filter(|covered| !covered.licenses.is_empty())
        .count();
    let mut text = format!(
        "{sheet}\n{}, {described} described, {licensed} with a license\n",
        counted(tags.len() as u64, "program", "programs")
    );
    text.push_str(&super::unread(&rulebook));
    if !nobody.is_empty() {
        text.push('\n');
        text.push_str(&nobody);
    }
    print(&text)
}

/// A line about an id that nobody has.
fn words(NamedNobody { named, almost }: &NamedNobody) -> String {
    let meant = almost.as_ref().map_or_else(String::new, |id| {
        format!("; {id} is in it, and case and spaces count")
    });
    let (id, by) = (named.as_str(), named.by.join(", "));
    format!("nobody in the index is {id}, named by {by}{meant}\n")
}

fn rules(args: &CoverageArgs) -> Result<Rulebook, Failure> {
    type Shipped = fn(&DataFolder) -> PathBuf;
    let or_shipped = |named: &[PathBuf], option: &str, shipped: Shipped| -> Result<_, Failure> {
        if !named.is_empty() {
            return Ok(named.to_vec());
        }
        let path = shipped(&DataFolder::find_for(option)?);
        message(&format!("using {}", path.display()));
        Ok(vec![path])
    };
    Ok(Rulebook::load(&RuleFiles {
        programs: or_shipped(&args.programs, "--programs", DataFolder::programs)?,
        licenses: or_shipped(&args.licenses, "--licenses", DataFolder::licenses)?,
        ..RuleFiles::default()
    })?)
}
