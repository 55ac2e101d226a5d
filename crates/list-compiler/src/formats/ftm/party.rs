//! A party, without what depends on the authority.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::{
    Address, CountryCode, Designation, Gender, Identifier, IdentifierKind, NameKind, Schema,
};

use super::entity::{Entity, code};
use crate::dates;
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::text::{is_original_script, squeeze};

/// `property;reading`: how each property of a party is read.
const PROPERTIES: &str = include_str!("../../../data/ftm_properties.csv");

/// How a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Name(NameKind),
    BirthDate,
    BirthPlace,
    Nationality,
    Gender,
    Country,
    Address,
    Title,
    Flag,
    FormerFlag,
    Program,
    ProgramId,
    /// Goes into the remarks.
    Remark,
    /// Understood, and said elsewhere or of no use in screening.
    Noted,
    Identifier(IdentifierKind),
}

pub(super) static READINGS: LazyLock<HashMap<&'static str, Reading>> = LazyLock::new(|| {
    let lines = PROPERTIES.lines().skip(1);
    lines
        .filter_map(|line| {
            let (property, word) = line.split_once(';')?;
            let reading = match word {
                "name" | "alias" => Reading::Name(NameKind::Alias),
                "weak-alias" => Reading::Name(NameKind::WeakAlias),
                "birth-date" => Reading::BirthDate,
                "birth-place" => Reading::BirthPlace,
                "nationality" => Reading::Nationality,
                "gender" => Reading::Gender,
                "country" => Reading::Country,
                "address" => Reading::Address,
                "title" => Reading::Title,
                "flag" => Reading::Flag,
                "former-flag" => Reading::FormerFlag,
                "program" => Reading::Program,
                "program-id" => Reading::ProgramId,
                "remark" => Reading::Remark,
                "noted" => Reading::Noted,
                kind => Reading::Identifier(kind.parse().ok()?),
            };
            Some((property, reading))
        })
        .collect()
});

pub(super) fn schema(word: &str, report: &mut SourceReport) -> Schema {
    match word {
        "Person" => Schema::Person,
        "Organization" | "Company" | "PublicBody" => Schema::Organization,
        "Vessel" => Schema::Vessel,
        "Airplane" => Schema::Aircraft,
        // A legal entity is a person or a company; a wallet or an asset is neither.
        "LegalEntity" | "CryptoWallet" | "Asset" | "Security" | "Thing" | "Vehicle" => Schema::Unknown,
        other => {
            report.miss(format!("schema: {other}"));
            Schema::Unknown
        }
    }
}

/// The name an entity is listed under: its caption where that is one of its names, else its first name in Latin letters,
/// else its first. A wallet without a name is its key.
pub(super) fn primary_name(entity: &Entity) -> Option<String> {
    let caption = squeeze(&entity.caption);
    let names: Vec<String> = entity.all("name").collect();
    if names.contains(&caption) {
        return Some(caption);
    }
    names
        .iter()
        .find(|name| !is_original_script(name))
        .or(names.first())
        .cloned()
        .or_else(|| {
            ["alias", "weakAlias", "publicKey"]
                .iter()
                .find_map(|p| entity.all(p).next())
        })
}

pub(super) fn read_value(
    property: &str,
    reading: Reading,
    value: String,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    match reading {
        Reading::Name(kind) => {
            report.alias_records += u64::from(property != "name");
            let kind = if kind == NameKind::Alias && is_original_script(&value) {
                NameKind::OriginalScript
            } else {
                kind
            };
            add_name(designation, &value, kind);
        }
        Reading::BirthDate => match dates::partial_iso(value.get(..10).unwrap_or(&value), false) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => report.miss("birthDate (value not understood)"),
        },
        Reading::BirthPlace => add_once(&mut designation.birth_places, value),
        Reading::Nationality => match code(&value) {
            Some(code) => add_once(&mut designation.nationalities, code),
            None => report.miss(format!("nationality: {value}")),
        },
        Reading::Gender => match value.to_ascii_lowercase().parse::<Gender>() {
            Ok(gender) => designation.gender = Some(gender),
            Err(_) => report.miss(format!("gender: {value}")),
        },
        Reading::Country => {
            let country = code(&value);
            if country.is_none() {
                report.miss(format!("country: {value}"));
            }
            let address = Address {
                text: String::new(),
                country_name: value,
                country,
            };
            add_once(&mut designation.addresses, address);
        }
        Reading::Address => {
            report.address_records += 1;
            let address = Address {
                text: value,
                ..Address::default()
            };
            add_once(&mut designation.addresses, address);
        }
        Reading::Title => designation.title = crate::text::join_parts([designation.title.as_str(), &value]),
        Reading::Flag => add_once(&mut designation.flags, value),
        Reading::FormerFlag => add_once(&mut designation.flags, format!("{value} (former)")),
        Reading::ProgramId => add_once(&mut designation.programs, value),
        Reading::Identifier(kind) => {
            let kind = match (kind, designation.schema) {
                (IdentifierKind::NationalId, Schema::Person) => kind,
                // `idNumber` of a company is whatever number its register gives.
                (IdentifierKind::NationalId, _) => IdentifierKind::Registration,
                // A vehicle's registration is its tail number; a ship's is a register's number.
                (IdentifierKind::Registration, Schema::Aircraft) => IdentifierKind::Tail,
                _ => kind,
            };
            let value = match kind {
                IdentifierKind::Imo => value.trim_start_matches("IMO").trim().to_owned(),
                _ => value,
            };
            add_identifier(designation, kind, value, None, Some(property));
        }
        Reading::Program | Reading::Remark | Reading::Noted => {}
    }
}

