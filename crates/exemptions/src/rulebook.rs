//! The rules of a run, read once and immutable, and the two phases of deciding by them.

use std::sync::Arc;

use jiff::civil::Date;
use portcullis_model::{CurrencyCode, Measure, Outcome, Payment};
use rustc_hash::FxHashMap;

use crate::condition::{self, Clause, Facts};
use crate::decide::caps::CapLedger;
use crate::decide::decision::{
    self, Assessment, Decision, LicenseReport, ObligationReport, Pending, Suggestion,
};
use crate::decide::obligation::{self, HitOf, Obligation};
use crate::decide::suggest;
use crate::error::{Location, Problems};
use crate::files::Sources;
use crate::license::{Cap, License, Programs};
use crate::party::good_guys::{GoodGuy, GoodGuys};
use crate::party::institution::{Bound, Institution};
use crate::party::registry::{Actor, Registry};
use crate::party::{good_guys, institution, registry};
use crate::program::findings;
use crate::program::ladder::Change;
use crate::program::regime::{ProgramStatus, Regime};
use crate::program::{Program, State};
use crate::{RuleError, RuleFiles, license, program};

/// Programs, licenses, registry and institution: everything that decides, validated as a whole. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rulebook {
    pub(crate) regimes: Vec<Arc<Regime>>,
    /// Ids and aliases to the regime.
    pub(crate) names: FxHashMap<String, usize>,
    pub(crate) licenses: Arc<[License]>,
    /// Ordinals of the licenses of each authority.
    by_authority: Arc<FxHashMap<String, Vec<u32>>>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) institution: Option<Arc<Institution>>,
    good_guys: Arc<GoodGuys>,
    digest: String,
}

impl Default for Rulebook {
    fn default() -> Rulebook {
        Rulebook::empty()
    }
}

impl Rulebook {
    /// The rules when no file is given: every authority binds, every program is in force with asset-freeze, nothing is
    /// licensed.
    #[must_use]
    pub fn empty() -> Rulebook {
        Rulebook {
            regimes: Vec::new(),
            names: FxHashMap::default(),
            licenses: Arc::from([]),
            by_authority: Arc::default(),
            registry: Arc::default(),
            institution: None,
            good_guys: Arc::default(),
            digest: Sources::default().digest(),
        }
    }

    /// Reads and validates all rule files together.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, with file, line and field. Nothing is to be decided then.
    pub fn load(files: &RuleFiles) -> Result<Rulebook, RuleError> {
        let sources = Sources::read(files)?;
        let mut problems = Problems::default();

        let mut programs: Vec<Program> = Vec::new();
        for file in &sources.programs {
            programs.extend(program::read(file, &mut problems));
        }
        let names = name_programs(&programs, &mut problems);

        let mut found: Vec<Vec<findings::Finding>> = programs.iter().map(|_| Vec::new()).collect();
        for file in &sources.findings {
            for finding in findings::read(file, &mut problems) {
                place_finding(finding, &programs, &names, &mut found, &mut problems);
            }
        }

        let mut licenses: Vec<License> = Vec::new();
        for file in &sources.licenses {
            licenses.extend(license::read(file, &mut problems));
        }
        let mut seen: FxHashMap<&str, &Location> = FxHashMap::default();
        for license in &licenses {
            if let Some(first) = seen.insert(&license.id, &license.source) {
                problems.add(
                    &license.source,
                    format!("license {}: id", license.id),
                    format!("`{}` is there already ({first}); ids must be unique", license.id),
                );
            }
        }
        let canonical = |name: &String| {
            names
                .get(name)
                .map_or_else(|| name.clone(), |at| programs[*at].id.clone())
        };
        for license in &mut licenses {
            if let Programs::Named(named) = &mut license.programs {
                *named = named.iter().map(canonical).collect();
            }
            for exclusion in &mut license.exclusions {
                if let Some(named) = &mut exclusion.programs {
                    *named = named.iter().map(canonical).collect();
                }
            }
        }

        let registry = registry::read(&sources.registries, &mut problems);
        let institution = sources
            .institution
            .as_ref()
            .and_then(|file| institution::read(file, &mut problems));

        let good_guys = good_guys::read(&sources.good_guys, &mut problems);

        let mut by_authority: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (at, license) in (0_u32..).zip(&licenses) {
            by_authority
                .entry(license.authority.clone())
                .or_default()
                .push(at);
        }
        let regimes = programs
            .into_iter()
            .zip(found)
            .map(|(program, found)| Arc::new(Regime::new(program, found)))
            .collect();
        problems.into_result(Rulebook {
            regimes,
            names,
            licenses: licenses.into(),
            by_authority: Arc::new(by_authority),
            registry: Arc::new(registry),
            institution: institution.map(Arc::new),
            good_guys: Arc::new(good_guys),
            digest: sources.digest(),
        })
    }

