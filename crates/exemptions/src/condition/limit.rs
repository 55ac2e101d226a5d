//! An amount in one currency that a payment is held against.

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
    pub(super) fn read(money: &Spanned<RawMoney>, key: &str, entry: &mut Entry<'_>) -> Option<Limit> {
        let (value, currency) = entry.money(money, key)?;
        Some(Limit { value, currency })
    }

    /// Whether an amount is shown to be comparable and within the limit, and the evidence.
    pub(super) fn admits(&self, amount: Option<&Amount>) -> (Shown, String) {
        let Some(amount) = amount else {
            return (
                Shown::Nothing,
                format!("the payment states no amount; at most {self} is allowed"),
            );
        };
        let value = amount.value;
        match amount.currency {
            None => (
                Shown::Nothing,
                format!("the amount has no currency; at most {self} is allowed"),
            ),
            Some(currency) if currency != self.currency => (
                Shown::NotMet,
                format!("{value} {currency} is not comparable with {self}"),
            ),
            Some(currency) if value.is_sign_negative() => {
                (Shown::NotMet, format!("{value} {currency} is less than nothing"))
            }
            Some(currency) if value > self.value => {
                (Shown::NotMet, format!("{value} {currency} is more than {self}"))
            }
            Some(currency) => (Shown::Met, format!("{value} {currency} is within {self}")),
        }
    }
}
