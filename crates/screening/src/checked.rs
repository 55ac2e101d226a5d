//! A party that is checked by itself: what it hits, and what reviewers said of that.

use portcullis_exemptions::{HitOf, PartyIds, ReviewWords, Said, ShownParty, WordReport};
use portcullis_index::{Index, RecordError};
use portcullis_matcher::{Findings, Near, PartyQuery};
use portcullis_model::{Date, Designation, Hit};

use crate::{
    ScreenError, Screener,
    output::{CheckRecords, CheckedDiscount, CheckedHit, designations},
};

/// What a check found, parted by what reviewers said.
#[derive(Debug, Default)]
pub struct Checked {
    /// What needs a person, best first, and what facts discount.
    pub findings: Findings,
    /// What was said of each hit that needs a person although something was said, in the order of the hits.
    pub repeats: Vec<Option<WordReport>>,
    /// What a word lets pass, best first.
    pub suppressed: Vec<(Hit, WordReport)>,
}

impl Checked {
    /// Holds the words against the findings of a query, as of its day, else as of today. The query is the party: its name, and the
    /// identifiers, country and date of birth that it states.
    ///
    /// A hit of which the record cannot be read needs a person.
    #[must_use]
    pub fn new(
        findings: Findings,
        query: &PartyQuery<'_>,
        words: &ReviewWords,
        index: &Index,
        today: Date,
    ) -> Checked {
        let mut checked = Checked {
            repeats: vec![None; findings.hits.len()],
            findings,
            suppressed: Vec::new(),
        };
        if words.is_empty() || checked.findings.hits.is_empty() {
            return checked;
        }
        let ids: Vec<String> = query.identifiers.iter().map(ToString::to_string).collect();
        let party = ShownParty {
            name: query.name,
            known_by: PartyIds::of_texts("", "", "", &ids.join(";")),
            country: query.facts.country,
            born: query.facts.birth_date,
        };
        checked.repeats.clear();
        for hit in std::mem::take(&mut checked.findings.hits) {
            let said = index.designation(hit.designation).ok().and_then(|listed| {
                let of = HitOf {
                    hit: &hit,
                    designation: record(&listed, query),
                };
                words.of_party(&party, query.as_of.unwrap_or(today), &of)
            });
            match said {
                Some(Said::Passes(word)) => checked.suppressed.push((hit, *word)),
                again => {
                    checked.findings.hits.push(hit);
                    checked.repeats.push(match again {
                        Some(Said::Again(word)) => Some(*word),
                        _ => None,
                    });
                }
            }
        }
        checked
    }
}

/// What the list says of a designation, on the day that the query asks for.
fn record<'d>(listed: &'d Designation, query: &PartyQuery<'_>) -> &'d Designation {
    query
        .as_of
        .map_or(listed, |day| Designation::record_on(listed, day))
}

impl Screener {
    /// What a party by itself hits, best first; where the query names a day, of those who were listed then. Reviewers' words are
    /// held against it.
    #[must_use]
    pub fn check(&self, query: &PartyQuery<'_>) -> Checked {
        let mut findings = self.with_buffers(|buffers| self.lists.matcher.check(query, &mut buffers.scratch));
        if let Some(day) = query.as_of {
            findings.keep_listed_on(&self.lists.index, day);
        }
        let words = self.rulebook().words();
        Checked::new(findings, query, words, &self.lists.index, self.policy().run_date)
    }

    /// Checks a party by itself, and lends what `check --json` prints of it.
    ///
    /// # Errors
    /// The record of a designation that was hit cannot be read: the index is damaged.
    pub fn check_records_of<T>(
        &self,
        query: &PartyQuery<'_>,
        tell: impl FnOnce(&CheckRecords<'_>) -> T,
    ) -> Result<T, ScreenError> {
        let checked = self.check(query);
        let Findings { hits, discounted } = &checked.findings;
        let damaged = |error: RecordError| ScreenError::DamagedRecord {
            reason: error.to_string(),
        };
        let index = &self.lists.index;
        let listed = designations(index, hits.iter()).map_err(damaged)?;
        let others = designations(index, discounted.iter().map(|found| &found.hit)).map_err(damaged)?;
        let let_pass = designations(index, checked.suppressed.iter().map(|(hit, _)| hit)).map_err(damaged)?;
        let hits = hits
            .iter()
            .zip(&listed)
            .zip(&checked.repeats)
            .map(|((hit, listed), word)| CheckedHit::of(hit, record(listed, query)).with_word(word.as_ref()));
        let others = discounted
            .iter()
            .zip(&others)
            .map(|(found, listed)| CheckedDiscount {
                hit: CheckedHit::of(&found.hit, record(listed, query)),
                factor: found.factor,
            });
        let suppressed = checked
            .suppressed
            .iter()
            .zip(&let_pass)
            .map(|((hit, word), listed)| CheckedHit::of(hit, record(listed, query)).with_word(Some(word)));
        Ok(tell(&CheckRecords {
            query: query.name,
            threshold: self.policy().matching.threshold,
            hits: hits.collect(),
            discounted: others.collect(),
            suppressed: suppressed.collect(),
        }))
    }

    /// What is near to a party besides its findings, the `limit` nearest: see [`Matcher::near`](portcullis_matcher::Matcher::near).
    #[must_use]
    pub fn near(&self, query: &PartyQuery<'_>, findings: &Findings, limit: usize) -> Near {
        self.with_buffers(|buffers| {
            let matcher = &self.lists.matcher;
            matcher.near(query, findings, limit, &mut buffers.scratch)
        })
    }
}
