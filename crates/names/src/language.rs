//! The language data, read once from the files compiled in (`data/`, each with its source).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    analysis::Class,
    confusion::{Confusions, Difference, Position},
};

/// A phrase of one or more folded words that has a class of its own.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// The words after the first.
    pub rest: Vec<&'static str>,
    /// What it is.
    pub class: Class,
    /// What it is folded to: the family of a legal form (`=llc`), the value of a number word (`7`).
    pub folded: String,
}

/// Shorter legal forms are one edit from too much else.
const MISSPELLED_MIN_BYTES: usize = 7;

/// Shorter words of companies' names are abbreviations, and syllables of names: they keep their weight.
const GENERIC_MIN_BYTES: usize = 4;

/// All language data.
pub(crate) struct Language {
    phrases: FxHashMap<&'static str, Vec<Phrase>>,
    nicknames: FxHashMap<&'static str, Vec<u16>>,
    nickname_classes: Vec<Vec<&'static str>>,
    common: FxHashMap<&'static str, u8>,
    /// Tiers of plain words that companies take for their name.
    common_words: FxHashMap<&'static str, u8>,
    /// Tiers by consonants, for names written without short vowels.
    common_unvoweled: FxHashMap<String, u8>,
    numbers: FxHashMap<&'static str, u16>,
    number_words: FxHashMap<u16, Vec<&'static str>>,
    generic: FxHashSet<&'static str>,
    places: FxHashSet<&'static str>,
    /// Particles between a name and the father's.
    patronymics: FxHashSet<&'static str>,
    /// Words behind a name that tell a son (`true`) from a father.
    generations: FxHashMap<&'static str, bool>,
    synonyms: FxHashMap<&'static str, Vec<u16>>,
    synonym_classes: Vec<Vec<&'static str>>,
    /// Legal forms without spaces, and the bytes of the longest.
    compact_forms: FxHashSet<String>,
    /// What is left of long one-word legal forms after one deletion, with the form and its family.
    form_deletions: FxHashMap<String, (&'static str, &'static str)>,
    /// Bytes of the longest of them.
    longest_form: usize,
    /// What kind of body each family of legal forms is: `limited`, `stock`, …
    form_classes: FxHashMap<String, &'static str>,
    /// What a difference of one letter says, in bits.
    pub confusions: Confusions,
    homoglyphs: FxHashMap<char, char>,
    letters: FxHashMap<char, char>,
}

const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx",
];

static LANGUAGE: LazyLock<Language> = LazyLock::new(Language::read);

pub(crate) fn get() -> &'static Language {
    &LANGUAGE
}

