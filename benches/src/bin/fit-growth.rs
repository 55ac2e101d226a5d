//! Fits a power law to points and prints it, and the costs it foretells.

use std::process::ExitCode;

use clap::Parser;
use portcullis_benches::power_law::PowerLaw;

/// Fit `cost = factor * size ^ exponent` to measured points
#[derive(Debug, Parser)]
struct Args {
    /// Sizes whose cost is asked for (repeatable)
    #[arg(long, value_name = "SIZE")]
    at: Vec<f64>,
    /// What was measured
    #[arg(value_name = "SIZE:COST", required = true, value_parser = point)]
    points: Vec<(f64, f64)>,
}

fn point(text: &str) -> Result<(f64, f64), String> {
    text.split_once(':')
        .and_then(|(size, cost)| Some((size.parse().ok()?, cost.parse().ok()?)))
        .ok_or_else(|| format!("`{text}` is not SIZE:COST, two numbers"))
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Some(law) = PowerLaw::through(&args.points) else {
        eprintln!("fit-growth: needs points of two sizes or more, all above 0");
        return ExitCode::from(2);
    };
    print!("exponent={:.2} factor={:.6}", law.exponent, law.factor);
    for &size in &args.at {
        print!(" {size}:{:.3}", law.at(size));
    }
    println!();
    ExitCode::SUCCESS
}
