//! All programs of a run, by their ids and aliases, each with its history.

use std::sync::Arc;

use jiff::civil::Date;
use portcullis_model::PlaceCode;
use rustc_hash::FxHashMap;

use crate::duty::Duty;
use crate::error::{Location, Problems};
use crate::files::Sources;
use crate::program::Program;
use crate::program::appeals::{self, Appeal};
use crate::program::findings::{self, Finding, Verdict};
use crate::program::read;
use crate::program::regime::Regime;

/// Every described program.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProgramTable {
    regimes: Vec<Arc<Regime>>,
    /// What is to be done whatever the program, with the authority.
    duties: Arc<[(String, Duty)]>,
    /// Ids and aliases to the regime.
    names: FxHashMap<String, usize>,
    /// What listed parties ask, in order of the days, with where those of a designation stand.
    appeals: Arc<[Appeal]>,
    appeals_of: Arc<FxHashMap<String, Vec<u32>>>,
}

impl ProgramTable {
    /// Reads programs, the findings that move their ladders, and the appeals of listed parties.
    pub(crate) fn read(sources: &Sources, problems: &mut Problems) -> ProgramTable {
        let mut programs: Vec<Program> = Vec::new();
        let mut duties: Vec<(String, Duty, Location)> = Vec::new();
        for file in &sources.programs {
            let read = read::read(file, problems);
            programs.extend(read.programs);
            duties.extend(read.duties);
        }
        each_duty_once(&duties, problems);
        let duties: Arc<[_]> = duties.into_iter().map(|(whose, duty, _)| (whose, duty)).collect();
        let names = name_programs(&programs, problems);
        let mut found: Vec<Vec<Finding>> = programs.iter().map(|_| Vec::new()).collect();
        for file in &sources.findings {
            for finding in findings::read(file, problems) {
                place_finding(finding, &programs, &names, &mut found, problems);
            }
        }
        let mut appeals = Vec::new();
        for file in &sources.appeals {
            for mut appeal in appeals::read(file, problems) {
                match names.get(&appeal.program).and_then(|at| programs.get(*at)) {
                    Some(program) => {
                        appeal.program.clone_from(&program.id);
                        appeals.push(appeal);
                    }
                    None => problems.add(&appeal.source, "program", not_described(&appeal.program)),
                }
            }
        }
        appeals.sort_by_key(|appeal| appeal.date);
        let mut appeals_of: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (at, appeal) in (0_u32..).zip(&appeals) {
            let of = appeals_of.entry(appeal.designation_id.clone()).or_default();
            of.push(at);
        }
        let regimes = programs
            .into_iter()
            .zip(found)
            .map(|(program, found)| Arc::new(Regime::new(program, found)))
            .collect();
        ProgramTable {
            regimes,
            duties,
            names,
            appeals: appeals.into(),
            appeals_of: Arc::new(appeals_of),
        }
    }

    /// Every appeal, in order of the days.
    pub(crate) fn appeals(&self) -> &[Appeal] {
        &self.appeals
    }

    /// What whoever looks at a hit of a designation under a program should know of its appeals on a day.
    pub(crate) fn appeal_note(&self, designation_id: &str, program: &str, as_of: Date) -> Option<String> {
        let of = self.appeals_of.get(designation_id)?.iter().rev();
        let mut appeals = of.filter_map(|at| self.appeals.get(*at as usize));
        appeals
            .find(|appeal| appeal.program == program && appeal.date <= as_of)?
            .note(as_of)
    }

    /// What is to be done whatever the program of an authority.
    pub(crate) fn duties_of<'t>(&'t self, authority: &'t str) -> impl Iterator<Item = &'t Duty> {
        let duties = self.duties.iter().filter(move |(whose, _)| whose == authority);
        duties.map(|(_, duty)| duty)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.regimes.is_empty()
    }

    /// Every program, in loading order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Program> {
        self.regimes.iter().map(|regime| &regime.program)
    }

    /// Every program with its history, in loading order.
    pub(crate) fn regimes(&self) -> impl Iterator<Item = &Regime> {
        self.regimes.iter().map(|regime| &**regime)
    }

    /// A program with its history, by its id or an alias.
    pub(crate) fn regime(&self, name: &str) -> Option<&Regime> {
        self.names
            .get(name)
            .and_then(|at| self.regimes.get(*at))
            .map(|regime| &**regime)
    }

    /// The program of a designation's tag. A directive that no file describes is taken for the order that it is under, as
    /// rule files describe it that know one tag for both.
    pub(crate) fn regime_of_tag(&self, tag: &str) -> Option<&Regime> {
        self.regime(tag).or_else(|| self.regime(order_of(tag)?))
    }

    /// Every program that binds by a place in some phase, in loading order.
    pub(crate) fn regimes_of_place(&self, place: PlaceCode) -> impl Iterator<Item = &Regime> {
        self.regimes()
            .filter(move |regime| regime.program.every_place().any(|of| of.contains(place)))
    }

    pub(crate) fn program(&self, name: &str) -> Option<&Program> {
        self.regime(name).map(|regime| &regime.program)
    }

    /// The id of a program that is named by its id or an alias; a name that no file describes stays as it is.
    pub(crate) fn canonical(&self, name: &str) -> String {
        self.program(name)
            .map_or_else(|| name.to_owned(), |program| program.id.clone())
    }

    /// Puts a program with another history in the place of the one of that name, or adds it.
    pub(crate) fn replace(&mut self, name: &str, regime: Regime) {
        let regime = Arc::new(regime);
        match self.names.get(name).and_then(|at| self.regimes.get_mut(*at)) {
            Some(slot) => *slot = regime,
            None => {
                self.names.insert(name.to_owned(), self.regimes.len());
                self.regimes.push(regime);
            }
        }
    }
}

