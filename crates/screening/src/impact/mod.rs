//! Accounts over time: what the runs of months and years did to people, flows and licenses (`docs/impact.md` says how each
//! figure is made).
//!
//! An account may be published, so it holds no name and no count of one to four: small groups are merged, small cells hidden,
//! and others with them, so that no hidden one follows from what is shown.

mod count;
mod duties_met;
mod html;
mod payment;
mod periods;
mod protect;
mod sheet;
mod system;
mod tables;
mod words;

use std::path::PathBuf;

use portcullis_exemptions::Rulebook;
use serde::Serialize;

use self::{count::Tallies, tables::tables};
use crate::report::ReportError;

/// Counts below this are not shown, but for none at all.
pub const SMALLEST_GROUP: u64 = 5;

/// What an account is made of.
#[derive(Debug, Default)]
pub struct ImpactSources {
    /// The folders of the runs, in any order.
    pub runs: Vec<PathBuf>,
    /// Files of reviewers' words, besides those that the runs keep.
    pub words: Vec<PathBuf>,
    /// Files of duties with the day on which each was met.
    pub duties_met: Vec<PathBuf>,
}

/// What runs did over time.
#[derive(Debug, Serialize)]
pub struct ImpactAccount {
    /// The program that made it.
    pub program: String,
    /// Counts below this are not shown, but for none at all.
    pub smallest_group: u64,
    /// The runs that it is made of, oldest first.
    pub runs: Vec<CountedRun>,
    /// Records in their payments files.
    pub records: u64,
    /// Of these, those that were decided.
    pub decided: u64,
    /// Months in which something was counted (`2025-03`), then years, then `all` where there are several years.
    pub periods: Vec<String>,
    /// What was counted.
    pub tables: Vec<ImpactTable>,
    /// Parts of a whole.
    pub shares: Vec<ImpactShare>,
    /// Licenses in force in these months that released nothing.
    pub licenses_unused: Vec<String>,
}

/// A run of an account.
#[derive(Debug, Serialize)]
pub struct CountedRun {
    /// The name of its folder.
    pub run: String,
    /// When it began.
    pub started_at: String,
    /// The head of its audit chain.
    pub audit_head: String,
    /// Records in its payments files.
    pub records: u64,
}

/// Counts by group and period.
#[derive(Debug, Serialize)]
pub struct ImpactTable {
    /// Its name in CSV and JSON.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// How it is counted, in a sentence.
    pub about: &'static str,
    /// Whether what is counted is in one group only, so that the groups add up to the total.
    pub adds_up: bool,
    /// The groups, then the total where they add up.
    pub rows: Vec<ImpactRow>,
}

/// A group of a table.
#[derive(Debug, Serialize)]
pub struct ImpactRow {
    /// Its name; `total`; or [`MERGED`].
    pub group: String,
    /// A count a period, in their order; `None` is hidden.
    pub counts: Vec<Option<u64>>,
}

/// The group of all groups that are too small to be shown by themselves.
pub const MERGED: &str = "groups under five";
/// The row of the sums.
pub const TOTAL: &str = "total";

/// A part of a whole, by period.
#[derive(Debug, Serialize)]
pub struct ImpactShare {
    /// Its name in CSV and JSON.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// A share a period, in their order.
    pub shares: Vec<ShareOf>,
}

/// A part, its whole, and the share; `None` where a count of it is hidden.
#[derive(Debug, Serialize)]
pub struct ShareOf {
    /// The part.
    pub part: Option<u64>,
    /// The whole.
    pub whole: Option<u64>,
    /// Part over whole, with four decimals, rounded down; `None` also where the whole is none.
    pub share: Option<String>,
}

impl ImpactAccount {
    /// Counts runs. The rules say which licenses there are, and what listed parties appeal.
    ///
    /// # Errors
    /// [`ReportError`] when a folder holds no run, a run is not as it was written or is a delta run, or a file cannot be read
    /// or understood.
    pub fn of(sources: &ImpactSources, rules: &Rulebook) -> Result<ImpactAccount, ReportError> {
        let tallies = Tallies::read(sources, rules)?;
        Ok(tables(tallies, rules))
    }

    /// The account as CSV: a row a table, group and period.
    #[must_use]
    pub fn csv(&self) -> String {
        sheet::render(self)
    }

    /// The account as an HTML page with pictures.
    #[must_use]
    pub fn html(&self) -> String {
        html::render(self)
    }

    /// A table by its id.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&ImpactTable> {
        self.tables.iter().find(|table| table.id == id)
    }
}
