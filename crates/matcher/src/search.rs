//! From the text of a name to the listed names that score at or above the threshold.

use std::sync::Arc;

use portcullis_index::{Index, ListedName};
use portcullis_model::{NameKind, Schema, Score};
use portcullis_names::{
    Analysis, Class, CompareScratch, Pair, Related, SOLID_COVERAGE_MIN, Scored, Tokens, WEIGHT_SLACK,
    WeightedName, heaviest_first, is_common, is_legal_suffix, is_unvoweled, may_be_same, may_be_split,
    push_pair, same, score, structural_pairs, weight, weight_like, without_script,
};
use rustc_hash::FxHashMap;

use crate::{
    options::MatchOptions,
    relations::{Finder, RelatedToken},
};

/// A listed name that scores at or above the threshold: the best of its designation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameMatch {
    pub designation: u32,
    pub name: u32,
    pub score: Score,
}

/// What is known of a query token, whoever bears it.
#[derive(Debug)]
struct TokenFacts {
    listed_in: u32,
    /// Nobody bears it, and it is near a listed token: a slip that weighs what that token weighs.
    slip_weight: Option<f32>,
    exact: Option<u32>,
    related: Vec<RelatedToken>,
}

/// Room for the work of one thread, and its memory of tokens and names seen before.
pub(crate) struct SearchScratch {
    pub analysis: Analysis,
    pub weights: Vec<f32>,
    pub pairs: Vec<Pair>,
    pub compare: CompareScratch,
    tokens: FxHashMap<Box<str>, Arc<TokenFacts>>,
    /// Listed tokens that neighbouring query tokens, written together, are related to.
    split_tokens: Vec<u32>,
    names: FxHashMap<Box<str>, Arc<[NameMatch]>>,
    pub(crate) relations: RelationTable,
    /// For each listed name, the query that last looked at it.
    visited: Vec<u32>,
    epoch: u32,
    candidates: Vec<u32>,
    query_tokens: Vec<Arc<TokenFacts>>,
    joined: String,
    /// Candidates that several words written together lead to, ascending: their pairs are not in `relations`.
    pub(crate) joined_candidates: Vec<u32>,
    /// The least solid weight that the query may be taken to have: without the last token when it may be cut.
    query_solid_min: f32,
}

/// Entries of the memory of one thread; past this it is emptied. A token takes about 200 bytes, a name 100.
pub(crate) const MEMORY_ENTRIES_MAX: usize = 200_000;

/// Longer texts are sentences, which do not repeat as names do.
pub(crate) const REMEMBERED_BYTES_MAX: usize = 70;

impl SearchScratch {
    pub fn new(index: &Index) -> SearchScratch {
        SearchScratch {
            analysis: Analysis::default(),
            weights: Vec::new(),
            pairs: Vec::new(),
            compare: CompareScratch::default(),
            tokens: FxHashMap::default(),
            split_tokens: Vec::new(),
            names: FxHashMap::default(),
            relations: RelationTable::new(index.token_count()),
            visited: vec![0; index.name_count() as usize],
            epoch: 0,
            candidates: Vec::new(),
            query_tokens: Vec::new(),
            joined: String::new(),
            joined_candidates: Vec::new(),
            query_solid_min: 0.0,
        }
    }
}

/// For each listed token, the query tokens that are related to it: a chain of entries a token, forgotten as a
/// whole by counting the epoch up.
pub(crate) struct RelationTable {
    heads: Vec<(u32, u32)>,
    entries: Vec<RelationEntry>,
    epoch: u32,
}

#[derive(Clone, Copy)]
pub(crate) struct RelationEntry {
    pub query: u8,
    pub query_len: u8,
    related: Related,
    next: u32,
}

const END: u32 = u32::MAX;

