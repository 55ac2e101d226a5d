//! Reads program files.

use portcullis_model::{Measure, Outcome};
use serde::Deserialize;

use crate::duty::{Duty, RawDuty};
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::glob::Glob;
use crate::program::benchmark::{self, RawBenchmark, RawMilestone};
use crate::program::interim::{self, RawInterim};
use crate::program::{Confidence, Fallback, MeasuresFrom, Ownership, Phase, Program, State, Step};
use crate::toml_entry::Entry;
use crate::toml_file::{self, Lines, Spanned, TextList};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    program: Vec<Spanned<RawProgram>>,
    /// What is to be done whatever the program of an authority.
    #[serde(default)]
    duty: Vec<Spanned<RawDuty>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProgram {
    id: Option<Spanned<String>>,
    aliases: Option<TextList>,
    authority: Option<Spanned<String>>,
    measures: Option<TextList>,
    measures_from: Option<Spanned<String>>,
    debt_tenor_days: Option<Spanned<i64>>,
    designations: Option<TextList>,
    except: Option<TextList>,
    places: Option<TextList>,
    ownership: Option<Spanned<String>>,
    aggregate_with: Option<TextList>,
    confidence: Option<Spanned<String>>,
    implements: Option<Spanned<String>>,
    #[serde(default)]
    duty: Vec<Spanned<RawDuty>>,
    #[serde(default)]
    benchmark: Vec<Spanned<RawBenchmark>>,
    #[serde(default)]
    milestone: Vec<Spanned<RawMilestone>>,
    interim: Option<Spanned<RawInterim>>,
    appeal_days: Option<Spanned<i64>>,
    monitors: Option<TextList>,
    quorum: Option<Spanned<i64>>,
    #[serde(default)]
    phase: Vec<Spanned<RawPhase>>,
    #[serde(default)]
    step: Vec<Spanned<RawStep>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhase {
    from: Option<Spanned<toml::Value>>,
    state: Option<Spanned<String>>,
    basis: Option<Spanned<String>>,
    review_by: Option<Spanned<toml::Value>>,
    measures: Option<TextList>,
    debt_tenor_days: Option<Spanned<i64>>,
    designations: Option<TextList>,
    except: Option<TextList>,
    places: Option<TextList>,
    ownership: Option<Spanned<String>>,
    confidence: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    id: Option<Spanned<String>>,
    measures: Option<TextList>,
    designations: Option<TextList>,
    enter_when: Option<Spanned<String>>,
    ease_when: Option<Spanned<String>>,
    min_days: Option<Spanned<i64>>,
    fallback: Option<Spanned<String>>,
}

/// What a program can decide of a payment, and so bring a duty about.
const DECIDES: [Outcome; 3] = [Outcome::Block, Outcome::Reject, Outcome::Review];

/// A century; more is a typing error.
pub(super) const DAYS_MAX: i64 = 36_600;

/// What a file of programs holds.
#[derive(Default)]
pub(crate) struct ProgramFile {
    pub(crate) programs: Vec<Program>,
    /// Duties with their authority, and where they are written.
    pub(crate) duties: Vec<(String, Duty, Location)>,
}

/// Reads one file of programs.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> ProgramFile {
    let Some(raw) = toml_file::parse::<RawFile>(file, problems) else {
        return ProgramFile::default();
    };
    let lines = Lines::new(&file.path, &file.text);
    if raw.program.is_empty() && raw.duty.is_empty() {
        problems.add(
            &Location {
                file: file.path.clone(),
                line: 1,
            },
            "program",
            "the file describes no program; write [[program]] tables",
        );
    }
    let programs = raw.program.iter();
    let programs = programs
        .filter_map(|program| read_program(program, &lines, problems))
        .collect();
    let mut duties: Vec<(String, Duty, Location)> = Vec::new();
    for spanned in &raw.duty {
        let start = lines.at(spanned);
        let mut entry = Entry {
            lines: &lines,
            problems,
            name: "duty".to_owned(),
            start: start.clone(),
        };
        let authority = entry.required(spanned.get_ref().authority.as_ref(), "authority");
        let duty = Duty::read(spanned, &DECIDES, &mut entry);
        if let (Some(authority), Some(duty)) = (authority, duty) {
            duties.push((authority, duty, start));
        }
    }
    ProgramFile { programs, duties }
}

