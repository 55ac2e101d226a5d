//! Whether other parameters of the score would be better: fitted on most of the labelled rows, held to the rest.
//!
//! Rows of several sets are drawn into folds, those of one party into one. For each fold, parameters are fitted on the rows of the others
//! by coordinates: one parameter at a time is made larger or smaller, and stays so where the mean of the sets' recalls is higher and no
//! set of what should not alert alerts more, or has more rows a little below. What that gives on the rows of the fold itself, beside the shipped parameters, is what a
//! fit is worth.

use std::path::Path;

use portcullis_matcher::Matcher;
use portcullis_model::Score;
use portcullis_names::{CompareScratch, Kept, Parameters};
use portcullis_synthetic::Random;
use rayon::prelude::*;

use crate::labelled::{LabelledFile, LabelledPair, Negative, Query, read_files};
use crate::observe::{ScratchPool, wanted};
use crate::{EvaluationError, PairScorer};

/// How many parts the rows are drawn into.
pub const FOLDS: u8 = 5;

/// By how much a parameter is made larger or smaller, one after the other.
const STEPS: [f32; 3] = [0.16, 0.08, 0.04];

/// What should not alert must not come nearer either: as many rows or fewer stand so far below the threshold, each of these. Otherwise a
/// fit lifts everything that was not drawn right up to it.
const MARGINS: [f32; 3] = [0.0, 0.01, 0.02];

/// Rounds over all parameters with one step; seldom is a third of use.
const ROUNDS_MAX: usize = 3;

/// A row that scores so much more or less than the threshold stands on its side of it, whatever is tried: it is rescored for the
/// figures, and not while fitting.
const NEAR_ABOVE: f32 = 0.055;
const NEAR_BELOW: f32 = 0.09;

/// Comparisons that score less are not kept: no step lifts them to a threshold.
const KEPT_BELOW: f32 = 0.2;

/// A row: its fold, and the comparisons of which one that reaches the threshold decides it.
struct Row {
    fold: u8,
    kept: Vec<Kept>,
    /// Something else than a name's score decides it.
    is_settled: bool,
    is_near: bool,
}

/// Rows of one kind.
struct Set {
    label: String,
    /// Whether its rows should reach the threshold.
    is_wanted: bool,
    rows: Vec<Row>,
}

/// What is fitted on and held out.
pub struct LabelledSets {
    threshold: Score,
    seed: u64,
    sets: Vec<Set>,
}

/// Rows of a set that reached the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFigures {
    /// The file's, and what its rows should do.
    pub label: String,
    /// Whether they should reach it.
    pub is_wanted: bool,
    /// How many rows.
    pub rows: u32,
    /// How many reached it with the shipped parameters.
    pub shipped: u32,
    /// The same with the fitted ones.
    pub fitted: u32,
}

/// What was fitted without a fold; or without leaving anything out.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldFit {
    /// The parameters that moved, with their shipped and fitted values.
    pub moved: Vec<(&'static str, f32, f32)>,
    /// On the rows it was fitted on.
    pub train: Vec<SetFigures>,
    /// On the rows of the fold.
    pub held_out: Vec<SetFigures>,
}

/// A fit for each fold, and one on all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// By fold.
    pub folds: Vec<FoldFit>,
    /// On all rows: nothing is held out.
    pub all: FoldFit,
}

impl LabelledSets {
    /// No rows yet; the seed draws them into folds.
    #[must_use]
    pub fn new(threshold: Score, seed: u64) -> LabelledSets {
        LabelledSets {
            threshold,
            seed,
            sets: Vec::new(),
        }
    }