impl RelationTable {
    fn new(tokens: u32) -> RelationTable {
        RelationTable {
            heads: vec![(0, END); tokens as usize],
            entries: Vec::new(),
            epoch: 0,
        }
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.heads.fill((0, END));
            self.epoch = 1;
        }
    }

    fn add(&mut self, token: u32, query: usize, query_len: u8, related: Related) {
        let (Ok(query), Ok(at)) = (u8::try_from(query), u32::try_from(self.entries.len())) else {
            return;
        };
        let head = &mut self.heads[token as usize];
        let next = if head.0 == self.epoch { head.1 } else { END };
        *head = (self.epoch, at);
        self.entries.push(RelationEntry {
            query,
            query_len,
            related,
            next,
        });
    }

    pub fn each(&self, token: u32, mut each: impl FnMut(&RelationEntry)) {
        let (epoch, mut at) = self.heads[token as usize];
        if epoch != self.epoch {
            return;
        }
        while at != END {
            let entry = &self.entries[at as usize];
            each(entry);
            at = entry.next;
        }
    }
}

/// Which listed names a search looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// Only designations of this kind.
    pub schema: Option<Schema>,
    /// Weak aliases too.
    pub weak_aliases: bool,
}

impl Scope {
    pub fn has(self, index: &Index, name: &ListedName<'_>) -> bool {
        (self.weak_aliases || name.kind() != NameKind::WeakAlias)
            && (self.schema.is_none() || index.schema(name.designation()).is_searched_by(self.schema))
    }
}

/// All designations with a name that scores at or above the threshold, each with its best name, by ordinal.
pub(crate) fn search(
    index: &Index,
    options: &MatchOptions,
    text: &str,
    schema: Option<Schema>,
    scratch: &mut SearchScratch,
) -> Arc<[NameMatch]> {
    // Payments repeat their parties. Narrowed queries are not batches: they are not remembered.
    if schema.is_none()
        && let Some(known) = scratch.names.get(text)
    {
        return Arc::clone(known);
    }
    let found = search_anew(
        index,
        options,
        text,
        Scope {
            schema,
            weak_aliases: options.weak_aliases_alert,
        },
        scratch,
    );
    let found: Arc<[NameMatch]> = found.into();
    if schema.is_none() && text.len() <= REMEMBERED_BYTES_MAX {
        if scratch.names.len() >= MEMORY_ENTRIES_MAX {
            scratch.names.clear();
        }
        scratch.names.insert(text.into(), Arc::clone(&found));
    }
    found
}

fn search_anew(
    index: &Index,
    options: &MatchOptions,
    text: &str,
    scope: Scope,
    scratch: &mut SearchScratch,
) -> Vec<NameMatch> {
    let mut best: Vec<NameMatch> = Vec::new();
    if !prepare(index, options.exhaustive, text, scratch) {
        return best;
    }
    let mut candidates = std::mem::take(&mut scratch.candidates);
    candidates.clear();
    if options.exhaustive {
        candidates.extend(0..index.name_count());
    } else {
        collect_candidates(index, scratch, &mut candidates);
    }
    for &name_ordinal in &candidates {
        let name = index.name(name_ordinal);
        if !scope.has(index, &name) {
            continue;
        }
        if !options.exhaustive && !may_match(&name, name_ordinal, scratch) {
            continue;
        }
        let (scored, _) = compare(&name, scratch);
        if scored.score >= options.threshold {
            best.push(NameMatch {
                designation: name.designation(),
                name: name_ordinal,
                score: scored.score,
            });
        }
    }
    scratch.candidates = candidates;
    best.sort_unstable_by_key(|m| (m.designation, std::cmp::Reverse(m.score), m.name));
    best.dedup_by_key(|m| m.designation);
    best
}

