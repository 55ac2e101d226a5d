//! What a hypothetical phase or step would change over a batch: the impact assessment of `programs simulate`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_model::{Amount, CountryCode, Outcome, Payment, Purpose, Role};
use serde::Serialize;

use crate::decide::decision::Decision;
use crate::hit::one_line;
use crate::payment::PaymentView;
use crate::rulebook::Rulebook;
use crate::simulate::volume::Volume;

/// Purposes that serve basic human needs. A payment with one of them counts as a humanitarian flow.
const HUMANITARIAN: &[Purpose] = &[
    Purpose::Food,
    Purpose::Agriculture,
    Purpose::Medicine,
    Purpose::MedicalDevice,
    Purpose::Health,
    Purpose::Relief,
    Purpose::Shelter,
    Purpose::Water,
    Purpose::Education,
];

/// Registry classes whose payments count as humanitarian flows whatever their purpose.
const HUMANITARIAN_CLASSES: &[&str] = &["ngo", "un-system", "international-organization"];

/// Distinct parties that are kept apart; those beyond are counted as one, so that memory stays flat.
const PARTIES_MAX: usize = 100_000;

/// What an impact assessment needs to know of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFacts {
    /// From where.
    pub debtor_country: Option<CountryCode>,
    /// To where.
    pub creditor_country: Option<CountryCode>,
    /// Why.
    pub purpose: Option<Purpose>,
    /// How much.
    pub amount: Option<Amount>,
    /// Who pays, as the payment names it.
    pub debtor: String,
    /// Who is paid, as the payment names it.
    pub creditor: String,
    /// It has a humanitarian purpose, or a registered humanitarian actor pays.
    pub humanitarian: bool,
}

impl Rulebook {
    /// The facts of a payment that an [`Impact`] counts by.
    #[must_use]
    pub fn payment_facts(&self, payment: &Payment<'_>, as_of: Date) -> PaymentFacts {
        let payment = PaymentView::new(payment);
        let actor_pays = || {
            let mut payers = payment.identities().filter(|(field, _)| {
                let role = field.role();
                role == Some(Role::Debtor) || role == Some(Role::UltimateDebtor)
            });
            payers.any(|(_, identity)| {
                self.registry
                    .recognize(&identity, as_of)
                    .iter()
                    .any(|found| found.valid && HUMANITARIAN_CLASSES.contains(&found.actor.class.as_str()))
            })
        };
        PaymentFacts {
            debtor_country: payment.debtor_country(),
            creditor_country: payment.creditor_country(),
            purpose: payment.purpose(),
            amount: payment.amount(),
            debtor: one_line(payment.debtor_name()),
            creditor: one_line(payment.creditor_name()),
            humanitarian: payment
                .purpose()
                .is_some_and(|purpose| HUMANITARIAN.contains(&purpose))
                || actor_pays(),
        }
    }
}

/// The volume that becomes stricter and the one that becomes freer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// Payments whose outcome becomes stricter.
    pub stricter: Volume,
    /// Payments whose outcome becomes freer.
    pub freer: Volume,
}

/// What becomes of the humanitarian flows that change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Humanitarian {
    /// Flowed before, and would need a person or be stopped.
    pub caught: Volume,
    /// Were clear, and would flow under a license.
    pub licensed: Volume,
    /// Needed a person or were stopped, and would flow.
    pub freed: Volume,
    /// Needed a person or were stopped, and still would, in another way.
    pub other: Volume,
}

/// Counts, payment by payment, what changes between two ways of deciding the same batch.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    payments: u64,
    changed: u64,
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

