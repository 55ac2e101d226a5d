//! An entity of the list, in whichever form it came.

use std::path::Path;

use portcullis_model::{Address, BirthDate, CountryCode, Designation, NameKind, Schema};

use super::name::Names;
use super::number;
use crate::error::shown;
use crate::located::{add_address, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::strength::{is_no_name, is_weak};
use crate::text::{is_original_script, join_parts, squeeze, strip_prefix_ci};
use crate::xml::Element;
use crate::{CompileError, country, dates, islamic};

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
    let mut names = Names::default();
    let mut holders: Vec<String> = Vec::new();
    for child in &entity.children {
        match child.name.as_str() {
            "remark" => remark(child, &mut remarks),
            "regulation" => regulation(child, &mut designation),
            "subjectType" | "additionalInformation" => {}
            "nameAlias" => names.read(child, &mut designation, &mut remarks, report),
            "birthdate" => birth(child, &mut designation, report),
            "citizenship" => {
                if let Some(code) = country_of(child, report) {
                    add_once(&mut designation.nationalities, code);
                }
            }
            "address" => address(child, &mut designation, report),
            "identification" => {
                number::identification(child, &mut designation, report);
                issued(child, &mut holders, &mut remarks);
            }
            other => report.miss(format!("element: {other}")),
        }
        // What is said of a date, an address or a document is in words. Names have read theirs.
        if child.name != "nameAlias" {
            for said in child.all("remark") {
                remark(said, &mut remarks);
            }
        }
    }
    if !names.give(&mut designation) {
        let reason = format!("entity {} has no name; download the list again", shown(&id));
        return Err(CompileError::format(path, line, reason));
    }
    for name in holders {
        let kind = if is_original_script(&name) {
            NameKind::OriginalScript
        } else if is_weak(&name, schema) {
            NameKind::WeakAlias
        } else {
            NameKind::Alias
        };
        add_name(&mut designation, &name, kind);
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

/// Keeps what the list says of where and by whom a document was issued, and to whom: the name on it is another name of the party.
fn issued(document: &Element, holders: &mut Vec<String>, remarks: &mut Vec<String>) {
    let [by, region, holder] =
        ["issuedBy", "region", "nameOnDocument"].map(|said| squeeze(document.attr(said)));
    let number = squeeze(document.attr("number"));
    let place = join_parts([by.as_str(), region.as_str()]);
    if !place.is_empty() {
        add_once(remarks, format!("{number} issued: {place}"));
    }
    if holder.is_empty() {
        return;
    }
    // `(name on doc. 'Samuel Peter Mudde')`, and once `(name on doc. 'expiration date 16 Jun. 2016)')`
    let name = holder.trim_matches(['(', ')']);
    let name = strip_prefix_ci(name, "name on doc").unwrap_or(name);
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let has_digit = name.contains(|c: char| c.is_ascii_digit());
    if !has_digit && !is_no_name(name) {
        add_once(holders, name.to_owned());
    }
    add_once(remarks, holder);
}

/// Keeps a remark, once.
fn remark(element: &Element, remarks: &mut Vec<String>) {
    let remark = squeeze(&element.text);
    if !remark.is_empty() {
        add_once(remarks, remark);
    }
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
    let date = match calendar {
        "" | "GREGORIAN" => birth_date(element),
        "ISLAMIC" => islamic_date(element),
        _ => {
            report.miss(format!("calendar: {calendar}"));
            return;
        }
    };
    match date {
        Some(date) => add_once(&mut designation.birth_dates, date),
        None => report.miss("birthdate: not a date"),
    }
}

/// A date of the Islamic calendar: `birthdate`, where it is there, is the day in ours.
fn islamic_date(element: &Element) -> Option<BirthDate> {
    if let Some(date) = dates::iso(element.attr("birthdate")) {
        return Some(BirthDate::day(date));
    }
    let year = element.attr("year").parse().ok()?;
    islamic::year_in(year, |country| element.attr("countryIso2Code") == country)
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
pub(super) fn country_of(element: &Element, report: &mut SourceReport) -> Option<CountryCode> {
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
    let address = Address {
        text,
        country_name,
        country,
    };
    add_address(designation, address);
    number::contacts(element, designation, report);
}
