//! `screen`: a batch of payments against the lists.

mod keep;
mod resume;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_exemptions::Rulebook;
use portcullis_index::Index;
use portcullis_model::{Date, Outcome};
use portcullis_payments::payment_files;
use portcullis_screening::{
    BatchConfig, DeltaSummary, Duplicates, InputDigest, Policy, Progress, RunSigner, ScreenError, Screener,
    Summary, Umask, appeals_beside_the_list, files, reaching_nobody, warn_of_nobody,
};

use crate::config::command_line;
use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::metrics::Metrics;
use crate::options::{
    Batch, IndexFile, Matching, Rules, days, endless_actors, judged_as_of, latest_day, max_age,
    missing_lists, now, today, umask,
};
use crate::output::{Stream, aside, counted, message, print, thousands};
use crate::progress::BatchBar;
use crate::signals;
use crate::table::Sheet;

/// Screen batches of payments
///
/// Decides every payment (clear, licensed, review, reject or block) and writes decisions.csv, alerts.jsonl,
/// cases.csv, released.jsonl, suppressed.jsonl, unbound.jsonl, discounted.jsonl, rejects.csv, covers.csv, words.csv, summary.json and audit.jsonl into a new folder. Every record of the input is
/// in decisions.csv or, when it cannot be read, in rejects.csv. A payment with hits that passes is on record: in
/// released.jsonl under a license or as a good guy, in suppressed.jsonl by the word of a reviewer, in unbound.jsonl because no authority binds or nothing is in force.
/// covers.csv says where a cover payment (MT202, pacs.009) and the payment of the batch that it covers name different customers or banks.
///
/// Until it is done, a run is kept in a hidden folder beside its own, and can be gone on with after any death (--resume). SIGTERM
/// and SIGINT end it with a checkpoint after the payments that it is at; a second one ends it at once.
///
/// Of a file that is no payments at all (an HTML page, an empty archive, a table without the columns) nothing is decided; it is one
/// record of rejects.csv, the other files are screened, and the exit code is 3. Where that is so of every file, there is no run.
///
/// Exit code 1 means that a person is needed: a payment is in review or stopped, a record could not be read, or the run was
/// told to end early. What could be
/// read of such a record is screened all the same. Equal
/// inputs and settings give equal decisions, whatever the number of threads.
///
/// With --delta OLD, a batch that was screened with the index OLD is screened against what changed since. The results are
/// the difference of two full runs in what a person decides on: decisions.csv has the payments that differ, as they are
/// decided now; alerts.jsonl the alerts that are new or changed, with what they said before; ended.jsonl the alerts that are
/// no more, and why. Payments that differ in a score or in evidence alone are counted. Licenses with caps are refused, because what is left of a cap depends on the rest of the batch.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
With no --index, the demonstration lists of data/ are compiled and cached; with
no rule files either, its programs, licenses and registry apply. With an
--index, only the rule files that are named apply; without any, every program
is in force with asset-freeze and nothing is licensed.

Examples:
  portcullis screen data/payments/sample.csv
  portcullis screen --index lists.pcx --out runs/today payments.csv
  portcullis screen --index lists.pcx --programs programs --licenses licenses \\
      --registry registry.csv --ledger caps.csv --out runs/today payments.csv
  portcullis screen --index lists.pcx --good-guys good-guys.csv payments.csv
  portcullis screen --index lists.pcx --words runs/words.csv payments.csv
  portcullis screen --index today.pcx --delta yesterday.pcx customers.csv
  portcullis screen --index lists.pcx --json payments.csv | jq .outcomes
  portcullis screen --resume runs/today")]
