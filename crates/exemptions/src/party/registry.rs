//! `registry.csv`: who the humanitarian actors are, by account, BIC and LEI. Names prove nothing.

use jiff::civil::Date;
use portcullis_model::{Identifier, IdentifierKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::csv_file;
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::party::identity::{Identity, bic, canonical, lei};

/// A registered actor. Identifiers are canonical: upper case, no white space, BICs in eleven characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Unique over all registry files.
    pub actor_id: String,
    /// For people to read.
    pub name: String,
    /// `ngo`, `un-system`, …; lower case. An actor may have several: an NGO in a response plan is `ngo` and `ngo-hrp`.
    pub classes: Vec<String>,
    /// The plan, appeal or cluster that a class rests on; empty where none is stated.
    pub scope: String,
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
    /// One of its classes with the scope that it rests on: `ngo-hrp, OCHA-coordinated clusters`.
    pub(crate) fn of_scope(&self, class: &str) -> String {
        if self.scope.is_empty() {
            class.to_owned()
        } else {
            format!("{class}, {}", self.scope)
        }
    }

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

    /// Every actor that a party or agent is, by its identifiers, valid or not on the day.
    pub(crate) fn recognize(&self, identity: &Identity<'_>, date: Date) -> Vec<Recognized<'_>> {
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
        match *identity {
            Identity::Party { account, id } => {
                look(&self.accounts, canonical(account), "account");
                match id.parse::<Identifier>() {
                    Ok(id) => match id.kind {
                        IdentifierKind::Lei => look(&self.leis, lei(&id.value), "LEI"),
                        IdentifierKind::Bic => look(&self.bics, bic(&id.value), "BIC"),
                        IdentifierKind::Iban | IdentifierKind::Account => {
                            look(&self.accounts, canonical(&id.value), "account");
                        }
                        _ => {}
                    },
                    // A bare number of unknown kind: an LEI is unique in the world whatever it is called.
                    Err(_) => look(&self.leis, lei(id), "LEI"),
                }
            }
            Identity::Agent { bic: code } => look(&self.bics, bic(code), "BIC"),
        }
        found
    }
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
    "scope",
];

/// Reads all registry files. Several identifiers of one actor stand in one cell, joined by `;`.
pub(crate) fn read(files: &[SourceFile], problems: &mut Problems) -> Registry {
    let mut registry = Registry::default();
    let mut seen: FxHashMap<String, Location> = FxHashMap::default();
    for file in files {
        for row in csv_file::rows(file, COLUMNS, 3, problems) {
            let [
                actor_id,
                name,
                class,
                bics,
                leis,
                accounts,
                from,
                until,
                source,
                scope,
            ] = std::array::from_fn(|at| row.cell(at));
            let (valid_from, valid_until) = csv_file::validity(&row, from, until, problems);
            let no_class = class.split(';').all(|class| class.trim().is_empty());
            for (column, is_empty) in [("actor_id", actor_id.is_empty()), ("class", no_class)] {
                if is_empty {
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
                classes: classes(class),
                scope: scope.to_owned(),
                valid_from,
                valid_until,
                source: source.to_owned(),
                has_identifier,
            });
        }
    }
    registry
}

/// The words of a cell `ngo;ngo-hrp`, each once.
fn classes(cell: &str) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for class in cell.split(';').map(str::trim).filter(|class| !class.is_empty()) {
        let class = class.to_lowercase();
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}
