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

impl std::str::FromStr for Identifier {
    type Err = ParseIdentifierError;

    /// Reads `KIND:VALUE` or `KIND:VALUE@CC`, the form of `check --id` and of custom lists.
    fn from_str(text: &str) -> Result<Identifier, ParseIdentifierError> {
        let Some((kind, rest)) = text.split_once(':') else {
            return Err(ParseIdentifierError(format!(
                "`{text}` is not KIND:VALUE, for example passport:A1234567"
            )));
        };
        let kind: IdentifierKind = kind
            .trim()
            .to_ascii_lowercase()
            .parse()
            .map_err(|e: crate::UnknownWord| ParseIdentifierError(e.to_string()))?;
        // Only a trailing two-letter code is a country: an e-mail address keeps its `@`.
        let (value, country) = match rest.rsplit_once('@') {
            Some((value, code)) if kind != IdentifierKind::Email => match CountryCode::new(code.trim()) {
                Some(code) => (value, Some(code)),
                None => (rest, None),
            },
            _ => (rest, None),
        };
        let value = value.trim();
        if value.is_empty() {
            return Err(ParseIdentifierError(format!(
                "`{text}` has no value after the kind"
            )));
        }
        Ok(Identifier {
            kind,
            value: value.to_owned(),
            country,
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
    use super::{Identifier, IdentifierKind};

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
}
