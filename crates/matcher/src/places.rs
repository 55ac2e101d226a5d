//! Places by which law binds: as fields state them, and as texts name them.
//!
//! A country field, the country of a BIC and that of an IBAN are looked up in a table, and are certain. Addresses and other
//! texts are read for the names that the index has of places: a look at how each word begins denies nearly every text, and
//! only what is left is taken apart into plain words. What stands beside a name may say that it is a street, a house or a
//! town elsewhere; otherwise a person must look.

use portcullis_index::{HarmlessContext, Index, PlaceLine, Side, Within};
use portcullis_model::{
    CountryCode, Evidence, Field, Hit, HitBasis, IdentifierKind, Party, PlaceCode, PlaceIn, Score,
};
use portcullis_names::{
    BREAK,
    identifier::{canonical, is_iban},
    is_apostrophe, latin_letter, plain_words_into,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where the letters of the country are in a BIC.
const BIC_COUNTRY: std::ops::Range<usize> = 4..6;

/// The places that are looked for.
pub(crate) struct Places {
    /// By the two letters of a country, 1 and the number of the place; 0 where nobody asks for it.
    countries: Box<[u16; LETTERS * LETTERS]>,
    /// `None` where no name is looked for.
    names: Option<PlaceNames>,
    /// Whether any place is looked for.
    any: bool,
}

const LETTERS: usize = 26;

/// Where two letters of any case stand in the table.
fn at(letters: &[u8]) -> Option<usize> {
    let [first, second] = letters else { return None };
    let number = |byte: &u8| {
        let letter = byte.to_ascii_lowercase().wrapping_sub(b'a');
        (usize::from(letter) < LETTERS).then_some(usize::from(letter))
    };
    Some(number(first)? * LETTERS + number(second)?)
}

/// Buffers of a thread.
#[derive(Debug, Default)]
pub(crate) struct PlaceScratch {
    plain: String,
    /// Where each word of `plain` begins and ends.
    words: Vec<(usize, usize)>,
}

/// A text that may name places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlaceText<'a> {
    pub field: Field,
    pub text: &'a str,
    /// Of an address: the country that the payment states of its party.
    pub address_of: Option<Option<CountryCode>>,
}

impl Places {
    /// Nothing is looked for.
    pub fn none() -> Places {
        Places {
            countries: Box::new([0; LETTERS * LETTERS]),
            names: None,
            any: false,
        }
    }

    /// The places that `is_asked` says.
    pub fn of(index: &Index, is_asked: &dyn Fn(PlaceCode) -> bool) -> Places {
        let mut places = Places::none();
        for place in (0..PlaceCode::COUNT)
            .filter_map(PlaceCode::nth)
            .filter(|place| is_asked(*place))
        {
            places.any = true;
            if let Some(at) = at(place.as_str().as_bytes()) {
                places.countries[at] = u16::try_from(place.number() + 1).unwrap_or(0);
            }
        }
        let names = PlaceNames::of(index, is_asked);
        places.names = (!names.names.is_empty()).then_some(names);
        places
    }

    /// Whether any place is looked for.
    pub fn any(&self) -> bool {
        self.any
    }

    fn country(&self, letters: &[u8]) -> Option<PlaceCode> {
        let number = self.countries[at(letters)?];
        PlaceCode::nth(u32::from(number).checked_sub(1)?)
    }

    /// Appends what the fields of a party state.
    pub fn stated(&self, index: &Index, party: &Party<'_>, hits: &mut Vec<Hit>) {
        let country = party
            .country
            .and_then(|country| self.country(country.as_str().as_bytes()));
        let bic = party.bic.trim();
        let of_bic = bic
            .as_bytes()
            .get(BIC_COUNTRY)
            .and_then(|letters| self.country(letters));
        let account = party.account.trim();
        let of_iban = account
            .as_bytes()
            .get(..2)
            .and_then(|letters| self.country(letters));
        let of_iban = of_iban.filter(|_| is_iban(&canonical(IdentifierKind::Iban, account)));
        if country.is_none() && of_bic.is_none() && of_iban.is_none() {
            return;
        }
        let field = Field::Party(party.role, party.nth);
        let code = party
            .country
            .map_or_else(String::new, |country| country.to_string());
        let first = hits.len();
        for (place, stated, text) in [
            (country, PlaceIn::Country, code.as_str()),
            (of_bic, PlaceIn::Bic, bic),
            (of_iban, PlaceIn::Iban, account),
        ] {
            let Some(place) = place else { continue };
            let name = index.place_name(place);
            let evidence = Evidence::Place {
                stated,
                text: text.to_owned(),
                name: name.clone(),
            };
            let ordinal = index.place_ordinal(place);
            match hits[first..].iter_mut().find(|hit| hit.designation == ordinal) {
                Some(hit) => hit.evidence.push(evidence),
                None => hits.push(place_hit(ordinal, field, name, true, evidence)),
            }
        }
    }

