//! The language data, read once from the files compiled in (`data/`, each with its source).
//!
//! A new word is a row of one of those files: `data/README.md` says which.

mod arabic_names;
mod borne_names;
mod first_look;
mod legal_forms;
mod light_words;
mod romanizations;
mod scripts;
mod sorted_words;
mod text_words;
mod transcriptions;
mod translations;
mod wade_giles;
mod word_classes;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    class::Class,
    confusion::{Confusions, Difference, Position},
    transliterate::HAN,
    unvoweled::{each_skeleton, is_unvoweled},
};
pub(crate) use arabic_names::{as_looked_up_arabic, is_arabic_name, is_token_of_arabic_name};
use borne_names::CoinedParts;
pub(crate) use borne_names::{
    is_borne, is_borne_by_companies, is_called_otherwise, is_coined, is_known_word,
};
use first_look::FirstLook;
use legal_forms::LegalForms;
pub(crate) use light_words::Mended;
use light_words::{LightWords, StuckTraces, Traces};
pub(crate) use romanizations::{Romanizations, Sounds, Tradition};
use scripts::Scripts;
pub(crate) use transcriptions::{Transcription, Transcriptions, Writing, letters_at_once};
use translations::Translations;
pub(crate) use wade_giles::BYTES_MAX as WADE_GILES_BYTES_MAX;
use wade_giles::WadeGiles;
use word_classes::WordClasses;

pub use light_words::is_one_slip;
pub use text_words::is_text_word;

/// A phrase of one or more folded words that has a class of its own.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// The words after the first.
    pub rest: Vec<&'static str>,
    /// What it is.
    pub class: Class,
    /// What it is folded to: the family of a legal form (`=llc`), the value of a number word (`7`).
    pub folded: String,
    /// Where it is that and nothing else.
    pub stands: Stands,
}

/// Where in a name a phrase must stand to be what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Wherever its class may.
    Anywhere,
    /// Before or behind the name of a person: two words and more, none of which is a business's.
    BesidePerson,
    /// First, with a name behind it.
    First,
}

/// Shorter words of companies' names are abbreviations, and syllables of names: they keep their weight.
const GENERIC_MIN_BYTES: usize = 4;

/// All language data.
#[derive(Default)]
pub(crate) struct Language {
    phrases: FxHashMap<&'static str, Vec<Phrase>>,
    /// At what every word of every name is asked for: first words of phrases, words that companies share, words of offices.
    first_look: FirstLook,
    /// The same of the first words of legal forms of several words, and of the others.
    long_forms: [FirstLook; 2],
    legal_forms: LegalForms,
    light_words: LightWords,
    /// Legal forms that are none of a word that begins or ends with them.
    stuck_in_front: FxHashSet<&'static str>,
    stuck_behind: FxHashSet<&'static str>,
    stuck_traces: StuckTraces,
    in_two_traces: Traces,
    nicknames: WordClasses,
    synonyms: WordClasses,
    /// Tiers of names that are common in the world.
    common: FxHashMap<&'static str, u8>,
    /// Tiers of plain words that companies take for their name.
    common_words: FxHashMap<&'static str, u8>,
    numbers: FxHashMap<&'static str, u16>,
    number_words: FxHashMap<u16, Vec<&'static str>>,
    generic: FxHashSet<&'static str>,
    /// Words of other scripts that stand for such words. None is looked for inside other words.
    translated_generic: FxHashSet<&'static str>,
    /// Words that companies coin their names of.
    coined_parts: CoinedParts,
    /// Words of offices, in all languages.
    offices: FxHashSet<&'static str>,
    places: FxHashSet<&'static str>,
    /// Particles between a name and the father's.
    patronymics: FxHashSet<&'static str>,
    /// What stands before the name of a ship.
    before_ships: FxHashSet<&'static str>,
    /// The same of what is something else as often.
    maybe_before_ships: FxHashSet<&'static str>,
    /// What some letters stand for that a point ends.
    abbreviations: FxHashMap<&'static str, &'static str>,
    /// Words behind a name that tell a son (`true`) from a father.
    generations: FxHashMap<&'static str, bool>,
    /// Ways of writing Slavic names in Latin letters.
    pub romanizations: Romanizations,
    /// How the sounds of other scripts are written with Latin letters.
    pub transcriptions: Transcriptions,
    /// Words of other scripts.
    pub scripts: Scripts,
    /// What words of bodies' names in other scripts are in English.
    pub translations: Translations,
    pub wade_giles: WadeGiles,
    /// What a difference of one letter says, in bits.
    pub confusions: Confusions,
    homoglyphs: FxHashMap<char, char>,
    letters: FxHashMap<char, char>,
}

