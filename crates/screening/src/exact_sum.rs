//! Exact sums of money.

use portcullis_model::Decimal;
use serde::{Deserialize, Serialize};

/// The exact sum of non-negative decimals, in whatever order they come.
///
/// A `Decimal` has 96 bits, so summing a batch in it may round, and then the sum depends on the order and on where
/// the batch was cut. Here the coefficients of each scale are summed apart in 128 bits: exact for two billion
/// amounts of any size, and an addition costs a nanosecond instead of a division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Coefficients", try_from = "Coefficients")]
pub(crate) struct ExactSum {
    coefficients: [i128; SCALES],
}

/// Scales 0 to 28, the range of `Decimal`.
const SCALES: usize = 29;

/// The coefficients that are not zero, by scale, in decimal digits: not every reader of JSON takes 128 bits.
type Coefficients = Vec<(usize, String)>;

impl From<ExactSum> for Coefficients {
    fn from(sum: ExactSum) -> Coefficients {
        let coefficients = sum.coefficients.iter().enumerate();
        coefficients
            .filter(|(_, coefficient)| **coefficient != 0)
            .map(|(scale, coefficient)| (scale, coefficient.to_string()))
            .collect()
    }
}

impl TryFrom<Coefficients> for ExactSum {
    type Error = String;

    fn try_from(coefficients: Coefficients) -> Result<ExactSum, String> {
        let mut sum = ExactSum::default();
        for (scale, digits) in coefficients {
            let slot = sum.coefficients.get_mut(scale).ok_or("a scale beyond 28")?;
            *slot = digits
                .parse()
                .map_err(|_| format!("`{digits}` is no whole number"))?;
        }
        Ok(sum)
    }
}

impl Default for ExactSum {
    fn default() -> ExactSum {
        ExactSum {
            coefficients: [0; SCALES],
        }
    }
}

impl ExactSum {
    /// Adds an amount.
    pub(crate) fn add(&mut self, amount: Decimal) {
        let slot = &mut self.coefficients[(amount.scale() as usize).min(SCALES - 1)];
        *slot = slot.saturating_add(amount.mantissa());
    }

    /// Adds another sum.
    pub(crate) fn merge(&mut self, other: &ExactSum) {
        for (slot, more) in self.coefficients.iter_mut().zip(&other.coefficients) {
            *slot = slot.saturating_add(*more);
        }
    }
}

impl std::fmt::Display for ExactSum {
    /// In plain digits, with as many decimals as the amounts have, at least two.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const MOST: u32 = 28;
        let (mut whole, mut fraction) = (0i128, 0i128);
        for (scale, coefficient) in (0u32..).zip(&self.coefficients) {
            let unit = 10i128.pow(scale);
            whole = whole.saturating_add(coefficient / unit);
            fraction += coefficient % unit * 10i128.pow(MOST - scale);
        }
        let unit = 10i128.pow(MOST);
        whole = whole.saturating_add(fraction.div_euclid(unit));
        fraction = fraction.rem_euclid(unit);
        let digits = format!("{fraction:028}");
        let digits = digits.trim_end_matches('0');
        write!(f, "{whole}.{digits:0<2}")
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::Decimal;
    use proptest::prelude::*;

    use super::ExactSum;

    fn sum(amounts: &[&str]) -> String {
        let mut sum = ExactSum::default();
        for amount in amounts {
            sum.add(amount.parse().unwrap());
        }
        sum.to_string()
    }

    #[test]
    fn amounts_of_different_scales_add_up_exactly() {
        assert_eq!(sum(&[]), "0.00");
        assert_eq!(sum(&["0.10", "0.2", "3"]), "3.30");
        assert_eq!(sum(&["0.999", "0.001"]), "1.00");
        assert_eq!(sum(&["1.2345", "0"]), "1.2345");
    }

    #[test]
    fn sums_larger_than_any_decimal_do_not_wrap() {
        let max = Decimal::MAX.to_string();
        assert_eq!(sum(&[&max, &max, "0.01"]), "158456325028528675187087900670.01");
    }

    proptest! {
        #[test]
        fn a_sum_does_not_depend_on_order_or_on_where_the_batch_was_cut(
            amounts in prop::collection::vec((0u32.., 0u32..12), 0..20), cut in 0usize..20,
        ) {
            let amounts: Vec<Decimal> =
                amounts.iter().map(|&(c, s)| Decimal::from_i128_with_scale(i128::from(c), s)).collect();
            let mut forward = ExactSum::default();
            amounts.iter().for_each(|a| forward.add(*a));
            let (mut left, mut right) = (ExactSum::default(), ExactSum::default());
            for (i, amount) in amounts.iter().enumerate().rev() {
                if i < cut { left.add(*amount) } else { right.add(*amount) }
            }
            right.merge(&left);
            prop_assert_eq!(&forward, &right);
            let kept = serde_json::to_string(&forward).unwrap();
            prop_assert_eq!(&forward, &serde_json::from_str::<ExactSum>(&kept).unwrap());
            let exact: Decimal = amounts.iter().sum();
            prop_assert_eq!(exact, forward.to_string().parse::<Decimal>().unwrap());
        }
    }
}
