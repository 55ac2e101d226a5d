//! The United Nations Security Council consolidated list, XML (`CONSOLIDATED_LIST`, schema `sc-sanctions.xsd`).

use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, BirthDate, Designation, Gender, Identifier, IdentifierKind, NameKind, Schema,
};

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use super::un_measures;
use crate::input::Input;
use crate::located::{Located, add_address, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::{is_original_script, join_parts, squeeze};
use crate::xml::{self, Element, Record};
use crate::{CompileError, country, dates, documents, names, prose, strength};

/// The United Nations Security Council consolidated list.
const UN: List = List {
    word: "un",
    name: "UN Consolidated",
    id_prefix: "un",
    ..List::OFFICIAL
};

/// The XML of the UN.
pub(super) struct UnXml;

impl ListFormat for UnXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&UN]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["INDIVIDUAL", "ENTITY"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("consolidated_list")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../tests/fixtures/un.xml")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let mut designations = Vec::new();
    let mut published = None;
    let list = input.spec.kind.list_name();
    let unknown = xml::read(
        &path,
        text,
        &["INDIVIDUAL", "ENTITY"],
        |root| {
            xml::expect_root(root, "CONSOLIDATED_LIST", "the UN's CONSOLIDATED_LIST")?;
            published = Some(root.attr("dateGenerated").to_owned()).filter(|date| !date.is_empty());
            Ok(())
        },
        |record| {
            let designation = designation(&path, &record, list, report)?;
            designations.push(Located {
                designation,
                path: Arc::clone(&path),
                line: record.line,
            });
            Ok(())
        },
    )?;
    unknown.count(report);
    report.published = published;
    refuse_half(&path, &designations, report);
    Ok(designations)
}

/// A whole list has so many entries, of both kinds: 730 and 273 in February 2026.
const WHOLE_LIST_MIN: usize = 100;

/// Where a whole list has persons alone, or entities alone, the elements of the others were renamed or are missing.
fn refuse_half(path: &Path, designations: &[Located], report: &mut SourceReport) {
    let persons = designations
        .iter()
        .filter(|located| located.designation.schema == Schema::Person)
        .count();
    if designations.len() >= WHOLE_LIST_MIN && (persons == 0 || persons == designations.len()) {
        let missing = if persons == 0 { "INDIVIDUAL" } else { "ENTITY" };
        let what = format!("none of its {} entries is an <{missing}>", designations.len());
        report.gap(path, what, "download it again");
    }
}

fn designation(
    path: &Path,
    record: &Record<'_>,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let element = &record.element;
    let reference = value(element, "REFERENCE_NUMBER");
    if reference.is_empty() {
        let reason = "the entry has no REFERENCE_NUMBER; download the list again";
        return Err(CompileError::format(path, record.line, reason));
    }
    let is_person = element.name == "INDIVIDUAL";
    let schema = if is_person {
        Schema::Person
    } else {
        Schema::Organization
    };
    let mut designation = Designation::new(format!("un-{reference}"), list, "UN", schema);

    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|tag| value(element, tag));
    let full_name = parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    // An entity's one field may hold two names; a person's parts are one name whatever they hold.
    let full_names = if is_person {
        vec![full_name]
    } else {
        names::split(&full_name)
    };
    let mut kind = NameKind::Primary;
    for name in &full_names {
        add_name(&mut designation, name, kind);
        kind = NameKind::Alias;
    }
    if designation.names.is_empty() {
        let reason = format!("entry {reference} has no name; download the list again");
        return Err(CompileError::format(path, record.line, reason));
    }

    let list_type = value(element, "UN_LIST_TYPE");
    if list_type.is_empty() {
        report.miss("UN_LIST_TYPE: absent");
    } else {
        designation
            .programs
            .push(format!("UN-{}", list_type.replace(' ', "")));
    }
    designation.remarks = squeeze(element.text_of("COMMENTS1"));
    designation.measures = un_measures::stated(&designation.remarks);
    for child in &element.children {
        detail(child, &mut designation, report);
    }
    if is_person && designation.gender.is_none() {
        designation.gender = prose::gender(&designation.remarks);
    }
    contacts(&mut designation);
    designation.source_record = xml::compact(record.raw);
    Ok(designation)
}

