//! What the memories of the matcher are worth: screens a batch with all of them, or without those that are named, and prints
//! payments a second, hits and the most memory resident. `benches/memories.sh` runs it with and without each.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use portcullis_benches::parse::CHUNK_BYTES;
use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher, Memories};
use portcullis_payments::{BatchFile, ColumnMap};
use rayon::prelude::*;

/// A memory that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Memory {
    /// What all threads learned of tokens
    Tokens,
    /// Parties and texts in which nothing was found
    NoHits,
}

/// Screen payments, and write nothing
#[derive(Debug, Parser)]
struct Args {
    /// A memory to leave out (repeatable)
    #[arg(long, value_enum)]
    without: Vec<Memory>,
    /// Threads
    #[arg(long, value_name = "N", default_value_t = 1)]
    threads: usize,
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// The payments
    #[arg(value_name = "PAYMENTS")]
    payments: PathBuf,
}

fn main() -> ExitCode {
    portcullis_benches::ended("memories", run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let has = |memory| !args.without.contains(&memory);
    let memories = Memories {
        tokens: has(Memory::Tokens),
        no_hits: has(Memory::NoHits),
    };
    let index = Arc::new(Index::open(&args.index)?);
    let matcher = Matcher::new(index, MatchOptions::default()).remembering(memories);
    let batch = BatchFile::open(&args.payments, &ColumnMap::default())?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads)
        .build()?;
    let (payments, hits) = (AtomicU64::new(0), AtomicU64::new(0));
    let began = Instant::now();
    pool.install(|| {
        batch.chunks(CHUNK_BYTES).par_bridge().for_each_init(
            || (matcher.scratch(), Findings::default()),
            |(scratch, findings), chunk| {
                let held = batch.hold(chunk);
                let mut records = held.records();
                while let Some(record) = records.next() {
                    if let Ok(payment) = record {
                        findings.clear();
                        matcher.screen_payment(payment, scratch, findings);
                        payments.fetch_add(1, Relaxed);
                        hits.fetch_add(findings.hits.len() as u64, Relaxed);
                    }
                }
            },
        );
    });
    let (seconds, payments) = (began.elapsed().as_secs_f64(), payments.into_inner());
    #[allow(clippy::cast_precision_loss)]
    let a_second = payments as f64 / seconds;
    println!(
        "payments={payments} hits={} a_second={a_second:.0} peak_mib={}",
        hits.into_inner(),
        peak_mib().map_or_else(|| "-".to_owned(), |mib| mib.to_string())
    );
    Ok(())
}

/// The most memory resident, where the system says it (Linux).
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}
