//! `good-guys.csv`: parties that a reviewer told apart from a designation whose name they share.
//!
//! An entry is the word of a person about one party and one designation, and it reaches exactly that far: it lets a *name*
//! hit pass, in a field whose party shows an identifier of the entry, on a day on which the entry is valid. It never
//! works by name, never on another designation (not even of the same person on another list), and never against an
//! identifier: who has a listed passport is not a namesake.

use jiff::civil::Date;
use portcullis_model::{Field, HitBasis, Score};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::csv_file;
use crate::date::Days;
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::hit::{HitOf, one_line};
use crate::party::known::{Known, PartyIds};
use crate::payment::PaymentView;

/// A reviewer's word that a party is not a designation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodGuy {
    /// The designation that the party is not.
    pub designation_id: String,
    /// The days on which the entry counts.
    pub valid: Days,
    /// Who decided it.
    pub reviewer: String,
    /// Why: what tells the two apart.
    pub reason: String,
    /// By what the party is known; never empty.
    known_by: PartyIds,
    /// Where it stands.
    at: Location,
}

/// A name hit that a good-guy entry let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GoodGuyReport {
    /// The designation that the party is not.
    pub designation_id: String,
    /// Its primary name.
    pub designation_name: String,
    /// Where the party stands in the payment.
    pub field: Field,
    /// The score that the name had.
    pub score: Score,
    /// The identifier that the payment shows and the entry names: `account NO9386011117947`.
    pub known_by: String,
    /// Who decided it.
    pub reviewer: String,
    /// Why.
    pub reason: String,
    /// Last day on which the entry counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
}

/// All entries, by designation.
#[derive(Debug, Default)]
pub(crate) struct GoodGuys {
    entries: Vec<GoodGuy>,
    by_designation: FxHashMap<String, Vec<u32>>,
}

impl GoodGuys {
    /// Notes each entry that says again what an earlier one says for a day of both: only one of the two reviewers would
    /// stand in the results, and one of the two terms would count. Who shares one identifier of several is another party:
    /// a joint account has two holders.
    fn check_once(&self, problems: &mut Problems) {
        let mut seen: FxHashMap<(&str, String), Vec<&GoodGuy>> = FxHashMap::default();
        for entry in &self.entries {
            let mut known_by: Vec<String> = entry.known_by.0.iter().map(Known::to_string).collect();
            known_by.sort_unstable();
            let known_by = known_by.join(", ");
            let before = seen.entry((&entry.designation_id, known_by.clone())).or_default();
            if let Some(first) = before.iter().find(|first| first.valid.share_a_day(entry.valid)) {
                problems.add(
                    &entry.at,
                    "designation_id",
                    format!(
                        "{known_by} is told apart from {} at {} already, for a day of both entries; keep one of them",
                        entry.designation_id, first.at
                    ),
                );
            }
            before.push(entry);
        }
    }

    pub(crate) fn entries(&self) -> &[GoodGuy] {
        &self.entries
    }

    /// The entry that lets a hit pass, if there is one: the first in loading order.
    pub(crate) fn excuse(
        &self,
        payment: PaymentView<'_>,
        as_of: Date,
        of: &HitOf<'_>,
    ) -> Option<GoodGuyReport> {
        if of.hit.basis != HitBasis::Name || of.hit.certain {
            return None;
        }
        let entries = self.by_designation.get(&of.designation.id)?;
        let shown = payment.ids_at(of.hit.field);
        entries
            .iter()
            .filter_map(|at| self.entries.get(*at as usize))
            .filter(|entry| entry.valid.has(as_of))
            .find_map(|entry| {
                let known = entry.known_by.recognize(&shown)?;
                Some(GoodGuyReport {
                    designation_id: of.designation.id.clone(),
                    designation_name: one_line(of.designation.primary_name()),
                    field: of.hit.field,
                    score: of.hit.score,
                    known_by: known.to_string(),
                    reviewer: entry.reviewer.clone(),
                    reason: entry.reason.clone(),
                    valid_until: entry.valid.until,
                })
            })
    }
}

/// The columns of a file of entries. The first three must be there, in any order.
pub const GOOD_GUY_COLUMNS: [&str; 9] = [
    "designation_id",
    "reviewer",
    "reason",
    "party_account",
    "party_bic",
    "party_lei",
    "party_id",
    "valid_from",
    "valid_until",
];

/// Columns that must be there.
const NEEDED: usize = 3;

/// Reads all files of good-guy entries. Several identifiers of one party stand in one cell, joined by `;`.
pub(crate) fn read(files: &[SourceFile], problems: &mut Problems) -> GoodGuys {
    let mut good_guys = GoodGuys::default();
    for file in files {
        for row in csv_file::rows(file, &GOOD_GUY_COLUMNS, NEEDED, problems) {
            let [
                designation_id,
                reviewer,
                reason,
                accounts,
                bics,
                leis,
                ids,
                from,
                until,
            ] = std::array::from_fn(|at| row.cell(at));
            for (column, cell) in [
                ("designation_id", designation_id),
                ("reviewer", reviewer),
                ("reason", reason),
            ] {
                if cell.is_empty() {
                    problems.add(
                        &row.at,
                        column,
                        "is empty; an entry says which designation, who decided it and why",
                    );
                }
            }
            let valid = csv_file::validity(&row, from, until, problems);
            let mut known_by = PartyIds::default();
            let mut stated = false;
            let mut enter = |column: &str, cell: &str, read: fn(&str) -> Option<Known>, shape: &str| {
                for value in cell.split(';').map(str::trim).filter(|value| !value.is_empty()) {
                    stated = true;
                    match read(value) {
                        Some(known) => known_by.add(known),
                        None => problems.add(&row.at, column, format!("`{value}` is not {shape}")),
                    }
                }
            };
            enter("party_account", accounts, Known::of_account, "an account number");
            enter(
                "party_bic",
                bics,
                Known::of_bic,
                "a BIC of 8 or 11 letters and digits",
            );
            enter(
                "party_lei",
                leis,
                Known::of_lei,
                "an LEI of 20 letters and digits",
            );
            enter(
                "party_id",
                ids,
                Known::of_id,
                "KIND:VALUE, KIND:VALUE@CC or a number",
            );
            if !stated {
                problems.add(
                    &row.at,
                    "party_account",
                    "the entry has no identifier, and a name alone lets nothing pass; give party_account, party_bic, \
                     party_lei or party_id",
                );
            }
            let at = u32::try_from(good_guys.entries.len()).unwrap_or(u32::MAX);
            good_guys
                .by_designation
                .entry(designation_id.to_owned())
                .or_default()
                .push(at);
            good_guys.entries.push(GoodGuy {
                designation_id: designation_id.to_owned(),
                valid,
                reviewer: one_line(reviewer),
                reason: one_line(reason),
                known_by,
                at: row.at.clone(),
            });
        }
    }
    good_guys.check_once(problems);
    good_guys
}
