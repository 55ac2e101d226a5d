//! `man`: manual pages, from the same definitions as the help.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;

use crate::Cli;
use crate::failure::{Exit, Failure};
use crate::manual::{each_command, page};
use crate::output::{message, print};

/// Print the manual page, or write one a command
#[derive(Debug, clap::Args)]
#[command(
    display_order = 91,
    after_help = "\
Examples:
  portcullis man | man -l -
  portcullis man --out /usr/local/share/man/man1"
)]
pub struct Args {
    /// A folder for the pages of all commands
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut program = Cli::command();
    program.build();
    match &args.out {
        None => print(&page(&program, "").map_err(Failure::internal)?)?,
        Some(folder) => {
            each_command(&program, "", &mut |command, words| {
                let name = command.get_display_name().unwrap_or_else(|| command.get_name());
                let path = folder.join(format!("{name}.1"));
                let page = page(command, words).map_err(Failure::internal)?;
                fs::write(&path, page).map_err(|error| Failure::write(&path, &error))
            })?;
            message(&format!("manual pages: {}", folder.display()));
        }
    }
    Ok(Exit::Done)
}
