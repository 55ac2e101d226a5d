//! The same rules with one program standing as assumed.

use jiff::civil::Date;
use portcullis_model::Measure;

use crate::program::regime::Regime;
use crate::program::{MeasuresFrom, Phase, Program, State};
use crate::rulebook::Rulebook;

/// What a simulation assumes of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assumption {
    /// It stands on this step of its ladder, and nothing else of it binds, on every day.
    Step(String),
    /// From a day on it is in this state.
    State {
        /// Which.
        state: State,
        /// First day.
        from: Date,
    },
}

impl Rulebook {
    /// The same rules with one program standing as assumed. A program that no file describes
    /// can be assumed in a state; its authority is then each designation's own.
    ///
    /// # Errors
    /// The program has no such step, or is unknown where a step is asked for.
    pub fn with_hypothesis(&self, program: &str, assumption: &Assumption) -> Result<Rulebook, String> {
        let known = self.programs.regime(program);
        let assumed = match (assumption, known) {
            (Assumption::Step(step), Some(regime)) => {
                let steps = &regime.program.steps;
                let Some(position) = steps.iter().position(|s| s.id == *step) else {
                    let known = steps.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
                    let known = if known.is_empty() {
                        "it has no steps".to_owned()
                    } else {
                        format!("steps: {known}")
                    };
                    return Err(format!("program {program} has no step `{step}` ({known})"));
                };
                regime.assuming_step(position)
            }
            (Assumption::Step(step), None) => {
                return Err(format!(
                    "program {program} is described in no file, so it has no step `{step}`"
                ));
            }
            (Assumption::State { state, from }, Some(regime)) => regime.assuming_state(*state, *from),
            (Assumption::State { state, from }, None) => {
                Regime::new(undescribed(program), Vec::new()).assuming_state(*state, *from)
            }
        };
        let mut rules = self.clone();
        rules.programs.replace(program, assumed);
        rules.digest = blake3::hash(format!("{} {program} {assumption:?}", self.digest).as_bytes())
            .to_hex()
            .to_string();
        Ok(rules)
    }
}

/// What is taken of a program that no file describes: an asset freeze that has always been in force.
fn undescribed(program: &str) -> Program {
    Program {
        id: program.to_owned(),
        aliases: Vec::new(),
        authority: String::new(),
        measures: vec![Measure::AssetFreeze],
        measures_from: MeasuresFrom::Program,
        debt_tenor_days: None,
        designations: None,
        except: Vec::new(),
        places: Vec::new(),
        ownership: None,
        aggregate_with: None,
        confidence: None,
        duties: Vec::new(),
        implements: None,
        benchmarks: Vec::new(),
        milestones: Vec::new(),
        interim: None,
        appeal_days: None,
        monitors: Vec::new(),
        quorum: 1,
        phases: vec![Phase::new(Date::MIN, State::InForce, None)],
        steps: Vec::new(),
        source: None,
    }
}
