//! Two names at a time, without a list.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use portcullis_model::{Evidence, Schema, Score};
use portcullis_names::{
    Analysis, CompareScratch, Kept, Order, Pair, Scored, WeightedName, all_pairs, explain, score, weight,
};
use serde::Serialize;

use crate::labelled::{ALL, LabelledPair, QUALITY_PREFIX, read_files};
use crate::measures::{Measures, round};
use crate::{EvaluationError, failures::write_line};

/// Time is taken over at least this long, so that a small file gives a steady figure …
const TIMED_MIN: Duration = Duration::from_millis(50);

/// … and over at most this many passes.
const PASSES_MAX: u32 = 1_000;

/// What `evaluate pairs` prints (`docs/contract.md`, section 6).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairsReport {
    /// A pair matches when it scores this or more.
    pub threshold: Score,
    /// Over all pairs.
    #[serde(flatten)]
    pub all: Measures,
    /// Wall time to take both names apart and score them in both directions, on one core, in microseconds.
    pub micros_per_pair: f64,
    /// `all`, each `case_group`, and each `quality:<QUALITY>`.
    pub groups: BTreeMap<String, Measures>,
}

/// Compares pairs of names. Reuses its buffers.
#[derive(Debug, Default)]
pub struct PairScorer {
    asked: Side,
    listed: Side,
    pairs: Vec<Pair>,
    compare: CompareScratch,
}

#[derive(Debug, Default)]
struct Side {
    analysis: Analysis,
    weights: Vec<f32>,
    is_person: bool,
}

impl Side {
    fn read(&mut self, name: &str, order: Order, is_person: bool) {
        self.is_person = is_person;
        self.analysis.analyze(name, order);
        self.weights.clear();
        // No list stands behind a pair: words weigh what they weigh in the world.
        self.weights.extend(
            self.analysis
                .tokens()
                .map(|(token, class)| weight(token, class, 0, 0)),
        );
    }

    fn name(&self) -> WeightedName<'_> {
        WeightedName {
            analysis: &self.analysis,
            weights: &self.weights,
            is_person: self.is_person,
        }
    }
}

impl PairScorer {
    /// The score of two names of a party of that kind: either may be the listed one, so the better of the two
    /// directions counts.
    pub fn score(&mut self, schema: Schema, name1: &str, name2: &str) -> Score {
        let there = self.one_way(schema, name1, name2).0.score;
        there.max(self.one_way(schema, name2, name1).0.score)
    }

    /// The evidence of the direction that counts.
    pub fn explain(&mut self, schema: Schema, name1: &str, name2: &str) -> (Score, Vec<Evidence>) {
        let there = self.one_way(schema, name1, name2).0.score;
        let (mut scored, mut used) = self.one_way(schema, name2, name1);
        if there >= scored.score {
            (scored, used) = self.one_way(schema, name1, name2);
        }
        let mut evidence = Vec::new();
        let (asked, listed) = (self.asked.name(), self.listed.name());
        explain(
            &asked,
            &listed,
            &self.pairs[..used],
            scored,
            self.asked.analysis.notes,
            &mut evidence,
        );
        (scored.score, evidence)
    }

    /// The comparisons of two names in both directions, to be scored again.
    pub(crate) fn kept(&mut self, schema: Schema, name1: &str, name2: &str) -> [Kept; 2] {
        [[name1, name2], [name2, name1]].map(|[asked, listed]| {
            self.one_way(schema, asked, listed);
            let (asked, listed) = (self.asked.name(), self.listed.name());
            Kept::of(&asked, &listed, self.asked.analysis.cut, &self.pairs)
        })
    }

    fn one_way(&mut self, schema: Schema, asked: &str, listed: &str) -> (Scored, usize) {
        // Of a query nobody knows what kind of name it is: the matcher does not either.
        self.asked.read(asked, Order::AsWritten, false);
        // As an index reads listed names: `LAST, First` is how people are listed.
        let order = match schema {
            Schema::Person | Schema::Unknown => Order::SurnameFirst,
            Schema::Organization | Schema::Vessel | Schema::Aircraft => Order::AsWritten,
        };
        self.listed.read(listed, order, schema == Schema::Person);
        let (asked, listed, cut) = (self.asked.name(), self.listed.name(), self.asked.analysis.cut);
        all_pairs(&asked, &listed, cut, &mut self.pairs);
        score(&asked, &listed, cut, &mut self.pairs, &mut self.compare)
    }
}