    /// Appends the places that a text names. Whether it names one at all: without a hit, that is because of the country
    /// of the party, and the same address of another party may be one.
    pub fn named(
        &self,
        index: &Index,
        text: PlaceText<'_>,
        scratch: &mut PlaceScratch,
        hits: &mut Vec<Hit>,
    ) -> bool {
        let within = text.address_of.map_or(In::Text, In::Address);
        self.find(index, (text.field, text.text), within, scratch, hits)
    }

    /// Appends the places that the name of a party is of: bodies of a government that is blocked as a whole. Whether it is
    /// of one at all, as [`Places::named`] says it.
    pub fn borne(
        &self,
        index: &Index,
        party: &Party<'_>,
        scratch: &mut PlaceScratch,
        hits: &mut Vec<Hit>,
    ) -> bool {
        let field = Field::Party(party.role, party.nth);
        self.find(
            index,
            (field, &party.name),
            In::Name(party.country),
            scratch,
            hits,
        )
    }

    fn find(
        &self,
        index: &Index,
        (field, text): (Field, &str),
        within: In,
        scratch: &mut PlaceScratch,
        hits: &mut Vec<Hit>,
    ) -> bool {
        let Some(names) = &self.names else { return false };
        let begins = match within {
            In::Text | In::Address(_) => &names.begins,
            In::Name(_) => &names.names_begin,
        };
        if text.is_empty() || !begins.may_name(text) {
            return false;
        }
        plain_words_into(text, &mut scratch.plain);
        scratch.find_words();
        let words = Words {
            text,
            plain: &scratch.plain,
            words: &scratch.words,
        };
        let found = names.find(&words, within);
        for name in &found {
            if is_excused(name, &found, within) {
                continue;
            }
            let evidence = Evidence::Place {
                stated: PlaceIn::Text,
                text: name.words.join(" "),
                name: name.shown.clone(),
            };
            let ordinal = index.place_ordinal(name.place);
            let known = hits
                .iter_mut()
                .find(|hit| hit.designation == ordinal && hit.field == field && !hit.certain);
            match known {
                Some(hit) if hit.evidence.contains(&evidence) => {}
                Some(hit) => hit.evidence.push(evidence),
                None => hits.push(place_hit(ordinal, field, name.shown.clone(), false, evidence)),
            }
        }
        !found.is_empty()
    }
}

/// Where a name stands, with the country that the payment states of the party.
#[derive(Debug, Clone, Copy)]
enum In {
    Text,
    Address(Option<CountryCode>),
    Name(Option<CountryCode>),
}

impl In {
    fn country(self) -> Option<CountryCode> {
        match self {
            In::Text => None,
            In::Address(country) | In::Name(country) => country,
        }
    }

    /// Whether a name counts here, in some country.
    fn counts(self, within: Within) -> bool {
        match self {
            In::Text => matches!(within, Within::Texts | Within::Written),
            In::Address(_) => matches!(within, Within::Texts | Within::Written | Within::Addresses),
            In::Name(_) => matches!(within, Within::Names | Within::NamesAtHome),
        }
    }
}

