use std::cmp::Ordering;

use crate::{CountryCode, words};

/// Every code that ISO 3166-1 assigns to a country, and `XK`, which banks use for Kosovo; sorted.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC \
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD \
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH \
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW \
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC \
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY \
    UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Bytes of a code in [`COUNTRIES`], with what parts it from the next.
const STEP: usize = 3;

/// The parts of countries by which law binds: regions, and a government whose bodies are blocked wherever they are.
const PARTS: [&str; 4] = ["UA-crimea", "UA-donetsk", "UA-luhansk", "VE-government"];

/// What the ids of places begin with where designations have ids.
const ID_PREFIX: &str = "place:";

/// A place by which law binds: a country, or one of a few parts of one. Written `IR` or `UA-crimea`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceCode(u16);

impl PlaceCode {
    /// How many there are.
    pub const COUNT: u32 = (PARTS.len() + COUNTRIES.len().div_ceil(STEP)) as u32;

    /// A country whose code is assigned.
    #[must_use]
    pub fn of_country(country: CountryCode) -> Option<PlaceCode> {
        let asked = country.as_str().as_bytes();
        // The codes lie in a row: half of what is left is put aside at each step.
        let code = |at: usize| &COUNTRIES.as_bytes()[at * STEP..at * STEP + 2];
        let (mut from, mut to) = (0, COUNTRIES.len().div_ceil(STEP));
        while from < to {
            let middle = usize::midpoint(from, to);
            match code(middle).cmp(asked) {
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
                Ordering::Equal => return u16::try_from(PARTS.len() + middle).ok().map(PlaceCode),
            }
        }
        None
    }

    /// The place with a number below [`PlaceCode::COUNT`].
    #[must_use]
    pub fn nth(number: u32) -> Option<PlaceCode> {
        (number < PlaceCode::COUNT).then(|| PlaceCode(u16::try_from(number).unwrap_or(0)))
    }

    /// Its number among all of them.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.into()
    }

    /// As rule files write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let at = usize::from(self.0);
        match PARTS.get(at) {
            Some(part) => part,
            None => {
                let start = (at - PARTS.len()) * STEP;
                COUNTRIES.get(start..start + 2).unwrap_or("??")
            }
        }
    }

    /// Whether it is a part of a country.
    #[must_use]
    pub fn is_part(self) -> bool {
        usize::from(self.0) < PARTS.len()
    }

    /// Whether law that binds by this place binds by another: by the place itself, and by every part of a country.
    #[must_use]
    pub fn contains(self, other: PlaceCode) -> bool {
        self == other || !self.is_part() && other.is_part() && other.as_str().starts_with(self.as_str())
    }

    /// The id that a hit has: `place:IR`.
    #[must_use]
    pub fn id(self) -> String {
        format!("{ID_PREFIX}{self}")
    }

    /// The place of an id; `None` for the id of a designation.
    #[must_use]
    pub fn from_id(id: &str) -> Option<PlaceCode> {
        id.strip_prefix(ID_PREFIX)?.parse().ok()
    }
}

impl std::fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for PlaceCode {
    type Err = String;

    /// Reads the exact code: countries in capitals, parts as they are listed.
    fn from_str(text: &str) -> Result<PlaceCode, String> {
        let part = PARTS.iter().position(|part| *part == text);
        part.and_then(|at| u16::try_from(at).ok().map(PlaceCode))
            .or_else(|| {
                let country = CountryCode::new(text).filter(|code| code.as_str() == text)?;
                PlaceCode::of_country(country)
            })
            .ok_or_else(|| {
                format!(
                    "`{text}` is no place (known: the country codes of ISO 3166 in capitals, {})",
                    PARTS.join(", ")
                )
            })
    }
}

words! {
    /// What of a payment names a place.
    pub enum PlaceIn ("statement of a place") {
        /// The country of a party.
        Country = "country",
        /// The country in a bank's BIC.
        Bic = "bic",
        /// The country in an IBAN.
        Iban = "iban",
        /// A name in an address or another text.
        Text = "text",
    }
}

#[cfg(test)]
mod tests {
    use super::PlaceCode;
    use crate::CountryCode;

    #[test]
    fn every_place_reads_back_its_code_and_its_id() {
        for number in 0..PlaceCode::COUNT {
            let place = PlaceCode::nth(number).unwrap();
            assert_eq!(place.as_str().parse::<PlaceCode>().unwrap(), place);
            assert_eq!(PlaceCode::from_id(&place.id()), Some(place));
            assert_eq!(place.number(), number);
        }
        assert_eq!(PlaceCode::nth(PlaceCode::COUNT), None);
        assert_eq!(PlaceCode::nth(PlaceCode::COUNT - 1).unwrap().as_str(), "ZW");
        assert_eq!(PlaceCode::COUNT, 4 + 249 + 1);
    }

    #[test]
    fn what_is_no_place_is_told() {
        for text in ["ZZ", "ir", "UA-Crimea", "", "IRN", "Iran"] {
            assert!(text.parse::<PlaceCode>().is_err(), "{text}");
        }
        assert_eq!(PlaceCode::from_id("ofac-1"), None);
        assert_eq!(PlaceCode::of_country(CountryCode::new("zz").unwrap()), None);
    }

    #[test]
    fn a_country_contains_its_parts_and_no_part_another() {
        let place = |text: &str| text.parse::<PlaceCode>().unwrap();
        assert!(place("UA").contains(place("UA-crimea")));
        assert!(place("IR").contains(place("IR")));
        assert!(!place("UA-crimea").contains(place("UA")));
        assert!(!place("RU").contains(place("UA-crimea")));
        assert!(!place("UA-crimea").contains(place("UA-donetsk")));
    }
}
