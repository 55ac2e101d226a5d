//! The records that others refer to: reference values, places, identity documents.

use std::collections::HashMap;

use portcullis_model::{Address, CountryCode};

use crate::country;
use crate::formats::ofac;
use crate::report::SourceReport;
use crate::text::{join_parts, squeeze};
use crate::xml::{Element, Record};

/// What the other records refer to.
#[derive(Default)]
pub(super) struct References<'t> {
    /// The reference values, by element name and id.
    words: HashMap<(String, String), Element>,
    locations: HashMap<String, Location<'t>>,
    /// Identity documents by the identity that they belong to.
    documents: HashMap<String, Vec<Document<'t>>>,
}

/// A place, taken apart and put together.
pub(super) struct Location<'t> {
    pub address: Address,
    pub raw: &'t str,
}

impl Location<'_> {
    /// All of it in words, `Caracas, Venezuela`.
    pub fn words(&self) -> String {
        join_parts([self.address.text.as_str(), self.address.country_name.as_str()])
    }
}

/// An identity document.
pub(super) struct Document<'t> {
    /// OFAC's word for its kind: `Passport`, `Tax ID No.`.
    pub kind: String,
    pub number: String,
    /// The issuing country, in words.
    pub country: String,
    /// What is wrong with it or said about it: `Fraudulent`.
    pub note: String,
    pub raw: &'t str,
}

impl<'t> References<'t> {
    pub fn reference(&mut self, sets: Element) {
        for value in sets.children.into_iter().flat_map(|set| set.children) {
            let key = (value.name.clone(), value.attr("ID").to_owned());
            self.words.insert(key, value);
        }
    }

    pub fn value(&self, kind: &str, id: &str) -> Option<&Element> {
        self.words.get(&(kind.to_owned(), id.to_owned()))
    }

    /// What a reference value says; empty for a reference to nothing.
    pub fn word(&self, kind: &str, id: &str) -> String {
        self.value(kind, id)
            .map(|value| squeeze(&value.text))
            .unwrap_or_default()
    }

    /// As [`References::word`], and counts a reference that leads nowhere.
    pub fn known_word(&self, kind: &str, id: &str, report: &mut SourceReport) -> String {
        let word = self.word(kind, id);
        if word.is_empty() {
            report.miss(format!("{kind} that no reference value explains"));
        }
        word
    }

    /// A country's name and code.
    fn country(&self, id: &str) -> (String, Option<CountryCode>) {
        let Some(value) = self.value("Country", id) else {
            return (String::new(), None);
        };
        let name = squeeze(&value.text);
        let code = country::iso_code(value.attr("ISO2")).or_else(|| country::code(&name));
        (name, code)
    }

    pub fn location(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let (mut country_name, mut code) = (String::new(), None);
        for place in element.all("LocationCountry") {
            let (name, found) = self.country(place.attr("CountryID"));
            if country_name.is_empty() {
                country_name = name;
            }
            code = code.or(found);
        }
        // Some places name their country only by its area code.
        for place in element.all("LocationAreaCode") {
            if let Some(area) = self.value("AreaCode", place.attr("AreaCodeID")) {
                let name = squeeze(area.attr("Description"));
                code = code
                    .or_else(|| country::code(&name))
                    .or_else(|| country::iso_code(&area.text));
                if country_name.is_empty() {
                    country_name = name;
                }
            }
        }
        country_name = ofac::country_name(&country_name);
        if !country_name.is_empty() && code.is_none() {
            report.miss(format!("country: {country_name}"));
        }
        let mut parts: Vec<(usize, String)> = Vec::new();
        for part in element.all("LocationPart") {
            let kind = self.word("LocPartType", part.attr("LocPartTypeID"));
            let order = ofac::ADDRESS_PARTS
                .iter()
                .position(|known| known.eq_ignore_ascii_case(&kind));
            if order.is_none() {
                report.miss(format!("part of a location: {kind}"));
            }
            for value in part.all("LocationPartValue") {
                let text = squeeze(value.text_of("Value"));
                // Some places have a region in the place of a country.
                if kind.eq_ignore_ascii_case("REGION") && country_name.is_empty() {
                    country_name = format!("Region: {text}");
                    code = country::code(&country_name);
                } else if !text.is_empty() {
                    parts.push((order.unwrap_or(ofac::ADDRESS_PARTS.len()), text));
                }
            }
        }
        parts.sort_by_key(|(order, _)| *order);
        let text = ofac::address_text(&parts);
        let address = Address {
            text,
            country_name,
            country: code,
        };
        let raw = record.raw;
        self.locations
            .insert(element.attr("ID").to_owned(), Location { address, raw });
    }

    pub fn document(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let validity = self.word("Validity", element.attr("ValidityID"));
        let validity = if validity.eq_ignore_ascii_case("valid") || validity.eq_ignore_ascii_case("unknown") {
            ""
        } else {
            validity.as_str()
        };
        let comment = squeeze(element.text_of("Comment"));
        let document = Document {
            kind: self.known_word("IDRegDocType", element.attr("IDRegDocTypeID"), report),
            number: squeeze(element.text_of("IDRegistrationNo")),
            country: self.country(element.attr("IssuedBy-CountryID")).0,
            note: join_parts([validity, comment.as_str()]),
            raw: record.raw,
        };
        let identity = element.attr("IdentityID").to_owned();
        self.documents.entry(identity).or_default().push(document);
    }

    /// A place by its id.
    pub fn location_at(&self, id: &str) -> Option<&Location<'t>> {
        self.locations.get(id)
    }

    /// The documents of an identity; each is asked for once.
    pub fn documents_of(&mut self, identity: &str) -> Vec<Document<'t>> {
        self.documents.remove(identity).unwrap_or_default()
    }
}
