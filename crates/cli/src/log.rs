//! `--log`: what the program does, an event a line, for whoever collects logs.
//!
//! Events have counts, digests, paths and times. They never have what stands in a payment or a query: no name, account or text. Without
//! `--log` nothing listens, and an event costs the look at one number.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;

use crate::failure::Failure;

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// An object of JSON a line
    Json,
    /// A line of text
    Text,
}

/// Which events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// What went wrong
    Error,
    /// And what should be looked at
    Warn,
    /// And what begins and ends
    Info,
    /// And how far it is
    Debug,
}

/// The log that was asked for.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "All commands")]
pub struct Args {
    /// Write a log, an event a line, on standard error: what begins and ends, with counts and digests, and nothing of what stands
    /// in payments
    #[arg(long, value_name = "FORMAT", global = true)]
    log: Option<Format>,
    /// Add the log to this file instead
    #[arg(long, value_name = "FILE", global = true)]
    log_file: Option<PathBuf>,
    /// Which events are written
    #[arg(long, value_name = "LEVEL", default_value = "info", global = true)]
    log_level: Level,
}

/// Begins to listen, where a log was asked for.
///
/// # Errors
/// The file cannot be opened.
pub fn begin(args: &Args) -> Result<(), Failure> {
    let format = match (args.log, &args.log_file) {
        (Some(format), _) => format,
        (None, Some(_)) => Format::Text,
        (None, None) => return Ok(()),
    };
    let level = match args.log_level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let events = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_ansi(false);
    // Nobody else begins to listen in this program; were it so, that one would hear the events.
    let _ = match (format, &args.log_file) {
        (Format::Json, Some(path)) => events
            .json()
            .flatten_event(true)
            .with_writer(Mutex::new(open(path)?))
            .try_init(),
        (Format::Json, None) => events
            .json()
            .flatten_event(true)
            .with_writer(std::io::stderr)
            .try_init(),
        (Format::Text, Some(path)) => events.with_writer(Mutex::new(open(path)?)).try_init(),
        (Format::Text, None) => events.with_writer(std::io::stderr).try_init(),
    };
    Ok(())
}

fn open(path: &Path) -> Result<File, Failure> {
    let file = File::options().create(true).append(true).open(path);
    file.map_err(|error| Failure::write(path, &error))
}
