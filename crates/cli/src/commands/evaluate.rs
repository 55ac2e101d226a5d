//! `evaluate`: how well names are matched, over labelled data.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use portcullis_evaluation::{
    Alerted, CURVE_FLOOR, EvaluationError, FileRecall, Measures, PairsReport, ScreeningReport, read_peers,
    write_failures,
};
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, Sensitivity};
use portcullis_model::Score;

use crate::failure::{Exit, Failure};
use crate::options::Matching;
use crate::output::{message, print, print_json, thousands};
use crate::table::Sheet;

/// Measure match quality over labelled data
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate pairs pairs.csv
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --json")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Pairs(PairsArgs),
    Screening(ScreeningArgs),
}

/// Compare labelled pairs of names, without a list
///
/// The file has the columns schema, name1, name2 and is_match; case_group groups the figures. A pair counts as a match
/// when it scores the threshold or more.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate pairs pairs.csv
  portcullis evaluate pairs --threshold 0.8 --json pairs.csv")]
struct PairsArgs {
    /// Pairs that score this or more match: 0 to 1; that of --sensitivity balanced by default
    #[arg(long, value_name = "T")]
    threshold: Option<Score>,
    /// Write every pair that is judged wrongly, with its evidence, as JSON lines
    #[arg(long, value_name = "FILE")]
    failures: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// The labelled pairs
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Screen labelled names: how many are found, how many alert for nothing
///
/// Query files have the columns query and list_id (several ids joined by `;`, any is right), and schema and category where
/// they are known. Negative files have full_name or name: nothing in them is listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --sensitivity broad
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --bands --curve curve.csv --picture curve.svg")]
struct ScreeningArgs {
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// Names that should be found (repeatable)
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "negatives")]
    queries: Vec<PathBuf>,
    /// Names that should not (repeatable)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    negatives: Vec<PathBuf>,
    /// Also write recall and alert rate at every threshold from 0.70 up, as CSV
    #[arg(long, value_name = "FILE")]
    curve: Option<PathBuf>,
    /// Also draw recall against alert rate, as SVG
    #[arg(long, value_name = "FILE", requires_all = ["queries", "negatives"])]
    picture: Option<PathBuf>,
    /// Figures of other programs, to stand in the picture: JSON (repeatable)
    #[arg(long, value_name = "FILE", requires = "picture")]
    peers: Vec<PathBuf>,
    /// Also say what each band of scores catches and raises
    #[arg(long, conflicts_with = "json")]
    bands: bool,
    /// Also write every miss and every false alarm, with its evidence, as JSON lines
    #[arg(long, value_name = "FILE")]
    failures: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    matching: Matching,
}

impl From<EvaluationError> for Failure {
    fn from(error: EvaluationError) -> Failure {
        match error {
            EvaluationError::NoFiles | EvaluationError::FileTwice { .. } => Failure::usage(error),
            EvaluationError::Write(_) => Failure::internal(error),
            _ => Failure::input(error),
        }
    }
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Pairs(args) => pairs(args),
        What::Screening(args) => screening(args),
    }?;
    Ok(Exit::Done)
}

fn pairs(args: &PairsArgs) -> Result<(), Failure> {
    let threshold = args
        .threshold
        .unwrap_or_else(|| Sensitivity::Balanced.threshold());
    let scored = portcullis_evaluation::score_pairs(&args.file)?;
    if let Some(path) = &args.failures {
        write(path, |out| scored.write_failures(threshold, out))?;
    }
    let report = scored.report(threshold);
    if args.json {
        print_json(&report)
    } else {
        print(&describe_pairs(&report))
    }
}