pub struct Args {
    #[command(flatten)]
    pub index: IndexFile,
    /// Screen against what changed since OLD, the index before: only payments that differ are in the results
    #[arg(long, value_name = "OLD", requires = "index", conflicts_with = "ledger")]
    pub delta: Option<PathBuf>,
    /// Go on with the run into DIR that was interrupted, from its last checkpoint. The command line is the one that it was
    /// begun with, unless payments are named; what is named besides replaces what was said then. Index, rules,
    /// configuration, program and payments must be as they were
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "force", "delta"])]
    resume: Option<PathBuf>,
    /// The folder for the results; without one, a new folder under runs/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the run that DIR holds; summary.json keeps the head of its audit chain
    #[arg(long, requires = "out")]
    force: bool,
    /// Rights that nobody gets on the new folder and its files: 077 keeps all but you out, 027 lets your group read
    #[arg(long, value_name = "OCTAL", default_value = "077", value_parser = umask)]
    umask: Umask,
    /// Judge every payment as of this day instead of its value date
    #[arg(long, value_name = "DATE", value_parser = judged_as_of)]
    as_of: Option<Date>,
    /// Refuse lists of the index that were published longer ago, or do not say when
    #[arg(long, value_name = "DAYS", value_parser = days)]
    max_age: Option<u32>,
    /// Warn about lists of the index that were published longer ago, or do not say when
    #[arg(long, value_name = "DAYS", value_parser = days)]
    warn_age: Option<u32>,
    /// What was spent of cumulative license caps before: a CSV file, updated when the run is done
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// What reviewers said of cases: a CSV file of case,word,who,when,why,valid_until, as `cases decide` writes it, or a folder
    /// of them (repeatable). A false-positive lets name hits of the same party and the same designation pass; suppressed.jsonl has
    /// them, and words.csv the words
    #[arg(long, value_name = "FILE")]
    pub words: Vec<PathBuf>,
    /// Screen as if no good guy were known and no word were said; summary.json counts the words all the same
    #[arg(long)]
    no_suppressions: bool,
    /// The totals that the core system sent with the batch: a CSV file of file,records,sums with sums like
    /// USD:100.00;EUR:5.00. A batch that differs ends with exit code 3 when the results are written
    #[arg(long, value_name = "FILE")]
    pub control: Option<PathBuf>,
    /// Sign the run with this private key: Ed25519 in PEM, as `openssl genpkey -algorithm ed25519` makes it. The signature is
    /// in audit.sig, and `verify --public-key` holds the run to it
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
    /// Copy index, rules and payments into the run, so that `replay` can make it again when they are gone
    #[arg(long)]
    keep: bool,
    /// Write figures of the run for Prometheus into this file, every ten seconds and at the end: payments by outcome, cases, what
    /// was let go, words, duties, the ages of the lists
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Who runs it, for summary.json; without one, the user
    #[arg(long, value_name = "NAME")]
    operator: Option<String>,
    /// Worker threads, at most 1024; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true,
        value_parser = clap::value_parser!(u16).range(..=THREADS_MAX))]
    pub threads: u16,
    /// Print the run's summary as JSON
    #[arg(long)]
    json: bool,
    /// The payments, in this order: files, or folders of them
    #[arg(value_name = "PAYMENTS", required_unless_present = "resume")]
    payments: Vec<PathBuf>,
    #[command(flatten)]
    pub batch: Batch,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    pub rules: Rules,
}

/// Most worker threads: more than the processors of any machine that a bank screens on. Each has memory of its own, so a
/// slip of a few zeros would take all that there is.
pub const THREADS_MAX: i64 = 1024;

pub fn run(args: &Args) -> Result<Exit, Failure> {
    if let Some(folder) = &args.resume {
        return resume::run(args, folder);
    }
    let out = match &args.out {
        Some(folder) => folder.clone(),
        None => {
            let parent = Path::new("runs");
            resume::tell_of_unfinished(parent);
            new_run_folder(parent)?
        }
    };
    let command = command_line().into_iter();
    let command = command.map(|word| word.to_string_lossy().into_owned());
    let directory = std::env::current_dir()
        .map_err(|error| Failure::internal(format!("the current folder cannot be told: {error}")))?;
    let begun = Begun {
        run_date: today(),
        resume: false,
        read_from: Vec::new(),
        command: command.collect(),
        directory,
    };
    screen(args, &out, begun)
}

/// What a run knows of the one that it is, or goes on with.
struct Begun {
    /// The day whose law decides payments without value date.
    run_date: Date,
    /// Whether it goes on with a run that was interrupted.
    resume: bool,
    /// Where the payments are read, if not where they are named.
    read_from: Vec<PathBuf>,
    /// The command line that it was begun with.
    command: Vec<String>,
    /// The folder that it was begun in.
    directory: PathBuf,
}

