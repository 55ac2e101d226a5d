//! `verify`: whether a run is still what was written.

use std::path::PathBuf;

use portcullis_model::Outcome;
use portcullis_screening::{RunKey, Verification, files, read_summary};
use serde::Serialize;

use super::kept::Kept;
use crate::failure::{Exit, Failure};
use crate::output::{counted, message, print, print_json, thousands};

/// Verify that nothing of a run was changed, cut or reordered
///
/// Recomputes the audit log's hash chain, the digest of every file and every count. Exit code 0: the run is intact. Exit
/// code 3: it is not; the first difference is printed with file, line and what was expected, and how many follow (--json
/// lists them, a hundred at most). What the run keeps of what it was made from (`screen --keep`) is held to its digests, too.
///
/// Whoever can replace the whole folder can write a new chain. With --public-key, the run must bear a signature of that key
/// (`screen --sign-key`), and exit code 3 says that it does not. Or note the head that is printed when the run is made, and
/// hand it in with --head later. Exit code 1: the run is intact, and another than the one whose head was noted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis verify runs/today
  portcullis verify --public-key bank.pub runs/today
  portcullis verify --head \"$NOTED_HEAD\" runs/today")]
pub struct Args {
    /// The head of the audit chain that was noted when the run was made: 64 hexadecimal digits
    #[arg(long, value_name = "HEX")]
    head: Option<String>,
    /// Hold the run to a signature of this public key: Ed25519 in PEM, as `openssl pkey -pubout` writes it
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

/// What `--json` prints.
#[derive(Serialize)]
struct FoundJson<'a> {
    #[serde(flatten)]
    found: &'a Verification,
    /// What among the copies in `kept` is not what the run was made from; absent where nothing is.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    kept: &'a [String],
}

/// Reads the hash of the last line of an audit chain.
fn head(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_lowercase();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err("--head: a head is 64 hexadecimal digits, as `screen` and `verify` print it".to_owned())
    }
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let noted = args
        .head
        .as_deref()
        .map(head)
        .transpose()
        .map_err(Failure::usage)?;
    let key = args.public_key.as_deref().map(RunKey::open).transpose()?;
    let found = portcullis_screening::verify(&args.run)?;
    // What a run says of its copies is worth something only where the run is what was written.
    let kept = if found.is_intact() {
        Kept::of(&args.run).altered(&read_summary(&args.run)?)
    } else {
        Vec::new()
    };
    if args.json {
        print_json(&FoundJson {
            found: &found,
            kept: &kept,
        })?;
    } else {
        print(&describe(args, &found))?;
    }
    if !found.is_intact() {
        return Err(Failure::input(format!(
            "{}: the run is not what was written ({}); do not rely on it, screen the payments again",
            args.run.display(),
            counted(found.differences, "difference", "differences")
        )));
    }
    if !kept.is_empty() {
        let told = kept
            .iter()
            .map(|altered| format!("{}/{altered}", args.run.display()));
        return Err(Failure::inputs(&told.collect::<Vec<_>>()));
    }
    if let Some(key) = &key {
        key.check(&args.run)?;
        message(&format!("signed by {}", key.public_key()));
    } else if args.run.join(files::SIGNATURE).exists() {
        message("the run bears a signature; --public-key FILE holds it to a key");
    }
    match (&noted, &found.head) {
        (Some(noted), Some(head)) if noted != head => {
            message(&format!(
                "{}: its head is {head}, and {noted} was noted: intact, but another run than that one",
                args.run.display()
            ));
            Ok(Exit::Attention)
        }
        _ => Ok(Exit::Done),
    }
}

fn describe(args: &Args, found: &Verification) -> String {
    let Some(first) = found.findings.first() else {
        return describe_intact(args, found);
    };
    let mut text = format!("{}/{first}\n", args.run.display());
    let mut rest: Vec<(&str, u64)> = Vec::new();
    for finding in &found.findings[1..] {
        match rest.iter_mut().find(|(file, _)| *file == finding.file) {
            Some((_, count)) => *count += 1,
            None => rest.push((&finding.file, 1)),
        }
    }
    if !rest.is_empty() {
        let rest: Vec<String> = rest
            .iter()
            .map(|(file, count)| format!("{file} {}", thousands(*count)))
            .collect();
        text.push_str(&format!(
            "{} after it ({}): --json lists them\n",
            counted(found.differences - 1, "difference", "differences"),
            rest.join(", ")
        ));
    }
    text
}

fn describe_intact(args: &Args, found: &Verification) -> String {
    let outcomes: Vec<String> = Outcome::ALL
        .iter()
        .map(|&outcome| format!("{} {outcome}", thousands(found.outcomes.of(outcome))))
        .collect();
    format!(
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
    )
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn a_head_is_the_hexadecimal_digits_of_a_digest() {
        assert_eq!(head(&format!(" {}\n", "A1".repeat(32))), Ok("a1".repeat(32)));
        for text in ["", "a1", &"a1".repeat(33), &"g1".repeat(32), &"é".repeat(32)] {
            assert!(head(text).is_err(), "{text}");
        }
    }
}
