//! What is likely wrong with a program that reads without errors: domestic law beside the international instrument that it carries
//! out, the programs whose shares it adds up, an authority under another word; and with an instrument that nobody has read.

use jiff::civil::Date;
use portcullis_model::Measure;
use serde::Serialize;

use crate::license::License;
use crate::party::institution::AUTHORITIES;
use crate::program::appeals::{Appeal, AppealResult};
use crate::program::regime::Regime;
use crate::program::{Program, Step};
use crate::rulebook::Rulebook;

/// One weakness of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramLint {
    /// The program; of an instrument that nobody has read, its citation.
    pub program_id: String,
    /// Where it is written: `FILE:LINE`.
    pub at: String,
    /// What differs from the program that it carries out, and since when.
    pub message: String,
}

impl Rulebook {
    /// Holds every program to the one that it `implements`: when both are in force, and with which measures; and looks for an
    /// authority under another word, programs that reach nobody, and unread instruments of programs that nobody describes. Empty
    /// when there is nothing to say.
    #[must_use]
    pub fn lint_programs(&self) -> Vec<ProgramLint> {
        let mut lints = Vec::new();
        for program in self.programs() {
            if let Some(meant) = meant_authority(&program.authority) {
                let message = format!(
                    "is of {}, where lists and licenses say {meant}",
                    program.authority
                );
                lints.push(ProgramLint::of(program, message));
            }
            if let Some(reached) = &program.designations
                && reached.iter().all(|one| program.except.contains(one))
            {
                let message = "excepts everybody whom it reaches; leave `except` or the program out";
                lints.push(ProgramLint::of(program, message.to_owned()));
            }
            for duty in program.duties.iter().filter(|duty| duty.citation.is_none()) {
                let message = format!(
                    "has no citation for its duty `{}`; name the legal text",
                    duty.what
                );
                lints.push(ProgramLint::of(program, message));
            }
            for named in program.aggregate_with.iter().flatten() {
                let message = match self.program(named) {
                    Some(other) if other.id != program.id => continue,
                    Some(_) => "adds up shares with its own, as every program does; name the other program, or leave it out".to_owned(),
                    None => format!("adds up shares with those of {named}, which no file describes; check its spelling"),
                };
                lints.push(ProgramLint::of(program, message));
            }
            for phase in program.phases.iter().filter(|phase| phase.basis.is_none()) {
                let message = format!(
                    "has no basis for its phase from {}; name the instrument",
                    phase.from
                );
                lints.push(ProgramLint::of(program, message));
            }
            for message in idle_steps(program).chain(self.unjudged_criteria(program)) {
                lints.push(ProgramLint::of(program, message));
            }
            let Some(carried_out) = &program.implements else {
                continue;
            };
            let mut say = |message: String| lints.push(ProgramLint::of(program, message));
            let regimes = (
                self.programs.regime(&program.id),
                self.programs.regime(carried_out),
            );
            let (Some(own), Some(other)) = regimes else {
                say(format!(
                    "carries out {carried_out}, which no file describes; check its spelling"
                ));
                continue;
            };
            if own.program.id == other.program.id {
                say("carries out itself; name the program of the other authority".to_owned());
                continue;
            }
            compare_dates(own, other, &mut say);
            compare_measures(&own.program, &other.program, &mut say);
        }
        let unexplained =
            |appeal: &&Appeal| appeal.result == AppealResult::Rejected && appeal.reason.is_empty();
        for appeal in self.appeals().filter(unexplained) {
            lints.push(ProgramLint {
                program_id: appeal.program.clone(),
                at: appeal.source.to_string(),
                message: format!(
                    "rejected an appeal of {} without a reason; give it",
                    appeal.appellant
                ),
            });
        }
        // Against no programs, everything that is named would be unknown.
        let described = self.programs().next().is_some();
        for (at, unread) in self.unread().iter().enumerate() {
            let mut say = |message: String| {
                lints.push(ProgramLint {
                    program_id: unread.citation.clone(),
                    at: unread.source.to_string(),
                    message,
                });
            };
            let unknown = |named: &&String| described && self.program(named).is_none();
            for named in unread.programs.iter().filter(unknown) {
                say(format!(
                    "names the program {named}, which no file describes; check its spelling"
                ));
            }
            let is_written = |license: &&License| {
                license.authority == unread.authority && license.citation.as_ref() == Some(&unread.citation)
            };
            if let Some(license) = self.licenses().iter().find(is_written) {
                say(format!(
                    "is written down as license {}, too; leave one of them out",
                    license.id
                ));
            }
            if let Some(first) = self
                .unread()
                .iter()
                .take(at)
                .find(|first| first.citation == unread.citation)
            {
                say(format!("is named already ({}); keep one", first.source));
            }
        }
        lints
    }
}

