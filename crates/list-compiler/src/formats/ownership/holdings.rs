//! Who owns how much of what, as all files together say it.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Date, Decimal, Designation, Identifier};

use crate::located::add_once;
use crate::report::SourceReport;
use crate::table::Row;
use crate::text::squeeze;

/// How many owners that are nobody known a warning names.
const UNKNOWN_SHOWN_MAX: usize = 5;

/// An entity that somebody owns a part of.
#[derive(Debug)]
pub(super) struct Owned {
    pub name: String,
    pub identifiers: Vec<Identifier>,
    pub path: Arc<Path>,
    pub line: u64,
    /// The owners as written, with their share; of several statements about one owner the latest.
    pub stakes: Vec<Stake>,
    /// The rows as they stand in the file.
    pub rows: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Stake {
    pub owner: String,
    pub share: Decimal,
    pub as_of: Option<Date>,
    pub source: String,
    /// Who the owner is; `None` for a party that is neither listed nor owned.
    pub party: Option<Owner>,
}

/// A party that can own: listed, or owned itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Index among the listed designations.
    Listed(usize),
    /// Index among the owned entities.
    Owned(usize),
}

/// One row, read.
pub(super) struct Statement {
    pub name: String,
    pub identifiers: Vec<Identifier>,
    pub stake: Stake,
}

/// Everything the ownership files say.
#[derive(Debug, Default)]
pub(super) struct Holdings {
    pub owned: Vec<Owned>,
    /// By folded name.
    by_name: HashMap<String, usize>,
}

impl Holdings {
    pub fn add(&mut self, stated: Statement, path: &Arc<Path>, row: &Row<'_>) {
        let key = fold(&stated.name);
        let index = *self.by_name.entry(key).or_insert(self.owned.len());
        if index == self.owned.len() {
            self.owned.push(Owned {
                name: stated.name,
                identifiers: Vec::new(),
                path: Arc::clone(path),
                line: row.line,
                stakes: Vec::new(),
                rows: Vec::new(),
            });
        }
        let Some(owned) = self.owned.get_mut(index) else {
            return;
        };
        for identifier in stated.identifiers {
            add_once(&mut owned.identifiers, identifier);
        }
        owned.rows.push(row.raw.to_owned());
        let key = fold(&stated.stake.owner);
        match owned.stakes.iter_mut().find(|stake| fold(&stake.owner) == key) {
            // The later statement wins; of one day, the larger share: the stricter of two that disagree.
            Some(stake) if (stated.stake.as_of, stated.stake.share) > (stake.as_of, stake.share) => {
                *stake = stated.stake;
            }
            Some(_) => {}
            None => owned.stakes.push(stated.stake),
        }
    }

    /// Finds out who the owners are.
    pub fn resolve(&mut self, listed: &[Designation], report: &mut SourceReport) {
        let by_id: HashMap<&str, usize> = listed
            .iter()
            .enumerate()
            .map(|(i, d)| (d.id.as_str(), i))
            .collect();
        let mut by_identifier: HashMap<String, usize> = HashMap::new();
        for (i, owned) in self.owned.iter().enumerate() {
            for identifier in &owned.identifiers {
                by_identifier.insert(identifier.to_string(), i);
            }
        }
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for owned in &mut self.owned {
            for stake in &mut owned.stakes {
                stake.party = by_id
                    .get(stake.owner.as_str())
                    .map(|i| Owner::Listed(*i))
                    .or_else(|| self.by_name.get(&fold(&stake.owner)).map(|i| Owner::Owned(*i)))
                    .or_else(|| by_identifier.get(&stake.owner).map(|i| Owner::Owned(*i)));
                if stake.party.is_none() {
                    unknown.insert(stake.owner.clone());
                }
            }
            let total: Decimal = owned.stakes.iter().map(|stake| stake.share).sum();
            if total > Decimal::ONE_HUNDRED {
                report.warn(format!(
                    "{}:{}: the shares of `{}` add up to {total} percent",
                    owned.path.display(),
                    owned.line,
                    owned.name
                ));
            }
        }
        if !unknown.is_empty() {
            let shown: Vec<&str> = unknown
                .iter()
                .take(UNKNOWN_SHOWN_MAX)
                .map(String::as_str)
                .collect();
            report.warn(format!(
                "{}: {} owners are neither listed nor owned and block nothing (`{}`{}); check their ids if they should be on a list",
                report.path.display(),
                unknown.len(),
                shown.join("`, `"),
                if unknown.len() > shown.len() { ", …" } else { "" },
            ));
        }
    }
}

pub(super) fn fold(name: &str) -> String {
    squeeze(name).to_lowercase()
}
