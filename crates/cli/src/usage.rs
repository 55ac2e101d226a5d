//! A wrong command line in one line, where `clap` would take six.

use clap::Command;
use clap::error::ErrorKind;

use crate::failure::{Exit, Failure};
use crate::output;

/// Help and version go to standard output; anything else is a failure of one line.
pub fn explain(error: &clap::Error, program: &Command) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::tolerate(error.print())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            output::aside(error.render().to_string().trim_end());
            Err(Failure::usage("which command? the list is above"))
        }
        _ => {
            let command = command_words(
                program,
                std::env::args_os()
                    .skip(1)
                    .map(|word| word.to_string_lossy().into_owned()),
            );
            Err(Failure::usage(format!(
                "{}; see `{command} --help`",
                one_line(&error.render().to_string())
            )))
        }
    }
}

/// The error, what it lists, and its tips, without the usage block.
fn one_line(rendered: &str) -> String {
    let mut text = String::new();
    let lines = rendered
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.strip_prefix("error: ").unwrap_or(line);
        let line = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
            .unwrap_or(line);
        let line = line.strip_prefix("tip: ").unwrap_or(line);
        text.push_str(match text.chars().last() {
            None => "",
            Some(':') => " ",
            Some(_) => "; ",
        });
        text.push_str(line);
    }
    text
}

/// The command that was meant: as many leading arguments as are commands.
fn command_words(program: &Command, arguments: impl Iterator<Item = String>) -> String {
    let mut words = program.get_name().to_owned();
    let mut command = program;
    for argument in arguments {
        let Some(deeper) = command.find_subcommand(&argument) else {
            break;
        };
        command = deeper;
        words.push(' ');
        words.push_str(&argument);
    }
    words
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{command_words, one_line};

    #[test]
    fn what_is_missing_is_listed_in_the_line() {
        let rendered = "error: the following required arguments were not provided:\n  --out <INDEX>\n  <KIND:PATH>...\n\n\
            Usage: portcullis compile --out <INDEX> <KIND:PATH>...\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(rendered),
            "the following required arguments were not provided: --out <INDEX>; <KIND:PATH>..."
        );
    }

    #[test]
    fn tips_and_possible_values_are_kept() {
        let rendered = "error: invalid value 'x' for '--weak-aliases <DO>'\n  [possible values: alert, corroborate]\n\n\
            \x20 tip: a similar value exists: 'alert'\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(rendered),
            "invalid value 'x' for '--weak-aliases <DO>'; possible values: alert, corroborate; a similar value exists: 'alert'"
        );
    }

    #[test]
    fn the_help_to_read_is_that_of_the_command_meant() {
        let words = |line: &str| command_words(&crate::Cli::command(), line.split(' ').map(str::to_owned));
        assert_eq!(words("lists diff --nonsense"), "portcullis lists diff");
        assert_eq!(words("screen --index lists"), "portcullis screen");
        assert_eq!(words("scren"), "portcullis");
    }

    #[test]
    fn the_definitions_agree_with_each_other() {
        crate::Cli::command().debug_assert();
    }
}
