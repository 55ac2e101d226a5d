//! `check`: one name against the lists.

use std::path::PathBuf;
use std::sync::Arc;

use portcullis_exemptions::{RuleFiles, Rulebook, WordReport};
use portcullis_matcher::{Matcher, NEAR_FLOOR, PartyQuery};
use portcullis_model::{Date, Designation, Identifier, IdentifierKind, Schema, Score};
use portcullis_screening::{CheckRecords, Checked, CheckedHit, with_words};
use serde::Serialize;

use crate::certificate::{Certificate, Certified, Form};
use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::hits::{self, Found, FoundIn};
use crate::near_misses::{self, NearLine, NearMisses};
use crate::options::{IndexFile, KnownFacts, Matching, judged_as_of, one_of, today};
use crate::output::{counted, message, print, print_json};

/// Check one name, or one identifier, against the lists
///
/// Prints every designation that the name reaches, best first: the score, the listed name that matched, where it is
/// listed and why it matched. Names that only --born or --gender keep from being hits are shown apart, as discounted.
///
/// Without a hit it says how near the lists came: weak aliases that are not counted, and the three designations that are
/// nearest below the threshold, as far down as 0.60, with what each lacks.
///
/// Without --index, the lists are the demonstration's: a hit says so, and finding none proves nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis check \"viktor bout\"
  portcullis check --index lists.pcx --schema person --born 1967 \"Viktor But\"
  portcullis check CMSYSYDA
  portcullis check --index lists.pcx --certificate bout.html \"Viktor But\"
  portcullis check --id passport:A1234567@IR
  portcullis check --index lists.pcx --words runs/words.csv --id account:NO9386011117947 \"Viktor But\"
  portcullis check --index series.pcx --as-of 2021-05-01 \"viktor bout\"
  portcullis check --json \"AL-SHABAAB\" | jq '.hits[0]'")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Only designations of this kind
    #[arg(long, value_name = "KIND", value_parser = one_of(searched_kinds(), schema))]
    schema: Option<Schema>,
    #[command(flatten)]
    facts: KnownFacts,
    /// Against the lists as they stood on this day, as far as the index knows: who was listed then, and by the names,
    /// identifiers and facts of then
    #[arg(long, value_name = "DATE", value_parser = judged_as_of)]
    as_of: Option<Date>,
    #[arg(long = "id", value_name = "KIND:VALUE", help = help_of_ids())]
    ids: Vec<Identifier>,
    /// Reviewers' words (words.csv; repeatable), or a folder of them: a hit that a false positive lets pass is shown apart and needs
    /// nobody. The name and --id, --country and --born are held to the party of the case
    #[arg(long, value_name = "FILE")]
    words: Vec<PathBuf>,
    /// The institution's file, which says whose words count and whether two persons must say them
    #[arg(long, value_name = "FILE", requires = "words")]
    institution: Option<PathBuf>,
    /// Write a certificate of what was checked, against which lists, when, by whom and with what result: FILE ends in .html or
    /// .json
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Who checks, for the certificate; without one, the user
    #[arg(long, value_name = "NAME", requires = "certificate")]
    operator: Option<String>,
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

fn help_of_ids() -> String {
    let kinds: Vec<&str> = IdentifierKind::ALL.iter().map(|kind| kind.as_str()).collect();
    format!(
        "An identifier, for example passport:A1234567@IR or imo:9187629 (repeatable); kinds: {}",
        kinds.join(", ")
    )
}

