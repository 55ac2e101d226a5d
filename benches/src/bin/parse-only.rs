//! Parses and counts a batch of payments and does nothing else with it: what screening is compared with.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use portcullis_benches::parse::count;

/// Parse and count a batch of payments
#[derive(Debug, Parser)]
struct Args {
    /// Threads; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// The payments
    #[arg(value_name = "PAYMENTS")]
    payments: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let began = Instant::now();
    match count(&args.payments, args.threads) {
        Ok(counted) => {
            println!(
                "payments={} rejects={} name_bytes={} seconds={:.3}",
                counted.payments,
                counted.rejects,
                counted.name_bytes,
                began.elapsed().as_secs_f64()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("parse-only: {error}");
            ExitCode::from(3)
        }
    }
}