/// Whether a name counts for nothing because of the country that is stated of the party: it is that of another town, or
/// not that of the authority.
fn is_excused(name: &Name, found: &[&Name], within: In) -> bool {
    let country = within.country();
    if name.within == Within::NamesAtHome {
        return !country.is_some_and(|country| name.place.as_str().starts_with(country.as_str()));
    }
    let is_alone = || {
        let mut others = found.iter().filter(|other| other.place == name.place);
        // Two scripts may write one name with the same plain words.
        others.all(|other| other.words == name.words)
    };
    matches!(within, In::Address(_))
        && country.is_some_and(|country| name.elsewhere.contains(&country))
        && is_alone()
}

fn place_hit(ordinal: u32, field: Field, name: String, certain: bool, evidence: Evidence) -> Hit {
    Hit {
        basis: HitBasis::Place,
        certain,
        matched: name,
        evidence: vec![evidence],
        ..Hit::by_name(ordinal, field, Score::ONE)
    }
}

/// A name that is looked for.
#[derive(Debug)]
struct Name {
    place: PlaceCode,
    words: Vec<Box<str>>,
    shown: String,
    within: Within,
    elsewhere: Vec<CountryCode>,
}

/// Words beside a name that make it harmless.
#[derive(Debug)]
struct Context {
    /// The name, its words joined; `None` for every name.
    name: Option<Box<str>>,
    side: Side,
    words: Vec<Box<str>>,
}

/// The names that are looked for.
struct PlaceNames {
    names: Vec<Name>,
    /// By the first word of each, longest first.
    by_word: FxHashMap<Box<str>, Vec<usize>>,
    contexts: Vec<Context>,
    /// How those begin that are looked for in texts.
    begins: WordBeginnings,
    /// How those begin that are looked for in names of parties.
    names_begin: WordBeginnings,
}

fn split(words: &str) -> Vec<Box<str>> {
    words.split(' ').map(Box::from).collect()
}

impl PlaceNames {
    fn of(index: &Index, is_asked: &dyn Fn(PlaceCode) -> bool) -> PlaceNames {
        let mut all = PlaceNames {
            names: Vec::new(),
            by_word: FxHashMap::default(),
            contexts: Vec::new(),
            begins: WordBeginnings::default(),
            names_begin: WordBeginnings::default(),
        };
        for line in index.place_lines() {
            match line {
                PlaceLine::Name(name) if is_asked(name.place) => {
                    let words = split(name.words);
                    all.by_word
                        .entry(words[0].clone())
                        .or_default()
                        .push(all.names.len());
                    all.names.push(Name {
                        place: name.place,
                        words,
                        shown: name.shown.to_owned(),
                        within: name.within,
                        elsewhere: name.elsewhere.split(',').filter_map(CountryCode::new).collect(),
                    });
                }
                PlaceLine::Name(_) => {}
                PlaceLine::Harmless(HarmlessContext {
                    name, side, words, ..
                }) => all.contexts.push(Context {
                    name: name.map(Box::from),
                    side,
                    words: split(words),
                }),
            }
        }
        let (of_texts, of_parties): (Vec<&Name>, Vec<&Name>) = all
            .names
            .iter()
            .partition(|name| !matches!(name.within, Within::Names | Within::NamesAtHome));
        all.begins = WordBeginnings::of(&of_texts);
        all.names_begin = WordBeginnings::of(&of_parties);
        let names = &all.names;
        for same in all.by_word.values_mut() {
            same.sort_by_key(|name| std::cmp::Reverse(names[*name].words.len()));
        }
        all
    }

