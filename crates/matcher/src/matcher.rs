//! The matcher: what it holds, and the search for one party, name or text.

use std::sync::{Arc, OnceLock};

use portcullis_index::Index;
use portcullis_model::{
    BirthDate, Date, Designation, Discounted, Evidence, Field, Hit, Identifier, PlaceCode, Schema, Score,
};
use portcullis_names::{
    explain,
    facts::{Facts, RAISED_BY_BIRTH_DATE, corroborate, is_telling},
};
use portcullis_sys::threads::both;
use rustc_hash::FxHashSet;

use crate::{
    free_text::{FreeTextScanner, FreeTextScratch, ListedCodes},
    hit::{Findings, identifier_hit, unreadable_record},
    identifiers::{ListedIdentifiers, Lookup},
    no_hit_cache::{Key, NoHitCache},
    options::{MatchOptions, Memories},
    places::{PlaceScratch, Places},
    query::NameText,
    search::{NameMatch, Scope, SearchScratch, compare, prepare, prepare_mended, search, search_down_to},
    standing::Place,
    text_names::TextNames,
    token_cache::TokenCache,
};

/// Screens names, identifiers and payments against an index. Shared by all threads of a batch; each thread
/// brings its own [`Scratch`].
pub struct Matcher {
    pub(crate) index: Arc<Index>,
    pub(crate) options: MatchOptions,
    memories: Memories,
    free_text: FreeTextScanner,
    listed: ListedIdentifiers,
    pub(crate) places: Places,
    /// Made when the first text is looked at: who checks one name has none, and they take as long as all else.
    text_names: OnceLock<TextNames>,
    pub(crate) no_hit_cache: NoHitCache,
    pub(crate) token_cache: Arc<TokenCache>,
    /// Every day on which somebody listed was born: a birth date that is none of them raises no score.
    birth_days: FxHashSet<Date>,
}

/// The working memory of one thread: buffers, and what it remembers of tokens it has seen.
pub struct Scratch {
    pub(crate) search: SearchScratch,
    free_text: FreeTextScratch,
    pub(crate) canonical: String,
    pub(crate) sentence: String,
    pub(crate) places: PlaceScratch,
    /// A text as it is folded, and the names that it may name.
    pub(crate) folded: String,
    pub(crate) names: Vec<u32>,
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
    /// The day of which the names, identifiers and facts of the lists are; `None` for their newest records. Who was not
    /// listed on that day is found all the same ([`Designation::is_listed_on`]).
    pub as_of: Option<Date>,
}

impl PartyQuery<'_> {
    /// The day whose records count.
    pub(crate) fn day(&self) -> Date {
        self.as_of.unwrap_or(Date::MAX)
    }
}

impl Matcher {
    /// A matcher over an index.
    #[must_use]
    pub fn new(index: Arc<Index>, options: MatchOptions) -> Matcher {
        let ((free_text, listed), (token_cache, birth_days)) = both(
            || {
                // One pass for both: it is most of what a matcher costs.
                let (mut codes, mut listed) = (ListedCodes::default(), ListedIdentifiers::default());
                index.each_listed_identifier(|canonical, kind, _, _| {
                    codes.add(kind, canonical);
                    listed.add(kind, canonical);
                });
                (FreeTextScanner::new(&codes), listed)
            },
            || {
                (
                    Arc::new(TokenCache::new(&index, true)),
                    index.birth_days().collect(),
                )
            },
        );
        Matcher {
            birth_days,
            listed,
            text_names: OnceLock::new(),
            index,
            options,
            memories: Memories::default(),
            free_text,
            places: Places::none(),
            no_hit_cache: NoHitCache::new(),
            token_cache,
        }
    }

    /// The same, looking in payments also for the places that `is_asked` says: those by which some law binds. Without it
    /// no place is looked for.
    #[must_use]
    pub fn with_places(mut self, is_asked: &dyn Fn(PlaceCode) -> bool) -> Matcher {
        self.places = Places::of(&self.index, is_asked);
        self
    }

    /// The same, remembering only what is said. Each [`Scratch`] made before remembers what it did.
    #[must_use]
    pub fn remembering(mut self, memories: Memories) -> Matcher {
        self.memories = memories;
        self.forget();
        self
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
        self.no_hit_cache = if self.memories.no_hits {
            NoHitCache::new()
        } else {
            NoHitCache::none()
        };
        self.token_cache = Arc::new(TokenCache::new(&self.index, self.memories.tokens));
    }