const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx",
];

/// Whether a legal form stands before the name: in the countries where it does, and in the English of their companies.
fn is_leading_form(form: &str, countries: &str) -> bool {
    const COUNTRIES: [&str; 8] = ["RU", "BY", "UA", "KZ", "KG", "UZ", "TJ", "TM"];
    (3..=LEGAL_PREFIX_BYTES_MAX).contains(&form.len())
        && !form.contains(' ')
        && (matches!(form, "jsc" | "pjsc" | "ojsc" | "cjsc" | "llc")
            || countries.split(';').any(|country| COUNTRIES.contains(&country)))
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(Language::read);

pub(crate) fn get() -> &'static Language {
    &LANGUAGE
}

/// Whether the text, written without spaces, is a legal form (or two: `companylimited`) that is stuck to the end
/// of a company's name.
#[must_use]
pub fn is_legal_suffix(text: &str) -> bool {
    (2..=LEGAL_SUFFIX_BYTES_MAX).contains(&text.len()) && get().is_compact_form(text)
}

/// Whether the text, written without spaces, is a legal form that may be stuck to the front of a company's name: one of three
/// letters and more that stands before the name where it is at home, as those of the successors of the Soviet Union do.
#[must_use]
pub(crate) fn is_legal_prefix(text: &str) -> bool {
    (3..=LEGAL_PREFIX_BYTES_MAX).contains(&text.len()) && get().legal_forms.is_leading(text)
}

/// Longer beginnings of a word are not looked at for a legal form.
pub(crate) const LEGAL_PREFIX_BYTES_MAX: usize = 5;

/// Longer endings of a word are not looked at for a legal form.
pub const LEGAL_SUFFIX_BYTES_MAX: usize = 28;

/// The words and phrases that stand before the name of a ship and seldom before anything else.
pub fn before_ships() -> impl Iterator<Item = &'static str> {
    get().before_ships.iter().copied()
}

/// Whether a word or phrase says in a text that the name of a ship follows. `surely`: without those that are forms of address, and verbs.
#[must_use]
pub fn is_before_ship(phrase: &str, surely: bool) -> bool {
    let language = get();
    language.before_ships.contains(phrase) || (!surely && language.maybe_before_ships.contains(phrase))
}

/// Whether a word or phrase says in a text that what stands before it is a ship: `HERBY product tanker`. Abbreviations do not: `MT` behind a
/// word are tons.
#[must_use]
pub fn is_behind_ship(phrase: &str) -> bool {
    const LETTERS_MIN: usize = 4;
    phrase.len() >= LETTERS_MIN && is_before_ship(phrase, true)
}

/// Words of the longest phrase before the name of a ship.
pub const WORDS_BEFORE_SHIP_MAX: usize = 3;