/// Keeps a note that stands beside something where people read it: no field of a designation has room for it.
fn keep_note(designation: &mut Designation, of: &str, note: &str) {
    if note.is_empty() {
        return;
    }
    let line = format!("{of}: {note}");
    if !designation.remarks.is_empty() {
        designation.remarks.push('\n');
    }
    designation.remarks.push_str(&line);
}

/// Reads an element of an entry into its designation. What [`designation`] has read itself, and what nobody needs, is passed over.
fn detail(child: &Element, designation: &mut Designation, report: &mut SourceReport) {
    match child.name.as_str() {
        "NAME_ORIGINAL_SCRIPT" => {
            for name in names::split(&child.text) {
                add_name(designation, &name, NameKind::OriginalScript);
            }
        }
        "INDIVIDUAL_ALIAS" | "ENTITY_ALIAS" => alias(child, designation, report),
        "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS" => address(child, designation, report),
        "INDIVIDUAL_DATE_OF_BIRTH" => {
            keep_note(designation, "Date of birth", &value(child, "NOTE"));
            match birth_date(child) {
                Ok(Some(date)) => add_once(&mut designation.birth_dates, date),
                Ok(None) => {}
                Err(what) => report.miss(format!("date of birth: {what}")),
            }
        }
        "INDIVIDUAL_PLACE_OF_BIRTH" => {
            keep_note(designation, "Place of birth", &value(child, "NOTE"));
            let place = place(child);
            if !place.is_empty() {
                add_once(&mut designation.birth_places, place);
            }
        }
        "INDIVIDUAL_DOCUMENT" => document(child, designation, report),
        "NATIONALITY" => {
            for nationality in values(child) {
                match country::code(&nationality) {
                    Some(code) => add_once(&mut designation.nationalities, code),
                    None => report.miss(format!("nationality: {nationality}")),
                }
            }
        }
        "NATIONALITY2" => {
            let nationality = squeeze(&child.text);
            match country::code(&nationality) {
                Some(code) => add_once(&mut designation.nationalities, code),
                None if nationality.is_empty() => {}
                None => report.miss(format!("nationality: {nationality}")),
            }
        }
        "TITLE" | "DESIGNATION" => {
            for title in values(child) {
                if !designation.title.is_empty() {
                    designation.title.push_str("; ");
                }
                designation.title.push_str(&title);
            }
        }
        "GENDER" => match squeeze(&child.text).to_ascii_lowercase().as_str() {
            "male" => designation.gender = Some(Gender::Male),
            "female" => designation.gender = Some(Gender::Female),
            "" | "unknown" => {}
            other => report.miss(format!("gender: {other}")),
        },
        "LISTED_ON" => match dates::iso(&child.text) {
            Some(date) => designation.listed_on = Some(date),
            None => report.miss("LISTED_ON: not a date"),
        },
        "DELISTED_ON" => match dates::iso(&child.text) {
            Some(date) => designation.delisted_on = Some(date),
            None if child.text.trim().is_empty() => {}
            None => report.miss("DELISTED_ON: not a date"),
        },
        "LAST_DAY_UPDATED" => {
            let updates = values(child);
            let latest = updates.iter().filter_map(|text| dates::iso(text)).max();
            designation.amended_on = latest;
        }
        // Those that the format does not have are counted with the document.
        _ => {}
    }
}

/// The text of a child with white space made plain; the schema's placeholder `na` is nothing.
fn value(element: &Element, name: &str) -> String {
    let text = squeeze(element.text_of(name));
    if text == "na" { String::new() } else { text }
}

