//! What one call of the facade costs: every payment of a batch by itself, on one thread, first as parties that nobody met
//! before, then again. With `--json` the payments are objects of `payments show`, a line each, and so are the answers: what
//! `linkage/one-call.c` does from C. Prints the median and the 99th percentile.

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use portcullis::Screener;
use portcullis::model::Payment;
use portcullis_benches::parse::each_payment;

/// Time single calls
#[derive(Debug, Parser)]
struct Args {
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// The folder of rules
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// How often the payments are screened again
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// The payments are objects of `payments show`, a line each
    #[arg(long)]
    json: bool,
    /// The payments, best made with `generate payments --distinct`
    #[arg(value_name = "PAYMENTS")]
    payments: PathBuf,
}

fn main() -> ExitCode {
    portcullis_benches::ended("one-call", run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut builder = Screener::builder().index(&args.index);
    if let Some(rules) = &args.rules {
        builder = builder.rules(rules);
    }
    let screener = builder.build()?;
    let mut times = Vec::new();
    let mut hits = 0;
    let round = |times: &mut Vec<u64>, hits: &mut usize| -> Result<(), Box<dyn Error>> {
        if args.json {
            for line in std::fs::read_to_string(&args.payments)?.lines() {
                time_json(&screener, line, times)?;
            }
            return Ok(());
        }
        each_payment(&args.payments, |payment| time(&screener, payment, times, hits))
    };
    round(&mut times, &mut hits)?;
    report("never seen before", &mut times, hits);
    (times, hits) = (Vec::new(), 0);
    for _ in 0..args.rounds {
        round(&mut times, &mut hits)?;
    }
    report("seen before", &mut times, hits);
    Ok(())
}

fn time(screener: &Screener, payment: &Payment<'_>, times: &mut Vec<u64>, hits: &mut usize) {
    let began = Instant::now();
    let screening = black_box(screener.screen(black_box(payment)));
    times.push(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX));
    *hits += screening.hits.len();
}

fn time_json(screener: &Screener, payment: &str, times: &mut Vec<u64>) -> Result<(), portcullis::Error> {
    let began = Instant::now();
    drop(black_box(screener.screen_json(black_box(payment.as_bytes()))?));
    times.push(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX));
    Ok(())
}

/// Times in nanoseconds, as microseconds.
#[allow(clippy::cast_precision_loss)]
fn report(what: &str, times: &mut [u64], hits: usize) {
    times.sort_unstable();
    let at = |share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = (times.len().saturating_sub(1) as f64 * share) as usize;
        times.get(place).copied().unwrap_or_default() as f64 / 1e3
    };
    println!(
        "{what}: calls={} hits={hits} p50_us={:.2} p99_us={:.2} p999_us={:.2} max_us={:.1}",
        times.len(),
        at(0.50),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}
