//! A panel of the picture: a file of queries, with the curve, the presets and the peers.

use std::cmp::Reverse;
use std::fmt::Write;

use portcullis_model::Score;

use super::axis::{Axis, foot};
use super::labels::Labels;
use super::svg::{PLOT, draw, escape};
use crate::curve::{CurveLine, PRESETS};
use crate::peers::Peer;

/// Our curve.
const INK: &str = "#0b5cad";
/// Peers, in turn; told apart without color vision by their labels.
const PEER_INKS: [&str; 6] = ["#c0392b", "#b9770e", "#117a65", "#7d3c98", "#566573", "#a04000"];
/// Thresholds that are labelled on the curve lie this many ten-thousandths apart.
const LABEL_STEP: u16 = 500;

/// Thresholds so near to a preset, in pixels across, are not labelled.
const CROWD: f64 = 34.0;

/// A point on the plane of the measures.
#[derive(Debug, Clone, Copy)]
struct Point {
    alert_rate: f64,
    recall: f64,
}

/// What a panel shows.
pub(super) struct Panel<'a> {
    /// Recall of the file at each threshold.
    pub(super) line: &'a CurveLine,
    pub(super) thresholds: &'a [Score],
    /// Mean alert rate of the files of negatives at each threshold.
    pub(super) alert_rates: &'a [f64],
    /// Peers, with their mean alert rate.
    pub(super) peers: &'a [(&'a Peer, f64)],
    pub(super) axis: &'a Axis,
}

/// A label that wants a place: its point, text and color.
type Wanted<'a> = ((f64, f64), String, &'a str);

impl Panel<'_> {
    pub(super) fn draw(&self, svg: &mut String) {
        let recalls_of_peers = self
            .peers
            .iter()
            .filter_map(|(peer, _)| peer.recall.get(&self.line.label).copied());
        let foot = foot(self.line.values.iter().copied().chain(recalls_of_peers));
        frame(svg, &self.line.label, self.axis, foot);
        let mut labels = Labels::default();
        let mut wanted = self.draw_curve(svg, foot, &mut labels);
        wanted.extend(self.draw_peers(svg, foot, &mut labels));
        draw_labels(svg, wanted, &mut labels);
    }

    /// Where a point stands, in pixels.
    fn spot(&self, foot: f64, point: Point) -> (f64, f64) {
        let height = (point.recall - foot) / (1.0 - foot);
        (
            self.axis.place(point.alert_rate) * PLOT.0,
            (1.0 - height) * PLOT.1,
        )
    }

    /// Draws the curve with a dot for each threshold; the labels that it wants.
    fn draw_curve(&self, svg: &mut String, foot: f64, labels: &mut Labels) -> Vec<Wanted<'static>> {
        let points: Vec<(Score, Point)> = self
            .thresholds
            .iter()
            .zip(self.alert_rates.iter().zip(&self.line.values))
            .map(|(&threshold, (&alert_rate, &recall))| (threshold, Point { alert_rate, recall }))
            .collect();
        let spot = |point| self.spot(foot, point);
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
        points.iter().for_each(|&(_, point)| labels.avoid(spot(point)));
        let mut wanted = Vec::new();
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
                &format!("threshold {threshold:#}"),
                point,
            );
            if named {
                let threshold = format!("{threshold:#}");
                let threshold = threshold
                    .strip_suffix('0')
                    .filter(|shorter| shorter.len() > "0.00".len())
                    .unwrap_or(&threshold);
                let label = preset.map_or_else(|| threshold.to_owned(), |name| format!("{threshold} {name}"));
                wanted.push(((x, y), label, INK));
            }
        }
        wanted
    }

    /// Draws a point for each peer that has figures for the file; the labels that they want.
    fn draw_peers(&self, svg: &mut String, foot: f64, labels: &mut Labels) -> Vec<Wanted<'static>> {
        let mut wanted = Vec::new();
        for (turn, (peer, alert_rate)) in self.peers.iter().enumerate() {
            let Some(&recall) = peer.recall.get(&self.line.label) else {
                continue;
            };
            let point = Point {
                alert_rate: *alert_rate,
                recall,
            };
            let ink = PEER_INKS[turn % PEER_INKS.len()];
            let (x, y) = self.spot(foot, point);
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
        wanted
    }
}

fn draw_labels(svg: &mut String, mut wanted: Vec<Wanted<'_>>, labels: &mut Labels) {
    // The longest first: the short ones find room beside them.
    wanted.sort_by_key(|(_, text, _)| Reverse(text.len()));
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
