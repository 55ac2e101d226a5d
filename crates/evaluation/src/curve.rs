//! Recall and alert rate at every threshold, from one pass.

use std::io::Write;

use portcullis_matcher::Sensitivity;
use portcullis_model::Score;

use crate::EvaluationError;
use crate::measures::mean;
use crate::observe::{FileRecall, Observations};

/// The lowest threshold of a curve: give the matcher this one to see the whole curve.
pub const CURVE_FLOOR: Score = Score::from_ten_thousandths(7_000);

/// Thresholds of a curve lie this many ten-thousandths apart.
const STEP: u16 = 100;

/// The presets, which a curve always shows.
pub(crate) const PRESETS: [(Sensitivity, &str); 3] = [
    (Sensitivity::Strict, "strict"),
    (Sensitivity::Balanced, "balanced"),
    (Sensitivity::Broad, "broad"),
];

/// What stands behind a file's label where its categories count equally; the peers' files say the same.
pub(crate) const MEAN_OF_CATEGORIES: &str = " (mean of categories)";

/// A measure at every threshold of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveLine {
    /// The file, as reports call it; ` (mean of categories)` behind it where they count equally.
    pub label: String,
    /// The measure, 0 to 1, one for each of [`Curve::thresholds`].
    pub values: Vec<f64>,
}

/// How recall and alert rate fall as the threshold rises.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Ascending, up to 1.
    pub thresholds: Vec<Score>,
    /// A line for each file of queries, and a second one for a file with categories.
    pub recall: Vec<CurveLine>,
    /// A line for each file of negatives.
    pub alert_rate: Vec<CurveLine>,
}

/// Every threshold from `first` to 1, in steps of 0.01, and the presets; ascending.
pub(crate) fn thresholds_from(first: Score) -> Vec<Score> {
    let steps = (first.ten_thousandths().div_ceil(STEP) * STEP..=Score::ONE.ten_thousandths())
        .step_by(usize::from(STEP));
    let presets = PRESETS
        .into_iter()
        .map(|(sensitivity, _)| sensitivity.threshold());
    let mut thresholds: Vec<Score> = steps.map(Score::from_ten_thousandths).collect();
    thresholds.extend(presets.filter(|preset| *preset >= first));
    thresholds.sort_unstable();
    thresholds.dedup();
    thresholds
}

/// The word for the sensitivity that has this threshold.
pub(crate) fn preset_at(threshold: Score) -> Option<&'static str> {
    let preset = PRESETS
        .into_iter()
        .find(|(preset, _)| preset.threshold() == threshold);
    preset.map(|(_, word)| word)
}

impl Observations {
    /// Every threshold from the floor (at least [`CURVE_FLOOR`]) to 1, in steps of 0.01, and the presets.
    #[must_use]
    pub fn curve(&self) -> Curve {
        let thresholds = thresholds_from(self.floor.max(CURVE_FLOOR));
        let mut recall = Vec::new();
        for observed in &self.queries {
            let at: Vec<FileRecall> = thresholds
                .iter()
                .map(|&threshold| observed.recall(threshold))
                .collect();
            let label = observed.file.label.clone();
            let means: Vec<f64> = at.iter().filter_map(FileRecall::mean_of_categories).collect();
            recall.push(CurveLine {
                label: label.clone(),
                values: at.iter().map(|r| r.all.recall).collect(),
            });
            if means.len() == thresholds.len() {
                recall.push(CurveLine {
                    label: label + MEAN_OF_CATEGORIES,
                    values: means,
                });
            }
        }
        let rates = |observed: &crate::Observed<crate::Negative>| {
            thresholds
                .iter()
                .map(|&threshold| observed.alert_rate(threshold).rate)
                .collect()
        };
        let alert_rate = self
            .negatives
            .iter()
            .map(|observed| CurveLine {
                label: observed.file.label.clone(),
                values: rates(observed),
            })
            .collect();
        Curve {
            thresholds,
            recall,
            alert_rate,
        }
    }
}

impl Curve {
    /// The mean of the files' alert rates at each threshold: each file counts once, however long it is.
    #[must_use]
    pub fn mean_alert_rate(&self) -> Vec<f64> {
        (0..self.thresholds.len())
            .map(|at| mean(self.alert_rate.iter().map(|line| line.values[at])))
            .collect()
    }

    /// Writes CSV: a row a threshold, with columns `threshold`, `recall:FILE` …, `alert_rate:FILE` ….
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_csv(&self, out: impl Write) -> Result<(), EvaluationError> {
        let mut writer = csv::Writer::from_writer(out);
        let lines = || {
            let recall = self.recall.iter().map(|line| ("recall:", line));
            recall.chain(self.alert_rate.iter().map(|line| ("alert_rate:", line)))
        };
        let written = |result: Result<(), csv::Error>| result.map_err(|e| EvaluationError::Write(e.into()));
        let header = lines().map(|(measure, line)| format!("{measure}{}", line.label));
        written(writer.write_record(std::iter::once("threshold".to_owned()).chain(header)))?;
        for (at, threshold) in self.thresholds.iter().enumerate() {
            let values = lines().map(|(_, line)| line.values[at].to_string());
            written(writer.write_record(std::iter::once(format!("{threshold:#}")).chain(values)))?;
        }
        writer.flush().map_err(EvaluationError::Write)
    }
}
