//! `verify`: whether a run is still what was written.

use std::path::PathBuf;

use portcullis_model::Outcome;
use portcullis_screening::{FINDINGS_MAX, Verification};

use crate::failure::{Exit, Failure};
use crate::output::{counted, message, print, print_json, thousands};

/// Verify that nothing of a run was changed, cut or reordered
///
/// Recomputes the audit log's hash chain, the digest of every file and every count. Exit code 0: the run is intact. Exit
/// code 3: it is not, and what is wrong is printed, a line each with file and line.
///
/// Whoever can replace the whole folder can write a new chain. Note the head that is printed when the run is made, and
/// hand it in with --head later.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis verify runs/today
  portcullis verify --head \"$NOTED_HEAD\" runs/today")]
pub struct Args {
    /// The head of the audit chain that was noted when the run was made
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let found = portcullis_screening::verify(&args.run)?;
    let other_head = args
        .head
        .as_deref()
        .filter(|noted| found.head.as_deref() != Some(noted.trim()));
    if args.json {
        print_json(&found)?;
    } else {
        print(&describe(args, &found))?;
    }
    if found.is_intact() && other_head.is_none() {
        return Ok(Exit::Done);
    }
    let wrong = match (found.findings.len() as u64, other_head) {
        (0, _) => "its audit head is not the one noted".to_owned(),
        (n, _) if n > FINDINGS_MAX as u64 => format!("{}+ findings", thousands(FINDINGS_MAX as u64)),
        (n, _) => counted(n, "finding", "findings"),
    };
    Err(Failure::input(format!(
        "{}: the run is not what was written ({wrong}); do not rely on it, screen the payments again",
        args.run.display()
    )))
}

fn describe(args: &Args, found: &Verification) -> String {
    let mut text = String::new();
    for finding in &found.findings {
        text.push_str(&format!("{}/{finding}\n", args.run.display()));
    }
    if found.is_intact() {
        let outcomes: Vec<String> = Outcome::ALL
            .iter()
            .map(|&outcome| format!("{} {outcome}", thousands(found.outcomes.of(outcome))))
            .collect();
        text.push_str(&format!(
            "{}: intact: {},{} {} decided ({}), {} rejected; {} of the audit log\nhead {}\n",
            args.run.display(),
            counted(found.records, "record", "records"),
            match found.unchanged {
                0 => String::new(),
                unchanged => format!(" {} as before,", thousands(unchanged)),
            },
            thousands(found.decided),
            outcomes.join(", "),
            thousands(found.rejected),
            counted(found.audit_lines, "line", "lines"),
            found.head.as_deref().unwrap_or("none"),
        ));
    }
    if found.head.is_none() {
        message("the audit log has no last line to compare");
    }
    text
}
