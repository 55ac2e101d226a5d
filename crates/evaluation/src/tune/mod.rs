//! What each threshold would cost on a bank's own names, and samples above and below the line to look at.

mod asked;

use std::io::Write;
use std::path::Path;

use portcullis_matcher::{Matcher, PartyQuery};
use portcullis_model::{Hit, Score};
use portcullis_synthetic::Random;
use serde::{Serialize, Serializer};

pub use asked::{AskedName, Label, read_asked};

use crate::EvaluationError;
use crate::curve::{preset_at, thresholds_from};
use crate::measures::{Alerted, Found};
use crate::observe::ScratchPool;

/// What to tune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tuning {
    /// The thresholds around which samples are taken.
    pub around: Vec<Score>,
    /// How far above and below a threshold names are sampled.
    pub width: Score,
    /// How many names are sampled on each side of each threshold; all when there are fewer.
    pub sample: usize,
    /// Draws the samples.
    pub seed: u64,
}

impl Tuning {
    /// The lowest score that matters: the matcher's threshold has to be there or below.
    #[must_use]
    pub fn floor(&self) -> Score {
        let below = |line: &Score| {
            let least = line
                .ten_thousandths()
                .saturating_sub(self.width.ten_thousandths());
            Score::from_ten_thousandths(least)
        };
        self.around.iter().map(below).fold(crate::CURVE_FLOOR, Score::min)
    }
}

/// What `evaluate tune` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TuneReport {
    /// How many names were asked for.
    pub names: u64,
    /// How many listed names a search looks at.
    pub list_names: u32,
    /// How many of the names are labelled to find something.
    pub should_find: u64,
    /// How many are labelled to find nothing.
    pub clean: u64,
    /// The seed of the samples.
    pub seed: u64,
    /// What each threshold would cost, the lowest first.
    pub costs: Vec<Cost>,
    /// Names to look at, by threshold, those above the line first, by falling score.
    pub samples: Vec<Sampled>,
}

/// What a threshold would cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cost {
    /// The threshold.
    pub threshold: Score,
    /// The sensitivity that it is, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<&'static str>,
    /// Names that alert, of all.
    pub alerts: Alerted,
    /// Names that find what they should, of those that should find something; absent where none is labelled so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    /// Names that alert, of those that should find nothing; absent where none is labelled so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_alerts: Option<Alerted>,
}

/// On which side of a threshold a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// It alerts.
    Above,
    /// It does not.
    Below,
}

/// A name near a threshold, to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sampled {
    /// The threshold.
    pub threshold: Score,
    /// On which side of it the name stands.
    pub side: Side,
    /// How many different names stand there, of which this is one.
    pub of: u64,
    /// Where it stands in its file.
    pub row: String,
    /// The name.
    pub name: String,
    /// The score of its best hit.
    pub score: Score,
    /// The designation that it hits best.
    pub designation_id: String,
    /// The listed name, or identifier, that matched.
    pub matched_name: String,
    /// The list that has the designation.
    pub list: String,
    /// What is known of the name: the ids that it should find joined by `;`, `clean`, or nothing.
    #[serde(serialize_with = "label")]
    pub label: Label,
}

fn label<S: Serializer>(label: &Label, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&match label {
        Label::Unlabelled => String::new(),
        Label::Clean => "clean".to_owned(),
        Label::ShouldFind(ids) => ids.join(";"),
    })
}

/// What is known of a name after it was asked for.
struct Answer {
    best: Option<Hit>,
    right: Option<Score>,
}

