//! `impact`: what the runs of months and years did, as an account that may be published.

use std::path::{Path, PathBuf};

use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_screening::{ImpactAccount, ImpactSources, runs_at};

use crate::demonstration::DataFolder;
use crate::failure::{Exit, Failure};
use crate::output::{message, print, print_json, thousands};
use crate::table::Sheet;

/// Account for what screening did over months and years
///
/// By month and year: who is affected by stopped payments (cases, people, countries, sectors, purposes), humanitarian payments
/// released, held and refused, and why, licenses used and unused, lawful payments that were stopped over all stopped, duties
/// met in time over duties due, reviewers' words, and appeals. A payment that several runs have counts once.
///
/// The account holds no name. Counts of one to four are not shown: small groups are merged, small counts hidden, and others
/// with them, so that none follows from what is shown. docs/impact.md says how each figure is made.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis impact runs/2025-*
  portcullis impact --html 2025.html --csv 2025.csv runs/2025-*
  portcullis impact --json --words words.csv --duties duties-met.csv \\
      --appeals appeals.csv runs/2025-*")]
pub struct Args {
    /// Write the account as an HTML page with pictures (`-`: to standard output)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write it as CSV: table,group,period,unit,count,hidden (`-`: to standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Reviewers' words (words.csv), besides those that the runs keep (repeatable)
    #[arg(long, value_name = "FILE")]
    words: Vec<PathBuf>,
    /// Duties that were met: the rows that `duties` prints, with a column met_on (YYYY-MM-DD) (repeatable)
    #[arg(long, value_name = "FILE")]
    duties: Vec<PathBuf>,
    /// What listed parties appealed (appeals.csv): a CSV file or a folder of them (repeatable)
    #[arg(long, value_name = "F")]
    appeals: Vec<PathBuf>,
    /// Licenses of which the unused are told: a TOML file or a folder of them (repeatable); without one, those of data/
    #[arg(long, value_name = "P")]
    licenses: Vec<PathBuf>,
    /// Programs that the licenses and appeals name: a TOML file or a folder of them (repeatable); without one, those of data/
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// The folders that `screen --out` wrote, in any order, or folders of such folders
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let to_stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let printed = [to_stdout(&args.html), to_stdout(&args.csv), args.json];
    if printed.into_iter().filter(|printed| *printed).count() > 1 {
        return Err(Failure::usage(
            "only one of --html -, --csv - and --json can be printed; write the others into files",
        ));
    }
    let sources = ImpactSources {
        runs: args.runs.iter().flat_map(|run| runs_at(run)).collect(),
        words: args.words.clone(),
        duties_met: args.duties.clone(),
    };
    let account = ImpactAccount::of(&sources, &args.rules()?)?;
    for (what, path, text) in [
        (
            "page",
            &args.html,
            ImpactAccount::html as fn(&ImpactAccount) -> String,
        ),
        ("table", &args.csv, ImpactAccount::csv),
    ] {
        match path.as_deref() {
            None => {}
            Some(path) if path == Path::new("-") => print(&text(&account))?,
            Some(path) => {
                portcullis_sys::write_atomically_private(path, text(&account).as_bytes())
                    .map_err(|error| Failure::write(path, &error))?;
                message(&format!("{what}: {}", path.display()));
            }
        }
    }
    if args.json {
        print_json(&account)?;
    } else if args.html.is_none() && args.csv.is_none() {
        print(&text(&account))?;
    }
    Ok(Exit::Done)
}

impl Args {
    fn rules(&self) -> Result<Rulebook, Failure> {
        // Runs are accounted for anywhere: only unused licenses need rules, which may be elsewhere.
        let data = DataFolder::find().ok();
        let shipped = |named: &[PathBuf], of: fn(&DataFolder) -> PathBuf| match named {
            [] => data.iter().map(of).collect(),
            named => named.to_vec(),
        };
        if data.is_none() && self.licenses.is_empty() {
            message(
                "no licenses are named and none that ship are found, so unused ones are not told: name them with --licenses",
            );
        }
        let files = RuleFiles {
            programs: shipped(&self.programs, DataFolder::programs),
            licenses: shipped(&self.licenses, DataFolder::licenses),
            findings: self.appeals.clone(),
            ..RuleFiles::default()
        };
        Ok(Rulebook::load(&files)?)
    }
}

/// The years of every table, for a terminal.
fn text(account: &ImpactAccount) -> String {
    let years: Vec<usize> = (0..account.periods.len())
        .filter(|&at| account.periods[at].len() != "2025-01".len())
        .collect();
    let shown = |count: Option<u64>| count.map_or_else(|| "hidden".to_owned(), thousands);
    let mut text = format!(
        "{} of {} records decided in {} runs\n",
        thousands(account.decided),
        thousands(account.records),
        thousands(account.runs.len() as u64)
    );
    let right: Vec<usize> = (1..=years.len()).collect();
    for table in &account.tables {
        let mut heads = vec![table.title];
        heads.extend(years.iter().map(|&at| account.periods[at].as_str()));
        let mut sheet = Sheet::new(&heads).right(&right);
        for row in &table.rows {
            let counts = years.iter().map(|&at| shown(row.counts[at]));
            sheet.row(std::iter::once(row.group.clone()).chain(counts));
        }
        text.push_str(&format!("\n{sheet}"));
    }
    let mut heads = vec!["share"];
    heads.extend(years.iter().map(|&at| account.periods[at].as_str()));
    let mut sheet = Sheet::new(&heads).right(&right);
    for share in &account.shares {
        let shares = years.iter().map(|&at| {
            let of = &share.shares[at];
            let hidden = if of.part.is_none() { "hidden" } else { "-" };
            of.share.clone().unwrap_or_else(|| hidden.to_owned())
        });
        sheet.row(std::iter::once(share.title.to_owned()).chain(shares));
    }
    text.push_str(&format!("\n{sheet}"));
    text.push_str(&format!(
        "\n{} licenses in force released nothing; --json names them\n",
        account.licenses_unused.len()
    ));
    text
}
