//! The files of `data/` as they are written.

use serde::Deserialize;

use super::types::Side;

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
