//! The curve as a picture: a panel a file of queries, recall against alert rate, with the peers' points.

mod axis;
mod labels;
mod panel;
mod svg;

use std::fmt::Write;

use self::axis::Axis;
use self::panel::Panel;
use self::svg::{PLOT, draw, escape};
use crate::EvaluationError;
use crate::curve::{Curve, CurveLine, MEAN_OF_CATEGORIES};
use crate::measures::mean;
use crate::peers::Peer;

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

struct Margin {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
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
            let panel = Panel {
                line: panel,
                thresholds: &self.thresholds,
                alert_rates: &rates,
                peers: &peers,
                axis: &axis,
            };
            panel.draw(&mut svg);
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
}