fn screen(args: &Args, out: &Path, begun: Begun) -> Result<Exit, Failure> {
    let is_kept = begun.resume;
    let (summary, lists) = match make(args, out, begun)? {
        Made::Whole(made) => *made,
        Made::Ended(ended) => {
            resume::tell_of_end(out, ended, is_kept);
            return Ok(Exit::Attention);
        }
    };
    for line in unused_columns(&summary.inputs) {
        message(&line);
    }
    if let Some(path) = &args.metrics {
        Metrics::new(path).finish(&summary, out)?;
    }
    tell(&summary, args.json, out)?;
    if let Some(data) = &lists.demonstration {
        message(&format!(
            "the lists were the demonstration's in {}, so a payment that passed is not shown to be lawful; name the full \
             lists with --index",
            data.lists().display()
        ));
    }
    Ok(exit_of(&summary))
}

/// Makes a recorded run again, into another folder. Its payments are read from `read_from`, and called what they were. `None`: it was
/// told to end early.
pub fn again(
    args: &Args,
    out: &Path,
    read_from: Vec<PathBuf>,
    recorded: &Summary,
) -> Result<Option<Summary>, Failure> {
    let args = Args {
        payments: recorded.run.payments_paths.iter().map(PathBuf::from).collect(),
        force: false,
        keep: false,
        sign_key: None,
        metrics: None,
        // How old lists are today is nothing that the run is held to.
        max_age: None,
        warn_age: None,
        ..args.clone()
    };
    let begun = Begun {
        run_date: recorded.configuration.run_date.unwrap_or_else(today),
        resume: false,
        read_from,
        command: Vec::new(),
        directory: PathBuf::new(),
    };
    Ok(make(&args, out, begun)?.whole())
}

/// Makes a run that nobody keeps, into another folder: what it spends of caps is spent of a copy of the ledger. `None`: it was told to
/// end early.
pub fn on_trial(args: &Args, out: &Path) -> Result<Option<Summary>, Failure> {
    let ledger = match &args.ledger {
        Some(named) => {
            let copy = out.with_extension("ledger.csv");
            if named.exists() {
                std::fs::copy(named, &copy).map_err(|error| Failure::write(&copy, &error))?;
            }
            Some(copy)
        }
        None => None,
    };
    let args = Args {
        ledger,
        force: false,
        keep: false,
        sign_key: None,
        control: None,
        metrics: None,
        ..args.clone()
    };
    let begun = Begun {
        run_date: today(),
        resume: false,
        read_from: Vec::new(),
        command: Vec::new(),
        directory: PathBuf::new(),
    };
    Ok(make(&args, out, begun)?.whole())
}

/// What became of a run.
enum Made {
    /// It is whole.
    Whole(Box<(Summary, Lists)>),
    /// It was told to end early.
    Ended(EndedEarly),
}

/// How far a run was when it was told to end.
#[derive(Debug, Clone, Copy)]
enum EndedEarly {
    /// Nothing of it was begun.
    BeforeTheFirst,
    /// So many records are screened, and kept.
    After(u64),
}

impl Made {
    /// `None`: it was told to end early.
    fn whole(self) -> Option<Summary> {
        match self {
            Made::Whole(made) => Some(made.0),
            Made::Ended(_) => None,
        }
    }
}

