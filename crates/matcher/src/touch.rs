//! Which payments a change of the lists can touch.
//!
//! Two indexes, of yesterday and of today, differ in some designations. A payment that comes near none of those, and
//! none of whose words weighs anything else today, has the hits it had: it need not be screened again. [`Touch`] says so
//! of nearly every payment, in a fraction of the time of a screening; the README of `screening` argues why it is never
//! wrong when it says no. When it says yes it may be wrong, at the cost of two screenings.

use std::sync::Arc;

use portcullis_index::{BuildError, Index, OpenError, RecordError, build};
use portcullis_model::{Agent, Designation, IdentifierKind, Party, Payment};
use portcullis_names::{
    Ceiling, Class, SOLID_COVERAGE_MIN, Tokens, WEIGHT_SLACK, is_common, is_unvoweled, weight,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    candidates::Candidate,
    free_text::{FreeTextScanner, FreeTextScratch},
    identifiers,
    memory::{Lexicon, NAMES_MAX},
    options::MatchOptions,
    party::{Matcher, Scratch},
    search::{REMEMBERED_BYTES_MAX, Scope, SearchScratch, compare, prepare, related_names},
};

/// Tokens that a query may meet differently in two indexes: listed in one of them only, weighing differently in some
/// part of a name, or a name's own word in one and nowhere in the other (where it is only a title or a particle).
#[must_use]
pub fn changed_tokens(old: &Index, new: &Index) -> FxHashSet<Box<str>> {
    /// The classes whose weight depends on the list.
    const CLASSES: [Class; 3] = [Class::Word, Class::Generic, Class::Number];
    let differs = |in_old: u32, in_new: u32| {
        let text = old.token_text(in_old);
        old.postings(in_old).is_empty() != new.postings(in_new).is_empty()
            || CLASSES.iter().any(|&class| {
                let weight = |index: &Index, token| {
                    weight(text, class, index.listed_in(token), index.designation_count())
                };
                weight(old, in_old).to_bits() != weight(new, in_new).to_bits()
            })
    };
    let mut changed = FxHashSet::default();
    // Ordinals follow the order of the texts in both.
    let (mut in_old, mut in_new) = (0, 0);
    while in_old < old.token_count() || in_new < new.token_count() {
        let text_old = (in_old < old.token_count()).then(|| old.token_text(in_old));
        let text_new = (in_new < new.token_count()).then(|| new.token_text(in_new));
        match (text_old, text_new) {
            (Some(a), Some(b)) if a == b => {
                if differs(in_old, in_new) {
                    changed.insert(a.into());
                }
                in_old += 1;
                in_new += 1;
            }
            (Some(a), b) if b.is_none_or(|b| a < b) => {
                changed.insert(a.into());
                in_old += 1;
            }
            (_, b) => {
                changed.extend(b.map(Into::into));
                in_new += 1;
            }
        }
    }
    changed
}

/// What is not the same in two indexes.
#[derive(Debug, Default)]
pub struct Affected {
    /// Designations of the old index, by ordinal: those gone, those that say something else now, those in whose names a
    /// changed token stands.
    pub old: Vec<u32>,
    /// The same of the new index.
    pub new: Vec<u32>,
    /// [`changed_tokens`].
    pub tokens: FxHashSet<Box<str>>,
}

/// Why it cannot be told what a change touches.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TouchError {
    /// A designation cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// What was affected could not be listed by itself.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// What was listed by itself could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Says of payments whether a change of the lists can touch them. Shared by all threads; each brings a
/// [`TouchScratch`].
pub struct Touch {
    /// The affected designations of both sides, by themselves.
    affected: Index,
    /// For each name of `affected`, where it stands.
    names: Vec<Place>,
    tokens: FxHashSet<Box<str>>,
    /// For each token of `affected`, whether it is one of `tokens`.
    is_changed: Vec<bool>,
    free_text: FreeTextScanner,
    lexicon: Arc<Lexicon>,
    old: Arc<Index>,
    new: Arc<Index>,
    options: MatchOptions,
}

/// A name of the old or of the new index.
#[derive(Clone, Copy)]
enum Place {
    Old(u32),
    New(u32),
}

/// The working memory of one thread.
pub struct TouchScratch {
    search: SearchScratch,
    free_text: FreeTextScratch,
    canonical: String,
    candidates: Vec<Candidate>,
    facts: FxHashMap<Box<str>, WordFacts>,
    /// What was said of names before: payments repeat.
    names: FxHashMap<Box<str>, bool>,
}

