//! `cases`: what reviewers say of the cases of a run.

use std::path::{Path, PathBuf};

use clap::{FromArgMatches, Subcommand};
use jiff::Timestamp;
use portcullis_exemptions::{
    Location, ReviewWord, RuleFiles, Rulebook, SaidOf, Word, WordPolicy, WordsFile, one_line,
};
use portcullis_model::Date;
use portcullis_screening::{KEPT, has_name_hit, read_summary, said_of_case, word_row};

use crate::failure::{Exit, Failure};
use crate::options::{date, one_of, today};
use crate::output::message;
use crate::{Cli, Command, manual};

/// Say what a person has decided of a case
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis cases decide 1f0c5a7be2d94c36 true-match --run runs/today --reason \"same passport\"")]
pub struct Args {
    #[command(subcommand)]
    command: Cases,
}

#[derive(Debug, Subcommand)]
enum Cases {
    Decide(DecideArgs),
}

/// Write down what a reviewer says of a case, for later runs
///
/// Adds a row to a file of words, which `screen --words` applies: case,word,who,when,why,valid_until, and what the word was said
/// of: the party with its identifiers, and each designation with a digest of what its list said. A false-positive lets name hits
/// pass of that party, where it shows an account, BIC, LEI or id that it showed in this case, and of these designations, as long
/// as both are what they were. Every other word is on record and lets nothing pass. docs/words.md has all of it.
///
/// Where the institution's file asks for four eyes (words.four_eyes), a false-positive counts when a second person has said it
/// too; where it names people (words.people), nobody else's word is taken. Exit code 3 means that nothing was written: the run
/// has no such case, the person may not say it, or there is no reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis cases decide 1f0c5a7be2d94c36 false-positive --run runs/today \\
      --reason \"born 1990, the listed person 1961; passport seen\" --until 2027-06-30
  portcullis cases decide 1f0c5a7be2d94c36 true-match --run runs/today --who \"A. Berg\" --reason \"same passport\"
  portcullis screen --index lists.pcx --words runs/words.csv payments.csv")]
struct DecideArgs {
    /// The case: its case_id in cases.csv
    #[arg(value_name = "CASE")]
    case: String,
    /// What is said of it
    #[arg(value_name = "WORD", value_parser = one_of(Word::ALL.iter().map(|one| one.as_str()), Word::read))]
    word: Word,
    /// Why; it must be said
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Who says it; without one, the user
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// The last day on which it counts; without one, it has no end
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// The run that has the case: the folder that `screen --out` wrote
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// The file of words that the row is added to; without one, words.csv beside the folder of the run
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// The institution's file, which says whose words count; without one, that of the run
    #[arg(long, value_name = "FILE")]
    institution: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Cases::Decide(args) => decide(args),
    }
}

fn decide(args: &DecideArgs) -> Result<Exit, Failure> {
    let case = args.case.trim();
    let said_of = said_of(&args.run, case)?;
    let reason = one_line(&args.reason);
    if reason.is_empty() {
        return Err(Failure::input(format!(
            "case {case}: a word needs a reason, which whoever looks at the case next can read; give it with --reason"
        )));
    }
    let who = one_line(&args.who.clone().unwrap_or_else(portcullis_sys::user_name));
    if who.is_empty() {
        return Err(Failure::input(format!(
            "case {case}: it cannot be told who says it; give a name with --who"
        )));
    }
    let policy = policy(args)?;
    if !policy.allows(&who) {
        return Err(Failure::input(format!(
            "case {case}: `{who}` is none of those whose words count (words.people of the institution's file)"
        )));
    }
    let path = args.words.clone().unwrap_or_else(|| beside(&args.run));
    let now = Timestamp::now();
    let word = ReviewWord {
        case: case.to_owned(),
        word: args.word,
        who,
        when: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        at: now,
        why: reason,
        valid_until: args.until,
        source: Location {
            file: path.clone(),
            line: 0,
        },
        said_of: Some(said_of),
    };
    let file = WordsFile::open(&path, &policy)?;
    file.add(&word, word_row)?;
    tell(&word, &path, &policy, has_name_hit(&args.run, case)?)?;
    Ok(Exit::Done)
}

/// What is said of a word when it is written.
fn tell(word: &ReviewWord, path: &Path, policy: &WordPolicy, has_name_hit: bool) -> Result<(), Failure> {
    message(&format!(
        "{}: case {}: {}, said by {}; `portcullis screen --words {}` applies it",
        path.display(),
        word.case,
        word.word,
        word.who,
        path.display()
    ));
    if word.word != Word::FalsePositive {
        return Ok(());
    }
    if !has_name_hit {
        message(
            "warning: the hits of the case are by an identifier, a place or a resubmission, and a word lets names pass alone: the case \
             comes again, and says that it repeats this one",
        );
    } else if word.said_of.as_ref().is_some_and(|of| of.known_by.is_empty()) {
        message(
            "the party of the case shows no account, BIC, LEI or id, and a name alone lets nothing pass: the case comes \
             again, and says that it repeats this one",
        );
    }
    if word.valid_until.is_some_and(|until| until < today()) {
        message("warning: the word has ended already, and lets nothing pass");
    }
    let words = portcullis_exemptions::ReviewWords::read(&[path.to_owned()], policy)?;
    if !words.has_all_eyes(&word.case) {
        message("it counts when a second person has said it too");
    }
    Ok(())
}

/// What a word on a case is said of.
pub(super) fn said_of(run: &Path, case: &str) -> Result<SaidOf, Failure> {
    said_of_case(run, case)?.ok_or_else(|| {
        Failure::input(format!(
            "{}: the run has no case `{case}`; cases.csv has the id of each",
            run.display()
        ))
    })
}

/// The file of words beside the folder of a run.
fn beside(run: &Path) -> PathBuf {
    run.parent().unwrap_or(Path::new("")).join("words.csv")
}

/// Whose words count: what the institution's file says that was named, else that of the run.
fn policy(args: &DecideArgs) -> Result<WordPolicy, Failure> {
    let institution = match &args.institution {
        Some(path) => Some(path.clone()),
        None => institution_of(&args.run)?,
    };
    let files = RuleFiles {
        institution,
        ..RuleFiles::default()
    };
    Ok(Rulebook::load(&files)?.word_policy())
}

/// The institution's file that a run was made with: the copy that the run keeps, else the file where it was.
fn institution_of(run: &Path) -> Result<Option<PathBuf>, Failure> {
    let summary = read_summary(run)?;
    let parsed = manual::program()
        .try_get_matches_from(&summary.run.command)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let named = match parsed {
        Ok(Cli {
            command: Command::Screen(screen),
            ..
        }) => screen.rules.institution,
        _ => None,
    };
    let Some(named) = named else {
        return Ok(None);
    };
    let kept = std::fs::read_dir(run.join(KEPT).join("institution"));
    if let Some(copy) = kept.into_iter().flatten().flatten().next() {
        return Ok(Some(copy.path()));
    }
    let path = Path::new(&summary.run.directory).join(named);
    if path.exists() {
        return Ok(Some(path));
    }
    Err(Failure::input(format!(
        "{}: the institution's file of the run is not there any more, and says whose words count; name it with --institution",
        path.display()
    )))
}
