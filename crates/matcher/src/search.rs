//! From the text of a name to the listed names that score at or above the threshold.

use std::sync::Arc;

use portcullis_index::{HAS_INITIALS, HAS_INITIALS_TOGETHER, HAS_LEGAL_FORM, Index, ListedName};
use portcullis_model::{Date, NameKind, Schema, Score};
use portcullis_names::{
    Ceiling, CompareScratch, ListedMatch, Pair, SOLID_COVERAGE_MIN, Scored, Tokens, WEIGHT_SLACK, Wildcard,
    cost_of_query_token, may_be_same, push_pair, score, score_in_text, structural_pairs,
};

use crate::{
    candidates::{Bounds, Candidate, Candidates},
    options::MatchOptions,
    query::{NameText, Query, mark, relate},
    relation_table::RelationTable,
    token_cache::TokenCache,
};

/// A listed name that scores at or above the threshold: the best of its designation, or one of a former record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameMatch {
    pub designation: u32,
    pub name: u32,
    pub score: Score,
}

/// Room for the work of one thread, and its memory of tokens seen before.
pub(crate) struct SearchScratch {
    /// What the last search found: a match for each designation, by ordinal, and more for one that has former records.
    pub found: Vec<NameMatch>,
    pub query: Query,
    pub pairs: Vec<Pair>,
    pub compare: CompareScratch,
    pub relations: RelationTable,
    /// The day whose records count.
    pub day: Date,
    candidates: Candidates,
}

impl SearchScratch {
    pub fn new(index: &Index, token_cache: Arc<TokenCache>) -> SearchScratch {
        SearchScratch {
            found: Vec::new(),
            query: Query::new(token_cache),
            pairs: Vec::new(),
            compare: CompareScratch::default(),
            relations: RelationTable::new(index.token_count()),
            day: Date::MAX,
            candidates: Candidates::new(index),
        }
    }