fn read_program(raw: &Spanned<RawProgram>, lines: &Lines<'_>, problems: &mut Problems) -> Option<Program> {
    let start = lines.at(raw);
    let raw = raw.get_ref();
    let name = raw.id.as_ref().map_or_else(
        || "program".to_owned(),
        |id| format!("program {}", id.get_ref().trim()),
    );
    let mut entry = Entry {
        lines,
        problems,
        name,
        start: start.clone(),
    };
    let id = entry.required(raw.id.as_ref(), "id");
    let authority = entry.required(raw.authority.as_ref(), "authority");
    let aliases = entry.texts(raw.aliases.as_ref(), "aliases").unwrap_or_default();
    let measures = entry.words(raw.measures.as_ref(), "measures");
    if raw.measures.is_none() {
        entry.problem_here(
            "measures",
            "is missing; say what the program prohibits, for example [\"asset-freeze\"]",
        );
    }
    let measures_from = raw
        .measures_from
        .as_ref()
        .and_then(|word| entry.word(word, "measures_from"))
        .unwrap_or(MeasuresFrom::Program);
    let debt_tenor_days = tenor(raw.debt_tenor_days.as_ref(), "debt_tenor_days", &mut entry);
    let designations = globs(raw.designations.as_ref(), "designations", &mut entry);
    let except = globs(raw.except.as_ref(), "except", &mut entry).unwrap_or_default();
    let places = entry.places(raw.places.as_ref(), "places").unwrap_or_default();
    let ownership = ownership(raw.ownership.as_ref(), "ownership", &mut entry);
    let aggregate_with = entry.texts(raw.aggregate_with.as_ref(), "aggregate_with");
    if let (Some(with), Some(Ownership::None)) = (&raw.aggregate_with, ownership) {
        let reason =
            "adds shares up, and the program looks at none (`ownership` is none); leave one of them out";
        entry.problem(with, "aggregate_with", reason);
    }
    let confidence = confidence(raw.confidence.as_ref(), "confidence", &mut entry);
    let implements = entry.optional(raw.implements.as_ref(), "implements");
    let duties = Duty::read_all(&raw.duty, &DECIDES, &mut entry);
    let monitors = entry.texts(raw.monitors.as_ref(), "monitors").unwrap_or_default();
    let quorum = match &raw.quorum {
        None => 1,
        Some(quorum) => {
            let count = entry.count(quorum, "quorum", 1, 1_000).unwrap_or(1);
            if raw.monitors.is_none() || count as usize > monitors.len() {
                entry.problem(
                    quorum,
                    "quorum",
                    format!(
                        "is {count}, but there are {} monitors: it can never be reached",
                        monitors.len()
                    ),
                );
            }
            count
        }
    };
    let phases = read_phases(&raw.phase, &mut entry);
    let steps = read_steps(&raw.step, &mut entry);
    let mut criteria: Vec<&str> = steps
        .iter()
        .flat_map(|step| [&step.enter_when, &step.ease_when])
        .flatten()
        .map(String::as_str)
        .collect();
    criteria.sort_unstable();
    criteria.dedup();
    let benchmarks = benchmark::read_benchmarks(&raw.benchmark, &criteria, &mut entry);
    let begins = phases.first().map(|phase| phase.from);
    let milestones = benchmark::read_milestones(&raw.milestone, &criteria, begins, &mut entry);
    let interim = raw
        .interim
        .as_ref()
        .and_then(|raw| interim::read(raw, &criteria, &mut entry));
    // A tenor says nothing where no debt is prohibited: the measure was left out, or the tenor stands in another program's table.
    let imposes_debt = |words: &[Measure]| words.contains(&Measure::SectoralDebt);
    let debt = measures.as_deref().is_some_and(imposes_debt)
        || phases
            .iter()
            .any(|phase| phase.measures.as_deref().is_some_and(imposes_debt))
        || steps.iter().any(|step| imposes_debt(&step.measures))
        || interim
            .as_ref()
            .is_some_and(|interim| imposes_debt(&interim.measures));
    let tenors = raw
        .phase
        .iter()
        .filter_map(|phase| phase.get_ref().debt_tenor_days.as_ref());
    if let Some(days) = raw.debt_tenor_days.as_ref().into_iter().chain(tenors).next()
        && !debt
        && measures_from == MeasuresFrom::Program
    {
        let reason = "is of new debt, which the program does not prohibit; add sectoral-debt to its measures or leave the tenor out";
        entry.problem(days, "debt_tenor_days", reason);
    }
    let appeal_days = raw
        .appeal_days
        .as_ref()
        .and_then(|days| entry.count(days, "appeal_days", 1, DAYS_MAX));
    if monitors.is_empty()
        && let Some((_, step)) = steps
            .iter()
            .zip(&raw.step)
            .find(|(step, _)| step.enter_when.is_some() || step.ease_when.is_some())
    {
        entry.problem(
            step,
            "monitors",
            "is missing; steps with criteria need monitors whose findings count",
        );
    }
    Some(Program {
        id: id?,
        aliases,
        authority: authority?,
        measures: measures?,
        measures_from,
        debt_tenor_days,
        designations,
        except,
        places,
        ownership,
        aggregate_with,
        confidence,
        duties,
        implements,
        benchmarks,
        milestones,
        interim,
        appeal_days,
        monitors,
        quorum,
        phases,
        steps,
        source: Some(start),
    })
}

