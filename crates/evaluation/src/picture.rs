//! The curve as a picture: a panel a file of queries, recall against alert rate, with the peers' points.

use std::fmt::Write;

use portcullis_model::Score;

use crate::EvaluationError;
use crate::curve::{Curve, CurveLine, MEAN_OF_CATEGORIES, PRESETS};
use crate::measures::{mean, short};
use crate::peers::Peer;

/// Size of a panel's plot, in pixels.
const PLOT: (f64, f64) = (430.0, 300.0);
/// Room around a plot for its axes and title, in pixels.
const MARGIN: Margin = Margin {
    left: 56.0,
    right: 24.0,
    top: 34.0,
    bottom: 46.0,
};
/// Room for the title above the panels, in pixels.
const TITLE: f64 = 44.0;
const COLUMNS: usize = 2;
/// Our curve.
const INK: &str = "#0b5cad";
/// Peers, in turn; told apart without color vision by their labels.
const PEER_INKS: [&str; 6] = ["#c0392b", "#b9770e", "#117a65", "#7d3c98", "#566573", "#a04000"];
/// Thresholds that are labelled on the curve lie this many ten-thousandths apart.
const LABEL_STEP: u16 = 500;

/// Thresholds so near to a preset, in pixels across, are not labelled.
const CROWD: f64 = 34.0;

