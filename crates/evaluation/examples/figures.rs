//! Recall and alert rate of an index over labelled files, as JSON; on request also the whole curve as a picture
//! (with its CSV beside it and the score bands on stderr), and a file of what went wrong.
//!
//! `cargo run --release -p portcullis-evaluation --example figures -- INDEX THRESHOLD QUERIES... -- NEGATIVES...
//! [-- curve FILE.svg PEERS...] [-- failures FILE]`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_evaluation::{CURVE_FLOOR, observe, read_peers, write_failures};
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher};
use portcullis_model::Score;

const USAGE: &str = "usage: figures INDEX THRESHOLD QUERIES... -- NEGATIVES... [-- curve FILE.svg PEERS...] [-- failures FILE]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match figures(&arguments) {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn figures(arguments: &[String]) -> Result<String, Box<dyn std::error::Error>> {
    let [index, threshold, rest @ ..] = arguments else {
        return Err(USAGE.into());
    };
    let threshold: Score = threshold.parse()?;
    let mut parts = rest.split(|argument| argument == "--");
    let mut files = || -> Vec<PathBuf> {
        parts
            .next()
            .unwrap_or_default()
            .iter()
            .map(PathBuf::from)
            .collect()
    };
    let (queries, negatives) = (files(), files());
    let extras: Vec<&[String]> = parts.collect();
    let with_curve = extras
        .iter()
        .any(|extra| extra.first().is_some_and(|word| word == "curve"));

    // One pass at the foot of the curve answers for every threshold above.
    let floor = if with_curve {
        threshold.min(CURVE_FLOOR)
    } else {
        threshold
    };
    let index = Arc::new(Index::open(Path::new(index))?);
    let matcher = Matcher::new(
        index,
        MatchOptions {
            threshold: floor,
            ..MatchOptions::default()
        },
    );
    let observations = observe(&matcher, &queries, &negatives)?;
    for extra in extras {
        match extra {
            [word, picture, peers @ ..] if word == "curve" => {
                let peers: Vec<PathBuf> = peers.iter().map(PathBuf::from).collect();
                let curve = observations.curve();
                std::fs::write(picture, curve.svg(&read_peers(&peers)?)?)?;
                curve.write_csv(File::create(Path::new(picture).with_extension("csv"))?)?;
                eprint!("{}", observations.bands());
            }
            [word, file] if word == "failures" => {
                let mut out = BufWriter::new(File::create(file)?);
                write_failures(&matcher, &observations, threshold, &mut out)?;
                out.flush()?;
            }
            _ => return Err(USAGE.into()),
        }
    }
    Ok(serde_json::to_string_pretty(&observations.report(threshold)?)?)
}