/// Takes the query apart and looks its tokens up; `false` when nothing is left of it.
pub(crate) fn prepare(index: &Index, exhaustive: bool, text: &str, scratch: &mut SearchScratch) -> bool {
    let mut analysis = std::mem::take(&mut scratch.analysis);
    analysis.analyze(text, portcullis_names::Order::AsWritten);
    scratch.weights.clear();
    scratch.query_tokens.clear();
    scratch.relations.clear();
    scratch.split_tokens.clear();
    if scratch.tokens.len() >= MEMORY_ENTRIES_MAX {
        scratch.tokens.clear();
    }
    let finder = Finder { index, exhaustive };
    for (position, (token, class)) in analysis.tokens().enumerate() {
        let facts = match scratch.tokens.get(token) {
            Some(facts) => Arc::clone(facts),
            None => {
                let exact = index.token(token);
                let related = finder.related(token);
                let mut listed_in = exact.map_or(0, |ordinal| index.listed_in(ordinal));
                if is_unvoweled(token) {
                    // It is as common as the most common of its spellings.
                    let spellings = related.iter().map(|related| index.listed_in(related.token));
                    listed_in = spellings.max().unwrap_or(0).max(listed_in);
                }
                let near = related.iter().max_by(|a, b| {
                    a.related
                        .similarity
                        .total_cmp(&b.related.similarity)
                        .then(b.token.cmp(&a.token))
                });
                let slip_weight = match near {
                    Some(near) if exact.is_none() && !is_unvoweled(token) && !is_common(token) => {
                        let listed_in = index.listed_in(near.token);
                        Some(weight_like(
                            index.token_text(near.token),
                            listed_in,
                            index.designation_count(),
                        ))
                    }
                    _ => None,
                };
                let facts = Arc::new(TokenFacts {
                    listed_in,
                    slip_weight,
                    exact,
                    related,
                });
                scratch.tokens.insert(token.into(), Arc::clone(&facts));
                facts
            }
        };
        let own = weight(token, class, facts.listed_in, index.designation_count());
        scratch.weights.push(if class == Class::Word {
            facts.slip_weight.unwrap_or(own)
        } else {
            own
        });
        if class.is_solid() {
            for related in &facts.related {
                scratch.relations.add(related.token, position, 1, related.related);
            }
        } else if class != Class::Initial
            && let Some(exact) = facts.exact
        {
            scratch.relations.add(exact, position, 1, same(class));
        }
        scratch.query_tokens.push(facts);
    }
    let query = WeightedName {
        analysis: &analysis,
        weights: &scratch.weights,
        is_person: false,
    };
    for q in 0..analysis.len().saturating_sub(1) {
        if !may_be_split(&query, q) {
            continue;
        }
        scratch.joined.clear();
        scratch.joined.push_str(analysis.token(q));
        scratch.joined.push_str(analysis.token(q + 1));
        for related in finder.related_to_split(&scratch.joined) {
            scratch.relations.add(related.token, q, 2, related.related);
            scratch.split_tokens.push(related.token);
        }
    }
    let any = !analysis.is_empty();
    scratch.analysis = analysis;
    any
}

/// Scores a listed name against the query that [`prepare`] took apart. The pairs used stand first in
/// `scratch.pairs`; their number is returned with the score.
pub(crate) fn compare(name: &ListedName<'_>, scratch: &mut SearchScratch) -> (Scored, usize) {
    let SearchScratch {
        analysis,
        weights,
        pairs,
        compare,
        relations,
        ..
    } = scratch;
    pairs.clear();
    for position in 0..name.len() {
        let class = name.class(position);
        relations.each(name.token(position), |entry| {
            let query = usize::from(entry.query);
            let query_class = analysis.class(query);
            let fits = if entry.query_len == 2 {
                class.is_solid()
            } else {
                (query_class.is_solid() && class.is_solid()) || may_be_same(query_class, class)
            };
            if fits {
                push_pair(
                    pairs,
                    query,
                    usize::from(entry.query_len),
                    position,
                    entry.related,
                );
            }
        });
    }
    let query = WeightedName {
        analysis,
        weights,
        is_person: false,
    };
    structural_pairs(&query, name, analysis.cut, pairs);
    score(&query, name, analysis.cut, pairs, compare)
}

