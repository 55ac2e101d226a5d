//! Recall and alert rate of an index over labelled files, as JSON.
//!
//! `cargo run --release -p portcullis-evaluation --example figures -- INDEX THRESHOLD QUERIES... -- NEGATIVES...`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_evaluation::screening;
use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher};

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
    let [index, threshold, files @ ..] = arguments else {
        return Err("usage: figures INDEX THRESHOLD QUERIES... -- NEGATIVES...".into());
    };
    let index = Arc::new(Index::open(Path::new(index))?);
    let matcher = Matcher::new(index, MatchOptions { threshold: threshold.parse()?, ..MatchOptions::default() });
    let mut sides = files.split(|argument| argument == "--").map(|side| side.iter().map(PathBuf::from).collect());
    let queries: Vec<PathBuf> = sides.next().unwrap_or_default();
    let negatives: Vec<PathBuf> = sides.next().unwrap_or_default();
    Ok(serde_json::to_string_pretty(&screening(&matcher, &queries, &negatives)?)?)
}