    /// Takes the second reading apart of a text that was taken apart and may have one; `false` when it has none, and the query is
    /// what it was.
    fn mend(&mut self, index: &Index, options: &MatchOptions, text: NameText<'_>) -> bool {
        let has_second = self.query.mend(index, options, text);
        if !has_second {
            self.query.take_apart(index, options, text);
        }
        has_second
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
    pub fn has(self, name: &ListedName<'_>) -> bool {
        (self.weak_aliases || name.kind() != NameKind::WeakAlias)
            && (self.schema.is_none() || name.schema().is_searched_by(self.schema))
    }
}

/// Finds all designations with a name that scores at or above the threshold, each with its best name, by ordinal,
/// and leaves them in `scratch.found`.
pub(crate) fn search(
    index: &Index,
    options: &MatchOptions,
    text: NameText<'_>,
    schema: Option<Schema>,
    scratch: &mut SearchScratch,
) {
    let scope = Scope {
        schema,
        weak_aliases: options.weak_aliases_alert,
    };
    scratch.found.clear();
    scratch.query.take_apart(index, options, text);
    let is_mendable = scratch.query.may_be_mended(index, text);
    search_readings(index, options, (text, is_mendable), scope, scratch);
}

/// Like [`search`], and finds among the designations `raised` those too that score at or above `floor`: what facts may raise
/// to the threshold is not pruned, and who they may raise is known beforehand. They are few, and so compared one by one.
pub(crate) fn search_down_to(
    floor: Score,
    index: &Index,
    options: &MatchOptions,
    text: NameText<'_>,
    schema: Option<Schema>,
    raised: impl Iterator<Item = u32>,
    scratch: &mut SearchScratch,
) {
    let scope = Scope {
        schema,
        weak_aliases: options.weak_aliases_alert,
    };
    if options.exhaustive {
        // The oracle knows nothing of who may be raised.
        scratch.found.clear();
        scratch.query.take_apart(index, options, text);
        let options = MatchOptions {
            threshold: floor,
            ..*options
        };
        let is_mendable = scratch.query.may_be_mended(index, text);
        search_readings(index, &options, (text, is_mendable), scope, scratch);
        return;
    }
    search(index, options, text, schema, scratch);
    let mut found = std::mem::take(&mut scratch.found);
    let surely = found.len();
    let raised: Vec<u32> = raised
        .filter(|designation| {
            let at = found[..surely].binary_search_by_key(designation, |m| m.designation);
            at.is_err() || index.has_former(*designation)
        })
        .collect();
    let mut has_reading = !raised.is_empty() && prepare(index, options, text, scratch);
    while has_reading {
        for &designation in &raised {
            let names = index.names_of(designation);
            let in_scope = names.filter(|&name| scope.has(&index.name(name)));
            for name in in_scope {
                let score = compare(&index.name(name), scratch).0.score;
                if score >= floor && !found[..surely].iter().any(|m| m.name == name) {
                    found.push(NameMatch {
                        designation,
                        name,
                        score,
                    });
                }
            }
        }
        has_reading = !scratch.query.is_mended() && prepare_mended(index, options, text, scratch);
    }
    best_of_each_name(&mut found);
    best_of_each(index, &mut found);
    scratch.found = found;
}

/// How many candidates ahead the record of a name is fetched, and, when that is there, its tokens.
const RECORDS_AHEAD: usize = 8;
const TOKENS_AHEAD: usize = 4;

/// Searches for a text that was taken apart, as it is written and, where it may have one, by its second reading.
fn search_readings(
    index: &Index,
    options: &MatchOptions,
    (text, is_mendable): (NameText<'_>, bool),
    scope: Scope,
    scratch: &mut SearchScratch,
) {
    search_anew(index, options, scope, scratch);
    if is_mendable && scratch.mend(index, options, text) {
        search_anew(index, options, scope, scratch);
        best_of_each_name(&mut scratch.found);
        best_of_each(index, &mut scratch.found);
    }
}

/// Keeps the better of two matches of one name: two readings of a text may find it.
fn best_of_each_name(found: &mut Vec<NameMatch>) {
    found.sort_unstable_by_key(|m| (m.name, std::cmp::Reverse(m.score)));
    found.dedup_by_key(|m| m.name);
}

/// Searches for the query that was taken apart.
fn search_anew(index: &Index, options: &MatchOptions, scope: Scope, scratch: &mut SearchScratch) {
    find_names(index, options, scope, scratch);
    best_of_each(index, &mut scratch.found);
}

/// Adds every name that scores at or above the threshold against the query that was taken apart.
pub(crate) fn find_names(index: &Index, options: &MatchOptions, scope: Scope, scratch: &mut SearchScratch) {
    let query = &scratch.query;
    if query.analysis.is_empty() || (!options.exhaustive && query.leads_nowhere()) {
        return;
    }
    let bounds = Bounds::of(index, options, query, query.wildcard());
    let candidates = &mut scratch.candidates;
    candidates.clear();
    if options.exhaustive {
        let all = (0..index.name_count()).map(|name| Candidate::new(name, false));
        candidates.names.extend(all);
    } else {
        mark(query, &mut scratch.relations);
        candidates.collect(index, query, &bounds, &scratch.relations);
    }
    if candidates.names.is_empty() {
        return;
    }
    relate(query, &mut scratch.relations);
    for at in 0..scratch.candidates.names.len() {
        let candidate = scratch.candidates.names[at];
        // Names lie all over the index: two to come are asked for while this one is looked at.
        let ahead = |places: usize| scratch.candidates.names.get(at + places);
        if let Some(later) = ahead(RECORDS_AHEAD) {
            index.prefetch_name(later.name());
        }
        if let Some(next) = ahead(TOKENS_AHEAD) {
            index.prefetch_tokens_of(next.name());
        }
        let ordinal = candidate.name();
        let name = index.name(ordinal);
        if !options.exhaustive && !may_match(&name, candidate, &bounds, scratch) {
            continue;
        }
        if !scope.has(&name) {
            continue;
        }
        let (scored, _) = compare(&name, scratch);
        if scored.score >= options.threshold {
            scratch.found.push(NameMatch {
                designation: name.designation(),
                name: ordinal,
                score: scored.score,
            });
        }
    }
}

/// Keeps the best match of each designation, and sorts by designation. Beside it stands every match of a name that is not in
/// all records of the designation: which of them counts depends on the day, which is not asked for here.
pub(crate) fn best_of_each(index: &Index, found: &mut Vec<NameMatch>) {
    found.sort_unstable_by_key(|m| (m.designation, std::cmp::Reverse(m.score), m.name));
    let mut last = None;
    found.retain(|m| {
        if index.has_former(m.designation) && index.name(m.name).is_dated() {
            return true;
        }
        last.replace(m.designation) != Some(m.designation)
    });
}

/// Takes a query apart, looks its tokens up and notes all their relations, so that any listed name can be compared
/// with it; `false` when nothing is left of the text.
pub(crate) fn prepare(
    index: &Index,
    options: &MatchOptions,
    text: NameText<'_>,
    scratch: &mut SearchScratch,
) -> bool {
    scratch.query.take_apart(index, options, text);
    let query = &scratch.query;
    relate(query, &mut scratch.relations);
    !query.analysis.is_empty()
}

/// Like [`prepare`], of the second reading of the text that is prepared; `false` when it has none.
pub(crate) fn prepare_mended(
    index: &Index,
    options: &MatchOptions,
    text: NameText<'_>,
    scratch: &mut SearchScratch,
) -> bool {
    if !scratch.query.may_be_mended(index, text) || !scratch.mend(index, options, text) {
        return false;
    }
    let query = &scratch.query;
    relate(query, &mut scratch.relations);
    !query.analysis.is_empty()
}

/// Scores a listed name against the query whose relations were noted. The pairs used stand first in
/// `scratch.pairs`; their number is returned with the score.
pub(crate) fn compare(name: &ListedName<'_>, scratch: &mut SearchScratch) -> (Scored, usize) {
    let cut = scratch.query.analysis.cut;
    pair_up(name, cut, scratch);
    let SearchScratch {
        query,
        pairs,
        compare,
        ..
    } = scratch;
    score(&query.weighted(), name, cut, pairs, compare)
}

/// Like [`compare`], with a query that is a text, of which a name is a part.
pub(crate) fn compare_in_text(name: &ListedName<'_>, scratch: &mut SearchScratch) -> (Scored, usize) {
    pair_up(name, false, scratch);
    let SearchScratch {
        query,
        pairs,
        compare,
        ..
    } = scratch;
    keep_nearest(pairs);
    score_in_text(&query.weighted(), name, pairs, compare)
}

/// Of the words of a text that are equally like a word of the name, keeps the one that is nearest to where the others of the name
/// have it: `BENEFICIARY BANK IS BANK MELLI IRAN` says the name from the second `BANK` on.
fn keep_nearest(pairs: &mut Vec<Pair>) {
    let is_single = |pair: &&Pair| pair.query_len == 1 && pair.listed_len == 1;
    let mut times = [0u8; u8::MAX as usize + 1];
    let mut is_repeated = false;
    for pair in pairs.iter().filter(is_single) {
        let times = &mut times[usize::from(pair.listed)];
        is_repeated |= *times > 0;
        *times = times.saturating_add(1);
    }
    let times = |pair: &Pair| times[usize::from(pair.listed)];
    // The word of the name that is least often there tells where the name stands.
    let rarest = pairs.iter().filter(is_single).min_by_key(|pair| times(pair));
    let Some(anchor) = rarest.copied().filter(|_| is_repeated) else {
        return;
    };
    let distance = |pair: &Pair| {
        let place = i16::from(anchor.query) + i16::from(pair.listed) - i16::from(anchor.listed);
        (place - i16::from(pair.query)).abs()
    };
    let all = pairs.clone();
    pairs.retain(|pair| {
        let is_nearer = |other: &Pair| {
            other.listed == pair.listed
                && other.similarity >= pair.similarity
                && distance(other) < distance(pair)
        };
        !is_single(&pair) || times(pair) < 2 || !all.iter().filter(is_single).any(is_nearer)
    });
}

/// Puts the pairs of a listed name and the query whose relations were noted into `scratch.pairs`.
fn pair_up(name: &ListedName<'_>, cut: bool, scratch: &mut SearchScratch) {
    let SearchScratch {
        query,
        pairs,
        relations,
        ..
    } = scratch;
    let analysis = &query.analysis;
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
    structural_pairs(&query.weighted(), name, cut, pairs);
}

/// Whether a candidate can reach the threshold, and match enough of its own or of the query's solid weight: the
/// first, cheap look that most candidates do not survive. It takes every relation for used, so it never refuses a
/// name that would reach it.
fn may_match(name: &ListedName<'_>, candidate: Candidate, bounds: &Bounds, scratch: &SearchScratch) -> bool {
    let joined = candidate.is_joined();
    let query = &scratch.query;
    // The wildcard is for names that have something free to match; the bound without it is worked out beside.
    let mut ceiling = Ceiling::new(bounds.free.wildcard, name.is_person());
    let mut strict = Ceiling::new(Wildcard::None, name.is_person());
    let flags = name.flags();
    let mut has_free = bounds.free.allows(flags);
    let (mut listed_matched, mut listed_all, mut matches) = (0.0f32, 0.0f32, 0);
    let mut query_tokens = 0u128;
    for position in 0..name.len() {
        if !name.class(position).is_solid() {
            continue;
        }
        let weight = name.weight(position);
        listed_all += weight;
        let mut similarity = scratch.relations.best(name.token(position), &mut query_tokens);
        if joined && query.is_written_in_one(name.text(position)) {
            similarity = 1.0;
        }
        if similarity > 0.0 {
            listed_matched += weight;
            matches += 1;
        }
        has_free |= bounds.free.has(name.token(position));
        ceiling.add(name.telling(position), name.cost(position), similarity);
        strict.add(name.telling(position), name.cost(position), similarity);
    }
    if bounds.free.wildcard == Wildcard::Cut {
        // The last word may have matched: that is what tells a cut field.
        has_free |= joined || query_tokens >> query.weighted().last_written() & 1 == 1;
    }
    let ceiling = if has_free { ceiling } else { strict };
    let (mut query_matched, mut query_cost) = (0.0f32, 0.0f32);
    let mut left = query_tokens;
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        left &= left - 1;
        if query.analysis.class(at).is_solid() {
            query_matched += query.weights[at];
            query_cost += cost_of_query_token(&query.weighted(), at);
        }
    }
    let query_loss = if joined {
        // Words of the query may match that are related to nothing.
        0.0
    } else {
        if flags & (HAS_INITIALS | HAS_INITIALS_TOGETHER) != 0 {
            query_cost += query.cost_of_initials(name, query_tokens);
        }
        let matched = if matches <= 1 {
            ListedMatch::OneWord {
                with_legal_form: flags & HAS_LEGAL_FORM != 0,
            }
        } else {
            ListedMatch::Words
        };
        bounds.query_loss.without(query_cost, matched)
    };
    if ceiling.score(name.total_weight(), query_loss) < bounds.threshold {
        return false;
    }
    joined
        || listed_matched >= SOLID_COVERAGE_MIN * listed_all - WEIGHT_SLACK
        || query_matched >= SOLID_COVERAGE_MIN * bounds.query_solid_weight - WEIGHT_SLACK
}
