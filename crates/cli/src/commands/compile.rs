//! `compile`: official lists into one index.

mod coverage;

use std::path::{Path, PathBuf};
use std::time::Instant;

use portcullis_exemptions::{Ownership, RuleFiles, Rulebook};
use portcullis_list_compiler::{
    Compilation, CompileOptions, Links, OwnershipRule, SourceKind, SourceReport, SourceSpec, Threshold,
};
use portcullis_model::Date;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::options::{date, days, latest_day, max_age};
use crate::output::{counted, message, print, print_json, size, thousands};
use crate::table::Sheet;

/// Compile lists, as published, into one index
///
/// Reads every list, checks it, and writes one index file that `screen`, `check` and the others open in place. The index
/// is written beside INDEX and renamed over it, so that whoever screens meanwhile has the old one or the new one.
///
/// A download that was cut must not open the gate, nor an old list take the place of a new one. A list is refused that has
/// a file missing or cut, that lost more than 5% of its designations, names, identifiers or addresses against the index
/// that INDEX replaces, that is older than the one in it, or that is dated in the future.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub struct Args {
    /// Where to write the index
    #[arg(long, value_name = "INDEX")]
    out: PathBuf,
    /// The day whose state of affairs is compiled, for sources that carry dates of their own (ownership)
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// The index to compare with, instead of the one that is replaced
    #[arg(long, value_name = "INDEX")]
    previous: Option<PathBuf>,
    /// Accept an empty list, one with a file missing or cut, and one that lost more than 5% of what it holds
    #[arg(long)]
    allow_shrink: bool,
    /// Accept a list that is older than the one that it replaces, or dated in the future
    #[arg(long)]
    allow_older: bool,
    /// Warn about lists that were published longer ago, or do not say when
    #[arg(long, value_name = "DAYS", value_parser = days, visible_alias = "max-age")]
    warn_age: Option<u32>,
    /// Programs that say from what share on they hold what their parties own, and whose shares are added up: a TOML file or a
    /// folder of them (repeatable); they take the place of what ships
    #[arg(long, value_name = "P")]
    programs: Vec<PathBuf>,
    /// Also print every remark clause and field that was not understood, with how often
    #[arg(long)]
    verbose: bool,
    /// Also account for every record and value of each list: indexed, kept as text, not understood (with examples), left
    /// out and why
    #[arg(long)]
    coverage: bool,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
    /// What kind of list it is, and where
    #[arg(value_name = "KIND:PATH", required = true)]
    sources: Vec<SourceSpec>,
}

fn after_help() -> String {
    format!(
        "\
KIND is one of
  {}
PATH is a file, or a folder (for OFAC: the one that holds sdn.csv, alt.csv,
add.csv and sdn_comments.csv).

Several lists of one official kind are snapshots of it, compiled into one list
with validity: who left is delisted, and --as-of screens as the list stood. A
list that does not say its day is written KIND@YYYY-MM-DD:PATH. A folder of
files with a day in their names is a series of snapshots.

Examples:
  portcullis compile --out lists.pcx ofac-sdn:lists/ofac un:lists/consolidated.xml
  portcullis compile --out lists.pcx --verbose custom:internal.csv
  portcullis compile --out lists.pcx --coverage eu:xmlFullSanctionsList_1_1.xml
  portcullis compile --out lists.pcx un:un-2018-10 un:un-2026-02
  portcullis compile --out history.pcx un:every-day-since-2018
  portcullis compile --out lists.pcx --programs programs ofac-sdn:lists/ofac ownership:shares.csv
  portcullis compile --out lists.pcx --warn-age 7 ofac-sdn@2026-02-27:lists/ofac",
        SourceKind::words(" ")
    )
}

