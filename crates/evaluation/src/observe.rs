//! One pass over queries and negatives: the best score of each, from which every threshold's report follows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use portcullis_matcher::{Matcher, Scratch};
use portcullis_model::Score;
use rayon::prelude::*;
use serde::Serialize;

use crate::EvaluationError;
use crate::facts::FactsReport;
use crate::labelled::{LabelledFile, Negative, Query, read_files};
use crate::measures::{Alerted, Found, round};
use crate::read_as::ReadAs;

/// Names that one thread takes at a time: some milliseconds of work.
const NAMES_PER_TASK: usize = 256;

/// What `evaluate screening` prints (`docs/contract.md`, section 6).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreeningReport {
    /// Hits below it do not count.
    pub threshold: Score,
    /// How many listed names were looked at for each name.
    pub list_names: u32,
    /// Of each file of queries, how many found what they should.
    pub recall: BTreeMap<String, FileRecall>,
    /// Of each file of negatives, how many found anything.
    pub alert_rate: BTreeMap<String, Alerted>,
    /// Names screened in a second of wall time, on all threads; reading files is not counted.
    pub names_per_second: f64,
    /// The same with what the rows state besides the name, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_facts: Option<FactsReport>,
}

/// Recall of a file of queries, in all and by category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileRecall {
    /// Over all rows.
    #[serde(flatten)]
    pub all: Found,
    /// By the file's `category` column; empty without one.
    pub by_category: BTreeMap<String, Found>,
}

impl FileRecall {
    /// Of queries and the score that decides each, in the same order.
    pub(crate) fn of(rows: &[Query], scores: &[Option<Score>], threshold: Score) -> FileRecall {
        let reached = |score: &Option<Score>| score.is_some_and(|score| score >= threshold);
        let mut categories: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (row, score) in rows.iter().zip(scores) {
            if let Some(category) = &row.category {
                let (found, n) = categories.entry(category).or_default();
                *found += u64::from(reached(score));
                *n += 1;
            }
        }
        let by_category = categories
            .into_iter()
            .map(|(name, (found, n))| (name.to_owned(), Found::of(found, n)))
            .collect();
        let found = scores.iter().filter(|score| reached(score)).count();
        FileRecall {
            all: Found::of(found as u64, scores.len() as u64),
            by_category,
        }
    }

    /// The mean of the categories' recalls, each counted once however many rows it has; `None` without categories.
    #[must_use]
    pub fn mean_of_categories(&self) -> Option<f64> {
        let recalls = self.by_category.values().map(|found| found.recall);
        (!self.by_category.is_empty()).then(|| crate::measures::mean(recalls))
    }
}

/// A labelled file and the score that decides each row: `None` below the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed<R> {
    /// The file.
    pub file: LabelledFile<R>,
    /// For a query: the best hit on a designation it should find. For a negative: the best hit on any.
    pub scores: Vec<Option<Score>>,
}

impl<R> Observed<R> {
    /// How many rows decide at this threshold.
    pub(crate) fn count_at(&self, threshold: Score) -> u64 {
        self.scores
            .iter()
            .filter(|score| score.is_some_and(|score| score >= threshold))
            .count() as u64
    }

    /// How many rows there are.
    pub(crate) fn n(&self) -> u64 {
        self.scores.len() as u64
    }
}

impl Observed<Query> {
    /// What of the file was found at a threshold.
    #[must_use]
    pub fn recall(&self, threshold: Score) -> FileRecall {
        FileRecall::of(&self.file.rows, &self.scores, threshold)
    }
}

impl Observed<Negative> {
    /// What of the file alerted at a threshold.
    #[must_use]
    pub fn alert_rate(&self, threshold: Score) -> Alerted {
        Alerted::of(self.count_at(threshold), self.n())
    }
}

/// What one pass over labelled files saw. Reports at every threshold from [`Observations::floor`] up follow
/// from it without screening again, because a higher threshold only ever loses hits.
#[derive(Debug, Clone)]
pub struct Observations {
    /// The matcher's threshold: nothing is known of scores below.
    pub floor: Score,
    /// In which field the rows were asked for.
    pub read_as: ReadAs,
    /// How many listed names were looked at for each name.
    pub list_names: u32,
    /// Queries, in the order the files were given.
    pub queries: Vec<Observed<Query>>,
    /// Negatives, in the order the files were given.
    pub negatives: Vec<Observed<Negative>>,
    /// Names screened in a second of wall time, on all threads.
    pub names_per_second: f64,
}

impl Observations {
    /// What a threshold finds, misses and raises.
    ///
    /// # Errors
    /// The threshold is below the floor.
    pub fn report(&self, threshold: Score) -> Result<ScreeningReport, EvaluationError> {
        if threshold < self.floor {
            return Err(EvaluationError::BelowFloor {
                threshold,
                floor: self.floor,
            });
        }
        let recall = self
            .queries
            .iter()
            .map(|q| (q.file.label.clone(), q.recall(threshold)))
            .collect();
        let alert_rate = self
            .negatives
            .iter()
            .map(|n| (n.file.label.clone(), n.alert_rate(threshold)))
            .collect();
        let (list_names, names_per_second) = (self.list_names, self.names_per_second);
        Ok(ScreeningReport {
            threshold,
            list_names,
            recall,
            alert_rate,
            names_per_second,
            with_facts: None,
        })
    }
}

