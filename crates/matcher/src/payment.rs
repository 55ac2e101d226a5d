//! Every party, agent and text of a payment.

use portcullis_model::{BirthDate, Field, Hit, Party, Payment, Text};
use portcullis_names::facts::Facts;

use crate::{
    Matcher, Scratch,
    hit::{best_of_each, identifier_hit},
    identifiers,
    no_hit_cache::{Key, Kind},
};

impl Matcher {
    /// Appends the hits of every party, agent, identifier and free text of a payment: the best hit for each
    /// designation and field, best first (then by designation, then by field).
    pub fn screen_payment(&self, payment: &Payment<'_>, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let first = hits.len();
        self.screen_message(&payment.parties, &payment.agents, &payment.texts, scratch, hits);
        if let Some(covered) = &payment.underlying {
            self.screen_message(&covered.parties, &covered.agents, &covered.texts, scratch, hits);
        }
        best_of_each(hits, first);
    }

    /// Appends the hits of what stands in one message: a payment, or the one that a cover payment covers.
    fn screen_message(
        &self,
        parties: &[Party<'_>],
        agents: &[Party<'_>],
        texts: &[Text<'_>],
        scratch: &mut Scratch,
        hits: &mut Vec<Hit>,
    ) {
        // All places of the cache are asked for at once, so that one wait is enough.
        let mut keys = std::mem::take(&mut scratch.keys);
        let needed = parties.len() + agents.len() + texts.len();
        if keys.len() < needed {
            keys.resize_with(needed, Key::default);
        }
        let (of_parties, others) = keys.split_at_mut(parties.len());
        let (of_agents, of_texts) = others.split_at_mut(agents.len());
        self.ask_cache(of_parties, parties);
        self.ask_cache(of_agents, agents);
        for (key, text) in of_texts.iter_mut().zip(texts) {
            self.fill_sentence(&text.text, scratch, key);
            self.no_hit_cache.prefetch(key);
        }
        // Something to do meanwhile.
        for text in texts {
            self.free_text(text.field(), &text.text, scratch, hits);
        }
        let keyed = of_parties.iter().zip(parties);
        for (key, party) in keyed.chain(of_agents.iter().zip(agents)) {
            self.unless_known_without_hits(key, hits, |hits| self.screen_party(party, scratch, hits));
        }
        for (key, text) in of_texts.iter().zip(texts) {
            self.unless_known_without_hits(key, hits, |hits| {
                self.names(text.field(), &text.text, None, Facts::default(), scratch, hits)
            });
        }
        scratch.keys = keys;
    }

    /// Fills the keys of parties and asks the cache for their places.
    fn ask_cache(&self, keys: &mut [Key], parties: &[Party<'_>]) {
        for (key, party) in keys.iter_mut().zip(parties) {
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
            self.no_hit_cache.prefetch(key);
        }
    }

    /// The key of the names in a sentence. Its identifiers may be in the numbers that are left out here.
    fn fill_sentence(&self, text: &str, scratch: &mut Scratch, key: &mut Key) {
        let numbers = &self.token_cache.plain_numbers;
        if !self.options.exhaustive && numbers.written_without(&self.index, text, &mut scratch.sentence) {
            key.fill(Kind::Numbered, [&scratch.sentence]);
        } else {
            key.fill(Kind::Sentence, [text]);
        }
    }

    /// Screens a text unless it is known to have no hits, and remembers it when it has none. `screen` says whether any
    /// listed name matched, even if no hit came of it: the facts of another party may not rule it out.
    fn unless_known_without_hits(
        &self,
        key: &Key,
        hits: &mut Vec<Hit>,
        screen: impl FnOnce(&mut Vec<Hit>) -> bool,
    ) {
        let first = hits.len();
        if !self.no_hit_cache.has(key) && !screen(hits) && hits.len() == first {
            self.no_hit_cache.add(key);
        }
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
}
