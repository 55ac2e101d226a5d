//! From the text of a name to the listed names that score at or above the threshold.

use std::ops::Range;

use portcullis_index::{HAS_INITIALS, HAS_MORE, Index, ListedName, NO_TOKEN, PARTNERS, Posting};
use portcullis_model::{NameKind, Schema};
use portcullis_names::{
    Analysis, CUT_MIN_BYTES, Ceiling, Class, CompareScratch, JOINED_MIN_BYTES, LEGAL_SUFFIX_BYTES_MAX,
    Leeway, Pair, QueryLoss, SOLID_COVERAGE_MIN, STORED_LEEWAYS, Scored, Tokens, WEIGHT_SLACK, WeightedName,
    cost_of_query_token, is_common, is_legal_suffix, is_plain_number, is_unvoweled, least_ceiling,
    may_be_same, may_be_split, push_pair, same, score, structural_pairs, weight, weight_like, without_script,
};

use crate::{
    memory::{Learned, NameMatch, QueryMemory, TokenMemory},
    options::MatchOptions,
    relation_table::RelationTable,
    relations::{Finder, RelatedToken},
};

/// Room for the work of one thread, and its memory of tokens and names seen before.
pub(crate) struct SearchScratch {
    /// What the last search found: a match for each designation, by ordinal.
    pub found: Vec<NameMatch>,
    pub query: Query,
    pub pairs: Vec<Pair>,
    pub compare: CompareScratch,
    pub relations: RelationTable,
    candidates: Candidates,
    /// Names, by their text.
    names: QueryMemory,
    /// Texts with numbers in them, by their tokens: two that differ in numbers that are on no list are one query.
    sentences: QueryMemory,
    sentence: Vec<u8>,
}

/// A query, taken apart and looked up.
pub(crate) struct Query {
    pub analysis: Analysis,
    /// What each token weighs.
    pub weights: Vec<f32>,
    /// Each token in `memory`.
    tokens: Vec<u32>,
    memory: TokenMemory,
    learned: Learned,
    /// Neighbouring tokens that, written together, are a listed token or several.
    written: Vec<WrittenTogether>,
    joined: String,
    plain_numbers: PlainNumbers,
}

/// Numbers in digits that nothing listed is related to. They weigh the same, so one stands for all.
struct PlainNumbers {
    /// Whether numbers may be told apart by not being listed as they are.
    in_use: bool,
}

impl PlainNumbers {
    /// What stands for all numbers of so many digits; longer ones weigh the same. No token is written like this.
    const EXAMPLE: &'static str = "####";

    fn new(index: &Index) -> PlainNumbers {
        // A number in Chinese characters is related to the number.
        let chinese = |token| {
            let text = index.token_text(token);
            let number = without_script(text);
            number.len() < text.len() && number.bytes().any(|b| b.is_ascii_digit())
        };
        PlainNumbers {
            in_use: !(0..index.token_count()).any(chinese),
        }
    }

    /// What the number is remembered as, when it is plain.
    fn example(&self, index: &Index, token: &str) -> Option<&'static str> {
        (self.in_use && is_plain_number(token) && index.token(token).is_none())
            .then(|| &Self::EXAMPLE[..token.len().min(Self::EXAMPLE.len())])
    }
}

/// Query tokens `at` and `at + 1`, written together.
struct WrittenTogether {
    at: usize,
    text: String,
    /// Listed tokens that they are, split.
    related: Vec<RelatedToken>,
}

/// The names that a search looks at.
struct Candidates {
    names: Vec<Candidate>,
    /// For each listed name, the query that last looked at it, above the flags of its [`Candidate`]s then.
    visited: Vec<u32>,
    epoch: u32,
}

/// The ordinal of a listed name, and how it was come by in the highest bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate(u32);

impl Candidate {
    /// Several words written together lead to it: what they match is not in the relation table.
    pub const JOINED: u32 = 1;
    const FLAG_BITS: u32 = 2;

    fn new(name: u32, flags: u32) -> Candidate {
        Candidate(name | flags << (u32::BITS - Self::FLAG_BITS))
    }

    pub fn name(self) -> u32 {
        self.0 & (u32::MAX >> Self::FLAG_BITS)
    }

    pub fn flags(self) -> u32 {
        self.0 >> (u32::BITS - Self::FLAG_BITS)
    }
}

/// Longer texts are sentences, which do not repeat as names do.
pub(crate) const REMEMBERED_BYTES_MAX: usize = 70;