/// Reads labelled files and screens every name in them, on all threads of the current rayon pool.
///
/// # Errors
/// [`EvaluationError`]: bad input, named with file and line.
pub fn observe(
    matcher: &Matcher,
    queries: &[PathBuf],
    negatives: &[PathBuf],
) -> Result<Observations, EvaluationError> {
    observe_as(ReadAs::Name, matcher, queries, negatives)
}

/// Like [`observe`], with the rows in a field of a payment: sentences and addresses that hold a name, or hold none.
///
/// # Errors
/// [`EvaluationError`]: bad input, named with file and line.
pub fn observe_as(
    read_as: ReadAs,
    matcher: &Matcher,
    queries: &[PathBuf],
    negatives: &[PathBuf],
) -> Result<Observations, EvaluationError> {
    if queries.is_empty() && negatives.is_empty() {
        return Err(EvaluationError::NoFiles);
    }
    observe_files_as(read_as, matcher, read_files(queries)?, read_files(negatives)?)
}

/// Screens every name of labelled files that were read already, as [`observe`] does.
///
/// # Errors
/// A query should find a designation that the index does not have.
pub fn observe_files(
    matcher: &Matcher,
    queries: Vec<LabelledFile<Query>>,
    negatives: Vec<LabelledFile<Negative>>,
) -> Result<Observations, EvaluationError> {
    observe_files_as(ReadAs::Name, matcher, queries, negatives)
}

fn observe_files_as(
    read_as: ReadAs,
    matcher: &Matcher,
    queries: Vec<LabelledFile<Query>>,
    negatives: Vec<LabelledFile<Negative>>,
) -> Result<Observations, EvaluationError> {
    let wanted: Vec<Vec<Vec<u32>>> = queries
        .iter()
        .map(|file| file.rows.iter().map(|row| wanted(matcher, file, row)).collect())
        .collect::<Result<_, _>>()?;
    let pool = ScratchPool::new(matcher);
    let start = Instant::now();
    let mut names = 0usize;
    let mut observed_queries = Vec::with_capacity(queries.len());
    for (file, wanted) in queries.into_iter().zip(wanted) {
        names += file.rows.len();
        let rows: Vec<(&Query, &Vec<u32>)> = file.rows.iter().zip(&wanted).collect();
        let scores = pool.map(&rows, |(row, wanted), scratch| {
            let hits = read_as.hits(matcher, &row.query, row.schema, scratch);
            hits.iter()
                .filter(|hit| wanted.contains(&hit.designation))
                .map(|hit| hit.score)
                .max()
        });
        observed_queries.push(Observed { file, scores });
    }
    let mut observed_negatives = Vec::with_capacity(negatives.len());
    for file in negatives {
        names += file.rows.len();
        let scores = pool.map(&file.rows, |row, scratch| {
            read_as
                .hits(matcher, &row.name, None, scratch)
                .iter()
                .map(|hit| hit.score)
                .max()
        });
        observed_negatives.push(Observed { file, scores });
    }
    let seconds = start.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss)]
    let names_per_second = if seconds > 0.0 {
        round(names as f64 / seconds, 1)
    } else {
        0.0
    };
    Ok(Observations {
        floor: matcher.options().threshold,
        read_as,
        list_names: matcher.searched_names(),
        queries: observed_queries,
        negatives: observed_negatives,
        names_per_second,
    })
}

/// Measures recall and alert rate at the matcher's own threshold.
///
/// # Errors
/// [`EvaluationError`]: bad input, named with file and line.
pub fn screening(
    matcher: &Matcher,
    queries: &[PathBuf],
    negatives: &[PathBuf],
) -> Result<ScreeningReport, EvaluationError> {
    observe(matcher, queries, negatives)?.report(matcher.options().threshold)
}

/// The ordinals of the designations that a query may find.
pub(crate) fn wanted(
    matcher: &Matcher,
    file: &LabelledFile<Query>,
    row: &Query,
) -> Result<Vec<u32>, EvaluationError> {
    let find = |id: &String| {
        matcher
            .index()
            .find(id)
            .ok_or_else(|| EvaluationError::UnknownDesignation {
                path: file.path.clone(),
                line: row.line,
                id: id.clone(),
            })
    };
    row.list_ids.iter().map(find).collect()
}

/// Working memories, at most one a thread, handed from task to task: what a thread remembers of tokens is what
/// makes it fast.
pub(crate) struct ScratchPool<'a> {
    matcher: &'a Matcher,
    idle: Mutex<Vec<Scratch>>,
}

impl<'a> ScratchPool<'a> {
    pub fn new(matcher: &'a Matcher) -> ScratchPool<'a> {
        ScratchPool {
            matcher,
            idle: Mutex::default(),
        }
    }

    /// Maps rows on all threads; results stand in the order of the rows.
    pub fn map<T: Sync, U: Send>(&self, rows: &[T], each: impl Fn(&T, &mut Scratch) -> U + Sync) -> Vec<U> {
        rows.par_chunks(NAMES_PER_TASK)
            .flat_map_iter(|task| {
                // A panic of another task leaves the list of idle memories whole.
                let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut scratch = idle.unwrap_or_else(|| self.matcher.scratch());
                let done: Vec<U> = task.iter().map(|row| each(row, &mut scratch)).collect();
                self.idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(scratch);
                done
            })
            .collect()
    }
}
