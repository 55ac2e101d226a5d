//! An identity of a target: dates, places, nationalities and documents.

use std::collections::HashMap;

use portcullis_model::{
    Address, BirthDate, CountryCode, Designation, Identifier, IdentifierKind, NameKind, Schema,
};

use super::name;
use crate::located::{add_address, add_name, add_once};
use crate::report::SourceReport;
use crate::text::{join_parts, squeeze};
use crate::xml::Element;
use crate::{country, dates};

/// A place that targets name by its number.
#[derive(Debug, Default, Clone)]
pub(super) struct Place {
    location: String,
    area: String,
    country: String,
    code: Option<CountryCode>,
}

impl Place {
    /// What an element says of a place.
    pub fn of(element: &Element) -> Place {
        let country = element.child("country");
        Place {
            location: squeeze(element.text_of("location")),
            area: squeeze(element.text_of("area")),
            country: squeeze(country.map_or("", |country| &country.text)),
            code: country.and_then(country_code),
        }
    }

    /// The place with what an element says of it itself.
    fn with(&self, element: &Element) -> Place {
        let own = Place::of(element);
        let or = |own: String, other: &str| if own.is_empty() { other.to_owned() } else { own };
        Place {
            location: or(own.location, &self.location),
            area: or(own.area, &self.area),
            country: or(own.country, &self.country),
            code: own.code.or(self.code),
        }
    }
}

/// The code of an element that names a country, by its attribute or its words.
fn country_code(element: &Element) -> Option<CountryCode> {
    country::iso_code(element.attr("iso-code"))
        .or_else(|| country::iso_code(element.attr("code")))
        .or_else(|| country::code(&element.text))
}

/// Reads an identity into its designation.
pub(super) fn read(
    identity: &Element,
    places: &HashMap<String, Place>,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    let is_main = identity.attr("main") != "false";
    for child in &identity.children {
        match child.name.as_str() {
            "name" => names(child, is_main, designation, report),
            "day-month-year" => date(child, designation, report),
            "nationality" => {
                let named = child.child("country").unwrap_or(child);
                match country_code(named) {
                    Some(code) => add_once(&mut designation.nationalities, code),
                    None => report.miss(format!("nationality: {}", squeeze(&named.text))),
                }
            }
            "place-of-birth" => {
                let place = place(child, places, report);
                let text = join_parts([place.location.as_str(), &place.area, &place.country]);
                if !text.is_empty() {
                    add_once(&mut designation.birth_places, text);
                }
            }
            "address" => address(child, places, designation, report),
            "identification-document" => document(child, designation, report),
            other => report.miss(format!("element of an identity: {other}")),
        }
    }
}

fn names(element: &Element, is_main: bool, designation: &mut Designation, report: &mut SourceReport) {
    let is_primary = is_main
        && !designation
            .names
            .iter()
            .any(|name| name.kind == NameKind::Primary);
    let (spelled, title) = name::spellings(element, is_primary, report);
    for name in spelled {
        report.alias_records += u64::from(name.kind != NameKind::Primary);
        add_name(designation, &name.text, name.kind);
    }
    if !title.is_empty() && !designation.title.contains(&title) {
        if !designation.title.is_empty() {
            designation.title.push_str("; ");
        }
        designation.title.push_str(&title);
    }
}

/// A date of birth; of a body, when it was founded. A year or month alone, and another calendar than ours, are possible.
fn date(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let calendar = element.attr("calendar");
    let [year, month, day] = ["year", "month", "day"].map(|part| element.attr(part));
    let padded = |part: &str| format!("{part:0>2}");
    let text = match (month.is_empty(), day.is_empty()) {
        (true, _) => year.to_owned(),
        (false, true) => format!("{year}-{}", padded(month)),
        (false, false) => format!("{year}-{}-{}", padded(month), padded(day)),
    };
    if !calendar.is_empty() && !calendar.eq_ignore_ascii_case("gregorian") {
        report.miss(format!("date of the {calendar} calendar"));
        return;
    }
    let is_circa = element.attr("quality") == "low";
    match dates::partial_iso(&text, is_circa) {
        Some(date) if designation.schema == Schema::Person => {
            add_once::<BirthDate>(&mut designation.birth_dates, date);
        }
        Some(_) => {
            let separator = if designation.remarks.is_empty() { "" } else { "\n" };
            designation
                .remarks
                .push_str(&format!("{separator}Founded: {text}"));
        }
        None => report.miss(format!("date of birth: {text}")),
    }
}

fn place(element: &Element, places: &HashMap<String, Place>, report: &mut SourceReport) -> Place {
    let id = element.attr("place-id");
    let known = places.get(id);
    if known.is_none() && !id.is_empty() {
        report.miss("place that is not in the file");
    }
    known.cloned().unwrap_or_default().with(element)
}

fn address(
    element: &Element,
    places: &HashMap<String, Place>,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    report.address_records += 1;
    let place = place(element, places, report);
    let of = |name: &str| squeeze(element.text_of(name));
    let (care_of, post_box) = (of("c-o"), of("p-o-box"));
    let prefixed = |prefix: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{prefix} {text}"),
    };
    let text = join_parts([
        prefixed("c/o", &care_of).as_str(),
        &of("address-details"),
        &prefixed("P.O. Box", &post_box),
        &of("zip-code"),
        &place.location,
        &place.area,
        &of("remarks"),
    ]);
    let address = Address {
        text,
        country_name: place.country,
        country: place.code,
    };
    add_address(designation, address);
}

fn document(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let word = element.attr("document-type");
    let value = squeeze(element.text_of("number"));
    if value.is_empty() {
        report.miss(format!("document without a number: {word}"));
        return;
    }
    let kind = match word {
        word if word.contains("passport") => IdentifierKind::Passport,
        word if word.contains("id") => IdentifierKind::NationalId,
        word if word.contains("tax") => IdentifierKind::TaxId,
        _ => IdentifierKind::Other,
    };
    let identifier = Identifier {
        kind,
        value,
        country: element.child("issuer").and_then(country_code),
        label: Some(word.to_owned()).filter(|word| !word.is_empty() && word != "passport"),
    };
    add_once(&mut designation.identifiers, identifier);
}
