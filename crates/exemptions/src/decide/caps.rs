//! What is spent of capped licenses, by license and value date.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_model::{CurrencyCode, Decimal};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::condition::cap::{Cap, Period};

/// How much of each capped license is spent. Lives as long as the batch; [`LedgerFile`](crate::LedgerFile) carries it
/// from run to run.
///
/// Kept by day, so a license whose period changes from `month` to `year` still counts right. Totals by period are kept
/// beside, so a payment costs one look-up however long the history.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(into = "Vec<SpentRow>", from = "Vec<SpentRow>")]
pub struct CapLedger {
    days: BTreeMap<(String, Date, CurrencyCode), Spent>,
    totals: FxHashMap<(String, Period, Date, CurrencyCode), Decimal>,
}

/// License, value date, currency, amount and number of payments, as a checkpoint of a run keeps them.
type SpentRow = (String, Date, CurrencyCode, Decimal, u64);

impl From<CapLedger> for Vec<SpentRow> {
    fn from(ledger: CapLedger) -> Vec<SpentRow> {
        let days = ledger.days.into_iter();
        days.map(|((license, day, currency), spent)| (license, day, currency, spent.value, spent.payments))
            .collect()
    }
}

impl From<Vec<SpentRow>> for CapLedger {
    fn from(rows: Vec<SpentRow>) -> CapLedger {
        let mut ledger = CapLedger::new();
        for (license, day, currency, value, payments) in rows {
            ledger.spend(&license, currency, day, value, payments);
        }
        ledger
    }
}

/// What was spent on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) value: Decimal,
    pub(crate) payments: u64,
}

impl CapLedger {
    /// Nothing spent yet.
    #[must_use]
    pub fn new() -> CapLedger {
        CapLedger::default()
    }

    /// What is spent of a license in the period that a day falls in.
    #[must_use]
    pub fn spent(&self, license: &str, cap: &Cap, day: Date) -> Decimal {
        let key = (
            license.to_owned(),
            cap.per,
            cap.per.start(day),
            cap.limit.currency,
        );
        self.totals.get(&key).copied().unwrap_or(Decimal::ZERO)
    }

    /// Whether this amount more is within the cap.
    pub(crate) fn has_room(&self, license: &str, cap: &Cap, day: Date, amount: Decimal) -> bool {
        self.spent(license, cap, day)
            .checked_add(amount)
            .is_some_and(|total| total <= cap.limit.value)
    }

    /// Counts an amount as spent. Amounts below zero are not: they would give allowance back.
    pub(crate) fn spend(
        &mut self,
        license: &str,
        currency: CurrencyCode,
        day: Date,
        amount: Decimal,
        payments: u64,
    ) {
        let amount = amount.max(Decimal::ZERO);
        let spent = self.days.entry((license.to_owned(), day, currency)).or_default();
        spent.value = spent.value.checked_add(amount).unwrap_or(Decimal::MAX);
        spent.payments = spent.payments.saturating_add(payments);
        for per in [Period::Day, Period::Month, Period::Year, Period::Lifetime] {
            let total = self
                .totals
                .entry((license.to_owned(), per, per.start(day), currency))
                .or_default();
            *total = total.checked_add(amount).unwrap_or(Decimal::MAX);
        }
    }

    /// Whether anything is counted for a license on a day.
    pub(crate) fn has(&self, license: &str, day: Date, currency: CurrencyCode) -> bool {
        self.days.contains_key(&(license.to_owned(), day, currency))
    }

    /// The licenses of which something is counted, each once, ascending.
    pub fn licenses(&self) -> impl Iterator<Item = &str> {
        let mut last = None;
        self.days
            .keys()
            .map(|(license, ..)| license.as_str())
            .filter(move |license| last.replace(*license) != Some(*license))
    }

    pub(crate) fn days(&self) -> impl Iterator<Item = (&str, Date, CurrencyCode, Spent)> {
        self.days
            .iter()
            .map(|((license, day, currency), spent)| (license.as_str(), *day, *currency, *spent))
    }
}
