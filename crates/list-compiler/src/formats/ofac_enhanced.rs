//! OFAC's enhanced XML (root `sanctionsData`), of either list or of an extract that somebody filtered.
//!
//! It has the numbers of the CSV family, the words of its remarks as kinds of features and documents, and more: names in
//! their script, since when a party is listed, and ties to other parties by their numbers. Reference values stand at its
//! beginning, but every element says its word itself.

use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, BirthDate, Designation, Identifier, IdentifierKind, Measure, NameKind, Relation, Schema,
};

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use super::ofac_remarks::Taken;
use super::{ofac, ofac_remarks};
use crate::error::shown;
use crate::input::Input;
use crate::located::{Located, add_address, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::{is_original_script, squeeze};
use crate::xml::{self, Element, Record};
use crate::{CompileError, country, dates};

/// What is said of the publication, then the entries.
const RECORDS: [&str; 2] = ["publicationInfo", "entity"];

/// OFAC's enhanced XML.
pub(super) struct OfacEnhanced;

impl ListFormat for OfacEnhanced {
    fn lists(&self) -> &'static [&'static List] {
        &[&ofac::SDN, &ofac::CONSOLIDATED]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["entity"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("sanctionsdata")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sanctionsData xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let (path, text) = input.primary.text()?;
        read(&path, text, input.spec.kind.list_name(), report)
    }
}

fn read(
    path: &Arc<Path>,
    text: &str,
    list: &str,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut designations: Vec<Located> = Vec::new();
    let unknown = xml::read(
        path,
        text,
        &RECORDS,
        |root| xml::expect_root(root, "sanctionsData", "OFAC's <sanctionsData>"),
        |Record { element, raw, line }| {
            if element.name == RECORDS[0] {
                publication(path, &element, report);
                return Ok(());
            }
            let mut designation = entry(path, &element, line, list, report)?;
            designation.source_record = xml::compact(raw);
            designations.push(Located {
                designation,
                path: Arc::clone(path),
                line,
            });
            Ok(())
        },
    )?;
    unknown.count(report);
    Ok(designations)
}

fn publication(path: &Path, element: &Element, report: &mut SourceReport) {
    let day = dates::iso(element.text_of("dataAsOf"));
    report.published = day.map(|day| day.to_string());
    let programs: Vec<&str> = element
        .items("filters", "sanctionsPrograms")
        .flat_map(|programs| &programs.children)
        .map(|program| program.text.trim())
        .collect();
    if !programs.is_empty() {
        report.warn(format!(
            "{}: is an extract, and holds only the parties of the programs {}; download the whole list to screen against it",
            path.display(),
            programs.join(", ")
        ));
    }
}

fn entry(
    path: &Path,
    element: &Element,
    line: u64,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let refuse = |reason: String| Err(CompileError::format(path, line, reason));
    let number = element.attr("id");
    if number.parse::<u64>().is_err() {
        return refuse(format!(
            "expected OFAC's number in the id of the entity and found `{}`; download the list again",
            shown(number)
        ));
    }
    let general = element.child("generalInfo");
    let text = |name: &str| squeeze(general.map_or("", |general| general.text_of(name)));
    let schema = match text("entityType").to_ascii_lowercase().as_str() {
        "individual" => Schema::Person,
        "entity" => Schema::Organization,
        "vessel" => Schema::Vessel,
        "aircraft" => Schema::Aircraft,
        other => {
            return refuse(format!(
                "expected Individual, Entity, Vessel or Aircraft in <entityType> and found `{}`; the format changed, or the file is damaged",
                shown(other)
            ));
        }
    };
    let mut designation = Designation::new(format!("ofac-{number}"), list, "US", schema);
    for name in element.items("names", "name") {
        name_of(name, &mut designation, report);
    }
    // The primary name goes first; without one, the first good name is it.
    let primary = [NameKind::Primary, NameKind::Alias].into_iter().find_map(|kind| {
        let mut names = designation.names.iter();
        names.position(|name| name.kind == kind)
    });
    match primary {
        Some(at) => designation.names[..=at].rotate_right(1),
        None if designation.names.is_empty() => {
            return refuse(format!("entity {number} has no name; download the list again"));
        }
        None => {}
    }
    designation.names[0].kind = NameKind::Primary;
    let name = designation.names[0].text.clone();
    if schema == Schema::Aircraft && ofac::is_tail_number(&name) {
        let identifier = Identifier {
            kind: IdentifierKind::Tail,
            value: name,
            country: None,
            label: None,
        };
        designation.identifiers.push(identifier);
    }
    designation.title = text("title");
    let mut remarks: Vec<String> = Vec::new();
    listing(element, &mut designation, &mut remarks);
    for address in element.items("addresses", "address") {
        address_of(address, &mut designation, report);
    }
    for feature in element.items("features", "feature") {
        feature_of(feature, &mut designation, &mut remarks, report);
    }
    for document in element.items("identityDocuments", "identityDocument") {
        document_of(document, &mut designation, &mut remarks, report);
    }
    for relation in element.items("relationships", "relationship") {
        relation_of(relation, &mut designation, &mut remarks);
    }
    let own = text("remarks");
    ofac_remarks::read(&own, &mut designation, report);
    remarks.extend(Some(own).filter(|own| !own.is_empty()));
    designation.remarks = remarks.join("; ");
    Ok(designation)
}

/// A text without the marks that turn the direction of writing.
fn plain(text: &str) -> String {
    squeeze(&text.replace(
        [
            '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{200e}', '\u{200f}',
        ],
        "",
    ))
}

fn name_of(name: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let is_primary = name.text_of("isPrimary") == "true";
    if !is_primary {
        report.alias_records += 1;
    }
    let is_weak = name.text_of("isLowQuality") == "true";
    for translation in name.items("translations", "translation") {
        let text = plain(translation.text_of("formattedFullName"));
        if text.is_empty() {
            continue;
        }
        let script = translation.text_of("script");
        let is_latin = if script.is_empty() {
            !is_original_script(&text)
        } else {
            script.eq_ignore_ascii_case("Latin")
        };
        let kind = match (is_weak, is_latin, is_primary) {
            (true, ..) => NameKind::WeakAlias,
            (false, false, _) => NameKind::OriginalScript,
            (false, true, true) if translation.text_of("isPrimary") == "true" => NameKind::Primary,
            (false, true, _) => NameKind::Alias,
        };
        add_name(designation, &text, kind);
    }
}

/// Under which programs the party is listed, since when, and what that means.
fn listing(element: &Element, designation: &mut Designation, remarks: &mut Vec<String>) {
    for program in element.items("sanctionsPrograms", "sanctionsProgram") {
        let program = squeeze(&program.text);
        if !program.is_empty() {
            add_once(&mut designation.programs, program);
        }
    }
    let lists = element.items("sanctionsLists", "sanctionsList");
    designation.listed_on = lists
        .filter_map(|list| dates::iso(list.attr("datePublished")))
        .min();
    for kind in element.items("sanctionsTypes", "sanctionsType") {
        let kind = squeeze(&kind.text);
        if kind.eq_ignore_ascii_case("block") {
            add_once(&mut designation.measures, Measure::AssetFreeze);
        } else if !kind.is_empty() {
            add_once(remarks, kind);
        }
    }
    for basis in element.items("legalAuthorities", "legalAuthority") {
        add_once(remarks, squeeze(&basis.text));
    }
}

fn address_of(address: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let mut country_name = ofac::country_name(address.text_of("country"));
    report.address_records += 1;
    let mut texts: Vec<String> = Vec::new();
    for translation in address.items("translations", "translation") {
        let mut parts: Vec<(usize, String)> = Vec::new();
        for part in translation.items("addressParts", "addressPart") {
            let (kind, value) = (part.text_of("type"), plain(part.text_of("value")));
            match ofac::ADDRESS_PARTS.iter().position(|known| *known == kind) {
                // Some places have a region in the place of a country.
                Some(_) if kind == "REGION" && country_name.is_empty() => {
                    country_name = format!("Region: {value}");
                }
                Some(at) => parts.push((at, value)),
                None => report.miss(format!("part of an address: {kind}")),
            }
        }
        parts.sort_by_key(|(at, _)| *at);
        texts.push(ofac::address_text(&parts));
    }
    let country = country::noted(&country_name, report);
    if texts.is_empty() {
        texts.push(String::new());
    }
    for text in texts {
        let address = Address {
            text,
            country_name: country_name.clone(),
            country,
        };
        add_address(designation, address);
    }
}

fn feature_of(
    feature: &Element,
    designation: &mut Designation,
    remarks: &mut Vec<String>,
    report: &mut SourceReport,
) {
    let kind = squeeze(feature.text_of("type"));
    let label = kind.trim_end_matches([':', '-', ' ']);
    let value = plain(feature.text_of("value"));
    if value.is_empty() {
        return;
    }
    remarks.push(format!("{kind} {value}"));
    // Some details are known to be false; they are kept, and are no facts.
    if feature.text_of("reliability").eq_ignore_ascii_case("false") {
        return;
    }
    let date = feature.child("valueDate").and_then(span);
    match date.filter(|_| label.eq_ignore_ascii_case("Birthdate")) {
        Some(date) => add_once(&mut designation.birth_dates, date),
        None => {
            ofac_remarks::feature(label, &value, designation, report);
        }
    }
}

/// A date with its precision: from the first possible day of its beginning to the last of its end.
fn span(date: &Element) -> Option<BirthDate> {
    let bounds = ["fromDateBegin", "fromDateEnd", "toDateBegin", "toDateEnd"];
    let days = bounds.iter().filter_map(|bound| dates::iso(date.text_of(bound)));
    let (from, to) = (days.clone().min()?, days.max()?);
    Some(BirthDate {
        from,
        to,
        circa: date.text_of("isApproximate") == "true",
    })
}

fn document_of(
    document: &Element,
    designation: &mut Designation,
    remarks: &mut Vec<String>,
    report: &mut SourceReport,
) {
    let kind = squeeze(document.text_of("type"));
    let number = plain(document.text_of("documentNumber"));
    if number.is_empty() {
        return;
    }
    let issuer = squeeze(document.text_of("issuingCountry"));
    let value = if issuer.is_empty() {
        number.clone()
    } else {
        format!("{number} ({issuer})")
    };
    let fake = if document.text_of("isValid") == "false" {
        " (not valid)"
    } else {
        ""
    };
    remarks.push(format!("{kind} {value}{fake}"));
    if ofac_remarks::feature(&kind, &value, designation, report) == Taken::Not {
        // A kind of document that the table does not know: a number all the same.
        let identifier = Identifier {
            kind: IdentifierKind::Other,
            value: number,
            country: country::code(&issuer),
            label: Some(kind).filter(|kind| !kind.is_empty()),
        };
        add_once(&mut designation.identifiers, identifier);
    }
}

fn relation_of(relation: &Element, designation: &mut Designation, remarks: &mut Vec<String>) {
    let words = squeeze(relation.text_of("type"));
    let Some(other) = relation.child("relatedEntity") else {
        return;
    };
    let (to, id) = (plain(&other.text), other.attr("entityId"));
    if to.is_empty() {
        return;
    }
    // The list's own word for the tie says more than ours.
    remarks.push(format!("{words} {to}"));
    let relation = Relation {
        kind: ofac::relation_kind(&words),
        to,
        to_id: (!id.is_empty()).then(|| format!("ofac-{id}")),
    };
    add_once(&mut designation.relations, relation);
}
