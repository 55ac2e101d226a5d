//! Counts of right and wrong answers, and the ratios made of them.

use serde::Serialize;

/// Ratios keep this many digits: a hundred thousand negatives resolve five.
const RATIO_DIGITS: i32 = 6;

/// `part / whole`, rounded; 0 where there is nothing to divide by.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        round(part as f64 / whole as f64, RATIO_DIGITS)
    }
}

/// Rounded to so many digits after the point.
pub(crate) fn round(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// The mean, rounded; 0 of nothing.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    if count == 0 {
        0.0
    } else {
        round(values.sum::<f64>() / count as f64, RATIO_DIGITS)
    }
}

/// How often a yes-or-no answer was right. A ratio whose denominator is 0 is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// How many were asked.
    pub n: u64,
    /// Said yes, rightly.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// Said yes, wrongly.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// Said no, wrongly.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
    /// Said no, rightly.
    #[serde(rename = "tn")]
    pub true_negatives: u64,
    /// `tp / (tp + fp)`.
    pub precision: f64,
    /// `tp / (tp + fn)`.
    pub recall: f64,
    /// Harmonic mean of precision and recall: `2 tp / (2 tp + fp + fn)`.
    pub f1: f64,
    /// `(tp + tn) / n`.
    pub accuracy: f64,
}

impl Measures {
    /// Counts answers, each as (what was said, what is true).
    pub fn of(answers: impl IntoIterator<Item = (bool, bool)>) -> Measures {
        let (mut tp, mut fp, mut fn_, mut tn) = (0u64, 0u64, 0u64, 0u64);
        for (said, is) in answers {
            match (said, is) {
                (true, true) => tp += 1,
                (true, false) => fp += 1,
                (false, true) => fn_ += 1,
                (false, false) => tn += 1,
            }
        }
        let n = tp + fp + fn_ + tn;
        Measures {
            n,
            true_positives: tp,
            false_positives: fp,
            false_negatives: fn_,
            true_negatives: tn,
            precision: ratio(tp, tp + fp),
            recall: ratio(tp, tp + fn_),
            f1: ratio(2 * tp, 2 * tp + fp + fn_),
            accuracy: ratio(tp + tn, n),
        }
    }
}

/// How many queries found a designation they should find.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Found {
    /// How many were asked.
    pub n: u64,
    /// How many found one.
    pub found: u64,
    /// `found / n`.
    pub recall: f64,
}

impl Found {
    /// Counts one more, without its ratio, which [`Found::settle`] makes.
    pub(crate) fn add(&mut self, found: bool) {
        self.n += 1;
        self.found += u64::from(found);
    }

    /// Makes the ratio of what was counted.
    pub(crate) fn settle(&mut self) {
        *self = Found::of(self.found, self.n);
    }

    pub(crate) fn of(found: u64, n: u64) -> Found {
        Found {
            n,
            found,
            recall: ratio(found, n),
        }
    }
}

/// How many names that should find nothing found something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Alerted {
    /// How many were asked.
    pub n: u64,
    /// How many found at least one designation.
    pub alerted: u64,
    /// `alerted / n`.
    pub rate: f64,
}

impl Alerted {
    pub(crate) fn of(alerted: u64, n: u64) -> Alerted {
        Alerted {
            n,
            alerted,
            rate: ratio(alerted, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Measures;

    #[test]
    fn ratios_follow_from_the_four_counts() {
        let answers = [
            (true, true),
            (true, true),
            (true, false),
            (false, true),
            (false, false),
        ];
        let m = Measures::of(answers);
        assert_eq!(
            (
                m.n,
                m.true_positives,
                m.false_positives,
                m.false_negatives,
                m.true_negatives
            ),
            (5, 2, 1, 1, 1)
        );
        assert_eq!(
            (m.precision, m.recall, m.f1, m.accuracy),
            (0.666_667, 0.666_667, 0.666_667, 0.6)
        );
    }

    #[test]
    fn nothing_divided_by_nothing_is_zero() {
        let m = Measures::of([(false, false)]);
        assert_eq!((m.precision, m.recall, m.f1, m.accuracy), (0.0, 0.0, 0.0, 1.0));
        assert_eq!(Measures::of([]), Measures::default());
    }
}
