//! `evaluate`: how well names are matched, over labelled data and over the listed names themselves.

mod selftest;
mod tune;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use portcullis_evaluation::{
    Alerted, CURVE_FLOOR, EvaluationError, FactsReport, FileRecall, Found, Measures, PairsReport, ReadAs,
    ScreeningReport, read_peers, with_facts, write_failures,
};
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, Sensitivity};
use portcullis_model::Score;

use crate::failure::{Exit, Failure};
use crate::options::Matching;
use crate::output::{message, print, print_json, thousands};
use crate::table::Sheet;

/// Measure match quality
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate pairs pairs.csv
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --json
  portcullis evaluate selftest --index lists.pcx
  portcullis evaluate tune --index lists.pcx customers.csv")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Pairs(PairsArgs),
    Screening(ScreeningArgs),
    Selftest(selftest::Args),
    Tune(tune::Args),
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
///
/// With --facts, the figures stand twice: of names alone, and with what the rows state in birth_date or date_of_birth, country or
/// nationality, gender, and identifiers. A labelled batch of payments is a query file too: its creditor_name is asked for, with
/// creditor_birth_date and creditor_country, and kind is its category.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --sensitivity broad
  portcullis evaluate screening --index lists.pcx --queries variants.csv \\
      --negatives clean.csv --bands --curve curve.csv --picture curve.svg
  portcullis evaluate screening --index lists.pcx --facts \\
      --queries birth_dates.csv --negatives clean.csv
  portcullis evaluate screening --index lists.pcx --as remittance \\
      --queries sentences.csv --negatives clean_sentences.csv")]
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
    /// Ask for each row as a field of a payment, and not as a name by itself
    #[arg(long = "as", value_name = "FIELD")]
    read_as: Option<PaymentField>,
    /// Also screen with what the rows state besides the name, and show both side by side
    #[arg(long, conflicts_with_all = ["curve", "picture", "bands", "read_as"])]
    facts: bool,
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
    /// Also write every miss and every false alarm of names alone, with its evidence, as JSON lines
    #[arg(long, value_name = "FILE")]
    failures: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    matching: Matching,
}

/// The field of a payment in which a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PaymentField {
    /// The creditor's name, of which the parts are read too
    Creditor,
    /// The creditor's address
    Address,
    /// Remittance information
    Remittance,
}

impl From<PaymentField> for ReadAs {
    fn from(field: PaymentField) -> ReadAs {
        match field {
            PaymentField::Creditor => ReadAs::Creditor,
            PaymentField::Address => ReadAs::Address,
            PaymentField::Remittance => ReadAs::Remittance,
        }
    }
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
        What::Selftest(args) => selftest::run(args),
        What::Tune(args) => tune::run(args),
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
    let read_as = args.read_as.map_or(ReadAs::Name, ReadAs::from);
    let observed = portcullis_evaluation::observe_as(read_as, &matcher, &args.queries, &args.negatives)?;
    let mut report = observed.report(threshold)?;
    if args.facts {
        report.with_facts = Some(with_facts(&matcher, &observed)?);
    }
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
    let facts = report.with_facts.as_ref();
    if !report.recall.is_empty() {
        text.push_str(&recall(&report.recall, facts).to_string());
        text.push('\n');
    }
    if !report.alert_rate.is_empty() {
        text.push_str(&alert_rate(&report.alert_rate, facts).to_string());
        text.push('\n');
    }
    if let Some(facts) = facts {
        text.push_str(&stated(facts));
    }
    text.push_str(&format!(
        "threshold {}, {} listed names, {:.0} names a second\n",
        report.threshold,
        thousands(report.list_names.into()),
        report.names_per_second
    ));
    text
}

/// How many rows state which fact, a line.
fn stated(facts: &FactsReport) -> String {
    let of_fact = facts.stated.iter().map(|(fact, stated)| {
        let rows = thousands(stated.rows);
        match stated.not_understood {
            0 => format!("{fact} {rows}"),
            missed => format!("{fact} {rows} (and {} not understood)", thousands(missed)),
        }
    });
    format!(
        "rows that state a fact: {}\n",
        of_fact.collect::<Vec<_>>().join(", ")
    )
}

fn recall(files: &BTreeMap<String, FileRecall>, facts: Option<&FactsReport>) -> Sheet {
    let mut heads = vec!["queries", "category", "names", "found", "recall"];
    heads.extend(facts.iter().flat_map(|_| ["with facts", "recall"]));
    let mut sheet = Sheet::new(&heads).right(&[2, 3, 4, 5, 6]);
    for (file, recall) in files {
        let with_facts = facts.and_then(|facts| facts.recall.get(file));
        let mut row = |category: &str, found: &Found, with_facts: Option<&Found>| {
            let mut cells = vec![
                file.clone(),
                category.to_owned(),
                thousands(found.n),
                thousands(found.found),
                share(found.recall),
            ];
            cells.extend(
                with_facts
                    .iter()
                    .flat_map(|found| [thousands(found.found), share(found.recall)]),
            );
            sheet.row(cells);
        };
        row("all", &recall.all, with_facts.map(|recall| &recall.all));
        for (category, found) in &recall.by_category {
            row(
                category,
                found,
                with_facts.and_then(|recall| recall.by_category.get(category)),
            );
        }
    }
    sheet
}

fn alert_rate(files: &BTreeMap<String, Alerted>, facts: Option<&FactsReport>) -> Sheet {
    let mut heads = vec!["negatives", "names", "alerted", "rate"];
    heads.extend(facts.iter().flat_map(|_| ["with facts", "rate"]));
    let mut sheet = Sheet::new(&heads).right(&[1, 2, 3, 4, 5]);
    for (file, alerted) in files {
        let mut cells = vec![
            file.clone(),
            thousands(alerted.n),
            thousands(alerted.alerted),
            rate(alerted.rate),
        ];
        let with_facts = facts.and_then(|facts| facts.alert_rate.get(file));
        cells.extend(
            with_facts
                .iter()
                .flat_map(|alerted| [thousands(alerted.alerted), rate(alerted.rate)]),
        );
        sheet.row(cells);
    }
    sheet
}

/// Alert rates are small: a few in ten thousand.
fn rate(rate: f64) -> String {
    format!("{rate:.5}")
}
