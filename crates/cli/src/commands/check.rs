//! `check`: one name against the lists.

use std::sync::Arc;

use portcullis_matcher::{Matcher, PartyQuery};
use portcullis_model::{Identifier, Schema};
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::hits::{self, DiscountedLine, Found, HitLine};
use crate::options::{IndexFile, KnownFacts, Matching};
use crate::output::{counted, message, print, print_json};

/// Check one name, or one identifier, against the lists
///
/// Prints every designation that the name reaches, best first: the score, the listed name that matched, where it is
/// listed and why it matched. Names that only --born or --gender keep from being hits are shown apart, as discounted. Exit
/// code 1 means that there is a hit, 0 that there is none. Without --index, the lists are the demonstration's: a hit says so,
/// and exit code 3 means that there is none, which proves nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis check \"viktor bout\"
  portcullis check --index lists.pcx --schema person --born 1967 \"Viktor But\"
  portcullis check CMSYSYDA
  portcullis check --id passport:A1234567@IR
  portcullis check --json \"AL-SHABAAB\" | jq '.hits[0]'")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Only designations of this kind
    #[arg(long, value_name = "KIND", value_parser = schema)]
    schema: Option<Schema>,
    #[command(flatten)]
    facts: KnownFacts,
    /// An identifier, for example passport:A1234567@IR or imo:9187629 (repeatable)
    #[arg(long = "id", value_name = "KIND:VALUE")]
    ids: Vec<Identifier>,
    /// Rows of the table at most; JSON has all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print the hits as JSON
    #[arg(long)]
    json: bool,
    /// The name, in any order and script
    #[arg(value_name = "NAME", required_unless_present = "ids")]
    name: Option<String>,
    #[command(flatten)]
    matching: Matching,
}

fn schema(word: &str) -> Result<Schema, String> {
    match word.to_ascii_lowercase().parse() {
        Ok(Schema::Unknown) | Err(_) => Err(format!(
            "`{word}` is not a kind of party (person, organization, vessel, aircraft)"
        )),
        Ok(schema) => Ok(schema),
    }
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    args.matching.confirm()?;
    let name = args.name.as_deref().unwrap_or_default().trim();
    if name.is_empty() && args.ids.is_empty() {
        return Err(Failure::usage(
            "the name is empty; give a name, or an identifier with --id",
        ));
    }
    let lists = Lists::open(&args.index)?;
    let matcher = Matcher::new(Arc::clone(&lists.index), args.matching.options());
    let query = PartyQuery {
        name,
        schema: args.schema,
        facts: args.facts.facts(),
        identifiers: &args.ids,
    };
    let findings = matcher.check(&query, &mut matcher.scratch());
    let found = Found::all(&lists.index, &findings.hits)?;
    let discounted = Found::discounted(&lists.index, &findings.discounted)?;
    // A name that only facts discount is worth showing, and no more a clean bill than no name at all.
    let nothing = found.is_empty() && discounted.is_empty();
    if !(nothing && lists.demonstration.is_some()) {
        show(args, name, &lists, &found, &discounted)?;
    }
    let Some(data) = &lists.demonstration else {
        return Ok(Exit::attention(!found.is_empty()));
    };
    if found.is_empty() {
        return Err(Failure::input(format!(
            "no hit at {} or more among {} names of the demonstration lists in {}, which prove nothing; name the full \
             lists with --index",
            args.matching.threshold(),
            lists.index.name_count(),
            data.lists().display()
        )));
    }
    message(&format!(
        "these hits are on the demonstration lists in {}; the full lists may have more",
        data.lists().display()
    ));
    Ok(Exit::Attention)
}

/// Prints what was found, as a table or as JSON.
fn show(
    args: &Args,
    name: &str,
    lists: &Lists,
    found: &[Found<'_>],
    discounted: &[(Found<'_>, f32)],
) -> Result<(), Failure> {
    if args.json {
        return print_json(&Answer {
            query: name,
            hits: found.iter().map(Found::contract).collect(),
            discounted: discounted.iter().map(DiscountedLine::of).collect(),
        });
    }
    if found.is_empty() {
        print(&format!(
            "no hit at {} or more among {} names\n",
            args.matching.threshold(),
            lists.index.name_count()
        ))?;
    } else {
        let shown = found.len().min(args.limit);
        print(&hits::table(&found[..shown], false).to_string())?;
        if shown < found.len() {
            let more = (found.len() - shown) as u64;
            print(&format!(
                "… and {} (--limit N shows more)\n",
                counted(more, "weaker hit", "weaker hits")
            ))?;
        }
    }
    print(&hits::discounted(discounted, args.limit, false))
}

/// What `--json` prints (`docs/contract.md`, section 6).
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    hits: Vec<HitLine<'a>>,
    /// What facts alone keep from being a hit.
    discounted: Vec<DiscountedLine<'a>>,
}

#[cfg(test)]
mod tests {
    use portcullis_model::Schema;

    use super::schema;

    #[test]
    fn a_kind_of_party_may_be_written_in_any_case() {
        assert_eq!(schema("Vessel"), Ok(Schema::Vessel));
        assert!(schema("unknown").is_err() && schema("ship").unwrap_err().contains("aircraft"));
    }
}
