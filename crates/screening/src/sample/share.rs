//! A share in percent.

use std::str::FromStr;

use portcullis_model::Decimal;

/// A share of a whole: `5%`, `0.5%`; more than none, at most all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(Decimal);

impl Share {
    /// How many of a number that is, rounded up.
    #[must_use]
    pub fn of(self, whole: u64) -> u64 {
        let part = Decimal::from(whole) * self.0 / Decimal::ONE_HUNDRED;
        u64::try_from(part.ceil()).unwrap_or(whole).min(whole)
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Share, String> {
        let percent = text
            .trim()
            .strip_suffix('%')
            .and_then(|number| Decimal::from_str(number.trim()).ok())
            .filter(|percent| *percent > Decimal::ZERO && *percent <= Decimal::ONE_HUNDRED);
        percent
            .map(Share)
            .ok_or_else(|| "is no share; write a percentage above 0% and up to 100%, like 5%".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn a_share_is_rounded_up_so_that_a_small_run_is_looked_at_too() {
        let of = |share: &str, whole: u64| share.parse::<Share>().unwrap().of(whole);
        assert_eq!(
            (of("5%", 100), of("5%", 101), of("5%", 1), of("5%", 0)),
            (5, 6, 1, 0)
        );
        assert_eq!((of("0.5%", 1_000), of("100%", 7)), (5, 7));
    }

    #[test]
    fn what_is_no_share_is_told() {
        for text in ["", "5", "0%", "101%", "-5%", "five%"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
    }
}
