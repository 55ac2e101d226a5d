//! FSF 1.1 as XML.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::entity::{EU, designation};
use crate::CompileError;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::unite::unite;
use crate::xml::{self, Record};

/// FSF 1.1 as XML.
pub(crate) struct EuXml;

impl ListFormat for EuXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&EU]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["sanctionEntity"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("export")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/eu-fsf.xml")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read_xml_file(input, report)
    }
}

fn read_xml_file(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    // An empty file is an empty list in either form, and is refused as one.
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    read_xml(&path, text, EU.name, report)
}

fn read_xml(
    path: &Arc<Path>,
    text: &str,
    list: &str,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut entities = Entities::default();
    let mut published = None;
    let unknown = xml::read(
        path,
        text,
        &["sanctionEntity"],
        |root| {
            if root.name == "WHOLE" {
                return Err("this is the EU's list in its layout before FSF 1.0 (<WHOLE>), which is not read; download the list as FSF 1.1, XML or CSV".to_owned());
            }
            xml::expect_root(root, "export", "the EU's <export>")?;
            published = Some(root.attr("generationDate").to_owned()).filter(|date| !date.is_empty());
            Ok(())
        },
        |Record { element, raw, line }| {
            let mut designation = designation(path, &element, line, list, report)?;
            designation.source_record = xml::compact(raw);
            entities.add(Located {
                designation,
                path: Arc::clone(path),
                line,
            });
            Ok(())
        },
    )?;
    unknown.count(report);
    report.published = published;
    Ok(entities.located)
}

/// The entities of the list. One that is listed under two programmes stands in the file twice, with one number.
#[derive(Default)]
struct Entities {
    located: Vec<Located>,
    by_id: HashMap<String, usize>,
}

impl Entities {
    fn add(&mut self, entity: Located) {
        let id = entity.designation.id.clone();
        match self.by_id.get(&id).and_then(|at| self.located.get_mut(*at)) {
            // The same programme twice is no second listing: the copy stays, and is refused as one that stands twice.
            Some(first)
                if !(entity.designation.programs.iter())
                    .any(|program| first.designation.programs.contains(program)) =>
            {
                unite(&mut first.designation, entity.designation);
            }
            _ => {
                self.by_id.insert(id, self.located.len());
                self.located.push(entity);
            }
        }
    }
}
