//! The matcher: what it holds, and the search for one party, name or text.

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_model::{Evidence, Field, Hit, HitBasis, Identifier, Schema, Score};
use portcullis_names::{
    explain,
    facts::{Facts, corroborate},
};

use crate::{
    free_text::{FreeTextScanner, FreeTextScratch},
    hit::{best_of_each, identifier_hit, unreadable_record},
    identifiers,
    no_hit_cache::{Key, NoHitCache},
    options::MatchOptions,
    query_cache::NameMatch,
    search::{Scope, SearchScratch, compare, prepare, search},
    token_cache::TokenCache,
};

/// Screens names, identifiers and payments against an index. Shared by all threads of a batch; each thread
/// brings its own [`Scratch`].
pub struct Matcher {
    pub(crate) index: Arc<Index>,
    pub(crate) options: MatchOptions,
    free_text: FreeTextScanner,
    pub(crate) no_hit_cache: NoHitCache,
    pub(crate) token_cache: Arc<TokenCache>,
}

/// The working memory of one thread: buffers, and what it remembers of tokens and names it has seen.
pub struct Scratch {
    pub(crate) search: SearchScratch,
    free_text: FreeTextScratch,
    pub(crate) canonical: String,
    pub(crate) sentence: String,
    /// What the no-hit cache is asked for of a payment.
    pub(crate) keys: Vec<Key>,
}

/// A party to check by itself, outside a payment.
#[derive(Debug, Clone, Copy, Default)]
pub struct PartyQuery<'a> {
    /// Its name; may be empty when there are identifiers.
    pub name: &'a str,
    /// Only designations of this kind; `None` for all.
    pub schema: Option<Schema>,
    /// What else is known of it.
    pub facts: Facts,
    /// Its identifiers.
    pub identifiers: &'a [Identifier],
}

impl Matcher {
    /// A matcher over an index.
    #[must_use]
    pub fn new(index: Arc<Index>, options: MatchOptions) -> Matcher {
        let free_text = FreeTextScanner::new(&index);
        let token_cache = Arc::new(TokenCache::new(&index));
        Matcher {
            index,
            options,
            free_text,
            no_hit_cache: NoHitCache::new(),
            token_cache,
        }
    }

    /// The index it screens against.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// What it looks for.
    #[must_use]
    pub fn options(&self) -> &MatchOptions {
        &self.options
    }

    /// Forgets the parties, texts and words that were met, for callers that must not keep them. Each [`Scratch`] keeps some
    /// of its own: drop those too.
    pub fn forget(&mut self) {
        self.no_hit_cache = NoHitCache::new();
        self.token_cache = Arc::new(TokenCache::new(&self.index));
    }

    /// Working memory for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch {
            search: SearchScratch::new(&self.index, Arc::clone(&self.token_cache)),
            free_text: FreeTextScratch::default(),
            canonical: String::new(),
            sentence: String::new(),
            keys: Vec::new(),
        }
    }

    /// The hits of a party by itself, best first.
    #[must_use]
    pub fn check(&self, query: &PartyQuery<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let mut hits = Vec::new();
        for asked in query.identifiers {
            identifiers::find(&self.index, asked, &mut scratch.canonical, |found| {
                hits.push(identifier_hit(Field::Query, found, true));
            });
        }
        if !query.name.is_empty() {
            self.names(
                Field::Query,
                query.name,
                query.schema,
                query.facts,
                scratch,
                &mut hits,
            );
            // A code may stand where a name belongs: a BIC, a ship's number.
            self.free_text(Field::Query, query.name, scratch, &mut hits);
        }
        hits.retain(|hit| self.index.schema(hit.designation).is_searched_by(query.schema));
        best_of_each(&mut hits, 0);
        hits
    }

    /// How many designations have a name that a search with these options looks at.
    #[must_use]
    pub fn searched_names(&self) -> u32 {
        let scope = Scope {
            schema: None,
            weak_aliases: self.options.weak_aliases_alert,
        };
        let searched = (0..self.index.name_count()).filter(|&name| scope.has(&self.index.name(name)));
        u32::try_from(searched.count()).unwrap_or(u32::MAX)
    }

    /// Appends the hits of a name. Returns whether any listed name matched, even if the facts rule all of them out.
    pub(crate) fn names(
        &self,
        field: Field,
        text: &str,
        schema: Option<Schema>,
        facts: Facts,
        scratch: &mut Scratch,
        hits: &mut Vec<Hit>,
    ) -> bool {
        search(&self.index, &self.options, text, schema, &mut scratch.search);
        if scratch.search.found.is_empty() {
            return false;
        }
        // Hits are rare: their evidence is worked out again instead of being kept for every candidate.
        let found = std::mem::take(&mut scratch.search.found);
        prepare(&self.index, &self.options, text, &mut scratch.search);
        for m in &found {
            if let Some(hit) = self.name_hit(field, *m, facts, &mut scratch.search) {
                hits.push(hit);
            }
        }
        scratch.search.found = found;
        true
    }

    fn name_hit(&self, field: Field, m: NameMatch, facts: Facts, scratch: &mut SearchScratch) -> Option<Hit> {
        let listed = self.index.name(m.name);
        let mut evidence = Vec::new();
        self.name_evidence(m.name, scratch, &mut evidence);
        let mut score = m.score;
        if !facts.is_empty() {
            match self.index.designation(m.designation) {
                Ok(designation) => {
                    let factor = corroborate(&facts, &designation, &mut evidence);
                    if factor < 1.0 && !self.options.ignore_conflicts {
                        score = Score::from_fraction(score.fraction() * factor);
                        let reason = "facts of the party conflict with the designation".to_owned();
                        evidence.push(Evidence::Adjustment { reason, factor });
                    }
                }
                // Facts can only rule a hit out: without them it stays one.
                Err(_) => evidence.push(unreadable_record()),
            }
        }
        (score >= self.options.threshold).then(|| Hit {
            designation: m.designation,
            field,
            basis: HitBasis::Name,
            score,
            certain: false,
            matched: listed.published().to_owned(),
            name_kind: Some(listed.kind()),
            evidence,
        })
    }

    /// Why a name scores what it does. The pairs used stand first in `scratch.pairs`; their number is returned.
    pub(crate) fn name_evidence(
        &self,
        name: u32,
        scratch: &mut SearchScratch,
        evidence: &mut Vec<Evidence>,
    ) -> usize {
        let listed = self.index.name(name);
        let (scored, used) = compare(&listed, scratch);
        explain(
            &scratch.query.weighted(),
            &listed,
            &scratch.pairs[..used],
            scored,
            scratch.query.analysis.notes,
            evidence,
        );
        used
    }

    pub(crate) fn free_text(&self, field: Field, text: &str, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        self.free_text
            .scan(&self.index, text, &mut scratch.free_text, |m| {
                hits.push(identifier_hit(field, m.found, m.certain));
            });
    }
}
