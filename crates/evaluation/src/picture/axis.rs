//! The axes of a panel: alert rates across, recall upward.

/// The horizontal axis: alert rates over whole decades.
pub(super) struct Axis {
    /// Powers of ten at its ends.
    pub(super) decades: (i32, i32),
}

impl Axis {
    /// Wide enough for all rates above 0.
    pub(super) fn over(rates: impl Iterator<Item = f64>) -> Axis {
        let (mut low, mut high) = (f64::INFINITY, 0.0f64);
        for rate in rates.filter(|rate| *rate > 0.0) {
            low = low.min(rate);
            high = high.max(rate);
        }
        if high <= 0.0 {
            return Axis { decades: (-4, 0) };
        }
        #[allow(clippy::cast_possible_truncation)]
        let (low, high) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        // Rates are at most 1, and no file is long enough to tell rates below a millionth from 0.
        let high = high.clamp(-5, 0);
        Axis {
            decades: (low.clamp(-6, high - 1), high),
        }
    }

    /// Place on the plot, 0 to 1; a rate of 0 stands at the left edge.
    pub(super) fn place(&self, rate: f64) -> f64 {
        let (low, high) = (f64::from(self.decades.0), f64::from(self.decades.1));
        if rate <= 0.0 {
            0.0
        } else {
            ((rate.log10() - low) / (high - low)).clamp(0.0, 1.0)
        }
    }
}

/// Where a panel's vertical axis may begin; the rest of it is cut into fifths that read well.
const FEET: [f64; 4] = [0.9, 0.75, 0.5, 0.0];

/// The highest of them that leaves every recall on the axis.
pub(super) fn foot(recalls: impl Iterator<Item = f64>) -> f64 {
    let lowest = recalls.fold(1.0, f64::min);
    FEET.into_iter().find(|foot| *foot <= lowest).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::{Axis, foot};

    #[test]
    fn the_axis_spans_whole_decades_and_has_a_place_for_zero() {
        let axis = Axis::over([0.0, 0.0021, 0.03].into_iter());
        assert_eq!(axis.decades, (-3, -1));
        assert_eq!(
            (axis.place(0.0), axis.place(0.01), axis.place(0.1)),
            (0.0, 0.5, 1.0)
        );
        assert_eq!(Axis::over([0.0].into_iter()).decades, (-4, 0));
        assert_eq!(
            Axis::over([1.0].into_iter()).decades,
            (-1, 0),
            "an axis has a length"
        );
        assert_eq!(Axis::over([1e-9].into_iter()).decades, (-6, -5));
    }

    #[test]
    fn the_vertical_axis_begins_below_the_lowest_recall() {
        assert_eq!(foot([0.99, 0.84].into_iter()), 0.75);
        assert_eq!(foot([0.99, 0.61].into_iter()), 0.5);
        assert_eq!(foot([1.0, 1.0].into_iter()), 0.9, "an axis has a length");
        assert_eq!(foot([0.0].into_iter()), 0.0);
    }
}
