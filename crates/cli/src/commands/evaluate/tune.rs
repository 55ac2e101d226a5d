//! `evaluate tune`: what each threshold would cost on a bank's own names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_evaluation::{AskedName, Cost, Label, Sampled, TuneReport, Tuning, read_asked};
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, Sensitivity};
use portcullis_model::{Field, Score};
use portcullis_payments::BatchFile;

use super::{rate, share, write};
use crate::failure::Failure;
use crate::options::{Batch, WeakAliases};
use crate::output::{message, print, print_json, thousands};
use crate::table::Sheet;

/// Bytes of a payments file that are read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Thresholds that the table shows: every so many ten-thousandths, and the sensitivities.
const SHOWN_STEP: u16 = 500;

/// Show what each threshold would cost on your own names, with samples above and below the line
///
/// FILE is a CSV file with a column query, full_name or name; or payments in any format, of which the names of all parties
/// and agents are asked for. With a column list_id the names are labelled (creditor_name will do then): ids joined by `;` that a
/// name should find, or nothing where it should find nothing. Without labels only the alerts are counted.
///
/// Around each threshold, names that are just above and just below it are drawn, with what they hit, for a person to say
/// whether they are right: the column `decision` of --samples is empty for that.
///
/// JSON: names, list_names, should_find, clean, seed; costs with threshold, sensitivity, alerts, found and false_alerts; samples with
/// threshold, side, of, row, name, score, designation_id, matched_name, list and label.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis evaluate tune --index lists.pcx customers.csv
  portcullis evaluate tune --index lists.pcx --around 0.88 --around 0.90 \\
      --costs costs.csv --samples look-at.csv payments.xml")]
pub struct Args {
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// Sample names around this threshold, 0 to 1 (repeatable); those of all sensitivities by default
    #[arg(long, value_name = "T")]
    around: Vec<Score>,
    /// How far from a threshold names are sampled
    #[arg(long, value_name = "T", default_value = "0.05", value_parser = width)]
    width: Score,
    /// How many names are sampled on each side of each threshold
    #[arg(long, value_name = "N", default_value_t = 10)]
    sample: usize,
    /// Draw other samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Also write what each threshold costs, as CSV
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    /// Also write the samples, as CSV
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
    /// What a weak alias does: corroborate another hit, or alert by itself
    #[arg(long, value_name = "DO", default_value = "corroborate")]
    weak_aliases: WeakAliases,
    /// Print all of it as JSON
    #[arg(long)]
    json: bool,
    /// Names or payments
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    batch: Batch,
}

fn width(text: &str) -> Result<Score, String> {
    match text.parse::<Score>()? {
        Score::ZERO => Err("0 is no width; write a part of a score, like 0.05".to_owned()),
        width => Ok(width),
    }
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let around = match &args.around[..] {
        [] => [Sensitivity::Strict, Sensitivity::Balanced, Sensitivity::Broad]
            .map(Sensitivity::threshold)
            .to_vec(),
        named => named.to_vec(),
    };
    let tuning = Tuning {
        around,
        width: args.width,
        sample: args.sample,
        seed: args.seed,
    };
    let index = Arc::new(Index::open(&args.index)?);
    let names = match read_asked(&args.file)? {
        Some(names) => names,
        None => names_of_payments(&args.file, &args.batch)?,
    };
    let options = MatchOptions {
        threshold: tuning.floor(),
        weak_aliases_alert: args.weak_aliases == WeakAliases::Alert,
        ..MatchOptions::default()
    };
    let report = portcullis_evaluation::tune(&Matcher::new(index, options), &args.file, &names, &tuning)?;
    if let Some(path) = &args.costs {
        write(path, |out| report.write_costs(out))?;
    }
    if let Some(path) = &args.samples {
        write(path, |out| report.write_samples(out))?;
    }
    if args.json {
        print_json(&report)
    } else {
        print(&describe(&report))
    }
}

/// The names of all parties and agents of a payments file, each with the id of its payment and its role.
fn names_of_payments(path: &Path, batch: &Batch) -> Result<Vec<AskedName>, Failure> {
    let file = BatchFile::open_as(path, batch.format, &batch.mapping()?)?;
    let (mut names, mut refused) = (Vec::new(), 0u64);
    for chunk in file.chunks(CHUNK_BYTES) {
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            let Ok(payment) = record else {
                refused += 1;
                continue;
            };
            let parties = payment.parties.iter().chain(&payment.agents);
            for party in parties.filter(|party| !party.name.trim().is_empty()) {
                names.push(AskedName {
                    row: format!("{} {}", payment.payment_id, Field::Party(party.role, party.nth)),
                    name: party.name.to_string(),
                    label: Label::Unlabelled,
                });
            }
        }
    }
    file.check_whole()?;
    if refused > 0 {
        message(&format!(
            "{}: {} could not be read and are not counted; `portcullis payments show` says why",
            path.display(),
            crate::output::counted(refused, "record", "records")
        ));
    }
    Ok(names)
}

fn describe(report: &TuneReport) -> String {
    let mut text = costs(report).to_string();
    if report.samples.is_empty() {
        text.push_str("\nno name comes near a threshold\n");
    } else {
        text.push_str(&format!("\n{}", samples(&report.samples)));
    }
    text.push_str(&format!(
        "\n{} names against {} listed names; {} should find something, {} nothing; seed {}\n",
        thousands(report.names),
        thousands(report.list_names.into()),
        thousands(report.should_find),
        thousands(report.clean),
        report.seed
    ));
    text
}

fn costs(report: &TuneReport) -> Sheet {
    let mut heads = vec!["threshold", "", "alerts", "rate"];
    if report.should_find > 0 {
        heads.extend(["found", "recall"]);
    }
    if report.clean > 0 {
        heads.extend(["false", "rate"]);
    }
    let mut sheet = Sheet::new(&heads).right(&[2, 3, 4, 5, 6, 7]);
    let is_shown = |cost: &&Cost| {
        cost.sensitivity.is_some() || cost.threshold.ten_thousandths().is_multiple_of(SHOWN_STEP)
    };
    for cost in report.costs.iter().filter(is_shown) {
        let mut cells = vec![
            format!("{:#}", cost.threshold),
            cost.sensitivity.unwrap_or_default().to_owned(),
            thousands(cost.alerts.alerted),
            rate(cost.alerts.rate),
        ];
        if let Some(found) = cost.found {
            cells.extend([thousands(found.found), share(found.recall)]);
        }
        if let Some(of) = cost.false_alerts {
            cells.extend([thousands(of.alerted), rate(of.rate)]);
        }
        sheet.row(cells);
    }
    sheet
}

fn samples(samples: &[Sampled]) -> Sheet {
    let heads = ["line", "side", "score", "name", "matches", "designation", "label"];
    let mut sheet = Sheet::new(&heads).right(&[2]);
    for sampled in samples {
        let side = match sampled.side {
            portcullis_evaluation::Side::Above => "above",
            portcullis_evaluation::Side::Below => "below",
        };
        let label = match &sampled.label {
            Label::Unlabelled => String::new(),
            Label::Clean => "clean".to_owned(),
            Label::ShouldFind(ids) => ids.join(";"),
        };
        sheet.row([
            &format!("{:#}", sampled.threshold),
            &format!("{side} (of {})", thousands(sampled.of)),
            &sampled.score.to_string(),
            &sampled.name,
            &sampled.matched_name,
            &sampled.designation_id,
            &label,
        ]);
    }
    sheet
}