    /// Adds a file of queries, asked as the matcher is asked. Its own threshold is that of the sets.
    ///
    /// # Errors
    /// [`EvaluationError`], naming file and line.
    pub fn add_queries(&mut self, matcher: &Matcher, path: &Path) -> Result<(), EvaluationError> {
        for file in read_files::<Query>(&[path.to_owned()])? {
            let wanted: Vec<Vec<u32>> = (file.rows.iter())
                .map(|row| wanted(matcher, &file, row))
                .collect::<Result<_, _>>()?;
            let rows: Vec<(&Query, &Vec<u32>)> = file.rows.iter().zip(&wanted).collect();
            let rows = ScratchPool::new(matcher).map(&rows, |(row, wanted), scratch| {
                let in_scope = |&&of: &&u32| matcher.index().schema(of).is_searched_by(row.schema);
                let wanted: Vec<u32> = wanted.iter().filter(in_scope).copied().collect();
                let kept = matcher.kept(&row.query, &wanted, self.floor(), scratch);
                let query = portcullis_matcher::PartyQuery {
                    name: &row.query,
                    schema: row.schema,
                    ..portcullis_matcher::PartyQuery::default()
                };
                let hits = matcher.check(&query, scratch).hits;
                let is_hit = hits
                    .iter()
                    .any(|hit| hit.score >= self.threshold && wanted.contains(&hit.designation));
                self.row(&row.list_ids.join(";"), kept, is_hit)
            });
            self.push(file.label, true, rows);
        }
        Ok(())
    }

    /// Adds a file of names that should find nobody. The matcher's threshold is where comparisons begin to be kept.
    ///
    /// # Errors
    /// [`EvaluationError`], naming file and line.
    pub fn add_negatives(&mut self, matcher: &Matcher, path: &Path) -> Result<(), EvaluationError> {
        for file in read_files::<Negative>(&[path.to_owned()])? {
            let LabelledFile { label, rows, .. } = file;
            let rows = ScratchPool::new(matcher).map(&rows, |row, scratch| {
                let query = portcullis_matcher::PartyQuery {
                    name: &row.name,
                    ..portcullis_matcher::PartyQuery::default()
                };
                let hits = matcher.check(&query, scratch).hits;
                let near: Vec<u32> = hits.iter().map(|hit| hit.designation).collect();
                let kept = matcher.kept(&row.name, &near, self.floor(), scratch);
                self.row(
                    &row.name,
                    kept,
                    hits.iter().any(|hit| hit.score >= self.threshold),
                )
            });
            self.push(label, false, rows);
        }
        Ok(())
    }

    /// Adds a file of labelled pairs: those that match, and those that do not.
    ///
    /// # Errors
    /// [`EvaluationError`], naming file and line.
    pub fn add_pairs(&mut self, path: &Path) -> Result<(), EvaluationError> {
        for file in read_files::<LabelledPair>(&[path.to_owned()])? {
            let mut rows = [Vec::new(), Vec::new()];
            let mut scorer = PairScorer::default();
            for pair in &file.rows {
                let kept = scorer.kept(pair.schema, &pair.name1, &pair.name2).to_vec();
                let is_hit = scorer.score(pair.schema, &pair.name1, &pair.name2) >= self.threshold;
                rows[usize::from(pair.is_match)].push(self.row(&pair.name1, kept, is_hit));
            }
            let [apart, same] = rows;
            self.push(file.label.clone(), true, same);
            self.push(file.label, false, apart);
        }
        Ok(())
    }

    fn floor(&self) -> Score {
        Score::from_fraction(self.threshold.fraction() - KEPT_BELOW)
    }

    /// A row of a party, and whether the program as it is says that it reaches the threshold.
    fn row(&self, party: &str, kept: Vec<Kept>, is_hit: bool) -> Row {
        let mut row = Row {
            // It is below FOLDS.
            fold: u8::try_from(Random::of_texts(self.seed, &[party]).below(u64::from(FOLDS))).unwrap_or(0),
            kept,
            is_settled: false,
            is_near: false,
        };
        let shipped = row.score(&Parameters::SHIPPED, &mut CompareScratch::default());
        row.is_settled = is_hit && shipped < self.threshold;
        let above = shipped.fraction() - self.threshold.fraction();
        row.is_near = !row.is_settled && (-NEAR_BELOW..NEAR_ABOVE).contains(&above);
        row
    }

