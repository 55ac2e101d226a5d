//! From hits to obligations: authority × program × measure × designation, as far as they bind this payment today.

use jiff::civil::Date;
use portcullis_model::{Designation, Field, Measure, PlaceCode};

use crate::decide::instrument::{self, Reach};
use crate::decide::obligation::{DormantReason, DormantReport, Obligation};
use crate::decide::trade;
use crate::hit::{HitOf, one_line};
use crate::party::institution::Jurisdiction;
use crate::payment::PaymentView;
use crate::program::regime::{DebtTerms, Imposed, PhaseReport, Regime};
use crate::rulebook::Rulebook;

/// The program id of a designation whose list names none.
pub(crate) const NO_PROGRAM: &str = "unspecified";

/// All obligations of all hits, in the order of the hits, their programs and [`Measure::ALL`].
pub(crate) fn find<'a>(
    rules: &'a Rulebook,
    payment: PaymentView<'_>,
    as_of: Date,
    hits: &[HitOf<'a>],
) -> (Vec<Obligation<'a>>, Vec<DormantReport>) {
    let mut obligations = Vec::new();
    let mut dormant = Vec::new();
    for of in hits {
        let designation = of.designation;
        let mut note_dormant = |authority: &str, reason: DormantReason, program: &str, why: String| {
            dormant.push(DormantReport {
                designation_id: designation.id.clone(),
                designation_name: one_line(designation.primary_name()),
                field: of.hit.field,
                authority: authority.to_owned(),
                reason,
                program: program.to_owned(),
                why,
            });
        };
        if !designation.is_listed_on(as_of) {
            let why = format!(
                "{}; the payment counts as of {as_of}",
                why_not_listed(designation, as_of)
            );
            note_dormant(&designation.authority, DormantReason::NotListed, "", why);
            continue;
        }
        let binding = programs(rules, payment, as_of, designation, &mut note_dormant);
        // What the list itself states of the entry, and no program of it imposes today, binds under each that is in
        // force: a list of blocked persons blocks even where a program's tag is shared with a lesser list.
        let imposed = |measure: &Measure| {
            binding
                .iter()
                .any(|program| program.measures.iter().any(|(m, _)| m == measure))
        };
        let stated: Vec<Measure> = designation
            .measures
            .iter()
            .filter(|m| !imposed(m))
            .copied()
            .collect();
        for mut program in binding {
            program
                .measures
                .extend(stated.iter().map(|measure| (*measure, Imposed::Phase)));
            program.measures.sort_by_key(|(measure, _)| *measure);
            program.measures.dedup_by_key(|(measure, _)| *measure);
            for (measure, imposed) in std::mem::take(&mut program.measures) {
                let (because, doubtful) = match reach(measure, of.hit.field, payment, &program, as_of) {
                    Reach::Binds(why) => (why, false),
                    Reach::Doubt(why) => (Some(why), true),
                    Reach::No(why) => {
                        let why = format!("{measure}: {why}");
                        note_dormant(program.authority, DormantReason::NotReached, program.id, why);
                        continue;
                    }
                };
                let appeal = rules.programs.appeal_note(&designation.id, program.id, as_of);
                let because = [program.nexus.clone(), imposed.words(), because, appeal]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>();
                obligations.push(Obligation {
                    of: *of,
                    authority: program.authority,
                    program: program.id,
                    measure,
                    step: program.stands_on,
                    phase: program.phase.clone(),
                    because: (!because.is_empty()).then(|| because.join("; ")),
                    doubtful,
                });
            }
        }
    }
    (obligations, dormant)
}

