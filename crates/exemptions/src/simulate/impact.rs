//! Counts what a hypothetical phase or step would change over a batch: an impact assessment.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use portcullis_model::{Amount, CountryCode, Field, Outcome, Purpose};

use crate::decide::decision::Decision;
use crate::simulate::flow::Flow;
use crate::simulate::report::{
    Humanitarian, ImpactReport, MoveRow, OutcomeRow, PartyRow, RemedyRow, Shift, ShiftRow, by_payments,
};
use crate::simulate::volume::Volume;

/// Distinct parties that are kept apart; those beyond are counted as one, so that memory stays flat.
const PARTIES_MAX: usize = 100_000;

/// How strict an outcome is. A payment that a license releases passes as one does that touches nothing: neither is stricter.
fn strictness(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Licensed => Outcome::Clear,
        outcome => outcome,
    }
}

/// Counts, payment by payment, what changes between two ways of deciding the same batch.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    payments: u64,
    changed: u64,
    stricter: Volume,
    third_countries: BTreeMap<String, Volume>,
    outcomes: BTreeMap<Outcome, (Volume, Volume)>,
    moves: BTreeMap<(Outcome, Outcome), Volume>,
    corridors: BTreeMap<String, Shift>,
    purposes: BTreeMap<String, Shift>,
    humanitarian: Humanitarian,
    remedies: BTreeMap<(String, String), Volume>,
    designations: BTreeMap<(String, String), Volume>,
    debtors: BTreeMap<String, Volume>,
    creditors: BTreeMap<String, Volume>,
}

impl Impact {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Impact {
        Impact::default()
    }

    /// Counts one payment, decided by the rules as they are and under the hypothesis. Each way of deciding must have
    /// spent its own [`CapLedger`](crate::CapLedger).
    pub fn record(&mut self, flow: &Flow, before: &Decision, after: &Decision) {
        let amount = flow.amount.as_ref();
        self.payments += 1;
        self.outcomes.entry(before.outcome).or_default().0.add(amount);
        self.outcomes.entry(after.outcome).or_default().1.add(amount);
        if before.outcome == after.outcome {
            return;
        }
        self.changed += 1;
        self.moves
            .entry((before.outcome, after.outcome))
            .or_default()
            .add(amount);
        let strictness = strictness(after.outcome).cmp(&strictness(before.outcome));
        let shift = |shift: &mut Shift| match strictness {
            Ordering::Greater => shift.stricter.add(amount),
            Ordering::Less => shift.freer.add(amount),
            Ordering::Equal => {}
        };
        let country =
            |code: Option<CountryCode>| code.map_or_else(|| "?".to_owned(), |code| code.to_string());
        let corridor = format!(
            "{}>{}",
            country(flow.debtor_country),
            country(flow.creditor_country)
        );
        shift(self.corridors.entry(corridor).or_default());
        let purpose = flow.purpose.map_or("?", Purpose::as_str).to_owned();
        shift(self.purposes.entry(purpose).or_default());
        if flow.humanitarian {
            let humanitarian = &mut self.humanitarian;
            let volume = match (before.outcome.needs_person(), after.outcome.needs_person()) {
                (false, true) => &mut humanitarian.caught,
                (false, false) if after.outcome == Outcome::Licensed => &mut humanitarian.licensed,
                (_, false) => &mut humanitarian.freed,
                (true, true) => &mut humanitarian.other,
            };
            volume.add(amount);
        }
        if strictness != Ordering::Greater {
            return;
        }
        self.record_affected(flow, before, after);
    }

