use serde::{Deserialize, Serialize};

use crate::{CountryCode, words};

words! {
    /// What kind of number or code identifies a party.
    pub enum IdentifierKind ("identifier kind") {
        /// Business identifier code, ISO 9362, 8 or 11 characters.
        Bic = "bic",
        /// International bank account number, ISO 13616.
        Iban = "iban",
        /// A bank account number that is not an IBAN.
        Account = "account",
        /// Legal entity identifier, ISO 17442.
        Lei = "lei",
        /// Passport number; the same number may be issued by several countries.
        Passport = "passport",
        /// National identity number (Cedula, DNI, national ID, SSN, …).
        NationalId = "national-id",
        /// Tax identification number (NIT, RUC, RFC, INN, VAT, …).
        TaxId = "tax-id",
        /// Company registration number.
        Registration = "registration",
        /// IMO ship number (seven digits, checksummed) or IMO company number.
        Imo = "imo",
        /// Maritime mobile service identity (nine digits).
        Mmsi = "mmsi",
        /// Radio call sign of a vessel.
        CallSign = "call-sign",
        /// Aircraft registration mark (tail number).
        Tail = "tail",
        /// Aircraft manufacturer's serial or construction number.
        AircraftSerial = "aircraft-serial",
        /// Digital currency address, of any currency.
        Crypto = "crypto",
        /// Telephone number.
        Phone = "phone",
        /// E-mail address.
        Email = "email",
        /// Web site.
        Website = "website",
        /// Anything else a publisher calls an identification number.
        Other = "other",
    }
}

/// A number or code that a publisher gives for a party, as published.
///
/// Matching works on the canonical form, which `portcullis-names` derives; this type keeps what was printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identifier {
    /// What kind it is.
    pub kind: IdentifierKind,
    /// The value as published, outer white space removed.
    pub value: String,
    /// The country that issued it, where the publisher says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// The publisher's own word for the kind (`Cedula No.`, `XBT`), where it says more than `kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// Why `KIND:VALUE` could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseIdentifierError(String);

impl std::fmt::Display for ParseIdentifierError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParseIdentifierError {}

/// An identifier as somebody wrote it, borrowed from the text: what a field of a payment, `check --id` and a custom list
/// hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedIdentifier<'a> {
    /// What kind it is said to be; `None` when no kind is stated, or none that is known.
    pub kind: Option<IdentifierKind>,
    /// The value as written, outer white space removed. Never empty.
    pub value: &'a str,
    /// The country that issued it, where stated.
    pub country: Option<CountryCode>,
}