/// Since when a designation is not listed on a day, or from when on it is.
fn why_not_listed(designation: &Designation, as_of: Date) -> String {
    let listed = designation.listed();
    let left = listed
        .iter()
        .filter_map(|listed| listed.until)
        .rfind(|until| *until <= as_of);
    let comes = listed
        .iter()
        .filter_map(|listed| listed.from)
        .find(|from| *from > as_of);
    match (left, comes) {
        (Some(left), Some(back)) => format!("delisted on {left}, listed again on {back}"),
        (Some(left), None) => format!("delisted on {left}"),
        (None, Some(from)) => format!("listed only on {from}"),
        (None, None) => "not listed".to_owned(),
    }
}

/// A program of a designation that binds the institution and has something in force.
struct BindingProgram<'a> {
    id: &'a str,
    authority: &'a str,
    regime: Option<&'a Regime>,
    /// The step of the ladder that it stands on.
    stands_on: Option<&'a str>,
    /// First day on which it binds the entry, as far as the list says.
    since: Option<Date>,
    /// How the authority came to bind, where not by itself.
    nexus: Option<String>,
    /// With what imposes each.
    measures: Vec<(Measure, Imposed<'a>)>,
    phase: PhaseReport,
}

/// The programs of a designation that bind as of a day, each once however the list names it. Why the others do not is
/// told to `note_dormant`.
fn programs<'a>(
    rules: &'a Rulebook,
    payment: PaymentView<'_>,
    as_of: Date,
    designation: &'a Designation,
    note_dormant: &mut impl FnMut(&str, DormantReason, &str, String),
) -> Vec<BindingProgram<'a>> {
    let mut binding: Vec<BindingProgram<'a>> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (tag, regime) in programs_of(rules, designation) {
        let id: &'a str = regime.map_or(tag, |regime| &regime.program.id);
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let authority: &'a str = match regime {
            Some(regime) if !regime.program.authority.is_empty() => &regime.program.authority,
            _ => &designation.authority,
        };
        let nexus = match rules.jurisdiction(authority, payment) {
            Jurisdiction::No => {
                let why = rules.why_not_bound(authority, payment);
                note_dormant(authority, DormantReason::NoJurisdiction, id, why);
                continue;
            }
            Jurisdiction::Yes => None,
            Jurisdiction::Nexus(nexus) => Some(format!("{authority} binds through {nexus}")),
            Jurisdiction::PerhapsNexus(nexus) => Some(format!(
                "{authority} would bind through {nexus}, and the payment states no {}",
                nexus.unstated(payment)
            )),
        };
        // The list's day of a directive is not that of an order which stands for it.
        let since = match rules.programs.regime(tag) {
            None if regime.is_some() => designation.listed_on,
            _ => designation.bound_since(tag),
        };
        if let Some(since) = since.filter(|since| as_of < *since) {
            let why = format!("binds it only from {since}; the payment counts as of {as_of}");
            note_dormant(authority, DormantReason::NotInForce, id, why);
            continue;
        }
        let (measures, phase) = in_force(regime, designation, as_of);
        if measures.is_empty() && regime.is_some_and(|regime| regime.leaves_out(designation, as_of)) {
            let mut why = phase.standing.clone();
            if let Some(basis) = &phase.basis {
                why.push_str(&format!(" ({basis})"));
            }
            why.push_str(match PlaceCode::from_id(&designation.id) {
                Some(_) => ", and does not bind by this place then",
                None => ", and does not reach this designation",
            });
            note_dormant(authority, DormantReason::NotReached, id, why);
            continue;
        }
        if measures.is_empty() {
            let mut why = phase.standing.clone();
            if let Some(since) = phase.since {
                why.push_str(&format!(" since {since}"));
            }
            if let Some(basis) = &phase.basis {
                why.push_str(&format!(", {basis}"));
            }
            note_dormant(authority, DormantReason::NotInForce, id, why);
            continue;
        }
        binding.push(BindingProgram {
            id,
            authority,
            regime,
            stands_on: regime.and_then(|regime| regime.step_on(as_of)),
            since,
            nexus,
            measures,
            phase,
        });
    }
    binding
}

