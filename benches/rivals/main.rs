//! Portcullis beside the programs that a user would pick instead: the same listed names, the same queries, the same
//! threads, one run. `cargo rivals`, or `cargo bench -p portcullis-benches --bench rivals -- --help`.
//!
//! Every contestant gets the queries in the same order and is timed in turn, round by round, so that whatever else the
//! machine does meanwhile falls on all of them. Slow ones are asked fewer names: each as many as fill its time. What a
//! rival computes, and what it does not, stands in its module and in `docs/measurements`.

mod inverted_index;
mod jaro_winkler;
mod normal;
mod portcullis;
mod rapid;
mod search_engine;
mod stage;

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use portcullis_benches::lists::{Lists, searched_names};
use portcullis_benches::names::{Labelled, clean, labelled};
use portcullis_index::Index;

use crate::stage::Contestant;

/// Portcullis beside its rivals, as a table
#[derive(Debug, Parser)]
struct Args {
    /// How many clean names to ask at most
    #[arg(long, value_name = "N", default_value_t = 40_000)]
    names: usize,
    /// How often each contestant is timed; the median counts
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    /// How long each contestant is asked in a round, about
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    seconds: f64,
    /// Threads; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Said by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let mut args = Args::parse();
    if !args.bench {
        // `cargo test --benches`: see that it runs, measure nothing worth printing.
        (args.names, args.rounds, args.seconds) = (50, 1, 0.0);
    }
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rivals: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What was measured of a contestant.
struct Row {
    asked: usize,
    /// Names a second, a round each.
    rates: Vec<f64>,
    /// Share of the clean names asked that it alerts on.
    alerted: f64,
    /// Share of the misspelled listed names that it finds.
    found: Option<f64>,
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let lists = Lists::find()?;
    let index = lists.index()?;
    let threads = if args.threads == 0 {
        std::thread::available_parallelism()?.get()
    } else {
        args.threads
    };
    let listed: Vec<(u32, &str)> = searched_names(&index).collect();
    let names = clean(&lists, args.names)?;
    let variants = labelled(&lists, "variants.csv")?;
    let mut contestants: Vec<Box<dyn Contestant>> = vec![
        Box::new(portcullis::Portcullis::new(&index, false)),
        Box::new(portcullis::Portcullis::new(&index, true)),
        Box::new(rapid::TokenSort::new(&listed)),
        Box::new(jaro_winkler::JaroWinkler::new(&listed)),
        Box::new(inverted_index::FuzzyTerms::new(&listed)?),
    ];
    let mut rows = Vec::new();
    for contestant in &mut contestants {
        let asked = portion(contestant.as_mut(), &names, args.seconds, threads);
        let alerts = contestant.screen(&names[..asked], threads);
        let alerted = share(alerts.iter().filter(|hits| !hits.is_empty()).count(), asked);
        rows.push(Row {
            asked,
            rates: Vec::new(),
            alerted,
            found: found(contestant.as_ref(), &index, &variants, threads),
        });
    }
    same_answers(&contestants, &names[..rows[1].asked], threads)?;
    for _ in 0..args.rounds {
        for (contestant, row) in contestants.iter_mut().zip(&mut rows) {
            contestant.forget();
            let began = Instant::now();
            std::hint::black_box(contestant.screen(&names[..row.asked], threads));
            row.rates.push(per_second(row.asked, began.elapsed()));
        }
    }
    print(&lists, listed.len(), threads, args.rounds, &contestants, &rows);
    Ok(())
}

/// How many names fill the time: known after asking a few more and more.
fn portion(contestant: &mut dyn Contestant, names: &[String], seconds: f64, threads: usize) -> usize {
    let mut asked = names.len().min(20);
    loop {
        contestant.forget();
        let began = Instant::now();
        std::hint::black_box(contestant.screen(&names[..asked], threads));
        let spent = began.elapsed().as_secs_f64();
        if spent * 4.0 >= seconds || asked == names.len() {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss
            )]
            let fitting = (asked as f64 * seconds / spent.max(1e-9)) as usize;
            return fitting.clamp(asked, names.len());
        }
        asked = (asked * 4).min(names.len());
    }
}

/// Share of queries that alert on what they should.
fn found(contestant: &dyn Contestant, index: &Index, variants: &[Labelled], threads: usize) -> Option<f64> {
    // The oracle finds what the index finds, and would take minutes to say so.
    if variants.is_empty() || contestant.is_oracle() {
        return None;
    }
    let queries: Vec<String> = variants.iter().map(|variant| variant.query.clone()).collect();
    let hits = contestant.screen(&queries, threads);
    let right = hits
        .iter()
        .zip(variants)
        .filter(|(hits, variant)| {
            hits.iter().any(|&name| {
                let id = index.designation_id(index.name(name).designation());
                variant.ids.iter().any(|right| right == id)
            })
        })
        .count();
    Some(share(right, variants.len()))
}

/// Holds Portcullis to its oracle on the way: a benchmark of wrong answers is worth nothing.
fn same_answers(
    contestants: &[Box<dyn Contestant>],
    names: &[String],
    threads: usize,
) -> Result<(), Box<dyn Error>> {
    let mut answers = contestants
        .iter()
        .take(2)
        .map(|contestant| contestant.screen(names, threads));
    if let (Some(indexed), Some(exhaustive)) = (answers.next(), answers.next())
        && let Some(at) = indexed.iter().zip(&exhaustive).position(|(a, b)| a != b)
    {
        return Err(format!(
            "`{}` gets other hits by index than by comparing every name; run the matcher's lossless tests",
            names[at]
        )
        .into());
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

#[allow(clippy::cast_precision_loss)]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn median(rates: &[f64]) -> f64 {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn print(
    lists: &Lists,
    listed: usize,
    threads: usize,
    rounds: usize,
    contestants: &[Box<dyn Contestant>],
    rows: &[Row],
) {
    println!(
        "{listed} names of {}; distinct clean names; {threads} threads; median of {rounds} rounds (slowest to fastest)\n",
        lists.title
    );
    println!(
        "| program | names asked | names/s | µs a name, one thread | Portcullis is faster by | clean names alerted | variants found |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let best = median(&rows[0].rates);
    for (contestant, row) in contestants.iter().zip(rows) {
        let rate = median(&row.rates);
        let (slowest, fastest) = row.rates.iter().fold((f64::MAX, 0.0f64), |(low, high), &rate| {
            (low.min(rate), high.max(rate))
        });
        #[allow(clippy::cast_precision_loss)]
        let micros = threads as f64 * 1e6 / rate;
        println!(
            "| {} | {} | {rate:.0} ({slowest:.0} to {fastest:.0}) | {micros:.1} | {:.1}× | {} | {} |",
            contestant.name(),
            row.asked,
            best / rate,
            if contestant.decides() {
                format!("{:.2}%", row.alerted * 100.0)
            } else {
                "ranks, does not decide".to_owned()
            },
            match row.found {
                Some(found) => format!("{:.1}%", found * 100.0),
                None if contestant.is_oracle() => "the same".to_owned(),
                None => "-".to_owned(),
            },
        );
    }
}
