//! The facts of designations, as words and numbers that a published value is looked for in.

use std::collections::HashSet;

use portcullis_model::{CountryCode, Date, Designation, Gender, NameKind, Schema};

use crate::{country, dates};

/// Shorter than that, a number is not looked for inside of others.
const NUMBER_CHARS_MIN: usize = 4;

/// Longer than that, a text is no country.
const COUNTRY_BYTES_MAX: usize = 80;

/// Longer than that, a text is no program and no measure, although it may hold their words.
const PROGRAM_WORDS_MAX: usize = 12;

/// Words between several values of one field, and of no value. The marks of `a) … b) …` are single letters.
const JOINING: [&str; 18] = [
    "also",
    "known",
    "as",
    "aka",
    "fka",
    "nka",
    "formerly",
    "previously",
    "listed",
    "alias",
    "and",
    "or",
    "the",
    "belarusian",
    "russian",
    "ukrainian",
    "alternative",
    "spelling",
];

/// What a fact is about, from the particular to the general.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Id,
    Schema,
    Gender,
    BirthDate,
    ListDate,
    Name,
    WeakName,
    OriginalName,
    Identifier,
    Nationality,
    BirthPlace,
    Address,
    Flag,
    Title,
    Relation,
    Program,
    Measure,
}

impl Thing {
    pub const ALL: [Thing; 17] = [
        Thing::Id,
        Thing::Schema,
        Thing::Gender,
        Thing::BirthDate,
        Thing::ListDate,
        Thing::Name,
        Thing::WeakName,
        Thing::OriginalName,
        Thing::Identifier,
        Thing::Nationality,
        Thing::BirthPlace,
        Thing::Address,
        Thing::Flag,
        Thing::Title,
        Thing::Relation,
        Thing::Program,
        Thing::Measure,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Thing::Id => "id",
            Thing::Schema => "kind-of-party",
            Thing::Gender => "gender",
            Thing::BirthDate => "birth-date",
            Thing::ListDate => "list-date",
            Thing::Name => "name",
            Thing::WeakName => "weak-name",
            Thing::OriginalName => "original-script-name",
            Thing::Identifier => "identifier",
            Thing::Nationality => "nationality",
            Thing::BirthPlace => "birth-place",
            Thing::Address => "address",
            Thing::Flag => "flag",
            Thing::Title => "title",
            Thing::Relation => "relation",
            Thing::Program => "program",
            Thing::Measure => "measure",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    pub const fn is_in(self, facts: u32) -> bool {
        facts & self.bit() != 0
    }

    pub const fn is_name(self) -> bool {
        matches!(self, Thing::Name | Thing::WeakName | Thing::OriginalName)
    }

    /// The kind of name that a value became.
    pub fn name_in(facts: u32) -> Option<Thing> {
        Thing::ALL
            .into_iter()
            .find(|thing| thing.is_name() && thing.is_in(facts))
    }
}

/// Where a value is that stands neither in a fact nor in the remarks.
const NOWHERE: (u32, bool) = (0, false);

/// What one designation, or all of a source, say.
pub(super) struct Facts {
    words: Vec<(Thing, HashSet<String>)>,
    born: Days,
    listed: Days,
    genders: HashSet<char>,
    schemas: HashSet<&'static str>,
    /// Letters and digits of identifiers.
    numbers: HashSet<String>,
    /// Whether numbers are looked for inside of other text, which is too dear for a whole source.
    looks_inside: bool,
    countries: Vec<(Thing, HashSet<CountryCode>)>,
    programs: Vec<Vec<String>>,
    measures: Vec<Vec<String>>,
    /// The remarks, folded.
    text: String,
}

/// Years, months and days of dates.
#[derive(Default)]
struct Days {
    parts: HashSet<i64>,
}

impl Days {
    fn add(&mut self, date: Date) {
        self.parts.insert(date.year().into());
        self.parts.insert(date.month().into());
        self.parts.insert(date.day().into());
    }

