//! Every party, agent and text of a payment.

use portcullis_model::{BirthDate, Date, Field, Party, Payment, Text, is_placeholder};
use portcullis_names::{Reading, continued, each_reading, facts::Facts, fills, goes_on};

use crate::{
    Findings, Matcher, Scratch,
    born::Born,
    hit::identifier_hit,
    no_hit_cache::{Key, Kind},
    places::PlaceText,
    query::NameText,
    standing::{Place, head, tail},
};

/// So many bytes of a text, and of the one behind it, hold a name that begins in the first: longer than nearly all listed names.
const SEAM_BYTES: usize = 160;

/// Systems cut texts after so many characters: an element for unstructured remittance information of ISO 20022 has room for 140, a line of
/// SWIFT MT, of which some make such an element, for 35.
const ROOM_OF_LINES: usize = 35;

/// Whether two neighboring texts are repetitions of one element, so that what is written may go on from one to the next.
fn are_of_one_element(one: &Text<'_>, next: &Text<'_>) -> bool {
    !one.path.is_empty() && one.path == next.path && one.kind == next.kind
}

/// Whether a text fills its room, so that a word may have been cut at its end.
fn may_be_cut(text: &str) -> bool {
    text.chars().count().is_multiple_of(ROOM_OF_LINES)
}

/// The last words of a text, of so many bytes at most.
fn last_words(text: &str) -> &str {
    let words = tail(text, SEAM_BYTES);
    let is_cut = words.len() < text.len();
    let begins = words.find(char::is_whitespace).filter(|_| is_cut).unwrap_or(0);
    &words[begins..]
}

/// The first words of a text, in the same way.
fn first_words(text: &str) -> &str {
    let words = head(text, SEAM_BYTES);
    let is_cut = words.len() < text.len();
    let ends = words.rfind(char::is_whitespace).filter(|_| is_cut);
    &words[..ends.unwrap_or(words.len())]
}

/// The line of an address that may be the name of a party of which it is said that none is given.
fn name_in_address<'p>(party: &'p Party<'_>) -> Option<&'p str> {
    if party.address.is_empty() || !is_placeholder(&party.name) {
        return None;
    }
    party.address.lines().find(|line| !line.trim().is_empty())
}

impl Matcher {
    /// Puts into `findings` what every party, agent, identifier and free text of a payment hits: the best hit for each
    /// designation and field, best first (then by designation, then by field); and apart from it what facts alone keep
    /// from being a hit. Names and identifiers are those of the newest records.
    pub fn screen_payment(&self, payment: &Payment<'_>, scratch: &mut Scratch, findings: &mut Findings) {
        self.screen_payment_on(Date::MAX, payment, scratch, findings);
    }

    /// Like [`Matcher::screen_payment`], with the names, identifiers and facts that the lists had on a day.
    pub fn screen_payment_on(
        &self,
        day: Date,
        payment: &Payment<'_>,
        scratch: &mut Scratch,
        findings: &mut Findings,
    ) {
        findings.clear();
        scratch.search.day = day;
        self.screen_message(
            &payment.parties,
            &payment.agents,
            &payment.texts,
            scratch,
            findings,
        );
        if let Some(covered) = &payment.underlying {
            self.screen_message(
                &covered.parties,
                &covered.agents,
                &covered.texts,
                scratch,
                findings,
            );
        }
        findings.keep_those_of(&self.index, day);
        findings.add_same_parties(&self.index);
        findings.settle();
    }

