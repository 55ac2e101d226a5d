//! From the tokens of a query to the listed names that may reach the threshold. The README argues why none is missing.

use std::ops::Range;

use portcullis_index::{HAS_INITIALS, HAS_MORE, Index, NO_TOKEN, PARTNERS, Posting};
use portcullis_names::{
    CUT_MIN_BYTES, Class, Leeway, QueryLoss, STORED_LEEWAYS, cost_of_query_token, least_ceiling,
};

use crate::{options::MatchOptions, query::Query, relation_table::RelationTable};

/// The names that a search looks at.
pub(crate) struct Candidates {
    pub names: Vec<Candidate>,
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

    pub fn new(name: u32, flags: u32) -> Candidate {
        Candidate(name | flags << (u32::BITS - Self::FLAG_BITS))
    }

    pub fn name(self) -> u32 {
        self.0 & (u32::MAX >> Self::FLAG_BITS)
    }

    pub fn flags(self) -> u32 {
        self.0 >> (u32::BITS - Self::FLAG_BITS)
    }
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
    pub fn of(posting: &Posting, least: u8) -> Prospect {
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
pub(crate) struct Free {
    pub leeway: Leeway,
    pub tokens: Range<u32>,
    /// The field is cut inside a word too short to tell, or behind one that is not solid: anything may stand beyond.
    pub always: bool,
}

impl Free {
    pub fn of(index: &Index, query: &Query) -> Free {
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
    pub fn new(index: &Index) -> Candidates {
        Candidates {
            names: Vec::new(),
            visited: vec![0; index.name_count() as usize],
            epoch: 0,
        }
    }

    pub fn clear(&mut self) {
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
    pub fn collect(
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
