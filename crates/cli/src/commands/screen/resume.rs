//! `screen --resume`: goes on with a run that was interrupted, and what ends one early.

use std::path::Path;

use clap::FromArgMatches;
use portcullis_screening::{BatchConfig, Unfinished, finish, unfinished, unfinished_in};

use super::{Args, Begun, EndedEarly, exit_of, screen, tell};
use crate::failure::{Exit, Failure};
use crate::output::{counted, message};
use crate::{Cli, Command, manual};

/// Goes on with the run into a folder.
pub fn run(args: &Args, folder: &Path) -> Result<Exit, Failure> {
    // Paths of the command line that was recorded are read against its folder, and this one against ours.
    let out = std::path::absolute(folder)
        .map_err(|error| Failure::usage(format!("{}: {error}", folder.display())))?;
    let Some(kept) = unfinished(folder)? else {
        return done_already(folder);
    };
    let begun_with = recorded(&kept, folder)?;
    let args = if args.payments.is_empty() {
        std::env::set_current_dir(&kept.directory).map_err(|error| {
            Failure::input(format!(
                "{}: cannot go on: the folder {} that the run was begun in: {error}",
                folder.display(),
                kept.directory.display()
            ))
        })?;
        merged(begun_with, args)
    } else {
        Args {
            umask: begun_with.umask,
            force: begun_with.force,
            delta: begun_with.delta,
            ..args.clone()
        }
    };
    if kept.is_finished {
        let summary = finish(&out, args.umask)?;
        message(&format!(
            "{}: all was written already; it is published now",
            folder.display()
        ));
        tell(&summary, args.json, &out)?;
        return Ok(exit_of(&summary));
    }
    message(&format!(
        "{}: going on after {}",
        folder.display(),
        counted(kept.records, "record", "records")
    ));
    let begun = Begun {
        run_date: kept.run_date,
        resume: true,
        read_from: Vec::new(),
        command: kept.command,
        directory: kept.directory,
    };
    screen(&args, &out, begun)
}

/// A run that is whole needs nothing; a folder without one cannot be gone on with.
fn done_already(folder: &Path) -> Result<Exit, Failure> {
    match portcullis_screening::verify(folder) {
        Ok(found) if found.head.is_some() => {
            message(&format!(
                "{}: the run is complete; there is nothing to go on with",
                folder.display()
            ));
            let needs_person = found.outcomes.need_person() > 0 || found.rejected > 0;
            Ok(Exit::attention(needs_person))
        }
        _ => Err(Failure::input(format!(
            "{}: no unfinished run into this folder is kept; begin one with `screen --out {}`",
            folder.display(),
            folder.display()
        ))),
    }
}

/// The command line that a run was begun with.
fn recorded(kept: &Unfinished, folder: &Path) -> Result<Args, Failure> {
    let parsed = manual::program()
        .try_get_matches_from(&kept.command)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(Cli {
            command: Command::Screen(args),
            ..
        }) => Ok(args),
        _ => Err(Failure::input(format!(
            "{}: cannot go on: its command line is not kept in {}; name the payments and options again",
            folder.display(),
            kept.hidden.display()
        ))),
    }
}

/// What was said when the run was begun, and what is said now in its place.
fn merged(begun_with: Args, now: &Args) -> Args {
    Args {
        index: if now.index.index.is_some() {
            now.index.clone()
        } else {
            begun_with.index.clone()
        },
        rules: now.rules.or(&begun_with.rules),
        threads: if now.threads == 0 {
            begun_with.threads
        } else {
            now.threads
        },
        words: if now.words.is_empty() {
            begun_with.words.clone()
        } else {
            now.words.clone()
        },
        ledger: now.ledger.clone().or_else(|| begun_with.ledger.clone()),
        sign_key: now.sign_key.clone().or_else(|| begun_with.sign_key.clone()),
        operator: now.operator.clone().or_else(|| begun_with.operator.clone()),
        json: now.json || begun_with.json,
        ..begun_with
    }
}

/// Says that a run ended early as somebody asked, and how to go on with it.
pub fn tell_of_end(folder: &Path, ended: EndedEarly, is_kept: bool) {
    let how_to_go_on = || format!("go on with `portcullis screen --resume {}`", folder.display());
    let what = match ended {
        EndedEarly::After(records) => format!(
            "after {}; {}",
            counted(records, "record", "records"),
            how_to_go_on()
        ),
        EndedEarly::BeforeTheFirst if is_kept => {
            format!("before it went on; {}", how_to_go_on())
        }
        EndedEarly::BeforeTheFirst => {
            "before a record was screened; nothing is kept, so begin it anew".to_owned()
        }
    };
    message(&format!("{}: ended early as asked, {what}", folder.display()));
}

/// Says which runs beside the new one were interrupted: nobody else looks at what is hidden.
pub fn tell_of_unfinished(parent: &Path) {
    // Where there is no such folder, there is nothing to tell.
    for folder in unfinished_in(parent).unwrap_or_default() {
        message(&format!(
            "{}: a run was interrupted or is still going on; `portcullis screen --resume {}` goes on with it",
            folder.display(),
            folder.display()
        ));
    }
}

/// The sizes of chunks and between checkpoints, which tests make small so that a small batch has many of them.
pub fn sized(batch: BatchConfig) -> BatchConfig {
    let size = |name: &str| std::env::var(name).ok()?.parse().ok();
    if !cfg!(debug_assertions) {
        return batch;
    }
    BatchConfig {
        chunk_bytes: size("PORTCULLIS_CHUNK_BYTES").unwrap_or(batch.chunk_bytes),
        checkpoint_bytes: size("PORTCULLIS_CHECKPOINT_BYTES")
            .map_or(batch.checkpoint_bytes, |size| size as u64),
        ..batch
    }
}
