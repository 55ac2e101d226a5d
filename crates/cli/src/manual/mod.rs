//! The program as its help and its manual pages show it: the definitions of `clap`, and what a table knows besides.

mod page;
mod rows;

use clap::{Command, CommandFactory};

pub use self::page::page;
pub use self::rows::ROWS;
use crate::Cli;
use crate::failure::Exit;

/// What the help says of a command besides its options.
#[derive(Debug)]
pub struct Row {
    /// The words after `portcullis`; empty for the program itself.
    pub command: &'static str,
    /// What exit code 0 says.
    pub done: &'static str,
    /// What exit code 1 says, for commands that may end with it.
    pub attention: Option<&'static str>,
    /// What exit code 3 says.
    pub input: &'static str,
    /// What it reads and writes, each with what that is.
    pub files: &'static [(&'static str, &'static str)],
}

impl Row {
    /// Of a command, by the words after `portcullis`. One that the table lacks, which a test rules out, has the program's.
    pub fn of(command: &str) -> &'static Row {
        ROWS.iter().find(|row| row.command == command).unwrap_or(&ROWS[0])
    }

    /// The exit codes that the command may end with, each with what it says.
    pub fn exit_codes(&self) -> impl Iterator<Item = (u8, &'static str)> {
        let attention = self.attention.map(|says| (Exit::Attention, says));
        std::iter::once((Exit::Done, self.done))
            .chain(attention)
            .chain([
                (
                    Exit::Usage,
                    "the command line does not make sense, or names what there is not",
                ),
                (Exit::Input, self.input),
                (
                    Exit::Internal,
                    "the program, or the machine it runs on, is at fault",
                ),
            ])
            .map(|(exit, says)| (exit as u8, says))
    }
}

/// The whole command line, with the exit codes of each command in its help.
pub fn program() -> Command {
    with_exit_codes(Cli::command(), "")
}

fn with_exit_codes(command: Command, words: &str) -> Command {
    let mut help = command
        .get_after_help()
        .map(|examples| format!("{examples}\n\n"))
        .unwrap_or_default();
    help.push_str("Exit codes:");
    for (code, says) in Row::of(words).exit_codes() {
        help.push_str(&format!("\n  {code}  {says}"));
    }
    if words.is_empty() {
        help.push_str("\n\n`portcullis COMMAND --help` says more about each command.");
    }
    command.after_help(help).mut_subcommands(|sub| {
        let words = below(words, sub.get_name());
        with_exit_codes(sub, &words)
    })
}

/// The words of a command below another.
fn below(words: &str, name: &str) -> String {
    format!("{words} {name}").trim_start().to_owned()
}

/// Calls `each` with every command and its words, those above before those below.
pub fn each_command<E>(
    command: &Command,
    words: &str,
    each: &mut impl FnMut(&Command, &str) -> Result<(), E>,
) -> Result<(), E> {
    each(command, words)?;
    command
        .get_subcommands()
        .try_for_each(|sub| each_command(sub, &below(words, sub.get_name()), each))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use clap::{Arg, Command, CommandFactory};

    use super::{ROWS, each_command, page, program};
    use crate::Cli;

    fn each(command: &Command, mut check: impl FnMut(&Command, &str)) {
        let done: Result<(), Infallible> = each_command(command, "", &mut |command, words| {
            check(command, words);
            Ok(())
        });
        assert!(done.is_ok());
    }

    #[test]
    fn every_command_has_a_row_and_every_row_a_command() {
        let mut commands = BTreeSet::new();
        each(&Cli::command(), |_, words| {
            commands.insert(words.to_owned());
        });
        let rows: BTreeSet<String> = ROWS.iter().map(|row| row.command.to_owned()).collect();
        assert_eq!(commands, rows);
        assert_eq!(rows.len(), ROWS.len(), "a command stands twice");
    }

    #[test]
    fn the_page_of_screen_names_every_file_of_a_run() {
        let row = super::Row::of("screen");
        for file in portcullis_screening::files::FILES {
            let named = row.files.iter().any(|(_, what)| what.contains(file.name));
            assert!(named, "{} is not named", file.name);
        }
    }

    #[test]
    fn every_help_and_every_page_says_with_what_the_command_may_end() {
        each(&program(), |command, words| {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("\nExit codes:\n  0  "), "{words}: {help}");
            assert!(help.contains("\n  4  "), "{words}: {help}");
        });
        let mut program = Cli::command();
        program.build();
        each(&program, |command, words| {
            let page = page(command, words).unwrap();
            for section in [
                "NAME",
                "SYNOPSIS",
                "\"EXIT STATUS\"",
                "FILES",
                "EXAMPLES",
                "\"SEE ALSO\"",
            ] {
                let head = format!("\n.SH {section}\n");
                assert!(page.contains(&head), "{words} lacks {section}:\n{page}");
            }
            for code in ["0", "2", "3", "4"] {
                assert!(
                    page.contains(&format!("\n.TP\n\\fB{code}\\fR\n")),
                    "{words} lacks {code}:\n{page}"
                );
            }
        });
    }

    /// What a value is called where any is right that can be read: a path, a number, a date.
    const OPEN: [&str; 43] = [
        "INDEX",
        "DIR",
        "FOLDER",
        "FILE",
        "DATE",
        "N",
        "T",
        "R",
        "P",
        "L",
        "I",
        "F",
        "G",
        "S",
        "OLD",
        "NEW",
        "ID",
        "CC",
        "DAYS",
        "HASH",
        "NAME",
        "NAME|PAYMENTS|ID",
        "PAYMENTS",
        "PAYMENT_ID",
        "DESIGNATION_ID",
        "TEXT",
        "COLUMN",
        "KIND:PATH",
        "KIND:VALUE",
        "LIST",
        "HEX",
        "OCTAL",
        "USER",
        "FROM..TO",
        "A,B,C",
        "A",
        "B",
        "RUN",
        "CASE",
        "COMMAND",
        "BATCH",
        "PERCENT",
        "STATE",
    ];

    #[test]
    fn every_option_says_which_values_it_takes_and_which_it_has_without_one() {
        let mut program = Cli::command();
        program.build();
        each(&program, |command, words| {
            let page = page(command, words).unwrap();
            for option in command.get_arguments().filter(|option| takes_a_value(option)) {
                let name = option.get_id();
                let values = option.get_possible_values();
                let open = option
                    .get_value_names()
                    .is_some_and(|names| names.iter().all(|name| OPEN.contains(&name.as_str())));
                assert!(
                    !values.is_empty() || open,
                    "{words}: {name} lists no values, and is not open"
                );
                for value in values.iter().filter(|value| !value.is_hide_set()) {
                    let (bare, explained) = (
                        format!("\n{}\n", value.get_name()),
                        format!("\n{}: ", value.get_name()),
                    );
                    let page = page.replace("\\-", "-");
                    assert!(
                        page.contains(&bare) || page.contains(&explained),
                        "{words}: {name}: {bare}"
                    );
                }
                for default in option.get_default_values() {
                    let default = format!("[default: {}]", default.to_string_lossy());
                    let shown = page.replace("\\-", "-").contains(&default);
                    assert!(
                        shown || option.is_hide_default_value_set(),
                        "{words}: {name} {default}"
                    );
                }
            }
        });
    }

    fn takes_a_value(option: &Arg) -> bool {
        option.get_num_args().is_some_and(|values| values.takes_values())
    }
}