fn tenor(raw: Option<&Spanned<i64>>, key: &str, entry: &mut Entry<'_>) -> Option<u32> {
    raw.and_then(|days| entry.count(days, key, 0, DAYS_MAX))
}

fn globs(raw: Option<&TextList>, key: &str, entry: &mut Entry<'_>) -> Option<Vec<Glob>> {
    entry.list(raw, key, |entry, id| entry.text(id, key).map(Glob::new))
}

fn ownership(raw: Option<&Spanned<String>>, key: &str, entry: &mut Entry<'_>) -> Option<Ownership> {
    raw.and_then(|word| entry.word(word, key))
}

fn confidence(raw: Option<&Spanned<String>>, key: &str, entry: &mut Entry<'_>) -> Option<Confidence> {
    raw.and_then(|word| entry.word(word, key))
}

/// What a phase changes of its program, into `phase`.
fn read_terms(raw: &RawPhase, phase: &mut Phase, entry: &mut Entry<'_>) {
    phase.measures = entry.words(raw.measures.as_ref(), "phase.measures");
    phase.debt_tenor_days = tenor(raw.debt_tenor_days.as_ref(), "phase.debt_tenor_days", entry);
    phase.designations = globs(raw.designations.as_ref(), "phase.designations", entry);
    phase.except = globs(raw.except.as_ref(), "phase.except", entry);
    phase.places = entry.places(raw.places.as_ref(), "phase.places");
    phase.ownership = ownership(raw.ownership.as_ref(), "phase.ownership", entry);
    phase.confidence = confidence(raw.confidence.as_ref(), "phase.confidence", entry);
    if phase.state == State::InForce {
        return;
    }
    let idle = "says what a phase in force imposes, and this one is not in force; leave it out";
    for (key, list) in [
        ("phase.measures", &raw.measures),
        ("phase.designations", &raw.designations),
        ("phase.except", &raw.except),
        ("phase.places", &raw.places),
    ] {
        if let Some(list) = list {
            entry.problem(list, key, idle);
        }
    }
    if let Some(days) = &raw.debt_tenor_days {
        entry.problem(days, "phase.debt_tenor_days", idle);
    }
    if let Some(word) = &raw.ownership {
        entry.problem(word, "phase.ownership", idle);
    }
}