    /// Appends what is found in what stands in one message: a payment, or the one that a cover payment covers.
    fn screen_message(
        &self,
        parties: &[Party<'_>],
        agents: &[Party<'_>],
        texts: &[Text<'_>],
        scratch: &mut Scratch,
        findings: &mut Findings,
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
            self.free_text(
                text.field(),
                (&text.text, Place::Text),
                scratch,
                &mut findings.hits,
            );
        }
        let keyed = of_parties.iter().zip(parties);
        for (key, party) in keyed.chain(of_agents.iter().zip(agents)) {
            if self.places.any() {
                // The country of a party is no part of its key.
                self.places.stated(&self.index, party, &mut findings.hits);
            }
            self.unless_known_without_hits(key, findings, |findings| {
                self.screen_party(party, scratch, findings)
            });
        }
        for (key, text) in of_texts.iter().zip(texts) {
            self.unless_known_without_hits(key, findings, |findings| {
                self.names_in_text(text.field(), &text.text, scratch, findings);
                let text = PlaceText {
                    field: text.field(),
                    text: &text.text,
                    address_of: None,
                };
                self.named_places(text, scratch, findings)
            });
        }
        scratch.keys = keys;
        for pair in texts.windows(2) {
            if are_of_one_element(&pair[0], &pair[1]) {
                self.screen_seam(&pair[0], &pair[1], scratch, findings);
            }
        }
    }

    /// Appends what is found where one text ends and goes on in the next.
    fn screen_seam(&self, one: &Text<'_>, next: &Text<'_>, scratch: &mut Scratch, findings: &mut Findings) {
        let (end, beginning) = (last_words(&one.text), first_words(&next.text));
        let parted = format!("{end}\n{beginning}");
        self.names_in_text(one.field(), &parted, scratch, findings);
        if may_be_cut(&one.text) {
            let whole = format!("{end}{beginning}");
            self.names_in_text(one.field(), &whole, scratch, findings);
            self.free_text(one.field(), (&whole, Place::Text), scratch, &mut findings.hits);
        }
    }

    /// Fills the keys of parties and asks the cache for their places.
    fn ask_cache(&self, keys: &mut [Key], parties: &[Party<'_>]) {
        for (key, party) in keys.iter_mut().zip(parties) {
            // That nothing is found does not depend on the role, the country, or a birth date that nobody listed has.
            let raising = party.birth_date.map(BirthDate::day);
            let raising = raising.filter(|born| self.may_raise(*born));
            let born = Born::of(raising);
            let parts: [&str; 7] = [
                &party.name,
                &party.account,
                &party.ids,
                &party.address,
                &party.bic,
                party.lei(),
                born.text(),
            ];
            // What else its lines may be is no part of a key, and neither is the day.
            let is_apart = goes_on(&party.name, party.name_lines());
            if is_apart || raising.is_some_and(|born| self.depends_on_day(born)) {
                key.clear();
            } else {
                // The same name is another question where its field may have cut it.
                let kind = match party.name_room {
                    None => Kind::Party,
                    Some(room) if fills(&party.name, room) => Kind::Filling,
                    Some(_) => Kind::Fitting,
                };
                key.fill(kind, parts);
            }
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

    /// Screens a text unless it is known that nothing is found in it, and remembers it when nothing is: the facts of
    /// another party may not discount what this one's do. `screen` says whether it found something that counts for nothing
    /// here only because of what is no part of the key.
    fn unless_known_without_hits(
        &self,
        key: &Key,
        findings: &mut Findings,
        screen: impl FnOnce(&mut Findings) -> bool,
    ) {
        if self.no_hit_cache.has(key) {
            return;
        }
        let before = findings.len();
        let was_excused = screen(findings);
        if findings.len() == before && !was_excused {
            self.no_hit_cache.add(key);
        }
    }

    /// Appends what the parts of a line hit that may be names by themselves: the better of two readings explains a hit.
    pub(crate) fn other_readings(
        &self,
        field: Field,
        line: &str,
        facts: Facts,
        scratch: &mut Scratch,
        findings: &mut Findings,
    ) {
        each_reading(line, |part, reading| match reading {
            Reading::Own => self.names(field, part.into(), None, facts, scratch, findings),
            Reading::Anybodys => self.names(field, part.into(), None, Facts::default(), scratch, findings),
            Reading::Text => self.names_in_text(field, part, scratch, findings),
        });
    }

    /// Appends what a party or agent hits: with its name, with codes that stand where the name belongs, with its numbers
    /// and address. Says whether its address names a place.
    fn screen_party(&self, party: &Party<'_>, scratch: &mut Scratch, findings: &mut Findings) -> bool {
        let field = Field::Party(party.role, party.nth);
        if !party.name.is_empty() {
            let facts = Facts {
                birth_date: party.birth_date.map(BirthDate::day),
                country: party.country,
                gender: None,
            };
            let name = NameText {
                text: &party.name,
                room: party.name_room,
            };
            self.names(field, name, None, facts, scratch, findings);
            self.other_readings(field, &party.name, facts, scratch, findings);
            self.free_text(field, (&party.name, Place::Name), scratch, &mut findings.hits);
            let lines = party.name_lines();
            if goes_on(&party.name, lines) {
                // Any of them may be the last one of the name, and the next the first of the address.
                for [apart, together] in (2..=lines.len()).filter_map(|end| continued(&lines[..end])) {
                    if apart != party.name {
                        self.names(field, apart.as_str().into(), None, facts, scratch, findings);
                    }
                    if together != apart {
                        self.names(field, together.as_str().into(), None, facts, scratch, findings);
                    }
                }
            }
        }
        let hits = &mut findings.hits;
        self.lookup(scratch).find_numbers(party, |found, certain| {
            hits.push(identifier_hit(field, found, certain));
        });
        if let Some(line) = name_in_address(party) {
            self.names(field, line.into(), None, Facts::default(), scratch, findings);
        }
        if !party.address.is_empty() {
            if let Some(name) = self
                .text_names()
                .with_word_of_address(&party.name, &party.address)
            {
                self.names(
                    field,
                    name.as_str().into(),
                    None,
                    Facts::default(),
                    scratch,
                    findings,
                );
            }
            let hits = &mut findings.hits;
            let field = Field::Address(party.role, party.nth);
            self.free_text(field, (&party.address, Place::Text), scratch, hits);
            self.names_in_text(field, &party.address, scratch, findings);
        }
        let address = PlaceText {
            field: Field::Address(party.role, party.nth),
            text: &party.address,
            address_of: Some(party.country),
        };
        let named = self.named_places(address, scratch, findings);
        let (places, hits) = (&mut scratch.places, &mut findings.hits);
        self.places.borne(&self.index, party, places, hits) || named
    }

    /// Appends the places that a text names, and says whether it names any.
    fn named_places(&self, text: PlaceText<'_>, scratch: &mut Scratch, findings: &mut Findings) -> bool {
        self.places
            .named(&self.index, text, &mut scratch.places, &mut findings.hits)
    }
}