/// The impact assessment: rows are sorted by number of payments, most first, then by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImpactReport {
    /// Payments that were decided both ways.
    pub payments: u64,
    /// Payments whose outcome changes.
    pub changed: u64,
    /// Every outcome, before and after, in order of strictness.
    pub outcomes: Vec<OutcomeRow>,
    /// Which outcome turns into which.
    pub moves: Vec<MoveRow>,
    /// Debtor country to creditor country, of the payments that change.
    pub corridors: Vec<ShiftRow>,
    /// Purposes of the payments that change.
    pub purposes: Vec<ShiftRow>,
    /// Humanitarian flows that change.
    pub humanitarian: Humanitarian,
    /// For the humanitarian flows that would be caught: the license that would free the caught and what they lack for it.
    pub remedies: Vec<RemedyRow>,
    /// Designations that catch them.
    pub designations: Vec<PartyRow>,
    /// Debtors whose payments become stricter.
    pub debtors: Vec<PartyRow>,
    /// Creditors who are to be paid by payments that become stricter.
    pub creditors: Vec<PartyRow>,
}

/// An outcome before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeRow {
    /// Which.
    pub outcome: Outcome,
    /// Under the rules as they are.
    pub before: Volume,
    /// Under the hypothesis.
    pub after: Volume,
}

/// Payments that go from one outcome to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveRow {
    /// Under the rules as they are.
    pub from: Outcome,
    /// Under the hypothesis.
    pub to: Outcome,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

/// A corridor or a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShiftRow {
    /// `NO>IR`, `food`; `?` where the payment does not say.
    pub name: String,
    /// What changes in it.
    #[serde(flatten)]
    pub shift: Shift,
}

/// A license that would free humanitarian payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemedyRow {
    /// The license; empty where none reaches the program.
    pub license_id: String,
    /// The clauses that the payments lack, or the program that no license reaches.
    pub lacking: String,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

/// A party or designation and the payments that it is affected by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyRow {
    /// Designation id; empty for parties of payments.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many, how much.
    #[serde(flatten)]
    pub volume: Volume,
}

impl Impact {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Impact {
        Impact::default()
    }

    /// Counts one payment, decided by the rules as they are and under the hypothesis. Each way of deciding must have
    /// spent its own [`CapLedger`](crate::CapLedger).
    pub fn record(&mut self, facts: &PaymentFacts, before: &Decision, after: &Decision) {
        let amount = facts.amount.as_ref();
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
        let stricter = after.outcome > before.outcome;
        let shift = |shift: &mut Shift| {
            if stricter {
                shift.stricter.add(amount);
            } else {
                shift.freer.add(amount);
            }
        };
        let country =
            |code: Option<CountryCode>| code.map_or_else(|| "?".to_owned(), |code| code.to_string());
        let corridor = format!(
            "{}>{}",
            country(facts.debtor_country),
            country(facts.creditor_country)
        );
        shift(self.corridors.entry(corridor).or_default());
        let purpose = facts.purpose.map_or("?", Purpose::as_str).to_owned();
        shift(self.purposes.entry(purpose).or_default());
        if facts.humanitarian {
            let humanitarian = &mut self.humanitarian;
            let volume = match (before.outcome.needs_person(), after.outcome.needs_person()) {
                (false, true) => &mut humanitarian.caught,
                (false, false) if stricter => &mut humanitarian.licensed,
                (_, false) => &mut humanitarian.freed,
                (true, true) => &mut humanitarian.other,
            };
            volume.add(amount);
        }
        if !stricter {
            return;
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
        count_party(&mut self.debtors, &facts.debtor, amount);
        count_party(&mut self.creditors, &facts.creditor, amount);
        if facts.humanitarian && after.outcome.needs_person() && !before.outcome.needs_person() {
            let mut remedies: Vec<(String, String)> = after
                .obligations
                .iter()
                .filter(|obligation| obligation.covered_by.is_none())
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
            let mut rows: Vec<ShiftRow> = rows
                .iter()
                .map(|(name, shift)| ShiftRow {
                    name: name.clone(),
                    shift: shift.clone(),
                })
                .collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.shift.stricter.payments + row.shift.freer.payments));
            rows.truncate(top);
            rows
        };
        let parties = |rows: &BTreeMap<String, Volume>| {
            by_payments(
                rows.iter().map(|(name, volume)| PartyRow {
                    id: String::new(),
                    name: name.clone(),
                    volume: volume.clone(),
                }),
                |row| row.volume.payments,
                top,
            )
        };
        ImpactReport {
            payments: self.payments,
            changed: self.changed,
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
            debtors: parties(&self.debtors),
            creditors: parties(&self.creditors),
        }
    }
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