fn read_phases(raw: &[Spanned<RawPhase>], entry: &mut Entry<'_>) -> Vec<Phase> {
    let mut phases: Vec<Phase> = Vec::with_capacity(raw.len());
    for phase in raw {
        let p = phase.get_ref();
        let from = match &p.from {
            Some(from) => entry.date(from, "phase.from"),
            None => {
                entry.problem(
                    phase,
                    "phase.from",
                    "is missing; say on which day the phase begins",
                );
                None
            }
        };
        let state = match &p.state {
            Some(state) => entry.word(state, "phase.state"),
            None => {
                entry.problem(
                    phase,
                    "phase.state",
                    "is missing; say in-force, suspended or terminated",
                );
                None
            }
        };
        let basis = entry.optional(p.basis.as_ref(), "phase.basis");
        let review_by = p
            .review_by
            .as_ref()
            .and_then(|date| entry.date(date, "phase.review_by"));
        let (Some(from), Some(state)) = (from, state) else {
            continue;
        };
        if let (Some(previous), Some(at)) = (phases.last(), &p.from) {
            if from == previous.from {
                entry.problem(
                    at,
                    "phase.from",
                    format!("two phases begin on {from} and overlap; keep one"),
                );
            } else if from < previous.from {
                entry.problem(
                    at,
                    "phase.from",
                    format!(
                        "{from} is before the phase above it ({}); write phases oldest first",
                        previous.from
                    ),
                );
            }
        }
        if let (Some(review_by), Some(at)) = (review_by.filter(|review_by| *review_by < from), &p.review_by) {
            entry.problem(
                at,
                "phase.review_by",
                format!("{review_by} is before the phase begins ({from})"),
            );
        }
        let mut read = Phase::new(from, state, basis);
        read.review_by = review_by;
        read_terms(p, &mut read, entry);
        phases.push(read);
    }
    phases
}

fn read_steps(raw: &[Spanned<RawStep>], entry: &mut Entry<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(raw.len());
    for step in raw {
        let s = step.get_ref();
        let id = match &s.id {
            Some(id) => entry.text(id, "step.id"),
            None => {
                entry.problem(step, "step.id", "is missing");
                None
            }
        };
        let measures = entry.words(s.measures.as_ref(), "step.measures");
        if measures.is_none() {
            entry.problem(step, "step.measures", "is missing; say what the step adds");
        }
        let designations = globs(s.designations.as_ref(), "step.designations", entry);
        let enter_when = entry.optional(s.enter_when.as_ref(), "step.enter_when");
        let ease_when = entry.optional(s.ease_when.as_ref(), "step.ease_when");
        if let Some(at) = s
            .ease_when
            .as_ref()
            .filter(|_| enter_when.is_some() && enter_when == ease_when)
        {
            entry.problem(
                at,
                "step.ease_when",
                "is also `enter_when`; one finding cannot both enter and ease",
            );
        }
        let min_days = s
            .min_days
            .as_ref()
            .map_or(Some(0), |days| entry.count(days, "step.min_days", 0, DAYS_MAX))
            .unwrap_or(0);
        let fallback = s
            .fallback
            .as_ref()
            .map_or(Some(Fallback::Hold), |word| entry.word(word, "step.fallback"))
            .unwrap_or(Fallback::Hold);
        let (Some(id), Some(measures)) = (id, measures) else {
            continue;
        };
        if steps.iter().any(|other| other.id == id) {
            entry.problem(step, "step.id", format!("`{id}` is there twice"));
        }
        steps.push(Step {
            id,
            measures,
            designations,
            enter_when,
            ease_when,
            min_days,
            fallback,
        });
    }
    steps
}