impl<'a> StatedIdentifier<'a> {
    /// Reads `KIND:VALUE` or `KIND:VALUE@CC`, with an [`IdentifierKind`] in any case.
    ///
    /// # Errors
    /// There is no kind, the kind is unknown, or there is no value.
    pub fn parse(text: &'a str) -> Result<StatedIdentifier<'a>, ParseIdentifierError> {
        let Some((word, rest)) = text.split_once(':') else {
            return Err(ParseIdentifierError(format!(
                "`{text}` is not KIND:VALUE, for example passport:A1234567"
            )));
        };
        let kind = match kind_of(word) {
            Some(kind) => kind,
            None => word
                .trim()
                .to_ascii_lowercase()
                .parse()
                .map_err(|e: crate::UnknownWord| ParseIdentifierError(e.to_string()))?,
        };
        StatedIdentifier::of_kind(Some(kind), rest)
            .ok_or_else(|| ParseIdentifierError(format!("`{text}` has no value after the kind")))
    }

    /// Reads every identifier of a field that may hold several, joined by `;`. Nothing is hidden: what is not
    /// `KIND:VALUE` of a known kind is given whole, as an identifier of no stated kind, and when it has a colon (a
    /// misspelled kind, as in `passprt:A1234567`) what follows the colon is given as well.
    ///
    /// A number behind a kind or code of the messages and slashes is read too: `CCPT/TR/778456`, `NIDN/778456/CO`. Of
    /// `DRLC/BE/BRUSSELS/NB0949042` all that stands behind the country is given, and the last part of it, because an
    /// issuer may stand before the number.
    ///
    /// ```
    /// use portcullis_model::{IdentifierKind, StatedIdentifier};
    ///
    /// let read: Vec<_> = StatedIdentifier::all_in("passport:A1234567@IR; passprt:0123456")
    ///     .map(|id| (id.kind, id.value))
    ///     .collect();
    /// assert_eq!(
    ///     read,
    ///     [
    ///         (Some(IdentifierKind::Passport), "A1234567"),
    ///         (None, "passprt:0123456"),
    ///         (None, "0123456"),
    ///     ]
    /// );
    /// ```
    pub fn all_in(text: &'a str) -> impl Iterator<Item = StatedIdentifier<'a>> {
        text.split(';').flat_map(|part| {
            let coded = StatedIdentifier::coded(part);
            if coded[0].is_some() {
                return coded.into_iter().flatten();
            }
            let (word, rest) = part.split_once(':').unzip();
            let stated = word
                .and_then(kind_of)
                .and_then(|kind| StatedIdentifier::of_kind(Some(kind), rest?));
            let either = match stated {
                Some(id) => [Some(id), None],
                None => [Some(part), rest]
                    .map(|value| value.and_then(|value| StatedIdentifier::of_kind(None, value))),
            };
            either.into_iter().flatten()
        })
    }

    /// The words that stand where a kind belongs in such a field, and are none.
    pub fn unknown_kinds_in(text: &'a str) -> impl Iterator<Item = &'a str> {
        let words = text.split(';').filter_map(|part| part.split_once(':'));
        words
            .map(|(word, _)| word.trim())
            .filter(|word| kind_of(word).is_none())
    }

    /// Reads `CODE/COUNTRY/VALUE`, `CODE/VALUE/COUNTRY` or `CODE/VALUE`, with a slash before it or without (SWIFT MT, field
    /// 50F: `/CCPT/TR/778456`). The country is two letters. The second is what may be the number without its issuer.
    fn coded(text: &'a str) -> [Option<StatedIdentifier<'a>>; 2] {
        // Of every number of every payment: nearly all hold no slash.
        if !text.as_bytes().contains(&b'/') {
            return [None, None];
        }
        let text = text.trim().trim_start_matches('/');
        let Some((word, rest)) = text.split_once('/') else {
            return [None, None];
        };
        let Some(kind) = kind_of(word) else {
            return [None, None];
        };
        let before = rest.split_once('/').and_then(|(first, behind)| {
            let country = CountryCode::new(first.trim())?;
            Some((country, behind))
        });
        let behind = || {
            let (value, last) = rest.rsplit_once('/')?;
            Some((CountryCode::new(last.trim())?, value))
        };
        let (country, value) = before.or_else(behind).unzip();
        let value = value.unwrap_or(rest);
        let stated = |value: &'a str| {
            let stated = StatedIdentifier::of_kind(Some(kind), value)?;
            Some(StatedIdentifier {
                country: stated.country.or(country),
                ..stated
            })
        };
        let last = value.rsplit_once('/').map(|(_, last)| last);
        [stated(value), last.and_then(stated)]
    }

    /// Reads `VALUE` or `VALUE@CC`; `None` when there is no value.
    fn of_kind(kind: Option<IdentifierKind>, text: &'a str) -> Option<StatedIdentifier<'a>> {
        // Only a trailing two-letter code is a country: an e-mail address keeps its `@`.
        let (value, country) = match text.rsplit_once('@') {
            Some((value, code)) if kind != Some(IdentifierKind::Email) => {
                match CountryCode::new(code.trim()) {
                    Some(code) => (value, Some(code)),
                    None => (text, None),
                }
            }
            _ => (text, None),
        };
        let value = value.trim();
        (!value.is_empty()).then_some(StatedIdentifier { kind, value, country })
    }
}

/// The codes by which messages say what kind a number is. Sources: ISO 20022, external code sets
/// `ExternalPersonIdentification1Code` and `ExternalOrganisationIdentification1Code`; SWIFT MT, field 50F, party identifier.
const CODES: [(&str, IdentifierKind); 15] = [
    // The alien registration number.
    ("ARNU", IdentifierKind::NationalId),
    ("CCPT", IdentifierKind::Passport),
    ("CINC", IdentifierKind::Registration),
    ("COID", IdentifierKind::Registration),
    ("CUST", IdentifierKind::Other),
    // The driver's license.
    ("DRLC", IdentifierKind::Other),
    ("DUNS", IdentifierKind::Other),
    // The number at an employer, or that of one.
    ("EMPL", IdentifierKind::Other),
    ("NIDN", IdentifierKind::NationalId),
    ("POID", IdentifierKind::Other),
    ("SOSE", IdentifierKind::NationalId),
    // The register of firms in France: SIREN and SIRET.
    ("SREN", IdentifierKind::Registration),
    ("SRET", IdentifierKind::Registration),
    ("TELE", IdentifierKind::Phone),
    ("TXID", IdentifierKind::TaxId),
];

/// The kind that a word or a code of the messages names, in any case.
fn kind_of(word: &str) -> Option<IdentifierKind> {
    let word = word.trim();
    let kinds = IdentifierKind::ALL.iter().map(|kind| (kind.as_str(), *kind));
    kinds
        .chain(CODES)
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, kind)| kind)
}

/// Whether a text has the form of an international bank account number (ISO 13616), whatever its check digits.
#[must_use]
pub fn has_iban_form(text: &[u8]) -> bool {
    const BYTES: std::ops::RangeInclusive<usize> = 15..=34;
    BYTES.contains(&text.len())
        && text[..2].iter().all(u8::is_ascii_alphabetic)
        && text[2..4].iter().all(u8::is_ascii_digit)
        && text.iter().all(u8::is_ascii_alphanumeric)
}

impl IdentifierKind {
    /// The kind that a word or a code of the messages names (`passport`, `CCPT`), in any case.
    #[must_use]
    pub fn of_code(word: &str) -> Option<IdentifierKind> {
        kind_of(word)
    }
}

impl std::str::FromStr for Identifier {
    type Err = ParseIdentifierError;

