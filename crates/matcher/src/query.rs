//! A query: a text taken apart, and what is known of its tokens.

use std::sync::Arc;

use portcullis_index::{Index, ListedName};
use portcullis_names::{
    Analysis, Class, JOINED_MIN_BYTES, LEGAL_SUFFIX_BYTES_MAX, Order, TOKENS_MAX, Tokens, WeightedName,
    Wildcard, behind_legal_prefix, cost_of_query_token, is_common, is_legal_suffix, is_mendable,
    is_row_of_sounds, is_unvoweled, join_words, leads_to_allah, may_be_initial_of, may_be_split,
    numeral_letter, same, weight, weight_like, written_together,
};

use crate::{
    options::MatchOptions,
    pruned_postings::PrunedPostings,
    relation_table::RelationTable,
    relations::{RelatedToken, RelatedTokens},
    token_cache::{Leads, Learned, SeenTokens, TokenCache},
};

/// A text to be held against names, and the room of the field that it filled, where that is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameText<'t> {
    pub text: &'t str,
    /// In characters; see [`portcullis_model::Party::name_room`].
    pub room: Option<u8>,
}

impl<'t> From<&'t str> for NameText<'t> {
    fn from(text: &'t str) -> NameText<'t> {
        NameText { text, room: None }
    }
}

/// A query, taken apart and looked up.
pub(crate) struct Query {
    pub analysis: Analysis,
    /// What each token weighs.
    pub weights: Vec<f32>,
    /// Each token in `seen`.
    pub tokens: Vec<u32>,
    pub seen: SeenTokens,
    token_cache: Arc<TokenCache>,
    /// Neighbouring tokens that, written together, are a listed token or several.
    pub written: Vec<WrittenTogether>,
    joined: String,
}

/// Query tokens `at` and `at + 1`, written together.
pub(crate) struct WrittenTogether {
    pub at: usize,
    pub text: String,
    /// Listed tokens that they are, split.
    pub related: Vec<RelatedToken>,
    /// Names with two neighboring tokens that they are, with the space in another place.
    pub respaced: Vec<u32>,
}

impl Query {
    pub fn new(token_cache: Arc<TokenCache>) -> Query {
        Query {
            analysis: Analysis::default(),
            weights: Vec::new(),
            tokens: Vec::new(),
            seen: SeenTokens::default(),
            token_cache,
            written: Vec::new(),
            joined: String::new(),
        }
    }

    /// Takes a text apart and looks its tokens up.
    pub fn take_apart(&mut self, index: &Index, options: &MatchOptions, text: NameText<'_>) {
        self.analysis
            .analyze_in_room(text.text, Order::AsWritten, text.room);
        self.look_up(index, options);
    }

    /// Whether the text, which was taken apart, may have a second reading, with slips undone.
    pub fn may_be_mended(&self, index: &Index, text: NameText<'_>) -> bool {
        self.tokens.iter().any(|&token| self.seen.is_mendable(token))
            || self
                .analysis
                .may_be_mended(text.text, &|token| index.token(token).is_some())
    }

    /// Takes the second reading of a text apart, and looks its tokens up; `false` when there is none.
    pub fn mend(&mut self, index: &Index, options: &MatchOptions, text: NameText<'_>) -> bool {
        let has_second = self
            .analysis
            .mend(text.text, Order::AsWritten, text.room, &|token| {
                index.token(token).is_some()
            });
        if has_second {
            self.look_up(index, options);
        }
        has_second
    }

    /// Whether it is the second reading of a text that was taken apart.
    pub fn is_mended(&self) -> bool {
        self.analysis.notes.mended
    }

