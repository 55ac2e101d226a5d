//! `cap`: the most that all payments of a period together may be, in one currency or in several.

use jiff::civil::Date;
use portcullis_model::{CurrencyCode, Decimal};

use super::contract::{Case, Clause, Clauses, Condition, LintContext, LintKind, Say, Shown, Term};
use super::currencies::Currencies;
use super::limit::{Limit, either};
use super::max_amount::MaxAmount;
use crate::toml_entry::{Entry, RawMoney};
use crate::toml_file::Spanned;
use crate::toml_table::Table;
use crate::words::words;

words! {
    /// Over what time a cap counts.
    pub enum Period ("cap period") {
        /// One calendar day.
        Day = "day",
        /// One calendar month.
        Month = "month",
        /// One calendar year.
        Year = "year",
        /// All time.
        Lifetime = "lifetime",
    }
}

impl Period {
    /// First day of the period that a date falls in.
    #[must_use]
    pub fn start(self, date: Date) -> Date {
        match self {
            Period::Day => date,
            Period::Month => date.first_of_month(),
            Period::Year => date.first_of_year(),
            Period::Lifetime => Date::MIN,
        }
    }
}

/// The most that all payments of a period together may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// How much, in which currency; inclusive.
    pub limit: Limit,
    /// Over what time, by value date.
    pub per: Period,
}

impl Cap {
    /// The clause of a payment that the ledger was asked about: what was spent before it, and whether it fits.
    pub(crate) fn spending_clause(
        &self,
        spent: Decimal,
        as_of: Date,
        amount: Option<(Decimal, CurrencyCode)>,
        held: bool,
    ) -> Clause {
        let this = amount.map_or_else(|| "no amount".to_owned(), |(value, _)| value.to_string());
        let verdict = if held { "fits" } else { "is too much" };
        Clause {
            clause: "cap".into(),
            held,
            missing: false,
            evidence: format!(
                "{spent} of {} spent in the {} of {as_of} before this payment, {this} more {verdict}",
                self.limit, self.per
            ),
            in_reason: Caps::IN_REASON,
        }
    }
}

impl std::fmt::Display for Cap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} per {}", self.limit, self.per)
    }
}

/// The caps of a license, one for each currency. What is spent in one currency counts against its cap alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caps(pub(crate) Vec<Cap>);

impl Caps {
    fn limits(&self) -> Vec<Limit> {
        self.0.iter().map(|cap| cap.limit).collect()
    }
}

fn read_cap(money: &Spanned<RawMoney>, entry: &mut Entry<'_>) -> Option<Cap> {
    let per = match &money.get_ref().per {
        Some(per) => entry.word(per, "cap.per"),
        None => {
            entry.problem(money, "cap.per", "is missing; say day, month, year or lifetime");
            None
        }
    };
    let limit = Limit::read(money, "cap", entry);
    Some(Cap {
        limit: limit?,
        per: per?,
    })
}

impl Condition for Caps {
    const KEYS: &'static [&'static str] = &["cap"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Caps> {
        let list = table.take_one_or_more::<Spanned<RawMoney>>("cap", entry)?;
        let mut caps = Vec::with_capacity(list.len());
        let mut currencies = Vec::with_capacity(list.len());
        for money in &list {
            let cap = read_cap(money, entry)?;
            currencies.push((cap.limit.currency, money));
            caps.push(cap);
        }
        Limit::check_currencies(&currencies, "cap", entry);
        Some(Caps(caps))
    }

    /// Whether the payment alone could fit. What is spent already only the ledger knows: see [`Cap::spending_clause`].
    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (shown, evidence) = Limit::admits(&self.limits(), case.evidence.payment.amount().as_ref());
        if shown != Shown::Met {
            clauses.add("cap", shown, evidence);
        }
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("cap", either(&self.0))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let capped: Vec<CurrencyCode> = self.0.iter().map(|cap| cap.limit.currency).collect();
        if let Some(currencies) = context.other::<Currencies>() {
            for currency in capped.iter().filter(|currency| !currencies.0.contains(currency)) {
                say(
                    LintKind::Unreachable,
                    format!("cap is in {currency}, which is not one of its currencies"),
                );
            }
        }
        if let Some(MaxAmount(most)) = context.other::<MaxAmount>()
            && most.iter().all(|limit| !capped.contains(&limit.currency))
        {
            let named = |currencies: Vec<CurrencyCode>| {
                let words: Vec<String> = currencies.iter().map(ToString::to_string).collect();
                words.join(" and ")
            };
            let message = format!(
                "max_amount is in {} and cap in {}; no payment is in both",
                named(most.iter().map(|limit| limit.currency).collect()),
                named(capped)
            );
            say(LintKind::Unreachable, message);
        }
    }
}
