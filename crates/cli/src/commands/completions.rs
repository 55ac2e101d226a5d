//! `completions`: what a shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Cli;
use crate::failure::{Exit, Failure};
use crate::output::print;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(
    display_order = 90,
    after_help = "\
Examples:
  portcullis completions bash > /etc/bash_completion.d/portcullis
  portcullis completions zsh > \"${fpath[1]}/_portcullis\""
)]
pub struct Args {
    /// Which shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "portcullis", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
