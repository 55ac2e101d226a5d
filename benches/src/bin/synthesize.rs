//! Writes a made-up list, in the `custom` format, with the statistics of a real one and any number of names.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use portcullis_index::Index;
use portcullis_synthetic::ListModel;

/// Write a made-up list with the statistics of a real one
///
/// Equal options give equal bytes. With --times K the list has (K - 1) times the names of the index, so that both
/// together are K times as large.
#[derive(Debug, Parser)]
struct Args {
    /// The index to learn from
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// How many names to write
    #[arg(long, value_name = "N", required_unless_present = "times")]
    names: Option<u64>,
    /// How many times as large the real and the made-up list are together, 2 or more
    #[arg(long, value_name = "K", conflicts_with = "names", value_parser = clap::value_parser!(u64).range(2..=1000))]
    times: Option<u64>,
    /// Where chance starts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where to write the list
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn main() -> ExitCode {
    portcullis_benches::ended("synthesize", run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let index = Index::open(&args.index)?;
    let model = ListModel::of(&index)?;
    let names = match args.times {
        Some(times) => model.names() * (times - 1),
        None => args.names.unwrap_or(0),
    };
    let exponent = model.exponent();
    let file = File::create(&args.out).map_err(|error| {
        format!(
            "{}: cannot be written: {error}; check the folder and its permissions",
            args.out.display()
        )
    })?;
    let written = model.write(names, args.seed, BufWriter::new(file))?;
    eprintln!(
        "{}: {} designations, {} names, {} new words (the vocabulary grows with the power {exponent:.3})",
        args.out.display(),
        written.designations,
        written.names,
        written.new_words
    );
    Ok(())
}