/// Asks for names at the matcher's threshold, on all threads of the current rayon pool, and reckons what every threshold above
/// would cost.
///
/// # Errors
/// There are no names; one should find a designation that the index does not have (`path` is named for it); a record of the
/// index cannot be read; or the matcher's threshold is above [`Tuning::floor`].
pub fn tune(
    matcher: &Matcher,
    path: &Path,
    names: &[AskedName],
    tuning: &Tuning,
) -> Result<TuneReport, EvaluationError> {
    if names.is_empty() {
        return Err(EvaluationError::NoRows {
            path: path.to_owned(),
        });
    }
    let floor = matcher.options().threshold;
    if tuning.floor() < floor {
        return Err(EvaluationError::BelowFloor {
            threshold: tuning.floor(),
            floor,
        });
    }
    let wanted = names
        .iter()
        .map(|name| wanted(matcher, path, name))
        .collect::<Result<Vec<Vec<u32>>, _>>()?;
    let rows: Vec<(&AskedName, &Vec<u32>)> = names.iter().zip(&wanted).collect();
    let answers = ScratchPool::new(matcher).map(&rows, |(asked, wanted), scratch| {
        let query = PartyQuery {
            name: &asked.name,
            ..PartyQuery::default()
        };
        let hits = matcher.check(&query, scratch).hits;
        let right = hits.iter().filter(|hit| wanted.contains(&hit.designation));
        Answer {
            right: right.map(|hit| hit.score).max(),
            best: hits.into_iter().next(),
        }
    });
    let of = |is: fn(&Label) -> bool| names.iter().filter(|name| is(&name.label)).count() as u64;
    let mut report = TuneReport {
        names: names.len() as u64,
        list_names: matcher.searched_names(),
        should_find: of(|label| matches!(label, Label::ShouldFind(_))),
        clean: of(|label| *label == Label::Clean),
        seed: tuning.seed,
        costs: Vec::new(),
        samples: Vec::new(),
    };
    for threshold in thresholds_from(floor.max(crate::CURVE_FLOOR)) {
        report.costs.push(report.cost(threshold, names, &answers));
    }
    for &threshold in &tuning.around {
        for side in [Side::Above, Side::Below] {
            let samples = samples(matcher, tuning, (threshold, side), names, &answers)?;
            report.samples.extend(samples);
        }
    }
    Ok(report)
}

fn wanted(matcher: &Matcher, path: &Path, asked: &AskedName) -> Result<Vec<u32>, EvaluationError> {
    let Label::ShouldFind(ids) = &asked.label else {
        return Ok(Vec::new());
    };
    let find = |id: &String| {
        let found = matcher.index().find(id);
        found.ok_or_else(|| EvaluationError::UnknownDesignation {
            path: path.to_owned(),
            line: asked.row.parse().unwrap_or(0),
            id: id.clone(),
        })
    };
    ids.iter().map(find).collect()
}

impl TuneReport {
    fn cost(&self, threshold: Score, names: &[AskedName], answers: &[Answer]) -> Cost {
        let (mut alerts, mut found, mut false_alerts) = (0, 0, 0);
        for (name, answer) in names.iter().zip(answers) {
            let alerted = answer.best.as_ref().is_some_and(|hit| hit.score >= threshold);
            alerts += u64::from(alerted);
            found += u64::from(answer.right.is_some_and(|score| score >= threshold));
            false_alerts += u64::from(alerted && name.label == Label::Clean);
        }
        Cost {
            threshold,
            sensitivity: preset_at(threshold),
            alerts: Alerted::of(alerts, self.names),
            found: (self.should_find > 0).then(|| Found::of(found, self.should_find)),
            false_alerts: (self.clean > 0).then(|| Alerted::of(false_alerts, self.clean)),
        }
    }