/// The kinds of party that lists know.
fn searched_kinds() -> impl Iterator<Item = &'static str> {
    let known = Schema::ALL.iter().filter(|kind| **kind != Schema::Unknown);
    known.map(|kind| kind.as_str())
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
    let certificate = args.certificate.as_deref();
    let certificate = certificate
        .map(|path| Ok::<_, Failure>((path, Form::of(path)?)))
        .transpose()?;
    let lists = Lists::open(&args.index)?;
    let matcher = Matcher::new(Arc::clone(&lists.index), args.matching.options());
    let query = PartyQuery {
        name,
        schema: args.schema,
        facts: args.facts.facts(),
        identifiers: &args.ids,
        as_of: args.as_of,
    };
    let mut scratch = matcher.scratch();
    let mut findings = matcher.check(&query, &mut scratch);
    let not_listed = args
        .as_of
        .map(|day| findings.keep_listed_on(&lists.index, day))
        .unwrap_or_default();
    let words = said_before(args)?;
    // Whoever has a hit looks at that; how near the others came is asked for where there is none.
    let near = findings
        .hits
        .is_empty()
        .then(|| matcher.near(&query, &findings, near_misses::SHOWN_MAX, &mut scratch));
    let checked = Checked::new(findings, &query, words.words(), &lists.index, today());
    let found_in = FoundIn {
        index: &lists.index,
        as_of: args.as_of,
    };
    let answer = Answer {
        found: found_in.all(&checked.findings.hits)?,
        repeats: &checked.repeats,
        suppressed: checked
            .suppressed
            .iter()
            .map(|(hit, word)| Ok((found_in.of(hit)?, word)))
            .collect::<Result<_, Failure>>()?,
        discounted: found_in.discounted(&checked.findings.discounted)?,
        near: near
            .as_ref()
            .map(|near| NearMisses::of(found_in, near))
            .transpose()?,
        not_listed: not_listed
            .into_iter()
            .map(|ordinal| hits::designation(&lists.index, ordinal))
            .collect::<Result<_, _>>()?,
    };
    // Zeros are read where a file was cut short since it was opened, and they find nobody.
    lists.index.check_whole()?;
    if let Some((path, form)) = certificate {
        let text = certify(args, name, &lists, &answer).text(form)?;
        portcullis_sys::write_atomically_private(path, text.as_bytes())
            .map_err(|error| Failure::write(path, &error))?;
        message(&format!("certificate: {}", path.display()));
    }
    let Some(data) = &lists.demonstration else {
        show(args, name, &lists, &answer)?;
        return Ok(Exit::attention(!answer.found.is_empty()));
    };
    // What came near is worth showing, and no more a clean bill than nothing at all.
    if !answer.is_empty() {
        show(args, name, &lists, &answer)?;
    }
    if answer.found.is_empty() {
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

/// The rules as far as a check needs them: what reviewers said, and whose words count.
fn said_before(args: &Args) -> Result<Rulebook, Failure> {
    let files = RuleFiles {
        institution: args.institution.clone(),
        ..RuleFiles::default()
    };
    let rulebook = Rulebook::load(&files)?;
    if args.words.is_empty() {
        return Ok(rulebook);
    }
    let rulebook = with_words(
        rulebook,
        &args.words,
        &[],
        "of the runs beside the file of words; `portcullis cases decide --run DIR` writes a word with all that it is said of",
    )?;
    Ok(rulebook.with_words_until(args.as_of.is_none().then(today)))
}

/// The certificate of an answer.
fn certify<'a>(args: &'a Args, name: &'a str, lists: &'a Lists, answer: &'a Answer<'a>) -> Certificate<'a> {
    let near = answer.near.iter();
    Certificate::new(Certified {
        lists,
        name,
        as_of: args.as_of,
        schema: args.schema,
        facts: args.facts.facts(),
        identifiers: &args.ids,
        matching: &args.matching,
        operator: args.operator.as_deref(),
        hits: answer.hits(),
        suppressed: answer.suppressed(),
        discounted: answer.discounted.iter().map(hits::discounted_record).collect(),
        near: near
            .flat_map(|near| near.below().into_iter().chain(near.weak_aliases()))
            .collect(),
    })
}