    /// Reads what [`StatedIdentifier::parse`] reads.
    fn from_str(text: &str) -> Result<Identifier, ParseIdentifierError> {
        let stated = StatedIdentifier::parse(text)?;
        Ok(Identifier {
            kind: stated.kind.unwrap_or(IdentifierKind::Other),
            value: stated.value.to_owned(),
            country: stated.country,
            label: None,
        })
    }
}

impl std::fmt::Display for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind, self.value)?;
        if let Some(country) = self.country {
            write!(f, "@{country}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Identifier, IdentifierKind, StatedIdentifier};

    #[test]
    fn a_word_that_is_no_kind_is_told() {
        let unknown: Vec<&str> =
            StatedIdentifier::unknown_kinds_in("passprt:1; Passport : 2;123;shoe:44").collect();
        assert_eq!(unknown, ["passprt", "shoe"]);
    }

    #[test]
    fn reads_kind_value_and_country_and_writes_them_back() {
        for text in [
            "passport:A1234567@IR",
            "bic:CMSYSYDA",
            "email:someone@example.ir",
            "crypto:1Abc",
        ] {
            let id: Identifier = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
        }
        let id: Identifier = "PASSPORT: 77 @xx".parse().unwrap();
        assert_eq!((id.kind, id.value.as_str()), (IdentifierKind::Passport, "77"));
    }

    #[test]
    fn names_what_is_wrong_with_an_identifier() {
        assert!(
            "A1234567"
                .parse::<Identifier>()
                .unwrap_err()
                .to_string()
                .contains("KIND:VALUE")
        );
        assert!(
            "shoe:44"
                .parse::<Identifier>()
                .unwrap_err()
                .to_string()
                .contains("unknown identifier kind")
        );
        assert!(
            "bic: "
                .parse::<Identifier>()
                .unwrap_err()
                .to_string()
                .contains("no value")
        );
    }

    fn stated(text: &str) -> Vec<(Option<IdentifierKind>, &str, Option<&'static str>)> {
        StatedIdentifier::all_in(text)
            .map(|id| (id.kind, id.value, id.country.map(|_| "a country")))
            .collect()
    }

    #[test]
    fn a_field_holds_identifiers_of_a_stated_kind_and_bare_numbers() {
        assert_eq!(
            stated("Passport: A12 @ir"),
            [(Some(IdentifierKind::Passport), "A12", Some("a country"))]
        );
        assert_eq!(
            stated("A1234567; lei:529900T8BM49AURSDO55"),
            [
                (None, "A1234567", None),
                (Some(IdentifierKind::Lei), "529900T8BM49AURSDO55", None)
            ]
        );
        assert_eq!(stated("someone@example.ir"), [(None, "someone@example.ir", None)]);
        assert_eq!(stated(""), []);
        assert_eq!(stated(" ; ;"), []);
    }

    #[test]
    fn a_code_of_the_messages_says_the_kind_the_country_and_the_number() {
        use IdentifierKind::{NationalId, Other, Passport, TaxId};
        let country = Some("a country");
        for text in [
            "CCPT/TR/778456",
            "/ccpt/TR/778456",
            "CCPT / 778456 / TR",
            "CCPT:778456@TR",
            "passport/TR/778456",
        ] {
            assert_eq!(stated(text), [(Some(Passport), "778456", country)], "{text}");
        }
        assert_eq!(stated("NIDN/16209410"), [(Some(NationalId), "16209410", None)]);
        assert_eq!(
            stated("DRLC/BE/BRUSSELS/NB0949042"),
            [
                (Some(Other), "BRUSSELS/NB0949042", country),
                (Some(Other), "NB0949042", country)
            ]
        );
        assert_eq!(
            stated("TXID/DE/12/345;77/88"),
            [
                (Some(TaxId), "12/345", country),
                (Some(TaxId), "345", country),
                (None, "77/88", None)
            ]
        );
        assert_eq!(stated("CCPT/"), [(None, "CCPT/", None)]);
    }

    #[test]
    fn a_misspelled_kind_hides_neither_the_number_nor_its_country() {
        assert_eq!(
            stated("passprt:A1234567@IR"),
            [
                (None, "passprt:A1234567", Some("a country")),
                (None, "A1234567", Some("a country"))
            ]
        );
        assert_eq!(stated("passport:"), [(None, "passport:", None)]);
    }
}