fn rows(text: &'static str, header: bool) -> impl Iterator<Item = Vec<&'static str>> + Clone {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(usize::from(header))
        .map(|line| line.split(',').map(str::trim).collect())
}

fn letter_confusions() -> impl Iterator<Item = (Difference, Position, f32)> + Clone {
    rows(include_str!("../data/letter_confusions.csv"), true).filter_map(|row| match row.as_slice() {
        [kind, place, letters, bits, ..] => Some((
            Difference::read(kind, letters)?,
            Position::read(place)?,
            bits.parse().ok()?,
        )),
        _ => None,
    })
}

impl Language {
    fn read() -> Language {
        let mut language = Language {
            phrases: FxHashMap::default(),
            nicknames: FxHashMap::default(),
            nickname_classes: Vec::new(),
            common: FxHashMap::default(),
            common_words: FxHashMap::default(),
            common_unvoweled: FxHashMap::default(),
            numbers: FxHashMap::default(),
            number_words: FxHashMap::default(),
            generic: FxHashSet::default(),
            places: FxHashSet::default(),
            patronymics: FxHashSet::default(),
            generations: FxHashMap::default(),
            synonyms: FxHashMap::default(),
            synonym_classes: Vec::new(),
            compact_forms: FxHashSet::default(),
            form_deletions: FxHashMap::default(),
            longest_form: 0,
            form_classes: FxHashMap::default(),
            confusions: Confusions::of(letter_confusions()),
            homoglyphs: FxHashMap::default(),
            letters: FxHashMap::default(),
        };
        for row in rows(include_str!("../data/particles.csv"), true) {
            // `Din` and `zade` end names and are part of them.
            if row.get(1) == Some(&"patronymic") {
                language.patronymics.insert(row[0]);
            }
            if !matches!(row.get(1), Some(&"suffix" | &"servant")) {
                language.add_phrase(row[0], Class::Particle, row[0].to_owned());
            }
        }
        for row in rows(include_str!("../data/titles.csv"), true) {
            if let Some(culture @ (&"younger" | &"elder")) = row.get(1) {
                language.generations.insert(row[0], *culture == "younger");
            }
            // A title that is a given name as well (Sayed, Malik) keeps its weight as a name.
            if row.get(1).is_none_or(|culture| !culture.ends_with("-name")) {
                language.add_phrase(row[0], Class::Title, row[0].to_owned());
            }
        }
        for row in rows(include_str!("../data/number_words.csv"), true) {
            if let Some(value) = row.get(1).and_then(|value| value.parse().ok()) {
                language.add_number(row[0], value);
            }
        }
        // Roman numerals of two letters and more; longer ones than XXXIX number no unit, vessel or pope.
        for (value, roman) in ROMAN.iter().enumerate() {
            if roman.len() >= 2 {
                language.add_number(roman, u16::try_from(value + 1).unwrap_or(u16::MAX));
            }
        }
        for row in rows(include_str!("../data/legal_forms.csv"), true) {
            if let Some(form) = row.get(2) {
                let family = format!("={}", row[0].to_ascii_lowercase());
                language.form_classes.entry(family.clone()).or_insert(row[1]);
                language.compact_forms.insert(form.replace(' ', ""));
                if !form.contains(' ') && form.len() >= MISSPELLED_MIN_BYTES {
                    language.longest_form = language.longest_form.max(form.len());
                    // Some hundred families, once a process.
                    let family: &'static str = family.clone().leak();
                    for i in 0..form.len() {
                        let left = format!("{}{}", &form[..i], &form[i + 1..]);
                        language.form_deletions.entry(left).or_insert((form, family));
                    }
                    language
                        .form_deletions
                        .entry((*form).to_owned())
                        .or_insert((form, family));
                }
                language.add_phrase(form, Class::LegalForm, family);
            }
        }
        for row in rows(include_str!("../data/nicknames.csv"), false) {
            let class = u16::try_from(language.nickname_classes.len()).unwrap_or(u16::MAX);
            for name in &row {
                let classes = language.nicknames.entry(name).or_default();
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
            language.nickname_classes.push(row);
        }
        for row in rows(include_str!("../data/common_names.csv"), true) {
            if let Some(tier) = row.get(1).and_then(|tier| tier.parse::<u8>().ok()) {
                let skeleton = crate::relation::unvoweled_skeleton(row[0]);
                if !skeleton.is_empty() {
                    language
                        .common_unvoweled
                        .entry(skeleton)
                        .and_modify(|t| *t = tier.min(*t))
                        .or_insert(tier);
                }
                language
                    .common
                    .entry(row[0])
                    .and_modify(|t| *t = tier.min(*t))
                    .or_insert(tier);
            }
        }
        for row in rows(include_str!("../data/generic_words.csv"), true) {
            language.generic.insert(row[0]);
        }
        for row in rows(include_str!("../data/common_words.csv"), true) {
            if let Some(tier) = row.get(1).and_then(|tier| tier.parse::<u8>().ok()) {
                language.common_words.insert(row[0], tier);
            }
        }
        for row in rows(include_str!("../data/company_words.csv"), false) {
            language.add_synonyms(&row);
        }
        for row in rows(include_str!("../data/places.csv"), false) {
            let places = language.add_synonyms(&row);
            language.places.extend(places);
        }
        for row in rows(include_str!("../data/homoglyphs.csv"), true) {
            if let (Some(from), Some(to)) = (row[0].chars().next(), row.get(1).and_then(|t| t.chars().next()))
            {
                language.homoglyphs.insert(from, to);
            }
        }
        for row in rows(include_str!("../data/leet.csv"), true) {
            if let (Some(from), Some(to)) = (row[0].chars().next(), row.get(1).and_then(|t| t.chars().next()))
            {
                language.letters.insert(from, to);
            }
        }
        for phrases in language.phrases.values_mut() {
            // Longest first: `limited liability company` before `limited`.
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        language
    }

    fn add_number(&mut self, word: &'static str, value: u16) {
        self.numbers.insert(word, value);
        self.number_words.entry(value).or_default().push(word);
    }

    /// Adds a class of words that say one thing, and returns those that were: what is a name as well is left out.
    fn add_synonyms(&mut self, words: &[&'static str]) -> Vec<&'static str> {
        let words: Vec<&'static str> = words
            .iter()
            .filter(|word| !self.common.contains_key(*word))
            .copied()
            .collect();
        let class = u16::try_from(self.synonym_classes.len()).unwrap_or(u16::MAX);
        for word in &words {
            let classes = self.synonyms.entry(word).or_default();
            if !classes.contains(&class) {
                classes.push(class);
            }
            if word.len() >= GENERIC_MIN_BYTES {
                self.generic.insert(word);
            }
        }
        self.synonym_classes.push(words.clone());
        words
    }

    /// Whether the two tokens say one thing in the names of companies.
    pub fn are_synonyms(&self, a: &str, b: &str) -> bool {
        let Some(a) = self.synonyms.get(a) else {
            return false;
        };
        let b = self.synonyms.get(b);
        b.is_some_and(|b| a.iter().any(|class| b.contains(class)))
    }

    /// All words that say what the token says, over all its classes; may repeat.
    pub fn synonyms(&self, token: &str) -> impl Iterator<Item = &'static str> {
        self.synonyms
            .get(token)
            .into_iter()
            .flatten()
            .filter_map(|class| self.synonym_classes.get(usize::from(*class)))
            .flatten()
            .copied()
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

    fn add_phrase(&mut self, text: &'static str, class: Class, folded: String) {
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        let rest: Vec<_> = words.collect();
        let phrases = self.phrases.entry(first).or_default();
        // The first reading stands: a word that is a particle is not a legal form too.
        if !phrases.iter().any(|phrase| phrase.rest == rest) {
            phrases.push(Phrase { rest, class, folded });
        }
    }

    /// Phrases that begin with this word, longest first.
    pub fn phrases(&self, first: &str) -> &[Phrase] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    /// The Latin letter that a character of another script looks like.
    pub fn homoglyph(&self, c: char) -> Option<char> {
        self.homoglyphs.get(&c).copied()
    }

    /// The letter that a digit or sign stands for.
    pub fn letter_for(&self, c: char) -> Option<char> {
        self.letters.get(&c).copied()
    }

    /// Whether the two tokens are forms of one given name.
    pub fn are_nicknames(&self, a: &str, b: &str) -> bool {
        let Some(a) = self.nicknames.get(a) else {
            return false;
        };
        let b = self.nicknames.get(b);
        b.is_some_and(|b| a.iter().any(|class| b.contains(class)))
    }

    /// All other forms of a given name, over all its classes; may repeat.
    pub fn nicknames(&self, token: &str) -> impl Iterator<Item = &'static str> {
        self.nicknames
            .get(token)
            .into_iter()
            .flatten()
            .filter_map(|class| self.nickname_classes.get(usize::from(*class)))
            .flatten()
            .copied()
    }

    /// How common the token is as a name in the world: 1 (very) to 5; `None` when it is not.
    pub fn common_tier(&self, token: &str) -> Option<u8> {
        self.common.get(token).copied()
    }

    /// The same for any token: one written without short vowels is as common as its most common spelling.
    pub fn common_tier_of_token(&self, token: &str) -> Option<u8> {
        if let Some(syllables) = token.strip_prefix(crate::transliterate::HAN) {
            self.common_tier(syllables)
        } else if crate::relation::is_unvoweled(token) {
            self.common_unvoweled
                .get(&crate::relation::unvoweled_skeleton(token))
                .copied()
        } else {
            self.common_tier(token)
                .or_else(|| self.common_words.get(token).copied())
        }
    }

    /// Whether the text is one legal form, or two (`companylimited`), written without spaces.
    pub fn is_compact_form(&self, text: &str) -> bool {
        self.compact_forms.contains(text)
            || (4..text.len().saturating_sub(1)).any(|at| {
                text.is_char_boundary(at)
                    && self.compact_forms.contains(&text[..at])
                    && self.compact_forms.contains(&text[at..])
            })
    }

    /// Whether two families of legal forms are the same kind of body in two countries, or one of them fits any.
    pub fn are_compatible_forms(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.form_classes.get(a), self.form_classes.get(b)) else {
            return false;
        };
        a == b || *a == "any" || *b == "any"
    }

    /// The family of a long legal form that the word is one edit away from.
    pub fn misspelled_legal_form(&self, word: &str) -> Option<&'static str> {
        if !(MISSPELLED_MIN_BYTES - 1..=self.longest_form + 1).contains(&word.len()) || !word.is_ascii() {
            return None;
        }
        let near = |left: &str| {
            self.form_deletions
                .get(left)
                .filter(|(form, _)| strsim::osa_distance(form, word) == 1)
                .map(|(_, family)| *family)
        };
        near(word).or_else(|| {
            let mut left = String::with_capacity(word.len());
            (0..word.len()).find_map(|i| {
                left.clear();
                left.push_str(&word[..i]);
                left.push_str(&word[i + 1..]);
                near(&left)
            })
        })
    }

    /// Whether the token is a word that many companies share.
    pub fn is_generic(&self, token: &str) -> bool {
        self.generic.contains(token)
    }
}
