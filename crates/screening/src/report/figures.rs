//! What is counted over all records of a run, for the pictures of its page.

use std::{collections::BTreeMap, hash::BuildHasher, path::Path};

use portcullis_model::{CountryCode, Field, Outcome, Purpose, Score};
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::Deserialize;

use super::{ReportError, read::each_record};
use crate::{
    files,
    output::{PaymentFacts, Prepared},
    summary::Summary,
};

/// A band of scores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band {
    /// As a reader sees it.
    pub(crate) name: &'static str,
    /// The lowest score in it, in ten-thousandths.
    from: u16,
}

/// Bands of scores, the surest first.
pub(crate) const BANDS: [Band; 5] = [
    Band {
        name: "1.00",
        from: 10_000,
    },
    Band {
        name: "0.95 to 1",
        from: 9_500,
    },
    Band {
        name: "0.90 to 0.95",
        from: 9_000,
    },
    Band {
        name: "0.85 to 0.90",
        from: 8_500,
    },
    Band {
        name: "below 0.85",
        from: 0,
    },
];

/// The band of a score, by its place.
pub(crate) fn band_of(score: Score) -> usize {
    let score = score.ten_thousandths();
    let mut bands = BANDS.iter();
    bands
        .position(|band| score >= band.from)
        .unwrap_or(BANDS.len() - 1)
}

/// What is counted over all records.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Payments that touch a listed party, by corridor (`US to IR`) and outcome: block, reject, review, licensed, clear.
    pub(crate) corridors: BTreeMap<String, [u64; 5]>,
    /// Payments that a license released, by license and purpose.
    pub(crate) licensed: BTreeMap<(String, String), u64>,
}

/// What of a record is counted: an alert, a released payment or one that nothing binds.
#[derive(Debug, Deserialize)]
struct Counted {
    file: String,
    line: u64,
    outcome: Outcome,
    #[serde(default)]
    license_ids: Vec<String>,
    payment: Prepared<'static, PaymentFacts<'static>>,
}

impl Figures {
    /// Counts the payments of a run that touch a listed party, each once.
    pub(super) fn read(folder: &Path, summary: &Summary) -> Result<Figures, ReportError> {
        let mut figures = Figures::default();
        let mut counted = FxHashSet::default();
        for (file, is_not, records) in [
            (files::ALERTS, "an alert", summary.alerts),
            (files::RELEASED, "a released payment", summary.released),
            (files::UNBOUND, "a payment that nothing binds", summary.unbound),
            // After the others: a payment of which a word lets some hits pass may have more.
            (
                files::SUPPRESSED,
                "a hit that a word lets pass",
                summary.suppressed,
            ),
        ] {
            // Runs of an older version have no file of what they do not count.
            if records > 0 {
                figures.count(&folder.join(file), is_not, &mut counted)?;
            }
        }
        Ok(figures)
    }

    fn count(&mut self, path: &Path, is_not: &str, counted: &mut FxHashSet<u64>) -> Result<(), ReportError> {
        each_record(path, is_not, |_, record: Counted| {
            // A number a payment: two that share it by chance would count as one.
            if counted.insert(FxBuildHasher.hash_one((&record.file, record.line))) {
                self.add(&record)?;
            }
            Ok(true)
        })
    }

    fn add(&mut self, record: &Counted) -> serde_json::Result<()> {
        let payment = record.payment.read()?;
        let outcomes = self.corridors.entry(corridor(&payment)).or_default();
        outcomes[place_of(record.outcome)] += 1;
        for license in &record.license_ids {
            let purpose = payment
                .purpose
                .map_or_else(|| "not stated".to_owned(), |purpose: Purpose| purpose.to_string());
            *self.licensed.entry((license.clone(), purpose)).or_default() += 1;
        }
        Ok(())
    }
}

/// From where a payment goes to where, as far as it says: `US to ?`.
pub(crate) fn corridor(payment: &PaymentFacts<'_>) -> String {
    let country = |field| {
        let country: Option<CountryCode> = payment.parties.at(field).and_then(|party| party.country);
        country.map_or_else(|| "?".to_owned(), |code| code.to_string())
    };
    format!("{} to {}", country(Field::DEBTOR), country(Field::CREDITOR))
}

/// Where an outcome stands among those of a corridor: the gravest first.
fn place_of(outcome: Outcome) -> usize {
    match outcome {
        Outcome::Block => 0,
        Outcome::Reject => 1,
        Outcome::Review => 2,
        Outcome::Licensed => 3,
        Outcome::Clear => 4,
    }
}