    /// Whether a text says one of the days or a part of it, and nothing else: every year in it is one of theirs, and every other
    /// number one of their days or months.
    fn say(&self, text: &Numbers) -> bool {
        let is_known = |n: &i64| *n == 0 || self.parts.contains(n);
        !self.parts.is_empty() && text.is_date && text.numbers.iter().all(is_known)
    }
}

/// The numbers in a text, and whether it may be a date: few words beside them, and no time of day.
struct Numbers {
    numbers: Vec<i64>,
    is_date: bool,
}

impl Numbers {
    fn of(text: &str) -> Numbers {
        // Without the time of `2018-05-29T00:00:00`, and the time zone of `2015-07-01-04:00`.
        let begins_with_day = text.get(..10).is_some_and(|day| dates::iso(day).is_some());
        let text = if begins_with_day && !text.contains(' ') {
            &text[..10]
        } else {
            text
        };
        let mut numbers: Vec<i64> = Vec::new();
        // The marks of `(1) 1966 (2) 1967` are no numbers.
        let pieces: Vec<&str> = text.split(')').collect();
        let (last, marked) = pieces.split_last().unwrap_or((&"", &[]));
        let unmarked = marked
            .iter()
            .map(|piece| piece.trim_end_matches(|c: char| c.is_ascii_digit()));
        let text = unmarked.chain([*last]).collect::<Vec<_>>().join(" ");
        for run in text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
        {
            numbers.push(run.parse().unwrap_or(i64::MAX));
        }
        for word in text.split(|c: char| !c.is_ascii_alphabetic()) {
            let month = MONTHS.iter().position(|month| {
                word.len() >= 3 && word.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(month))
            });
            numbers.extend(month.map(|n| n as i64 + 1));
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        Numbers {
            is_date: !numbers.is_empty() && letters <= 20 + 4 * numbers.len(),
            numbers,
        }
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl Facts {
    pub fn of<'d>(designations: impl Iterator<Item = &'d Designation>) -> Facts {
        let mut facts = Facts {
            words: Thing::ALL.map(|thing| (thing, HashSet::new())).into(),
            born: Days::default(),
            listed: Days::default(),
            genders: HashSet::new(),
            schemas: HashSet::new(),
            numbers: HashSet::new(),
            looks_inside: false,
            countries: [Thing::Nationality, Thing::Address, Thing::Identifier]
                .map(|thing| (thing, HashSet::new()))
                .into(),
            programs: Vec::new(),
            measures: Vec::new(),
            text: " ".to_owned(),
        };
        let mut count = 0;
        for designation in designations {
            facts.add(designation);
            count += 1;
        }
        facts.looks_inside = count == 1;
        facts
    }

    fn add(&mut self, d: &Designation) {
        if let Some((_, number)) = d.id.split_once('-') {
            self.put(Thing::Id, number);
        }
        for name in &d.names {
            let thing = match name.kind {
                NameKind::Primary | NameKind::Alias => Thing::Name,
                NameKind::WeakAlias => Thing::WeakName,
                NameKind::OriginalScript => Thing::OriginalName,
            };
            self.put(thing, &name.text);
        }
        for date in &d.birth_dates {
            self.born.add(date.from);
            self.born.add(date.to);
        }
        let days = [d.listed_on, d.amended_on, d.delisted_on].into_iter().flatten();
        for day in days.chain(d.effective.iter().map(|effective| effective.from)) {
            self.listed.add(day);
        }
        self.genders.extend(d.gender.map(|gender| match gender {
            Gender::Male => 'm',
            Gender::Female => 'f',
        }));
        self.schemas.extend(words_of(d.schema));
        for identifier in &d.identifiers {
            self.numbers.insert(letters_and_digits(&identifier.value));
            self.put(Thing::Identifier, identifier.kind.as_str());
            self.put(Thing::Identifier, identifier.label.as_deref().unwrap_or(""));
            self.country(Thing::Identifier, identifier.country);
        }
        for code in &d.nationalities {
            self.country(Thing::Nationality, Some(*code));
        }
        for place in &d.birth_places {
            self.put(Thing::BirthPlace, place);
        }
        for address in &d.addresses {
            self.put(Thing::Address, &address.text);
            self.put(Thing::Address, &address.country_name);
            self.country(Thing::Address, address.country);
        }
        for flag in &d.flags {
            self.put(Thing::Flag, flag);
        }
        self.put(Thing::Title, &d.title);
        for relation in &d.relations {
            self.put(Thing::Relation, &relation.to);
            self.put(Thing::Relation, relation.to_id.as_deref().unwrap_or(""));
            self.put(Thing::Relation, relation.kind.as_str());
        }
        for program in &d.programs {
            self.put(Thing::Program, program);
            let own = program.split_once('-').map_or(program.as_str(), |(_, own)| own);
            self.programs.push(folded(own));
        }
        for measure in &d.measures {
            self.put(Thing::Measure, measure.as_str());
            self.measures.push(folded(measure.as_str()));
        }
        self.text.push_str(&folded(&d.remarks).join(" "));
        self.text.push(' ');
    }

    fn put(&mut self, thing: Thing, text: &str) {
        if let Some((_, words)) = self.words.iter_mut().find(|(of, _)| *of == thing) {
            words.extend(folded(text));
        }
    }

    fn country(&mut self, thing: Thing, code: Option<CountryCode>) {
        if let Some((_, codes)) = self.countries.iter_mut().find(|(of, _)| *of == thing) {
            codes.extend(code);
        }
    }

    /// The facts that say a value, and whether the remarks do: as a whole, else of several values in one field (`A, Passport; Male,
    /// Gender`) each by itself.
    pub fn places(&self, value: &str) -> (u32, bool) {
        let whole = self.places_of(value);
        if whole != NOWHERE || !value.contains("; ") {
            return whole;
        }
        let mut together = NOWHERE;
        for piece in value.split("; ") {
            let found = self.places_of(piece);
            if found == NOWHERE {
                return NOWHERE;
            }
            together = (together.0 | found.0, together.1 || found.1);
        }
        together
    }

    /// The same of one value.
    fn places_of(&self, value: &str) -> (u32, bool) {
        let words = folded(value);
        let mut facts = 0;
        for (thing, known) in &self.words {
            let mut is_said = false;
            let is_known = |word: &String| {
                let is_known = known.contains(word);
                is_said |= is_known;
                is_known || word.chars().count() == 1 || JOINING.contains(&word.as_str())
            };
            if words.iter().all(is_known) && is_said {
                facts |= thing.bit();
            }
        }
        // Several names of one field may be of several kinds.
        let says_names = || {
            let names = self.words.iter().filter(|(thing, _)| thing.is_name());
            let is_known = |word: &String| names.clone().any(|(_, known)| known.contains(word));
            !words.is_empty() && words.iter().all(is_known)
        };
        if Thing::name_in(facts).is_none() && says_names() {
            facts |= Thing::Name.bit();
        }
        if self.says_number(value) {
            facts |= Thing::Identifier.bit();
        }
        let numbers = Numbers::of(value);
        for (thing, days) in [(Thing::BirthDate, &self.born), (Thing::ListDate, &self.listed)] {
            if days.say(&numbers) {
                facts |= thing.bit();
            }
        }
        let is_short = words.len() <= PROGRAM_WORDS_MAX;
        let within =
            |parts: &[String]| is_short && !parts.is_empty() && parts.iter().all(|part| words.contains(part));
        for (thing, known) in [(Thing::Program, &self.programs), (Thing::Measure, &self.measures)] {
            if known.iter().any(|parts| within(parts)) {
                facts |= thing.bit();
            }
        }
        // `Male, Gender`, where one column holds numbers of all kinds with their labels.
        let unlabeled: Vec<&String> = words.iter().filter(|word| *word != "gender").collect();
        if let [word] = &unlabeled[..] {
            if self.schemas.contains(word.as_str()) {
                facts |= Thing::Schema.bit();
            }
            let is_gender = matches!(word.as_str(), "m" | "f" | "male" | "female");
            if is_gender && word.starts_with(|c| self.genders.contains(&c)) {
                facts |= Thing::Gender.bit();
            }
        }
        facts |= self.countries_in(value);
        (facts, self.says_text(&words) || self.says_labeled(value))
    }

    /// Whether the remarks have the words, one behind the other.
    fn says_text(&self, words: &[String]) -> bool {
        self.text.contains(&words.join(" "))
    }

    /// Whether the remarks have a value whose label stands behind it (`Palestinian, Nationality`) with the label before it.
    fn says_labeled(&self, value: &str) -> bool {
        value.rsplit_once(", ").is_some_and(|(value, label)| {
            let mut words = folded(label);
            words.extend(folded(value));
            self.says_text(&words)
        })
    }

    /// Whether an identifier is the value, or a part of it, or it a part of one.
    fn says_number(&self, value: &str) -> bool {
        let value = letters_and_digits(value);
        if value.is_empty() {
            return false;
        }
        let is_part = |part: &str, whole: &str| part.len() >= NUMBER_CHARS_MIN && whole.contains(part);
        self.numbers.contains(&value)
            || (self.looks_inside
                && self
                    .numbers
                    .iter()
                    .any(|number| is_part(number, &value) || is_part(&value, number)))
    }

    fn countries_in(&self, value: &str) -> u32 {
        if value.len() > COUNTRY_BYTES_MAX || !value.contains(char::is_alphabetic) {
            return 0;
        }
        let pieces = value.split([';', ',']).map(str::trim);
        let codes: Option<Vec<CountryCode>> = pieces
            .map(|piece| country::iso_code(piece).or_else(|| country::of_three_letters(piece)))
            .collect();
        let codes = codes.unwrap_or_else(|| country::codes_in(value));
        let mut facts = 0;
        for code in codes {
            for (thing, known) in &self.countries {
                if known.contains(&code) {
                    facts |= thing.bit();
                }
            }
            // Of places and flags the words are kept, and of a code alone its name.
            let name = folded(&country::name(code));
            for (thing, known) in &self.words {
                let is_place = matches!(thing, Thing::BirthPlace | Thing::Flag);
                if is_place && !name.is_empty() && name.iter().all(|word| known.contains(word)) {
                    facts |= thing.bit();
                }
            }
        }
        facts
    }
}

/// The words that lists have for a kind of party.
fn words_of(schema: Schema) -> &'static [&'static str] {
    match schema {
        Schema::Person => &["person", "individual", "individuals", "p", "natural"],
        Schema::Organization => &[
            "organization",
            "entity",
            "entities",
            "enterprise",
            "e",
            "company",
            "legalentity",
        ],
        Schema::Vessel => &["vessel", "ship"],
        Schema::Aircraft => &["aircraft", "airplane"],
        Schema::Unknown => &["unknown"],
    }
}

/// Words in lower case, without what stands between them.
fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn letters_and_digits(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{BirthDate, CountryCode, Designation, Name, NameKind, Schema};

    use super::{Facts, Thing};

    fn facts() -> Facts {
        let mut d = Designation::new("un-QDi.1", "UN", "UN", Schema::Person);
        d.names.push(Name::new("Abdul Ghani Karim", NameKind::Primary));
        d.birth_dates.extend(BirthDate::month(1967, 3, false));
        d.birth_dates.extend(BirthDate::years(1961, 1961, true));
        d.nationalities.extend(CountryCode::new("IR"));
        d.programs.push("UN-Al-Qaida".to_owned());
        d.remarks = "Review closed on 4 May 2019; a teacher.".to_owned();
        Facts::of(std::iter::once(&d))
    }

    fn is(thing: Thing, value: &str) -> bool {
        thing.is_in(facts().places(value).0)
    }

    #[test]
    fn a_value_is_found_by_its_words_whatever_stands_between_them() {
        assert!(is(Thing::Name, "KARIM, Abdul"));
        assert!(is(Thing::Name, "a) Abdul Ghani b) Karim"));
        assert!(!is(Thing::Name, "Abdul Rahim"));
        assert!(!is(Thing::Name, "a) also known as"));
        assert!(is(Thing::Program, "The Al-Qaida organization"));
        assert_eq!(facts().places("a teacher"), (0, true));
        assert_eq!(facts().places("a baker"), (0, false));
    }

    #[test]
    fn a_date_is_found_if_all_of_it_is_known() {
        for text in [
            "1967",
            "03/1967",
            "00/03/1967",
            "1967-03-01T00:00:00",
            "March 1967",
            "(1) 1961 (2) --/--/1967",
        ] {
            assert!(is(Thing::BirthDate, text), "{text}");
        }
        for text in ["1968", "15/03/1967", "1967, 1968", "no date"] {
            assert!(!is(Thing::BirthDate, text), "{text}");
        }
    }

    #[test]
    fn a_country_is_found_by_code_and_in_words() {
        for text in ["IR", "IRN", "TR; IR", "Iran (Islamic Republic of)", "Iranian"] {
            assert!(is(Thing::Nationality, text), "{text}");
        }
        assert!(!is(Thing::Nationality, "Iraq"));
    }
}
