//! What parts of a run cost: screens a batch with all of them, or without those that are named. `benches/runs.py` runs it with and
//! without each, and counts instructions.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Parser;
use portcullis::Screener;
use portcullis::batch::{BatchConfig, Progress};

/// Screen payments into a folder
#[derive(Debug, Parser)]
struct Args {
    /// Make no checkpoint
    #[arg(long)]
    without_checkpoints: bool,
    /// Make a checkpoint whenever so many bytes of payments are done
    #[arg(long, value_name = "BYTES", conflicts_with = "without_checkpoints")]
    checkpoint_bytes: Option<u64>,
    /// End early, as a signal does, when so many bytes of payments are done
    #[arg(long, value_name = "BYTES")]
    stop_after: Option<u64>,
    /// Go on with a run that ended early, and say when the first chunk was done
    #[arg(long)]
    resume: bool,
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
    portcullis_benches::ended("run-parts", run(&Args::parse()))
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
    if let Some(bytes) = args.checkpoint_bytes {
        batch.checkpoint_bytes = bytes;
    }
    let stop = Arc::new(AtomicBool::new(false));
    batch.stop = Some(Arc::clone(&stop));
    batch.resume = args.resume;
    let began = Instant::now();
    let mut first = None;
    let mut progress = |progress: &Progress| {
        if first.is_none() && args.resume {
            println!(
                "the first chunk after {:.3} s, behind {} bytes",
                began.elapsed().as_secs_f64(),
                progress.bytes_done
            );
        }
        first.get_or_insert(());
        let stops = args.stop_after.is_some_and(|bytes| progress.bytes_done >= bytes);
        stop.store(stops, Ordering::Relaxed);
    };
    let summary = screener.screen_batch(&batch, Some(&mut progress))?;
    println!(
        "{} records, {} alerts, {} let pass by words, {} seconds",
        summary.records, summary.alerts, summary.suppressed, summary.run.seconds
    );
    Ok(())
}
