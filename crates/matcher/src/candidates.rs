//! From the tokens of a query to the listed names that may reach the threshold. `docs/losslessness.md` argues why none is missing.

use std::ops::Range;

use portcullis_index::{
    HAS_INITIALS, HAS_INITIALS_TOGETHER, HAS_LEGAL_FORM, HAS_MORE, HAS_SMALL_WORDS, Index,
};
use portcullis_names::{
    CUT_MIN_BYTES, Class, QueryLoss, STORED_WILDCARDS, Tokens, Wildcard, cost_of_query_token,
    each_beginning_of_initial, least_ceiling,
};

use crate::{
    options::MatchOptions, pruned_postings::PrunedPosting, query::Query, relation_table::RelationTable,
};

/// The names that a search looks at.
pub(crate) struct Candidates {
    pub names: Vec<Candidate>,
    /// For each listed name, the query that last looked at it, twice, and one more if that query came by it as joined.
    visited: Vec<u32>,
    epoch: u32,
}

/// The ordinal of a listed name, and in the highest bit whether several words written together lead to it: what they
/// match is not in the relation table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate(u32);

impl Candidate {
    const JOINED: u32 = 1 << 31;

    pub fn new(name: u32, joined: bool) -> Candidate {
        Candidate(if joined { name | Self::JOINED } else { name })
    }

    pub fn name(self) -> u32 {
        self.0 & !Self::JOINED
    }

    pub fn is_joined(self) -> bool {
        self.0 & Self::JOINED != 0
    }
}

/// What of a listed name may match though nothing in the query is related to it: tokens that begin with the query's
/// initial, or with the last word of a cut field.
#[derive(Debug, Clone)]
pub(crate) struct Free {
    pub wildcard: Wildcard,
    tokens: Vec<Range<u32>>,
    /// The field is cut inside a word too short to tell: anything may stand beyond.
    pub always: bool,
    /// Of names with one of these flags: the field ends in a word that is not solid, and they may hold it too.
    pub flags: u8,
}

impl Free {
    fn of(index: &Index, query: &Query, wildcard: Wildcard) -> Free {
        let analysis = &query.analysis;
        let mut tokens = Vec::new();
        let mut add = |beginning: &str| tokens.push(index.tokens_beginning_with(beginning));
        match wildcard {
            Wildcard::Initial => {
                let mut all = analysis.tokens();
                if let Some((initial, _)) = all.find(|(_, class)| *class == Class::Initial) {
                    each_beginning_of_initial(initial, add);
                }
            }
            Wildcard::Cut => add(analysis.token(query.weighted().last_written())),
            Wildcard::None | Wildcard::Any => {}
        }
        let (always, flags) = match wildcard {
            Wildcard::None | Wildcard::Initial => (false, 0),
            Wildcard::Cut => {
                let last = query.weighted().last_written();
                let own = match analysis.class(last) {
                    class if class.is_solid() => 0,
                    Class::LegalForm => HAS_LEGAL_FORM,
                    _ => HAS_SMALL_WORDS,
                };
                // An initial of the name may be what the last word begins with.
                (analysis.token(last).len() <= CUT_MIN_BYTES, own | HAS_INITIALS)
            }
            Wildcard::Any => (true, 0),
        };
        Free {
            wildcard,
            tokens,
            always,
            flags,
        }
    }

    /// Whether a listed token may match.
    pub fn has(&self, token: u32) -> bool {
        self.tokens.iter().any(|tokens| tokens.contains(&token))
    }

    /// Whether anything of a name with these flags may match, whatever its tokens are.
    pub fn allows(&self, flags: u8) -> bool {
        self.always || self.flags & flags != 0
    }
}

/// What a name must reach to be worth scoring.
pub(crate) struct Bounds {
    pub threshold: f32,
    pub free: Free,
    pub query_solid_weight: f32,
    pub query_loss: QueryLoss,
    /// The flags of names of which words may match that are neither related to the query nor known to a posting.
    flags_of_more: u8,
}

impl Bounds {
    pub fn of(index: &Index, options: &MatchOptions, query: &Query, wildcard: Wildcard) -> Bounds {
        Bounds {
            threshold: options.threshold.fraction(),
            free: Free::of(index, query, wildcard),
            query_solid_weight: query.least_solid_weight(),
            query_loss: QueryLoss::of(&query.weighted(), query.analysis.cut),
            flags_of_more: if query.may_be_letters() {
                HAS_MORE | HAS_INITIALS | HAS_INITIALS_TOGETHER
            } else {
                HAS_MORE | HAS_INITIALS
            },
        }
    }
}

impl Candidates {
    pub fn new(index: &Index) -> Candidates {
        Candidates {
            names: Vec::new(),
            visited: vec![0; index.name_count() as usize],
            epoch: 0,
        }
    }

    pub fn clear(&mut self) {
        self.names.clear();
        // The lowest bit of a word of `visited` is not the query's.
        self.epoch = (self.epoch + 1) & (u32::MAX >> 1);
        if self.epoch == 0 {
            self.visited.fill(0);
            self.epoch = 1;
        }
    }

