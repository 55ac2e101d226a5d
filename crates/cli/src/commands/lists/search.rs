//! `lists search`: designations that hold given words.

use portcullis_list_compiler::WordSearch;
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::hits;
use crate::options::IndexFile;
use crate::output::{counted, message, print, print_json};
use crate::table::{Sheet, joined};

/// Find designations by words
///
/// Looks for designations whose names (or id, identifiers, programs, addresses, title) hold every word given, or begin
/// with it; case, accents and scripts are folded. This is a search of the text and no screening: `check` finds names
/// that are spelled otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists search bout
  portcullis lists search --index lists.pcx commercial bank syria
  portcullis lists search --index lists.pcx --remarks tanker
  portcullis lists search --index lists.pcx --json 9187629")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Look into remarks, too
    #[arg(long)]
    remarks: bool,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Print what was found as a JSON array
    #[arg(long)]
    json: bool,
    /// The words
    #[arg(value_name = "TEXT", required = true)]
    words: Vec<String>,
}

/// What `--json` prints of a designation.
#[derive(Serialize)]
struct Found {
    designation_id: String,
    name: String,
    list: String,
    programs: Vec<String>,
    /// Where the words stand, for example `alias`.
    field: &'static str,
    /// What stands there.
    text: String,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let sought = WordSearch::new(&args.words.join(" "), args.remarks);
    if sought.is_empty() {
        return Err(Failure::usage(
            "the words hold no letter or digit; name what to look for",
        ));
    }
    let lists = Lists::open(&args.index)?;
    let mut found = Vec::new();
    let mut more = 0_u64;
    for ordinal in 0..lists.index.designation_count() {
        let designation = hits::designation(&lists.index, ordinal)?;
        let Some((field, text)) = sought.find(&designation) else {
            continue;
        };
        if args.limit > 0 && found.len() == args.limit {
            more += 1;
            continue;
        }
        found.push(Found {
            field,
            text,
            name: designation.primary_name().to_owned(),
            designation_id: designation.id,
            list: designation.list,
            programs: designation.programs,
        });
    }
    if args.json {
        print_json(&found)?;
    } else {
        let mut sheet = Sheet::new(&["designation", "name", "list", "programs", "found in", "text"]).whole(0);
        for f in &found {
            let text = if f.text == f.name {
                String::new()
            } else {
                f.text.clone()
            };
            sheet.row([
                f.designation_id.clone(),
                f.name.clone(),
                f.list.clone(),
                joined(&f.programs),
                f.field.to_owned(),
                text,
            ]);
        }
        print(&sheet.to_string())?;
    }
    if more > 0 {
        message(&format!(
            "{} more; --limit 0 shows all",
            counted(more, "designation", "designations")
        ));
    } else if found.is_empty() {
        message(
            "no designation holds these words; `portcullis check` finds names that are spelled otherwise",
        );
    }
    Ok(())
}