/// Makes the run. That it was told to end early is not said yet.
fn make(args: &Args, out: &Path, begun: Begun) -> Result<Made, Failure> {
    args.matching.confirm()?;
    let signer = args.sign_key.as_deref().map(RunSigner::open).transpose()?;
    let lists = Lists::open(&args.index)?;
    let old = args
        .delta
        .as_deref()
        .map(|path| args.index.open(path))
        .transpose()?;
    let mut warnings = list_warnings(args, &lists.index)?;
    let rulebook = args.rules.load(&lists)?;
    warnings.extend(missing_lists(&rulebook));
    let rulebook = words::given(args, rulebook, out)?;
    warnings.extend(words::warnings(&rulebook));
    let policy = Policy {
        matching: args.matching.options(),
        as_of: args.as_of,
        run_date: begun.run_date,
    };
    warnings.extend(endless_actors(&rulebook));
    warnings.extend(rulebook.lint_registry());
    warnings.extend(reaching_nobody(&rulebook, &lists.index)?);
    warnings.extend(warn_of_nobody(&rulebook, &lists.index));
    warnings.extend(appeals_beside_the_list(&rulebook, &lists.index)?);
    warnings.extend(rulebook.dated_after(latest_day()));
    warnings.extend(stale_good_guys(&rulebook, &lists.index));
    warnings.extend(ended_good_guys(&rulebook, args.as_of.unwrap_or_else(today)));
    warnings.extend(args.as_of.and_then(not_yet));
    for warning in &warnings {
        message(&format!("warning: {warning}"));
    }
    let screener = Screener::new(Arc::clone(&lists.index), rulebook, policy).with_index_path(&lists.path);
    let payments = if begun.read_from.is_empty() {
        payment_files(&args.payments)?
    } else {
        args.payments.clone()
    };
    let batch = BatchConfig {
        format: args.batch.format,
        mapping: args.batch.mapping()?,
        force: args.force,
        umask: args.umask,
        threads: usize::from(args.threads),
        ledger: args.ledger.clone(),
        control: args.control.clone(),
        warnings,
        resume: begun.resume,
        stop: Some(signals::stop()),
        command: begun.command,
        directory: begun.directory,
        signer: signer.map(Arc::new),
        keep: if args.keep {
            keep::files(args, &lists, &payments)?
        } else {
            Vec::new()
        },
        read_from: begun.read_from,
        operator: args.operator.clone().unwrap_or_else(portcullis_sys::user_name),
        ..resume::sized(BatchConfig::new(payments, out.to_owned()))
    };
    if signals::is_told_to_end() {
        return Ok(Made::Ended(EndedEarly::BeforeTheFirst));
    }
    let bar = BatchBar::new();
    let mut metrics = args.metrics.as_deref().map(Metrics::new);
    let is_followed = bar.is_shown() || metrics.is_some();
    let mut show = |progress: &Progress| {
        bar.show(progress);
        if let Some(metrics) = &mut metrics {
            metrics.progress(progress);
        }
    };
    let progress: Option<&mut dyn FnMut(&Progress)> = if is_followed { Some(&mut show) } else { None };
    tracing::info!(
        files = batch.payments.len(),
        index = screener.index().digest(),
        rules = screener.rulebook().digest(),
        words = screener.rulebook().words().rows().len(),
        threads = batch.threads,
        resume = batch.resume,
        "screening begins"
    );
    let done = match (old, &args.delta) {
        (Some(old), Some(path)) => screener.screen_delta(Arc::new(old), path, &batch, progress),
        _ => screener.screen_batch(&batch, progress),
    };
    bar.clear();
    // The program ends, and the system takes its memory back faster than word by word.
    std::mem::forget(screener);
    match done {
        Err(ScreenError::Interrupted {
            records, cause: None, ..
        }) => Ok(Made::Ended(EndedEarly::After(records))),
        done => {
            let summary = done?;
            log_of(&summary);
            Ok(Made::Whole(Box::new((summary, lists))))
        }
    }
}

/// What came of a run, for the log.
fn log_of(summary: &Summary) {
    tracing::info!(
        records = summary.records,
        rejected = summary.rejected,
        clear = summary.outcomes.clear,
        licensed = summary.outcomes.licensed,
        review = summary.outcomes.review,
        reject = summary.outcomes.reject,
        block = summary.outcomes.block,
        hits = summary.hits,
        alerts = summary.alerts,
        cases = summary.cases,
        suppressed = summary.suppressed,
        seconds = summary.run.seconds,
        head = summary.audit_head,
        "screening ends"
    );
    if !summary.run.warnings.is_empty() {
        tracing::warn!(
            warnings = summary.run.warnings.len(),
            "the run has warnings: see summary.json"
        );
    }
}

/// Says what came of a run.
fn tell(summary: &Summary, as_json: bool, out: &Path) -> Result<(), Failure> {
    aside(&describe(summary));
    if let Some(replaced) = &summary.run.replaced {
        message(&match (&replaced.audit_head, &replaced.problem) {
            (Some(head), _) => format!("replaced the run with the head {head}"),
            (None, problem) => format!(
                "replaced a run whose head cannot be told: {}",
                problem.as_deref().unwrap_or("it has none")
            ),
        });
    }
    message(&format!("results: {}", out.display()));
    message(&format!("head {}", summary.audit_head));
    if as_json {
        let path = out.join(files::SUMMARY);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Failure::internal(format!("{}: cannot be read back: {error}", path.display()))
        })?;
        print(&text)?;
    }
    for input in &summary.inputs {
        if let Some(reason) = &input.refused {
            message(&format!("{}: nothing of it could be read: {reason}", input.name));
        }
    }
    for difference in differences(summary) {
        message(&format!("not what the control file says: {difference}"));
    }
    Ok(())
}