/// What programs say of ownership.
fn ownership(programs: &[PathBuf]) -> Result<Vec<OwnershipRule>, Failure> {
    if programs.is_empty() {
        return Ok(Vec::new());
    }
    let rulebook = Rulebook::load(&RuleFiles {
        programs: programs.to_vec(),
        ..RuleFiles::default()
    })?;
    let threshold = |ownership: Ownership| match ownership {
        Ownership::AtLeastHalf => Threshold::AtLeastHalf,
        Ownership::OverHalf => Threshold::OverHalf,
        Ownership::None => Threshold::None,
    };
    let mut rules = Vec::new();
    for program in rulebook.programs() {
        // What a list calls the program is any of its names.
        for name in std::iter::once(&program.id).chain(&program.aliases) {
            let mut add = |from: Option<Date>, ownership: Option<Ownership>| {
                rules.push(OwnershipRule {
                    authority: program.authority.clone(),
                    program: Some(name.clone()),
                    threshold: ownership.map(threshold),
                    from,
                    aggregate_with: program.aggregate_with.clone(),
                });
            };
            let by_phase = program.phases.iter().any(|phase| phase.ownership.is_some());
            if by_phase || program.ownership.is_some() || program.aggregate_with.is_some() {
                add(None, program.ownership);
            }
            for phase in program.phases.iter().filter(|_| by_phase) {
                add(Some(phase.from), phase.ownership.or(program.ownership));
            }
        }
    }
    Ok(rules)
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    check_folder(&args.out)?;
    let began = Instant::now();
    let options = CompileOptions {
        ownership: ownership(&args.programs)?,
        as_of: args.as_of,
        previous: args.previous.clone(),
        allow_shrink: args.allow_shrink,
        allow_older: args.allow_older,
        warn_age: args.warn_age.map(max_age),
        latest_day: Some(latest_day()),
        coverage: args.coverage,
    };
    let compilation = portcullis_list_compiler::compile(&args.sources, &args.out, &options)?;
    let bytes = std::fs::metadata(&args.out)
        .map_err(|error| Failure::write(&args.out, &error))?
        .len();
    let brief = Brief::of(&compilation, args.verbose);
    for report in brief.told() {
        for warning in &report.warnings {
            message(&format!("warning: {warning}"));
        }
    }
    for line in brief.untold_warnings() {
        message(&line);
    }
    if args.json {
        print_json(&Compiled {
            index: &args.out,
            bytes,
            seconds: began.elapsed().as_secs_f64(),
            designations: compilation.designations.len(),
            sources: &compilation.reports,
            links: &compilation.links,
        })?;
    } else {
        print(&describe(&compilation, &brief, args.verbose))?;
        for report in &compilation.reports {
            if let Some(account) = &report.coverage {
                print(&coverage::describe(report, account))?;
            }
        }
        print(&format!(
            "\n{}: {}, {} in {:.1} s\n",
            args.out.display(),
            counted(
                compilation.designations.len() as u64,
                "designation",
                "designations"
            ),
            size(bytes),
            began.elapsed().as_secs_f64()
        ))?;
    }
    Ok(Exit::Done)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Compiled<'a> {
    index: &'a Path,
    bytes: u64,
    seconds: f64,
    designations: usize,
    sources: &'a [SourceReport],
    links: &'a Links,
}

/// Said before minutes of reading, not after: a folder that is not there.
fn check_folder(out: &Path) -> Result<(), Failure> {
    match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => Err(Failure::usage(format!(
            "{}: the folder {} does not exist; make it first",
            out.display(),
            folder.display()
        ))),
        _ if out.is_dir() => Err(Failure::usage(format!(
            "{}: is a folder; name a file in it for the index",
            out.display()
        ))),
        _ => Ok(()),
    }
}

/// More snapshots of a list than these are told in one line.
const TOLD_MAX: usize = 12;

/// What of a compilation is told source by source: all of it, but for long series of snapshots.
struct Brief<'a> {
    compilation: &'a Compilation,
    /// The kinds of which only the newest snapshot is told.
    series: Vec<SourceKind>,
}

impl<'a> Brief<'a> {
    fn of(compilation: &'a Compilation, verbose: bool) -> Brief<'a> {
        let sources = |kind: &SourceKind| compilation.reports.iter().filter(|r| r.kind == *kind).count();
        let is_long = |kind: &SourceKind| !verbose && sources(kind) > TOLD_MAX;
        Brief {
            compilation,
            series: SourceKind::all().filter(is_long).collect(),
        }
    }

    /// The reports, with whether each is an old snapshot of a long series.
    fn all(&self) -> impl Iterator<Item = (&'a SourceReport, bool)> {
        let sources = self.compilation.sources.iter().zip(&self.compilation.reports);
        sources.map(|(source, report)| {
            let is_old = source.superseded_on.is_some() && self.series.contains(&report.kind);
            (report, is_old)
        })
    }

    fn told(&self) -> impl Iterator<Item = &'a SourceReport> {
        self.all().filter(|(_, is_old)| !is_old).map(|(report, _)| report)
    }

    fn untold(&self, kind: SourceKind) -> impl Iterator<Item = &'a SourceReport> {
        self.all()
            .filter(move |(report, is_old)| *is_old && report.kind == kind)
            .map(|(report, _)| report)
    }

    /// How many warnings about old snapshots there are.
    fn untold_warnings(&self) -> Vec<String> {
        let of = |kind: &SourceKind| {
            let warnings: usize = self.untold(*kind).map(|report| report.warnings.len()).sum();
            (warnings > 0).then(|| {
                format!(
                    "{} about older snapshots of {kind}; `--verbose` prints them",
                    counted(warnings as u64, "more warning", "more warnings")
                )
            })
        };
        self.series.iter().filter_map(of).collect()
    }

    /// A line for each long series.
    fn series(&self) -> String {
        let mut text = String::new();
        for kind in &self.series {
            let of_kind = self
                .compilation
                .reports
                .iter()
                .filter(|report| report.kind == *kind);
            let sum = |of: fn(&SourceReport) -> u64| thousands(of_kind.clone().map(of).sum());
            let days = of_kind.clone().filter_map(|report| report.day.as_deref());
            text.push_str(&format!(
                "{kind}: {} snapshots, {} to {}: {} added, of which {} came back; {} removed; {} changed\n",
                thousands(of_kind.clone().count() as u64),
                days.clone().min().unwrap_or_default(),
                days.max().unwrap_or_default(),
                sum(|report| report.added),
                sum(|report| report.returned),
                sum(|report| report.removed),
                sum(|report| report.changed),
            ));
        }
        text
    }
}