impl SearchScratch {
    pub fn new(index: &Index) -> SearchScratch {
        SearchScratch {
            found: Vec::new(),
            query: Query {
                analysis: Analysis::default(),
                weights: Vec::new(),
                tokens: Vec::new(),
                memory: TokenMemory::default(),
                learned: Learned::default(),
                written: Vec::new(),
                joined: String::new(),
                plain_numbers: PlainNumbers::new(index),
            },
            pairs: Vec::new(),
            compare: CompareScratch::default(),
            relations: RelationTable::new(index.token_count()),
            names: QueryMemory::default(),
            sentences: QueryMemory::default(),
            sentence: Vec::new(),
            candidates: Candidates {
                names: Vec::new(),
                visited: vec![0; index.name_count() as usize],
                epoch: 0,
            },
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
    text: &str,
    schema: Option<Schema>,
    scratch: &mut SearchScratch,
) {
    let scope = Scope {
        schema,
        weak_aliases: options.weak_aliases_alert,
    };
    // Payments repeat their parties, but hardly ever a text with a number in it. Narrowed queries are not batches:
    // they are not remembered.
    let remembered = schema.is_none() && text.len() <= REMEMBERED_BYTES_MAX;
    let numbered = remembered && text.bytes().any(|b| b.is_ascii_digit());
    if remembered && !numbered && scratch.names.recall(text.as_bytes(), &mut scratch.found) {
        return;
    }
    scratch.found.clear();
    if scratch.query.take_apart(index, options, text) {
        scratch.sentences.clear();
    }
    if numbered {
        scratch.query.key(&mut scratch.sentence);
        if scratch.sentences.recall(&scratch.sentence, &mut scratch.found) {
            return;
        }
    }
    search_anew(index, options, scope, scratch);
    if numbered {
        scratch.sentences.remember(&scratch.sentence, &scratch.found);
    } else if remembered {
        scratch.names.remember(text.as_bytes(), &scratch.found);
    }
}

/// Searches for the query that was taken apart.
fn search_anew(index: &Index, options: &MatchOptions, scope: Scope, scratch: &mut SearchScratch) {
    let query = &mut scratch.query;
    if query.analysis.is_empty() {
        return;
    }
    let candidates = &mut scratch.candidates;
    candidates.clear();
    if options.exhaustive {
        let all = (0..index.name_count()).map(|name| Candidate::new(name, 0));
        candidates.names.extend(all);
    } else {
        mark(query, &mut scratch.relations);
        candidates.collect(index, options, query, query.leeway(), &scratch.relations);
    }
    if candidates.names.is_empty() {
        return;
    }
    relate(query, &mut scratch.relations);
    let bounds = Bounds::of(index, options, query);
    for at in 0..scratch.candidates.names.len() {
        let candidate = scratch.candidates.names[at];
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
    let found = &mut scratch.found;
    found.sort_unstable_by_key(|m| (m.designation, std::cmp::Reverse(m.score), m.name));
    found.dedup_by_key(|m| m.designation);
}

/// Takes a query apart, looks its tokens up and notes all their relations, so that any listed name can be compared
/// with it; `false` when nothing is left of the text.
pub(crate) fn prepare(
    index: &Index,
    options: &MatchOptions,
    text: &str,
    scratch: &mut SearchScratch,
) -> bool {
    let query = &mut scratch.query;
    if query.take_apart(index, options, text) {
        scratch.sentences.clear();
    }
    relate(query, &mut scratch.relations);
    !query.analysis.is_empty()
}

/// Every listed name that the prepared query is related to at all, whatever it would score.
pub(crate) fn related_names<'s>(
    index: &Index,
    options: &MatchOptions,
    scratch: &'s mut SearchScratch,
) -> &'s [Candidate] {
    let SearchScratch {
        query,
        candidates,
        relations,
        ..
    } = scratch;
    candidates.clear();
    candidates.collect(index, options, query, Leeway::Any, relations);
    &candidates.names
}

impl Query {
    /// Returns whether the memory of tokens was emptied: their ordinals have other meanings now.
    fn take_apart(&mut self, index: &Index, options: &MatchOptions, text: &str) -> bool {
        self.analysis.analyze(text, portcullis_names::Order::AsWritten);
        let emptied = self.memory.make_room();
        self.weights.clear();
        self.tokens.clear();
        for (token, class) in self.analysis.tokens() {
            // Numbers of payments, invoices and houses hardly ever repeat: those that are on no list are all alike.
            let example = (class == Class::Number && !options.exhaustive)
                .then(|| self.plain_numbers.example(index, token))
                .flatten();
            let known_as = example.unwrap_or(token);
            let ordinal = self.memory.find(known_as, class).unwrap_or_else(|| {
                learn(index, options, known_as, class, &mut self.learned);
                self.memory.insert(known_as, class, &self.learned)
            });
            self.tokens.push(ordinal);
            self.weights.push(self.memory.facts(ordinal).weight);
        }
        self.written.clear();
        let analysis = &self.analysis;
        for at in 0..analysis.len().saturating_sub(1) {
            if !may_be_split(&self.weighted(), at) {
                continue;
            }
            self.joined.clear();
            self.joined.push_str(analysis.token(at));
            self.joined.push_str(analysis.token(at + 1));
            if options.exhaustive || index.may_be_written(&self.joined) {
                let finder = Finder {
                    index,
                    exhaustive: options.exhaustive,
                };
                self.written.push(WrittenTogether {
                    at,
                    related: finder.related_to_split(&self.joined),
                    text: self.joined.clone(),
                });
            }
        }
        emptied
    }

