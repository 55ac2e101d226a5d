//! Labels of points, put where they cover least.

use super::svg::PLOT;

/// How far from its point a label may stand, in pixels.
const DISTANCES: [f64; 6] = [8.0, 16.0, 26.0, 38.0, 52.0, 68.0];

/// Puts labels where they cover least.
#[derive(Default)]
pub(super) struct Labels {
    taken: Vec<Area>,
}

#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) left: f64,
    top: f64,
    right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The point of the area that is nearest to another point.
    pub(super) fn nearest(self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
    }

    /// Pixels that two areas share.
    fn shared(self, other: Area) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }
}

impl Labels {
    pub(super) fn avoid(&mut self, (x, y): (f64, f64)) {
        self.taken.push(Area {
            left: x - 5.0,
            top: y - 5.0,
            right: x + 5.0,
            bottom: y + 5.0,
        });
    }

    /// Where the label goes, and whether it is so far from its point that a line must tie them.
    pub(super) fn place(&mut self, (x, y): (f64, f64), text: &str) -> (Area, bool) {
        // An average letter of this size is less than seven pixels wide.
        #[allow(clippy::cast_precision_loss)]
        let (width, height) = (text.chars().count() as f64 * 6.7, 12.0);
        let at_point = Area {
            left: x,
            top: y,
            right: x,
            bottom: y,
        };
        let mut best = (f64::INFINITY, at_point, false);
        for distance in DISTANCES {
            let (left, right, middle) = (x - distance - width, x + distance, x - width / 2.0);
            let (above, below, level) = (y - distance - height, y + distance, y - height / 2.0);
            // Beside its point, then at a corner, where a line tells whose it is.
            for (turn, (left, top)) in [
                (middle, above),
                (middle, below),
                (right, level),
                (left, level),
                (right, above),
                (right, below),
                (left, above),
                (left, below),
            ]
            .into_iter()
            .enumerate()
            {
                let area = Area {
                    left,
                    top,
                    right: left + width,
                    bottom: top + height,
                };
                let plot = Area {
                    left: 0.0,
                    top: 0.0,
                    right: PLOT.0,
                    bottom: PLOT.1,
                };
                let outside = width * height - area.shared(plot);
                let covered: f64 = self.taken.iter().map(|taken| area.shared(*taken)).sum();
                // Outside the plot a label is cut or covers another panel; far away nobody knows whose it is.
                let corner = turn >= 4;
                let cost = 3.0 * covered + 4.0 * outside + distance + if corner { 6.0 } else { 0.0 };
                if cost < best.0 {
                    best = (cost, area, corner || distance > DISTANCES[0]);
                }
            }
        }
        let (_, area, apart) = best;
        self.taken.push(area);
        (area, apart)
    }
}