    /// Counts whom a payment that becomes stricter concerns, and what would free it.
    fn record_affected(&mut self, flow: &Flow, before: &Decision, after: &Decision) {
        let amount = flow.amount.as_ref();
        self.stricter.add(amount);
        for country in third_countries(flow, after) {
            self.third_countries
                .entry(country.to_string())
                .or_default()
                .add(amount);
        }
        let mut caught_by: Vec<(String, String)> = after
            .obligations
            .iter()
            .map(|obligation| {
                (
                    obligation.designation_id.clone(),
                    obligation.designation_name.clone(),
                )
            })
            .collect();
        caught_by.sort();
        caught_by.dedup();
        for designation in caught_by {
            self.designations.entry(designation).or_default().add(amount);
        }
        count_party(&mut self.debtors, &flow.debtor, amount);
        count_party(&mut self.creditors, &flow.creditor, amount);
        if flow.humanitarian && after.outcome.needs_person() && !before.outcome.needs_person() {
            let mut remedies: Vec<(String, String)> = after
                .obligations
                .iter()
                .filter(|obligation| obligation.keeps())
                .map(|obligation| match obligation.failed.first() {
                    None => (
                        String::new(),
                        format!("no license reaches {}", obligation.program),
                    ),
                    Some(nearest) => {
                        let lacking = nearest
                            .failed_clauses()
                            .map(|clause| clause.clause.as_ref())
                            .collect::<Vec<_>>();
                        (nearest.license_id.clone(), lacking.join(", "))
                    }
                })
                .collect();
            remedies.sort();
            remedies.dedup();
            for remedy in remedies {
                self.remedies.entry(remedy).or_default().add(amount);
            }
        }
    }

    /// The assessment so far, with at most `top` rows of corridors, remedies and parties each.
    #[must_use]
    pub fn report(&self, top: usize) -> ImpactReport {
        let outcomes = Outcome::ALL
            .iter()
            .map(|outcome| {
                let (before, after) = self.outcomes.get(outcome).cloned().unwrap_or_default();
                OutcomeRow {
                    outcome: *outcome,
                    before,
                    after,
                }
            })
            .collect();
        let moves = self
            .moves
            .iter()
            .map(|((from, to), volume)| MoveRow {
                from: *from,
                to: *to,
                volume: volume.clone(),
            })
            .collect();
        let shifts = |rows: &BTreeMap<String, Shift>, top: usize| {
            by_payments(
                rows.iter().map(|(name, shift)| ShiftRow {
                    name: name.clone(),
                    shift: shift.clone(),
                }),
                |row| row.shift.stricter.payments + row.shift.freer.payments,
                top,
            )
        };
        let people: BTreeSet<&String> = self.debtors.keys().chain(self.creditors.keys()).collect();
        ImpactReport {
            payments: self.payments,
            changed: self.changed,
            stricter: self.stricter.clone(),
            people: people.len() as u64,
            third_countries: rows_of(&self.third_countries, usize::MAX),
            outcomes,
            moves,
            corridors: shifts(&self.corridors, top),
            purposes: shifts(&self.purposes, usize::MAX),
            humanitarian: self.humanitarian.clone(),
            remedies: by_payments(
                self.remedies
                    .iter()
                    .map(|((license_id, lacking), volume)| RemedyRow {
                        license_id: license_id.clone(),
                        lacking: lacking.clone(),
                        volume: volume.clone(),
                    }),
                |row| row.volume.payments,
                top,
            ),
            designations: by_payments(
                self.designations.iter().map(|((id, name), volume)| PartyRow {
                    id: id.clone(),
                    name: name.clone(),
                    volume: volume.clone(),
                }),
                |row| row.volume.payments,
                top,
            ),
            debtors: rows_of(&self.debtors, top),
            creditors: rows_of(&self.creditors, top),
        }
    }
}

/// The countries that a payment touches besides those in which the designated parties stand.
fn third_countries(flow: &Flow, after: &Decision) -> BTreeSet<CountryCode> {
    let is_hit = |field: &Field| after.obligations.iter().any(|o| o.field == *field);
    let (targets, others): (Vec<_>, Vec<_>) = flow.countries.iter().partition(|(field, _)| is_hit(field));
    let is_target = |country: &CountryCode| targets.iter().any(|(_, target)| target == country);
    let others = others.into_iter().map(|(_, country)| country);
    others.filter(|country| !is_target(country)).collect()
}

fn rows_of(rows: &BTreeMap<String, Volume>, top: usize) -> Vec<PartyRow> {
    let rows = rows.iter().map(|(name, volume)| PartyRow {
        id: String::new(),
        name: name.clone(),
        volume: volume.clone(),
    });
    by_payments(rows, |row| row.volume.payments, top)
}

fn count_party(parties: &mut BTreeMap<String, Volume>, name: &str, amount: Option<&Amount>) {
    let name = if name.is_empty() { "(not named)" } else { name };
    if let Some(volume) = parties.get_mut(name) {
        volume.add(amount);
    } else {
        let name = if parties.len() < PARTIES_MAX {
            name
        } else {
            "(others)"
        };
        parties.entry(name.to_owned()).or_default().add(amount);
    }
}
