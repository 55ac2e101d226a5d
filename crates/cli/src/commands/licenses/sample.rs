//! `licenses sample`: releases for a second person, and what that person found.

use std::path::PathBuf;

use portcullis_screening::{Audit, AuditCount, Sample, Share, sample, sample_csv};

use crate::failure::{Exit, Failure};
use crate::output::{counted, message, print, print_json};
use crate::table::Sheet;

/// Draw released payments for a second person to look at, and count what was found
///
/// Prints a share of the payments that licenses released in a run as CSV, rounded up, each with all that its release rests on.
/// Equal runs, shares and seeds draw the same payments. The second person fills in the last three columns: verdict (right,
/// wrong or unclear), auditor and note. With --audit the file comes back and is counted, by license; nothing of the run is
/// changed. Exit code 1 means that something was found wrong or unclear.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis licenses sample runs/today --share 5% --seed 7 > audit.csv
  portcullis licenses sample runs/today --audit audit.csv")]
pub(super) struct SampleArgs {
    /// The share of the releases to draw
    #[arg(long, value_name = "PERCENT", required_unless_present = "audit")]
    share: Option<Share>,
    /// What decides which are drawn; note it with the sample, so that somebody else can draw it again
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Count this audit instead: a sample with verdicts
    #[arg(long, value_name = "FILE", conflicts_with_all = ["share", "seed"])]
    audit: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// The folder that `screen --out` wrote
    #[arg(value_name = "DIR")]
    run: PathBuf,
}

pub(super) fn run(args: &SampleArgs) -> Result<Exit, Failure> {
    if let Some(path) = &args.audit {
        let audit = Audit::read(&args.run, path)?;
        if args.json {
            print_json(&audit)?;
        } else {
            print(&counts(&audit))?;
        }
        return Ok(Exit::attention(!audit.found.is_empty()));
    }
    let Some(share) = args.share else {
        return Err(Failure::usage(
            "how many? --share 5%, or --audit FILE to count one",
        ));
    };
    let sample: Sample = sample(&args.run, share, args.seed)?;
    if args.json {
        print_json(&sample)?;
    } else {
        print(&sample_csv(&sample))?;
    }
    message(&format!(
        "{} of {} (seed {})",
        counted(sample.rows.len() as u64, "payment", "payments"),
        counted(sample.releases, "release", "releases"),
        args.seed
    ));
    Ok(Exit::Done)
}

fn counts(audit: &Audit) -> String {
    let mut sheet =
        Sheet::new(&["license", "sampled", "right", "wrong", "unclear", "open"]).right(&[1, 2, 3, 4, 5]);
    let mut row = |name: &str, count: &AuditCount| {
        sheet.row([
            name.to_owned(),
            count.sampled.to_string(),
            count.right.to_string(),
            count.wrong.to_string(),
            count.unclear.to_string(),
            count.open.to_string(),
        ]);
    };
    for (license, count) in &audit.by_license {
        row(license, count);
    }
    row("all", &audit.count);
    let mut text = sheet.to_string();
    for found in &audit.found {
        let note = if found.note.is_empty() {
            String::new()
        } else {
            format!(": {}", found.note)
        };
        let verdict = match found.verdict {
            portcullis_screening::AuditVerdict::Wrong => "wrong",
            _ => "unclear",
        };
        text.push_str(&format!(
            "\n{} ({}): {verdict}, {}{note}",
            found.payment_id,
            found.license_ids.join(", "),
            found.auditor
        ));
    }
    if !audit.found.is_empty() {
        text.push('\n');
    }
    if let Some(most) = audit.wrong_share_max {
        text.push_str(&format!(
            "\nof {}, at most {:.1}% were wrong (95 percent confidence)\n",
            counted(audit.releases, "release", "releases"),
            most * 100.0
        ));
    }
    text
}
