//! `replay`: a run made again from what it was made from, and compared.

mod older;

use std::path::{Path, PathBuf};

use clap::FromArgMatches;
use portcullis_screening::{FileDifference, Summary, differences, files, read_summary};
use serde::Serialize;

use crate::commands::kept::Kept;
use crate::commands::screen;
use crate::failure::{Exit, Failure};
use crate::options::Rules;
use crate::output::{counted, message, print, print_json};
use crate::{Cli, Command, manual};

/// Make a run again from its inputs, and compare
///
/// Screens the payments of the run again with its index, rules and settings, into a folder that is thrown away, and compares
/// every file, but for the part of summary.json that holds the clock. What a run was made from is read where it was, or from
/// the run itself where `screen --keep` put copies there; a file that is not what it was is refused by name.
///
/// Exit code 0: all is equal. Exit code 1: the differences are listed. With --index or --rules the payments are screened
/// against others, and what differs is what these decide otherwise; so it is with another version of the program. An index that
/// another version compiled is compiled anew from the designations in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis replay runs/today
  portcullis replay --threads 1 runs/today
  portcullis replay --index newer.pcx --rules rules runs/today")]
pub struct Args {
    /// Another index than that of the run
    #[arg(long, value_name = "INDEX")]
    index: Option<PathBuf>,
    /// Other rules than those of the run: a folder with programs, licenses, registries (or registry.csv), findings.csv,
    /// good-guys.csv and institution.toml, each as far as it is there
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Worker threads; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true,
        value_parser = clap::value_parser!(u16).range(..=screen::THREADS_MAX))]
    threads: u16,
    /// Print what differs as JSON
    #[arg(long)]
    json: bool,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    equal: bool,
    records: u64,
    /// The last hash of the audit log of the run, and of the run made again.
    recorded_head: &'a str,
    replayed_head: &'a str,
    differences: &'a [FileDifference],
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let found = portcullis_screening::verify(&args.run)?;
    if !found.is_intact() {
        return Err(Failure::input(format!(
            "{}: the run is not what was written ({}), so nothing can be held to it; run `portcullis verify` on it",
            args.run.display(),
            counted(found.differences, "difference", "differences")
        )));
    }
    let recorded = read_summary(&args.run)?;
    let run = absolute(&args.run)?;
    let index = args.index.as_deref().map(absolute).transpose()?;
    let rules = args.rules.as_deref().map(absolute).transpose()?;
    let mut again = command_of(&args.run, &recorded)?;
    let directory = &recorded.run.directory;
    // Where all that is needed is kept, the folder that it was asked for in may be gone.
    let kept = Kept::of(&run);
    if let Err(error) = std::env::set_current_dir(directory)
        && !kept.is_whole()
    {
        return Err(Failure::input(format!(
            "{}: the folder {directory} that the run was made in: {error}",
            args.run.display()
        )));
    }
    let sources = apply(&kept, &mut again, &recorded);
    if let Some(rules) = &rules {
        again.rules = Rules::in_folder(rules)?;
    }
    // The run has the words itself: the file that they came from may have more by now.
    again.words = match recorded.configuration.words_digest {
        Some(_) => vec![run.join(files::WORDS)],
        None => Vec::new(),
    };
    check_payments(&sources, &recorded)?;
    let folder =
        tempfile::tempdir().map_err(|error| Failure::internal(format!("no folder can be made: {error}")))?;
    let made_with = Indexes::set(&mut again, index, &recorded, folder.path())?;
    again.ledger = ledger_before(&kept, &again, &recorded, folder.path(), &args.run)?;
    again.threads = args.threads;
    let out = folder.path().join("run");
    let Some(replayed) = screen::again(&again, &out, sources, &recorded)? else {
        message(&format!(
            "{}: ended early as asked; nothing is compared",
            args.run.display()
        ));
        return Ok(Exit::Attention);
    };
    check_sources(args, &made_with, &recorded, &replayed)?;
    let different = differences(&run, &out)?;
    if args.json {
        print_json(&Answer {
            equal: different.is_empty(),
            records: recorded.records,
            recorded_head: &recorded.audit_head,
            replayed_head: &replayed.audit_head,
            differences: &different,
        })?;
    } else {
        print(&describe(args, &recorded, &different))?;
    }
    Ok(Exit::attention(!different.is_empty()))
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// The command line that a run was made with.
fn command_of(run: &Path, recorded: &Summary) -> Result<screen::Args, Failure> {
    let parsed = manual::program()
        .try_get_matches_from(&recorded.run.command)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(Cli {
            command: Command::Screen(args),
            ..
        }) => Ok(args),
        _ => Err(Failure::input(format!(
            "{}: does not say by which command line it was made, or by one that this version does not know ({}), so it \
             cannot be made again",
            run.display(),
            recorded.program
        ))),
    }
}

