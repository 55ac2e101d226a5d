//! `registry.csv`: who the humanitarian actors are, by account, BIC and LEI. Names prove nothing.

use jiff::civil::Date;
use portcullis_model::{Agent, Field, Identifier, IdentifierKind, Party, Payment};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::csv_file;
use crate::error::{Location, Problems};
use crate::files::SourceFile;

/// A registered actor. Identifiers are canonical: upper case, no white space, BICs in eleven characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Unique over all registry files.
    pub actor_id: String,
    /// For people to read.
    pub name: String,
    /// `ngo`, `un-system`, …; lower case.
    pub class: String,
    /// First day of the registration; `None`: open.
    pub valid_from: Option<Date>,
    /// Last day, inclusive; `None`: open.
    pub valid_until: Option<Date>,
    /// Where the entry comes from.
    pub source: String,
    /// Whether it has an identifier. One without is kept for people to read; no payment can match it.
    pub has_identifier: bool,
}

impl Actor {
    fn is_valid_on(&self, date: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_until.is_none_or(|until| date <= until)
    }
}

/// All actors with an index over each kind of identifier.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    actors: Vec<Actor>,
    accounts: FxHashMap<String, Vec<u32>>,
    bics: FxHashMap<String, Vec<u32>>,
    leis: FxHashMap<String, Vec<u32>>,
}

/// How a party was recognized.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recognized<'r> {
    pub(crate) actor: &'r Actor,
    /// `account`, `BIC` or `LEI`.
    pub(crate) by: &'static str,
    /// Whether the registration is valid on the day asked for.
    pub(crate) valid: bool,
}

impl Registry {
    pub(crate) fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// Every actor that the party in a role is, by its identifiers, valid or not on the day.
    pub(crate) fn recognize(&self, payment: &Payment<'_>, role: Field, date: Date) -> Vec<Recognized<'_>> {
        let mut found = Vec::new();
        if self.actors.is_empty() {
            return found;
        }
        let mut look = |index: &FxHashMap<String, Vec<u32>>, key: Option<String>, by: &'static str| {
            let Some(actors) = key.and_then(|key| index.get(&key)) else {
                return;
            };
            for at in actors {
                if let Some(actor) = self.actors.get(*at as usize) {
                    found.push(Recognized {
                        actor,
                        by,
                        valid: actor.is_valid_on(date),
                    });
                }
            }
        };
        match party(payment, role) {
            Some(PartyOrAgent::Party(party)) => {
                look(&self.accounts, canonical(&party.account), "account");
                match party.id.parse::<Identifier>() {
                    Ok(id) => match id.kind {
                        IdentifierKind::Lei => look(&self.leis, lei(&id.value), "LEI"),
                        IdentifierKind::Bic => look(&self.bics, bic(&id.value), "BIC"),
                        IdentifierKind::Iban | IdentifierKind::Account => {
                            look(&self.accounts, canonical(&id.value), "account");
                        }
                        _ => {}
                    },
                    // A bare number of unknown kind: an LEI is unique in the world whatever it is called.
                    Err(_) => look(&self.leis, lei(&party.id), "LEI"),
                }
            }
            Some(PartyOrAgent::Agent(agent)) => look(&self.bics, bic(&agent.bic), "BIC"),
            None => {}
        }
        found
    }
}

pub(crate) enum PartyOrAgent<'p> {
    Party(&'p Party<'p>),
    Agent(&'p Agent<'p>),
}

pub(crate) fn party<'p>(payment: &'p Payment<'p>, role: Field) -> Option<PartyOrAgent<'p>> {
    Some(match role {
        Field::Debtor => PartyOrAgent::Party(&payment.debtor),
        Field::UltimateDebtor => PartyOrAgent::Party(&payment.ultimate_debtor),
        Field::DebtorAgent => PartyOrAgent::Agent(&payment.debtor_agent),
        Field::IntermediaryAgent => PartyOrAgent::Agent(&payment.intermediary_agent),
        Field::CreditorAgent => PartyOrAgent::Agent(&payment.creditor_agent),
        Field::Creditor => PartyOrAgent::Party(&payment.creditor),
        Field::UltimateCreditor => PartyOrAgent::Party(&payment.ultimate_creditor),
        Field::Remittance | Field::Query => return None,
    })
}

/// Upper case, white space removed; `None` when nothing is left. Nothing else is forgiven: release is exact.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (!text.is_empty()).then_some(text)
}

/// A BIC in eleven characters: eight are the head office, `XXX` (ISO 9362).
pub(crate) fn bic(text: &str) -> Option<String> {
    let mut bic = canonical(text)?;
    if !bic.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    match bic.len() {
        8 => bic.push_str("XXX"),
        11 => {}
        _ => return None,
    }
    Some(bic)
}

/// An LEI: twenty letters and digits (ISO 17442).
pub(crate) fn lei(text: &str) -> Option<String> {
    canonical(text).filter(|lei| lei.len() == 20 && lei.bytes().all(|b| b.is_ascii_alphanumeric()))
}

const COLUMNS: &[&str] = &[
    "actor_id",
    "name",
    "class",
    "bic",
    "lei",
    "account",
    "valid_from",
    "valid_until",
    "source",
];

/// Reads all registry files. Several identifiers of one actor stand in one cell, joined by `;`.
pub(crate) fn read(files: &[SourceFile], problems: &mut Problems) -> Registry {
    let mut registry = Registry::default();
    let mut seen: FxHashMap<String, Location> = FxHashMap::default();
    for file in files {
        for row in csv_file::rows(file, COLUMNS, 3, problems) {
            let [actor_id, name, class, bics, leis, accounts, from, until, source] =
                std::array::from_fn(|at| row.cell(at));
            let (valid_from, valid_until) = csv_file::validity(&row, from, until, problems);
            for (column, cell) in [("actor_id", actor_id), ("class", class)] {
                if cell.is_empty() {
                    problems.add(&row.at, column, "is empty");
                }
            }
            if let Some(first) = seen.get(actor_id) {
                problems.add(
                    &row.at,
                    "actor_id",
                    format!("`{actor_id}` is there already ({first}); join several identifiers in one cell with `;`"),
                );
            } else {
                seen.insert(actor_id.to_owned(), row.at.clone());
            }
            let at = u32::try_from(registry.actors.len()).unwrap_or(u32::MAX);
            let mut has_identifier = false;
            let mut enter = |column: &str,
                             cell: &str,
                             index: &mut FxHashMap<String, Vec<u32>>,
                             read: fn(&str) -> Option<String>,
                             shape: &str| {
                let mut of_this_row = FxHashSet::default();
                for value in cell.split(';').map(str::trim).filter(|value| !value.is_empty()) {
                    match read(value) {
                        Some(value) => {
                            has_identifier = true;
                            if of_this_row.insert(value.clone()) {
                                index.entry(value).or_default().push(at);
                            }
                        }
                        None => problems.add(&row.at, column, format!("`{value}` is not {shape}")),
                    }
                }
            };
            enter(
                "bic",
                bics,
                &mut registry.bics,
                bic,
                "a BIC of 8 or 11 letters and digits",
            );
            enter(
                "lei",
                leis,
                &mut registry.leis,
                lei,
                "an LEI of 20 letters and digits",
            );
            enter(
                "account",
                accounts,
                &mut registry.accounts,
                canonical,
                "an account number",
            );
            registry.actors.push(Actor {
                actor_id: actor_id.to_owned(),
                name: name.to_owned(),
                class: class.to_lowercase(),
                valid_from,
                valid_until,
                source: source.to_owned(),
                has_identifier,
            });
        }
    }
    registry
}