/// The working memory of one thread for both indexes and for what is affected.
struct Work<'a> {
    old: &'a mut SearchScratch,
    new: &'a mut SearchScratch,
    own: &'a mut TouchScratch,
}

impl Touch {
    /// Lists what is affected by itself. Both matchers have the same options.
    ///
    /// # Errors
    /// An affected designation cannot be read.
    pub fn new(old: &Matcher, new: &Matcher, affected: Affected) -> Result<Touch, TouchError> {
        let mut designations = Vec::new();
        let mut names = Vec::new();
        for (side, index, ordinals) in [
            ("old", old.index(), &affected.old),
            ("new", new.index(), &affected.new),
        ] {
            for &ordinal in ordinals {
                let whole = index.designation(ordinal)?;
                let mut designation = Designation::new(
                    format!("{side} {}", whole.id),
                    whole.list,
                    whole.authority,
                    whole.schema,
                );
                designation.names = whole.names;
                designation.identifiers = whole.identifiers;
                designations.push(designation);
                let places = index.names_of(ordinal);
                names.extend(places.map(if side == "old" { Place::Old } else { Place::New }));
            }
        }
        let by_itself = Index::from_bytes(build(&designations, &[])?)?;
        Ok(Touch {
            lexicon: Arc::new(Lexicon::new(&by_itself)),
            free_text: FreeTextScanner::new(&by_itself),
            is_changed: (0..by_itself.token_count())
                .map(|token| affected.tokens.contains(by_itself.token_text(token)))
                .collect(),
            affected: by_itself,
            names,
            tokens: affected.tokens,
            old: Arc::clone(old.index()),
            new: Arc::clone(new.index()),
            // What is looked up here only narrows what is screened twice.
            options: MatchOptions {
                exhaustive: false,
                ..*new.options()
            },
        })
    }

    /// Working memory for one thread.
    #[must_use]
    pub fn scratch(&self) -> TouchScratch {
        TouchScratch {
            search: SearchScratch::new(&self.affected, Arc::clone(&self.lexicon)),
            free_text: FreeTextScratch::default(),
            canonical: String::new(),
            candidates: Vec::new(),
            facts: FxHashMap::default(),
            names: FxHashMap::default(),
        }
    }

    /// Whether the hits of a payment may differ. The fields are those of [`Matcher::screen_payment`]; `old` and `new` are
    /// the working memories of the two matchers.
    #[must_use]
    pub fn touches(
        &self,
        payment: &Payment<'_>,
        old: &mut Scratch,
        new: &mut Scratch,
        own: &mut TouchScratch,
    ) -> bool {
        let mut work = Work {
            old: &mut old.search,
            new: &mut new.search,
            own,
        };
        let work = &mut work;
        payment
            .parties()
            .into_iter()
            .any(|(_, party)| self.party(party, work))
            || payment
                .agents()
                .into_iter()
                .any(|(_, agent)| self.agent(agent, work))
            || self.free_text(&payment.remittance_information, work)
            || self.name(&payment.remittance_information, work)
    }

    fn party(&self, party: &Party<'_>, work: &mut Work<'_>) -> bool {
        let mut found = false;
        let buffer = &mut work.own.canonical;
        identifiers::find_account(&self.affected, &party.account, buffer, |_| found = true);
        for id in identifiers::ids_of(party) {
            identifiers::find_of_any_kind(&self.affected, id, buffer, |_, _| found = true);
        }
        found || self.free_text(&party.address, work) || self.name(&party.name, work)
    }

    fn agent(&self, agent: &Agent<'_>, work: &mut Work<'_>) -> bool {
        let mut found = false;
        let buffer = &mut work.own.canonical;
        identifiers::find_as(&self.affected, IdentifierKind::Bic, &agent.bic, buffer, |_| {
            found = true;
        });
        found || self.name(&agent.name, work)
    }

    fn free_text(&self, text: &str, work: &mut Work<'_>) -> bool {
        let mut found = false;
        if !text.is_empty() {
            self.free_text
                .scan(&self.affected, text, &mut work.own.free_text, |_| found = true);
        }
        found
    }

    fn name(&self, text: &str, work: &mut Work<'_>) -> bool {
        if text.is_empty() {
            return false;
        }
        if let Some(&known) = work.own.names.get(text) {
            return known;
        }
        let touched = self.name_anew(text, work);
        let names = &mut work.own.names;
        if text.len() <= REMEMBERED_BYTES_MAX {
            if names.len() >= NAMES_MAX {
                names.clear();
            }
            names.insert(text.into(), touched);
        }
        touched
    }