/// Puts what is kept in the place of what was named. Returns where each payments file is read.
fn apply(kept: &Kept, args: &mut screen::Args, recorded: &Summary) -> Vec<PathBuf> {
    let named = || recorded.run.payments_paths.iter().map(PathBuf::from).collect();
    if !kept.is_whole() {
        return named();
    }
    args.index.index = kept.index();
    args.delta = args.delta.take().and(kept.there("index-before.pcx"));
    args.control = args.control.take().and(kept.there("control.csv"));
    args.batch.map = args.batch.map.take().and(kept.there("map.toml"));
    args.rules = kept.rules(args.rules.allow_missing_lists);
    let payments = kept.payments();
    if payments.is_empty() { named() } else { payments }
}

/// Refuses payments that are not those of the run.
fn check_payments(sources: &[PathBuf], recorded: &Summary) -> Result<(), Failure> {
    for (path, input) in sources.iter().zip(&recorded.inputs) {
        let digest = digest_of(path)?;
        if digest != input.blake3 {
            return Err(Failure::input(format!(
                "{}: is not the file that was screened: its BLAKE3 was {}, and is {digest}",
                path.display(),
                input.blake3
            )));
        }
    }
    Ok(())
}

fn digest_of(path: &Path) -> Result<String, Failure> {
    let digest = || {
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut std::fs::File::open(path)?, &mut hasher)?;
        Ok::<_, std::io::Error>(hasher.finalize().to_hex().to_string())
    };
    digest().map_err(|error| Failure::input(format!("{}: cannot be read: {error}", path.display())))
}

/// A copy of the ledger of caps as it was before the run, where the run had one.
fn ledger_before(
    kept: &Kept,
    again: &screen::Args,
    recorded: &Summary,
    folder: &Path,
    run: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let (Some(named), Some(before)) = (&again.ledger, &recorded.configuration.ledger_digest) else {
        return Ok(None);
    };
    let copy = folder.join("ledger.csv");
    let empty = blake3::hash(b"").to_hex();
    if empty.as_str() == before {
        return Ok(Some(copy));
    }
    let source = kept.there("ledger.csv").unwrap_or_else(|| named.clone());
    if digest_of(&source)? != *before {
        return Err(Failure::input(format!(
            "{}: the ledger of caps {} is not what it was before the run, so what was left of the caps cannot be told",
            run.display(),
            source.display()
        )));
    }
    std::fs::copy(&source, &copy).map_err(|error| Failure::write(&copy, &error))?;
    Ok(Some(copy))
}

/// Which index a run is made again with.
enum Indexes {
    /// One that somebody named.
    Another,
    /// The designations of the run's, compiled anew.
    CompiledAnew,
    /// The run's own.
    Same,
}

impl Indexes {
    /// Puts the indexes that are searched in the place of those that the run names.
    fn set(
        again: &mut screen::Args,
        named: Option<PathBuf>,
        recorded: &Summary,
        folder: &Path,
    ) -> Result<Indexes, Failure> {
        let before = recorded.configuration.delta.as_deref();
        older::compiled_anew(&mut again.delta, before, folder.join("index-before.pcx"))?;
        if named.is_some() {
            again.index.index = named;
            return Ok(Indexes::Another);
        }
        let was = Some(recorded.index_digest.as_str());
        let is_anew = older::compiled_anew(&mut again.index.index, was, folder.join("index.pcx"))?;
        Ok(if is_anew {
            Indexes::CompiledAnew
        } else {
            Indexes::Same
        })
    }
}

/// Refuses an index or rules that are not those of the run, where nobody named others.
fn check_sources(
    args: &Args,
    indexes: &Indexes,
    recorded: &Summary,
    replayed: &Summary,
) -> Result<(), Failure> {
    if matches!(indexes, Indexes::Same) && recorded.index_digest != replayed.index_digest {
        return Err(Failure::input(format!(
            "{}: is not the index of the run any more: its digest was {}, and is {}; name another with --index to compare \
             with that",
            replayed.run.index_path, recorded.index_digest, replayed.index_digest
        )));
    }
    if args.rules.is_none() && recorded.configuration.rules_digest != replayed.configuration.rules_digest {
        return Err(Failure::input(format!(
            "{}: the rule files are not those of the run any more; name others with --rules to compare with those",
            args.run.display()
        )));
    }
    Ok(())
}

fn describe(args: &Args, recorded: &Summary, different: &[FileDifference]) -> String {
    if different.is_empty() {
        return format!(
            "{}: made again, and equal: {}, head {}\n",
            args.run.display(),
            counted(recorded.records, "record", "records"),
            recorded.audit_head
        );
    }
    let mut text = String::new();
    for file in different {
        text.push_str(&format!(
            "{}: {}\n",
            file.file,
            counted(file.differences, "difference", "differences")
        ));
        for line in &file.shown {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
            text.push_str(&format!(
                "  {}: was {}\n  {:width$}  is  {}\n",
                line.at,
                side(&line.recorded),
                "",
                side(&line.replayed),
                width = line.at.chars().count() - 1
            ));
        }
        let more = file.differences - file.shown.len() as u64;
        if more > 0 {
            text.push_str(&format!("  … and {more} more\n"));
        }
    }
    text
}
