//! `evaluate selftest`: what an index and a threshold find of manipulated listed names.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use portcullis_evaluation::{Found, GroupRecall, MissedVariant, SelfTest, SelfTestReport, Severity};
use portcullis_index::Index;
use portcullis_matcher::Matcher;

use super::{share, write};
use crate::failure::Failure;
use crate::options::Matching;
use crate::output::{print, print_json, thousands};
use crate::table::Sheet;

/// Misses that the table shows, those that came nearest first.
const MISSES_SHOWN: usize = 10;

/// Screen manipulated listed names: how many of the lists' own names are found
///
/// Makes variants of every listed name that a search looks at: exact (capitals, accents), minor (a letter, a space, the order, the
/// punctuation, the end) and major (two of these, a word missing). Asks for each at the threshold, and counts which find the
/// designation that they were made of: by kind of variant, script, list and kind of party. Needs no labelled data. Equal
/// indexes, options and seeds give equal figures.
///
/// JSON: threshold, seed, list_names, names (tested), n, found, recall, by_severity; by_kind with severity and what; by_script,
/// by_list and by_schema with by_severity; misses with kind, severity, designation_id, list, schema, script, listed, variant, score and nearest.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate selftest --index lists.pcx
  portcullis evaluate selftest --index lists.pcx --sensitivity broad \\
      --misses misses.csv
  portcullis evaluate selftest --index lists.pcx --sample 1000 --seed 7 --json")]
pub struct Args {
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// Test so many of the listed names, drawn by the seed; all without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Draw other slips, and another sample
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Also write every variant that was missed, as CSV
    #[arg(long, value_name = "FILE")]
    misses: Option<PathBuf>,
    /// Print the figures and the misses as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    matching: Matching,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    args.matching.confirm()?;
    let index = Arc::new(Index::open(&args.index)?);
    let matcher = Matcher::new(index, args.matching.options());
    let test = SelfTest {
        seed: args.seed,
        sample: args.sample.map(|sample| sample as usize),
    };
    let report = portcullis_evaluation::selftest(&matcher, test)?;
    if let Some(path) = &args.misses {
        write(path, |out| report.write_misses(out))?;
    }
    if args.json {
        print_json(&report)
    } else {
        print(&describe(&report))
    }
}

fn describe(report: &SelfTestReport) -> String {
    let groups = [
        ("script", &report.by_script),
        ("list", &report.by_list),
        ("kind of party", &report.by_schema),
    ];
    let mut text = by_kind(report).to_string();
    for (head, groups) in groups {
        text.push_str(&format!("\n{}", by_group(head, groups)));
    }
    if !report.misses.is_empty() {
        text.push_str(&format!("\n{}", nearest_misses(&report.misses)));
    }
    text.push_str(&format!(
        "\n{} of {} variants of {} listed names found: recall {}; threshold {}, seed {}\n",
        thousands(report.all.all.found),
        thousands(report.all.all.n),
        thousands(report.names),
        share(report.all.all.recall),
        report.threshold,
        report.seed
    ));
    text
}

fn by_kind(report: &SelfTestReport) -> Sheet {
    let mut sheet = Sheet::new(&["variants", "kind", "what", "names", "found", "recall"]).right(&[3, 4, 5]);
    let mut row = |severity: Severity, kind: &str, what: &str, found: Found| {
        sheet.row([
            severity.as_str(),
            kind,
            what,
            &thousands(found.n),
            &thousands(found.found),
            &share(found.recall),
        ]);
    };
    for (severity, found) in &report.all.by_severity {
        row(*severity, "all", "", *found);
        for (kind, recall) in report.kinds().filter(|(_, recall)| recall.severity == *severity) {
            row(*severity, kind, recall.what, recall.found);
        }
    }
    sheet
}

/// Recall of each group, in all and by severity.
fn by_group(head: &str, groups: &BTreeMap<String, GroupRecall>) -> Sheet {
    let mut sheet = Sheet::new(&[head, "variants", "exact", "minor", "major", "all"]).right(&[1, 2, 3, 4, 5]);
    for (group, recall) in groups {
        let of = |severity| {
            let found = recall.by_severity.get(&severity);
            found.map_or_else(|| "-".to_owned(), |found| share(found.recall))
        };
        let mut cells = vec![group.clone(), thousands(recall.all.n)];
        cells.extend(Severity::ALL.map(of));
        cells.push(share(recall.all.recall));
        sheet.row(cells);
    }
    sheet
}

fn nearest_misses(misses: &[MissedVariant]) -> Sheet {
    let mut nearest: Vec<&MissedVariant> = misses.iter().collect();
    nearest.sort_by_key(|miss| std::cmp::Reverse((miss.severity == Severity::Exact, miss.score)));
    let head = match misses.len() {
        0..=MISSES_SHOWN => "missed".to_owned(),
        count => format!("missed: {MISSES_SHOWN} of {}", thousands(count as u64)),
    };
    let mut sheet = Sheet::new(&[&head, "kind", "listed", "designation", "score"]).right(&[4]);
    for miss in nearest.into_iter().take(MISSES_SHOWN) {
        sheet.row([
            miss.variant.as_str(),
            miss.kind,
            &miss.listed,
            &miss.designation_id,
            &miss.score.to_string(),
        ]);
    }
    sheet
}
