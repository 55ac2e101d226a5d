//! A wrong command line in one line, where `clap` would take six.

use clap::error::ErrorKind;

use crate::failure::{Exit, Failure};
use crate::output;

/// Help and version go to standard output; anything else is a failure of one line.
pub fn explain(error: &clap::Error) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::tolerate(error.print())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            output::aside(error.render().to_string().trim_end());
            Err(Failure::usage("which command? the list is above"))
        }
        _ => Err(Failure::usage(one_line(&error.render().to_string()))),
    }
}

/// The error, what it lists, and its tips, without the usage block; then which help to read.
fn one_line(rendered: &str) -> String {
    let command = rendered
        .lines()
        .find_map(|line| line.strip_prefix("Usage: "))
        .map_or("portcullis", |usage| {
            usage[..usage
                .find([' ', '[', '<', '-'])
                .map_or(usage.len(), |_| until_arguments(usage))]
                .trim_end()
        });
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
        text.push_str(if text.is_empty() {
            ""
        } else if text.ends_with(':') {
            " "
        } else {
            "; "
        });
        text.push_str(line);
    }
    format!("{text}; see `{command} --help`")
}

/// Where the words of the command end and its arguments begin.
fn until_arguments(usage: &str) -> usize {
    usage
        .split_inclusive(' ')
        .take_while(|word| {
            !word.starts_with(['[', '<', '-']) && !word.trim_end().chars().all(|c| c.is_ascii_uppercase())
        })
        .map(str::len)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_is_missing_is_listed_in_the_line() {
        let rendered = "error: the following required arguments were not provided:\n  --out <INDEX>\n  <KIND:PATH>...\n\n\
            Usage: portcullis compile --out <INDEX> <KIND:PATH>...\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(rendered),
            "the following required arguments were not provided: --out <INDEX>; <KIND:PATH>...; see `portcullis compile --help`"
        );
    }

    #[test]
    fn tips_and_possible_values_are_kept() {
        let rendered = "error: invalid value 'x' for '--weak-aliases <W>'\n  [possible values: alert, corroborate]\n\n\
            \x20 tip: a similar value exists: 'alert'\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(rendered),
            "invalid value 'x' for '--weak-aliases <W>'; possible values: alert, corroborate; a similar value exists: 'alert'; \
             see `portcullis --help`"
        );
    }
}