/// What is not as the control file says.
fn differences(summary: &Summary) -> impl Iterator<Item = &String> {
    summary.control.iter().flat_map(|control| &control.differences)
}

/// The exit code of a run that is done.
fn exit_of(summary: &Summary) -> Exit {
    if differences(summary).next().is_some() || summary.files_refused > 0 {
        return Exit::Input;
    }
    Exit::attention(summary.need_person > 0 || summary.rejected > 0)
}

/// What was not read of the files: a line for all files of which the same was not.
fn unused_columns(inputs: &[InputDigest]) -> Vec<String> {
    let mut unused: Vec<(&[String], &str, usize)> = Vec::new();
    for input in inputs.iter().filter(|input| !input.ignored_columns.is_empty()) {
        match unused
            .iter_mut()
            .find(|(columns, ..)| *columns == input.ignored_columns)
        {
            Some((.., others)) => *others += 1,
            None => unused.push((&input.ignored_columns, &input.name, 0)),
        }
    }
    let line = |(columns, file, others): (&[String], &str, usize)| {
        let columns: Vec<&str> = columns
            .iter()
            .map(|column| {
                if column.is_empty() {
                    "(one without a name)"
                } else {
                    column
                }
            })
            .collect();
        let others = match others {
            0 => String::new(),
            others => format!(" and {}", counted(others as u64, "other file", "other files")),
        };
        format!("{file}{others}: columns not used: {}", columns.join(", "))
    };
    unused.into_iter().map(line).collect()
}

/// What is to be said of the lists; an error where they are older than they may be.
fn list_warnings(args: &Args, index: &Index) -> Result<Vec<String>, Failure> {
    let sources = &index.manifest().sources;
    let older_than = |days: u32| portcullis_list_compiler::overdue(sources, max_age(days));
    let refused = args.max_age.map(older_than).unwrap_or_default();
    if !refused.is_empty() {
        return Err(Failure::inputs(&refused));
    }
    let mut warnings = args.warn_age.map(older_than).unwrap_or_default();
    warnings.extend(portcullis_list_compiler::cut_short(sources));
    Ok(warnings)
}

/// An entry on a designation that the lists do not have does nothing: it is misspelled, or the designation is gone.
fn stale_good_guys(rulebook: &Rulebook, index: &Index) -> Option<String> {
    let mut stale: Vec<&str> = rulebook
        .good_guys()
        .iter()
        .map(|entry| entry.designation_id.as_str())
        .filter(|id| index.find(id).is_none())
        .collect();
    stale.sort_unstable();
    stale.dedup();
    stale.first().map(|first| {
        format!(
            "good guys of {} do nothing, because the index has no such id ({first}{}); correct or remove them",
            counted(stale.len() as u64, "designation", "designations"),
            if stale.len() > 1 { ", …" } else { "" }
        )
    })
}

/// An entry that has ended does nothing, and its party is alerted again: somebody is to renew it or take it out.
fn ended_good_guys(rulebook: &Rulebook, as_of: Date) -> Option<String> {
    let ended = |until: &Date| *until < as_of;
    let entries = rulebook.good_guys().iter();
    let mut ended: Vec<(Date, &str)> = entries
        .filter_map(|entry| Some((entry.valid.until.filter(ended)?, entry.designation_id.as_str())))
        .collect();
    ended.sort_unstable();
    ended.first().map(|(until, id)| {
        format!(
            "{} {} ended and {} nothing any more ({id} on {until}{}); renew or remove {}",
            counted(ended.len() as u64, "good-guy entry", "good-guy entries"),
            if ended.len() == 1 { "has" } else { "have" },
            if ended.len() == 1 { "does" } else { "do" },
            if ended.len() > 1 { ", …" } else { "" },
            if ended.len() == 1 { "it" } else { "them" },
        )
    })
}

/// A day that has not begun anywhere: the rules of then are not known yet, and what ends before it counts as ended.
fn not_yet(as_of: Date) -> Option<String> {
    (as_of > latest_day())
        .then(|| format!("payments are judged as of {as_of}, which is in the future; check --as-of"))
}

