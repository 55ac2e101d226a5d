//! `lists search`: designations that hold given words.

use portcullis_model::Designation;
use portcullis_names::{FoldNotes, fold_into, identifier};
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
    let sought = Sought::new(&args.words.join(" "), args.remarks);
    if sought.words.is_empty() {
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

/// What is looked for.
struct Sought {
    /// Folded words.
    words: Vec<String>,
    /// All of it, for identifiers.
    text: String,
    remarks: bool,
}

impl Sought {
    fn new(text: &str, remarks: bool) -> Sought {
        Sought {
            words: folded(text),
            text: text.to_owned(),
            remarks,
        }
    }

    /// Where a designation holds the words: in one field all of them, names first.
    fn find(&self, designation: &Designation) -> Option<(&'static str, String)> {
        for name in &designation.names {
            if self.is_in(&name.text) {
                return Some((name.kind.as_str(), name.text.clone()));
            }
        }
        if designation.id.eq_ignore_ascii_case(&self.text) || self.is_in(&designation.id) {
            return Some(("id", designation.id.clone()));
        }
        for id in &designation.identifiers {
            let wanted = identifier::canonical(id.kind, &self.text);
            let same = wanted.len() >= identifier::CANONICAL_MIN_CHARS
                && wanted == identifier::canonical(id.kind, &id.value);
            if same || self.is_in(&id.value) {
                return Some(("identifier", id.to_string()));
            }
        }
        for program in &designation.programs {
            if program.eq_ignore_ascii_case(&self.text) {
                return Some(("program", program.clone()));
            }
        }
        for address in &designation.addresses {
            let text = format!("{}, {}", address.text, address.country_name);
            let text = text.trim_matches([',', ' ']);
            if self.is_in(text) {
                return Some(("address", text.to_owned()));
            }
        }
        if self.is_in(&designation.title) {
            return Some(("title", designation.title.clone()));
        }
        if self.remarks && self.is_in(&designation.remarks) {
            return Some(("remarks", designation.remarks.clone()));
        }
        None
    }

    /// Whether each word is one of the text's words, or begins one.
    fn is_in(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let words = folded(text);
        self.words
            .iter()
            .all(|sought| words.iter().any(|word| word.starts_with(sought.as_str())))
    }
}

fn folded(text: &str) -> Vec<String> {
    let mut out = String::new();
    fold_into(text, &mut out, &mut FoldNotes::default());
    out.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::Sought;

    fn found(text: &str, remarks: bool) -> String {
        let mut d = Designation::new("ofac-15036", "OFAC SDN", "US", Schema::Vessel);
        d.names.push(Name::new("ARTAVIL", NameKind::Primary));
        d.names.push(Name::new("SHONA, Élan", NameKind::Alias));
        d.identifiers.push("imo:9187629".parse().unwrap());
        d.programs.push("IRAN".to_owned());
        d.remarks = "Former Vessel Flag Malta".to_owned();
        let found = Sought::new(text, remarks).find(&d);
        found.map_or_else(
            || "nothing".to_owned(),
            |(field, text)| format!("{field}: {text}"),
        )
    }

    #[test]
    fn every_word_must_stand_in_one_field_or_begin_a_word_of_it() {
        assert_eq!(found("elan shona", false), "alias: SHONA, Élan");
        assert_eq!(found("arta", false), "primary: ARTAVIL");
        assert_eq!(found("artavil shona", false), "nothing");
        assert_eq!(found("tavil", false), "nothing");
    }

    #[test]
    fn ids_identifiers_and_programs_are_found_as_they_are_written() {
        assert_eq!(found("OFAC-15036", false), "id: ofac-15036");
        assert_eq!(found("IMO 9187629", false), "identifier: imo:9187629");
        assert_eq!(found("iran", false), "program: IRAN");
    }

    #[test]
    fn remarks_are_searched_when_asked_for() {
        assert_eq!(found("malta", false), "nothing");
        assert_eq!(found("malta", true), "remarks: Former Vessel Flag Malta");
    }
}