/// The `VALUE`s of an element.
fn values(element: &Element) -> Vec<String> {
    element
        .all("VALUE")
        .map(|value| squeeze(&value.text))
        .filter(|text| !text.is_empty() && text != "na")
        .collect()
}

fn alias(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let text = value(element, "ALIAS_NAME");
    let quality = value(element, "QUALITY");
    let note = value(element, "NOTE");
    keep_note(designation, &text, &note);
    if text.is_empty() {
        return;
    }
    report.alias_records += 1;
    let kind = match quality.to_ascii_lowercase().as_str() {
        "good" | "a.k.a." | "f.k.a." | "" => NameKind::Alias,
        "low" => NameKind::WeakAlias,
        other => {
            report.miss(format!("alias quality: {other}"));
            NameKind::Alias
        }
    };
    for name in names::split(&text)
        .into_iter()
        .chain(names::in_note(&text, &note))
    {
        let kind = if kind == NameKind::Alias && is_original_script(&name) {
            NameKind::OriginalScript
        } else {
            kind
        };
        add_name(designation, &name, kind);
    }
    for number in prose::numbers(&note) {
        add_once(&mut designation.identifiers, number);
    }
    if let Some(date) = dates::partial_iso(element.text_of("DATE_OF_BIRTH"), false) {
        add_once(&mut designation.birth_dates, date);
    }
    let place = squeeze(&join_parts([
        element.text_of("CITY_OF_BIRTH"),
        element.text_of("COUNTRY_OF_BIRTH"),
    ]));
    if !place.is_empty() {
        add_once(&mut designation.birth_places, place);
    }
}

fn address(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    report.address_records += 1;
    let country_name = value(element, "COUNTRY");
    let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "NOTE"].map(|tag| value(element, tag));
    let text = join_parts(parts.iter().map(String::as_str));
    let country = country::noted(&country_name, report);
    let address = Address {
        text,
        country_name,
        country,
    };
    add_address(designation, address);
}

fn place(element: &Element) -> String {
    let parts = ["STREET", "CITY", "STATE_PROVINCE", "COUNTRY"].map(|tag| value(element, tag));
    join_parts(parts.iter().map(String::as_str))
}

/// A date of birth; `Err` with what was met when there is one that cannot be read.
fn birth_date(element: &Element) -> Result<Option<BirthDate>, String> {
    let circa = value(element, "TYPE_OF_DATE").eq_ignore_ascii_case("APPROXIMATELY");
    let note = value(element, "NOTE");
    let circa = circa || note.eq_ignore_ascii_case("approximately");
    let (date, year) = (value(element, "DATE"), value(element, "YEAR"));
    let (first, last) = (value(element, "FROM_YEAR"), value(element, "TO_YEAR"));
    let found = if !date.is_empty() {
        dates::partial_iso(date.get(..10).unwrap_or(&date), circa).ok_or(date)?
    } else if !year.is_empty() {
        // `1958` with the note `Sep.`
        let with_note = dates::birth_date_words(&format!("{note} {year}"));
        with_note
            .map(|d| BirthDate {
                circa: d.circa || circa,
                ..d
            })
            .or_else(|| dates::partial_iso(&year, circa))
            .ok_or(year)?
    } else if !first.is_empty() || !last.is_empty() {
        let years = first.parse().ok().zip(last.parse().ok());
        years
            .and_then(|(first, last)| BirthDate::years(first, last, circa))
            .ok_or_else(|| format!("{first} to {last}"))?
    } else if note.is_empty() {
        return Ok(None);
    } else {
        dates::birth_date_words(&note).ok_or(note)?
    };
    Ok(Some(found))
}

