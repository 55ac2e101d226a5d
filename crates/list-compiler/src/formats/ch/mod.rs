//! The Swiss sanctions list (State Secretariat for Economic Affairs, SECO), XML (`swiss-sanctions-list`).
//!
//! Programs and places stand apart from the targets that name them by number, so the file is read twice. Targets that were
//! delisted stay in it, and every change is kept beside a target with what it added and removed; only the target itself
//! says what is in force.

mod identity;
mod name;
mod program;
mod target;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use self::identity::Place;
use self::program::Program;
use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::error::shown;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::{CompileError, xml};

/// The Swiss sanctions list.
const SWITZERLAND: List = List {
    word: "ch",
    name: "Swiss Sanctions",
    id_prefix: "ch",
    ..List::OFFICIAL
};

/// The XML of SECO.
pub(super) struct ChXml;

impl ListFormat for ChXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&SWITZERLAND]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["target", "place", "sanctions-program"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("swiss-sanctions-list")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/ch.xml")
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

/// What targets name by number.
#[derive(Default)]
struct References {
    /// The program of each set of sanctions.
    programs: HashMap<String, Program>,
    places: HashMap<String, Place>,
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let references = references(&path, text, report)?;
    let mut located: Vec<Located> = Vec::new();
    let unknown = xml::read(
        &path,
        text,
        &["target"],
        |_| Ok(()),
        |record| {
            let designation = target::designation(&path, &record, &references, report)?;
            located.push(Located {
                designation,
                path: Arc::clone(&path),
                line: record.line,
            });
            Ok(())
        },
    )?;
    unknown.count(report);
    name_relations(&mut located);
    Ok(located)
}

fn references(path: &Path, text: &str, report: &mut SourceReport) -> Result<References, CompileError> {
    let mut references = References::default();
    let mut published = None;
    // The reading of the targets counts what is not known.
    let _ = xml::read(
        path,
        text,
        &["sanctions-program", "place"],
        |root| {
            xml::expect_root(root, "swiss-sanctions-list", "the swiss-sanctions-list of SECO")?;
            let kind = root.attr("list-type");
            if !matches!(kind, "" | "whole-list") {
                return Err(format!(
                    "this is a {} and not the whole list; download the whole list (Gesamtliste)",
                    shown(kind)
                ));
            }
            published = Some(root.attr("date").to_owned()).filter(|date| !date.is_empty());
            Ok(())
        },
        |record| {
            let element = &record.element;
            if element.name == "place" {
                let place = Place::of(element);
                references.places.insert(element.attr("ssid").to_owned(), place);
            } else {
                references.programs.extend(program::sets(element, report));
            }
            Ok(())
        },
    )?;
    report.published = published;
    Ok(references)
}

/// Gives the parties that others are tied to their names: the file gives their numbers only.
fn name_relations(located: &mut [Located]) {
    let names: HashMap<String, String> = located
        .iter()
        .map(|l| (l.designation.id.clone(), l.designation.primary_name().to_owned()))
        .collect();
    for relation in located.iter_mut().flat_map(|l| &mut l.designation.relations) {
        let name = relation.to_id.as_ref().and_then(|id| names.get(id));
        match name {
            Some(name) => relation.to.clone_from(name),
            None => relation.to_id = None,
        }
    }
}
