//! An entity of the list, in whichever form it came.

use std::path::Path;

use portcullis_model::{
    Address, BirthDate, CountryCode, Designation, Gender, Identifier, IdentifierKind, NameKind, Schema,
};

use crate::error::shown;
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::{is_original_script, join_parts, squeeze};
use crate::xml::Element;
use crate::{CompileError, country, dates, documents};

/// What the list's codes for a document come to: `code;kind`.
const DOCUMENTS: &str = include_str!("../../../data/eu_documents.csv");

/// The European Union's consolidated list of financial sanctions.
pub(super) const EU: List = List {
    word: "eu",
    name: "EU Financial Sanctions",
    id_prefix: "eu",
    ..List::OFFICIAL
};

pub(super) fn designation(
    path: &Path,
    entity: &Element,
    line: u64,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let id = squeeze(entity.attr("logicalId"));
    if id.is_empty() {
        let reason = "the entity has no logicalId; download the list again";
        return Err(CompileError::format(path, line, reason));
    }
    let schema = schema(entity, report);
    let mut designation = Designation::new(format!("eu-{id}"), list, "EU", schema);
    let mut remarks: Vec<String> = Vec::new();
    let details = squeeze(entity.attr("designationDetails"));
    if !details.is_empty() {
        remarks.push(details);
    }
    let mut names: Vec<(String, NameKind)> = Vec::new();
    for child in &entity.children {
        match child.name.as_str() {
            "remark" => {
                let remark = squeeze(&child.text);
                if !remark.is_empty() && !remarks.contains(&remark) {
                    remarks.push(remark);
                }
            }
            "regulation" => regulation(child, &mut designation),
            "subjectType" | "additionalInformation" => {}
            "nameAlias" => name(child, &mut names, &mut designation, report),
            "birthdate" => birth(child, &mut designation, report),
            "citizenship" => {
                if let Some(code) = country_of(child, report) {
                    add_once(&mut designation.nationalities, code);
                }
            }
            "address" => address(child, &mut designation, report),
            "identification" => identification(child, &mut designation, report),
            other => report.miss(format!("element: {other}")),
        }
    }
    // The first strong name in Latin letters is the primary one; without one, the first name.
    let primary = names
        .iter()
        .find(|(_, kind)| *kind == NameKind::Alias)
        .or_else(|| names.first())
        .map(|(text, _)| text.clone());
    let Some(primary) = primary else {
        let reason = format!("entity {} has no name; download the list again", shown(&id));
        return Err(CompileError::format(path, line, reason));
    };
    add_name(&mut designation, &primary, NameKind::Primary);
    for (text, kind) in &names {
        add_name(&mut designation, text, *kind);
    }
    let mut date = |attribute: &str| {
        let text = entity.attr(attribute);
        let date = dates::iso(text);
        if date.is_none() && !text.is_empty() {
            report.miss(format!("{attribute}: not a date"));
        }
        date
    };
    designation.listed_on = date("designationDate");
    designation.delisted_on = date("delistingDate");
    let united_nations = entity.attr("unitedNationId");
    if !united_nations.is_empty() {
        remarks.push(format!("UN reference: {united_nations}"));
    }
    designation.remarks = remarks.join("\n");
    Ok(designation)
}

fn schema(entity: &Element, report: &mut SourceReport) -> Schema {
    let subject = entity.child("subjectType");
    let code = subject.map_or("", |s| s.attr("code")).to_ascii_lowercase();
    let class = subject
        .map_or("", |s| s.attr("classificationCode"))
        .to_ascii_uppercase();
    // The CSV has been published with the two the other way round.
    let says = |word: &str, letter: &str| [&code, &class].iter().any(|t| *t == word || *t == letter);
    if says("person", "p") {
        Schema::Person
    } else if says("enterprise", "e") {
        Schema::Organization
    } else if says("vessel", "v") || says("ship", "v") {
        Schema::Vessel
    } else {
        report.miss(format!("subject type: {code} {class}"));
        Schema::Unknown
    }
}

/// `EU-<programme>`, as the list names it (`EU-RUS`, `EU-TAQA`).
fn regulation(element: &Element, designation: &mut Designation) {
    let programme = element.attr("programme").replace(' ', "");
    if !programme.is_empty() {
        add_once(&mut designation.programs, format!("EU-{programme}"));
    }
    // The regulation that the entry stands in: of an amended entry the amending one.
    let published = dates::iso(element.attr("publicationDate"));
    designation.amended_on = designation.amended_on.max(published);
}