/// The snapshots of each list by day, and what each changed; of long series a line each.
fn snapshots(compilation: &Compilation, brief: &Brief<'_>) -> String {
    let is_dated = |kind: &str| {
        compilation
            .sources
            .iter()
            .any(|source| source.kind == kind && source.superseded_on.is_some())
    };
    let mut snapshots: Vec<&SourceReport> = compilation
        .reports
        .iter()
        .filter(|report| is_dated(report.kind.as_str()) && !brief.series.contains(&report.kind))
        .collect();
    if snapshots.is_empty() {
        return brief.series();
    }
    let rank = |report: &SourceReport| SourceKind::all().position(|kind| kind == report.kind);
    snapshots.sort_by_key(|report| (rank(report), report.day.clone()));
    let heads = ["snapshot", "day", "added", "came back", "removed", "changed"];
    let mut sheet = Sheet::new(&heads).right(&[2, 3, 4, 5]);
    for report in snapshots {
        sheet.row([
            format!("{}:{}", report.kind, report.path.display()),
            report.day.clone().unwrap_or_default(),
            thousands(report.added),
            thousands(report.returned),
            thousands(report.removed),
            thousands(report.changed),
        ]);
    }
    format!("{sheet}{}", brief.series())
}

/// The lists of which nothing shows that they are whole; their own people know of what is theirs.
fn not_shown_whole(brief: &Brief<'_>) -> String {
    let open: Vec<String> = brief
        .told()
        .filter(|report| report.kind.is_published() && report.whole_by.is_none())
        .map(|report| format!("{}:{}", report.kind, report.path.display()))
        .collect();
    if open.is_empty() {
        return String::new();
    }
    format!(
        "\nnothing in these files shows that they are whole, so look whether so many designations are published: {}\n",
        open.join(", ")
    )
}

/// How many parties stand on the lists of several authorities, and how that is known; nothing where none does.
fn linked(links: &Links) -> String {
    if links.parties == 0 {
        return String::new();
    }
    let reasons: Vec<String> = links
        .pairs
        .iter()
        .map(|(reason, pairs)| format!("{} by {}", thousands(*pairs), reason.as_str()))
        .collect();
    format!(
        "\non the lists of several authorities: {} ({} designations); pairs linked: {}\n",
        counted(links.parties, "party", "parties"),
        thousands(links.designations),
        reasons.join(", ")
    )
}

fn describe(compilation: &Compilation, brief: &Brief<'_>, verbose: bool) -> String {
    // Aliases and addresses are counted as the files have them, so that they can be held against the publisher's own
    // figures; one row may hold several names, or none.
    let mut sheet = Sheet::new(&[
        "source",
        "published",
        "designations",
        "aliases",
        "weak aliases",
        "original script",
        "addresses",
        "identifiers",
        "names in all",
    ])
    .right(&[2, 3, 4, 5, 6, 7, 8]);
    for report in brief.told() {
        sheet.row([
            format!("{}:{}", report.kind, report.path.display()),
            report.published.clone().unwrap_or_default(),
            thousands(report.designations),
            thousands(report.alias_records),
            thousands(report.weak_aliases),
            thousands(report.original_script),
            thousands(report.address_records),
            thousands(report.identifiers),
            thousands(report.names),
        ]);
    }
    let mut text = sheet.to_string();
    let snapshots = snapshots(compilation, brief);
    if !snapshots.is_empty() {
        text.push_str(&format!("\n{snapshots}"));
    }
    text.push_str(&not_shown_whole(brief));
    text.push_str(&linked(&compilation.links));
    if verbose {
        for report in &compilation.reports {
            text.push_str(&format!(
                "\nnot understood in {}:{}:",
                report.kind,
                report.path.display()
            ));
            if report.not_understood.is_empty() {
                text.push_str(" nothing");
            }
            text.push('\n');
            let mut clauses: Vec<_> = report.not_understood.iter().collect();
            clauses.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
            for (clause, times) in clauses {
                text.push_str(&format!("{:>8}  {clause}\n", thousands(*times)));
            }
        }
    }
    text
}