/// What was found, with what is known of each designation.
struct Answer<'a> {
    found: Vec<Found<'a>>,
    /// What was said before of each.
    repeats: &'a [Option<WordReport>],
    /// What a reviewer's word lets pass.
    suppressed: Vec<(Found<'a>, &'a WordReport)>,
    discounted: Vec<(Found<'a>, f32)>,
    /// Asked for where nothing was hit.
    near: Option<NearMisses<'a>>,
    /// What the name or identifiers reach, and was not listed on the day that is asked for.
    not_listed: Vec<Designation>,
}

impl Answer<'_> {
    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        let near = self.near.as_ref().is_some_and(|near| !near.is_empty());
        self.found.is_empty()
            && self.suppressed.is_empty()
            && self.discounted.is_empty()
            && self.not_listed.is_empty()
            && !near
    }

    fn hits(&self) -> Vec<CheckedHit<'_>> {
        let hits = self.found.iter().zip(self.repeats);
        hits.map(|(found, word)| found.contract().with_word(word.as_ref()))
            .collect()
    }

    fn suppressed(&self) -> Vec<CheckedHit<'_>> {
        let hits = self.suppressed.iter();
        hits.map(|(found, word)| found.contract().with_word(Some(word)))
            .collect()
    }
}

/// Prints what was found, as a table or as JSON.
fn show(args: &Args, name: &str, lists: &Lists, answer: &Answer<'_>) -> Result<(), Failure> {
    let threshold = args.matching.threshold();
    let Answer {
        found,
        repeats,
        suppressed,
        discounted,
        near,
        not_listed,
    } = answer;
    if args.json {
        return print_json(&AnswerJson {
            records: CheckRecords {
                query: name,
                threshold,
                hits: answer.hits(),
                discounted: discounted.iter().map(hits::discounted_record).collect(),
                suppressed: answer.suppressed(),
            },
            as_of: args.as_of,
            not_listed: args
                .as_of
                .map(|_| not_listed.iter().map(|listed| listed.id.as_str()).collect()),
            near_from: near.as_ref().map(|_| NEAR_FLOOR),
            near: near.as_ref().map(NearMisses::below),
            weak_aliases: near.as_ref().map(NearMisses::weak_aliases),
        });
    }
    if found.is_empty() && !suppressed.is_empty() {
        print(&format!(
            "{} at {threshold} or more, and a reviewer's word lets {} pass\n",
            counted(suppressed.len() as u64, "hit", "hits"),
            if suppressed.len() == 1 { "it" } else { "each" }
        ))?;
    } else if found.is_empty() {
        print(&format!(
            "no hit at {threshold} or more among {} names\n",
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
    for word in repeats.iter().flatten() {
        print(&format!("said before: {}\n", hits::said(word)))?;
    }
    print(&hits::suppressed(suppressed, args.limit))?;
    print(&hits::discounted(discounted, args.limit, false))?;
    for (listed, day) in not_listed.iter().zip(args.as_of.iter().cycle()) {
        print(&format!(
            "not listed on {day}, so no hit: {} {}\n",
            listed.id,
            listed.primary_name()
        ))?;
    }
    match near {
        Some(near) if !name.is_empty() => print(&near.text(args.limit)),
        _ => Ok(()),
    }
}

/// What `--json` prints (`docs/contract.md`, section 6).
#[derive(Serialize)]
struct AnswerJson<'a> {
    #[serde(flatten)]
    records: CheckRecords<'a>,
    /// The day of which the lists are looked at, and the ids of what the name or identifiers reach and was not listed on it.
    /// Both are absent without `--as-of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_listed: Option<Vec<&'a str>>,
    /// What scores less was not looked at for `near`. Absent, as `near` and `weak_aliases`, where there is a hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    near_from: Option<Score>,
    /// The three designations that are nearest below the threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<Vec<NearLine<'a>>>,
    /// Weak aliases that match, and that are not counted without `--weak-aliases alert`.
    #[serde(skip_serializing_if = "Option::is_none")]
    weak_aliases: Option<Vec<NearLine<'a>>>,
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