    fn name_anew(&self, text: &str, work: &mut Work<'_>) -> bool {
        let TouchScratch {
            search,
            candidates,
            facts,
            ..
        } = work.own;
        if !prepare(&self.affected, &self.options, text, search) {
            return false;
        }
        // Weights here are those of a list of a few names, which say nothing: whatever a token is related to is a candidate.
        candidates.clear();
        candidates.extend_from_slice(related_names(&self.affected, &self.options, search));
        if self.may_weigh_otherwise(search) {
            prepare(&self.old, &self.options, text, work.old);
            prepare(&self.new, &self.options, text, work.new);
            if work.old.query.weights != work.new.query.weights {
                return true;
            }
        }
        if candidates.is_empty() {
            return false;
        }
        // Near to something affected, as most names with a common word are. Few can match enough of it, or of themselves, to
        // score at all; what those score is asked of the index they stand in.
        let bounds = self.query_bounds(search, facts);
        candidates.retain(|&candidate| self.may_match(candidate, search, &bounds));
        if candidates.is_empty() {
            return false;
        }
        // The weights are the same in both.
        prepare(&self.new, &self.options, text, work.new);
        let bounds = QueryBounds::exactly(search, &work.new.query.weights);
        candidates.retain(|&candidate| self.may_match(candidate, search, &bounds));
        if candidates.is_empty() {
            return false;
        }
        prepare(&self.old, &self.options, text, work.old);
        let scope = Scope {
            schema: None,
            weak_aliases: self.options.weak_aliases_alert,
        };
        candidates.iter().any(|&candidate| {
            let (index, name, scratch) = match self.names[candidate.name() as usize] {
                Place::Old(name) => (&self.old, name, &mut *work.old),
                Place::New(name) => (&self.new, name, &mut *work.new),
            };
            let name = index.name(name);
            scope.has(&name) && compare(&name, scratch).0.score >= self.options.threshold
        })
    }

    /// Whether a word of the query may weigh something else in one index than in the other: it is a changed token itself,
    /// it is near to one (a slip weighs what the nearest listed word weighs), or it is written without vowels (it weighs
    /// what the most common of its spellings weighs).
    fn may_weigh_otherwise(&self, search: &SearchScratch) -> bool {
        let mut words = search.query.analysis.tokens();
        words.any(|(token, _)| is_unvoweled(token) || self.tokens.contains(token))
            || search
                .relations
                .tokens()
                .any(|token| self.is_changed[token as usize])
    }

    /// What the solid words of a query weigh, no word having changed. Of a word that is neither listed nor common it is not
    /// looked up which listed word it comes nearest to.
    fn query_bounds(
        &self,
        search: &SearchScratch,
        facts: &mut FxHashMap<Box<str>, WordFacts>,
    ) -> QueryBounds {
        if facts.len() >= NAMES_MAX {
            facts.clear();
        }
        let mut bounds = QueryBounds::default();
        for (position, (token, class)) in search.query.analysis.tokens().enumerate() {
            if !class.is_solid() {
                bounds.add(search, position, (0.0, 0.0));
                continue;
            }
            let word = match facts.get(token) {
                Some(word) => *word,
                None => {
                    let listed = self.new.token(token).map(|ordinal| self.new.listed_in(ordinal));
                    let word = WordFacts {
                        listed_in: listed.unwrap_or(0),
                        is_known: listed.is_some() || is_common(token),
                    };
                    facts.insert(token.into(), word);
                    word
                }
            };
            let weighs = if word.is_known || class != Class::Word {
                let exactly = weight(token, class, word.listed_in, self.new.designation_count());
                (exactly, exactly)
            } else {
                (SLIP_WEIGHT_MIN, 1.0)
            };
            bounds.add(search, position, weighs);
        }
        bounds
    }

