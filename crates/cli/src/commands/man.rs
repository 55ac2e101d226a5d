//! `man`: manual pages, from the same definitions as the help.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::Cli;
use crate::failure::{Exit, Failure};
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
    let command = Cli::command();
    match &args.out {
        None => {
            let mut page = Vec::new();
            Man::new(command).render(&mut page).map_err(Failure::internal)?;
            print(&String::from_utf8_lossy(&page))?;
        }
        Some(folder) => {
            clap_mangen::generate_to(command, folder).map_err(|error| Failure::write(folder, &error))?;
            message(&format!("manual pages: {}", folder.display()));
        }
    }
    Ok(Exit::Done)
}