fn describe_pairs(report: &PairsReport) -> String {
    let mut sheet = Sheet::new(&[
        "group",
        "pairs",
        "tp",
        "fp",
        "fn",
        "tn",
        "precision",
        "recall",
        "F1",
        "accuracy",
    ])
    .right(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (group, m) in &report.groups {
        sheet.row(measures_row(group, m));
    }
    format!(
        "{sheet}\nthreshold {}, {:.1} µs a pair on one core\n",
        report.threshold, report.micros_per_pair
    )
}

fn measures_row(group: &str, m: &Measures) -> [String; 10] {
    [
        group.to_owned(),
        thousands(m.n),
        thousands(m.true_positives),
        thousands(m.false_positives),
        thousands(m.false_negatives),
        thousands(m.true_negatives),
        share(m.precision),
        share(m.recall),
        share(m.f1),
        share(m.accuracy),
    ]
}

fn share(share: f64) -> String {
    format!("{share:.4}")
}

fn screening(args: &ScreeningArgs) -> Result<(), Failure> {
    let index = Arc::new(Index::open(&args.index)?);
    let threshold = args.matching.threshold();
    let mut options: MatchOptions = args.matching.options();
    // One pass at the foot of the curve answers for every threshold above it; without a curve there is no need to go there.
    if args.curve.is_some() || args.picture.is_some() || args.bands {
        options.threshold = threshold.min(CURVE_FLOOR);
    }
    let matcher = Matcher::new(index, options);
    let observed = portcullis_evaluation::observe(&matcher, &args.queries, &args.negatives)?;
    let report = observed.report(threshold)?;
    if let Some(path) = &args.curve {
        write(path, |out| observed.curve().write_csv(out))?;
    }
    if let Some(path) = &args.picture {
        let picture = observed.curve().svg(&read_peers(&args.peers)?)?;
        write(path, |out| {
            out.write_all(picture.as_bytes()).map_err(EvaluationError::Write)
        })?;
    }
    if let Some(path) = &args.failures {
        write(path, |out| write_failures(&matcher, &observed, threshold, out))?;
    }
    if args.json {
        return print_json(&report);
    }
    print(&describe_screening(&report))?;
    if args.bands {
        print(&format!("\n{}", observed.bands()))?;
    }
    Ok(())
}

/// Writes a file, and says so.
fn write(
    path: &Path,
    content: impl FnOnce(&mut Vec<u8>) -> Result<(), EvaluationError>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    content(&mut bytes)?;
    portcullis_sys::write_atomically(path, &bytes).map_err(|error| Failure::write(path, &error))?;
    message(&format!("written: {}", path.display()));
    Ok(())
}

fn describe_screening(report: &ScreeningReport) -> String {
    let mut text = String::new();
    if !report.recall.is_empty() {
        text.push_str(&recall(&report.recall).to_string());
        text.push('\n');
    }
    if !report.alert_rate.is_empty() {
        text.push_str(&alert_rate(&report.alert_rate).to_string());
        text.push('\n');
    }
    text.push_str(&format!(
        "threshold {}, {} listed names, {:.0} names a second\n",
        report.threshold,
        thousands(report.list_names.into()),
        report.names_per_second
    ));
    text
}

fn recall(files: &BTreeMap<String, FileRecall>) -> Sheet {
    let mut sheet = Sheet::new(&["queries", "category", "names", "found", "recall"]).right(&[2, 3, 4]);
    for (file, recall) in files {
        let all = std::iter::once(("all", &recall.all));
        for (category, found) in all.chain(
            recall
                .by_category
                .iter()
                .map(|(name, found)| (name.as_str(), found)),
        ) {
            sheet.row([
                file,
                category,
                &thousands(found.n),
                &thousands(found.found),
                &share(found.recall),
            ]);
        }
    }
    sheet
}

fn alert_rate(files: &BTreeMap<String, Alerted>) -> Sheet {
    let mut sheet = Sheet::new(&["negatives", "names", "alerted", "rate"]).right(&[1, 2, 3]);
    for (file, alerted) in files {
        sheet.row([
            file,
            &thousands(alerted.n),
            &thousands(alerted.alerted),
            &share(alerted.rate),
        ]);
    }
    sheet
}