    /// Whether a candidate can reach the threshold, and match enough of its own weight or of the query's: what the search
    /// asks too before it scores, with what the name weighs where it stands and with bounds for the query.
    fn may_match(&self, candidate: Candidate, search: &SearchScratch, query: &QueryBounds) -> bool {
        if candidate.is_joined() {
            return true;
        }
        let here = self.affected.name(candidate.name());
        let there = match self.names[candidate.name() as usize] {
            Place::Old(name) => self.old.name(name),
            Place::New(name) => self.new.name(name),
        };
        let mut ceiling = Ceiling::new(search.query.leeway(), there.is_person());
        let (mut listed_matched, mut listed_all) = (0.0f32, 0.0f32);
        let mut words = 0u128;
        for position in 0..here.len() {
            if !here.class(position).is_solid() {
                continue;
            }
            let similarity = search.relations.best(here.token(position), &mut words);
            let weight = there.weight(position);
            listed_all += weight;
            if similarity > 0.0 {
                listed_matched += weight;
            }
            ceiling.add(there.telling(position), there.cost(position), similarity);
        }
        // What the query loses is left out of account.
        if ceiling.score(there.total_weight(), 0.0) < self.options.threshold.fraction() {
            return false;
        }
        if listed_matched >= SOLID_COVERAGE_MIN * listed_all - WEIGHT_SLACK {
            return true;
        }
        let (mut matched, mut all) = (0.0f32, 0.0f32);
        for (position, (&most, &least)) in query.most.iter().zip(&query.least).enumerate() {
            if words >> position & 1 == 1 {
                matched += most;
                all += most;
            } else {
                all += least;
            }
        }
        matched >= SOLID_COVERAGE_MIN * all - WEIGHT_SLACK
    }
}

/// What a slip weighs at least: no listed word weighs less.
const SLIP_WEIGHT_MIN: f32 = 0.1;

/// What is known of a word of a query without looking for words near it.
#[derive(Clone, Copy)]
struct WordFacts {
    /// How many designations bear it.
    listed_in: u32,
    /// It is listed or common, so its weight is its own.
    is_known: bool,
}

/// For each word of a query, the most and the least that it weighs; nothing where it is not solid.
#[derive(Default)]
struct QueryBounds {
    most: Vec<f32>,
    least: Vec<f32>,
}

impl QueryBounds {
    /// Of a query whose weights are known.
    fn exactly(search: &SearchScratch, weights: &[f32]) -> QueryBounds {
        let mut bounds = QueryBounds::default();
        let solid = |position| search.query.analysis.class(position).is_solid();
        for (position, &weight) in weights.iter().enumerate() {
            bounds.add(
                search,
                position,
                if solid(position) {
                    (weight, weight)
                } else {
                    (0.0, 0.0)
                },
            );
        }
        bounds
    }