/// A folder that is not there yet, named by the clock so that runs sort: `runs/20260216-140312`.
fn new_run_folder(parent: &Path) -> Result<PathBuf, Failure> {
    let clock = now().strftime("%Y%m%d-%H%M%S").to_string();
    (1..=1_000)
        .map(|n| {
            if n == 1 {
                clock.clone()
            } else {
                format!("{clock}-{n}")
            }
        })
        .map(|name| parent.join(name))
        .find(|folder| !folder.exists())
        .ok_or_else(|| {
            Failure::usage(format!(
                "{}: has too many runs of this second; name one with --out",
                parent.display()
            ))
        })
}

/// The run in a few lines.
fn describe(summary: &Summary) -> String {
    let mut sheet = Sheet::on(Stream::Err, &["outcome", "payments", "share"]).right(&[1, 2]);
    for &outcome in Outcome::ALL {
        let payments = summary.outcomes.of(outcome);
        sheet.cells([
            sheet.outcome(outcome),
            thousands(payments).into(),
            share(payments, summary.decided).into(),
        ]);
    }
    let mut text = if summary.cases > 0 {
        format!(
            "{} for a person to decide, in {}: see {}, the first to look at on top\n",
            counted(summary.cases, "case", "cases"),
            counted(summary.alerts, "alert", "alerts"),
            files::CASES
        )
    } else {
        String::new()
    };
    text.push_str(&sheet.to_string());
    let unchanged = summary.delta.as_ref().map_or(String::new(), |delta| {
        format!(" {} as before,", thousands(delta.unchanged))
    });
    if summary.records == 0 {
        text.push_str("there is no payment in the batch: a header and nothing more; if that is not so, fetch it again\n");
    }
    text.push_str(&format!(
        "{}:{unchanged} {} decided, {} rejected; {} in {}; {:.2} s, {} a second\n",
        counted(summary.records, "record", "records"),
        thousands(summary.decided),
        thousands(summary.rejected),
        counted(summary.hits, "hit", "hits"),
        counted(summary.payments_with_hits, "payment", "payments"),
        summary.run.seconds,
        per_second(summary.run.records_per_second),
    ));
    if let Some(delta) = &summary.delta {
        text.push_str(&describe_delta(delta));
    }
    if summary.good_guy_hits > 0 {
        text.push_str(&format!(
            "good guys: {} let pass, {} clear because of them: see {}\n",
            counted(summary.good_guy_hits, "hit", "hits"),
            counted(summary.good_guy_payments, "payment", "payments"),
            files::RELEASED
        ));
    }
    let lapsed: u64 = summary.words.lapsed.values().sum();
    if lapsed > 0 {
        let reasons = summary.words.lapsed.iter().filter(|(_, cases)| **cases > 0);
        let reasons: Vec<String> = reasons
            .map(|(lapse, cases)| format!("{lapse} {}", thousands(*cases)))
            .collect();
        text.push_str(&format!(
            "reviewers' words: {} again although a word was said ({}): see `word` in {}\n",
            counted(lapsed, "case comes", "cases come"),
            reasons.join(", "),
            files::ALERTS
        ));
    }
    if summary.suppressed > 0 {
        text.push_str(&format!(
            "reviewers' words: {} let pass, {} clear because of them: see {}\n",
            counted(summary.suppressed, "hit", "hits"),
            counted(summary.words.payments, "payment", "payments"),
            files::SUPPRESSED
        ));
    }
    if summary.discounted > 0 {
        text.push_str(&format!(
            "{} no hit because of birth date or gender alone: see {}\n",
            counted(summary.discounted, "name match is", "name matches are"),
            files::DISCOUNTED
        ));
    }
    if summary.unbound > 0 {
        text.push_str(&format!(
            "nothing binds: {} with hits {} clear for that: see {}\n",
            counted(summary.unbound, "payment", "payments"),
            if summary.unbound == 1 { "is" } else { "are" },
            files::UNBOUND
        ));
    }
    text.push_str(&describe_input(summary));
    text.truncate(text.trim_end().len());
    text
}

