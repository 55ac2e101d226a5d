//! Fits the parameters of the score with cross-validation, and prints what they find and alert on the rows they were fitted on and on
//! those that were held out, beside the shipped ones. Equal files give equal bytes.
//!
//! `cargo run --release -p portcullis-evaluation --example fit -- (index:INDEX | queries:FILE | negatives:FILE | pairs:FILE)...`
//!
//! Queries and negatives are asked of the index named last before them.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_evaluation::{Fit, FoldFit, LabelledSets, SetFigures};
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, Sensitivity};
use portcullis_model::Score;

const USAGE: &str = "usage: fit (index:INDEX | queries:FILE | negatives:FILE | pairs:FILE)...";

/// Names that should find nobody are looked at from here on.
const FLOOR: Score = Score::from_ten_thousandths(8_100);

const SEED: u64 = 1;

fn main() -> ExitCode {
    match fit() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn fit() -> Result<(), Box<dyn std::error::Error>> {
    let mut sets = LabelledSets::new(Sensitivity::Balanced.threshold(), SEED);
    let mut matcher = None;
    for argument in std::env::args().skip(1) {
        let (kind, path) = argument.split_once(':').ok_or(USAGE)?;
        let path = Path::new(path);
        match kind {
            "index" => {
                let options = MatchOptions {
                    threshold: FLOOR,
                    ..MatchOptions::default()
                };
                matcher = Some(Matcher::new(Arc::new(Index::open(path)?), options));
            }
            "queries" => sets.add_queries(matcher.as_ref().ok_or(USAGE)?, path)?,
            "negatives" => sets.add_negatives(matcher.as_ref().ok_or(USAGE)?, path)?,
            "pairs" => sets.add_pairs(path)?,
            _ => return Err(USAGE.into()),
        }
    }
    print(&sets.fit());
    Ok(())
}

fn print(fit: &Fit) {
    println!(
        "| | rows | shipped | fitted, on the rows it was fitted on | shipped there | fitted, held out | shipped there |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let sum = |of: &dyn Fn(&FoldFit) -> &SetFigures| {
        let mut sum = SetFigures {
            rows: 0,
            shipped: 0,
            fitted: 0,
            ..of(&fit.folds[0]).clone()
        };
        for figures in fit.folds.iter().map(of) {
            sum.rows += figures.rows;
            sum.shipped += figures.shipped;
            sum.fitted += figures.fitted;
        }
        sum
    };
    let mut means = [[0.0; 4]; 2];
    let mut counts = [0.0; 2];
    for (at, all) in fit.all.train.iter().enumerate() {
        let (train, held) = (sum(&|fold| &fold.train[at]), sum(&|fold| &fold.held_out[at]));
        let share = |count: u32, of: u32| f64::from(count) / f64::from(of.max(1));
        let shares = [
            share(train.fitted, train.rows),
            share(train.shipped, train.rows),
            share(held.fitted, held.rows),
            share(held.shipped, held.rows),
        ];
        let kind = usize::from(!all.is_wanted);
        counts[kind] += 1.0;
        for (mean, share) in means[kind].iter_mut().zip(shares) {
            *mean += share;
        }
        let does = if all.is_wanted { "found" } else { "alerted" };
        let shown = shares.map(|share| format!("{share:.5}"));
        println!(
            "| {}: {does} | {} | {} | {} |",
            all.label,
            all.rows,
            all.shipped,
            shown.join(" | ")
        );
    }
    for (kind, does) in ["found", "alerted"].into_iter().enumerate() {
        let shown = means[kind].map(|mean| format!("{:.5}", mean / counts[kind]));
        println!("| mean of the sets: {does} | | | {} |", shown.join(" | "));
    }
    for (nth, fold) in fit.folds.iter().chain([&fit.all]).enumerate() {
        let name = if nth < fit.folds.len() {
            format!("without fold {}", nth + 1)
        } else {
            "on all rows".to_owned()
        };
        println!("\n{name}, {} parameters moved:", fold.moved.len());
        for (name, shipped, fitted) in &fold.moved {
            println!("  {name} {shipped} → {fitted:.4}");
        }
    }
}
