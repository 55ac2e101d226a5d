//! What came near and is no hit: for whoever checked a name, found nothing, and must know how clear that is.

use std::{cmp::Reverse, sync::Arc};

use portcullis_index::ListedName;
use portcullis_model::{Date, Evidence, Field, Hit, NameKind, Score};
use rustc_hash::FxHashSet;

use crate::{
    Counterfactual, Findings, MatchOptions, Matcher, PartyQuery, Scratch,
    hit::has_name,
    search::{NameMatch, Scope, SearchScratch, compare, find_names, prepare},
};

/// Below it two names have so little in common that a list of them helps nobody.
pub const NEAR_FLOOR: Score = Score::from_ten_thousandths(6_000);

/// A designation that came near and is no hit.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// What is reported of a hit; its score is below the threshold, unless a weak alias matched that alone does not alert.
    pub hit: Hit,
    /// The score of the names alone.
    pub of_name: Score,
    /// What facts multiplied that with; 1 where they say nothing, or agree.
    pub factor: f32,
    /// What the names have in common and what would have made a hit of them; facts are not considered.
    pub counterfactual: Counterfactual,
}

/// What is near to a party and is neither a hit nor discounted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Near {
    /// Below the threshold, nearest first.
    pub below: Vec<NearMiss>,
    /// Weak aliases whose names reach the threshold, and which these options do not count; best first.
    pub weak_aliases: Vec<NearMiss>,
}

impl Matcher {
    /// What is near to a party besides `findings`, which is what [`Matcher::check`] says of it: the `limit` nearest
    /// designations that score [`NEAR_FLOOR`] or more, facts included, and every weak alias that is not counted.
    ///
    /// The search is that of [`Matcher::check`], with [`NEAR_FLOOR`] for its threshold, and misses as little. Identifiers are equal or
    /// they are not, and are never near.
    #[must_use]
    pub fn near(
        &self,
        query: &PartyQuery<'_>,
        findings: &Findings,
        limit: usize,
        scratch: &mut Scratch,
    ) -> Near {
        let (mut counted, mut weak) = self.everyone_near(query, findings);
        best_of_each_designation(&mut counted);
        best_of_each_designation(&mut weak);
        let mut below: Vec<(Score, NameMatch)> = counted
            .into_iter()
            .map(|m| {
                let facts = &query.facts;
                let (score, _) = self.weigh_on(query.day(), facts, m.designation, m.score, &mut Vec::new());
                (score, m)
            })
            .filter(|(score, _)| *score >= NEAR_FLOOR)
            .collect();
        below.sort_by_key(|(score, m)| (Reverse(*score), Reverse(m.score), m.designation));
        weak.sort_by_key(|m| (Reverse(m.score), m.designation));
        let was_listed = |m: &NameMatch| query.as_of.is_none_or(|day| self.was_listed(m.designation, day));
        Near {
            below: below
                .into_iter()
                .filter(|(_, m)| was_listed(m))
                .take(limit)
                .map(|(_, m)| self.near_miss(query, m, scratch))
                .collect(),
            weak_aliases: weak
                .into_iter()
                .filter(was_listed)
                .map(|m| self.near_miss(query, m, scratch))
                .collect(),
        }
    }

    /// Whether a designation stood on its list on a day; one whose record cannot be read may have.
    fn was_listed(&self, designation: u32, day: Date) -> bool {
        let read = self.index.designation_again(designation);
        read.map_or(true, |designation| designation.is_listed_on(day))
    }

    /// Whether the record of a day has a name.
    fn has_on(&self, day: Date, listed: &ListedName<'_>) -> bool {
        if !self.index.has_former(listed.designation()) {
            return true;
        }
        let read = self.index.designation_again(listed.designation());
        read.map_or(true, |designation| {
            has_name(designation.record_on(day), listed.kind(), listed.published())
        })
    }

    /// Every listed name near to the query: those that count, and weak aliases that do not.
    fn everyone_near(&self, query: &PartyQuery<'_>, findings: &Findings) -> (Vec<NameMatch>, Vec<NameMatch>) {
        let (mut counted, mut weak) = (Vec::new(), Vec::new());
        // What the words of a query lead to depends on the threshold, so what was learned with another is of no use.
        let cache = self.token_cache.forgetful();
        let mut search = SearchScratch::new(&self.index, Arc::new(cache));
        let options = MatchOptions {
            threshold: NEAR_FLOOR,
            ..self.options
        };
        let scope = Scope {
            schema: query.schema,
            weak_aliases: true,
        };
        if !query.name.is_empty() {
            search.query.take_apart(&self.index, &options, query.name.into());
            find_names(&self.index, &options, scope, &mut search);
        }
        let discounted = findings.discounted.iter().map(|discounted| &discounted.hit);
        let found: FxHashSet<u32> = findings
            .hits
            .iter()
            .chain(discounted)
            .map(|hit| hit.designation)
            .collect();
        for near in std::mem::take(&mut search.found) {
            let listed = self.index.name(near.name);
            let is_new = !found.contains(&near.designation);
            if !is_new || !self.has_on(query.day(), &listed) {
                continue;
            }
            if listed.kind() == NameKind::WeakAlias && !self.options.weak_aliases_alert {
                // One that is below the threshold would not count either way.
                if near.score >= self.options.threshold {
                    weak.push(near);
                }
            } else {
                counted.push(near);
            }
        }
        (counted, weak)
    }

    fn near_miss(&self, query: &PartyQuery<'_>, m: NameMatch, scratch: &mut Scratch) -> NearMiss {
        let listed = self.index.name(m.name);
        let mut evidence: Vec<Evidence> = Vec::new();
        // Looking for what would have made a hit asked for other names in between.
        prepare(&self.index, &self.options, query.name.into(), &mut scratch.search);
        compare(&listed, &mut scratch.search);
        self.name_evidence(m.name, &mut scratch.search, &mut evidence);
        let counterfactual = self.counterfactual(query.name, m.designation, m.score, &evidence, scratch);
        let (score, said) = self.weigh_on(query.day(), &query.facts, m.designation, m.score, &mut evidence);
        let factor = if self.options.ignore_conflicts { 1.0 } else { said };
        NearMiss {
            hit: Hit {
                matched: listed.published().to_owned(),
                name_kind: Some(listed.kind()),
                evidence,
                ..Hit::by_name(m.designation, Field::Query, score)
            },
            of_name: m.score,
            factor,
            counterfactual,
        }
    }
}

fn best_of_each_designation(found: &mut Vec<NameMatch>) {
    found.sort_unstable_by_key(|m| (m.designation, Reverse(m.score), m.name));
    found.dedup_by_key(|m| m.designation);
}
