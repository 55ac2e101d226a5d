//! What a command ends with: an exit code, and for a failure one line that says what to do.

use std::path::Path;
use std::process::ExitCode;

use portcullis_exemptions::{Problem, RuleError, RuleKind};
use portcullis_index::OpenError;
use portcullis_list_compiler::CompileError;
use portcullis_payments::{BatchError, BatchProblem, ColumnMapError};
use portcullis_screening::{AuditError, ReportError, ScreenError, SignatureError, VerifyError, unfinished};

use crate::output::{Stream, aside, counted, message};

/// The exit codes (`docs/contract.md`, section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing needs a person.
    Done = 0,
    /// Done; a payment needs a person or is stopped, or `check` has a hit.
    Attention = 1,
    /// The command line does not make sense.
    Usage = 2,
    /// An input or an index cannot be used, is not what it was, or proves nothing (`check` on the demonstration's lists).
    Input = 3,
    /// The program, or the machine it runs on, is at fault.
    Internal = 4,
}

impl Exit {
    /// [`Exit::Attention`] if so.
    pub fn attention(needed: bool) -> Exit {
        if needed { Exit::Attention } else { Exit::Done }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do what it was asked to.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    /// One line for each thing that is wrong; nearly always one.
    lines: Vec<String>,
}

impl Failure {
    #[allow(clippy::needless_pass_by_value)] // Callers hand over errors that they are done with.
    fn new(exit: Exit, what: impl ToString) -> Failure {
        // Errors of the operating system and of parsers may span lines; ours do not.
        Failure {
            exit,
            lines: vec![one_line(&what.to_string())],
        }
    }

    /// The command line does not make sense.
    pub fn usage(what: impl ToString) -> Failure {
        Failure::new(Exit::Usage, what)
    }

    /// An input or an index cannot be used.
    pub fn input(what: impl ToString) -> Failure {
        Failure::new(Exit::Input, what)
    }

    /// Several things about the inputs are wrong, one a line.
    pub fn inputs(lines: &[String]) -> Failure {
        Failure {
            exit: Exit::Input,
            lines: lines.iter().map(|line| one_line(line)).collect(),
        }
    }

    /// Several things about the inputs are wrong, each with lines of a file below it, which begin with two spaces.
    pub fn shown(lines: Vec<String>) -> Failure {
        Failure {
            exit: Exit::Input,
            lines,
        }
    }

    /// The program or the machine is at fault.
    pub fn internal(what: impl ToString) -> Failure {
        Failure::new(Exit::Internal, what)
    }

