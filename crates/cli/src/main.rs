#![doc = include_str!("../README.md")]

mod certificate;
mod commands;
mod compared;
mod config;
mod demonstration;
mod failure;
mod hits;
mod log;
mod manual;
mod metrics;
mod near;
mod near_misses;
mod options;
mod output;
mod panics;
mod progress;
mod signals;
mod table;
mod usage;
mod why;

use std::process::ExitCode;

use clap::{Command as Program, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{
    cases, check, compile, completions, config as config_command, duties, evaluate, explain, generate,
    good_guys, impact, licenses, lists, man, payments, programs, replay, report, screen, verify,
};
use crate::failure::{Exit, Failure};

/// Screens payments against sanctions lists and lets lawful humanitarian flows through.
///
/// Lists are compiled once into an index; payments, and single names, are then screened against it. Data goes to
/// standard output, progress and messages to standard error.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, after_help = EXAMPLES, disable_help_subcommand = true, max_term_width = 110)]
struct Cli {
    /// Options of commands in a file, a table a command: those of the command line hold before them. Without it, the file that
    /// PORTCULLIS_CONFIG names, else portcullis.toml in the working directory
    #[arg(long, value_name = "FILE", global = true, help_heading = "All commands")]
    config: Option<std::path::PathBuf>,
    #[command(flatten)]
    log: log::Args,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  portcullis check \"viktor bout\"
  portcullis screen data/payments/sample.csv
  portcullis compile --out lists.pcx ofac-sdn:lists/ofac un:lists/un.xml
  portcullis screen --index lists.pcx --out runs/today payments.csv
  portcullis verify runs/today";

#[derive(Debug, Subcommand)]
enum Command {
    Compile(compile::Args),
    Screen(screen::Args),
    Check(check::Args),
    Explain(explain::Args),
    Payments(payments::Args),
    Lists(lists::Args),
    Programs(programs::Args),
    Licenses(licenses::Args),
    Evaluate(evaluate::Args),
    Verify(verify::Args),
    Replay(replay::Args),
    Report(report::Args),
    Duties(duties::Args),
    Cases(cases::Args),
    GoodGuys(good_guys::Args),
    Impact(impact::Args),
    Generate(generate::Args),
    Config(config_command::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Whether it screens payments, and ends where it can be gone on with when it is told to end.
    fn ends_early(&self) -> bool {
        matches!(self, Command::Screen(_) | Command::Replay(_) | Command::Config(_))
    }

    fn run(&self) -> Result<Exit, Failure> {
        match self {
            Command::Compile(args) => compile::run(args),
            Command::Screen(args) => screen::run(args),
            Command::Check(args) => check::run(args),
            Command::Explain(args) => explain::run(args),
            Command::Payments(args) => payments::run(args),
            Command::Lists(args) => lists::run(args),
            Command::Programs(args) => programs::run(args),
            Command::Licenses(args) => licenses::run(args),
            Command::Evaluate(args) => evaluate::run(args),
            Command::Verify(args) => verify::run(args),
            Command::Replay(args) => replay::run(args),
            Command::Report(args) => report::run(args),
            Command::Duties(args) => duties::run(args),
            Command::Cases(args) => cases::run(args),
            Command::GoodGuys(args) => good_guys::run(args),
            Command::Impact(args) => impact::run(args),
            Command::Generate(args) => generate::run(args),
            Command::Config(args) => config_command::run(args),
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        }
    }
}

/// Runs a command, between two events of the log.
fn run(cli: &Cli) -> Result<Exit, Failure> {
    if !cli.command.ends_early() {
        signals::end_at_once()?;
    }
    log::begin(&cli.log)?;
    let begun = std::time::Instant::now();
    let command = config::command_word();
    tracing::info!(command, version = env!("CARGO_PKG_VERSION"), "begins");
    let done = cli.command.run();
    let exit = match &done {
        Ok(exit) => *exit,
        Err(failure) => failure.exit(),
    };
    let seconds = begun.elapsed().as_secs_f64();
    // What went wrong is told on standard error: it may name what stands in a file.
    if matches!(exit, Exit::Done | Exit::Attention) {
        tracing::info!(command, exit = exit as u8, seconds, "ends");
    } else {
        tracing::error!(command, exit = exit as u8, seconds, "fails");
    }
    done
}

fn main() -> ExitCode {
    let done = panics::one_line(|| {
        signals::listen()?;
        let program = Cli::command();
        let words = config::apply(&program)?;
        let parse = |program: Program| {
            let matches = program.try_get_matches_from(&words);
            matches.and_then(|matches| Cli::from_arg_matches(&matches))
        };
        // The exit codes of every command are written into its help for whoever gets to read it.
        match parse(program).or_else(|_| parse(manual::program())) {
            Ok(cli) => run(&cli),
            Err(error) => usage::explain(&error, &manual::program()),
        }
    });
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report();
            failure.exit().into()
        }
    }
}
