//! OFAC's XML of either list, `sdn.xml` and `consolidated.xml` (root `sdnList`, in the namespace of before May 2024 and in
//! the one since).
//!
//! It says what the CSV family says, with each fact in an element of its own instead of a clause of the remarks. The kinds
//! of its numbers are the labels of those clauses, so one table reads both, and the remarks are put together as the
//! CSV has them.

use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, Designation, Identifier, IdentifierKind, NameKind, Relation, RelationKind, Schema,
};

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use super::{ofac, ofac_remarks};
use crate::error::shown;
use crate::input::Input;
use crate::located::{Located, add_address, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::squeeze;
use crate::xml::{self, Element, Record};
use crate::{CompileError, country, dates};

/// How many records of each kind are read at a time: what is said of the publication, then the entries.
const RECORDS: [&str; 2] = ["publshInformation", "sdnEntry"];

/// OFAC's XML.
pub(super) struct OfacXml;

impl ListFormat for OfacXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&ofac::SDN, &ofac::CONSOLIDATED]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["sdnEntry"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("sdnlist")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"<?xml version=\"1.0\" standalone=\"yes\"?>\n<sdnList xmlns=\"http://tempuri.org/sdnList.xsd\">"
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
    let mut announced: Option<u64> = None;
    let unknown = xml::read(
        path,
        text,
        &RECORDS,
        |root| xml::expect_root(root, "sdnList", "OFAC's <sdnList>"),
        |Record { element, raw, line }| {
            if element.name == RECORDS[0] {
                report.published = published(element.text_of("Publish_Date"));
                announced = element.text_of("Record_Count").parse().ok();
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
    let found = designations.len() as u64;
    if let Some(announced) = announced.filter(|announced| *announced != found) {
        report.gap(
            path,
            format!("the list says that it has {announced} records, and {found} are there"),
            "download it again",
        );
    }
    ofac::link(&mut designations);
    Ok(designations)
}

/// `05/07/2024`, the month first, as the day that it is.
fn published(text: &str) -> Option<String> {
    let day = dates::month_day_year(text).map(|day| day.to_string());
    day.or_else(|| Some(text.to_owned()).filter(|text| !text.is_empty()))
}

fn entry(
    path: &Path,
    element: &Element,
    line: u64,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let refuse = |reason: String| Err(CompileError::format(path, line, reason));
    let number = element.text_of("uid");
    if number.parse::<u64>().is_err() {
        return refuse(format!(
            "expected OFAC's number in <uid> and found `{}`; download the list again",
            shown(number)
        ));
    }
    let schema = match element.text_of("sdnType").to_ascii_lowercase().as_str() {
        "individual" => Schema::Person,
        "entity" => Schema::Organization,
        "vessel" => Schema::Vessel,
        "aircraft" => Schema::Aircraft,
        other => {
            return refuse(format!(
                "expected Individual, Entity, Vessel or Aircraft in <sdnType> and found `{}`; the format changed, or the file is damaged",
                shown(other)
            ));
        }
    };
    let mut designation = Designation::new(format!("ofac-{number}"), list, "US", schema);
    let name = full_name(element);
    if name.is_empty() {
        return refuse(format!("entry {number} has no name; download the list again"));
    }
    add_name(&mut designation, &name, NameKind::Primary);
    for program in element.items("programList", "program") {
        let program = squeeze(&program.text);
        if !program.is_empty() {
            add_once(&mut designation.programs, program);
        }
    }
    designation.title = squeeze(element.text_of("title"));
    if schema == Schema::Aircraft && ofac::is_tail_number(&name) {
        add(&mut designation, IdentifierKind::Tail, &name);
    }
    for alias in element.items("akaList", "aka") {
        alias_of(alias, &mut designation, report);
    }
    for address in element.items("addressList", "address") {
        address_of(address, &mut designation, report);
    }
    if let Some(vessel) = element.child("vesselInfo") {
        vessel_of(vessel, &mut designation);
    }
    let mut remarks = facts(element, &mut designation, report);
    let own = unwrapped(&squeeze(element.text_of("remarks")));
    ofac_remarks::read(&own, &mut designation, report);
    if !own.is_empty() {
        remarks.push(own);
    }
    designation.remarks = remarks.join("; ");
    Ok(designation)
}

/// As in the CSV family: `LAST, First Middle`.
fn full_name(element: &Element) -> String {
    let (first, last) = (
        squeeze(element.text_of("firstName")),
        squeeze(element.text_of("lastName")),
    );
    match (last.is_empty(), first.is_empty()) {
        (false, false) => format!("{last}, {first}"),
        (false, true) => last,
        (true, _) => first,
    }
}

fn add(designation: &mut Designation, kind: IdentifierKind, value: &str) {
    let identifier = Identifier {
        kind,
        value: value.to_owned(),
        country: None,
        label: None,
    };
    add_once(&mut designation.identifiers, identifier);
}

fn alias_of(alias: &Element, designation: &mut Designation, report: &mut SourceReport) {
    report.alias_records += 1;
    let name = full_name(alias);
    let kind = match alias.text_of("category").to_ascii_lowercase().as_str() {
        "weak" => NameKind::WeakAlias,
        "strong" => NameKind::Alias,
        other => {
            report.miss(format!("alias category: {other}"));
            NameKind::Alias
        }
    };
    if !matches!(alias.text_of("type"), "a.k.a." | "f.k.a." | "n.k.a.") {
        report.miss(format!("alias type: {}", alias.text_of("type")));
    }
    add_name(designation, &name, kind);
}

fn address_of(address: &Element, designation: &mut Designation, report: &mut SourceReport) {
    report.address_records += 1;
    let part = |name| address.text_of(name);
    let parts = [
        "address1",
        "address2",
        "address3",
        "city",
        "stateOrProvince",
        "postalCode",
    ];
    let parts: Vec<(usize, String)> = (1..).zip(parts.map(|name| squeeze(part(name)))).collect();
    let text = ofac::address_text(&parts);
    let country_name = ofac::country_name(part("country"));
    let country = country::noted(&country_name, report);
    let address = Address {
        text,
        country_name,
        country,
    };
    add_address(designation, address);
}

fn vessel_of(vessel: &Element, designation: &mut Designation) {
    let call_sign = vessel.text_of("callSign");
    if !call_sign.is_empty() {
        add(designation, IdentifierKind::CallSign, call_sign);
    }
    let flag = squeeze(vessel.text_of("vesselFlag"));
    if !flag.is_empty() && !flag.eq_ignore_ascii_case("none identified") {
        add_once(&mut designation.flags, flag);
    }
    let owner = squeeze(vessel.text_of("vesselOwner"));
    if !owner.is_empty() {
        let relation = Relation {
            kind: RelationKind::OwnedBy,
            to: owner,
            to_id: None,
        };
        add_once(&mut designation.relations, relation);
    }
}

/// Reads what the CSV family has as clauses of the remarks, and returns these clauses.
fn facts(element: &Element, designation: &mut Designation, report: &mut SourceReport) -> Vec<String> {
    let mut clauses: Vec<String> = Vec::new();
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            ofac_remarks::feature(label, &value, designation, report);
            clauses.push(format!("{label} {value}"));
        }
    };
    for (list, item, value, label) in [
        ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth", "DOB"),
        ("placeOfBirthList", "placeOfBirthItem", "placeOfBirth", "POB"),
        ("nationalityList", "nationality", "country", "nationality"),
        ("citizenshipList", "citizenship", "country", "citizen"),
    ] {
        for item in element.items(list, item) {
            fact(label, squeeze(item.text_of(value)));
        }
    }
    for id in element.items("idList", "id") {
        let (label, number) = (squeeze(id.text_of("idType")), squeeze(id.text_of("idNumber")));
        let country = squeeze(id.text_of("idCountry"));
        let value = match (number.is_empty(), country.is_empty()) {
            (_, true) => number,
            (true, false) => country,
            (false, false) => format!("{number} ({country})"),
        };
        fact(&label, value);
    }
    clauses
}

/// Remarks without the parentheses around ties: `all offices; (Linked To: A; Linked To: B)` has three clauses.
fn unwrapped(remarks: &str) -> String {
    const TIES: &str = "(Linked To:";
    match (remarks.find(TIES), remarks.strip_suffix(')')) {
        (Some(at), Some(body)) => format!("{}{}", &remarks[..at], &body[at + 1..]),
        _ => remarks.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn ties_lose_the_parentheses_around_them_and_keep_their_own() {
        for (remarks, expected) in [
            ("(Linked To: POUYA AIR)", "Linked To: POUYA AIR"),
            (
                "all offices; (Linked To: GUARD CORPS (IRGC)-QODS FORCE; Linked To: B)",
                "all offices; Linked To: GUARD CORPS (IRGC)-QODS FORCE; Linked To: B",
            ),
            ("Telephone (357)(22660766)", "Telephone (357)(22660766)"),
            ("", ""),
        ] {
            assert_eq!(unwrapped(remarks), expected);
        }
    }
}