/// The programs of a designation as its list names them, each with its description; or those that bind by a place.
fn programs_of<'a>(rules: &'a Rulebook, designation: &'a Designation) -> Vec<(&'a str, Option<&'a Regime>)> {
    if let Some(place) = PlaceCode::from_id(&designation.id) {
        let of_place = rules.programs.regimes_of_place(place);
        return of_place
            .map(|regime| (regime.program.id.as_str(), Some(regime)))
            .collect();
    }
    let none = designation.programs.is_empty().then_some(NO_PROGRAM);
    let tags = designation.programs.iter().map(String::as_str).chain(none);
    tags.map(|tag| (tag, rules.programs.regime_of_tag(tag))).collect()
}

/// The measures in force with what imposes each, and how the program stands.
fn in_force<'a>(
    regime: Option<&'a Regime>,
    designation: &Designation,
    as_of: Date,
) -> (Vec<(Measure, Imposed<'a>)>, PhaseReport) {
    match regime {
        Some(regime) => (regime.binding(designation, as_of), regime.phase_report(as_of)),
        // No file describes it: in force. What the list itself states of the entry is its measures, and where the
        // list states nothing, an asset freeze.
        None => {
            let stated = &designation.measures;
            let measures = if stated.is_empty() {
                &[Measure::AssetFreeze][..]
            } else {
                stated
            };
            let measures = Measure::ALL
                .iter()
                .filter(|m| measures.contains(m))
                .map(|m| (*m, Imposed::Phase))
                .collect();
            (
                measures,
                PhaseReport {
                    standing: "in-force".to_owned(),
                    since: None,
                    basis: None,
                },
            )
        }
    }
}

/// Whether a measure that is in force reaches a payment in which the designated party stands in `field`.
fn reach(
    measure: Measure,
    field: Field,
    payment: PaymentView<'_>,
    program: &BindingProgram<'_>,
    as_of: Date,
) -> Reach {
    match measure {
        Measure::AssetFreeze | Measure::TradeBan => Reach::Binds(None),
        Measure::TravelBan => Reach::No("binds no payment".to_owned()),
        Measure::CorrespondentAccount if field.is_agent() => Reach::Binds(None),
        Measure::CorrespondentAccount => Reach::No(format!("binds agents, and the party stands as {field}")),
        Measure::SectoralDebt => reach_debt(payment, program, as_of),
        Measure::SectoralEquity => instrument::reach_equity(payment.instrument()),
        Measure::InvestmentBan => instrument::reach_investment(payment.instrument()),
        Measure::ArmsEmbargo => trade::reach_arms(payment),
        Measure::ExportControl => trade::reach_export(payment),
        Measure::ForeignExchange => trade::reach_foreign_exchange(payment),
    }
}

/// Debt is held against what the program said on the day of its issue, and debt that is older than the prohibition, or
/// than the entry, is not new.
fn reach_debt(payment: PaymentView<'_>, program: &BindingProgram<'_>, as_of: Date) -> Reach {
    let issued = payment.debt_issued_on().unwrap_or(as_of);
    let terms = program.regime.map_or(DebtTerms::UpTo(None), |regime| {
        regime.debt_issued_on(issued, as_of)
    });
    let not_new = match terms {
        DebtTerms::NotNew(from) => Some(format!("{} began on {from}", program.id)),
        DebtTerms::UpTo(_) => program
            .since
            .filter(|since| issued < *since)
            .map(|since| format!("{} binds the party since {since}", program.id)),
    };
    let allowed = match terms {
        DebtTerms::UpTo(days) => days,
        DebtTerms::NotNew(_) => None,
    };
    match (
        instrument::reach_debt(payment.instrument(), payment.debt_tenor_days(), allowed),
        not_new,
    ) {
        (no @ Reach::No(_), _) => no,
        (_, Some(why)) => Reach::No(format!("the debt was issued on {issued} and is not new: {why}")),
        (reached, None) => reached,
    }
}