    /// blake3 (hex) over the bytes of all rule files in loading order: equal digests decide equally.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every described program, in loading order.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        self.regimes.iter().map(|regime| &regime.program)
    }

    /// A described program by its id or an alias.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<&Program> {
        self.regime(name).map(|regime| &regime.program)
    }

    /// How a described program stands on a day: for `programs show`.
    #[must_use]
    pub fn program_status(&self, name: &str, as_of: Date) -> Option<ProgramStatus> {
        self.regime(name).map(|regime| regime.status(as_of))
    }

    /// What happened to a described program and why, oldest first: for `programs timeline`. Moves of the ladder are told
    /// up to the day on which the last finding can have had its effect.
    #[must_use]
    pub fn timeline(&self, name: &str) -> Option<&[Change]> {
        self.regime(name).map(|regime| regime.history.changes.as_slice())
    }

    /// Every license, in loading order.
    #[must_use]
    pub fn licenses(&self) -> &[License] {
        &self.licenses
    }

    /// Every registered actor, in loading order.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        self.registry.actors()
    }

    /// Every good-guy entry, in loading order.
    #[must_use]
    pub fn good_guys(&self) -> &[GoodGuy] {
        self.good_guys.entries()
    }

    pub(crate) fn regime(&self, name: &str) -> Option<&Regime> {
        self.names
            .get(name)
            .and_then(|at| self.regimes.get(*at))
            .map(|regime| &**regime)
    }

    pub(crate) fn bound(&self, authority: &str, currency: Option<CurrencyCode>) -> Bound {
        self.institution
            .as_ref()
            .map_or(Bound::Yes, |institution| institution.bound(authority, currency))
    }

    /// The first phase: which obligations the hits trigger as of the day, and which licenses' terms are met, the caps
    /// aside. Pure, so payments may be assessed in parallel and in any order.
    ///
    /// `as_of` is the day whose law decides: `--as-of`, else the payment's value date, else the day of the run.
    #[must_use]
    pub fn assess(&self, payment: &Payment<'_>, as_of: Date, hits: &[HitOf<'_>]) -> Assessment {
        let mut assessment = Assessment {
            pending: Vec::new(),
            dormant: Vec::new(),
            good_guys: Vec::new(),
            suggestions: Vec::new(),
            uncovered: Outcome::Clear,
            as_of,
            amount: payment.amount,
        };
        if hits.is_empty() {
            return assessment;
        }
        let (mut obligations, dormant) = obligation::find(self, payment, as_of, hits);
        assessment.dormant = dormant;
        if !self.good_guys.entries().is_empty() {
            // Only hits that bind need an excuse; the others are dormant, good guy or not.
            for of in hits {
                let is_of = |o: &Obligation<'_>| std::ptr::eq(o.of.hit, of.hit);
                if obligations.iter().any(is_of)
                    && let Some(excuse) = self.good_guys.excuse(payment, as_of, of)
                {
                    obligations.retain(|o| !is_of(o));
                    assessment.good_guys.push(excuse);
                }
            }
        }
        if obligations.is_empty() {
            return assessment;
        }
        let facts = Facts::gather(payment, as_of, &self.registry);
        assessment.uncovered = uncovered(&obligations);
        assessment.pending = obligations
            .iter()
            .map(|obligation| self.hold_against(obligation, &obligations, &facts))
            .collect();
        assessment.suggestions = self.suggest(payment, &assessment.pending);
        assessment
    }

    /// Holds every license that reaches an obligation against it.
    fn hold_against(
        &self,
        obligation: &Obligation<'_>,
        all: &[Obligation<'_>],
        facts: &Facts<'_>,
    ) -> Pending {
        let mut report = ObligationReport::of(obligation);
        let mut options = Vec::new();
        let candidates = self
            .by_authority
            .get(obligation.authority)
            .map_or(&[][..], Vec::as_slice);
        for at in candidates {
            let Some(license) = self.licenses.get(*at as usize) else {
                continue;
            };
            if !license.reaches(obligation.program, obligation.measure) {
                continue;
            }
            let held = LicenseReport {
                license_id: license.id.clone(),
                kind: license.kind,
                citation: license.citation.clone(),
                clauses: condition::clauses(license, obligation, all, facts),
            };
            if held.failed_clauses().next().is_none() {
                options.push((*at, held));
            } else {
                report.failed.push(held);
            }
        }
        // Nearest first: a license that the payment quotes (or misquotes) before any other, then by what is missing.
        let quotes = !facts.payment.license_reference.trim().is_empty();
        report.failed.sort_by_key(|license| {
            let relied_on = quotes && license.clauses.iter().any(|clause| clause.clause == "reference");
            (!relied_on, license.failed_clauses().count())
        });
        Pending { report, options }
    }

    /// Licenses that fail for want of a purpose that the remittance information speaks of.
    fn suggest(&self, payment: &Payment<'_>, pending: &[Pending]) -> Vec<Suggestion> {
        let spoken = suggest::purposes(&payment.remittance_information);
        let mut suggestions: Vec<Suggestion> = Vec::new();
        if spoken.is_empty() {
            return suggestions;
        }
        let failed = pending
            .iter()
            .filter(|pending| pending.options.is_empty())
            .flat_map(|p| &p.report.failed);
        for report in failed {
            if suggestions
                .iter()
                .any(|suggestion| suggestion.license_id == report.license_id)
            {
                continue;
            }
            let license = self
                .licenses
                .iter()
                .find(|license| license.id == report.license_id);
            let purposes = license
                .and_then(|license| license.purposes.as_deref())
                .unwrap_or(&[]);
            if let Some((purpose, word)) = spoken.iter().find(|(purpose, _)| purposes.contains(purpose)) {
                suggestions.push(Suggestion {
                    license_id: report.license_id.clone(),
                    purpose: *purpose,
                    word: (*word).to_owned(),
                });
            }
        }
        suggestions
    }

    /// The second phase: chooses the licenses, spends their caps, and decides. To be called in the order of the input,
    /// so that the same batch spends the same allowances whatever the thread count.
    ///
    /// A payment spends an allowance once however many of its obligations the license covers, and only when it is
    /// released. Where several licenses would do, one without a cap comes first, then one that the payment uses
    /// already, then the first with room in loading order.
    #[must_use]
    pub fn settle(&self, assessment: Assessment, caps: &mut CapLedger) -> Decision {
        let Assessment {
            pending,
            dormant,
            good_guys,
            suggestions,
            uncovered,
            as_of,
            amount,
        } = assessment;
        if pending.is_empty() {
            let mut reasons = Vec::new();
            if !good_guys.is_empty() {
                reasons.push(decision::reason_good_guys(&good_guys));
            }
            if !dormant.is_empty() {
                reasons.push(decision::reason_dormant(&dormant));
            }
            if reasons.is_empty() {
                return Decision::clear();
            }
            return Decision {
                reason: reasons.join(" | ").into(),
                dormant,
                good_guys,
                ..Decision::clear()
            };
        }
        let amount = amount.and_then(|amount| Some((amount.value, amount.currency?)));
        let mut chosen: Vec<u32> = Vec::new();
        let mut obligations: Vec<ObligationReport> = Vec::with_capacity(pending.len());
        for Pending { mut report, options } in pending {
            let mut best: Option<(u8, u32, LicenseReport)> = None;
            for (at, mut held) in options {
                let Some(license) = self.licenses.get(at as usize) else {
                    continue;
                };
                let rank = match &license.cap {
                    None => Some(0),
                    Some(cap) => {
                        let room = amount.and_then(|(value, _)| caps.room(&license.id, cap, as_of, value));
                        held.clauses
                            .push(cap_clause(&license.id, cap, as_of, amount, caps, room.is_some()));
                        room.map(|_| if chosen.contains(&at) { 1 } else { 2 })
                    }
                };
                match rank {
                    None => report.failed.insert(0, held),
                    Some(rank) if best.as_ref().is_none_or(|(other, ..)| rank < *other) => {
                        best = Some((rank, at, held));
                    }
                    Some(_) => {}
                }
            }
            if let Some((_, at, held)) = best {
                report.covered_by = Some(held);
                if !chosen.contains(&at) {
                    chosen.push(at);
                }
            }
            obligations.push(report);
        }

        let covered = obligations
            .iter()
            .all(|obligation| obligation.covered_by.is_some());
        let mut license_ids = Vec::new();
        let (outcome, mut reason) = if covered {
            for at in chosen {
                let Some(license) = self.licenses.get(at as usize) else {
                    continue;
                };
                license_ids.push(license.id.clone());
                if let (Some(_), Some((value, currency))) = (&license.cap, amount) {
                    caps.spend(&license.id, currency, as_of, value, 1);
                }
            }
            license_ids.sort();
            (Outcome::Licensed, decision::reason_licensed(&obligations))
        } else {
            (uncovered, decision::reason_uncovered(&obligations))
        };
        if !good_guys.is_empty() {
            reason.push_str(" | ");
            reason.push_str(&decision::reason_good_guys(&good_guys));
        }
        let sorted = |pick: fn(&ObligationReport) -> &String| {
            let mut values: Vec<String> = obligations.iter().map(pick).cloned().collect();
            values.sort();
            values.dedup();
            values
        };
        Decision {
            outcome,
            reason: reason.into(),
            authorities: sorted(|obligation| &obligation.authority),
            programs: sorted(|obligation| &obligation.program),
            license_ids,
            obligations,
            dormant,
            good_guys,
            suggestions: if covered { Vec::new() } else { suggestions },
        }
    }

    /// The same rules with one program standing as assumed: for `programs simulate`. A program that no file describes
    /// can be assumed in a state; its authority is then each designation's own.
    ///
    /// # Errors
    /// The program has no such step, or is unknown where a step is asked for.
    pub fn with_hypothesis(&self, program: &str, assumption: &Assumption) -> Result<Rulebook, String> {
        let mut rules = self.clone();
        let known = self
            .names
            .get(program)
            .and_then(|at| Some((*at, self.regimes.get(*at)?)));
        match (assumption, known) {
            (Assumption::Step(step), Some((at, regime))) => {
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
                if let Some(slot) = rules.regimes.get_mut(at) {
                    *slot = Arc::new(regime.assuming_step(position));
                }
            }
            (Assumption::State { state, from }, Some((at, regime))) => {
                if let Some(slot) = rules.regimes.get_mut(at) {
                    *slot = Arc::new(regime.assuming_state(*state, *from));
                }
            }
            (Assumption::Step(step), None) => {
                return Err(format!(
                    "program {program} is described in no file, so it has no step `{step}`"
                ));
            }
            (Assumption::State { state, from }, None) => {
                let assumed = Program {
                    id: program.to_owned(),
                    aliases: Vec::new(),
                    authority: String::new(),
                    measures: vec![Measure::AssetFreeze],
                    debt_tenor_days: None,
                    monitors: Vec::new(),
                    quorum: 1,
                    // Undescribed programs are in force, so that is what was before.
                    phases: vec![program::Phase {
                        from: Date::MIN,
                        state: State::InForce,
                        basis: None,
                        review_by: None,
                    }],
                    steps: Vec::new(),
                    source: None,
                };
                rules.names.insert(program.to_owned(), rules.regimes.len());
                rules.regimes.push(Arc::new(
                    Regime::new(assumed, Vec::new()).assuming_state(*state, *from),
                ));
            }
        }
        rules.digest = blake3::hash(format!("{} {program} {assumption:?}", self.digest).as_bytes())
            .to_hex()
            .to_string();
        Ok(rules)
    }
}

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