    /// Looks the tokens of what was taken apart up.
    fn look_up(&mut self, index: &Index, options: &MatchOptions) {
        self.seen.make_room_of_thread();
        self.weights.clear();
        self.tokens.clear();
        for (token, class) in self.analysis.tokens() {
            // Numbers of payments, invoices and houses hardly ever repeat: those that are on no list are all alike.
            let example = (class == Class::Number && !options.exhaustive)
                .then(|| self.token_cache.plain_numbers.example(index, token))
                .flatten();
            let known_as = example.unwrap_or(token);
            let ordinal = self.seen.find(known_as, class).unwrap_or_else(|| {
                let learn = || learn(index, options, known_as, class);
                let learned = self.token_cache.learned(known_as, class, learn);
                self.seen.insert(known_as, class, learned)
            });
            self.tokens.push(ordinal);
            self.weights.push(self.seen.weight(ordinal));
            self.seen.prefetch_leads(ordinal);
        }
        self.written.clear();
        let analysis = &self.analysis;
        for at in 0..analysis.len().saturating_sub(1) {
            if !may_be_split(&self.weighted(), at) {
                continue;
            }
            join_words(analysis.token(at), analysis.token(at + 1), &mut self.joined);
            // What is written in other scripts is on the list under its sounds, and what leads over to Allah with another vowel; both seldom come.
            let is_otherwise_listed =
                is_unvoweled(&self.joined) || is_row_of_sounds(&self.joined) || leads_to_allah(&self.joined);
            if options.exhaustive || is_otherwise_listed || index.may_be_written(&self.joined) {
                let related_tokens = RelatedTokens {
                    index,
                    exhaustive: options.exhaustive,
                };
                let related = related_tokens.related_to_split(&self.joined);
                let mut respaced = Vec::new();
                if !options.exhaustive {
                    let own = analysis.token(at).len();
                    index.each_by_joined(&self.joined, |name, first| {
                        if first.is_some_and(|first| first != own) {
                            respaced.push(name);
                        }
                    });
                }
                if !related.is_empty() || !respaced.is_empty() {
                    self.written.push(WrittenTogether {
                        at,
                        text: self.joined.clone(),
                        related,
                        respaced,
                    });
                }
            }
        }
    }

    /// Whether no token, and no two neighbors, lead to anything listed.
    pub fn leads_nowhere(&self) -> bool {
        let mut leading = self.tokens.iter().map(|&token| self.seen.leading(token));
        self.written.is_empty() && leading.all(|leads| leads.is_none())
    }

    /// Tokens with their weights.
    pub fn weighted(&self) -> WeightedName<'_> {
        WeightedName {
            analysis: &self.analysis,
            weights: &self.weights,
            is_person: false,
        }
    }

    pub fn wildcard(&self) -> Wildcard {
        let initials = self
            .analysis
            .tokens()
            .filter(|(_, class)| *class == Class::Initial);
        Wildcard::of(initials.count(), self.analysis.cut)
    }

    /// Whether a listed token may be part of a word of the query that is several listed words written together.
    pub fn is_written_in_one(&self, listed: &str) -> bool {
        self.written.iter().any(|written| written.text.contains(listed))
            || self.tokens.iter().enumerate().any(|(position, &token)| {
                self.seen
                    .leading(token)
                    .is_some_and(|known| !known.joined.is_empty())
                    && (is_unvoweled(self.analysis.token(position))
                        || self.analysis.token(position).contains(listed))
            })
    }

    /// Whether some word of two letters may be two initials, or some number a numeral of one letter.
    pub fn may_be_letters(&self) -> bool {
        (0..self.analysis.len()).any(|at| {
            let token = self.analysis.token(at);
            self.analysis.class(at).is_solid() && (token.len() == 2 || numeral_letter(token).is_some())
        })
    }

    /// What solid words cost that are left over but may match an initial of a listed name, besides a set of tokens, a bit
    /// each.
    pub fn cost_of_initials(&self, name: &ListedName<'_>, besides: u128) -> f32 {
        let initials = (0..name.len()).filter(|&position| name.class(position) == Class::Initial);
        let initials = initials.map(|position| name.text(position));
        let may_match = |at: usize| {
            let word = self.analysis.token(at);
            self.analysis.class(at).is_solid()
                && besides >> at & 1 == 0
                && initials
                    .clone()
                    .any(|initial| may_be_initial_of(initial, word, name.is_person()))
        };
        (0..self.analysis.len().min(TOKENS_MAX))
            .filter(|&at| may_match(at))
            .map(|at| cost_of_query_token(&self.weighted(), at))
            .sum()
    }

    /// The least solid weight that the query may be taken to have: without the last token when it may be cut.
    pub fn least_solid_weight(&self) -> f32 {
        let last = self.weighted().last_written();
        let aside = self.analysis.cut.then_some(last);
        (0..self.analysis.len())
            .filter(|&at| aside != Some(at) && self.analysis.class(at).is_solid())
            .map(|at| self.weights[at])
            .sum()
    }
}