fn rows(text: &'static str, header: bool) -> impl Iterator<Item = Vec<&'static str>> + Clone {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(usize::from(header))
        .map(|line| line.split(',').map(str::trim).collect())
}

fn letter_confusions() -> impl Iterator<Item = (Difference, Position, f32)> + Clone {
    rows(include_str!("../../data/letter_confusions.csv"), true).filter_map(|row| match row.as_slice() {
        [kind, place, letters, bits, ..] => Some((
            Difference::read(kind, letters)?,
            Position::read(place)?,
            bits.parse().ok()?,
        )),
        _ => None,
    })
}

/// Rows of an English word and a word of another script, folded.
fn translated_words() -> impl Iterator<Item = (&'static str, &'static str)> {
    let counted = rows(include_str!("../../data/translated_words.csv"), true);
    let known = rows(include_str!("../../data/body_words.csv"), true);
    let counted = counted.filter_map(|row| Some((row[0], *row.get(1)?)));
    counted.chain(known.filter_map(|row| Some((row[0], *row.get(2)?))))
}

/// Rows of two characters: what is written, and what it stands for.
fn characters(text: &'static str) -> FxHashMap<char, char> {
    rows(text, true)
        .filter_map(|row| Some((row[0].chars().next()?, row.get(1)?.chars().next()?)))
        .collect()
}

/// The tiers of names that are common in the world.
fn common_names() -> impl Iterator<Item = (&'static str, u8)> {
    tiers(include_str!("../../data/common_names.csv"))
}

/// Takes a tier for one that is less common.
fn most_common(tier: u8) -> impl FnOnce(&mut u8) {
    move |have| *have = tier.min(*have)
}

/// Tiers by consonants, for names written without short vowels; read when the first of them is met.
static COMMON_UNVOWELED: LazyLock<FxHashMap<String, u8>> = LazyLock::new(|| {
    let mut common: FxHashMap<String, u8> = FxHashMap::default();
    for (name, tier) in common_names() {
        each_skeleton(name, |skeleton| {
            let tiers = common.entry(skeleton.to_owned());
            tiers.and_modify(most_common(tier)).or_insert(tier);
        });
    }
    common
});

/// Rows of a word and its tier.
fn tiers(text: &'static str) -> impl Iterator<Item = (&'static str, u8)> {
    rows(text, true).filter_map(|row| Some((row[0], row.get(1)?.parse().ok()?)))
}

/// A phrase of words and letters with letters in it written together, in each way: points part them otherwise in every register
/// (`spol. s r.o.` is `spol s ro`). None of most.
fn letters_grouped(phrase: &str) -> Vec<String> {
    if phrase.split(' ').all(|word| word.len() == 1) {
        return Vec::new();
    }
    let mut grouped: Vec<String> = vec![String::new()];
    let (mut was_letter, mut first) = (false, true);
    for word in phrase.split(' ') {
        let is_letter = word.len() == 1;
        let apart = grouped.clone();
        for text in &mut grouped {
            text.push_str(if first { "" } else { " " });
            text.push_str(word);
        }
        if is_letter && was_letter {
            grouped.extend(apart.into_iter().map(|text| text + word));
        }
        (was_letter, first) = (is_letter, false);
    }
    grouped.retain(|text| text != phrase);
    grouped
}

impl Language {
    fn read() -> Language {
        let mut language = Language {
            confusions: Confusions::of(letter_confusions()),
            homoglyphs: characters(include_str!("../../data/homoglyphs.csv")),
            letters: characters(include_str!("../../data/leet.csv")),
            abbreviations: rows(include_str!("../../data/abbreviations.csv"), true)
                .filter_map(|row| Some((row[0], *row.get(1)?)))
                .collect(),
            maybe_before_ships: rows(include_str!("../../data/ship_words.csv"), true)
                .map(|row| row[0])
                .collect(),
            common_words: tiers(include_str!("../../data/common_words.csv")).collect(),
            romanizations: Romanizations::of(rows(include_str!("../../data/romanizations.csv"), true)),
            transcriptions: Transcriptions::of(rows(include_str!("../../data/transcriptions.csv"), true)),
            scripts: Scripts::of(
                rows(include_str!("../../data/script_words.csv"), true),
                rows(include_str!("../../data/arabic_compounds.csv"), true),
                rows(include_str!("../../data/han_company_words.csv"), true),
                rows(include_str!("../../data/korean_family_names.csv"), false),
            ),
            translations: Translations::of(translated_words()),
            coined_parts: CoinedParts::of(rows(include_str!("../../data/coined_parts.csv"), true)),
            wade_giles: WadeGiles::of(rows(include_str!("../../data/wade_giles.csv"), true)),
            ..Language::default()
        };
        let readings = rows(include_str!("../../data/han_readings.csv"), true);
        language.scripts.read_han_readings(readings);
        let cantonese = rows(include_str!("../../data/cantonese.csv"), true);
        language.scripts.read_cantonese(cantonese);
        let forms = rows(include_str!("../../data/bracketed_forms.csv"), true);
        language.scripts.read_bracketed_forms(forms);
        let titles = rows(include_str!("../../data/script_titles.csv"), true);
        language.scripts.read_titles(titles);
        // Of two readings of one phrase the first stands.
        language.read_particles();
        language.read_titles();
        language.read_numbers();
        language.read_legal_forms();
        for row in rows(include_str!("../../data/nicknames.csv"), false) {
            language.nicknames.add(row);
        }
        language.read_common_names();
        // What is a common name is no synonym, so those come first.
        language.read_company_words();
        for phrases in language.phrases.values_mut() {
            // Longest first: `limited liability company` before `limited`.
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        language.first_look = language.find_first_look();
        language.long_forms = language.find_long_forms();
        language.light_words = language.find_light_words();
        [language.stuck_in_front, language.stuck_behind] = language.find_stuck_forms();
        language.stuck_traces = language.find_stuck_traces();
        language.in_two_traces = language.find_in_two_traces();
        language
    }

    fn find_first_look(&self) -> FirstLook {
        let mut look = FirstLook::default();
        let sets = [&self.generic, &self.translated_generic, &self.offices];
        for word in self.phrases.keys().chain(sets.into_iter().flatten()) {
            look.add(word);
        }
        look
    }

    fn find_long_forms(&self) -> [FirstLook; 2] {
        let [mut first, mut others] = [FirstLook::default(), FirstLook::default()];
        for (word, phrases) in &self.phrases {
            let forms = phrases.iter().filter(|phrase| phrase.class == Class::LegalForm);
            for form in forms.filter(|form| !form.rest.is_empty()) {
                first.add(word);
                form.rest.iter().for_each(|word| others.add(word));
            }
        }
        [first, others]
    }

    fn read_particles(&mut self) {
        for row in rows(include_str!("../../data/particles.csv"), true) {
            if row.get(1) == Some(&"patronymic") {
                self.patronymics.insert(row[0]);
            }
            // `Din` and `zade` end names and are part of them.
            if !matches!(row.get(1), Some(&"suffix" | &"servant")) {
                self.add_phrase(row[0], Class::Particle, row[0].to_owned());
            }
        }
    }

    fn read_titles(&mut self) {
        for row in rows(include_str!("../../data/titles.csv"), true) {
            if let Some(culture @ (&"younger" | &"elder")) = row.get(1) {
                self.generations.insert(row[0], *culture == "younger");
            }
            let stands = match row.get(1) {
                Some(&"brand-name") => Stands::BesidePerson,
                Some(&"vessel") => {
                    self.before_ships.insert(row[0]);
                    Stands::First
                }
                // A title that is a given name as well (Sayed, Malik) keeps its weight as a name.
                Some(culture) if culture.ends_with("-name") => continue,
                _ => Stands::Anywhere,
            };
            self.add_phrase_standing(row[0], Class::Title, row[0].to_owned(), stands);
        }
    }

    fn read_numbers(&mut self) {
        for row in rows(include_str!("../../data/number_words.csv"), true) {
            if let Some(value) = row.get(1).and_then(|value| value.parse().ok()) {
                self.add_number(row[0], value);
            }
        }
        // Roman numerals of two letters and more; longer ones than XXXIX number no unit, vessel or pope.
        for (roman, value) in ROMAN.iter().zip(1..) {
            if roman.len() >= 2 {
                self.add_number(roman, value);
            }
        }
    }

    fn add_number(&mut self, word: &'static str, value: u16) {
        self.numbers.insert(word, value);
        self.number_words.entry(value).or_default().push(word);
    }

    fn read_legal_forms(&mut self) {
        let mut grouped = Vec::new();
        for row in rows(include_str!("../../data/legal_forms.csv"), true) {
            if let Some(form) = row.get(2) {
                let family = format!("={}", row[0].to_ascii_lowercase());
                self.legal_forms.add(form, &family, row[1]);
                if row
                    .get(3)
                    .is_some_and(|countries| is_leading_form(form, countries))
                {
                    self.legal_forms.add_leading(form);
                }
                grouped.extend(
                    letters_grouped(form)
                        .into_iter()
                        .map(|form| (form, family.clone())),
                );
                self.add_phrase(form, Class::LegalForm, family);
            }
        }
        for (form, family) in grouped {
            // Some hundred, once a process; what is a phrase already stays what it is.
            if !self.has_phrase(&form) {
                self.add_phrase(form.leak(), Class::LegalForm, family);
            }
        }
    }

    fn read_common_names(&mut self) {
        for (name, tier) in common_names() {
            let tiers = self.common.entry(name);
            tiers.and_modify(most_common(tier)).or_insert(tier);
        }
    }

    fn read_company_words(&mut self) {
        for row in rows(include_str!("../../data/generic_words.csv"), true) {
            self.generic.insert(row[0]);
        }
        for row in rows(include_str!("../../data/company_words.csv"), false) {
            self.add_synonyms(&row);
        }
        for row in rows(include_str!("../../data/places.csv"), false) {
            let places = self.add_synonyms(&row);
            self.places.extend(places);
        }
        // What stands for a word that says little says as little.
        let generic = &self.generic;
        let says_little = |english: &[&str]| english.iter().any(|english| generic.contains(english));
        let words = self.translations.iter();
        self.translated_generic = words
            .filter(|(word, english)| word.len() >= GENERIC_MIN_BYTES && says_little(english))
            .map(|(word, _)| word)
            .collect();
        for row in rows(include_str!("../../data/office_words.csv"), true) {
            let office = row[0];
            self.offices.insert(office);
            self.offices.extend(self.synonyms.beside(office));
            self.offices
                .extend(self.translations.words_of(office).iter().copied());
        }
    }

    /// Adds a class of words that say one thing, and returns those that were: what is a name as well is left out.
    fn add_synonyms(&mut self, words: &[&'static str]) -> Vec<&'static str> {
        let words: Vec<&'static str> = words
            .iter()
            .filter(|word| !self.common.contains_key(*word))
            .copied()
            .collect();
        self.generic
            .extend(words.iter().filter(|word| word.len() >= GENERIC_MIN_BYTES));
        self.synonyms.add(words.clone());
        words
    }

    fn add_phrase(&mut self, text: &'static str, class: Class, folded: String) {
        self.add_phrase_standing(text, class, folded, Stands::Anywhere);
    }

    /// Whether a phrase is known, of whatever class.
    fn has_phrase(&self, text: &str) -> bool {
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let phrases = words.next().and_then(|first| self.phrases.get(first));
        phrases.is_some_and(|phrases| {
            let is_it = |phrase: &Phrase| phrase.rest.iter().copied().eq(words.clone());
            phrases.iter().any(is_it)
        })
    }

    fn add_phrase_standing(&mut self, text: &'static str, class: Class, folded: String, stands: Stands) {
        // The first reading stands: a word that is a particle is not a legal form too.
        if self.has_phrase(text) {
            return;
        }
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        self.phrases.entry(first).or_default().push(Phrase {
            rest: words.collect(),
            class,
            folded,
            stands,
        });
    }

    /// Phrases that begin with this word, longest first.
    pub fn phrases(&self, first: &str) -> &[Phrase] {
        if !self.first_look.may_have(first) {
            return &[];
        }
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    /// The words that are particles by themselves.
    pub fn particles(&self) -> impl Iterator<Item = &'static str> {
        let is_particle = |phrase: &Phrase| phrase.rest.is_empty() && phrase.class == Class::Particle;
        let phrases = self.phrases.iter();
        phrases
            .filter(move |(_, phrases)| phrases.iter().any(is_particle))
            .map(|(word, _)| *word)
    }

    /// Whether a legal form of several words may begin with a word, and whether one may go on with it. `false` is certain.
    pub fn may_be_in_long_form(&self, word: &str) -> [bool; 2] {
        FirstLook::may_each_have(self.long_forms.each_ref(), word)
    }

    /// Whether a word by itself is of a class: a title, a particle, a legal form.
    pub fn is_by_itself(&self, word: &str, class: Class) -> bool {
        let mut phrases = self.phrases(word).iter();
        phrases.any(|phrase| phrase.rest.is_empty() && phrase.class == class)
    }

    /// Whether the two tokens are forms of one given name.
    pub fn are_nicknames(&self, a: &str, b: &str) -> bool {
        self.nicknames.share_one(a, b)
    }

    /// All other forms of a given name, over all its classes; may repeat.
    pub fn nicknames(&self, token: &str) -> impl Iterator<Item = &'static str> {
        self.nicknames.beside(token)
    }

    /// Whether the two tokens say one thing in the names of companies.
    pub fn are_synonyms(&self, a: &str, b: &str) -> bool {
        self.synonyms.share_one(a, b)
    }

    /// All words that say what the token says, over all its classes; may repeat.
    pub fn synonyms(&self, token: &str) -> impl Iterator<Item = &'static str> {
        self.synonyms.beside(token)
    }

    /// Whether the particle stands between a name and the name of the bearer's father.
    pub fn is_patronymic(&self, particle: &str) -> bool {
        self.patronymics.contains(particle)
    }

    /// Whether the title says that its bearer is the younger of two of a name; `None` when it says nothing of it.
    pub fn is_younger(&self, title: &str) -> Option<bool> {
        self.generations.get(title).copied()
    }

    /// Whether the token names a place, as a part of a company's name.
    pub fn is_place(&self, token: &str) -> bool {
        self.places.contains(token)
    }

    /// The number that a token writes, in digits (`7`, `007`), as a Roman numeral or as a word.
    pub fn number(&self, token: &str) -> Option<u16> {
        if token.bytes().all(|b| b.is_ascii_digit()) {
            token.parse().ok()
        } else {
            self.numbers.get(token).copied()
        }
    }

    /// The other ways to write a number, without leading zeros.
    pub fn number_words(&self, value: u16) -> &[&'static str] {
        self.number_words.get(&value).map_or(&[], Vec::as_slice)
    }

    /// The Latin letter that a character of another script looks like.
    pub fn homoglyph(&self, c: char) -> Option<char> {
        self.homoglyphs.get(&c).copied()
    }

    /// The letter that a digit or sign stands for.
    pub fn letter_for(&self, c: char) -> Option<char> {
        self.letters.get(&c).copied()
    }

    /// How common the token is as a name in the world: 1 (very) to 5; `None` when it is not.
    pub fn common_tier(&self, token: &str) -> Option<u8> {
        self.common.get(token).copied()
    }

    /// The same for any token: one written without short vowels is as common as its most common spelling.
    pub fn common_tier_of_token(&self, token: &str) -> Option<u8> {
        if let Some(syllables) = token.strip_prefix(HAN) {
            self.common_tier(syllables)
        } else if is_unvoweled(token) {
            let mut tier = None;
            each_skeleton(token, |skeleton| {
                tier = COMMON_UNVOWELED
                    .get(skeleton)
                    .copied()
                    .into_iter()
                    .chain(tier)
                    .min();
            });
            tier
        } else {
            self.common_tier(token)
                .or_else(|| self.common_words.get(token).copied())
        }
    }

    /// What some letters stand for that a point ends, before other words of a name.
    pub fn abbreviation(&self, letters: &str) -> Option<&'static str> {
        self.abbreviations.get(letters).copied()
    }

    /// Whether the text is one legal form, or two (`companylimited`), written without spaces.
    pub fn is_compact_form(&self, text: &str) -> bool {
        self.legal_forms.is_compact(text)
    }

    /// Whether two families of legal forms are the same kind of body in two countries, or one of them fits any.
    pub fn are_compatible_forms(&self, a: &str, b: &str) -> bool {
        self.legal_forms.are_compatible(a, b)
    }

    /// The family of a long legal form that the word is one edit away from.
    pub fn misspelled_legal_form(&self, word: &str) -> Option<&'static str> {
        self.legal_forms.misspelled(word)
    }

    /// A first look, which few words survive: whether a word may be one slip away from a short legal form.
    pub fn may_be_near_short_legal_form(&self, word: &str) -> bool {
        self.legal_forms.may_be_near_short(word)
    }

    /// The short legal form that the word is one slip away from; `leading`: of those that stand before a name.
    pub fn short_legal_form_near(&self, word: &str, leading: bool) -> Option<&'static str> {
        self.legal_forms.short_near(word, leading)
    }

    /// Whether the token is a word of an office: `consulate`, `ministry`, `bureau`.
    pub fn is_office(&self, token: &str) -> bool {
        self.first_look.may_have(token) && self.offices.contains(token)
    }

    /// Whether the token is a word that many companies share.
    pub fn is_generic(&self, token: &str) -> bool {
        self.first_look.may_have(token)
            && (self.generic.contains(token) || self.translated_generic.contains(token))
    }
}
