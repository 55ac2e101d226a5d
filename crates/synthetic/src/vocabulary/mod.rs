//! The words of `data/*.toml`, checked and made unambiguous.

use std::{collections::HashSet, sync::OnceLock};

use portcullis_model::{CurrencyCode, Purpose};
use serde::Deserialize;

use crate::text::Template;

/// Everything the generator knows.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(crate) cultures: Vec<Culture>,
    pub(crate) languages: Vec<Language>,
    pub(crate) stems: Words,
    pub(crate) countries: Vec<Country>,
    /// Running sums of the countries' weights.
    pub(crate) country_weights: Vec<u64>,
    pub(crate) kinds: Vec<Kind>,
}

/// Very many words, end to end: drawing one at random then costs one or two cache misses in a megabyte.
#[derive(Debug, Default)]
pub(crate) struct Words {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
}

impl Words {
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word; empty where there is none.
    pub(crate) fn get(&self, at: usize) -> &str {
        let place = |at: usize| self.ends.get(at).map_or(self.text.len(), |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, place);
        self.text.get(start..place(at)).unwrap_or_default()
    }
}

impl FromIterator<String> for Words {
    /// Words beyond 4 GiB of text are left out.
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Words {
        let mut all = Words::default();
        for word in words {
            let Ok(end) = u32::try_from(all.text.len() + word.len()) else {
                break;
            };
            all.text.push_str(&word);
            all.ends.push(end);
        }
        all
    }
}

/// Given names and surnames that go together.
#[derive(Debug)]
pub(crate) struct Culture {
    pub(crate) family_first: bool,
    pub(crate) particle: String,
    pub(crate) male: Vec<String>,
    pub(crate) female: Vec<String>,
    pub(crate) surnames: Vec<Surname>,
}

/// A surname in its two forms; equal where the culture does not tell.
#[derive(Debug)]
pub(crate) struct Surname {
    pub(crate) of_man: String,
    pub(crate) of_woman: String,
}

/// How firms of a language of business are called and addressed.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) sector_first: bool,
    pub(crate) sectors: Vec<String>,
    pub(crate) streets: Vec<String>,
    pub(crate) address: Template,
}

/// How accounts of a country look.
#[derive(Debug)]
pub(crate) enum AccountShape {
    /// An IBAN with these blocks after its check digits: how many characters, and whether they are letters.
    Iban(Vec<(usize, bool)>),
    /// So many digits.
    Digits(usize),
}

/// A country that parties live in.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: String,
    pub(crate) currency: CurrencyCode,
    pub(crate) digits: u32,
    pub(crate) per_usd: u64,
    pub(crate) account: AccountShape,
    /// Positions in [`Vocabulary::cultures`].
    pub(crate) cultures: Vec<usize>,
    /// Position in [`Vocabulary::languages`].
    pub(crate) language: usize,
    pub(crate) cities: Vec<String>,
    pub(crate) postal: String,
    pub(crate) legal_forms: Vec<String>,
    pub(crate) legal_first: bool,
}

/// Who may stand on a side of a kind of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    Person,
    Firm,
    Any,
}

impl Side {
    pub(crate) fn takes(self, is_firm: bool) -> bool {
        match self {
            Side::Person => !is_firm,
            Side::Firm => is_firm,
            Side::Any => true,
        }
    }
}

/// A kind of payment.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) from: Side,
    pub(crate) to: Side,
    pub(crate) weight: u64,
    pub(crate) purpose: Purpose,
    pub(crate) code: String,
    /// Lowest and highest amount in US dollars.
    pub(crate) usd: (u64, u64),
    pub(crate) texts: Vec<Template>,
}

mod file {
    //! The files as they are written.
    use serde::Deserialize;