    /// Everything that the outcome of a search depends on: the tokens, and whether the text was cut.
    fn key(&self, key: &mut Vec<u8>) {
        key.clear();
        key.push(u8::from(self.analysis.cut));
        for token in &self.tokens {
            key.extend_from_slice(&token.to_le_bytes());
        }
    }

    /// Tokens with their weights.
    pub fn weighted(&self) -> WeightedName<'_> {
        WeightedName {
            analysis: &self.analysis,
            weights: &self.weights,
            is_person: false,
        }
    }

    pub fn leeway(&self) -> Leeway {
        let initials = self
            .analysis
            .tokens()
            .filter(|(_, class)| *class == Class::Initial);
        Leeway::of(initials.count(), self.analysis.cut)
    }

    /// Whether a listed token may be part of a word of the query that is several listed words written together.
    fn is_written_in_one(&self, listed: &str) -> bool {
        self.written.iter().any(|written| written.text.contains(listed))
            || self.tokens.iter().enumerate().any(|(position, &token)| {
                !self.memory.joined(self.memory.facts(token)).is_empty()
                    && self.analysis.token(position).contains(listed)
            })
    }

    /// The least solid weight that the query may be taken to have: without the last token when it may be cut.
    fn least_solid_weight(&self) -> f32 {
        let count = self.analysis.len() - usize::from(self.analysis.cut);
        (0..count)
            .filter(|&at| self.analysis.class(at).is_solid())
            .map(|at| self.weights[at])
            .sum()
    }
}

/// Finds out everything about a query token that does not depend on its neighbors.
fn learn(index: &Index, options: &MatchOptions, token: &str, class: Class, learned: &mut Learned) {
    learned.related.clear();
    learned.prospects.clear();
    learned.joined.clear();
    learned.exact = index.token(token);
    if class.is_solid() {
        let finder = Finder {
            index,
            exhaustive: options.exhaustive,
        };
        learned.related = finder.related(token);
    }
    learned.weight = weight_of(index, token, class, learned);
    if options.exhaustive {
        return;
    }
    let least = least_ceiling(options.threshold.fraction());
    for related in &learned.related {
        let reach = index.postings(related.token).iter();
        let names = reach
            .take_while(|posting| posting.ceilings[0] >= least)
            .map(|posting| Prospect::of(posting, least));
        learned.prospects.extend(names);
    }
    let text = without_script(token);
    if matches!(class, Class::Word | Class::Generic) && text.len() >= JOINED_MIN_BYTES {
        names_written_as(index, text, &mut learned.joined);
    }
}

fn weight_of(index: &Index, token: &str, class: Class, learned: &Learned) -> f32 {
    let mut listed_in = learned.exact.map_or(0, |ordinal| index.listed_in(ordinal));
    let unvoweled = is_unvoweled(token);
    if unvoweled {
        // It is as common as the most common of its spellings.
        let spellings = learned
            .related
            .iter()
            .map(|related| index.listed_in(related.token));
        listed_in = spellings.max().unwrap_or(0).max(listed_in);
    }
    let is_slip = class == Class::Word && learned.exact.is_none() && !unvoweled && !is_common(token);
    match nearest(&learned.related) {
        // Nobody bears it, and it is near a listed token: a slip that weighs what that token weighs.
        Some(near) if is_slip => {
            let listed_in = index.listed_in(near.token);
            weight_like(index.token_text(near.token), listed_in, index.designation_count())
        }
        _ => weight(token, class, listed_in, index.designation_count()),
    }
}

