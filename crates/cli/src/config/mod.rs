//! `portcullis.toml`: options of commands in a file, under those of the command line.
//!
//! A table a command, a key an option, by its long name: what stands on the command line holds before what stands in the file, and
//! that before the default. The file is turned into words of the command line and put before those that were given, so that an
//! option means the same in both, and a run records what it was made with.

mod file;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory};

pub use file::ConfigFile;

use crate::failure::Failure;
use crate::output::{counted, message};

/// What names the file where no option does.
pub const VARIABLE: &str = "PORTCULLIS_CONFIG";

/// The file that is looked for in the working directory where nothing names another.
pub const FILE_NAME: &str = "portcullis.toml";

/// Commands that take nothing from the file.
const APART: [&str; 4] = ["config", "completions", "man", "help"];

/// The command line with what the file adds; see [`command_line`].
static COMMAND_LINE: OnceLock<Vec<OsString>> = OnceLock::new();

/// The command line as it was given, with the options that a file adds to it.
pub fn command_line() -> Vec<OsString> {
    COMMAND_LINE
        .get()
        .cloned()
        .unwrap_or_else(|| std::env::args_os().collect())
}

/// How a configuration file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// By `--config`.
    Option,
    /// By the environment.
    Variable,
    /// By its name, in the working directory.
    Here,
}

impl Named {
    /// As a person is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Named::Option => "--config",
            Named::Variable => VARIABLE,
            Named::Here => "the working directory",
        }
    }
}

/// The configuration file that holds for a command line; `None` where there is none.
pub fn named(words: &[OsString]) -> Option<(PathBuf, Named)> {
    let by_option = by_option(words).map(|path| (path, Named::Option));
    let by_variable = || {
        let value = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        value.map(|value| (PathBuf::from(value), Named::Variable))
    };
    let here = || {
        let path = PathBuf::from(FILE_NAME);
        path.is_file().then_some((path, Named::Here))
    };
    by_option.or_else(by_variable).or_else(here)
}

fn by_option(words: &[OsString]) -> Option<PathBuf> {
    let mut words = words.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(PathBuf::from(path));
        }
    }
    None
}

/// Reads the configuration file, where there is one, and puts its options for the command before those that were given.
///
/// # Errors
/// The file cannot be read, or something in it is wrong.
pub fn apply(program: &Command) -> Result<Vec<OsString>, Failure> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let command = words_of_command(program, &words);
    let applied = match (named(&words), command.first()) {
        (Some((path, named)), Some((_, first)))
            if !APART.contains(&first.as_str()) && !asks_for_help(&words) =>
        {
            let file = ConfigFile::read(&path, program)?;
            let (applied, added) = with_file(program, &words, &file);
            if added > 0 {
                let options = counted(added as u64, "option", "options");
                message(&format!(
                    "{options} of {} (by {})",
                    path.display(),
                    named.as_str()
                ));
            }
            applied
        }
        _ => words,
    };
    Ok(COMMAND_LINE.get_or_init(|| applied).clone())
}

fn asks_for_help(words: &[OsString]) -> bool {
    let mut words = words.iter().take_while(|word| *word != "--");
    words.any(|word| word == "--help" || word == "-h" || word == "--version" || word == "-V")
}

/// A command line with what a file adds to it, and how many options that are.
pub fn with_file(program: &Command, words: &[OsString], file: &ConfigFile) -> (Vec<OsString>, usize) {
    let command = words_of_command(program, words);
    let path: Vec<&str> = command.iter().map(|(_, word)| word.as_str()).collect();
    let Some(definition) = command_of(program, &path) else {
        return (words.to_vec(), 0);
    };
    let given = given(program, words, &path);
    let mut added: Vec<OsString> = Vec::new();
    let mut options = 0;
    for option in file.options_of(&path) {
        let Some(argument) =
            file::options_of(program, definition).find(|arg| arg.get_long() == Some(&option.key))
        else {
            continue;
        };
        let is_given = |arg: &Arg| given.iter().any(|given| given == arg.get_id().as_str());
        if is_given(argument)
            || definition
                .get_arguments()
                .any(|other| is_given(other) && excludes(definition, argument, other))
        {
            continue;
        }
        options += 1;
        added.extend(option.words());
    }
    let behind = command.last().map_or(1, |(at, _)| at + 1);
    let mut all = words.to_vec();
    all.splice(behind..behind, added);
    (all, options)
}

/// Whether one of two options says that it excludes the other.
fn excludes(command: &Command, one: &Arg, other: &Arg) -> bool {
    // What stands in every command excludes nothing.
    if one.is_global_set() || other.is_global_set() {
        return false;
    }
    let says = |one: &Arg, other: &Arg| {
        let rivals = command.get_arg_conflicts_with(one);
        rivals.iter().any(|rival| rival.get_id() == other.get_id())
    };
    says(one, other) || says(other, one)
}

/// The ids of the arguments of a command that stand on the command line.
fn given(program: &Command, words: &[OsString], path: &[&str]) -> Vec<String> {
    // What is wrong or missing is told when the whole is parsed.
    let lenient = program.clone().ignore_errors(true);
    let Ok(matches) = lenient.try_get_matches_from(words) else {
        return Vec::new();
    };
    let mut leaf: &ArgMatches = &matches;
    for word in path {
        match leaf.subcommand_matches(word) {
            Some(deeper) => leaf = deeper,
            None => return Vec::new(),
        }
    }
    let said = |id: &&clap::Id| leaf.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    leaf.ids().filter(said).map(ToString::to_string).collect()
}

/// The words of a command line that name the command, with their places.
fn words_of_command(program: &Command, words: &[OsString]) -> Vec<(usize, String)> {
    let mut command = program;
    let mut path = Vec::new();
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        // The only options that may stand before a command.
        if word == "--config" {
            at += 2;
            continue;
        }
        if word.starts_with("--config=") {
            at += 1;
            continue;
        }
        let Some(deeper) = command.find_subcommand(word) else {
            break;
        };
        path.push((at, deeper.get_name().to_owned()));
        command = deeper;
        at += 1;
    }
    path
}

/// The words of the command that is run.
pub fn command_word() -> String {
    let words: Vec<OsString> = std::env::args_os().collect();
    let path = words_of_command(&crate::Cli::command(), &words);
    path.into_iter()
        .map(|(_, word)| word)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The command of these words.
pub fn command_of<'c>(program: &'c Command, path: &[&str]) -> Option<&'c Command> {
    path.iter()
        .try_fold(program, |command, word| command.find_subcommand(word))
}

/// A path of the file, which is read against the folder of the file.
fn beside(folder: &Path, path: &str) -> String {
    folder.join(path).to_string_lossy().into_owned()
}