/// Adds a number; `label` is kept where it says more than the kind.
fn add_identifier(
    designation: &mut Designation,
    kind: IdentifierKind,
    value: String,
    country: Option<CountryCode>,
    label: Option<&str>,
) {
    let plain = matches!(
        kind,
        IdentifierKind::Bic
            | IdentifierKind::Lei
            | IdentifierKind::Imo
            | IdentifierKind::Mmsi
            | IdentifierKind::Passport
            | IdentifierKind::Email
            | IdentifierKind::Phone
            | IdentifierKind::Website
            | IdentifierKind::CallSign
            | IdentifierKind::Tail
            | IdentifierKind::Iban
    );
    let known = designation
        .identifiers
        .iter_mut()
        .find(|i| i.kind == kind && i.value == value);
    if let Some(known) = known {
        // The same number from a document that also names its country.
        known.country = known.country.or(country);
        return;
    }
    designation.identifiers.push(Identifier {
        kind,
        value,
        country,
        label: label.filter(|_| !plain).map(str::to_owned),
    });
}

pub(super) fn add_address(entity: &Entity, designation: &mut Designation, report: &mut SourceReport) {
    report.address_records += 1;
    let full = entity.first("full");
    let text = if full.is_empty() {
        let parts = [
            "remarks",
            "street",
            "street2",
            "city",
            "postalCode",
            "region",
            "state",
        ]
        .map(|p| entity.first(p));
        crate::text::join_parts(parts.iter().map(String::as_str))
    } else {
        full
    };
    let country_name = entity.first("country");
    let address = Address {
        text,
        country: code(&country_name),
        country_name,
    };
    if address.text.is_empty() && address.country_name.is_empty() {
        return;
    }
    // The same address is often given as a text, too.
    designation
        .addresses
        .retain(|known| known.country.is_some() || known.text != address.text);
    add_once(&mut designation.addresses, address);
}

/// Takes the numbers of a document, an account or a wallet over to its holder.
pub(super) fn hold(entity: &Entity, designation: &mut Designation, report: &mut SourceReport) {
    let country = code(&entity.first("country"));
    let type_word = entity.first("type");
    let label = Some(type_word.as_str()).filter(|word| !word.is_empty());
    let numbers: &[(&str, IdentifierKind)] = match entity.schema.as_str() {
        "Passport" => &[
            ("number", IdentifierKind::Passport),
            ("passportNumber", IdentifierKind::Passport),
        ],
        "BankAccount" => &[
            ("iban", IdentifierKind::Iban),
            ("accountNumber", IdentifierKind::Account),
            ("bic", IdentifierKind::Bic),
        ],
        "CryptoWallet" => &[("publicKey", IdentifierKind::Crypto)],
        _ => &[("number", IdentifierKind::NationalId)],
    };
    let currency = entity.first("currency");
    for (property, kind) in numbers {
        for value in entity.all(property) {
            let kind = if *kind == IdentifierKind::NationalId {
                document_kind(&type_word, designation.schema, report)
            } else {
                *kind
            };
            let label = if kind == IdentifierKind::Crypto && !currency.is_empty() {
                Some(currency.as_str())
            } else {
                label
            };
            add_identifier(designation, kind, value, country, label);
        }
    }
}

/// What the words of a document's type come to.
fn document_kind(words: &str, schema: Schema, report: &mut SourceReport) -> IdentifierKind {
    let lower = words.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    if has("passport") {
        IdentifierKind::Passport
    } else if has("tax") || has("fiscal") || has("vat") {
        IdentifierKind::TaxId
    } else if has("regist") || has("company") || has("business") || has("license") || has("trade") {
        IdentifierKind::Registration
    } else if has("driv") || has("visa") || has("birth cert") {
        IdentifierKind::Other
    } else if has("id") || has("national") || has("cedula") || words.is_empty() {
        if schema == Schema::Person {
            IdentifierKind::NationalId
        } else {
            IdentifierKind::Registration
        }
    } else {
        report.miss(format!("document type: {words}"));
        IdentifierKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::{PROPERTIES, READINGS};

    #[test]
    fn every_line_of_the_data_file_is_understood_and_stands_once() {
        assert_eq!(READINGS.len(), PROPERTIES.lines().count() - 1);
    }
}
