//! The rows screened again with what they state besides the name: what facts lose, and what they spare.

use std::collections::BTreeMap;

use portcullis_matcher::{Matcher, PartyQuery, Scratch};
use portcullis_model::{Schema, Score};
use serde::Serialize;

use crate::EvaluationError;
use crate::labelled::Query;
use crate::measures::Alerted;
use crate::observe::{FileRecall, Observations, ScratchPool, wanted};
use crate::stated::{FACTS, StatedFacts};

/// What was found with the facts that the rows state: the same measures as without.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactsReport {
    /// Of each fact (`birth_date`, `country`, `gender`, `identifiers`), how many rows of all files state it.
    pub stated: BTreeMap<&'static str, Stated>,
    /// Of each file of queries, how many found what they should.
    pub recall: BTreeMap<String, FileRecall>,
    /// Of each file of negatives, how many found anything.
    pub alert_rate: BTreeMap<String, Alerted>,
}

/// How many rows state a fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// In a way that is understood.
    pub rows: u64,
    /// In a way that is not understood, and so counts as absent.
    pub not_understood: u64,
}

/// Screens the rows of observations again, each with the facts that it states. A hit has to reach the matcher's threshold,
/// for that is where an equal date of birth raises a score to; what facts discount is no hit.
///
/// # Errors
/// A query should find a designation that the index does not have.
pub fn with_facts(matcher: &Matcher, observations: &Observations) -> Result<FactsReport, EvaluationError> {
    let threshold = matcher.options().threshold;
    let pool = ScratchPool::new(matcher);
    let mut stated: BTreeMap<&'static str, Stated> =
        FACTS.map(|fact| (fact, Stated::default())).into_iter().collect();
    let mut recall = BTreeMap::new();
    for observed in &observations.queries {
        let rows = &observed.file.rows;
        count(&mut stated, rows.iter().map(|row| &row.stated));
        let wanted: Vec<(&Query, Vec<u32>)> = rows
            .iter()
            .map(|row| Ok((row, wanted(matcher, &observed.file, row)?)))
            .collect::<Result<_, EvaluationError>>()?;
        let scores = pool.map(&wanted, |(row, wanted), scratch| {
            best(
                matcher,
                &row.query,
                row.schema,
                &row.stated,
                scratch,
                |designation| wanted.contains(&designation),
            )
        });
        let file = FileRecall::of(rows, &scores, threshold);
        recall.insert(observed.file.label.clone(), file);
    }
    let mut alert_rate = BTreeMap::new();
    for observed in &observations.negatives {
        let rows = &observed.file.rows;
        count(&mut stated, rows.iter().map(|row| &row.stated));
        let scores = pool.map(rows, |row, scratch| {
            best(matcher, &row.name, None, &row.stated, scratch, |_| true)
        });
        let alerted = scores.iter().flatten().count();
        let file = Alerted::of(alerted as u64, scores.len() as u64);
        alert_rate.insert(observed.file.label.clone(), file);
    }
    Ok(FactsReport {
        stated,
        recall,
        alert_rate,
    })
}

/// The score of the best hit on a designation that is asked for.
fn best(
    matcher: &Matcher,
    name: &str,
    schema: Option<Schema>,
    stated: &StatedFacts,
    scratch: &mut Scratch,
    is_asked_for: impl Fn(u32) -> bool,
) -> Option<Score> {
    let query = PartyQuery {
        name,
        schema,
        facts: stated.facts,
        identifiers: &stated.identifiers,
        as_of: None,
    };
    let found = matcher.check(&query, scratch);
    let hits = found.hits.iter().filter(|hit| is_asked_for(hit.designation));
    hits.map(|hit| hit.score).max()
}

fn count<'a>(stated: &mut BTreeMap<&'static str, Stated>, rows: impl Iterator<Item = &'a StatedFacts>) {
    for row in rows {
        for fact in row.understood() {
            stated.entry(fact).or_default().rows += 1;
        }
        for fact in &row.not_understood {
            stated.entry(fact).or_default().not_understood += 1;
        }
    }
}