impl Rulebook {
    /// Criteria on which steps turn and which nothing judges, in a program of which others are judged by a benchmark, a milestone or a
    /// finding: a mistyped one is never met.
    fn unjudged_criteria(&self, program: &Program) -> Vec<String> {
        let regime = self.programs.regime(&program.id);
        let findings = regime.map_or(&[][..], Regime::findings);
        let of_benchmarks = program.benchmarks.iter().map(|benchmark| &benchmark.criterion);
        let of_milestones = program
            .milestones
            .iter()
            .flat_map(|milestone| &milestone.criteria);
        let of_findings = findings.iter().map(|finding| &finding.criterion);
        let judged: Vec<&String> = of_benchmarks.chain(of_milestones).chain(of_findings).collect();
        let mut unjudged: Vec<&String> = Vec::new();
        for step in &program.steps {
            for criterion in step.enter_when.iter().chain(&step.ease_when) {
                if !judged.is_empty() && !judged.contains(&criterion) && !unjudged.contains(&criterion) {
                    unjudged.push(criterion);
                }
            }
        }
        let told = unjudged.into_iter().map(|criterion| {
            format!(
                "turns on `{criterion}`, which no benchmark, milestone or finding judges, as others are; check its spelling"
            )
        });
        told.collect()
    }
}

/// Steps that add no measure to those of the steps below them: to stand on one changes nothing.
fn idle_steps(program: &Program) -> impl Iterator<Item = String> {
    let steps = program.steps.iter().enumerate();
    let idle = steps.filter(|(at, step)| {
        let reaches = |below: &&Step| below.designations.is_none() || below.designations == step.designations;
        let below = program.steps.iter().take(*at).filter(reaches);
        let known: Vec<Measure> = below.flat_map(|below| below.measures.iter().copied()).collect();
        *at > 0 && step.measures.iter().all(|measure| known.contains(measure))
    });
    idle.map(|(_, step)| {
        format!(
            "has the step {}, which adds no measure to the steps below it; add one, or leave it out",
            step.id
        )
    })
}

/// The authority that another word of a program stands for: no license would lift the program, and an institution that names the
/// authority would not be bound by it. `None` for its own word, and for one that is a bank's own.
fn meant_authority(word: &str) -> Option<&'static str> {
    const OTHER_WORDS: &[(&str, &str)] = &[
        ("USA", "US"),
        ("OFAC", "US"),
        ("GB", "UK"),
        ("OFSI", "UK"),
        ("UNO", "UN"),
        ("UNSC", "UN"),
        ("SECO", "CH"),
    ];
    let known = AUTHORITIES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(word) && **known != word);
    let other = || {
        OTHER_WORDS
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(word))
    };
    known.copied().or_else(|| other().map(|(_, known)| *known))
}

impl ProgramLint {
    fn of(program: &Program, message: String) -> ProgramLint {
        ProgramLint {
            program_id: program.id.clone(),
            at: program
                .source
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            message,
        }
    }
}

/// Tells every stretch, from the first day of the program that is carried out, in which one is in force and the other is not.
fn compare_dates(own: &Regime, other: &Regime, say: &mut impl FnMut(String)) {
    let first = other.program.phases.first().map_or(Date::MIN, |phase| phase.from);
    let phases = own.program.phases.iter().chain(&other.program.phases);
    let mut days: Vec<Date> = phases
        .map(|phase| phase.from)
        .filter(|day| *day >= first)
        .collect();
    days.push(first);
    days.sort_unstable();
    days.dedup();
    let stands = |day: Date| (own.standing_on(day).in_force, other.standing_on(day).in_force);
    let mut days = days.into_iter().peekable();
    while let Some(day) = days.next() {
        let (here, there) = stands(day);
        if here == there {
            continue;
        }
        // The stretch goes on while both stand as they did.
        while days.next_if(|next| stands(*next) == (here, there)).is_some() {}
        let (binds, does_not) = if here {
            (&own.program.id, &other.program.id)
        } else {
            (&other.program.id, &own.program.id)
        };
        let until = days
            .peek()
            .map_or_else(String::new, |next| format!(" until {next}"));
        let from = if day == Date::MIN {
            String::new()
        } else {
            format!(" from {day}")
        };
        say(format!(
            "{binds} is in force{from}{until}, and {does_not} is not; give the dates of both, or say why in a comment and leave implements out"
        ));
    }
}

/// Tells the measures of the program that is carried out which the other cannot impose. A travel ban binds no payment.
fn compare_measures(own: &Program, other: &Program, say: &mut impl FnMut(String)) {
    let mut missing: Vec<&str> = Vec::new();
    for measure in other
        .every_measure()
        .filter(|measure| *measure != Measure::TravelBan)
    {
        let imposed = own.every_measure().any(|own| own == measure);
        if !imposed && !missing.contains(&measure.as_str()) {
            missing.push(measure.as_str());
        }
    }
    if !missing.is_empty() {
        say(format!("lacks {} of {}", missing.join(" and "), other.id));
    }
}