    /// The names that stand in a text and are not harmless there, each as often as it does.
    fn find(&self, text: &Words<'_>, within: In) -> Vec<&Name> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let longest = self.by_word.get(text.word(at)).and_then(|names| {
                names.iter().find_map(|&name| {
                    let name = &self.names[name];
                    let end = within
                        .counts(name.within)
                        .then(|| text.end_of(at, &name.words))??;
                    let must_be_so = name.within == Within::Written && matches!(within, In::Text);
                    (!must_be_so || text.is_written(&name.shown)).then_some((name, end))
                })
            });
            let Some((name, end)) = longest else {
                at += 1;
                continue;
            };
            if !self.is_harmless(name, text, (at, end), within.country()) {
                found.push(name);
            }
            at = end;
        }
        found
    }

    fn is_harmless(
        &self,
        name: &Name,
        text: &Words<'_>,
        (start, end): (usize, usize),
        country: Option<CountryCode>,
    ) -> bool {
        let is_home = country.is_some_and(|country| is_home(name.place, country));
        self.contexts.iter().any(|context| {
            let words = &context.words;
            let is_of_name = context.name.as_ref().is_none_or(|of| {
                let mut of = of.split(' ');
                name.words.iter().all(|word| of.next() == Some(word)) && of.next().is_none()
            });
            let before = || text.is_before(start, words);
            let behind = || text.is_at(end, words);
            is_of_name
                && match context.side {
                    Side::Before => before(),
                    Side::Behind => behind(),
                    Side::After => text.is_at(end + usize::from(text.get(end) == Some(BREAK)), words),
                    Side::Anywhere => (0..text.len()).any(|at| text.is_at(at, words)),
                    Side::Numbered => before() && text.get(end).is_some_and(is_number),
                    Side::House if is_home => false,
                    Side::House => {
                        before() && text.goes_on(end) || behind() && text.goes_on(end + words.len())
                    }
                }
        })
    }
}

/// Whether a house in a country may be in a place: Russia claims the regions of Ukraine.
fn is_home(place: PlaceCode, country: CountryCode) -> bool {
    place.as_str().starts_with(country.as_str())
        || place.as_str().starts_with("UA-") && country.as_str() == "RU"
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// A text and its plain words.
struct Words<'a> {
    text: &'a str,
    plain: &'a str,
    words: &'a [(usize, usize)],
}

impl PlaceScratch {
    fn find_words(&mut self) {
        self.words.clear();
        let mut start = 0;
        for word in self.plain.split(' ') {
            self.words.push((start, start + word.len()));
            start += word.len() + 1;
        }
    }
}

impl<'a> Words<'a> {
    fn len(&self) -> usize {
        self.words.len()
    }

    fn get(&self, at: usize) -> Option<&'a str> {
        self.words.get(at).map(|&(start, end)| &self.plain[start..end])
    }

    fn word(&self, at: usize) -> &'a str {
        self.get(at).unwrap_or_default()
    }

    /// Whether these letters stand in the text, of any case.
    fn is_written(&self, letters: &str) -> bool {
        self.text.to_lowercase().contains(&letters.to_lowercase())
    }

    /// Where a name that begins at a word ends. Commas inside it are passed over: `Korea, North`.
    fn end_of(&self, start: usize, name: &[Box<str>]) -> Option<usize> {
        let mut at = start;
        for word in name {
            if at > start && self.get(at) == Some(BREAK) {
                at += 1;
            }
            if self.get(at) != Some(word) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Whether these words begin at a word.
    fn is_at(&self, at: usize, words: &[Box<str>]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(i, word)| self.get(at + i) == Some(word))
    }

    /// Whether these words end before a word.
    fn is_before(&self, at: usize, words: &[Box<str>]) -> bool {
        at.checked_sub(words.len())
            .is_some_and(|start| self.is_at(start, words))
    }

    /// Whether a comma or the end of a line stands at a word or behind it, and words behind that.
    fn goes_on(&self, at: usize) -> bool {
        (at..self.len()).any(|at| self.word(at) == BREAK && self.get(at + 1).is_some())
    }
}

/// How a word of each name begins. One look at the beginnings of a text's words denies nearly every text.
struct WordBeginnings {
    known: FxHashSet<u32>,
    /// A bit for each that is known, by its hash: small, and it denies most.
    bits: Box<[u64; 1 << (BEGINNING_BITS - 6)]>,
    /// Whether one is written in other letters than Latin ones.
    other_scripts: bool,
}

const BEGINNING_BITS: u32 = 14;

/// Bytes of a word that are looked at.
const BEGINNING_BYTES: usize = 4;

/// A word of so many letters may be an abbreviation that some write with points: `D.P.R.K.`.
const ABBREVIATION_BYTES_MAX: usize = 4;

impl Default for WordBeginnings {
    fn default() -> WordBeginnings {
        WordBeginnings {
            known: FxHashSet::default(),
            bits: Box::new([0; 1 << (BEGINNING_BITS - 6)]),
            other_scripts: false,
        }
    }
}

