//! Numbers of payments and their value.

use std::collections::BTreeMap;

use portcullis_model::{Amount, Decimal};
use serde::Serialize;

/// A number of payments and their value. Currencies are never added up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Volume {
    /// How many.
    pub payments: u64,
    /// By currency; `?` where the payment does not say. Payments without an amount are not in it.
    pub value: BTreeMap<String, Decimal>,
}

impl Volume {
    /// Counts one payment.
    pub fn add(&mut self, amount: Option<&Amount>) {
        self.payments += 1;
        if let Some(amount) = amount {
            let currency = amount
                .currency
                .map_or_else(|| "?".to_owned(), |currency| currency.to_string());
            let value = self.value.entry(currency).or_default();
            *value = value.checked_add(amount.value).unwrap_or(Decimal::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Amount, CurrencyCode, Decimal};

    use super::Volume;

    #[test]
    fn currencies_are_never_added_up_and_an_amount_without_one_counts_apart() {
        let mut volume = Volume::default();
        let amount = |cents: i64, currency: &str| Amount {
            value: Decimal::new(cents, 2),
            currency: CurrencyCode::new(currency),
        };
        volume.add(Some(&amount(150, "USD")));
        volume.add(Some(&amount(25, "")));
        volume.add(Some(&amount(50, "USD")));
        volume.add(None);
        let value: Vec<_> = volume
            .value
            .iter()
            .map(|(currency, value)| format!("{value} {currency}"))
            .collect();
        assert_eq!(
            (volume.payments, value.join(", ")),
            (4, "0.25 ?, 2.00 USD".to_owned())
        );
    }
}