fn nearest(related: &[RelatedToken]) -> Option<&RelatedToken> {
    related.iter().max_by(|a, b| {
        let (x, y) = (a.related.similarity, b.related.similarity);
        x.total_cmp(&y).then(b.token.cmp(&a.token))
    })
}

/// Names that hold the word as several written together, or with a legal form stuck to its end.
fn names_written_as(index: &Index, word: &str, names: &mut Vec<u32>) {
    index.each_by_joined(word, |name| names.push(name));
    let first = JOINED_MIN_BYTES.max(word.len().saturating_sub(LEGAL_SUFFIX_BYTES_MAX));
    for at in first..word.len().saturating_sub(1) {
        if !is_legal_suffix(&word[at..]) {
            continue;
        }
        index.each_by_joined(&word[..at], |name| names.push(name));
        if let Some(exact) = index.token(&word[..at]) {
            names.extend(index.postings(exact).iter().map(|posting| posting.name.get()));
        }
    }
}

/// Marks every listed token that a solid token of the query is related to.
fn mark(query: &Query, relations: &mut RelationTable) {
    relations.clear();
    for (position, &token) in query.tokens.iter().enumerate() {
        if query.analysis.class(position).is_solid() {
            for related in query.memory.related(query.memory.facts(token)) {
                relations.mark(related.token);
            }
        }
    }
    for related in query.written.iter().flat_map(|written| &written.related) {
        relations.mark(related.token);
    }
}

/// Notes all relations of a query's tokens.
fn relate(query: &Query, relations: &mut RelationTable) {
    relations.clear();
    for (position, &token) in query.tokens.iter().enumerate() {
        let class = query.analysis.class(position);
        let facts = query.memory.facts(token);
        if class.is_solid() {
            for related in query.memory.related(facts) {
                relations.add(related.token, position, 1, related.related);
            }
        } else if class != Class::Initial
            && let Some(exact) = facts.exact
        {
            relations.add(exact, position, 1, same(class));
        }
    }
    for written in &query.written {
        for related in &written.related {
            relations.add(related.token, written.at, 2, related.related);
        }
    }
}