    fn push(&mut self, label: String, is_wanted: bool, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.sets.push(Set {
                label,
                is_wanted,
                rows,
            });
        }
    }

    /// Fits without each fold, and without leaving any out.
    #[must_use]
    pub fn fit(&mut self) -> Fit {
        let threshold = self.threshold;
        let fits: Vec<Parameters> = (0..=FOLDS)
            .into_par_iter()
            .map(|fold| fitted(&mut Near::of(&self.sets, threshold, fold)))
            .collect();
        let all = [Parameters::SHIPPED].into_iter().chain(fits.iter().copied());
        let reached: Vec<Vec<Vec<bool>>> = all.map(|parameters| self.reached(&parameters)).collect();
        let mut by_fold = (0..=FOLDS).zip(&fits).map(|(fold, parameters)| FoldFit {
            moved: moved(*parameters),
            train: self.figures(&reached[0], &reached[usize::from(fold) + 1], |of| of != fold),
            held_out: self.figures(&reached[0], &reached[usize::from(fold) + 1], |of| of == fold),
        });
        let folds = by_fold.by_ref().take(usize::from(FOLDS)).collect();
        let all = by_fold.next().expect("one more than the folds");
        Fit { folds, all }
    }

    /// Which rows of each set reach the threshold.
    fn reached(&mut self, parameters: &Parameters) -> Vec<Vec<bool>> {
        let threshold = self.threshold;
        let of_set = |set: &mut Set| {
            (set.rows.par_iter_mut())
                .map_init(CompareScratch::default, |scratch, row| {
                    row.is_settled || row.score(parameters, scratch) >= threshold
                })
                .collect()
        };
        self.sets.iter_mut().map(of_set).collect()
    }

    fn figures(
        &self,
        shipped: &[Vec<bool>],
        fitted: &[Vec<bool>],
        is_counted: impl Fn(u8) -> bool,
    ) -> Vec<SetFigures> {
        (self.sets.iter().zip(shipped).zip(fitted))
            .map(|((set, shipped), fitted)| {
                let count = |reached: &dyn Fn(usize) -> bool| {
                    let rows = (0..set.rows.len()).filter(|&at| is_counted(set.rows[at].fold) && reached(at));
                    u32::try_from(rows.count()).unwrap_or(u32::MAX)
                };
                SetFigures {
                    label: set.label.clone(),
                    is_wanted: set.is_wanted,
                    rows: count(&|_| true),
                    shipped: count(&|at| shipped[at]),
                    fitted: count(&|at| fitted[at]),
                }
            })
            .collect()
    }
}

impl Row {
    fn score(&mut self, parameters: &Parameters, scratch: &mut CompareScratch) -> Score {
        best(&mut self.kept, parameters, scratch)
    }
}

/// What the best of the comparisons of a row scores.
fn best(kept: &mut [Kept], parameters: &Parameters, scratch: &mut CompareScratch) -> Score {
    let scores = kept.iter_mut().map(|kept| kept.score(parameters, scratch));
    scores.max().unwrap_or(Score::ZERO)
}

/// The rows of a set outside a fold that a step may move over the threshold.
struct NearRows {
    is_wanted: bool,
    /// All of its rows outside the fold.
    all: usize,
    rows: Vec<Vec<Kept>>,
}

/// Those of all sets.
struct Near {
    threshold: Score,
    sets: Vec<NearRows>,
    scratch: CompareScratch,
}

/// How good parameters are: what is found, the mean of the sets, and how many rows of each that should not alert do, at each of the margins.
struct Worth {
    found: f64,
    alerted: Vec<[usize; MARGINS.len()]>,
}