/// Finds out everything about a query token that does not depend on its neighbors.
fn learn(index: &Index, options: &MatchOptions, token: &str, class: Class) -> Learned {
    let exact = index.token(token);
    let related = if class.is_solid() {
        let related_tokens = RelatedTokens {
            index,
            exhaustive: options.exhaustive,
        };
        related_tokens.related(token)
    } else {
        Vec::new()
    };
    let (mut pruned_postings, mut joined) = (PrunedPostings::default(), Vec::new());
    if !options.exhaustive {
        pruned_postings = PrunedPostings::of(index, &related, options.threshold.fraction());
        let text = written_together(token);
        if matches!(class, Class::Word | Class::Generic) && text.len() >= JOINED_MIN_BYTES {
            names_written_as(index, &text, &mut joined);
        }
    }
    Learned {
        weight: weight_of(index, token, class, exact, &related),
        is_mendable: exact.is_none() && matches!(class, Class::Word | Class::Generic) && is_mendable(token),
        leads: Leads {
            exact,
            related: related.into(),
            pruned_postings,
            joined: joined.into(),
        }
        .somewhere(),
    }
}

fn weight_of(index: &Index, token: &str, class: Class, exact: Option<u32>, related: &[RelatedToken]) -> f32 {
    let mut listed_in = exact.map_or(0, |ordinal| index.listed_in(ordinal));
    let other_script = is_unvoweled(token) || is_row_of_sounds(token);
    if other_script {
        // It is as common as the most common of its spellings.
        let spellings = related.iter().map(|related| index.listed_in(related.token));
        listed_in = spellings.max().unwrap_or(0).max(listed_in);
    }
    let is_slip = class == Class::Word && exact.is_none() && !other_script && !is_common(token);
    match nearest(related) {
        // Nobody bears it, and it is near a listed token: a slip that weighs what that token weighs.
        Some(near) if is_slip => {
            let listed_in = index.listed_in(near.token);
            weight_like(
                token,
                index.token_text(near.token),
                listed_in,
                index.designation_count(),
            )
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

/// Names that hold the word as several written together, or with a legal form stuck to its end or front.
fn names_written_as(index: &Index, word: &str, names: &mut Vec<u32>) {
    index.each_by_joined(word, |name, _| names.push(name));
    for at in behind_legal_prefix(word) {
        let behind = &word[at..];
        index.each_by_joined(behind, |name, _| names.push(name));
        if let Some(exact) = index.token(behind) {
            names.extend(index.postings(exact).iter().map(|posting| posting.name.get()));
        }
    }
    let first = JOINED_MIN_BYTES.max(word.len().saturating_sub(LEGAL_SUFFIX_BYTES_MAX));
    for at in first..word.len().saturating_sub(1) {
        if !is_legal_suffix(&word[at..]) {
            continue;
        }
        index.each_by_joined(&word[..at], |name, _| names.push(name));
        if let Some(exact) = index.token(&word[..at]) {
            names.extend(index.postings(exact).iter().map(|posting| posting.name.get()));
        }
    }
}

/// Marks every listed token that a solid token of the query is related to.
pub(crate) fn mark(query: &Query, relations: &mut RelationTable) {
    relations.clear();
    for (position, &token) in query.tokens.iter().enumerate() {
        if query.analysis.class(position).is_solid() {
            let Some(leads) = query.seen.leading(token) else {
                continue;
            };
            // They are looked at when all tokens are marked.
            leads.pruned_postings.prefetch();
            for related in &leads.related {
                relations.mark(related.token);
            }
        }
    }
    for related in query.written.iter().flat_map(|written| &written.related) {
        relations.mark(related.token);
    }
}

/// Notes all relations of a query's tokens.
pub(crate) fn relate(query: &Query, relations: &mut RelationTable) {
    relations.clear();
    for (position, &token) in query.tokens.iter().enumerate() {
        let class = query.analysis.class(position);
        let Some(learned) = query.seen.leading(token) else {
            continue;
        };
        if class.is_solid() {
            for related in &learned.related {
                relations.add(related.token, position, 1, related.related);
            }
        } else if class != Class::Initial
            && let Some(exact) = learned.exact
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