    /// Adds a name; again when it turns out to be joined.
    fn visit(&mut self, candidate: Candidate) {
        let seen = &mut self.visited[candidate.name() as usize];
        let visit = self.epoch << 1 | u32::from(candidate.is_joined());
        // What an earlier query left is less.
        if *seen < visit {
            *seen = visit;
            self.names.push(candidate);
        }
    }

    /// Every name that may reach the threshold. `docs/losslessness.md` argues why none is missing.
    pub fn collect(&mut self, index: &Index, query: &Query, bounds: &Bounds, relations: &RelationTable) {
        let reach = Reach {
            index,
            wildcard: STORED_WILDCARDS
                .iter()
                .position(|stored| *stored == bounds.free.wildcard),
            least: least_ceiling(bounds.threshold),
            relations,
            free: &bounds.free,
            flags_of_more: bounds.flags_of_more,
        };
        let last = query.weighted().last_written();
        let is_related = |&(position, token): &(usize, u32)| {
            query.analysis.class(position).is_solid()
                && query
                    .seen
                    .leading(token)
                    .is_some_and(|known| !known.related.is_empty())
        };
        let related = query.tokens.iter().copied().enumerate().filter(is_related);
        let several = related.count() + query.written.len() > 1;
        for (position, &token) in query.tokens.iter().enumerate() {
            let Some(learned) = query.seen.leading(token) else {
                continue;
            };
            for &name in &learned.joined {
                self.visit(Candidate::new(name, true));
            }
            if !query.analysis.class(position).is_solid() {
                continue;
            }
            let alone = Alone::of(bounds, cost_of_query_token(&query.weighted(), position));
            if bounds.free.wildcard == Wildcard::None {
                // What the ceilings let through is remembered with the token.
                for posting in learned.pruned_postings.among(several) {
                    if reach.is_promising(posting, 0, Some(&alone), false) {
                        self.visit(Candidate::new(posting.name, false));
                    }
                }
            } else {
                for related in &learned.related {
                    self.visit_postings(&reach, related.token, Some(&alone), position == last);
                }
            }
        }
        for written in &query.written {
            for related in &written.related {
                // What such a word costs is not known.
                self.visit_postings(&reach, related.token, None, written.at + 1 == last);
            }
            for &name in &written.respaced {
                self.visit(Candidate::new(name, true));
            }
        }
    }

    /// `is_last`: the word is the last, which counts for matched in a cut field.
    fn visit_postings(&mut self, reach: &Reach<'_>, token: u32, alone: Option<&Alone>, is_last: bool) {
        for posting in reach.index.postings(token) {
            let promising = reach.wildcard.is_none_or(|wildcard| {
                u16::from(posting.ceilings[wildcard]) >= reach.least
                    && reach.is_promising(&PrunedPosting::of(posting), wildcard, alone, is_last)
            });
            if promising {
                self.visit(Candidate::new(posting.name.get(), false));
            }
        }
    }
}

/// What the postings of a query's tokens are read by.
struct Reach<'a> {
    index: &'a Index,
    /// The place of the wildcard among [`STORED_WILDCARDS`]; `None` when nothing is bounded.
    wildcard: Option<usize>,
    /// The least ceiling that reaches the threshold.
    least: u16,
    relations: &'a RelationTable,
    free: &'a Free,
    /// See [`Bounds::flags_of_more`].
    flags_of_more: u8,
}

/// The least ceiling of a name of which one word matches, found by one word of the query: what the query loses is added
/// to the threshold.
struct Alone {
    /// Of a name that has a legal form.
    with_legal_form: u16,
    /// Of one that has none.
    without: u16,
}

impl Alone {
    /// For a query token that costs so much.
    fn of(bounds: &Bounds, cost: f32) -> Alone {
        let least = |with_legal_form| {
            let loss = bounds.query_loss.of_one_word(cost, with_legal_form);
            least_ceiling(bounds.threshold + loss)
        };
        Alone {
            with_legal_form: least(true),
            without: least(false),
        }
    }
}

impl Reach<'_> {
    /// Whether a name whose ceiling is high enough may reach the threshold: with another of its tokens that is related to
    /// the query, or without. A wildcard counts only for names that have something to match it.
    fn is_promising(
        &self,
        posting: &PrunedPosting,
        wildcard: usize,
        alone: Option<&Alone>,
        is_last: bool,
    ) -> bool {
        let has = |flags: u8| posting.flags & flags != 0;
        let least = match alone {
            // More may match than is known, and make up for what the query loses.
            Some(_) if has(self.flags_of_more) => self.least,
            Some(alone) if has(HAS_LEGAL_FORM) => alone.with_legal_form,
            Some(alone) => alone.without,
            None => self.least,
        };
        let has_free = || {
            self.free.allows(posting.flags)
                || (self.free.wildcard == Wildcard::Cut && is_last)
                || posting.has_partner(|partner| self.free.has(partner))
        };
        u16::from(posting.alone[0]) >= least
            || (u16::from(posting.alone[wildcard]) >= least && has_free())
            || posting.has_partner(|partner| self.relations.is_marked(partner))
    }
}