/// What of the batch could not be read, came twice, or is not what it says.
fn describe_input(summary: &Summary) -> String {
    let mut text = String::new();
    if summary.rejected > 0 {
        text.push_str(&format!(
            "{} could not be read and {} not decided: see {}\n",
            counted(summary.rejected, "record", "records"),
            if summary.rejected == 1 { "was" } else { "were" },
            files::REJECTS
        ));
    }
    if summary.rejects_touched > 0 {
        text.push_str(&format!(
            "{} of what could not be read {} a designation: see `touched` in {}\n",
            thousands(summary.rejects_touched),
            if summary.rejects_touched == 1 {
                "touches"
            } else {
                "touch"
            },
            files::REJECTS
        ));
    }
    if summary.covers.differ > 0 {
        text.push_str(&format!(
            "{} from the payment that {}: see {}\n",
            counted(
                summary.covers.differ,
                "cover payment differs",
                "cover payments differ"
            ),
            if summary.covers.differ == 1 {
                "it covers"
            } else {
                "they cover"
            },
            files::COVERS
        ));
    }
    if !summary.duplicates.is_empty() {
        let Duplicates {
            payment_ids,
            contents,
            files,
        } = summary.duplicates;
        text.push_str(&format!(
            "duplicates: {} with the id of an earlier one, {} of them equal in all; {} equal to an earlier one\n",
            counted(payment_ids, "record", "records"),
            thousands(contents),
            counted(files, "file", "files"),
        ));
    }
    if let Some(control) = summary
        .control
        .as_ref()
        .filter(|control| control.differences.is_empty())
    {
        text.push_str(&format!(
            "control: {} as the control file says, in records and sums\n",
            counted(control.files, "file is", "files are")
        ));
    }
    if !summary.notes.is_empty() {
        let columns = summary.notes.iter();
        let columns: Vec<String> = columns
            .map(|(column, n)| format!("{column} {}", thousands(*n)))
            .collect();
        text.push_str(&format!(
            "values not understood, and evidence for nothing: {}\n",
            columns.join(", ")
        ));
    }
    text
}

/// What changed on the lists, and what that changed.
fn describe_delta(delta: &DeltaSummary) -> String {
    let lists = &delta.designations;
    format!(
        "lists: {} added, {} removed, {} changed; {}, {} as before{}\n\
         alerts: {} new, {} changed, {} ended{}\n",
        counted(lists.added, "designation", "designations"),
        thousands(lists.removed),
        thousands(lists.changed),
        counted(delta.differing, "payment differs", "payments differ"),
        thousands(delta.unchanged),
        match delta.evidence_only {
            0 => String::new(),
            n => format!(
                ", {} of these but for score, evidence, or what is discounted or unbound",
                thousands(n)
            ),
        },
        thousands(delta.alerts_new),
        thousands(delta.alerts_changed),
        thousands(delta.alerts_ended),
        match (delta.alerts_new + delta.alerts_changed, delta.alerts_ended) {
            (0, 0) => String::new(),
            (_, 0) => format!(": see {}", files::ALERTS),
            (0, _) => format!(": see {}", files::ENDED),
            _ => format!(": see {} and {}", files::ALERTS, files::ENDED),
        },
    )
}

#[allow(clippy::cast_precision_loss)]
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        "-".to_owned()
    } else {
        format!("{:.2}%", part as f64 * 100.0 / whole as f64)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn per_second(rate: f64) -> String {
    thousands(rate.max(0.0) as u64)
}

#[cfg(test)]
mod tests {
    use portcullis_screening::InputDigest;

    use super::{new_run_folder, share, unused_columns};

    #[test]
    fn two_runs_of_one_second_get_two_folders() {
        let parent = tempfile::tempdir().unwrap();
        let first = new_run_folder(parent.path()).unwrap();
        std::fs::create_dir(&first).unwrap();
        let second = new_run_folder(parent.path()).unwrap();
        assert!(first < second, "{first:?} sorts before {second:?}");
    }

    #[test]
    fn a_share_of_nothing_is_no_number() {
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(0, 0), "-");
    }

    #[test]
    fn what_was_not_read_is_said_once_for_all_files_that_are_alike() {
        let input = |name: &str, columns: &[&str]| InputDigest {
            name: name.to_owned(),
            bytes: 0,
            blake3: String::new(),
            ignored_columns: columns.iter().map(ToString::to_string).collect(),
            refused: None,
        };
        let inputs = [
            input("a.csv", &["Branch", ""]),
            input("b.csv", &[]),
            input("c.csv", &["Branch", ""]),
        ];
        assert_eq!(
            unused_columns(&inputs),
            ["a.csv and 1 other file: columns not used: Branch, (one without a name)"]
        );
    }
}