/// Labelled pairs with their scores: from one pass, reports at every threshold.
#[derive(Debug, Clone)]
pub struct ScoredPairs {
    /// The pairs.
    pub pairs: Vec<LabelledPair>,
    /// The score of each.
    pub scores: Vec<Score>,
    /// As in [`PairsReport`].
    pub micros_per_pair: f64,
}

impl ScoredPairs {
    /// Scores pairs, on one core, and takes the time.
    #[must_use]
    pub fn of(pairs: Vec<LabelledPair>) -> ScoredPairs {
        let mut scorer = PairScorer::default();
        let mut pass = || -> Vec<Score> {
            pairs
                .iter()
                .map(|pair| scorer.score(pair.schema, &pair.name1, &pair.name2))
                .collect()
        };
        // The first pass also loads the language data, and its time is not taken.
        let scores = pass();
        let (mut passes, start) = (0u32, Instant::now());
        while passes == 0 || (passes < PASSES_MAX && start.elapsed() < TIMED_MIN) {
            std::hint::black_box(pass());
            passes += 1;
        }
        #[allow(clippy::cast_precision_loss)]
        let asked = f64::from(passes) * pairs.len().max(1) as f64;
        let micros_per_pair = round(start.elapsed().as_secs_f64() * 1e6 / asked, 3);
        ScoredPairs {
            pairs,
            scores,
            micros_per_pair,
        }
    }

    fn answers(&self, threshold: Score) -> impl Iterator<Item = (&LabelledPair, (bool, bool))> {
        self.pairs
            .iter()
            .zip(&self.scores)
            .map(move |(pair, &score)| (pair, (score >= threshold, pair.is_match)))
    }

    /// How well a threshold tells the pairs apart.
    #[must_use]
    pub fn report(&self, threshold: Score) -> PairsReport {
        let mut groups: BTreeMap<String, Vec<(bool, bool)>> = BTreeMap::new();
        for (pair, answer) in self.answers(threshold) {
            groups.entry(ALL.to_owned()).or_default().push(answer);
            if let Some(group) = &pair.case_group {
                groups.entry(group.clone()).or_default().push(answer);
            }
            if let Some(quality) = &pair.quality {
                groups
                    .entry(format!("{QUALITY_PREFIX}{quality}"))
                    .or_default()
                    .push(answer);
            }
        }
        let groups: BTreeMap<String, Measures> = groups
            .into_iter()
            .map(|(name, answers)| (name, Measures::of(answers)))
            .collect();
        let all = groups.get(ALL).copied().unwrap_or_default();
        PairsReport {
            threshold,
            all,
            micros_per_pair: self.micros_per_pair,
            groups,
        }
    }

    /// Writes each pair that a threshold gets wrong, with its score and evidence, as one line of JSON.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_failures(&self, threshold: Score, mut out: impl Write) -> Result<(), EvaluationError> {
        let mut scorer = PairScorer::default();
        for (pair, (said, is)) in self.answers(threshold) {
            if said == is {
                continue;
            }
            let (score, evidence) = scorer.explain(pair.schema, &pair.name1, &pair.name2);
            write_line(
                &mut out,
                &PairFailure {
                    kind: if is { "miss" } else { "false-alarm" },
                    line: pair.line,
                    schema: pair.schema,
                    name1: &pair.name1,
                    name2: &pair.name2,
                    case_group: pair.case_group.as_deref(),
                    quality: pair.quality.as_deref(),
                    threshold,
                    score,
                    evidence,
                },
            )?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct PairFailure<'a> {
    kind: &'static str,
    line: u64,
    schema: Schema,
    name1: &'a str,
    name2: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<&'a str>,
    threshold: Score,
    score: Score,
    evidence: Vec<Evidence>,
}

/// Reads a file of labelled pairs and scores it.
///
/// # Errors
/// [`EvaluationError`], naming file, line and column.
pub fn score_pairs(path: &Path) -> Result<ScoredPairs, EvaluationError> {
    let files = read_files::<LabelledPair>(&[path.to_owned()])?;
    Ok(ScoredPairs::of(
        files.into_iter().flat_map(|file| file.rows).collect(),
    ))
}

/// Reads a file of labelled pairs and measures how well a threshold tells them apart.
///
/// # Errors
/// [`EvaluationError`], naming file, line and column.
pub fn pairs(path: &Path, threshold: Score) -> Result<PairsReport, EvaluationError> {
    Ok(score_pairs(path)?.report(threshold))
}