fn name(
    element: &Element,
    names: &mut Vec<(String, NameKind)>,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    report.alias_records += 1;
    let whole = squeeze(element.attr("wholeName"));
    let text = if whole.is_empty() {
        squeeze(
            &["firstName", "middleName", "lastName"]
                .map(|part| element.attr(part))
                .join(" "),
        )
    } else {
        whole
    };
    if text.is_empty() {
        return;
    }
    // `strong` says good quality; absent, the name is taken for a good one.
    let weak = matches!(
        element.attr("strong").to_ascii_lowercase().as_str(),
        "false" | "0" | "no"
    );
    let kind = if weak {
        NameKind::WeakAlias
    } else if is_original_script(&text) {
        NameKind::OriginalScript
    } else {
        NameKind::Alias
    };
    match names.iter_mut().find(|(known, _)| *known == text) {
        // The same name strong in one language and weak in another is strong.
        Some((_, known)) if *known == NameKind::WeakAlias => *known = kind,
        Some(_) => {}
        None => names.push((text, kind)),
    }
    match element.attr("gender") {
        "M" => designation.gender = designation.gender.or(Some(Gender::Male)),
        "F" => designation.gender = designation.gender.or(Some(Gender::Female)),
        _ => {}
    }
    for attribute in ["title", "function"] {
        let title = squeeze(element.attr(attribute));
        if !title.is_empty() && !designation.title.split("; ").any(|known| known == title) {
            designation.title = if designation.title.is_empty() {
                title
            } else {
                format!("{}; {title}", designation.title)
            };
        }
    }
}

fn birth(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let place = join_parts(
        ["place", "city", "region", "countryDescription"]
            .map(|part| element.attr(part))
            .into_iter()
            .filter(|part| !part.eq_ignore_ascii_case("unknown")),
    );
    if !place.is_empty() {
        add_once(&mut designation.birth_places, squeeze(&place));
    }
    let has_date = ["birthdate", "year", "yearRangeFrom", "yearRangeTo"]
        .iter()
        .any(|a| !element.attr(a).is_empty());
    if !has_date {
        return;
    }
    let calendar = element.attr("calendarType");
    if !matches!(calendar, "" | "GREGORIAN") {
        report.miss(format!("calendar: {calendar}"));
        return;
    }
    match birth_date(element) {
        Some(date) => add_once(&mut designation.birth_dates, date),
        None => report.miss("birthdate: not a date"),
    }
}

fn birth_date(element: &Element) -> Option<BirthDate> {
    let circa = matches!(element.attr("circa").to_ascii_lowercase().as_str(), "true" | "1");
    let number = |attribute: &str| element.attr(attribute).parse::<i16>().ok();
    if let Some(date) = dates::iso(element.attr("birthdate")) {
        return Some(BirthDate {
            from: date,
            to: date,
            circa,
        });
    }
    if let Some(year) = number("year") {
        let (month, day) = (number("monthOfYear"), number("dayOfMonth"));
        let text = match (month, day) {
            (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}"),
        };
        return dates::partial_iso(&text, circa);
    }
    let (first, last) = (number("yearRangeFrom"), number("yearRangeTo"));
    BirthDate::years(first.or(last)?, last.or(first)?, circa)
}

/// The country of an element; `00` and `UNKNOWN` are none.
fn country_of(element: &Element, report: &mut SourceReport) -> Option<CountryCode> {
    let (code, words) = (
        element.attr("countryIso2Code"),
        element.attr("countryDescription"),
    );
    let country = country::iso_code(code).or_else(|| country::code(words));
    let stated = !matches!(code, "" | "00") || !(words.is_empty() || words.eq_ignore_ascii_case("unknown"));
    if country.is_none() && stated {
        report.miss(format!("country: {code} {words}"));
    }
    country
}

fn address(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    report.address_records += 1;
    let country = country_of(element, report);
    let country_name = squeeze(element.attr("countryDescription"));
    let country_name = if country_name.eq_ignore_ascii_case("unknown") {
        String::new()
    } else {
        country_name
    };
    let po_box = element.attr("poBox");
    let po_box = if po_box.is_empty() {
        String::new()
    } else {
        format!("P.O. Box {po_box}")
    };
    let parts = ["street", "place", "city", "region", "zipCode"].map(|part| element.attr(part));
    let text = squeeze(&join_parts(parts.into_iter().chain([po_box.as_str()])));
    if !(text.is_empty() && country_name.is_empty()) {
        add_once(
            &mut designation.addresses,
            Address {
                text,
                country_name,
                country,
            },
        );
    }
    for contact in element.all("contactInfo") {
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
        if !value.is_empty() {
            let label = (kind == IdentifierKind::Phone).then(|| key.to_owned());
            add_once(
                &mut designation.identifiers,
                Identifier {
                    kind,
                    value: value.to_owned(),
                    country: None,
                    label,
                },
            );
        }
    }
}

fn identification(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let number = squeeze(element.attr("number"));
    let number = if number.is_empty() {
        squeeze(element.attr("latinNumber"))
    } else {
        number
    };
    if number.is_empty() {
        return;
    }
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
    let description = squeeze(element.attr("identificationTypeDescription"));
    let flag = |name: &str| matches!(element.attr(name).to_ascii_lowercase().as_str(), "true" | "1");
    let label = if flag("knownFalse") {
        format!("{description} (known false)")
    } else {
        description
    };
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
        country: country_of(element, report).or(own_country),
        label: Some(label.trim().to_owned()).filter(|label| !label.is_empty()),
    };
    add_once(&mut designation.identifiers, identifier);
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
