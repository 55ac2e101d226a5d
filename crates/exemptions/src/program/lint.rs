//! What is likely wrong with a program that names others: domestic law beside the international instrument that it carries out,
//! and the programs whose shares it adds up.

use jiff::civil::Date;
use portcullis_model::Measure;
use serde::Serialize;

use crate::program::Program;
use crate::program::regime::Regime;
use crate::rulebook::Rulebook;

/// One weakness of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramLint {
    /// The program.
    pub program_id: String,
    /// Where it is written: `FILE:LINE`.
    pub at: String,
    /// What differs from the program that it carries out, and since when.
    pub message: String,
}

impl Rulebook {
    /// Holds every program to the one that it `implements`: when both are in force, and with which measures. Empty when there
    /// is nothing to say.
    #[must_use]
    pub fn lint_programs(&self) -> Vec<ProgramLint> {
        let mut lints = Vec::new();
        for program in self.programs() {
            for other in program.aggregate_with.iter().flatten() {
                if self.program(other).is_none() {
                    lints.push(ProgramLint {
                        program_id: program.id.clone(),
                        at: program
                            .source
                            .as_ref()
                            .map_or_else(String::new, ToString::to_string),
                        message: format!(
                            "adds up shares with those of {other}, which no file describes; check its spelling"
                        ),
                    });
                }
            }
            let Some(carried_out) = &program.implements else {
                continue;
            };
            let mut say = |message: String| {
                lints.push(ProgramLint {
                    program_id: program.id.clone(),
                    at: program
                        .source
                        .as_ref()
                        .map_or_else(String::new, ToString::to_string),
                    message,
                });
            };
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
        lints
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
