//! What the vocabulary is made of.

use portcullis_model::{CurrencyCode, Purpose};
use serde::Deserialize;

use super::words::Words;
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
