//! How a cost grows: the power law through measured points.

/// `cost = factor * size ^ exponent`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerLaw {
    /// Cost at size 1, in the unit of the costs.
    pub factor: f64,
    /// 1 for a cost that grows with the size, 0 for one that does not grow.
    pub exponent: f64,
}

impl PowerLaw {
    /// Least squares over the logarithms of points (size, cost). `None` for fewer than two sizes, or for a size or cost
    /// that is not above 0.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn through(points: &[(f64, f64)]) -> Option<PowerLaw> {
        let positive = |&(size, cost): &(f64, f64)| size > 0.0 && cost > 0.0;
        if !points.iter().all(positive) {
            return None;
        }
        let logs: Vec<(f64, f64)> = points.iter().map(|(size, cost)| (size.ln(), cost.ln())).collect();
        let n = logs.len() as f64;
        let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / n;
        let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / n;
        let spread: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        if logs.len() < 2 || spread < 1e-12 {
            return None;
        }
        let together: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let exponent = together / spread;
        Some(PowerLaw {
            factor: (mean_y - exponent * mean_x).exp(),
            exponent,
        })
    }

    /// The cost at a size.
    #[must_use]
    pub fn at(self, size: f64) -> f64 {
        self.factor * size.powf(self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::PowerLaw;

    #[test]
    fn points_on_a_power_law_give_it_back() {
        let points: Vec<(f64, f64)> = [10.0, 100.0, 5000.0]
            .map(|x: f64| (x, 3.0 * x.powf(0.7)))
            .to_vec();
        let law = PowerLaw::through(&points).unwrap();
        assert!(
            (law.exponent - 0.7).abs() < 1e-9 && (law.factor - 3.0).abs() < 1e-9,
            "{law:?}"
        );
        assert!((law.at(1e6) - 3.0 * 1e6f64.powf(0.7)).abs() < 1e-3);
    }

    #[test]
    fn one_size_or_a_cost_of_nothing_tells_no_growth() {
        assert_eq!(PowerLaw::through(&[(10.0, 1.0)]), None);
        assert_eq!(PowerLaw::through(&[(10.0, 1.0), (10.0, 2.0)]), None);
        assert_eq!(PowerLaw::through(&[(10.0, 0.0), (20.0, 2.0)]), None);
        assert_eq!(PowerLaw::through(&[]), None);
    }
}