/// Codes and addresses that the UN has no field for and writes into comments and address notes: `SWIFT: DCBKKPPY`,
/// `IMO number: 5571322`, e-mail addresses. Ship and bank codes are an entity's own; in a person's comments they
/// would be somebody else's.
fn contacts(designation: &mut Designation) {
    let mut found: Vec<Identifier> = Vec::new();
    let is_entity = designation.schema == Schema::Organization;
    let texts = std::iter::once(designation.remarks.as_str())
        .chain(designation.addresses.iter().map(|address| address.text.as_str()));
    for text in texts {
        let mut previous = [""; 2];
        for word in text.split([' ', ';', ',', '(', ')']) {
            let word = word.trim_matches(['.', ':', '"', '\'']);
            if word.is_empty() {
                continue;
            }
            let after = |label: &str| previous.iter().any(|p| p.eq_ignore_ascii_case(label));
            let kind = if is_email(word) {
                Some(IdentifierKind::Email)
            } else if is_entity
                && (after("SWIFT") || after("SWIFT/BIC") || after("BIC"))
                && prose::is_written_bic(word)
            {
                Some(IdentifierKind::Bic)
            } else if is_entity && after("IMO") && word.len() == 7 && word.bytes().all(|b| b.is_ascii_digit())
            {
                Some(IdentifierKind::Imo)
            } else {
                None
            };
            if let Some(kind) = kind {
                found.push(Identifier {
                    kind,
                    value: word.to_owned(),
                    country: None,
                    label: None,
                });
            }
            previous = [previous[1], word];
        }
    }
    for identifier in found {
        add_once(&mut designation.identifiers, identifier);
    }
}

/// Something before one `@` and a domain with a dot after it.
fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty() && domain.contains('.') && !domain.contains('@') && !domain.starts_with('.')
    })
}

fn document(element: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let (kind_word, kind_words) = (
        value(element, "TYPE_OF_DOCUMENT"),
        value(element, "TYPE_OF_DOCUMENT2"),
    );
    let (number, note) = (value(element, "NUMBER"), value(element, "NOTE"));
    if number.is_empty() && note.is_empty() && kind_words.is_empty() {
        return;
    }
    keep_note(designation, &kind_word, &note);
    for name in names::of_holder(&note) {
        let kind = if is_original_script(&name) {
            NameKind::OriginalScript
        } else if strength::is_weak(&name, Schema::Person) {
            NameKind::WeakAlias
        } else {
            NameKind::Alias
        };
        add_name(designation, &name, kind);
    }
    // Some entries write the number into the note or behind the type.
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let source = [&number, &kind_words, &note]
        .into_iter()
        .find(|text| has_digit(text));
    let Some((value_text, own_country)) = source.and_then(|text| documents::number_in(text)) else {
        report.miss(format!("document without a number: {kind_word}"));
        return;
    };
    let stated = [
        value(element, "ISSUING_COUNTRY"),
        value(element, "COUNTRY_OF_ISSUE"),
    ]
    .iter()
    .find_map(|words| country::code(words));
    let words = format!("{kind_word} {kind_words} {number}").to_ascii_lowercase();
    let kind = if words.contains("fiscal code") {
        IdentifierKind::TaxId
    } else if ["driv", "birth cert", "student", "other id", "ration card"]
        .iter()
        .any(|w| words.contains(w))
    {
        IdentifierKind::Other
    } else if kind_word.to_ascii_lowercase().contains("pass")
        || kind_word.to_ascii_lowercase().contains("pasaporte")
        || kind_words.to_ascii_lowercase().contains("passport")
    {
        IdentifierKind::Passport
    } else if kind_word.to_ascii_lowercase().contains("identification") {
        IdentifierKind::NationalId
    } else {
        report.miss(format!("document type: {kind_word}"));
        IdentifierKind::Other
    };
    let label = Some(kind_words.trim_end_matches(':').to_owned())
        .filter(|label| !label.is_empty() && !label.eq_ignore_ascii_case("passport"));
    let identifier = Identifier {
        kind,
        value: value_text,
        country: stated.or(own_country),
        label,
    };
    add_once(&mut designation.identifiers, identifier);
}
