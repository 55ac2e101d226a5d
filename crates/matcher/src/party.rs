//! Screening of parties and payments.

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_model::{
    BirthDate, Evidence, Field, Hit, HitBasis, Identifier, NameKind, Party, Payment, Schema, Score,
};
use portcullis_names::{
    Coverage, explain,
    facts::{Facts, corroborate},
};

use crate::{
    cleared::{Cleared, Key, Kind},
    free_text::{FreeTextScanner, FreeTextScratch},
    identifiers::{self, IdentifierMatch},
    memory::{Lexicon, NameMatch},
    options::MatchOptions,
    search::{Scope, SearchScratch, compare, prepare, search},
};

/// Screens names, identifiers and payments against an index. Shared by all threads of a batch; each thread
/// brings its own [`Scratch`].
pub struct Matcher {
    index: Arc<Index>,
    options: MatchOptions,
    free_text: FreeTextScanner,
    cleared: Cleared,
    lexicon: Arc<Lexicon>,
}

/// The working memory of one thread: buffers, and what it remembers of tokens and names it has seen.
pub struct Scratch {
    pub(crate) search: SearchScratch,
    free_text: FreeTextScratch,
    canonical: String,
    sentence: String,
    /// What of a payment the memory is asked for.
    keys: Vec<Key>,
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

/// How a name compares with a designation, hit or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The designation's name that comes nearest.
    pub matched: String,
    /// What kind of name it is.
    pub name_kind: NameKind,
    /// Its score.
    pub score: Score,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// How much of the two names matched, of which some is needed for any score.
    pub coverage: Coverage,
}

impl Matcher {
    /// A matcher over an index.
    #[must_use]
    pub fn new(index: Arc<Index>, options: MatchOptions) -> Matcher {
        let free_text = FreeTextScanner::new(&index);
        let lexicon = Arc::new(Lexicon::new(&index));
        Matcher {
            index,
            options,
            free_text,
            cleared: Cleared::new(),
            lexicon,
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

    /// Forgets the parties, sentences and words that were met, for who must not keep them. Each [`Scratch`] remembers some by
    /// itself: those are to be made anew.
    pub fn forget(&mut self) {
        self.cleared = Cleared::new();
        self.lexicon = Arc::new(Lexicon::new(&self.index));
    }

    /// Working memory for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch {
            search: SearchScratch::new(&self.index, Arc::clone(&self.lexicon)),
            free_text: FreeTextScratch::default(),
            canonical: String::new(),
            sentence: String::new(),
            keys: Vec::new(),
        }
    }

    /// Appends the hits of every party, agent, identifier and free text of a payment: the best hit for each
    /// designation and field, best first (then by designation, then by field).
    pub fn screen_payment(&self, payment: &Payment<'_>, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let first = hits.len();
        // The memory is asked for all that it will be asked, so that one wait is enough.
        let mut keys = std::mem::take(&mut scratch.keys);
        let (parties, texts) = (payment.everyone().count(), payment.all_texts().count());
        if keys.len() < parties + texts {
            keys.resize_with(parties + texts, Key::default);
        }
        let (of_parties, of_texts) = keys.split_at_mut(parties);
        for (key, party) in of_parties.iter_mut().zip(payment.everyone()) {
            // That nothing is found does not depend on the role, the country or the birth date.
            let parts: [&str; 6] = [
                &party.name,
                &party.account,
                &party.ids,
                &party.address,
                &party.bic,
                party.lei(),
            ];
            key.fill(Kind::Party, parts);
            self.cleared.prefetch(key);
        }
        for (key, text) in of_texts.iter_mut().zip(payment.all_texts()) {
            self.fill_sentence(&text.text, scratch, key);
            self.cleared.prefetch(key);
        }
        // Something to do meanwhile.
        for text in payment.all_texts() {
            self.free_text(text.field(), &text.text, scratch, hits);
        }
        for (key, party) in of_parties.iter().zip(payment.everyone()) {
            self.unless_cleared(key, hits, |hits| self.screen_party(party, scratch, hits));
        }
        for (key, text) in of_texts.iter().zip(payment.all_texts()) {
            self.unless_cleared(key, hits, |hits| {
                self.names(text.field(), &text.text, None, Facts::default(), scratch, hits)
            });
        }
        scratch.keys = keys;
        best_of_each(hits, first);
    }

    /// The key of the names in a sentence. Its identifiers may be in the numbers that are left out here.
    fn fill_sentence(&self, text: &str, scratch: &mut Scratch, key: &mut Key) {
        let numbers = &self.lexicon.plain_numbers;
        if !self.options.exhaustive && numbers.written_without(&self.index, text, &mut scratch.sentence) {
            key.fill(Kind::Numbered, [&scratch.sentence]);
        } else {
            key.fill(Kind::Sentence, [text]);
        }
    }