/// Scores a listed name against the query whose relations were noted. The pairs used stand first in
/// `scratch.pairs`; their number is returned with the score.
pub(crate) fn compare(name: &ListedName<'_>, scratch: &mut SearchScratch) -> (Scored, usize) {
    let SearchScratch {
        query,
        pairs,
        compare,
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
    let weighted = query.weighted();
    structural_pairs(&weighted, name, analysis.cut, pairs);
    score(&weighted, name, analysis.cut, pairs, compare)
}

/// What a candidate must reach to be worth scoring.
struct Bounds {
    free: Free,
    threshold: f32,
    query_solid_weight: f32,
    query_loss: QueryLoss,
}

impl Bounds {
    fn of(index: &Index, options: &MatchOptions, query: &Query) -> Bounds {
        Bounds {
            free: Free::of(index, query),
            threshold: options.threshold.fraction(),
            query_solid_weight: query.least_solid_weight(),
            query_loss: QueryLoss::of(&query.weighted(), query.analysis.cut),
        }
    }
}

/// Whether a candidate can reach the threshold, and match enough of its own or of the query's solid weight: the
/// first, cheap look that most candidates do not survive. It takes every relation for used, so it never refuses a
/// name that would reach it.
fn may_match(name: &ListedName<'_>, candidate: Candidate, bounds: &Bounds, scratch: &SearchScratch) -> bool {
    let joined = candidate.flags() & Candidate::JOINED != 0;
    let query = &scratch.query;
    // The leeway is for names that have something free to match; the bound without it is worked out beside.
    let mut ceiling = Ceiling::new(bounds.free.leeway, name.is_person());
    let mut strict = Ceiling::new(Leeway::None, name.is_person());
    let mut has_free = bounds.free.always;
    let (mut listed_matched, mut listed_all, mut matches) = (0.0f32, 0.0f32, 0);
    let mut has_initials = false;
    let mut query_tokens = 0u128;
    for position in 0..name.len() {
        let class = name.class(position);
        if !class.is_solid() {
            has_initials |= class == Class::Initial;
            continue;
        }
        let weight = name.weight(position);
        listed_all += weight;
        let mut similarity = 0.0f32;
        scratch.relations.each(name.token(position), |entry| {
            similarity = similarity.max(entry.related.similarity);
            query_tokens |= 1 << entry.query;
            if entry.query_len == 2 {
                query_tokens |= 2 << entry.query;
            }
        });
        if joined && query.is_written_in_one(name.text(position)) {
            similarity = 1.0;
        }
        if similarity > 0.0 {
            listed_matched += weight;
            matches += 1;
        }
        has_free |= bounds.free.tokens.contains(&name.token(position));
        ceiling.add(name.telling(position), name.cost(position), similarity);
        strict.add(name.telling(position), name.cost(position), similarity);
    }
    if bounds.free.leeway == Leeway::Cut {
        // The last word may have matched: that is what tells a cut field.
        has_free |= joined || has_initials || query_tokens >> (query.analysis.len() - 1) & 1 == 1;
    }
    let ceiling = if has_free { ceiling } else { strict };
    let (mut query_matched, mut query_cost) = (0.0f32, 0.0f32);
    while query_tokens != 0 {
        let at = query_tokens.trailing_zeros() as usize;
        query_tokens &= query_tokens - 1;
        if query.analysis.class(at).is_solid() {
            query_matched += query.weights[at];
            query_cost += cost_of_query_token(&query.weighted(), at);
        }
    }
    let only_relations = !joined && !has_initials;
    let query_loss = if only_relations {
        bounds.query_loss.without(query_cost, matches <= 1)
    } else {
        0.0
    };
    if ceiling.score(name.total_weight(), query_loss) < bounds.threshold {
        return false;
    }
    joined
        || listed_matched >= SOLID_COVERAGE_MIN * listed_all - WEIGHT_SLACK
        || query_matched >= SOLID_COVERAGE_MIN * bounds.query_solid_weight - WEIGHT_SLACK
}

/// A name that a token leads to, with what the first look at it needs, for a query without [`Leeway`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prospect {
    name: u32,
    /// The other tokens of the name, see [`Posting::partners`].
    partners: [u32; PARTNERS],
    flags: u8,
    /// Whether the ceiling is high enough when this token is the only one to match.
    alone: bool,
}

impl Prospect {
    fn of(posting: &Posting, least: u8) -> Prospect {
        Prospect {
            name: posting.name.get(),
            partners: posting.partner_tokens(),
            flags: posting.flags,
            alone: posting.alone[0] >= least,
        }
    }

    /// The candidate, if it may reach the threshold: by this token alone, where `one_word` says that one of the query's
    /// may be enough, or else with another of its tokens that is related to the query.
    fn look(&self, one_word: bool, relations: &RelationTable) -> Option<Candidate> {
        // Initials may make up for what the query loses.
        let alone = self.alone && (one_word || self.flags & HAS_INITIALS != 0);
        let promising = alone
            || self.flags & HAS_MORE != 0
            || self
                .partners
                .iter()
                .take_while(|&&partner| partner != NO_TOKEN)
                .any(|&partner| relations.is_marked(partner));
        promising.then_some(Candidate::new(self.name, 0))
    }
}

/// What of a listed name may match though nothing in the query is related to it: tokens that begin with the query's
/// initial, or with the last word of a cut field.
#[derive(Debug, Clone)]
struct Free {
    leeway: Leeway,
    tokens: Range<u32>,
    /// The field is cut inside a word too short to tell, or behind one that is not solid: anything may stand beyond.
    always: bool,
}

impl Free {
    fn of(index: &Index, query: &Query) -> Free {
        let leeway = query.leeway();
        let analysis = &query.analysis;
        let beginning = match leeway {
            Leeway::Initial => (0..analysis.len())
                .find(|&at| analysis.class(at) == Class::Initial)
                .map(|at| analysis.token(at)),
            Leeway::Cut => Some(analysis.token(analysis.len() - 1)),
            Leeway::None | Leeway::Any => None,
        };
        let always = match leeway {
            Leeway::None | Leeway::Initial => false,
            Leeway::Cut => {
                let last = analysis.len() - 1;
                analysis.token(last).len() <= CUT_MIN_BYTES || !analysis.class(last).is_solid()
            }
            Leeway::Any => true,
        };
        Free {
            leeway,
            tokens: beginning.map_or(0..0, |beginning| index.tokens_beginning_with(beginning)),
            always,
        }
    }
}