/// Whether a candidate can match enough of its own or of the query's solid weight: the first, cheap look that
/// most candidates do not survive. It takes every relation for used, so it never refuses a name that
/// [`score`] would accept.
fn may_match(name: &ListedName<'_>, ordinal: u32, scratch: &SearchScratch) -> bool {
    if scratch.joined_candidates.binary_search(&ordinal).is_ok() {
        return true;
    }
    let (mut listed_matched, mut listed_all) = (0.0f32, 0.0f32);
    let mut query_tokens = 0u128;
    for position in 0..name.len() {
        if !name.class(position).is_solid() {
            continue;
        }
        let weight = name.weight(position);
        listed_all += weight;
        let before = query_tokens;
        let mut related = false;
        scratch.relations.each(name.token(position), |entry| {
            related = true;
            query_tokens |= 1 << entry.query;
            if entry.query_len == 2 {
                query_tokens |= 2 << entry.query;
            }
        });
        if related || before != query_tokens {
            listed_matched += weight;
        }
    }
    if listed_matched >= SOLID_COVERAGE_MIN * listed_all - WEIGHT_SLACK {
        return true;
    }
    let mut query_matched = 0.0f32;
    while query_tokens != 0 {
        let query = query_tokens.trailing_zeros() as usize;
        query_tokens &= query_tokens - 1;
        if scratch.analysis.class(query).is_solid() {
            query_matched += scratch.weights[query];
        }
    }
    query_matched >= SOLID_COVERAGE_MIN * scratch.query_solid_min - WEIGHT_SLACK
}

/// Every name that may score above zero, each once. The README argues why none is missing.
pub(crate) fn collect_candidates(index: &Index, scratch: &mut SearchScratch, candidates: &mut Vec<u32>) {
    scratch.epoch = scratch.epoch.wrapping_add(1);
    if scratch.epoch == 0 {
        scratch.visited.fill(0);
        scratch.epoch = 1;
    }
    scratch.joined_candidates.clear();
    let epoch = scratch.epoch;
    let visited = &mut scratch.visited;
    let mut visit = |name: u32| {
        let seen = &mut visited[name as usize];
        if *seen != epoch {
            *seen = epoch;
            candidates.push(name);
        }
    };
    let analysis = &scratch.analysis;
    let weights = &scratch.weights;
    let count = analysis.len();
    let mut solid: Vec<usize> = (0..count).filter(|&q| analysis.class(q).is_solid()).collect();
    let (heavy, total) = heaviest_first(&mut solid, weights);
    let last_is_solid = count > 0 && analysis.class(count - 1).is_solid();
    scratch.query_solid_min = if analysis.cut && last_is_solid {
        total - weights[count - 1]
    } else {
        total
    };
    for (rank, &q) in solid.iter().enumerate() {
        // Of a cut field every token is heavy: its last one may count or not.
        let heavy = analysis.cut || rank < heavy;
        for related in &scratch.query_tokens[q].related {
            let postings = if heavy {
                index.postings(related.token)
            } else {
                index.heavy_postings(related.token)
            };
            postings.iter().for_each(|name| visit(name.get()));
        }
    }
    for &token in &scratch.split_tokens {
        index.postings(token).iter().for_each(|name| visit(name.get()));
    }
    let query = WeightedName {
        analysis,
        weights,
        is_person: false,
    };
    for q in 0..count {
        let token = without_script(analysis.token(q));
        if q + 1 < count && may_be_split(&query, q) {
            scratch.joined.clear();
            scratch.joined.push_str(analysis.token(q));
            scratch.joined.push_str(analysis.token(q + 1));
            // The same letters with the space in another place.
            index.each_by_joined(&scratch.joined, |name| {
                visit(name);
                scratch.joined_candidates.push(name);
            });
        }
        if matches!(analysis.class(q), Class::Word | Class::Generic)
            && token.len() >= portcullis_names::JOINED_MIN_BYTES
        {
            let mut visit_joined = |name: u32| {
                visit(name);
                scratch.joined_candidates.push(name);
            };
            index.each_by_joined(token, &mut visit_joined);
            // A legal form stuck to the end of the last word.
            let first = portcullis_names::JOINED_MIN_BYTES.max(
                token
                    .len()
                    .saturating_sub(portcullis_names::LEGAL_SUFFIX_BYTES_MAX),
            );
            for at in first..token.len().saturating_sub(1) {
                if is_legal_suffix(&token[at..]) {
                    index.each_by_joined(&token[..at], &mut visit_joined);
                    if let Some(exact) = index.token(&token[..at]) {
                        index
                            .postings(exact)
                            .iter()
                            .for_each(|name| visit_joined(name.get()));
                    }
                }
            }
        }
    }
    scratch.joined_candidates.sort_unstable();
}