    /// Screens what is not known to touch nothing, and remembers it when it does. `screen` says whether any listed name
    /// matched, be it that no hit came of it.
    fn unless_cleared(&self, key: &Key, hits: &mut Vec<Hit>, screen: impl FnOnce(&mut Vec<Hit>) -> bool) {
        let first = hits.len();
        if !self.cleared.has(key) && !screen(hits) && hits.len() == first {
            self.cleared.add(key);
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

    /// How a name compares with a designation, whatever the threshold; `None` when the designation has no name
    /// that can be compared. Weak aliases are compared too.
    #[must_use]
    pub fn explain(&self, name: &str, designation: u32, scratch: &mut Scratch) -> Option<Explanation> {
        let scratch = &mut scratch.search;
        if !prepare(&self.index, &self.options, name, scratch) {
            return None;
        }
        let best = self
            .index
            .names_of(designation)
            .map(|ordinal| (compare(&self.index.name(ordinal), scratch).0.score, ordinal))
            .max_by_key(|&(score, ordinal)| (score, std::cmp::Reverse(ordinal)))?;
        let listed = self.index.name(best.1);
        let mut evidence = Vec::new();
        let used = self.name_evidence(best.1, scratch, &mut evidence);
        let query = &scratch.query;
        let coverage = Coverage::of(
            &query.weighted(),
            &listed,
            query.analysis.cut,
            &scratch.pairs[..used],
        );
        Some(Explanation {
            matched: listed.published().to_owned(),
            name_kind: listed.kind(),
            score: best.0,
            evidence,
            coverage,
        })
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

    /// Appends the hits of a party or agent: of its name, of codes that stand where the name belongs, of its numbers and
    /// address. Returns what [`Matcher::names`] returns of its name.
    fn screen_party(&self, party: &Party<'_>, scratch: &mut Scratch, hits: &mut Vec<Hit>) -> bool {
        let field = Field::Party(party.role, party.nth);
        let mut found = false;
        if !party.name.is_empty() {
            let facts = Facts {
                birth_date: party.birth_date.map(BirthDate::day),
                country: party.country,
                gender: None,
            };
            found = self.names(field, &party.name, None, facts, scratch, hits);
            self.free_text(field, &party.name, scratch, hits);
        }
        identifiers::find_numbers(&self.index, party, &mut scratch.canonical, |found, certain| {
            hits.push(identifier_hit(field, found, certain));
        });
        if !party.address.is_empty() {
            self.free_text(field, &party.address, scratch, hits);
        }
        found
    }

    /// Appends the hits of a name. Returns whether any listed name matched, be it that the facts rule all of them out.
    fn names(
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
    fn name_evidence(&self, name: u32, scratch: &mut SearchScratch, evidence: &mut Vec<Evidence>) -> usize {
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

    fn free_text(&self, field: Field, text: &str, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        self.free_text
            .scan(&self.index, text, &mut scratch.free_text, |m| {
                hits.push(identifier_hit(field, m.found, m.certain));
            });
    }
}

/// The hit of an identifier. One whose record cannot be read is a hit all the same, for a person to look at.
fn identifier_hit(field: Field, found: IdentifierMatch, certain: bool) -> Hit {
    let IdentifierMatch {
        designation,
        kind,
        canonical,
        published,
    } = found;
    let certain = certain && published.is_some();
    let unreadable = published.is_none().then(unreadable_record);
    let matched = published.map_or_else(
        || format!("{kind}:{canonical}"),
        |published| published.to_string(),
    );
    let identifier = Evidence::Identifier {
        id_kind: kind,
        value: canonical,
    };
    Hit {
        designation,
        field,
        basis: HitBasis::Identifier,
        score: Score::ONE,
        certain,
        matched,
        name_kind: None,
        evidence: std::iter::once(identifier).chain(unreadable).collect(),
    }
}

fn unreadable_record() -> Evidence {
    Evidence::Text {
        note: "the record of the listed party cannot be read: the index is damaged".to_owned(),
    }
}

/// Keeps the best hit of each designation and field among `hits[first..]`, and sorts them best first.
fn best_of_each(hits: &mut Vec<Hit>, first: usize) {
    if hits.len() - first < 2 {
        return;
    }
    let mut new = hits.split_off(first);
    new.sort_by(|a, b| {
        (a.designation, a.field)
            .cmp(&(b.designation, b.field))
            .then(b.certain.cmp(&a.certain))
            .then(b.score.cmp(&a.score))
            .then(a.basis.cmp(&b.basis))
            .then(a.matched.cmp(&b.matched))
    });
    new.dedup_by_key(|hit| (hit.designation, hit.field));
    new.sort_by(|a, b| {
        (b.certain, b.score)
            .cmp(&(a.certain, a.score))
            .then((a.designation, a.field).cmp(&(b.designation, b.field)))
    });
    hits.append(&mut new);
}