    use super::Side;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct People {
        pub(crate) culture: Vec<Culture>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Culture {
        pub(crate) id: String,
        pub(crate) order: Order,
        #[serde(default)]
        pub(crate) particle: String,
        pub(crate) male: String,
        pub(crate) female: String,
        pub(crate) surnames: String,
        #[serde(default)]
        pub(crate) surname_beginnings: String,
        #[serde(default)]
        pub(crate) surname_endings: String,
        #[serde(default)]
        pub(crate) given_beginnings: String,
        #[serde(default)]
        pub(crate) given_endings: String,
        #[serde(default)]
        pub(crate) feminine: Vec<String>,
    }

    #[derive(Deserialize, PartialEq, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub(crate) enum Order {
        GivenFirst,
        FamilyFirst,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Business {
        pub(crate) stems: String,
        pub(crate) coined_beginnings: String,
        pub(crate) coined_middles: String,
        pub(crate) coined_endings: String,
        pub(crate) language: Vec<Language>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Language {
        pub(crate) id: String,
        pub(crate) sector_first: bool,
        pub(crate) sectors: String,
        pub(crate) streets: String,
        pub(crate) address: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Countries {
        pub(crate) country: Vec<Country>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Country {
        pub(crate) code: String,
        pub(crate) weight: u64,
        pub(crate) currency: String,
        #[serde(default = "two")]
        pub(crate) digits: u32,
        pub(crate) per_usd: u64,
        #[serde(default)]
        pub(crate) bban: String,
        #[serde(default)]
        pub(crate) account: usize,
        pub(crate) cultures: Vec<String>,
        pub(crate) language: String,
        pub(crate) cities: String,
        pub(crate) postal: String,
        pub(crate) legal: String,
        #[serde(default)]
        pub(crate) legal_first: bool,
    }

    const fn two() -> u32 {
        2
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Remittance {
        pub(crate) kind: Vec<Kind>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Kind {
        pub(crate) from: Side,
        pub(crate) to: Side,
        pub(crate) weight: u64,
        pub(crate) purpose: String,
        pub(crate) code: String,
        pub(crate) usd: (u64, u64),
        pub(crate) texts: Vec<String>,
    }
}

/// Words that are taken. What a word is must be plain from the word alone (see `names.rs`), so each belongs to
/// the first list that claims it; compared without case, because half of all payments are in capitals.
#[derive(Default)]
struct Claims(HashSet<String>);

impl Claims {
    fn free(&self, words: &[&str]) -> bool {
        words.iter().all(|word| !self.0.contains(&word.to_uppercase()))
    }

    fn take(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| word.to_uppercase()));
    }

    /// Takes a name of one or several words for one list; `false` when its last word is taken.
    fn claim(&mut self, name: &str) -> bool {
        let last = name.rsplit(' ').next().unwrap_or(name);
        let free = self.free(&[last]);
        self.take(&[last]);
        free
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace().map(|word| word.replace('_', " "))
}

fn phrases(text: &str) -> Vec<String> {
    text.split(';')
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Vocabulary {
    /// The vocabulary, read once a process.
    ///
    /// The error can only be a mistake in those files, which a test of this module would have met first.
    pub(crate) fn shared() -> Result<&'static Vocabulary, String> {
        static SHARED: OnceLock<Result<Vocabulary, String>> = OnceLock::new();
        SHARED
            .get_or_init(Vocabulary::load)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Reads the files that are part of the program.
    fn load() -> Result<Vocabulary, String> {
        fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, String> {
            toml::from_str(text).map_err(|e| format!("{name}: {e}"))
        }
        let people: file::People = parse("people.toml", include_str!("../../data/people.toml"))?;
        let business: file::Business = parse("business.toml", include_str!("../../data/business.toml"))?;
        let countries: file::Countries = parse("countries.toml", include_str!("../../data/countries.toml"))?;
        let remittance: file::Remittance =
            parse("remittance.toml", include_str!("../../data/remittance.toml"))?;

        let mut claims = Claims::default();
        for initial in 'A'..='Z' {
            claims.take(&[initial.to_string().as_str()]);
        }
        for form in countries
            .country
            .iter()
            .flat_map(|country| phrases(&country.legal))
        {
            claims.take(&form.split(' ').collect::<Vec<_>>());
        }
        let culture_ids: Vec<String> = people.culture.iter().map(|culture| culture.id.clone()).collect();
        let language_ids: Vec<String> = business
            .language
            .iter()
            .map(|language| language.id.clone())
            .collect();
        let languages = Vocabulary::languages(business.language, &mut claims)?;
        for culture in &people.culture {
            claims.take(&[culture.particle.as_str()]);
        }
        let cultures = people
            .culture
            .into_iter()
            .map(|culture| Vocabulary::culture(culture, &mut claims))
            .collect::<Result<Vec<_>, String>>()?;
        // Short words first: they are drawn most.
        let coined = words(&business.coined_middles).flat_map(|middle| {
            let middle = if middle == "-" { "" } else { middle.as_str() };
            coined(&business.coined_beginnings, middle, &business.coined_endings)
        });
        let stems = words(&business.stems)
            .chain(coined.map(|word| capitalized(&word)))
            .filter(|stem| claims.claim(stem))
            .collect();

        let mut sum = 0;
        let country_weights = countries
            .country
            .iter()
            .map(|c| {
                sum += c.weight;
                sum
            })
            .collect();
        let place = |ids: &[String], id: &str, of: &str| {
            ids.iter()
                .position(|known| known == id)
                .ok_or_else(|| format!("countries.toml: {of}: no `{id}`"))
        };
        let countries = countries
            .country
            .into_iter()
            .map(|country| {
                let of = country.code.clone();
                Ok(Country {
                    currency: CurrencyCode::new(&country.currency)
                        .ok_or_else(|| format!("countries.toml: {of}: bad currency"))?,
                    account: account_shape(&country.bban, country.account)
                        .ok_or_else(|| format!("countries.toml: {of}: bad bban"))?,
                    cultures: country
                        .cultures
                        .iter()
                        .map(|id| place(&culture_ids, id, &of))
                        .collect::<Result<_, _>>()?,
                    language: place(&language_ids, &country.language, &of)?,
                    cities: phrases(&country.cities),
                    legal_forms: phrases(&country.legal),
                    legal_first: country.legal_first,
                    code: country.code,
                    digits: country.digits,
                    per_usd: country.per_usd,
                    postal: country.postal,
                })
            })
            .collect::<Result<Vec<_>, String>>()?;

        let kinds = remittance
            .kind
            .into_iter()
            .map(|kind| {
                Ok(Kind {
                    from: kind.from,
                    to: kind.to,
                    weight: kind.weight,
                    purpose: kind
                        .purpose
                        .parse()
                        .map_err(|e| format!("remittance.toml: {e}"))?,
                    code: kind.code,
                    usd: kind.usd,
                    texts: kind
                        .texts
                        .iter()
                        .map(|text| Template::parse(text))
                        .collect::<Result<_, _>>()?,
                })
            })
            .collect::<Result<Vec<_>, String>>()?;
        Ok(Vocabulary {
            cultures,
            languages,
            stems,
            countries,
            country_weights,
            kinds,
        })
    }

    fn languages(read: Vec<file::Language>, claims: &mut Claims) -> Result<Vec<Language>, String> {
        let mut known_phrases = HashSet::new();
        let mut sector_words: HashSet<String> = HashSet::new();
        let languages = read
            .into_iter()
            .map(|language| {
                let mut sectors = phrases(&language.sectors);
                // A phrase that another language has, or that holds the word of a legal form, would make a
                // firm's name readable in two ways.
                sectors.retain(|phrase| {
                    let words: Vec<&str> = phrase.split(' ').collect();
                    let keep = claims.free(&words) && known_phrases.insert(phrase.to_uppercase());
                    if keep {
                        sector_words.extend(words.iter().map(|word| word.to_uppercase()));
                    }
                    keep
                });
                Ok(Language {
                    sector_first: language.sector_first,
                    sectors,
                    streets: phrases(&language.streets),
                    address: Template::parse(&language.address)?,
                })
            })
            .collect();
        // Only now: words may repeat among the phrases of sectors.
        claims.0.extend(sector_words);
        languages
    }

    fn culture(read: file::Culture, claims: &mut Claims) -> Result<Culture, String> {
        let endings = read
            .feminine
            .iter()
            .map(|rule| {
                rule.split_once('>')
                    .ok_or_else(|| format!("people.toml: `{rule}` is not `from>to`"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut given = |text: &str| words(text).filter(|name| claims.claim(name)).collect::<Vec<_>>();
        let mut male = given(&read.male);
        // In the cultures that have such names, they do not tell men from women.
        male.extend(given(
            &coined(&read.given_beginnings, "", &read.given_endings).join(" "),
        ));
        let female = given(&read.female);
        let mut surnames = Vec::new();
        let rarer = coined(&read.surname_beginnings, "", &read.surname_endings);
        for of_man in words(&read.surnames).chain(rarer) {
            let of_woman = endings
                .iter()
                .find_map(|(from, to)| of_man.strip_suffix(from).map(|stem| format!("{stem}{to}")))
                .unwrap_or_else(|| of_man.clone());
            // Both forms, or neither.
            if claims.claim(&of_man) && (of_woman == of_man || claims.claim(&of_woman)) {
                surnames.push(Surname { of_man, of_woman });
            }
        }
        Ok(Culture {
            family_first: read.order == file::Order::FamilyFirst,
            particle: read.particle,
            male,
            female,
            surnames,
        })
    }
}

/// Every beginning with every ending, in an order in which neighbors share neither.
fn coined(beginnings: &str, middle: &str, endings: &str) -> Vec<String> {
    let beginnings: Vec<&str> = beginnings.split_whitespace().collect();
    let endings: Vec<&str> = endings.split_whitespace().collect();
    let mut words = Vec::with_capacity(beginnings.len() * endings.len());
    for shift in 0..endings.len() {
        for (i, beginning) in beginnings.iter().enumerate() {
            words.push(format!(
                "{beginning}{middle}{}",
                endings[(i + shift) % endings.len()]
            ));
        }
    }
    words
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `4a14n` to blocks.
fn account_shape(bban: &str, digits: usize) -> Option<AccountShape> {
    if bban.is_empty() {
        return (digits > 0).then_some(AccountShape::Digits(digits));
    }
    let mut blocks = Vec::new();
    let mut count = 0;
    for c in bban.chars() {
        match c {
            '0'..='9' => count = count * 10 + c.to_digit(10)? as usize,
            // Where the registry allows letters and digits, digits are what most banks use.
            'n' | 'c' | 'a' if count > 0 => blocks.push((std::mem::take(&mut count), c == 'a')),
            _ => return None,
        }
    }
    (count == 0).then_some(AccountShape::Iban(blocks))
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::Vocabulary;

    #[test]
    fn the_files_load_and_every_country_can_name_people_and_firms() {
        let vocabulary = Vocabulary::shared().unwrap();
        assert!(vocabulary.stems.len() > 50_000, "{}", vocabulary.stems.len());
        for culture in &vocabulary.cultures {
            assert!(
                culture.male.len() >= 10 && culture.female.len() >= 10 && culture.surnames.len() >= 15,
                "{culture:?}"
            );
        }
        for country in &vocabulary.countries {
            assert!(
                !country.cultures.is_empty() && !country.cities.is_empty(),
                "{country:?}"
            );
            assert!(!country.legal_forms.is_empty(), "{country:?}");
            assert!(
                !vocabulary.languages[country.language].sectors.is_empty(),
                "{country:?}"
            );
        }
        let codes: HashSet<&str> = vocabulary.countries.iter().map(|c| c.code.as_str()).collect();
        assert_eq!(codes.len(), vocabulary.countries.len());
    }

    #[test]
    fn a_word_tells_the_list_that_it_stands_in() {
        let vocabulary = Vocabulary::shared().unwrap();
        let mut owners: HashMap<String, String> = HashMap::new();
        let mut own = |name: &str, list: String| {
            let word = name.rsplit(' ').next().unwrap().to_uppercase();
            let before = owners.insert(word.clone(), list.clone());
            assert!(before.is_none(), "{word} stands in {list} and in {before:?}");
        };
        for (i, culture) in vocabulary.cultures.iter().enumerate() {
            for (list, names) in [("male", &culture.male), ("female", &culture.female)] {
                names
                    .iter()
                    .for_each(|name| own(name, format!("{list} names of culture {i}")));
            }
            for surname in &culture.surnames {
                own(&surname.of_man, format!("surnames of culture {i}"));
                if surname.of_woman != surname.of_man {
                    own(&surname.of_woman, format!("surnames of women of culture {i}"));
                }
            }
        }
        for at in 0..vocabulary.stems.len() {
            own(vocabulary.stems.get(at), "stems".to_owned());
        }
        let phrases: Vec<String> = vocabulary
            .languages
            .iter()
            .flat_map(|language| &language.sectors)
            .map(|s| s.to_uppercase())
            .collect();
        assert_eq!(phrases.iter().collect::<HashSet<_>>().len(), phrases.len());
        for word in phrases.iter().flat_map(|phrase| phrase.split(' ')) {
            assert!(!owners.contains_key(word), "{word}");
        }
        for form in vocabulary
            .countries
            .iter()
            .flat_map(|country| &country.legal_forms)
        {
            for word in form.to_uppercase().split(' ') {
                assert!(!owners.contains_key(word), "{word}");
                assert!(
                    !phrases
                        .iter()
                        .any(|phrase| phrase.split(' ').any(|other| other == word)),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn every_pair_of_sides_has_a_kind_of_payment() {
        let vocabulary = Vocabulary::shared().unwrap();
        for from in [false, true] {
            for to in [false, true] {
                assert!(
                    vocabulary
                        .kinds
                        .iter()
                        .any(|k| k.from.takes(from) && k.to.takes(to) && k.weight > 0)
                );
            }
        }
    }
}