/// Where the bit of a beginning is.
fn bit(beginning: u32) -> (usize, u64) {
    let hash = beginning.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BEGINNING_BITS);
    ((hash / 64) as usize, 1 << (hash % 64))
}

fn beginning(word: &[u8]) -> u32 {
    word.iter()
        .take(BEGINNING_BYTES)
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// The beginning of a word that is being read.
#[derive(Debug, Default)]
struct Beginning {
    bytes: u32,
    length: usize,
}

impl WordBeginnings {
    /// Of names: where one stands in a text, each of its words does, so its longest is enough. Of equally long ones that is the last:
    /// `North` begins words of many texts that name no place.
    fn of(names: &[&Name]) -> WordBeginnings {
        let mut all = WordBeginnings::default();
        for name in names {
            all.other_scripts |= name.words.iter().any(|word| !word.is_ascii());
            if let Some(longest) = name.words.iter().max_by_key(|word| word.len()) {
                all.add(longest);
            }
        }
        all
    }

    fn add(&mut self, word: &str) {
        self.other_scripts |= !word.is_ascii();
        let alone = (word.len() <= ABBREVIATION_BYTES_MAX).then_some(&word.as_bytes()[..1]);
        for part in [Some(word.as_bytes()), alone].into_iter().flatten() {
            let (at, mask) = bit(beginning(part));
            self.bits[at] |= mask;
            self.known.insert(beginning(part));
        }
    }

    /// Whether a name may stand in a text.
    fn may_name(&self, text: &str) -> bool {
        let mut word = Beginning::default();
        if text.is_ascii() {
            return text.bytes().any(|byte| self.ends(&mut word, byte)) || self.ends(&mut word, b' ');
        }
        for c in text.chars() {
            let byte = match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => byte,
                _ => match latin_letter(c) {
                    Some(letter) => letter,
                    // Marks vanish from words, and apostrophes of other forms may; other scripts have names of their own.
                    None if matches!(c, '\u{300}'..='\u{36f}') => continue,
                    None if is_apostrophe(c) => return true,
                    // `ß` and `æ` are letters that no name has among its first.
                    None if c.is_alphabetic() && c <= '\u{24f}' => b'x',
                    None if self.other_scripts && c.is_alphabetic() => return true,
                    None => b' ',
                },
            };
            if self.ends(&mut word, byte) {
                return true;
            }
        }
        self.ends(&mut word, b' ')
    }

    /// Adds a byte to a word. Whether it ends one that a name may begin with, or makes that uncertain.
    fn ends(&self, word: &mut Beginning, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() {
            if word.length < BEGINNING_BYTES {
                word.bytes = word.bytes << 8 | u32::from(byte.to_ascii_lowercase());
            }
            word.length += 1;
            return false;
        }
        let Beginning { bytes, length } = std::mem::take(word);
        // What stands around an apostrophe may be one word.
        matches!(byte, b'\'' | b'`') || length > 0 && self.has(bytes)
    }

    fn has(&self, beginning: u32) -> bool {
        let (at, mask) = bit(beginning);
        self.bits[at] & mask != 0 && self.known.contains(&beginning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that the look at beginnings denies is not read, so it may deny none in which a name stands.
    #[test]
    fn no_text_that_names_a_place_is_denied_by_how_its_words_begin() {
        let bytes = portcullis_index::build(&[], &[]).unwrap();
        let index = Index::from_bytes(bytes).unwrap();
        let names = PlaceNames::of(&index, &|_| true);
        assert!(names.names.len() > 500, "{}", names.names.len());
        for name in &names.names {
            let begins = match name.within {
                Within::Names | Within::NamesAtHome => &names.names_begin,
                _ => &names.begins,
            };
            let words = name.words.join(" ");
            for text in [
                words.clone(),
                words.to_uppercase(),
                name.words.join("-"),
                format!("12, {}; rest", name.words.join(", ")),
            ] {
                assert!(begins.may_name(&text), "{text}");
            }
            // As the table writes it, with its own marks and letters; of a country that is its first name.
            assert!(begins.may_name(&name.shown), "{}", name.shown);
        }
    }
}