    /// Writes the costs as CSV: `threshold,sensitivity,alerts,alert_rate,found,recall,false_alerts,false_alert_rate`. Cells for
    /// which nothing is labelled are empty.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_costs(&self, out: impl Write) -> Result<(), EvaluationError> {
        let mut csv = csv::Writer::from_writer(out);
        let heads = "threshold,sensitivity,alerts,alert_rate,found,recall,false_alerts,false_alert_rate";
        let written = |result: Result<(), csv::Error>| result.map_err(|e| EvaluationError::Write(e.into()));
        written(csv.write_record(heads.split(',')))?;
        for cost in &self.costs {
            let pair = |counts: Option<(u64, f64)>| {
                counts.map_or_else(Default::default, |(n, share)| [n.to_string(), share.to_string()])
            };
            let [alerts, rate] = pair(Some((cost.alerts.alerted, cost.alerts.rate)));
            let [found, recall] = pair(cost.found.map(|found| (found.found, found.recall)));
            let [false_alerts, false_rate] = pair(cost.false_alerts.map(|of| (of.alerted, of.rate)));
            let threshold = format!("{:#}", cost.threshold);
            let sensitivity = cost.sensitivity.unwrap_or_default().to_owned();
            written(csv.write_record([
                threshold,
                sensitivity,
                alerts,
                rate,
                found,
                recall,
                false_alerts,
                false_rate,
            ]))?;
        }
        csv.flush().map_err(EvaluationError::Write)
    }

    /// Writes the samples as CSV: the members of [`Sampled`] as columns, and an empty one, `decision`, for whoever looks at them.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_samples(&self, out: impl Write) -> Result<(), EvaluationError> {
        #[derive(Serialize)]
        struct Row<'a> {
            threshold: Score,
            side: Side,
            of: u64,
            row: &'a str,
            name: &'a str,
            score: Score,
            designation_id: &'a str,
            matched_name: &'a str,
            list: &'a str,
            #[serde(serialize_with = "label")]
            label: Label,
            decision: &'static str,
        }
        let mut csv = csv::Writer::from_writer(out);
        for sampled in &self.samples {
            csv.serialize(Row {
                threshold: sampled.threshold,
                side: sampled.side,
                of: sampled.of,
                row: &sampled.row,
                name: &sampled.name,
                score: sampled.score,
                designation_id: &sampled.designation_id,
                matched_name: &sampled.matched_name,
                list: &sampled.list,
                label: sampled.label.clone(),
                decision: "",
            })
            .map_err(|error| EvaluationError::Write(error.into()))?;
        }
        csv.flush().map_err(EvaluationError::Write)
    }
}

/// Different names whose best hit is near a threshold, on one side of it.
fn samples(
    matcher: &Matcher,
    tuning: &Tuning,
    (threshold, side): (Score, Side),
    names: &[AskedName],
    answers: &[Answer],
) -> Result<Vec<Sampled>, EvaluationError> {
    let (line, width) = (threshold.ten_thousandths(), tuning.width.ten_thousandths());
    let band = match side {
        Side::Above => line..=line.saturating_add(width - 1),
        Side::Below => line.saturating_sub(width)..=line.saturating_sub(1),
    };
    let mut near: Vec<(&AskedName, &Hit)> = names
        .iter()
        .zip(answers)
        .filter_map(|(name, answer)| Some((name, answer.best.as_ref()?)))
        .filter(|(_, hit)| band.contains(&hit.score.ten_thousandths()))
        .collect();
    // A name that stands in many rows is looked at once.
    let mut seen = std::collections::HashSet::new();
    near.retain(|(name, _)| seen.insert(name.name.as_str()));
    let of = near.len() as u64;
    near.sort_by_cached_key(|(name, _)| {
        Random::of_texts(tuning.seed, &[&threshold.to_string(), &name.name]).below(u64::MAX)
    });
    near.truncate(tuning.sample);
    near.sort_by_key(|(_, hit)| std::cmp::Reverse(hit.score));
    let index = matcher.index();
    let sampled = |(name, hit): (&AskedName, &Hit)| {
        let id = index.designation_id(hit.designation).to_owned();
        let list = match index.designation(hit.designation) {
            Ok(designation) => designation.list,
            Err(error) => {
                return Err(EvaluationError::Record {
                    id,
                    reason: error.to_string(),
                });
            }
        };
        Ok(Sampled {
            threshold,
            side,
            of,
            row: name.row.clone(),
            name: name.name.clone(),
            score: hit.score,
            designation_id: id,
            matched_name: hit.matched.clone(),
            list,
            label: name.label.clone(),
        })
    };
    near.into_iter().map(sampled).collect()
}
