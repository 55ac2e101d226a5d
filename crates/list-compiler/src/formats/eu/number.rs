//! Documents, numbers and contacts of an entity.

use portcullis_model::{Designation, Identifier, IdentifierKind};

use super::entity::country_of;
use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::squeeze;
use crate::xml::Element;
use crate::{contacts, documents, number_field};

/// What the list's codes for a document come to: `code;kind`.
const DOCUMENTS: &str = include_str!("../../../data/eu_documents.csv");

pub(super) fn contacts(address: &Element, designation: &mut Designation, report: &mut SourceReport) {
    for contact in address.all("contactInfo") {
        let (key, value) = (contact.attr("key"), contact.attr("value"));
        let kind = match key.to_ascii_lowercase().as_str() {
            "email" | "e-mail" => IdentifierKind::Email,
            "phone" | "mobile" | "fax" | "telephone" => IdentifierKind::Phone,
            "web" | "website" | "url" => IdentifierKind::Website,
            _ => {
                report.miss(format!("contact: {key}"));
                continue;
            }
        };
        let values = contacts::split(kind, value);
        if values.is_empty() && !value.is_empty() {
            report.miss(format!("contact: {key}: {value}"));
        }
        for value in values {
            let identifier = Identifier {
                kind,
                value,
                country: None,
                label: (kind == IdentifierKind::Phone).then(|| key.to_owned()),
            };
            add_once(&mut designation.identifiers, identifier);
        }
    }
}

pub(super) fn identification(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let number = squeeze(element.attr("number"));
    let number = if number.is_empty() {
        squeeze(element.attr("latinNumber"))
    } else {
        number
    };
    if number.is_empty() {
        return;
    }
    let number = label_before(&number).unwrap_or(number);
    let code = element.attr("identificationTypeCode").to_ascii_lowercase();
    let kind = DOCUMENTS
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(';'))
        .find(|(known, _)| *known == code)
        .and_then(|(_, kind)| kind.parse().ok());
    let kind = kind.unwrap_or_else(|| {
        report.miss(format!("identification type: {code}"));
        IdentifierKind::Other
    });
    let country = country_of(element, report);
    let description = squeeze(element.attr("identificationTypeDescription"));
    let flag = |name: &str| matches!(element.attr(name).to_ascii_lowercase().as_str(), "true" | "1");
    let label = if flag("knownFalse") {
        format!("{description} (known false)")
    } else {
        description
    };
    let label = Some(label.trim().to_owned()).filter(|label| !label.is_empty());
    // `INN: 7728240242`, `ИНН 7717653542 ОГРН 1037804006811`
    let numbers = number_field::read(&number, kind);
    let is_personal = matches!(kind, IdentifierKind::Passport | IdentifierKind::NationalId);
    let is_other = numbers.labeled && numbers.identifiers.iter().any(|number| number.kind != kind);
    if is_other || numbers.worded && !is_personal {
        for identifier in &numbers.identifiers {
            let identifier = Identifier {
                country: country.or(identifier.country),
                // What the number's own label says counts before what the field says.
                label: label.clone().filter(|_| !numbers.labeled),
                ..identifier.clone()
            };
            add_once(&mut designation.identifiers, identifier);
        }
        if !numbers.identifiers.is_empty() {
            return;
        }
        // `КПП 771701001`, which thousands share. A bank's code may be written in groups of letters.
        if !is_personal
            && kind != IdentifierKind::Bic
            && number.bytes().filter(u8::is_ascii_digit).count() >= 3
        {
            report.miss(format!("{code}: {number}"));
            return;
        }
    }
    // `SSN 156-92-9858`, `Russian passport No. 513519`
    let personal = matches!(
        kind,
        IdentifierKind::Passport | IdentifierKind::NationalId | IdentifierKind::TaxId
    );
    let (number, own_country) = personal
        .then(|| documents::number_in(&number))
        .flatten()
        .unwrap_or((number, None));
    let identifier = Identifier {
        kind,
        value: number,
        country: country.or(own_country),
        label,
    };
    add_once(&mut designation.identifiers, identifier);
}

/// `(LEI) 5493001KJTIIGC8Y1R12` with its label as others write it: `LEI: 5493001KJTIIGC8Y1R12`.
fn label_before(number: &str) -> Option<String> {
    let (label, rest) = number.strip_prefix('(')?.split_once(')')?;
    let is_label = !label.is_empty() && !label.contains(|c: char| c.is_ascii_digit());
    (is_label && !rest.trim().is_empty()).then(|| format!("{label}: {}", rest.trim()))
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind;

    use super::DOCUMENTS;

    #[test]
    fn every_line_of_the_document_codes_is_a_kind() {
        for line in DOCUMENTS.lines().skip(1) {
            let (code, kind) = line.split_once(';').unwrap();
            assert!(
                kind.parse::<IdentifierKind>().is_ok() && !code.is_empty(),
                "{line}"
            );
        }
    }
}