/// Gives a finding to its program, or says why it cannot count.
fn place_finding(
    finding: findings::Finding,
    programs: &[Program],
    names: &FxHashMap<String, usize>,
    found: &mut [Vec<findings::Finding>],
    problems: &mut Problems,
) {
    let Some((at, program)) = names
        .get(&finding.program)
        .and_then(|at| Some((*at, programs.get(*at)?)))
    else {
        problems.add(
            &finding.source,
            "program",
            format!(
                "no file describes the program `{}`; check its id, or give its file too",
                finding.program
            ),
        );
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
    if let Some(found) = found.get_mut(at) {
        found.push(finding);
    }
}

/// The outcome when not every obligation is covered: what the certain hits bring, else a review.
fn uncovered(obligations: &[Obligation<'_>]) -> Outcome {
    obligations
        .iter()
        .map(|obligation| {
            if !obligation.of.hit.certain || obligation.doubtful {
                Outcome::Review
            } else if obligation.measure == Measure::AssetFreeze {
                Outcome::Block
            } else {
                Outcome::Reject
            }
        })
        .max()
        .unwrap_or(Outcome::Review)
}

fn cap_clause(
    license: &str,
    cap: &Cap,
    as_of: Date,
    amount: Option<(portcullis_model::Decimal, CurrencyCode)>,
    caps: &CapLedger,
    held: bool,
) -> Clause {
    let spent = caps.spent(license, cap, as_of);
    let (limit, per) = (cap.limit, cap.per);
    let this = amount.map_or_else(|| "no amount".to_owned(), |(value, _)| value.to_string());
    let verdict = if held { "fits" } else { "is too much" };
    let evidence = format!(
        "{spent} of {} {} spent in the {per} of {as_of} before this payment, {this} more {verdict}",
        limit.value, limit.currency
    );
    Clause {
        clause: "cap".into(),
        held,
        evidence,
    }
}
