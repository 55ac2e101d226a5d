use serde::{Deserialize, Serialize};

/// How strongly two names (or a payment and a designation) agree, from 0 to 1.
///
/// Stored in ten-thousandths, so that equal scores are equal bytes on every machine and at every thread
/// count: a float that differs in its last bit must never decide whether a payment alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub struct Score(u16);

/// Digits of a score after the point.
const DIGITS: usize = 4;

impl Score {
    /// No agreement at all.
    pub const ZERO: Score = Score(0);
    /// The same, token for token; also what an exact identifier scores.
    pub const ONE: Score = Score(10_000);

    /// From a fraction; values outside 0 to 1 (and NaN) are clamped, the rest rounded half up.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn from_fraction(fraction: f32) -> Score {
        if fraction.is_nan() {
            return Score::ZERO;
        }
        Score((f64::from(fraction.clamp(0.0, 1.0)) * 10_000.0 + 0.5) as u16)
    }

    /// From ten-thousandths; more than 10,000 is clamped.
    #[must_use]
    pub const fn from_ten_thousandths(value: u16) -> Score {
        if value > 10_000 { Score::ONE } else { Score(value) }
    }

    /// In ten-thousandths, 0 to 10,000.
    #[must_use]
    pub const fn ten_thousandths(self) -> u16 {
        self.0
    }

    /// As a fraction, 0 to 1.
    #[must_use]
    pub fn fraction(self) -> f32 {
        f32::from(self.0) / 10_000.0
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> f64 {
        f64::from(score.0) / 10_000.0
    }
}

impl TryFrom<f64> for Score {
    type Error = String;

    #[allow(clippy::cast_possible_truncation)]
    fn try_from(fraction: f64) -> Result<Score, String> {
        if (0.0..=1.0).contains(&fraction) {
            Ok(Score::from_fraction(fraction as f32))
        } else {
            Err(format!("a score is between 0 and 1, not {fraction}"))
        }
    }
}

impl std::str::FromStr for Score {
    type Err = String;

    fn from_str(text: &str) -> Result<Score, String> {
        let fraction: f64 = text
            .parse()
            .map_err(|_| format!("`{text}` is not a number between 0 and 1"))?;
        Score::try_from(fraction)
    }
}

impl std::fmt::Display for Score {
    /// Four digits after the point, which is all of a score, or as many as are asked for, **rounded down**: a score below a
    /// threshold never shows as one that reaches it, and 0.9999 never as a full match. `{:#}` is how people write
    /// thresholds: two digits, or four where two would not tell it. Whatever shows a score shows it by this.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = match f.precision() {
            Some(digits) => digits.min(DIGITS),
            None if f.alternate() && self.0.is_multiple_of(100) => 2,
            None => DIGITS,
        };
        let whole = self.0 / 10_000;
        if digits == 0 {
            return write!(f, "{whole}");
        }
        let dropped: u16 = (digits..DIGITS).map(|_| 10).product();
        write!(f, "{whole}.{:0digits$}", self.0 % 10_000 / dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::Score;

    #[test]
    fn shows_four_digits_and_never_rounds_up_to_a_full_match() {
        assert_eq!(Score::from_fraction(0.85).to_string(), "0.8500");
        assert_eq!(format!("{:.2}", Score::from_ten_thousandths(9_999)), "0.99");
        assert_eq!(Score::ONE.to_string(), "1.0000");
    }

    #[test]
    fn no_score_ever_shows_as_more_than_it_is() {
        let shown = |score: Score, text: String| {
            let shown: Score = text.parse().unwrap();
            assert!(shown <= score, "{} shows as {text}", score.ten_thousandths());
            score.ten_thousandths() - shown.ten_thousandths()
        };
        for score in (0..=10_000).map(Score::from_ten_thousandths) {
            for (digits, step) in [(0, 10_000), (1, 1_000), (2, 100), (3, 10), (4, 1), (7, 1)] {
                let less = shown(score, format!("{score:.digits$}"));
                assert!(less < step, "{score} with {digits} digits shows {less} less");
            }
            assert_eq!(shown(score, score.to_string()), 0);
            assert_eq!(shown(score, format!("{score:#}")), 0);
        }
    }

    #[test]
    fn thresholds_show_as_people_write_them() {
        let shown = |score| format!("{:#}", Score::from_ten_thousandths(score));
        assert_eq!(
            [8_500, 8_950, 8_949, 9_999, 10_000, 0].map(shown),
            ["0.85", "0.8950", "0.8949", "0.9999", "1.00", "0.00"]
        );
        assert_eq!(format!("{:.3}", Score::from_ten_thousandths(8_949)), "0.894");
    }

    #[test]
    fn out_of_range_fractions_are_clamped_or_refused() {
        assert_eq!(Score::from_fraction(f32::NAN), Score::ZERO);
        assert_eq!(Score::from_fraction(7.0), Score::ONE);
        assert!("1.2".parse::<Score>().is_err());
    }
}
