//! Opens an index again and again and prints how long that takes, and what it holds.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use portcullis_benches::lists::searched_names;
use portcullis_index::{Index, OpenOptions};

/// Time the opening of an index
#[derive(Debug, Parser)]
struct Args {
    /// How often
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The index
    #[arg(value_name = "INDEX")]
    index: PathBuf,
}

fn main() -> ExitCode {
    portcullis_benches::ended("open-index", run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let milliseconds = |trust_checksum| -> Result<f64, Box<dyn Error>> {
        let mut times = Vec::new();
        for _ in 0..args.rounds {
            let began = Instant::now();
            let index = Index::open_with(&args.index, OpenOptions { trust_checksum })?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
            drop(index);
        }
        times.sort_by(f64::total_cmp);
        Ok(times[times.len() / 2])
    };
    let (checked, trusted) = (milliseconds(false)?, milliseconds(true)?);
    let index = Index::open(&args.index)?;
    println!(
        "bytes={} designations={} names={} searched_names={} tokens={} open_ms={checked:.2} trusted_open_ms={trusted:.2}",
        index.len_bytes(),
        index.designation_count(),
        index.name_count(),
        searched_names(&index).count(),
        index.token_count()
    );
    Ok(())
}
