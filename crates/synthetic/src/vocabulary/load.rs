//! The files of `data/`, checked and made unambiguous.

use std::{collections::HashSet, sync::OnceLock};

use portcullis_model::CurrencyCode;
use serde::Deserialize;

use super::{
    claims::Claims,
    file,
    types::{AccountShape, Country, Culture, Kind, Language, Surname, Vocabulary},
    words::Words,
};
use crate::text::Template;

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
    /// The error can only be a mistake in the files of `data/`, which a test of this module would have met first.
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
        let stems = stems(
            &business.stems,
            &business.coined_beginnings,
            &business.coined_middles,
            &business.coined_endings,
            &mut claims,
        );

        let mut sum = 0;
        let country_weights = countries
            .country
            .iter()
            .map(|c| {
                sum += c.weight;
                sum
            })
            .collect();
        let countries = countries
            .country
            .into_iter()
            .map(|read| country(read, &culture_ids, &language_ids))
            .collect::<Result<Vec<_>, String>>()?;
        let kinds = remittance
            .kind
            .into_iter()
            .map(kind)
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
        for word in &sector_words {
            claims.take(&[word.as_str()]);
        }
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

/// What firms are called by: ordinary words, then coined ones, the short ones first because they are drawn most.
fn stems(ordinary: &str, beginnings: &str, middles: &str, endings: &str, claims: &mut Claims) -> Words {
    let coined = words(middles).flat_map(|middle| {
        let middle = if middle == "-" { "" } else { middle.as_str() };
        coined(beginnings, middle, endings)
    });
    words(ordinary)
        .chain(coined.map(|word| capitalized(&word)))
        .filter(|stem| claims.claim(stem))
        .collect()
}

/// A country of `countries.toml`, given the ids of cultures and languages in their order.
fn country(read: file::Country, culture_ids: &[String], language_ids: &[String]) -> Result<Country, String> {
    let of = read.code.clone();
    let place = |ids: &[String], id: &str| {
        ids.iter()
            .position(|known| known == id)
            .ok_or_else(|| format!("countries.toml: {of}: no `{id}`"))
    };
    Ok(Country {
        currency: CurrencyCode::new(&read.currency)
            .ok_or_else(|| format!("countries.toml: {of}: bad currency"))?,
        account: account_shape(&read.bban, read.account)
            .ok_or_else(|| format!("countries.toml: {of}: bad bban"))?,
        cultures: read
            .cultures
            .iter()
            .map(|id| place(culture_ids, id))
            .collect::<Result<_, _>>()?,
        language: place(language_ids, &read.language)?,
        cities: phrases(&read.cities),
        legal_forms: phrases(&read.legal),
        legal_first: read.legal_first,
        code: read.code,
        digits: read.digits,
        per_usd: read.per_usd,
        postal: read.postal,
    })
}

/// A kind of payment of `remittance.toml`.
fn kind(read: file::Kind) -> Result<Kind, String> {
    Ok(Kind {
        from: read.from,
        to: read.to,
        weight: read.weight,
        purpose: read
            .purpose
            .parse()
            .map_err(|e| format!("remittance.toml: {e}"))?,
        code: read.code,
        usd: read.usd,
        texts: read
            .texts
            .iter()
            .map(|text| Template::parse(text))
            .collect::<Result<_, _>>()?,
    })
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
