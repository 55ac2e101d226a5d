//! Amounts, each in a currency of its own, that a payment is held against.

use portcullis_model::{Amount, CurrencyCode, Decimal};

use super::contract::Shown;
use crate::toml_entry::{Entry, RawMoney};
use crate::toml_file::Spanned;

/// The most that a payment, or all payments of a period together, may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// In units of the currency; inclusive.
    pub value: Decimal,
    /// Amounts in another currency are not comparable and fail.
    pub currency: CurrencyCode,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}

impl Limit {
    /// The limit of a payment in this currency.
    pub(super) fn of_currency(limits: &[Limit], currency: CurrencyCode) -> Option<&Limit> {
        limits.iter().find(|limit| limit.currency == currency)
    }

    pub(super) fn read(money: &Spanned<RawMoney>, key: &str, entry: &mut Entry<'_>) -> Option<Limit> {
        let (value, currency) = entry.money(money, key)?;
        Some(Limit { value, currency })
    }

    /// Whether an amount is shown to be comparable with one of the limits and within it, and the evidence.
    pub(super) fn admits(limits: &[Limit], amount: Option<&Amount>) -> (Shown, String) {
        let allowed = || either(limits);
        let Some(amount) = amount else {
            return (
                Shown::Nothing,
                format!("the payment states no amount; at most {} is allowed", allowed()),
            );
        };
        let value = amount.value;
        let Some(currency) = amount.currency else {
            return (
                Shown::Nothing,
                format!("the amount has no currency; at most {} is allowed", allowed()),
            );
        };
        match Limit::of_currency(limits, currency) {
            None => (
                Shown::NotMet,
                format!("{value} {currency} is not comparable with {}", allowed()),
            ),
            Some(_) if value.is_sign_negative() => {
                (Shown::NotMet, format!("{value} {currency} is less than nothing"))
            }
            Some(limit) if value > limit.value => {
                (Shown::NotMet, format!("{value} {currency} is more than {limit}"))
            }
            Some(limit) => (Shown::Met, format!("{value} {currency} is within {limit}")),
        }
    }

    /// Notes a currency that has two limits, and a list of none.
    pub(super) fn check_currencies(
        currencies: &[(CurrencyCode, &Spanned<RawMoney>)],
        key: &str,
        entry: &mut Entry<'_>,
    ) {
        for (at, (currency, money)) in currencies.iter().enumerate() {
            if currencies.iter().take(at).any(|(earlier, _)| earlier == currency) {
                entry.problem(
                    money,
                    key,
                    format!("has two amounts in {currency}; give one for each currency"),
                );
            }
        }
        if currencies.is_empty() {
            entry.problem_here(
                key,
                "is an empty list, which nothing can satisfy; name amounts or leave it out",
            );
        }
    }
}

/// Limits as a person reads them: `10000.00 USD or 9000.00 EUR`.
pub(super) fn either<T: std::fmt::Display>(limits: &[T]) -> String {
    let limits: Vec<String> = limits.iter().map(ToString::to_string).collect();
    limits.join(" or ")
}
