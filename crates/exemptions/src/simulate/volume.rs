//! Numbers of payments and their value, and who was released by what.

use std::collections::BTreeMap;

use portcullis_model::{Amount, Decimal, Outcome};
use serde::Serialize;

use crate::decide::decision::Decision;

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

    /// The value of each currency on one line; `-` for none.
    #[must_use]
    pub fn value_text(&self) -> String {
        let values: Vec<String> = self
            .value
            .iter()
            .map(|(currency, value)| format!("{value} {currency}"))
            .collect();
        if values.is_empty() {
            "-".to_owned()
        } else {
            values.join(", ")
        }
    }
}

/// What each license released, for the summary of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LicenseUse {
    licenses: BTreeMap<String, Volume>,
}

impl LicenseUse {
    /// Counts a payment under each license that released it; one that was not released is not counted.
    pub fn record(&mut self, decision: &Decision, amount: Option<&Amount>) {
        if decision.outcome == Outcome::Licensed {
            for license in &decision.license_ids {
                self.licenses.entry(license.clone()).or_default().add(amount);
            }
        }
    }

    /// License ids with what they released, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Volume)> {
        self.licenses.iter().map(|(id, volume)| (id.as_str(), volume))
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Amount, CurrencyCode, Decimal, Outcome};

    use super::LicenseUse;
    use crate::decide::decision::Decision;

    #[test]
    fn released_payments_count_under_each_of_their_licenses_and_others_under_none() {
        let mut used = LicenseUse::default();
        let decision = |outcome, ids: &[&str]| Decision {
            outcome,
            license_ids: ids.iter().map(ToString::to_string).collect(),
            ..Decision::clear()
        };
        let usd = |value: i64| Amount {
            value: Decimal::new(value, 2),
            currency: CurrencyCode::new("USD"),
        };
        used.record(&decision(Outcome::Licensed, &["a", "b"]), Some(&usd(150)));
        used.record(
            &decision(Outcome::Licensed, &["a"]),
            Some(&Amount {
                currency: None,
                ..usd(25)
            }),
        );
        used.record(&decision(Outcome::Licensed, &["a"]), None);
        used.record(&decision(Outcome::Block, &[]), Some(&usd(99)));
        let rows: Vec<_> = used
            .iter()
            .map(|(id, v)| (id, v.payments, v.value_text()))
            .collect();
        assert_eq!(
            rows,
            [
                ("a", 3, "0.25 ?, 1.50 USD".to_owned()),
                ("b", 1, "1.50 USD".to_owned())
            ]
        );
    }
}