    /// Working memory for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch {
            search: SearchScratch::new(&self.index, Arc::clone(&self.token_cache)),
            free_text: FreeTextScratch::default(),
            canonical: String::new(),
            sentence: String::new(),
            places: PlaceScratch::default(),
            folded: String::new(),
            names: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// What a party by itself hits, best first.
    #[must_use]
    pub fn check(&self, query: &PartyQuery<'_>, scratch: &mut Scratch) -> Findings {
        let mut findings = Findings::default();
        scratch.search.day = query.day();
        for asked in query.identifiers {
            self.lookup(scratch).find(asked, |found, certain| {
                findings.hits.push(identifier_hit(Field::Query, found, certain));
            });
        }
        if !query.name.is_empty() {
            self.names(
                Field::Query,
                query.name.into(),
                query.schema,
                query.facts,
                scratch,
                &mut findings,
            );
            self.other_readings(Field::Query, query.name, query.facts, scratch, &mut findings);
            // A code may stand where a name belongs: a BIC, a ship's number.
            let name = (query.name, Place::Name);
            self.free_text(Field::Query, name, scratch, &mut findings.hits);
        }
        findings
            .hits
            .retain(|hit| self.index.schema(hit.designation).is_searched_by(query.schema));
        findings.keep_those_of(&self.index, query.day());
        findings.settle();
        findings
    }

    /// Whether a birth date may raise a score: it is the day on which somebody listed was born.
    pub(crate) fn may_raise(&self, born: BirthDate) -> bool {
        is_telling(born) && self.birth_days.contains(&born.from)
    }

    /// How many listed names a search with these options looks at.
    #[must_use]
    pub fn searched_names(&self) -> u32 {
        let searched = (0..self.index.name_count()).filter(|&name| self.searches(name));
        u32::try_from(searched.count()).unwrap_or(u32::MAX)
    }

    /// Whether a search with these options looks at a listed name: every one but weak aliases that do not alert.
    #[must_use]
    pub fn searches(&self, name: u32) -> bool {
        self.scope().has(&self.index.name(name))
    }

    /// The listed names that these options look at.
    fn scope(&self) -> Scope {
        Scope {
            schema: None,
            weak_aliases: self.options.weak_aliases_alert,
        }
    }

    /// The listed names as texts are searched for them.
    #[inline]
    pub(crate) fn text_names(&self) -> &TextNames {
        self.text_names
            .get_or_init(|| TextNames::new(&self.index, self.scope()))
    }

    /// Whether what is found of a party with this birth date depends on the day: the date may raise the score of somebody
    /// of whom the list said something else on other days.
    pub(crate) fn depends_on_day(&self, born: BirthDate) -> bool {
        let mut born_then = self.index.born_on(born.from);
        born_then.any(|designation| self.index.has_former(designation))
    }

    /// Appends what a name hits.
    pub(crate) fn names(
        &self,
        field: Field,
        text: NameText<'_>,
        schema: Option<Schema>,
        facts: Facts,
        scratch: &mut Scratch,
        findings: &mut Findings,
    ) {
        let scratch = &mut scratch.search;
        let raising = facts.birth_date.filter(|born| self.may_raise(*born));
        match raising {
            None => search(&self.index, &self.options, text, schema, scratch),
            Some(born) => {
                let born = self.index.born_on(born.from);
                search_down_to(
                    self.raised_from(),
                    &self.index,
                    &self.options,
                    text,
                    schema,
                    born,
                    scratch,
                );
            }
        }
        if scratch.found.is_empty() {
            return;
        }
        // Hits are rare: their evidence is worked out again instead of being kept for every candidate.
        let found = std::mem::take(&mut scratch.found);
        prepare(&self.index, &self.options, text, scratch);
        let mut by_mended = Vec::new();
        for &m in &found {
            if compare(&self.index.name(m.name), scratch).0.score == m.score {
                self.name_hit(field, m, facts, scratch, findings);
            } else {
                by_mended.push(m);
            }
        }
        if !by_mended.is_empty() {
            prepare_mended(&self.index, &self.options, text, scratch);
            for m in by_mended {
                self.name_hit(field, m, facts, scratch, findings);
            }
        }
        scratch.found = found;
    }