/// Most payments first; equal ones keep the order of their names.
fn by_payments<T>(rows: impl Iterator<Item = T>, payments: impl Fn(&T) -> u64, top: usize) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(payments(row)));
    rows.truncate(top);
    rows
}

impl std::fmt::Display for ImpactReport {
    /// Tables in plain text, for a terminal or a README.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} payments, {} change\n", self.payments, self.changed)?;
        let rows = self
            .outcomes
            .iter()
            .filter(|row| row.before.payments + row.after.payments > 0)
            .map(|row| {
                vec![
                    row.outcome.to_string(),
                    row.before.payments.to_string(),
                    row.after.payments.to_string(),
                    row.before.value_text(),
                    row.after.value_text(),
                ]
            })
            .collect();
        table(
            f,
            &["outcome", "before", "after", "value before", "value after"],
            rows,
        )?;
        let rows = self
            .moves
            .iter()
            .map(|row| {
                vec![
                    format!("{} to {}", row.from, row.to),
                    row.volume.payments.to_string(),
                    row.volume.value_text(),
                ]
            })
            .collect();
        table(f, &["change", "payments", "value"], rows)?;
        for (title, rows) in [("corridor", &self.corridors), ("purpose", &self.purposes)] {
            let rows = rows
                .iter()
                .map(|row| {
                    vec![
                        row.name.clone(),
                        row.shift.stricter.payments.to_string(),
                        row.shift.stricter.value_text(),
                        row.shift.freer.payments.to_string(),
                        row.shift.freer.value_text(),
                    ]
                })
                .collect();
            table(f, &[title, "stricter", "value", "freer", "value"], rows)?;
        }
        let rows = [
            ("caught: need a person or are stopped", &self.humanitarian.caught),
            ("flow under a license", &self.humanitarian.licensed),
            ("freed", &self.humanitarian.freed),
            ("stopped in another way", &self.humanitarian.other),
        ]
        .into_iter()
        .filter(|(_, volume)| volume.payments > 0)
        .map(|(what, volume)| vec![what.to_owned(), volume.payments.to_string(), volume.value_text()])
        .collect();
        table(f, &["humanitarian flows", "payments", "value"], rows)?;
        let rows = self
            .remedies
            .iter()
            .map(|row| {
                let license = if row.license_id.is_empty() {
                    "-"
                } else {
                    &row.license_id
                };
                vec![
                    license.to_owned(),
                    row.lacking.clone(),
                    row.volume.payments.to_string(),
                    row.volume.value_text(),
                ]
            })
            .collect();
        table(
            f,
            &[
                "license that would free the caught",
                "they lack",
                "payments",
                "value",
            ],
            rows,
        )?;
        let parties = [
            ("designation", &self.designations),
            ("debtor", &self.debtors),
            ("creditor", &self.creditors),
        ];
        for (title, rows) in parties {
            let rows = rows
                .iter()
                .map(|row| {
                    let name = if row.id.is_empty() {
                        row.name.clone()
                    } else {
                        format!("{} {}", row.id, row.name)
                    };
                    vec![name, row.volume.payments.to_string(), row.volume.value_text()]
                })
                .collect();
            table(f, &[title, "payments", "value"], rows)?;
        }
        Ok(())
    }
}

/// Columns as wide as their widest cell, an empty line after; nothing for a table without rows.
fn table(f: &mut std::fmt::Formatter<'_>, header: &[&str], rows: Vec<Vec<String>>) -> std::fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    let header = header.iter().map(ToString::to_string).collect();
    let lines: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}", width = *width))
            .collect();
        writeln!(f, "{}", cells.join("  ").trim_end())?;
    }
    writeln!(f)
}
