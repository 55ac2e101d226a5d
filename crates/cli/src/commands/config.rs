//! `config`: what a configuration file says, whether it is right, and what another would decide.

mod diff;

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use crate::config::{ConfigFile, FILE_NAME, VARIABLE, command_of, named};
use crate::failure::{Exit, Failure};
use crate::manual;
use crate::output::{counted, message, print, print_json};
use crate::table::Sheet;

/// Check, show and compare configuration files
///
/// A configuration file has a table a command ([screen], [compile], [lists.fetch]) and in it options by their long names. A switch
/// is true or false, an option that may be repeated takes a list, and a path is read against the folder of the file. An option of the
/// command line holds before the file, and the file before the default. The file is the one of --config, else of
/// PORTCULLIS_CONFIG, else portcullis.toml in the working directory; a line on standard error says that it is used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis config check portcullis.toml
  portcullis config show screen
  portcullis config diff portcullis.toml stricter.toml --on payments.csv")]
pub struct Args {
    #[command(subcommand)]
    command: Config,
}

#[derive(Debug, Subcommand)]
enum Config {
    Check(CheckArgs),
    Show(ShowArgs),
    Diff(diff::DiffArgs),
}

/// Say what is wrong with a configuration file
///
/// Prints nothing where all is right. Else a line for each thing that is wrong, with file and line, and below it the line of the file with
/// what of it is meant; the exit code is 3. Files that options name are not opened.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis config check
  portcullis config check portcullis.toml")]
struct CheckArgs {
    /// The file; without one, the one that would be used
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Show which options hold, and from where
///
/// Without a command, every option of the configuration file with its line. With one, every option of that command: what the file
/// says of it, else its default.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis config show
  portcullis config show screen
  portcullis config show --json lists fetch")]
struct ShowArgs {
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// The words of a command
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// An option that holds.
#[derive(Serialize)]
struct Held {
    command: String,
    option: String,
    /// `null`: nothing is said, and there is no default.
    value: Option<String>,
    /// `FILE:LINE`, or `default`.
    from: String,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Config::Check(args) => check(args),
        Config::Show(args) => show(args),
        Config::Diff(args) => diff::run(args),
    }
}

/// The file that holds for this command line.
fn file_that_holds() -> Option<PathBuf> {
    let words: Vec<_> = std::env::args_os().collect();
    named(&words).map(|(path, _)| path)
}

fn no_file() -> Failure {
    Failure::usage(format!(
        "which configuration? name a file, or set {VARIABLE}; there is no {FILE_NAME} here"
    ))
}

fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let path = args.file.clone().or_else(file_that_holds).ok_or_else(no_file)?;
    let (file, findings) = ConfigFile::look_at(&path, &manual::program())?;
    let lines: Vec<String> = findings.iter().flat_map(|finding| finding.lines(&path)).collect();
    if !lines.is_empty() {
        return Err(Failure::shown(lines));
    }
    message(&format!(
        "{}: nothing is wrong; {}",
        path.display(),
        counted(file.settings.len() as u64, "option", "options")
    ));
    Ok(Exit::Done)
}

fn show(args: &ShowArgs) -> Result<Exit, Failure> {
    let program = manual::program();
    let file = file_that_holds()
        .map(|path| ConfigFile::read(&path, &program))
        .transpose()?;
    let words: Vec<&str> = args.command.iter().map(String::as_str).collect();
    let held = if words.is_empty() {
        of_file(file.as_ref().ok_or_else(no_file)?)
    } else {
        let command = command_of(&program, &words)
            .ok_or_else(|| Failure::usage(format!("`{}` is no command", args.command.join(" "))))?;
        of_command(command, &words, file.as_ref())
    };
    if args.json {
        print_json(&held)?;
        return Ok(Exit::Done);
    }
    let mut sheet = Sheet::new(&["command", "option", "value", "from"]);
    for held in held {
        let value = held.value.unwrap_or_else(|| "(not set)".to_owned());
        sheet.row([held.command, held.option, value, held.from]);
    }
    print(&sheet.to_string())?;
    Ok(Exit::Done)
}

fn of_file(file: &ConfigFile) -> Vec<Held> {
    let settings = file.settings.iter();
    settings
        .map(|setting| Held {
            command: setting.command.join(" "),
            option: setting.key.clone(),
            value: Some(setting.shown()),
            from: format!("{}:{}", file.path.display(), setting.line),
        })
        .collect()
}

fn of_command(command: &clap::Command, words: &[&str], file: Option<&ConfigFile>) -> Vec<Held> {
    let mut all = Vec::new();
    for option in command.get_arguments().filter(|arg| !arg.is_global_set()) {
        let Some(name) = option
            .get_long()
            .filter(|name| !["help", "version"].contains(name))
        else {
            continue;
        };
        let setting = file.and_then(|file| {
            let mut settings = file.settings.iter();
            settings.find(|setting| setting.key == name && setting.command == words)
        });
        let (value, from) = match (setting, file) {
            (Some(setting), Some(file)) => (
                Some(setting.shown()),
                format!("{}:{}", file.path.display(), setting.line),
            ),
            _ => {
                let defaults: Vec<String> = option
                    .get_default_values()
                    .iter()
                    .map(|value| value.to_string_lossy().into_owned())
                    .collect();
                (
                    (!defaults.is_empty()).then(|| defaults.join(", ")),
                    "default".to_owned(),
                )
            }
        };
        all.push(Held {
            command: words.join(" "),
            option: name.to_owned(),
            value,
            from,
        });
    }
    all
}