impl Near {
    fn of(sets: &[Set], threshold: Score, without: u8) -> Near {
        let near = |set: &Set| {
            let rows = || set.rows.iter().filter(|row| row.fold != without);
            NearRows {
                is_wanted: set.is_wanted,
                all: rows().count(),
                rows: rows()
                    .filter(|row| row.is_near)
                    .map(|row| row.kept.clone())
                    .collect(),
            }
        };
        Near {
            threshold,
            sets: sets.iter().map(near).collect(),
            scratch: CompareScratch::default(),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn worth(&mut self, parameters: &Parameters) -> Worth {
        let (mut found, mut wanted, mut alerted) = (0.0, 0.0, Vec::new());
        for set in &mut self.sets {
            let (threshold, scratch) = (self.threshold, &mut self.scratch);
            let rows = set.rows.iter_mut();
            let scores: Vec<Score> = rows.map(|row| best(row, parameters, scratch)).collect();
            let reached = |margin: f32| {
                let least = Score::from_fraction(threshold.fraction() - margin);
                scores.iter().filter(|score| **score >= least).count()
            };
            if set.is_wanted {
                found += reached(0.0) as f64 / set.all.max(1) as f64;
                wanted += 1.0;
            } else {
                alerted.push(MARGINS.map(reached));
            }
        }
        Worth {
            found: if wanted > 0.0 { found / wanted } else { 0.0 },
            alerted,
        }
    }
}

/// The best parameters that coordinates lead to.
fn fitted(near: &mut Near) -> Parameters {
    let mut best = Parameters::SHIPPED;
    let mut worth = near.worth(&best);
    let held = worth.alerted.clone();
    let count = values(best).len();
    for step in STEPS {
        for _ in 0..ROUNDS_MAX {
            let before = worth.found;
            for at in 0..count {
                for factor in [1.0 - step, 1.0 + step] {
                    let tried = with(best, at, factor);
                    let of_tried = near.worth(&tried);
                    let (now, then) = (of_tried.alerted.iter().flatten(), held.iter().flatten());
                    let is_held = now.zip(then).all(|(now, then)| now <= then);
                    if is_held && of_tried.found > worth.found {
                        (best, worth) = (tried, of_tried);
                    }
                }
            }
            if worth.found <= before {
                break;
            }
        }
    }
    best
}

fn values(mut parameters: Parameters) -> Vec<(&'static str, f32)> {
    let mut values = Vec::new();
    parameters.each_mut(|name, value| values.push((name, *value)));
    values
}

/// Parameters of which one is so many times itself.
fn with(mut parameters: Parameters, at: usize, factor: f32) -> Parameters {
    let mut nth = 0;
    parameters.each_mut(|_, value| {
        if nth == at {
            *value *= factor;
        }
        nth += 1;
    });
    parameters
}

fn moved(parameters: Parameters) -> Vec<(&'static str, f32, f32)> {
    let both = values(Parameters::SHIPPED).into_iter().zip(values(parameters));
    both.filter(|((_, shipped), (_, fitted))| shipped != fitted)
        .map(|((name, shipped), (_, fitted))| (name, shipped, fitted))
        .collect()
}

#[cfg(test)]
mod tests {
    use portcullis_matcher::Sensitivity;

    use super::{FOLDS, LabelledSets, SetFigures};
    use crate::score_pairs;

    const PAIRS: &str = "schema,name1,name2,is_match\n\
        Person,\"BOUT, Viktor Anatolijevitch\",Viktor Bout,true\n\
        Person,\"RODRIGUEZ OREJUELA, Gilberto\",Gilberto Rodriguez,true\n\
        Person,\"SAADI, Mussa Omar\",Musa Umar Sadi,true\n\
        Person,\"PETROV, Ivan\",Maria Lopez,true\n\
        Organization,Bank Melli Iran,Melli Bank,true\n\
        Organization,National Shipping Company,National Shipping Lines,false\n\
        Person,\"HUSSEIN, Uday Saddam\",Qusay Saddam Hussein,false\n\
        Person,\"KIM, Jong Il\",Kim Jong Il,false\n";

    #[test]
    fn each_row_is_held_out_once_and_shipped_parameters_find_what_the_program_finds() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pairs.csv");
        std::fs::write(&path, PAIRS).expect("it is written");
        let threshold = Sensitivity::Balanced.threshold();
        let fit = || {
            let mut sets = LabelledSets::new(threshold, 1);
            sets.add_pairs(&path).expect("it is read");
            sets.fit()
        };
        let said = score_pairs(&path).expect("it is read").report(threshold).all;
        let first = fit();
        assert_eq!(first, fit(), "equal files, equal fits");
        assert_eq!(first.folds.len(), usize::from(FOLDS));
        let all = &first.all.train;
        let shipped: Vec<(bool, u64)> = all
            .iter()
            .map(|set| (set.is_wanted, u64::from(set.shipped)))
            .collect();
        assert_eq!(
            shipped,
            [(true, said.true_positives), (false, said.false_positives)]
        );
        assert!(said.true_positives > 0 && said.false_positives > 0 && said.false_negatives > 0);
        for (at, set) in all.iter().enumerate() {
            let held = |of: fn(&SetFigures) -> u32| -> u32 {
                first.folds.iter().map(|fold| of(&fold.held_out[at])).sum()
            };
            assert_eq!(
                (held(|set| set.rows), held(|set| set.shipped)),
                (set.rows, set.shipped)
            );
        }
        // On what it was fitted on, a fit is never worse.
        assert!(all[0].fitted >= all[0].shipped && all[1].fitted <= all[1].shipped);
    }
}
