//! What went wrong, one line of JSON each, with the evidence to learn from.

use std::io::Write;

use portcullis_matcher::{Explanation, Matcher};
use portcullis_model::{Evidence, Hit, NameKind, Schema, Score};
use serde::Serialize;

use crate::EvaluationError;
use crate::observe::{Observations, wanted};

/// A hit, as failures show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailureHit {
    /// The designation's id.
    pub designation_id: String,
    /// The name it is listed under.
    pub primary_name: String,
    /// How strong the hit is.
    pub score: Score,
    /// The listed name, or identifier, that matched.
    pub matched_name: String,
    /// What kind of name that is; absent for an identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_kind: Option<NameKind>,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A query that did not find what it should.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Miss {
    /// The file, as reports call it.
    pub file: String,
    /// One-based line of the row.
    pub line: u64,
    /// The name that was asked.
    pub query: String,
    /// What kind was searched; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// The file's word for what was done to the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What a hit had to score.
    pub threshold: Score,
    /// Each designation that would have been right and how near it came, best first. The score may reach the
    /// threshold where only a weak alias matched, or a designation of another kind than was asked for.
    pub wanted: Vec<FailureHit>,
    /// The best hit on another designation, if any.
    pub best_other: Option<FailureHit>,
}

/// A negative that found something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FalseAlarm {
    /// The file, as reports call it.
    pub file: String,
    /// One-based line of the row.
    pub line: u64,
    /// The name that was asked.
    pub query: String,
    /// The file's word for what was done to the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What a hit had to score.
    pub threshold: Score,
    /// How many designations it found.
    pub hits: usize,
    /// The best of them.
    #[serde(flatten)]
    pub best: FailureHit,
}

/// One line of a file of failures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Failure {
    /// A query that did not find what it should.
    Miss(Miss),
    /// A negative that found something.
    FalseAlarm(FalseAlarm),
}

/// Every miss and every false alarm at a threshold, in the order of files and rows. Only the rows that failed are
/// screened again. `matcher` is the one that `observations` were made with.
///
/// # Errors
/// The threshold is below the floor of the observations, or the matcher's index is another one.
pub fn failures(
    matcher: &Matcher,
    observations: &Observations,
    threshold: Score,
    mut each: impl FnMut(Failure) -> Result<(), EvaluationError>,
) -> Result<(), EvaluationError> {
    if threshold < observations.floor {
        return Err(EvaluationError::BelowFloor {
            threshold,
            floor: observations.floor,
        });
    }
    let mut scratch = matcher.scratch();
    let reached = |score: &Option<Score>| score.is_some_and(|score| score >= threshold);
    for observed in &observations.queries {
        for (row, _) in observed
            .file
            .rows
            .iter()
            .zip(&observed.scores)
            .filter(|(_, score)| !reached(score))
        {
            let ordinals = wanted(matcher, &observed.file, row)?;
            let hits = observations
                .read_as
                .hits(matcher, &row.query, row.schema, &mut scratch);
            // None of the designations that would be right reached the threshold, so whoever did is another.
            let best_other = hits
                .into_iter()
                .find(|hit| hit.score >= threshold)
                .map(|hit| from_hit(matcher, hit));
            let mut nearest: Vec<FailureHit> = ordinals
                .iter()
                .map(|&ordinal| {
                    let explanation = matcher.explain(&row.query, ordinal, &mut scratch);
                    from_explanation(matcher, ordinal, explanation)
                })
                .collect();
            nearest.sort_by(|a, b| {
                b.score
                    .cmp(&a.score)
                    .then_with(|| a.designation_id.cmp(&b.designation_id))
            });
            each(Failure::Miss(Miss {
                file: observed.file.label.clone(),
                line: row.line,
                query: row.query.clone(),
                schema: row.schema,
                category: row.category.clone(),
                threshold,
                wanted: nearest,
                best_other,
            }))?;
        }
    }
    for observed in &observations.negatives {
        for (row, _) in observed
            .file
            .rows
            .iter()
            .zip(&observed.scores)
            .filter(|(_, score)| reached(score))
        {
            let mut hits = observations.read_as.hits(matcher, &row.name, None, &mut scratch);
            hits.retain(|hit| hit.score >= threshold);
            let count = hits.len();
            // Best first: certain hits score 1, so the first has the score that alerted.
            let Some(best) = hits.into_iter().next() else {
                continue;
            };
            each(Failure::FalseAlarm(FalseAlarm {
                file: observed.file.label.clone(),
                line: row.line,
                query: row.name.clone(),
                category: row.category.clone(),
                threshold,
                hits: count,
                best: from_hit(matcher, best),
            }))?;
        }
    }
    Ok(())
}

/// Writes [`failures`] as JSON lines.
///
/// # Errors
/// As [`failures`], and what the writer says.
pub fn write_failures(
    matcher: &Matcher,
    observations: &Observations,
    threshold: Score,
    mut out: impl Write,
) -> Result<(), EvaluationError> {
    failures(matcher, observations, threshold, |failure| {
        write_line(&mut out, &failure)
    })
}

pub(crate) fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), EvaluationError> {
    serde_json::to_writer(&mut *out, line).map_err(|error| EvaluationError::Write(error.into()))?;
    out.write_all(b"\n").map_err(EvaluationError::Write)
}

fn primary_name(matcher: &Matcher, ordinal: u32) -> String {
    let index = matcher.index();
    index
        .names_of(ordinal)
        .next()
        .map_or_else(String::new, |name| index.name(name).published().to_owned())
}

fn from_hit(matcher: &Matcher, hit: Hit) -> FailureHit {
    FailureHit {
        designation_id: matcher.index().designation_id(hit.designation).to_owned(),
        primary_name: primary_name(matcher, hit.designation),
        score: hit.score,
        matched_name: hit.matched,
        name_kind: hit.name_kind,
        evidence: hit.evidence,
    }
}

fn from_explanation(matcher: &Matcher, ordinal: u32, explanation: Option<Explanation>) -> FailureHit {
    let (matched_name, name_kind, score, evidence) = match explanation {
        Some(e) => (e.matched, Some(e.name_kind), e.score, e.evidence),
        None => {
            let note = "nothing of the query is left to compare".to_owned();
            (String::new(), None, Score::ZERO, vec![Evidence::Text { note }])
        }
    };
    FailureHit {
        designation_id: matcher.index().designation_id(ordinal).to_owned(),
        primary_name: primary_name(matcher, ordinal),
        score,
        matched_name,
        name_kind,
        evidence,
    }
}
