//! One manual page in roff: what `clap_mangen` makes of the definitions, with exit status, files and examples.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use super::Row;

/// The page of a command of the built command line, by its words.
pub fn page(command: &Command, words: &str) -> io::Result<String> {
    let source = concat!("portcullis ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone())
        .source(source)
        .manual("Portcullis manual");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut more = Roff::new();
    besides(&mut more, command, Row::of(words));
    more.to_writer(&mut page)?;
    String::from_utf8(page).map_err(io::Error::other)
}

/// The sections that the definitions know nothing of.
fn besides(roff: &mut Roff, command: &Command, row: &Row) {
    roff.control("SH", ["EXIT STATUS"]);
    for (code, says) in row.exit_codes() {
        roff.control("TP", []);
        roff.text([bold(code.to_string())]);
        roff.text([roman(says)]);
    }
    roff.control("SH", ["FILES"]);
    for (path, what) in row.files {
        roff.control("TP", []);
        roff.text([italic(*path)]);
        roff.text([roman(*what)]);
    }
    if let Some(examples) = command.get_after_help() {
        let examples = examples.to_string();
        roff.control("SH", ["EXAMPLES"]);
        // As they are typed: no line is filled.
        roff.control("nf", []);
        for line in examples.lines().filter(|line| *line != "Examples:") {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman(see_also(row.command))]);
}

/// The pages above a command, or those of all commands.
fn see_also(words: &str) -> String {
    let above: Vec<&str> = words.split_whitespace().collect();
    let mut pages = vec!["portcullis(1)".to_owned()];
    for depth in 1..above.len() {
        pages.push(format!("portcullis-{}(1)", above[..depth].join("-")));
    }
    if above.is_empty() {
        pages = vec!["The page of each command, portcullis-COMMAND(1)".to_owned()];
    }
    format!("{}; docs/contract.md of the source", pages.join(", "))
}