    /// The least score that a fact raises to the threshold.
    fn raised_from(&self) -> Score {
        let (threshold, raised) = (self.options.threshold, RAISED_BY_BIRTH_DATE);
        Score::from_ten_thousandths(
            threshold
                .ten_thousandths()
                .saturating_sub(raised.ten_thousandths()),
        )
    }

    /// Holds a match of names against the facts: a hit, discounted, or nothing where only facts could have raised it.
    fn name_hit(
        &self,
        field: Field,
        m: NameMatch,
        facts: Facts,
        scratch: &mut SearchScratch,
        findings: &mut Findings,
    ) {
        let threshold = self.options.threshold;
        let listed = self.index.name(m.name);
        let mut evidence = Vec::new();
        self.name_evidence(m.name, scratch, &mut evidence);
        let (score, factor) = self.weigh_on(scratch.day, &facts, m.designation, m.score, &mut evidence);
        let hit = Hit {
            matched: listed.published().to_owned(),
            name_kind: Some(listed.kind()),
            evidence,
            ..Hit::by_name(m.designation, field, score)
        };
        if score >= threshold {
            findings.hits.push(hit);
        } else if m.score >= threshold {
            findings.discounted.push(Discounted { hit, factor });
        }
    }

    /// What facts make of the score of a name against the newest record of a designation, and what they multiply it with.
    /// Appends why.
    #[must_use]
    pub fn weigh(
        &self,
        facts: &Facts,
        designation: u32,
        name: Score,
        evidence: &mut Vec<Evidence>,
    ) -> (Score, f32) {
        self.weigh_on(Date::MAX, facts, designation, name, evidence)
    }

    /// The same against the record of a day.
    pub(crate) fn weigh_on(
        &self,
        day: Date,
        facts: &Facts,
        designation: u32,
        name: Score,
        evidence: &mut Vec<Evidence>,
    ) -> (Score, f32) {
        if facts.is_empty() {
            return (name, 1.0);
        }
        let said_of = self.index.designation_again(designation).ok();
        let record = said_of.as_ref().map(|designation| designation.record_on(day));
        self.weigh_against(facts, record, name, evidence)
    }

    /// The same, of a designation that was decoded; `None` when its record cannot be read.
    fn weigh_against(
        &self,
        facts: &Facts,
        designation: Option<&Designation>,
        name: Score,
        evidence: &mut Vec<Evidence>,
    ) -> (Score, f32) {
        let Some(designation) = designation else {
            // Facts can only rule a hit out: without them it stays one.
            evidence.push(unreadable_record());
            return (name, 1.0);
        };
        let said = corroborate(facts, designation, evidence);
        let threshold = self.options.threshold;
        let mut score = name;
        if said.factor < 1.0 && !self.options.ignore_conflicts {
            score = Score::from_fraction(name.fraction() * said.factor);
            evidence.push(Evidence::Adjustment {
                reason: said.reason(),
                factor: said.factor,
            });
        }
        if said.is_same_birth_date() && (self.raised_from()..threshold).contains(&score) {
            evidence.push(Evidence::Adjustment {
                reason: "the date of birth is the listed one, to the day".to_owned(),
                factor: threshold.fraction() / score.fraction(),
            });
            score = threshold;
        }
        (score, said.factor)
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

    /// Where identifiers are looked up, with the room of a thread.
    pub(crate) fn lookup<'l>(&'l self, scratch: &'l mut Scratch) -> Lookup<'l> {
        Lookup {
            index: &self.index,
            listed: &self.listed,
            scanner: &self.free_text,
            scratch: &mut scratch.free_text,
            canonical: &mut scratch.canonical,
        }
    }

    /// Appends what the identifiers in a text hit.
    pub(crate) fn free_text(
        &self,
        field: Field,
        text: (&str, Place),
        scratch: &mut Scratch,
        hits: &mut Vec<Hit>,
    ) {
        self.free_text
            .scan(&self.index, &self.listed, text, &mut scratch.free_text, |m| {
                hits.push(identifier_hit(field, m.found, m.certain));
            });
    }
}
