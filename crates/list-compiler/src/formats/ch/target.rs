//! A target of the list to a designation.

use std::path::Path;

use portcullis_model::{Date, Designation, Gender, NameKind, Relation, RelationKind, Schema};

use super::{References, SWITZERLAND, identity};
use crate::error::shown;
use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::squeeze;
use crate::xml::{self, Element, Record};
use crate::{CompileError, dates, prose};

pub(super) fn designation(
    path: &Path,
    record: &Record<'_>,
    references: &References,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let target = &record.element;
    let error = |reason: String| CompileError::format(path, record.line, reason);
    let ssid = target.attr("ssid");
    if ssid.is_empty() {
        return Err(error(
            "the target has no ssid; download the list again".to_owned(),
        ));
    }
    let kinds = ["individual", "entity", "object"];
    let Some(party) = target
        .children
        .iter()
        .find(|child| kinds.contains(&child.name.as_str()))
    else {
        return Err(error(format!(
            "target {} is neither an individual nor an entity nor an object; download the list again",
            shown(ssid)
        )));
    };
    let schema = schema(party, report);
    let mut designation = Designation::new(format!("ch-{ssid}"), SWITZERLAND.name, "CH", schema);
    for child in &party.children {
        detail(child, references, &mut designation, report);
    }
    order_names(&mut designation);
    if designation.names.is_empty() {
        return Err(error(format!(
            "target {} has no name; download the list again",
            shown(ssid)
        )));
    }
    match party.attr("sex").to_ascii_lowercase().as_str() {
        "male" => designation.gender = Some(Gender::Male),
        "female" => designation.gender = Some(Gender::Female),
        "" => {}
        other => report.miss(format!("sex: {other}")),
    }
    sanctions(target, references, &mut designation, report);
    modifications(target, &mut designation, report);
    designation.source_record = without_history(record.raw);
    Ok(designation)
}

fn schema(party: &Element, report: &mut SourceReport) -> Schema {
    match (party.name.as_str(), party.attr("object-type")) {
        ("individual", _) => Schema::Person,
        ("entity", _) => Schema::Organization,
        (_, "vessel") => Schema::Vessel,
        (_, "aircraft") => Schema::Aircraft,
        (_, other) => {
            report.miss(format!("object type: {other}"));
            Schema::Unknown
        }
    }
}

fn detail(
    child: &Element,
    references: &References,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    match child.name.as_str() {
        "identity" => identity::read(child, &references.places, designation, report),
        "justification" => note(designation, &child.text),
        "other-information" => {
            note(designation, &child.text);
            for identifier in prose::numbers(&child.text)
                .into_iter()
                .chain(prose::contacts(&child.text))
            {
                add_once(&mut designation.identifiers, identifier);
            }
        }
        "relation" => {
            let (to, kind) = (child.attr("target-id"), child.attr("relation-type"));
            if !matches!(kind, "related-to" | "") {
                report.miss(format!("relation: {kind}"));
            }
            let relation = Relation {
                kind: RelationKind::LinkedTo,
                to: format!("target {to} of the Swiss list"),
                to_id: Some(format!("ch-{to}")),
            };
            add_once(&mut designation.relations, relation);
            note(designation, child.text_of("remark"));
        }
        other => {
            report.miss(format!("element: {other}"));
            note(designation, &child.text);
        }
    }
}

fn note(designation: &mut Designation, text: &str) {
    let text = squeeze(text);
    if text.is_empty() {
        return;
    }
    if !designation.remarks.is_empty() {
        designation.remarks.push('\n');
    }
    designation.remarks.push_str(&text);
}

/// The primary name first; where no identity has one, the first name is it.
fn order_names(designation: &mut Designation) {
    let primary = designation
        .names
        .iter()
        .position(|name| name.kind == NameKind::Primary);
    let at = primary.unwrap_or(0);
    if at < designation.names.len() {
        let mut name = designation.names.remove(at);
        name.kind = NameKind::Primary;
        designation.names.insert(0, name);
    }
}

/// Programs and measures of the sets of sanctions, and the number under which another authority lists the target.
fn sanctions(
    target: &Element,
    references: &References,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    let of_attribute = Some(target.attr("sanctions-set-id")).filter(|id| !id.is_empty());
    let sets = target
        .all("sanctions-set-id")
        .map(|set| set.text.trim())
        .chain(of_attribute);
    let foreign = squeeze(target.text_of("foreign-identifier"));
    let mut origin = String::new();
    for set in sets {
        let Some(program) = references.programs.get(set) else {
            report.miss(format!("sanctions set that is not in the file: {set}"));
            continue;
        };
        add_once(&mut designation.programs, program.id.clone());
        for measure in &program.measures {
            add_once(&mut designation.measures, *measure);
        }
        origin.clone_from(&program.origin);
        note(designation, &program.title);
    }
    if !foreign.is_empty() {
        // `QDi.111` of the UN is what other lists write, too.
        let label = if origin == "UN" {
            "UN Reference"
        } else {
            "Foreign identifier"
        };
        note(designation, &format!("{label}: {foreign}"));
    }
}

/// When it was listed and amended, and whether its last modification delisted it. The newest stands first in the file.
fn modifications(target: &Element, designation: &mut Designation, report: &mut SourceReport) {
    let mut last: Option<(Date, &str)> = None;
    for modification in target.all("modification") {
        let kind = modification.attr("modification-type");
        let day = ["effective-date", "publication-date", "enactment-date"]
            .iter()
            .find_map(|attribute| dates::iso(modification.attr(attribute)));
        let Some(day) = day else {
            report.miss(format!("modification without a date: {kind}"));
            continue;
        };
        match kind {
            "listed" => {
                designation.listed_on = Some(designation.listed_on.map_or(day, |first| first.min(day)));
            }
            "amended" => designation.amended_on = designation.amended_on.max(Some(day)),
            "de-listed" => {}
            other => report.miss(format!("modification: {other}")),
        }
        if last.is_none_or(|(latest, _)| day > latest) {
            last = Some((day, kind));
        }
    }
    designation.delisted_on = last.filter(|(_, kind)| *kind == "de-listed").map(|(day, _)| day);
}

/// The target as published, without what each modification added and removed: copies of what it says or said.
fn without_history(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find("<modification") {
        let Some(tag) = rest[at..].find('>').map(|length| at + length) else {
            break;
        };
        kept.push_str(&rest[..=tag]);
        rest = &rest[tag + 1..];
        let is_empty = kept.ends_with("/>");
        if let Some(end) = rest.find("</modification>").filter(|_| !is_empty) {
            rest = &rest[end..];
        }
    }
    kept.push_str(rest);
    xml::compact(&kept)
}

#[cfg(test)]
mod tests {
    use super::without_history;

    #[test]
    fn the_record_leaves_out_what_modifications_repeat() {
        let raw = "<target ssid='1'>\n <modification type='a'>\n <added><x/></added></modification>\n<modification type='b'/>\n</target>";
        assert_eq!(
            without_history(raw),
            "<target ssid='1'><modification type='a'></modification><modification type='b'/></target>"
        );
        assert_eq!(without_history("<target><modification"), "<target><modification");
    }
}