    /// A file could not be written.
    pub fn write(path: &Path, error: &std::io::Error) -> Failure {
        Failure::internal(format!("{}: cannot be written: {error}", path.display()))
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// Says on standard error what is wrong.
    pub fn report(&self) {
        for line in &self.lines {
            if line.starts_with("  ") {
                aside(line);
            } else {
                message(line);
            }
        }
    }

    #[cfg(test)]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        Failure::input(error)
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Failure {
        match error {
            CompileError::NoSources => Failure::usage(error),
            CompileError::Write { .. } | CompileError::Build(_) => Failure::internal(error),
            CompileError::Empty { .. } => {
                Failure::input(format!("{error} (--allow-shrink compiles it as it is)"))
            }
            CompileError::Shrunk { .. } => {
                Failure::input(format!("{error}, or pass --allow-shrink if the list did shrink"))
            }
            CompileError::Incomplete { .. } => Failure::input(format!(
                "{error} (compile --allow-shrink takes the list as it is)"
            )),
            CompileError::Future { .. } => Failure::input(format!(
                "{error}, or pass --allow-older if it is dated ahead on purpose"
            )),
            CompileError::Older { .. } => {
                Failure::input(format!("{error}, or pass --allow-older to go back to it"))
            }
            CompileError::Previous { .. } => Failure::input(format!(
                "{error}; name an intact index with --previous, or pass --allow-shrink to skip the comparison"
            )),
            _ => Failure::input(error),
        }
    }
}

/// A problem of a rule file, with the option that named the file where that is what is wrong.
fn rule_problem(problem: &Problem) -> String {
    let option = match problem.named_as {
        None => return problem.to_string(),
        Some(RuleKind::Programs) => "--programs",
        Some(RuleKind::Findings) => "--findings",
        Some(RuleKind::Licenses) => "--licenses",
        Some(RuleKind::Registries) => "--registry",
        Some(RuleKind::Institution) => "--institution",
        Some(RuleKind::GoodGuys) => "--good-guys",
        Some(RuleKind::Words) => "--words",
    };
    format!("{problem}; check the path given as {option}")
}

impl From<RuleError> for Failure {
    fn from(error: RuleError) -> Failure {
        Failure {
            exit: Exit::Input,
            lines: rule_lines(&error, Stream::Err.is_terminal()),
        }
    }
}

/// What is wrong with rule files, a line each; for a person at a terminal with the line of the file below it, and a caret under what
/// is meant. A program that reads our lines gets one for each problem.
fn rule_lines(error: &RuleError, is_shown: bool) -> Vec<String> {
    let lines = error.problems().iter().flat_map(|problem| {
        let line = one_line(&rule_problem(problem));
        let mark = problem.mark.iter().filter(|_| is_shown);
        let below = mark.flat_map(|mark| [mark.text.clone(), mark.carets()]);
        std::iter::once(line).chain(below.map(|line| format!("  {line}")))
    });
    lines.collect()
}

impl From<BatchError> for Failure {
    fn from(error: BatchError) -> Failure {
        match error.problem {
            BatchProblem::UnknownOfParties { .. }
            | BatchProblem::RequiredColumnMissing { .. }
            | BatchProblem::NothingScreened { .. } => Failure::input(format!("{error} (--map FILE)")),
            _ => Failure::input(error),
        }
    }
}

impl From<Vec<BatchError>> for Failure {
    fn from(errors: Vec<BatchError>) -> Failure {
        Failure {
            exit: Exit::Input,
            lines: errors
                .into_iter()
                .flat_map(|error| Failure::from(error).lines)
                .collect(),
        }
    }
}

impl From<ColumnMapError> for Failure {
    fn from(error: ColumnMapError) -> Failure {
        Failure::input(error)
    }
}

impl From<ScreenError> for Failure {
    fn from(error: ScreenError) -> Failure {
        match error {
            ScreenError::Rules(rules) => rules.into(),
            ScreenError::Batch(batch) => batch.into(),
            ScreenError::Batches(files) => files.into(),
            ScreenError::Reviewed(error) => error.into(),
            ScreenError::MissingLists { lists } => Failure {
                exit: Exit::Input,
                lines: lists
                    .iter()
                    .map(|missing| {
                        one_line(&format!(
                            "{missing}; compile one into the index, or go on without it with --allow-missing-lists"
                        ))
                    })
                    .collect(),
            },
            ScreenError::NoInput | ScreenError::OutputNotAFolder { .. } => Failure::usage(error),
            ScreenError::OutputNotEmpty { .. } => Failure::usage(format!(
                "{error}; name a new folder, or use --force to replace the run in it"
            )),
            ScreenError::OutputUnfinished { ref path, ref hidden, .. } => {
                let (path, hidden) = (path.display(), hidden.display());
                Failure::usage(format!(
                    "{error}; go on with `portcullis screen --resume {path}`, or delete {hidden} to begin anew"
                ))
            }
            ScreenError::OutputBusy { .. } => Failure::usage(format!("{error}; wait until it ends")),
            ScreenError::NothingToResume { .. } | ScreenError::CannotResume { .. } => Failure {
                exit: Exit::Input,
                lines: error.to_string().lines().map(one_line).collect(),
            },
            ScreenError::Interrupted { ref path, ref cause, .. } => {
                let path = path.display();
                let line = format!("{error}; when that is mended, go on with `portcullis screen --resume {path}`");
                let exit = match cause.as_deref() {
                    Some(ScreenError::Output { .. } | ScreenError::Internal { .. } | ScreenError::Threads { .. }) => {
                        Exit::Internal
                    }
                    Some(_) => Exit::Input,
                    None => Exit::Attention,
                };
                Failure::new(exit, line)
            }
            ScreenError::OutputNotARun { .. } => Failure::usage(format!("{error}; name a new folder")),
            ScreenError::OutputIsInput { .. } => {
                Failure::usage(format!("{error}; name another folder with --out"))
            }
            ScreenError::OtherLedger { .. } => Failure::input(format!(
                "{error}; name the --ledger of these rules, or a file that is not there yet to begin one"
            )),
            ScreenError::DeltaCap { .. } => Failure::usage(format!(
                "{error}; screen the whole batch, without --delta, or leave that license out"
            )),
            ScreenError::DeltaLedger => Failure::usage(format!("{error}; leave --delta or --ledger out")),
            ScreenError::Index(_) | ScreenError::DamagedRecord { .. } | ScreenError::Delta { .. } => {
                Failure::input(error)
            }
            ScreenError::Input { .. } => {
                Failure::input(format!("{error}; check the path and its permissions"))
            }
            ScreenError::Control { .. } | ScreenError::Scenarios { .. } | ScreenError::Summary { .. } => Failure::input(error),
            ScreenError::Threads { .. } => Failure::internal(format!("{error}; try fewer --threads")),
            _ => Failure::internal(error),
        }
    }
}

impl From<SignatureError> for Failure {
    fn from(error: SignatureError) -> Failure {
        Failure::input(error)
    }
}

/// What is said of a run that is looked for, and was interrupted: by its folder, or by a file in it.
fn interrupted(path: &Path) -> Option<Failure> {
    let folders = [Some(path), path.parent()].into_iter().flatten();
    folders.filter(|folder| !folder.as_os_str().is_empty()).find_map(|folder| {
        let kept = unfinished(folder).ok().flatten()?;
        let folder = folder.display();
        Some(Failure::input(format!(
            "{folder}: the run was interrupted after {} or is still going on, and nothing of it is there yet; go on with `portcullis \
             screen --resume {folder}`",
            counted(kept.records, "record", "records")
        )))
    })
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Failure {
        if let VerifyError::Folder { path, .. } | VerifyError::NotARun { path } = &error
            && let Some(failure) = interrupted(path)
        {
            return failure;
        }
        Failure::input(format!("{error}; name the folder that `screen --out` wrote"))
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        match error {
            ReportError::NotARun(error) => error.into(),
            ReportError::Read { ref path, .. } => interrupted(path).unwrap_or_else(|| Failure::input(error)),
            ReportError::Content { .. } => {
                Failure::input(format!("{error}; run `portcullis verify` on the folder"))
            }
            _ => Failure::input(error),
        }
    }
}

impl From<AuditError> for Failure {
    fn from(error: AuditError) -> Failure {
        match error {
            AuditError::Run(error) => error.into(),
            _ => Failure::input(error),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::internal(format!("a result could not be written as JSON: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use portcullis_exemptions::{RuleFiles, Rulebook};
    use portcullis_list_compiler::{CompileError, SourceKind};
    use portcullis_screening::ScreenError;

    use super::{Exit, Failure};

    #[test]
    fn a_person_at_a_terminal_sees_what_is_meant_of_a_line_and_a_program_reads_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        std::fs::write(
            &file,
            "[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"freeze\"]\n",
        )
        .unwrap();
        let files = RuleFiles {
            programs: vec![file],
            ..RuleFiles::default()
        };
        let error = Rulebook::load(&files).unwrap_err();
        let said = super::rule_lines(&error, false);
        assert_eq!(said.len(), 1, "{said:?}");
        let shown = super::rule_lines(&error, true);
        assert_eq!(shown[0], said[0]);
        assert_eq!(
            shown[1..],
            ["  measures = [\"freeze\"]", "              ^^^^^^^^"]
        );
    }

    #[test]
    fn a_list_that_is_refused_says_which_flag_lets_it_in() {
        let line = |error: CompileError| {
            let failure = Failure::from(error);
            assert_eq!(failure.exit(), Exit::Input);
            failure.lines()[0].clone()
        };
        assert_eq!(
            line(CompileError::Empty {
                path: "a.csv".into(),
                kind: SourceKind::CUSTOM
            }),
            "a.csv: the custom list is empty; download it again (--allow-shrink compiles it as it is)"
        );
        assert_eq!(
            line(CompileError::Shrunk {
                source_name: "custom:a.csv".to_owned(),
                what: "designations",
                now: 1,
                before: 100,
                previous: "lists.pcx".into()
            }),
            "custom:a.csv: 1 designations, but lists.pcx was compiled with 100: more than 5% would be lost; check the download, or pass --allow-shrink if the list did shrink"
        );
        assert_eq!(
            line(CompileError::Previous {
                reason: "lists.pcx: no such file".to_owned()
            }),
            "cannot compare with the index before, so a shrunken list could go unseen: lists.pcx: no such file; name an intact index with --previous, or pass --allow-shrink to skip the comparison"
        );
    }

    #[test]
    fn an_error_of_a_run_says_which_flag_helps() {
        let failure = Failure::from(ScreenError::OutputNotEmpty {
            path: PathBuf::from("run"),
        });
        let text =
            "run: the output folder is not empty; name a new folder, or use --force to replace the run in it";
        assert_eq!(failure.lines(), [text]);
        assert_eq!(failure.exit(), Exit::Usage);
        let failure = Failure::from(ScreenError::Threads {
            reason: "no memory".to_owned(),
        });
        let text = "the worker threads could not be started: no memory; try fewer --threads";
        assert_eq!(failure.lines(), [text]);
        assert_eq!(failure.exit(), Exit::Internal);
    }

    #[test]
    fn a_failure_is_one_line_whatever_it_was_made_of() {
        let failure = Failure::input("lists/x.csv: TOML parse error\n  |\n\n2 | oops  ");
        assert_eq!(failure.lines(), ["lists/x.csv: TOML parse error; |; 2 | oops"]);
        assert_eq!(failure.exit(), Exit::Input);
    }

    #[test]
    fn a_rule_file_that_is_not_there_says_which_option_named_it() {
        let files = RuleFiles {
            licenses: vec![PathBuf::from("no/such/licenses.toml")],
            ..RuleFiles::default()
        };
        let failure = Failure::from(Rulebook::load(&files).unwrap_err());
        assert_eq!(failure.lines().len(), 1);
        assert!(
            failure.lines()[0].ends_with("; check the path given as --licenses"),
            "{:?}",
            failure.lines()
        );
    }
}