struct Margin {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Appends a line to the picture; writing to a string cannot fail.
macro_rules! draw {
    ($svg:ident, $($text:tt)*) => {{
        let _ = writeln!($svg, $($text)*);
    }};
}

/// A point on the plane of the measures.
#[derive(Debug, Clone, Copy)]
struct Point {
    alert_rate: f64,
    recall: f64,
}

/// The horizontal axis: alert rates over whole decades.
struct Axis {
    /// Powers of ten at its ends.
    decades: (i32, i32),
}

impl Axis {
    /// Wide enough for all rates above 0.
    fn over(rates: impl Iterator<Item = f64>) -> Axis {
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
    fn place(&self, rate: f64) -> f64 {
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
fn foot(recalls: impl Iterator<Item = f64>) -> f64 {
    let lowest = recalls.fold(1.0, f64::min);
    FEET.into_iter().find(|foot| *foot <= lowest).unwrap_or(0.0)
}

impl Curve {
    /// Draws the curve as SVG: for each file of queries its recall (the mean of its categories, where it has some)
    /// against the mean alert rate of the files of negatives, on a logarithmic axis, with the presets marked and a
    /// point for each peer that has figures for the same files.
    ///
    /// # Errors
    /// There are no queries, or no negatives.
    pub fn svg(&self, peers: &[Peer]) -> Result<String, EvaluationError> {
        // Where categories can count equally, they do.
        let panels: Vec<&CurveLine> = self
            .recall
            .iter()
            .filter(|line| {
                let by_mean = format!("{}{MEAN_OF_CATEGORIES}", line.label);
                !self.recall.iter().any(|other| other.label == by_mean)
            })
            .collect();
        if panels.is_empty() || self.alert_rate.is_empty() || self.thresholds.is_empty() {
            return Err(EvaluationError::NothingToDraw);
        }
        let rates = self.mean_alert_rate();
        let peers: Vec<(&Peer, f64)> = peers
            .iter()
            .filter_map(|peer| Some((peer, self.peer_alert_rate(peer)?)))
            .collect();
        let axis = Axis::over(rates.iter().copied().chain(peers.iter().map(|(_, rate)| *rate)));

        let cell = (
            MARGIN.left + PLOT.0 + MARGIN.right,
            MARGIN.top + PLOT.1 + MARGIN.bottom,
        );
        let columns = COLUMNS.min(panels.len());
        let rows = panels.len().div_ceil(columns);
        #[allow(clippy::cast_precision_loss)]
        let (width, height) = (cell.0 * columns as f64, TITLE + cell.1 * rows as f64);
        let mut svg = String::new();
        draw!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif" font-size="11">"#
        );
        draw!(svg, "<title>Recall against alert rate</title>");
        draw!(svg, r##"<rect width="100%" height="100%" fill="#ffffff"/>"##);
        let files: Vec<&str> = self.alert_rate.iter().map(|line| line.label.as_str()).collect();
        draw!(
            svg,
            r#"<text x="{}" y="18" font-size="14" font-weight="600">Recall against alert rate, threshold by threshold</text>"#,
            MARGIN.left
        );
        draw!(
            svg,
            r##"<text x="{}" y="34" fill="#555555">alert rate: mean over {}; a rate of 0 is drawn at the left edge</text>"##,
            MARGIN.left,
            escape(&files.join(", "))
        );
        for (place, panel) in panels.into_iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let (x, y) = (
                (place % columns) as f64 * cell.0,
                TITLE + (place / columns) as f64 * cell.1,
            );
            draw!(
                svg,
                r#"<g transform="translate({},{})">"#,
                x + MARGIN.left,
                y + MARGIN.top
            );
            self.panel(&mut svg, panel, &rates, &peers, &axis);
            draw!(svg, "</g>");
        }
        svg.push_str("</svg>\n");
        Ok(svg)
    }

    /// The mean of a peer's alert rates over the same files; `None` when it lacks one: the mean would be another.
    fn peer_alert_rate(&self, peer: &Peer) -> Option<f64> {
        let rates: Vec<f64> = self
            .alert_rate
            .iter()
            .map(|line| peer.alert_rate.get(&line.label).copied())
            .collect::<Option<_>>()?;
        Some(mean(rates.into_iter()))
    }

    fn panel(&self, svg: &mut String, panel: &CurveLine, rates: &[f64], peers: &[(&Peer, f64)], axis: &Axis) {
        let of_peers = peers
            .iter()
            .filter_map(|(peer, _)| peer.recall.get(&panel.label).copied());
        let foot = foot(panel.values.iter().copied().chain(of_peers));
        frame(svg, &panel.label, axis, foot);
        let points: Vec<(Score, Point)> = self
            .thresholds
            .iter()
            .zip(rates.iter().zip(&panel.values))
            .map(|(&threshold, (&alert_rate, &recall))| (threshold, Point { alert_rate, recall }))
            .collect();
        let spot = |point: Point| {
            let height = (point.recall - foot) / (1.0 - foot);
            (axis.place(point.alert_rate) * PLOT.0, (1.0 - height) * PLOT.1)
        };
        let path: Vec<String> = points
            .iter()
            .map(|&(_, point)| spot(point))
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        draw!(
            svg,
            r#"<polyline points="{}" fill="none" stroke="{INK}" stroke-width="2"/>"#,
            path.join(" ")
        );

        let mut labels = Labels::default();
        points.iter().for_each(|&(_, point)| labels.avoid(spot(point)));
        let mut wanted: Vec<((f64, f64), String, &str)> = Vec::new();
        let presets: Vec<f64> = (points.iter())
            .filter(|(threshold, _)| preset(*threshold).is_some())
            .map(|&(_, point)| spot(point).0)
            .collect();
        for &(threshold, point) in &points {
            let preset = preset(threshold);
            // Where the curve is flat the points crowd, and the presets matter more.
            let crowded = presets.iter().any(|x| (x - spot(point).0).abs() < CROWD);
            let step = threshold.ten_thousandths().is_multiple_of(LABEL_STEP);
            let named = preset.is_some() || (step && !crowded);
            let radius = if preset.is_some() {
                5.0
            } else if named {
                3.0
            } else {
                1.6
            };
            let (x, y) = spot(point);
            dot(
                svg,
                (x, y),
                radius,
                INK,
                &format!("threshold {}", short(threshold)),
                point,
            );
            if named {
                let threshold = short(threshold);
                let threshold = threshold
                    .strip_suffix('0')
                    .filter(|shorter| shorter.len() > "0.00".len())
                    .unwrap_or(&threshold);
                let label = preset.map_or_else(|| threshold.to_owned(), |name| format!("{threshold} {name}"));
                wanted.push(((x, y), label, INK));
            }
        }
        for (turn, (peer, alert_rate)) in peers.iter().enumerate() {
            let Some(&recall) = peer.recall.get(&panel.label) else {
                continue;
            };
            let point = Point {
                alert_rate: *alert_rate,
                recall,
            };
            let ink = PEER_INKS[turn % PEER_INKS.len()];
            let (x, y) = spot(point);
            labels.avoid((x, y));
            draw!(
                svg,
                r#"<path d="M{:.1} {:.1}l6 6l-6 6l-6 -6z" fill="{ink}"><title>{}: recall {:.4}, alert rate {:.5}</title></path>"#,
                x,
                y - 6.0,
                escape(&peer.name),
                point.recall,
                point.alert_rate
            );
            wanted.push(((x, y), peer.name.clone(), ink));
        }
        // The longest first: the short ones find room beside them.
        wanted.sort_by_key(|(_, text, _)| std::cmp::Reverse(text.len()));
        for (at, text, ink) in wanted {
            let (area, apart) = labels.place(at, &text);
            if apart {
                let (x, y) = area.nearest(at);
                draw!(
                    svg,
                    r#"<path d="M{:.1} {:.1}L{x:.1} {y:.1}" stroke="{ink}" stroke-opacity="0.5"/>"#,
                    at.0,
                    at.1
                );
            }
            let (x, y) = (area.left, area.bottom - 2.0);
            draw!(
                svg,
                r#"<text x="{x:.1}" y="{y:.1}" fill="{ink}">{}</text>"#,
                escape(&text)
            );
        }
    }
}

fn preset(threshold: Score) -> Option<&'static str> {
    PRESETS
        .into_iter()
        .find_map(|(sensitivity, name)| (sensitivity.threshold() == threshold).then_some(name))
}

fn dot(svg: &mut String, (x, y): (f64, f64), radius: f64, ink: &str, name: &str, point: Point) {
    draw!(
        svg,
        r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius}" fill="{ink}"><title>{}: recall {:.4}, alert rate {:.5}</title></circle>"#,
        escape(name),
        point.recall,
        point.alert_rate
    );
}

/// Axes, grid and title of a panel.
fn frame(svg: &mut String, title: &str, axis: &Axis, foot: f64) {
    let (width, height) = PLOT;
    draw!(
        svg,
        r##"<rect width="{width}" height="{height}" fill="#fafafa" stroke="#bbbbbb"/>"##
    );
    draw!(
        svg,
        r#"<text x="0" y="-10" font-size="13" font-weight="600">{}</text>"#,
        escape(title)
    );
    for fifth in 0..=5 {
        let part = f64::from(fifth) / 5.0;
        let (y, recall) = (height * (1.0 - part), foot + (1.0 - foot) * part);
        draw!(svg, r##"<path d="M0 {y:.1}h{width}" stroke="#e2e2e2"/>"##);
        draw!(
            svg,
            r##"<text x="-8" y="{:.1}" text-anchor="end" fill="#555555">{:.0}%</text>"##,
            y + 4.0,
            recall * 100.0
        );
    }
    for decade in axis.decades.0..=axis.decades.1 {
        let rate = 10f64.powi(decade);
        let x = axis.place(rate) * width;
        draw!(svg, r##"<path d="M{x:.1} 0v{height}" stroke="#e2e2e2"/>"##);
        let digits = usize::try_from(-2 - decade).unwrap_or(0);
        draw!(
            svg,
            r##"<text x="{x:.1}" y="{:.1}" text-anchor="middle" fill="#555555">{:.digits$}%</text>"##,
            height + 16.0,
            rate * 100.0
        );
    }
    draw!(
        svg,
        r##"<text x="{:.1}" y="{:.1}" text-anchor="middle" fill="#555555">alert rate</text>"##,
        width / 2.0,
        height + 34.0
    );
    draw!(
        svg,
        r##"<text transform="translate(-40,{:.1}) rotate(-90)" text-anchor="middle" fill="#555555">recall</text>"##,
        height / 2.0
    );
}

/// How far from its point a label may stand, in pixels.
const DISTANCES: [f64; 6] = [8.0, 16.0, 26.0, 38.0, 52.0, 68.0];

/// Puts labels where they cover least.
#[derive(Default)]
struct Labels {
    taken: Vec<Area>,
}

#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// The point of the area that is nearest to another point.
    fn nearest(self, (x, y): (f64, f64)) -> (f64, f64) {
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
    fn avoid(&mut self, (x, y): (f64, f64)) {
        self.taken.push(Area {
            left: x - 5.0,
            top: y - 5.0,
            right: x + 5.0,
            bottom: y + 5.0,
        });
    }

    /// Where the label goes, and whether it is so far from its point that a line must tie them.
    fn place(&mut self, (x, y): (f64, f64), text: &str) -> (Area, bool) {
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

/// Text as SVG writes it; characters that XML does not allow are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Axis, escape, foot};

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

    #[test]
    fn a_file_name_cannot_break_the_picture() {
        assert_eq!(escape("a<b>&\"c\"\u{1}"), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