/// The tag of the order that a directive is under: `RUSSIA-EO14024` of `RUSSIA-EO14024-D1A`.
fn order_of(tag: &str) -> Option<&str> {
    if tag == "CAATSA-RUSSIA-235" {
        return Some("CAATSA - RUSSIA");
    }
    let (order, directive) = tag.rsplit_once("-D")?;
    let is_number = directive.starts_with(|c: char| c.is_ascii_digit())
        && directive
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    is_number.then_some(order)
}

/// Ids and aliases of all programs, each used once.
fn name_programs(programs: &[Program], problems: &mut Problems) -> FxHashMap<String, usize> {
    let mut names: FxHashMap<String, usize> = FxHashMap::default();
    for (at, program) in programs.iter().enumerate() {
        let own = std::iter::once(("id", &program.id));
        for (key, name) in own.chain(program.aliases.iter().map(|alias| ("aliases", alias))) {
            if let Some(first) = names.get(name).and_then(|first| programs.get(*first)) {
                let place = program.source.as_ref().zip(first.source.as_ref());
                if let Some((here, there)) = place {
                    problems.add(
                        here,
                        format!("program {}: {key}", program.id),
                        format!(
                            "`{name}` is already a name of program {} ({there}); a name means one program",
                            first.id
                        ),
                    );
                }
            } else {
                names.insert(name.clone(), at);
            }
        }
    }
    names
}

/// Says which duties of an authority are there twice, in one file or in several.
fn each_duty_once(duties: &[(String, Duty, Location)], problems: &mut Problems) {
    for (at, (whose, duty, here)) in duties.iter().enumerate() {
        let mut before = duties.iter().take(at);
        if let Some((_, _, there)) = before.find(|(other, first, _)| other == whose && first.overlaps(duty)) {
            problems.add(
                here,
                "duty",
                format!(
                    "`{}` to {} is there already for the same outcome ({there}); keep one",
                    duty.what, duty.to
                ),
            );
        }
    }
}

fn not_described(program: &str) -> String {
    format!("no file describes the program `{program}`; check its id, or give its file too")
}

/// Gives a finding to its program, or says why it cannot count.
fn place_finding(
    finding: Finding,
    programs: &[Program],
    names: &FxHashMap<String, usize>,
    found: &mut [Vec<Finding>],
    problems: &mut Problems,
) {
    let Some((at, program)) = names
        .get(&finding.program)
        .and_then(|at| Some((*at, programs.get(*at)?)))
    else {
        problems.add(&finding.source, "program", not_described(&finding.program));
        return;
    };
    if !program.monitors.contains(&finding.monitor) {
        let known = if program.monitors.is_empty() {
            "none".to_owned()
        } else {
            program.monitors.join(", ")
        };
        problems.add(
            &finding.source,
            "monitor",
            format!(
                "`{}` is not a monitor of {} (monitors: {known})",
                finding.monitor, program.id
            ),
        );
        return;
    }
    let mut criteria: Vec<&str> = program
        .steps
        .iter()
        .flat_map(|step| [&step.enter_when, &step.ease_when])
        .flatten()
        .map(String::as_str)
        .collect();
    if !criteria.contains(&finding.criterion.as_str()) {
        criteria.sort_unstable();
        criteria.dedup();
        problems.add(
            &finding.source,
            "criterion",
            format!(
                "no step of {} has the criterion `{}` (criteria: {})",
                program.id,
                finding.criterion,
                criteria.join(", ")
            ),
        );
        return;
    }
    if let Some(problem) = contradiction(&finding, program) {
        problems.add(&finding.source, "indicator", problem);
        return;
    }
    if let Some(found) = found.get_mut(at) {
        found.push(finding);
    }
}

/// What is wrong with a finding that measures a benchmark. A dispute is about the value, and may stand beside any.
fn contradiction(finding: &Finding, program: &Program) -> Option<String> {
    let value = finding.value?;
    let Some(benchmark) = program.benchmarks.iter().find(|b| b.id == finding.indicator) else {
        let known: Vec<&str> = program.benchmarks.iter().map(|b| b.id.as_str()).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        return Some(format!(
            "`{}` is no benchmark of {} (benchmarks: {known})",
            finding.indicator, program.id
        ));
    };
    if benchmark.criterion != finding.criterion {
        return Some(format!(
            "`{}` measures {}, not {}",
            benchmark.id, benchmark.criterion, finding.criterion
        ));
    }
    let met = benchmark.is_met_by(value);
    let contradicts = match finding.verdict {
        Verdict::Met => !met,
        Verdict::NotMet => met,
        Verdict::Disputed | Verdict::Withdrawn => false,
    };
    let says = if met { "meets" } else { "does not meet" };
    contradicts.then(|| {
        format!(
            "the verdict is {}, but {value} {says} {benchmark}; say which is right",
            finding.verdict
        )
    })
}

#[cfg(test)]
mod tests {
    use super::order_of;

    #[test]
    fn a_directive_is_under_an_order() {
        for (tag, order) in [
            ("UKRAINE-EO13662-D1", Some("UKRAINE-EO13662")),
            ("RUSSIA-EO14024-D1A", Some("RUSSIA-EO14024")),
            ("CAATSA-RUSSIA-235", Some("CAATSA - RUSSIA")),
            ("RUSSIA-EO14024", None),
            ("IRAN-DPRK", None),
            ("SDGT", None),
            ("X-D", None),
        ] {
            assert_eq!(order_of(tag), order, "{tag}");
        }
    }
}
