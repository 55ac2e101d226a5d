//! What parts of a run cost: screens a batch with all of them, or without those that are named. `benches/runs.py` runs it with and
//! without each, and counts instructions.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use portcullis::Screener;
use portcullis::batch::BatchConfig;

/// Screen payments into a folder
#[derive(Debug, Parser)]
struct Args {
    /// Make no checkpoint
    #[arg(long)]
    without_checkpoints: bool,
    /// A file of reviewers' words
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Threads
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: usize,
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// The folder of the run, which is not there yet
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The payments
    #[arg(value_name = "PAYMENTS")]
    payments: PathBuf,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("run-parts: {error}");
            ExitCode::from(3)
        }
    }
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let screener = Screener::builder()
        .index(&args.index)
        .words(&args.words)
        .build()?;
    let mut batch = BatchConfig::new(vec![args.payments.clone()], args.out.clone());
    batch.threads = args.threads;
    if args.without_checkpoints {
        batch.checkpoint_bytes = u64::MAX;
    }
    let summary = screener.screen_batch(&batch, None)?;
    println!(
        "{} records, {} alerts, {} let pass by words, {} seconds",
        summary.records, summary.alerts, summary.suppressed, summary.run.seconds
    );
    Ok(())
}