impl Candidates {
    fn clear(&mut self) {
        self.names.clear();
        // Some bits of a word are for flags.
        self.epoch = (self.epoch + 1) & (u32::MAX >> Candidate::FLAG_BITS);
        if self.epoch == 0 {
            self.visited.fill(0);
            self.epoch = 1;
        }
    }

    /// Adds a name; again when it is come by in another way.
    fn visit(&mut self, candidate: Candidate) {
        let seen = &mut self.visited[candidate.name() as usize];
        let is_known = *seen >> Candidate::FLAG_BITS == self.epoch;
        let known = if is_known {
            *seen & ((1 << Candidate::FLAG_BITS) - 1)
        } else {
            0
        };
        let flags = known | candidate.flags();
        if !is_known || flags != known {
            *seen = self.epoch << Candidate::FLAG_BITS | flags;
            self.names.push(candidate);
        }
    }

    /// Every name that may reach the threshold. The README argues why none is missing.
    fn collect(
        &mut self,
        index: &Index,
        options: &MatchOptions,
        query: &Query,
        leeway: Leeway,
        relations: &RelationTable,
    ) {
        let threshold = options.threshold.fraction();
        let reach = Reach {
            index,
            leeway: STORED_LEEWAYS.iter().position(|stored| *stored == leeway),
            least: least_ceiling(threshold),
            relations,
            free: Free::of(index, query),
        };
        let last = query.tokens.len() - 1;
        let loss = QueryLoss::of(&query.weighted(), query.analysis.cut);
        for (position, &token) in query.tokens.iter().enumerate() {
            let facts = query.memory.facts(token);
            for &name in query.memory.joined(facts) {
                self.visit(Candidate::new(name, Candidate::JOINED));
            }
            if !query.analysis.class(position).is_solid() {
                continue;
            }
            let cost = cost_of_query_token(&query.weighted(), position);
            let one_word = loss.ceiling_of_one_word(cost) >= threshold;
            if leeway == Leeway::None {
                for prospect in query.memory.prospects(facts) {
                    if let Some(candidate) = prospect.look(one_word, relations) {
                        self.visit(candidate);
                    }
                }
            } else {
                for related in query.memory.related(facts) {
                    self.visit_postings(&reach, related.token, one_word, position == last);
                }
            }
        }
        for written in &query.written {
            for related in &written.related {
                self.visit_postings(&reach, related.token, true, written.at + 1 == last);
            }
            // The same letters with the space in another place.
            index.each_by_joined(&written.text, |name| {
                self.visit(Candidate::new(name, Candidate::JOINED));
            });
        }
    }

    /// `one_word`: one matched word of the query may be enough. `is_last`: the word is the last, which counts for
    /// matched in a cut field.
    fn visit_postings(&mut self, reach: &Reach<'_>, token: u32, one_word: bool, is_last: bool) {
        for posting in reach.index.postings(token) {
            if reach.is_promising(posting, one_word, is_last) {
                self.visit(Candidate::new(posting.name.get(), 0));
            }
        }
    }
}

/// What the postings of a query's tokens are read by.
struct Reach<'a> {
    index: &'a Index,
    /// The place of the leeway among [`STORED_LEEWAYS`]; `None` when nothing is bounded.
    leeway: Option<usize>,
    /// The least ceiling that reaches the threshold.
    least: u8,
    relations: &'a RelationTable,
    free: Free,
}

impl Reach<'_> {
    /// The same look as [`Prospect::look`], with leeway: it is allowed to names that have something free to match.
    fn is_promising(&self, posting: &Posting, one_word: bool, is_last: bool) -> bool {
        let Some(leeway) = self.leeway else { return true };
        if posting.ceilings[leeway] < self.least {
            return false;
        }
        let has_more = posting.flags & HAS_MORE != 0;
        let partners = || {
            let partners = posting.partners.iter().map(|partner| partner.get());
            partners.take_while(|&partner| partner != NO_TOKEN)
        };
        if has_more || partners().any(|partner| self.relations.is_marked(partner)) {
            return true;
        }
        let has_initials = posting.flags & HAS_INITIALS != 0;
        let one_word = one_word || has_initials;
        let free = self.free.always
            || (self.free.leeway == Leeway::Cut && (is_last || has_initials))
            || partners().any(|partner| self.free.tokens.contains(&partner));
        one_word && posting.alone[if free { leeway } else { 0 }] >= self.least
    }
}