    fn add(&mut self, search: &SearchScratch, position: usize, (least, most): (f32, f32)) {
        self.most.push(most);
        // The last word of a cut field may count or not.
        let may_not_count = search.query.analysis.cut && position + 1 == search.query.analysis.len();
        self.least.push(if may_not_count { 0.0 } else { least });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portcullis_index::{Index, build};
    use portcullis_model::{Agent, Designation, Identifier, Name, NameKind, Party, Payment, Schema, Score};

    use super::{Affected, Touch, changed_tokens};
    use crate::{MatchOptions, Matcher};

    fn designation(id: &str, name: &str, identifiers: &[&str]) -> Designation {
        let mut designation = Designation::new(id, "Test", "UN", Schema::Organization);
        designation.names.push(Name::new(name, NameKind::Primary));
        designation.identifiers = identifiers
            .iter()
            .map(|text| text.parse::<Identifier>().unwrap())
            .collect();
        designation
    }

    fn index(list: &[Designation]) -> Arc<Index> {
        Arc::new(Index::from_bytes(build(list, &[]).unwrap()).unwrap())
    }

    /// Which payments the listing of the last of `new` touches.
    fn touched(old: &[Designation], new: &[Designation], payments: &[Payment<'_>]) -> Vec<bool> {
        touched_at(MatchOptions::default(), old, new, payments)
    }

    fn touched_at(
        options: MatchOptions,
        old: &[Designation],
        new: &[Designation],
        payments: &[Payment<'_>],
    ) -> Vec<bool> {
        let (old, new) = (index(old), index(new));
        let affected = Affected {
            old: Vec::new(),
            new: vec![new.designation_count() - 1],
            tokens: changed_tokens(&old, &new),
        };
        let (old, new) = (Matcher::new(old, options), Matcher::new(new, options));
        let touch = Touch::new(&old, &new, affected).unwrap();
        let (mut of_old, mut of_new, mut own) = (old.scratch(), new.scratch(), touch.scratch());
        payments
            .iter()
            .map(|payment| touch.touches(payment, &mut of_old, &mut of_new, &mut own))
            .collect()
    }

    fn party(
        name: &'static str,
        account: &'static str,
        id: &'static str,
        address: &'static str,
    ) -> Party<'static> {
        Party {
            name: name.into(),
            account: account.into(),
            id: id.into(),
            address: address.into(),
            ..Party::default()
        }
    }

    #[test]
    fn a_new_designation_touches_whatever_field_names_it() {
        let old = [designation("t-1", "LINDQVIST BAKERY", &[])];
        let mut new = old.to_vec();
        new.push(designation(
            "t-2",
            "ZAGROS PETROLEUM TRADING",
            &["bic:CMSYSYDA", "passport:A1234567", "account:4471829905"],
        ));
        let near = party("Zagros Petrolium Trading", "", "", "");
        let payment = Payment::default;
        let agent = |bic: &'static str, name: &'static str| Agent {
            bic: bic.into(),
            name: name.into(),
        };
        let payments = [
            Payment {
                debtor: near.clone(),
                ..payment()
            },
            Payment {
                ultimate_debtor: near.clone(),
                ..payment()
            },
            Payment {
                creditor: near.clone(),
                ..payment()
            },
            Payment {
                ultimate_creditor: near,
                ..payment()
            },
            Payment {
                debtor: party("Maren", "4471829905", "", ""),
                ..payment()
            },
            Payment {
                creditor: party("Maren", "", "B7; A1234567", ""),
                ..payment()
            },
            Payment {
                creditor: party("Maren", "", "", "passport A1234567, Homs"),
                ..payment()
            },
            Payment {
                debtor_agent: agent("CMSYSYDAXXX", ""),
                ..payment()
            },
            Payment {
                intermediary_agent: agent("CMSYSYDA", ""),
                ..payment()
            },
            Payment {
                creditor_agent: agent("", "Zagros Petroleum"),
                ..payment()
            },
            Payment {
                remittance_information: "for ZagrosPetroleum Trading".into(),
                ..payment()
            },
            Payment {
                remittance_information: "via CMSYSYDA".into(),
                ..payment()
            },
        ];
        assert_eq!(touched(&old, &new, &payments), [true; 12]);
    }

    #[test]
    fn what_shares_a_common_word_with_it_or_names_another_is_not_touched() {
        let old = [designation("t-1", "LINDQVIST BAKERY", &["bic:ESSESESS"])];
        let mut new = old.to_vec();
        new.push(designation("t-2", "ZAGROS PETROLEUM TRADING", &[]));
        let by_name = |name: &'static str| Payment {
            creditor: party(name, "", "", ""),
            ..Payment::default()
        };
        let payments = [
            by_name("Lindqvist Bakery"),
            by_name("Ostby General Trading"),
            Payment {
                creditor_agent: Agent {
                    bic: "ESSESESS".into(),
                    name: "".into(),
                },
                ..Payment::default()
            },
            Payment::default(),
        ];
        assert_eq!(touched(&old, &new, &payments), [false; 4]);
    }

    #[test]
    fn a_query_word_that_weighs_something_else_touches_though_nothing_near_is_affected() {
        // The two share a word whose weight falls when many bear it.
        let old = [
            designation("t-1", "LINDQVIST BAKERY", &[]),
            designation("t-2", "ZAGROS", &[]),
        ];
        let mut new = old.to_vec();
        for n in 0..200 {
            new.push(designation(
                &format!("t-n{n}"),
                &format!("LINDQVIST {}", "ZAGROS".repeat(n % 3 + 1)),
                &[],
            ));
        }
        let payment = Payment {
            creditor: party("Lindqvist Bakery", "", "", ""),
            ..Payment::default()
        };
        assert_eq!(touched(&old, &new, &[payment]), [true]);
    }

    #[test]
    fn what_weighs_little_by_itself_may_weigh_much_on_the_list() {
        // By itself both words of the new name weigh the same, and the first leads to it. On the list the first is common, and
        // the second carries the name.
        let old: Vec<Designation> = (0..500)
            .map(|n| {
                designation(
                    &format!("t-{n}"),
                    &format!("ARVORI {}", "QEZ".repeat(n % 4 + 1)),
                    &[],
                )
            })
            .collect();
        let mut new = old.clone();
        new.push(designation("t-new", "ARVORI ZAGROSIAN", &[]));
        let payment = Payment {
            creditor: party("Lindqvist Ostby Zagrosian", "", "", ""),
            ..Payment::default()
        };
        let options = MatchOptions {
            threshold: Score::from_ten_thousandths(3_000),
            ..MatchOptions::default()
        };
        let matcher = Matcher::new(index(&new), options);
        let mut hits = Vec::new();
        matcher.screen_payment(&payment, &mut matcher.scratch(), &mut hits);
        assert_eq!(hits.len(), 1);
        assert_eq!(touched_at(options, &old, &new, &[payment]), [true]);
    }
}
